//! What states give, lend, sell and owe one another: a ledger beside the events.
//!
//! ```text
//! lexicon/ties ──> verbs and things
//! tree ──> clauses ──> giver, taker, thing, amount, interval, status ──> Ties
//! ```
//!
//! ```text
//! "Russia delivered four attack helicopters to Mali last year."   arms: RUS to MLI, 4 weapons, 2017, done
//! ```
//!
//! An entry needs both sides: who gives and who takes, of two states or bodies. What the report leaves open
//! (the amount, the day, the length) is left open.

mod words;

pub(crate) use words::TieWords;

use std::borrow::Cow;

use tiltmeter_record::{
    Actor, Certainty, Interval, Report, Span, Statement, Tie, TieKind, TieStatus, TimeExpression, TimeKind,
    When,
};
use tiltmeter_text::{Deprel, Document, Upos, Xpos};

use crate::events::clauses::Clauses;
use crate::events::people::{People, is_political};
use crate::events::quantities::{Counted, Counter, belongs};
use crate::events::{Signal, certainty, mended};
use crate::statements::statement_at;
use crate::{Lexicon, Mentions};
use words::{Entry, NounEntry, Slot};

/// What the stages before have found.
pub(crate) struct Found<'a> {
    pub(crate) report: &'a Report,
    pub(crate) document: &'a Document,
    pub(crate) mentions: &'a Mentions,
    pub(crate) times: &'a [TimeExpression],
    pub(crate) intervals: &'a [Interval],
    pub(crate) statements: &'a [Statement],
}

/// Finds the ties of a report.
pub(crate) fn find(found: &Found<'_>, lexicon: &Lexicon, explain: bool) -> Vec<Tie> {
    let mut ties: Vec<Tie> = Vec::new();
    for (sentence_idx, sentence) in found.document.sentences.iter().enumerate() {
        let mentions = found.mentions.of_sentence(sentence_idx);
        if !sentence.parsed || mentions.is_empty() {
            continue;
        }
        let mut view = found.document.view(&found.report.text, sentence_idx);
        let tells = |token: usize| lexicon.ties.may_tell(&view.lower_lemma(token));
        let money = |token: usize| {
            let known = |word: &str| lexicon.amounts.money.contains_key(word);
            known(&view.lower_form(token)) || known(&view.lower_lemma(token))
        };
        if !(0..view.len()).any(|token| tells(token) || money(token)) {
            continue;
        }
        let mended = mended(&view, &lexicon.verbs);
        view.tokens = mended.as_deref().unwrap_or(view.tokens);
        let clauses = Clauses::new(view, &lexicon.verbs, mentions);
        let people = People::new(&clauses, found.mentions, sentence_idx, found.times);
        let counter = Counter {
            clauses: &clauses,
            people: &people,
            amounts: &lexicon.amounts,
            intervals: found.intervals,
        };
        let counted = counter.all();
        let search =
            Search { found, lexicon, sentence_idx, clauses: &clauses, people: &people, counted, explain };
        for tie in search.ties() {
            add(&mut ties, tie);
        }
    }
    ties
}

// One tie told twice is one entry, unless its amount, its day or its standing differ.
fn add(ties: &mut Vec<Tie>, tie: Tie) {
    let codes = |actors: &[Actor]| actors.iter().map(|actor| actor.code.clone()).collect::<Vec<_>>();
    let values = |tie: &Tie| tie.amounts.iter().map(|amount| amount.value).collect::<Vec<_>>();
    let same = |known: &&mut Tie| {
        let parties =
            codes(&known.givers) == codes(&tie.givers) && codes(&known.takers) == codes(&tie.takers);
        let amounts = values(known) == values(&tie) || tie.amounts.is_empty();
        let dates = known.date == tie.date || tie.date.is_none();
        known.kind == tie.kind && known.status == tie.status && parties && amounts && dates
    };
    match ties.iter_mut().find(same) {
        Some(known) if !known.explanation.is_empty() => {
            known.explanation.push(format!("told again in sentence {} by {}", tie.sentence, tie.rule));
        }
        Some(_) => {}
        None => ties.push(tie),
    }
}

struct Search<'a> {
    found: &'a Found<'a>,
    lexicon: &'a Lexicon,
    sentence_idx: usize,
    clauses: &'a Clauses<'a>,
    people: &'a People<'a>,
    counted: Vec<Counted>,
    explain: bool,
}

/// What is given, and the word that names its kind.
#[derive(Clone, Copy, Debug)]
struct Thing {
    head: usize,
    kind: TieKind,
}

// So many verbs above one may say what becomes of the tie.
const REACH: usize = 3;

impl Search<'_> {
    fn ties(&self) -> Vec<Tie> {
        let mut ties = Vec::new();
        let mut things = Vec::new();
        for token in 0..self.clauses.view.len() {
            if !self.clauses.is_verb(token) {
                continue;
            }
            let lemma = self.clauses.lemma(token);
            let told = self.lexicon.ties.verbs(&lemma).find_map(|entry| self.told(token, entry));
            if let Some((tie, thing)) = told {
                things.push(thing.head);
                ties.push(tie);
            }
        }
        let nouns = (0..self.clauses.view.len()).filter(|noun| !things.contains(noun));
        ties.extend(nouns.filter_map(|noun| self.noun(noun)));
        ties.sort_by_key(|tie| tie.span);
        ties
    }

    fn told(&self, verb: usize, entry: &Entry) -> Option<(Tie, Thing)> {
        // What is given "if" is not given, nor promised.
        if self.clauses.is_condition(verb) {
            return None;
        }
        let with = |word: &String| {
            let beside = |&child: &usize| self.clauses.view.form(child).eq_ignore_ascii_case(word);
            self.clauses.children(verb).iter().any(beside)
        };
        if !entry.with.is_empty() && !entry.with.iter().any(with) {
            return None;
        }
        let thing = self.thing(verb, entry)?;
        // "Urged Oslo not to sell tanks": that nothing be given is no tie.
        if self.is_negated(verb) && self.governed(verb) == Some(TieStatus::Sought) {
            return None;
        }
        let (givers, takers) = self.parties(verb, entry, thing)?;
        let told = self.over(thing.head, entry.status);
        let (status, certainty) = self.standing(verb, told, thing.kind);
        let words = [verb, thing.head];
        let tie = self.tie(&words, thing, (givers, takers), (status, certainty), &entry.rule);
        Some((tie, thing))
    }

    fn tie(
        &self,
        words: &[usize],
        thing: Thing,
        (givers, takers): (Vec<Actor>, Vec<Actor>),
        (status, certainty): (TieStatus, Certainty),
        rule: &str,
    ) -> Tie {
        let view = &self.clauses.view;
        let own = self.counted.iter().filter(|counted| self.is_amount(words, counted, thing));
        let amounts: Vec<_> = own.map(|counted| counted.quantity.clone()).collect();
        let interval = amounts.iter().find_map(|amount| amount.interval.clone());
        let interval = interval.or_else(|| self.interval(words));
        let span =
            words.iter().fold(view.tokens[words[0]].span, |span, &word| span.cover(view.tokens[word].span));
        // "$3.6 billion" whole, and not its sign alone.
        let money = self.money_at(thing.head).map(|money| money.quantity.span);
        let span = money.map_or(span, |money| span.cover(money));
        let attribution =
            statement_at(self.found.statements, view.tokens[words[0]].span).map(Statement::attribution);
        let told = format!("thing: {} ({})", view.form(thing.head), thing.kind.code());
        Tie {
            sentence: self.sentence_idx,
            kind: thing.kind,
            givers,
            takers,
            thing: money.unwrap_or_else(|| self.people.phrase(thing.head)),
            date: self.date(words, status, interval.as_ref()),
            amounts,
            interval,
            status,
            certainty,
            attribution,
            span,
            rule: rule.to_string(),
            explanation: if self.explain { vec![told] } else { Vec::new() },
        }
    }

    // Money is of any tie; what is counted must be the thing.
    fn is_amount(&self, words: &[usize], counted: &Counted, thing: Thing) -> bool {
        let of_thing = counted.head == thing.head || self.clauses.is_below(counted.head, thing.head);
        let of_kind = matches!(thing.kind, TieKind::Arms | TieKind::Troops);
        belongs(self.clauses, words, counted) && (counted.quantity.is_money() || of_thing || of_kind)
    }

    // What the verb is done with: its object or a phrase, where it is of a kind that the entry takes.
    fn thing(&self, verb: usize, entry: &Entry) -> Option<Thing> {
        let mut heads = entry.thing.iter().flat_map(|slot| match slot {
            Slot::Preposition(preposition) => self.phrase(verb, preposition).into_iter().collect(),
            Slot::Subject => self.clauses.clause(verb).subject.into_iter().collect(),
            Slot::Object | Slot::IndirectObject => self.objects(verb),
        });
        let fits = |kind: &TieKind| entry.kinds.is_empty() || entry.kinds.contains(kind);
        heads.find_map(|head| {
            let conjuncts = self.clauses.children(head).iter().copied();
            let conjuncts = conjuncts.filter(|&child| self.clauses.view.deprel(child) == Deprel::Conj);
            let mut all = [head].into_iter().chain(conjuncts);
            all.find_map(|head| self.kind(head, entry).filter(|thing| fits(&thing.kind)))
        })
    }

    // "lent Laos $2 billion": parsers make two objects of it.
    fn objects(&self, verb: usize) -> Vec<usize> {
        let mut objects: Vec<usize> = self.clauses.clause(verb).object.into_iter().collect();
        let object = |&child: &usize| matches!(self.clauses.view.deprel(child), Deprel::Obj | Deprel::Iobj);
        let others: Vec<usize> = self.clauses.children(verb).iter().copied().filter(object).collect();
        objects.extend(others.into_iter().filter(|other| !objects.contains(other)).collect::<Vec<_>>());
        objects
    }

    // The sum of money whose words hold the token.
    fn money_at(&self, token: usize) -> Option<&Counted> {
        self.counted.iter().find(|counted| {
            let (first, last) = counted.tokens;
            counted.quantity.is_money() && first <= token && token <= last
        })
    }

    fn kind(&self, head: usize, entry: &Entry) -> Option<Thing> {
        // "The release of $90 million".
        let money = self.money_at(head).or_else(|| self.money_at(self.clauses.phrase(head, "of")?));
        if let Some(kind) = self.kind_of(head).filter(|_| money.is_none()) {
            // "Donated a shipment": no trade.
            let loose = !self.lexicon.ties.is_thing(&self.clauses.lemma(head));
            return Some(Thing { head, kind: entry.generic.filter(|_| loose).unwrap_or(kind) });
        }
        // "$200 million in loans", "a package of aid": what it is made of; then what it is for.
        let of = |cases: &[&str]| {
            let inner = self.clauses.children(head).iter().copied().find_map(|child| {
                let made = cases.iter().any(|case| self.clauses.has_case(child, case));
                self.kind_of(child).filter(|_| made && child > head).map(|kind| Thing { head: child, kind })
            });
            inner.or_else(|| money.and_then(|money| self.behind(money.tokens.1, cases)))
        };
        let given = entry.generic.filter(|_| self.clauses.is_nominal(head) && money.is_none());
        let lent = money.and(entry.money).filter(|&kind| kind == TieKind::Loan);
        let alone = |kind| Thing { head, kind };
        of(&["in", "of"])
            .or(lent.map(alone))
            .or_else(|| of(&["for"]))
            .or_else(|| money.and(entry.money).map(alone))
            .or_else(|| given.filter(|_| !self.people.is_party(head)).map(alone))
    }

    // "gave Nepal 3 million dollars in aid": the phrase right behind the money, whatever it hangs on.
    fn behind(&self, last: usize, cases: &[&str]) -> Option<Thing> {
        let view = &self.clauses.view;
        let case = (last + 1 < view.len() && view.deprel(last + 1) == Deprel::Case).then_some(last + 1)?;
        let made = cases.iter().any(|word| view.form(case).eq_ignore_ascii_case(word));
        let head = view.head(case).filter(|&head| made && head > case)?;
        self.kind_of(head).map(|kind| Thing { head, kind })
    }

    fn kind_of(&self, noun: usize) -> Option<TieKind> {
        let view = &self.clauses.view;
        if !self.clauses.is_nominal(noun) {
            return None;
        }
        let before: Vec<Cow<'_, str>> = self
            .clauses
            .children(noun)
            .iter()
            .filter(|&&child| child < noun && matches!(view.deprel(child), Deprel::Amod | Deprel::Compound))
            .flat_map(|&child| [view.lower_form(child), self.clauses.lemma(child)])
            .collect();
        let form = view.lower_form(noun);
        let ties = &self.lexicon.ties;
        // "The Freedom Order" is a name.
        let is_name = view.tokens[noun].upos == Upos::Propn;
        let kind = |word: &str| {
            let kind = ties.kind(word, before.iter().map(|word| &**word));
            kind.filter(|_| !is_name || ties.is_thing(word))
        };
        kind(&self.clauses.lemma(noun)).or_else(|| kind(&form))
    }

    fn phrase(&self, head: usize, preposition: &str) -> Option<usize> {
        // "Home from Iraq".
        let adverb = |&child: &usize| self.clauses.view.deprel(child) == Deprel::Advmod;
        let mut adverbs = self.clauses.children(head).iter().copied().filter(adverb);
        let direct = self.clauses.phrase(head, preposition);
        direct
            .or_else(|| self.clauses.deep_phrase(head, preposition))
            .or_else(|| adverbs.find_map(|adverb| self.clauses.phrase(adverb, preposition)))
    }

    // Who gives and who takes: states and bodies with a code, no two of them the same.
    fn parties(&self, verb: usize, entry: &Entry, thing: Thing) -> Option<(Vec<Actor>, Vec<Actor>)> {
        let mut givers = self.first(&entry.giver, verb, thing);
        if givers.is_empty() {
            // "Sent its aid"; "Spain's decision to send troops".
            let decision = self.clauses.view.head(verb);
            let decision = decision.filter(|_| self.clauses.view.deprel(verb) == Deprel::Acl);
            let nouns = [Some(thing.head), decision].into_iter().flatten();
            let mut owners = nouns.filter_map(|noun| self.people.owner(noun)).map(|owner| self.coded(owner));
            givers = owners.find(|owner| !owner.is_empty()).unwrap_or_default();
            // "Indian peacekeepers" are India's own.
            if givers.is_empty() && entry.giver.is_empty() && self.people.is_party(thing.head) {
                givers = self.coded(thing.head);
            }
        }
        if entry.mutual {
            let others = self.first(&entry.taker, verb, thing);
            givers
                .extend(others.into_iter().filter(|other| !givers_hold(&givers, other)).collect::<Vec<_>>());
            return (givers.len() > 1).then_some((givers, Vec::new()));
        }
        let mut takers = self.first(&entry.taker, verb, thing);
        takers.retain(|taker| !givers_hold(&givers, taker));
        if takers.is_empty() {
            takers = self.around(verb, thing, &givers);
        }
        givers.retain(|giver| !givers_hold(&takers, giver));
        (!givers.is_empty() && !takers.is_empty()).then_some((givers, takers))
    }

    // The parties in the first place that holds any; places of the thing count beside those of the verb.
    fn first(&self, slots: &[Slot], verb: usize, thing: Thing) -> Vec<Actor> {
        let others =
            |heads: Vec<usize>| heads.into_iter().filter(|&head| head != thing.head).collect::<Vec<_>>();
        let found = slots.iter().map(|slot| {
            let heads = match slot {
                Slot::Subject => self.subject(verb).into_iter().collect(),
                Slot::Object => others(self.objects(verb)),
                Slot::IndirectObject => {
                    let beside = self.people.right_after(verb, self.clauses.clause(verb).object);
                    let objects = self.objects(verb).into_iter().filter(|_| thing.head > verb);
                    let before = objects.filter(|&object| object < thing.head);
                    [self.clauses.child(verb, Deprel::Iobj), beside]
                        .into_iter()
                        .flatten()
                        .chain(before)
                        .collect()
                }
                Slot::Preposition(preposition) => {
                    [self.phrase(verb, preposition), self.phrase(thing.head, preposition)]
                        .into_iter()
                        .flatten()
                        .collect()
                }
            };
            let mut heads = heads.into_iter().map(|head| self.coded(head));
            heads.find(|parties| !parties.is_empty()).unwrap_or_default()
        });
        found.into_iter().find(|parties| !parties.is_empty()).unwrap_or_default()
    }

    // "had “foolishly” given Oslo money": cut off from its auxiliary, an active verb looks like a passive one.
    fn subject(&self, verb: usize) -> Option<usize> {
        let clause = self.clauses.clause(verb);
        let cut =
            clause.passive && self.clauses.has(verb, Deprel::Obj) && !self.clauses.has(verb, Deprel::AuxPass);
        self.subject_above(verb).or(clause.subject).or(clause.object.filter(|_| cut))
    }

    // "Kuwait is a donor to Yemen, providing aid": the participle's subject is the one above.
    fn subject_above(&self, verb: usize) -> Option<usize> {
        let view = &self.clauses.view;
        let participle = view.tokens[verb].xpos == Xpos::Vbg;
        let below = matches!(view.deprel(verb), Deprel::Advcl | Deprel::Acl);
        let above = view.head(verb).filter(|_| participle && below)?;
        self.clauses.child(above, Deprel::Nsubj).filter(|_| self.clauses.has(above, Deprel::Cop))
    }

    // "pledged $60 billion for roads along the China-Pakistan corridor", "sent troops there": the one other
    // party below the verb, or the place that "there" points back to.
    fn around(&self, verb: usize, thing: Thing, givers: &[Actor]) -> Vec<Actor> {
        let view = &self.clauses.view;
        let mut words = vec![verb, thing.head];
        let gift = matches!(thing.kind, TieKind::Aid | TieKind::Loan | TieKind::Investment);
        words.extend(self.purpose(verb, thing).filter(|_| gift));
        let mut below: Vec<Actor> = Vec::new();
        let mut together = true;
        for token in verb + 1..view.len() {
            let inside = self.hangs_on(token, &words) && !self.is_no_taker(token, &words);
            let point = self.people.there(token).filter(|_| inside);
            // "To fight hunger in Niger": a place takes too.
            let takes = self.people.is_party(token) || self.people.is_state(token);
            let party = (inside && takes).then_some(token);
            let mut parties = party.or(point).map(|head| self.coded(head)).unwrap_or_default();
            parties.retain(|actor| !givers_hold(givers, actor) && !givers_hold(&below, actor));
            // "In Chad, Niger and Mali" is one place; "in Chad … with Niger" are two.
            together &= below.is_empty() || parties.is_empty() || view.deprel(token) == Deprel::Conj;
            below.extend(parties);
        }
        if together { below } else { Vec::new() }
    }

    // "Gave 20 million euros to fight hunger in Niger": what it is given for.
    fn purpose(&self, verb: usize, thing: Thing) -> Option<usize> {
        let view = &self.clauses.view;
        (verb + 1..view.len()).find(|&token| {
            let below = matches!(view.deprel(token), Deprel::Advcl | Deprel::Acl | Deprel::Xcomp);
            let infinitive = below && self.clauses.is_verb(token) && self.clauses.has_case(token, "to");
            infinitive && view.head(token).is_some_and(|head| self.hangs_on(head, &[verb, thing.head]))
        })
    }

    // "Through the United Nations centre": anywhere on the way up to the words.
    fn is_no_taker(&self, token: usize, words: &[usize]) -> bool {
        let view = &self.clauses.view;
        let parts = |head: usize| {
            let case = |&child: &usize| matches!(view.deprel(child), Deprel::Case | Deprel::Mark);
            let mut cases = self.clauses.children(head).iter().copied().filter(case);
            cases.any(|child| self.lexicon.ties.not_taker.contains(&*view.lower_form(child)))
        };
        let mut at = Some(token);
        while let Some(head) = at.filter(|head| !words.contains(head)) {
            if parts(head) {
                return true;
            }
            at = view.head(head);
        }
        false
    }

    // "Agreed with Iran", "in both countries": those of a phrase that are states or bodies.
    fn coded(&self, head: usize) -> Vec<Actor> {
        let mut coded: Vec<Actor> = Vec::new();
        for actor in self.people.parties(head) {
            // What a court awards is no gift of its state.
            let is_court = actor.sectors.iter().any(|sector| sector.code() == "JUD");
            let known = actor.code.is_some() && is_political(&actor) && !is_court;
            if known && !givers_hold(&coded, &actor) {
                coded.push(actor);
            }
        }
        coded
    }

    // "Announced a suspension of aid": the noun over the thing says what becomes of it.
    fn over(&self, thing: usize, told: TieStatus) -> TieStatus {
        let mut at = thing;
        for _ in 0..REACH {
            let Some(above) = self.clauses.view.head(at) else { break };
            if !self.clauses.is_nominal(above) {
                break;
            }
            match (self.lexicon.ties.of_noun.get(&*self.clauses.lemma(above)), told) {
                // "Ended the suspension of aid".
                (Some(TieStatus::Stopped), TieStatus::Stopped) => return TieStatus::Ongoing,
                (Some(&made), _) => return made,
                (None, _) => at = above,
            }
        }
        told
    }

    // What negation, auxiliaries and governing words make of it.
    fn standing(&self, verb: usize, told: TieStatus, kind: TieKind) -> (TieStatus, Certainty) {
        let ties = &self.lexicon.ties;
        let certainty = certainty::of_words(self.clauses, &self.lexicon.certainties, &[verb], verb);
        let given = matches!(told, TieStatus::Done | TieStatus::Ongoing);
        let lasting = matches!(kind, TieKind::Base | TieKind::Troops | TieKind::Trade | TieKind::Cooperation);
        let present = matches!(self.clauses.view.tokens[verb].xpos, Xpos::Vbz | Xpos::Vbp);
        let mut status = if given && lasting && present { TieStatus::Ongoing } else { told };
        let auxiliary = self.clauses.children(verb).iter().find_map(|&child| {
            let modal = self.clauses.view.deprel(child) == Deprel::Aux;
            ties.of_auxiliary.get(&*self.clauses.view.lower_form(child)).filter(|_| modal)
        });
        if let Some(&made) = auxiliary {
            status = match told {
                TieStatus::Stopped => TieStatus::Ending,
                _ if given => made,
                _ => status,
            };
        }
        if let Some(made) = self.governed(verb) {
            status = match (made, told) {
                // "Willing to withdraw", "decided to cut"; "was asked to withdraw".
                (TieStatus::Promised, TieStatus::Stopped) => TieStatus::Ending,
                (TieStatus::Sought | TieStatus::Refused | TieStatus::Denied, TieStatus::Stopped) => {
                    TieStatus::Ongoing
                }
                (TieStatus::Done, TieStatus::Stopped) => told,
                (TieStatus::Done | TieStatus::Ongoing, _) if !given => told,
                (made, _) => made,
            };
        }
        if self.is_negated(verb) {
            status = match told {
                TieStatus::Stopped => TieStatus::Ongoing,
                TieStatus::Promised => TieStatus::Refused,
                _ if auxiliary.is_some() => TieStatus::Refused,
                _ => TieStatus::Denied,
            };
        }
        (status, certainty)
    }

    fn is_negated(&self, verb: usize) -> bool {
        let mut hosts = [Some(verb), self.clauses.clause(verb).object].into_iter().flatten();
        hosts.any(|host| {
            self.clauses.children(host).iter().any(|&child| {
                let close =
                    matches!(self.clauses.view.deprel(child), Deprel::Advmod | Deprel::Aux | Deprel::Det);
                close && self.clauses.gives(Signal::Negation, child)
            })
        })
    }

    // "agreed to sell", "plans to build", "denied sending", "an offer to lend".
    fn governed(&self, verb: usize) -> Option<TieStatus> {
        let mut at = verb;
        for _ in 0..REACH {
            let above = self.clauses.view.head(at)?;
            let deprel = self.clauses.view.deprel(at);
            let complement =
                matches!(deprel, Deprel::Xcomp | Deprel::Ccomp | Deprel::Acl | Deprel::Advcl | Deprel::Obj);
            let infinitive =
                self.clauses.has_case(at, "to") || self.clauses.view.tokens[at].xpos == Xpos::Vbg;
            let found = self.lexicon.ties.of_governor.get(&*self.clauses.lemma(above)).copied();
            let denied = found == Some(TieStatus::Denied);
            if complement && (infinitive || denied) && found.is_some() {
                return found;
            }
            if !matches!(deprel, Deprel::Conj | Deprel::Xcomp | Deprel::Ccomp) {
                return None;
            }
            at = above;
        }
        None
    }

    // "U.S. aid to Pakistan", "military bases in Armenia".
    fn noun(&self, noun: usize) -> Option<Tie> {
        let common = self.clauses.view.tokens[noun].upos == Upos::Noun;
        let kind = self.kind_of(noun).filter(|_| common)?;
        let entry: &NounEntry = self.lexicon.ties.nouns.iter().find(|entry| entry.kinds.contains(&kind))?;
        let thing = Thing { head: noun, kind };
        // "Russian troops" are Russia's own.
        let own = if self.people.is_party(noun) { Some(noun) } else { self.people.owner(noun) };
        // "Its withdrawal of troops from Iraq".
        let act = self.clauses.view.head(noun);
        let act = act.filter(|&act| self.lexicon.ties.of_noun.contains_key(&*self.clauses.lemma(act)));
        let of_act = act.and_then(|act| self.people.owner(act));
        // "Spain completed its withdrawal": whose it is, its verb's subject tells.
        let doer = act.and_then(|act| self.clauses.view.head(act).filter(|&verb| self.clauses.is_verb(verb)));
        let pronoun = of_act.is_some_and(|owner| self.clauses.view.tokens[owner].upos == Upos::Pron);
        let doer = doer.filter(|_| pronoun).and_then(|verb| self.subject(verb));
        let owners = [of_act, doer, own].into_iter().flatten().map(|owner| self.coded(owner));
        let owner = owners.into_iter().find(|owner| !owner.is_empty()).unwrap_or_default();
        let from = || self.phrase(noun, "from").map(|head| self.coded(head)).unwrap_or_default();
        let mut givers = if owner.is_empty() { from() } else { owner };
        let left = act.filter(|_| matches!(kind, TieKind::Troops | TieKind::Base));
        let left = left.and_then(|act| self.phrase(act, "from").or_else(|| self.phrase(noun, "from")));
        let stands = |slot: &Slot| match slot {
            Slot::Preposition(preposition) => self.clauses.phrase(noun, preposition),
            _ => None,
        };
        let mut places = entry.taker.iter().filter_map(stands).chain(left).map(|head| self.coded(head));
        let mut takers: Vec<Actor> = places.find(|parties| !parties.is_empty())?;
        takers.retain(|taker| !givers_hold(&givers, taker));
        givers.retain(|giver| !givers_hold(&takers, giver));
        if givers.is_empty() || takers.is_empty() {
            return None;
        }
        let certainty = certainty::of_words(self.clauses, &self.lexicon.certainties, &[noun], noun);
        let status = self.over(noun, entry.status);
        Some(self.tie(&[noun], thing, (givers, takers), (status, certainty), &entry.rule))
    }

    // A date below the verb; done without one, and told as news, it counts on the report's day.
    fn date(&self, words: &[usize], status: TieStatus, interval: Option<&Interval>) -> Option<When> {
        let view = &self.clauses.view;
        let sentence = view.sentence.span;
        let free = |time: &&TimeExpression| {
            let in_interval = interval.is_some_and(|interval| interval.span.contains(time.span));
            time.kind == TimeKind::Date && sentence.contains(time.span) && !in_interval
        };
        let near = self.found.times.iter().filter(free).filter_map(|time| {
            let token = (0..view.len()).find(|&token| time.span.touches(view.tokens[token].span))?;
            self.hangs_on(token, words).then_some((token.abs_diff(words[0]), time.when?))
        });
        if let Some((_, when)) = near.min_by_key(|&(distance, _)| distance) {
            return Some(when);
        }
        let news = matches!(status, TieStatus::Done | TieStatus::Stopped | TieStatus::Refused)
            && self.is_news(words[0]);
        self.found.report.date.filter(|_| news && interval.is_none())
    }

    fn is_news(&self, verb: usize) -> bool {
        let had = self.clauses.children(verb).iter().any(|&child| {
            self.clauses.view.deprel(child) == Deprel::Aux
                && self.clauses.view.tokens[child].xpos == Xpos::Vbd
        });
        self.clauses.is_verb(verb) && self.clauses.view.deprel(verb) != Deprel::Advcl && !had
    }

    fn interval(&self, words: &[usize]) -> Option<Interval> {
        let view = &self.clauses.view;
        let sentence = view.sentence.span;
        let inside = self.found.intervals.iter().filter(|interval| sentence.contains(interval.span));
        inside
            .into_iter()
            .find(|interval| {
                let last: Span = Span::new(interval.span.end().saturating_sub(1), interval.span.end());
                let token = (0..view.len()).find(|&token| last.touches(view.tokens[token].span));
                token.is_some_and(|token| self.hangs_on(token, words))
            })
            .cloned()
    }

    // Whether the way up meets one of the words before any other verb.
    fn hangs_on(&self, mut token: usize, words: &[usize]) -> bool {
        for _ in 0..self.clauses.view.len() {
            if words.contains(&token) {
                return true;
            }
            match self.clauses.view.head(token) {
                Some(head) if !self.clauses.is_verb(token) => token = head,
                _ => return false,
            }
        }
        false
    }
}

fn givers_hold(parties: &[Actor], one: &Actor) -> bool {
    parties.iter().any(|party| party.code == one.code)
}

#[cfg(test)]
mod tests;

//! Who stands as actor and recipient of an event, and whether that makes one.
//!
//! An act is an event where somebody does it who is known, or does it to somebody who is known, and
//! where politics is in it: shops sue shops every day. Things are no parties; where a thing stands in
//! the recipient's place, the party that it belongs to or the place of the act stands for it.
//!
//! ```text
//! "gave 3 million euros to hospitals in Lebanon"   recipient: Lebanon, the place
//! "opposed the resolution"                         recipient: nobody
//! ```

use tiltmeter_record::{Actor, Context, EventType, Quad, Resolution, Span, Status, ontology};
use tiltmeter_text::{Deprel, Upos, Xpos};

use super::SentenceCoder;
use super::acts::Act;
use super::compose;
use super::frames::{Outcome, Signal};
use super::people::{in_sector, is_known, is_political};

/// Who did it to whom.
pub(super) struct Parties {
    pub(super) actors: Vec<Actor>,
    pub(super) recipients: Vec<Actor>,
    /// Whether the recipient is the place of the act.
    pub(super) by_place: bool,
}

impl Parties {
    /// What the act is about between these: at home there is no diplomacy but there are elections, and no war where
    /// nobody bears arms.
    pub(super) fn contexts(&self, act: &Act) -> Vec<Context> {
        let mut contexts = act.contexts.clone();
        let all = || all_of(&self.actors, &self.recipients);
        let home = !is_foreign(self) && all().any(|party| party.code.is_some());
        let find = |code: &str| Context::find(code);
        if home && act.quad().is_verbal() {
            contexts.retain(|&context| Some(context) != find("diplomatic"));
        }
        let armed = |party: &Actor| {
            is_armed(party) || party.entry.as_deref().is_some_and(|e| e.starts_with("states/"))
        };
        if !self.actors.is_empty() && !all().any(armed) && all().all(is_known) {
            contexts.retain(|&context| Some(context) != find("military"));
        }
        let said = act.quad().is_verbal();
        if home && said && all().any(|party| in_sector(party, &["ELI"])) {
            contexts.extend(find("election"));
        }
        if self.actors.iter().any(|actor| in_sector(actor, &["JUD"])) {
            contexts.extend(find("legal"));
        }
        contexts.sort();
        contexts.dedup();
        contexts
    }

    /// Whether politicians of one state have to do with one another, or one of them speaks to nobody known.
    pub(super) fn are_politicians_at_home(&self) -> bool {
        let politician = |actor: &Actor| is_candidate(actor) || in_sector(actor, &["ELI", "PTY"]);
        let judge = |actor: &Actor| in_sector(actor, &["JUD"]);
        let all = || all_of(&self.actors, &self.recipients);
        !is_foreign(self) && all().any(politician) && !all().any(judge)
    }

    /// Whether the politics of two states have to do with one another, or a body of states speaks.
    pub(super) fn are_governments_abroad(&self) -> bool {
        let body = |actor: &Actor| actor.code.as_deref().is_some_and(|code| code == "IGO" || code == "UNO");
        let governs = |actor: &Actor| is_political(actor) && !in_sector(actor, &ARMED) || body(actor);
        let government = |actor: &Actor| actor.code.is_some() && governs(actor);
        let met = self.recipients.iter().any(government) || !self.recipients.iter().any(|r| r.code.is_some());
        // "Norway backed the rebels": what a state by its name says of nobody known is foreign policy.
        let state = |actor: &Actor| {
            let entry = actor.entry.as_deref().is_some_and(|entry| entry.starts_with("states/"));
            entry && actor.sectors.is_empty()
        };
        let nobody = self.recipients.is_empty();
        let speaks = |actor: &Actor| body(actor) || !nobody && state(actor);
        let abroad = is_foreign(self)
            || !self.recipients.iter().any(|party| party.code.is_some()) && self.actors.iter().any(speaks);
        abroad && met && self.actors.iter().any(government)
    }

    /// The act as it stands between these: "the senator attacked the minister" with words, "India and
    /// Japan held war games" together.
    pub(super) fn between(&self, act: &Act) -> Act {
        let mut act = act.clone();
        let states =
            |one: &Actor| one.code.is_some() && self.actors.iter().any(|other| other.code != one.code);
        if let Some(outcome) = act.together.take().filter(|_| self.actors.iter().any(states)) {
            compose::apply(&mut act, &outcome);
        }
        let speakers = !self.actors.is_empty() && self.actors.iter().all(speaks);
        let answerers = !self.recipients.is_empty() && self.recipients.iter().all(speaks);
        // "hit his rival hard": persons without arms fight with words.
        let persons = |parties: &[Actor]| !parties.is_empty() && parties.iter().all(is_candidate);
        let unarmed = |party: &Actor| {
            !in_sector(party, &ARMED) && party.entry.as_deref().is_none_or(|e| !e.starts_with("states/"))
        };
        let by_unarmed = !self.actors.is_empty() && self.actors.iter().all(unarmed);
        if act.in_words.is_none()
            && act.event == EventType::Assault
            && act.counts.is_none()
            && by_unarmed
            && (persons(&self.actors) || act.mode.is_none() && act.in_words.is_none())
            && persons(&self.recipients)
        {
            let outcome = Outcome { event: Some(EventType::Accuse), ..Outcome::default() };
            compose::apply(&mut act, &outcome);
            act.contexts.clear();
        }
        // "the candidate attacked police officers": who seeks votes bears no arms.
        let seeks =
            |actor: &Actor| is_candidate(actor) && in_sector(actor, &["PTY"]) && !in_sector(actor, &["GOV"]);
        let organ = |party: &Actor| {
            let state = party.entry.as_deref().is_some_and(|entry| entry.starts_with("states/"));
            party.code.is_some() && !party.sectors.is_empty() && !state && !in_sector(party, &["CVL"])
        };
        let seeking = !self.actors.is_empty() && self.actors.iter().all(seeks) && !act.nominal;
        let at_organ = !self.recipients.is_empty() && self.recipients.iter().all(organ);
        let hit = by_unarmed && persons(&self.recipients) || seeking && at_organ;
        if let Some(outcome) = act.in_words.take().filter(|_| speakers && answerers || hit) {
            compose::apply(&mut act, &outcome);
            act.contexts.clear();
        }
        act
    }
}

// CAMEO: humanitarian aid given and promised.
const RELIEF: [&str; 2] = ["073", "0333"];

const ARMED: [&str; 7] = ["MIL", "COP", "REB", "PRM", "UAF", "SPY", "CRM"];

// A person by name, in politics and without arms.
fn is_candidate(actor: &Actor) -> bool {
    let person = actor.entry.as_deref().is_none_or(|entry| !entry.starts_with("states/"));
    let armed = in_sector(actor, &ARMED);
    let holder = actor.entry.as_deref().is_some_and(|entry| {
        entry.starts_with("offices") || entry.starts_with("ministers") || entry.starts_with("persons")
    });
    person
        && !armed
        && actor.name.is_some()
        && (holder || actor.office.is_some() || in_sector(actor, &["PTY", "LEG", "ELI", "OPP"]))
}

// Who fights with words: holders of office, parties, media; and names of which nothing is known.
fn speaks(actor: &Actor) -> bool {
    let unknown = actor.code.is_none() && actor.sectors.is_empty();
    unknown
        || actor.office.is_some()
        || is_candidate(actor)
        || in_sector(actor, &["PTY", "LEG", "JRN", "ELI", "JUD", "SOC", "BUS"])
}

impl SentenceCoder<'_> {
    /// The parties of an act; `None` where they make no event of it.
    pub(super) fn told_parties(&self, act: &Act) -> Option<Parties> {
        if act.idle || act.recipients.iter().any(|&head| self.clauses.gives(Signal::Oneself, head)) {
            return None;
        }
        let acting: Vec<usize> = self.meant(&act.actors).filter(|&head| self.may_act(head)).collect();
        let suffers = |head: usize| {
            let place = self.clauses.gives(Signal::Locality, head) && is_about_places(act.event);
            let person =
                self.people.is_open_pronoun(head) || act.passive && self.people.is_open_subject(head);
            self.people.is_somebody(head) || self.clauses.gives(Signal::Body, head) || place || person
        };
        let named = |head: usize| self.people.before_pronoun(head, &act.actors).unwrap_or(head);
        let acted_upon: Vec<usize> =
            self.meant(&act.recipients).map(named).filter(|&head| suffers(head)).collect();
        // "Three members meet the standard": nobody is met.
        let things = acted_upon.is_empty() && !act.recipients.is_empty();
        let nobody = acted_upon.is_empty() && (things || !act.mutual);
        if acting.is_empty() && !act.actors.is_empty() || act.somebody && nobody {
            return None;
        }
        let mut parties = Parties {
            actors: self.parties(&acting),
            recipients: self.suffering(&acted_upon, act.event),
            by_place: false,
        };
        // "Silva blamed him": never himself.
        let objects: Vec<Span> = acted_upon
            .iter()
            .filter(|&&head| self.is_object(head))
            .map(|&head| self.clauses.view.tokens[head].span)
            .collect();
        parties.recipients.retain(|recipient| {
            let object = objects.contains(&recipient.span);
            let another = |actor: &Actor| object && actor.name != recipient.name;
            !parties.actors.iter().any(|actor| is_itself(recipient, actor) && !another(actor))
        });
        self.drop_own(act, &mut parties);
        let by_name = parties.recipients.is_empty() && things;
        if by_name {
            let names = act.recipients.iter().filter_map(|&thing| self.people.name_inside(thing));
            parties.recipients = names.take(1).flat_map(|name| self.people.parties(name)).collect();
        }
        // "rejected a US call for a truce in Darfur": whoever calls is rejected.
        if let Some((asked, asker)) = self.asker(act) {
            let within = |&head: &usize| head != asker && self.clauses.is_below(head, asked);
            if parties.recipients.is_empty() || act.recipients.iter().all(within) {
                parties.recipients = self.people.parties(asker);
            }
        }
        if !by_name {
            self.keep_sure(act, &mut parties);
        }
        if parties.recipients.is_empty() && helps(act) {
            parties.recipients = self.helped(act);
        }
        self.look_around(act, &mut parties);
        self.look_elsewhere(act, &mut parties);
        if parties.recipients.is_empty() {
            parties.recipients = self.called(act);
        }
        if parties.recipients.is_empty() && promises_help(act) {
            parties.recipients = self.for_whom(act, &parties.actors);
        }
        self.locate(act, &mut parties);
        self.look_at_speaker(act, &mut parties);
        dedup(&mut parties.actors);
        dedup(&mut parties.recipients);
        let actors = &parties.actors;
        parties.recipients.retain(|recipient| !actors.iter().any(|actor| actor.span == recipient.span));
        self.may_fire(act, &parties, things).then_some(parties)
    }

    // "the ministry voiced Cairo's support": nobody supports himself; "Oslo and Minsk signed a pact on the Minsk road":
    // who signs is no third party.
    fn drop_own(&self, act: &Act, parties: &mut Parties) {
        let Parties { actors, recipients, .. } = parties;
        let same = |recipient: &Actor| {
            actors.iter().any(|actor| actor.code.is_some() && actor.code == recipient.code)
        };
        let word = |token: usize| self.clauses.view.tokens[token].span;
        let owned = act
            .words
            .iter()
            .filter_map(|&thing| Some((word(self.clauses.child(thing, Deprel::NmodPoss)?), word(thing))));
        let owned: Vec<(Span, Span)> = owned.collect();
        let owns = |recipient: &Actor| {
            let mut owned = owned.iter();
            owned.any(|&(owner, thing)| recipient.span.contains(owner) && !recipient.span.contains(thing))
        };
        let together = act.mutual && actors.len() > 1 && actors.iter().all(|actor| actor.code.is_some());
        let own = |recipient: &Actor| act.quad() == Quad::VerbalCooperation && owns(recipient);
        // "Democrats and Republicans met with the minister": he is.
        let with: Vec<Span> = act
            .recipients
            .iter()
            .filter(|&&head| self.clauses.has_case(head, "with"))
            .map(|&head| word(head))
            .collect();
        let third = |recipient: &Actor| with.iter().any(|&head| recipient.span.contains(head));
        recipients
            .retain(|recipient| !(same(recipient) && (own(recipient) || together && !third(recipient))));
        // "sent money to the minister, whose office investigated": not herself.
        let relative = |actor: &Actor| {
            let mut heads = act.actors.iter().copied();
            actor.resolution == Resolution::Pronoun
                && heads.any(|head| {
                    self.clauses
                        .child(head, Deprel::NmodPoss)
                        .is_some_and(|whose| self.clauses.gives(Signal::Relative, whose))
                })
        };
        let herself = |recipient: &Actor| {
            actors.iter().any(|actor| {
                relative(actor) && actor.code == recipient.code && actor.sectors == recipient.sectors
            })
        };
        recipients.retain(|recipient| !herself(recipient));
    }

    // "called for taxing income of companies": of what is said, who stands elsewhere than the entry looks is taken only
    // where it goes from one state to another; at home too many are named beside it.
    fn keep_sure(&self, act: &Act, parties: &mut Parties) {
        let said = act.quad().is_verbal();
        if !said || is_foreign(parties) || parties.recipients.is_empty() {
            return;
        }
        let heads: Vec<usize> = self.meant(&act.recipients).collect();
        let people = heads.iter().any(|&head| {
            self.clauses.gives(Signal::Person, head) || self.clauses.view.tokens[head].upos == Upos::Pron
        });
        let owners: Vec<usize> = heads.iter().filter_map(|&head| self.people.owner(head)).collect();
        let at = |party: &Actor, words: &[usize]| {
            words.iter().any(|&word| party.span.contains(self.clauses.view.tokens[word].span))
        };
        let sure = |party: &Actor| people || at(party, &heads) || at(party, &owners);
        let asked = || self.asker(act).is_some();
        if (act.guessed || !parties.recipients.iter().any(sure)) && !asked() {
            parties.recipients.clear();
        }
    }

    // "her submission to the court said": the court said nothing.
    fn is_for_party(&self, thing: usize) -> bool {
        let person =
            self.people.is_party(thing) || self.clauses.is_people(thing) || self.people.is_named(thing);
        let inside = self.people.inside(thing).filter(|_| !person);
        let of_thing = inside.filter(|&party| self.clauses.view.head(party) == Some(thing) && party > thing);
        of_thing.is_some_and(|party| {
            self.clauses.cases(party).any(|case| self.clauses.gives(Signal::Toward, case))
                && !self.clauses.gives(Signal::Body, thing)
        })
    }

    // "him", "them" as object of a verb.
    fn is_object(&self, pronoun: usize) -> bool {
        let word = self.clauses.view.tokens[pronoun];
        let him = word.xpos == Xpos::Prp && self.clauses.gives(Signal::Him, pronoun);
        him && matches!(word.deprel, Deprel::Obj | Deprel::Iobj)
    }

    // "US car sales dropped": figures that bear a state's name are not that state.
    fn may_act(&self, head: usize) -> bool {
        let figure = self.clauses.gives(Signal::Figure, head) && !self.people.is_party(head);
        // "the death of the judge left the court divided"
        let undergone = self.clauses.gives(Signal::Undergone, head) && !self.people.is_party(head);
        self.people.is_somebody(head) && !figure && !undergone && !self.is_for_party(head)
    }

    // "blasted him": somebody of whom the report leaves open who he is.
    fn suffering(&self, heads: &[usize], event: EventType) -> Vec<Actor> {
        let open = |head: &usize| self.people.is_open_pronoun(*head) || self.people.is_open_subject(*head);
        if let Some(him) = heads.iter().copied().find(open).filter(|_| heads.len() == 1) {
            return vec![Actor::unresolved(self.people.phrase(him))];
        }
        let mut parties = self.parties(heads);
        // "pledged a billion for roads along the Ruritania Canal": what holds a name is still a thing.
        let place = |head: usize| self.clauses.gives(Signal::Locality, head) && is_about_places(event);
        if heads.iter().all(|&head| self.people.is_thing(head) && !place(head)) {
            parties.retain(is_known);
        }
        parties
    }

    fn meant(&self, heads: &[usize]) -> impl Iterator<Item = usize> {
        heads.iter().map(|&head| self.people.meant(head))
    }

    fn parties(&self, heads: &[usize]) -> Vec<Actor> {
        let able = heads.iter().copied().filter(|&head| self.people.may_act(head));
        able.flat_map(|head| self.people.parties(head)).collect()
    }

    // "declared a curfew in Lagos": where PLOVER has nobody else, the place is the recipient.
    fn look_around(&self, act: &Act, parties: &mut Parties) {
        let addressed = act.addressed || act.mutual && parties.actors.len() > 1;
        if parties.recipients.is_empty() && !addressed {
            parties.recipients = self.place(act, &parties.actors);
            // "bemoaned the unrest in Oslo", "met in Oslo": what is said at home is said to no place.
            let said = act.quad().is_verbal();
            // "denounced arrests in Minsk", by somebody of no state: done there, and said of those there.
            let abroad = act.event == EventType::Accuse
                && parties.actors.iter().all(|actor| actor.code.is_none())
                && self.place_phrase(act).is_some_and(|place| {
                    act.recipients.iter().any(|&thing| self.clauses.is_below(place, thing))
                });
            if said && act.event != EventType::Threaten && !is_foreign(parties) && !abroad {
                parties.recipients.clear();
            }
            // "protested at her school": there, and not against it.
            if act.event == EventType::Protest {
                parties.recipients.retain(is_political);
            }
            parties.by_place = !parties.recipients.is_empty();
        }
        let tortured = act.mode.is_some_and(|mode| mode.code() == "torture");
        let jailers = act.event == EventType::Coerce
            || tortured
            || act.mode.is_some_and(|mode| mode.code() == "release");
        if parties.actors.is_empty() && jailers && self.is_passive(act) {
            // "was arrested in Niger": police act where they are police. "at Cornell": who owns a place does not.
            parties.actors = self.place(act, &parties.recipients);
            parties.actors.retain(is_political);
        }
    }

    // "lifted a ban on the export of patrol boats to Chad": where only the actor's own people were found, and
    // those by their role, another state named below the act is meant.
    fn look_elsewhere(&self, act: &Act, parties: &mut Parties) {
        if act.addressed && parties.recipients.is_empty() {
            return;
        }
        let Parties { actors, recipients, .. } = &*parties;
        let own = |party: &Actor| actors.iter().any(|actor| actor.code.is_some() && actor.code == party.code);
        let role = |party: &Actor| matches!(party.resolution, Resolution::Role | Resolution::Pronoun);
        let lost = !recipients.is_empty() && recipients.iter().all(|party| own(party) && role(party));
        // "will not lift the embargo until Minsk yields": said to Minsk.
        let conditional = matches!(act.event, EventType::Agree | EventType::Reject) && recipients.is_empty();
        // "workers will not end the strike until the government pays": at home, but another.
        let unruly = !actors.iter().any(|actor| actor.sectors.is_empty() || in_sector(actor, &["GOV"]));
        let threatens = act.event == EventType::Threaten && (lost || recipients.is_empty());
        if (threatens || conditional)
            && let Some(warned) = self.warned(act).filter(|found| unruly || !found.iter().any(own))
        {
            parties.recipients = warned;
            return;
        }
        // "asked Oslo for a loan": the object is somebody, whatever the frame looked for.
        let verbs = act.words.iter().copied().filter(|&word| self.clauses.is_verb(word));
        let object = verbs.filter_map(|verb| self.clauses.clause(verb).object).find(|&object| {
            let pronoun = act.things && self.clauses.view.tokens[object].upos == Upos::Pron;
            let free = !act.words.contains(&object) && !pronoun;
            free && self.people.is_party(object) && self.people.is_coded(object)
        });
        if recipients.is_empty()
            && !act.passive
            && let Some(object) = object.map(|object| self.people.parties(object))
            && !object.iter().any(own)
        {
            parties.recipients = object;
            return;
        }
        let asks = recipients.is_empty() && ontology().needs_recipient(act.event);
        if !lost && !asks {
            return;
        }
        let below = (act.head..self.clauses.view.len()).filter(|&token| {
            let named = self.people.is_party(token) && self.people.is_coded(token);
            let case = self.clauses.cases(token).next();
            let beside = case.is_none_or(|case| self.clauses.gives(Signal::Beside, case));
            // "senators from Oslo": part of who acts.
            let own = act.actors.iter().any(|&actor| self.clauses.is_below(token, actor));
            named && !beside && !own && self.is_in_clause(token, act)
        });
        let foreign = |found: &Vec<Actor>| {
            let codes = found.iter().filter_map(|party| party.code.as_ref());
            actors.iter().any(|actor| actor.code.is_some())
                && codes.into_iter().all(|code| actors.iter().all(|actor| actor.code.as_ref() != Some(code)))
        };
        let others: Vec<Actor> = below
            .filter(|&token| !self.people.is_time(token))
            .map(|token| self.people.parties(token))
            .find(|found| {
                !found.is_empty() && !found.iter().any(own) && (foreign(found) || actors.is_empty())
            })
            .unwrap_or_default();
        if !others.is_empty() {
            parties.recipients = others;
        }
    }

    // "refused to answer a request from Oslo": whoever asked is refused.
    fn asker(&self, act: &Act) -> Option<(usize, usize)> {
        use EventType::{Accuse, Concede, Reject, Support};
        if !matches!(act.event, Accuse | Concede | Reject | Support) {
            return None;
        }
        let clauses = self.clauses;
        let asked = |token: &usize| {
            let signals = [Signal::Claim, Signal::Demand, Signal::Offer];
            clauses.is_nominal(*token) && signals.iter().any(|&signal| clauses.gives(signal, *token))
        };
        let below = (act.head..clauses.view.len())
            .filter(|&token| act.words.contains(&token) || clauses.is_below(token, act.head));
        below.filter(asked).find_map(|noun| {
            let filed = clauses.children(noun).iter().find_map(|&child| clauses.agent(child));
            let of = || {
                let of = clauses.phrase(noun, "of")?;
                (clauses.gives(Signal::Person, of) || self.people.is_party(of)).then_some(of)
            };
            // "a media request"
            let before =
                || clauses.child(noun, Deprel::Compound).filter(|&before| self.people.is_party(before));
            let owner = self.people.owner(noun);
            let from = clauses.phrase(noun, "from").or(owner).or(filed).or_else(of).or_else(before)?;
            let apart = !act.actors.iter().any(|&actor| self.people.same(actor, from));
            let somebody = self.people.is_or_holds_party(from)
                || self.people.is_named(from)
                || clauses.gives(Signal::Person, from);
            (apart && somebody && !act.actors.contains(&from)).then_some((noun, from))
        })
    }

    // "If Oslo buys the missiles, Minsk will answer": Oslo is threatened; "until Oslo pays": Oslo is refused.
    fn warned(&self, act: &Act) -> Option<Vec<Actor>> {
        let hosts = act.words.iter().copied().chain(self.clauses.view.head(act.head));
        let clauses = hosts.flat_map(|host| self.clauses.children(host)).copied();
        let conditions = clauses.filter(|&child| {
            self.clauses.cases(child).any(|mark| self.clauses.gives(Signal::Condition, mark))
        });
        let mut subjects = conditions.filter_map(|clause| self.clauses.clause(clause).subject);
        let subject = subjects.find(|&subject| self.people.is_party(subject))?;
        Some(self.people.parties(subject))
    }

    // "killed 48 people in Kabul", "teachers went on strike in Lima": people of whom nothing is known are
    // those of the place where it happens.
    fn locate(&self, act: &Act, parties: &mut Parties) {
        let harm = act.event.quad() == Quad::MaterialConflict;
        if !harm && act.event != EventType::Aid || parties.by_place {
            return;
        }
        let named = self.place(act, &[]).into_iter().find_map(|place| place.code);
        let home = self.home_of(&act.recipients);
        let living = home.clone().and_then(|home| {
            let head = *act.recipients.first()?;
            Some((home, self.clauses.view.tokens[head].span, self.people.phrase(head)))
        });
        let Some(code) = named.or(home) else { return };
        let protests = act.event == EventType::Protest;
        let sides = if protests { &mut parties.actors } else { &mut parties.recipients };
        for party in sides.iter_mut().filter(|party| party.code.is_none() && party.readings.is_empty()) {
            if self.is_crowd(party.span) {
                party.code = Some(code.clone());
                party.resolution = Resolution::Role;
                // "1,000 people in Mosul": the words that say whose they are belong to them.
                if let Some((home, head, phrase)) = &living
                    && *home == code
                    && party.span.contains(*head)
                {
                    party.span = *phrase;
                }
            }
        }
    }

    // "workers who were repairing a canal near Bergen": people are of the country where they are.
    fn home_of(&self, heads: &[usize]) -> Option<String> {
        let located = |&token: &usize| {
            let name = self.clauses.view.tokens[token].upos == Upos::Propn;
            name && self.clauses.cases(token).any(|case| self.clauses.gives(Signal::Place, case))
        };
        let [head] = heads[..] else { return None };
        let inside = (head..self.clauses.view.len()).filter(|&token| self.clauses.is_below(token, head));
        inside.filter(located).find_map(|token| self.place_in(token, &[], 0)?.country)
    }

    // "Talks with Oslo will begin in March, officials in Minsk said": whoever tells of talks that nobody else is said
    // to hold holds them; "Oslo will send tents, the Ruritanian ministry said": what a state's own organs tell of relief
    // is relief for it.
    fn look_at_speaker(&self, act: &Act, parties: &mut Parties) {
        let speaker = || {
            let speaker = self.attribution(act)?.speaker?;
            (speaker.code.is_some() && is_political(&speaker)).then_some(speaker)
        };
        let other = |speaker: &Actor, parties: &[Actor]| {
            !parties.is_empty()
                && parties.iter().all(|party| party.code.is_some() && party.code != speaker.code)
        };
        let deals = matches!(act.event, EventType::Agree | EventType::Consult | EventType::Cooperate);
        if deals && act.mutual && act.actors.is_empty() && parties.actors.is_empty() {
            if parties.recipients.is_empty() {
                parties.recipients = self.named_in(act);
            }
            parties.actors =
                speaker().filter(|speaker| other(speaker, &parties.recipients)).into_iter().collect();
            if parties.actors.is_empty() {
                parties.recipients.clear();
            }
        }
        // "If Minsk acts, the money will flow, an official said": his state's, to Minsk.
        if act.moves && parties.actors.is_empty() {
            if parties.recipients.is_empty() {
                parties.recipients = self.warned(act).unwrap_or_default();
            }
            parties.actors =
                speaker().filter(|speaker| other(speaker, &parties.recipients)).into_iter().collect();
        }
        // "those who signed it will be sanctioned, an official said": by his state.
        let penal =
            matches!(act.event, EventType::Coerce | EventType::Sanction) && act.status != Status::Actual;
        if penal && act.passive && act.actors.is_empty() && parties.actors.is_empty() {
            let apart =
                |speaker: &Actor| parties.recipients.is_empty() || other(speaker, &parties.recipients);
            parties.actors = speaker().filter(apart).into_iter().collect();
        }
        if act.event == EventType::Assault && act.passive && parties.actors.is_empty() {
            parties.actors =
                self.accused(act).map(|accused| self.people.parties(accused)).unwrap_or_default();
        }
        let relief = act.cameo.as_deref().is_some_and(|code| RELIEF.contains(&code));
        if relief && parties.recipients.is_empty() {
            parties.recipients =
                speaker().filter(|speaker| other(speaker, &parties.actors)).into_iter().collect();
        }
    }

    // "Oslo, which has bases in both countries, offered to send observers"; "pledged money for roads along the
    // Minsk-Riga Corridor", which bears the name of whom it is for.
    fn for_whom(&self, act: &Act, actors: &[Actor]) -> Vec<Actor> {
        let own = |code: &str| actors.iter().any(|actor| actor.code.as_deref() == Some(code));
        let others = |found: &Vec<Actor>| {
            let role = |party: &Actor| party.resolution == Resolution::Role;
            found.len() > 1
                && found.iter().all(|party| role(party) && party.code.as_deref().is_some_and(|c| !own(c)))
        };
        let all = 0..self.clauses.view.len();
        if let Some(both) = all.map(|token| self.people.parties(token)).find(others) {
            return both;
        }
        let below = (act.head..self.clauses.view.len()).filter(|&token| {
            let name = self.clauses.view.tokens[token].upos == Upos::Propn && !self.people.is_party(token);
            name && self.is_in_clause(token, act)
        });
        let mut named = below.filter_map(|token| self.people.state_named(token));
        let found = named.find(|state| !actors.is_empty() && !state.code.as_deref().is_some_and(own));
        found.into_iter().collect()
    }

    // "called Silva to congratulate him", "phoned Silva to voice solidarity": said to whoever was called.
    fn called(&self, act: &Act) -> Vec<Actor> {
        let clauses = self.clauses;
        let purpose = clauses.view.deprel(act.head) == Deprel::Advcl && clauses.has_case(act.head, "to");
        let said = act.quad().is_verbal();
        let above = clauses.view.head(act.head).filter(|&verb| clauses.gives(Signal::Utters, verb));
        let object = above.filter(|_| purpose && said).and_then(|verb| clauses.clause(verb).object);
        let other = object.filter(|&object| {
            self.people.is_party(object) && !act.actors.iter().any(|&actor| self.people.is_one(actor, object))
        });
        other.map(|object| self.people.parties(object)).unwrap_or_default()
    }

    // "accused Minsk's army of arson and said that three guards were wounded": by the accused.
    fn accused(&self, act: &Act) -> Option<usize> {
        let clauses = self.clauses;
        let says = clauses.view.head(act.head).filter(|_| clauses.view.deprel(act.head) == Deprel::Ccomp)?;
        let accuses = clauses.view.head(says).filter(|_| clauses.view.deprel(says) == Deprel::Conj)?;
        let charged = clauses.gives(Signal::Charge, accuses).then(|| clauses.clause(accuses).object)??;
        let known = self.people.is_party(charged) && self.people.is_coded(charged);
        (known && !act.recipients.iter().any(|&hurt| self.people.same(hurt, charged))).then_some(charged)
    }

    // The object of an infinitive below an act, where another state stands there; of a protest, whom it is against.
    fn helped(&self, act: &Act) -> Vec<Actor> {
        let clauses = self.clauses;
        let things = act.words.iter().flat_map(|&word| clauses.clause(word).object);
        let mut hosts: Vec<usize> = act.words.iter().copied().chain(things).collect();
        // "gave tents and beds to help", "an effort designed to help", "an effort to try to help".
        let mut at = 0;
        while let Some(&host) = hosts.get(at) {
            let further = |&&child: &&usize| match clauses.view.deprel(child) {
                Deprel::Conj => clauses.is_nominal(child),
                Deprel::Acl | Deprel::Compound => child > act.head && !clauses.has_case(child, "to"),
                Deprel::Xcomp => at > 0 && clauses.has_case(child, "to"),
                _ => false,
            };
            let more: Vec<usize> = clauses.children(host).iter().filter(further).copied().collect();
            hosts.extend(more.into_iter().filter(|_| at < 8));
            at += 1;
        }
        let purposes = hosts.iter().flat_map(|&host| clauses.children(host)).copied().filter(|&child| {
            clauses.is_verb(child) && clauses.has_case(child, "to") && !act.words.contains(&child)
        });
        // "to try to prevent": what is tried is the purpose.
        let purposes = purposes.map(|verb| {
            let inner = clauses.child(verb, Deprel::Xcomp).filter(|_| clauses.clause(verb).object.is_none());
            inner.unwrap_or(verb)
        });
        let objects = purposes.filter_map(|verb| match act.event {
            EventType::Protest => clauses.phrase(verb, "against"),
            _ => clauses.clause(verb).object,
        });
        let mut parties = objects.filter(|&object| self.people.is_or_holds_party(object));
        let found =
            parties.find(|&object| !act.actors.iter().any(|&actor| self.people.is_one(actor, object)));
        found.map(|object| self.people.parties(object)).unwrap_or_default()
    }

    // "talks on Russian missiles": the party that stands below the nouns of an act.
    fn named_in(&self, act: &Act) -> Vec<Actor> {
        let nouns = act.words.iter().copied().filter(|&word| self.clauses.is_nominal(word));
        let inside =
            nouns.filter_map(|noun| self.clauses.phrase(noun, "on").or(self.clauses.phrase(noun, "about")));
        let named =
            inside.filter_map(|thing| self.people.inside(thing)).find(|&party| self.people.is_coded(party));
        named.map(|party| self.people.parties(party)).unwrap_or_default()
    }

    // People without a name; "Kurdish activists" have one of their own.
    fn is_crowd(&self, span: Span) -> bool {
        let view = &self.clauses.view;
        let words = (0..view.len()).filter(|&token| span.contains(view.tokens[token].span));
        let mut inside: Vec<usize> = words.collect();
        let beside = inside.iter().flat_map(|&word| self.clauses.children(word)).copied();
        inside.extend(beside.filter(|&word| view.deprel(word) == Deprel::Amod).collect::<Vec<_>>());
        let named = |&token: &usize| {
            view.tokens[token].upos == Upos::Propn || view.lemma(token).starts_with(char::is_uppercase)
        };
        !inside.iter().any(named) && inside.iter().any(|&token| self.clauses.gives(Signal::Person, token))
    }

    fn place(&self, act: &Act, others: &[Actor]) -> Vec<Actor> {
        let adverb = || {
            let inside = (act.head..self.clauses.view.len()).filter(|&token| self.is_in_clause(token, act));
            inside.into_iter().find_map(|token| self.people.there(token))
        };
        // "spoke in Moscow" is said to nobody there; a curfew in Moscow is its state's.
        let deed = matches!(act.event.quad(), Quad::MaterialConflict | Quad::MaterialCooperation);
        let place =
            self.place_phrase(act).filter(|&place| deed || !self.people.is_seat(place)).or_else(adverb);
        let found = place.map(|place| self.people.parties(place)).unwrap_or_default();
        found.into_iter().filter(|place| !others.iter().any(|other| other.span.touches(place.span))).collect()
    }

    fn may_fire(&self, act: &Act, parties: &Parties, things: bool) -> bool {
        let Parties { actors, recipients, .. } = parties;
        let (known_actor, known_recipient) = (actors.iter().any(is_known), recipients.iter().any(is_known));
        let both = known_actor && (known_recipient || act.mutual && actors.len() > 1);
        let at_war = act.event == EventType::Assault && actors.iter().any(is_armed) && !recipients.is_empty();
        let harms_somebody = act.event.quad() == Quad::MaterialConflict || act.event == EventType::Accuse;
        let by_organ =
            harms_somebody && actors.iter().any(is_state) && !recipients.is_empty() && !act.nominal;
        let narrow = act.known && !by_organ || act.nominal && act.rules.len() == 1;
        let coded = recipients.iter().any(|party| party.code.is_some());
        let unsaid =
            act.passive && actors.is_empty() || coded && actors.iter().any(|actor| self.is_named(actor));
        if narrow && !at_war && !both || act.known_actor && !known_actor && !unsaid {
            return false;
        }
        let harm = act.event.quad() == Quad::MaterialConflict;
        let needs_recipient =
            ontology().needs_recipient(act.event) || harm && act.event != EventType::Protest;
        let by_state = actors.iter().any(is_state) && act.event != EventType::Assault;
        if things && recipients.is_empty() && needs_recipient && !by_state {
            return false;
        }
        // "Senate President Silva will visit Oslo": politics abroad, whatever state he is of.
        let visits = matches!(act.event, EventType::Agree | EventType::Consult)
            && actors.iter().any(|actor| is_political(actor) && self.is_named(actor) && actor.code.is_none())
            && recipients.iter().any(|party| party.code.is_some());
        if act.foreign && !is_foreign(parties) && !visits {
            return false;
        }
        // Athletes, singers, tourists: whatever state they are of, what they do is not done by it.
        // They ask for asylum as others do.
        let outside =
            |actor: usize| self.clauses.gives(Signal::Outsider, actor) && !self.people.is_organisation(actor);
        let outsiders = act.event != EventType::Request && act.actors.iter().any(|&actor| outside(actor));
        // "Her grandfather fought against the Germans."
        let kin = !actors.is_empty()
            && actors.iter().all(|actor| actor.code.is_none())
            && act.actors.iter().any(|&actor| self.clauses.gives(Signal::Kin, actor));
        if outsiders
            || kin
            || self.is_art(act)
            || self.is_sport(act, parties)
            || self.is_campaign(act, parties)
            || self.is_own_thing(act, parties)
        {
            return false;
        }
        // Gifts of private people and firms are no state's aid.
        let gives =
            |actor: &Actor| is_political(actor) || in_sector(actor, &["IGO", "NGO", "INT", "SOC", "REL"]);
        let igo = |actor: &Actor| actor.code.as_deref().is_some_and(|code| code == "IGO" || code == "UNO");
        // "President Silva granted them asylum": his state's.
        let governs = |actor: &Actor| {
            in_sector(actor, &["GOV"]) && actor.office.as_ref().is_some_and(|o| o.current != Some(false))
        };
        // "the firms' contracts give vendors in Oslo 300 million a year": trade.
        let firms = actors.iter().all(|actor| in_sector(actor, &["BUS"])) && !helps_people(act);
        let private = act.event == EventType::Aid
            && !actors.is_empty()
            && (!is_foreign(parties) || firms)
            && !actors
                .iter()
                .any(|actor| (gives(actor) || igo(actor)) && (!is_candidate(actor) || governs(actor)));
        if private {
            return false;
        }
        // "When veterans ask for help": people without a name, who ask nobody.
        let someone = |actor: &Actor| in_sector(actor, &["GOV"]) || self.is_named(actor);
        if act.event == EventType::Request && recipients.is_empty() && !actors.iter().any(someone) {
            return false;
        }
        let crowd = act.event == EventType::Consult
            && act.actors.iter().all(|&actor| {
                let noun = self.clauses.view.tokens[actor].upos != Upos::Adj;
                noun && self.clauses.is_people(actor) && self.is_crowd_of(actor)
            });
        if crowd && !act.actors.is_empty() {
            return false;
        }
        // A document takes no arms: "a law that targets smokers".
        let document = act.event == EventType::Assault
            && act.actors.iter().any(|&actor| self.clauses.gives(Signal::Text, actor));
        if document {
            return false;
        }
        // Bishops and aid workers mediate too.
        let mediates = act.rules.iter().any(|rule| rule.ends_with("/mediate")) && both;
        let undiplomatic = act.event == EventType::Consult && !mediates && !is_diplomacy(parties);
        if !self.is_politics(act, parties) || undiplomatic {
            return false;
        }
        if actors.is_empty() {
            // "it was labelled true": of a thing as likely as of a state.
            let open = recipients.iter().all(|party| party.resolution == Resolution::Pronoun);
            return known_recipient && self.is_passive(act) && !open;
        }
        known_actor
            || known_recipient
            || act.political && actors.iter().any(|actor| self.is_named(actor))
            || self.is_labour_dispute(act, parties)
    }

    // "1,100 employees stopped work", "they will not end the strike": who strikes is known by it.
    fn is_labour_dispute(&self, act: &Act, parties: &Parties) -> bool {
        let strikes = act.event == EventType::Protest && act.mode.is_some_and(|mode| mode.code() == "strike")
            || act.street && matches!(act.event, EventType::Concede | EventType::Reject);
        let people = |&actor: &usize| {
            self.clauses.gives(Signal::Person, actor) || self.clauses.view.tokens[actor].upos == Upos::Pron
        };
        strikes && !parties.actors.is_empty() && act.actors.iter().all(people)
    }

    // "attacked the Danish film": what is said of works of art is said of no state.
    fn is_art(&self, act: &Act) -> bool {
        use EventType::{Accuse, Assault, Consult, Reject, Support, Threaten};
        let said = matches!(act.event, Accuse | Assault | Consult | Reject | Support | Threaten);
        let verb = self.clauses.is_verb(act.head);
        let object = if verb { self.clauses.clause(act.head).object } else { None };
        let mut things = act.recipients.iter().copied().chain(object);
        said && things.any(|thing| !act.words.contains(&thing) && self.clauses.gives(Signal::Art, thing))
    }

    // "defended his tweets": what is one's own is defended on nobody's behalf.
    fn is_own_thing(&self, act: &Act, parties: &Parties) -> bool {
        let own = |&thing: &usize| {
            let owner = self.clauses.child(thing, Deprel::NmodPoss);
            owner.is_some_and(|owner| self.clauses.view.tokens[owner].upos == Upos::Pron)
        };
        act.event == EventType::Support && parties.recipients.is_empty() && act.recipients.iter().any(own)
    }

    // "held a rally in Ohio": who seeks votes rallies for himself.
    fn is_campaign(&self, act: &Act, parties: &Parties) -> bool {
        let seeks = |actor: &Actor| is_candidate(actor) || in_sector(actor, &["PTY", "ELI"]);
        let against = act.words.iter().any(|&word| self.clauses.phrase(word, "against").is_some());
        let starves = act.mode.is_some_and(|mode| mode.code() == "hunger");
        act.event == EventType::Protest
            && !starves
            && !against
            && !parties.actors.is_empty()
            && parties.actors.iter().all(seeks)
    }

    // "Brazil and Croatia meet in the quarter-final": names of states stand for teams, unless somebody of
    // office or arms is in it.
    fn is_sport(&self, act: &Act, parties: &Parties) -> bool {
        let spares = matches!(act.event, EventType::Protest | EventType::Sanction | EventType::Coerce);
        let official =
            |party: &Actor| party.office.is_some() || in_sector(party, &["MIL", "REB", "COP", "LEG", "JUD"]);
        let all = parties.actors.iter().chain(&parties.recipients);
        let word = |token: usize| {
            self.clauses.gives(Signal::Sport, token)
                || self.clauses.joined(token).is_some_and(|word| self.verbs.signals(Signal::Sport, &word))
        };
        let words = || (0..self.clauses.view.len()).any(word);
        !spares && !all.into_iter().any(official) && words()
    }

    // Whether the parties make it an affair of states or of power: one of them has a code and more than a
    // trade, or politics deals with somebody known, or people take to the street or to arms.
    fn is_politics(&self, act: &Act, parties: &Parties) -> bool {
        let Parties { actors, recipients, .. } = parties;
        let event = act.event;
        let coded = all_of(actors, recipients).any(|party| party.code.is_some())
            && all_of(actors, recipients).any(|party| !is_private(party));
        let deals = |one: &[Actor], other: &[Actor]| {
            one.iter().any(is_political) && other.iter().any(|party| !is_private(party))
        };
        // Police and courts deal with people every day; who harms somebody by office is in politics.
        let harm = event.quad() == Quad::MaterialConflict || event == EventType::Accuse;
        let organ = |actor: &Actor| in_sector(actor, &["COP", "JUD", "MIL", "GOV", "SPY", "LEG"]);
        let by_office = harm && actors.iter().any(organ) && !recipients.is_empty();
        let offices = deals(actors, recipients) || deals(recipients, actors) || by_office;
        // Kind words among people at home, of whom no state is known.
        let yields =
            event == EventType::Concede || act.cameo.as_deref().is_some_and(|cameo| cameo.starts_with("035"));
        let coded_party = all_of(actors, recipients).any(|party| party.code.is_some());
        let several = all_of(actors, recipients).filter(|party| is_political(party)).count() > 1
            && all_of(actors, recipients).any(|party| is_political(party) && self.is_named(party));
        let alone = event.quad() == Quad::VerbalCooperation && !(coded_party || several || yields && offices);
        let named = actors.iter().any(|actor| is_political(actor) && self.is_named(actor));
        let known = |actor: &Actor| is_known(actor) && (act.street || !is_private(actor));
        let street =
            (act.street || act.political) && actors.iter().any(known) || self.is_labour_dispute(act, parties);
        let violence =
            matches!(event, EventType::Assault | EventType::Retreat) || event == EventType::Agree && yields;
        let arms = violence && actors.iter().any(is_armed) && !recipients.is_empty();
        !alone && (coded || offices || named || street || arms)
    }

    // "Syrians arrived", "refugees met": people of a state, in no office.
    fn is_crowd_of(&self, head: usize) -> bool {
        let people = |actor: &Actor| {
            let of_state = actor.entry.as_deref().is_some_and(|entry| entry.starts_with("states/"));
            of_state && actor.sectors.is_empty() || in_sector(actor, &["CVL", "REF"])
        };
        let parties = self.people.parties(head);
        !parties.is_empty() && parties.iter().all(people)
    }

    fn is_named(&self, actor: &Actor) -> bool {
        let view = &self.clauses.view;
        (0..view.len()).any(|token| {
            view.tokens[token].upos == Upos::Propn && actor.span.contains(view.tokens[token].span)
        })
    }
}

fn all_of<'a>(actors: &'a [Actor], recipients: &'a [Actor]) -> impl Iterator<Item = &'a Actor> {
    actors.iter().chain(recipients)
}

// Whether somebody of one state meets somebody of another.
fn is_foreign(parties: &Parties) -> bool {
    let Parties { actors, recipients, .. } = parties;
    let apart =
        |one: &Actor, other: &Actor| one.code.is_some() && other.code.is_some() && one.code != other.code;
    let mutual = actors.iter().skip(1).any(|actor| apart(&actors[0], actor));
    mutual || actors.iter().any(|actor| recipients.iter().any(|recipient| apart(actor, recipient)))
}

// Places are attacked, closed and left; money is given for roads, not to them.
pub(super) fn is_about_places(event: EventType) -> bool {
    let yields = matches!(event, EventType::Retreat | EventType::Concede | EventType::Threaten);
    event.quad() == Quad::MaterialConflict || yields
}

// Ministers meet ministers; what they tell the press, and whom tourists meet, is no diplomacy.
fn is_diplomacy(parties: &Parties) -> bool {
    let press = |party: &Actor| in_sector(party, &["JRN"]);
    let all_press = !parties.recipients.is_empty() && parties.recipients.iter().all(press);
    parties.actors.iter().any(is_political) && !all_press
}

// A state or an organ of a known one; a person without office is neither.
fn is_state(actor: &Actor) -> bool {
    let person = actor.sectors.is_empty() && actor.name.is_some() && actor.office.is_none();
    let named = actor.entry.as_deref().is_none_or(|entry| !entry.starts_with("states/"));
    actor.code.is_some() && is_political(actor) && !(person && named)
}

// "Beijing pledged to China": one state under two names.
fn is_itself(recipient: &Actor, actor: &Actor) -> bool {
    let state = |actor: &Actor| matches!(actor.resolution, Resolution::Name | Resolution::Metonym);
    let same = actor.code.is_some() && actor.code == recipient.code && actor.sectors == recipient.sectors;
    let twin = same && (state(actor) && state(recipient) || actor.name.is_some());
    // "complained that they": those who complain.
    let pronoun = same && recipient.resolution == Resolution::Pronoun;
    actor.span.touches(recipient.span) || pronoun || twin && actor.name == recipient.name
}

// Shops, media, schools and clinics have dealings and quarrels that are no politics.
fn is_private(actor: &Actor) -> bool {
    !is_political(actor) && (!is_known(actor) || in_sector(actor, &["BUS", "JRN", "EDU", "MED"]))
}

// CAMEO: aid that is promised, of whatever kind.
fn promises_help(act: &Act) -> bool {
    act.cameo.as_deref().is_some_and(|cameo| cameo.starts_with("033"))
}

// CAMEO: relief.
fn helps_people(act: &Act) -> bool {
    act.cameo.as_deref().is_some_and(|cameo| RELIEF.contains(&cameo))
}

// Gifts, mediation and troops are for whom they help: "donated ventilators to assist Minsk".
fn helps(act: &Act) -> bool {
    let promised = |code: &str| code.starts_with("033") || code == "0312" || code == "045";
    matches!(act.event, EventType::Aid | EventType::Mobilize | EventType::Protest)
        || act.cameo.as_deref().is_some_and(promised)
}

fn is_armed(actor: &Actor) -> bool {
    in_sector(actor, &["MIL", "REB", "PRM", "UAF"])
}

fn dedup(actors: &mut Vec<Actor>) {
    let mut seen: Vec<Span> = Vec::new();
    actors.retain(|actor| {
        let fresh = !seen.contains(&actor.span) || actor.code.is_some();
        seen.push(actor.span);
        fresh
    });
}

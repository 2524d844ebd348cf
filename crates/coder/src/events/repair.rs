//! Trees that cannot be, mended before acts are looked for.
//!
//! A parser is right nine times in ten; some of its errors can be seen from the tree alone, because no
//! English sentence has such a tree. Only these are mended here: what is merely unlikely stays.
//!
//! ```text
//! "Oslo had “rashly” given Nepal money"   given: no adjective of money, but the verb that `had` helps
//! "Oslo lifted sanctions on Minsk"        sanctions: no object of Oslo, but of lifted
//! "The minister said Monday he had gone"  Monday: no subject of gone beside `he`
//! "The army freed at least 19 men"        men: no phrase with `at`, but the object
//! "She said talks would begin"            talks: no object of said, but the subject of begin
//! "Ana Silva, a tycoon, called for calm"  called: no participle of tycoon, but the sentence's verb
//! "Oslo would free two men"               free: no adjective with an object, but a verb
//! "Oslo is to resume talks"               is: no copula, but what "will" is
//! "Oslo offered to host talks"            host: no compound of talks, but what was offered
//! "urged that Silva step down"           step: no noun of Silva, but what he is to do
//! "if Oslo imposed sanctions"            imposed: no adjective of sanctions, which have a subject
//! "The army shot two Lebanese"            two: no object beside which it was Lebanese, but how many
//! ```

use tiltmeter_text::{Deprel, Token, Upos, View, Xpos};

use super::frames::{Part, Pattern, Signal, Target, Verbs};

/// The tokens with better heads; `None` where nothing is amiss.
pub(crate) fn mended(view: &View<'_>, verbs: &Verbs) -> Option<Vec<Token>> {
    let is_day = |token: usize| verbs.signals(Signal::Calendar, &view.lower_form(token));
    let strays: Vec<(usize, usize)> =
        (0..view.len()).filter_map(|token| Some((token, owner_of_stray(view, token)?))).collect();
    let perfects: Vec<Perfect> = (1..view.len()).filter_map(|token| perfect(view, token)).collect();
    let days: Vec<(usize, Option<usize>)> =
        (0..view.len()).filter(|&token| is_day(token)).filter_map(|day| day_as_subject(view, day)).collect();
    let counted: Vec<usize> = (2..view.len()).filter(|&token| is_counted(view, token)).collect();
    let told: Vec<(usize, usize)> =
        (0..view.len()).filter_map(|token| subject_of_said(view, verbs, token)).collect();
    let verb = verb_behind_comma(view);
    let acting: Vec<usize> = (0..view.len()).filter(|&token| is_acting(view, token)).collect();
    let infinitives: Vec<usize> =
        (2..view.len()).filter(|&token| is_infinitive(view, verbs, token)).collect();
    let bound: Vec<usize> = (2..view.len()).filter_map(|token| will_be(view, token)).collect();
    let numbers: Vec<usize> = (1..view.len()).filter(|&token| is_number_of_next(view, token)).collect();
    let wished: Vec<(usize, usize)> =
        (2..view.len()).filter_map(|token| wished(view, verbs, token)).collect();
    let eased: Vec<(usize, usize)> =
        (2..view.len()).filter_map(|token| wished_of_object(view, verbs, token)).collect();
    let finite: Vec<usize> = (1..view.len()).filter(|&token| is_finite_before_object(view, token)).collect();
    if acting.is_empty()
        && finite.is_empty()
        && eased.is_empty()
        && wished.is_empty()
        && infinitives.is_empty()
        && bound.is_empty()
        && numbers.is_empty()
        && strays.is_empty()
        && told.is_empty()
        && perfects.is_empty()
        && days.is_empty()
        && counted.is_empty()
        && verb.is_none()
    {
        return None;
    }
    let mut tokens = view.tokens.to_vec();
    for (noun, verb) in told {
        if tokens[verb].head as usize == noun {
            (tokens[verb].head, tokens[verb].deprel) = (tokens[noun].head, Deprel::Ccomp);
            tokens[verb].xpos = Xpos::Vbd;
        }
        tokens[noun].head = verb as u16;
        tokens[noun].deprel = Deprel::Nsubj;
    }
    for verb in infinitives {
        open_infinitive(&mut tokens, verb);
    }
    for (asks, verb) in eased {
        raise(&mut tokens, verb);
        tokens[verb - 1].deprel = Deprel::Nsubj;
        (tokens[verb].upos, tokens[verb].xpos) = (Upos::Verb, Xpos::Vb);
        (tokens[verb].head, tokens[verb].deprel) = (asks as u16, Deprel::Acl);
    }
    for verb in finite {
        raise(&mut tokens, verb);
    }
    for (subject, verb) in wished {
        (tokens[verb].upos, tokens[verb].xpos) = (Upos::Verb, Xpos::Vb);
        tokens[subject].deprel = Deprel::Nsubj;
    }
    for auxiliary in bound {
        (tokens[auxiliary].deprel, tokens[auxiliary].xpos) = (Deprel::Aux, Xpos::Md);
    }
    for number in numbers {
        (tokens[number + 1].head, tokens[number + 1].deprel) = (tokens[number].head, Deprel::Obj);
        (tokens[number].head, tokens[number].deprel) = (number as u16 + 1, Deprel::Nummod);
    }
    for verb in acting {
        (tokens[verb].upos, tokens[verb].xpos) = (Upos::Verb, Xpos::Vb);
    }
    for (stray, verb) in strays {
        tokens[stray].head = verb as u16;
    }
    for perfect in perfects {
        join(&mut tokens, &perfect);
    }
    for (day, before) in days {
        free_day(&mut tokens, day, before);
    }
    for noun in counted {
        count(&mut tokens, noun);
    }
    if let Some((root, verb)) = verb {
        tokens[verb].head = verb as u16;
        tokens[verb].deprel = Deprel::Root;
        tokens[root].head = verb as u16;
        tokens[root].deprel = Deprel::Nsubj;
    }
    Some(tokens)
}

// An adjective behind "will" with an object of its own is a verb.
fn is_acting(view: &View<'_>, token: usize) -> bool {
    let adjective = view.tokens[token].upos == Upos::Adj;
    adjective
        && view.children_by(token, Deprel::Obj).any(|object| object > token)
        && view.children_by(token, Deprel::Cop).next().is_none()
        && view.children_by(token, Deprel::Aux).any(|auxiliary| view.tokens[auxiliary].xpos == Xpos::Md)
}

// The "is" of "is to resume": an infinitive has no copula.
fn will_be(view: &View<'_>, verb: usize) -> Option<usize> {
    if view.tokens[verb].xpos != Xpos::Vb {
        return None;
    }
    let to = view.children_by(verb, Deprel::Mark).find(|&mark| view.tokens[mark].xpos == Xpos::To)?;
    view.children_by(verb, Deprel::Cop).find(|&copula| copula < to && to < verb)
}

// "two" as object, and beside it an adjective that is said of it: they are two of that people.
fn is_number_of_next(view: &View<'_>, token: usize) -> bool {
    let next = token + 1;
    next < view.len()
        && view.tokens[token].upos == Upos::Num
        && view.deprel(token) == Deprel::Obj
        && view.tokens[next].upos == Upos::Adj
        && view.deprel(next) == Deprel::Xcomp
        && view.head(next) == view.head(token)
}

// Between "to" and a noun without article, behind a verb that asks for an infinitive: a verb, where the tagger or the
// lexicon knows it as one.
fn is_infinitive(view: &View<'_>, verbs: &Verbs, token: usize) -> bool {
    let to = token - 1;
    if view.deprel(token) != Deprel::Compound
        || !matches!(view.deprel(to), Deprel::Case | Deprel::Mark)
        || !view.form(to).eq_ignore_ascii_case("to")
    {
        return false;
    }
    let noun = view.head(token).filter(|&noun| noun > token && view.head(to) == Some(noun));
    let Some(governor) = noun.and_then(|noun| view.head(noun)).filter(|&governor| governor < to) else {
        return false;
    };
    let is_verb = |pattern: &Pattern| pattern.part == Part::Verb;
    let asks = |pattern: &Pattern| {
        is_verb(pattern) && pattern.rest.is_empty() && matches!(pattern.target, Target::Operator(_))
    };
    let known = verbs.patterns(&view.lower_lemma(token)).iter().any(is_verb)
        && verbs.patterns(&view.lower_lemma(governor)).iter().any(asks);
    let verb = view.tokens[governor].upos == Upos::Verb;
    // "phoned Silva to voice solidarity": there only the tagger's word counts.
    let tagged = view.tokens[token].upos == Upos::Verb;
    let behind_object = view.head(to - 1) == Some(governor) && view.deprel(to - 1) == Deprel::Obj;
    verb && (governor + 1 == to && (tagged || known) || behind_object && tagged)
}

// "its demand that Oslo ease sanctions": the same, where the verb was taken for a part of its object's name.
fn wished_of_object(view: &View<'_>, verbs: &Verbs, token: usize) -> Option<(usize, usize)> {
    let noun =
        view.head(token).filter(|&noun| noun == token + 1 && view.deprel(token) == Deprel::Compound)?;
    let plain = view.tokens[token].upos == Upos::Noun && view.lemma(token) == view.lower_form(token);
    let name = (view.head(token - 1) == Some(noun)).then_some(token - 1)?;
    let that = view
        .children_by(noun, Deprel::Mark)
        .find(|&mark| mark > 0 && mark < name && view.lemma(mark) == "that")?;
    let asks = that - 1;
    let operator =
        |pattern: &Pattern| pattern.part == Part::Noun && matches!(pattern.target, Target::Operator(_));
    let known = verbs.patterns(&view.lower_lemma(token)).iter().any(|pattern| pattern.part == Part::Verb)
        && verbs.patterns(&view.lower_lemma(asks)).iter().any(operator);
    (plain && known && view.tokens[name].upos == Upos::Propn && view.tokens[asks].upos == Upos::Noun)
        .then_some((asks, token))
}

// A past tense between a subject and the noun on which that hangs is the clause's verb.
fn is_finite_before_object(view: &View<'_>, token: usize) -> bool {
    let word = view.tokens[token];
    let noun = view
        .head(token)
        .filter(|&noun| word.xpos == Xpos::Vbd && word.deprel == Deprel::Amod && noun > token);
    noun.is_some_and(|noun| {
        let subject = view.children_by(noun, Deprel::Nsubj).any(|subject| subject < token);
        let copula = view.children_by(noun, Deprel::Cop).next().is_some();
        subject && !copula && view.deprel(noun) != Deprel::Root
    })
}

// The verb takes the place of its object, and what stands before it.
fn raise(tokens: &mut [Token], verb: usize) {
    let noun = tokens[verb].head as usize;
    for token in tokens[..verb].iter_mut().filter(|token| token.head as usize == noun) {
        token.head = verb as u16;
    }
    (tokens[verb].head, tokens[verb].deprel) = (tokens[noun].head, tokens[noun].deprel);
    (tokens[noun].head, tokens[noun].deprel) = (verb as u16, Deprel::Obj);
}

// Behind "that" and a name, and said by a verb that asks for an act: a verb in its plain form, where the lexicon knows it.
fn wished(view: &View<'_>, verbs: &Verbs, token: usize) -> Option<(usize, usize)> {
    let says = view.head(token).filter(|_| view.deprel(token) == Deprel::Ccomp)?;
    let noun = view.tokens[token].upos == Upos::Noun && view.lemma(token) == view.lower_form(token);
    let name = (view.head(token - 1) == Some(token)).then_some(token - 1)?;
    let named = view.tokens[name].upos == Upos::Propn
        && matches!(view.deprel(name), Deprel::Compound | Deprel::Nmod | Deprel::NmodDesc);
    let opened = view.children_by(token, Deprel::Mark).any(|mark| mark < name && view.lemma(mark) == "that");
    let is_verb = |pattern: &Pattern| pattern.part == Part::Verb;
    let asks = |pattern: &Pattern| is_verb(pattern) && matches!(pattern.target, Target::Operator(_));
    let known = verbs.patterns(&view.lower_lemma(token)).iter().any(is_verb)
        && verbs.patterns(&view.lower_lemma(says)).iter().any(asks);
    (noun && named && opened && known).then_some((name, token))
}

fn open_infinitive(tokens: &mut [Token], verb: usize) {
    let noun = tokens[verb].head as usize;
    let governor = tokens[noun].head;
    let deprel = if governor as usize + 2 == verb { Deprel::Xcomp } else { Deprel::Advcl };
    (tokens[verb].head, tokens[verb].deprel) = (governor, deprel);
    (tokens[verb].upos, tokens[verb].xpos) = (Upos::Verb, Xpos::Vb);
    (tokens[verb - 1].head, tokens[verb - 1].deprel) = (verb as u16, Deprel::Mark);
    tokens[verb - 1].xpos = Xpos::To;
    (tokens[noun].head, tokens[noun].deprel) = (verb as u16, Deprel::Obj);
}

// A day is subject of nothing where somebody else is, or where a noun before it was taken for its title.
fn day_as_subject(view: &View<'_>, day: usize) -> Option<(usize, Option<usize>)> {
    let verb = view.head(day).filter(|_| is_subject(view, day))?;
    let other = view.children(verb).any(|child| child != day && is_subject(view, child));
    let before = view
        .children(day)
        .filter(|&child| child < day && view.tokens[child].upos == Upos::Noun)
        .filter(|&child| matches!(view.deprel(child), Deprel::NmodDesc | Deprel::Compound))
        .last();
    (other || before.is_some()).then_some((day, before.filter(|_| !other)))
}

fn free_day(tokens: &mut [Token], day: usize, before: Option<usize>) {
    if let Some(noun) = before {
        let deprel = tokens[day].deprel;
        for token in tokens[..day].iter_mut().filter(|token| token.head as usize == day) {
            token.head = noun as u16;
        }
        (tokens[noun].head, tokens[noun].deprel) = (tokens[day].head, deprel);
    }
    tokens[day].deprel = Deprel::OblUnmarked;
}

// A preposition, a superlative, a number: "at least 19 men" is how many, not where.
fn is_counted(view: &View<'_>, noun: usize) -> bool {
    let phrase = matches!(view.deprel(noun), Deprel::Obl | Deprel::Nmod) && noun > 2;
    let opens = |case: usize| {
        let superlative = matches!(view.tokens[case + 1].xpos, Xpos::Jjs | Xpos::Rbs);
        superlative && view.tokens[case + 2].upos == Upos::Num
    };
    let case = (0..noun.saturating_sub(2))
        .rev()
        .find(|&token| view.head(token) == Some(noun) && view.deprel(token) == Deprel::Case);
    let verb = view.head(noun).filter(|&head| view.tokens[head].upos == Upos::Verb);
    phrase
        && case.is_some_and(opens)
        && verb.is_some_and(|verb| verb < noun && view.children_by(verb, Deprel::Obj).next().is_none())
}

fn count(tokens: &mut [Token], noun: usize) {
    tokens[noun].deprel = Deprel::Obj;
    for token in tokens[..noun].iter_mut() {
        if token.head as usize == noun && token.deprel == Deprel::Case {
            token.deprel = Deprel::Advmod;
        }
    }
}

// A sentence whose root is a noun, with a participle behind the comma that ends its apposition.
fn verb_behind_comma(view: &View<'_>) -> Option<(usize, usize)> {
    let root = view.root().filter(|&root| matches!(view.tokens[root].upos, Upos::Noun | Upos::Propn))?;
    let clause = |token: usize| {
        matches!(view.deprel(token), Deprel::Nsubj | Deprel::NsubjPass | Deprel::Cop | Deprel::Parataxis)
    };
    if (0..view.len()).any(clause) {
        return None;
    }
    let verb = (root + 2..view.len()).find(|&token| {
        let hangs = view.head(token).is_some_and(|head| {
            head == root || view.head(head) == Some(root) && view.deprel(head) == Deprel::Appos
        });
        let participle = matches!(view.tokens[token].xpos, Xpos::Vbn | Xpos::Vbd);
        participle && hangs && view.deprel(token) == Deprel::Acl && view.form(token - 1) == ","
    })?;
    let agent = view.children_by(verb, Deprel::OblAgent).next().is_some();
    (!agent).then_some((root, verb))
}

// Who says that something would be says no thing: the object before a finite clause without subject is its subject.
fn subject_of_said(view: &View<'_>, verbs: &Verbs, clause: usize) -> Option<(usize, usize)> {
    let word = view.tokens[clause];
    // "said the campaign planned to rally": nobody says a campaign.
    let participle = word.deprel == Deprel::Acl
        && word.xpos == Xpos::Vbn
        && view.children_by(clause, Deprel::OblAgent).next().is_none();
    let thing = view.head(clause).filter(|&thing| participle && view.deprel(thing) == Deprel::Obj);
    if let Some(thing) = thing {
        let says = view.head(thing)?;
        let asks = view.children(clause).any(|child| {
            let infinitive = view.children(child).any(|mark| view.tokens[mark].xpos == Xpos::To);
            infinitive && child > clause
        });
        let said = view.lemma(says) == "say" && says < thing && thing + 1 == clause;
        return (said && asks).then_some((thing, clause));
    }
    let says = view.head(clause).filter(|_| word.deprel == Deprel::Ccomp)?;
    let speech = verbs.signals(Signal::Speech, view.lemma(says)) && view.tokens[says].upos == Upos::Verb;
    let modal = view.children(clause).any(|child| view.tokens[child].xpos == Xpos::Md);
    let finite = modal || matches!(word.xpos, Xpos::Vbd | Xpos::Vbz | Xpos::Vbp);
    let subject = view.children(clause).any(|child| {
        is_subject(view, child) || matches!(view.deprel(child), Deprel::Mark | Deprel::Expl | Deprel::Csubj)
    });
    let noun = view.children_by(says, Deprel::Obj).find(|&noun| says < noun && noun < clause)?;
    let nominal = matches!(view.tokens[noun].upos, Upos::Noun | Upos::Propn);
    (speech && finite && !subject && nominal).then_some((noun, clause))
}

// Nouns have no objects: what hangs as one on the subject is the verb's behind it.
fn owner_of_stray(view: &View<'_>, token: usize) -> Option<usize> {
    let subject = view.head(token).filter(|_| view.deprel(token) == Deprel::Obj)?;
    let nominal = matches!(view.tokens[subject].upos, Upos::Noun | Upos::Propn | Upos::Pron);
    let verb = view.head(subject).filter(|_| nominal && is_subject(view, subject))?;
    let free = view.children_by(verb, Deprel::Obj).next().is_none();
    (view.tokens[verb].upos == Upos::Verb && subject < verb && verb < token && free).then_some(verb)
}

fn is_subject(view: &View<'_>, token: usize) -> bool {
    matches!(view.deprel(token), Deprel::Nsubj | Deprel::NsubjPass)
}

/// "had … given": the auxiliary that was read as a verb, and the participle that was read as an adjective.
struct Perfect {
    auxiliary: usize,
    participle: usize,
}

// A participle that "have" reaches over adverbs and quotation marks alone cannot belong to the noun
// behind it: its article would stand between.
fn perfect(view: &View<'_>, participle: usize) -> Option<Perfect> {
    let word = view.tokens[participle];
    if word.xpos != Xpos::Vbn || word.deprel != Deprel::Amod {
        return None;
    }
    let between = |&before: &usize| matches!(view.tokens[before].upos, Upos::Adv | Upos::Punct);
    let auxiliary = (0..participle).rev().find(|before| !between(before))?;
    let helps = view.tokens[auxiliary].upos == Upos::Verb && view.lemma(auxiliary) == "have";
    let mut object = view.head(participle)?;
    for _ in 0..view.len() {
        if view.deprel(object) == Deprel::Obj {
            break;
        }
        object = view.head(object)?;
    }
    (helps && object > participle && view.head(object) == Some(auxiliary))
        .then_some(Perfect { auxiliary, participle })
}

fn join(tokens: &mut [Token], perfect: &Perfect) {
    let &Perfect { auxiliary, participle } = perfect;
    let (head, deprel) = (tokens[auxiliary].head, tokens[auxiliary].deprel);
    for token in tokens.iter_mut() {
        if token.head as usize == auxiliary {
            token.head = participle as u16;
        }
    }
    let root = head as usize == auxiliary;
    tokens[participle].head = if root { participle as u16 } else { head };
    tokens[participle].deprel = deprel;
    tokens[auxiliary].head = participle as u16;
    (tokens[auxiliary].deprel, tokens[auxiliary].upos) = (Deprel::Aux, Upos::Aux);
}

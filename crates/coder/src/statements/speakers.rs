//! Who speaks, and to whom: from the reporting word through the tree to a noun phrase.
//!
//! ```text
//! "…," he said, adding that …        adding ──advcl──> said ──nsubj──> he
//! a letter saying that …             saying ──acl──> letter
//! Khan was quoted as saying …        saying ──advcl──> quoted ──nsubj:pass──> Khan
//! ```

use tiltmeter_text::{Deprel, Upos, View, Xpos};

use super::cues::{Cue, Function};
use super::has_case;

/// How many steps from verb to verb the search for a subject takes.
const MAX_STEPS: usize = 6;
/// How many words an apposition between speaker and verb may have.
const MAX_APPOSITION: usize = 20;

/// The head of the noun phrase that names the speaker of a verb or a predicative adjective.
pub(super) fn of_verb(view: &View<'_>, function: &Function, cue: usize) -> Option<usize> {
    let mut verb = cue;
    for _ in 0..MAX_STEPS {
        if let Some(subject) = own_subject(view, function, verb) {
            return Some(subject);
        }
        // In the passive without an agent nobody is named.
        if is_passive(view, verb) {
            return None;
        }
        let head = view.head(verb)?;
        match view.deprel(verb) {
            Deprel::Conj | Deprel::Parataxis => {}
            Deprel::Xcomp | Deprel::Advcl | Deprel::Ccomp | Deprel::Obl => {
                let quoted = has_mark(view, verb, &function.manner);
                let object = view.children_by(head, Deprel::Obj).next();
                let controls = quoted || view.deprel(verb) == Deprel::Xcomp;
                if let (true, Some(object)) = (controls, object) {
                    return Some(object);
                }
                if let Some(subject) = view.children_by(head, Deprel::NsubjPass).next() {
                    return antecedent(view, head, subject);
                }
            }
            // "Announced the suspension on Thursday, accusing Pakistan": whoever announced it accuses.
            Deprel::Acl if is_nominal(view, head) && is_set_off(view, verb) => {
                let outer = view.head(head).filter(|_| view.deprel(head).universal() != "nsubj");
                let outer = outer.and_then(|outer| own_subject(view, function, outer));
                return outer.or_else(|| of_attribute(view, function, verb, head));
            }
            Deprel::Acl if is_nominal(view, head) => return of_attribute(view, function, verb, head),
            Deprel::AclRelcl if is_nominal(view, head) => return Some(head),
            _ => return None,
        }
        verb = head;
    }
    None
}

/// The speaker where the tree gives none, by what stands beside a finite verb: "Khan also said", or
/// "said Khan" after a quotation. `closed` says which tokens cannot name it.
pub(super) fn beside(view: &View<'_>, cue: usize, closed: impl Fn(usize) -> bool) -> Option<usize> {
    let finite = matches!(view.tokens[cue].xpos, Xpos::Vbd | Xpos::Vbz | Xpos::Vbp);
    if !finite {
        return None;
    }
    let between = |&token_idx: &usize| {
        matches!(view.tokens[token_idx].upos, Upos::Adv | Upos::Aux | Upos::Part) && !closed(token_idx)
    };
    let left = (0..cue).rev().find(|token_idx| !between(token_idx));
    // "Flynn, a retired general, said": before the apposition.
    let is_comma = |token_idx: usize| view.tokens[token_idx].xpos == Xpos::Comma;
    let outer = left.filter(|&comma| is_comma(comma)).and_then(|comma| {
        let from = comma.saturating_sub(MAX_APPOSITION);
        (from..comma).rev().find(|&before| is_comma(before))?.checked_sub(1)
    });
    let right = Some(cue + 1).filter(|&next| next < view.len());
    let usable = |&token_idx: &usize| is_nominal(view, token_idx) && !closed(token_idx);
    let head = left.filter(usable).or_else(|| outer.filter(usable)).map(|last| climb(view, last, cue));
    head.or_else(|| right.and_then(|first| phrase_from(view, first, &closed)))
}

/// The head of the noun phrase that begins at `first`: "said the finance minister".
fn phrase_from(view: &View<'_>, first: usize, closed: impl Fn(usize) -> bool) -> Option<usize> {
    let within = |&token_idx: &usize| {
        matches!(
            view.tokens[token_idx].upos,
            Upos::Det | Upos::Adj | Upos::Noun | Upos::Propn | Upos::Num | Upos::Pron
        ) && !closed(token_idx)
    };
    let last = (first..view.len().min(first + 6)).take_while(within).last()?;
    let head = (first..=last).rfind(|&token_idx| is_nominal(view, token_idx))?;
    // "Said Thursday morning": an adjunct of time is no speaker.
    (view.deprel(head).universal() != "obl").then_some(head)
}

/// From the last word of a noun phrase before `end` up to its head.
fn climb(view: &View<'_>, last: usize, end: usize) -> usize {
    let mut head = last;
    while let Some(above) = view.head(head) {
        let joins = matches!(
            view.deprel(head).universal(),
            "compound" | "flat" | "nmod" | "appos" | "nummod" | "amod" | "det" | "conj"
        );
        if above >= end || !joins || !is_nominal(view, above) {
            break;
        }
        head = above;
    }
    head
}

/// The speaker of a noun that names a saying: its possessor, its author, or the subject of the verb
/// that it is the object of ("issued a statement").
pub(super) fn of_noun(view: &View<'_>, function: &Function, cue: &Cue, noun: usize) -> Option<usize> {
    if let Some(possessor) = view.children_by(noun, Deprel::NmodPoss).next() {
        return Some(possessor);
    }
    let is_author = |&child: &usize| {
        view.deprel(child) == Deprel::Nmod
            && has_case(view, child, &function.sources)
            && !has_case(view, child, &cue.prepositions)
    };
    if let Some(author) = view.children(noun).find(is_author) {
        return Some(author);
    }
    let is_name = |&child: &usize| view.tokens[child].upos == Upos::Propn;
    if let Some(name) = view.children_by(noun, Deprel::Compound).find(is_name) {
        return Some(name);
    }
    let verb = view.head(noun)?;
    let governs = view.deprel(noun) == Deprel::Obj && view.tokens[verb].upos == Upos::Verb;
    governs.then(|| of_verb(view, function, verb)).flatten()
}

/// The heads of the noun phrases that may name the addressee of a verb.
pub(super) fn addressee(view: &View<'_>, cue: &Cue, verb: usize) -> Option<usize> {
    let to_object = cue.addressee.iter().any(|how| how == "object");
    let is_addressee = |&child: &usize| match view.deprel(child) {
        Deprel::Iobj => true,
        Deprel::Obj => to_object,
        Deprel::NsubjPass => to_object,
        Deprel::Obl => has_case(view, child, &cue.addressee),
        _ => false,
    };
    view.children(verb).filter(|&child| is_nominal(view, child)).find(is_addressee)
}

/// Whether the verb stands in the passive.
pub(super) fn is_passive(view: &View<'_>, verb: usize) -> bool {
    let auxiliary = || view.children(verb).any(|child| view.deprel(child) == Deprel::AuxPass);
    let subject = || view.children(verb).any(|child| view.deprel(child) == Deprel::NsubjPass);
    // "Said" is no participle where nothing makes it one, whatever the parser calls its subject.
    let finite = matches!(view.tokens[verb].xpos, Xpos::Vbd | Xpos::Vbz | Xpos::Vbp);
    auxiliary() || subject() && !finite
}

/// Whether the token is a noun, a name or a pronoun.
pub(super) fn is_nominal(view: &View<'_>, token_idx: usize) -> bool {
    matches!(view.tokens[token_idx].upos, Upos::Noun | Upos::Propn | Upos::Pron | Upos::Num)
        || matches!(view.tokens[token_idx].xpos, Xpos::Dt if view.tokens[token_idx].upos == Upos::Det)
}

fn own_subject(view: &View<'_>, function: &Function, verb: usize) -> Option<usize> {
    if is_passive(view, verb) {
        return agent(view, function, verb);
    }
    let subject = view.children(verb).find(|&child| {
        matches!(view.deprel(child), Deprel::Nsubj | Deprel::NsubjOuter | Deprel::NsubjPass)
            && view.tokens[child].xpos != Xpos::Ex
    });
    subject.and_then(|subject| antecedent(view, verb, subject))
}

/// What a relative pronoun stands for; any other subject is itself.
fn antecedent(view: &View<'_>, verb: usize, subject: usize) -> Option<usize> {
    let relative = matches!(view.tokens[subject].xpos, Xpos::Wp | Xpos::Wdt);
    if !relative {
        return Some(subject);
    }
    let mut clause = verb;
    for _ in 0..MAX_STEPS {
        match view.deprel(clause) {
            Deprel::AclRelcl | Deprel::Acl => return view.head(clause),
            Deprel::Conj | Deprel::Xcomp | Deprel::Ccomp | Deprel::Advcl => clause = view.head(clause)?,
            _ => return Some(subject),
        }
    }
    Some(subject)
}

fn agent(view: &View<'_>, function: &Function, verb: usize) -> Option<usize> {
    view.children(verb).find(|&child| {
        view.deprel(child) == Deprel::OblAgent
            || view.deprel(child) == Deprel::Obl && child > verb && has_case(view, child, &function.agents)
    })
}

/// Whether a comma parts a participle in -ing from what stands before it.
fn is_set_off(view: &View<'_>, verb: usize) -> bool {
    view.tokens[verb].xpos == Xpos::Vbg
        && verb.checked_sub(1).is_some_and(|before| view.tokens[before].xpos == Xpos::Comma)
}

/// "A letter saying that": the letter. "A claim made by Minsk": its agent.
fn of_attribute(view: &View<'_>, function: &Function, verb: usize, noun: usize) -> Option<usize> {
    match view.tokens[verb].xpos {
        Xpos::Vbn => agent(view, function, verb),
        _ => Some(noun),
    }
}

fn has_mark(view: &View<'_>, verb: usize, words: &[String]) -> bool {
    view.children(verb).any(|child| {
        matches!(view.deprel(child), Deprel::Mark | Deprel::Case | Deprel::Advmod)
            && words.iter().any(|word| view.form(child).eq_ignore_ascii_case(word))
    })
}

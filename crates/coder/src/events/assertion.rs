//! How a word that tells something is asserted: as having been, as to come, as not so, and how surely.
//!
//! ```text
//! "is expected to strike"   to come, probable      "did not strike"   not so      "struck"   so
//! ```
//!
//! Asked of the word alone, whatever it means: acts are asked about the words that govern them, and the
//! measure on annotated texts asks about every word.

use tiltmeter_record::{Certainty, Report, Status};
use tiltmeter_text::{Deprel, Document, Xpos};

use super::certainty;
use super::clauses::Clauses;
use super::frames::Signal;
use super::repair;
use crate::certainties::Certainties;
use crate::{Lexicon, Mentions};

// So many words above one may say that it is to come, or not so.
const REACH: usize = 3;

/// Status and certainty of a word of a report: what its auxiliaries, negation, conditions and governing words say.
pub fn assertion(
    report: &Report,
    document: &Document,
    mentions: &Mentions,
    lexicon: &Lexicon,
    (sentence, token): (usize, usize),
) -> (Status, Certainty) {
    let mut view = document.view(&report.text, sentence);
    let mended = repair::mended(&view, &lexicon.verbs);
    view.tokens = mended.as_deref().unwrap_or(view.tokens);
    let clauses = Clauses::new(view, &lexicon.verbs, mentions.of_sentence(sentence));
    let certainties = &lexicon.certainties;
    let certainty = certainty::of_words(&clauses, certainties, &[token], token);
    let status = match () {
        () if is_negated(&clauses, certainties, token) => Status::Negated,
        () if is_ahead(&clauses, certainties, token) => Status::Future,
        () => Status::Actual,
    };
    (status, certainty)
}

/// Whether governing words put what a word tells into the future: "plans to strike".
pub(super) fn governed_ahead(clauses: &Clauses<'_>, certainties: &Certainties, token: usize) -> bool {
    governors(clauses, token).any(|above| certainties.ahead_governor.contains(&*clauses.lemma(above)))
}

/// Whether a word tells what is to come: by its auxiliaries and by the words that govern it.
pub(super) fn is_ahead(clauses: &Clauses<'_>, certainties: &Certainties, token: usize) -> bool {
    helped(clauses, token).any(|verb| {
        clauses.children(verb).iter().any(|&child| {
            let form = clauses.view.lower_form(child);
            let modal =
                clauses.view.deprel(child) == Deprel::Aux && certainties.ahead_auxiliary.contains(&*form);
            let adjective =
                clauses.view.deprel(child) == Deprel::Amod && clauses.gives(Signal::Future, child);
            modal || adjective
        })
    }) || governed_ahead(clauses, certainties, token)
}

fn is_negated(clauses: &Clauses<'_>, certainties: &Certainties, token: usize) -> bool {
    let own = |host: usize| {
        clauses.children(host).iter().any(|&child| {
            let close = matches!(
                clauses.view.deprel(child),
                Deprel::Advmod | Deprel::Det | Deprel::CcPreconj | Deprel::Aux
            );
            close && clauses.gives(Signal::Negation, child)
        })
    };
    own(token) || governors(clauses, token).any(|above| certainties.denying.contains(&*clauses.lemma(above)))
}

/// Whether a word is what a claim says that is denied: "denied reports that Oslo had armed Minsk".
pub(super) fn is_rebutted(clauses: &Clauses<'_>, token: usize) -> bool {
    claims(clauses, token).any(|claim| {
        let verb = clauses.view.head(claim);
        let object = matches!(clauses.view.deprel(claim), Deprel::Obj | Deprel::NsubjPass | Deprel::Nmod);
        object && verb.is_some_and(|verb| clauses.gives(Signal::Rebuts, verb))
    })
}

/// Whether nothing says what a word tells: "there is no evidence that Oslo attacked".
pub(super) fn is_unproven(clauses: &Clauses<'_>, token: usize) -> bool {
    claims(clauses, token).any(|claim| clauses.has_no(claim))
}

// The nouns for claims and reports that say what a word tells.
fn claims<'c>(clauses: &'c Clauses<'_>, token: usize) -> impl Iterator<Item = usize> + use<'c> {
    let up = |&at: &usize| clauses.view.head(at);
    std::iter::successors(Some(token), up).take(2 * REACH).filter_map(|at| {
        let claim = clauses.view.head(at)?;
        let says = clauses.gives(Signal::Claim, claim) || clauses.gives(Signal::Hearsay, claim);
        let told =
            matches!(clauses.view.deprel(at), Deprel::Acl | Deprel::AclRelcl | Deprel::Ccomp | Deprel::Nmod)
                && at > claim;
        (told && says && clauses.is_nominal(claim)).then_some(claim)
    })
}

// The word and those whose auxiliaries it shares: "will meet and sign".
fn helped<'c>(clauses: &'c Clauses<'_>, token: usize) -> impl Iterator<Item = usize> + use<'c> {
    let shares = move |&at: &usize| {
        let own = clauses.children(at).iter().any(|&child| {
            matches!(clauses.view.deprel(child), Deprel::Aux | Deprel::Nsubj | Deprel::NsubjPass)
        });
        clauses.view.deprel(at) == Deprel::Conj && !own
    };
    std::iter::successors(Some(token), move |&at| clauses.view.head(at).filter(|_| shares(&at))).take(REACH)
}

// The words that govern one: of which it is an infinitive, a gerund, a that-clause, or the noun that is meant.
fn governors<'c>(clauses: &'c Clauses<'_>, token: usize) -> impl Iterator<Item = usize> + use<'c> {
    let complement = move |at: usize| {
        let view = &clauses.view;
        match view.deprel(at) {
            Deprel::Xcomp | Deprel::Csubj => true,
            Deprel::Ccomp => clauses.view.tokens[at].xpos != Xpos::Vbd,
            Deprel::Acl | Deprel::Advcl => clauses.has_case(at, "to"),
            Deprel::Obj | Deprel::NsubjPass => clauses.view.tokens[at].xpos != Xpos::Prp,
            _ => false,
        }
    };
    let up = move |&at: &usize| match clauses.view.deprel(at) {
        Deprel::Conj => {
            clauses.view.head(at).and_then(|first| clauses.view.head(first).filter(|_| complement(first)))
        }
        _ => clauses.view.head(at).filter(|_| complement(at)),
    };
    std::iter::successors(up(&token), up).take(REACH)
}

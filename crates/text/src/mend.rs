//! What the tagger can be told it got wrong, for certain: a form that is never a noun is no noun.
//!
//! "Pakistan denies that …" begins like a compound of nouns, and a small model now and then takes it for
//! one. The list is `lang/en/never_nouns.tsv`; the tree is mended with the tag.

use rustc_hash::FxHashSet;
use std::sync::OnceLock;

use crate::{Deprel, Token, Upos, Xpos};

/// Retags the tokens of one sentence that are no nouns, and makes the noun before one its subject.
pub(crate) fn mend(text: &str, tokens: &mut [Token]) {
    for verb in 1..tokens.len() {
        let Token { span, xpos, .. } = tokens[verb];
        if matches!(xpos, Xpos::Nns | Xpos::Nnps | Xpos::Nnp | Xpos::Nn)
            && never_nouns().contains(span.of(text))
        {
            (tokens[verb].upos, tokens[verb].xpos) = (Upos::Verb, Xpos::Vbz);
            mend_dependents(tokens, verb);
        }
    }
    mend_subjects(tokens);
}

// "The general berated his officers": a subject with an article is a noun, whatever else its form can be.
fn mend_subjects(tokens: &mut [Token]) {
    for subject in 1..tokens.len() {
        let is_subject = matches!(tokens[subject].deprel, Deprel::Nsubj | Deprel::NsubjPass);
        let article = tokens[subject - 1];
        if tokens[subject].xpos == Xpos::Jj
            && is_subject
            && article.deprel == Deprel::Det
            && article.head as usize == subject
        {
            (tokens[subject].upos, tokens[subject].xpos) = (Upos::Noun, Xpos::Nn);
        }
    }
}

fn mend_dependents(tokens: &mut [Token], verb: usize) {
    let subject = (0..verb).rev().find(|&t| {
        let is_noun = matches!(tokens[t].upos, Upos::Noun | Upos::Propn | Upos::Pron);
        tokens[t].head as usize == verb && is_noun
    });
    let Some(subject) = subject else { return };
    tokens[subject].deprel = Deprel::Nsubj;
    let dependents =
        tokens.iter_mut().enumerate().filter(|(at, token)| token.head as usize == verb && *at != verb);
    for (at, dependent) in dependents {
        // What described the noun before now describes its subject; a clause after it is what it says.
        match dependent.deprel {
            Deprel::Det | Deprel::Amod | Deprel::Compound | Deprel::NmodPoss if at < subject => {
                dependent.head = subject as u16;
            }
            Deprel::AclRelcl | Deprel::Acl if at > verb => dependent.deprel = Deprel::Ccomp,
            _ => {}
        }
    }
}

fn never_nouns() -> &'static FxHashSet<&'static str> {
    static FORMS: OnceLock<FxHashSet<&'static str>> = OnceLock::new();
    FORMS.get_or_init(|| {
        let lines = include_str!("../lang/en/never_nouns.tsv").lines();
        lines.filter(|line| !line.starts_with('#') && !line.is_empty()).collect()
    })
}

#[cfg(test)]
mod tests {
    use crate::{Deprel, Model, Reader, Upos};

    #[test]
    fn a_subject_with_an_article_is_a_noun() {
        let text = "The general berated his officers.";
        let document = Reader::new(Model::builtin()).read(text);
        assert_eq!(document.view(text, 0).tokens[1].upos, Upos::Noun);
    }

    #[test]
    fn a_form_that_is_never_a_noun_is_a_verb_with_its_subject() {
        for text in ["Pakistan denies that it harbours militants.", "The Russian ministry denies the claim."]
        {
            let document = Reader::new(Model::builtin()).read(text);
            let view = document.view(text, 0);
            let verb = (0..view.len()).find(|&t| view.form(t) == "denies").unwrap();
            assert_eq!(view.tokens[verb].upos, Upos::Verb, "{text}");
            assert_eq!(view.lemma(verb), "deny", "{text}");
            assert!(view.children_by(verb, Deprel::Nsubj).next().is_some(), "{text}");
        }
    }
}

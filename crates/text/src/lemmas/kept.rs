//! Lemmas that were made lately, by form and tag: nine in ten words of a text were there before. It changes how fast
//! a text is read, never what comes out.

use super::Lemmatizer;
use crate::forms::Form;
use crate::{Upos, Xpos};

/// How many are kept; a power of two.
const N_KEPT: usize = 1 << 12;
/// Longest lemma that is kept.
const MAX_BYTES: usize = 23;

/// A table of fixed size, one place to a hash; a newcomer takes it.
pub(crate) struct KeptLemmas {
    kept: Vec<Kept>,
}

#[derive(Clone, Copy)]
struct Kept {
    form: Form,
    tag: u16,
    len: u8,
    lemma: [u8; MAX_BYTES],
}

impl KeptLemmas {
    pub(crate) fn new() -> KeptLemmas {
        KeptLemmas { kept: vec![Kept { form: Form::NONE, tag: 0, len: 0, lemma: [0; MAX_BYTES] }; N_KEPT] }
    }

    /// As [`Lemmatizer::lemmatize`].
    pub(crate) fn lemmatize(
        &mut self,
        lemmatizer: &Lemmatizer,
        form: &str,
        (upos, xpos): (Upos, Xpos),
        lemma: &mut String,
    ) {
        let Some(key) = Form::new(form) else { return lemmatizer.lemmatize(form, upos, xpos, lemma) };
        let tag = (upos as u16) << 8 | xpos as u16;
        let kept = &mut self.kept[key.place(tag, N_KEPT)];
        if kept.form == key && kept.tag == tag {
            let known = std::str::from_utf8(&kept.lemma[..kept.len as usize]);
            return lemma.push_str(known.expect("a whole lemma was put there"));
        }
        let start = lemma.len();
        lemmatizer.lemmatize(form, upos, xpos, lemma);
        let made = &lemma.as_bytes()[start..];
        if made.len() <= MAX_BYTES {
            (kept.form, kept.tag, kept.len) = (key, tag, made.len() as u8);
            kept.lemma[..made.len()].copy_from_slice(made);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Model;

    #[test]
    fn what_is_kept_is_what_would_be_made() {
        let lemmatizer = &Model::builtin().lemmatizer;
        let mut kept = KeptLemmas::new();
        let long = "x".repeat(40);
        let forms = ["talks", "Talks", "TALKS", "fled", "ﬀs", "1,000", "", long.as_str()];
        let tags = [
            (Upos::Noun, Xpos::Nns),
            (Upos::Verb, Xpos::Vbz),
            (Upos::Propn, Xpos::Nnps),
            (Upos::Num, Xpos::Cd),
        ];
        for _ in 0..2 {
            for (form, (upos, xpos)) in forms.iter().flat_map(|form| tags.map(|tag| (form, tag))) {
                let (mut made, mut found) = (String::from("before "), String::from("before "));
                lemmatizer.lemmatize(form, upos, xpos, &mut made);
                kept.lemmatize(lemmatizer, form, (upos, xpos), &mut found);
                assert_eq!(found, made, "{form} as {upos:?} {xpos:?}");
            }
        }
    }
}

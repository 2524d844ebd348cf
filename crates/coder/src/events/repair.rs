//! Trees that cannot be, mended before acts are looked for.
//!
//! A parser is right nine times in ten; some of its errors can be seen from the tree alone, because no
//! English sentence has such a tree. Only these are mended here: what is merely unlikely stays.
//!
//! ```text
//! "Oslo had “rashly” given Nepal money"   given: no adjective of money, but the verb that `had` helps
//! "Oslo lifted sanctions on Minsk"        sanctions: no object of Oslo, but of lifted
//! ```

use tiltmeter_text::{Deprel, Token, Upos, View, Xpos};

/// The tokens with better heads; `None` where nothing is amiss.
pub(crate) fn mended(view: &View<'_>) -> Option<Vec<Token>> {
    let strays: Vec<(usize, usize)> =
        (0..view.len()).filter_map(|token| Some((token, owner_of_stray(view, token)?))).collect();
    let perfects: Vec<Perfect> = (1..view.len()).filter_map(|token| perfect(view, token)).collect();
    if strays.is_empty() && perfects.is_empty() {
        return None;
    }
    let mut tokens = view.tokens.to_vec();
    for (stray, verb) in strays {
        tokens[stray].head = verb as u16;
    }
    for perfect in perfects {
        join(&mut tokens, &perfect);
    }
    Some(tokens)
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

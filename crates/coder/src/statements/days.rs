//! On which day something was said: "said on Monday", "told a channel earlier this month".
//!
//! What the same person says elsewhere in the paragraph was said on that day too.

use tiltmeter_record::{Span, Statement, TimeExpression, TimeKind, When};
use tiltmeter_text::{Deprel, Document, Upos, View};

use crate::intervals::times_in;

/// Gives each statement its day, where words tell it.
pub(super) fn date(text: &str, document: &Document, times: &[TimeExpression], statements: &mut [Statement]) {
    for statement in statements.iter_mut() {
        let view = document.view(text, statement.sentence);
        statement.date = told(&view, times_in(times, view.sentence.span), statement);
    }
    let block = |statement: &Statement| document.sentences[statement.sentence].block;
    statements.chunk_by_mut(|one, next| block(one) == block(next)).for_each(share);
}

/// What one person says in a paragraph was said on one day, unless its words tell otherwise.
fn share(paragraph: &mut [Statement]) {
    for at in 0..paragraph.len() {
        let said = &paragraph[at];
        let Some(name) = named(said).filter(|_| said.date.is_none()) else { continue };
        let dated = paragraph.iter().filter(|other| other.date.is_some() && named(other) == Some(name));
        let nearest = dated.min_by_key(|other| other.cue.start().abs_diff(said.cue.start()));
        paragraph[at].date = nearest.and_then(|other| other.date);
    }
}

fn named(statement: &Statement) -> Option<&str> {
    statement.speaker.as_ref()?.name.as_deref()
}

// The date that hangs on the cue, nearest to it, and not in what is said.
fn told(view: &View<'_>, times: &[TimeExpression], statement: &Statement) -> Option<(When, Span)> {
    let sentence = view.sentence.span;
    let own = |time: &&TimeExpression| {
        let said = statement.content.iter().any(|part| part.contains(time.span));
        time.kind == TimeKind::Date && sentence.contains(time.span) && !said
    };
    let cue = (0..view.len()).find(|&token| statement.cue.touches(view.tokens[token].span))?;
    let dated = times.iter().filter(own).filter_map(|time| {
        let token = (0..view.len()).find(|&token| time.span.touches(view.tokens[token].span))?;
        hangs_on(view, token, cue).then_some((token.abs_diff(cue), time.when?, time.span))
    });
    dated.min_by_key(|&(distance, ..)| distance).map(|(_, when, span)| (when, span))
}

// Up from the time to the cue, through its own phrases alone: what describes the speaker, and other verbs, have
// times of their own.
fn hangs_on(view: &View<'_>, time: usize, cue: usize) -> bool {
    let mut at = time;
    while at != cue {
        let apart = matches!(
            view.deprel(at),
            Deprel::Nsubj
                | Deprel::NsubjPass
                | Deprel::Appos
                | Deprel::AclRelcl
                | Deprel::Acl
                | Deprel::Ccomp
        );
        match view.head(at) {
            Some(head) if !apart && view.tokens[at].upos != Upos::Verb => at = head,
            _ => return false,
        }
    }
    true
}

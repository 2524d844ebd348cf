//! When an act lies, and whether it is news or background.

use tiltmeter_record::{DateReason, Span, Status, TimeExpression, TimeKind, When};
use tiltmeter_text::{Deprel, Xpos};

use super::acts::Act;
use super::clauses::Clauses;
use super::frames::Signal;

/// When an act took or takes place, with its final status.
///
/// A date in the act's own clause counts. Without one, a plain past or present act of the report is
/// dated by the report, as a reader of the day would; anything else stays undated.
pub(super) fn date(
    clauses: &Clauses<'_>,
    act: &Act,
    times: &[TimeExpression],
    published: Option<When>,
) -> (Option<(When, DateReason)>, Status) {
    let told = nearest(clauses, act, times);
    match told {
        Some((when, words)) => (Some((when, DateReason::Words(words))), past(act.status, when, published)),
        None if act.status == Status::Actual && is_news(clauses, act) => {
            (published.map(|when| (when, DateReason::Report)), act.status)
        }
        None if act.status == Status::Actual && is_background(clauses, act) => (None, Status::Historical),
        None => (None, act.status),
    }
}

// "Oslo had cut aid to Minsk": before the news, where nobody is quoted who tells what was news to him.
fn is_background(clauses: &Clauses<'_>, act: &Act) -> bool {
    let told = || {
        let above = std::iter::successors(Some(act.head), |&at| clauses.view.head(at)).skip(1).take(4);
        let mut verbs = above.filter(|&at| clauses.is_verb(at));
        verbs.any(|verb| clauses.gives(Signal::Speech, verb) || clauses.gives(Signal::Charge, verb))
    };
    !act.nominal && is_pluperfect(clauses, act.head) && !told()
}

fn is_pluperfect(clauses: &Clauses<'_>, verb: usize) -> bool {
    clauses.children(verb).iter().any(|&aux| {
        clauses.view.deprel(aux) == Deprel::Aux
            && clauses.view.tokens[aux].xpos == Xpos::Vbd
            && clauses.view.lemma(aux) == "have"
    })
}

// What lies more than a year before the report is background.
fn past(status: Status, when: When, published: Option<When>) -> Status {
    let Some(published) = published else { return status };
    let year_before = published.date.checked_sub(jiff::Span::new().years(1)).unwrap_or(published.date);
    if status == Status::Actual && when.last_day() < year_before { Status::Historical } else { status }
}

// The date that hangs in the clause of one of the act's verbs, the nearest in words.
fn nearest(clauses: &Clauses<'_>, act: &Act, times: &[TimeExpression]) -> Option<(When, Span)> {
    let sentence = clauses.view.sentence.span;
    let dated = times.iter().filter(|time| time.kind == TimeKind::Date && sentence.contains(time.span));
    let candidates = dated.filter_map(|time| {
        let when = time.when?;
        let token = (0..clauses.view.len()).find(|&t| time.span.touches(clauses.view.tokens[t].span))?;
        let attached = in_clause(clauses, token, act);
        attached.then(|| (!is_below_act(clauses, token, act), token.abs_diff(act.head), when, time.span))
    });
    candidates.min_by_key(|&(loose, distance, ..)| (loose, distance)).map(|(_, _, when, span)| (when, span))
}

fn is_below_act(clauses: &Clauses<'_>, token: usize, act: &Act) -> bool {
    let above = std::iter::successors(Some(token), |&at| {
        clauses.view.head(at).filter(|_| !clauses.is_verb(at) && !act.words.contains(&at))
    });
    above.take(clauses.view.len()).any(|at| act.words.contains(&at))
}

// Climbs from the time to the first verb: it must be one of the act's words, or a verb of speech
// above them, to which parsers like to attach what stands at the edge of the clause.
fn in_clause(clauses: &Clauses<'_>, token: usize, act: &Act) -> bool {
    let mut at = token;
    for _ in 0..clauses.view.len() {
        if act.words.contains(&at) {
            return true;
        }
        match clauses.view.head(at) {
            // "had worked with Oslo to mend it in the 1990s": an infinitive's time is its governor's too.
            Some(head) if clauses.view.tokens[at].xpos == Xpos::Vb && clauses.has_case(at, "to") => at = head,
            Some(head) if clauses.is_verb(at) && !act.words.contains(&at) => {
                return governs(clauses, at, act) && head != at;
            }
            Some(head) => at = head,
            None => return governs(clauses, at, act) && clauses.view.deprel(act.head) != Deprel::Ccomp,
        }
    }
    false
}

fn governs(clauses: &Clauses<'_>, verb: usize, act: &Act) -> bool {
    // "announced it on Jan. 4, accusing Oslo": at the same time.
    let participle = clauses.view.deprel(act.head) == Deprel::Advcl
        && clauses.view.tokens[act.head].xpos == Xpos::Vbg
        && clauses.cases(act.head).next().is_none();
    let shares = matches!(clauses.view.deprel(act.head), Deprel::Xcomp | Deprel::Conj | Deprel::Obj);
    clauses.view.head(act.head) == Some(verb) && (shares || participle)
}

// Simple past, present and perfect tell news; the pluperfect and what lies inside nouns do not.
fn is_news(clauses: &Clauses<'_>, act: &Act) -> bool {
    let verb = act.head;
    if act.nominal || !clauses.is_verb(verb) {
        return false;
    }
    // "four weeks after Oslo cut aid": before the news, who knows when.
    let earlier = clauses.view.deprel(verb) == Deprel::Advcl
        && clauses
            .children(verb)
            .iter()
            .chain(clauses.clause(verb).subject.map_or(&[][..], |subject| clauses.children(subject)))
            .any(|&mark| clauses.gives(Signal::Subordinate, mark) && clauses.view.lemma(mark) == "after");
    !is_pluperfect(clauses, verb) && !earlier
}

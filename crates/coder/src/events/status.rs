//! When an act lies, and whether it is news or background.

use tiltmeter_record::{DateReason, Interval, Precision, Span, Status, TimeExpression, TimeKind, When};
use tiltmeter_text::{Deprel, Xpos};

use super::acts::Act;
use super::clauses::Clauses;
use super::frames::Signal;

/// What a sentence's acts are dated by.
#[derive(Clone, Copy)]
pub(super) struct Calendar<'a> {
    /// The time expressions of the sentence.
    pub times: &'a [TimeExpression],
    /// The stretches of time of the report.
    pub stretches: &'a [Interval],
    pub published: Option<When>,
}

/// When an act took or takes place, with its final status.
///
/// A date in the act's own clause counts. Without one, a plain past or present act of the report is
/// dated by the report, as a reader of the day would; anything else stays undated.
pub(super) fn date(
    clauses: &Clauses<'_>,
    act: &Act,
    calendar: &Calendar<'_>,
) -> (Option<(When, DateReason)>, Status) {
    let Calendar { times, stretches, published } = *calendar;
    if let Some((when, words)) = nearest(clauses, act, times) {
        return (Some((when, DateReason::Words(words))), past(act.status, when, published));
    }
    if act.status == Status::Actual
        && let Some((when, words, same)) = of_governing(clauses, act, times)
        && past(act.status, when, published) == Status::Historical
    {
        return (same.then_some((when, DateReason::Words(words))), Status::Historical);
    }
    let long_ago = |stretch: &Interval| {
        let begun = stretch.from.map(|from| past(act.status, from, published));
        begun == Some(Status::Historical) && stretch.to.is_some() && is_attached(clauses, act, stretch.span)
    };
    if stretches.iter().any(long_ago) {
        return (None, Status::Historical);
    }
    if act.status != Status::Actual {
        (None, act.status)
    } else if is_news(clauses, act) {
        (published.map(|when| (when, DateReason::Report)), act.status)
    } else if is_background(clauses, act) {
        (None, Status::Historical)
    } else {
        (None, act.status)
    }
}

// "in 2011, after a strike killed": the date that stands right before the clause is that of its governor; whether it is
// the clause's own too, as of all that happened in one year.
fn of_governing(clauses: &Clauses<'_>, act: &Act, times: &[TimeExpression]) -> Option<(When, Span, bool)> {
    let view = &clauses.view;
    let mark = is_after(clauses, act.head)?;
    let comma = mark.checked_sub(1).filter(|&before| view.tokens[before].xpos == Xpos::Comma).unwrap_or(mark);
    let before = view.tokens.get(comma.checked_sub(1)?)?.span;
    let time = times.iter().find(|time| time.kind == TimeKind::Date && time.span.touches(before))?;
    let when = time.when?;
    Some((when, time.span, when.precision == Precision::Year))
}

// "four weeks after Oslo cut aid": the word that puts the act before that of the governing clause.
fn is_after(clauses: &Clauses<'_>, verb: usize) -> Option<usize> {
    let view = &clauses.view;
    let of_subject = clauses.clause(verb).subject.map_or(&[][..], |subject| clauses.children(subject));
    let mut marks = clauses.children(verb).iter().chain(of_subject).copied();
    let after = |mark: usize| clauses.gives(Signal::Subordinate, mark) && view.lemma(mark) == "after";
    marks.find(|&mark| view.deprel(verb) == Deprel::Advcl && after(mark))
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

// What lies more than a year before the report is background, and what is told by an earlier year alone.
fn past(status: Status, when: When, published: Option<When>) -> Status {
    let Some(published) = published else { return status };
    let year_before = published.date.checked_sub(jiff::Span::new().years(1)).unwrap_or(published.date);
    let another_year = when.precision == Precision::Year && when.last_day() < published.date;
    let long_ago = another_year || when.last_day() < year_before;
    if status == Status::Actual && long_ago { Status::Historical } else { status }
}

// The date that hangs in the clause of one of the act's verbs, the nearest in words.
fn nearest(clauses: &Clauses<'_>, act: &Act, times: &[TimeExpression]) -> Option<(When, Span)> {
    let sentence = clauses.view.sentence.span;
    let dated = times.iter().filter(|time| time.kind == TimeKind::Date && sentence.contains(time.span));
    let candidates = dated.filter_map(|time| {
        let when = time.when?;
        let token = first_token(clauses, time.span)?;
        in_clause(clauses, token, act)
            .then(|| (!is_below_act(clauses, token, act), token.abs_diff(act.head), when, time.span))
    });
    candidates.min_by_key(|&(loose, distance, ..)| (loose, distance)).map(|(_, _, when, span)| (when, span))
}

fn first_token(clauses: &Clauses<'_>, span: Span) -> Option<usize> {
    (0..clauses.view.len()).find(|&token| span.touches(clauses.view.tokens[token].span))
}

fn is_attached(clauses: &Clauses<'_>, act: &Act, span: Span) -> bool {
    first_token(clauses, span).is_some_and(|token| in_clause(clauses, token, act))
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
    let participle = clauses.is_loose_gerund(act.head);
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
    !is_pluperfect(clauses, verb) && is_after(clauses, verb).is_none()
}

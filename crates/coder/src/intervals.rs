//! Stretches of time: what the words around dates and lengths of time make of them.
//!
//! ```text
//! "over the last 15 years", published 2018-01-29   2003 to 2018-01-29, P15Y
//! "between 2002 and 2016"                          2002 to 2016
//! "since 2014"                                     2014 and on
//! ```

use jiff::Span as Length;
use tiltmeter_record::{Interval, Precision, Span, TimeExpression, TimeKind, When};

use crate::amounts::{Amounts, IntervalWords};

// Words that join the two ends of a stretch lie no further apart than this.
const JOIN_BYTES: usize = 12;

/// The stretches that a report's time expressions make, in the order of the text.
pub(crate) fn intervals(
    text: &str,
    times: &[TimeExpression],
    published: Option<When>,
    amounts: &Amounts,
) -> Vec<Interval> {
    let words = &amounts.interval;
    let mut found: Vec<Interval> = Vec::new();
    for (time_idx, time) in times.iter().enumerate() {
        if found.last().is_some_and(|interval| interval.span.contains(time.span)) {
            continue;
        }
        let (before, start) = word_before(text, time.span.start());
        let interval = match time.kind {
            TimeKind::Duration => length(text, time, &before, start, published, words),
            TimeKind::Date => ends(text, time, times.get(time_idx + 1), &before, start, words),
            _ => None,
        };
        found.extend(interval);
    }
    found
}

/// The time expressions of a stretch of text: to look through those of the whole report for each sentence costs the
/// square of its length.
pub(crate) fn times_in(times: &[TimeExpression], span: Span) -> &[TimeExpression] {
    let times = &times[times.partition_point(|time| time.span.end() <= span.start())..];
    &times[..times.partition_point(|time| time.span.start() < span.end())]
}

// The word that ends before a place, in lower case, with where it begins.
fn word_before(text: &str, end: usize) -> (String, usize) {
    let before = text[..end].trim_end();
    let start = before
        .rfind(|c: char| !c.is_alphabetic())
        .map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
    (before[start..].to_lowercase(), start)
}

fn is_one_of(words: &[String], word: &str) -> bool {
    words.iter().any(|known| known == word)
}

fn ends(
    text: &str,
    time: &TimeExpression,
    next: Option<&TimeExpression>,
    before: &str,
    start: usize,
    words: &IntervalWords,
) -> Option<Interval> {
    let from = time.when?;
    let joined = next.filter(|next| {
        let gap = text.get(time.span.end()..next.span.start()).unwrap_or("");
        next.kind == TimeKind::Date
            && gap.len() <= JOIN_BYTES
            && is_one_of(&words.joins, gap.trim().to_lowercase().as_str())
    });
    let opens = [&words.since, &words.from, &words.between].into_iter().any(|list| is_one_of(list, before));
    if let Some(next) = joined.filter(|_| opens) {
        let to = next.when?;
        let span = Span::new(start, next.span.end());
        return (from.date <= to.last_day()).then_some(Interval {
            span,
            from: Some(from),
            to: Some(to),
            length: None,
        });
    }
    let span = Span::new(start, time.span.end());
    if is_one_of(&words.since, before) || is_one_of(&words.from, before) {
        return Some(Interval { span, from: Some(from), to: None, length: None });
    }
    let until = is_one_of(&words.until, before);
    until.then_some(Interval { span, from: None, to: Some(from), length: None })
}

fn length(
    text: &str,
    time: &TimeExpression,
    before: &str,
    start: usize,
    published: Option<When>,
    words: &IntervalWords,
) -> Option<Interval> {
    if !is_one_of(&words.over, before) {
        return None;
    }
    let inside = time.span.of(text).to_lowercase();
    let says = |list: &[String]| inside.split_whitespace().any(|word| is_one_of(list, word));
    let value = time.value.clone()?;
    let length = parse(&value);
    let day = published.filter(|when| when.precision == Precision::Day);
    let reckon = |sign: i64| {
        let ((number, precision), today) = (length?, day?);
        let moved = today.date.checked_add(precision_span(precision, sign * number)?).ok()?;
        Some(at(moved, precision))
    };
    let (from, to) = match () {
        () if says(&words.past) => (reckon(-1), day),
        () if says(&words.next) => (day, reckon(1)),
        () => (None, None),
    };
    Some(Interval { span: Span::new(start, time.span.end()), from, to, length: Some(value) })
}

// `P15Y`: the number and its unit.
fn parse(value: &str) -> Option<(i64, Precision)> {
    let body = value.strip_prefix('P')?;
    let (number, unit) = body.split_at(body.find(|c: char| !c.is_ascii_digit())?);
    let number: i64 = number.parse().ok().filter(|&number| number < 10_000)?;
    match unit {
        "Y" => Some((number, Precision::Year)),
        "DE" | "E" => Some((10 * number, Precision::Year)),
        "CE" | "C" => Some((100 * number, Precision::Year)),
        "M" => Some((number, Precision::Month)),
        "W" => Some((number, Precision::Week)),
        "D" => Some((number, Precision::Day)),
        _ => None,
    }
}

fn precision_span(precision: Precision, number: i64) -> Option<Length> {
    let length = Length::new();
    match precision {
        Precision::Year => length.try_years(number).ok(),
        Precision::Month => length.try_months(number).ok(),
        Precision::Week => length.try_weeks(number).ok(),
        Precision::Day => length.try_days(number).ok(),
    }
}

fn at(date: jiff::civil::Date, precision: Precision) -> When {
    match precision {
        Precision::Year => When::year(date),
        Precision::Month => When::month(date),
        Precision::Week => When::week(date),
        Precision::Day => When::day(date),
    }
}

/// A day that lies a length of ISO 8601 after (`sign` 1) or before (-1) another, to the length's precision.
pub(crate) fn moved(when: When, length: &str, sign: i64) -> Option<When> {
    let (number, precision) = parse(length)?;
    let date = when.date.checked_add(precision_span(precision, sign * number)?).ok()?;
    // Weeks and days lead from day to day.
    let fine = matches!(precision, Precision::Day | Precision::Week) && when.precision == Precision::Day;
    Some(if fine { When::day(date) } else { at(date, precision.max(when.precision)) })
}

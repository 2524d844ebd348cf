//! What a matched rule means on the calendar: TIMEX3 values in ISO 8601.
//!
//! Relative dates are reckoned from the day of publication, or from the day last named in the text
//! ("three days earlier"); those that leave their year or week open go to the nearest one before or
//! after publication, as the tense of their clause says. Where a day is not known, or cannot be
//! ("30 February"), the value is `None`.
//!
//! ```text
//! "earlier this month", published 2018-01-29   =>   2018-01
//! ```

use jiff::ToSpan;
use jiff::civil::Date;
use tiltmeter_record::{Precision, TimeKind, When};

use super::rules::{Found, Rule};

/// The names of all reckonings that rules may ask for.
#[cfg(test)]
pub(super) const RECKONINGS: &[&str] = &[
    "iso",
    "slashed",
    "calendar",
    "month",
    "fiscal",
    "decade",
    "century",
    "season",
    "quarter",
    "half",
    "week_of_month",
    "weekend",
    "today",
    "day",
    "tonight",
    "last_night",
    "this_daypart",
    "weekday",
    "shift",
    "this",
    "ago",
    "hence",
    "earlier",
    "later",
    "anchored",
    "anchor",
    "next_daypart",
    "duration",
    "vague",
    "set",
    "every_other",
    "fixed",
    "fixed-day",
    "clock",
    "at",
    "daypart",
    "feast",
];

/// Whether a clause speaks of what was, or of what will be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tense {
    Past,
    Future,
    Unknown,
}

/// From where relative dates are reckoned.
pub(super) struct Reckoning<'a> {
    pub(super) published: Option<When>,
    /// The date last named before these words.
    pub(super) anchor: Option<When>,
    /// A day named just before, to which a time of day belongs.
    pub(super) near: Option<When>,
    pub(super) tense: &'a dyn Fn() -> Tense,
    /// The word that is a date by itself, where the rule took one, or else the last word.
    pub(super) written: &'a str,
}

/// What the words mean.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Meaning {
    pub(super) value: Option<String>,
    pub(super) when: Option<When>,
}

impl From<When> for Meaning {
    fn from(when: When) -> Meaning {
        Meaning { value: Some(when.to_string()), when: Some(when) }
    }
}

impl From<String> for Meaning {
    fn from(value: String) -> Meaning {
        Meaning { value: Some(value), when: None }
    }
}

/// The meaning of a match; `None` where the words are no time after all.
pub(super) fn reckon(rule: &Rule, found: &Found, from: &Reckoning<'_>) -> Option<(TimeKind, Meaning)> {
    let kind = rule.kind?;
    let (name, argument) = rule.reckoning.split_once(' ').unwrap_or((rule.reckoning, ""));
    let meaning = match name {
        "duration" | "vague" | "set" | "every_other" => length(name, found)?,
        "clock" | "at" => clock(argument, found, from)?,
        "fixed" => argument.to_string().into(),
        "fixed-day" => argument.parse::<When>().map(Meaning::from).unwrap_or_default(),
        "decade" => decade(found)?,
        "century" => century(found)?,
        _ => date(name, argument, found, from).unwrap_or_default(),
    };
    Some(with_daypart(kind, meaning, name, found))
}

// "Thursday night": a day becomes a part of it.
fn with_daypart(kind: TimeKind, mut meaning: Meaning, name: &str, found: &Found) -> (TimeKind, Meaning) {
    let part = match name {
        "tonight" | "last_night" => Some("NI"),
        _ => found.daypart,
    };
    let Some(part) = part.filter(|_| matches!(kind, TimeKind::Date | TimeKind::Time)) else {
        return (kind, meaning);
    };
    if let Some(day) = meaning.when.filter(|when| when.precision == Precision::Day) {
        meaning.value = Some(format!("{day}T{part}"));
    }
    (TimeKind::Time, meaning)
}

fn date(name: &str, argument: &str, found: &Found, from: &Reckoning<'_>) -> Option<Meaning> {
    let today = |n_days: i32| from.day().and_then(|day| moved(day, "D", n_days));
    let relation = found.relation.unwrap_or(0);
    match name {
        "iso" => iso(from.written),
        "slashed" => slashed(from.written),
        "calendar" => calendar(found, from),
        "feast" => feast(found.feast.unwrap_or(argument), from),
        "month" => month_of(found, from),
        "fiscal" => found.year.map(|year| format!("FY{year}").into()),
        "season" => season(found, from),
        "quarter" => quarter(found, from),
        "half" => half(found, from),
        "week_of_month" => week_of_month(found, from),
        "weekend" => weekend(found, from),
        "weekday" => weekday(found, from),
        "today" => today(found.today.unwrap_or(0)),
        "day" => today(argument.parse().ok()?),
        "tonight" | "this_daypart" => today(0),
        "last_night" => today(-1),
        "daypart" => from.near_day().map(Meaning::from),
        "shift" if argument.is_empty() => from_published(found.unit?, relation, from),
        "shift" => from_published(argument, relation, from),
        "this" => from_published(found.unit?, 0, from),
        "ago" => counted(found, -1, from.published),
        "hence" => counted(found, 1, from.published),
        "earlier" => counted(found, -1, from.anchor()),
        "later" => counted(found, 1, from.anchor()),
        "anchored" => from_anchor(found.unit?, found.anchored.unwrap_or(0), from),
        "anchor" => from.anchor().map(Meaning::from),
        "next_daypart" => from_anchor("D", found.anchored.unwrap_or(1), from),
        _ => None,
    }
}

impl Reckoning<'_> {
    /// The day of publication, where it is known to the day.
    fn day(&self) -> Option<Date> {
        self.published.filter(|when| when.precision == Precision::Day).map(|when| when.date)
    }

    /// The date last named, or that of publication.
    fn anchor(&self) -> Option<When> {
        self.anchor.or(self.published)
    }

    fn near_day(&self) -> Option<When> {
        self.near.or(self.published).filter(|when| when.precision == Precision::Day)
    }
}

/// `date` moved by `n` units and rounded to them: weeks give a week, months a month.
fn moved(date: Date, unit: &str, n: i32) -> Option<Meaning> {
    let n = i64::from(n);
    // Farther than any report reaches; keeps the arithmetic within its bounds.
    if n.abs() > 9_999 * 366 {
        return None;
    }
    let years = |n: i64| date.checked_add(n.years()).ok().filter(|date| date.year() > 0);
    Some(match unit {
        "D" => When::day(date.checked_add(n.days()).ok()?).into(),
        "W" => When::week(date.checked_add((7 * n).days()).ok()?).into(),
        "F" => When::week(date.checked_add((14 * n).days()).ok()?).into(),
        "M" if n.abs() < 100_000 => When::month(date.checked_add(n.months()).ok()?).into(),
        "Y" if n.abs() < 9_999 => When::year(years(n)?).into(),
        "DE" if n.abs() < 999 => format!("{:03}", years(10 * n)?.year() / 10).into(),
        "CE" if n.abs() < 99 => format!("{:02}", years(100 * n)?.year() / 100).into(),
        "Q" if n.abs() < 9_999 => quarter_of(date.checked_add((3 * n).months()).ok()?),
        "WE" => weekend_of(date.checked_add((7 * n).days()).ok()?),
        _ => return None,
    })
}

/// How coarse a unit is, for dates that are known only to the month or the year.
fn precision(unit: &str) -> Precision {
    match unit {
        "W" | "F" | "WE" => Precision::Week,
        "M" | "Q" => Precision::Month,
        "Y" | "DE" | "CE" => Precision::Year,
        _ => Precision::Day,
    }
}

fn from_date(start: Option<When>, unit: &str, n: i32) -> Option<Meaning> {
    let start = start.filter(|when| when.precision <= precision(unit))?;
    moved(start.date, unit, n)
}

fn from_published(unit: &str, n: i32, from: &Reckoning<'_>) -> Option<Meaning> {
    from_date(from.published, unit, n)
}

fn from_anchor(unit: &str, n: i32, from: &Reckoning<'_>) -> Option<Meaning> {
    from_date(from.anchor(), unit, n).or_else(|| from_date(from.published, unit, n))
}

/// "three weeks ago": as many units away as were counted.
fn counted(found: &Found, direction: i32, start: Option<When>) -> Option<Meaning> {
    let unit = found.unit?;
    let Some(amount) = found.amount.unwrap_or(Some(1.0)) else {
        let vague = if direction < 0 { "PAST_REF" } else { "FUTURE_REF" };
        return Some(vague.to_string().into());
    };
    let whole = |amount: f32| (amount.fract() == 0.0 && amount < 1e7).then_some(direction * amount as i32);
    match (whole(amount), unit) {
        (Some(n), _) => from_date(start, unit, n),
        (None, "Y") => from_date(start, "M", whole(amount * 12.0)?),
        (None, "DE") => from_date(start, "Y", whole(amount * 10.0)?),
        (None, _) => None,
    }
}

fn iso(written: &str) -> Option<Meaning> {
    match written.split_once("-W") {
        Some((year, week)) => {
            let week = week.parse().ok().filter(|week| (1..=53).contains(week))?;
            let first = jiff::civil::ISOWeekDate::new(year.parse().ok()?, week, jiff::civil::Weekday::Monday);
            Some(When::week(first.ok()?.date()).into())
        }
        None => written.parse::<When>().ok().map(Meaning::from),
    }
}

/// "1/29/2018", "29.1.2018". Where both could be the month, the American order is not guessed: no value.
fn slashed(written: &str) -> Option<Meaning> {
    let mut parts = written.split(['/', '.']);
    let (first, second, year) = (parts.next()?, parts.next()?, parts.next()?);
    let year: i16 = match year.len() {
        4 => year.parse().ok()?,
        2 => 2000 + year.parse::<i16>().ok()?,
        _ => return None,
    };
    let (first, second): (i8, i8) = (first.parse().ok()?, second.parse().ok()?);
    let (month, day) = match (first > 12, second > 12, written.contains('.')) {
        (_, _, true) | (true, false, _) => (second, first),
        (false, true, _) => (first, second),
        _ if first == second => (first, second),
        _ => return None,
    };
    Date::new(year, month, day).ok().map(|date| When::day(date).into())
}

/// Month and day, with or without a year.
fn calendar(found: &Found, from: &Reckoning<'_>) -> Option<Meaning> {
    let day =
        found.day.or_else(|| found.ordinal.and_then(|day| i8::try_from(day).ok()).filter(|&day| day > 0));
    match (found.year, found.month, day) {
        (Some(year), None, _) => Some(When::year(Date::new(year, 1, 1).ok()?).into()),
        (Some(year), Some(month), None) => Some(When::month(Date::new(year, month, 1).ok()?).into()),
        (Some(year), Some(month), Some(day)) => Some(When::day(Date::new(year, month, day).ok()?).into()),
        (None, Some(month), None) => open_month(month, from),
        (None, Some(month), Some(day)) => open_day(month, day, from),
        (None, None, _) => None,
    }
}

/// "in May": the nearest one, before publication or after it as the tense says.
fn open_month(month: i8, from: &Reckoning<'_>) -> Option<Meaning> {
    let Some(published) = from.published.filter(|when| when.precision <= Precision::Month) else {
        return Some(format!("XXXX-{month:02}").into());
    };
    let now = published.date;
    let year = match (from.tense)() {
        Tense::Future => now.year() + i16::from(month < now.month()),
        _ => now.year() - i16::from(month > now.month()),
    };
    Some(When::month(Date::new(year, month, 1).ok()?).into())
}

// A date this near in the future is meant even after a past tense: "it announced a meeting on June 17".
const SOON_DAYS: i32 = 75;

/// "on May 3": the nearest one, but for a past tense that forbids it.
fn open_day(month: i8, day: i8, from: &Reckoning<'_>) -> Option<Meaning> {
    // 29 February is a day in some year.
    Date::new(2024, month, day).ok()?;
    let Some(now) = from.day() else { return Some(format!("XXXX-{month:02}-{day:02}").into()) };
    let years = [now.year() - 1, now.year(), now.year() + 1];
    let tense = (from.tense)();
    let distance = |date: &Date| {
        let days = days_between(now, *date);
        let against = match tense {
            Tense::Past => days > SOON_DAYS,
            Tense::Future => days < 0,
            Tense::Unknown => false,
        };
        (against, days.abs())
    };
    let nearest = years.iter().filter_map(|&year| Date::new(year, month, day).ok()).min_by_key(distance)?;
    Some(When::day(nearest).into())
}

fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

fn feast(month_and_day: &str, from: &Reckoning<'_>) -> Option<Meaning> {
    let (month, day) = month_and_day.split_once('-')?;
    open_day(month.parse().ok()?, day.parse().ok()?, from)
}

/// "last October", "October of last year".
fn month_of(found: &Found, from: &Reckoning<'_>) -> Option<Meaning> {
    let month = found.month?;
    if let Some(anchored) = found.anchored {
        let year = from_anchor("Y", anchored, from)?.when?.date.year();
        return Some(When::month(Date::new(year, month, 1).ok()?).into());
    }
    let now = from.published.filter(|when| when.precision <= Precision::Month)?.date;
    let of_year = found.unit.is_none() && from.written == "year";
    let year = match found.relation? {
        relation if of_year => now.year() + i16::try_from(relation).ok()?,
        -1 => now.year() - i16::from(month >= now.month()),
        1 => now.year() + i16::from(month <= now.month()),
        _ => now.year(),
    };
    Some(When::month(Date::new(year, month, 1).ok()?).into())
}

/// First months of the seasons of the northern half of the world, where most wires are read.
fn first_month(season: &str) -> i8 {
    match season {
        "SP" => 3,
        "SU" => 6,
        "FA" => 9,
        _ => 12,
    }
}

fn season(found: &Found, from: &Reckoning<'_>) -> Option<Meaning> {
    let season = found.season?;
    let value = |year: i16| Meaning::from(format!("{year:04}-{season}"));
    if let Some(year) = found.year {
        return Some(value(year));
    }
    let Some(published) = from.published.filter(|when| when.precision <= Precision::Month) else {
        return Some(format!("XXXX-{season}").into());
    };
    let (year, month, first) = (published.date.year(), published.date.month(), first_month(season));
    let begun = month >= first;
    Some(match (found.relation, (from.tense)()) {
        (Some(relation), _) if from.written == "year" => value(year + i16::try_from(relation).ok()?),
        // In January, "this winter" began last year.
        (Some(0), _) => value(year - i16::from(first == 12 && month < 6)),
        (Some(1), _) | (None, Tense::Future) => value(year + i16::from(begun)),
        (Some(_), _) => value(year - i16::from(month < first + 3)),
        (None, _) => value(year - i16::from(!begun)),
    })
}

fn quarter_of(date: Date) -> Meaning {
    format!("{:04}-Q{}", date.year(), (date.month() + 2) / 3).into()
}

fn quarter(found: &Found, from: &Reckoning<'_>) -> Option<Meaning> {
    let named = found.quarter.or_else(|| match found.ordinal? {
        -1 => Some(4),
        number => u32::try_from(number).ok().filter(|number| (1..=4).contains(number)),
    })?;
    let year = match (found.year, found.relation) {
        (Some(year), _) => year,
        (None, Some(relation)) => year_of(from)? + i16::try_from(relation).ok()?,
        (None, None) => {
            let now = from.published.filter(|when| when.precision <= Precision::Month)?.date;
            let current = u32::try_from((now.month() + 2) / 3).ok()?;
            match (from.tense)() {
                Tense::Future => now.year() + i16::from(named < current),
                // Half a year off is nearer than the last one that has that number.
                Tense::Unknown => now.year() - i16::from(named > current + 2),
                Tense::Past => now.year() - i16::from(named > current),
            }
        }
    };
    Some(format!("{year:04}-Q{named}").into())
}

fn year_of(from: &Reckoning<'_>) -> Option<i16> {
    from.published.map(|when| when.date.year())
}

fn half(found: &Found, from: &Reckoning<'_>) -> Option<Meaning> {
    let number = match found.ordinal? {
        -1 => 2,
        number @ 1..=2 => number,
        _ => return None,
    };
    let relation = i16::try_from(found.relation.unwrap_or(0)).ok()?;
    let year = found.year.or_else(|| year_of(from).map(|year| year + relation))?;
    Some(format!("{year:04}-H{number}").into())
}

/// "the last week of March", "the week of May 3".
fn week_of_month(found: &Found, from: &Reckoning<'_>) -> Option<Meaning> {
    let month = calendar(&Found { ordinal: None, ..*found }, from)?.when?;
    let day = match found.ordinal {
        _ if found.day.is_some() => month.date,
        // As in ISO 8601, a week belongs where most of its days lie.
        Some(-1) => month.last_day().checked_sub(3.days()).ok()?,
        Some(number @ 1..=5) => month.date.checked_add((7 * i64::from(number) - 4).days()).ok()?,
        _ => return None,
    };
    Some(When::week(day).into())
}

fn weekend_of(date: Date) -> Meaning {
    let week = When::week(date);
    Meaning { value: Some(format!("{week}-WE")), when: Some(week) }
}

fn weekend(found: &Found, from: &Reckoning<'_>) -> Option<Meaning> {
    let day = from.day()?;
    let at_weekend = day.weekday().to_monday_one_offset() >= 6;
    let weeks = match (found.relation, (from.tense)()) {
        (Some(relation), _) => relation,
        (None, Tense::Future) => 0,
        (None, _) => -i32::from(!at_weekend),
    };
    moved(day, "WE", weeks)
}

fn weekday(found: &Found, from: &Reckoning<'_>) -> Option<Meaning> {
    let weekday = found.weekday?;
    let Some(day) = from.day() else { return Some(format!("XXXX-WXX-{weekday}").into()) };
    let ahead = i32::from(weekday - day.weekday().to_monday_one_offset());
    let n_days = match (found.relation, (from.tense)()) {
        (Some(relation), _) if from.written == "week" => ahead + 7 * relation,
        (Some(1), _) => ahead + 7,
        (Some(-1), _) => {
            if ahead < 0 {
                ahead
            } else {
                ahead - 7
            }
        }
        (Some(_), Tense::Unknown) | (_, Tense::Future) => ahead.rem_euclid(7),
        _ => -(-ahead).rem_euclid(7),
    };
    moved(day, "D", n_days)
}

/// "1990s", "'90s": the figures that all its years share.
fn decade(found: &Found) -> Option<Meaning> {
    match found.decade? {
        (year @ 1000..=2190, 4) => Some(format!("{}", year / 10).into()),
        // "The 20s" may be either century's.
        (year @ 30..=90, 2) => Some(format!("19{}", year / 10).into()),
        _ => None,
    }
}

fn century(found: &Found) -> Option<Meaning> {
    let number = found.ordinal.filter(|number| (1..=30).contains(number))?;
    Some(format!("{:02}", number - 1).into())
}

/// `P3W`, `PT30M`, `PXY`; as a set, how often.
fn length(name: &str, found: &Found) -> Option<Meaning> {
    if let Some(weekday) = found.weekday {
        let part = found.daypart.map(|part| format!("T{part}")).unwrap_or_default();
        return Some(format!("XXXX-WXX-{weekday}{part}").into());
    }
    let Some(unit) = found.unit else {
        return found.daypart.map(|part| format!("XXXX-XX-XXT{part}").into());
    };
    let amount = match (name, found.amount) {
        ("every_other", _) => Some(2.0),
        ("vague", _) => None,
        (_, amount) => amount.unwrap_or(Some(1.0)),
    };
    Some(period(amount, unit).into())
}

fn period(amount: Option<f32>, unit: &str) -> String {
    let (time, unit) = unit.strip_prefix('T').map_or(("", unit), |unit| ("T", unit));
    let Some(amount) = amount else { return format!("P{time}X{}", if unit == "F" { "W" } else { unit }) };
    let half = amount == 0.5;
    match unit {
        "F" => format!("P{}W", 2.0 * amount),
        "H" if half => "PT30M".to_string(),
        "D" if half => "PT12H".to_string(),
        "Y" if half => "P6M".to_string(),
        "DE" if half => "P5Y".to_string(),
        "CE" if half => "P50Y".to_string(),
        _ => format!("P{time}{amount}{unit}"),
    }
}

/// "6 p.m.", "16:00 UTC today", "noon".
fn clock(at: &str, found: &Found, from: &Reckoning<'_>) -> Option<Meaning> {
    let time = match (found.clock, found.amount.flatten()) {
        _ if !at.is_empty() => at.to_string(),
        (Some((hour, minute)), _) => {
            let hour = found.half_day.map_or(hour, |half_day| hour % 12 + half_day);
            format!("{hour:02}:{minute:02}")
        }
        (None, Some(hour)) if (1.0..=12.0).contains(&hour) && hour.fract() == 0.0 => {
            let hour = hour as u32;
            format!("{:02}:00", found.half_day.map_or(hour, |half_day| hour % 12 + half_day))
        }
        _ => return None,
    };
    let day = if found.weekday.is_some() {
        weekday(found, from).and_then(|meaning| meaning.when)
    } else if found.month.is_some() {
        calendar(found, from).and_then(|meaning| meaning.when)
    } else if let Some(n_days) = found.today {
        from.day().and_then(|day| moved(day, "D", n_days)).and_then(|meaning| meaning.when)
    } else {
        from.near_day()
    };
    let zone = found.zone.filter(|&zone| zone == "Z").unwrap_or("");
    let named = day.map_or("XXXX-XX-XX".to_string(), |day| day.to_string());
    Some(Meaning { value: Some(format!("{named}T{time}{zone}")), when: day })
}

//! Days of publication as pages, feeds and wires write them.
//!
//! ```text
//! 2018-01-29T10:00:00+05:00   20180129T100000Z   Mon, 29 Jan 2018 10:00:00 GMT   January 29, 2018   29 January 2018
//! ```
//!
//! The day is the one that stands there, in the publisher's own time zone. What could be read in two ways
//! (`03-02-2009`) is not read.

use jiff::civil::Date;
use tiltmeter_record::When;

/// The day that is written, or `None`.
pub(crate) fn read(written: &str) -> Option<When> {
    let written = written.trim();
    if let Ok(when) = written.parse::<When>() {
        return Some(when);
    }
    compact(written).or_else(|| in_words(written)).map(When::day)
}

/// The day that a name or address tells: `/2018/01/29/`, `2018-01-29`, `20180129`; the first one.
pub(crate) fn within(name: &str) -> Option<When> {
    let bytes = name.as_bytes();
    let starts = (0..bytes.len()).filter(|&at| at == 0 || !bytes[at - 1].is_ascii_digit());
    starts.filter_map(|at| at_start(&bytes[at..])).next().map(When::day)
}

// A century of news is enough to tell a day from a number.
const YEARS: std::ops::RangeInclusive<i16> = 1890..=2100;

fn date(year: i16, month: i16, day: i16) -> Option<Date> {
    let date = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    YEARS.contains(&year).then_some(date)
}

fn number(digits: &[u8]) -> Option<i16> {
    digits.iter().try_fold(0i16, |sum, digit| {
        let digit = digit.is_ascii_digit().then(|| i16::from(digit - b'0'))?;
        sum.checked_mul(10)?.checked_add(digit)
    })
}

fn at_start(bytes: &[u8]) -> Option<Date> {
    let ends = |place: usize| bytes.get(place).is_none_or(|byte| !byte.is_ascii_digit());
    let parted = |place: usize| matches!(bytes.get(place), Some(b'/' | b'-' | b'_' | b'.'));
    let part = |range: std::ops::Range<usize>| number(bytes.get(range)?);
    if parted(4) && parted(7) && ends(10) {
        return date(part(0..4)?, part(5..7)?, part(8..10)?);
    }
    (ends(8) || ends(14)).then(|| date(part(0..4)?, part(4..6)?, part(6..8)?))?
}

fn compact(written: &str) -> Option<Date> {
    let day = written.split(['T', ' ']).next()?;
    if day.len() == 8 || (day.len() == 14 && written.len() == 14) {
        return at_start(day.as_bytes());
    }
    // `2018/01/29`: with the year first there is but one reading.
    (day.len() == 10 && day.as_bytes()[4] == b'/').then(|| at_start(day.as_bytes()))?
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

// A month by its name, with a day and a year of four digits beside it, in either order.
fn in_words(written: &str) -> Option<Date> {
    let words: Vec<&str> = written
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '-' | '.' | '/'))
        .filter(|word| !word.is_empty())
        .take(8)
        .collect();
    let place = words.iter().position(|word| month(word).is_some())?;
    let month = month(words[place])?;
    let day = |word: &&str| {
        let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        (digits.len() <= 2).then(|| number(digits.as_bytes()))?.filter(|day| *day > 0)
    };
    let year = |word: &&str| (word.len() == 4).then(|| number(word.as_bytes()))?;
    let before = place.checked_sub(1).and_then(|at| words.get(at)).and_then(day);
    if let (Some(day), Some(year)) = (before, words.get(place + 1).and_then(year)) {
        return date(year, month, day);
    }
    date(words.get(place + 2).and_then(year)?, month, words.get(place + 1).and_then(day)?)
}

fn month(word: &str) -> Option<i16> {
    let word = word.to_ascii_lowercase();
    let place = (word.len() >= 3).then(|| MONTHS.iter().position(|month| month.starts_with(&word)))??;
    Some(place as i16 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(written: &str, expected: &str) {
        let found = read(written).map_or("unknown".to_string(), |when| when.to_string());
        assert_eq!(found, expected, "{written}");
    }

    #[test]
    fn days_are_written_in_many_ways() {
        for written in [
            "2018-01-29",
            "2018-01-29T23:59:00-05:00",
            "20180129T100000+0000",
            "20180129",
            "20180129103000",
            "2018/01/29",
            "Mon, 29 Jan 2018 10:00:00 GMT",
            "29 January 2018",
            "January 29, 2018",
            "Jan. 29th, 2018 10:00",
            "29-Jan-2018",
        ] {
            check(written, "2018-01-29");
        }
        check("2018-01", "2018-01");
    }

    #[test]
    fn what_is_doubtful_is_unknown() {
        for written in
            ["", "03-02-2009", "29/01/2018", "yesterday", "1517220000", "32 January 2018", "Mayor 1 2018"]
        {
            check(written, "unknown");
        }
    }

    #[test]
    fn names_and_addresses_tell_days() {
        for (name, expected) in [
            ("https://a.example/world/2018/01/29/story", Some("2018-01-29")),
            ("apw_eng_20180129.gz", Some("2018-01-29")),
            ("CC-NEWS-20180129103000-00001.warc.gz", Some("2018-01-29")),
            ("https://a.example/news/story-12345678901", None),
            ("https://a.example/2018/13/29/", None),
            ("report.txt", None),
        ] {
            assert_eq!(within(name).map(|when| when.to_string()).as_deref(), expected, "{name}");
        }
    }
}

//! Dates as reports give them: to the day, the month or the year.
//!
//! ```
//! use tiltmeter_record::{Precision, When};
//! let when: When = "2018-01".parse().unwrap();
//! assert_eq!(when.precision, Precision::Month);
//! assert_eq!(when.to_string(), "2018-01");
//! ```

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, ISOWeekDate, Weekday};

use crate::Span;

/// How finely a date is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Precision {
    /// To the day: `2018-01-04`.
    Day,
    /// To the ISO week: `2018-W01`.
    Week,
    /// To the month: `2018-01`.
    Month,
    /// To the year: `2018`.
    Year,
}

/// A day, or the first day of the week, month or year that is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct When {
    /// The first day of what is meant.
    pub date: Date,
    /// What is meant.
    pub precision: Precision,
}

impl When {
    /// One day.
    pub fn day(date: Date) -> When {
        When { date, precision: Precision::Day }
    }

    /// The ISO week that holds `date`.
    pub fn week(date: Date) -> When {
        let monday = date.iso_week_date();
        let back = i64::from(monday.weekday().to_monday_zero_offset());
        let date = date.checked_sub(jiff::Span::new().days(back)).unwrap_or(date);
        When { date, precision: Precision::Week }
    }

    /// The month that holds `date`.
    pub fn month(date: Date) -> When {
        When { date: date.first_of_month(), precision: Precision::Month }
    }

    /// The year that holds `date`.
    pub fn year(date: Date) -> When {
        When { date: date.first_of_year(), precision: Precision::Year }
    }

    /// The last day of what is meant.
    pub fn last_day(self) -> Date {
        let days = |n| self.date.checked_add(jiff::Span::new().days(n)).unwrap_or(self.date);
        match self.precision {
            Precision::Day => self.date,
            Precision::Week => days(6),
            Precision::Month => self.date.last_of_month(),
            Precision::Year => self.date.last_of_year(),
        }
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let date = self.date;
        match self.precision {
            Precision::Day => write!(f, "{:04}-{:02}-{:02}", date.year(), date.month(), date.day()),
            Precision::Week => {
                let week = date.iso_week_date();
                write!(f, "{:04}-W{:02}", week.year(), week.week())
            }
            Precision::Month => write!(f, "{:04}-{:02}", date.year(), date.month()),
            Precision::Year => write!(f, "{:04}", date.year()),
        }
    }
}

/// A stretch of time that the report tells; an end that it leaves open is `None`.
#[derive(Clone, Debug, PartialEq)]
pub struct Interval {
    /// The words.
    pub span: Span,
    /// Its beginning.
    pub from: Option<When>,
    /// Its end.
    pub to: Option<When>,
    /// Its length in ISO 8601 where the report gives one: `P15Y`.
    pub length: Option<String>,
}

/// Why a date could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no date: write 2018-01-29, 2018-01 or 2018")]
pub struct ParseWhenError(pub String);

impl FromStr for When {
    type Err = ParseWhenError;

    /// Reads `2018-01-29`, `2018-W05`, `2018-01` or `2018`; a time of day after `T` or a space is left out.
    fn from_str(written: &str) -> Result<When, ParseWhenError> {
        let error = || ParseWhenError(written.to_string());
        if let Some((year, week)) = written.trim().split_once("-W") {
            return iso_week(year, week).ok_or_else(error);
        }
        let day = written.trim().split(['T', ' ']).next().unwrap_or("");
        let mut parts = day.split('-');
        let year = number(parts.next(), 4).ok_or_else(error)?;
        let (month, day_of_month) = (parts.next(), parts.next());
        if parts.next().is_some() {
            return Err(error());
        }
        let date = |month, day| {
            Date::new(year, i8::try_from(month).unwrap_or(0), i8::try_from(day).unwrap_or(0))
                .map_err(|_| error())
        };
        match (month, day_of_month) {
            (None, _) => Ok(When::year(date(1, 1)?)),
            (Some(month), None) => Ok(When::month(date(number(Some(month), 2).ok_or_else(error)?, 1)?)),
            (Some(month), Some(day)) => {
                let month = number(Some(month), 2).ok_or_else(error)?;
                Ok(When::day(date(month, number(Some(day), 2).ok_or_else(error)?)?))
            }
        }
    }
}

fn iso_week(year: &str, week: &str) -> Option<When> {
    let (year, week) = (number(Some(year), 4)?, number(Some(week), 2)?);
    let monday = ISOWeekDate::new(year, i8::try_from(week).ok()?, Weekday::Monday).ok()?;
    Some(When::week(monday.date()))
}

fn number(digits: Option<&str>, width: usize) -> Option<i16> {
    let digits = digits?;
    let plain = digits.len() == width && digits.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| digits.parse().ok())?
}

/// What a time expression denotes, as in TIMEX3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TimeKind {
    /// A calendar date, of any precision.
    Date,
    /// A time of day.
    Time,
    /// A length of time.
    Duration,
    /// A recurring time.
    Set,
}

impl TimeKind {
    /// TIMEX3's name of the type.
    pub fn code(self) -> &'static str {
        match self {
            TimeKind::Date => "DATE",
            TimeKind::Time => "TIME",
            TimeKind::Duration => "DURATION",
            TimeKind::Set => "SET",
        }
    }
}

/// A time expression and what it means on the report's calendar.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeExpression {
    /// The words.
    pub span: Span,
    /// TIMEX3 type.
    pub kind: TimeKind,
    /// TIMEX3 value in ISO 8601 (`2018-01-04`, `2018-W01`, `P3W`, `PAST_REF`), or `None` where unknown.
    pub value: Option<String>,
    /// The calendar span that the value names, for a `DATE` or `TIME` with one.
    pub when: Option<When>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_read_back_as_they_were_written() {
        for written in ["2018-01-29", "2018-W05", "2020-W53", "2018-01", "2018", "1890-12-31"] {
            assert_eq!(written.parse::<When>().unwrap().to_string(), written);
        }
        assert_eq!("2018-01-29T10:00:00Z".parse::<When>().unwrap().to_string(), "2018-01-29");
    }

    #[test]
    fn what_is_no_date_is_refused_with_its_words() {
        for written in [
            "",
            "18-1-1",
            "2018-13-01",
            "2018-02-30",
            "2018-01-01-01",
            "2018-W54",
            "2018-W1",
            "yesterday",
            "２０１８",
        ] {
            let error = written.parse::<When>().unwrap_err().to_string();
            assert!(error.contains(&format!("`{written}` is no date")), "{error}");
        }
    }

    #[test]
    fn a_week_begins_on_monday() {
        let when = When::week(jiff::civil::date(2018, 1, 7));
        assert_eq!((when.to_string().as_str(), when.date), ("2018-W01", jiff::civil::date(2018, 1, 1)));
        assert_eq!(when.last_day(), jiff::civil::date(2018, 1, 7));
    }
}

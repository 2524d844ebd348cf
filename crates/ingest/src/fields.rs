//! Named fields to a report: what JSON objects, rows of tables and rows of Parquet share.
//!
//! `id`, `date` and `text` must be there, under one of the names that `tables/columns.tsv` knows or that the user
//! gave; a date of null is "unknown", and so, with a note, is one that cannot be read.

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use serde_json::{Map, Value};
use tiltmeter_record::{Report, When};

use crate::dates;

/// What a field says of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// The sender's key.
    Id,
    /// Day of publication.
    Date,
    /// The text.
    Text,
    /// The headline.
    Title,
    /// Where it was published.
    Url,
    /// Who published it.
    Publisher,
    /// Its language.
    Language,
    /// Who wrote it.
    Author,
}

const ROLES: [(&str, Role); 8] = [
    ("id", Role::Id),
    ("date", Role::Date),
    ("text", Role::Text),
    ("title", Role::Title),
    ("url", Role::Url),
    ("publisher", Role::Publisher),
    ("language", Role::Language),
    ("author", Role::Author),
];

/// Which fields say what, where their names do not tell: `text=story,date=day`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    named: Vec<(Role, String)>,
}

/// Why a list of columns cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseColumnsError(String);

impl fmt::Display for ParseColumnsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known = ROLES.map(|(name, _)| name).join(", ");
        write!(f, "`{}` names no column: write ROLE=COLUMN with a role of {known}", self.0)
    }
}

impl std::error::Error for ParseColumnsError {}

impl FromStr for Columns {
    type Err = ParseColumnsError;

    fn from_str(written: &str) -> Result<Columns, ParseColumnsError> {
        let pair = |pair: &str| {
            let (role, column) = pair.split_once('=')?;
            let (_, role) = ROLES.iter().find(|(name, _)| *name == role.trim())?;
            Some((*role, column.trim().to_string()))
        };
        let all = written.split(',').map(|one| pair(one).ok_or_else(|| ParseColumnsError(one.to_string())));
        Ok(Columns { named: all.collect::<Result<_, _>>()? })
    }
}

impl Columns {
    /// The names under which a role may stand, the likeliest first.
    fn names(&self, role: Role) -> impl Iterator<Item = &str> {
        let own = self.named.iter().filter(move |(of, _)| *of == role).map(|(_, name)| name.as_str());
        // A column that the user named is the only one that may say it.
        let is_own = self.named.iter().any(|(of, _)| *of == role);
        let known = KNOWN.iter().filter(move |(of, _)| !is_own && *of == role).map(|(_, name)| *name);
        own.chain(known)
    }
}

static KNOWN: LazyLock<Vec<(Role, &'static str)>> = LazyLock::new(|| {
    let lines = include_str!("../tables/columns.tsv").lines().filter(|line| !line.starts_with('#'));
    let entry = |line: &'static str| {
        let mut cells = line.split('\t');
        let (role, name) = (cells.next()?, cells.next()?);
        Some((ROLES.iter().find(|(known, _)| *known == role)?.1, name))
    };
    lines.map(|line| entry(line).unwrap_or_else(|| panic!("columns.tsv: `{line}`"))).collect()
});

fn is_same(name: &str, known: &str) -> bool {
    let plain = |c: char| (!matches!(c, ' ' | '-' | '_' | '\u{feff}')).then_some(c.to_ascii_lowercase());
    name.chars().filter_map(plain).eq(known.chars().filter_map(plain))
}

/// A report of fields, and what was odd about them.
pub(crate) struct Reported {
    pub(crate) report: Report,
    pub(crate) authors: Vec<String>,
    pub(crate) notes: Vec<String>,
}

/// Reads a report from the fields of an object, or says what is wrong with it and what to do.
pub(crate) fn report(object: &Map<String, Value>, columns: &Columns) -> Result<Reported, String> {
    let fields = Fields { object, columns };
    let mut notes = Vec::new();
    let report = Report {
        id: fields.id()?,
        date: fields.date(&mut notes)?,
        title: fields.text(Role::Title)?,
        text: fields.text(Role::Text)?.ok_or("no `text`: give the report's text")?,
        url: fields.text(Role::Url)?,
        publisher: fields.text(Role::Publisher)?,
        language: fields.text(Role::Language)?,
    };
    Ok(Reported { report, authors: fields.authors(), notes })
}

struct Fields<'a> {
    object: &'a Map<String, Value>,
    columns: &'a Columns,
}

impl<'a> Fields<'a> {
    // Its name as it is written here, and what stands in it.
    fn get(&self, role: Role) -> Option<(&'a str, &'a Value)> {
        self.columns.names(role).find_map(|known| {
            if let Some((name, value)) = self.object.get_key_value(known) {
                return Some((name.as_str(), value));
            }
            let found = self.object.iter().find(|(name, _)| is_same(name, known));
            found.map(|(name, value)| (name.as_str(), value))
        })
    }

    fn id(&self) -> Result<String, String> {
        match self.get(Role::Id) {
            Some((_, Value::String(id))) if !id.is_empty() => Ok(id.clone()),
            Some((_, Value::Number(id))) => Ok(id.to_string()),
            Some((name, other)) => Err(format!("`{name}` is {}: give a string or a number", shorten(other))),
            None => Err("no `id`: give each report a key of its own".to_string()),
        }
    }

    // A report with a date that nobody can read is still a report: only its relative times stay open.
    fn date(&self, notes: &mut Vec<String>) -> Result<Option<When>, String> {
        let (name, what) = match self.get(Role::Date) {
            Some((_, Value::Null)) => return Ok(None),
            Some((name, Value::String(written))) => match written.parse::<When>() {
                Ok(date) => return Ok(Some(date)),
                Err(error) => match dates::read(written) {
                    Some(date) => return Ok(Some(date)),
                    None => (name, error.to_string()),
                },
            },
            Some((name, other)) => (name, format!("{} is no date: write \"2018-01-29\"", shorten(other))),
            None => {
                return Err(
                    "no `date`: give the day of publication (\"2018-01-29\"), or null if unknown".to_string()
                );
            }
        };
        notes.push(format!("`{name}` taken as unknown: {what}"));
        Ok(None)
    }

    fn text(&self, role: Role) -> Result<Option<String>, String> {
        match self.get(role) {
            Some((_, Value::String(text))) => Ok(Some(text.clone())),
            Some((_, Value::Null)) | None => Ok(None),
            Some((name, other)) => Err(format!("`{name}` is {}: give a string", shorten(other))),
        }
    }

    // One name, several, or objects with a name each; whatever else it is, nobody is known to have written it.
    fn authors(&self) -> Vec<String> {
        let one = |value: &Value| match value {
            Value::String(name) => Some(name.clone()),
            Value::Object(person) => person.get("name").and_then(Value::as_str).map(str::to_string),
            _ => None,
        };
        let all: Vec<String> = match self.get(Role::Author) {
            Some((_, Value::Array(values))) => values.iter().filter_map(one).collect(),
            Some((_, value)) => one(value).into_iter().collect(),
            None => Vec::new(),
        };
        all.into_iter().filter(|name| !name.trim().is_empty()).collect()
    }
}

fn shorten(value: &Value) -> String {
    let written = value.to_string();
    match written.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", &written[..end]),
        None => written,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(object: &str, columns: &str, expected: &str) {
        let columns = if columns.is_empty() { Columns::default() } else { columns.parse().unwrap() };
        let object: Map<String, Value> = serde_json::from_str(object).unwrap();
        let found = match report(&object, &columns) {
            Ok(Reported { report, authors, notes }) => {
                let date = report.date.map_or("unknown".to_string(), |date| date.to_string());
                let notes: String = notes.iter().map(|note| format!("; {note}")).collect();
                format!("{} {date} {:?} {}{notes}", report.id, report.text, authors.join("+"))
            }
            Err(what) => what,
        };
        assert_eq!(found, expected, "{object:?}");
    }

    #[test]
    fn fields_go_by_many_names() {
        check(
            r#"{"url":"http://a.example/1","datePublished":"2018-01-29T10:00:00Z","articleBody":"x","author":[{"name":"Ann Li"}]}"#,
            "",
            r#"http://a.example/1 2018-01-29 "x" Ann Li"#,
        );
        check(
            r#"{"ID":"1","Publication Date":"Mon, 29 Jan 2018 10:00:00 GMT","body":"x"}"#,
            "",
            "1 2018-01-29 \"x\" ",
        );
    }

    #[test]
    fn a_column_that_the_user_names_is_the_one() {
        check(r#"{"id":"1","date":null,"text":"x","story":"y"}"#, "text=story", "1 unknown \"y\" ");
        assert_eq!(
            "story=text".parse::<Columns>().unwrap_err().to_string(),
            "`story=text` names no column: write ROLE=COLUMN with a role of id, date, text, title, url, publisher, \
             language, author"
        );
    }
}

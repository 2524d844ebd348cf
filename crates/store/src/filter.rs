//! What is asked for, and the SQL that finds it.
//!
//! Each condition that is given becomes one clause; which of them leads is chosen here, not guessed by the database:
//! two states with days ask the table of acts, one party or day its index.

use rusqlite::types::Value as Sql;

use crate::events::{ACTOR, RECIPIENT, SPEAKER};
use crate::words::EventId;

/// Which events, statements, reports or ties are asked for. What is empty does not choose.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    /// Codes of actors (of speakers, where statements are asked for); any of them.
    pub actor: Vec<String>,
    /// Codes of recipients (of addressees).
    pub recipient: Vec<String>,
    /// Events between these two, whoever acts.
    pub between: Option<(String, String)>,
    /// Sectors of actors or recipients.
    pub sector: Vec<String>,
    /// PLOVER types.
    pub event: Vec<String>,
    /// PLOVER modes.
    pub mode: Vec<String>,
    /// Quad classes, 1 to 4.
    pub quad: Vec<u8>,
    /// Statuses.
    pub status: Vec<String>,
    /// First day, from 1970-01-01. Of reports, statements and ties the day of publication.
    pub since: Option<i32>,
    /// Last day.
    pub until: Option<i32>,
    /// Words of the place.
    pub place: Option<String>,
    /// Code or name of who says so.
    pub speaker: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// Words of the sentence (of the report, where reports are asked for).
    pub words: Option<String>,
    /// The least confidence.
    pub confidence: Option<f64>,
    /// The caller's key of the report.
    pub doc: Option<String>,
    /// The event's own name.
    pub id: Option<String>,
    /// All tellings of an event, and not one for all.
    pub tellings: bool,
}

/// In which order, and how many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// The order.
    pub sort: Sort,
    /// The greatest first.
    pub descending: bool,
    /// How many.
    pub limit: u64,
    /// How many before them are left out.
    pub offset: u64,
}

impl Default for Page {
    fn default() -> Page {
        Page { sort: Sort::Date, descending: false, limit: i64::MAX as u64, offset: 0 }
    }
}

/// An order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// By day.
    Date,
    /// By confidence.
    Confidence,
    /// By how many reports tell it.
    Mentions,
    /// From conflict to cooperation.
    Scale,
}

/// A question in SQL with its values.
#[derive(Clone, Debug, Default)]
pub(crate) struct Question {
    pub(crate) sql: String,
    pub(crate) values: Vec<Sql>,
}

// The table that is gone through; the others are looked up.
enum Lead {
    Pair {
        a: String,
        b: String,
        forward: Option<bool>,
    },
    Party {
        role: i64,
        code: String,
    },
    /// Day after day: no index has ids alone (`schema.sql`).
    Id {
        id: String,
    },
    Event,
}

impl Lead {
    fn days(&self) -> &'static [&'static str] {
        match self {
            Lead::Pair { .. } => &["act.day", "act.event"],
            Lead::Party { .. } => &["party.day", "party.event"],
            Lead::Id { .. } | Lead::Event => &["event.day", "event.id"],
        }
    }
}

#[derive(Default)]
struct Clauses {
    clauses: Vec<String>,
    values: Vec<Sql>,
}

impl Clauses {
    fn add(&mut self, clause: impl Into<String>, values: impl IntoIterator<Item = Sql>) {
        self.clauses.push(clause.into());
        self.values.extend(values);
    }

    fn any_of<T: Clone + Into<Sql>>(&mut self, column: &str, among: &[T]) {
        if !among.is_empty() {
            let marks = vec!["?"; among.len()].join(", ");
            self.add(format!("{column} IN ({marks})"), among.iter().cloned().map(Into::into));
        }
    }

    // `column` holds the number of a word.
    fn any_word_of(&mut self, column: &str, among: &[String]) {
        if !among.is_empty() {
            let marks = vec!["?"; among.len()].join(", ");
            let clause = format!("{column} IN (SELECT word FROM word WHERE text IN ({marks}))");
            self.add(clause, among.iter().cloned().map(Sql::from));
        }
    }

    // `column` holds several words between semicolons.
    fn holds_any(&mut self, column: &str, among: &[String]) {
        if !among.is_empty() {
            let one = format!("instr(';' || {column} || ';', ?) > 0");
            let clause = vec![one; among.len()].join(" OR ");
            self.add(format!("({clause})"), among.iter().map(|word| Sql::from(format!(";{word};"))));
        }
    }

    fn between(&mut self, column: &str, since: Option<i32>, until: Option<i32>) {
        if let Some(since) = since {
            self.add(format!("{column} >= ?"), [since.into()]);
        }
        if let Some(until) = until {
            self.add(format!("{column} <= ?"), [until.into()]);
        }
    }

    fn finish(self, select: &str, order: &str, page: &Page) -> Question {
        let mut sql = select.to_string();
        if !self.clauses.is_empty() {
            sql.push_str(&format!(" WHERE {}", self.clauses.join(" AND ")));
        }
        sql.push_str(&format!(" ORDER BY {order} LIMIT ? OFFSET ?"));
        let mut values = self.values;
        let number = |n: u64| Sql::from(i64::try_from(n).unwrap_or(i64::MAX));
        values.extend([number(page.limit), number(page.offset)]);
        Question { sql, values }
    }
}

impl Filter {
    /// Numbers of the events of a run.
    pub(crate) fn events(&self, run: i64, page: &Page) -> Question {
        let mut clauses = Clauses::default();
        let lead = self.lead();
        let select = match &lead {
            Lead::Pair { a, b, forward } => {
                let month = |day: Option<i32>| day.map_or(Sql::Null, |day| crate::month(day).into());
                let months = [month(self.since), run.into(), month(self.until), run.into()];
                clauses.values.extend(months.into_iter().chain([
                    run.into(),
                    a.clone().into(),
                    b.clone().into(),
                ]));
                if let Some(forward) = forward {
                    clauses.add("act.forward = ?", [i64::from(*forward).into()]);
                }
                clauses.between("act.day", self.since, self.until);
                "WITH RECURSIVE months (number, last) AS (
                    SELECT coalesce(?, (SELECT min(month) FROM act WHERE run = ?)),
                        coalesce(?, (SELECT max(month) FROM act WHERE run = ?))
                    UNION ALL SELECT number + 1, last FROM months WHERE number < last)
                 SELECT event.event FROM months CROSS JOIN act ON act.run = ? AND act.month = number AND act.a = ?
                    AND act.b = ? CROSS JOIN event USING (event)"
            }
            Lead::Party { role, code } => {
                let party = [code.clone().into(), (*role).into(), run.into()];
                clauses.add("party.code = ? AND party.role = ? AND party.run = ?", party);
                clauses.between("party.day", self.since, self.until);
                // A code may stand twice on one side.
                clauses.add(
                    "NOT EXISTS (SELECT 1 FROM party other WHERE other.event = party.event AND \
                     other.role = party.role AND other.code = party.code AND other.place < party.place)",
                    [],
                );
                self.parties(&mut clauses, run, Some(*role));
                "SELECT event.event FROM party CROSS JOIN event USING (event)"
            }
            Lead::Id { id } => {
                clauses.values.extend([run.into(), run.into(), run.into(), EventId(id).value()]);
                self.parties(&mut clauses, run, None);
                clauses.between("event.day", self.since, self.until);
                "WITH RECURSIVE days (number) AS (
                    SELECT min(day) FROM event WHERE run = ?
                    UNION ALL SELECT (SELECT min(day) FROM event WHERE run = ? AND day > number) FROM days
                    WHERE number IS NOT NULL)
                 SELECT event.event FROM days CROSS JOIN event ON event.run = ? AND event.day IS number AND
                    event.id = ?"
            }
            Lead::Event => {
                clauses.add("event.run = ?", [run.into()]);
                clauses.between("event.day", self.since, self.until);
                self.parties(&mut clauses, run, None);
                "SELECT event.event FROM event"
            }
        };
        self.acts(&mut clauses);
        self.words(&mut clauses, "event.sentence", "sentence_words");
        let order = match page.sort {
            Sort::Date => order(lead.days(), page.descending),
            Sort::Confidence => order(&["event.confidence", "event.day", "event.id"], page.descending),
            Sort::Mentions => order(&["event.mentions", "event.day", "event.id"], page.descending),
            Sort::Scale => order(&["event.scale", "event.day", "event.id"], page.descending),
        };
        clauses.finish(select, &order, page)
    }

    // Two states with a day are what acts are kept by; one party has an index by its days.
    fn lead(&self) -> Lead {
        if let Some(id) = &self.id {
            return Lead::Id { id: id.clone() };
        }
        if let Some((one, other)) = &self.between {
            let (a, b) = if one < other { (one, other) } else { (other, one) };
            return Lead::Pair { a: a.clone(), b: b.clone(), forward: None };
        }
        let has_day = self.since.is_some() || self.until.is_some();
        match (self.actor.as_slice(), self.recipient.as_slice()) {
            ([actor], [recipient]) if has_day && !self.tellings && actor != recipient => {
                let forward = actor < recipient;
                let (a, b) = if forward { (actor, recipient) } else { (recipient, actor) };
                Lead::Pair { a: a.clone(), b: b.clone(), forward: Some(forward) }
            }
            // Words choose fewer than a party does.
            _ if self.words.is_some() => Lead::Event,
            ([actor], _) => Lead::Party { role: ACTOR, code: actor.clone() },
            (_, [recipient]) => Lead::Party { role: RECIPIENT, code: recipient.clone() },
            _ => Lead::Event,
        }
    }

    // Which sides act and are acted upon, but for the one that leads.
    fn parties(&self, clauses: &mut Clauses, run: i64, lead: Option<i64>) {
        for (role, codes) in [(ACTOR, &self.actor), (RECIPIENT, &self.recipient)] {
            if codes.is_empty() || lead == Some(role) {
                continue;
            }
            let marks = vec!["?"; codes.len()].join(", ");
            let mut select =
                format!("SELECT event FROM party WHERE code IN ({marks}) AND role = {role} AND run = ?");
            let mut values: Vec<Sql> = codes.iter().cloned().map(Sql::from).collect();
            values.push(run.into());
            for (bound, day) in [(">=", self.since), ("<=", self.until)] {
                if let Some(day) = day {
                    select.push_str(&format!(" AND day {bound} ?"));
                    values.push(day.into());
                }
            }
            clauses.add(format!("event.event IN ({select})"), values);
        }
    }

    fn acts(&self, clauses: &mut Clauses) {
        if !self.tellings {
            clauses.add("event.same_as IS NULL", []);
        }
        clauses.any_word_of("event.type", &self.event);
        clauses.holds_any("event.mode", &self.mode);
        let quads: Vec<i64> = self.quad.iter().map(|&quad| i64::from(quad)).collect();
        clauses.any_of("event.quad", &quads);
        clauses.any_word_of("event.status", &self.status);
        if !self.sector.is_empty() {
            let one = "instr(';' || sector || ';', ?) > 0";
            let any = vec![one; self.sector.len()].join(" OR ");
            clauses.add(
                format!(
                    "EXISTS (SELECT 1 FROM party WHERE party.event = event.event AND role <> {SPEAKER} AND ({any}))"
                ),
                self.sector.iter().map(|sector| Sql::from(format!(";{sector};"))),
            );
        }
        if let Some(place) = &self.place {
            clauses.add("instr(lower(event.location), lower(?)) > 0", [place.clone().into()]);
        }
        if let Some(speaker) = &self.speaker {
            let select =
                "EXISTS (SELECT 1 FROM parties WHERE parties.event = event.event AND role = 'speaker' AND
                (code = ? OR instr(lower(coalesce(name, text)), lower(?)) > 0))";
            clauses.add(select, [speaker.clone().into(), speaker.clone().into()]);
        }
        if let Some(confidence) = self.confidence {
            clauses.add("event.confidence >= ?", [confidence.into()]);
        }
        self.reports_of(clauses, "event.report");
    }

    fn reports_of(&self, clauses: &mut Clauses, report: &str) {
        if let Some(publisher) = &self.publisher {
            let select = format!("{report} IN (SELECT report FROM report WHERE publisher = ?)");
            clauses.add(select, [publisher.clone().into()]);
        }
        if let Some(doc) = &self.doc {
            clauses
                .add(format!("{report} IN (SELECT report FROM report WHERE doc = ?)"), [doc.clone().into()]);
        }
    }

    fn words(&self, clauses: &mut Clauses, column: &str, index: &str) {
        if let Some(words) = &self.words {
            let select = format!("{column} IN (SELECT rowid FROM {index} WHERE {index} MATCH ?)");
            clauses.add(select, [as_words(words).into()]);
        }
    }

    /// Numbers of the statements of a run.
    pub(crate) fn statements(&self, run: i64, page: &Page) -> Question {
        let mut clauses = Clauses::default();
        clauses.add("statement.run = ?", [run.into()]);
        clauses.between("statement.day", self.since, self.until);
        clauses.any_of("statement.speaker_code", &self.actor);
        clauses.any_of("statement.addressee_code", &self.recipient);
        clauses.holds_any(
            "replace(replace(json_extract(statement.speaker, '$.sector'), '[\"', ''), '\"]', '')",
            &self.sector,
        );
        if let Some(speaker) = &self.speaker {
            let select = "(statement.speaker_code = ? OR instr(lower(coalesce((SELECT text FROM word WHERE \
                          word = statement.speaker_name), json_extract(statement.speaker, '$.text'))), lower(?)) > 0)";
            clauses.add(select, [speaker.clone().into(), speaker.clone().into()]);
        }
        if let Some(id) = &self.id {
            clauses.add("statement.id = ?", [EventId(id).value()]);
        }
        self.reports_of(&mut clauses, "statement.report");
        self.words(&mut clauses, "statement.sentence", "sentence_words");
        let order = order(&["statement.day", "statement.statement"], page.descending);
        clauses.finish("SELECT statement.statement FROM statement", &order, page)
    }

    /// Numbers of the ties of a run.
    pub(crate) fn ties(&self, run: i64, page: &Page) -> Question {
        let mut clauses = Clauses::default();
        clauses.add("tie.run = ?", [run.into()]);
        clauses.between("tie.day", self.since, self.until);
        clauses.any_of("tie.a", &self.actor);
        clauses.any_of("tie.b", &self.recipient);
        clauses.any_of("tie.type", &self.event);
        self.reports_of(&mut clauses, "tie.report");
        self.words(&mut clauses, "tie.sentence", "sentence_words");
        let order = order(&["tie.day", "tie.tie"], page.descending);
        clauses.finish("SELECT tie.tie FROM tie", &order, page)
    }

    /// Numbers of reports, of whatever run.
    pub(crate) fn reports(&self, page: &Page) -> Question {
        let mut clauses = Clauses::default();
        clauses.between("report.day", self.since, self.until);
        if let Some(publisher) = &self.publisher {
            clauses.add("report.publisher = ?", [publisher.clone().into()]);
        }
        if let Some(doc) = &self.doc {
            clauses.add("report.doc = ?", [doc.clone().into()]);
        }
        if let Some(id) = &self.id {
            clauses.add("report.id = ?", [id.clone().into()]);
        }
        self.words(&mut clauses, "report.report", "report_words");
        let order = order(&["report.day", "report.report"], page.descending);
        clauses.finish("SELECT report.report FROM report", &order, page)
    }
}

fn order(columns: &[&str], descending: bool) -> String {
    let way = if descending { " DESC" } else { "" };
    columns.iter().map(|column| format!("{column}{way}")).collect::<Vec<_>>().join(", ")
}

// Words as people write them, not as FTS5 would read them: all of them, and what stands in quotation marks together.
fn as_words(written: &str) -> String {
    let mut parts = Vec::new();
    for (place, part) in written.split('"').enumerate() {
        if place % 2 == 1 {
            parts.push(format!("\"{part}\""));
        } else {
            parts.extend(part.split_whitespace().map(|word| format!("\"{word}\"")));
        }
    }
    parts.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_words_and_no_operators() {
        for (written, expected) in [
            ("military aid", r#""military" "aid""#),
            (r#"cut "military aid" NOT"#, r#""cut" "military aid" "NOT""#),
            ("a* OR (b", r#""a*" "OR" "(b""#),
            ("", ""),
        ] {
            assert_eq!(as_words(written), expected);
        }
    }
}

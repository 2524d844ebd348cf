//! Records as JSON lines, a JSON array, CSV, or lines to look at.
//!
//! Each report is rendered on the thread that coded it; [`Output`] only joins what comes.

use std::io::{self, Write};

use tiltmeter::{
    AlignmentRecord, AssessmentRecord, DictionaryEventRecord, DictionaryPartyRecord, Emit, EventRecord,
    LocationRecord, MentionRecord, Party, QuantityRecord, Quote, Reading, Record, StatementRecord, TieRecord,
    TimeRecord, records,
};

use crate::arguments::CodeFormat;

/// Where rendered records go.
pub(crate) struct Output<W> {
    out: W,
    format: CodeFormat,
    emit: Emit,
    n_records: usize,
}

impl<W: Write> Output<W> {
    /// Writes what stands before all records.
    pub(crate) fn begin(mut out: W, format: CodeFormat, emit: Emit) -> io::Result<Output<W>> {
        if format == CodeFormat::Csv {
            out.write_all(csv_line(header(emit).into_iter().map(str::to_string)).as_bytes())?;
        }
        Ok(Output { out, format, emit, n_records: 0 })
    }

    /// What renders one report, on any thread.
    pub(crate) fn renderer(&self) -> impl Fn(&Reading, &mut Vec<u8>) + Sync + use<W> {
        let (format, emit) = (self.format, self.emit);
        move |reading, written| render(reading, format, emit, written)
    }

    /// Writes what was rendered.
    pub(crate) fn take(&mut self, written: &[u8]) -> io::Result<()> {
        if self.format != CodeFormat::Json {
            self.out.write_all(written)?;
            // Whoever waits at the end of a slow pipe sees a record as soon as it is there.
            return self.out.flush();
        }
        for record in written.split_inclusive(|&byte| byte == b'\n') {
            self.out.write_all(if self.n_records == 0 { b"[\n" } else { b",\n" })?;
            self.out.write_all(record.trim_ascii_end())?;
            self.n_records += 1;
        }
        Ok(())
    }

    /// Writes what stands after all records.
    pub(crate) fn end(mut self) -> io::Result<()> {
        if self.format == CodeFormat::Json {
            self.out.write_all(if self.n_records == 0 { b"[]\n" } else { b"\n]\n" })?;
        }
        self.out.flush()
    }
}

fn render(reading: &Reading, format: CodeFormat, emit: Emit, written: &mut Vec<u8>) {
    for record in records(reading, emit) {
        match format {
            CodeFormat::Jsonl | CodeFormat::Json => {
                serde_json::to_writer(&mut *written, &record).expect("records hold nothing that JSON cannot");
                written.push(b'\n');
            }
            CodeFormat::Csv => written.extend(csv_line(cells(&record)).bytes()),
            CodeFormat::Table => written.extend(format!("{}\n", table_line(&record)).bytes()),
        }
    }
}

// A column's name and what stands in it.
type Column<Cell> = (&'static str, Cell);
type EventCell = for<'a> fn(&EventRecord<'a>) -> String;
type StatementCell = for<'a> fn(&StatementRecord<'a>) -> String;
type AlignmentCell = for<'a> fn(&AlignmentRecord<'a>) -> String;
type AssessmentCell = for<'a> fn(&AssessmentRecord<'a>) -> String;
type TimeCell = for<'a> fn(&TimeRecord<'a>) -> String;
type TieCell = for<'a> fn(&TieRecord<'a>) -> String;
type MentionCell = for<'a> fn(&MentionRecord<'a>) -> String;

const EVENT_COLUMNS: &[Column<EventCell>] = &[
    ("id", |event| event.id.clone()),
    ("doc", |event| event.doc.to_string()),
    ("sentence", |event| event.sentence.to_string()),
    ("date", |event| event.date.clone().unwrap_or_default()),
    ("published", |event| event.published.clone().unwrap_or_default()),
    ("event", |event| event.event.to_string()),
    ("mode", |event| event.mode.join(";")),
    ("context", |event| event.context.join(";")),
    ("quad_code", |event| event.quad_code.to_string()),
    ("event_scale", |event| event.event_scale.to_string()),
    ("cameo", |event| event.cameo.unwrap_or_default().to_string()),
    ("actor_code", |event| codes(&event.actor)),
    ("actor_sector", |event| sectors(&event.actor)),
    ("actor", |event| words(&event.actor)),
    ("recipient_code", |event| codes(&event.recipient)),
    ("recipient_sector", |event| sectors(&event.recipient)),
    ("recipient", |event| words(&event.recipient)),
    ("event_text", |event| event.event_text.text.to_string()),
    ("start", |event| event.event_text.start.to_string()),
    ("end", |event| event.event_text.end.to_string()),
    ("status", |event| event.status.to_string()),
    ("certainty", |event| event.certainty.to_string()),
    ("attribution_code", |event| codes(speaker(event))),
    ("attribution", |event| words(speaker(event))),
    ("cue", |event| event.attribution.as_ref().map_or("", |attribution| attribution.cue).to_string()),
    ("magnitude", |event| join(&event.magnitude, quantity)),
    ("location", |event| place(event, |location| location.quote.text.to_string())),
    ("location_country", |event| place(event, |location| location.country.unwrap_or_default().to_string())),
    ("location_name", |event| place(event, |location| location.name.unwrap_or_default().to_string())),
    ("latitude", |event| place(event, |location| number(location.lat))),
    ("longitude", |event| place(event, |location| number(location.lon))),
    ("geonames", |event| place(event, |location| number(location.geonames))),
    ("confidence", |event| event.confidence.to_string()),
    ("rule", |event| event.rule.to_string()),
    ("evidence", |event| join(&event.evidence, |telling| telling.sentence.to_string())),
];

const ASSESSMENT_COLUMNS: &[Column<AssessmentCell>] = &[
    ("doc", |assessment| assessment.doc.to_string()),
    ("sentence", |assessment| assessment.sentence.to_string()),
    ("date", |assessment| assessment.date.clone().unwrap_or_default()),
    ("published", |assessment| assessment.published.clone().unwrap_or_default()),
    ("a_code", |assessment| codes(&assessment.a)),
    ("a", |assessment| words(&assessment.a)),
    ("b_code", |assessment| codes(&assessment.b)),
    ("b", |assessment| words(&assessment.b)),
    ("direction", |assessment| assessment.direction.to_string()),
    ("words", |assessment| assessment.words.text.to_string()),
    ("start", |assessment| assessment.words.start.to_string()),
    ("end", |assessment| assessment.words.end.to_string()),
    ("rule", |assessment| assessment.rule.to_string()),
];

const STATEMENT_COLUMNS: &[Column<StatementCell>] = &[
    ("doc", |statement| statement.doc.to_string()),
    ("sentence", |statement| statement.sentence.to_string()),
    ("speaker_code", |statement| codes(statement.speaker.as_slice())),
    ("speaker_sector", |statement| sectors(statement.speaker.as_slice())),
    ("speaker", |statement| words(statement.speaker.as_slice())),
    ("addressee_code", |statement| codes(statement.addressee.as_slice())),
    ("addressee", |statement| words(statement.addressee.as_slice())),
    ("cue", |statement| statement.cue.text.to_string()),
    ("content", |statement| content(&statement.content)),
    ("start", |statement| statement.content.first().map_or(String::new(), |quote| quote.start.to_string())),
    ("end", |statement| statement.content.last().map_or(String::new(), |quote| quote.end.to_string())),
    ("form", |statement| statement.form.to_string()),
    ("medium", |statement| quoted(&statement.medium)),
    ("outlet", |statement| quoted(&statement.outlet)),
    ("unnamed", |statement| statement.unnamed.is_some().to_string()),
    ("rule", |statement| statement.rule.to_string()),
];

const TIME_COLUMNS: &[Column<TimeCell>] = &[
    ("doc", |time| time.doc.to_string()),
    ("start", |time| time.quote.start.to_string()),
    ("end", |time| time.quote.end.to_string()),
    ("text", |time| time.quote.text.to_string()),
    ("type", |time| time.kind.to_string()),
    ("value", |time| time.value.unwrap_or_default().to_string()),
];

const TIE_COLUMNS: &[Column<TieCell>] = &[
    ("doc", |tie| tie.doc.to_string()),
    ("sentence", |tie| tie.sentence.to_string()),
    ("tie", |tie| tie.tie.to_string()),
    ("giver_code", |tie| codes(&tie.giver)),
    ("taker_code", |tie| codes(&tie.taker)),
    ("giver", |tie| words(&tie.giver)),
    ("taker", |tie| words(&tie.taker)),
    ("thing", |tie| tie.thing.text.to_string()),
    ("amount", |tie| join(&tie.amount, quantity)),
    ("date", |tie| tie.date.clone().unwrap_or_default()),
    ("from", |tie| tie.interval.as_ref().and_then(|interval| interval.from.clone()).unwrap_or_default()),
    ("to", |tie| tie.interval.as_ref().and_then(|interval| interval.to.clone()).unwrap_or_default()),
    ("published", |tie| tie.published.clone().unwrap_or_default()),
    ("status", |tie| tie.status.to_string()),
    ("certainty", |tie| tie.certainty.to_string()),
    ("start", |tie| tie.evidence.start.to_string()),
    ("end", |tie| tie.evidence.end.to_string()),
    ("evidence", |tie| tie.evidence.text.to_string()),
    ("rule", |tie| tie.rule.to_string()),
];

const MENTION_COLUMNS: &[Column<MentionCell>] = &[
    ("doc", |mention| mention.doc.to_string()),
    ("sentence", |mention| mention.sentence.to_string()),
    ("start", |mention| mention.party.quote.start.to_string()),
    ("end", |mention| mention.party.quote.end.to_string()),
    ("text", |mention| mention.party.quote.text.to_string()),
    ("code", |mention| mention.party.code.unwrap_or_default().to_string()),
    ("sector", |mention| mention.party.sector.join(";")),
    ("name", |mention| mention.party.name.unwrap_or_default().to_string()),
];

const ALIGNMENT_COLUMNS: &[Column<AlignmentCell>] = &[
    ("doc", |alignment| alignment.doc.to_string()),
    ("sentence", |alignment| alignment.sentence.to_string()),
    ("published", |alignment| alignment.published.clone().unwrap_or_default()),
    ("aligned", |alignment| alignment.aligned.to_string()),
    ("subject_code", |alignment| codes(&alignment.subject)),
    ("toward_code", |alignment| codes(&alignment.toward)),
    ("away_code", |alignment| codes(&alignment.away)),
    ("words", |alignment| alignment.words.text.to_string()),
    ("start", |alignment| alignment.words.start.to_string()),
    ("end", |alignment| alignment.words.end.to_string()),
    ("rule", |alignment| alignment.rule.to_string()),
];

// CSV holds one kind of record; `code` has seen to it.
fn header(emit: Emit) -> Vec<&'static str> {
    fn names<Cell>(columns: &[Column<Cell>]) -> Vec<&'static str> {
        columns.iter().map(|(name, _)| *name).collect()
    }
    match emit {
        Emit { assessments: true, .. } => names(ASSESSMENT_COLUMNS),
        Emit { alignments: true, .. } => names(ALIGNMENT_COLUMNS),
        Emit { statements: true, .. } => names(STATEMENT_COLUMNS),
        Emit { times: true, .. } => names(TIME_COLUMNS),
        Emit { mentions: true, .. } => names(MENTION_COLUMNS),
        Emit { ties: true, .. } => names(TIE_COLUMNS),
        _ => names(EVENT_COLUMNS),
    }
}

fn cells(record: &Record<'_>) -> Vec<String> {
    match record {
        Record::Event(event) => EVENT_COLUMNS.iter().map(|(_, cell)| cell(event)).collect(),
        Record::Alignment(alignment) => ALIGNMENT_COLUMNS.iter().map(|(_, cell)| cell(alignment)).collect(),
        Record::DictionaryEvent(event) => {
            EVENT_COLUMNS.iter().map(|(name, _)| dictionary_cell(event, name)).collect()
        }
        Record::Assessment(assessment) => {
            ASSESSMENT_COLUMNS.iter().map(|(_, cell)| cell(assessment)).collect()
        }
        Record::Statement(statement) => STATEMENT_COLUMNS.iter().map(|(_, cell)| cell(statement)).collect(),
        Record::Time(time) => TIME_COLUMNS.iter().map(|(_, cell)| cell(time)).collect(),
        Record::Mention(mention) => MENTION_COLUMNS.iter().map(|(_, cell)| cell(mention)).collect(),
        Record::Tie(tie) => TIE_COLUMNS.iter().map(|(_, cell)| cell(tie)).collect(),
    }
}

// What a lab's own verbs tell, in the columns of events; the others stay empty. Parties keep their whole codes.
fn dictionary_cell(event: &DictionaryEventRecord<'_>, column: &str) -> String {
    let code = |parties: &[DictionaryPartyRecord<'_>]| join(parties, |party| party.cameo.to_string());
    let sector = |parties: &[DictionaryPartyRecord<'_>]| join(parties, |party| party.sector.join("+"));
    let words = |parties: &[DictionaryPartyRecord<'_>]| join(parties, |party| party.quote.text.to_string());
    match column {
        "id" => event.id.clone(),
        "doc" => event.doc.to_string(),
        "sentence" => event.sentence.to_string(),
        "date" => event.date.clone().unwrap_or_default(),
        "published" => event.published.clone().unwrap_or_default(),
        "event" => event.event.unwrap_or_default().to_string(),
        "mode" => event.mode.join(";"),
        "quad_code" => event.quad_code.map_or(String::new(), |quad| quad.to_string()),
        "event_scale" => event.event_scale.map_or(String::new(), |scale| scale.to_string()),
        "cameo" => event.cameo.to_string(),
        "actor_code" => code(&event.actor),
        "actor_sector" => sector(&event.actor),
        "actor" => words(&event.actor),
        "recipient_code" => code(&event.recipient),
        "recipient_sector" => sector(&event.recipient),
        "recipient" => words(&event.recipient),
        "event_text" => event.event_text.text.to_string(),
        "start" => event.event_text.start.to_string(),
        "end" => event.event_text.end.to_string(),
        "rule" => event.rule.to_string(),
        _ => String::new(),
    }
}

fn speaker<'e, 'a>(event: &'e EventRecord<'a>) -> &'e [Party<'a>] {
    event.attribution.as_ref().map_or(&[], |attribution| attribution.speaker.as_slice())
}

fn codes(parties: &[Party<'_>]) -> String {
    join(parties, |party| party.code.unwrap_or_default().to_string())
}

fn sectors(parties: &[Party<'_>]) -> String {
    join(parties, |party| party.sector.join("+"))
}

fn words(parties: &[Party<'_>]) -> String {
    join(parties, |party| party.quote.text.to_string())
}

fn quantity(quantity: &QuantityRecord<'_>) -> String {
    let high = quantity.high.map_or(String::new(), |high| format!("–{high}"));
    format!("{}{high} {}", quantity.value, quantity.unit)
}

fn place(event: &EventRecord<'_>, cell: impl Fn(&LocationRecord<'_>) -> String) -> String {
    event.location.as_ref().map_or(String::new(), cell)
}

fn number<T: ToString>(number: Option<T>) -> String {
    number.map_or(String::new(), |number| number.to_string())
}

fn quoted(quote: &Option<Quote<'_>>) -> String {
    quote.as_ref().map_or("", |quote| quote.text).to_string()
}

fn content(quotes: &[Quote<'_>]) -> String {
    let parts: Vec<&str> = quotes.iter().map(|quote| quote.text).collect();
    parts.join(" … ")
}

fn join<T>(parts: &[T], written: impl Fn(&T) -> String) -> String {
    parts.iter().map(written).collect::<Vec<_>>().join(";")
}

/// One line of CSV, as a spreadsheet may open it.
pub(crate) fn csv_line(cells: impl IntoIterator<Item = String>) -> String {
    let cells: Vec<String> = cells.into_iter().map(|cell| csv_cell(&cell)).collect();
    format!("{}\r\n", cells.join(","))
}

// A spreadsheet takes a cell that begins so for a formula and runs it; a number it should take for one.
fn csv_cell(cell: &str) -> String {
    let runs = cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err();
    let cell = if runs { format!("'{cell}") } else { cell.to_string() };
    let quoted = cell.contains([',', '"', '\n', '\r']);
    if quoted { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell }
}

fn table_line(record: &Record<'_>) -> String {
    match record {
        Record::Event(event) => {
            let date = event.date.as_deref().unwrap_or("unknown");
            let act = [&[event.event], event.mode.as_slice()].concat().join(" ");
            let (actor, recipient) = (who(&event.actor), who(&event.recipient));
            let words = one_line(event.event_text.text);
            format!("{date:10}  {actor:11} {act:22} {recipient:11} {:12} {words}", event.status)
        }
        Record::Alignment(alignment) => {
            let (subject, toward, away) =
                (who(&alignment.subject), who(&alignment.toward), who(&alignment.away));
            let words = one_line(alignment.words.text);
            format!("{:10}  {subject:11} to {toward:11} from {away:11} {words}", alignment.aligned)
        }
        Record::DictionaryEvent(event) => {
            let date = event.date.as_deref().unwrap_or("unknown");
            let who = |parties: &[DictionaryPartyRecord<'_>]| join(parties, |party| party.cameo.to_string());
            let (actor, recipient) = (who(&event.actor), who(&event.recipient));
            let words = one_line(event.event_text.text);
            format!("{date:10}  {actor:11} {:22} {recipient:11} {:12} {words}", event.cameo, "")
        }
        Record::Assessment(assessment) => {
            let date = assessment.date.as_deref().unwrap_or("unknown");
            let (a, b) = (who(&assessment.a), who(&assessment.b));
            let words = one_line(assessment.words.text);
            format!("{date:10}  {a:11} {:+} {b:11} {words}", assessment.direction)
        }
        Record::Statement(statement) => {
            let speaker = who(statement.speaker.as_slice());
            let words = one_line(&content(&statement.content));
            format!("{speaker:11} {:12} {:8} {words}", one_line(statement.cue.text), statement.form)
        }
        Record::Time(time) => {
            format!("{:10}  {:8} {}", time.value.unwrap_or("unknown"), time.kind, one_line(time.quote.text))
        }
        Record::Tie(tie) => {
            let date = tie.date.as_deref().unwrap_or("unknown");
            let (giver, taker) = (who(&tie.giver), who(&tie.taker));
            let amount = join(&tie.amount, quantity);
            let words = one_line(tie.thing.text);
            format!("{date:10}  {giver:11} {:11} {taker:11} {:9} {amount:18} {words}", tie.tie, tie.status)
        }
        Record::Mention(mention) => {
            format!("{:11} {}", who(std::slice::from_ref(&mention.party)), one_line(mention.party.quote.text))
        }
    }
}

fn who(parties: &[Party<'_>]) -> String {
    let codes: Vec<&str> = parties.iter().map(|party| party.code.unwrap_or("?")).collect();
    if codes.is_empty() { "-".to_string() } else { codes.join(",") }
}

fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_quoted_where_it_must_and_never_runs() {
        for (cell, expected) in [
            ("Pakistan", "Pakistan"),
            ("", ""),
            ("Xi, Putin", "\"Xi, Putin\""),
            ("“so\" said", "\"“so\"\" said\""),
            ("=1+1", "'=1+1"),
            ("@cmd", "'@cmd"),
            ("-6.5", "-6.5"),
            ("- so he said", "'- so he said"),
            ("two\nlines", "\"two\nlines\""),
        ] {
            assert_eq!(csv_cell(cell), expected);
        }
    }
}

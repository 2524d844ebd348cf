//! What the coder finds, in the archive's shapes. It goes by way of the record that leaves as JSON, so that whatever
//! stands there is kept, and nothing is told twice in two ways.

use std::collections::BTreeSet;

use serde_json::{Map, Value};
use tiltmeter_record::CodePoints;
use tiltmeter_store::{Coded, Event, Sentence, Statement, Tie};

use crate::columns::through_text;
use crate::{Emit, Reading, Record, records};

const KEPT: Emit = Emit { times: false, mentions: false, alignments: false, ..Emit::ALL };

/// The records of a reading and the sentences that bear them.
pub(super) fn coded(reading: &Reading) -> Coded {
    let mut coded = Coded::default();
    for record in records(reading, KEPT) {
        match &record {
            Record::Event(event) => coded.events.push(through_text::<Event>(&**event)),
            Record::DictionaryEvent(event) => coded.events.push(through_text::<Event>(&**event)),
            Record::Statement(statement) => coded.statements.push(through_text::<Statement>(&**statement)),
            Record::Assessment(_) | Record::Alignment(_) | Record::Tie(_) => coded.ties.push(tie(&record)),
            Record::Time(_) | Record::Mention(_) => {}
        }
    }
    let told = coded.events.iter().map(|event| event.sentence);
    let said = coded.statements.iter().map(|statement| statement.sentence);
    let tied = coded.ties.iter().map(|tie| tie.sentence);
    let wanted: BTreeSet<u32> = told.chain(said).chain(tied).flatten().collect();
    coded.sentences = sentences(reading, &wanted);
    coded
}

// Its record whole, under the first coded party of each side: giver and taker of a tie, both sides of an
// assessment, who turns and to whom.
fn tie(record: &Record<'_>) -> Tie {
    let record: Map<String, Value> = through_text(record);
    let word = |field: &str| record.get(field).and_then(Value::as_str).map(str::to_string);
    let code = |sides: &[&str]| {
        let side = sides.iter().find_map(|side| record.get(*side)?.as_array());
        side.into_iter().flatten().find_map(|party| party["code"].as_str()).map(str::to_string)
    };
    let (a, b) = (code(&["giver", "a", "subject"]), code(&["taker", "b", "toward"]));
    let sentence = record.get("sentence").and_then(Value::as_u64);
    let sentence = sentence.and_then(|number| u32::try_from(number).ok());
    Tie { kind: word("tie").or(word("kind")).unwrap_or_default(), a, b, sentence, record }
}

fn sentences(reading: &Reading, wanted: &BTreeSet<u32>) -> Vec<Sentence> {
    let text = reading.report.text.as_str();
    let points = CodePoints::new(text);
    let sentence = |&number: &u32| {
        let span = reading.document.sentences.get(number as usize)?.span;
        let at = |position| points.at(text, position) as u32;
        let (start, end) = (at(span.start()), at(span.end()));
        Some(Sentence { number, start, end, text: span.of(text).to_string() })
    };
    wanted.iter().filter_map(sentence).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Coder, Lexicon, Settings};
    use tiltmeter_record::Report;

    #[test]
    fn nothing_of_a_record_is_lost() {
        let text = "ANKARA, Jan 3 — Türkiye’s foreign minister said on Monday that Russia had killed 12 Syrian soldiers \
                    near Aleppo and promised to expel two American diplomats next week.";
        let settings = Settings { lexicon: Lexicon::builtin(), explain: true, only_events: false };
        let report = Report {
            id: "a1".to_string(),
            date: "2017-01-03".parse().ok(),
            text: text.to_string(),
            ..Report::default()
        };
        let reading = Coder::new(settings).read(report);
        let coded = coded(&reading);
        assert!(!coded.events.is_empty() && !coded.statements.is_empty());
        let kept = |written: String| serde_json::from_str::<serde_json::Value>(&written).unwrap();
        let mut events = coded.events.iter();
        let mut statements = coded.statements.iter();
        for record in records(&reading, KEPT) {
            let (before, after) = match record {
                Record::Event(event) => {
                    (serde_json::to_string(&*event), serde_json::to_string(events.next().unwrap()))
                }
                Record::Statement(statement) => {
                    (serde_json::to_string(&*statement), serde_json::to_string(statements.next().unwrap()))
                }
                _ => continue,
            };
            assert_eq!(kept(after.unwrap()), kept(before.unwrap()));
        }
    }
}

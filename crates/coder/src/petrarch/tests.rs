//! Dictionaries in PETRARCH's form and what a report of that day gets. The names are ours.

use tiltmeter_record::{Report, When};
use tiltmeter_text::{Model, Reader};

use super::*;
use crate::Lexicon;

const ACTORS: &str = "\
<!-- OURS -->
FREEDONIA_ [FRE]  # a state
+FREEDONIAN_
SYLVANIA [SYL]

RUFUS_FIREFLY_
\t[FREELI <330101]
\t[FREGOV 330101-19330630]
\t[FRECIV >330701] # CIV is no PLOVER sector
AMBASSADOR_TRENTINO [SYLGOV]
UN_ [IGOUNO]
NOBODY_AT_ALL [---]
";
const AGENTS: &str = "\
!PERSON! = MAN, WOMAN
POLICE {} [~COP]
SPOKES!PERSON! [~GOV]
GOLDEN_GOOSE {GOLDEN_GEESE} [~GGS]
";
const DISCARDS: &str = "BASEBALL\n+WORLD_CUP # sports\n";

fn dictionary(text: &str) -> [Dictionary; 1] {
    [Dictionary { file: "own.txt".to_string(), text: text.to_string() }]
}

fn converted() -> Converted {
    let [actors, agents, discards] = [ACTORS, AGENTS, DISCARDS].map(|text| dictionary(text).to_vec());
    convert(&Dictionaries { actors, agents, discards, ..Dictionaries::default() })
}

fn coded_text(text: &str, date: &str) -> crate::Coding {
    let lexicon = Lexicon::with(converted().sources).unwrap();
    let document = Reader::new(Model::builtin()).read(text);
    let report = Report { text: text.to_string(), date: date.parse::<When>().ok(), ..Report::default() };
    crate::code(&report, &document, &lexicon, false)
}

fn check(date: &str, text: &str, expected: &str) {
    let coding = coded_text(text, date);
    let coded = coding.mentions.all.iter().filter(|mention| mention.actor.code.is_some());
    let found: Vec<String> = coded
        .map(|mention| {
            let actor = &mention.actor;
            let sectors: String = actor.sectors.iter().map(|sector| sector.code()).collect();
            format!("{}{sectors} \"{}\"", actor.code.as_deref().unwrap(), actor.span.of(text))
        })
        .collect();
    assert_eq!(found.join(" + "), expected, "{text}");
}

#[test]
fn names_dates_and_synonyms_are_those_of_the_dictionary() {
    check("1932-06-01", "Rufus Firefly praised Sylvania.", "FREELI \"Rufus Firefly\" + SYL \"Sylvania\"");
    check("1933-03-01", "Rufus Firefly praised Sylvania.", "FREGOV \"Rufus Firefly\" + SYL \"Sylvania\"");
    check("1935-03-01", "Rufus Firefly praised Sylvania.", "FRE \"Rufus Firefly\" + SYL \"Sylvania\"");
    check("1933-03-01", "Freedonian police thanked the UN.", "FRECOP \"Freedonian police\" + UNO \"the UN\"");
    check(
        "1933-03-01",
        "A spokeswoman for Freedonia praised Russia.",
        "FREGOV \"A spokeswoman\" + FRE \"Freedonia\"",
    );
}

#[test]
fn what_cannot_be_used_is_told_with_its_line() {
    let told: Vec<String> =
        converted().unused.iter().map(|finding| format!("{}: {}", finding.line, finding.what)).collect();
    assert_eq!(
        told,
        ["9: no PLOVER sector for CIV", "12: no code of letters in `[---]`", "4: no PLOVER sector for GGS",]
    );
}

#[test]
fn discards_leave_out_their_sentence_or_their_report() {
    let events = |text: &str| coded_text(text, "1933-03-01").events.len();
    assert_eq!(events("Freedonia attacked Sylvania. Sylvania praised Freedonia."), 2);
    assert_eq!(events("Freedonia attacked Sylvania. Sylvania praised Freedonia for baseball."), 1);
    assert_eq!(events("Freedonia attacked Sylvania. Sylvania praised the World Cup."), 0);
}

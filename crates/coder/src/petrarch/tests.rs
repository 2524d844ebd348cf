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
const VERBS: &str = "\
&TIES
+MILITARY
+TRADE

--- SUSPEND [190] ---
SUSPEND {SUSPENDS SUSPENDED}
+BREAK_OFF {+BROKE_OFF +BROKEN_OFF} [191]
- * &TIES TALKS [192]
- NOT * [050]
- * {PEACE TALKS} (IN CAPITAL) [193]
- LOST_* [xxx

--- VISIT [032:033] ---
VISIT

--- AGREE [081] ---
AGREE
- % * [030:030]

--- OPPOSE [112] ---
CONDEMN
OPPOSE

--- FREE [---] ---
FREE
- + WAS_ * FROM $ [066]
- GIVE &NOBODY [001]

--- ATTACK [190] ---
ATTACK
--- SAY [---] ---
SAY {SAID}
~ a (b . ATTACK) SAY = a b 112
~ a SAY
";
const DISCARDS: &str = "BASEBALL\n+WORLD_CUP # sports\n";

fn dictionary(text: &str) -> [Dictionary; 1] {
    [Dictionary { file: "own.txt".to_string(), text: text.to_string() }]
}

fn dictionaries() -> Dictionaries {
    let [actors, agents, verbs, discards] =
        [ACTORS, AGENTS, VERBS, DISCARDS].map(|text| dictionary(text).to_vec());
    Dictionaries { actors, agents, verbs, discards }
}

fn converted() -> Converted {
    convert(&Dictionaries { verbs: Vec::new(), ..dictionaries() })
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
    // A stem, unless `_` ends it.
    assert_eq!(events("Freedonia attacked Sylvania. Sylvania praised Freedonia for its baseballs."), 1);
}

fn check_events(text: &str, expected: &str) {
    let lexicon = Lexicon::with_petrarch(convert(&dictionaries()), Vec::new()).unwrap();
    let document = Reader::new(Model::builtin()).read(text);
    let date = "1933-03-01".parse::<When>().ok();
    let report = Report { text: text.to_string(), date, ..Report::default() };
    let coding = crate::code(&report, &document, &lexicon, false);
    assert!(coding.events.is_empty(), "{text}");
    let events = coding.by_dictionary.iter();
    let told = events.map(|event| format!("{} {} {}", event.source.code, event.code, event.target.code));
    assert_eq!(told.collect::<Vec<_>>().join(" + "), expected, "{text}");
}

#[test]
fn a_lab_codes_with_its_own_verbs() {
    check_events("Freedonia suspended ties with Sylvania.", "FRE 190 SYL");
    check_events("Freedonia broke off ties with Sylvania.", "FRE 191 SYL");
    check_events("Freedonia suspended trade talks with Sylvania.", "FRE 192 SYL");
    check_events("Freedonia suspended all peace talks with Sylvania in the old capital.", "FRE 193 SYL");
    check_events("Freedonia did not suspend talks with Sylvania.", "FRE 050 SYL");
    check_events("Rufus Firefly visited Sylvania.", "FREGOV 032 SYL + SYL 033 FREGOV");
    check_events("Freedonia and Sylvania agreed on Monday.", "FRE 030 SYL + SYL 030 FRE");
    check_events("The plan of Freedonia was opposed by Sylvania.", "SYL 112 FRE");
    check_events("Freedonia was freed from Sylvania.", "SYL 066 FRE");
    check_events("Freedonian police opposed Sylvania.", "FRECOP 112 SYL");
    check_events("Police opposed Sylvania.", "---COP 112 SYL");
    check_events(
        "Freedonia, an old foe, condemned on Monday evening in strong words the king of Sylvania.",
        "FRE 112 SYL",
    );
    check_events("Freedonia praised Sylvania.", "");
    check_events("Freedonia said Sylvania attacked its border.", "FRE 112 SYL");
}

#[test]
fn lines_of_verbs_that_cannot_be_used_are_told() {
    let told = convert(&dictionaries()).unused;
    let told: Vec<String> =
        told.iter().map(|finding| format!("{}: {}", finding.line, finding.what)).collect();
    assert_eq!(
        told,
        [
            "12: no code of letters in `[---]`",
            "11: no end of the code in `- LOST_* [xxx`",
            "27: no `*` for the verb in `- GIVE &NOBODY [001]`",
            "34: not a transformation: `~ a SAY`",
        ]
    );
}

//! Texts and what they assert of relations: "who whom worse", "who from whom to whom", "members against whom".

use tiltmeter_text::{Model, Reader};

use super::*;

fn read(text: &str) -> Vec<Assessment> {
    let report = Report { id: "test".into(), text: text.into(), ..Report::default() };
    let document = Reader::new(Model::builtin()).read(text);
    crate::code(&report, &document, Lexicon::builtin(), false).assessments
}

fn codes(parties: &[Actor]) -> String {
    let codes: Vec<&str> = parties.iter().filter_map(|party| party.code.as_deref()).collect();
    if codes.is_empty() { "nobody".to_string() } else { codes.join(" ") }
}

fn line(assessment: &Assessment) -> String {
    let told = match &assessment.assessed {
        Assessed::Relation { one, other, sign } => {
            format!("{} {} {}", codes(one), codes(other), if *sign < 0 { "worse" } else { "better" })
        }
        Assessed::Pivot { state, from, to } => {
            format!("{} from {} to {}", codes(state), codes(from), codes(to))
        }
        Assessed::Axis { members, against } => format!("{} against {}", codes(members), codes(against)),
    };
    match assessment.status {
        Status::Actual => told,
        status => format!("{told} {}", status.code()),
    }
}

// What is denied is no assertion.
fn told(text: &str) -> String {
    let asserted = read(text).into_iter().filter(|assessment| assessment.status != Status::Negated);
    let lines: Vec<String> = asserted.map(|assessment| line(&assessment)).collect();
    if lines.is_empty() { "none".to_string() } else { lines.join("; ") }
}

#[test]
fn every_entry_does_what_its_examples_say() {
    let words = &Lexicon::builtin().relations;
    assert!(words.examples.len() > 40);
    let wrong: Vec<String> = words
        .examples
        .iter()
        .filter(|(_, text, expected)| told(text) != *expected)
        .map(|(rule, text, expected)| format!("{rule}: {text}\n  {expected}\n  {}", told(text)))
        .collect();
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn it_stands_on_the_word_of_who_says_so() {
    let text = "Ties between Norway and Austria have soured, the Swedish minister said.";
    let assessment = &read(text)[0];
    let speaker = assessment.attribution.as_ref().and_then(|attribution| attribution.speaker.as_ref());
    assert_eq!(speaker.and_then(|speaker| speaker.code.as_deref()), Some("SWE"));
    assert_eq!(read("Ties between Norway and Austria have soured.")[0].attribution, None);
    assert_eq!(assessment.span.of(text), "Ties between Norway and Austria have soured");
}

#[test]
fn nobody_is_guessed() {
    for text in [
        "Ties have soured.",
        "Their relations are strained.",
        "Moscow has moved closer.",
        "The axis of the wheel broke.",
        "Norway turned to other things.",
        "Ties between Norwegian firms and their banks are close.",
    ] {
        assert_eq!(told(text), "none", "{text}");
    }
}

#[test]
fn a_bad_entry_fails_with_its_line() {
    let read = |text: &str| {
        let source = crate::Source { file: "relations/mine.toml".into(), text: text.into() };
        Lexicon::with(vec![source]).err().map(|error| error.to_string()).unwrap_or_default()
    };
    let sign = read("[[course]]\nwords = [\"wobble\"]\nexamples = [\"a => b\"]\n");
    assert_eq!(
        sign,
        "cannot read lexicon `relations/mine.toml`, line 2: `sign` must be 1 or -1 in `words = [\"wobble\"]`"
    );
    assert!(read("[[course]]\nwords = [\"wobble\"]\nsign = 1\nexamples = []\n").contains("no example"));
}

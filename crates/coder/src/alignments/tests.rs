//! Texts and what they say: "who from whom to whom", "members against whom", "who whom nearer".

use tiltmeter_text::{Model, Reader};

use super::*;

fn read(text: &str) -> crate::Coding {
    let report = Report { id: "test".into(), text: text.into(), ..Report::default() };
    let document = Reader::new(Model::builtin()).read(text);
    crate::code(&report, &document, Lexicon::builtin(), false)
}

fn codes(parties: &[Actor]) -> String {
    let codes: Vec<&str> = parties.iter().filter_map(|party| party.code.as_deref()).collect();
    if codes.is_empty() { "nobody".to_string() } else { codes.join(" ") }
}

fn told(text: &str) -> String {
    let coding = read(text);
    let aligned = coding.alignments.iter().map(|said| {
        let (subject, toward, away) = (codes(&said.subject), codes(&said.toward), codes(&said.away));
        match said.aligned {
            Aligned::Pivot => format!("{subject} from {away} to {toward}"),
            Aligned::Axis => format!("{subject} against {away}"),
        }
    });
    let own = coding.assessments.iter().filter(|said| said.rule.starts_with("relations/"));
    let assessed = own.map(|said| {
        let way = if said.direction == Direction::Worse { "farther" } else { "nearer" };
        format!("{} {} {way}", codes(&said.a), codes(&said.b))
    });
    let lines: Vec<String> = aligned.chain(assessed).collect();
    if lines.is_empty() { "none".to_string() } else { lines.join("; ") }
}

#[test]
fn every_entry_does_what_its_examples_say() {
    let words = &Lexicon::builtin().relations;
    assert!(words.examples.len() > 20);
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
    let text = "Norway is drifting away from Austria and toward Italy, the Swedish minister said.";
    let coding = read(text);
    let speaker = coding.alignments[0].attribution.as_ref().and_then(|said| said.speaker.as_ref());
    assert_eq!(speaker.and_then(|speaker| speaker.code.as_deref()), Some("SWE"));
    assert_eq!(coding.alignments[0].span.of(text), "drifting away");
    assert_eq!(read("Norway is pivoting to Italy.").alignments[0].attribution, None);
}

#[test]
fn nobody_is_guessed() {
    for text in [
        "Moscow has moved closer.",
        "Norway turned to it at last.",
        "The axis of the wheel broke.",
        "Norway turned to other things.",
        "Norway will not turn to Austria.",
        "Norway could pivot to Austria.",
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
    let sign = read("[[turn]]\nwords = [\"wobble\"]\nexamples = [\"a => b\"]\n");
    assert_eq!(
        sign,
        "cannot read lexicon `relations/mine.toml`, line 2: neither `toward` nor `away` in `words = [\"wobble\"]`"
    );
    assert!(read("[[axis]]\nwords = [\"ring\"]\nexamples = []\n").contains("no example"));
}

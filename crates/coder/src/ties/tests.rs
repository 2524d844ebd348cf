//! The examples of the lexicon of ties, run through the whole path.

use tiltmeter_record::{Actor, Report, Tie, When};
use tiltmeter_text::{Model, Reader};

use crate::Lexicon;

fn ties(text: &str) -> Vec<Tie> {
    let date: When = "2018-01-29".parse().unwrap();
    let report = Report { id: "t".into(), date: Some(date), text: text.into(), ..Report::default() };
    let document = Reader::new(Model::builtin()).read(&report.text);
    crate::code(&report, &document, Lexicon::builtin(), true).ties
}

fn codes(actors: &[Actor]) -> String {
    let codes: Vec<&str> = actors.iter().map(|actor| actor.code.as_deref().unwrap_or("?")).collect();
    if codes.is_empty() { "-".to_string() } else { codes.join(",") }
}

/// `arms RUS MLI done`
fn line(tie: &Tie) -> String {
    [tie.kind.code(), &codes(&tie.givers), &codes(&tie.takers), tie.status.code()].join(" ")
}

#[test]
fn examples_hold() {
    let mut wrong = Vec::new();
    let mut n_examples = 0;
    for (text, expected) in &Lexicon::builtin().ties.examples {
        n_examples += 1;
        let lines: Vec<String> = ties(text).iter().map(line).collect();
        if lines != [expected.clone()] {
            wrong.push(format!("{text}\n    expected {expected}\n    found    {}", lines.join("; ")));
        }
    }
    assert!(wrong.is_empty(), "{} of {n_examples} examples:\n{}", wrong.len(), wrong.join("\n"));
}

/// `USD 33000000000 more_than P15Y 2003..2018-01-29`
fn amounts(tie: &Tie) -> String {
    let amount = |a: &tiltmeter_record::Quantity| format!("{} {} {}", a.unit, a.value, a.bound.code());
    let ends = tie.interval.as_ref().map_or(String::new(), |interval| {
        let end = |when: Option<When>| when.map_or(String::new(), |when| when.to_string());
        format!(" {} {}..{}", interval.length.as_deref().unwrap_or("-"), end(interval.from), end(interval.to))
    });
    tie.amounts.iter().map(amount).collect::<Vec<_>>().join(", ") + &ends
}

#[test]
fn what_stands_in_a_condition_is_not_told() {
    for text in [
        "Russia would respond if NATO deployed weapons in Sweden.",
        "If China sends weapons to Russia, the EU will act.",
        "Mali will leave unless France sends troops to Chad.",
    ] {
        assert_eq!(ties(text).iter().map(line).collect::<Vec<_>>(), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn amounts_and_stretches_of_time_are_read() {
    let check = |text: &str, expected: &str| {
        let found: Vec<String> = ties(text).iter().map(amounts).collect();
        assert_eq!(found, [expected], "{text}");
    };
    check(
        "Washington had given Mali more than $33 billion in aid over the last 15 years.",
        "USD 33000000000 more_than P15Y 2003..2018-01-29",
    );
    check("Japan lent Laos 300 million yen between 2002 and 2016.", "JPY 300000000 exact - 2002..2016");
    check("Japan gives Laos about $2.5 million a year in aid.", "USD 2500000 about");
}

#[test]
fn what_is_no_tie_between_states_stays_silent() {
    for text in [
        "The company sold 24 jets.",
        "France sold its embassy in Mali.",
        "Mali gave the reporters an answer.",
        "France gave aid.",
        "Greece urged Norway not to sell missiles to Turkey.",
    ] {
        assert_eq!(ties(text).iter().map(line).collect::<Vec<_>>(), Vec::<String>::new(), "{text}");
    }
}

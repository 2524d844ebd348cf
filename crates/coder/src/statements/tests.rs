//! Texts and what they say, as "speaker: words reported".

use tiltmeter_record::Report;
use tiltmeter_text::{Model, Reader};

use super::*;

fn read(text: &str) -> (Vec<Statement>, Vec<String>) {
    let report = Report { id: "test".into(), text: text.into(), ..Report::default() };
    let document = Reader::new(Model::builtin()).read(text);
    let lexicon = Lexicon::builtin();
    let mentions = crate::mentions::find(&report, &document, lexicon);
    let times = tiltmeter_text::times(text, &document, report.date);
    let statements = find(&report, &document, &mentions, &times, lexicon);
    let lines = statements.iter().map(|statement| line(text, statement)).collect();
    (statements, lines)
}

fn line(text: &str, statement: &Statement) -> String {
    let words = |actor: &Actor| actor.span.of(text).to_string();
    let speaker = statement.speaker.as_ref().map_or("-".into(), words);
    let addressee =
        statement.addressee.as_ref().map(|actor| format!(" to {}", words(actor))).unwrap_or_default();
    let content: Vec<&str> = statement.content.iter().map(|part| part.of(text)).collect();
    format!("{speaker}{addressee}: {}", content.join(" … "))
}

fn check(text: &str, expected: &[&str]) {
    assert_eq!(read(text).1, expected, "{text}");
}

#[test]
fn direct_speech_finds_its_speaker() {
    check("“The talks are over,” Khan said.", &["Khan: “The talks are over,”"]);
    check(
        "“The talks are over,” said the Turkish minister.",
        &["the Turkish minister: “The talks are over,”"],
    );
    check(
        "Khan told reporters: “The talks are over now.”",
        &["Khan to reporters: “The talks are over now.”"],
    );
    check("\"We will not sign,\" the minister said on Friday.", &["the minister: \"We will not sign,\""]);
}

#[test]
fn interrupted_speech_is_whole() {
    check(
        "“The border,” the general said, “will stay closed until May.”",
        &["the general: “The border,” … “will stay closed until May.”"],
    );
    check("The border, the general said, will stay closed.", &["the general: The border … will stay closed"]);
}

#[test]
fn a_quotation_without_a_cue_goes_on() {
    check(
        "“We are ready,” Khan said. “Nobody should doubt it.”",
        &["Khan: “We are ready,” … “Nobody should doubt it.”"],
    );
    check(
        "The army will stay, the general said. “We have no choice.”",
        &["the general: The army will stay … “We have no choice.”"],
    );
    check(
        "“We are ready,” Khan said. “Nobody should doubt it.\n\n“We have waited for years.”",
        &["Khan: “We are ready,” … “Nobody should doubt it. … “We have waited for years.”"],
    );
}

#[test]
fn indirect_speech_is_found_on_either_side() {
    check("Russia said on Monday that it would respond.", &["Russia: that it would respond"]);
    check("The talks have failed, diplomats said.", &["diplomats: The talks have failed"]);
    check("As the minister said, the talks have failed.", &["the minister: the talks have failed"]);
    check("Nine people were killed, according to police.", &["police: Nine people were killed"]);
}

#[test]
fn mixed_speech_keeps_its_quotation_whole() {
    let (statements, lines) = read("Nauert said Pakistan must take “decisive action” against the groups.");
    assert_eq!(lines, ["Nauert: Pakistan must take “decisive action” against the groups"]);
    assert_eq!(statements[0].form.code(), "mixed");
}

#[test]
fn the_statement_at_a_participle_is_the_subject_of_the_verb() {
    let text = "“They will stay,” the premier said, adding that more troops would come.";
    check(text, &["the premier: “They will stay,”", "the premier: that more troops would come"]);
}

#[test]
fn a_relative_clause_speaks_for_its_noun() {
    check("He met the envoy, who said that the talks had failed.", &["the envoy: that the talks had failed"]);
}

#[test]
fn a_name_behind_a_dash_signs_a_quotation() {
    check("“We have waited long enough.” ― Ana Silva", &["Ana Silva: “We have waited long enough.”"]);
}

#[test]
fn what_nobody_says_is_no_statement() {
    check("Four people were killed in the raid.", &[]);
    check("The so-called “road map” was published in 2003.", &[]);
    check("", &[]);
    check("Oslo recalled its envoy after warships had entered the bay.", &[]);
}

#[test]
fn the_statement_at_a_place_is_that_of_the_innermost_content() {
    let text = "“We will sign,” Khan said. Oman waited.";
    let (statements, _) = read(text);
    let place = |words: &str| {
        let start = text.find(words).unwrap();
        let statement = statement_at(&statements, Span::new(start, start + words.len()));
        statement.and_then(|s| s.speaker.as_ref()).map(|actor| actor.span.of(text))
    };
    assert_eq!(place("We"), Some("Khan"));
    assert_eq!(place("Oman"), None);
}

#[test]
fn the_examples_of_the_lexicon_hold() {
    let cues = &Lexicon::builtin().cues;
    let mut wrong = Vec::new();
    for example in &cues.examples {
        let (statements, lines) = read(&example.text);
        let of_rule = statements.iter().zip(&lines).filter(|(statement, _)| statement.rule == example.rule);
        let without_addressee = |line: &str| {
            let (speaker, content) = line.split_once(": ").unwrap_or((line, ""));
            format!("{}: {content}", speaker.split(" to ").next().unwrap_or(speaker))
        };
        if !of_rule.clone().any(|(_, line)| without_addressee(line) == example.expected) {
            let found: Vec<&String> = of_rule.map(|(_, line)| line).collect();
            wrong.push(format!(
                "{}\n  {}\n  expected {}\n  found {found:?}",
                example.rule, example.text, example.expected
            ));
        }
    }
    let n_examples = cues.examples.len();
    assert!(wrong.is_empty(), "{} of {n_examples} examples:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn media_outlets_and_unnamed_sources_are_told() {
    let told = |text: &str| -> String {
        let report = Report { id: "t".into(), text: text.into(), ..Report::default() };
        let document = Reader::new(Model::builtin()).read(&report.text);
        let coding = crate::code(&report, &document, Lexicon::builtin(), false);
        let words = |span: Option<tiltmeter_record::Span>| span.map_or("-", |span| span.of(text));
        let line = |statement: &tiltmeter_record::Statement| {
            let unnamed = statement.unnamed.as_ref().map_or("named", |unnamed| {
                unnamed.condition.map_or("unnamed", |condition| condition.of(text))
            });
            let within = if statement.within.is_some() { " within" } else { "" };
            format!("{} / {} / {unnamed}{within}", words(statement.medium), words(statement.outlet))
        };
        coding.statements.iter().map(line).collect::<Vec<_>>().join("; ")
    };
    for (text, expected) in [
        ("The minister said in a statement that talks were over.", "a statement / - / named"),
        (
            "The minister said in an interview with the Financial Times that the talks were over.",
            "an interview / the Financial Times / named",
        ),
        ("“Talks are over,” Merkel told broadcaster Dawn News.", "- / broadcaster Dawn News / named"),
        ("Talks are over, according to Chinese media.", "- / Chinese media / named"),
        ("Merkel wrote on Twitter that talks were over.", "Twitter / - / named"),
        ("A senior official said that talks were over.", "- / - / unnamed"),
        (
            "The official, who asked not to be named, said that talks were over.",
            "- / - / asked not to be named",
        ),
        (
            "Merkel said that Macron had told Putin that talks were over.",
            "- / - / named; - / - / named within",
        ),
    ] {
        assert_eq!(told(text), expected, "{text}");
    }
}

#[test]
fn statements_have_the_day_that_their_words_tell() {
    let days = |text: &str| -> Vec<String> {
        let (statements, _) = read(text);
        let date = |statement: &Statement| {
            statement.date.map_or("-".into(), |(_, words)| words.of(text).to_string())
        };
        statements.iter().map(date).collect()
    };
    assert_eq!(days("Khan said on Jan. 4, 2018 that the border was closed."), ["Jan. 4, 2018"]);
    assert_eq!(days("Khan said the border was closed on Jan. 4, 2018."), ["-"]);
    assert_eq!(days("Khan, who took office on Jan. 4, 2018, said the border was closed."), ["-"]);
}

#[test]
fn a_source_set_off_at_the_end_tells_the_whole_sentence() {
    let (statements, _) =
        read("Khan told Silva that the border was closed, according to the state news agency.");
    assert_eq!(statements.len(), 2);
    assert_eq!(statements[0].within, Some(1));
    assert_eq!(statements[1].within, None);
}

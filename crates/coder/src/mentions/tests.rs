//! Texts and who is in them: `Turkish police detained …` ──> `TUR[COP] "Turkish police"`.

use tiltmeter_record::{Actor, Report, When};
use tiltmeter_text::{Block, BlockKind, Deprel, Document, Model, Reader, Sentence, Token, Upos, tokenize};

use super::{Mentions, find};
use crate::Lexicon;

fn report(text: &str, date: &str) -> Report {
    Report { id: "t".into(), date: date.parse::<When>().ok(), text: text.into(), ..Report::default() }
}

/// A document of one sentence without tags and tree.
fn untagged(text: &str) -> Document {
    let span = tiltmeter_record::Span::new(0, text.len());
    let mut document = Document::default();
    document.blocks.push(Block { kind: BlockKind::Paragraph, span });
    tokenize(text, span, &mut document.tokens);
    let tokens = 0..document.tokens.len();
    document.sentences.push(Sentence { span, tokens, block: 0, parsed: false });
    document
}

/// Sentences of `form/UPOS/head/deprel`, heads counted from 1 as in CoNLL-U, one sentence a line.
fn tagged(annotated: &str) -> (String, Document) {
    let mut text = String::new();
    let mut document = Document::default();
    for line in annotated.lines().filter(|line| !line.trim().is_empty()) {
        let first = document.tokens.len();
        for (token_idx, word) in line.split_whitespace().enumerate() {
            let mut parts = word.rsplitn(4, '/');
            let deprel = Deprel::from_label(parts.next().unwrap()).unwrap();
            let head: usize = parts.next().unwrap().parse().unwrap();
            let upos = Upos::from_label(parts.next().unwrap()).unwrap();
            let form = parts.next().unwrap();
            let start = text.len();
            text.push_str(form);
            let mut token = Token::new(tiltmeter_record::Span::new(start, text.len()), false);
            text.push(' ');
            (token.upos, token.deprel) = (upos, deprel);
            token.head = if head == 0 { token_idx } else { head - 1 } as u16;
            document.tokens.push(token);
        }
        let tokens = first..document.tokens.len();
        let span = document.tokens[first].span.cover(document.tokens[tokens.end - 1].span);
        document.sentences.push(Sentence { span, tokens, block: 0, parsed: true });
    }
    (text, document)
}

fn show(actor: &Actor, text: &str) -> String {
    let sectors: Vec<&str> = actor.sectors.iter().map(|sector| sector.code()).collect();
    let sectors = if sectors.is_empty() { String::new() } else { format!("[{}]", sectors.join(",")) };
    let code = actor.code.as_deref().unwrap_or("?");
    format!("{code}{sectors} \"{}\"", actor.span.of(text))
}

fn mentions_of(text: &str, date: &str) -> (Mentions, Document) {
    let document = untagged(text);
    (find(&report(text, date), &document, Lexicon::builtin()), document)
}

/// Mentions with a code, from the words alone.
fn check(text: &str, expected: &str) {
    check_on("2018-06-01", text, expected);
}

fn check_on(date: &str, text: &str, expected: &str) {
    let (mentions, _) = mentions_of(text, date);
    let found: Vec<String> =
        mentions.all.iter().filter(|m| m.actor.code.is_some()).map(|m| show(&m.actor, text)).collect();
    assert_eq!(found.join(" + "), expected, "{text}");
}

#[test]
fn states_by_name_capital_and_seat() {
    check("Pakistan condemned the raid.", "PAK[GOV] \"Pakistan\"");
    check(
        "Ties between Papua New Guinea and Guinea-Bissau are good.",
        "PNG[GOV] \"Papua New Guinea\" + GNB[GOV] \"Guinea-Bissau\"",
    );
    check("Talks with the U.S. and the UAE went on.", "USA[GOV] \"the U.S.\" + ARE[GOV] \"the UAE\"");
    check("They told us to eat turkey.", "");
    check(
        "The Kremlin denied it and Downing Street did not.",
        "RUS[GOV] \"The Kremlin\" + GBR[GOV] \"Downing Street\"",
    );
    check("The Pentagon sent more.", "USA[GOV,MIL] \"The Pentagon\"");
    check("ISLAMABAD warned NEW DELHI.", "PAK[GOV] \"ISLAMABAD\" + IND[GOV] \"NEW DELHI\"");
    check("Côte d'Ivoire and Türkiye signed.", "CIV[GOV] \"Côte d'Ivoire\" + TUR[GOV] \"Türkiye\"");
}

#[test]
fn names_of_their_time() {
    check_on("1985-03-01", "The Soviet Union objected.", "SUN[GOV] \"The Soviet Union\"");
    check_on("2010-03-01", "Moscow objected.", "RUS[GOV] \"Moscow\"");
    check_on("1985-03-01", "Moscow objected.", "SUN[GOV] \"Moscow\"");
    check_on("1990-03-01", "Zaire objected.", "COD[GOV] \"Zaire\"");
    check_on("1985-03-01", "Bonn and East Berlin objected.", "DEU[GOV] \"Bonn\" + DDR[GOV] \"East Berlin\"");
    check_on("2015-03-01", "The Taliban attacked.", "AFG[REB] \"The Taliban\"");
    check_on("2022-03-01", "The Taliban objected.", "AFG[GOV] \"The Taliban\"");
    check_on("2003-03-01", "Serbia and Montenegro objected.", "SCG[GOV] \"Serbia and Montenegro\"");
}

#[test]
fn ambiguous_names_wait_for_the_report() {
    check("Congo objected.", "");
    check("Congo objected and Kinshasa complained.", "COD[GOV] \"Congo\" + COD[GOV] \"Kinshasa\"");
    check(
        "Seoul asked for help, and Korean diplomats answered.",
        "KOR[GOV] \"Seoul\" + KOR[GOV] \"Korean diplomats\"",
    );
    check("Brussels objected.", "");
}

#[test]
fn nationality_and_noun() {
    check("Turkish police detained six.", "TUR[COP] \"Turkish police\"");
    check("The Israeli military struck.", "ISR[MIL] \"The Israeli military\"");
    check("Pakistan's defence minister spoke.", "PAK[GOV,MIL] \"Pakistan's defence minister\"");
    check("Hamas officials met.", "PSE[REB] \"Hamas officials\"");
    check("NATO commanders met.", "IGO[MIL] \"NATO commanders\"");
    check(
        "A spokesman for Poland's foreign ministry answered.",
        "POL[GOV] \"spokesman\" + POL[GOV] \"Poland's foreign ministry\"",
    );
    check(
        "Officials from Turkey and Iran met.",
        "TUR[GOV] \"Officials\" + IRN[GOV] \"Officials\" + TUR[GOV] \"Turkey\" + IRN[GOV] \"Iran\"",
    );
}

#[test]
fn people_and_their_offices() {
    check_on("2018-06-01", "Angela Merkel refused.", "DEU[GOV] \"Angela Merkel\"");
    check_on("2023-06-01", "Angela Merkel refused.", "DEU[ELI] \"Angela Merkel\"");
    check_on(
        "2018-01-10",
        "Pakistani Defence Minister Khurram Dastgir Khan refused.",
        "PAK[GOV,MIL] \"Pakistani Defence Minister Khurram Dastgir Khan\"",
    );
}

#[test]
fn every_state_is_found_by_its_name() {
    let source = include_str!("../../lexicon/actors/states.tsv");
    for line in source.lines().filter(|line| !line.starts_with('#')).skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let name = cells[8].split('|').next().unwrap();
        if name.contains(['@', '?']) {
            continue;
        }
        let date = match (cells[6], cells[7]) {
            ("", "") => "2018-06-01",
            ("", to) => to,
            (from, "") if from < "2018" => "2018-06-01",
            (from, _) => from,
        };
        let text = format!("{name} objected.");
        let (mentions, _) = mentions_of(&text, date);
        let code = mentions.all.first().and_then(|mention| mention.actor.code.clone());
        assert_eq!(code.as_deref(), Some(cells[1]), "{name} on {date}");
    }
}

/// A text, read by the built-in model.
fn read(text: &str) -> Document {
    Reader::new(Model::builtin()).read(text)
}

/// The parties of the subject of the first sentence's root.
fn subject_of(text: &str, date: &str) -> String {
    let document = read(text);
    let mentions = find(&report(text, date), &document, Lexicon::builtin());
    let view = document.view(text, 0);
    let root = view.root().unwrap();
    let subject = view.children(root).find(|&child| view.deprel(child).universal() == "nsubj");
    let parties = subject.map(|subject| mentions.parties(&view, 0, subject)).unwrap_or_default();
    let shown: Vec<String> = parties.iter().map(|actor| show(actor, text)).collect();
    shown.iter().map(|shown| shown.split(" \"").next().unwrap()).collect::<Vec<_>>().join(" + ")
}

#[test]
fn the_examples_of_the_nouns_hold() {
    let file: toml::Table = include_str!("../../lexicon/actors/agents.toml").parse().unwrap();
    let mut wrong = Vec::new();
    for block in file["agent"].as_array().unwrap() {
        let examples = block.get("examples").and_then(|examples| examples.as_array());
        for example in examples.into_iter().flatten() {
            let (example, date) = example
                .as_str()
                .unwrap()
                .split_once(" @ ")
                .unwrap_or((example.as_str().unwrap(), "2018-06-01"));
            let (text, expected) = example.split_once(" => ").unwrap();
            let mut text = format!("{text} said so on Monday.");
            text[..1].make_ascii_uppercase();
            let found = subject_of(&text, date);
            if found != expected {
                wrong.push(format!("{text}: {found}, not {expected}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The mentions of a text with a code, as the built-in model reads it.
fn check_story(date: &str, text: &str, expected: &str) {
    let document = read(text);
    let mentions = find(&report(text, date), &document, Lexicon::builtin());
    let found: Vec<String> =
        mentions.all.iter().filter(|m| m.actor.code.is_some()).map(|m| show(&m.actor, text)).collect();
    assert_eq!(
        found.join("\n"),
        expected.trim().lines().map(str::trim).collect::<Vec<_>>().join("\n"),
        "{text}"
    );
}

#[test]
fn surnames_roles_and_pronouns_within_the_report() {
    check_story(
        "2018-01-29",
        "Pakistan will close the road, its defence minister said on Monday. Khurram Dastgir Khan told reporters that \
         the army would act. He gave no date. Khan spoke in Islamabad.",
        r#"PAK[GOV] "Pakistan"
           PAK[GOV] "its"
           PAK[GOV,MIL] "its defence minister"
           PAK[GOV] "Khurram Dastgir Khan"
           PAK[MIL] "the army"
           PAK[GOV] "He"
           PAK[GOV] "Khan"
           PAK[GOV] "Islamabad""#,
    );
}

#[test]
fn apposition_alias_and_title() {
    check_story(
        "2018-06-01",
        "Putin's spokesman, Dmitry Peskov, said so. Peskov gave no details.",
        r#"RUS[GOV] "Putin's spokesman"
           RUS[GOV] "Dmitry Peskov"
           RUS[GOV] "Peskov""#,
    );
    check_story(
        "2018-06-01",
        "Former US president Bill Clinton visited Haiti. Clinton praised the aid workers.",
        r#"USA[ELI] "Former US president Bill Clinton"
           HTI[GOV] "Haiti"
           USA[ELI] "Clinton""#,
    );
    check_story("2018-06-01", "Jim Jordan met nobody.", "");
    check_story("2018-06-01", "She said they had won.", "");
}

#[test]
fn several_parties_of_one_phrase() {
    assert_eq!(
        subject_of("The foreign ministers of France and Germany met on Monday.", "2018-06-01"),
        "FRA[GOV] + DEU[GOV]"
    );
    assert_eq!(
        subject_of("Israeli and Palestinian negotiators met in Cairo.", "2018-06-01"),
        "ISR[GOV] + PSE[GOV]"
    );
    assert_eq!(subject_of("Beijing and Moscow condemned the strike.", "2018-06-01"), "CHN[GOV] + RUS[GOV]");
    assert_eq!(subject_of("A powerful bomb exploded.", "2018-06-01"), "?");
}

#[test]
fn trees_by_hand_decide_heads_and_places() {
    let (text, document) = tagged(
        "Pakistan/PROPN/2/nsubj closed/VERB/0/root roads/NOUN/2/obj near/ADP/5/case Kabul/PROPN/2/obl ././PUNCT/2/punct",
    );
    let mentions = find(&report(&text, "2018-06-01"), &document, Lexicon::builtin());
    let view = document.view(&text, 0);
    assert!(mentions.at(0, 4).is_some_and(|mention| mention.place));
    assert!(mentions.parties(&view, 0, 4).is_empty(), "a seat under `near` is a place");
    assert_eq!(show(&mentions.parties(&view, 0, 0)[0], &text), "PAK[GOV] \"Pakistan\"");
    assert_eq!(show(&mentions.parties(&view, 0, 2)[0], &text), "? \"roads\"");
}

#[test]
fn a_bad_entry_fails_with_its_file_line_and_words() {
    let error = |file: &str, text: &str| {
        let source = crate::Source { file: file.into(), text: text.into() };
        Lexicon::with(vec![source]).err().map(|error| error.to_string()).unwrap_or_default()
    };
    assert_eq!(
        error(
            "actors/organisations-mine.tsv",
            "code\tsectors\tname\taliases\tfrom\tto\nPAK\tGVO\tRangers\t\t\t\n"
        ),
        "cannot read lexicon `actors/organisations-mine.tsv`, line 2: unknown sector `GVO` in `PAK · GVO · Rangers ·  ·  · `"
    );
    assert_eq!(
        error(
            "actors/agents-mine.toml",
            "[[agent]]\nnouns = [\"ranger\"]\nsectors = [\"XYZ\"]\nkind = \"group\"\n"
        ),
        "cannot read lexicon `actors/agents-mine.toml`, line 2: unknown sector `XYZ` in `nouns = [\"ranger\"]`"
    );
    assert!(
        error(
            "actors/offices-mine.tsv",
            "code\toffice\tname\taliases\tstart\tend\tsource\nPAK\tking\tX Y\t\t\t\t\n"
        )
        .contains("unknown office `king`")
    );
    assert!(error("actors/kings.tsv", "").contains("it belongs in"));
}

#[test]
fn an_added_file_adds_and_a_given_one_replaces() {
    let columns = "code\tsectors\tname\taliases\tfrom\tto\n";
    let source =
        |file: &str, row: &str| crate::Source { file: file.into(), text: format!("{columns}{row}\n") };
    let added =
        Lexicon::with(vec![source("actors/organisations-mine.tsv", "FRA\tREB\tZouave League")]).unwrap();
    assert!(added.may_name_actor("Zouave") && added.may_name_actor("Hamas"));
    let replaced =
        Lexicon::with(vec![source("actors/organisations.tsv", "FRA\tREB\tZouave League")]).unwrap();
    assert!(replaced.may_name_actor("Zouave") && !replaced.may_name_actor("Hamas"));
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_yields_mentions_that_lie_in_it(text in "(Turk(ey|ish)|US|,|and|the|\\(|\\)|'s|\"|police|Khan|of|in|Mr\\.|it|who|é|[a-z ]{0,6}|\\PC| ){0,40}") {
        let document = read(&text);
        let mentions = find(&report(&text, "2018-06-01"), &document, Lexicon::builtin());
        for mention in &mentions.all {
            let sentence = &document.sentences[mention.sentence];
            proptest::prop_assert!(sentence.span.contains(mention.actor.span));
            proptest::prop_assert!(mention.tokens.0 <= mention.head && mention.head <= mention.tokens.1);
            proptest::prop_assert!(mention.tokens.1 < sentence.tokens.len());
            proptest::prop_assert!(text.get(mention.actor.span.range()).is_some());
        }
    }
}

#[test]
fn pairs_are_the_two_named_last() {
    check_story(
        "2018-06-01",
        "India and Pakistan met on Monday. Both governments praised the talks.",
        r#"IND[GOV] "India"
           PAK[GOV] "Pakistan"
           IND[GOV] "Both governments"
           PAK[GOV] "Both governments""#,
    );
    check_story(
        "2018-06-01",
        "India and Pakistan met in Geneva on Monday. The two sides praised the talks.",
        r#"IND[GOV] "India"
           PAK[GOV] "Pakistan"
           CHE "Geneva"
           IND[GOV] "The two sides"
           PAK[GOV] "The two sides""#,
    );
    check_story(
        "2018-06-01",
        "India, Nepal and Pakistan met on Monday. The two countries praised the talks.",
        r#"IND[GOV] "India"
           NPL[GOV] "Nepal"
           PAK[GOV] "Pakistan""#,
    );
}

#[test]
fn a_dateline_left_in_the_text_is_no_party() {
    check_story(
        "2018-06-01",
        "KABUL (Pajhwok): Pakistan closed the border on Monday.",
        r#"PAK[GOV] "Pakistan""#,
    );
    check_story(
        "2018-06-01",
        "ANKARA said on Monday that it would answer.",
        r#"TUR[GOV] "ANKARA"
        TUR[GOV] "it""#,
    );
}

#[test]
fn what_two_could_mean_has_both_readings_and_no_code() {
    let (mentions, _) = mentions_of("Congo objected.", "2018-06-01");
    let readings: Vec<String> = mentions.all[0]
        .actor
        .readings
        .iter()
        .map(|reading| format!("{} {:.2}", reading.code, reading.weight))
        .collect();
    assert_eq!(mentions.all[0].actor.code, None);
    assert_eq!(readings, ["COD 0.50", "COG 0.50"]);
}

#[test]
fn surnames_of_those_in_office_where_the_report_names_their_state() {
    check_story(
        "2018-06-01",
        "Bulgaria will not pay, Radev said on Monday.",
        r#"BGR[GOV] "Bulgaria"
           BGR[GOV] "Radev""#,
    );
    check_story("2018-06-01", "The man said that Radev will not pay.", "");
    check_story(
        "2018-06-01",
        "Ivan Radev of the club in Bulgaria said on Monday that he will not pay. Radev left.",
        "BGR[GOV] \"Bulgaria\"",
    );
    check_story(
        "2018-06-01",
        "Police in London arrested Theresa Miller. Reggie May left Britain.",
        r#"GBR[COP] "Police"
        GBR[GOV] "London"
        GBR[GOV] "Britain""#,
    );
}

#[test]
fn i_and_we_in_quotations_are_the_speakers() {
    let text = "\"We will answer,\" Turkish President Recep Tayyip Erdogan said. \"I told them so.\"";
    let document = read(text);
    let coding = crate::code(&report(text, "2018-06-01"), &document, Lexicon::builtin(), false);
    let found: Vec<String> =
        coding.mentions.all.iter().filter(|m| m.actor.code.is_some()).map(|m| show(&m.actor, text)).collect();
    assert_eq!(
        found.join("\n"),
        "TUR[GOV] \"We\"\nTUR[GOV] \"Turkish President Recep Tayyip Erdogan\"\nTUR[GOV] \"I\""
    );
}

#[test]
fn in_a_transcript_i_and_we_are_whose_turn_it_is() {
    let text = "German Chancellor Angela Merkel met Ann Roe.\n\nROE: What will you do? I ask.\n\nMERKEL: I will go on. We need time.";
    let document = read(text);
    let coding = crate::code(&report(text, "2018-06-01"), &document, Lexicon::builtin(), false);
    let coded = coding.mentions.all.iter().filter(|m| m.actor.code.is_some());
    let found: Vec<&str> = coded.map(|m| m.actor.span.of(text)).collect();
    assert_eq!(found, ["German Chancellor Angela Merkel", "MERKEL", "I", "We"]);
}

#[test]
fn a_leader_before_the_government_is_enough() {
    check_story(
        "2018-06-01",
        "The Trump administration announced a plan on Monday.",
        r#"USA[GOV] "The Trump administration""#,
    );
    check_story("2012-06-01", "The Trump administration announced a plan on Monday.", "");
}

#[test]
fn things_that_bear_the_names_of_states_are_nobody() {
    check_story(
        "2018-06-01",
        "Officials praised the power stations along the China-Pakistan Economic Corridor.",
        "",
    );
    check_story(
        "2018-06-01",
        "Nepal joined the China Sea Treaty, and China agreed.",
        "NPL[GOV] \"Nepal\"\nCHN[GOV] \"China\"",
    );
}

#[test]
fn its_envoy_for_somebody_else_has_a_name() {
    check_story(
        "2018-06-01",
        "Russia delivered helicopters. Its presidential envoy for Afghanistan, Zamir Kabulov, criticised the decision.",
        r#"RUS[GOV] "Russia"
           RUS[GOV] "Its"
           RUS[GOV] "Its presidential envoy"
           AFG[GOV] "Afghanistan"
           RUS[GOV] "Zamir Kabulov""#,
    );
}

#[test]
fn a_headline_names_by_surname_whom_the_text_names_in_full() {
    check_story(
        "2016-09-20",
        "Kaczynski doubts the plan\n\nJaroslaw Kaczynski said on Tuesday that the plan was weak.",
        r#"POL[PTY] "Kaczynski"
           POL[PTY] "Jaroslaw Kaczynski""#,
    );
}

#[test]
fn somebody_is_of_the_party_or_body_that_is_told_beside_the_name() {
    check_story("2016-09-20", "The BBC's Harold Wimple asked him.", r#"GBR[JRN] "The BBC's Harold Wimple""#);
    check_story(
        "2016-09-20",
        "Harold Wimple (D-Ohio) voted against it.",
        r#"USA[LEG,PTY] "Harold Wimple"
           USA[LEG,PTY] "D-Ohio""#,
    );
    check_story(
        "2016-09-20",
        "Lidia Wimple of Law and Justice left Poland on Monday.",
        r#"POL[PTY] "Lidia Wimple"
           POL[PTY] "Law and Justice"
           POL[GOV] "Poland""#,
    );
}

#[test]
fn the_party_is_the_one_named_before() {
    check_story(
        "2016-09-20",
        "The Awami League met in Dhaka. The party elected nobody.",
        r#"BGD[PTY] "The Awami League"
           BGD[GOV] "Dhaka"
           BGD[PTY] "The party""#,
    );
}

#[test]
fn he_is_not_she() {
    check_story(
        "2018-06-01",
        "Emmanuel Macron met Angela Merkel on Monday. She praised the plan.",
        r#"FRA[GOV] "Emmanuel Macron"
           DEU[GOV] "Angela Merkel"
           DEU[GOV] "She""#,
    );
}

#[test]
fn mister_king_is_no_king() {
    check_story("2018-06-01", "Norway was quiet. Mr. King praised the plan.", r#"NOR[GOV] "Norway""#);
}

#[test]
fn pronouns_follow_one_another() {
    check_story(
        "2018-06-01",
        "Angela Merkel spoke on Monday. She praised the plan. She left on Tuesday. She said that she would return.",
        r#"DEU[GOV] "Angela Merkel"
           DEU[GOV] "She"
           DEU[GOV] "She"
           DEU[GOV] "She"
           DEU[GOV] "she""#,
    );
    check_story(
        "2018-06-01",
        "Angela Merkel spoke on Monday. \"This is hard. Nobody knows why. The road is long,\" she said.",
        r#"DEU[GOV] "Angela Merkel"
           DEU[GOV] "she""#,
    );
}

#[test]
fn a_role_is_of_whoever_holds_it_that_day() {
    let names = |text: &str| {
        let mentions = find(&report(text, "2018-01-29"), &read(text), Lexicon::builtin());
        let minister = |m: &&super::Mention| m.actor.span.of(text).ends_with("minister");
        mentions.all.iter().find(minister).and_then(|m| m.actor.name.clone())
    };
    let khan = "Khurram Dastgir Khan told reporters so. Khan spoke in Islamabad.";
    let named = names(&format!("Pakistan will close the road, its defence minister said on Monday. {khan}"));
    assert_eq!(named.as_deref(), Some("Khurram Dastgir Khan"));
    // Another office, a deputy, and one of whom the report does not tell.
    assert_eq!(names(&format!("Pakistan will close the road, its interior minister said. {khan}")), None);
    assert_eq!(
        names(&format!("Pakistan will close the road, its deputy defence minister said. {khan}")),
        None
    );
    assert_eq!(names("Pakistan will close the road, its defence minister said on Monday."), None);
}

#[test]
fn any_two_are_no_pair_and_an_outsider_is_none_of_it() {
    check_story(
        "2018-06-01",
        "Chad and Niger met on Monday. Two diplomats left early. France, which has bases in both countries, praised the talks.",
        r#"TCD[GOV] "Chad"
           NER[GOV] "Niger"
           FRA[GOV] "France"
           FRA[GOV] "which"
           TCD[GOV] "both countries"
           NER[GOV] "both countries""#,
    );
}

#[test]
fn it_is_hard_is_nobody() {
    check_story("2018-06-01", "Norway waited. It is hard to say why.", r#"NOR[GOV] "Norway""#);
    check_story("2018-06-01", "Norway waited. It took years.", r#"NOR[GOV] "Norway""#);
    check_story(
        "2018-06-01",
        "Norway waited. It attacked Sweden on Monday.",
        r#"NOR[GOV] "Norway"
           NOR[GOV] "It"
           SWE[GOV] "Sweden""#,
    );
    check_story("2018-06-01", "Norway urged Orbalux to lower its prices.", r#"NOR[GOV] "Norway""#);
    check_story(
        "2018-06-01",
        "Norway praised Sweden through its embassy.",
        r#"NOR[GOV] "Norway"
           SWE[GOV] "Sweden"
           NOR[GOV] "its"
           NOR[GOV] "its embassy""#,
    );
}

#[test]
fn in_a_report_of_one_state_voters_and_judges_are_its_own() {
    check_story(
        "2018-06-01",
        "Norway is voting. Norway's king spoke. Norwegian police waited. The Norwegian army waited too. Norway's parliament met. A judge left. \
         Voters praised the king. Foreign judges came.",
        r#"NOR[GOV] "Norway"
           NOR[GOV] "Norway's king"
           NOR[COP] "Norwegian police"
           NOR[MIL] "The Norwegian army"
           NOR[LEG] "Norway's parliament"
           NOR[JUD] "A judge"
           NOR[CVL] "Voters"
           NOR[GOV] "the king""#,
    );
}

#[test]
fn police_are_those_of_where_the_report_was_written() {
    let story = "Poland expelled three Belarusian envoys on Monday. Belarus protested. Police had held two men. Lithuania and \
         Latvia backed the move.";
    let sectors = |text: &str| {
        let report = Report { id: "t".into(), text: text.into(), ..Report::default() };
        let document = Reader::new(Model::builtin()).read(text);
        let mentions = crate::mentions_of(&report, &document, Lexicon::builtin());
        let police = mentions.all.iter().find(|mention| mention.actor.span.of(text) == "Police");
        police.and_then(|police| police.actor.code.clone())
    };
    assert_eq!(sectors(&format!("WARSAW, Sept 18 (Reuters) - {story}")).as_deref(), Some("POL"));
    assert_eq!(sectors(&format!("MINSK, Sept 18 (Reuters) - {story}")), None);
    assert_eq!(sectors(story), None);
}

#[test]
fn the_displaced_are_of_both_states_of_a_report_of_two() {
    check_story(
        "2018-06-01",
        "Peru and Chile fought. Peru's army fired. Chile's army fired too. Peru and Chile then spoke of the displaced.",
        r#"PER[GOV] "Peru"
           CHL[GOV] "Chile"
           PER[MIL] "Peru's army"
           CHL[MIL] "Chile's army"
           PER[GOV] "Peru"
           CHL[GOV] "Chile"
           PER[REF] "the displaced"
           CHL[REF] "the displaced""#,
    );
    check_story("2018-06-01", "Peru spoke of the displaced.", r#"PER[GOV] "Peru""#);
}

#[test]
fn his_spokesman_is_of_his_state_and_his_counterpart_is_not() {
    check_story(
        "2018-06-01",
        "Emmanuel Macron left on Monday. His spokesman gave no details. His wife waited. His counterpart praised the plan.",
        r#"FRA[GOV] "Emmanuel Macron"
           FRA[GOV] "His"
           FRA[GOV] "His spokesman"
           FRA[GOV] "His"
           FRA[CVL] "His wife"
           FRA[GOV] "His""#,
    );
}

#[test]
fn the_times_is_the_newspaper_named_before() {
    check_story(
        "2018-06-01",
        "The Straits Times told of the talks. The Times gave no details.",
        r#"SGP[JRN] "The Straits Times"
           SGP[JRN] "Times""#,
    );
    check("The Times gave no details.", "");
}

#[test]
fn the_hindu_nationalist_is_no_newspaper() {
    check_story("2018-06-01", "The Hindu nationalist party waited.", "");
    check_story("2018-06-01", "The Hindu told of the talks.", r#"IND[JRN] "The Hindu""#);
}

#[test]
fn two_of_one_surname_and_state_are_of_that_state() {
    check_story(
        "2014-06-01",
        "Clinton leads. Hillary Clinton and Bill Clinton spoke on Monday.",
        r#"USA "Clinton"
           USA[ELI] "Hillary Clinton"
           USA[ELI] "Bill Clinton""#,
    );
}

#[test]
fn cities_count_where_their_state_is_named() {
    check("Police in Chattanooga waited.", "");
    check_story(
        "2018-06-01",
        "The United States is tense. Police in Chattanooga waited. A congressman from Georgia left.",
        r#"USA[GOV] "The United States"
           USA[COP] "Police"
           USA "Chattanooga"
           USA "A congressman from Georgia""#,
    );
    check("Talks went on in Kherson.", "UKR \"Kherson\"");
}

#[test]
fn an_office_is_held_between_its_days_and_a_text_knows_who_left_it() {
    let office = |date: &str, text: &str| {
        let mentions = find(&report(text, date), &read(text), Lexicon::builtin());
        let actor = &mentions.all[0].actor;
        let sectors: Vec<&str> = actor.sectors.iter().map(|sector| sector.code()).collect();
        let held = actor.office.as_ref().map(|office| (office.title.clone(), office.current));
        let (title, current) = held.unwrap_or_default();
        format!("{} {} {title} {current:?}", actor.code.as_deref().unwrap_or("?"), sectors.join(","))
    };
    let merkel = "Angela Merkel criticised Russia.";
    assert_eq!(office("2004-06-01", merkel), "DEU   None");
    assert_eq!(office("2010-06-01", merkel), "DEU GOV head_of_government Some(true)");
    assert_eq!(office("2023-06-01", merkel), "DEU ELI head_of_government Some(false)");
    let may = "Former Prime Minister Theresa May criticised Russia.";
    assert_eq!(office("2021-06-01", may), "GBR ELI head_of_government Some(false)");
}

#[test]
fn an_opponent_a_town_and_we_are_of_the_state_of_which_a_report_is() {
    let at_home = "Norway voted on Monday. Oslo counted the votes. Norwegian police guarded the polls. Norway's \
                   parliament will meet. Norwegian voters were calm.";
    check_home(at_home, "Her opponent lost.", "NOR \"Her opponent\"");
    check_home(at_home, "We all must hope for calm.", "NOR \"We\"");
    check_home(at_home, "Police left the town of Vardal.", "NOR \"Vardal\"");
    check_home(at_home, "North and South Korea met.", "PRK \"North\"");
    // Who is told of as another's, and a place without a state.
    check_home("", "Her opponent lost.", "");
    check_home("", "Rebels left the town of Vardal.", "");
}

// Whether a mention of the last sentence is as expected; with `""`, whether none has a code.
fn check_home(story: &str, last: &str, expected: &str) {
    let text = format!("{story} {last}");
    let text = text.trim();
    let mentions = find(&report(text, "2018-01-29"), &read(text), Lexicon::builtin());
    let start = text.len() - last.len();
    let coded = mentions.all.iter().filter(|m| m.actor.code.is_some() && m.actor.span.start() >= start);
    let coded: Vec<String> = coded
        .map(|m| format!("{} \"{}\"", m.actor.code.as_deref().unwrap_or("?"), m.actor.span.of(text)))
        .collect();
    match expected {
        "" => assert!(coded.is_empty(), "{text}: {coded:?}"),
        _ => assert!(coded.iter().any(|found| found == expected), "{text}: {coded:?}"),
    }
}

#[test]
fn the_country_is_the_one_told_of_last() {
    check_story(
        "2019-01-29",
        "China has ties with El Salvador after the country left Taiwan.",
        r#"CHN[GOV] "China"
           SLV[GOV] "El Salvador"
           SLV[GOV] "the country"
           TWN[GOV] "Taiwan""#,
    );
}

#[test]
fn a_company_is_of_its_state_and_no_government() {
    check_story(
        "2018-01-29",
        "General Motors sued Siemens. On May 16 GM met Huawei.",
        r#"USA[BUS] "General Motors"
           DEU[BUS] "Siemens"
           USA[BUS] "GM"
           CHN[BUS] "Huawei""#,
    );
}

#[test]
fn who_served_a_body_is_of_their_state_again() {
    let code = |date: &str| subject_code(date, "Donald Tusk criticised Russia.");
    assert_eq!([code("2010-06-01"), code("2016-06-01"), code("2022-06-01")], ["POL", "EUR", "POL"]);
}

#[test]
fn of_two_states_the_one_served_last() {
    let code = |date: &str| subject_code(date, "Eduard Shevardnadze criticised Poland.");
    assert_eq!([code("1988-06-01"), code("1993-06-01"), code("2005-06-01")], ["SUN", "GEO", "GEO"]);
}

fn subject_code(date: &str, text: &str) -> String {
    let mentions = find(&report(text, date), &read(text), Lexicon::builtin());
    mentions.all[0].actor.code.clone().unwrap_or_default()
}

#[test]
fn an_adjective_is_of_both_nouns_and_an_apposition_goes_on() {
    check_story(
        "2018-01-29",
        "Iraq thanked Turkish officials and lawmakers. Iraq fought Turkish soldiers and militants.",
        r#"IRQ[GOV] "Iraq"
           TUR[GOV] "Turkish officials"
           TUR[LEG] "lawmakers"
           IRQ[GOV] "Iraq"
           TUR[MIL] "Turkish soldiers""#,
    );
    check_story(
        "2018-01-29",
        "Ann Roe, a Norwegian minister who left, spoke.",
        r#"NOR[GOV] "Ann Roe"
           NOR[GOV] "a Norwegian minister"
           NOR[GOV] "who""#,
    );
}

#[test]
fn a_clause_or_an_apposition_tells_what_somebody_is() {
    check_story(
        "2018-01-29",
        "Ann Roe left. Ann Roe, who served as Norway's ambassador to Chad, spoke.",
        r#"NOR[GOV] "Ann Roe"
           NOR[GOV] "Ann Roe"
           NOR[GOV] "who"
           NOR[GOV] "Norway's ambassador"
           TCD[GOV] "Chad""#,
    );
    check_story(
        "2018-01-29",
        "Ann Roe, the president of Bank of Montreal, said so.",
        r#"CAN[BUS] "Ann Roe"
           CAN[BUS] "the president"
           CAN[BUS] "Bank of Montreal""#,
    );
    check_story("2018-01-29", "Ann Roe is not Norway's minister.", r#"NOR[GOV] "Norway's minister""#);
    check_story(
        "2018-01-29",
        "Ann Roe, an adviser to Angela Merkel, spoke.",
        r#"DEU[GOV] "Ann Roe"
           DEU[GOV] "an adviser"
           DEU[GOV] "Angela Merkel""#,
    );
}

#[test]
fn what_belongs_to_a_body_of_the_report() {
    check_story(
        "2018-01-29",
        "The Norwegian regime met the Chadian administration. The regime left. Administration officials spoke.",
        r#"NOR[GOV] "The Norwegian regime"
           TCD[GOV] "the Chadian administration"
           NOR[GOV] "The regime"
           TCD[GOV] "Administration officials""#,
    );
    check_story(
        "2018-01-29",
        "Norway's Labour Party met. The party's lawmakers spoke, and members of the party left.",
        r#"NOR[PTY] "Norway's Labour Party"
           NOR[PTY] "The party"
           NOR[LEG] "lawmakers"
           NOR[PTY] "members"
           NOR[PTY] "the party""#,
    );
    check_story(
        "2018-01-29",
        "Norway met Chad and its king. If the strike goes on, it will hurt trade.",
        r#"NOR[GOV] "Norway"
           TCD[GOV] "Chad"
           TCD[GOV] "its"
           TCD[GOV] "its king""#,
    );
    check_story(
        "2018-01-29",
        "Norway met Chad. Both sides of the border were calm. Both presidential candidates spoke.",
        r#"NOR[GOV] "Norway"
           TCD[GOV] "Chad""#,
    );
}

#[test]
fn a_report_is_of_somebody() {
    check_story(
        "2018-01-29",
        "Angela Merkel won. Angela Merkel spoke. Merkel left. Merkel sat. Merkel ran. People cheered. \"She will not rest,\" said Ann Roe.",
        r#"DEU[GOV] "Angela Merkel"
           DEU[GOV] "Angela Merkel"
           DEU[GOV] "Merkel"
           DEU[GOV] "Merkel"
           DEU[GOV] "Merkel"
           DEU[GOV] "She""#,
    );
    check_story(
        "2018-01-29",
        "Florida Rep. Ann Roe spoke. Meanwhile Norway protested. The administration agreed.",
        r#"USA[LEG] "Florida Rep. Ann Roe"
           NOR[GOV] "Norway"
           USA[GOV] "The administration""#,
    );
}

#[test]
fn pronouns_leave_things_alone_and_keep_to_their_clause() {
    check_story(
        "2018-01-29",
        "Norwegian ministers left. Angela Merkel released her letters, though they said little.",
        r#"NOR[GOV] "Norwegian ministers"
           DEU[GOV] "Angela Merkel"
           DEU[GOV] "her""#,
    );
    check_story(
        "2018-01-29",
        "Chad's king left. The paper printed Angela Merkel's speech, in which she praised Norway.",
        r#"TCD[GOV] "Chad's king"
           DEU[GOV] "Angela Merkel"
           DEU[GOV] "she"
           NOR[GOV] "Norway""#,
    );
}

#[test]
fn surnames_in_headlines_and_names_that_are_adjectives() {
    check_story("2018-01-29", "Merkel Hid the Letters From Voters.", r#"DEU[GOV] "Merkel""#);
    check_story("2018-01-29", "Mark Cuban spoke in Oslo.", r#"NOR[GOV] "Oslo""#);
}

#[test]
fn whoever_is_sent_and_whoever_left_office_lately() {
    check_story(
        "2018-01-29",
        "France has sent seven military experts to Chad. A local official in Oslo spoke. Obama spoke.",
        r#"FRA[GOV] "France"
           FRA[GOV] "seven military experts"
           TCD[GOV] "Chad"
           NOR[GOV] "A local official"
           NOR[GOV] "Oslo"
           USA[ELI] "Obama""#,
    );
}

#[test]
fn officials_of_the_one_state_and_of_the_deed_before() {
    check_story(
        "2018-01-29",
        "Norway has banned a second opposition member.",
        r#"NOR[GOV] "Norway"
           NOR[OPP] "a second opposition member""#,
    );
    check_story("2018-01-29", "The opposition leader travelled to Norway.", r#"NOR[GOV] "Norway""#);
    // A body of no state may have officials too.
    check_story(
        "2018-01-29",
        "NATO met in Oslo as an opposition member spoke.",
        r#"IGO[MIL] "NATO"
           NOR[GOV] "Oslo""#,
    );
    check_story(
        "2018-01-29",
        "Norway accepted 40 Chadian refugees, and officials say more will come.",
        r#"NOR[GOV] "Norway"
           TCD[REF] "40 Chadian refugees"
           NOR[GOV] "officials""#,
    );
}

#[test]
fn whoever_is_loyal_and_whatever_is_owned() {
    check_story(
        "2018-01-29",
        "Retired U.S. Air Force Gen. Ann Roe spoke.",
        r#"USA[MIL] "U.S. Air Force"
           USA[MIL] "Gen. Ann Roe""#,
    );
    check_story(
        "2018-01-29",
        "Fighters loyal to Angela Merkel left.",
        r#"DEU[REB] "Fighters"
           DEU[GOV] "Angela Merkel""#,
    );
    check_story(
        "2018-01-29",
        "The premier of Norway's Fooland province spoke.",
        r#"NOR[GOV] "The premier"
           NOR[GOV] "Norway"
           NOR "Fooland""#,
    );
}

#[test]
fn two_that_act_together_and_a_land_that_is_named() {
    check_story(
        "2018-01-29",
        "Norway and Chad have agreed to a deal, the countries announced.",
        r#"NOR[GOV] "Norway"
           TCD[GOV] "Chad"
           NOR[GOV] "the countries"
           TCD[GOV] "the countries""#,
    );
}

#[test]
fn a_leader_who_is_named_and_the_only_group() {
    check_story(
        "2018-01-29",
        "Angela Merkel, who is a leader who listens, spoke.",
        r#"DEU[GOV] "Angela Merkel"
           DEU[GOV] "who"
           DEU "a leader"
           DEU "who""#,
    );
    check_story(
        "2018-01-29",
        "Angela Merkel attacked Norway's spy chiefs, calling them fools.",
        r#"DEU[GOV] "Angela Merkel"
           NOR[SPY] "Norway's spy chiefs"
           NOR[SPY] "them""#,
    );
}

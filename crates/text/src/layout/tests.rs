use super::layout;

/// One line a block: its kind, and its words with line ends shown as `/`.
fn show(text: &str) -> String {
    let line = |block: &crate::Block| {
        let words: Vec<&str> = block.span.of(text).lines().map(str::trim).collect();
        format!("{:?}: {}", block.kind, words.join(" / "))
    };
    layout(text).iter().map(line).collect::<Vec<_>>().join("\n")
}

#[track_caller]
fn check(text: &str, expected: &str) {
    let expected: Vec<&str> = expected.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    assert_eq!(show(text), expected.join("\n"), "of {text:?}");
}

#[track_caller]
fn check_first(text: &str, expected: &str) {
    assert_eq!(show(text).lines().next().unwrap_or(""), expected, "of {text:?}");
}

const BODY: &str = "Kenya and Somalia agreed on Tuesday to reopen their border after three years.";
const MORE: &str = "The two sides said that trucks would cross from the first day of next month.";

#[test]
fn a_report_has_its_head_and_its_foot() {
    let report = format!(
        "Kenya and Somalia reopen their border\n\nBy Jane Roe and John van Dam\n\n\
         NAIROBI, May 16 (Reuters) - {BODY}\n\nTrucks wait at the crossing of Mandera on May 15.\n\
         Photo: Reuters/J. Otieno\n\n{MORE}\n\n(Reporting by Jane Roe in Nairobi; Editing by Max Mann)\n"
    );
    check(
        &report,
        &format!(
            "Headline: Kenya and Somalia reopen their border
            Byline: By Jane Roe and John van Dam
            Dateline: NAIROBI, May 16 (Reuters) -
            Paragraph: {BODY}
            Caption: Trucks wait at the crossing of Mandera on May 15.
            Credit: Photo: Reuters/J. Otieno
            Paragraph: {MORE}
            Credit: (Reporting by Jane Roe in Nairobi; Editing by Max Mann)"
        ),
    );
}

#[test]
fn a_text_of_one_piece_is_a_paragraph() {
    for text in [
        "Russia demands that Ukraine withdraw its troops",
        "Russia Demands Troops Leave",
        "By Jane Roe",
        "By Monday the troops had left.",
        "(Reuters)",
        "what a day",
        "WARNING: the road to Kabul is closed",
        "March 6, 2008",
        "- and then they left",
    ] {
        check(text, &format!("Paragraph: {text}"));
    }
}

#[test]
fn datelines_end_before_the_running_text() {
    let cases = [
        "ISLAMABAD (Reuters) -",
        "WASHINGTON, Jan. 4 —",
        "BEIJING, Feb 3 (Xinhua) --",
        "BEIRUT, Lebanon (AP) —",
        "SPRINGFIELD, Ill. (AP) —",
        "LONDON —",
        "LONDON -",
        "MOSCOW/KIEV (Reuters) -",
        "WARSAW, Sept 18, 2024 (Reuters) -",
        "KABUL, 3 February 2018 (IRIN) -",
        "KABUL Feb 3 (Reuters) -",
        "Islamabad (AFP) –",
        "UNITED NATIONS (AP) --",
        "ABOARD AIR FORCE ONE (Reuters) -",
        "PORT-AU-PRINCE, Haiti —",
        "(Reuters) -",
        // Brackets may hold an agency that no list has.
        "KHARTOUM, July 3, 2021 (Agency) -",
        "JUBA, July 3 (Nile Wire) -",
        "Khartoum, 3 July (Agency) –",
        "KHARTOUM (Nile Wire) —",
    ];
    for dateline in cases {
        check(&format!("{dateline} {BODY}"), &format!("Dateline: {dateline}\nParagraph: {BODY}"));
    }
    check(
        &format!("KABUL: {BODY}\n\n{MORE}"),
        &format!("Dateline: KABUL:\nParagraph: {BODY}\nParagraph: {MORE}"),
    );
    check(
        &format!("MIDWAY ATOLL - {BODY}\n\n{MORE}"),
        &format!("Dateline: MIDWAY ATOLL -\nParagraph: {BODY}\nParagraph: {MORE}"),
    );
}

#[test]
fn what_only_looks_like_a_dateline_stays_in_the_text() {
    for text in [
        "BREAKING: Kenya reopens its border, officials say.",
        "UPDATE - Kenya reopens its border, officials say.",
        "NATO - the alliance of thirty states - met in Riga.",
        "NATO: The alliance met in Riga on Monday.",
        "London — a city of nine million — voted on Thursday.",
        "Moscow: a city under snow in the month of May.",
        "The ministry (Foreign Affairs) - said nothing on Monday.",
        "Mr. Smith - who did not attend - sent a letter.",
        "Q: What did the minister say on Monday about Iran?",
        "I - and I mean this - will never go back there.",
        "OSLO -",
        "UNCTAD (Trade and Development) - a body of the United Nations - met in Geneva.",
    ] {
        check(text, &format!("Paragraph: {text}"));
    }
}

#[test]
fn bylines() {
    for byline in [
        "By Jane Roe",
        "BY JANE ROE",
        "By JANE ROE and JOHN DOE",
        "By Jane Roe, Associated Press",
        "By Reuters staff",
        "By Ahmed al-Masri and Ursula von der Heide in Berlin",
        "By Jane Roe | Reuters | Jan 5, 2018",
        "Jane Roe and John Doe, Reuters",
        "Jane Roe, Staff Writer",
        "Written by Jane Roe",
    ] {
        let text = format!("Kenya reopens border\n\n{byline}\n\n{BODY}\n\n{MORE}");
        check(
            &text,
            &format!(
                "Headline: Kenya reopens border\nByline: {byline}\nParagraph: {BODY}\nParagraph: {MORE}"
            ),
        );
    }
}

#[test]
fn what_only_looks_like_a_byline_stays_in_the_text() {
    for line in [
        "By Monday",
        "By Monday evening all of them had left the city.",
        "By contrast, Kenya reopened its border.",
        "By far the largest share went to Kenya",
        "By Jane Roe's account, nobody had been at the border on that day.",
        "Kenya, Reuters",
    ] {
        check(&format!("{BODY}\n\n{line}"), &format!("Paragraph: {BODY}\nParagraph: {line}"));
    }
}

#[test]
fn signatures_and_credits() {
    for credit in [
        "Reporting by Jane Roe; editing by John Doe",
        "(Reporting by Jane Roe in Nairobi; Editing by Max Mann and the Africa Desk)",
        "Additional reporting by Jane Roe in Washington.",
        "(AP Photo/Jane Roe)",
        "(AP Photo/Jane Roe, File)",
        "REUTERS/Jane Roe",
        "Photo: Jane Roe",
        "Photo by Jane Roe/Getty Images",
        "[Photo courtesy of Jane Roe]",
        "Getty Images",
        "© Reuters",
        "© 2018 Agence France-Presse",
        "Copyright 2018 The Associated Press. All rights reserved.",
        "-- Reuters",
        "(Xinhua)",
        "Source: Xinhua",
    ] {
        check(&format!("{BODY}\n\n{credit}"), &format!("Paragraph: {BODY}\nCredit: {credit}"));
    }
    for line in [
        "Reporting by the agency suggests that talks failed.",
        "Photos of the crossing were shown on television.",
        "Photos by the army show an empty road.",
        "Copyright law is of no help here, the lawyers said.",
        "Source: a diplomat close to the talks",
        "Reuters reported the deal on Monday.",
    ] {
        check(&format!("{BODY}\n\n{line}"), &format!("Paragraph: {BODY}\nParagraph: {line}"));
    }
}

#[test]
fn captions() {
    for (caption, credit) in [
        ("FILE PHOTO: A guard stands at the crossing of Mandera, January 4, 2018.", "REUTERS/Jane Roe"),
        ("A guard stands at the crossing of Mandera on Jan. 4.", "(AP Photo/Jane Roe)"),
        ("A guard stands at the crossing.", "(Photo by Jane Roe/Getty Images)"),
        ("In this Jan. 4, 2018, file photo, a guard stands at the crossing.", ""),
        ("FILE - A guard stands at the crossing of Mandera.", ""),
        ("Photo: A guard stands at the crossing of Mandera", ""),
    ] {
        let credit_line = if credit.is_empty() { String::new() } else { format!("Credit: {credit}") };
        check(
            &format!("{BODY}\n\n{}\n\n{MORE}", format!("{caption} {credit}").trim()),
            &format!("Paragraph: {BODY}\nCaption: {caption}\n{credit_line}\nParagraph: {MORE}"),
        );
    }
    for line in [
        "File this under things that nobody will ever read.",
        "The photo (above) was taken by a soldier.",
        "In this village, nobody has a photo of him.",
        "They won 3/4 of the vote. The rest went to others and/or nobody.",
    ] {
        check(&format!("{BODY}\n\n{line}"), &format!("Paragraph: {BODY}\nParagraph: {line}"));
    }
}

#[test]
fn a_headline_needs_evidence() {
    check_first(&format!("Kenya reopens border\n\n{BODY}\n\n{MORE}"), "Headline: Kenya reopens border");
    check_first(&format!("Kenya Reopens Its Border\n\n{BODY}"), "Headline: Kenya Reopens Its Border");
    check_first(&format!("Kenya reopens border\nNAIROBI (AP) — {BODY}"), "Headline: Kenya reopens border");
    check_first(&format!("Kenya reopens border\nMarch 6, 2008\n{BODY}"), "Headline: Kenya reopens border");
    check_first(
        &format!("Will Kenya Reopen Its Border?\n\n{BODY}"),
        "Headline: Will Kenya Reopen Its Border?",
    );
    // Not enough is known about these.
    check_first(&format!("kenya reopens border\n\n{BODY}"), "Paragraph: kenya reopens border");
    check_first(&format!("Kenya reopens border\n\n{BODY}"), "Paragraph: Kenya reopens border");
    check_first(&format!("Dear Jane,\n\n{BODY}\n\n{MORE}"), "Paragraph: Dear Jane,");
    check_first(&format!("Is it open?\n\n{BODY}\n\n{MORE}"), "Paragraph: Is it open?");
    check_first("Kenya reopens border\n\nTrade to follow", "Paragraph: Kenya reopens border");
    check_first("One\nTwo\nThree\nFour", "Paragraph: One");
}

#[test]
fn headings_stand_between_paragraphs() {
    let text = format!("{BODY}\n\nA Long Dispute\n\n{MORE}\n\nWhat comes next\n\n{BODY}");
    check(
        &text,
        &format!(
            "Paragraph: {BODY}\nHeadline: A Long Dispute\nParagraph: {MORE}\nHeadline: What comes next\nParagraph: {BODY}"
        ),
    );
    let text =
        format!("{BODY}\n\nand nobody knew why\n\n{MORE}\n\nThanks, Jane\n\n{MORE}\n\n- an item\n\n{MORE}");
    assert!(
        !show(&text).contains("Headline: and") && !show(&text).contains("Headline: -"),
        "{}",
        show(&text)
    );
}

#[test]
fn wrapped_lines_are_joined_and_paragraph_lines_are_parted() {
    let wrapped = "Kenya and Somalia agreed on Tuesday to reopen\ntheir border after three years of closure and\n\
                   to let trucks cross from the first of June. A\nminister said that the decision was final.\n\n\
                   Nobody asked the people who live on the line,\nbut many of them were glad to hear it at last.";
    check(
        wrapped,
        "Paragraph: Kenya and Somalia agreed on Tuesday to reopen / their border after three years of closure and \
         / to let trucks cross from the first of June. A / minister said that the decision was final.
         Paragraph: Nobody asked the people who live on the line, / but many of them were glad to hear it at last.",
    );
    let parted = format!("{BODY}\n{MORE}\n{BODY}\n{MORE}");
    check(&parted, &format!("Paragraph: {BODY}\nParagraph: {MORE}\nParagraph: {BODY}\nParagraph: {MORE}"));
    check(
        "The two ministers met in Geneva to speak about the\nborder on Monday.",
        "Paragraph: The two ministers met in Geneva to speak about the / border on Monday.",
    );
    check("Bread\nMilk\nEggs", "Paragraph: Bread\nParagraph: Milk\nParagraph: Eggs");
    check(&format!("{BODY}\r\n\r\n{MORE}\r\n"), &format!("Paragraph: {BODY}\nParagraph: {MORE}"));
    check(&format!("{BODY}\u{2029}{MORE}"), &format!("Paragraph: {BODY}\nParagraph: {MORE}"));
    check(
        "We need three things:\n1. bread\n2. milk",
        "Paragraph: We need three things:\nParagraph: 1. bread\nParagraph: 2. milk",
    );
}

#[test]
fn indented_paragraphs_of_wrapped_text_are_parted() {
    let text = "  Kenya and Somalia agreed on Tuesday to reopen\ntheir border after three years of closure and\n\
                to let trucks cross from the first of June.\n  A minister said that the decision was final and\n\
                that nobody would be asked for papers again.";
    assert_eq!(layout(text).len(), 2, "{}", show(text));
}

#[test]
fn nothing_is_no_block() {
    check("", "");
    check(" \n\r\n \u{2029}\u{a0}", "");
}

#[test]
fn what_a_report_says_of_its_publication_is_no_running_text() {
    for imprint in [
        "Published: Jan. 4, 2018, 10:15 p.m. ET",
        "Updated January 6, 2018",
        "Last updated on 6 January 2018 at 10:15 GMT",
        "A version of this article appears in print on January 5, 2018, on Page A1 with the headline: Aid Is Cut.",
        "This story first appeared in the January 8 edition of a weekly.",
        "(This article was originally published in French.)",
    ] {
        check(
            &format!("{BODY}\n\n{MORE}\n\n{imprint}"),
            &format!("Paragraph: {BODY}\nParagraph: {MORE}\nImprint: {imprint}"),
        );
    }
    for running in [
        "A version of this story has been told in the village for years.",
        "Published reports say that the army has left the town.",
        "This article of the treaty was never applied.",
        "Updated figures put the dead at 40.",
    ] {
        check(
            &format!("{BODY}\n\n{MORE}\n\n{running}"),
            &format!("Paragraph: {BODY}\nParagraph: {MORE}\nParagraph: {running}"),
        );
    }
}

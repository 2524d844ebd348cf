use super::times;
use crate::{Document, Model, Reader};

const PUBLISHED: &str = "2018-01-29";

/// Each time as `words | TYPE | value`.
fn show(text: &str, published: &str, document: &Document) -> Vec<String> {
    let found = times(text, document, published.parse().ok());
    let line = |time: &tiltmeter_record::TimeExpression| {
        format!("{} | {} | {}", time.span.of(text), time.kind.code(), time.value.as_deref().unwrap_or("-"))
    };
    found.iter().map(line).collect()
}

/// Monday, 29 January 2018 is the day of publication; no tree says what the tense is.
#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let document = Reader::new(Model::builtin()).read_where(text, |_| false);
    assert_eq!(show(text, PUBLISHED, &document), expected, "of {text:?}");
}

#[track_caller]
fn check_parsed(text: &str, expected: &[&str]) {
    let document = Reader::new(Model::builtin()).read(text);
    assert_eq!(show(text, PUBLISHED, &document), expected, "of {text:?}");
}

#[test]
fn full_dates_in_all_spellings() {
    for written in [
        "January 4, 2018",
        "Jan. 4, 2018",
        "4 January 2018",
        "4th of January 2018",
        "the 4th of January, 2018",
        "January 4th 2018",
        "Thursday, January 4, 2018",
        "Thursday 4 January 2018",
        "Thu, 4 Jan 2018",
        "2018-01-04",
        "JANUARY 4, 2018",
        "January the 4th, 2018",
    ] {
        check(&format!("It was signed on {written}."), &[&format!("{written} | DATE | 2018-01-04")]);
    }
    check("It expires on 13/1/2019.", &["13/1/2019 | DATE | 2019-01-13"]);
    check("It expires on 1/13/2019.", &["1/13/2019 | DATE | 2019-01-13"]);
    check("It expires on 13.1.2019.", &["13.1.2019 | DATE | 2019-01-13"]);
    // Two orders are possible.
    check("It expires on 3/1/2019.", &["3/1/2019 | DATE | -"]);
    check("They met in January 2018.", &["January 2018 | DATE | 2018-01"]);
    check("They met in late 2016.", &["late 2016 | DATE | 2016"]);
    check("Since 2011, and until mid-2012", &["2011 | DATE | 2011", "mid-2012 | DATE | 2012"]);
    check(
        "fiscal year 2019 and fiscal 2020",
        &["fiscal year 2019 | DATE | FY2019", "fiscal 2020 | DATE | FY2020"],
    );
    check("week 2018-W05 was calm", &["2018-W05 | DATE | 2018-W05"]);
}

#[test]
fn dates_that_cannot_be_have_no_value() {
    check("It was signed on February 30, 2018.", &["February 30, 2018 | DATE | -"]);
    check("It was signed on 31 June.", &["31 June | DATE | -"]);
    check("It was signed on 2018-13-45.", &["2018-13-45 | DATE | -"]);
    check("It was signed on February 29, 2017.", &["February 29, 2017 | DATE | -"]);
}

#[test]
fn dates_without_a_year() {
    check("The aid was cut on Jan. 4.", &["Jan. 4 | DATE | 2018-01-04"]);
    check("The aid was cut on December 30.", &["December 30 | DATE | 2017-12-30"]);
    check("It took office in October.", &["October | DATE | 2017-10"]);
    check("It took office in January.", &["January | DATE | 2018-01"]);
    check("Talks will begin in March.", &["March | DATE | 2018-03"]);
    check("Talks are scheduled for Feb. 12.", &["Feb. 12 | DATE | 2018-02-12"]);
    check("Last October and next May", &["Last October | DATE | 2017-10", "next May | DATE | 2018-05"]);
    check("in April of last year", &["April of last year | DATE | 2017-04"]);
    check("early June was calm", &["early June | DATE | 2017-06"]);
    check("at the end of May", &["the end of May | DATE | 2017-05"]);
}

#[test]
fn what_only_looks_like_a_time_is_none() {
    for text in [
        "They may march on the capital.",
        "He sat in the sun.",
        "The town has 2018 soldiers and 1,990 tanks.",
        "It paid $2018 and 2018% more.",
        "A 33-year-old man and a woman aged 40 or 50 years old were shot.",
        "He is in his 30s.",
        "Version 10.4.1 is out.",
        "It was on Black Friday.",
        "He was second to none.",
        "May said so, and so did March.",
    ] {
        check(text, &[]);
    }
}

#[test]
fn days_of_the_week_go_where_the_tense_points() {
    check("He arrived on Thursday.", &["Thursday | DATE | 2018-01-25"]);
    check("He arrived on Monday.", &["Monday | DATE | 2018-01-29"]);
    check("He will arrive on Thursday.", &["Thursday | DATE | 2018-02-01"]);
    check(
        "Last Friday and next Friday",
        &["Last Friday | DATE | 2018-01-26", "next Friday | DATE | 2018-02-09"],
    );
    check("He came late on Tuesday.", &["late on Tuesday | DATE | 2018-01-23"]);
    check("He came on Tuesday night.", &["Tuesday night | TIME | 2018-01-23TNI"]);
    check_parsed("The minister arrived in Moscow on Thursday.", &["Thursday | DATE | 2018-01-25"]);
    check_parsed("The minister will arrive in Moscow on Thursday.", &["Thursday | DATE | 2018-02-01"]);
    check_parsed("The two sides are to meet in Geneva on Thursday.", &["Thursday | DATE | 2018-02-01"]);
    check_parsed("The plan is expected to be approved in March.", &["March | DATE | 2018-03"]);
    check_parsed("The talks have failed since Thursday.", &["Thursday | DATE | 2018-01-25"]);
}

#[test]
fn days_and_periods_seen_from_publication() {
    check(
        "today, yesterday and tomorrow",
        &["today | DATE | 2018-01-29", "yesterday | DATE | 2018-01-28", "tomorrow | DATE | 2018-01-30"],
    );
    check("the day before yesterday", &["the day before yesterday | DATE | 2018-01-27"]);
    check("He came last week.", &["last week | DATE | 2018-W04"]);
    check("He comes next month.", &["next month | DATE | 2018-02"]);
    check("this year", &["this year | DATE | 2018"]);
    check("earlier this month", &["earlier this month | DATE | 2018-01"]);
    check("at the end of last year", &["the end of last year | DATE | 2017"]);
    check("by the end of the year", &["the end of the year | DATE | 2018"]);
    check("three weeks ago", &["three weeks ago | DATE | 2018-W02"]);
    check("two days ago", &["two days ago | DATE | 2018-01-27"]);
    check("a year ago", &["a year ago | DATE | 2017"]);
    check("years ago", &["years ago | DATE | PAST_REF"]);
    check("two and a half years ago", &["two and a half years ago | DATE | 2015-07"]);
    check("in two weeks' time", &["in two weeks' time | DATE | 2018-W07"]);
    check("tonight and last night", &["tonight | TIME | 2018-01-29TNI", "last night | TIME | 2018-01-28TNI"]);
    check("this morning", &["this morning | TIME | 2018-01-29TMO"]);
    check("over the weekend", &["the weekend | DATE | 2018-W04-WE"]);
    check("next weekend", &["next weekend | DATE | 2018-W06-WE"]);
}

#[test]
fn days_seen_from_the_day_last_named() {
    check(
        "It ended on Jan. 4. Three days earlier, he had left.",
        &["Jan. 4 | DATE | 2018-01-04", "Three days earlier | DATE | 2018-01-01"],
    );
    check(
        "It began on 3 May 2016 and ended two days later.",
        &["3 May 2016 | DATE | 2016-05-03", "two days later | DATE | 2016-05-05"],
    );
    check(
        "It began in 2016. The previous year was calm.",
        &["2016 | DATE | 2016", "The previous year | DATE | 2015"],
    );
    check(
        "He came on 3 May 2016 and left the same day.",
        &["3 May 2016 | DATE | 2016-05-03", "the same day | DATE | 2016-05-03"],
    );
    check(
        "He came on 3 May 2016 and left the next morning.",
        &["3 May 2016 | DATE | 2016-05-03", "the next morning | TIME | 2016-05-04TMO"],
    );
}

#[test]
fn decades_centuries_seasons_quarters() {
    check(
        "the 1990s, the '90s and the nineties",
        &["the 1990s | DATE | 199", "90s | DATE | 199", "the nineties | DATE | 199"],
    );
    check("in the early 21st century", &["the early 21st century | DATE | 20"]);
    check("in spring 2017", &["spring 2017 | DATE | 2017-SP"]);
    check("last summer and this winter", &["last summer | DATE | 2017-SU", "this winter | DATE | 2017-WI"]);
    check("the fall of the government", &[]);
    check("the first quarter of 2017", &["the first quarter of 2017 | DATE | 2017-Q1"]);
    check("in Q3 2016", &["Q3 2016 | DATE | 2016-Q3"]);
    check("the third quarter of last year", &["the third quarter of last year | DATE | 2017-Q3"]);
    check("last quarter", &["last quarter | DATE | 2017-Q4"]);
    check("the second half of 2016", &["the second half of 2016 | DATE | 2016-H2"]);
    check("the last week of March 2009", &["the last week of March 2009 | DATE | 2009-W13"]);
}

#[test]
fn durations_and_sets() {
    for (text, expected) in [
        ("for 15 years", "15 years | DURATION | P15Y"),
        ("three weeks", "three weeks | DURATION | P3W"),
        ("a five-year plan", "a five-year | DURATION | P5Y"),
        ("twenty-five days", "twenty-five days | DURATION | P25D"),
        ("half an hour", "half an hour | DURATION | PT30M"),
        ("two and a half years", "two and a half years | DURATION | P2.5Y"),
        ("several months", "several months | DURATION | PXM"),
        ("a couple of days", "a couple of days | DURATION | P2D"),
        ("between 60 and 90 days", "60 and 90 days | DURATION | P90D"),
        ("over the past decade", "the past decade | DURATION | P1DE"),
        ("over the last 15 years", "the last 15 years | DURATION | P15Y"),
        ("in recent years", "recent years | DURATION | PXY"),
        ("72 hours", "72 hours | DURATION | PT72H"),
        ("every Monday", "every Monday | SET | XXXX-WXX-1"),
        ("on Mondays", "Mondays | SET | XXXX-WXX-1"),
        ("every two years", "every two years | SET | P2Y"),
        ("an annual summit", "annual | SET | P1Y"),
        ("twice a week", "twice a week | SET | P1W"),
        ("every other day", "every other day | SET | P2D"),
    ] {
        check(text, &[expected]);
    }
}

#[test]
fn references_without_a_date() {
    check(
        "now, recently, soon",
        &["now | DATE | PRESENT_REF", "recently | DATE | PAST_REF", "soon | DATE | FUTURE_REF"],
    );
    check("in the near future", &["the near future | DATE | FUTURE_REF"]);
    check("at the moment", &["at the moment | DATE | PRESENT_REF"]);
    check("the current minister", &["current | DATE | PRESENT_REF"]);
    check("as soon as he can", &[]);
}

#[test]
fn times_of_day() {
    check("at 6 p.m. on Sunday", &["6 p.m. on Sunday | TIME | 2018-01-28T18:00"]);
    check("at 16:00 GMT today", &["16:00 GMT today | TIME | 2018-01-29T16:00Z"]);
    check("at 12:30 a.m.", &["12:30 a.m. | TIME | 2018-01-29T00:30"]);
    check("on 3 May 2016 at noon", &["3 May 2016 | DATE | 2016-05-03", "noon | TIME | 2016-05-03T12:00"]);
    check("at 4pm", &["4pm | TIME | 2018-01-29T16:00"]);
    check("at 25:00 or 13 p.m.", &[]);
}

#[test]
fn without_a_day_of_publication_nothing_is_guessed() {
    let document =
        Reader::new(Model::builtin()).read("He came on Monday, Jan. 4, and yesterday, and in May 2016.");
    let text = "He came on Monday, Jan. 4, and yesterday, and in May 2016.";
    let found = show(text, "", &document);
    let expected =
        ["Monday, Jan. 4 | DATE | XXXX-01-04", "yesterday | DATE | -", "May 2016 | DATE | 2016-05"];
    assert_eq!(found, expected);
    // To the month only: the year before is known, the day before is not.
    let text = "It came yesterday, last week, last month and last year.";
    let document = Reader::new(Model::builtin()).read(text);
    let expected = [
        "yesterday | DATE | -",
        "last week | DATE | -",
        "last month | DATE | 2017-12",
        "last year | DATE | 2017",
    ];
    assert_eq!(show(text, "2018-01", &document), expected);
}

#[test]
fn the_datelines_date_is_the_reports() {
    let text = "WARSAW, Sept 18, 2024 (Reuters) - Poland acted on Tuesday.";
    let document = Reader::new(Model::builtin()).read(text);
    assert_eq!(show(text, "2024-09-18", &document), ["Tuesday | DATE | 2024-09-17"]);
    let expected = ["Sept 18, 2024 | DATE | 2024-09-18", "Tuesday | DATE | 2024-09-17"];
    assert_eq!(show(text, "", &document), expected);
}

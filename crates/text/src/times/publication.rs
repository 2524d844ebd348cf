//! The day on which a report says that it was published.
//!
//! ```text
//! Published: Jan. 4, 2018          2018-01-04, before all others
//! By Jane Roe   JAN. 4, 2018       by a day beside who wrote it, or alone
//! KABUL, Jan. 4, 2018 (Reuters) -  by the dateline
//! appears in print on January 5    by the print edition: it was published then or before
//! Updated January 6, 2018          by a later version, for want of anything else
//! ```

use tiltmeter_record::{Precision, When};

use super::{Scan, is_of_the_report};
use crate::layout::prefix;
use crate::{Block, BlockKind, Document};

/// What a day of publication rests on, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Ground {
    Published,
    DateLine,
    Dateline,
    PrintEdition,
    Update,
}

/// The day that a report gives itself: day, month and year. `None` where it does not.
pub fn publication(text: &str, document: &Document) -> Option<When> {
    let mut scan = Scan::new(text, document, None);
    let mut best: Option<(Ground, When)> = None;
    for block in document.blocks.iter().filter(|block| is_of_the_report(block)) {
        scan.times.clear();
        scan.read_block(block);
        let day =
            scan.times.iter().filter_map(|time| time.when).find(|when| when.precision == Precision::Day);
        let Some(day) = day else { continue };
        let ground = ground(block, text);
        if best.is_none_or(|(known, _)| ground < known) {
            best = Some((ground, day));
        }
    }
    best.map(|(_, day)| day)
}

fn ground(block: &Block, text: &str) -> Ground {
    let words = block.span.of(text);
    match block.kind {
        BlockKind::Imprint if prefix("published", words).is_some() => Ground::Published,
        BlockKind::Imprint if prefix("updated", words).is_some() => Ground::Update,
        BlockKind::Imprint => Ground::PrintEdition,
        BlockKind::Dateline if words.ends_with(|c: char| c.is_alphanumeric()) => Ground::DateLine,
        BlockKind::Dateline => Ground::Dateline,
        _ => Ground::DateLine,
    }
}

#[cfg(test)]
mod tests {
    use super::publication;
    use crate::{Model, Reader};

    const BODY: &str = "Kenya and Somalia agreed on Tuesday to reopen their border after three years.";
    const MORE: &str = "The two sides said on January 2, 2017, that trucks would cross from next month.";

    #[track_caller]
    fn check(lines: &str, expected: Option<&str>) {
        let text = lines.replace("BODY", &format!("{BODY}\n\n{MORE}"));
        let document = Reader::new(Model::builtin()).read_where(&text, |_| false);
        let day = publication(&text, &document).map(|day| day.to_string());
        assert_eq!(day.as_deref(), expected, "of {text:?}");
    }

    #[test]
    fn a_report_tells_the_day_of_its_publication() {
        check(
            "Border reopens\n\nBy Jane Roe\n\nPublished: May 17, 2018, 10:15 a.m. ET\n\nBODY",
            Some("2018-05-17"),
        );
        check("Border reopens\n\nBy JANE ROE and JOHN DOE MAY 17, 2018\n\nBODY", Some("2018-05-17"));
        check("Border reopens\n\nMay 17, 2018\n\nNAIROBI, May 16, 2018 (Reuters) - BODY", Some("2018-05-17"));
        check("Border reopens\n\nNAIROBI, May 16, 2018 (Reuters) - BODY", Some("2018-05-16"));
    }

    #[test]
    fn an_edition_and_an_update_stand_in_for_it() {
        let print =
            "A version of this article appears in print on May 18, 2018, on Page A1 of the New York edition.";
        let posted = "First published on 17 May 2018";
        let updated = "Last updated: May 20, 2018";
        check(&format!("Border reopens\n\nBODY\n\n{updated}\n\n{print}"), Some("2018-05-18"));
        check(&format!("Border reopens\n\nBODY\n\n{print}\n\n{posted}"), Some("2018-05-17"));
        check(&format!("Border reopens\n\nBODY\n\n{updated}"), Some("2018-05-20"));
    }

    #[test]
    fn a_day_in_the_report_is_not_the_day_of_the_report() {
        check("Border reopens\n\nBy Jane Roe\n\nBODY", None);
        check("Border reopens\n\nNAIROBI, May 16 (Reuters) - BODY", None);
        // No year: not a day.
        check("BODY\n\nThis story first appeared in the May 18 edition of a weekly.", None);
    }
}

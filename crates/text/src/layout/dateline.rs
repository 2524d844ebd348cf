//! Datelines: where a report was written, when, and by which agency, before its first sentence.
//!
//! ```text
//! WASHINGTON, Jan. 4 (Reuters) - The State Department said …
//! ^ place     ^ date  ^ agency ^ dash: ends here
//! ```

use super::words::holds;

const MAX_LEN: usize = 110;

/// What stands before the dash or colon.
#[derive(Default)]
struct Head {
    shouted: bool,
    known_place: bool,
    n_places: usize,
    agency: bool,
    /// Brackets hold what may be an agency that we do not know.
    unknown_agency: bool,
    date: bool,
}

/// Length in bytes of the dateline that a paragraph begins with. `opens` says that the paragraph may
/// open a report; a bare "LONDON: " counts only there.
pub(super) fn find(paragraph: &str, opens: bool) -> Option<usize> {
    let first = paragraph.chars().next()?;
    if !first.is_uppercase() && first != '(' {
        return None;
    }
    let limit = paragraph.char_indices().nth(MAX_LEN).map_or(paragraph.len(), |(at, _)| at);
    let (head, end, colon) = separator(&paragraph[..limit])?;
    let rest = paragraph[end..].trim_start();
    let parsed = parse(head.trim_end())?;
    let begins =
        rest.starts_with(|c: char| !c.is_lowercase() && (c.is_alphanumeric() || "\"“‘'«„".contains(c)));
    let certain = parsed.agency || (parsed.date && (parsed.shouted || parsed.known_place));
    let known = parsed.shouted && parsed.known_place;
    let placed =
        parsed.shouted && !parsed.unknown_agency && (parsed.n_places > 1 || head.trim_end().len() >= 5);
    let bare =
        if colon { known && opens } else { known || (placed && opens && rest.split(' ').nth(4).is_some()) };
    let accepted = if certain { !colon || parsed.shouted } else { bare && begins };
    (accepted && !rest.is_empty()).then_some(end)
}

/// The words before the first dash or colon that could end a dateline, where it ends, and whether it is a colon.
fn separator(text: &str) -> Option<(&str, usize, bool)> {
    for (at, c) in text.char_indices() {
        let after = at + c.len_utf8();
        let (before, rest) = (&text[..at], &text[after..]);
        match c {
            '-' if rest.starts_with('-') => return Some((before, after + 1, false)),
            '-' if before.ends_with(char::is_whitespace)
                && (rest.starts_with(' ') || before.ends_with(") ")) =>
            {
                return Some((before, after, false));
            }
            '—' | '–' | '―' => return Some((before, after, false)),
            ':' if rest.starts_with(' ') => return Some((before, after, true)),
            // A stop ends a dateline only where it ends an abbreviation: nothing else in it is long.
            '!' | '?' | ';' | '"' | '“' | '\n' => return None,
            _ => {}
        }
    }
    None
}

fn parse(head: &str) -> Option<Head> {
    let mut parsed = Head::default();
    let mut places = head;
    if let Some(open) = head.rfind('(').filter(|_| head.ends_with(')')) {
        let agency = &head[open + 1..head.len() - 1];
        parsed.agency =
            agency.split(['/', ',', ' ']).any(|part| holds("agency", part)) || holds("agency", agency);
        places = head[..open].trim_end();
        parsed.unknown_agency = !parsed.agency;
        if parsed.unknown_agency && !is_place(agency) {
            return None;
        }
    }
    for (part_idx, part) in places.split(',').map(str::trim).enumerate() {
        if part_idx == 0 {
            let place = strip_date(part, &mut parsed.date);
            parsed.n_places = usize::from(!place.is_empty());
            parsed.known_place = place.split('/').all(|name| holds("place", name));
            parsed.shouted = !place.is_empty() && is_shouted(place);
            let agency_alone = place.is_empty() && parsed.agency;
            if !agency_alone && !is_place(place) {
                return None;
            }
        } else if is_date(part) {
            parsed.date = true;
        } else if is_place(part) {
            parsed.n_places += 1;
        } else {
            return None;
        }
    }
    Some(parsed)
}

// "KABUL Feb 3": the date may follow without a comma.
fn strip_date<'a>(part: &'a str, date: &mut bool) -> &'a str {
    let mut starts = part.char_indices().filter(|&(_, c)| c == ' ').map(|(at, _)| at);
    match starts.find(|&at| is_date(part[at..].trim())) {
        Some(at) => {
            *date = true;
            part[..at].trim_end()
        }
        None => part,
    }
}

fn is_date(part: &str) -> bool {
    let mut n_words = 0;
    let known = part.split_whitespace().all(|word| {
        n_words += 1;
        let word = word.trim_end_matches('.');
        let digits = word.trim_end_matches(char::is_alphabetic);
        let figure = (1..=4).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        figure || (digits.is_empty() && (holds("month", word) || holds("weekday", word)))
    });
    known && (1..=4).contains(&n_words)
}

fn is_shouted(place: &str) -> bool {
    !place.contains(char::is_lowercase) && place.chars().filter(|c| c.is_uppercase()).count() >= 2
}

fn is_place(part: &str) -> bool {
    let words = part.split_whitespace();
    let capital = |word: &str| word.starts_with(char::is_uppercase) || holds("particle", word);
    let letters =
        |word: &str| word.chars().all(|c| c.is_alphabetic() || matches!(c, '.' | '\'' | '’' | '-' | '/'));
    let n_words = words.clone().count();
    (1..=4).contains(&n_words)
        && !holds("not_place", part.split('/').next().unwrap_or(part))
        && !words.clone().next().is_some_and(|word| holds("not_place", word))
        && words.into_iter().all(|word| capital(word) && letters(word))
}

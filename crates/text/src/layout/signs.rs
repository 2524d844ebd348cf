//! What a line's words say about it: byline, credit, signature, caption, date, list item, heading.
//!
//! Each test looks at one trimmed stretch of text alone; [`layout`](super::layout) adds where it stands.
//!
//! ```text
//! By Jane Roe and John van Dam          is_byline
//! (AP Photo/Jane Roe)                   is_photo_credit
//! Reporting by Jane Roe; editing by …   is_signature
//! ```

use super::words::{holds, prefix};

const CLOSERS: [char; 12] = ['"', '\'', '”', '’', '»', '›', ')', ']', '}', '“', '*', '_'];
const DASHES: [char; 4] = ['-', '–', '—', '―'];

/// Whether a sentence ends here, whatever closing marks follow its stop.
pub(super) fn ends_sentence(words: &str) -> bool {
    words.trim_end_matches(CLOSERS).ends_with(['.', '!', '?', '…', '。', '؟'])
}

/// Number of words, counted no further than 60.
pub(super) fn n_words(words: &str) -> usize {
    words.split_whitespace().take(60).count()
}

/// Running text: it ends as a sentence does, and is long enough for one.
pub(super) fn is_full_paragraph(words: &str) -> bool {
    let ends = ends_sentence(words) || words.ends_with(':');
    ends && n_words(words) >= 8
}

/// "- first", "2) second", "• third".
pub(super) fn is_list_item(words: &str) -> bool {
    let Some((mark, rest)) = words.split_once(char::is_whitespace) else { return false };
    let number = mark.trim_start_matches('(').trim_end_matches(['.', ')']);
    let numbered = mark.len() > number.len()
        && (1..=2).contains(&number.len())
        && number.bytes().all(|byte| byte.is_ascii_digit());
    !rest.is_empty()
        && (numbered || matches!(mark, "*" | "-" | "•" | "·" | "–" | "—" | "+" | "o" | "--" | "‣" | "▪"))
}

/// Whether a line is a byline, a credit or a signature by its words alone, and so never half of a paragraph.
pub(super) fn stands_alone(words: &str) -> bool {
    words.len() <= 200
        && (is_byline(words)
            || is_credit(words)
            || is_signature(words)
            || is_date_line(words)
            || is_imprint(words)
            || opens_caption(words))
        || super::dateline::find(words, false).is_some()
}

/// "By Jane Roe", "BY JANE ROE AND JOHN DOE, Associated Press".
pub(super) fn is_byline(words: &str) -> bool {
    if words.len() > 160 || (words.ends_with('.') && !words.ends_with("r.")) {
        return false;
    }
    let Some(cue) = prefix("byline", words) else { return false };
    let name = words[cue..].trim_start_matches(':').trim();
    let first = name.split_whitespace().next().unwrap_or("").trim_matches(is_edge);
    let agency = name.split([',', '/']).any(|part| holds("agency", part.trim()));
    let dated = holds("month", first) || holds("weekday", first);
    let titled = words.starts_with(char::is_uppercase) && starts_name(first) && !dated;
    titled && (agency || n_words(name) >= 2) && n_words(name) <= 20 && are_names(name, &["joined_byline"])
}

/// "Jane Roe and John Doe, Reuters"; only the head of a report has it.
pub(super) fn is_byline_with_agency(words: &str) -> bool {
    let Some((names, by)) = words.rsplit_once([',', '|']).filter(|_| words.len() <= 160) else {
        return false;
    };
    let role = by.split_whitespace().next_back().is_some_and(|word| holds("joined_byline", word));
    (2..=10).contains(&n_words(names))
        && (holds("agency", by.trim()) || (role && n_words(by) <= 4))
        && are_names(names, &["joined_byline"])
}

/// "Reporting by Jane Roe in Minsk; editing by John Doe".
pub(super) fn is_signature(words: &str) -> bool {
    let inner = strip_brackets(words);
    let long = words.len() > 500;
    !long
        && prefix("signature", inner).is_some_and(|cue| {
            let names = inner[cue..].trim_end_matches('.').trim_start_matches(':').trim();
            !names.is_empty() && are_names(names, &["signature_word"])
        })
}

/// Whether a line is a photo credit, an agency's signature or a line of rights.
pub(super) fn is_credit(words: &str) -> bool {
    words.len() <= 200 && (is_photo_credit(words) || is_rights(words) || is_agency(words))
}

/// "(AP Photo/Jane Roe)", "Photo: J. Roe", "REUTERS/Jane Roe".
pub(super) fn is_photo_credit(words: &str) -> bool {
    if words.len() > 160 || n_words(words) > 15 {
        return false;
    }
    let inner = strip_brackets(words).trim_end_matches('.');
    let names = |rest: &str| !rest.is_empty() && are_names(rest, &["credit_word", "small_word"]);
    if let Some((agency, name)) = inner.split_once('/')
        && holds("photo_agency", agency.trim())
    {
        return names(name.trim());
    }
    let Some(cue) = prefix("credit", inner) else { return false };
    let (cue, rest) = inner.split_at(cue);
    let by = cue.ends_with(" by") || cue.ends_with(" of") || cue.ends_with(" BY");
    let rest = rest.trim_start();
    let marked = rest.starts_with([':', '/', '|']);
    let by = by || (marked && !cue.is_empty()) || prefix("byline", rest).is_some();
    let capital = cue.starts_with(char::is_uppercase) || words.starts_with(['(', '[']);
    by && capital && names(rest.trim_start_matches([':', '/', '|', ' ']).trim_start_matches("by "))
}

fn is_rights(words: &str) -> bool {
    let marked = words.starts_with('©') || prefix("rights", words).is_some_and(|len| len < words.len());
    let figures = words.contains('©') || words.bytes().any(|byte| byte.is_ascii_digit());
    let short = n_words(words) <= 30;
    short
        && (words.starts_with('©')
            || (marked && figures && !words.contains(" is "))
            || (words.contains('©') && words.to_lowercase().contains("rights reserved")))
}

// "(Reuters)", "-- AFP", "Source: Xinhua": nothing but who sent it.
fn is_agency(words: &str) -> bool {
    let inner = strip_brackets(words).trim_matches(|c| DASHES.contains(&c) || c == ' ');
    if inner.len() > 60 || inner.is_empty() {
        return false;
    }
    let named =
        inner.split_once(':').filter(|(cue, _)| holds("not_place", cue)).map_or(inner, |(_, rest)| rest);
    named.split(['/', ',', '+']).all(|part| holds("agency", part.trim()))
}

/// How much of `words` is a caption, if they are one; what is left is its credit.
pub(super) fn caption(words: &str) -> Option<usize> {
    if words.len() > 900 {
        return None;
    }
    let credit = credit_at_end(words);
    (credit.is_some() || opens_caption(words)).then(|| credit.unwrap_or(words.len()))
}

// "FILE PHOTO: ...", "Pictured: ...", "In this Jan. 4, 2018, file photo, ..."
fn opens_caption(words: &str) -> bool {
    if let Some(cue) = prefix("caption", words) {
        let rest = words[cue..].trim_start();
        let marked = rest.starts_with(':') || (rest.starts_with(DASHES) && words[cue..].starts_with(' '));
        let shouted = !words[..cue].contains(char::is_lowercase);
        if (rest.starts_with(':') && words.starts_with(char::is_uppercase)) || (marked && shouted) {
            return rest.len() > 1;
        }
    }
    is_credit_cue_before_sentence(words) || opens_with_this_photo(words)
}

// "Photo: Soldiers guard a bridge": what follows the cue is no name.
fn is_credit_cue_before_sentence(words: &str) -> bool {
    let cue = prefix("credit", words).filter(|_| words.starts_with(char::is_uppercase));
    cue.is_some_and(|cue| words[cue..].starts_with(':') && n_words(&words[cue..]) >= 5)
}

fn opens_with_this_photo(words: &str) -> bool {
    let Some(rest) = words.strip_prefix("In this ").or_else(|| words.strip_prefix("In an undated ")) else {
        return false;
    };
    let mut before = rest.split_whitespace().take(9).scan((), |(), word| Some(word));
    let photo = before.any(|word| word.ends_with(',') && holds("credit", word.trim_end_matches(',')));
    photo || rest.split_whitespace().take(7).any(|word| matches!(word, "file" | "handout"))
}

/// Where a photo credit begins that ends these words: "... on May 15. (AP Photo/Jane Roe)".
fn credit_at_end(words: &str) -> Option<usize> {
    let bare = words.trim_end_matches('.');
    if bare.ends_with([')', ']']) {
        let open = bare.rfind(['(', '['])?;
        let by_word = bare[open..].split(|c: char| !c.is_alphanumeric()).any(|word| holds("credit", word));
        let photo = is_photo_credit(&bare[open..]) && (by_word || bare[open..].contains('/'));
        return (open > 0 && photo).then_some(open);
    }
    // "... on May 15. REUTERS/Jane Roe": after the last full stop.
    let slash = bare.rfind('/')?;
    let stop = bare[..slash].rfind(". ").map(|at| at + 2)?;
    (bare[stop..].len() < 80 && is_photo_credit(&bare[stop..])).then_some(stop)
}

/// "Updated January 6, 2018", "This article first appeared in the weekly edition": what a report says of its
/// own publication.
pub(super) fn is_imprint(words: &str) -> bool {
    let dated = publication_cue(words).is_some() && is_date_line(words);
    dated || (words.len() <= MAX_IMPRINT && prefix("imprint", strip_brackets(words)).is_some())
}

// Longer pieces say more than where they appeared.
const MAX_IMPRINT: usize = 320;

fn publication_cue(words: &str) -> Option<usize> {
    let cue = prefix("published", words).max(prefix("updated", words));
    cue.filter(|&len| len < words.len())
}

/// "March 6, 2008", "Published: Mon 3 Feb 2018 10:30 GMT".
pub(super) fn is_date_line(words: &str) -> bool {
    if words.len() > 80 {
        return false;
    }
    let cue = publication_cue(words).unwrap_or(0);
    let mut named = false;
    let mut figures = false;
    for word in
        words[cue..].split(|c: char| c.is_whitespace() || matches!(c, ',' | '|' | '(' | ')' | '-' | '/'))
    {
        let word = word.trim_matches(|c| matches!(c, '.' | ':' | '–' | '—'));
        let digits = word.bytes().take_while(u8::is_ascii_digit).count();
        named |= holds("month", word);
        figures |= digits > 0;
        let tail = &word[digits..];
        let time = tail.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b':' | b'.'));
        let ordinal = matches!(tail, "st" | "nd" | "rd" | "th" | "am" | "pm" | "a.m" | "p.m");
        let zone = digits == 0 && word.len() <= 4 && word.bytes().all(|byte| byte.is_ascii_uppercase());
        let known = zone || holds("month", word) || holds("weekday", word) || word == "at";
        if !(known || (digits > 0 && (time || ordinal)) || (digits == 0 && ordinal)) {
            return false;
        }
    }
    let iso = words[cue..].trim().len() == 10 && words.bytes().filter(|&byte| byte == b'-').count() == 2;
    figures && (named || iso)
}

/// Whether words could be a heading by their form: not too long, no stop, begun as a sentence is.
pub(super) fn has_heading_form(words: &str, max_words: usize) -> bool {
    let first = words.chars().find(|c| c.is_alphanumeric());
    let begins =
        first.is_some_and(|c| !c.is_lowercase() || words.split_whitespace().next().is_some_and(has_capital));
    let stops = words.trim_end_matches(CLOSERS).ends_with(['.', ',', ';', ':', '…', '-', '–', '—']);
    begins
        && !stops
        && (1..=max_words).contains(&n_words(words))
        && !is_list_item(words)
        && !words.contains("://")
}

/// "China Warns Neighbours of New Drills": small words aside, every word has a capital.
pub(super) fn is_title_case(words: &str) -> bool {
    let mut n_capital = 0;
    for word in
        words.split_whitespace().map(|word| word.trim_matches(is_edge)).filter(|word| !word.is_empty())
    {
        if has_capital(word) {
            n_capital += 1;
        } else if word.starts_with(char::is_alphabetic) && !holds("small_word", word) {
            return false;
        }
    }
    n_capital >= 3
}

fn has_capital(word: &str) -> bool {
    word.contains(char::is_uppercase)
}

fn is_edge(c: char) -> bool {
    !c.is_alphanumeric()
}

fn starts_name(word: &str) -> bool {
    word.starts_with(char::is_uppercase) || holds("particle", word)
}

/// Whether all words are names: capitalised, figures, parts of names, or on one of the lists.
fn are_names(words: &str, lists: &[&str]) -> bool {
    let parts = words.split(|c: char| c.is_whitespace() || matches!(c, '/' | ',' | ';' | '|' | '&' | ':'));
    parts.map(|word| word.trim_matches(is_edge)).filter(|word| !word.is_empty()).all(|word| {
        starts_name(word)
            || word.starts_with(|c: char| c.is_ascii_digit())
            || word.split_once(['\'', '’', '-']).is_some_and(|(_, name)| name.starts_with(char::is_uppercase))
            || lists.iter().any(|list| holds(list, word))
    })
}

fn strip_brackets(words: &str) -> &str {
    words.trim_matches(|c: char| matches!(c, '(' | ')' | '[' | ']' | '*' | '_') || c.is_whitespace())
}

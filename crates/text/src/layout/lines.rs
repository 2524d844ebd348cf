//! Lines to pieces: text wrapped at a column is joined, text with a paragraph a line is parted.
//!
//! Which of the two it is shows in the whole text. In wrapped text a line could not have held the
//! first word of the next one, and few lines end where a sentence ends:
//!
//! ```text
//! The two sides agreed to withdraw heavy weapons        "from" would not have fitted: one paragraph
//! from the line of contact by Friday.
//! ```

use tiltmeter_record::Span;

use super::signs;
use super::words::holds;

/// A paragraph, or whatever else stands on lines of its own.
pub(super) struct Piece {
    pub(super) span: Span,
    pub(super) n_lines: usize,
    pub(super) blank_before: bool,
}

/// A line without the white space around it.
struct Line<'a> {
    span: Span,
    words: &'a str,
    n_chars: usize,
    indent: usize,
    blank_before: bool,
}

/// Parts a text into pieces.
pub(super) fn pieces(text: &str) -> Vec<Piece> {
    let lines = lines(text);
    let width = wrap_width(&lines);
    let mut pieces: Vec<Piece> = Vec::new();
    for (line_idx, line) in lines.iter().enumerate() {
        let joins = line_idx > 0 && goes_on(&lines[line_idx - 1], line, width);
        match pieces.last_mut().filter(|_| joins) {
            Some(piece) => {
                piece.span = piece.span.cover(line.span);
                piece.n_lines += 1;
            }
            None => pieces.push(Piece { span: line.span, n_lines: 1, blank_before: line.blank_before }),
        }
    }
    pieces
}

fn lines(text: &str) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    let (mut start, mut blank_before) = (0, true);
    // U+2028 ends a line; U+2029 and a form feed part paragraphs, as an empty line does.
    for line in text.split_inclusive(['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}']) {
        let words = line.trim();
        let at = start + line.len() - line.trim_start().len();
        let carriage_return_only = line == "\n" && text[..start].ends_with('\r');
        if !words.is_empty() {
            let (span, n_chars) = (Span::new(at, at + words.len()), words.chars().count());
            lines.push(Line { span, words, n_chars, indent: at - start, blank_before });
            blank_before = line.ends_with(['\u{c}', '\u{2029}']);
        } else if !carriage_return_only {
            blank_before = true;
        }
        start += line.len();
    }
    lines
}

// Shorter lines are lists or verse, longer ones are paragraphs.
const WRAP_WIDTHS: std::ops::RangeInclusive<usize> = 30..=110;

/// The column at which the text is wrapped, if it is.
fn wrap_width(lines: &[Line<'_>]) -> Option<usize> {
    let pairs = || lines.windows(2).filter(|pair| !pair[1].blank_before);
    let mut widths: Vec<usize> = pairs().map(|pair| pair[0].n_chars).collect();
    let n_pairs = widths.len();
    if n_pairs < 3 {
        return None;
    }
    widths.sort_unstable();
    // An address too long to be broken stands out of the column: the ninth line in ten tells.
    let width = widths[n_pairs * 9 / 10];
    let too_long = pairs().filter(|pair| pair[1].n_chars > width + width / 3).count();
    let full = pairs().filter(|pair| is_full(&pair[0], &pair[1], width)).count();
    let stops = pairs().filter(|pair| signs::ends_sentence(pair[0].words)).count();
    let wrapped = full * 10 >= n_pairs * 6 && stops * 2 <= n_pairs && too_long * 5 <= n_pairs;
    (wrapped && WRAP_WIDTHS.contains(&width)).then_some(width)
}

/// Whether the next line's first word would not have fitted into this line.
fn is_full(line: &Line<'_>, next: &Line<'_>, width: usize) -> bool {
    let first_word = next.words.split_whitespace().next().unwrap_or("").chars().take(width).count();
    line.n_chars + 1 + first_word + 2 > width
}

fn goes_on(line: &Line<'_>, next: &Line<'_>, width: Option<usize>) -> bool {
    if next.blank_before || signs::is_list_item(next.words) {
        return false;
    }
    let stops = signs::ends_sentence(line.words);
    let full = width.is_some_and(|width| is_full(line, next, width));
    if signs::stands_alone(line.words) || (signs::stands_alone(next.words) && (stops || !full)) {
        return false;
    }
    let lower_case = next.words.chars().next().is_some_and(char::is_lowercase);
    match width {
        Some(_) if stops && next.indent >= line.indent + 2 => false,
        Some(width) => full || lower_case || (!stops && line.n_chars * 4 >= width * 3),
        None => !stops && line.n_chars >= 30 && (lower_case || is_left_open(line.words)),
    }
}

// "... talks with the", "... in Geneva,": the sentence must go on.
fn is_left_open(words: &str) -> bool {
    let last_word = words.rsplit(char::is_whitespace).next().unwrap_or("");
    words.ends_with(',') || (last_word.chars().all(char::is_lowercase) && holds("small_word", last_word))
}

//! Quotation marks, paired: straight and curly, nested, continued over paragraphs.
//!
//! Each block is read apart. Its marks are judged by what stands beside them (an opening mark has
//! space before it, a closing one letters), then paired on a stack. A quotation left open at the end
//! of a paragraph is taken up by the mark that opens the next one:
//!
//! ```text
//! “We waited. Nobody came.            open at the paragraph's end
//! “Then we left,” she said.           continues
//! ```

use tiltmeter_record::Span;

use crate::layout::holds;
use crate::{Block, BlockKind, Note, Quotation};

/// Pairs the quotation marks of a text. What is never closed runs to the end of its paragraph, with a note.
pub fn quotations(text: &str, blocks: &[Block], notes: &mut Vec<Note>) -> Vec<Quotation> {
    let mut quotations = Vec::new();
    let mut left_open: Vec<LeftOpen> = Vec::new();
    let mut marks = Vec::new();
    for block in blocks {
        find_marks(text, block.span, &mut marks);
        let mut pairing =
            Pairing { block: block.span, marks: &marks, stack: Vec::new(), found: &mut quotations };
        // Captions and headings interrupt a quotation; they do not end it.
        if block.kind != BlockKind::Paragraph {
            settle(pairing.run(0), notes, &mut quotations);
            continue;
        }
        let n_taken_up = pairing.take_up(&left_open);
        let open = pairing.run(n_taken_up);
        let lost = left_open.split_off(n_taken_up);
        quotations.extend(left_open.drain(..).map(|open| open.quotation));
        settle(lost, notes, &mut quotations);
        left_open = open;
    }
    settle(left_open, notes, &mut quotations);
    quotations.sort_by_key(|quotation| (quotation.span.start(), std::cmp::Reverse(quotation.span.end())));
    set_depths(&mut quotations);
    notes.sort_by_key(|note| note.span);
    quotations
}

/// What no paragraph took up was never closed. A single mark was an apostrophe then.
fn settle(left_open: Vec<LeftOpen>, notes: &mut Vec<Note>, quotations: &mut Vec<Quotation>) {
    for open in left_open.into_iter().filter(|open| open.family != Family::Single) {
        notes.push(Note { span: open.quotation.span, what: "a quotation is never closed" });
        quotations.push(open.quotation);
    }
}

// Quotations are nested or apart, never crossed: the ones still open tell the depth.
fn set_depths(quotations: &mut [Quotation]) {
    let mut ends: Vec<usize> = Vec::new();
    for quotation in quotations {
        while ends.last().is_some_and(|&end| end <= quotation.span.start()) {
            ends.pop();
        }
        quotation.depth = u8::try_from(ends.len()).unwrap_or(u8::MAX);
        ends.push(quotation.span.end());
    }
}

/// Marks that can close one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Family {
    Double,
    Single,
    Guillemets,
    SingleGuillemets,
    Corners,
}

/// A quotation mark and what it may do where it stands.
#[derive(Clone, Copy, Debug)]
struct Mark {
    span: Span,
    family: Family,
    opens: bool,
    closes: bool,
    straight: bool,
    /// It looks like a closing mark, but may be an apostrophe ("workers' rights") or inches (`6" pipe`).
    doubtful: bool,
    /// The next mark of its family can only close.
    closer_next: bool,
    /// Some mark of its family further on can close.
    closer_follows: bool,
}

/// A quotation that its paragraph did not close; it runs to the paragraph's end.
struct LeftOpen {
    quotation: Quotation,
    family: Family,
}

fn find_marks(text: &str, block: Span, marks: &mut Vec<Mark>) {
    marks.clear();
    let words = block.of(text);
    let mut skip_to = 0;
    for (at, c) in words.char_indices().filter(|&(_, c)| may_be_mark(c)) {
        if at < skip_to {
            continue;
        }
        // TeX and old wires write ``so''.
        let doubled = matches!(c, '\'' | '`') && words[at + 1..].starts_with(c);
        let end = at + if doubled { 2 } else { c.len_utf8() };
        skip_to = end;
        let place = Place::of(&words[..at], &words[end..]);
        if let Some(mut mark) = judge(c, doubled, &place) {
            mark.span = Span::new(at, end).shift(block.start());
            marks.push(mark);
        }
    }
    look_ahead(marks);
}

// Cheap enough to ask of every character: most text is ASCII letters.
fn may_be_mark(c: char) -> bool {
    matches!(c, '"' | '\'' | '`' | '«' | '»' | '‘'..='‟' | '‹' | '›' | '「'..='』' | '＂')
}

/// What stands on both sides of a mark.
struct Place<'a> {
    before: &'a str,
    after: &'a str,
    left: Option<char>,
    right: Option<char>,
    blank_left: bool,
    blank_right: bool,
}

impl<'a> Place<'a> {
    fn of(before: &'a str, after: &'a str) -> Place<'a> {
        let (left, right) = (before.chars().next_back(), after.chars().next());
        let (blank_left, blank_right) =
            (left.is_none_or(char::is_whitespace), right.is_none_or(char::is_whitespace));
        Place { before, after, left, right, blank_left, blank_right }
    }

    fn opens(&self) -> bool {
        let free = self.left.is_none_or(|c| c.is_whitespace() || "([{—–-/“‘„‚\"'«‹『「…¿¡".contains(c));
        free && (!self.blank_right || self.blank_left)
    }

    fn closes(&self) -> bool {
        let free = self.right.is_none_or(|c| !c.is_alphanumeric() && !"([{$€£#@&“‘„".contains(c));
        free && (!self.blank_left || self.blank_right)
    }

    fn in_word(&self) -> bool {
        self.left.is_some_and(char::is_alphanumeric) && self.right.is_some_and(char::is_alphanumeric)
    }

    // A word follows after one blank, as it does after an apostrophe and rarely after a quotation.
    fn before_word(&self) -> bool {
        let mut following = self.after.chars();
        following.next().is_some_and(char::is_whitespace)
            && following.next().is_some_and(char::is_alphanumeric)
    }
}

fn judge(c: char, doubled: bool, place: &Place<'_>) -> Option<Mark> {
    let (opens, closes) = (place.opens(), place.closes());
    let inches = c == '"' && place.left.is_some_and(|c| c.is_ascii_digit()) && place.before_word();
    let (family, opens, closes) = match c {
        '"' | '＂' => (Family::Double, opens, closes),
        '“' => (Family::Double, !closes || place.blank_left, closes && !place.blank_left),
        '”' | '‟' => (Family::Double, opens && !closes, true),
        '„' => (Family::Double, true, false),
        '`' if doubled => (Family::Double, true, false),
        '\'' if doubled => (Family::Double, opens && !closes, true),
        '«' => (Family::Guillemets, true, closes && !place.blank_left),
        '»' => (Family::Guillemets, opens && !place.blank_right, true),
        '‹' => (Family::SingleGuillemets, true, closes && !place.blank_left),
        '›' => (Family::SingleGuillemets, opens && !place.blank_right, true),
        '「' | '『' => (Family::Corners, true, false),
        '」' | '』' => (Family::Corners, false, true),
        _ => return judge_single(c, place),
    };
    (opens || closes).then_some(Mark {
        doubtful: inches,
        straight: c.is_ascii(),
        ..mark(family, opens, closes)
    })
}

fn mark(family: Family, opens: bool, closes: bool) -> Mark {
    let (straight, doubtful, closer_next, closer_follows) = (false, false, false, false);
    Mark { span: Span::default(), family, opens, closes, straight, doubtful, closer_next, closer_follows }
}

/// A single mark, or `None` where it is an apostrophe.
fn judge_single(c: char, place: &Place<'_>) -> Option<Mark> {
    let of_rock_n_roll = place.before.ends_with("'n") || place.before.ends_with("’n");
    if place.in_word() || of_rock_n_roll || is_elision(place.after) {
        return None;
    }
    let opening = match c {
        '‘' | '‚' | '‛' => !place.left.is_some_and(char::is_alphanumeric),
        '\'' | '`' => place.opens() && !place.blank_right,
        _ => false,
    };
    let closes = matches!(c, '\'' | '’' | '‘') && !opening && place.closes() && !place.blank_left;
    let plural = place.left.is_some_and(|c| matches!(c, 's' | 'S')) && place.before_word();
    let straight = c.is_ascii();
    (opening || closes).then_some(Mark {
        straight,
        doubtful: plural,
        ..mark(Family::Single, opening, closes)
    })
}

// "'90s", "'em": something was cut off before it.
fn is_elision(after: &str) -> bool {
    let end = after.find(|c: char| !c.is_alphanumeric()).unwrap_or(after.len());
    let word = &after[..end];
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    let year = digits == 2 && matches!(&word[2..], "" | "s");
    year || (!word.is_empty() && word.len() <= 8 && holds("elision", word))
}

fn look_ahead(marks: &mut [Mark]) {
    // For singles and for all others: what comes next, and whether a closing mark comes at all.
    let mut seen = [(false, false); 2];
    for mark in marks.iter_mut().rev() {
        let (closer_next, closer_follows) = &mut seen[usize::from(mark.family == Family::Single)];
        (mark.closer_next, mark.closer_follows) = (*closer_next, *closer_follows);
        *closer_next = mark.closes && !mark.opens;
        *closer_follows |= mark.closes;
    }
}

/// An opening mark that waits for its closing one.
struct Open {
    // Empty where a paragraph goes on with a quotation without a mark.
    mark: Span,
    family: Family,
    continues: bool,
}

// Deeper nesting is no English.
const MAX_OPEN: usize = 8;

struct Pairing<'a> {
    block: Span,
    marks: &'a [Mark],
    stack: Vec<Open>,
    found: &'a mut Vec<Quotation>,
}

impl Pairing<'_> {
    /// Opens what the paragraph before left open and this one takes up; returns how many those are.
    fn take_up(&mut self, left_open: &[LeftOpen]) -> usize {
        let mut at = self.block.start();
        for (mark, open) in self.marks.iter().zip(left_open) {
            if mark.span.start() != at || mark.family != open.family || !(mark.opens || mark.straight) {
                break;
            }
            self.stack.push(Open { mark: mark.span, family: mark.family, continues: true });
            at = mark.span.end();
        }
        if self.stack.is_empty() && self.closes_without_opening(left_open) {
            let mark = Span::new(at, at);
            self.stack.push(Open { mark, family: left_open[0].family, continues: true });
        }
        self.stack.len()
    }

    // Some papers do not repeat the opening mark: then the first mark here closes.
    fn closes_without_opening(&self, left_open: &[LeftOpen]) -> bool {
        let Some(open) = left_open.first().filter(|open| open.family != Family::Single) else { return false };
        let first = self.marks.iter().find(|mark| mark.family == open.family);
        first.is_some_and(|mark| mark.closes && !mark.opens && !mark.doubtful)
    }

    /// Pairs all marks but those taken up, and gives back what stays open, outermost first.
    fn run(mut self, n_taken_up: usize) -> Vec<LeftOpen> {
        let marked = self.stack.iter().take(n_taken_up).filter(|open| !open.mark.is_empty()).count();
        for mark in &self.marks[marked..] {
            let opened = self.stack.iter().rposition(|open| open.family == mark.family);
            match opened.filter(|_| mark.closes) {
                Some(_) if mark.doubtful && mark.closer_next => {}
                Some(open_idx) => self.close(open_idx, mark),
                None if mark.opens => self.open(mark),
                None => {}
            }
        }
        let end = self.block.end();
        let outer_single = |(depth, open): &(usize, Open)| open.family != Family::Single || *depth == 0;
        let open = self.stack.into_iter().enumerate().filter(outer_single);
        open.map(|(_, open)| LeftOpen {
            family: open.family,
            quotation: quotation(&open, Span::new(end, end)),
        })
        .collect()
    }

    fn open(&mut self, mark: &Mark) {
        // A single mark that nothing closes is an apostrophe, unless it is curly and opens a paragraph.
        let closable = mark.family != Family::Single
            || mark.closer_follows
            || (!mark.straight && mark.span.start() == self.block.start());
        if closable && self.stack.len() < MAX_OPEN {
            self.stack.push(Open { mark: mark.span, family: mark.family, continues: false });
        }
    }

    // What was opened inside and is still open was no quotation.
    fn close(&mut self, open_idx: usize, mark: &Mark) {
        self.stack.truncate(open_idx + 1);
        let found = self.stack.pop().map(|open| quotation(&open, mark.span));
        self.found.extend(found.filter(|quotation| !quotation.inner.is_empty()));
    }
}

fn quotation(open: &Open, closing: Span) -> Quotation {
    let span = Span::new(open.mark.start(), closing.end());
    let inner = Span::new(open.mark.end(), closing.start());
    Quotation { span, inner, depth: 0, continues: open.continues }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each quotation's inner words on a line, two blanks deeper for each depth, `+` where it continues.
    fn show(text: &str) -> String {
        let mut notes = Vec::new();
        let found = quotations(text, &crate::layout(text), &mut notes);
        let line = |q: &Quotation| {
            let sign = if q.continues { "+" } else { "" };
            format!("{}{sign}{}", "  ".repeat(q.depth.into()), q.inner.of(text))
        };
        let notes = notes.iter().map(|note| format!("! {}", note.what));
        found.iter().map(line).chain(notes).collect::<Vec<_>>().join("\n")
    }

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        assert_eq!(show(text), expected.join("\n"), "of {text}");
    }

    #[test]
    fn marks_are_paired_whatever_their_shape() {
        check("“We left,” he said.", &["We left,"]);
        check("\"We left,\" he said. \"It was late.\"", &["We left,", "It was late."]);
        check("‘We left,’ he said.", &["We left,"]);
        check("'We left,' he said.", &["We left,"]);
        check("„Wir gehen“, sagte er.", &["Wir gehen"]);
        check("»Wir gehen«, sagte er.", &["Wir gehen"]);
        check("« Nous partons », dit-il.", &[" Nous partons "]);
        check("«Мы уходим», сказал он.", &["Мы уходим"]);
        check("``We left,'' he said.", &["We left,"]);
        check("He said (\"off the record\") no.", &["off the record"]);
        check("A \" spaced \" word.", &[" spaced "]);
        check("”We left,” he said.", &["We left,"]);
        check("“We left,\" he said.", &["We left,"]);
        check("We “left”—and “soon”.", &["left", "soon"]);
        check("「我们走」", &["我们走"]);
    }

    #[test]
    fn quotations_nest() {
        check("“He said ‘go’ and we went,” she said.", &["He said ‘go’ and we went,", "  go"]);
        check("\"He said 'go.'\" Then 'stay'.", &["He said 'go.'", "  go.", "stay"]);
        check("‘He said “go” and we went,’ she said.", &["He said “go” and we went,", "  go"]);
        check("“‘Go,’ he told us,” she said.", &["‘Go,’ he told us,", "  Go,"]);
    }

    #[test]
    fn apostrophes_are_no_quotation_marks() {
        for text in [
            "In the '90s and the ’80s the workers' rights and the workers’ rights were few.",
            "They don't like rock 'n' roll, 'em, and O'Neill's dog; 'tis so.",
            "He is 6'2\" tall and 'bout 90.",
            "The class of '68 met the Joneses' son at James' house.",
        ] {
            check(text, &[]);
        }
        check("'The workers' rights are gone,' he said.", &["The workers' rights are gone,"]);
        check("‘The workers’ rights don’t count,’ he said.", &["The workers’ rights don’t count,"]);
        check("“It was the ’90s, and the boys’ club,” he said.", &["It was the ’90s, and the boys’ club,"]);
        check("'I like rock 'n' roll,' he said.", &["I like rock 'n' roll,"]);
        check("\"He is 6'2\" tall,\" she said.", &["He is 6'2\" tall,"]);
        check("It was \"in 1990\" and then \"gone\".", &["in 1990", "gone"]);
    }

    #[test]
    fn the_next_paragraph_takes_up_what_was_left_open() {
        check("“We waited.\n\n“Then we left,” she said.", &["We waited.", "+Then we left,"]);
        check("\"We waited.\n\n\"Then we left,\" she said.", &["We waited.", "+Then we left,"]);
        check("‘We waited.\n\n‘Then we left,’ she said.", &["We waited.", "+Then we left,"]);
        check("“One.\n\n“Two.\n\n“Three,” she said.", &["One.", "+Two.", "+Three,"]);
        check("“We waited.\n\nThen we left,” she said.", &["We waited.", "+Then we left,"]);
        check("“We waited.” No.\n\n“We left,” she said.", &["We waited.", "We left,"]);
        check("“Go, he said, ‘or stay.\n\n“Now,” she said.", &["Go, he said, ‘or stay.", "+Now,"]);
    }

    #[test]
    fn what_is_never_closed_runs_to_the_end_of_its_paragraph() {
        let note = "! a quotation is never closed";
        check("“We waited.", &["We waited.", note]);
        check("He said “we waited.\n\nNobody came.", &["we waited.", note]);
        check("“We waited.\n\nNobody came.\n\n“Yes,” he said.", &["We waited.", "Yes,", note]);
        check("‘We waited for a long time.\n\nNobody came.", &[]);
        check("We waited.” Nobody came.", &[]);
    }

    #[test]
    fn no_mark_breaks_it() {
        for text in ["\"", "''", "\"\"", "“”“”", "'", "«", "`` ''", "\"'\"'\"'", "’’’’", "“‘“‘“‘“‘“‘“‘“‘”’"]
        {
            show(text);
        }
    }
}

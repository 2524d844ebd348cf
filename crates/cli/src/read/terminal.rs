//! A brief on a terminal, or in a pipe: plain lines, the evidence marked.
//!
//! ```text
//!  3  2018-01-04  The Trump administration (USA GOV) reduced or ended aid, trade or ties with Islamabad (PAK).
//!                 SANCTION discontinue
//!                 … after the Trump administration suspended security assistance to Islamabad.
//!                         ======================== ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^    ---------
//! ```
//!
//! A terminal with colours shows the marks as bold and underlined words instead.

use std::env;

use tiltmeter::record::{Actor, Form, Span, Statement};
use unicode_width::UnicodeWidthChar;

use super::brief::{
    ASSERTED, Brief, Camp, Figure, Line, OF_ONE_REPORT, one_line, statement_remarks, tilt_in_words,
};

/// How to write.
#[derive(Clone, Copy)]
pub(crate) struct Style {
    /// Whether bold, underline and colours are understood.
    pub(crate) colour: bool,
    /// Columns of a line.
    pub(crate) width: usize,
}

// Longer lines tire the eye; shorter ones leave no room beside the dates.
const WIDEST: usize = 110;
const NARROWEST: usize = 48;

impl Style {
    /// What standard output can show. See <https://no-color.org>.
    pub(crate) fn of_output(on_terminal: bool) -> Style {
        let refused = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let dumb = env::var_os("TERM").is_some_and(|terminal| terminal == "dumb");
        let columns = if on_terminal { console::Term::stdout().size().1.into() } else { WIDEST };
        Style { colour: on_terminal && !refused && !dumb, width: columns.clamp(NARROWEST, WIDEST) }
    }
}

/// Writes a brief.
pub(crate) fn write(brief: &Brief<'_>, style: Style) -> String {
    let mut page = Page { out: String::new(), style };
    page.head(brief);
    if brief.events.is_empty() && brief.statements.is_empty() {
        page.paragraph(0, "Nothing codable found: no event and no statement.");
        page.notes(brief);
        return page.out;
    }
    page.who_is_who(&brief.camps);
    page.events(brief);
    page.ties(brief);
    page.statements(brief);
    page.tilt(brief);
    page.notes(brief);
    page.out
}

struct Page {
    out: String,
    style: Style,
}

/// Select Graphic Rendition, ECMA-48: bold.
pub(crate) const BOLD: &str = "1";
/// Faint.
pub(crate) const DIM: &str = "2";
const UNDERLINED: &str = "4";
const CYAN: &str = "36";
const MAGENTA: &str = "35";

impl Page {
    fn head(&mut self, brief: &Brief<'_>) {
        self.styled_paragraph(0, BOLD, &brief.title);
        let published = match brief.report.date {
            Some(date) => format!("Published {date}"),
            None => "Day of publication unknown, so relative dates stay open; --date gives it".to_string(),
        };
        let publisher = brief.report.publisher.as_deref().map(one_line);
        self.styled_paragraph(
            0,
            DIM,
            &[Some(published), publisher].into_iter().flatten().collect::<Vec<_>>().join(" · "),
        );
        self.out.push('\n');
    }

    fn heading(&mut self, words: &str) {
        self.styled_paragraph(0, BOLD, words);
    }

    fn who_is_who(&mut self, camps: &[Camp<'_>]) {
        if camps.is_empty() {
            return;
        }
        self.heading("Who is who");
        for camp in camps {
            for (nth, figure) in camp.parties.iter().enumerate() {
                let code = if nth == 0 { camp.code } else { "" };
                self.hanging(&format!("  {code:4} "), &in_words(figure));
            }
        }
        self.out.push('\n');
    }

    fn events(&mut self, brief: &Brief<'_>) {
        self.heading("What happened");
        if brief.events.is_empty() {
            self.paragraph(2, "No event found.");
        }
        let digits = brief.events.len().to_string().len();
        for (nth, line) in brief.events.iter().enumerate() {
            self.hanging(&format!("  {:digits$}  {:10}  ", nth + 1, line.date), &line.sentence);
            let indent = digits + 16;
            let told = [std::slice::from_ref(&line.codes), line.remarks.as_slice()].concat().join(" · ");
            self.styled_paragraph(indent, DIM, &told);
            self.evidence(indent, brief, line);
            for step in &line.event.explanation {
                self.styled_paragraph(indent, DIM, step);
            }
        }
        if !brief.events.is_empty() && !self.style.colour {
            self.paragraph(2, "(^ the act   = who acted   - who was acted upon)");
        }
        self.out.push('\n');
    }

    fn ties(&mut self, brief: &Brief<'_>) {
        if brief.ties.is_empty() {
            return;
        }
        self.heading("Who gives what to whom");
        for line in &brief.ties {
            let margin = format!("  {:10}  ", line.date);
            self.hanging(&margin, &line.sentence);
            let indent = width(&margin);
            self.styled_paragraph(indent, DIM, &line.remarks.join(" · "));
            let evidence = one_line(line.tie.span.of(&brief.report.text));
            self.styled_paragraph(indent, DIM, &format!("“{evidence}”"));
            for step in &line.tie.explanation {
                self.styled_paragraph(indent, DIM, step);
            }
            if !line.tie.explanation.is_empty() {
                self.styled_paragraph(indent, DIM, &format!("entry: {}", line.tie.rule));
            }
        }
        self.out.push('\n');
    }

    fn statements(&mut self, brief: &Brief<'_>) {
        if brief.statements.is_empty() {
            return;
        }
        self.heading("Who said what");
        for statement in brief.statements {
            self.paragraph(2, &speaker(brief, statement));
            for span in &statement.content {
                self.paragraph(4, &quoted(&brief.report.text, *span, statement.form));
            }
        }
        self.out.push('\n');
    }

    fn tilt(&mut self, brief: &Brief<'_>) {
        if brief.tilts.is_empty() && brief.assertions.is_empty() {
            return;
        }
        self.heading("How it tilts");
        for tilt in &brief.tilts {
            self.hanging(&format!("  {} {}  ", tilt.a, tilt.b), &tilt_in_words(tilt));
        }
        self.styled_paragraph(2, DIM, OF_ONE_REPORT);
        if !brief.assertions.is_empty() {
            self.paragraph(2, ASSERTED);
        }
        for assertion in &brief.assertions {
            self.paragraph(2, &assertion.told);
            self.paragraph(4, &format!("“{}”", assertion.quoted));
        }
        self.out.push('\n');
    }

    fn notes(&mut self, brief: &Brief<'_>) {
        for note in &brief.document.notes {
            let words: String = one_line(note.span.of(&brief.report.text)).chars().take(60).collect();
            self.styled_paragraph(0, DIM, &format!("Note: {} (“{words}”)", note.what));
        }
    }

    fn evidence(&mut self, indent: usize, brief: &Brief<'_>, line: &Line<'_>) {
        let marked = Marked::new(brief, line);
        for row in marked.rows(self.style.width.saturating_sub(indent)) {
            self.out.push_str(&" ".repeat(indent));
            if self.style.colour {
                self.coloured(row);
            } else {
                self.underlined(indent, row);
            }
        }
    }

    fn coloured(&mut self, row: &[(char, Mark)]) {
        for run in row.chunk_by(|a, b| a.1 == b.1) {
            let words: String = run.iter().map(|(character, _)| character).collect();
            let codes: &[&str] = match run[0].1 {
                Mark::None => &[],
                Mark::Act => &[BOLD, UNDERLINED],
                Mark::Actor => &[CYAN, UNDERLINED],
                Mark::Recipient => &[MAGENTA, UNDERLINED],
            };
            self.styled(codes, &words);
        }
        self.out.push('\n');
    }

    fn underlined(&mut self, indent: usize, row: &[(char, Mark)]) {
        let mut below = String::new();
        for (character, mark) in row {
            self.out.push(*character);
            let sign = match mark {
                Mark::None => ' ',
                Mark::Act => '^',
                Mark::Actor => '=',
                Mark::Recipient => '-',
            };
            below.extend(std::iter::repeat_n(sign, character.width().unwrap_or(0)));
        }
        self.out.push('\n');
        if !below.trim().is_empty() {
            self.out.push_str(&format!("{}{}\n", " ".repeat(indent), below.trim_end()));
        }
    }

    fn styled(&mut self, codes: &[&str], words: &str) {
        if self.style.colour && !codes.is_empty() {
            self.out.push_str(&format!("\u{1b}[{}m{words}\u{1b}[0m", codes.join(";")));
        } else {
            self.out.push_str(words);
        }
    }

    fn paragraph(&mut self, indent: usize, words: &str) {
        self.hanging(&" ".repeat(indent), words);
    }

    fn styled_paragraph(&mut self, indent: usize, code: &str, words: &str) {
        for row in wrapped(words, self.style.width.saturating_sub(indent)) {
            self.out.push_str(&" ".repeat(indent));
            self.styled(&[code], &row);
            self.out.push('\n');
        }
    }

    // Words beside a margin: what stands in it on the first line, as much room on the others.
    fn hanging(&mut self, margin: &str, words: &str) {
        let width = width(margin);
        for (nth, row) in wrapped(words, self.style.width.saturating_sub(width)).iter().enumerate() {
            let left = if nth == 0 { margin.to_string() } else { " ".repeat(width) };
            self.out.push_str(&format!("{left}{row}\n"));
        }
    }
}

fn in_words(figure: &Figure<'_>) -> String {
    let sectors = figure.sectors.join(" ");
    let office = figure.office.clone().unwrap_or_default();
    let others = figure.called.iter().map(|words| one_line(words)).filter(|words| words != figure.name);
    let called: Vec<String> = others.map(|words| format!("“{words}”")).collect();
    let parts = [one_line(figure.name), sectors, office, called.join(", ")];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

fn speaker(brief: &Brief<'_>, statement: &Statement) -> String {
    let whom = |actor: &Option<Actor>| actor.as_ref().map(|actor| brief.names.party(actor));
    let who = whom(&statement.speaker).unwrap_or("Somebody unnamed".to_string());
    let addressee = whom(&statement.addressee).map_or(String::new(), |addressee| format!(" to {addressee}"));
    let cue = one_line(statement.cue.of(&brief.report.text));
    let beside = statement_remarks(&brief.report.text, statement);
    let beside = if beside.is_empty() { String::new() } else { format!(" · {}", beside.join(" · ")) };
    format!("{who}{addressee} — “{cue}”{beside}")
}

fn quoted(text: &str, span: Span, form: Form) -> String {
    let words = one_line(span.of(text));
    let marked = words.starts_with(['“', '"', '‘', '\'', '«']);
    if form == Form::Direct && !marked { format!("“{words}”") } else { words }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    None,
    Act,
    Actor,
    Recipient,
}

// Evidence, character by character, each run of white space as one space.
struct Marked {
    characters: Vec<(char, Mark)>,
}

// Characters of the sentence that are shown on either side of the marks.
const AROUND: usize = 70;

impl Marked {
    fn new(brief: &Brief<'_>, line: &Line<'_>) -> Marked {
        let (text, event) = (brief.report.text.as_str(), line.event);
        let sentence = brief.sentence(event.sentence);
        let parties = event.actors.iter().chain(&event.recipients).map(|party| party.span);
        let inside = parties.filter(|&span| sentence.contains(span));
        let cover = inside.fold(event.span, Span::cover);
        let shown = window(text, sentence.cover(event.span), cover);
        let mark = |position: usize| {
            let on = |span: Span| span.range().contains(&position);
            let any = |actors: &[Actor]| actors.iter().any(|actor| on(actor.span));
            match () {
                () if any(&event.actors) => Mark::Actor,
                () if any(&event.recipients) => Mark::Recipient,
                () if on(event.span) => Mark::Act,
                () => Mark::None,
            }
        };
        let mut marked = Marked { characters: Vec::new() };
        marked.plain(if shown.start() > sentence.start() { "… " } else { "" });
        for (offset, character) in shown.of(text).char_indices() {
            let mark = mark(shown.start() + offset);
            match character.is_whitespace() {
                true if marked.characters.last().is_some_and(|(last, _)| *last == ' ') => {}
                true => marked.characters.push((' ', mark)),
                false if character.is_control() => {}
                false => marked.characters.push((character, mark)),
            }
        }
        marked.plain(if shown.end() < sentence.end() { " …" } else { "" });
        marked
    }

    fn plain(&mut self, words: &str) {
        self.characters.extend(words.chars().map(|character| (character, Mark::None)));
    }

    fn rows(&self, width: usize) -> Vec<&[(char, Mark)]> {
        let mut rows = Vec::new();
        let mut rest = self.characters.as_slice();
        while !rest.is_empty() {
            let (row, after) = rest.split_at(row_end(rest.iter().map(|(character, _)| *character), width));
            let blanks = after.iter().take_while(|(character, _)| *character == ' ').count();
            rows.push(row);
            rest = &after[blanks..];
        }
        rows
    }
}

// The part of the sentence that is worth showing: the marks with some words around them.
fn window(text: &str, sentence: Span, cover: Span) -> Span {
    let before = Span::new(sentence.start(), cover.start()).of(text);
    let after = Span::new(cover.end(), sentence.end()).of(text);
    let start = match before.char_indices().rev().nth(AROUND) {
        Some((far, _)) => {
            before[far..].find(' ').map_or(cover.start(), |blank| sentence.start() + far + blank + 1)
        }
        None => sentence.start(),
    };
    let end = match after.char_indices().nth(AROUND) {
        Some((far, _)) => after[..far].rfind(' ').map_or(cover.end(), |blank| cover.end() + blank),
        None => sentence.end(),
    };
    Span::new(start, end)
}

// How many characters fit a row: up to the last blank, or all that fit where a word is too long.
fn row_end(characters: impl Iterator<Item = char>, width: usize) -> usize {
    let (mut columns, mut last_blank, mut n_characters) = (0, None, 0);
    for (position, character) in characters.enumerate() {
        if character == ' ' {
            last_blank = Some(position);
        }
        columns += character.width().unwrap_or(0);
        if columns > width && position > 0 {
            return last_blank.filter(|&blank| blank > 0).unwrap_or(position);
        }
        n_characters = position + 1;
    }
    n_characters
}

/// Words in rows of that width.
pub(crate) fn wrapped(words: &str, width: usize) -> Vec<String> {
    let characters: Vec<char> = words.chars().filter(|character| !character.is_control()).collect();
    let mut rows = Vec::new();
    let mut rest = characters.as_slice();
    while !rest.is_empty() {
        let (row, after) = rest.split_at(row_end(rest.iter().copied(), width));
        let blanks = after.iter().take_while(|&&character| character == ' ').count();
        rows.push(row.iter().collect());
        rest = &after[blanks..];
    }
    rows
}

fn width(words: &str) -> usize {
    words.chars().map(|character| character.width().unwrap_or(0)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_break_at_blanks_and_hold_their_width() {
        assert_eq!(wrapped("Moscow said it would", 11), ["Moscow said", "it would"]);
        assert_eq!(wrapped("Moscow said it would", 3), ["Mos", "cow", "sai", "d", "it", "wou", "ld"]);
        assert_eq!(wrapped("", 10), Vec::<String>::new());
        assert_eq!(wrapped("北京 莫斯科", 5), ["北京", "莫斯", "科"]);
    }

    #[test]
    fn control_characters_do_not_reach_the_terminal() {
        assert_eq!(wrapped("a\u{1b}[31mb", 20), ["a[31mb"]);
    }

    #[test]
    fn a_window_keeps_the_marks_and_whole_words() {
        let text = format!("{}Moscow warned Kyiv{}", "word ".repeat(40), " word".repeat(40));
        let start = text.find("Moscow").unwrap();
        let shown = window(&text, Span::new(0, text.len()), Span::new(start, start + 18)).of(&text);
        assert!(
            shown.starts_with("word ") && shown.ends_with(" word") && shown.contains("Moscow warned Kyiv")
        );
        assert!(shown.len() < 170);
    }
}

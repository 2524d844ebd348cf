//! What a text is made of: headline, byline, dateline, captions, credits, imprint, paragraphs.
//!
//! First stage of reading. [`lines`] joins lines that were wrapped and parts paragraphs; then each
//! piece is judged by its words ([`signs`]) and by where it stands. Only what shows itself to be
//! something else is taken from the running text: in doubt a piece is a paragraph, because a
//! sentence that is lost silently is worse than a heading that is read as a sentence.
//!
//! ```text
//! Kenya reopens border                               Headline
//! By Jane Roe                                        Byline
//! NAIROBI (Reuters) - Kenya said on Monday ...       Dateline, Paragraph
//! ```

mod dateline;
mod lines;
mod signs;
mod words;

pub(crate) use words::{holds, prefix};

use tiltmeter_record::Span;

use crate::{Block, BlockKind};
use lines::Piece;

/// Divides a text into blocks. Blocks lie in its order, do not overlap, and hold all that is not white space.
pub fn layout(text: &str) -> Vec<Block> {
    let pieces = lines::pieces(text);
    let page = Page::of(text, &pieces);
    let mut blocks = Vec::with_capacity(pieces.len() + 2);
    for piece_idx in 0..pieces.len() {
        page.classify(piece_idx, &mut blocks);
    }
    blocks
}

/// The pieces of a text and where its body begins.
struct Page<'a> {
    text: &'a str,
    pieces: &'a [Piece],
    /// Whether blank lines part its paragraphs.
    has_blanks: bool,
    /// The first paragraph of running text; 0 where there is no telling.
    body: usize,
}

// More pieces than these above the first paragraph are a list, not the head of a report.
const MAX_PIECES_ABOVE_BODY: usize = 7;

impl<'a> Page<'a> {
    fn of(text: &'a str, pieces: &'a [Piece]) -> Page<'a> {
        let has_blanks = pieces.iter().skip(1).any(|piece| piece.blank_before);
        let mut page = Page { text, pieces, has_blanks, body: 0 };
        let body = (0..pieces.len().min(MAX_PIECES_ABOVE_BODY)).find(|&idx| page.opens_body(idx));
        page.body = body.unwrap_or(0);
        page
    }

    fn words_of(&self, piece_idx: usize) -> &'a str {
        self.pieces.get(piece_idx).map_or("", |piece| piece.span.of(self.text))
    }

    fn opens_body(&self, piece_idx: usize) -> bool {
        let words = self.words_of(piece_idx);
        let running = signs::is_full_paragraph(words) || dateline::find(words, true).is_some();
        running
            && self.caption(piece_idx).is_none()
            && !signs::is_credit(words)
            && !signs::is_signature(words)
            && !signs::is_imprint(words)
    }

    fn classify(&self, piece_idx: usize, blocks: &mut Vec<Block>) {
        let span = self.pieces[piece_idx].span;
        let words = span.of(self.text);
        // A text of one piece is a sentence or a paragraph that someone wants read.
        if self.pieces.len() == 1 {
            return push_paragraph(words, span, false, blocks);
        }
        if let Some(kind) = self.kind_by_words(piece_idx) {
            blocks.push(Block { kind, span });
        } else if let Some(len) = self.caption(piece_idx) {
            push_caption(self.text, span, len, blocks);
        } else if self.is_headline(piece_idx) || self.is_heading(piece_idx) {
            blocks.push(Block { kind: BlockKind::Headline, span });
        } else {
            push_paragraph(words, span, piece_idx <= self.body, blocks);
        }
    }

    fn kind_by_words(&self, piece_idx: usize) -> Option<BlockKind> {
        let words = self.words_of(piece_idx);
        let in_head = piece_idx < self.body;
        if signs::is_byline(words) || (in_head && signs::is_byline_with_agency(words)) {
            Some(BlockKind::Byline)
        } else if signs::is_imprint(words) {
            Some(BlockKind::Imprint)
        } else if in_head && signs::is_date_line(words) {
            Some(BlockKind::Dateline)
        } else if signs::is_credit(words) || signs::is_signature(words) {
            Some(BlockKind::Credit)
        } else {
            None
        }
    }

    /// How much of the piece is a caption; a credit at its end is not counted.
    fn caption(&self, piece_idx: usize) -> Option<usize> {
        let words = self.words_of(piece_idx);
        if let Some(len) = signs::caption(words) {
            return Some(len);
        }
        // A line right above a credit, where blank lines part paragraphs, belongs to the picture.
        let next = self.pieces.get(piece_idx + 1)?;
        let bound = self.has_blanks && !next.blank_before && signs::is_photo_credit(next.span.of(self.text));
        (bound && words.len() < 600).then_some(words.len())
    }

    fn is_headline(&self, piece_idx: usize) -> bool {
        if piece_idx >= self.body || !self.has_heading_form(piece_idx, 25) {
            return false;
        }
        let words = self.words_of(piece_idx);
        let next = self.words_of(piece_idx + 1);
        let below = (piece_idx + 1..=self.body).any(|idx| self.reveals_headline(idx));
        let full = |idx| signs::is_full_paragraph(self.words_of(idx));
        let stops = words.ends_with(['?', '!']);
        below
            || (signs::is_title_case(words) && signs::is_full_paragraph(next))
            || (!stops && full(self.body) && full(self.body + 1))
    }

    // What stands only under a headline.
    fn reveals_headline(&self, piece_idx: usize) -> bool {
        let words = self.words_of(piece_idx);
        signs::is_byline(words)
            || (piece_idx < self.body && (signs::is_byline_with_agency(words) || signs::is_date_line(words)))
            || dateline::find(words, true).is_some()
    }

    fn is_heading(&self, piece_idx: usize) -> bool {
        if piece_idx <= self.body || self.body == 0 && self.pieces.len() < 4 {
            return false;
        }
        let words = self.words_of(piece_idx);
        let apart = !self.has_blanks || (self.pieces[piece_idx].blank_before && self.blank_after(piece_idx));
        apart
            && self.has_heading_form(piece_idx, 12)
            && words.chars().next().is_some_and(char::is_uppercase)
            && (signs::is_title_case(words) || (!words.ends_with(['?', '!']) && signs::n_words(words) <= 6))
            && signs::is_full_paragraph(self.words_of(piece_idx - 1))
            && signs::is_full_paragraph(self.words_of(piece_idx + 1))
    }

    fn blank_after(&self, piece_idx: usize) -> bool {
        self.pieces.get(piece_idx + 1).is_some_and(|next| next.blank_before)
    }

    fn has_heading_form(&self, piece_idx: usize, max_words: usize) -> bool {
        let piece = &self.pieces[piece_idx];
        let words = piece.span.of(self.text);
        piece.n_lines <= 3 && words.len() <= 240 && signs::has_heading_form(words, max_words)
    }
}

fn push_paragraph(words: &str, span: Span, opens: bool, blocks: &mut Vec<Block>) {
    let mut start = 0;
    if let Some(len) = dateline::find(words, opens) {
        let head = Span::new(span.start(), span.start() + len);
        blocks.push(Block { kind: BlockKind::Dateline, span: head });
        start = len + words[len..].len() - words[len..].trim_start().len();
    }
    blocks.push(Block { kind: BlockKind::Paragraph, span: Span::new(span.start() + start, span.end()) });
}

fn push_caption(text: &str, span: Span, len: usize, blocks: &mut Vec<Block>) {
    let caption = &span.of(text)[..len];
    let end = span.start() + caption.trim_end().len();
    blocks.push(Block { kind: BlockKind::Caption, span: Span::new(span.start(), end) });
    let start = span.end() - span.of(text)[len..].trim_start().len();
    if start < span.end() {
        blocks.push(Block { kind: BlockKind::Credit, span: Span::new(start, span.end()) });
    }
}

#[cfg(test)]
mod tests;

//! What a text is made of: headline, byline, dateline, captions, credits, paragraphs.

use crate::Block;

/// Divides a text into blocks. Blocks lie in its order, do not overlap, and hold all that is not white space.
pub fn layout(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut start = 0;
    for paragraph in text.split_inclusive("\n\n") {
        let trimmed = paragraph.trim();
        if !trimmed.is_empty() {
            let from = start + paragraph.len() - paragraph.trim_start().len();
            let span = tiltmeter_record::Span::new(from, from + trimmed.len());
            blocks.push(Block { kind: crate::BlockKind::Paragraph, span });
        }
        start += paragraph.len();
    }
    blocks
}

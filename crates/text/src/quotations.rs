//! Quotation marks, paired: straight and curly, nested, continued over paragraphs.

use crate::{Block, Quotation};

/// Pairs the quotation marks of a text.
pub fn quotations(_text: &str, _blocks: &[Block]) -> Vec<Quotation> {
    Vec::new()
}

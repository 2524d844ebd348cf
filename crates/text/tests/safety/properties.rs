//! What holds for any text that was read.

use tiltmeter_record::{Span, When};
use tiltmeter_text::{BlockKind, Document, Reader, times};

/// Reads `text` with two readers that have read other things before, and checks what must hold.
/// `parse` gives every sentence a tree.
pub(crate) fn check(
    text: &str,
    first: &mut Reader<'_>,
    second: &mut Reader<'_>,
    parse: bool,
) -> Result<(), String> {
    let document = first.read_where(text, |_| parse);
    blocks_hold_the_text(text, &document)?;
    tokens_hold_the_paragraphs(text, &document, first.keep_headings)?;
    sentences_hold_the_tokens(text, &document)?;
    quotations_are_nested(text, &document)?;
    times_are_in_order(text, &document)?;
    for note in &document.notes {
        valid(text, note.span, "note")?;
    }
    let again = second.read_where(text, |_| parse);
    if same(text, &document, &again) {
        Ok(())
    } else {
        Err("read twice, the text reads differently".to_string())
    }
}

fn valid(text: &str, span: Span, what: &str) -> Result<(), String> {
    match text.get(span.range()) {
        Some(_) => Ok(()),
        None => Err(format!("{what} at {span:?} is not in the text")),
    }
}

fn blank(text: &str, start: usize, end: usize, what: &str) -> Result<(), String> {
    let between = text
        .get(start..end)
        .ok_or_else(|| format!("{what}: {start}..{end} is out of order or cuts a character"))?;
    if between.trim().is_empty() { Ok(()) } else { Err(format!("{what}: {between:?} is in none")) }
}

fn blocks_hold_the_text(text: &str, document: &Document) -> Result<(), String> {
    let mut end = 0;
    for block in &document.blocks {
        valid(text, block.span, "block")?;
        blank(text, end, block.span.start(), "blocks")?;
        let words = block.span.of(text);
        if words.is_empty() || words.trim() != words {
            return Err(format!("the block {words:?} is empty or has white space around it"));
        }
        end = block.span.end();
    }
    blank(text, end, text.len(), "blocks")
}

fn tokens_hold_the_paragraphs(text: &str, document: &Document, keep_headings: bool) -> Result<(), String> {
    let mut tokens = document.tokens.iter().map(|token| token.span).peekable();
    for block in &document.blocks {
        let heading = keep_headings && block.kind == BlockKind::Headline;
        if !heading && block.kind != BlockKind::Paragraph {
            continue;
        }
        let mut end = block.span.start();
        while let Some(token) = tokens.next_if(|token| token.start() < block.span.end()) {
            if token.is_empty() {
                return Err(format!("an empty token at {token:?}"));
            }
            valid(text, token, "token")?;
            blank(text, end, token.start(), "tokens")?;
            end = token.end();
        }
        blank(text, end, block.span.end(), "tokens")?;
    }
    tokens.next().map_or(Ok(()), |token| Err(format!("the token at {token:?} is in no paragraph")))
}

fn sentences_hold_the_tokens(text: &str, document: &Document) -> Result<(), String> {
    let mut next = 0;
    for (sentence_idx, sentence) in document.sentences.iter().enumerate() {
        valid(text, sentence.span, "sentence")?;
        if sentence.tokens.start != next || sentence.tokens.is_empty() {
            return Err(format!("sentence {sentence_idx} is empty or leaves tokens out"));
        }
        next = sentence.tokens.end;
        let block = document.blocks.get(sentence.block).ok_or("a sentence in no block")?;
        let view = document.view(text, sentence_idx);
        if !block.span.contains(sentence.span) || view.span(0, view.len() - 1) != sentence.span {
            return Err(format!("sentence {sentence_idx} leaves its block or its tokens"));
        }
        if sentence.parsed {
            one_rooted(&view)?;
        }
    }
    if next == document.tokens.len() { Ok(()) } else { Err("tokens in no sentence".to_string()) }
}

fn one_rooted(view: &tiltmeter_text::View<'_>) -> Result<(), String> {
    let n_roots = (0..view.len()).filter(|&token_idx| view.head(token_idx).is_none()).count();
    if n_roots != 1 {
        return Err(format!("{n_roots} roots in {:?}", view.sentence.span.of(view.text)));
    }
    for token_idx in 0..view.len() {
        let mut above = token_idx;
        let mut steps = 0;
        while let Some(head) = view.head(above) {
            steps += 1;
            if head >= view.len() || steps > view.len() {
                return Err(format!("a head outside the sentence, or a cycle, above token {token_idx}"));
            }
            above = head;
        }
    }
    Ok(())
}

fn quotations_are_nested(text: &str, document: &Document) -> Result<(), String> {
    let mut open: Vec<Span> = Vec::new();
    let mut last_start = 0;
    for quotation in &document.quotations {
        valid(text, quotation.span, "quotation")?;
        valid(text, quotation.inner, "quotation")?;
        open.retain(|outer| outer.end() > quotation.span.start());
        let nested = open.iter().all(|outer| outer.contains(quotation.span));
        let in_order = quotation.span.start() >= last_start && quotation.span.contains(quotation.inner);
        let depth = usize::from(quotation.depth) == open.len();
        let in_block = document.blocks.iter().any(|block| block.span.contains(quotation.span));
        if !(nested && in_order && depth && in_block) || quotation.span.is_empty() {
            return Err(format!("the quotation {quotation:?} crosses another, its block or its order"));
        }
        last_start = quotation.span.start();
        open.push(quotation.span);
    }
    Ok(())
}

fn times_are_in_order(text: &str, document: &Document) -> Result<(), String> {
    let published: When = "2018-01-29".parse().map_err(|error| format!("{error}"))?;
    for published in [Some(published), None] {
        let mut end = 0;
        for time in times(text, document, published) {
            valid(text, time.span, "time")?;
            let blank_value =
                time.value.as_deref().is_some_and(|value| value.is_empty() || !value.is_ascii());
            if time.span.start() < end || time.span.is_empty() || blank_value {
                return Err(format!("the time {time:?} is empty or overlaps another"));
            }
            end = time.span.end();
        }
    }
    Ok(())
}

fn same(text: &str, one: &Document, other: &Document) -> bool {
    let lemmas = |document: &Document| -> Vec<String> {
        let views = (0..document.sentences.len()).map(|sentence_idx| document.view(text, sentence_idx));
        views
            .flat_map(|view| (0..view.len()).map(move |token_idx| view.lemma(token_idx).to_string()))
            .collect()
    };
    one.blocks == other.blocks
        && one.tokens == other.tokens
        && one.sentences == other.sentences
        && one.quotations == other.quotations
        && one.notes == other.notes
        && lemmas(one) == lemmas(other)
}

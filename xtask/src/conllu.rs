//! CoNLL-U files: sentences of syntactic words, and the raw text they were cut from.

use std::path::Path;

use anyhow::{Context, Result, bail};

/// A treebank file.
#[derive(Default)]
pub struct Treebank {
    /// In the file's order.
    pub sentences: Vec<Sentence>,
    /// The raw text, as CoNLL 2018 makes it: paragraphs and documents parted by an empty line, the
    /// sentences of a paragraph by a space, unless the sentence's last token says otherwise.
    pub raw: String,
}

/// A sentence of a treebank.
#[derive(Default)]
pub struct Sentence {
    /// Syntactic words.
    pub words: Vec<Word>,
    /// Surface tokens: positions of first and last word, both included, and their place in the raw text.
    pub tokens: Vec<Token>,
    /// Whether a document begins here.
    pub new_document: bool,
    /// Whether a paragraph begins here.
    pub new_paragraph: bool,
    /// The document's name.
    pub document: String,
}

/// A surface token: one word, or several that were joined.
pub struct Token {
    pub first: usize,
    pub last: usize,
    /// Bytes of [`Treebank::raw`].
    pub start: usize,
    pub end: usize,
}

/// A syntactic word.
pub struct Word {
    pub form: String,
    pub lemma: String,
    pub upos: String,
    pub xpos: String,
    /// 0 is the root, else position from 1.
    pub head: usize,
    pub deprel: String,
}

/// Reads a CoNLL-U file.
pub fn read(path: &Path) -> Result<Treebank> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read `{}`", path.display()))?;
    parse(&text).with_context(|| format!("cannot read `{}`", path.display()))
}

pub fn parse(text: &str) -> Result<Treebank> {
    let mut bank = Treebank::default();
    let mut sentence = Sentence::default();
    let mut document = String::new();
    // Bytes of a joined token already written, and the word it ends with.
    let mut joined_until = 0;
    let mut gap = "";
    for (line_idx, line) in text.lines().enumerate() {
        if let Some(comment) = line.strip_prefix('#') {
            let comment = comment.trim();
            sentence.new_document |= comment.starts_with("newdoc");
            sentence.new_paragraph |= comment.starts_with("newpar") && !comment.starts_with("newpar_block");
            if let Some(name) = comment.strip_prefix("newdoc id =") {
                document = name.trim().to_string();
            }
            continue;
        }
        if line.is_empty() {
            if !sentence.words.is_empty() {
                sentence.document.clone_from(&document);
                bank.sentences.push(std::mem::take(&mut sentence));
            }
            joined_until = 0;
            continue;
        }
        let columns: Vec<&str> = line.split('\t').collect();
        if columns.len() != 10 {
            bail!("line {}: {} columns where CoNLL-U has 10: {line}", line_idx + 1, columns.len());
        }
        if columns[0].contains('.') {
            continue;
        }
        let starts_token = columns[0].contains('-') || sentence.words.len() + 1 > joined_until;
        if starts_token {
            if sentence.tokens.is_empty()
                && (sentence.new_document || sentence.new_paragraph)
                && !bank.raw.is_empty()
            {
                gap = "\n\n";
            }
            bank.raw.push_str(gap);
            let (first, last) = match columns[0].split_once('-') {
                Some((first, last)) => (first.parse::<usize>()?, last.parse::<usize>()?),
                None => (sentence.words.len() + 1, sentence.words.len() + 1),
            };
            let start = bank.raw.len();
            bank.raw.push_str(columns[1]);
            sentence.tokens.push(Token { first: first - 1, last: last - 1, start, end: bank.raw.len() });
            joined_until = last;
            gap = if columns[9].split('|').any(|m| m == "SpaceAfter=No") { "" } else { " " };
        }
        if !columns[0].contains('-') {
            let head = columns[6]
                .parse()
                .with_context(|| format!("line {}: head `{}`", line_idx + 1, columns[6]))?;
            sentence.words.push(Word {
                form: columns[1].to_string(),
                lemma: columns[2].to_string(),
                upos: columns[3].to_string(),
                xpos: columns[4].to_string(),
                head,
                deprel: columns[7].to_string(),
            });
        }
    }
    if !sentence.words.is_empty() {
        sentence.document = document;
        bank.sentences.push(sentence);
    }
    bank.raw.push('\n');
    Ok(bank)
}

//! Arcs that a text says its sentences have, against those that the reader finds; used by the suite and by
//! `cargo xtask evaluate arcs`.
//!
//! ```text
//! Turkey lifted sanctions on Armenia.
//!     root: lifted
//!     lifted: nsubj Turkey, ~obj sanctions        (~: the reader is known to get this wrong)
//! ```

use tiltmeter_text::{Reader, View};

/// A golden text, marked anew by what the reader finds.
#[derive(Default)]
pub(crate) struct Marked {
    /// The same text, with `~` before the arcs that the reader does not find, and before no others.
    pub(crate) text: String,
    /// Arcs that it finds.
    pub(crate) n_right: usize,
    /// Arcs that the text names.
    pub(crate) n_arcs: usize,
}

/// Reads each sentence of a golden text and marks its arcs. Panics, with the line, where the text is not in order.
pub(crate) fn mark(golden: &str, reader: &mut Reader<'_>) -> Marked {
    let mut marked = Marked::default();
    let mut sentence = "";
    for (line_idx, line) in golden.lines().enumerate() {
        match line.strip_prefix("    ") {
            Some(arcs) => {
                let document = reader.read(sentence);
                assert_eq!(
                    document.sentences.len(),
                    1,
                    "line {}: not one sentence: {sentence}",
                    line_idx + 1
                );
                let view = document.view(sentence, 0);
                mark_line(arcs, &view, &mut marked)
                    .unwrap_or_else(|why| panic!("line {}: {why}: {line}", line_idx + 1));
            }
            None => {
                sentence = line;
                marked.text.push_str(line);
            }
        }
        marked.text.push('\n');
    }
    marked
}

fn mark_line(arcs: &str, view: &View<'_>, marked: &mut Marked) -> Result<(), String> {
    let (head, dependents) = arcs.split_once(": ").ok_or("no head")?;
    marked.text.push_str(&format!("    {head}: "));
    for (at, arc) in dependents.split(", ").enumerate() {
        let arc = arc.trim_start_matches('~');
        let is_right = match arc.split_once(' ') {
            None if head == "root" => view.head(position(view, arc)?).is_none(),
            None => return Err(format!("`{arc}` is no relation and dependent")),
            Some((relations, dependent)) => {
                let (head, dependent) = (position(view, head)?, position(view, dependent)?);
                let found = view.deprel(dependent).label();
                view.head(dependent) == Some(head) && relations.split('|').any(|relation| relation == found)
            }
        };
        marked.n_arcs += 1;
        marked.n_right += usize::from(is_right);
        let (comma, wrong) = (if at > 0 { ", " } else { "" }, if is_right { "" } else { "~" });
        marked.text.push_str(&format!("{comma}{wrong}{arc}"));
    }
    Ok(())
}

/// `word#2` is the second such word of the sentence.
fn position(view: &View<'_>, name: &str) -> Result<usize, String> {
    let (form, nth) = name.split_once('#').unwrap_or((name, "1"));
    let nth: usize = nth.parse().map_err(|_| format!("`{name}` is no word"))?;
    let mut found = (0..view.len()).filter(|&token_idx| view.form(token_idx) == form);
    found.nth(nth - 1).ok_or_else(|| format!("no word `{name}` in the sentence"))
}

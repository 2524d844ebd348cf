//! Byte ranges of a report's text, and their translation to code points.
//!
//! Inside, a span is bytes; at every edge (JSON, Parquet, HTTP, Python) it is
//! Unicode code points with the quoted words beside it. [`CodePoints`] turns
//! the one into the other without walking the text again for each span.

use std::ops::Range;

/// A byte range of the report's text.
// Invariant: start <= end. Both lie on character boundaries of the text they were made from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    start: u32,
    end: u32,
}

impl Span {
    /// The span from `start` up to, not including, `end`; an inverted pair gives the empty span at `start`.
    pub fn new(start: usize, end: usize) -> Span {
        let (start, end) = (clamp(start), clamp(end));
        Span { start, end: end.max(start) }
    }

    /// First byte.
    pub fn start(self) -> usize {
        self.start as usize
    }

    /// One past the last byte.
    pub fn end(self) -> usize {
        self.end as usize
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether it holds no byte.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The bytes as a range, for indexing.
    pub fn range(self) -> Range<usize> {
        self.start()..self.end()
    }

    /// The words it points to, or `""` where it does not fit `text`.
    pub fn of(self, text: &str) -> &str {
        text.get(self.range()).unwrap_or("")
    }

    /// Whether `other` lies wholly within this span.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share a byte.
    pub fn touches(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The smallest span that holds both.
    pub fn cover(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The same span of a text that stands `by` bytes further on.
    pub fn shift(self, by: usize) -> Span {
        Span::new(self.start() + by, self.end() + by)
    }
}

fn clamp(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}

/// Byte offsets of one text as code points.
pub struct CodePoints {
    // One entry for each 64 bytes: code points before that byte.
    every_64: Vec<u32>,
}

impl CodePoints {
    /// Counts `text` once.
    pub fn new(text: &str) -> CodePoints {
        let mut count = 0;
        let every_64 = text
            .as_bytes()
            .chunks(64)
            .map(|chunk| {
                let before = count;
                count += chunk.iter().filter(|&&b| starts_char(b)).count() as u32;
                before
            })
            .collect();
        CodePoints { every_64 }
    }

    /// Code points of `text` before byte `position`. `text` is the one it was made from.
    pub fn at(&self, text: &str, position: usize) -> usize {
        let position = position.min(text.len());
        let chunk = position / 64;
        let before = self.every_64.get(chunk).copied();
        let (from, count) = match before {
            Some(count) => (chunk * 64, count as usize),
            None => match self.every_64.last() {
                Some(&count) => ((self.every_64.len() - 1) * 64, count as usize),
                None => (0, 0),
            },
        };
        count + text.as_bytes()[from..position].iter().filter(|&&b| starts_char(b)).count()
    }
}

fn starts_char(byte: u8) -> bool {
    byte & 0xC0 != 0x80
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_points_count_characters_before_a_byte() {
        let text = "Ankara’s ☪ ".repeat(40);
        let points = CodePoints::new(&text);
        for (n_before, (byte, _)) in text.char_indices().enumerate() {
            assert_eq!(points.at(&text, byte), n_before);
        }
        assert_eq!(points.at(&text, text.len()), text.chars().count());
        assert_eq!(CodePoints::new("").at("", 0), 0);
    }

    #[test]
    fn an_inverted_pair_is_empty() {
        assert!(Span::new(5, 3).is_empty());
        assert_eq!(Span::new(2, 400).of("short"), "");
    }
}

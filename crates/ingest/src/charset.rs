//! Bytes to characters: by the byte order mark, by what the bytes are, by what their sender says, by a guess.
//!
//! A sender's word comes after UTF-8 that is valid: many a page that says `iso-8859-1` is UTF-8, and text in
//! another encoding is hardly ever valid UTF-8 by accident.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// Text, and how it was read where that was not as UTF-8.
pub(crate) struct Decoded {
    pub(crate) text: String,
    /// What was done, for the sender; `None` where there was nothing to mend.
    pub(crate) note: Option<String>,
}

/// Reads bytes as text. `label` is the encoding that their sender names.
pub(crate) fn decode(bytes: &[u8], label: Option<&str>) -> Decoded {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        let (text, _) = encoding.decode_with_bom_removal(bytes);
        return Decoded { text: text.into_owned(), note: None };
    }
    if let Some(encoding) = utf_16(bytes) {
        let (text, _) = encoding.decode_without_bom_handling(bytes);
        return Decoded { text: text.into_owned(), note: None };
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Decoded { text: text.to_string(), note: None };
    }
    let named = label.and_then(|label| Encoding::for_label(label.as_bytes())).filter(|&named| named != UTF_8);
    let encoding = named.unwrap_or_else(|| guess(bytes));
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    // Whoever names an encoding knows of it; only a guess is told.
    let note = named.is_none().then(|| {
        format!("bytes that are not UTF-8 were read as {}; convert the input to UTF-8", encoding.name())
    });
    Decoded { text: text.into_owned(), note }
}

/// Whether the bytes are text in any encoding: a zero byte stands in none but UTF-16.
pub(crate) fn is_text(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(4096)];
    !head.contains(&0) || Encoding::for_bom(bytes).is_some() || utf_16(bytes).is_some()
}

// Latin letters in UTF-16 have a zero at every other byte.
fn utf_16(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(256) & !1];
    if head.len() < 8 {
        return None;
    }
    let zeros = |from: usize| head.iter().skip(from).step_by(2).filter(|&&byte| byte == 0).count();
    let (even, odd, half) = (zeros(0), zeros(1), head.len() / 2);
    match () {
        () if even == 0 && odd * 10 >= half * 9 => Some(UTF_16LE),
        () if odd == 0 && even * 10 >= half * 9 => Some(UTF_16BE),
        () => None,
    }
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Deny)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], label: Option<&str>, expected: &str) {
        let decoded = decode(bytes, label);
        let note = decoded.note.map_or(String::new(), |note| format!(" ({note})"));
        assert_eq!(format!("{}{note}", decoded.text), expected);
    }

    #[test]
    fn text_is_read_in_whatever_encoding() {
        check("café".as_bytes(), Some("iso-8859-1"), "café");
        check(b"\xef\xbb\xbfplain", None, "plain");
        check(b"\xff\xfeM\0a\0l\0i\0", None, "Mali");
        check(b"M\0a\0l\0i\0 \0a\0n\0d\0", None, "Mali and");
        check(b"\xcf\xf0\xe0\xe2\xe8\xf2\xe5\xeb\xfc\xf1\xf2\xe2\xee", Some("windows-1251"), "Правительство");
        check(
            b"The caf\xe9 in Paris",
            None,
            "The café in Paris (bytes that are not UTF-8 were read as windows-1252; convert the input to UTF-8)",
        );
    }

    #[test]
    fn a_picture_is_no_text() {
        assert!(!is_text(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"));
        assert!(is_text("Жизнь".as_bytes()) && is_text(b"M\0a\0l\0i\0 \0a\0n\0d\0"));
    }
}

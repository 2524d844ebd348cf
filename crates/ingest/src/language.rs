//! Which language words are in, where they are enough to tell.

use whatlang::{Lang, Script, detect};

/// The language that is read: BCP 47 primary tag. All others are kept and listed as unread.
pub const READ_LANGUAGE: &str = "en";

// Trigrams of fewer letters than these say little.
const FEWEST_LETTERS: usize = 60;
// More text than this does not make it surer.
const MOST_LETTERS: usize = 2_000;

/// The BCP 47 tag of the language of a text, or `None` where it is too short or too mixed to tell. What is written in
/// another script than Latin is not English, whatever it is: then the script is told, `und-Cyrl`.
pub fn language_of(text: &str) -> Option<&'static str> {
    let end = text.char_indices().nth(MOST_LETTERS).map_or(text.len(), |(place, _)| place);
    let head = &text[..end];
    if head.chars().filter(|c| c.is_alphabetic()).take(FEWEST_LETTERS).count() < FEWEST_LETTERS {
        return None;
    }
    let found = detect(head)?;
    // Most of a text may be names and quotations in another script: the few Latin letters left say nothing.
    if found.script() == Script::Latin && head.chars().filter(is_latin).count() < FEWEST_LETTERS {
        return None;
    }
    if found.is_reliable() { Some(tag(found.lang())) } else { of_script(found.script()) }
}

// Letters of the blocks Basic Latin to Latin Extended-B, and Latin Extended Additional.
fn is_latin(letter: &char) -> bool {
    letter.is_alphabetic() && matches!(letter, '\0'..='\u{24f}' | '\u{1e00}'..='\u{1eff}')
}

// Undetermined, in a script of ISO 15924.
fn of_script(script: Script) -> Option<&'static str> {
    Some(match script {
        Script::Latin => return None,
        Script::Arabic => "und-Arab",
        Script::Armenian => "und-Armn",
        Script::Bengali => "und-Beng",
        Script::Cyrillic => "und-Cyrl",
        Script::Devanagari => "und-Deva",
        Script::Ethiopic => "und-Ethi",
        Script::Georgian => "und-Geor",
        Script::Greek => "und-Grek",
        Script::Gujarati => "und-Gujr",
        Script::Gurmukhi => "und-Guru",
        Script::Hangul => "und-Hang",
        Script::Hebrew => "und-Hebr",
        Script::Hiragana => "und-Hira",
        Script::Kannada => "und-Knda",
        Script::Katakana => "und-Kana",
        Script::Khmer => "und-Khmr",
        Script::Malayalam => "und-Mlym",
        Script::Mandarin => "und-Hani",
        Script::Myanmar => "und-Mymr",
        Script::Oriya => "und-Orya",
        Script::Sinhala => "und-Sinh",
        Script::Tamil => "und-Taml",
        Script::Telugu => "und-Telu",
        Script::Thai => "und-Thai",
    })
}

// BCP 47 asks for the two letters of ISO 639-1 where a language has them; whatlang gives ISO 639-3.
fn tag(language: Lang) -> &'static str {
    let code = language.code();
    TWO_LETTERS.iter().find(|(three, _)| *three == code).map_or(code, |(_, two)| two)
}

const TWO_LETTERS: [(&str, &str); 69] = [
    ("afr", "af"),
    ("aka", "ak"),
    ("amh", "am"),
    ("ara", "ar"),
    ("aze", "az"),
    ("bel", "be"),
    ("ben", "bn"),
    ("bul", "bg"),
    ("cat", "ca"),
    ("ces", "cs"),
    ("cmn", "zh"),
    ("cym", "cy"),
    ("dan", "da"),
    ("deu", "de"),
    ("ell", "el"),
    ("eng", "en"),
    ("epo", "eo"),
    ("est", "et"),
    ("fin", "fi"),
    ("fra", "fr"),
    ("guj", "gu"),
    ("heb", "he"),
    ("hin", "hi"),
    ("hrv", "hr"),
    ("hun", "hu"),
    ("hye", "hy"),
    ("ind", "id"),
    ("ita", "it"),
    ("jav", "jv"),
    ("jpn", "ja"),
    ("kan", "kn"),
    ("kat", "ka"),
    ("khm", "km"),
    ("kor", "ko"),
    ("lat", "la"),
    ("lav", "lv"),
    ("lit", "lt"),
    ("mal", "ml"),
    ("mar", "mr"),
    ("mkd", "mk"),
    ("mya", "my"),
    ("nep", "ne"),
    ("nld", "nl"),
    ("nob", "nb"),
    ("ori", "or"),
    ("pan", "pa"),
    ("pes", "fa"),
    ("pol", "pl"),
    ("por", "pt"),
    ("ron", "ro"),
    ("rus", "ru"),
    ("sin", "si"),
    ("slk", "sk"),
    ("slv", "sl"),
    ("sna", "sn"),
    ("spa", "es"),
    ("srp", "sr"),
    ("swe", "sv"),
    ("tam", "ta"),
    ("tel", "te"),
    ("tgl", "tl"),
    ("tha", "th"),
    ("tuk", "tk"),
    ("tur", "tr"),
    ("ukr", "uk"),
    ("urd", "ur"),
    ("uzb", "uz"),
    ("vie", "vi"),
    ("zul", "zu"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(language_of(text), expected, "{text}");
    }

    #[test]
    fn a_paragraph_shows_its_language() {
        check(
            "The foreign ministry said on Tuesday that it had summoned the ambassador over remarks made in parliament.",
            Some("en"),
        );
        check(
            "Le ministère des Affaires étrangères a annoncé mardi avoir convoqué l'ambassadeur après les propos tenus devant \
             le parlement. Le gouvernement estime que ces déclarations sont inacceptables et demande des excuses.",
            Some("fr"),
        );
        check(
            "外交部发言人星期二表示，中方对此表示强烈不满和坚决反对，并已向有关国家提出严正交涉。中国和俄罗斯将继续加强两国之间的全面战略合作，双方还就共同关心的问题交换了意见。",
            Some("zh"),
        );
        check("Russia praised Pakistan.", None);
        // Enough letters in all, but too few of either script.
        check(
            "Nobody said so. Het wordt gezegd dat zij niet komen. Вице-премьер уехал домой вчера утром",
            None,
        );
        // Russian, Bulgarian or Ukrainian: no English.
        let refused = "Представитель отказался сказать, сколько времени могут продлиться переговоры.";
        let thanked = "Президент поблагодарил дипломатов, которые подготовили встречу в столице.";
        let asked = "Несколько депутатов требуют опубликовать текст соглашения до голосования.";
        let text = format!(
            "{refused} {refused} (3008-22)\n\n{refused} {thanked} (3008-23)\n\n{refused} {asked} (3008-24)\n\n{refused} {asked} (3008-24)"
        );
        check(&text, Some("und-Cyrl"));
    }
}

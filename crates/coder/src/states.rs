//! States by name and by code, for data that name them in a column of their own: no sentence around them,
//! no date needed.
//!
//! ```
//! use tiltmeter_coder::States;
//! let states = States::builtin();
//! assert_eq!(states.code("Russian Federation"), Some("RUS"));
//! assert_eq!(states.name("RUS"), Some("Russia"));
//! ```

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use crate::lexicon::builtin_sources;
use crate::mentions::for_each_lower_piece;

/// Codes of states and territories, and what they are called.
#[derive(Debug, Default)]
pub struct States {
    // Names in lower case, without accents.
    codes: FxHashMap<String, String>,
    names: FxHashMap<String, String>,
    cow: FxHashMap<u32, String>,
}

impl States {
    /// Those of the lexicon that is compiled into the program.
    pub fn builtin() -> &'static States {
        static STATES: OnceLock<States> = OnceLock::new();
        STATES.get_or_init(|| {
            let mut states = States::default();
            for source in builtin_sources().iter().filter(|source| source.file.starts_with("actors/states")) {
                // The header and comments are no states: their codes are not three capitals.
                source.text.lines().for_each(|line| states.read(line));
            }
            states
        })
    }

    /// The code that a name or code stands for; a number is the Correlates of War's.
    pub fn code(&self, written: &str) -> Option<&str> {
        if self.names.contains_key(written) {
            return self.names.get_key_value(written).map(|(code, _)| code.as_str());
        }
        if let Ok(number) = written.parse() {
            return self.cow.get(&number).map(String::as_str);
        }
        let upper = written.to_uppercase();
        let by_code = self.names.get_key_value(&upper).map(|(code, _)| code.as_str());
        by_code.or_else(|| self.codes.get(&folded(written)).map(String::as_str))
    }

    /// What a state is called.
    pub fn name(&self, code: &str) -> Option<&str> {
        self.names.get(code).map(String::as_str)
    }

    /// The Correlates of War's number of a state.
    pub fn cow(&self, code: &str) -> Option<u32> {
        self.cow.iter().filter(|(_, known)| *known == code).map(|(number, _)| *number).min()
    }

    fn read(&mut self, line: &str) {
        let cells: Vec<&str> = line.split('\t').collect();
        let (Some(&key), Some(&code), Some(&names)) = (cells.first(), cells.get(1), cells.get(8)) else {
            return;
        };
        if code.len() != 3 || !code.bytes().all(|byte| byte.is_ascii_uppercase()) {
            return;
        }
        // `Korea?` alone names nobody; `Zaire@1971…` names its state whatever the day.
        let names = names.split('|').filter(|name| !name.is_empty() && !name.ends_with('?'));
        let names: Vec<&str> = names.map(|name| name.split('@').next().unwrap_or(name)).collect();
        for name in &names {
            self.codes.entry(folded(name)).or_insert_with(|| code.to_string());
        }
        if key == code {
            self.names.insert(code.to_string(), names.first().unwrap_or(&code).to_string());
            if let Some(number) = cells.get(3).and_then(|number| number.parse().ok()) {
                self.cow.entry(number).or_insert_with(|| code.to_string());
            }
        }
    }
}

/// A name as a key: its pieces in lower case without accents, `The` of "The Gambia" left out.
fn folded(name: &str) -> String {
    let mut key = String::new();
    let mut scratch = String::new();
    for word in name.split_whitespace() {
        for_each_lower_piece(word, &mut scratch, |piece| {
            if !(key.is_empty() && piece == "the") {
                key.push_str(if key.is_empty() { "" } else { " " });
                key.push_str(piece);
            }
        });
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_codes_lead_to_codes() {
        for (written, code) in [
            ("PAK", Some("PAK")),
            ("pak", Some("PAK")),
            ("Pakistan", Some("PAK")),
            ("united states", Some("USA")),
            ("The Gambia", Some("GMB")),
            ("Côte d'Ivoire", Some("CIV")),
            ("Zaire", Some("COD")),
            ("Korea", None),
            ("770", Some("PAK")),
            ("code", None),
            ("Atlantis", None),
        ] {
            assert_eq!(States::builtin().code(written), code, "{written}");
        }
    }
}

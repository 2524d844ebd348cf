//! Names and nouns with the codes that a lab gave them, whole: `GONGOV`, `---REB`, `NGO~`.
//!
//! The tables of the lexicon hold PLOVER's sectors; events coded with a lab's own verbs carry its own codes instead.
//!
//! ```text
//! GONDOR [GON], GOVERNMENT [~GOV], MSF [NGO~]
//! "the government of Gondor" ──> GONGOV      "MSF Gondor" ──> NGOGON      "lawmakers" ──> ---LEG
//! ```

use jiff::civil::Date;
use tiltmeter_text::View;

use super::actors::days_of;
use super::agents::filled;
use super::{Dictionary, lines};
use crate::mentions::{Fold, NameList, Names};

/// The names and nouns of a lab.
#[derive(Default)]
pub(crate) struct Parties {
    names: Names<usize>,
    /// The codes of each actor with their days.
    codes: Vec<Vec<Coded>>,
    nouns: Names<Role>,
    /// Whether there is a dictionary of actors; without one the built-in mentions say who is meant.
    pub(crate) own_names: bool,
}

struct Coded {
    code: String,
    from: Option<Date>,
    to: Option<Date>,
}

/// What a noun adds to the code of an actor.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Role {
    code: String,
    /// Whether it stands before the actor's.
    before: bool,
}

/// A name or noun within a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) first: usize,
    pub(crate) last: usize,
    pub(crate) what: FoundWhat,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FoundWhat {
    /// An actor's codes that day: several where the dictionary gives several, none where it gives `---`.
    Actor(Vec<String>),
    /// A noun's code, and whether it stands before the actor's.
    Agent(String, bool),
}

impl Parties {
    /// Reads both kinds of dictionary. What cannot be used is told where they are made into tables.
    pub(crate) fn read(actors: &[Dictionary], agents: &[Dictionary]) -> Parties {
        let mut parties = Parties { own_names: !actors.is_empty(), ..Parties::default() };
        let (mut names, mut nouns) = (NameList::default(), NameList::default());
        for dictionary in actors {
            parties.read_actors(&dictionary.text, &mut names);
        }
        for dictionary in agents {
            read_agents(&dictionary.text, &mut nouns);
        }
        (parties.names, parties.nouns) = (names.index(), nouns.index());
        parties
    }

    fn read_actors(&mut self, text: &str, names: &mut NameList<usize>) {
        for (_, line) in lines(text) {
            let (name, codes) = line.split_at(line.find('[').unwrap_or(line.len()));
            let name = name.trim();
            if !name.is_empty() && !name.starts_with('+') {
                self.codes.push(Vec::new());
            }
            let Some(actor) = self.codes.len().checked_sub(1) else { continue };
            let words = as_words(name.trim_start_matches('+'));
            if words.chars().any(char::is_alphanumeric) {
                names.add(&words, actor);
            }
            let written = codes.split('[').skip(1).map(|code| code.split(']').next().unwrap_or(""));
            self.codes[actor].extend(written.filter_map(|written| {
                let (code, from, to) = days_of(written).ok()?;
                Some(Coded { code: code.to_uppercase(), from, to })
            }));
        }
    }

    /// The names and nouns of a sentence, in its order; the longest at each place, names before nouns.
    pub(crate) fn within(&self, view: &View<'_>, date: Option<Date>) -> Vec<Found> {
        let mut found: Vec<Found> = Vec::new();
        let mut scratch = String::new();
        let mut at = 0;
        while at < view.len() {
            let name = self.names.longest(view, at, Fold::Lower, &mut scratch);
            let name = name.filter(|&(last, _)| may_be_name(view, at, last));
            let noun = self.nouns.longest(view, at, Fold::Lower, &mut scratch);
            let (last, what) = match (name, noun) {
                (Some((last, node)), noun) if noun.is_none_or(|(end, _)| end <= last) => {
                    let actor = self.names.senses(node).first().map_or(0, |&&actor| actor);
                    (last, FoundWhat::Actor(self.codes_on(actor, date)))
                }
                (_, Some((last, node))) => {
                    let role = self.nouns.senses(node)[0];
                    (last, FoundWhat::Agent(role.code.clone(), role.before))
                }
                _ => {
                    at += 1;
                    continue;
                }
            };
            found.push(Found { first: at, last, what });
            at = last + 1;
        }
        found
    }

    // A code with days that hold, else one without days.
    fn codes_on(&self, actor: usize, date: Option<Date>) -> Vec<String> {
        let codes = &self.codes[actor];
        let dated = |code: &&Coded| code.from.is_some() || code.to.is_some();
        let holds = |code: &&Coded| {
            date.is_none_or(|date| {
                code.from.is_none_or(|from| from <= date) && code.to.is_none_or(|to| date <= to)
            })
        };
        let code = codes.iter().filter(dated).find(holds).or_else(|| codes.iter().find(|code| !dated(code)));
        let written = code.map_or("", |code| code.code.as_str());
        written.split('/').filter(|code| !code.is_empty() && *code != "---").map(str::to_string).collect()
    }
}

fn read_agents(text: &str, nouns: &mut NameList<Role>) {
    let mut sets: Vec<(String, Vec<String>)> = Vec::new();
    for (_, line) in lines(text) {
        if let (true, Some((name, words))) = (line.starts_with('!'), line.split_once('=')) {
            let words = words.split(',').map(|word| word.trim().to_string()).collect();
            sets.push((name.trim().to_string(), words));
            continue;
        }
        let Some((noun, code)) = line.split_once('[') else { continue };
        let code = code.split(']').next().unwrap_or("").trim().to_uppercase();
        let role = Role { before: code.ends_with('~'), code: code.replace('~', "") };
        let (noun, plural) = match noun.split_once('{') {
            None => (noun, None),
            Some((noun, plural)) => (noun, Some(plural.split('}').next().unwrap_or(""))),
        };
        for noun in filled(noun.trim(), &sets) {
            let plural = plural.map_or_else(|| regular_plural(&noun), str::to_string);
            for form in [as_words(&noun), as_words(&plural)] {
                if form.chars().any(char::is_alphanumeric) {
                    nouns.add(&form, role.clone());
                }
            }
        }
    }
}

// "US" may be a state's name and "us" is not.
fn may_be_name(view: &View<'_>, first: usize, last: usize) -> bool {
    let form = view.form(first);
    first < last || form.len() > 3 || form.chars().any(char::is_uppercase)
}

fn as_words(written: &str) -> String {
    written.split(['_', ' ']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ").to_lowercase()
}

fn regular_plural(noun: &str) -> String {
    let noun = noun.trim_end_matches('_');
    match noun.strip_suffix('Y') {
        Some(stem) => format!("{stem}IES"),
        None => format!("{noun}S"),
    }
}

/// An actor's code with what nouns add: each part once, as whole groups of three letters.
pub(crate) fn joined(actor: &str, roles: &[(String, bool)]) -> String {
    let mut code = actor.to_string();
    for (role, before) in roles {
        let has = |code: &str, part: &[u8]| code.as_bytes().chunks(3).any(|known| known == part);
        let fresh: Vec<&[u8]> = role.as_bytes().chunks(3).filter(|part| !has(&code, part)).collect();
        let fresh: String = fresh.iter().map(|part| String::from_utf8_lossy(part)).collect();
        match before {
            true => code.insert_str(0, &fresh),
            false => code.push_str(&fresh),
        }
    }
    code
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nouns_add_to_a_code_what_it_lacks() {
        let check = |actor: &str, roles: &[(&str, bool)], expected: &str| {
            let roles: Vec<(String, bool)> =
                roles.iter().map(|(role, before)| (role.to_string(), *before)).collect();
            assert_eq!(joined(actor, &roles), expected);
        };
        check("FRE", &[("GOV", false)], "FREGOV");
        check("FREGOV", &[("GOVMED", false)], "FREGOVMED");
        check("FRE", &[("NGO", true), ("GOV", false)], "NGOFREGOV");
        check("---", &[("REB", false)], "---REB");
        check("FREWGO", &[("GOV", false)], "FREWGOGOV");
    }
}

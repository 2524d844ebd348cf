//! Where: from words to a state and, where it is sure, to a spot on earth.
//!
//! ```text
//! "in Batken, Kyrgyzstan"   KGZ, Batken 40.06, 70.82
//! "in Moscow"               RUS, Moscow
//! "in Springfield"          unknown, unless the report says which
//! ```
//!
//! Namesakes are told apart by the state that stands beside the name, by the states of the report and of the
//! event, and by population. What only looks like a place, and what could be several, is left unknown.

use rustc_hash::FxHashMap;
use tiltmeter_record::{Actor, Place, Resolution, Span, Spot};
use tiltmeter_text::View;

use crate::gazetteer::Row;
use crate::{Lexicon, Mention, Mentions};

/// What a report tells of where it plays: its states, by how often they are named.
pub(crate) struct Whereabouts<'a> {
    mentions: &'a Mentions,
    lexicon: &'a Lexicon,
    states: FxHashMap<String, usize>,
}

/// The kind of what states dispute.
const DISPUTED: &str = "DISP";
/// Longest name in words.
const MAX_WORDS: usize = 5;
/// An unknown namesake must lie this far behind in points to be passed over.
const MARGIN: f64 = 2.0;
/// A city that the report gives no hint of must have this many people to be taken at its name.
const FAMOUS: u64 = 150_000;

impl<'a> Whereabouts<'a> {
    /// Counts the states of a report.
    pub(crate) fn new(mentions: &'a Mentions, lexicon: &'a Lexicon) -> Whereabouts<'a> {
        let mut states: FxHashMap<String, usize> = FxHashMap::default();
        for mention in mentions.all.iter().filter(|mention| is_of_state(&mention.actor)) {
            if let Some(code) = &mention.actor.code {
                *states.entry(code.clone()).or_default() += 1;
            }
        }
        Whereabouts { mentions, lexicon, states }
    }

    /// Whether a word says that what it stands with is of the past: "former", "ex-members".
    pub(crate) fn is_former(&self, form: &str) -> bool {
        let former = &self.lexicon.actors.grammar.former;
        let word = form.split_once('-').map_or(form, |(prefix, _)| prefix);
        former.iter().any(|known| known.eq_ignore_ascii_case(word))
    }

    /// The place whose name covers a token, where the words name one: what the lexicon of actors knows as a
    /// state or its seat, else what the gazetteer knows. `parties` are the codes of those who act there.
    pub(crate) fn place(
        &self,
        view: &View<'_>,
        sentence: usize,
        token: usize,
        parties: &[&str],
    ) -> Option<Place> {
        let mention = self.mentions.at(sentence, token);
        // "Tripoli, Lebanon" is not the seat of Libya.
        let elsewhere = |mention: &Mention| {
            let beside = self.state_beside(view, sentence, mention.tokens.1);
            beside.is_some() && beside != mention.actor.code
        };
        let state = mention.filter(|mention| names_state(mention, token) && !elsewhere(mention));
        if let Some(mention) = state {
            return Some(self.of_state(view, mention));
        }
        // "In Congress", "in Hamas": somebody, no place.
        let somebody = mention.filter(|mention| !names_state(mention, token)).is_some_and(|mention| {
            let entry = mention.actor.entry.as_deref().unwrap_or("");
            let place = entry.starts_with("places") || entry.starts_with("states") || entry.is_empty();
            !place || !mention.actor.sectors.is_empty() && !entry.starts_with("places")
        });
        if somebody {
            return None;
        }
        let (first, last) = run(view, token)?;
        let (rows, first, last) = self.longest(view, first, last, token)?;
        let beside = self.state_beside(view, sentence, last);
        let hint = mention.and_then(|mention| mention.actor.code.as_deref());
        let row = self.choose(&rows, beside.as_deref().or(hint), parties)?;
        let span = view.span(first, last);
        Some(of_row(span, &row, if beside.is_some() { "by the state beside it" } else { "by name" }))
    }

    fn of_state(&self, view: &View<'_>, mention: &Mention) -> Place {
        let span = mention.actor.span;
        let country = mention.actor.code.clone();
        let seat = mention.actor.resolution == Resolution::Metonym;
        // "Geneva" seats others than its government; "Luxembourg" is the state.
        let mut rows = self.lexicon.places(view.span(mention.tokens.0, mention.tokens.1).of(view.text));
        let city = rows.find(|row| {
            let town = row.kind.starts_with("PPL") && (seat || row.kind != "PPLC");
            town && Some(row.country) == country.as_deref()
        });
        let spot = city.map(|row| spot(&row));
        let reason = match spot {
            Some(_) if seat => "a seat of government",
            Some(_) => "by name",
            None => "a state",
        };
        Place { span, country, spot, reason }
    }

    // "Batken, Kyrgyzstan", "Grodno in Belarus": the state named right behind.
    fn state_beside(&self, view: &View<'_>, sentence: usize, last: usize) -> Option<String> {
        let next = (last + 1..view.len().min(last + 4))
            .find(|&token| view.form(token).chars().next().is_some_and(char::is_uppercase))?;
        let between = (last + 1..next).all(|token| view.form(token).len() < 4);
        let mention = self.mentions.at(sentence, next).filter(|_| between)?;
        names_state(mention, next).then(|| mention.actor.code.clone())?
    }

    // The longest name that holds the token and fills its run: "Hilton" in "Paris Hilton" is no place.
    fn longest(
        &self,
        view: &View<'_>,
        first: usize,
        last: usize,
        token: usize,
    ) -> Option<(Vec<Row<'a>>, usize, usize)> {
        for from in first..=token {
            for to in (token..=last).rev() {
                let rows: Vec<Row<'a>> = self.lexicon.places(view.span(from, to).of(view.text)).collect();
                if !rows.is_empty() {
                    let whole = from == first && to == last || is_apart(view, from, to, first, last);
                    return whole.then_some((rows, from, to));
                }
            }
        }
        None
    }

    // The namesake that the report means, where it is sure.
    fn choose(&self, rows: &[Row<'a>], state: Option<&str>, parties: &[&str]) -> Option<Row<'a>> {
        // "Europe" is no place in a state, whatever else bears the name.
        if rows.iter().any(|row| matches!(row.kind, "CONT" | "OCN")) {
            return None;
        }
        // What states dispute is nobody's.
        let disputed = rows.iter().find(|row| row.kind == DISPUTED);
        if let Some(disputed) = disputed.filter(|_| state.is_none()) {
            return Some(*disputed);
        }
        if let Some(state) = state {
            return rows.iter().find(|row| row.country == state).copied();
        }
        let score = |row: &Row<'_>| {
            let told = self.states.get(row.country).copied().unwrap_or(0);
            let party = parties.contains(&row.country);
            let size = (row.population as f64 + 1.0).log10();
            let capital = if matches!(row.kind, "PPLC") { 2.0 } else { 0.0 };
            let known = if row.population == 0 && row.geonames == 0 { 3.0 } else { 0.0 };
            2.0 * (told.min(3) as f64) + if party { 2.0 } else { 0.0 } + size + capital + known
        };
        let best = rows.iter().copied().max_by(|a, b| score(a).total_cmp(&score(b)))?;
        let rival = rows.iter().filter(|row| row.country != best.country).map(score).fold(0.0, f64::max);
        let told = self.states.contains_key(best.country) || best.country.is_empty();
        let famous =
            best.population >= FAMOUS || best.kind == "PPLC" || best.geonames == 0 || best.kind == "ADM1";
        let sure = told || famous && !best.common;
        // City and province of one name: the city.
        (sure && score(&best) >= rival + MARGIN).then_some(best)
    }
}

fn is_of_state(actor: &Actor) -> bool {
    actor.code.as_deref().is_some_and(|code| code.len() == 3)
}

// "Russia", "Moscow"; not "Russian troops".
fn names_state(mention: &Mention, token: usize) -> bool {
    let of_state = mention.actor.entry.as_deref().is_some_and(|entry| entry.starts_with("states"));
    let name = matches!(mention.actor.resolution, Resolution::Name | Resolution::Metonym);
    of_state && name && mention.head == token && mention.actor.code.is_some()
}

// The run of capitalised words around a token.
fn run(view: &View<'_>, token: usize) -> Option<(usize, usize)> {
    let capital = |token: usize| view.form(token).chars().next().is_some_and(char::is_uppercase);
    let joins =
        |token: usize| matches!(view.form(token), "-" | "'" | "’" | "al" | "el" | "de" | "la" | "of" | "the");
    if !capital(token) {
        return None;
    }
    let (mut first, mut last) = (token, token);
    while first > 0 && token - first < MAX_WORDS {
        match () {
            () if capital(first - 1) => first -= 1,
            () if first > 1 && joins(first - 1) && capital(first - 2) => first -= 2,
            () => break,
        }
    }
    while last + 1 < view.len() && last - token < MAX_WORDS {
        match () {
            () if capital(last + 1) => last += 1,
            () if last + 2 < view.len() && joins(last + 1) && capital(last + 2) => last += 2,
            () => break,
        }
    }
    Some((first, last))
}

// A sentence's first word, or a word that a small one parts from the name, is no part of the name.
fn is_apart(view: &View<'_>, from: usize, to: usize, first: usize, last: usize) -> bool {
    let small = |token: usize| view.form(token).chars().next().is_some_and(char::is_lowercase);
    let before = from == first || from > 0 && (small(from - 1) || first == 0 && from == 1);
    let after = to == last || small(to + 1);
    before && after
}

fn of_row(span: Span, row: &Row<'_>, reason: &'static str) -> Place {
    let owned = !row.country.is_empty() && row.kind != DISPUTED;
    let country = owned.then(|| row.country.to_string());
    Place { span, country, spot: Some(spot(row)), reason }
}

fn spot(row: &Row<'_>) -> Spot {
    Spot {
        name: row.name.to_string(),
        geonames: row.geonames,
        latitude: row.latitude,
        longitude: row.longitude,
    }
}

#[cfg(test)]
mod tests {
    use tiltmeter_record::{Report, When};
    use tiltmeter_text::{Model, Reader};

    use crate::Lexicon;

    // `Batken KGZ` for a spot, `- KGZ` for a state alone, nothing for no place; one an event.
    fn places(text: &str) -> String {
        let date: When = "2018-01-29".parse().unwrap();
        let report = Report { id: "t".into(), date: Some(date), text: text.into(), ..Report::default() };
        let document = Reader::new(Model::builtin()).read(&report.text);
        let events = crate::code(&report, &document, Lexicon::builtin(), false).events;
        let place = |event: &tiltmeter_record::Event| {
            let place = event.location.as_ref()?;
            let name = place.spot.as_ref().map_or("-", |spot| spot.name.as_str());
            Some(format!("{name} {}", place.country.as_deref().unwrap_or("?")))
        };
        events.iter().filter_map(place).collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn places_are_resolved_where_they_are_sure() {
        for (text, expected) in [
            ("Tajik soldiers shelled Kyrgyz villagers near Batken on Monday.", "Batken KGZ"),
            ("Iran attacked Israeli troops in Syria.", "- SYR"),
            ("Russia and Ukraine held talks in Geneva.", "Geneva CHE"),
            ("Syrian troops killed 12 Turks in Aleppo.", "Aleppo SYR"),
            // The report says which Tripoli.
            ("Israel attacked Lebanese fighters in Tripoli, Lebanon.", "Tripoli LBN"),
            ("Egypt met with Libyan rebels in Tripoli.", "Tripoli LBY"),
            // What states dispute is no one's.
            ("Indian troops killed 12 Pakistani soldiers in Kashmir.", "Kashmir ?"),
            // The place of what is spoken of, of somebody's past, and of another act.
            ("Norway threatened to withdraw from a truce in Libya.", ""),
            ("Libya freed 12 men, among them a former prisoner at Guantanamo Bay.", ""),
            ("Norway accused Sweden in Geneva on Monday.", "Geneva CHE"),
            // Words that only look like a place.
            ("Iran attacked Israel in Reading.", ""),
            ("Iran attacked Israel in Congress.", ""),
            ("Iran attacked Israel in May.", ""),
        ] {
            assert_eq!(places(text), expected, "{text}");
        }
    }

    #[test]
    fn a_dateline_is_no_place_of_an_event() {
        assert_eq!(places("GENEVA, Jan 29 (Tiltmeter) - Iran attacked Israel."), "");
    }
}

//! What a report tells from its first word to its last: whom it names in full, of which state it is.
//!
//! ```text
//! "Trump wins", above "Donald Trump won …"      ──> the headline's Trump is Donald Trump
//! nearly all of it of one state                  ──> "voters", "a judge" are that state's
//! written in Warsaw, and of Poland first         ──> "police" and "prosecutors" are Poland's
//! two states named far more often than any other ──> "both countries" are these two
//! its defence minister … Khurram Dastgir Khan    ──> he holds that office that day
//! ```

use jiff::civil::Date;
use rustc_hash::FxHashMap;
use tiltmeter_record::Actor;
use tiltmeter_text::{BlockKind, Document};

use super::actors::Actors;
use super::phrases::{Phrase, PhraseKind};
use super::resolve::is_subject;

/// A report as a whole.
#[derive(Default)]
pub(super) struct Overview {
    full_names: FxHashMap<String, Option<Actor>>,
    home: Option<Actor>,
    /// The one state, where it names no other party.
    sole: Option<Actor>,
    /// The state in which it was written, by its dateline.
    seat: Option<Actor>,
    two: Option<[Actor; 2]>,
    states: Vec<Actor>,
    holders: Vec<Holder>,
    /// Surnames, each with the longest name that it ends and how often it is named; most often first.
    named: Vec<(String, String, usize)>,
}

/// Somebody whom the report names in full and who holds an office on its day.
struct Holder {
    code: String,
    office: &'static str,
    name: String,
}

/// So many parties must be of a state for the report to be of it.
const MANY: usize = 5;
/// So many must be of each of two states for these to be the two.
const SOME: usize = 3;

impl Overview {
    pub(super) fn new(
        phrases: &[Phrase],
        actors: &Actors,
        date: Option<Date>,
        text: &str,
        document: &Document,
    ) -> Overview {
        let counted = states(phrases, actors);
        let seat = written_in(text, document).and_then(|place| actors.meaning(&place, date).code);
        let of_seat = |actor: &&Actor| actor.code == seat && seat.is_some();
        Overview {
            full_names: full_names(phrases, actors),
            home: home(&counted),
            sole: sole(phrases, &counted, text, document),
            seat: counted.iter().map(|(actor, _)| actor).find(of_seat).map(bare),
            two: two(&counted),
            states: counted.iter().map(|(actor, _)| bare(actor)).collect(),
            named: named(phrases),
            holders: date.map_or_else(Vec::new, |date| holders(phrases, actors, date)),
        }
    }

    /// The one person named in full whom news calls by this word.
    pub(super) fn called(&self, word: &str) -> Option<&Actor> {
        self.full_names.get(word)?.as_ref()
    }

    /// The state of which nearly all of the report is.
    pub(super) fn home(&self) -> Option<&Actor> {
        self.home.as_ref()
    }

    /// The one state of whatever it names.
    pub(super) fn sole(&self) -> Option<&Actor> {
        self.sole.as_ref()
    }

    /// The state in which it was written, where it tells of that state.
    pub(super) fn seat(&self) -> Option<&Actor> {
        self.seat.as_ref()
    }

    /// The two states of which it is, where no third comes near.
    pub(super) fn two(&self) -> Option<&[Actor; 2]> {
        self.two.as_ref()
    }

    /// This state, where the report tells of it.
    pub(super) fn state(&self, code: &str) -> Option<&Actor> {
        self.states.iter().find(|state| state.code.as_deref() == Some(code))
    }

    /// The surname of whom the report is, among those whom a name may mean: nobody else is named half as often.
    pub(super) fn protagonist(&self, may_be: impl Fn(&str) -> bool) -> Option<&str> {
        let mut among = self.named.iter().filter(|(_, name, _)| may_be(name));
        let (surname, _, n) = among.next()?;
        let n_next = among.next().map_or(0, |(_, _, n)| *n);
        (*n >= MANY && n_next * 2 <= *n).then_some(surname)
    }

    /// The name of the one person in the report who holds this office of this state that day.
    pub(super) fn holder(&self, code: &str, office: &str) -> Option<&str> {
        let mut holding = self.holders.iter().filter(|holder| holder.code == code && holder.office == office);
        let first = holding.next()?;
        holding.all(|other| other.name == first.name).then_some(&first.name)
    }
}

// "WARSAW, Sept 18 (Reuters) -": the place that the dateline names first, as running text writes it.
fn written_in(text: &str, document: &Document) -> Option<String> {
    let dateline = document.blocks.iter().find(|block| block.kind == BlockKind::Dateline)?;
    let place = dateline.span.of(text).split([',', '(', '-', '–', '—', '/', ':']).next()?;
    let mut name = String::new();
    for word in place.split_whitespace() {
        let mut letters = word.chars();
        let first = letters.next()?;
        let rest = letters.as_str().to_lowercase();
        name.push_str(if name.is_empty() { "" } else { " " });
        name.extend([first.to_string(), rest]);
    }
    Some(name)
}

// A headline says "Trump" and the text below it who that is. Of two who are called so, their state where it is one; else
// `None`.
fn full_names(phrases: &[Phrase], actors: &Actors) -> FxHashMap<String, Option<Actor>> {
    let mut names: FxHashMap<String, Option<Actor>> = FxHashMap::default();
    for phrase in phrases {
        let (PhraseKind::Person(person), [actor]) = (phrase.kind, &phrase.actors[..]) else { continue };
        let name = actors.people.name(person);
        let called = match actors.has_family_first(person) {
            true => name.split(' ').next(),
            false => name.rsplit(' ').next(),
        };
        let Some(called) = called.filter(|called| *called != name && actor.code.is_some()) else { continue };
        let same = |known: &Option<Actor>| known.as_ref().is_some_and(|known| known.entry == actor.entry);
        match names.get_mut(called) {
            None => _ = names.insert(called.to_string(), Some(actor.clone())),
            Some(known) if !same(known) => {
                let of_one = |known: &Actor| known.code == actor.code;
                *known = known.as_ref().filter(|known| of_one(known)).map(bare);
            }
            Some(_) => {}
        }
    }
    names
}

fn named(phrases: &[Phrase]) -> Vec<(String, String, usize)> {
    let mut named: Vec<(String, String, usize)> = Vec::new();
    for phrase in
        phrases.iter().filter(|phrase| matches!(phrase.kind, PhraseKind::Person(_) | PhraseKind::Unknown))
    {
        let [Actor { name: Some(name), .. }] = &phrase.actors[..] else { continue };
        let surname = name.rsplit(' ').next().unwrap_or(name);
        match named.iter_mut().find(|(known, ..)| known == surname) {
            Some((_, longest, n)) => {
                *n += 1;
                if name.len() > longest.len() {
                    longest.clone_from(name);
                }
            }
            None => named.push((surname.to_string(), name.clone(), 1)),
        }
    }
    // Stable: of equals, the one named first.
    named.sort_by_key(|&(_, _, n)| std::cmp::Reverse(n));
    named
}

/// The states of the report, each with the first of its parties and their number; most first.
fn states(phrases: &[Phrase], actors: &Actors) -> Vec<(Actor, usize)> {
    let mut counted: Vec<(Actor, usize)> = Vec::new();
    for actor in phrases.iter().flat_map(|phrase| &phrase.actors) {
        let Some(code) = actor.code.as_deref().filter(|code| actors.is_state_code(code)) else { continue };
        if is_company(actor) {
            continue;
        }
        match counted.iter_mut().find(|(known, _)| known.code.as_deref() == Some(code)) {
            Some((_, n)) => *n += 1,
            None => counted.push((actor.clone(), 1)),
        }
    }
    // Stable: of equals, the one named first.
    counted.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    counted
}

/// Whether it is a company: a story of companies is not one of their states.
pub(super) fn is_company(actor: &Actor) -> bool {
    actor.sectors.iter().any(|sector| sector.code() == "BUS")
}

// Four in five: a story at home may name another state in passing.
fn home(counted: &[(Actor, usize)]) -> Option<Actor> {
    let n_all: usize = counted.iter().map(|(_, n)| n).sum();
    let (first, n) = counted.first()?;
    (*n >= MANY && n * 5 >= n_all * 4).then(|| bare(first))
}

// Bodies of no state may have officials too, and a state to which somebody goes is not his.
fn sole(phrases: &[Phrase], counted: &[(Actor, usize)], text: &str, document: &Document) -> Option<Actor> {
    let [(only, _)] = counted else { return None };
    let mut all = phrases.iter().flat_map(|phrase| &phrase.actors);
    let alone =
        |actor: &Actor| actor.readings.is_empty() && (actor.code.is_none() || actor.code == only.code);
    let acts = |phrase: &Phrase| {
        let view = document.view(text, phrase.sentence);
        let own = phrase.actors.iter().any(|actor| actor.code == only.code);
        own && (phrase.kind != PhraseKind::State || phrase.place || is_subject(&view, phrase.head))
    };
    (all.all(alone) && phrases.iter().any(acts)).then(|| bare(only))
}

fn two(counted: &[(Actor, usize)]) -> Option<[Actor; 2]> {
    let [(first, _), (second, n_second), rest @ ..] = counted else { return None };
    let n_third = rest.first().map_or(0, |(_, n)| *n);
    (*n_second >= SOME && *n_second >= 2 * n_third).then(|| [bare(first), bare(second)])
}

/// The state of somebody, without the one who stood for it.
pub(super) fn bare(actor: &Actor) -> Actor {
    Actor { name: None, office: None, sectors: Vec::new(), ..actor.clone() }
}

fn holders(phrases: &[Phrase], actors: &Actors, date: Date) -> Vec<Holder> {
    let mut holders: Vec<Holder> = Vec::new();
    for phrase in phrases {
        let (PhraseKind::Person(person), [actor]) = (phrase.kind, &phrase.actors[..]) else { continue };
        let (Some(name), code) = (&actor.name, actors.people.code(person)) else { continue };
        // A bare surname has the name of the table, which may be spelt otherwise than in the report.
        if phrase.name.is_none_or(|(first, last)| first == last) {
            continue;
        }
        for tenure in actors.people.tenures(person).iter().filter(|tenure| tenure.period.holds(date)) {
            let known = |holder: &Holder| holder.code == code && holder.office == tenure.office;
            if !holders.iter().any(|holder| known(holder) && holder.name == *name) {
                holders.push(Holder { code: code.to_string(), office: tenure.office, name: name.clone() });
            }
        }
    }
    holders
}

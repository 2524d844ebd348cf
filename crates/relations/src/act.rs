//! One event between two states, as relations count it. First step: the caller turns its events into acts
//! (choosing which statuses and sectors count), one for each pair of an actor and a recipient.

use std::collections::BTreeMap;

use jiff::civil::Date;
use tiltmeter_record::Quad;

/// A state (or other party) by its place in a [`Roster`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct State(pub u16);

/// The parties of a panel, by code (ISO 3166 alpha-3 for states).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roster {
    codes: Vec<String>,
    places: BTreeMap<String, State>,
}

impl Roster {
    /// The state of that code, entered where it is new.
    pub fn state(&mut self, code: &str) -> State {
        if let Some(&state) = self.places.get(code) {
            return state;
        }
        let state =
            State(u16::try_from(self.codes.len()).expect("fewer than 65,536 parties act between states"));
        self.codes.push(code.to_string());
        self.places.insert(code.to_string(), state);
        state
    }

    /// The state of that code, where it is known.
    pub fn find(&self, code: &str) -> Option<State> {
        self.places.get(code).copied()
    }

    /// The code of a state.
    pub fn code(&self, state: State) -> &str {
        &self.codes[usize::from(state.0)]
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.codes.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.codes.is_empty()
    }
}

/// One event between two states.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Act {
    /// The day it counts for.
    pub date: Date,
    /// Who acted.
    pub actor: State,
    /// Who was acted upon.
    pub recipient: State,
    /// Verbal or material, cooperation or conflict.
    pub quad: Quad,
    /// From −10 (war) to +10: Goldstein's scale for CAMEO, PLOVER's for PLOVER.
    pub score: f32,
    /// How much it counts: the coder's confidence, 1 where unknown.
    pub weight: f32,
    /// Reports that tell it.
    pub mentions: u32,
    /// The caller's number of the event, so that an answer leads back to it.
    pub event: u32,
}

impl Act {
    /// An act of weight 1, told once, with the event number 0.
    pub fn new(date: Date, actor: State, recipient: State, quad: Quad, score: f32) -> Act {
        Act { date, actor, recipient, quad, score, weight: 1.0, mentions: 1, event: 0 }
    }
}

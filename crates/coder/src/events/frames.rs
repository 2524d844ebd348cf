//! The lexicon of acts: frames, operators, result tables and classes of things, read from the
//! files below `lexicon/verbs/`.
//!
//! A frame says what a verb or an event noun means by itself; an operator says what becomes of
//! the act inside it. Patterns are written as words, the first of which is a lemma; `{class}`
//! stands for any word of a class:
//!
//! ```toml
//! [[frame]]
//! id = "cut#ties"
//! event = "SANCTION"
//! mode = "discontinue"
//! cameo = "161"
//! verbs = ["cut {ties} with", "sever {ties} with"]
//! examples = ["Iran cut ties with Sudan. => IRN SANCTION SDN"]
//! ```

use rustc_hash::FxHashMap;
use tiltmeter_record::{Context, EventType, Mode, Status};

use super::reading;
use crate::{LexiconError, Source};

/// What words of action mean.
#[derive(Debug, Default)]
pub(crate) struct Verbs {
    pub(super) frames: Vec<Frame>,
    pub(super) operators: Vec<Operator>,
    pub(super) tables: Vec<Vec<Row>>,
    pub(super) modals: Vec<Modal>,
    pub(super) classes: Classes,
    pub(super) signals: FxHashMap<String, Signals>,
    pub(super) patterns: FxHashMap<String, Vec<Pattern>>,
    /// What words of a clause say that its act is about: `verbs/contexts.toml`.
    pub(super) topics: FxHashMap<String, Vec<Context>>,
    /// How much each feature of an event speaks for it: `verbs/confidence.toml`.
    pub(super) weights: FxHashMap<String, f32>,
    /// What is less sure than this is not told.
    pub(super) least: f32,
}

impl Verbs {
    /// Reads the files below `verbs/`.
    pub(crate) fn read(sources: &[Source]) -> Result<Verbs, LexiconError> {
        reading::read(sources)
    }

    /// The patterns whose first word is `lemma`.
    pub(super) fn patterns(&self, lemma: &str) -> &[Pattern] {
        self.patterns.get(lemma).map_or(&[], Vec::as_slice)
    }

    /// Whether `lemma` is a word of the class.
    pub(super) fn in_class(&self, lemma: &str, class: usize) -> bool {
        self.classes.of_word.get(lemma).is_some_and(|classes| classes.contains(&class))
    }

    /// Whether `word` gives that signal.
    pub(super) fn signals(&self, signal: Signal, word: &str) -> bool {
        self.signals_of(word).contain(signal)
    }

    /// The signals that `word` gives.
    pub(super) fn signals_of(&self, word: &str) -> Signals {
        self.signals.get(word).copied().unwrap_or_default()
    }
}

/// Some signals, a bit each.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Signals(u128);

impl Signals {
    pub(super) fn add(&mut self, signal: Signal) {
        self.0 |= 1 << signal as u32;
    }

    pub(super) fn contain(self, signal: Signal) -> bool {
        self.0 >> signal as u32 & 1 == 1
    }

    /// Those of both.
    pub(super) fn or(self, other: Signals) -> Signals {
        Signals(self.0 | other.0)
    }
}

/// What a word of grammar says about an act; `verbs/signals.toml` lists the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Signal {
    /// "not", "never".
    Negation,
    /// "if", "unless": the clause that it opens did not happen.
    Condition,
    /// "who", "which": stands for the noun before it.
    Relative,
    /// "each other": the subject is the recipient too.
    Reciprocal,
    /// "risk", "opponent": of what may be, and is not.
    Prospect,
    /// "death", "absence": whose it is has not done it.
    Undergone,
    /// "to", "against": whom a thing so tied to its noun goes to has not made it.
    Toward,
    /// "statement", "report": speaks for whoever issues it.
    Document,
    /// "of", "in": too common to be looked for further down the tree.
    Loose,
    /// "in", "near": what follows is where it happens.
    Place,
    /// "workers", "critics": people, where the lexicon of actors does not know them.
    Person,
    /// "remain", "become": what follows is said of the subject.
    Copula,
    /// "the", "this": what follows has been told.
    Definite,
    /// "accusation", "charge": what an accused denies.
    Claim,
    /// A noun for what states do to one another, without saying what: "the measures", "the decision".
    Measure,
    /// "oblige", "urge": its object does what stands below it as an infinitive.
    Controls,
    /// "report", "rumour": what somebody is said to have done stands in it.
    Hearsay,
    /// "deny", "refute": a claim that is denied, with what it says.
    Rebuts,
    /// "demand", "ultimatum": what is asked of somebody.
    Demand,
    /// "offer", "invitation": what is held out to somebody.
    Offer,
    /// "he", "she": one person, no state.
    OnePerson,
    /// "off", "down": makes another verb of the verb before it.
    Particle,
    /// "help", "come", "go": what stands below them as an infinitive has been done.
    Fulfilled,
    /// "himself": what is done to oneself is done to nobody.
    Oneself,
    /// "him", "them": a person or persons.
    Him,
    /// "law", "bill": says what is to be, and does nothing itself.
    Text,
    /// "call", "write", "take" to the air: what one does so in order to say is said.
    Utters,
    /// "than", "including", "without": what follows is named beside the act, not in it.
    Beside,
    /// "there": the place named before.
    There,
    /// "bomb", "raid": what kills without a hand being named.
    Weapon,
    /// "after", "since": opens a clause, and looks like a preposition.
    Subordinate,
    /// "a handful of reporters", "one of them": those after "of" are meant.
    Quantity,
    /// "refused to comment": refusing these is no refusal to anybody.
    Idle,
    /// Behind a negation it says that there is more: "not only".
    Only,
    /// Opens what is supposed: "if", "unless".
    Supposition,
    /// "company", "university", "fund": bodies that may be dealt with, though no politics of their own.
    Body,
    /// "region", "zone": a place in the recipient's stead.
    Locality,
    /// "make", "carry out": whose agent a thing is by whom it was made: "threats made by".
    Authors,
    /// "hold", "control": whose agent a place is, as a thing done there is done to it.
    Holds,
    /// "Monday", "week": no party, even where no time expression is found.
    Calendar,
    /// "it", "they": may stand for who speaks.
    Pronoun,
    /// "say", "announce": what stands below is reported.
    Speech,
    /// "alleged", "possible", "potential": the act may not have happened.
    Doubt,
    /// "planned", "upcoming".
    Future,
    /// "of", "to": ends the words of a noun pattern that come before its arguments.
    Preposition,
    /// "accuse", "suspicion": what stands below as a clause is somebody's charge, no report.
    Charge,
    /// "budget", "cancer", "record": what is attacked, fought or struck there is no party.
    Figurative,
    /// "relations", "alliance": what holds two parties together.
    Bond,
    /// "tension", "rift": what parts them.
    Strain,
    /// What is said of a bond that is good or becomes better.
    Warms,
    /// What is said of a bond that is bad or becomes worse.
    Sours,
    /// What is said of a strain that is great or grows.
    Mounts,
    /// What is said of a strain that wanes.
    Eases,
    /// "stable", "unchanged".
    Steady,
    /// "skier", "orchestra": people and bodies that do not act for their state.
    Outsider,
    /// "grandfather", "cousin": somebody's family, in no office where nothing else is known.
    Kin,
    /// "film", "novel": what is attacked or praised there is no party.
    Art,
    /// "sales", "market": figures that rise and fall; no party, whatever state's name they bear.
    Figure,
    /// "quarter-final", "midfielder": names of states stand for teams.
    Sport,
}

/// A meaning of a verb or an event noun.
#[derive(Debug)]
pub(super) struct Frame {
    /// `verbs/accuse/condemn`: file and entry.
    pub(super) id: String,
    pub(super) outcome: Outcome,
    pub(super) contexts: Vec<Context>,
    /// Where a verb's recipient stands, in order of preference.
    pub(super) recipient: Vec<Slot>,
    /// Where a noun's recipient stands.
    pub(super) noun_recipient: Vec<Slot>,
    /// Where a noun's actor stands, beside possessives and by-phrases.
    pub(super) noun_actor: Vec<Slot>,
    /// Classes of which the subject must be one; empty is "any".
    pub(super) subject: Vec<usize>,
    /// Classes of which the object must be one; empty is "any".
    pub(super) object: Vec<usize>,
    /// Classes of which the object must not be one.
    pub(super) object_not: Vec<usize>,
    /// Whether it fires only where both parties are known, because the words are used for much else.
    pub(super) known: bool,
    /// Whether it fires only where the actor is known.
    pub(super) known_actor: bool,
    /// Whether its parties must be of two states: at home people help and talk every day.
    pub(super) foreign: bool,
    /// Whether the recipient must be somebody, where there is one: people are met, standards too.
    pub(super) somebody: bool,
    /// Whether its object is a thing, whatever pronoun stands for it: "threatened to veto them".
    pub(super) things: bool,
    /// Whether it needs an object: "returned the statue to Cairo" gives, "returned to Cairo" goes.
    pub(super) transitive: bool,
    /// Whether it takes no object: "the crowd demonstrated", "the ad demonstrated our strength".
    pub(super) bare: bool,
    /// Whether a clause may stand for its object: "complained that". Else "questioned whether" is none.
    pub(super) clause: bool,
    /// Whether "X and Y met" has X and Y on equal terms.
    pub(super) mutual: bool,
    /// Whether the noun alone tells an event, as "attack" does and "aid" does not: aid happens when it is given.
    pub(super) happens: bool,
    /// Whether it is the speaker's act of the subject: "Oslo says that Minsk is responsible".
    pub(super) spoken: bool,
    /// Whether the object acts, on the subject: "the raid by Oslo angered Minsk", "is alarmed by".
    pub(super) felt: bool,
    /// Whether it is told by who gets it: "received tanks from Oslo".
    pub(super) received: bool,
    /// Whether the subject is the thing that goes from one to the other: "the money will flow".
    pub(super) moves: bool,
    /// The table for its negation: not to give permission is to refuse it.
    pub(super) negated: Option<usize>,
    /// Whether it does not fire where something is predicated of the object: "called him a liar".
    pub(super) alone: bool,
    /// What those counted in the object are: `killed`, `detained`.
    pub(super) counts: Option<String>,
    /// What modifiers make of it.
    pub(super) variants: Vec<Variant>,
    /// Whether the street speaks in it, as in ending a strike.
    pub(super) street: bool,
    /// Whether politics is in its very words, whoever does it: embargoes, curfews, treaties.
    pub(super) political: bool,
    /// What it is where parties of two states do it together: war games are held alone or jointly.
    pub(super) together: Option<Outcome>,
    /// What it is between people who fight with words: "Ruiz attacked the senator".
    pub(super) in_words: Option<Outcome>,
}

/// What a modifier adds: "military aid" is CAMEO 072, with its context.
#[derive(Debug)]
pub(super) struct Variant {
    pub(super) class: usize,
    /// Whether the word may stand anywhere below, not only beside.
    pub(super) anywhere: bool,
    pub(super) outcome: Outcome,
    pub(super) contexts: Vec<Context>,
}

/// Where an argument stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    Subject,
    Object,
    IndirectObject,
    /// An adjective, a compound or a possessive before a noun: "anti-Turkish", "Turkey talks".
    Modifier,
    Preposition(String),
    /// Nowhere: it has no recipient.
    Nowhere,
}

/// A word that makes another act of the act inside it.
#[derive(Debug)]
pub(super) struct Operator {
    pub(super) id: String,
    pub(super) table: usize,
    /// Where the addressee stands: the one asked, warned, promised.
    pub(super) addressee: Vec<Slot>,
    /// Whether only an event noun may stand inside: "launch", "impose".
    pub(super) nouns_only: bool,
    /// Whether the subject is the recipient of what stands inside: "suffer", "face".
    pub(super) swaps: bool,
    /// The table for its negation: not to allow is to refuse.
    pub(super) negated: Option<usize>,
    /// The table for what does so by itself: "the talks ended" ends none.
    pub(super) by_itself: Option<usize>,
    /// What it is where the act inside is none that is told: who denies harbouring somebody rejects that.
    pub(super) untold: Option<Outcome>,
    /// Whether it says nothing without an act inside: "told reporters".
    pub(super) needs_act: bool,
    /// Whether it fires without an act inside only where both parties are known.
    pub(super) known: bool,
    /// Whether a finite clause inside is none of its: "told reporters that", "agreed that".
    pub(super) infinitive: bool,
    /// Whether it takes no object of its own: "called for calm", not "called him a fool for it".
    pub(super) bare: bool,
    /// Whether only the clause that the verb asks for is its own: "came after", "kept on to".
    pub(super) strict: bool,
}

/// A row of a table: which inner acts it is for and what becomes of them.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) inner: Selector,
    pub(super) outcome: Outcome,
}

/// Which acts a row is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Selector {
    Any,
    /// No act is known inside.
    Nothing,
    Types(Vec<EventType>),
    Mode(Mode),
    /// A CAMEO code and all below it.
    Cameo(String),
}

/// What an act becomes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Outcome {
    /// `None` keeps the inner act's.
    pub(super) event: Option<EventType>,
    pub(super) mode: Option<Mode>,
    pub(super) cameo: Option<String>,
    pub(super) status: Option<Status>,
    /// No event comes of it.
    pub(super) dropped: bool,
}

/// What an auxiliary does to the act of its verb: tables that compose it, or a status.
#[derive(Debug)]
pub(super) struct Modal {
    pub(super) id: String,
    pub(super) words: Vec<String>,
    /// Where the verb stands plainly.
    pub(super) table: Option<usize>,
    /// Where it is negated.
    pub(super) negated: Option<usize>,
    /// Where a speaker says it of another.
    pub(super) reported: Option<usize>,
    pub(super) status: Option<Status>,
}

/// Part of speech of a pattern's first word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Verb,
    Noun,
    Adjective,
}

/// Words that stand for a frame or an operator.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    pub(super) part: Part,
    pub(super) rest: Vec<Piece>,
    pub(super) target: Target,
}

/// One word of a pattern after its first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Word(String),
    Class(usize),
}

/// What a pattern stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    Frame(usize),
    /// Words that look like an act and are none: "seize on".
    Idiom,
    Operator(usize),
}

/// Classes of words: things, modifiers, people.
#[derive(Debug, Default)]
pub(super) struct Classes {
    pub(super) names: Vec<String>,
    pub(super) of_word: FxHashMap<String, Vec<usize>>,
    /// How many words each class has: among equal patterns the narrower one counts.
    pub(super) sizes: Vec<usize>,
    /// The class `people`, to which every mention of people belongs.
    pub(super) people: Option<usize>,
}

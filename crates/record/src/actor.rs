//! Who acts, speaks or is acted upon.

use crate::{Sector, Span};

/// How a mention came to its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Resolution {
    /// A name of the lexicon, valid on the report's date.
    Name,
    /// A capital or seat that stands for its government.
    Metonym,
    /// A nationality with a role noun: "Turkish police".
    Nationality,
    /// A name given in full earlier in the report.
    Alias,
    /// "The minister", "the country": an entity of that role named earlier.
    Role,
    /// A pronoun.
    Pronoun,
    /// I or we inside a quotation: its speaker.
    Speaker,
    /// No code: the words alone are known.
    Unresolved,
}

impl Resolution {
    /// The word used for it in records.
    pub fn code(self) -> &'static str {
        match self {
            Resolution::Name => "name",
            Resolution::Metonym => "metonym",
            Resolution::Nationality => "nationality",
            Resolution::Alias => "alias",
            Resolution::Role => "role",
            Resolution::Pronoun => "pronoun",
            Resolution::Speaker => "speaker",
            Resolution::Unresolved => "unresolved",
        }
    }
}

/// An office that a person holds or held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Office {
    /// The office, as the field names it: `head_of_government`, `foreign_minister`.
    pub title: String,
    /// Whether the holder was in office on the report's date; `None` is unknown.
    pub current: Option<bool>,
}

/// One party, as one mention in one report gives it.
#[derive(Clone, Debug, PartialEq)]
pub struct Actor {
    /// The words of this mention.
    pub span: Span,
    /// ISO 3166 alpha-3 or a PLOVER international code; `None` is "unknown", never a guess.
    pub code: Option<String>,
    /// PLOVER sectors, most specific first.
    pub sectors: Vec<Sector>,
    /// Full name, where the mention is of somebody or something named.
    pub name: Option<String>,
    /// Office held, where one is given or known.
    pub office: Option<Office>,
    /// How the code was reached.
    pub resolution: Resolution,
    /// The lexicon entry that gave it (`states/PAK`), where there is one.
    pub entry: Option<String>,
    /// What the name can mean where it has no code because it means several things, the likeliest first.
    pub readings: Vec<Reading>,
}

/// One of several things that a name can mean.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The code it would have.
    pub code: String,
    /// Its share among the readings; together they are 1.
    pub weight: f32,
}

impl Actor {
    /// A party of which only the words are known.
    pub fn unresolved(span: Span) -> Actor {
        Actor {
            span,
            code: None,
            sectors: Vec::new(),
            name: None,
            office: None,
            resolution: Resolution::Unresolved,
            entry: None,
            readings: Vec::new(),
        }
    }
}

//! How much: money, people by what befell them, troops, weapons.
//!
//! ```text
//! "more than $33 billion over the last 15 years"   USD 33,000,000,000, more than, P15Y up to the report
//! ```

use crate::{Interval, Span};

/// How a number is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Bound {
    /// As it is written.
    #[default]
    Exact,
    /// "about", "some", "nearly".
    About,
    /// "at least".
    AtLeast,
    /// "more than".
    MoreThan,
    /// "up to".
    AtMost,
    /// "less than".
    LessThan,
}

impl Bound {
    /// All of them.
    pub const ALL: [Bound; 6] =
        [Bound::Exact, Bound::About, Bound::AtLeast, Bound::MoreThan, Bound::AtMost, Bound::LessThan];

    /// The word used for it in records.
    pub fn code(self) -> &'static str {
        match self {
            Bound::Exact => "exact",
            Bound::About => "about",
            Bound::AtLeast => "at_least",
            Bound::MoreThan => "more_than",
            Bound::AtMost => "at_most",
            Bound::LessThan => "less_than",
        }
    }
}

/// A number with what it counts.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantity {
    /// The words: "more than $33 billion", "24 Pakistani soldiers".
    pub span: Span,
    /// What is counted: an ISO 4217 currency, `killed`, `wounded`, `held`, `displaced`, `troops`, `weapons`, …
    pub unit: String,
    /// How much; the lower end of a range.
    pub value: f64,
    /// The upper end of a range.
    pub high: Option<f64>,
    /// How the number is meant.
    pub bound: Bound,
    /// For which length of time it counts, as in "a year": `P1Y`.
    pub per: Option<String>,
    /// Over which time it is a sum: "over the last 15 years".
    pub interval: Option<Interval>,
}

impl Quantity {
    /// Whether it is an amount of money: its unit is a currency.
    pub fn is_money(&self) -> bool {
        self.unit.len() == 3 && self.unit.bytes().all(|byte| byte.is_ascii_uppercase())
    }
}

//! What states give, lend, sell and owe one another: the ledger beside the events.
//!
//! ```text
//! "Russia delivered four helicopters to Pakistan last year"   arms: RUS to PAK, 4 weapons, 2017, done
//! ```

use crate::{Actor, Attribution, Certainty, Interval, Quantity, Span, When};

/// What kind of tie it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TieKind {
    /// Aid, grants, relief.
    Aid,
    /// Arms and military goods.
    Arms,
    /// Loans, credits, debt.
    Loan,
    /// Roads, ports, plants, capital.
    Investment,
    /// Bases and rights to use them.
    Base,
    /// Troops, advisers, exercises abroad.
    Troops,
    /// Goods, energy, contracts.
    Trade,
    /// Treaties, pacts, truces.
    Treaty,
    /// Intelligence and other cooperation.
    Cooperation,
}

impl TieKind {
    /// All of them.
    pub const ALL: [TieKind; 9] = [
        TieKind::Aid,
        TieKind::Arms,
        TieKind::Loan,
        TieKind::Investment,
        TieKind::Base,
        TieKind::Troops,
        TieKind::Trade,
        TieKind::Treaty,
        TieKind::Cooperation,
    ];

    /// The word used for it in records and in the lexicon.
    pub fn code(self) -> &'static str {
        match self {
            TieKind::Aid => "aid",
            TieKind::Arms => "arms",
            TieKind::Loan => "loan",
            TieKind::Investment => "investment",
            TieKind::Base => "base",
            TieKind::Troops => "troops",
            TieKind::Trade => "trade",
            TieKind::Treaty => "treaty",
            TieKind::Cooperation => "cooperation",
        }
    }
}

/// How a tie stands, by the words of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TieStatus {
    /// Given, delivered, signed.
    Done,
    /// In force: bases held, goods that flow.
    Ongoing,
    /// Promised, agreed, planned.
    Promised,
    /// Asked for, wanted, under negotiation.
    Sought,
    /// In force, and to be stopped: a cut that is announced, promised or offered.
    Ending,
    /// Suspended, cut, ended.
    Stopped,
    /// Refused.
    Refused,
    /// Said not to be so.
    Denied,
}

impl TieStatus {
    /// All of them.
    pub const ALL: [TieStatus; 8] = [
        TieStatus::Done,
        TieStatus::Ongoing,
        TieStatus::Promised,
        TieStatus::Sought,
        TieStatus::Ending,
        TieStatus::Stopped,
        TieStatus::Refused,
        TieStatus::Denied,
    ];

    /// The word used for it in records and in the lexicon.
    pub fn code(self) -> &'static str {
        match self {
            TieStatus::Done => "done",
            TieStatus::Ongoing => "ongoing",
            TieStatus::Promised => "promised",
            TieStatus::Sought => "sought",
            TieStatus::Ending => "ending",
            TieStatus::Stopped => "stopped",
            TieStatus::Refused => "refused",
            TieStatus::Denied => "denied",
        }
    }
}

/// One entry of the ledger.
#[derive(Clone, Debug, PartialEq)]
pub struct Tie {
    /// Sentence of the report, from 0.
    pub sentence: usize,
    /// What kind of thing.
    pub kind: TieKind,
    /// Who gives, sells, lends, sends. The parties of a treaty stand here, and `takers` is empty.
    pub givers: Vec<Actor>,
    /// Who takes.
    pub takers: Vec<Actor>,
    /// The words for what is given: "security assistance".
    pub thing: Span,
    /// How much.
    pub amounts: Vec<Quantity>,
    /// When, where it is known.
    pub date: Option<When>,
    /// From when to when, where the report tells it.
    pub interval: Option<Interval>,
    /// How it stands.
    pub status: TieStatus,
    /// How far it is asserted.
    pub certainty: Certainty,
    /// On whose word; `None` is the reporter's own.
    pub attribution: Option<Attribution>,
    /// The words that tell it.
    pub span: Span,
    /// The lexicon entry that fired: `ties/give`.
    pub rule: String,
    /// What fired and why, one step a line; filled only on demand.
    pub explanation: Vec<String>,
}

//! The algebra: what a table of operators makes of an act.

use tiltmeter_record::Status;

use super::acts::Act;
use super::frames::{Outcome, Row, Selector};

/// The outcome of the first row that fits; `None` where nothing comes of it.
pub(super) fn outcome<'a>(rows: &'a [Row], inner: Option<&Act>) -> Option<&'a Outcome> {
    let row = rows.iter().find(|row| fits(&row.inner, inner))?;
    (!row.outcome.dropped).then_some(&row.outcome)
}

fn fits(selector: &Selector, inner: Option<&Act>) -> bool {
    let Some(act) = inner else { return *selector == Selector::Nothing };
    match selector {
        Selector::Any => true,
        Selector::Nothing => false,
        Selector::Types(types) => types.contains(&act.event),
        Selector::Mode(mode) => act.mode == Some(*mode),
        Selector::Cameo(code) => act.cameo.as_deref().is_some_and(|cameo| cameo.starts_with(code.as_str())),
    }
}

/// Makes `act` what the outcome says; what the outcome leaves open stays as it is.
pub(super) fn apply(act: &mut Act, outcome: &Outcome) {
    if let Some(event) = outcome.event {
        act.event = event;
        act.mode = outcome.mode;
        act.cameo = None;
    }
    if outcome.cameo.is_some() {
        act.cameo = outcome.cameo.clone();
    }
    // Who demands an act has demanded, whether or not it comes to pass.
    match outcome.status {
        Some(status) => act.status = status,
        None if outcome.event.is_some() => act.status = Status::Actual,
        None => {}
    }
}

//! Numbers that an act carries: money, and people counted by what befell them.
//!
//! ```text
//! "killed 12 soldiers"   killed 12      "lent $1.5 billion to Jakarta"   USD 1,500,000,000
//! ```

use tiltmeter_record::Quantity;
use tiltmeter_text::{Deprel, Upos};

use super::acts::Act;
use super::clauses::Clauses;
use super::frames::Verbs;

/// The quantities that stand in the clause of the act, in the order of the text.
pub(super) fn quantities(clauses: &Clauses<'_>, verbs: &Verbs, act: &Act) -> Vec<Quantity> {
    let mut quantities = Vec::new();
    let mut token = 0;
    while token < clauses.view.len() {
        let next = match money(clauses, verbs, token).filter(|_| belongs(clauses, act, token)) {
            Some((quantity, after)) => {
                quantities.push(quantity);
                after
            }
            None => token + 1,
        };
        token = next;
    }
    quantities.extend(count(clauses, verbs, act));
    quantities
}

// "$ 10 million", "10 million euros": the currency stands before or after the number.
fn money(clauses: &Clauses<'_>, verbs: &Verbs, token: usize) -> Option<(Quantity, usize)> {
    let view = &clauses.view;
    let currency = |at: usize| {
        let form = (at < view.len()).then(|| view.form(at).to_lowercase())?;
        verbs.money.get(&form).or_else(|| verbs.money.get(&clauses.lemma(at)))
    };
    if let Some(unit) = currency(token) {
        let (value, after) = number(clauses, verbs, token + 1)?;
        return Some((Quantity { span: view.span(token, after - 1), unit: unit.clone(), value }, after));
    }
    let (value, after) = number(clauses, verbs, token)?;
    let unit = currency(after)?;
    Some((Quantity { span: view.span(token, after), unit: unit.clone(), value }, after + 1))
}

/// The number that begins at `token`, and the first token after it.
fn number(clauses: &Clauses<'_>, verbs: &Verbs, token: usize) -> Option<(f64, usize)> {
    let word = |at: usize| (at < clauses.view.len()).then(|| clauses.view.form(at).to_lowercase());
    let first = word(token)?;
    let digits = first.replace(',', "");
    let plain = digits.bytes().next().is_some_and(|b| b.is_ascii_digit());
    let value = if plain { digits.parse().ok()? } else { *verbs.numbers.get(&first)? };
    match word(token + 1).and_then(|next| verbs.scales.get(&next).copied()) {
        Some(scale) => Some((value * scale, token + 2)),
        None => Some((value, token + 1)),
    }
}

// "killed 12 soldiers": the frame says how those in its object are counted.
fn count(clauses: &Clauses<'_>, verbs: &Verbs, act: &Act) -> Option<Quantity> {
    let unit = act.counts.clone()?;
    let object = clauses.clause(act.head).object?;
    let numeral = clauses
        .child(object, Deprel::Nummod)
        .or((clauses.view.tokens[object].upos == Upos::Num).then_some(object))?;
    let (value, after) = number(clauses, verbs, numeral)?;
    Some(Quantity { span: clauses.view.span(numeral, after - 1), unit, value })
}

// Whether the way up from the token meets a word of the act before any other verb.
fn belongs(clauses: &Clauses<'_>, act: &Act, mut token: usize) -> bool {
    for _ in 0..clauses.view.len() {
        if act.words.contains(&token) {
            return true;
        }
        match clauses.view.head(token) {
            Some(head) if !clauses.is_verb(token) => token = head,
            _ => return false,
        }
    }
    false
}

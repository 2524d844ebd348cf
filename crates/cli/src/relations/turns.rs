//! `tiltmeter turns`: which relations turned, for better or worse.

use tiltmeter::relations::{TurnRecord, thousands};

use super::counted;
use super::evidence;
use super::input::{loaded, of_id, search};
use super::output;
use super::table::{heading, paragraph, remark, table};
use super::words::{name, percent, signed};
use crate::Outcome;
use crate::arguments::TurnsArguments;
use crate::read::Style;

/// Shows the turns, or the events behind one of them.
pub(crate) fn turns(arguments: &TurnsArguments) -> anyhow::Result<Outcome> {
    let loaded = loaded(&arguments.events.input)?;
    let recorder = loaded.recorder(&arguments.events.input)?;
    let search = search(&arguments.search);
    let turns = loaded.world.turns(&search);
    let records: Vec<TurnRecord> =
        turns.iter().map(|turn| recorder.turn(turn, &search)).collect::<Result<_, _>>()?;
    let format = arguments.events.format;
    match &arguments.explain.explain {
        None => {
            let enough = |dyad: &&tiltmeter::arithmetic::Dyad| dyad.total().n >= search.min_acts;
            let n_watched = loaded.world.panel.dyads.iter().filter(enough).count();
            output::write(format, &records, |style| listed(&records, n_watched, arguments, style))?;
        }
        Some(id) => {
            let turn = of_id(&records, id, |turn| &turn.id)?;
            output::write(format, std::slice::from_ref(turn), |style| explained(turn, style))?;
        }
    }
    loaded.finish()
}

fn listed(turns: &[TurnRecord], n_watched: usize, arguments: &TurnsArguments, style: Style) -> String {
    let watched = format!(
        "{} among {} of {} events or more",
        counted(turns.len(), "turn"),
        counted(n_watched, "relation"),
        thousands(arguments.search.min_events as usize)
    );
    if turns.is_empty() {
        return paragraph(style, 0, &format!("{watched}."));
    }
    let header = ["onset", "told", "relation", "", "mean score", "rate", "chance", "id"];
    let header = header.map(str::to_string).to_vec();
    let rows: Vec<Vec<String>> = [header].into_iter().chain(turns.iter().map(row)).collect();
    let mut written = format!("{watched}\n\n");
    written.push_str(&table(&rows, &[5, 6], style));
    written.push_str(&format!("\n{}", remark(style, &legend(arguments))));
    written
}

fn legend(arguments: &TurnsArguments) -> String {
    let told = if arguments.search.hindsight { "by all that is known now" } else { "as it happened" };
    format!(
        "Turns {told}. mean score: before the onset and after. rate: false alarms a year that shuffled weeks of the same \
         relation give at this strength (asked for: at most {}). chance: that a year of shuffled weeks gives as strong a \
         turn. found: it stands when all relations are looked at together, where one in five may be false; else signs.",
        arguments.search.alpha
    )
}

fn row(turn: &TurnRecord) -> Vec<String> {
    let way = if turn.sign < 0 { "▼ worse" } else { "▲ better" };
    let marked = format!("{way}, {}", turn.standing);
    vec![
        turn.onset.clone(),
        turn.detected.clone(),
        format!("{} {}", turn.a, turn.b),
        marked,
        format!("{} → {}", before(turn), signed(turn.after)),
        format!("{:.2}", turn.rate),
        percent(1.0 - turn.confidence),
        turn.id.clone(),
    ]
}

// Where it stands, and since when.
fn standing(turn: &TurnRecord) -> String {
    match (turn.standing, &turn.found_on) {
        ("found", Some(day)) if *day > turn.detected => {
            format!("It grew, and since {day} it stands when all relations are looked at together.")
        }
        ("found", Some(day)) => format!("It stands when all relations are looked at together, since {day}."),
        ("found", None) => "It stands when all relations are looked at together.".to_string(),
        _ => "It does not stand when all relations are looked at together.".to_string(),
    }
}

fn before(turn: &TurnRecord) -> String {
    turn.before.map_or("nothing".to_string(), signed)
}

/// A turn in a sentence, with how sure.
pub(super) fn in_words(turn: &TurnRecord) -> String {
    let verb = match (turn.standing, turn.sign) {
        ("found", -1) => "turned for the worse",
        ("found", _) => "turned for the better",
        (_, -1) => "shows signs of a turn for the worse",
        _ => "shows signs of a turn for the better",
    };
    format!(
        "The relation of {} and {} {verb}, beginning {} and told by {}: the mean score went from {} to {}, the events a \
         week from {:.1} to {:.1}. A year of the same relation’s weeks, shuffled, gives a turn of this strength with a \
         chance of {}. {}",
        name(&turn.a),
        name(&turn.b),
        turn.onset,
        turn.detected,
        before(turn),
        signed(turn.after),
        turn.acts_per_week_before,
        turn.acts_per_week_after,
        percent(1.0 - turn.confidence),
        standing(turn)
    )
}

fn explained(turn: &TurnRecord, style: Style) -> String {
    let mut written = paragraph(style, 0, &in_words(turn));
    written.push_str(&heading(style, "What moved it most"));
    written.push_str(&evidence::events(&turn.evidence, style));
    written.push_str(&evidence::where_words_are(&turn.evidence, style));
    written
}

//! `tiltmeter pivots`: which states turn from one partner to another.

use tiltmeter::relations::{PivotRecord, ShiftRecord};

use super::counted;
use super::evidence;
use super::input::{loaded, of_id, scan};
use super::output;
use super::table::{heading, paragraph, remark, table};
use super::words::{band, chance_of, name, percent};
use crate::Outcome;
use crate::arguments::PivotsArguments;
use crate::read::Style;

/// Shows the pivots, or the events behind one of them.
pub(crate) fn pivots(arguments: &PivotsArguments) -> anyhow::Result<Outcome> {
    let loaded = loaded(&arguments.events.input)?;
    let recorder = loaded.recorder(&arguments.events.input)?;
    let pivots = loaded.world.pivots(&scan(&arguments.scan));
    let mut records: Vec<PivotRecord> =
        pivots.iter().map(|pivot| recorder.pivot(pivot)).collect::<Result<_, _>>()?;
    records.retain(|pivot| pivot.standing == "found" || !arguments.scan.found);
    let format = arguments.events.format;
    match &arguments.explain.explain {
        None => output::write(format, &records, |style| listed(&records, arguments.scan.alpha, style))?,
        Some(id) => {
            let pivot = of_id(&records, id, |pivot| &pivot.id)?;
            output::write(format, std::slice::from_ref(pivot), |style| explained(pivot, style))?;
        }
    }
    loaded.finish()
}

// A terminal shows the strongest; records hold all.
const MOST_SHOWN: usize = 25;

fn listed(pivots: &[PivotRecord], alpha: f32, style: Style) -> String {
    let n_found = pivots.iter().filter(|pivot| pivot.standing == "found").count();
    let mut written = format!("{} found, {} only signs\n", counted(n_found, "pivot"), pivots.len() - n_found);
    if pivots.is_empty() {
        return written;
    }
    let header =
        ["", "who", "away from", "", "toward", "", "from", "to", "chance"].map(str::to_string).to_vec();
    let rows = pivots.iter().take(MOST_SHOWN).map(row);
    let rows: Vec<Vec<String>> = [header].into_iter().chain(rows).collect();
    written.push_str(&format!("\n{}", table(&rows, &[8], style)));
    if pivots.len() > MOST_SHOWN {
        written.push_str(&format!("… and {} more; --format jsonl lists all\n", pivots.len() - MOST_SHOWN));
    }
    let legend = format!(
        "Levels ± one standard deviation, at the beginning and at the end. chance: that shuffled time, the same for all relations \
         gives as strong a pivot anywhere in the scan (found: one side turned, and of all that are found at most a share of {alpha} is false). --explain ID shows the events; \
         an id is pivot-WHO-from-X-to-Y-DAY-DAY."
    );
    written.push_str(&format!("\n{}", remark(style, &legend)));
    written
}

fn row(pivot: &PivotRecord) -> Vec<String> {
    let moved = |side: &ShiftRecord| format!("{} → {}", band(Some(&side.before)), band(Some(&side.after)));
    let standing =
        if pivot.hedge { format!("{} (hedge)", pivot.standing) } else { pivot.standing.to_string() };
    vec![
        standing,
        pivot.state.clone(),
        pivot.from.clone(),
        moved(&pivot.away),
        pivot.to.clone(),
        moved(&pivot.toward),
        pivot.since.clone(),
        pivot.until.clone(),
        percent(pivot.p),
    ]
}

/// A pivot in a sentence, with how sure.
pub(super) fn in_words(pivot: &PivotRecord) -> String {
    let verb = match (pivot.standing, pivot.hedge) {
        ("found", false) => "turns",
        ("found", true) => "hedges: it moves",
        (_, false) => "shows signs of turning",
        (_, true) => "shows signs of a hedge: it moves",
    };
    let moved = |side: &ShiftRecord| {
        let way = if side.z < 0.0 { "lower" } else { "higher" };
        let (before, after) = (band(Some(&side.before)), band(Some(&side.after)));
        format!("level {before} to {after}, {way} with a chance of {}", percent(chance_of(side.z)))
    };
    format!(
        "{} {verb} from {} ({}) toward {} ({}) between {} and {}. Shuffled time gives as strong a move among these three \
         alone with a chance of {}, somewhere in the whole scan with one of {}.",
        capitalised(&name(&pivot.state)),
        name(&pivot.from),
        moved(&pivot.away),
        name(&pivot.to),
        moved(&pivot.toward),
        pivot.since,
        pivot.until,
        percent(pivot.p_alone),
        percent(pivot.p)
    )
}

/// With a capital at the beginning.
pub(super) fn capitalised(words: &str) -> String {
    let mut characters = words.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => String::new(),
    }
}

fn explained(pivot: &PivotRecord, style: Style) -> String {
    let mut written = paragraph(style, 0, &in_words(pivot));
    written.push_str(&heading(style, "What moved it most"));
    written.push_str(&evidence::events(&pivot.evidence, style));
    written.push_str(&evidence::where_words_are(&pivot.evidence, style));
    written
}

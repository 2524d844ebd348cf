//! `tiltmeter axes`: which states draw together against another.

use tiltmeter::relations::{AxisRecord, ShiftRecord};

use super::evidence;
use super::input::{loaded, of_id, scan};
use super::output;
use super::pivots::capitalised;
use super::table::{heading, paragraph, remark, table};
use super::words::{band, name, percent, signed};
use crate::Outcome;
use crate::arguments::AxesArguments;
use crate::read::Style;

/// Shows the axes, or the events behind one of them.
pub(crate) fn axes(arguments: &AxesArguments) -> anyhow::Result<Outcome> {
    let loaded = loaded(&arguments.events.input)?;
    let recorder = loaded.recorder(&arguments.events.input)?;
    let axes = loaded.world.axes(&scan(&arguments.scan));
    let mut records: Vec<AxisRecord> =
        axes.iter().map(|axis| recorder.axis(axis)).collect::<Result<_, _>>()?;
    records.retain(|axis| axis.standing == "found" || !arguments.scan.found);
    let format = arguments.events.format;
    match &arguments.explain.explain {
        None => output::write(format, &records, |style| listed(&records, arguments.scan.alpha, style))?,
        Some(id) => {
            let axis = of_id(&records, id, |axis| &axis.id)?;
            output::write(format, std::slice::from_ref(axis), |style| explained(axis, style))?;
        }
    }
    loaded.finish()
}

const MOST_SHOWN: usize = 25;

fn listed(axes: &[AxisRecord], alpha: f32, style: Style) -> String {
    let n_found = axes.iter().filter(|axis| axis.standing == "found").count();
    let found = if n_found == 1 { "1 axis".to_string() } else { format!("{n_found} axes") };
    let mut written = format!("{found} found, {} only signs\n", axes.len() - n_found);
    if axes.is_empty() {
        return written;
    }
    let header = ["", "who", "against", "from", "to", "strength", "chance", "frustration"];
    let header = header.map(str::to_string).to_vec();
    let rows: Vec<Vec<String>> = [header].into_iter().chain(axes.iter().take(MOST_SHOWN).map(row)).collect();
    written.push_str(&format!("\n{}", table(&rows, &[5, 6], style)));
    if axes.len() > MOST_SHOWN {
        written.push_str(&format!("… and {} more; --format jsonl lists all\n", axes.len() - MOST_SHOWN));
    }
    let legend = format!(
        "chance: that shuffled time, the same for all relations, gives as strong an axis anywhere in the scan (found: at most \
         {alpha}). frustration: the share of relations that stand against two friendly camps, before and after."
    );
    written.push_str(&format!("\n{}", remark(style, &legend)));
    written
}

fn row(axis: &AxisRecord) -> Vec<String> {
    vec![
        axis.standing.to_string(),
        axis.members.join(" "),
        axis.against.clone(),
        axis.since.clone(),
        axis.until.clone(),
        format!("{:.1}", axis.strength),
        percent(axis.p),
        format!("{:.2} → {:.2}", axis.frustration_before, axis.frustration_after),
    ]
}

/// An axis in a sentence, with how sure.
pub(super) fn in_words(axis: &AxisRecord) -> String {
    let names: Vec<String> = axis.members.iter().map(|member| name(member)).collect();
    let verb = if axis.standing == "found" { "draw together" } else { "show signs of drawing together" };
    format!(
        "{} {verb} while their relations with {} sour, between {} and {}. Shuffled time gives as strong an axis among \
         its strongest three alone with a chance of {}, somewhere in the whole scan with one of {}; the frustration among them goes \
         from {:.2} to {:.2}.",
        capitalised(&listed_names(&names)),
        name(&axis.against),
        axis.since,
        axis.until,
        percent(axis.p_alone),
        percent(axis.p),
        axis.frustration_before,
        axis.frustration_after
    )
}

/// `a, b and c`.
pub(super) fn listed_names(names: &[String]) -> String {
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => names.join(""),
    }
}

fn explained(axis: &AxisRecord, style: Style) -> String {
    let mut written = paragraph(style, 0, &in_words(axis));
    written.push_str(&heading(style, "Its relations"));
    let header = ["relation", "before", "after", "z"].map(str::to_string).to_vec();
    let side = |side: &ShiftRecord| {
        let relation = format!("{} {}", side.a, side.b);
        vec![relation, band(Some(&side.before)), band(Some(&side.after)), signed(side.z)]
    };
    let rows = axis.inner.iter().chain(&axis.outer).map(side);
    written.push_str(&table(&[header].into_iter().chain(rows).collect::<Vec<_>>(), &[3], style));
    written.push_str(&heading(style, "What moved it most"));
    written.push_str(&evidence::events(&axis.evidence, style));
    written.push_str(&evidence::where_words_are(&axis.evidence, style));
    written
}

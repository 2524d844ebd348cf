//! `tiltmeter blocs`: which states stand together, quarter by quarter, and who moved.

use tiltmeter::relations::{MoveRecord, PartitionRecord};

use super::input::loaded_series;
use super::output;
use super::table::{heading, paragraph, remark};
use super::words::signed;
use crate::Outcome;
use crate::arguments::BlocsArguments;
use crate::read::Style;

/// Shows the blocs of each quarter.
pub(crate) fn blocs(arguments: &BlocsArguments) -> anyhow::Result<Outcome> {
    let loaded = loaded_series(&arguments.events.input)?;
    let recorder = loaded.recorder(&arguments.events.input)?;
    let partitions = loaded.world.blocs();
    let records: Vec<PartitionRecord> = partitions.iter().map(|part| recorder.partition(part)).collect();
    output::write(arguments.events.format, &records, |style| listed(&records, style))?;
    loaded.finish()
}

fn listed(partitions: &[PartitionRecord], style: Style) -> String {
    if partitions.is_empty() {
        return "No blocs: too little is known of too few relations.\n".to_string();
    }
    let mut written = String::new();
    for partition in partitions {
        let title =
            format!("{} to {}  (modularity {:.2})", partition.since, partition.until, partition.modularity);
        written.push_str(&heading(style, &title));
        for bloc in &partition.blocs {
            let levels = format!("inside {}, toward others {}", signed(bloc.inside), signed(bloc.outside));
            written.push_str(&format!("  bloc {}, {} states, {levels}\n", bloc.bloc, bloc.members.len()));
            written.push_str(&paragraph(style, 4, &bloc.members.join(" ")));
        }
        let moved: Vec<String> = partition.moved.iter().map(moved).collect();
        if !moved.is_empty() {
            written.push_str(&paragraph(style, 2, &format!("moved: {}", moved.join(", "))));
        }
    }
    let legend = "A bloc keeps its number as long as most of it stays. Modularity: how much more the blocs gather \
                  friends and part foes than chance would; near 0 they say little.";
    written.push_str(&format!("\n{}", remark(style, legend)));
    written.trim_start().to_string()
}

fn moved(moved: &MoveRecord) -> String {
    let bloc = |bloc: Option<u32>| bloc.map_or("none".to_string(), |bloc| bloc.to_string());
    format!("{} ({} → {})", moved.state, bloc(moved.from), bloc(moved.to))
}

//! `tiltmeter state A`: the relations of a state, those that moved most first.

use tiltmeter::relations::RelationRecord;

use super::counted;
use super::input::loaded_series;
use super::output;
use super::table::{remark, sparkline, table};
use super::words::{band, changed, level, name, signed};
use crate::Outcome;
use crate::arguments::StateArguments;
use crate::read::Style;

/// Shows the relations of a state.
pub(crate) fn state(arguments: &StateArguments) -> anyhow::Result<Outcome> {
    let loaded = loaded_series(&arguments.events.input)?;
    let state = loaded.state(&arguments.state)?;
    let recorder = loaded.recorder(&arguments.events.input)?;
    let relations = recorder.relations(&state);
    output::write(arguments.events.format, &relations, |style| listed(&state, &relations, style))?;
    loaded.finish()
}

const WIDTH_OF_COURSE: usize = 22;
const ROOM_OF_WORDS: usize = 110;

fn listed(state: &str, relations: &[RelationRecord], style: Style) -> String {
    let (known, unknown): (Vec<&RelationRecord>, Vec<&RelationRecord>) =
        relations.iter().partition(|relation| relation.level.is_some());
    let day = relations.first().map_or("", |relation| relation.day.as_str());
    let title =
        format!("{} on {day}: {}\n\n", name(state), counted(known.len(), "relation with a known level"));
    let mut written = title.replace("relation with a known levels", "relations with a known level");
    if !known.is_empty() {
        let header =
            ["with", "", "level", "", "course", "lately", "z", "events"].map(str::to_string).to_vec();
        let mut rows: Vec<Vec<String>> =
            [header].into_iter().chain(known.iter().map(|relation| row(relation))).collect();
        // A narrow terminal goes without names and words.
        let narrow = style.width < ROOM_OF_WORDS;
        if narrow {
            rows.iter_mut().for_each(|row| drop((row.remove(3), row.remove(1))));
        }
        written.push_str(&table(&rows, if narrow { &[4, 5] } else { &[6, 7] }, style));
    }
    if !unknown.is_empty() {
        let names: Vec<String> =
            unknown.iter().map(|relation| format!("{} {}", relation.partner, relation.events)).collect();
        let words = format!("Unknown, for too little passes (events): {}", names.join(", "));
        written.push_str(&format!("\n{}", remark(style, &words)));
    }
    let legend = "level: mean score of what passes, −10 to +10, ± one standard deviation. lately: since a quarter ago; z is \
                  the move in its standard deviations. course: each from its own least to its own most.";
    written.push_str(&format!("\n{}", remark(style, legend)));
    written
}

fn row(relation: &RelationRecord) -> Vec<String> {
    let lately = relation.change.as_ref().map_or("", changed);
    vec![
        relation.partner.clone(),
        tiltmeter::relations::party_name(&relation.partner).to_string(),
        band(relation.level.as_ref()),
        relation.level.as_ref().map_or("", |known| level(known.mean)).to_string(),
        sparkline(&relation.course, WIDTH_OF_COURSE),
        lately.to_string(),
        relation.change.as_ref().map_or(String::new(), |change| signed(change.z)),
        relation.events.to_string(),
    ]
}

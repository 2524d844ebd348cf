//! The sentences of PLV's development half, without the marks of their parties.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

/// The sentences by their ids.
pub(super) fn sentences(table: &Path) -> Result<BTreeMap<String, String>> {
    let written = fs::read_to_string(table).with_context(|| format!("cannot read `{}`", table.display()))?;
    let rows = written.lines().skip(1).map(|line| line.split('\t').collect::<Vec<_>>());
    let marks = ["<s>", "</s>", "<t>", "</t>"];
    let bare = |marked: &str| marks.iter().fold(marked.to_string(), |text, mark| text.replace(mark, ""));
    Ok(rows.filter_map(|cells| Some((cells.first()?.to_string(), bare(cells.get(3)?)))).collect())
}

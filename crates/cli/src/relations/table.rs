//! Plain tables, and lines of blocks that show a course.

use tiltmeter::relations::PeriodRecord;

use unicode_width::UnicodeWidthStr;

use crate::read::{BOLD, DIM, Style, wrapped};

/// A table whose first row is its header. Columns are as wide as they must be; numbers stand right.
pub(crate) fn table(rows: &[Vec<String>], right: &[usize], style: Style) -> String {
    let n_columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.width()).max();
    let widths: Vec<usize> = (0..n_columns).map(|column| width(column).unwrap_or(0)).collect();
    let mut written = String::new();
    for (row_idx, row) in rows.iter().enumerate() {
        let cells = row.iter().enumerate().map(|(column, cell)| {
            let blank = " ".repeat(widths[column] - cell.width());
            if right.contains(&column) { format!("{blank}{cell}") } else { format!("{cell}{blank}") }
        });
        let line = cells.collect::<Vec<_>>().join("  ");
        let line = line.trim_end();
        written.push_str(&if row_idx == 0 { styled(style, DIM, line) } else { line.to_string() });
        written.push('\n');
    }
    written
}

/// A heading with an empty line before it.
pub(super) fn heading(style: Style, words: &str) -> String {
    format!("\n{}\n", styled(style, BOLD, words))
}

/// Words in rows of the terminal's width, below one another from `indent`.
pub(super) fn paragraph(style: Style, indent: usize, words: &str) -> String {
    let rows = wrapped(words, style.width.saturating_sub(indent));
    rows.iter().map(|row| format!("{}{row}\n", " ".repeat(indent))).collect()
}

/// A remark, faint.
pub(super) fn remark(style: Style, words: &str) -> String {
    let rows = wrapped(words, style.width);
    rows.iter().map(|row| format!("{}\n", styled(style, DIM, row))).collect()
}

/// Words as bold or faint ones, where the terminal knows them.
pub(super) fn styled(style: Style, code: &str, words: &str) -> String {
    if style.colour { format!("\u{1b}[{code}m{words}\u{1b}[0m") } else { words.to_string() }
}

const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// A course as blocks from its own least to its own most, a dot where it is unknown.
pub(super) fn sparkline(course: &[Option<f32>], width: usize) -> String {
    blocks(course, width, 0.0)
}

/// A level as blocks whose full height is its widest band at least: what stays within its band looks level.
pub(super) fn level_line(course: &[PeriodRecord], width: usize) -> String {
    let known = course.iter().filter_map(|period| period.level.as_ref());
    let band = known.map(|level| 2.0 * level.deviation).fold(0.0, f32::max);
    let levels: Vec<Option<f32>> =
        course.iter().map(|period| period.level.as_ref().map(|level| level.mean)).collect();
    blocks(&levels, width, band)
}

fn blocks(course: &[Option<f32>], width: usize, least_height: f32) -> String {
    let course = thinned(course, width);
    let known = || course.iter().flatten().copied();
    let (least, most) = (known().fold(f32::MAX, f32::min), known().fold(f32::MIN, f32::max));
    let spare = (least_height - (most - least)).max(0.0) / 2.0;
    let (least, most) = (least - spare, most + spare);
    let block = |value: f32| {
        let share = if most > least { (value - least) / (most - least) } else { 0.5 };
        BLOCKS[((share * 7.0).round() as usize).min(7)]
    };
    course.iter().map(|value| value.map_or('·', block)).collect()
}

// Means of neighbours, where a course is longer than its room.
fn thinned(course: &[Option<f32>], width: usize) -> Vec<Option<f32>> {
    let n_each = course.len().div_ceil(width.max(1)).max(1);
    let mean = |part: &[Option<f32>]| {
        let known: Vec<f32> = part.iter().flatten().copied().collect();
        (!known.is_empty()).then(|| known.iter().sum::<f32>() / known.len() as f32)
    };
    course.chunks(n_each).map(mean).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_course_goes_from_its_least_to_its_most() {
        assert_eq!(sparkline(&[Some(-2.0), None, Some(0.0), Some(5.0)], 9), "▁·▃█");
        assert_eq!(sparkline(&[Some(1.0), Some(1.0)], 9), "▅▅");
        assert_eq!(sparkline(&[Some(0.0), Some(0.0), Some(4.0), None], 2), "▁█");
        assert_eq!(sparkline(&[], 2), "");
    }

    #[test]
    fn columns_stand_below_one_another() {
        let row = |cells: [&str; 2]| cells.map(str::to_string).to_vec();
        let style = Style { colour: false, width: 80 };
        let written = table(&[row(["who", "n"]), row(["Côte", "12"]), row(["a", "3"])], &[1], style);
        assert_eq!(written, "who    n\nCôte  12\na      3\n");
    }
}

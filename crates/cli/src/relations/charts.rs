//! The course of a relation as a small picture: SVG by hand, no script, no font, readable in print.
//!
//! The level is a line with a band of one standard deviation; where it is unknown there is none. Bars
//! below are the volume. Turns are marked where they begin.

use std::fmt::Write;

use tiltmeter::relations::{DyadRecord, PeriodRecord};

use super::words::signed;
use crate::read::escape;

const WIDTH: f32 = 640.0;
const LEFT: f32 = 34.0;
const RIGHT: f32 = 8.0;
const TOP: f32 = 14.0;
const LEVEL_HEIGHT: f32 = 130.0;
const GAP: f32 = 10.0;
const VOLUME_HEIGHT: f32 = 34.0;
const BOTTOM: f32 = 20.0;

/// The picture of a relation.
pub(super) fn chart(record: &DyadRecord, title: &str) -> String {
    let height = TOP + LEVEL_HEIGHT + GAP + VOLUME_HEIGHT + BOTTOM;
    let mut svg = format!(
        "<svg class=\"chart\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-label=\"{0}\"><title>{0}</title>\n",
        escape(title)
    );
    let plot = Plot::new(&record.course);
    plot.axes(&mut svg);
    plot.volume(&mut svg);
    plot.level(&mut svg);
    plot.turns(record, &mut svg);
    svg.push_str("</svg>\n");
    svg
}

struct Plot<'c> {
    course: &'c [PeriodRecord],
    least: f32,
    most: f32,
}

impl Plot<'_> {
    fn new(course: &[PeriodRecord]) -> Plot<'_> {
        let bounds = course.iter().filter_map(|period| period.level.as_ref());
        let ends = bounds.flat_map(|level| [level.mean - level.deviation, level.mean + level.deviation]);
        let (least, most) =
            ends.fold((-1.0f32, 1.0f32), |(least, most), end| (least.min(end), most.max(end)));
        Plot { course, least: least.floor(), most: most.ceil() }
    }

    fn x(&self, at: usize) -> f32 {
        let room = WIDTH - LEFT - RIGHT;
        LEFT + room * (at as f32 + 0.5) / self.course.len().max(1) as f32
    }

    fn y(&self, level: f32) -> f32 {
        TOP + LEVEL_HEIGHT * (self.most - level) / (self.most - self.least)
    }

    fn axes(&self, svg: &mut String) {
        let step = if self.most - self.least > 8.0 { 4 } else { 2 };
        let ticks = (self.least as i32..=self.most as i32).filter(|tick| tick % step == 0);
        for tick in ticks {
            let (y, class) = (self.y(tick as f32), if tick == 0 { "zero" } else { "grid" });
            let words = if tick == 0 { "0".to_string() } else { signed(tick as f32).replace(".0", "") };
            let (right, label) = (WIDTH - RIGHT, LEFT - 6.0);
            let _ = write!(
                svg,
                "<line class=\"{class}\" x1=\"{LEFT}\" x2=\"{right}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/>"
            );
            let _ = writeln!(
                svg,
                "<text class=\"tick\" x=\"{label}\" y=\"{:.1}\" text-anchor=\"end\">{words}</text>",
                y + 3.5
            );
        }
        self.months(svg);
    }

    // The name of a month where it begins; of a year, where there are many months.
    fn months(&self, svg: &mut String) {
        let y = TOP + LEVEL_HEIGHT + GAP + VOLUME_HEIGHT + 14.0;
        let length = if self.course.len() > 2 && self.n_changes(7) > 18 { 4 } else { 7 };
        let mut last = "";
        for (at, period) in self.course.iter().enumerate() {
            let name = period.end.get(..length).unwrap_or("");
            if name != last && self.x(at) < WIDTH - 46.0 {
                let _ = writeln!(
                    svg,
                    "<text class=\"tick\" x=\"{:.1}\" y=\"{y:.1}\">{name}</text>",
                    self.x(at) - 3.0
                );
            }
            last = name;
        }
    }

    fn n_changes(&self, length: usize) -> usize {
        self.course.windows(2).filter(|pair| pair[0].end.get(..length) != pair[1].end.get(..length)).count()
    }

    fn volume(&self, svg: &mut String) {
        let volumes = self.course.iter().map(|period| period.per_thousand.unwrap_or(0.0));
        let most = volumes.clone().fold(f32::MIN_POSITIVE, f32::max);
        let foot = TOP + LEVEL_HEIGHT + GAP + VOLUME_HEIGHT;
        let width = ((WIDTH - LEFT - RIGHT) / self.course.len().max(1) as f32 - 1.0).clamp(0.5, 14.0);
        for (at, volume) in volumes.enumerate().filter(|(_, volume)| *volume > 0.0) {
            let height = VOLUME_HEIGHT * volume / most;
            let (x, y) = (self.x(at) - width / 2.0, foot - height);
            let _ = writeln!(
                svg,
                "<rect class=\"bar\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\"/>"
            );
        }
        let label = LEFT - 6.0;
        let top = foot - VOLUME_HEIGHT + 8.0;
        let _ = writeln!(
            svg,
            "<text class=\"tick\" x=\"{label}\" y=\"{top:.1}\" text-anchor=\"end\">{most:.0}‰</text>"
        );
    }

    fn level(&self, svg: &mut String) {
        let known: Vec<(usize, f32, f32)> = self
            .course
            .iter()
            .enumerate()
            .filter_map(|(at, period)| period.level.as_ref().map(|level| (at, level.mean, level.deviation)))
            .collect();
        // A stretch of the unknown parts the line.
        for stretch in known.chunk_by(|x, y| x.0 + 1 == y.0) {
            let point = |at: usize, level: f32| format!("{:.1},{:.1}", self.x(at), self.y(level));
            let upper = stretch.iter().map(|(at, mean, deviation)| point(*at, mean + deviation));
            let lower = stretch.iter().rev().map(|(at, mean, deviation)| point(*at, mean - deviation));
            let band: Vec<String> = upper.chain(lower).collect();
            let line: Vec<String> = stretch.iter().map(|(at, mean, _)| point(*at, *mean)).collect();
            let _ = writeln!(svg, "<polygon class=\"band\" points=\"{}\"/>", band.join(" "));
            let _ = writeln!(svg, "<polyline class=\"level\" points=\"{}\"/>", line.join(" "));
        }
        if known.is_empty() {
            let (x, y) = (LEFT + (WIDTH - LEFT - RIGHT) / 2.0, TOP + LEVEL_HEIGHT / 2.0 - 6.0);
            let _ = writeln!(
                svg,
                "<text class=\"tick\" x=\"{x}\" y=\"{y}\" text-anchor=\"middle\">level unknown</text>"
            );
        }
    }

    fn turns(&self, record: &DyadRecord, svg: &mut String) {
        for turn in &record.turns {
            let Some(at) = self.course.iter().position(|period| period.end >= turn.onset) else { continue };
            let (x, foot) = (self.x(at), TOP + LEVEL_HEIGHT);
            let (class, sign) = if turn.sign < 0 { ("worse", "▼") } else { ("better", "▲") };
            let _ = write!(
                svg,
                "<line class=\"turn {class}\" x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{TOP}\" y2=\"{foot}\"/>"
            );
            let _ = writeln!(
                svg,
                "<text class=\"{class}\" x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{sign}</text>",
                TOP - 3.0
            );
        }
    }
}

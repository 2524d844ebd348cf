//! `tiltmeter dyad A B`: how two states stand to each other.

use anyhow::bail;
use tiltmeter::relations::{ChangeRecord, DyadRecord, LevelRecord, SideRecord, thousands};

use super::evidence;
use super::input::{context, loaded, search};
use super::output;
use super::pivots::capitalised;
use super::table::{heading, level_line, paragraph, remark, sparkline, table};
use super::words::{band, chance_of, changed, level, name, percent, signed, sure};
use super::{counted, turns};
use crate::Outcome;
use crate::arguments::DyadArguments;
use crate::read::Style;

/// Shows a relation.
pub(crate) fn dyad(arguments: &DyadArguments) -> anyhow::Result<Outcome> {
    let mut loaded = loaded(&arguments.events.input)?;
    let context = context(arguments.context.as_deref(), &mut loaded.rejects)?;
    let (a, b) = (loaded.state(&arguments.a)?, loaded.state(&arguments.b)?);
    let Some(dyad) = loaded.world.dyad(&a, &b) else {
        bail!("nothing that counts passes between {} and {}", name(&a), name(&b));
    };
    let search = search(&arguments.search);
    let recorder = loaded.recorder(&arguments.events.input)?;
    let turns = loaded.world.turns(&search);
    let record = recorder.dyad(dyad, &turns, &search, &context)?;
    output::write(arguments.events.format, std::slice::from_ref(&record), |style| shown(&record, style))?;
    loaded.finish()
}

fn shown(record: &DyadRecord, style: Style) -> String {
    let title = format!("{} and {}", capitalised(&name(&record.a)), name(&record.b));
    let mut written = heading(style, &title).trim_start().to_string();
    let first = record.course.first().map_or("", |period| period.start.as_str());
    written.push_str(&remark(
        style,
        &format!("{first} to {}, {}", record.day, counted(record.events as usize, "event")),
    ));
    written.push('\n');
    for (what, words) in [
        ("Level", level_in_words(record)),
        ("Lately", change_in_words(record.change.as_ref())),
        ("Volume", volume_in_words(record)),
        ("Words", words_and_deeds(record)),
        ("Said", judged_in_words(record)),
    ] {
        written.push_str(&hanging(what, &words, style));
    }
    written.push_str(&heading(style, "Course"));
    written.push_str(&course(record, style));
    written.push_str(&heading(style, "Who acts on whom"));
    written.push_str(&sides(record, style));
    written.push_str(&heading(style, "Turns"));
    if record.turns.is_empty() {
        written.push_str(&paragraph(style, 2, "None found."));
    }
    for turn in &record.turns {
        written.push_str(&paragraph(style, 2, &turns::in_words(turn)));
        written.push_str(&remark(style, &format!("  {}", turn.id)));
    }
    written.push_str(&judgements(record, style));
    written.push_str(&backdrop(record, style));
    written.push_str(&heading(style, "What weighed most lately (the latest of each kind)"));
    written.push_str(&evidence::events(&record.evidence, style));
    let legend = "± is one standard deviation. A dot in a course is a time of which too little is known.";
    written.push_str(&format!("\n{}", remark(style, legend)));
    written
}

fn hanging(what: &str, words: &str, style: Style) -> String {
    let rows = paragraph(style, 8, words);
    format!("{what:<8}{}", rows.trim_start())
}

/// The level with its band, in words and numbers.
pub(super) fn level_in_words(record: &DyadRecord) -> String {
    match &record.level {
        Some(known) => format!("{}, {} ({})", band(Some(known)), level(known.mean), sure_range(known)),
        None => format!(
            "unknown: {} in all, too few or too long ago to speak of a level",
            counted(record.events as usize, "event")
        ),
    }
}

/// Where the level lies with a chance of 95 %.
pub(super) fn sure_range(level: &LevelRecord) -> String {
    let (least, most) = (level.mean - 1.96 * level.deviation, level.mean + 1.96 * level.deviation);
    format!("95 % sure between {} and {}", signed(least.max(-10.0)), signed(most.min(10.0)))
}

/// How the level moved over the last quarter, in words and numbers.
pub(super) fn change_in_words(change: Option<&ChangeRecord>) -> String {
    let Some(change) = change else {
        return "no change can be told: the level was unknown a quarter ago, or is so now".to_string();
    };
    let chance = chance_of(change.z);
    let way = if change.z < 0.0 { "lower" } else { "higher" };
    format!(
        "since {} the level {}: from {} to {}; that it is {way} now is {} ({})",
        change.since,
        changed(change),
        band(Some(&change.before)),
        band(Some(&change.after)),
        sure(chance),
        percent(chance)
    )
}

/// Where the level was lowest or highest in between, if it did not simply move one way; nothing else.
pub(super) fn turning_point_in_words(record: &DyadRecord) -> Option<String> {
    let known = record.course.iter().filter_map(|period| Some((&period.start, period.level.as_ref()?)));
    let known: Vec<(&String, &LevelRecord)> = known.collect();
    let ((_, first), (_, last)) = (known.first()?, known.last()?);
    // As far outside both ends as its own band is wide, and theirs.
    let outside = |level: &LevelRecord, sign: f32| {
        [first, last]
            .into_iter()
            .map(|end| sign * (level.mean - end.mean) / level.deviation.max(end.deviation))
            .fold(f32::INFINITY, f32::min)
    };
    let most = |sign: f32| {
        let each = known.iter().map(|&(day, level)| (outside(level, sign), day, level));
        each.reduce(|most, next| if next.0 > most.0 { next } else { most })
    };
    let (lowest, highest) = (most(-1.0)?, most(1.0)?);
    let (word, (far, day, level)) =
        if lowest.0 >= highest.0 { ("lowest", lowest) } else { ("highest", highest) };
    let (first, level) = (band(Some(first)), band(Some(level)));
    (far >= 1.0).then(|| {
        format!("it began at {first} and was {word}, at {level}, in the time from {day} on, by all that is known now")
    })
}

/// How much passes.
pub(super) fn volume_in_words(record: &DyadRecord) -> String {
    let lately = match &record.volume {
        Some(volume) => {
            format!("{:.1} ± {:.1} of a thousand events of the world", volume.mean, volume.deviation)
        }
        None => "unknown".to_string(),
    };
    format!("{lately}; {} in all", thousands(record.events as usize))
}

// From so many acts on it is no want of acts that leaves a level unknown.
const MANY: u32 = 20;

/// Whether words and deeds go the same way.
pub(super) fn words_and_deeds(record: &DyadRecord) -> String {
    let both = &record.said_and_done;
    let part = |level: Option<&LevelRecord>, events: u32| {
        let why = if level.is_none() && events >= MANY { ", for its band is too wide" } else { "" };
        format!("{}{why} ({})", band(level), counted(events as usize, "act"))
    };
    let levels = format!(
        "the level of what they say to each other is {}, of what they do {}",
        part(both.words.as_ref(), both.words_events),
        part(both.deeds.as_ref(), both.deeds_events)
    );
    let way = |change: &Option<ChangeRecord>| match change {
        Some(change) if change.z < 0.0 => "for the worse",
        _ => "for the better",
    };
    let verdict = match both.verdict {
        "still" => "neither moved over the last quarter".to_string(),
        "together" => format!("both moved {} over the last quarter", way(&both.words_change)),
        "apart" => {
            let (words, deeds) = (way(&both.words_change), way(&both.deeds_change));
            format!("over the last quarter the words moved {words}, the deeds {deeds}")
        }
        "words_alone" => format!("over the last quarter only the words moved, {}", way(&both.words_change)),
        "deeds_alone" => format!("over the last quarter only the deeds moved, {}", way(&both.deeds_change)),
        _ => "too little is known to say whether words and deeds agree".to_string(),
    };
    format!("{levels}; {verdict}")
}

/// What reports and leaders say of the relation, and whether events agree.
pub(super) fn judged_in_words(record: &DyadRecord) -> String {
    let judged = &record.judged;
    if judged.better + judged.worse == 0 {
        return "no judgement of the relation is among what was read".to_string();
    }
    let voices: Vec<String> = judged.voices.iter().map(voice_in_words).collect();
    let verdict = match judged.verdict {
        "still" => "neither they nor the events lean over the last quarter",
        "together" => "over the last quarter they lean the way that the events moved",
        "apart" => "over the last quarter they lean against the way that the events moved",
        "words_alone" => "over the last quarter they lean one way while the events did not move",
        "deeds_alone" => "over the last quarter the events moved while they do not lean",
        _ => "too few of the last quarter to say whether events agree",
    };
    format!(
        "of the relation {} for the better and {} for the worse ({}); {verdict}",
        counted(judged.better as usize, "judgement"),
        counted(judged.worse as usize, "judgement"),
        voices.join("; ")
    )
}

fn way(sign: i8) -> &'static str {
    match sign {
        1.. => "▲",
        0 => "=",
        _ => "▼",
    }
}

fn voice_in_words((voice, better, worse): &(String, u32, u32)) -> String {
    let who = match voice.as_str() {
        "report" => "reports themselves".to_string(),
        "other" => "others".to_string(),
        code => name(code),
    };
    format!("{who} {better} to {worse}")
}

fn judgements(record: &DyadRecord, style: Style) -> String {
    if record.judged.latest.is_empty() {
        return String::new();
    }
    let mut written = heading(style, "What is said of it (the latest)");
    for judgement in &record.judged.latest {
        let (sign, voice) = (way(judgement.sign), &judgement.voice);
        let words = format!("{}  {sign} {voice}: “{}” {}", judgement.date, judgement.words, judgement.doc);
        written.push_str(&paragraph(style, 2, &words));
    }
    written
}

fn course(record: &DyadRecord, style: Style) -> String {
    let width = style.width.saturating_sub(32).min(60);
    let levels: Vec<Option<f32>> =
        record.course.iter().map(|period| period.level.as_ref().map(|level| level.mean)).collect();
    let volumes: Vec<Option<f32>> = record.course.iter().map(|period| period.per_thousand).collect();
    let range = |course: &[Option<f32>], written: &dyn Fn(f32) -> String| {
        let known = || course.iter().flatten().copied();
        match known().next() {
            Some(_) => {
                let (least, most) = (known().fold(f32::MAX, f32::min), known().fold(f32::MIN, f32::max));
                format!("between {} and {}", written(least), written(most))
            }
            None => "unknown".to_string(),
        }
    };
    let plain = |number: f32| format!("{number:.1}");
    format!(
        "  level   {}  {}\n  volume  {}  {} of a thousand\n",
        level_line(&record.course, width),
        range(&levels, &signed),
        sparkline(&volumes, width),
        range(&volumes, &plain)
    )
}

fn sides(record: &DyadRecord, style: Style) -> String {
    let header = ["", "events", "mean score", "good words", "good deeds", "bad words", "bad deeds"];
    let row = |side: &SideRecord| {
        let quads = side.quads.iter().map(|n| thousands(n.round().max(0.0) as usize));
        let tone = side.tone.map_or("unknown".to_string(), signed);
        let start = [format!("{} → {}", side.actor, side.recipient), thousands(side.events as usize), tone];
        start.into_iter().chain(quads).collect::<Vec<String>>()
    };
    let rows: Vec<Vec<String>> =
        [header.map(str::to_string).to_vec()].into_iter().chain(record.sides.iter().map(row)).collect();
    table(&rows, &[1, 2, 3, 4, 5, 6], style)
}

fn backdrop(record: &DyadRecord, style: Style) -> String {
    if record.context.is_empty() {
        return String::new();
    }
    let words = backdrop_in_words(record).join("; ");
    format!("{}{}", heading(style, "Backdrop (not part of the level)"), paragraph(style, 2, &words))
}

/// Each measure with its years: `un_votes 2016 0.4, 2017 0.5`.
pub(super) fn backdrop_in_words(record: &DyadRecord) -> Vec<String> {
    let measures = record.context.chunk_by(|x, y| x.measure == y.measure);
    let years = |values: &[tiltmeter::relations::ContextRecord]| {
        let years: Vec<String> =
            values.iter().map(|value| format!("{} {}", value.year, value.value)).collect();
        format!("{}: {}", values[0].measure, years.join(", "))
    };
    measures.map(years).collect()
}

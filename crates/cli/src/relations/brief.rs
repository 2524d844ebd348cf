//! `tiltmeter brief A [B…]`: a page on a state and its partners, in prose, with charts and footnotes.
//!
//! ```text
//! world ──> Page: sections of prose whose footnotes are events ──> Markdown, HTML
//! brief     brief                                                  brief/markdown, brief/html
//! ```
//!
//! The prose says "signs" where the numbers say no more, and how sure each thing is, in words and numbers.

mod html;
mod markdown;

use std::io::{self, Write};

use tiltmeter::relations::{
    AxisRecord, DyadRecord, EvidenceRecord, PivotRecord, Recorder, Search, SideRecord, World,
};

use super::evidence::file_name;
use super::input::{Loaded, context, loaded, search};
use super::words::{changed, name, signed};
use super::{axes, counted, dyad, pivots, turns};
use crate::Outcome;
use crate::arguments::{BriefArguments, BriefFormat};

/// Writes the page.
pub(crate) fn brief(arguments: &BriefArguments) -> anyhow::Result<Outcome> {
    let mut loaded = loaded(&arguments.input)?;
    let context = context(arguments.context.as_deref(), &mut loaded.rejects)?;
    let state = loaded.state(&arguments.state)?;
    let search = search(&arguments.search);
    let recorder = loaded.recorder(&arguments.input)?;
    let partners = partners(&loaded, &recorder, &state, &arguments.partners)?;
    let all_turns = loaded.world.turns(&search);
    let relations: Vec<DyadRecord> = partners
        .iter()
        .filter_map(|partner| loaded.world.dyad(&state, partner))
        .map(|dyad| recorder.dyad(dyad, &all_turns, &search, &context))
        .collect::<Result<_, _>>()?;
    let among = |code: &String| *code == state || partners.contains(code);
    let pivots = match search.hindsight {
        true => loaded.world.pivots(&search),
        false => loaded.world.pivots_beside(&all_turns, &search),
    };
    let mut pivots: Vec<PivotRecord> =
        pivots.iter().map(|pivot| recorder.pivot(pivot)).collect::<Result<_, _>>()?;
    pivots.retain(|pivot| pivot.state == state && among(&pivot.from) && among(&pivot.to));
    let mut axes: Vec<AxisRecord> =
        loaded.world.axes(&search).iter().map(|axis| recorder.axis(axis)).collect::<Result<_, _>>()?;
    axes.retain(|axis| axis.members.iter().all(among) && among(&axis.against));
    axes.retain(|axis| axis.members.contains(&state) || axis.against == state);
    let page = Page::new(&loaded.world, &state, relations, &pivots, &axes, &search);
    let written = match arguments.format {
        BriefFormat::Md => markdown::write(&page),
        BriefFormat::Html => html::write(&page),
    };
    io::stdout().write_all(written.as_bytes())?;
    loaded.finish()
}

// Without names, the partners with which most passes.
const DEFAULT_PARTNERS: usize = 5;

fn partners(
    loaded: &Loaded,
    recorder: &Recorder<'_>,
    state: &str,
    asked: &[String],
) -> anyhow::Result<Vec<String>> {
    if !asked.is_empty() {
        let partners: Vec<String> =
            asked.iter().map(|partner| loaded.state(partner)).collect::<anyhow::Result<_>>()?;
        let lonely = partners.iter().find(|partner| loaded.world.dyad(state, partner).is_none());
        if let Some(lonely) = lonely {
            anyhow::bail!("nothing that counts passes between {} and {}", name(state), name(lonely));
        }
        return Ok(partners);
    }
    let mut relations = recorder.relations(state);
    relations.sort_by(|x, y| y.events.cmp(&x.events).then(x.partner.cmp(&y.partner)));
    Ok(relations.into_iter().take(DEFAULT_PARTNERS).map(|relation| relation.partner).collect())
}

/// Prose with its footnotes.
enum Piece {
    Text(String),
    /// The number of a footnote.
    Note(usize),
}

struct Section {
    title: String,
    /// The relation whose course is drawn.
    relation: DyadRecord,
    paragraphs: Vec<Vec<Piece>>,
}

/// The page before it is written.
struct Page {
    title: String,
    about: String,
    /// What it all comes to, in a sentence each.
    short: Vec<Vec<Piece>>,
    sections: Vec<Section>,
    method: Vec<String>,
    notes: Vec<EvidenceRecord>,
}

// Footnotes of one finding: the events that say most. `--explain` shows all.
const NOTES_EACH: usize = 5;
// A scan gives many signs; a page tells the strongest.
const MOST_TOLD: usize = 3;

impl Page {
    fn new(
        world: &World,
        state: &str,
        relations: Vec<DyadRecord>,
        pivots: &[PivotRecord],
        axes: &[AxisRecord],
        search: &Search,
    ) -> Page {
        let partners: Vec<String> = relations.iter().map(|relation| name(partner(relation, state))).collect();
        let title = format!("{} with {}", pivots::capitalised(&name(state)), axes::listed_names(&partners));
        let (first, last) = world
            .events
            .days()
            .map_or((String::new(), String::new()), |(first, last)| (first.to_string(), last.to_string()));
        let about = format!(
            "{first} to {last} · {} between states, of {}",
            counted(world.events.all.len(), "event"),
            axes::listed_names(
                &world.events.files.iter().map(|file| file_name(file).to_string()).collect::<Vec<_>>()
            )
        );
        let mut page = Page {
            title,
            about,
            short: Vec::new(),
            sections: Vec::new(),
            method: method(search),
            notes: Vec::new(),
        };
        page.verdict(&relations, pivots, axes);
        for relation in &relations {
            page.short.push(vec![Piece::Text(one_line(relation, state))]);
        }
        for pivot in pivots.iter().take(MOST_TOLD) {
            let told = page.told(pivots::in_words(pivot), &pivot.evidence);
            page.short.push(told);
        }
        for axis in axes.iter().take(MOST_TOLD) {
            let told = page.told(axes::in_words(axis), &axis.evidence);
            page.short.push(told);
        }
        for relation in relations {
            let section = page.section(relation, state, search);
            page.sections.push(section);
        }
        page
    }

    // What stands before all else: whether anything here is more than a sign.
    fn verdict(&mut self, relations: &[DyadRecord], pivots: &[PivotRecord], axes: &[AxisRecord]) {
        let turns = relations.iter().flat_map(|relation| &relation.turns).map(|turn| turn.standing);
        let pivots = pivots.iter().map(|pivot| pivot.standing);
        let standings: Vec<&str> = turns.chain(pivots).chain(axes.iter().map(|axis| axis.standing)).collect();
        let n_found = standings.iter().filter(|standing| **standing == "found").count();
        let moved =
            |relation: &DyadRecord| relation.change.as_ref().is_some_and(|change| change.z.abs() >= 1.0);
        let has_signs = standings.len() > n_found || relations.iter().any(moved);
        let words = match (n_found, has_signs) {
            (0, true) => {
                "What follows are signs, not findings: levels and directions, none of which stands when all \
                          that was looked at is counted."
                    .to_string()
            }
            (0, false) => "Nothing turned here, as far as these events tell.".to_string(),
            (n, true) => format!("{}; all else here are signs.", found(n)),
            (n, false) => format!("{}.", found(n)),
        };
        self.short.push(vec![Piece::Text(words)]);
    }

    fn section(&mut self, relation: DyadRecord, state: &str, search: &Search) -> Section {
        let other = partner(&relation, state).to_string();
        let mut paragraphs = vec![vec![Piece::Text(standing(&relation))]];
        for turn in &relation.turns {
            paragraphs.push(self.told(turns::in_words(turn), &turn.evidence));
        }
        if relation.turns.is_empty() {
            let words = format!(
                "No turn of this relation is told: nothing passes the threshold of {} false alarms a year on shuffled \
                 weeks.",
                search.alarms_per_year
            );
            paragraphs.push(vec![Piece::Text(words)]);
        }
        let sides: Vec<String> = relation.sides.iter().map(side).collect();
        let words = pivots::capitalised(&dyad::words_and_deeds(&relation));
        paragraphs.push(vec![Piece::Text(format!("There are {}. {words}.", sides.join(" and ")))]);
        if let Some(said) = said(&relation) {
            paragraphs.push(vec![Piece::Text(said)]);
        }
        if !relation.evidence.is_empty() {
            paragraphs.push(self.weightiest(&relation.evidence));
        }
        let backdrop = dyad::backdrop_in_words(&relation);
        if !backdrop.is_empty() {
            let words = format!("Backdrop, by year, not part of the level: {}.", backdrop.join("; "));
            paragraphs.push(vec![Piece::Text(words)]);
        }
        let title = format!("{} and {}", pivots::capitalised(&name(state)), name(&other));
        Section { title, relation, paragraphs }
    }

    fn weightiest(&mut self, evidence: &[EvidenceRecord]) -> Vec<Piece> {
        let mut pieces = vec![Piece::Text("What weighed most in the last quarter, either way: ".to_string())];
        let n_told = evidence.len().min(NOTES_EACH);
        for (nth, event) in evidence.iter().take(n_told).enumerate() {
            let times = event.times.map_or(String::new(), |times| format!(", {}", often(times)));
            pieces.push(Piece::Text(format!("{}{times}", plain_act(event))));
            pieces.push(Piece::Note(self.note(event)));
            pieces.push(Piece::Text(if nth + 1 < n_told { "; " } else { "." }.to_string()));
        }
        pieces
    }

    fn told(&mut self, words: String, evidence: &[EvidenceRecord]) -> Vec<Piece> {
        let mut pieces = vec![Piece::Text(words)];
        for event in of_each_relation(evidence).into_iter().take(NOTES_EACH) {
            pieces.push(Piece::Note(self.note(event)));
        }
        pieces
    }

    // Its number, from 1; the same event is the same footnote.
    fn note(&mut self, event: &EvidenceRecord) -> usize {
        let known = self.notes.iter().position(|note| {
            (&note.file, note.line, &note.actor, &note.recipient)
                == (&event.file, event.line, &event.actor, &event.recipient)
        });
        known.map_or_else(
            || {
                self.notes.push(event.clone());
                self.notes.len()
            },
            |place| place + 1,
        )
    }
}

// The events of each relation in turn, so that no side of a finding goes without; the same act of a day once.
fn of_each_relation(evidence: &[EvidenceRecord]) -> Vec<&EvidenceRecord> {
    let mut of_pairs: Vec<Vec<&EvidenceRecord>> = Vec::new();
    let pair = |event: &EvidenceRecord| {
        let (one, other) = (event.actor.clone(), event.recipient.clone());
        if one < other { (one, other) } else { (other, one) }
    };
    for event in evidence {
        let same = |known: &&EvidenceRecord| {
            (&known.date, &known.actor, &known.recipient, &known.act)
                == (&event.date, &event.actor, &event.recipient, &event.act)
        };
        match of_pairs.iter_mut().find(|of_pair| pair(of_pair[0]) == pair(event)) {
            Some(of_pair) if of_pair.iter().any(same) => {}
            Some(of_pair) => of_pair.push(event),
            None => of_pairs.push(vec![event]),
        }
    }
    let longest = of_pairs.iter().map(Vec::len).max().unwrap_or(0);
    (0..longest)
        .flat_map(|nth| of_pairs.iter().filter_map(move |of_pair| of_pair.get(nth).copied()))
        .collect()
}

fn found(n: usize) -> String {
    let findings =
        if n == 1 { "One finding here stands".to_string() } else { format!("{n} findings here stand") };
    format!("{findings} when all that was looked at is counted")
}

fn partner<'r>(relation: &'r DyadRecord, state: &str) -> &'r str {
    if relation.a == state { &relation.b } else { &relation.a }
}

fn often(times: u32) -> String {
    match times {
        1 => "once".to_string(),
        2 => "twice".to_string(),
        times => format!("{} times", tiltmeter::relations::thousands(times as usize)),
    }
}

// The act without its code: `Reduce or stop aid`, `SANCTION discontinue` as it is.
fn plain_act(event: &EvidenceRecord) -> String {
    let act = event.act.trim_start_matches(|character: char| character.is_ascii_digit()).trim();
    format!("“{}” ({})", act.to_lowercase(), signed(event.score))
}

fn one_line(relation: &DyadRecord, state: &str) -> String {
    let who = pivots::capitalised(&name(partner(relation, state)));
    match (&relation.level, &relation.change) {
        (None, _) => format!("{who}: too little passes to speak of a level."),
        (Some(_), None) => format!("{who}: {}.", dyad::level_in_words(relation)),
        (Some(_), Some(change)) => {
            format!(
                "{who}: {}; since {} it {}.",
                dyad::level_in_words(relation),
                change.since,
                changed(change)
            )
        }
    }
}

fn standing(relation: &DyadRecord) -> String {
    let change = dyad::change_in_words(relation.change.as_ref());
    let volume = dyad::volume_in_words(relation);
    let between = dyad::turning_point_in_words(relation);
    let between = between.map_or(String::new(), |words| format!(" {}.", pivots::capitalised(&words)));
    match relation.level {
        Some(_) => format!(
            "On {} the level is {}. {}.{between} Between them pass {volume}.",
            relation.day,
            dyad::level_in_words(relation),
            pivots::capitalised(&change)
        ),
        None => format!(
            "The level on {} is {}. Between them pass {volume}.",
            relation.day,
            dyad::level_in_words(relation)
        ),
    }
}

// What reports and leaders say of it, the latest words quoted; nothing where nobody judges.
fn said(relation: &DyadRecord) -> Option<String> {
    let latest = relation.judged.latest.first()?;
    let way = match latest.sign {
        1.. => "for the better",
        0 => "neither way",
        _ => "for the worse",
    };
    let judged = pivots::capitalised(&dyad::judged_in_words(relation));
    Some(format!("{judged}. The latest, {way}, on {}: “{}” ({}).", latest.date, latest.words, latest.doc))
}

fn side(side: &SideRecord) -> String {
    let tone = side.tone.map_or(String::new(), |tone| format!(" (mean score {})", signed(tone)));
    let acts = counted(side.events as usize, "act");
    format!("{acts} of {} toward {}{tone}", name(&side.actor), name(&side.recipient))
}

fn method(search: &Search) -> Vec<String> {
    vec![
        "The level is the mean score of what passes between two states, from −10 (war) to +10, by a local level model; \
         ± is one standard deviation. “Shows signs” of souring or warming: it moved by one to two standard deviations; \
         “has soured”, “has warmed”: by more. Where too little is known it is unknown, and no number is printed."
            .to_string(),
        format!(
            "A turn is told where a relation leaves what its own past explains. Its threshold is set so that the relation’s \
             own weeks, shuffled, give at most {1} alarms a year. It is found where it stands when all relations are looked at \
             together, so that at most one in five of those found is false; else it is called signs. Chance is asked of \
             shuffled time, the same for all relations: pivots are found so that no more than a share of {0} of those \
             found is false, and one side must have turned; an axis, where as strong a one comes up anywhere with a \
             chance of at most {0}. Else they, too, are signs.",
            search.alpha, search.alarms_per_year
        ),
        "The levels that a pivot or an axis names are those of its own time: what was known at both ends of a pivot that \
         shows signs, else the means of up to half a year before and after. They differ from those of the chart, which are \
         by all that is known now."
            .to_string(),
        "Events are what reports tell, as a program coded them: some are wrong, and what was not reported is not here."
            .to_string(),
    ]
}

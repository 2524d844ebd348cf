//! Findings as records: names, shapes and evidence. `null` is "unknown", as everywhere.
//!
//! A finding's `id` is made of what it says (kind, parties, dates), never of its place in a list:
//! `turn-PAK-USA-2018-01-01-worse`. It stays when others come or go, and can be asked about by `--explain`.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;
use tiltmeter_relations::axes::Axis;
use tiltmeter_relations::blocs::Partition;
use tiltmeter_relations::pivots::{Pivot, Shift, Standing};
use tiltmeter_relations::score::{Level, Score};
use tiltmeter_relations::turns::{Direction, Turn};
use tiltmeter_relations::{Cell, Dyad};

use super::Archived;
use super::context::ContextValue;
use super::events::LoadedEvent;
use super::judged::{Judged, Voice};
use super::world::{Change, Search, WordsAndDeeds, World, last_level};
use crate::Error;

/// A level with one standard deviation. It is there only where enough is known.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "docs/relations.md tells each field")]
pub struct LevelRecord {
    pub mean: f32,
    pub deviation: f32,
}

/// How a level moved.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "docs/relations.md tells each field")]
pub struct ChangeRecord {
    pub since: String,
    pub before: LevelRecord,
    pub after: LevelRecord,
    pub z: f32,
}

/// One event behind a finding.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "docs/relations.md tells each field")]
pub struct EvidenceRecord {
    pub date: String,
    pub actor: String,
    pub recipient: String,
    pub act: String,
    pub score: f32,
    pub status: &'static str,
    /// How many events of its kind it stands for, where it stands for more than itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub times: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub doc: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sentence: Option<u32>,
    /// The words of the act, or its whole sentence where the reports were given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    pub file: String,
    pub line: u32,
}

/// A relation that turned.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "docs/relations.md tells each field")]
pub struct TurnRecord {
    pub kind: &'static str,
    pub id: String,
    pub a: String,
    pub b: String,
    pub onset: String,
    pub detected: String,
    pub sign: i8,
    pub direction: &'static str,
    pub standing: &'static str,
    pub view: &'static str,
    pub before: Option<f32>,
    pub after: f32,
    pub acts_per_week_before: f32,
    pub acts_per_week_after: f32,
    pub strength: f32,
    pub threshold: f32,
    pub rate: f32,
    pub alarms_per_year: f32,
    pub confidence: f32,
    pub found_on: Option<String>,
    pub evidence: Vec<EvidenceRecord>,
}

/// One side of a pivot or an axis.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "docs/relations.md tells each field")]
pub struct ShiftRecord {
    pub a: String,
    pub b: String,
    pub before: LevelRecord,
    pub after: LevelRecord,
    pub z: f32,
}

/// A state that turns from one partner to another.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "docs/relations.md tells each field")]
pub struct PivotRecord {
    pub kind: &'static str,
    pub id: String,
    pub state: String,
    pub from: String,
    pub to: String,
    pub since: String,
    pub until: String,
    pub standing: &'static str,
    pub hedge: bool,
    pub strength: f32,
    pub p: f32,
    pub false_share: f32,
    pub p_alone: f32,
    pub away: ShiftRecord,
    pub toward: ShiftRecord,
    pub evidence: Vec<EvidenceRecord>,
}

/// States that draw together against another.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "docs/relations.md tells each field")]
pub struct AxisRecord {
    pub kind: &'static str,
    pub id: String,
    pub members: Vec<String>,
    pub against: String,
    pub since: String,
    pub until: String,
    pub standing: &'static str,
    pub strength: f32,
    pub p: f32,
    pub p_alone: f32,
    pub frustration_before: f32,
    pub frustration_after: f32,
    pub inner: Vec<ShiftRecord>,
    pub outer: Vec<ShiftRecord>,
    pub evidence: Vec<EvidenceRecord>,
}

/// The blocs of one stretch of time.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "docs/relations.md tells each field")]
pub struct PartitionRecord {
    pub kind: &'static str,
    pub id: String,
    pub since: String,
    pub until: String,
    pub modularity: f32,
    pub blocs: Vec<BlocRecord>,
    pub moved: Vec<MoveRecord>,
}

/// One bloc.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "docs/relations.md tells each field")]
pub struct BlocRecord {
    pub bloc: u32,
    pub members: Vec<String>,
    pub inside: f32,
    pub outside: f32,
}

/// A state that changed its bloc.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "docs/relations.md tells each field")]
pub struct MoveRecord {
    pub state: String,
    pub from: Option<u32>,
    pub to: Option<u32>,
}

/// One period of a relation.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "docs/relations.md tells each field")]
pub struct PeriodRecord {
    pub start: String,
    pub end: String,
    pub events: u32,
    pub mentions: u32,
    pub per_thousand: Option<f32>,
    pub tone: Option<f32>,
    pub level: Option<LevelRecord>,
    pub live: Option<LevelRecord>,
}

/// What one of two states does to the other.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "docs/relations.md tells each field")]
pub struct SideRecord {
    pub actor: String,
    pub recipient: String,
    pub events: u32,
    pub tone: Option<f32>,
    pub quads: [f32; 4],
}

/// What is said beside what is done.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "docs/relations.md tells each field")]
pub struct WordsRecord {
    pub verdict: &'static str,
    pub words: Option<LevelRecord>,
    pub deeds: Option<LevelRecord>,
    pub words_events: u32,
    pub deeds_events: u32,
    pub words_change: Option<ChangeRecord>,
    pub deeds_change: Option<ChangeRecord>,
}

/// What is said of a relation, beside what happens in it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "docs/relations.md tells each field")]
pub struct JudgedRecord {
    pub verdict: &'static str,
    pub better: u32,
    pub worse: u32,
    pub lately_better: u32,
    pub lately_worse: u32,
    /// `report`, the code of a state, or `other`.
    pub voices: Vec<(String, u32, u32)>,
    pub course: Vec<(String, u32, u32)>,
    pub latest: Vec<JudgementRecord>,
}

/// One judgement of a relation.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "docs/relations.md tells each field")]
pub struct JudgementRecord {
    pub date: String,
    pub sign: i8,
    pub voice: String,
    pub doc: String,
    pub sentence: Option<u32>,
    pub words: String,
    pub file: String,
    pub line: u32,
}

/// One relation.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "docs/relations.md tells each field")]
pub struct DyadRecord {
    pub kind: &'static str,
    pub id: String,
    pub a: String,
    pub b: String,
    pub day: String,
    pub level: Option<LevelRecord>,
    pub change: Option<ChangeRecord>,
    pub volume: Option<LevelRecord>,
    pub events: u32,
    pub mentions: u32,
    pub sides: [SideRecord; 2],
    pub said_and_done: WordsRecord,
    pub judged: JudgedRecord,
    pub turns: Vec<TurnRecord>,
    pub course: Vec<PeriodRecord>,
    pub context: Vec<ContextRecord>,
    pub evidence: Vec<EvidenceRecord>,
}

/// A value of slow context.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "docs/relations.md tells each field")]
pub struct ContextRecord {
    pub year: i16,
    pub measure: String,
    pub value: f64,
}

/// One relation of a state, beside its others.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "docs/relations.md tells each field")]
pub struct RelationRecord {
    pub kind: &'static str,
    pub id: String,
    pub state: String,
    pub partner: String,
    pub day: String,
    pub level: Option<LevelRecord>,
    pub change: Option<ChangeRecord>,
    pub events: u32,
    pub mentions: u32,
    pub course: Vec<Option<f32>>,
}

/// Makes records of a world's findings.
#[derive(Clone, Debug)]
pub struct Recorder<'w> {
    /// The world they are of.
    pub world: &'w World,
    /// Sentences that were found again, by report and number.
    pub sentences: BTreeMap<(String, u32), String>,
    /// The archive that its events came from, which has their words.
    pub archived: Option<&'w Archived>,
}

impl<'w> Recorder<'w> {
    /// Records of that world, with the words that its events carry.
    pub fn new(world: &'w World) -> Recorder<'w> {
        Recorder { world, sentences: BTreeMap::new(), archived: None }
    }

    /// A turn.
    pub fn turn(&self, turn: &Turn, search: &Search) -> Result<TurnRecord, Error> {
        let (a, b) = (self.code(turn.a), self.code(turn.b));
        let (sign, direction) = match turn.direction {
            Direction::Rupture => (-1, "worse"),
            Direction::Rapprochement => (1, "better"),
        };
        let (kind, view) =
            if search.hindsight { ("turn_in_hindsight", "hindsight") } else { ("turn", "online") };
        let name = if search.hindsight { "hindsight" } else { "turn" };
        Ok(TurnRecord {
            kind,
            id: format!("{name}-{a}-{b}-{}-{direction}", turn.onset),
            a,
            b,
            onset: turn.onset.to_string(),
            // A period that has not ended tells nothing of its own end.
            detected: self.world.last_day().map_or(turn.detected, |last| last.min(turn.detected)).to_string(),
            sign,
            direction,
            standing: if turn.found { "found" } else { "signs" },
            view,
            before: turn.before,
            after: turn.after,
            acts_per_week_before: turn.acts_per_week.0,
            acts_per_week_after: turn.acts_per_week.1,
            strength: turn.strength,
            threshold: turn.threshold,
            rate: turn.rate,
            alarms_per_year: search.alarms_per_year,
            confidence: turn.confidence,
            found_on: turn.found_on.map(|day| day.to_string()),
            evidence: self.evidence(&turn.evidence)?,
        })
    }

    /// A pivot.
    pub fn pivot(&self, pivot: &Pivot) -> Result<PivotRecord, Error> {
        let (state, from, to) = (self.code(pivot.state), self.code(pivot.from), self.code(pivot.to));
        Ok(PivotRecord {
            kind: "pivot",
            id: format!("pivot-{state}-from-{from}-to-{to}-{}-{}", pivot.since, pivot.until),
            since: pivot.since.to_string(),
            until: pivot.until.to_string(),
            standing: standing(pivot.standing),
            hedge: pivot.hedge,
            strength: pivot.strength,
            p: pivot.p,
            false_share: pivot.false_share,
            p_alone: pivot.alone,
            away: shift(&state, &from, &pivot.away),
            toward: shift(&state, &to, &pivot.toward),
            evidence: self.evidence(&pivot.evidence)?,
            state,
            from,
            to,
        })
    }

    /// An axis.
    pub fn axis(&self, axis: &Axis) -> Result<AxisRecord, Error> {
        let members: Vec<String> = axis.members.iter().map(|member| self.code(*member)).collect();
        let against = self.code(axis.against);
        let inner = axis.inner.iter().map(|(a, b, moved)| shift(&self.code(*a), &self.code(*b), moved));
        let outer = axis.outer.iter().map(|(a, moved)| shift(&self.code(*a), &against, moved));
        Ok(AxisRecord {
            kind: "axis",
            id: format!("axis-{}-against-{against}-{}-{}", members.join("-"), axis.since, axis.until),
            since: axis.since.to_string(),
            until: axis.until.to_string(),
            standing: standing(axis.standing),
            strength: axis.strength,
            p: axis.p,
            p_alone: axis.alone,
            frustration_before: axis.frustration.0,
            frustration_after: axis.frustration.1,
            inner: inner.collect(),
            outer: outer.collect(),
            evidence: self.evidence(&axis.evidence)?,
            members,
            against,
        })
    }

    /// The blocs of one stretch.
    pub fn partition(&self, partition: &Partition) -> PartitionRecord {
        let bloc = |bloc: &tiltmeter_relations::blocs::Bloc| BlocRecord {
            bloc: bloc.id,
            members: bloc.members.iter().map(|member| self.code(*member)).collect(),
            inside: bloc.inside,
            outside: bloc.outside,
        };
        let moved = partition.moved.iter();
        PartitionRecord {
            kind: "partition",
            id: format!("blocs-{}-{}", partition.since, partition.until),
            since: partition.since.to_string(),
            until: partition.until.to_string(),
            modularity: partition.modularity,
            blocs: partition.blocs.iter().map(bloc).collect(),
            moved: moved.map(|&(state, from, to)| MoveRecord { state: self.code(state), from, to }).collect(),
        }
    }

    /// A relation whole; `turns` are those of the world, `context` all that the user brought.
    pub fn dyad(
        &self,
        dyad: &Dyad,
        turns: &[Turn],
        search: &Search,
        context: &[ContextValue],
    ) -> Result<DyadRecord, Error> {
        let world = self.world;
        let score = world.score(dyad);
        let total = dyad.total();
        let (a, b) = (self.code(dyad.a), self.code(dyad.b));
        let own = |turn: &&Turn| (turn.a, turn.b) == (dyad.a, dyad.b);
        let of_pair = |value: &&ContextValue| (&value.a, &value.b) == (&a, &b);
        Ok(DyadRecord {
            kind: "dyad",
            id: format!("dyad-{a}-{b}"),
            day: self.day(),
            level: last_level(&score).map(level),
            change: world.change(&score).map(change),
            volume: world.volume(dyad).map(level),
            events: total.events,
            mentions: total.mentions,
            sides: self.sides(dyad),
            said_and_done: self.said_and_done(&world.words_and_deeds(dyad)),
            judged: self.judged(&world.judged(dyad, world.change(&score))),
            turns: turns
                .iter()
                .filter(own)
                .map(|turn| self.turn(turn, search))
                .collect::<Result<_, Error>>()?,
            course: self.course(dyad, &score),
            context: context.iter().filter(of_pair).map(context_record).collect(),
            evidence: self.kinds(dyad)?,
            a,
            b,
        })
    }

    /// The relations of a state: those that moved most first, then by what is known and how much passes.
    pub fn relations(&self, state: &str) -> Vec<RelationRecord> {
        let Some(own) = self.world.panel.roster.find(state) else { return Vec::new() };
        let dyads = self.world.panel.dyads.iter().filter(|dyad| dyad.a == own || dyad.b == own);
        let mut relations: Vec<RelationRecord> = dyads
            .map(|dyad| {
                let partner = if dyad.a == own { dyad.b } else { dyad.a };
                self.relation(dyad, state, &self.code(partner))
            })
            .collect();
        let moved =
            |relation: &RelationRecord| relation.change.as_ref().map_or(-1.0, |change| change.z.abs());
        let known = |relation: &RelationRecord| relation.level.is_some();
        relations.sort_by(|x, y| {
            let by_change = moved(y).total_cmp(&moved(x));
            by_change.then(known(y).cmp(&known(x))).then(y.events.cmp(&x.events)).then(x.id.cmp(&y.id))
        });
        relations
    }

    fn relation(&self, dyad: &Dyad, state: &str, partner: &str) -> RelationRecord {
        let score = self.world.score(dyad);
        let total = dyad.total();
        RelationRecord {
            kind: "relation",
            id: format!("dyad-{}-{}", self.code(dyad.a), self.code(dyad.b)),
            state: state.to_string(),
            partner: partner.to_string(),
            day: self.day(),
            level: last_level(&score).map(level),
            change: self.world.change(&score).map(change),
            events: total.events,
            mentions: total.mentions,
            course: score.smoothed.iter().map(|level| level.known.then_some(level.mean)).collect(),
        }
    }

    fn course(&self, dyad: &Dyad, score: &Score) -> Vec<PeriodRecord> {
        let panel = &self.world.panel;
        let known =
            |levels: &[Level], at: usize| levels.get(at).filter(|level| level.known).copied().map(level);
        let period = |(at, cell): (usize, &Cell)| {
            let of_world = panel.world[at].n;
            PeriodRecord {
                start: panel.start(at).to_string(),
                end: panel.end(at).to_string(),
                events: cell.events,
                mentions: cell.mentions,
                per_thousand: (of_world > 0.0).then(|| 1000.0 * cell.n / of_world),
                tone: cell.tone(),
                level: known(&score.smoothed, at),
                live: known(&score.filtered, at),
            }
        };
        dyad.dense(panel.n_periods()).iter().enumerate().map(period).collect()
    }

    fn sides(&self, dyad: &Dyad) -> [SideRecord; 2] {
        let (total, mut forth) = (dyad.total(), Cell::default());
        dyad.a_to_b.iter().for_each(|(_, cell)| forth.merge(cell));
        let mut back = total;
        back.n -= forth.n;
        back.sum -= forth.sum;
        back.events -= forth.events;
        back.quads.iter_mut().zip(forth.quads).for_each(|(quad, of_forth)| *quad -= of_forth);
        let side = |actor, recipient, cell: &Cell| SideRecord {
            actor: self.code(actor),
            recipient: self.code(recipient),
            events: cell.events,
            // What is left of a subtraction of floats is no event.
            tone: (cell.events > 0).then(|| cell.tone()).flatten(),
            quads: cell.quads,
        };
        [side(dyad.a, dyad.b, &forth), side(dyad.b, dyad.a, &back)]
    }

    fn said_and_done(&self, found: &WordsAndDeeds) -> WordsRecord {
        WordsRecord {
            verdict: found.verdict.code(),
            words: found.words.map(level),
            deeds: found.deeds.map(level),
            words_events: found.n.0,
            deeds_events: found.n.1,
            words_change: found.words_change.map(change),
            deeds_change: found.deeds_change.map(change),
        }
    }

    fn judged(&self, judged: &Judged) -> JudgedRecord {
        let sum = |part: fn(&(u32, u32)) -> u32| judged.voices.iter().map(|(_, counts)| part(counts)).sum();
        let start = |period: u32| self.world.panel.start(period as usize).to_string();
        JudgedRecord {
            verdict: judged.verdict.code(),
            better: sum(|counts| counts.0),
            worse: sum(|counts| counts.1),
            lately_better: judged.lately.0,
            lately_worse: judged.lately.1,
            voices: judged.voices.iter().map(|(voice, n)| (self.voice(*voice), n.0, n.1)).collect(),
            course: judged.course.iter().map(|(period, n)| (start(*period), n.0, n.1)).collect(),
            latest: judged.latest.iter().take(MOST_JUDGEMENTS).map(|&place| self.judgement(place)).collect(),
        }
    }

    fn judgement(&self, place: usize) -> JudgementRecord {
        let judged = &self.world.events.assessments[place];
        let key = judged.source.sentence.map(|sentence| (judged.source.doc.clone(), sentence));
        let sentence = key.and_then(|key| self.sentences.get(&key)).cloned();
        JudgementRecord {
            date: judged.date.to_string(),
            sign: judged.sign,
            voice: self.voice(judged.voice()),
            doc: judged.source.doc.clone(),
            sentence: judged.source.sentence,
            words: sentence.unwrap_or_else(|| judged.source.words.clone()),
            file: self.world.events.files[usize::from(judged.file)].clone(),
            line: judged.line,
        }
    }

    fn voice(&self, voice: Voice) -> String {
        match voice {
            Voice::Report => "report".to_string(),
            Voice::Of(state) => self.code(state),
            Voice::Other => "other".to_string(),
        }
    }

    /// Events of those numbers.
    pub fn evidence(&self, numbers: &[u32]) -> Result<Vec<EvidenceRecord>, Error> {
        numbers.iter().map(|&number| self.event(&self.world.events.all[number as usize])).collect()
    }

    // The kinds of acts that weigh most lately, each by its latest event.
    fn kinds(&self, dyad: &Dyad) -> Result<Vec<EvidenceRecord>, Error> {
        let kinds = self.world.telling(dyad, MOST_KINDS);
        let record = |(number, times): (u32, u32)| {
            let event = self.event(&self.world.events.all[number as usize])?;
            Ok(EvidenceRecord { times: Some(times), ..event })
        };
        kinds.into_iter().map(record).collect()
    }

    fn event(&self, event: &LoadedEvent) -> Result<EvidenceRecord, Error> {
        let told = |text: Option<&String>| text.filter(|text| !text.is_empty()).cloned();
        let found = self.archived.map(|archived| archived.place(&self.world.events, event)).transpose()?;
        let found = found.flatten();
        let place = found.as_ref().or(event.source.as_deref());
        let key = place.and_then(|place| Some((place.doc.clone(), place.sentence?)));
        let sentence = key.and_then(|key| self.sentences.get(&key)).cloned();
        Ok(EvidenceRecord {
            date: event.date.to_string(),
            actor: self.code(event.actor),
            recipient: self.code(event.recipient),
            act: self.world.events.label(event).to_string(),
            score: event.score,
            status: event.status.code(),
            times: None,
            id: told(place.map(|place| &place.id)),
            doc: told(place.map(|place| &place.doc)),
            sentence: place.and_then(|place| place.sentence),
            words: sentence.or_else(|| told(place.map(|place| &place.words))),
            file: self.world.events.files[usize::from(event.file)].clone(),
            line: event.line,
        })
    }

    fn code(&self, state: tiltmeter_relations::State) -> String {
        self.world.code(state).to_string()
    }

    fn day(&self) -> String {
        self.world.last_day().map_or(String::new(), |day: Date| day.to_string())
    }
}

// More kinds of acts than these say little.
const MOST_KINDS: usize = 10;
// The latest judgements say what is thought now; the counts tell of the rest.
const MOST_JUDGEMENTS: usize = 10;

fn level(level: Level) -> LevelRecord {
    LevelRecord { mean: level.mean, deviation: level.deviation }
}

fn change(change: Change) -> ChangeRecord {
    ChangeRecord {
        since: change.since.to_string(),
        before: level(change.before),
        after: level(change.after),
        z: change.z,
    }
}

fn shift(a: &str, b: &str, moved: &Shift) -> ShiftRecord {
    let level = |(mean, deviation)| LevelRecord { mean, deviation };
    let (before, after) = (level(moved.before), level(moved.after));
    ShiftRecord { a: a.to_string(), b: b.to_string(), before, after, z: moved.z }
}

fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Signs => "signs",
        Standing::Found => "found",
    }
}

fn context_record(value: &ContextValue) -> ContextRecord {
    ContextRecord { year: value.year, measure: value.measure.clone(), value: value.value }
}

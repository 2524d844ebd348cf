//! The records that leave Tiltmeter as JSON: one object an event, assessment, statement, time or mention.
//!
//! Field names are PLOVER's where PLOVER has one. Spans are Unicode code points of the report's text,
//! with the quoted words beside them. `null` is "unknown"; lists that would be empty are left out of
//! parties and kept everywhere else.

use std::collections::BTreeSet;

use serde::Serialize;
use tiltmeter_coder::{DictionaryEvent, DictionaryParty, Mention};
use tiltmeter_record::{
    Actor, Alignment, Assessment, Attribution, CodePoints, DateReason, Event, Fingerprint, Interval, Mode,
    Place, Precision, Quantity, Span, Statement, Telling, Tie, TimeExpression, When, ontology,
};

use crate::Reading;

/// Which records to make.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Emit {
    /// Who did what to whom.
    pub events: bool,
    /// What is said of relations as such.
    pub assessments: bool,
    /// Who is said to turn, who to stand together.
    pub alignments: bool,
    /// Who said what.
    pub statements: bool,
    /// Time expressions.
    pub times: bool,
    /// Every mention of a party.
    pub mentions: bool,
    /// What states give, lend, sell and owe one another.
    pub ties: bool,
}

impl Emit {
    /// Events alone.
    pub const EVENTS: Emit = Emit {
        events: true,
        assessments: false,
        alignments: false,
        statements: false,
        times: false,
        mentions: false,
        ties: false,
    };
    /// All there is.
    pub const ALL: Emit = Emit {
        events: true,
        assessments: true,
        alignments: true,
        statements: true,
        times: true,
        mentions: true,
        ties: true,
    };
}

/// One record.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Record<'a> {
    /// Who did what to whom.
    Event(Box<EventRecord<'a>>),
    /// The same by a lab's own verbs.
    #[serde(rename = "event")]
    DictionaryEvent(Box<DictionaryEventRecord<'a>>),
    /// What is said of a relation as such.
    Assessment(Box<AssessmentRecord<'a>>),
    /// Who is said to turn, who to stand together.
    Alignment(Box<AlignmentRecord<'a>>),
    /// Who said what.
    Statement(Box<StatementRecord<'a>>),
    /// A time expression.
    Time(TimeRecord<'a>),
    /// A mention of a party.
    Mention(MentionRecord<'a>),
    /// What one state gives another.
    Tie(Box<TieRecord<'a>>),
}

/// The records of one reading: events, assessments, alignments, statements, times, mentions, ties, each in the order of the
/// text.
pub fn records(reading: &Reading, emit: Emit) -> Vec<Record<'_>> {
    let edge = Edge::new(reading);
    let coding = &reading.coding;
    let mut records = Vec::new();
    if emit.events {
        let ids = edge.ids(&coding.events);
        let events = coding.events.iter().zip(&ids);
        records
            .extend(events.map(|(event, id)| Record::Event(Box::new(edge.event(event, id.clone(), &ids)))));
        let coded = coding.by_dictionary.iter().enumerate();
        let coded = coded.map(|(nth, event)| Box::new(edge.dictionary_event(event, nth)));
        records.extend(coded.map(Record::DictionaryEvent));
    }
    if emit.assessments {
        let assessments = coding.assessments.iter().map(|assessment| Box::new(edge.assessment(assessment)));
        records.extend(assessments.map(Record::Assessment));
    }
    if emit.alignments {
        let alignments = coding.alignments.iter().map(|alignment| Box::new(edge.alignment(alignment)));
        records.extend(alignments.map(Record::Alignment));
    }
    if emit.statements {
        let of = |statement| Box::new(edge.statement(statement, &coding.statements));
        let statements = coding.statements.iter().map(of);
        records.extend(statements.map(Record::Statement));
    }
    if emit.times {
        records.extend(coding.times.iter().map(|time| Record::Time(edge.time(time))));
    }
    if emit.mentions {
        records.extend(coding.mentions.all.iter().map(|mention| Record::Mention(edge.mention(mention))));
    }
    if emit.ties {
        records.extend(coding.ties.iter().map(|tie| Record::Tie(Box::new(edge.tie(tie)))));
    }
    records
}

/// Words of the report and where they stand, in code points.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs, reason = "docs/records.md tells each field")]
pub struct Quote<'a> {
    pub start: usize,
    pub end: usize,
    pub text: &'a str,
}

/// An actor, recipient, speaker or addressee.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs, reason = "docs/records.md tells each field")]
pub struct Party<'a> {
    #[serde(flatten)]
    pub quote: Quote<'a>,
    pub code: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sector: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub office: Option<OfficeRecord<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub readings: Vec<ReadingRecord<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolution: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entry: Option<&'a str>,
}

/// One of several things that a name can mean.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs, reason = "docs/records.md tells each field")]
pub struct ReadingRecord<'a> {
    pub code: &'a str,
    pub weight: f32,
}

/// An office that a person holds or held.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs, reason = "docs/records.md tells each field")]
pub struct OfficeRecord<'a> {
    pub title: &'a str,
    pub current: Option<bool>,
}

/// On whose word an event stands.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs, reason = "docs/records.md tells each field")]
pub struct AttributionRecord<'a> {
    pub speaker: Option<Party<'a>>,
    pub cue: &'a str,
    pub date: Option<String>,
}

/// A number that an event carries.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs, reason = "docs/records.md tells each field")]
pub struct QuantityRecord<'a> {
    #[serde(flatten)]
    pub quote: Quote<'a>,
    pub unit: &'a str,
    pub value: f64,
    pub high: Option<f64>,
    pub bound: &'static str,
    pub per: Option<&'a str>,
    pub interval: Option<IntervalRecord<'a>>,
}

/// From when to when.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs, reason = "docs/records.md tells each field")]
pub struct IntervalRecord<'a> {
    #[serde(flatten)]
    pub quote: Quote<'a>,
    pub from: Option<String>,
    pub to: Option<String>,
    pub length: Option<&'a str>,
}

/// Where.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs, reason = "docs/records.md tells each field")]
pub struct LocationRecord<'a> {
    #[serde(flatten)]
    pub quote: Quote<'a>,
    pub country: Option<&'a str>,
    pub name: Option<&'a str>,
    pub lat: Option<f64>,
    pub lon: Option<f64>,
    pub geonames: Option<u32>,
    pub reason: &'static str,
}

/// Why an event has its date.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs, reason = "docs/records.md tells each field")]
pub struct DateReasonRecord<'a> {
    pub from: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<Quote<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
}

/// What one state gives another.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs, reason = "docs/records.md tells each field")]
pub struct TieRecord<'a> {
    pub doc: &'a str,
    pub sentence: usize,
    pub tie: &'static str,
    pub giver: Vec<Party<'a>>,
    pub taker: Vec<Party<'a>>,
    pub thing: Quote<'a>,
    pub amount: Vec<QuantityRecord<'a>>,
    pub date: Option<String>,
    pub interval: Option<IntervalRecord<'a>>,
    pub published: Option<String>,
    pub status: &'static str,
    pub certainty: &'static str,
    pub attribution: Option<AttributionRecord<'a>>,
    pub evidence: Quote<'a>,
    pub rule: &'a str,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    pub explanation: &'a [String],
}

/// An event.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs, reason = "docs/records.md tells each field")]
pub struct EventRecord<'a> {
    pub id: String,
    pub doc: &'a str,
    pub sentence: usize,
    pub event: &'static str,
    pub mode: Vec<&'static str>,
    pub context: Vec<&'static str>,
    pub quad_code: u8,
    pub event_scale: f32,
    pub cameo: Option<&'a str>,
    pub actor: Vec<Party<'a>>,
    pub recipient: Vec<Party<'a>>,
    pub event_text: Quote<'a>,
    pub date: Option<String>,
    pub date_precision: Option<&'static str>,
    pub date_reason: Option<DateReasonRecord<'a>>,
    pub published: Option<String>,
    pub status: &'static str,
    pub certainty: &'static str,
    pub denies: Option<String>,
    pub attribution: Option<AttributionRecord<'a>>,
    pub magnitude: Vec<QuantityRecord<'a>>,
    pub location: Option<LocationRecord<'a>>,
    pub confidence: f32,
    pub rule: &'a str,
    pub evidence: Vec<TellingRecord<'a>>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    pub explanation: &'a [String],
}

/// An event by a lab's own verbs.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs, reason = "docs/records.md tells each field")]
pub struct DictionaryEventRecord<'a> {
    pub id: String,
    pub doc: &'a str,
    pub sentence: usize,
    pub event: Option<&'static str>,
    pub mode: Vec<&'static str>,
    pub quad_code: Option<u8>,
    pub event_scale: Option<f32>,
    pub cameo: &'a str,
    pub actor: Vec<DictionaryPartyRecord<'a>>,
    pub recipient: Vec<DictionaryPartyRecord<'a>>,
    pub event_text: Quote<'a>,
    pub date: Option<String>,
    pub published: Option<String>,
    pub status: Option<&'static str>,
    pub rule: &'a str,
}

/// A party by a lab's own dictionaries.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs, reason = "docs/records.md tells each field")]
pub struct DictionaryPartyRecord<'a> {
    #[serde(flatten)]
    pub quote: Quote<'a>,
    pub code: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sector: Vec<&'static str>,
    pub cameo: &'a str,
}

/// Another place that tells an event.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs, reason = "docs/records.md tells each field")]
pub struct TellingRecord<'a> {
    pub sentence: usize,
    #[serde(flatten)]
    pub quote: Quote<'a>,
    pub attribution: Option<AttributionRecord<'a>>,
    pub rule: &'a str,
}

/// What is said of a relation as such.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs, reason = "docs/records.md tells each field")]
pub struct AssessmentRecord<'a> {
    pub doc: &'a str,
    pub sentence: usize,
    pub a: Vec<Party<'a>>,
    pub b: Vec<Party<'a>>,
    pub direction: i8,
    pub words: Quote<'a>,
    pub date: Option<String>,
    pub published: Option<String>,
    pub attribution: Option<AttributionRecord<'a>>,
    pub rule: &'a str,
}

/// Who is said to turn from whom to whom, or to stand together against whom.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs, reason = "docs/records.md tells each field")]
pub struct AlignmentRecord<'a> {
    pub doc: &'a str,
    pub sentence: usize,
    pub aligned: &'static str,
    pub subject: Vec<Party<'a>>,
    pub toward: Vec<Party<'a>>,
    pub away: Vec<Party<'a>>,
    pub words: Quote<'a>,
    pub published: Option<String>,
    pub attribution: Option<AttributionRecord<'a>>,
    pub rule: &'a str,
}

/// A statement.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs, reason = "docs/records.md tells each field")]
pub struct StatementRecord<'a> {
    pub doc: &'a str,
    pub sentence: usize,
    pub speaker: Option<Party<'a>>,
    pub addressee: Option<Party<'a>>,
    pub cue: Quote<'a>,
    pub content: Vec<Quote<'a>>,
    pub form: &'static str,
    pub date: Option<String>,
    pub date_words: Option<Quote<'a>>,
    pub medium: Option<Quote<'a>>,
    pub outlet: Option<Quote<'a>>,
    pub unnamed: Option<UnnamedRecord<'a>>,
    pub within: Option<Quote<'a>>,
    pub rule: &'a str,
}

/// What is told of a source without a name.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs, reason = "docs/records.md tells each field")]
pub struct UnnamedRecord<'a> {
    pub condition: Option<Quote<'a>>,
}

/// A time expression, as in TIMEX3.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs, reason = "docs/records.md tells each field")]
pub struct TimeRecord<'a> {
    pub doc: &'a str,
    #[serde(flatten)]
    pub quote: Quote<'a>,
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub value: Option<&'a str>,
}

/// A mention of a party.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs, reason = "docs/records.md tells each field")]
pub struct MentionRecord<'a> {
    pub doc: &'a str,
    pub sentence: usize,
    #[serde(flatten)]
    pub party: Party<'a>,
    pub entity: usize,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub place: bool,
}

// One report at the edge: bytes inside, code points outside.
struct Edge<'a> {
    doc: &'a str,
    published: Option<String>,
    text: &'a str,
    points: CodePoints,
    explained: bool,
}

impl<'a> Edge<'a> {
    fn new(reading: &'a Reading) -> Edge<'a> {
        let text = reading.report.text.as_str();
        let published = reading.report.date.map(|date| date.to_string());
        let points = CodePoints::new(text);
        Edge { doc: &reading.report.id, published, text, points, explained: reading.explained }
    }

    fn quote(&self, span: Span) -> Quote<'a> {
        let at = |position| self.points.at(self.text, position);
        Quote { start: at(span.start()), end: at(span.end()), text: span.of(self.text) }
    }

    fn party(&self, actor: &'a Actor) -> Party<'a> {
        Party {
            quote: self.quote(actor.span),
            code: actor.code.as_deref(),
            sector: actor.sectors.iter().map(|sector| sector.code()).collect(),
            name: actor.name.as_deref(),
            office: actor
                .office
                .as_ref()
                .map(|office| OfficeRecord { title: &office.title, current: office.current }),
            readings: actor
                .readings
                .iter()
                .map(|reading| ReadingRecord { code: &reading.code, weight: reading.weight })
                .collect(),
            resolution: self.explained.then(|| actor.resolution.code()),
            entry: actor.entry.as_deref().filter(|_| self.explained),
        }
    }

    fn parties(&self, actors: &'a [Actor]) -> Vec<Party<'a>> {
        actors.iter().map(|actor| self.party(actor)).collect()
    }

    fn ids(&self, events: &[Event]) -> Vec<String> {
        let mut taken = BTreeSet::new();
        let mut ids = Vec::with_capacity(events.len());
        for event in events {
            let id = self.fresh_id(event, &taken);
            taken.insert(id.clone());
            ids.push(id);
        }
        ids
    }

    fn event(&self, event: &'a Event, id: String, ids: &[String]) -> EventRecord<'a> {
        EventRecord {
            id,
            doc: self.doc,
            sentence: event.sentence,
            event: event.event.code(),
            mode: event.modes.iter().map(|mode| mode.code()).collect(),
            context: event.contexts.iter().map(|context| context.code()).collect(),
            quad_code: event.event.quad() as u8,
            event_scale: ontology().scale(event.event, &event.modes),
            cameo: event.cameo.as_deref(),
            actor: self.parties(&event.actors),
            recipient: self.parties(&event.recipients),
            event_text: self.quote(event.span),
            date: written(event.date),
            date_precision: event.date.map(|date| precision(date.precision)),
            date_reason: event.date_reason.map(|reason| self.date_reason(reason, ids)),
            published: self.published.clone(),
            status: event.status.code(),
            certainty: event.certainty.code(),
            denies: event.denies.and_then(|denied| ids.get(denied).cloned()),
            attribution: self.attribution(event.attribution.as_ref()),
            magnitude: event.magnitudes.iter().map(|quantity| self.quantity(quantity)).collect(),
            location: event.location.as_ref().map(|place| self.location(place)),
            confidence: event.confidence,
            rule: &event.rule,
            evidence: event.evidence.iter().map(|telling| self.telling(telling)).collect(),
            explanation: &event.explanation,
        }
    }

    // A code that is CAMEO's says what PLOVER calls it; one of the lab's own stands alone.
    fn dictionary_event(&self, event: &'a DictionaryEvent, nth: usize) -> DictionaryEventRecord<'a> {
        let known = ontology().from_cameo(&event.code);
        let modes: Vec<Mode> = known.and_then(|(_, mode)| mode).into_iter().collect();
        DictionaryEventRecord {
            id: self.dictionary_id(event, nth),
            doc: self.doc,
            sentence: event.sentence,
            event: known.map(|(event, _)| event.code()),
            mode: modes.iter().map(|mode| mode.code()).collect(),
            quad_code: known.map(|(event, _)| event.quad() as u8),
            event_scale: known.map(|(event, _)| ontology().scale(event, &modes)),
            cameo: &event.code,
            actor: vec![self.dictionary_party(&event.source)],
            recipient: vec![self.dictionary_party(&event.target)],
            event_text: self.quote(event.span),
            date: self.published.clone(),
            published: self.published.clone(),
            status: None,
            rule: &event.rule,
        }
    }

    fn dictionary_party(&self, party: &'a DictionaryParty) -> DictionaryPartyRecord<'a> {
        let (code, sectors) = party.parts();
        DictionaryPartyRecord {
            quote: self.quote(party.span),
            code,
            sector: sectors.iter().map(|sector| sector.code()).collect(),
            cameo: &party.code,
        }
    }

    fn dictionary_id(&self, event: &DictionaryEvent, nth: usize) -> String {
        let parts = [self.doc, &event.code, &event.source.code, &event.target.code];
        let name = parts.iter().fold(Fingerprint::default(), |name, part| name.with(part.as_bytes()));
        let start = self.points.at(self.text, event.span.start()) as u64;
        name.with(&start.to_le_bytes()).with(&(nth as u64).to_le_bytes()).to_string()
    }

    fn attribution(&self, attribution: Option<&'a Attribution>) -> Option<AttributionRecord<'a>> {
        attribution.map(|attribution| AttributionRecord {
            speaker: attribution.speaker.as_ref().map(|speaker| self.party(speaker)),
            cue: attribution.cue.of(self.text),
            date: written(attribution.date),
        })
    }

    fn telling(&self, telling: &'a Telling) -> TellingRecord<'a> {
        TellingRecord {
            sentence: telling.sentence,
            quote: self.quote(telling.span),
            attribution: self.attribution(telling.attribution.as_ref()),
            rule: &telling.rule,
        }
    }

    fn assessment(&self, assessment: &'a Assessment) -> AssessmentRecord<'a> {
        AssessmentRecord {
            doc: self.doc,
            sentence: assessment.sentence,
            a: self.parties(&assessment.a),
            b: self.parties(&assessment.b),
            direction: assessment.direction.code(),
            words: self.quote(assessment.span),
            date: assessment.date.map(|date| date.to_string()),
            published: self.published.clone(),
            attribution: self.attribution(assessment.attribution.as_ref()),
            rule: &assessment.rule,
        }
    }

    fn alignment(&self, alignment: &'a Alignment) -> AlignmentRecord<'a> {
        AlignmentRecord {
            doc: self.doc,
            sentence: alignment.sentence,
            aligned: alignment.aligned.code(),
            subject: self.parties(&alignment.subject),
            toward: self.parties(&alignment.toward),
            away: self.parties(&alignment.away),
            words: self.quote(alignment.span),
            published: self.published.clone(),
            attribution: self.attribution(alignment.attribution.as_ref()),
            rule: &alignment.rule,
        }
    }

    fn date_reason(&self, reason: DateReason, ids: &[String]) -> DateReasonRecord<'a> {
        let (from, words, event) = match reason {
            DateReason::Words(words) => ("words", Some(words), None),
            DateReason::Report => ("report", None, None),
            DateReason::Event { words, of } => ("event", Some(words), ids.get(of).cloned()),
        };
        DateReasonRecord { from, words: words.map(|words| self.quote(words)), event }
    }

    fn location(&self, place: &'a Place) -> LocationRecord<'a> {
        let spot = place.spot.as_ref();
        LocationRecord {
            quote: self.quote(place.span),
            country: place.country.as_deref(),
            name: spot.map(|spot| spot.name.as_str()),
            lat: spot.map(|spot| spot.latitude),
            lon: spot.map(|spot| spot.longitude),
            geonames: spot.map(|spot| spot.geonames).filter(|&id| id > 0),
            reason: place.reason,
        }
    }

    fn quantity(&self, quantity: &'a Quantity) -> QuantityRecord<'a> {
        QuantityRecord {
            quote: self.quote(quantity.span),
            unit: &quantity.unit,
            value: quantity.value,
            high: quantity.high,
            bound: quantity.bound.code(),
            per: quantity.per.as_deref(),
            interval: quantity.interval.as_ref().map(|interval| self.interval(interval)),
        }
    }

    fn interval(&self, interval: &'a Interval) -> IntervalRecord<'a> {
        IntervalRecord {
            quote: self.quote(interval.span),
            from: written(interval.from),
            to: written(interval.to),
            length: interval.length.as_deref(),
        }
    }

    fn statement(&self, statement: &'a Statement, all: &[Statement]) -> StatementRecord<'a> {
        let quote = |span| self.quote(span);
        let unnamed = statement.unnamed.as_ref();
        StatementRecord {
            doc: self.doc,
            sentence: statement.sentence,
            speaker: statement.speaker.as_ref().map(|speaker| self.party(speaker)),
            addressee: statement.addressee.as_ref().map(|addressee| self.party(addressee)),
            cue: self.quote(statement.cue),
            content: statement.content.iter().map(|&span| self.quote(span)).collect(),
            form: statement.form.code(),
            date: written(statement.date.map(|(when, _)| when)),
            date_words: statement.date.map(|(_, words)| self.quote(words)),
            medium: statement.medium.map(quote),
            outlet: statement.outlet.map(quote),
            unnamed: unnamed.map(|unnamed| UnnamedRecord { condition: unnamed.condition.map(quote) }),
            within: statement.within.and_then(|outer| all.get(outer)).map(|outer| self.quote(outer.cue)),
            rule: &statement.rule,
        }
    }

    fn tie(&self, tie: &'a Tie) -> TieRecord<'a> {
        TieRecord {
            doc: self.doc,
            sentence: tie.sentence,
            tie: tie.kind.code(),
            giver: self.parties(&tie.givers),
            taker: self.parties(&tie.takers),
            thing: self.quote(tie.thing),
            amount: tie.amounts.iter().map(|amount| self.quantity(amount)).collect(),
            date: written(tie.date),
            interval: tie.interval.as_ref().map(|interval| self.interval(interval)),
            published: self.published.clone(),
            status: tie.status.code(),
            certainty: tie.certainty.code(),
            attribution: self.attribution(tie.attribution.as_ref()),
            evidence: self.quote(tie.span),
            rule: &tie.rule,
            explanation: &tie.explanation,
        }
    }

    fn time(&self, time: &'a TimeExpression) -> TimeRecord<'a> {
        let value = time.value.as_deref();
        TimeRecord { doc: self.doc, quote: self.quote(time.span), kind: time.kind.code(), value }
    }

    fn mention(&self, mention: &'a Mention) -> MentionRecord<'a> {
        // How a mention came to its code is what mentions are asked for.
        let mut party = self.party(&mention.actor);
        party.resolution = Some(mention.actor.resolution.code());
        party.entry = mention.actor.entry.as_deref();
        let Mention { sentence, entity, place, .. } = *mention;
        MentionRecord { doc: self.doc, sentence, party, entity, place }
    }

    // Two events of one report may share all that names them; the later ones are numbered.
    fn fresh_id(&self, event: &Event, taken: &BTreeSet<String>) -> String {
        let id = |nth| event_id(self.doc, event, &self.points, self.text, nth);
        (0..).map(id).find(|id| !taken.contains(id)).expect("one of endless ids is free")
    }
}

fn written(when: Option<When>) -> Option<String> {
    when.map(|when| when.to_string())
}

fn precision(precision: Precision) -> &'static str {
    match precision {
        Precision::Day => "day",
        Precision::Week => "week",
        Precision::Month => "month",
        Precision::Year => "year",
    }
}

/// The name of an event: made of its report's id, its type, its words and its parties' words, so that
/// it is the same on every machine and stays when a code or a date is mended. `nth` tells apart events
/// that share all of this.
pub fn event_id(doc: &str, event: &Event, points: &CodePoints, text: &str, nth: usize) -> String {
    let at = |position| (points.at(text, position) as u64).to_le_bytes();
    let mut name = Fingerprint::default().with(doc.as_bytes()).with(event.event.code().as_bytes());
    let parties = event.actors.iter().chain(&event.recipients).map(|party| party.span);
    for span in [event.span].into_iter().chain(parties) {
        name = name.with(&at(span.start())).with(&at(span.end()));
    }
    let n_actors = (event.actors.len() as u64).to_le_bytes();
    name.with(&n_actors).with(&(nth as u64).to_le_bytes()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use tiltmeter_record::{Certainty, EventType, Report, Status};

    fn event(text: &str, words: &str, actor: &str) -> Event {
        let span = |words: &str| {
            let start = text.find(words).unwrap();
            Span::new(start, start + words.len())
        };
        Event {
            sentence: 0,
            event: EventType::Support,
            modes: Vec::new(),
            contexts: Vec::new(),
            cameo: None,
            actors: vec![Actor::unresolved(span(actor))],
            recipients: Vec::new(),
            span: span(words),
            date: None,
            date_reason: None,
            status: Status::Actual,
            certainty: Certainty::Certain,
            denies: None,
            attribution: None,
            magnitudes: Vec::new(),
            location: None,
            confidence: 0.5,
            rule: "verbs/praise".to_string(),
            evidence: Vec::new(),
            explanation: Vec::new(),
        }
    }

    fn reading(text: &str, events: Vec<Event>) -> Reading {
        let report = Report { id: "a1".to_string(), text: text.to_string(), ..Report::default() };
        let coding = tiltmeter_coder::Coding { events, ..Default::default() };
        Reading { report, document: Default::default(), coding, explained: false }
    }

    #[test]
    fn spans_leave_as_code_points_with_their_words() {
        let text = "“Ça va”: Türkiye praised Mali.";
        let reading = reading(text, vec![event(text, "praised", "Türkiye")]);
        let json = serde_json::to_value(records(&reading, Emit::ALL)).unwrap();
        assert_eq!(json[0]["event_text"], serde_json::json!({"start": 17, "end": 24, "text": "praised"}));
        assert_eq!(
            json[0]["actor"][0],
            serde_json::json!({"start": 9, "end": 16, "text": "Türkiye", "code": null})
        );
        let characters: Vec<char> = text.chars().collect();
        assert_eq!(characters[17..24].iter().collect::<String>(), "praised");
    }

    #[test]
    fn ids_tell_events_apart_and_stay() {
        let text = "Mali praised Niger and praised Chad.";
        let same = event(text, "praised", "Mali");
        let other = event(text, "praised", "Chad");
        let reading = reading(text, vec![same.clone(), same, other]);
        let json = serde_json::to_value(records(&reading, Emit::EVENTS)).unwrap();
        let id = |nth: usize| json[nth]["id"].as_str().unwrap();
        assert!(id(0) != id(1) && id(0) != id(2) && id(1) != id(2));
        // Written down once: an id that changes breaks every reference to it.
        assert_eq!(id(0), "41154ae4239a3524");
    }
}

//! What a report tells, arranged for a reader: who is who, what happened, who said what.
//!
//! Nothing here is not in the report: names are the lexicon's or the report's own, acts are said in
//! the words of their type, and each line knows the words that it rests on.

use tiltmeter::record::{
    Actor, Aligned, Alignment, Assessment, Attribution, Bound, Certainty, DateReason, Direction, Event,
    Interval, Place, Quantity, Report, Resolution, Span, Statement, Status, Tie, TieStatus,
};
use tiltmeter::relations::{Choices, Tilt, party_name, tilts};
use tiltmeter::{BlockKind, Document, Mention, Reading, Upos};

use super::acts;

/// One report for a reader.
pub(crate) struct Brief<'a> {
    /// The report.
    pub(crate) report: &'a Report,
    /// Its blocks and sentences.
    pub(crate) document: &'a Document,
    /// Its headline; what to call it where it has none.
    pub(crate) title: String,
    /// Who is who, by country or organisation.
    pub(crate) camps: Vec<Camp<'a>>,
    /// What happened.
    pub(crate) events: Vec<Line<'a>>,
    /// Who said what.
    pub(crate) statements: &'a [Statement],
    /// What states give one another.
    pub(crate) ties: Vec<TieLine<'a>>,
    /// All that was recognised as a party, for the page.
    pub(crate) mentions: Vec<&'a Actor>,
    /// How parties are called.
    pub(crate) names: Names<'a>,
    /// What its events sum to, dyad by dyad.
    pub(crate) tilts: Vec<Tilt>,
    /// What it asserts of relations, states that turn and states that stand together.
    pub(crate) assertions: Vec<Assertion>,
}

/// What is asserted of relations, with the words that do.
pub(crate) struct Assertion {
    /// Of whom, and what, on whose word.
    pub(crate) told: String,
    /// The sentence that says so.
    pub(crate) quoted: String,
}

/// All parties of one country or organisation, in the order of their first mention.
pub(crate) struct Camp<'a> {
    /// `PAK`.
    pub(crate) code: &'a str,
    /// Its parties.
    pub(crate) parties: Vec<Figure<'a>>,
}

/// One party and the words that the report has for it.
pub(crate) struct Figure<'a> {
    /// Its name: the lexicon's or the report's.
    pub(crate) name: &'a str,
    /// `GOV`, most specific first.
    pub(crate) sectors: Vec<&'static str>,
    /// Office held, in words.
    pub(crate) office: Option<String>,
    /// How the report calls it, each way once.
    pub(crate) called: Vec<&'a str>,
    // Its number within the report.
    entity: usize,
    // Whether its name is one, and not only what it was called first.
    is_named: bool,
}

/// An event as a line.
pub(crate) struct Line<'a> {
    /// The event.
    pub(crate) event: &'a Event,
    /// When: `2018-01-04`, or `unknown`.
    pub(crate) date: String,
    /// Who did what to whom.
    pub(crate) sentence: String,
    /// `SANCTION discontinue`.
    pub(crate) codes: String,
    /// What stands beside it: whether it happened, on whose word.
    pub(crate) remarks: Vec<String>,
}

/// A tie as a line.
pub(crate) struct TieLine<'a> {
    /// The tie.
    pub(crate) tie: &'a Tie,
    /// When: `2017`, `2003 – 2018-01-29`, or `unknown`.
    pub(crate) date: String,
    /// Who gives what to whom.
    pub(crate) sentence: String,
    /// How it stands, how much, on whose word.
    pub(crate) remarks: Vec<String>,
}

impl<'a> Brief<'a> {
    /// Arranges what was read.
    pub(crate) fn new(reading: &'a Reading) -> Brief<'a> {
        let (report, document) = (&reading.report, &reading.document);
        let mentions: Vec<&Actor> =
            reading.coding.mentions.all.iter().map(|mention| &mention.actor).collect();
        let names = Names::new(&report.text, document, &mentions);
        Brief {
            assertions: assertions(&names, reading),
            report,
            document,
            title: title(report, document),
            camps: camps(report, document, &reading.coding.mentions.all),
            events: reading.coding.events.iter().map(|event| line(&names, event)).collect(),
            statements: &reading.coding.statements,
            ties: reading.coding.ties.iter().map(|tie| tie_line(&names, tie)).collect(),
            mentions,
            names,
            tilts: tilts(&reading.coding.events, &Choices::default()),
        }
    }

    /// The span of a sentence.
    pub(crate) fn sentence(&self, sentence_idx: usize) -> Span {
        self.document.sentences.get(sentence_idx).map(|sentence| sentence.span).unwrap_or_default()
    }
}

/// What a dyad's events sum to, as a sentence of its two names, the sum, and what it is the sum of.
pub(crate) fn tilt_in_words(tilt: &Tilt) -> String {
    let events = |number: u32, of: &str| match number {
        1 => format!("1 event of {of}"),
        number => format!("{number} events of {of}"),
    };
    format!(
        "{} and {}: {:+.1}, from {} and {}",
        party_name(&tilt.a),
        party_name(&tilt.b),
        tilt.sum,
        events(tilt.cooperation, "cooperation"),
        events(tilt.conflict, "conflict")
    )
}

/// What stands before the assertions of a report.
pub(crate) const ASSERTED: &str = "What the report itself says of relations:";

/// What a reader must know beside the sums.
pub(crate) const OF_ONE_REPORT: &str = "Sums of the events’ scores, −10 to +10 each, of what was done and announced between \
    governments and militaries. One report is no turn: `tiltmeter dyad` measures many.";

fn title(report: &Report, document: &Document) -> String {
    let headline = document.blocks.iter().find(|block| block.kind == BlockKind::Headline);
    let headline = headline.map(|block| block.span.of(&report.text));
    match report.title.as_deref().or(headline) {
        Some(title) => one_line(title),
        None => format!("Report {}", report.id),
    }
}

/// How a report's parties are called: by their names, and where a mention is but a pronoun or "the
/// country", by what the report calls its country or organisation elsewhere.
pub(crate) struct Names<'a> {
    text: &'a str,
    document: &'a Document,
    // Those who are named, one for each code and its sectors, in the order of the text: "Sudan" and "Sudan's army" are
    // two.
    named: Vec<(&'a Actor, &'a str)>,
}

impl<'a> Names<'a> {
    fn new(text: &'a str, document: &'a Document, mentions: &[&'a Actor]) -> Names<'a> {
        let mut names = Names { text, document, named: Vec::new() };
        for actor in mentions.iter().copied().filter(|actor| actor.code.is_some() && actor.office.is_none()) {
            let same =
                |(known, _): &(&Actor, &str)| known.code == actor.code && known.sectors == actor.sectors;
            let named = actor.resolution == Resolution::Name && !names.describes(actor);
            if named && !names.named.iter().any(same) {
                names.named.push((actor, actor.name.as_deref().unwrap_or(actor.span.of(text))));
            }
        }
        names
    }

    /// A party with its code: `Khawaja Asif (PAK GOV)`; its words alone, where no code is known.
    pub(crate) fn party(&self, actor: &Actor) -> String {
        let name = self.name(actor);
        let sectors = actor.sectors.iter().map(|sector| sector.code());
        match &actor.code {
            Some(code) => format!(
                "{name} ({})",
                [code.as_str()].into_iter().chain(sectors).collect::<Vec<_>>().join(" ")
            ),
            None => name,
        }
    }

    fn name(&self, actor: &Actor) -> String {
        let points_back =
            matches!(actor.resolution, Resolution::Pronoun | Resolution::Role | Resolution::Speaker)
                || self.describes(actor);
        let of_code = || self.named.iter().filter(|(named, _)| points_back && named.code == actor.code);
        let same = of_code().find(|(named, _)| named.sectors == actor.sectors).or(of_code().next());
        let words = same.map_or(actor.span.of(self.text), |(_, name)| name);
        one_line(actor.name.as_deref().unwrap_or(words))
    }

    // "American" in "the American decision".
    fn describes(&self, actor: &Actor) -> bool {
        let tokens = &self.document.tokens;
        let at = tokens.partition_point(|token| token.span.start() < actor.span.start());
        tokens.get(at).is_some_and(|token| token.span == actor.span && is_described(actor, token.upos))
    }

    fn listed(&self, actors: &[Actor]) -> String {
        let named: Vec<String> = actors.iter().map(|actor| self.party(actor)).collect();
        match named.split_last() {
            Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
            _ => named.join(""),
        }
    }
}

fn camps<'a>(report: &'a Report, document: &Document, mentions: &'a [Mention]) -> Vec<Camp<'a>> {
    let mut camps: Vec<Camp<'_>> = Vec::new();
    for (at, mention) in mentions.iter().enumerate() {
        let Some(code) = mention.actor.code.as_deref() else { continue };
        if !tells_who(document, mentions, at) {
            continue;
        }
        let camp = match camps.iter().position(|camp| camp.code == code) {
            Some(camp_idx) => &mut camps[camp_idx],
            None => {
                camps.push(Camp { code, parties: Vec::new() });
                camps.last_mut().expect("one was just pushed")
            }
        };
        add(camp, mention, mention.actor.span.of(&report.text));
    }
    for camp in &mut camps {
        // The state before its diplomats, wherever they are named.
        camp.parties.sort_by_key(|figure| !figure.is_named);
    }
    camps
}

// Whether a mention tells who somebody is: no pronoun, no place, no "Russian" that only describes, no "both sides".
fn tells_who(document: &Document, mentions: &[Mention], at: usize) -> bool {
    let mention = &mentions[at];
    let actor = &mention.actor;
    let head = document.sentences[mention.sentence].tokens.start + mention.head;
    let describes = document.tokens.get(head).is_some_and(|token| is_described(actor, token.upos));
    let same = |other: usize| {
        let other = mentions.get(other);
        other.is_some_and(|other| other.sentence == mention.sentence && other.tokens == mention.tokens)
    };
    let several = actor.name.is_none() && (same(at + 1) || at > 0 && same(at - 1));
    let stands_for = matches!(actor.resolution, Resolution::Pronoun | Resolution::Speaker);
    !stands_for && !mention.place && !describes && !several
}

// Whether a party is told by an adjective alone.
fn is_described(actor: &Actor, upos: Upos) -> bool {
    actor.name.is_none() && actor.sectors.is_empty() && upos == Upos::Adj
}

// All mentions of one party are one entry.
fn add<'a>(camp: &mut Camp<'a>, mention: &'a Mention, words: &'a str) {
    let actor = &mention.actor;
    let figure = match camp.parties.iter().position(|figure| figure.entity == mention.entity) {
        Some(figure_idx) => &mut camp.parties[figure_idx],
        None => {
            let name = actor.name.as_deref().unwrap_or(words);
            let sectors = actor.sectors.iter().map(|sector| sector.code()).collect();
            let entity = mention.entity;
            camp.parties.push(Figure {
                name,
                sectors,
                office: None,
                called: Vec::new(),
                entity,
                is_named: false,
            });
            camp.parties.last_mut().expect("one was just pushed")
        }
    };
    // "Pakistan" says more than the "Islamabad" that came before it.
    if actor.name.is_none() && actor.resolution == Resolution::Name && !figure.is_named {
        (figure.name, figure.is_named) = (words, true);
    }
    if figure.office.is_none() {
        figure.office = actor.office.as_ref().map(|office| office.title.replace('_', " "));
    }
    if !figure.called.contains(&words) {
        figure.called.push(words);
    }
}

fn line<'a>(names: &Names<'_>, event: &'a Event) -> Line<'a> {
    let modes = event.modes.iter().map(|mode| mode.code());
    let codes: Vec<&str> = [event.event.code()].into_iter().chain(modes).collect();
    Line {
        event,
        date: event.date.map_or("unknown".to_string(), |date| date.to_string()),
        sentence: sentence(names, event),
        codes: codes.join(" "),
        remarks: remarks(names, event),
    }
}

fn sentence(names: &Names<'_>, event: &Event) -> String {
    let (act, link) = acts::in_words(event);
    let actors = match event.actors.as_slice() {
        [] => "Somebody unnamed".to_string(),
        actors => names.listed(actors),
    };
    match event.recipients.as_slice() {
        [] => format!("{} {act}.", capitalised(&actors)),
        recipients => format!("{} {act} {link} {}.", capitalised(&actors), names.listed(recipients)),
    }
}

// What is said of relations, of who turns and of who stands together, in the order of the text.
fn assertions(names: &Names<'_>, reading: &Reading) -> Vec<Assertion> {
    let (coding, sentences) = (&reading.coding, &reading.document.sentences);
    let quoted = |sentence_idx: usize, span: Span| {
        let sentence = sentences.get(sentence_idx).map_or(span, |sentence| sentence.span);
        one_line(sentence.of(&reading.report.text))
    };
    let assessed = coding.assessments.iter().map(|said| {
        let told = format!("{}{}", assessed(names, said), on_whose_word(names, said.attribution.as_ref()));
        (said.span.start(), Assertion { told: capitalised(&told), quoted: quoted(said.sentence, said.span) })
    });
    let aligned = coding.alignments.iter().map(|said| {
        let told = format!("{}{}", aligned(names, said), on_whose_word(names, said.attribution.as_ref()));
        (said.span.start(), Assertion { told: capitalised(&told), quoted: quoted(said.sentence, said.span) })
    });
    let mut all: Vec<(usize, Assertion)> = assessed.chain(aligned).collect();
    all.sort_by_key(|(start, _)| *start);
    all.into_iter().map(|(_, assertion)| assertion).collect()
}

fn assessed(names: &Names<'_>, said: &Assessment) -> String {
    let way = match said.direction {
        Direction::Better => "is good, or gets better",
        Direction::Same => "stays as it is",
        Direction::Worse => "is bad, or gets worse",
    };
    format!("the relation of {} with {} {way}", names.listed(&said.a), names.listed(&said.b))
}

fn aligned(names: &Names<'_>, said: &Alignment) -> String {
    let among = |link: &str, actors: &[Actor]| match actors {
        [] => String::new(),
        actors => format!(" {link} {}", names.listed(actors)),
    };
    let who = names.listed(&said.subject);
    match said.aligned {
        Aligned::Pivot => {
            let verb = if said.subject.len() == 1 { "turns" } else { "turn" };
            format!("{who} {verb}{}{}", among("away from", &said.away), among("toward", &said.toward))
        }
        Aligned::Axis => format!("{who} stand together{}", among("against", &said.away)),
    }
}

fn on_whose_word(names: &Names<'_>, attribution: Option<&Attribution>) -> String {
    match attribution.map(|attribution| &attribution.speaker) {
        None => ", in the report’s own words:".to_string(),
        Some(Some(speaker)) => format!(", according to {}:", names.party(speaker)),
        Some(None) => ", on the word of somebody unnamed:".to_string(),
    }
}

fn remarks(names: &Names<'_>, event: &Event) -> Vec<String> {
    let status = match event.status {
        Status::Actual => None,
        Status::Future => Some("still to come"),
        Status::Hypothetical => Some("possible, not certain"),
        Status::Negated => Some("said not to be so"),
        Status::Historical => Some("background"),
    };
    let sure = match event.certainty {
        Certainty::Possible if event.status != Status::Hypothetical => Some("possible"),
        Certainty::Probable => Some("probable"),
        _ => None,
    };
    let denied = event.denies.map(|denied| format!("denies event {}", denied + 1));
    let reason = event.date_reason.map(|reason| date_reason(names, reason));
    let place = event.location.as_ref().map(|place| format!("place: {}", place_in_words(names, place)));
    status
        .into_iter()
        .chain(sure)
        .map(str::to_string)
        .chain(denied)
        .chain(event.attribution.as_ref().map(|attribution| according_to(names, attribution)))
        .chain(event.magnitudes.iter().map(|quantity| quantity_in_words(names, quantity)))
        .chain(place)
        .chain(reason)
        .collect()
}

fn according_to(names: &Names<'_>, attribution: &Attribution) -> String {
    let cue = one_line(attribution.cue.of(names.text));
    let day = attribution.date.map(|when| format!(", {when}")).unwrap_or_default();
    match &attribution.speaker {
        Some(speaker) => format!("according to {} (“{cue}”{day})", names.party(speaker)),
        None => format!("on the word of somebody unnamed (“{cue}”{day})"),
    }
}

fn date_reason(names: &Names<'_>, reason: DateReason) -> String {
    match reason {
        DateReason::Words(words) => format!("dated from “{}”", one_line(words.of(names.text))),
        DateReason::Report => "dated by the report’s day".to_string(),
        DateReason::Event { words, of } => {
            format!("dated from “{}” and event {}", one_line(words.of(names.text)), of + 1)
        }
    }
}

fn place_in_words(names: &Names<'_>, place: &Place) -> String {
    let words = one_line(place.span.of(names.text));
    let spot = place.spot.as_ref();
    let spot = spot.map(|spot| format!("{} {:.2}, {:.2}", spot.name, spot.latitude, spot.longitude));
    let known: Vec<String> = spot.into_iter().chain(place.country.clone()).collect();
    if known.is_empty() { words } else { format!("{words} ({})", known.join(", ")) }
}

fn quantity_in_words(names: &Names<'_>, quantity: &Quantity) -> String {
    let bound = match quantity.bound {
        Bound::Exact => "",
        Bound::About => "about ",
        Bound::AtLeast => "at least ",
        Bound::MoreThan => "more than ",
        Bound::AtMost => "at most ",
        Bound::LessThan => "less than ",
    };
    let high = quantity.high.map_or(String::new(), |high| format!("–{}", grouped(high)));
    let per = quantity.per.as_ref().map_or(String::new(), |per| format!(" each {per}"));
    let over = quantity
        .interval
        .as_ref()
        .map_or(String::new(), |interval| format!(", {}", interval_in_words(interval)));
    let words = one_line(quantity.span.of(names.text));
    format!("{bound}{}{high} {}{per}{over} (“{words}”)", grouped(quantity.value), quantity.unit)
}

fn interval_in_words(interval: &Interval) -> String {
    let end = |when: Option<tiltmeter::record::When>| when.map_or("…".to_string(), |when| when.to_string());
    match (&interval.length, interval.from, interval.to) {
        (Some(length), None, None) => format!("for {length}"),
        _ => format!("{} – {}", end(interval.from), end(interval.to)),
    }
}

// 33000000000 as 33,000,000,000.
fn grouped(value: f64) -> String {
    let written = value.to_string();
    let (whole, rest) = written.split_at(written.find('.').unwrap_or(written.len()));
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 && digit.is_ascii_digit() {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped + rest
}

fn tie_line<'a>(names: &Names<'_>, tie: &'a Tie) -> TieLine<'a> {
    let thing = one_line(tie.thing.of(names.text));
    let (givers, takers) = (names.listed(&tie.givers), names.listed(&tie.takers));
    let kind = tie.kind.code();
    let sentence = match tie.takers.as_slice() {
        [] => format!("{}: {kind} (“{thing}”).", capitalised(&givers)),
        _ => format!("{} to {takers}: {kind} (“{thing}”).", capitalised(&givers)),
    };
    let standing = match tie.status {
        TieStatus::Done => "done",
        TieStatus::Ongoing => "in force",
        TieStatus::Promised => "promised or planned",
        TieStatus::Sought => "asked for",
        TieStatus::Ending => "in force, to be stopped",
        TieStatus::Stopped => "stopped",
        TieStatus::Refused => "refused",
        TieStatus::Denied => "said not to be so",
    };
    let sure = (tie.certainty != Certainty::Certain).then(|| tie.certainty.code().to_string());
    let date = match (tie.date, &tie.interval) {
        (Some(when), _) => when.to_string(),
        (None, Some(interval)) => interval_in_words(interval),
        (None, None) => "unknown".to_string(),
    };
    let attribution = tie.attribution.as_ref().map(|attribution| according_to(names, attribution));
    let amounts = tie.amounts.iter().map(|amount| quantity_in_words(names, amount));
    let remarks = [standing.to_string()].into_iter().chain(sure).chain(amounts).chain(attribution).collect();
    TieLine { tie, date, sentence, remarks }
}

/// What a statement tells beside its words: day, medium, outlet, and what is known of an unnamed source.
pub(crate) fn statement_remarks(text: &str, statement: &Statement) -> Vec<String> {
    let words = |span: Span| one_line(span.of(text));
    let day = statement.date.map(|(when, span)| format!("{when} (“{}”)", words(span)));
    let medium = statement.medium.map(|span| format!("through “{}”", words(span)));
    let outlet = statement.outlet.map(|span| format!("published by “{}”", words(span)));
    let unnamed = statement.unnamed.as_ref().map(|unnamed| match unnamed.condition {
        Some(condition) => format!("unnamed source: “{}”", words(condition)),
        None => "unnamed source".to_string(),
    });
    let within = statement.within.map(|_| "as told by another".to_string());
    [day, medium, outlet, unnamed, within].into_iter().flatten().collect()
}

/// The words with each run of white space as one space.
pub(crate) fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn capitalised(words: &str) -> String {
    let mut characters = words.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => String::new(),
    }
}

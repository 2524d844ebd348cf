//! Reading the lexicon of acts from TOML, with errors that name file, line and entry.

use std::collections::BTreeMap;
use std::collections::HashSet;

use rustc_hash::FxHashMap;
use serde::Deserialize;
use tiltmeter_record::{Context, EventType, Mode, Quad, Status};
use toml::Spanned;

use super::entries::{Entry, Example};
use super::frames::{
    Frame, Modal, Operator, Outcome, Part, Pattern, Piece, Row, Selector, Signal, Slot, Target, Variant,
    Verbs,
};
use crate::lexicon::{entry_error, toml_error};
use crate::{LexiconError, Source};

/// Reads `sources` in three passes: an entry may name classes and tables of any file.
pub(super) fn read(sources: &[Source]) -> Result<Verbs, LexiconError> {
    let files = parse(sources)?;
    let mut reader = Reader::default();
    for file in &files {
        reader.add_words(file)?;
    }
    for file in &files {
        reader.add_tables(file)?;
    }
    for file in &files {
        reader.add_entries(file)?;
    }
    Ok(reader.verbs)
}

/// The examples of all entries, those in the entries first, then those of the files `*.examples`;
/// an entry without one is an error.
pub(super) fn examples(sources: &[Source]) -> Result<Vec<Example>, LexiconError> {
    let mut examples = Vec::new();
    for file in &parse(sources)? {
        let frames = file.raw.frame.iter().map(|f| (&f.id, &f.examples));
        let operators = file.raw.operator.iter().map(|o| (&o.id, &o.examples));
        let idioms = file.raw.idiom.iter().map(|i| (&i.id, &i.examples));
        for (id, written) in frames.chain(operators).chain(idioms) {
            if written.is_empty() {
                return Err(file.error(id, "an entry needs an example"));
            }
            for example in written {
                let entry = file.entry(id);
                examples.push(read_example(entry, example).map_err(|what| file.error(id, what))?);
            }
        }
    }
    let known: HashSet<String> = examples.iter().map(|example| example.entry.clone()).collect();
    for source in sources.iter().filter(|source| source.file.ends_with(EXAMPLES)) {
        examples.extend(beside(source, &known)?);
    }
    Ok(examples)
}

/// An entry whose words are used of much else fires between known parties alone; an example must show that.
pub(super) fn check_negatives(sources: &[Source], examples: &[Example]) -> Result<(), LexiconError> {
    let negative: HashSet<&str> = examples
        .iter()
        .filter(|example| example.is_negative())
        .map(|example| example.entry.as_str())
        .collect();
    for file in &parse(sources)? {
        let frames = file.raw.frame.iter().map(|f| (&f.id, f.known));
        let operators = file.raw.operator.iter().map(|o| (&o.id, o.known));
        let mut ambiguous = frames.chain(operators).filter(|(_, known)| *known);
        if let Some((id, _)) = ambiguous.find(|(id, _)| !negative.contains(file.entry(id).as_str())) {
            return Err(file.error(id, "an entry with `known` needs an example of which nothing comes"));
        }
    }
    Ok(())
}

// A file `accuse.examples` holds more sentences for the entries of `accuse.toml`, each list under the
// name of its entry in brackets.
fn beside(source: &Source, known: &HashSet<String>) -> Result<Vec<Example>, LexiconError> {
    let family = source.file.strip_suffix(EXAMPLES).unwrap_or(&source.file);
    let mut entry = String::new();
    let mut examples = Vec::new();
    let mut at = 0;
    for line in source.text.lines() {
        let range = at..at + line.len();
        at += line.len() + 1;
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        match line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            Some(id) => {
                entry = format!("{family}/{id}");
                if !known.contains(&entry) {
                    return Err(entry_error(source, range, "no such entry"));
                }
            }
            None => {
                let example = read_example(entry.clone(), line);
                examples.push(example.map_err(|what| entry_error(source, range, what))?);
            }
        }
    }
    Ok(examples)
}

/// The entries of all files, without their examples.
pub(super) fn entries(sources: &[Source]) -> Result<Vec<Entry>, LexiconError> {
    let mut entries = Vec::new();
    for file in &parse(sources)? {
        for frame in &file.raw.frame {
            let event = read_event(&frame.event).map_err(|what| file.error(&frame.id, what))?;
            let mode = Some(&frame.mode).filter(|mode| !mode.is_empty()).map(|mode| read_mode(event, mode));
            entries.push(Entry {
                id: file.entry(&frame.id),
                event: Some(event),
                mode: mode.transpose().map_err(|what| file.error(&frame.id, what))?,
                cameo: frame.cameo.clone(),
                table: None,
                words: [&frame.verbs, &frame.nouns, &frame.adjectives]
                    .into_iter()
                    .flatten()
                    .cloned()
                    .collect(),
                examples: Vec::new(),
            });
        }
        for idiom in &file.raw.idiom {
            entries.push(Entry {
                id: file.entry(&idiom.id),
                event: None,
                mode: None,
                cameo: None,
                table: None,
                words: idiom.verbs.iter().chain(&idiom.nouns).cloned().collect(),
                examples: Vec::new(),
            });
        }
        for operator in &file.raw.operator {
            let words = [&operator.verbs, &operator.nouns, &operator.adjectives];
            entries.push(Entry {
                id: file.entry(&operator.id),
                event: None,
                mode: None,
                cameo: None,
                table: Some(operator.table.clone()),
                words: words.into_iter().flatten().cloned().collect(),
                examples: Vec::new(),
            });
        }
    }
    Ok(entries)
}

fn read_example(entry: String, written: &str) -> Result<Example, &'static str> {
    let (text, expected) = written.split_once("=>").ok_or("an example needs a `=>`")?;
    Ok(Example { entry, text: text.trim().to_string(), expected: expected.trim().to_string() })
}

/// Ends the names of files that hold only examples.
const EXAMPLES: &str = ".examples";

struct File<'a> {
    source: &'a Source,
    raw: RawFile,
}

impl File<'_> {
    fn error(&self, id: &Spanned<String>, what: impl std::fmt::Display) -> LexiconError {
        entry_error(self.source, id.span(), what)
    }

    // `verbs/accuse.toml` and `condemn` give `verbs/accuse/condemn`.
    fn entry(&self, id: &Spanned<String>) -> String {
        let file = self.source.file.strip_suffix(".toml").unwrap_or(&self.source.file);
        format!("{file}/{}", id.get_ref())
    }
}

fn parse(sources: &[Source]) -> Result<Vec<File<'_>>, LexiconError> {
    sources.iter().filter(|source| !source.file.ends_with(EXAMPLES)).map(parse_one).collect()
}

fn parse_one(source: &Source) -> Result<File<'_>, LexiconError> {
    let raw = toml::from_str(&source.text).map_err(|error| toml_error(source, &error))?;
    Ok(File { source, raw })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    #[serde(default)]
    class: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    signal: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    context: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    weight: BTreeMap<String, f32>,
    least: Option<f32>,
    #[serde(default)]
    table: Vec<RawTable>,
    #[serde(default)]
    frame: Vec<RawFrame>,
    #[serde(default)]
    operator: Vec<RawOperator>,
    #[serde(default)]
    modal: Vec<RawModal>,
    #[serde(default)]
    idiom: Vec<RawIdiom>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawIdiom {
    id: Spanned<String>,
    #[serde(default)]
    verbs: Vec<String>,
    #[serde(default)]
    nouns: Vec<String>,
    #[serde(default)]
    examples: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTable {
    id: Spanned<String>,
    rows: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFrame {
    id: Spanned<String>,
    event: String,
    #[serde(default)]
    mode: String,
    cameo: Option<String>,
    #[serde(default)]
    contexts: String,
    #[serde(default)]
    verbs: Vec<String>,
    #[serde(default)]
    nouns: Vec<String>,
    #[serde(default)]
    adjectives: Vec<String>,
    recipient: Option<String>,
    noun_recipient: Option<String>,
    #[serde(default)]
    noun_actor: String,
    #[serde(default)]
    subject: Vec<String>,
    #[serde(default)]
    object: Vec<String>,
    #[serde(default)]
    object_not: Vec<String>,
    #[serde(default)]
    known: bool,
    #[serde(default)]
    known_actor: bool,
    #[serde(default)]
    foreign: bool,
    #[serde(default)]
    somebody: bool,
    #[serde(default)]
    things: bool,
    #[serde(default)]
    transitive: bool,
    #[serde(default)]
    bare: bool,
    #[serde(default)]
    clause: bool,
    #[serde(default)]
    mutual: bool,
    #[serde(default = "yes")]
    happens: bool,
    #[serde(default)]
    alone: bool,
    #[serde(default)]
    spoken: bool,
    #[serde(default)]
    felt: bool,
    #[serde(default)]
    received: bool,
    #[serde(default)]
    moves: bool,
    negated: Option<String>,
    counts: Option<String>,
    #[serde(default)]
    variants: Vec<String>,
    in_words: Option<String>,
    together: Option<String>,
    #[serde(default)]
    street: bool,
    #[serde(default)]
    political: bool,
    #[serde(default)]
    examples: Vec<String>,
}

fn yes() -> bool {
    true
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawOperator {
    id: Spanned<String>,
    table: String,
    #[serde(default)]
    verbs: Vec<String>,
    #[serde(default)]
    nouns: Vec<String>,
    #[serde(default)]
    adjectives: Vec<String>,
    #[serde(default)]
    addressee: String,
    #[serde(default)]
    nouns_only: bool,
    #[serde(default)]
    swaps: bool,
    negated: Option<String>,
    by_itself: Option<String>,
    untold: Option<String>,
    #[serde(default)]
    needs_act: bool,
    #[serde(default)]
    known: bool,
    #[serde(default)]
    infinitive: bool,
    #[serde(default)]
    bare: bool,
    #[serde(default)]
    strict: bool,
    #[serde(default)]
    examples: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawModal {
    id: Spanned<String>,
    words: Vec<String>,
    table: Option<String>,
    negated: Option<String>,
    reported: Option<String>,
    status: Option<String>,
}

#[derive(Default)]
struct Reader {
    verbs: Verbs,
    classes: FxHashMap<String, usize>,
    tables: FxHashMap<String, usize>,
}

impl Reader {
    fn add_words(&mut self, file: &File<'_>) -> Result<(), LexiconError> {
        self.verbs.weights.extend(file.raw.weight.clone());
        self.verbs.least = file.raw.least.unwrap_or(self.verbs.least);
        for (name, words) in &file.raw.class {
            let next = self.classes.len();
            let class = *self.classes.entry(name.clone()).or_insert(next);
            if name == "people" {
                self.verbs.classes.people = Some(class);
            }
            if class == next {
                self.verbs.classes.names.push(name.clone());
                self.verbs.classes.sizes.push(0);
            }
            self.verbs.classes.sizes[class] += words.len();
            for word in words {
                self.verbs.classes.of_word.entry(word.clone()).or_default().push(class);
            }
        }
        for (name, words) in &file.raw.signal {
            let signal = read_signal(name).map_err(|what| entry_error(file.source, 0..0, what))?;
            for word in words {
                self.verbs.signals.entry(word.clone()).or_default().add(signal);
            }
        }
        for (name, words) in &file.raw.context {
            let context = Context::find(name)
                .ok_or_else(|| entry_error(file.source, 0..0, format!("unknown context `{name}`")))?;
            for word in words {
                self.verbs.topics.entry(word.clone()).or_default().push(context);
            }
        }
        Ok(())
    }

    fn add_tables(&mut self, file: &File<'_>) -> Result<(), LexiconError> {
        for table in &file.raw.table {
            let rows: Result<Vec<Row>, String> = table.rows.iter().map(|row| read_row(row)).collect();
            let rows = rows.map_err(|what| file.error(&table.id, what))?;
            self.tables.insert(table.id.get_ref().clone(), self.verbs.tables.len());
            self.verbs.tables.push(rows);
        }
        Ok(())
    }

    fn add_entries(&mut self, file: &File<'_>) -> Result<(), LexiconError> {
        for raw in &file.raw.frame {
            let frame = self.frame(file, raw).map_err(|what| file.error(&raw.id, what))?;
            let target = Target::Frame(self.verbs.frames.len());
            self.verbs.frames.push(frame);
            let words =
                [(Part::Verb, &raw.verbs), (Part::Noun, &raw.nouns), (Part::Adjective, &raw.adjectives)];
            self.add_patterns(words, target).map_err(|what| file.error(&raw.id, what))?;
        }
        for raw in &file.raw.operator {
            let operator = self.operator(file, raw).map_err(|what| file.error(&raw.id, what))?;
            let target = Target::Operator(self.verbs.operators.len());
            self.verbs.operators.push(operator);
            let words =
                [(Part::Verb, &raw.verbs), (Part::Noun, &raw.nouns), (Part::Adjective, &raw.adjectives)];
            self.add_patterns(words, target).map_err(|what| file.error(&raw.id, what))?;
        }
        for raw in &file.raw.idiom {
            let none = Vec::new();
            let words = [(Part::Verb, &raw.verbs), (Part::Noun, &raw.nouns), (Part::Adjective, &none)];
            self.add_patterns(words, Target::Idiom).map_err(|what| file.error(&raw.id, what))?;
        }
        for raw in &file.raw.modal {
            let modal = self.modal(file, raw).map_err(|what| file.error(&raw.id, what))?;
            self.verbs.modals.push(modal);
        }
        Ok(())
    }

    fn frame(&self, file: &File<'_>, raw: &RawFrame) -> Result<Frame, String> {
        let event = read_event(&raw.event)?;
        let mode = if raw.mode.is_empty() { None } else { Some(read_mode(event, &raw.mode)?) };
        let outcome = Outcome { event: Some(event), mode, cameo: raw.cameo.clone(), ..Outcome::default() };
        let variants: Result<Vec<Variant>, String> =
            raw.variants.iter().map(|variant| self.variant(event, variant)).collect();
        Ok(Frame {
            id: file.entry(&raw.id),
            outcome,
            contexts: read_contexts(&raw.contexts)?,
            recipient: read_slots(raw.recipient.as_deref().unwrap_or("obj")),
            noun_recipient: read_slots(
                raw.noun_recipient.as_deref().unwrap_or("against on of with to at for"),
            ),
            noun_actor: read_slots(&raw.noun_actor),
            subject: self.class_list(&raw.subject)?,
            object: self.class_list(&raw.object)?,
            object_not: self.class_list(&raw.object_not)?,
            known: raw.known,
            known_actor: raw.known_actor,
            foreign: raw.foreign,
            somebody: raw.somebody,
            things: raw.things,
            transitive: raw.transitive,
            bare: raw.bare,
            clause: raw.clause,
            mutual: raw.mutual,
            happens: raw.happens,
            alone: raw.alone,
            spoken: raw.spoken,
            felt: raw.felt,
            received: raw.received,
            moves: raw.moves,
            negated: raw.negated.as_deref().map(|name| self.table(name)).transpose()?,
            counts: raw.counts.clone(),
            variants: variants?,
            street: raw.street,
            political: raw.political,
            together: raw.together.as_deref().map(read_outcome).transpose()?,
            in_words: raw.in_words.as_deref().map(read_outcome).transpose()?,
        })
    }

    // "military_words: 072 military" or "~prison: COERCE.arrest 173"; the tilde looks anywhere below.
    fn variant(&self, event: EventType, written: &str) -> Result<Variant, String> {
        let (class, result) =
            written.split_once(':').ok_or_else(|| format!("variant `{written}` lacks its `class:`"))?;
        let mut outcome = Outcome { event: Some(event), ..Outcome::default() };
        let mut contexts = Vec::new();
        for word in result.split_whitespace() {
            match Context::find(word) {
                Some(context) => contexts.push(context),
                None => read_outcome_word(word, &mut outcome)?,
            }
        }
        let (class, anywhere) = class.strip_prefix('~').map_or((class, false), |class| (class, true));
        Ok(Variant { class: self.class(class.trim())?, anywhere, outcome, contexts })
    }

    fn operator(&self, file: &File<'_>, raw: &RawOperator) -> Result<Operator, String> {
        Ok(Operator {
            id: file.entry(&raw.id),
            table: self.table(&raw.table)?,
            addressee: read_slots(&raw.addressee),
            nouns_only: raw.nouns_only,
            swaps: raw.swaps,
            negated: raw.negated.as_deref().map(|name| self.table(name)).transpose()?,
            by_itself: raw.by_itself.as_deref().map(|name| self.table(name)).transpose()?,
            untold: raw.untold.as_deref().map(read_outcome).transpose()?,
            needs_act: raw.needs_act,
            known: raw.known,
            infinitive: raw.infinitive,
            bare: raw.bare,
            strict: raw.strict,
        })
    }

    fn modal(&self, file: &File<'_>, raw: &RawModal) -> Result<Modal, String> {
        let table = |name: &Option<String>| name.as_deref().map(|name| self.table(name)).transpose();
        Ok(Modal {
            id: file.entry(&raw.id),
            words: raw.words.clone(),
            table: table(&raw.table)?,
            negated: table(&raw.negated)?,
            reported: table(&raw.reported)?,
            status: raw.status.as_deref().map(read_status).transpose()?,
        })
    }

    fn add_patterns(&mut self, words: [(Part, &Vec<String>); 3], target: Target) -> Result<(), String> {
        if words.iter().all(|(_, written)| written.is_empty()) {
            return Err("the entry has no words".to_string());
        }
        for (part, written) in words {
            for pattern in written {
                let mut pieces: Vec<&str> = pattern.split_whitespace().collect();
                if pieces.is_empty() {
                    return Err("an empty pattern".to_string());
                }
                let first = pieces.remove(if part == Part::Noun { self.noun_head(&pieces) } else { 0 });
                let rest: Result<Vec<Piece>, String> = pieces.iter().map(|piece| self.piece(piece)).collect();
                let pattern = Pattern { part, rest: rest?, target };
                self.verbs.patterns.entry(first.to_string()).or_default().push(pattern);
            }
        }
        Ok(())
    }

    // "air strike on": the noun before the first preposition.
    fn noun_head(&self, pieces: &[&str]) -> usize {
        let opens = |piece: &&str| piece.starts_with('{') || self.verbs.signals(Signal::Preposition, piece);
        pieces.iter().position(opens).unwrap_or(pieces.len()).saturating_sub(1)
    }

    fn piece(&self, written: &str) -> Result<Piece, String> {
        match written.strip_prefix('{').and_then(|w| w.strip_suffix('}')) {
            Some(class) => Ok(Piece::Class(self.class(class)?)),
            None => Ok(Piece::Word(written.to_string())),
        }
    }

    fn class_list(&self, names: &[String]) -> Result<Vec<usize>, String> {
        names.iter().map(|name| self.class(name)).collect()
    }

    fn class(&self, name: &str) -> Result<usize, String> {
        self.classes.get(name).copied().ok_or_else(|| format!("unknown class `{name}`"))
    }

    fn table(&self, name: &str) -> Result<usize, String> {
        self.tables.get(name).copied().ok_or_else(|| format!("unknown table `{name}`"))
    }
}

// "CONSULT => REJECT.meet 125", "cooperation => AGREE 030 future", "any => =", "none => drop".
fn read_row(written: &str) -> Result<Row, String> {
    let (inner, result) =
        written.split_once("=>").ok_or_else(|| format!("row `{written}` lacks its `=>`"))?;
    Ok(Row { inner: read_selector(inner.trim())?, outcome: read_outcome(result)? })
}

fn read_outcome(written: &str) -> Result<Outcome, String> {
    let mut outcome = Outcome::default();
    for word in written.split_whitespace() {
        read_outcome_word(word, &mut outcome)?;
    }
    Ok(outcome)
}

fn read_outcome_word(word: &str, outcome: &mut Outcome) -> Result<(), String> {
    let status = Status::ALL.into_iter().find(|status| status.code() == word);
    match word {
        "=" => {}
        "drop" => outcome.dropped = true,
        _ if word.bytes().all(|b| b.is_ascii_digit()) => outcome.cameo = Some(word.to_string()),
        _ if status.is_some() => outcome.status = status,
        _ => {
            let (event, mode) =
                word.split_once('.').map_or((word, None), |(event, mode)| (event, Some(mode)));
            let event = read_event(event)?;
            outcome.event = Some(event);
            outcome.mode = mode.map(|mode| read_mode(event, mode)).transpose()?;
        }
    }
    Ok(())
}

fn read_selector(written: &str) -> Result<Selector, String> {
    let of_quads = |quads: &[Quad]| {
        Selector::Types(EventType::ALL.into_iter().filter(|event| quads.contains(&event.quad())).collect())
    };
    let yields = [EventType::Concede, EventType::Retreat];
    Ok(match written {
        "any" => Selector::Any,
        "none" => Selector::Nothing,
        "yield" => Selector::Types(yields.to_vec()),
        "cooperation" => match of_quads(&[Quad::VerbalCooperation, Quad::MaterialCooperation]) {
            Selector::Types(types) => {
                Selector::Types(types.into_iter().filter(|t| !yields.contains(t)).collect())
            }
            other => other,
        },
        "words" => of_quads(&[Quad::VerbalConflict]),
        "hostile" => of_quads(&[Quad::MaterialConflict]),
        _ if written.bytes().all(|b| b.is_ascii_digit()) => Selector::Cameo(written.to_string()),
        _ => match written.split_once('.') {
            Some((event, mode)) => Selector::Mode(read_mode(read_event(event)?, mode)?),
            None => Selector::Types(vec![read_event(written)?]),
        },
    })
}

fn read_event(code: &str) -> Result<EventType, String> {
    EventType::from_code(code).ok_or_else(|| format!("unknown event `{code}`"))
}

fn read_mode(event: EventType, code: &str) -> Result<Mode, String> {
    Mode::find(event, code).ok_or_else(|| format!("unknown mode `{code}` of {}", event.code()))
}

fn read_status(code: &str) -> Result<Status, String> {
    Status::ALL
        .into_iter()
        .find(|status| status.code() == code)
        .ok_or_else(|| format!("unknown status `{code}`"))
}

fn read_contexts(written: &str) -> Result<Vec<Context>, String> {
    let find = |code| Context::find(code).ok_or_else(|| format!("unknown context `{code}`"));
    written.split_whitespace().map(find).collect()
}

fn read_slots(written: &str) -> Vec<Slot> {
    let slot = |word: &str| match word {
        "subj" => Slot::Subject,
        "obj" => Slot::Object,
        "iobj" => Slot::IndirectObject,
        "modifier" => Slot::Modifier,
        "-" => Slot::Nowhere,
        preposition => Slot::Preposition(preposition.to_string()),
    };
    written.split_whitespace().map(slot).collect()
}

fn read_signal(name: &str) -> Result<Signal, String> {
    Ok(match name {
        "negation" => Signal::Negation,
        "condition" => Signal::Condition,
        "relative" => Signal::Relative,
        "reciprocal" => Signal::Reciprocal,
        "speech" => Signal::Speech,
        "doubt" => Signal::Doubt,
        "future" => Signal::Future,
        "calendar" => Signal::Calendar,
        "pronoun" => Signal::Pronoun,
        "loose" => Signal::Loose,
        "person" => Signal::Person,
        "place" => Signal::Place,
        "document" => Signal::Document,
        "preposition" => Signal::Preposition,
        "figurative" => Signal::Figurative,
        "charge" => Signal::Charge,
        "body" => Signal::Body,
        "copula" => Signal::Copula,
        "definite" => Signal::Definite,
        "claim" => Signal::Claim,
        "measure" => Signal::Measure,
        "controls" => Signal::Controls,
        "kin" => Signal::Kin,
        "hearsay" => Signal::Hearsay,
        "rebuts" => Signal::Rebuts,
        "demand" => Signal::Demand,
        "offer" => Signal::Offer,
        "one_person" => Signal::OnePerson,
        "prospect" => Signal::Prospect,
        "undergone" => Signal::Undergone,
        "toward" => Signal::Toward,
        "particle" => Signal::Particle,
        "fulfilled" => Signal::Fulfilled,
        "self" => Signal::Oneself,
        "him" => Signal::Him,
        "text" => Signal::Text,
        "utters" => Signal::Utters,
        "beside" => Signal::Beside,
        "there" => Signal::There,
        "weapon" => Signal::Weapon,
        "subordinate" => Signal::Subordinate,
        "quantity" => Signal::Quantity,
        "idle" => Signal::Idle,
        "only" => Signal::Only,
        "supposition" => Signal::Supposition,
        "locality" => Signal::Locality,
        "authors" => Signal::Authors,
        "holds" => Signal::Holds,
        "bond" => Signal::Bond,
        "strain" => Signal::Strain,
        "warms" => Signal::Warms,
        "sours" => Signal::Sours,
        "mounts" => Signal::Mounts,
        "eases" => Signal::Eases,
        "steady" => Signal::Steady,
        "outsider" => Signal::Outsider,
        "art" => Signal::Art,
        "sport" => Signal::Sport,
        "figure" => Signal::Figure,
        _ => return Err(format!("unknown signal `{name}`")),
    })
}

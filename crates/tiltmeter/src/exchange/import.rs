//! Rows of ICEWS, POLECAT, GDELT or any table with named columns, as event records.
//!
//! Which column says what is known by the header, as where relations are measured (`tables/event_columns.tsv`). All
//! other cells are kept beside the record. A party whose state is not known stays with its words and without a code.

use tiltmeter_record::{CameoCode, EventType, Mode, ontology};

use super::event::{EventRow, PartyRow, PlaceRow, SourceRow, WordsRow};
use super::tables::{self, Side};
use crate::relations::codes::Meaning;
use crate::relations::columns::{Layout, Role};
use crate::relations::load::{TakeRows, read};
use crate::relations::records::no_record;
use crate::relations::rows::{MISSING, number, quad, when};
use crate::relations::{Input, Mapping, codes, party};
use crate::{Error, Problem};

/// What became of the rows of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Rows read, the broken ones too.
    pub n_rows: usize,
    /// Events that came of them: rows that name the same event with other parties are one.
    pub n_events: usize,
    /// Rows that cannot be read.
    pub n_rejected: usize,
}

/// Reads one file; `take` gets each event, `told` each row that cannot be read.
pub fn import(
    input: Input<'_>,
    mapping: &Mapping,
    take: &mut dyn FnMut(EventRow),
    told: &mut dyn FnMut(Problem),
) -> Result<Imported, Error> {
    let mut importer = Importer { take, waiting: None, sums: Imported::default() };
    read(input, mapping, &mut importer, told)?;
    importer.give();
    Ok(importer.sums)
}

struct Importer<'t> {
    take: &'t mut dyn FnMut(EventRow),
    // The next row may name more parties of it.
    waiting: Option<EventRow>,
    sums: Imported,
}

impl TakeRows for Importer<'_> {
    fn cells(&mut self, _: usize, layout: &Layout, cells: &[String]) -> Option<String> {
        self.add(event(layout, cells))
    }

    fn record(&mut self, _: usize, written: &str) -> Option<String> {
        self.add(serde_json::from_str(written).map_err(|error| no_record(&error)).and_then(known))
    }
}

impl Importer<'_> {
    fn add(&mut self, event: Result<EventRow, String>) -> Option<String> {
        self.sums.n_rows += 1;
        match event {
            Err(what) => {
                self.sums.n_rejected += 1;
                Some(what)
            }
            Ok(event) => {
                if !self.waiting.as_mut().is_some_and(|waiting| joined(waiting, &event)) {
                    self.give();
                    self.waiting = Some(event);
                }
                None
            }
        }
    }

    fn give(&mut self) {
        if let Some(event) = self.waiting.take() {
            self.sums.n_events += 1;
            (self.take)(event);
        }
    }
}

/// Takes the parties of `event` into `waiting`, where both are rows of one event.
fn joined(waiting: &mut EventRow, event: &EventRow) -> bool {
    let without_parties =
        |event: &EventRow| EventRow { actor: Vec::new(), recipient: Vec::new(), ..event.clone() };
    let same =
        !event.id.is_empty() && event.id == waiting.id && without_parties(event) == without_parties(waiting);
    if same {
        let add = |known: &mut Vec<PartyRow>, parties: &[PartyRow]| {
            let fresh: Vec<PartyRow> =
                parties.iter().filter(|party| !known.contains(party)).cloned().collect();
            known.extend(fresh);
        };
        add(&mut waiting.actor, &event.actor);
        add(&mut waiting.recipient, &event.recipient);
    }
    same
}

/// Refuses records of another kind, and events without a type that is known.
fn known(event: EventRow) -> Result<EventRow, String> {
    if event.kind != "event" {
        return Err(format!("a record of kind `{}`: only events are taken", event.kind));
    }
    let code = event.event.as_deref().or(event.cameo.as_deref()).unwrap_or_default();
    codes::meaning(code, "").map(|_| event)
}

fn event(layout: &Layout, cells: &[String]) -> Result<EventRow, String> {
    let cell = |role| {
        let cell = layout.columns.cell(&cells, role);
        if MISSING.contains(&cell) { "" } else { cell }
    };
    let sectors = |role| layout.columns.cells(&cells, role);
    let owned = |role| Some(cell(role)).filter(|cell| !cell.is_empty()).map(str::to_string);
    let Act { event, modes, cameo, meaning } = act(cell(Role::Code), cell(Role::Mode))?;
    let date = when(cell(Role::Date))?;
    let mut row = EventRow {
        kind: "event".to_string(),
        id: cell(Role::Id).to_string(),
        doc: cell(Role::Doc).to_string(),
        sentence: cell(Role::Sentence).parse().ok(),
        event: event.map(|event| event.code().to_string()),
        mode: modes.iter().map(|mode| mode.code().to_string()).collect(),
        context: list(cell(Role::Context)),
        quad_code: quad(cell(Role::Quad)).unwrap_or(meaning.quad) as u8,
        event_scale: decimal(number(cell(Role::Score), "score")?.unwrap_or(meaning.score)),
        cameo: cameo.map(|cameo| cameo.code().to_string()),
        actor: parties(cell(Role::Actor), cell(Role::ActorName), sectors(Role::ActorSector)),
        recipient: parties(cell(Role::Recipient), cell(Role::RecipientName), sectors(Role::RecipientSector)),
        event_text: owned(Role::Words)
            .or(owned(Role::Label))
            .map(|text| WordsRow { text, ..WordsRow::default() }),
        date: date.map(|date| date.to_string()),
        published: when(cell(Role::Reported))?.map(|day| day.to_string()),
        status: status(cell(Role::Status))?,
        location: place(cell),
        confidence: number(cell(Role::Weight), "weight")?.map(decimal),
        mentions: number(cell(Role::Mentions), "mentions")?.map(|mentions| mentions as u64),
        publisher: owned(Role::Publisher),
        url: owned(Role::Url),
        ..EventRow::default()
    };
    keep(&mut row, layout, cells);
    if layout.shape.is_some_and(|shape| shape.starts_with("gdelt")) {
        let code = |place: Option<usize>| place.and_then(|place| cells.get(place)).map_or("", String::as_str);
        let (actor, recipient) = tables::whole_codes(layout);
        add_types(row.actor.first_mut(), code(actor), sectors(Role::ActorSector));
        add_types(row.recipient.first_mut(), code(recipient), sectors(Role::RecipientSector));
    }
    Ok(row)
}

// GDELT has columns for three types of an actor; its whole code, as in JPNELIGOVPTYLEG, has those beyond them.
fn add_types<'c>(party: Option<&mut PartyRow>, code: &str, types: impl Iterator<Item = &'c str>) {
    let Some(party) = party else { return };
    let types: String = types.filter(|kind| kind.len() == 3).collect();
    let beyond = code.find(&types).filter(|_| types.len() == 9).and_then(|at| code.get(at + 9..));
    let beyond = beyond.unwrap_or("").as_bytes().chunks(3).filter_map(|kind| std::str::from_utf8(kind).ok());
    add_sectors(&mut party.sector, beyond);
}

// Those of ours among the written ones, each once.
fn add_sectors<'c>(sectors: &mut Vec<String>, written: impl Iterator<Item = &'c str>) {
    for sector in written.filter_map(codes::sector) {
        if !sectors.iter().any(|known| known == sector.code()) {
            sectors.push(sector.code().to_string());
        }
    }
}

/// What a code says: some CAMEO codes, such as 010, have no PLOVER type.
struct Act {
    event: Option<EventType>,
    modes: Vec<Mode>,
    cameo: Option<CameoCode>,
    meaning: Meaning,
}

fn act(code: &str, modes: &str) -> Result<Act, String> {
    let meaning = codes::meaning(code, modes)?;
    if let Some(event) = EventType::from_code(&code.to_uppercase()) {
        let modes = list(modes).iter().filter_map(|mode| Mode::find(event, mode)).collect();
        return Ok(Act { event: Some(event), modes, cameo: None, meaning });
    }
    let (event, mode) = ontology().from_cameo(code).map_or((None, None), |(event, mode)| (Some(event), mode));
    Ok(Act { event, modes: mode.into_iter().collect(), cameo: CameoCode::find(code), meaning })
}

fn list(written: &str) -> Vec<String> {
    let parts = written.split([';', ',', '|']).map(str::trim).filter(|part| !part.is_empty());
    parts.map(str::to_string).collect()
}

// Several parties stand with semicolons between them, party by party in every column.
fn parties<'c>(codes: &'c str, names: &str, sectors: impl Iterator<Item = &'c str> + Clone) -> Vec<PartyRow> {
    if codes.is_empty() && names.is_empty() {
        return Vec::new();
    }
    let sides = crate::relations::load::sides(codes, sectors);
    let by_party: Vec<&str> = names.split(';').map(str::trim).collect();
    let name = |place: usize| if by_party.len() == sides.len() { by_party[place] } else { names };
    let side = |(place, side): (usize, &crate::relations::rows::Side<'_>)| {
        let text = if name(place).is_empty() { side.name } else { name(place) };
        let mut sector: Vec<String> = Vec::new();
        add_sectors(&mut sector, side.sectors.iter().copied());
        PartyRow { text: text.to_string(), code: code(side.name), sector, ..PartyRow::default() }
    };
    sides.iter().enumerate().map(side).collect()
}

fn code(written: &str) -> Option<String> {
    party(written)
        .map(str::to_string)
        .or_else(|| ontology().is_international(written).then(|| written.to_string()))
}

fn status(written: &str) -> Result<String, String> {
    crate::relations::rows::status(written).map(|status| status.code().to_string())
}

fn place<'c>(cell: impl Fn(Role) -> &'c str) -> Option<PlaceRow> {
    let degrees = |role| cell(role).parse::<f64>().ok();
    let (text, country) = (cell(Role::Place), cell(Role::Country));
    let (lat, lon) = (degrees(Role::Latitude), degrees(Role::Longitude));
    let told = !text.is_empty() || !country.is_empty() || lat.is_some();
    told.then(|| PlaceRow { text: text.to_string(), country: code(country), lat, lon, ..PlaceRow::default() })
}

/// Puts the cells that have no field beside what they tell of: a party, or the event.
fn keep(event: &mut EventRow, layout: &Layout, cells: &[String]) {
    let mut source =
        SourceRow { format: layout.shape.unwrap_or("table").to_string(), ..SourceRow::default() };
    let taken = layout.columns.places();
    let untold = [
        untold(layout, Role::ActorSector, cells, event.actor.first()),
        untold(layout, Role::RecipientSector, cells, event.recipient.first()),
    ]
    .concat();
    let is_kept =
        |place: &usize, cell: &str| untold.contains(place) || (!taken.contains(place) && !cell.is_empty());
    for (place, cell) in cells.iter().enumerate().filter(|(place, cell)| is_kept(place, cell)) {
        let name = tables::name_of(layout, place);
        let party = match tables::side(&name) {
            Some(Side::Actor) => event.actor.first_mut(),
            Some(Side::Recipient) => event.recipient.first_mut(),
            None => None,
        };
        let columns = party.map_or(&mut source.columns, |party| &mut party.columns);
        columns.insert(name.into_owned(), cell.clone());
    }
    event.source = Some(source);
}

// The columns of sectors whose cells cannot be made of the party's sectors again: one of them has a code that is not
// known, or comes twice, or leaves the column before it empty. They are kept as they are, empty ones too.
fn untold(layout: &Layout, role: Role, cells: &[String], party: Option<&PartyRow>) -> Vec<usize> {
    let places = layout.columns.of(role);
    let sectors: &[String] = party.map_or(&[], |party| &party.sector);
    let written = places.iter().map(|&place| cells.get(place).map_or("", String::as_str));
    let told = sectors.iter().map(String::as_str).chain(std::iter::repeat(""));
    // One column that lists all sectors is written in as many ways as there are data sets.
    let is_told = places.len() < 2 || written.eq(told.take(places.len()));
    if is_told { Vec::new() } else { places.to_vec() }
}

// The shortest decimal that is this number: 1.9, not 1.899999976158142.
fn decimal(number: f32) -> f64 {
    number.to_string().parse().unwrap_or(f64::from(number))
}

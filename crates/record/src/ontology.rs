//! PLOVER 2.0 and CAMEO as tables: `ontology/*.tsv`, read once.
//!
//! The sixteen types are an enum, because the coder reasons with them; modes,
//! contexts and sectors are rows of their tables.
//!
//! ```
//! use tiltmeter_record::{ontology, EventType, Mode};
//! let visit = Mode::find(EventType::Consult, "visit").unwrap();
//! assert_eq!(ontology().scale(EventType::Consult, &[visit]), 4.0);
//! assert_eq!(ontology().from_cameo("0331").map(|(event, _)| event), Some(EventType::Agree));
//! ```

use std::sync::OnceLock;

use crate::Fingerprint;

/// PLOVER event types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs, reason = "ontology/events.tsv defines each; `tiltmeter explain CODE` prints it")]
pub enum EventType {
    Agree,
    Consult,
    Support,
    Concede,
    Cooperate,
    Aid,
    Retreat,
    Request,
    Accuse,
    Reject,
    Threaten,
    Protest,
    Sanction,
    Mobilize,
    Coerce,
    Assault,
}

impl EventType {
    /// All of them, in PLOVER's order.
    pub const ALL: [EventType; 16] = {
        use EventType::*;
        [
            Agree, Consult, Support, Concede, Cooperate, Aid, Retreat, Request, Accuse, Reject, Threaten,
            Protest, Sanction, Mobilize, Coerce, Assault,
        ]
    };

    /// PLOVER's code: `AGREE`.
    pub fn code(self) -> &'static str {
        ontology().types[self as usize].code
    }

    /// The type with that code.
    pub fn from_code(code: &str) -> Option<EventType> {
        EventType::ALL.into_iter().find(|event| event.code() == code)
    }

    /// Its quad class.
    pub fn quad(self) -> Quad {
        ontology().types[self as usize].quad
    }

    /// What it covers, in a sentence.
    pub fn definition(self) -> &'static str {
        ontology().types[self as usize].definition
    }
}

/// Verbal or material, cooperation or conflict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Quad {
    VerbalCooperation = 1,
    MaterialCooperation = 2,
    VerbalConflict = 3,
    MaterialConflict = 4,
}

impl Quad {
    /// Whether it is said and not done.
    pub fn is_verbal(self) -> bool {
        matches!(self, Quad::VerbalCooperation | Quad::VerbalConflict)
    }
}

/// How an event was done: a row of `ontology/modes.tsv`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Mode(u8);

impl Mode {
    /// The mode `code` of `event`.
    pub fn find(event: EventType, code: &str) -> Option<Mode> {
        let rows = &ontology().modes;
        rows.iter().position(|row| row.event == event && row.code == code).map(|row| Mode(row as u8))
    }

    /// PLOVER's word: `visit`.
    pub fn code(self) -> &'static str {
        ontology().modes[self.0 as usize].code
    }

    /// The type it belongs to.
    pub fn event(self) -> EventType {
        ontology().modes[self.0 as usize].event
    }

    /// What it covers.
    pub fn definition(self) -> &'static str {
        ontology().modes[self.0 as usize].definition
    }
}

/// What an event was about: a row of `ontology/contexts.tsv`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Context(u8);

impl Context {
    /// The context with that code.
    pub fn find(code: &str) -> Option<Context> {
        position(&ontology().contexts, code).map(Context)
    }

    /// PLOVER's word: `military`.
    pub fn code(self) -> &'static str {
        ontology().contexts[self.0 as usize].0
    }

    /// What it covers.
    pub fn definition(self) -> &'static str {
        ontology().contexts[self.0 as usize].1
    }
}

/// What part of a society an actor belongs to: a row of `ontology/sectors.tsv`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Sector(u8);

impl Sector {
    /// The sector with that code.
    pub fn find(code: &str) -> Option<Sector> {
        position(&ontology().sectors, code).map(Sector)
    }

    /// PLOVER's code: `GOV`.
    pub fn code(self) -> &'static str {
        ontology().sectors[self.0 as usize].0
    }

    /// What it covers.
    pub fn definition(self) -> &'static str {
        ontology().sectors[self.0 as usize].1
    }
}

fn position(rows: &[(&str, &str)], code: &str) -> Option<u8> {
    rows.iter().position(|row| row.0 == code).map(|row| row as u8)
}

/// The tables.
pub struct Ontology {
    types: Vec<TypeRow>,
    modes: Vec<ModeRow>,
    contexts: Vec<(&'static str, &'static str)>,
    sectors: Vec<(&'static str, &'static str)>,
    international: Vec<(&'static str, &'static str)>,
    cameo: Vec<CameoRow>,
}

struct TypeRow {
    code: &'static str,
    quad: Quad,
    score: f32,
    needs_recipient: bool,
    definition: &'static str,
}

struct ModeRow {
    event: EventType,
    code: &'static str,
    score: Option<f32>,
    definition: &'static str,
}

struct CameoRow {
    code: &'static str,
    event: EventType,
    mode: Option<Mode>,
    label: &'static str,
}

impl Ontology {
    /// What the tables are: tables that say otherwise have another.
    pub fn fingerprint(&self) -> Fingerprint {
        TABLES.iter().fold(Fingerprint::default(), |name, table| name.with(table.as_bytes()))
    }

    /// PLOVER's conflict-cooperation score: that of the first mode with one, else the type's.
    pub fn scale(&self, event: EventType, modes: &[Mode]) -> f32 {
        let of_mode = modes.iter().find_map(|mode| self.modes[mode.0 as usize].score);
        of_mode.unwrap_or(self.types[event as usize].score)
    }

    /// Whether PLOVER asks for a recipient.
    pub fn needs_recipient(&self, event: EventType) -> bool {
        self.types[event as usize].needs_recipient
    }

    /// The modes of a type.
    pub fn modes(&self, event: EventType) -> impl Iterator<Item = Mode> {
        let rows = self.modes.iter().enumerate();
        rows.filter(move |(_, row)| row.event == event).map(|(row, _)| Mode(row as u8))
    }

    /// PLOVER type and mode that a CAMEO code becomes.
    pub fn from_cameo(&self, cameo: &str) -> Option<(EventType, Option<Mode>)> {
        self.cameo_row(cameo).map(|row| (row.event, row.mode))
    }

    /// CAMEO's own name of one of its codes.
    pub fn cameo_label(&self, cameo: &str) -> Option<&'static str> {
        self.cameo_row(cameo).map(|row| row.label)
    }

    /// Whether `code` is PLOVER's for something that is no country: `UNO`, `NGO`.
    pub fn is_international(&self, code: &str) -> bool {
        self.international(code).is_some()
    }

    /// What PLOVER's code for something that is no country stands for.
    pub fn international(&self, code: &str) -> Option<&'static str> {
        position(&self.international, code).map(|row| self.international[row as usize].1)
    }

    fn cameo_row(&self, cameo: &str) -> Option<&CameoRow> {
        self.cameo.iter().find(|row| row.code == cameo)
    }
}

const TABLES: [&str; 7] = [
    include_str!("../ontology/events.tsv"),
    include_str!("../ontology/modes.tsv"),
    include_str!("../ontology/contexts.tsv"),
    include_str!("../ontology/sectors.tsv"),
    include_str!("../ontology/international.tsv"),
    include_str!("../ontology/cameo_to_plover.tsv"),
    include_str!("../ontology/cameo.tsv"),
];

/// The ontology that ships with the program.
pub fn ontology() -> &'static Ontology {
    static TABLES: OnceLock<Ontology> = OnceLock::new();
    TABLES.get_or_init(read_tables)
}

// The files are compiled in and a test below reads them, so a bad row cannot reach a user.
fn read_tables() -> Ontology {
    let types: Vec<TypeRow> = rows(include_str!("../ontology/events.tsv")).map(type_row).collect();
    let find_type = |code: &str| {
        let found = EventType::ALL.into_iter().find(|&event| types[event as usize].code == code);
        found.expect("every type of the tables is one of events.tsv")
    };
    let modes: Vec<ModeRow> =
        rows(include_str!("../ontology/modes.tsv")).map(|row| mode_row(&row, find_type(row[0]))).collect();
    let cameo = rows(include_str!("../ontology/cameo_to_plover.tsv"))
        .map(|row| cameo_row(&row, find_type(row[1]), &modes))
        .collect();
    Ontology {
        contexts: pairs(include_str!("../ontology/contexts.tsv")),
        sectors: pairs(include_str!("../ontology/sectors.tsv")),
        international: pairs(include_str!("../ontology/international.tsv")),
        types,
        modes,
        cameo,
    }
}

fn type_row(row: Vec<&'static str>) -> TypeRow {
    let quad = match row[1] {
        "1" => Quad::VerbalCooperation,
        "2" => Quad::MaterialCooperation,
        "3" => Quad::VerbalConflict,
        _ => Quad::MaterialConflict,
    };
    let score = row[2].parse().expect("events.tsv: a score is a number");
    TypeRow { code: row[0], quad, score, needs_recipient: row[3] == "yes", definition: row[4] }
}

fn mode_row(row: &[&'static str], event: EventType) -> ModeRow {
    ModeRow { event, code: row[1], score: row[2].parse().ok(), definition: row[3] }
}

// CAMEO2PLOVER names a few modes that PLOVER 2.0 has not: those rows keep their type alone.
fn cameo_row(row: &[&'static str], event: EventType, modes: &[ModeRow]) -> CameoRow {
    let mode = modes.iter().position(|mode| mode.event == event && mode.code == row[2]);
    CameoRow { code: row[0], event, mode: mode.map(|row| Mode(row as u8)), label: row[4] }
}

fn pairs(table: &'static str) -> Vec<(&'static str, &'static str)> {
    rows(table).map(|row| (row[0], row[1])).collect()
}

fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    let lines = table.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    lines.skip(1).map(|line| line.split('\t').collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_type_is_the_row_of_its_name() {
        for event in EventType::ALL {
            assert_eq!(format!("{event:?}").to_uppercase(), event.code());
        }
        assert_eq!(ontology().types.len(), EventType::ALL.len());
    }

    #[test]
    fn quads_and_scores_agree_in_sign() {
        for event in EventType::ALL {
            let cooperates = matches!(event.quad(), Quad::VerbalCooperation | Quad::MaterialCooperation);
            let score = ontology().scale(event, &[]);
            assert_eq!(cooperates, score > 0.0, "{} has {score}", event.code());
        }
    }

    #[test]
    fn a_mode_belongs_to_one_type() {
        assert!(Mode::find(EventType::Assault, "drone").is_some());
        assert!(Mode::find(EventType::Consult, "drone").is_none());
        assert_eq!(ontology().modes(EventType::Retreat).count(), 6);
    }

    #[test]
    fn cameo_codes_keep_their_zeros() {
        assert_eq!(ontology().cameo_label("036"), Some("Express intent to meet or negotiate"));
        assert_eq!(ontology().cameo_label("36"), None);
    }

    #[test]
    fn contexts_and_sectors_are_found_by_code() {
        assert_eq!(Context::find("military").map(Context::code), Some("military"));
        assert_eq!(Sector::find("COP").map(Sector::definition), Some("police"));
        assert_eq!(Sector::find("XYZ"), None);
        assert!(ontology().is_international("NGO"));
    }
}

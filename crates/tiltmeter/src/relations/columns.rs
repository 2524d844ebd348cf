//! Which column of a table says what: told by the user, or recognised by the header.
//!
//! ```
//! use tiltmeter::relations::Mapping;
//! let mapping: Mapping = "date=day,actor=who,recipient=whom,code=#4".parse().unwrap();
//! assert_eq!(mapping.to_string(), "date=day,actor=who,recipient=whom,code=#4");
//! assert!("colour=red".parse::<Mapping>().is_err());
//! ```

use std::fmt;
use std::str::FromStr;

use super::codes::rows;

/// What a column can say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Id,
    Doc,
    Sentence,
    Date,
    Reported,
    Actor,
    ActorName,
    ActorSector,
    Recipient,
    RecipientName,
    RecipientSector,
    Code,
    Mode,
    Label,
    Score,
    Quad,
    Weight,
    Mentions,
    Status,
    Speaker,
    Words,
    Context,
    Place,
    Country,
    Latitude,
    Longitude,
    Publisher,
    Url,
}

const ROLES: [(&str, Role); 28] = [
    ("id", Role::Id),
    ("doc", Role::Doc),
    ("sentence", Role::Sentence),
    ("date", Role::Date),
    ("reported", Role::Reported),
    ("actor", Role::Actor),
    ("actor_name", Role::ActorName),
    ("actor_sector", Role::ActorSector),
    ("recipient", Role::Recipient),
    ("recipient_name", Role::RecipientName),
    ("recipient_sector", Role::RecipientSector),
    ("code", Role::Code),
    ("mode", Role::Mode),
    ("label", Role::Label),
    ("score", Role::Score),
    ("quad", Role::Quad),
    ("weight", Role::Weight),
    ("mentions", Role::Mentions),
    ("status", Role::Status),
    ("speaker", Role::Speaker),
    ("words", Role::Words),
    ("context", Role::Context),
    ("place", Role::Place),
    ("country", Role::Country),
    ("latitude", Role::Latitude),
    ("longitude", Role::Longitude),
    ("publisher", Role::Publisher),
    ("url", Role::Url),
];

// Without these a row is no event.
const NEEDED: [Role; 4] = [Role::Date, Role::Actor, Role::Recipient, Role::Code];

/// Columns that the user named, role by role.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping(Vec<(Role, String)>);

impl FromStr for Mapping {
    type Err = String;

    fn from_str(written: &str) -> Result<Mapping, String> {
        let pair = |part: &str| {
            let (name, column) =
                part.split_once('=').ok_or_else(|| format!("`{part}`: write ROLE=COLUMN"))?;
            Ok((role(name.trim())?, column.trim().to_string()))
        };
        written.split(',').map(pair).collect::<Result<Vec<_>, String>>().map(Mapping)
    }
}

impl Role {
    /// Whether several columns may say it: GDELT has each sector of a party in a column of its own.
    fn is_many(self) -> bool {
        matches!(self, Role::ActorSector | Role::RecipientSector)
    }
}

impl fmt::Display for Mapping {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pairs: Vec<String> =
            self.0.iter().map(|(role, column)| format!("{}={column}", name(*role))).collect();
        f.write_str(&pairs.join(","))
    }
}

fn role(name: &str) -> Result<Role, String> {
    let known = ROLES.iter().find(|(known, _)| *known == name).map(|(_, role)| *role);
    known.ok_or_else(|| {
        let names: Vec<&str> = ROLES.iter().map(|(name, _)| *name).collect();
        format!("no column can be `{name}`; there are {}", names.join(", "))
    })
}

fn name(role: Role) -> &'static str {
    ROLES[role as usize].0
}

/// Where each role stands in a row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Columns([Vec<usize>; ROLES.len()]);

impl Columns {
    /// The places of all columns that say something.
    pub(crate) fn places(&self) -> Vec<usize> {
        self.0.concat()
    }

    /// The places of the columns of that role, in the order of the data set.
    pub(crate) fn of(&self, role: Role) -> &[usize] {
        &self.0[role as usize]
    }

    // A role that one column says is said by the last one that is named.
    fn add(&mut self, role: Role, place: usize) {
        let places = &mut self.0[role as usize];
        if !role.is_many() {
            places.clear();
        }
        places.push(place);
    }

    /// The cell of that role; empty where there is none.
    pub(crate) fn cell<'r>(&self, cells: &impl Cells<'r>, role: Role) -> &'r str {
        self.of(role).first().and_then(|column| cells.at(*column)).unwrap_or("").trim()
    }

    /// The cells of that role, where several columns may say it.
    pub(crate) fn cells<'r>(
        &self,
        cells: &impl Cells<'r>,
        role: Role,
    ) -> impl Iterator<Item = &'r str> + Clone {
        self.of(role).iter().map(|column| cells.at(*column).unwrap_or("").trim())
    }
}

/// A row of any table.
pub(crate) trait Cells<'r> {
    fn at(&self, column: usize) -> Option<&'r str>;
}

impl<'r> Cells<'r> for &'r [String] {
    fn at(&self, column: usize) -> Option<&'r str> {
        self.get(column).map(String::as_str)
    }
}

/// What is known of a table by its first line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Layout {
    /// The data set that has such columns: `icews`, `polecat`, `gdelt2`; `None` where the user named them.
    pub(crate) shape: Option<&'static str>,
    pub(crate) columns: Columns,
    /// What the columns are called; empty where the first line is a row.
    pub(crate) names: Vec<String>,
    /// Whether the first line names the columns.
    pub(crate) has_header: bool,
}

/// The layout of a table that begins with the line `first`.
pub(super) fn layout(first: &[String], mapping: &Mapping) -> Result<Layout, String> {
    let known = shapes().into_iter().find_map(|shape| fit(&shape, first));
    let (shape, mut columns, mut has_header) = known.unwrap_or((None, Columns::default(), true));
    // What is named goes before what is known.
    mapping.0.iter().for_each(|(role, _)| columns.0[*role as usize].clear());
    for (role, column) in &mapping.0 {
        let place = place(column, first).ok_or_else(|| no_column(column, first))?;
        columns.add(*role, place);
    }
    if mapping.0.iter().any(|(_, column)| !column.starts_with('#')) {
        has_header = true;
    } else if !mapping.0.is_empty() {
        has_header = !first.iter().any(|cell| super::rows::day(cell).is_some());
    }
    let names = if has_header { first.to_vec() } else { Vec::new() };
    match NEEDED.iter().find(|role| columns.of(**role).is_empty()) {
        None => Ok(Layout { shape, columns, names, has_header }),
        Some(missing) => Err(format!(
            "no column is known to be the {}: name it, as in --map {}=COLUMN; the first line has {}",
            name(*missing),
            NEEDED.map(name).join("=COLUMN,"),
            shorten(first)
        )),
    }
}

fn no_column(column: &str, first: &[String]) -> String {
    format!("no column `{column}`: the first line has {}", shorten(first))
}

fn shorten(first: &[String]) -> String {
    let named: Vec<String> = first.iter().take(8).map(|cell| format!("`{cell}`")).collect();
    let more = if first.len() > named.len() { ", …" } else { "" };
    format!("{}{more}", named.join(", "))
}

fn place(column: &str, first: &[String]) -> Option<usize> {
    let number = column.strip_prefix('#').and_then(|number| number.parse::<usize>().ok());
    match number {
        Some(number) => number.checked_sub(1).filter(|place| *place < first.len()),
        None => first.iter().position(|cell| cell.trim() == column),
    }
}

/// A data set, and where its columns stand.
struct Shape {
    name: &'static str,
    columns: Vec<(Role, &'static str)>,
}

fn shapes() -> Vec<Shape> {
    let rows: Vec<Vec<&str>> = rows(include_str!("../../tables/event_columns.tsv")).collect();
    let shape = |rows: &[Vec<&'static str>]| Shape {
        name: rows[0][0],
        columns: rows.iter().filter_map(|row| Some((role(row[1]).ok()?, row[2]))).collect(),
    };
    rows.chunk_by(|a, b| a[0] == b[0]).map(shape).collect()
}

fn fit(shape: &Shape, first: &[String]) -> Option<(Option<&'static str>, Columns, bool)> {
    let mut columns = Columns::default();
    for (role, column) in &shape.columns {
        if let Some(place) = place(column, first) {
            columns.add(*role, place);
        }
    }
    let has_header = !shape.columns[0].1.starts_with('#');
    let whole = NEEDED.iter().all(|role| !columns.of(*role).is_empty());
    // A file without a header is known by the number of its columns and by its days.
    let fits = has_header || {
        let last = columns.places().into_iter().max().map_or(0, |last| last + 1);
        let has_day =
            columns.of(Role::Date).first().is_some_and(|at| super::rows::day(&first[*at]).is_some());
        has_day && (last..=last + 1).contains(&first.len())
    };
    (whole && fits).then_some((Some(shape.name), columns, has_header))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(first: &str, mapping: &str, expected: &str) {
        let first: Vec<String> = first.split(' ').map(str::to_string).collect();
        let mapping = if mapping.is_empty() { Mapping::default() } else { mapping.parse().unwrap() };
        let found = match layout(&first, &mapping) {
            Ok(Layout { columns, has_header, .. }) => {
                let places =
                    ROLES.iter().flat_map(|(name, role)| columns.of(*role).iter().map(move |at| (name, at)));
                let places: Vec<String> = places.map(|(name, place)| format!("{name}{place}")).collect();
                format!("{}{}", places.join(" "), if has_header { "" } else { ", no header" })
            }
            Err(what) => what,
        };
        assert_eq!(found, expected, "{first:?}");
    }

    #[test]
    fn a_header_is_recognised() {
        check("date a b code g rel", "", "date0 actor1 recipient2 code3 label5 score4");
        check("code recipient actor date", "", "date3 actor2 recipient1 code0");
    }

    #[test]
    fn a_mapping_goes_before_what_is_recognised() {
        check("date a b code g rel", "score=rel", "date0 actor1 recipient2 code3 label5 score5");
        check(
            "wann wer wen was",
            "date=wann,actor=wer,recipient=wen,code=was",
            "date0 actor1 recipient2 code3",
        );
        check(
            "2018-01-01 PAK USA 042",
            "date=#1,actor=#2,recipient=#3,code=#4",
            "date0 actor1 recipient2 code3, no header",
        );
    }

    #[test]
    fn sectors_may_stand_in_several_columns() {
        check(
            "date a b code s t",
            "actor_sector=s,actor_sector=t,score=s,score=t",
            "date0 actor1 actor_sector4 actor_sector5 recipient2 code3 score5",
        );
        check(
            "date actor recipient code actor_sector t",
            "actor_sector=t",
            "date0 actor1 actor_sector5 recipient2 code3",
        );
    }

    #[test]
    fn what_is_missing_is_told() {
        check(
            "wann wer wen was",
            "date=wann",
            "no column is known to be the actor: name it, as in --map \
             date=COLUMN,actor=COLUMN,recipient=COLUMN,code=COLUMN; the first line has `wann`, `wer`, `wen`, `was`",
        );
        check("a b", "date=c", "no column `c`: the first line has `a`, `b`");
    }

    #[test]
    fn gdelt_is_known_by_its_columns() {
        let mut cells = vec!["x".to_string(); 58];
        (cells[0], cells[1]) = ("4".to_string(), "20180104".to_string());
        let Layout { columns, has_header, shape, .. } = layout(&cells, &Mapping::default()).unwrap();
        assert_eq!(shape, Some("gdelt1"));
        assert!(!has_header && columns.of(Role::Reported) == [56]);
        cells.resize(61, String::new());
        let Layout { columns, .. } = layout(&cells, &Mapping::default()).unwrap();
        assert_eq!(columns.of(Role::Reported), [59]);
        assert_eq!(columns.of(Role::ActorSector), [12, 13, 14]);
    }
}

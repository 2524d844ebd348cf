//! Slow context that the user brings: votes, alliances, trade by dyad and year. A backdrop, never mixed
//! into the signal.
//!
//! ```
//! use tiltmeter::relations::{Input, read_context};
//! let bytes = "a,b,year,measure,value\nPakistan,CHN,2018,un_votes_alike,0.81\n".as_bytes();
//! let input = Input { name: "votes.csv".to_string(), bytes: Box::new(bytes) };
//! let context = read_context(input, &mut |_, problem| panic!("{}", problem.what)).unwrap();
//! assert_eq!(context[0].value, 0.81);
//! ```

use std::io;

use super::load::Input;
use super::parties::party;
use crate::{Error, Problem};

/// One value of one dyad in one year.
#[derive(Clone, Debug, PartialEq)]
pub struct ContextValue {
    /// The state whose code comes first.
    pub a: String,
    /// The other.
    pub b: String,
    /// The year.
    pub year: i16,
    /// What is measured.
    pub measure: String,
    /// How much.
    pub value: f64,
}

const COLUMNS: [&str; 5] = ["a", "b", "year", "measure", "value"];

/// Reads values by dyad and year, in order of dyads, measures, years.
pub fn read_context(
    input: Input<'_>,
    problems: &mut dyn FnMut(&str, Problem),
) -> Result<Vec<ContextValue>, Error> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(input.bytes);
    let broken = |source: csv::Error| Error::ReadEvents {
        file: input.name.clone(),
        line: 0,
        source: io::Error::other(source),
    };
    let header = reader.headers().map_err(broken)?.clone();
    let place = |column: &str| {
        header.iter().position(|cell| cell.trim() == column).ok_or_else(|| Error::EventColumns {
            file: input.name.clone(),
            what: format!("no column `{column}`: context has the columns {}", COLUMNS.join(",")),
        })
    };
    let places = COLUMNS.iter().map(|column| place(column)).collect::<Result<Vec<usize>, Error>>()?;
    let mut values = Vec::new();
    for row in reader.records() {
        let row = row.map_err(broken)?;
        let line = row.position().map_or(0, |position| position.line() as usize);
        let cells: Vec<&str> = places.iter().map(|&place| row.get(place).unwrap_or("").trim()).collect();
        match value(&cells) {
            Ok(value) => values.push(value),
            Err(what) => {
                let input_row = row.iter().collect::<Vec<_>>().join(",");
                problems(
                    &input.name,
                    Problem {
                        line,
                        unit: tiltmeter_ingest::Unit::Line,
                        what,
                        input: input_row,
                        skipped: true,
                    },
                );
            }
        }
    }
    values.sort_by(|x, y| (&x.a, &x.b, &x.measure, x.year).cmp(&(&y.a, &y.b, &y.measure, y.year)));
    Ok(values)
}

fn value(cells: &[&str]) -> Result<ContextValue, String> {
    let state = |written: &str| party(written).ok_or_else(|| format!("no state is called `{written}`"));
    let (one, other) = (state(cells[0])?, state(cells[1])?);
    let (a, b) = if one <= other { (one, other) } else { (other, one) };
    Ok(ContextValue {
        a: a.to_string(),
        b: b.to_string(),
        year: cells[2].parse().map_err(|_| format!("`{}` is no year", cells[2]))?,
        measure: cells[3].to_string(),
        value: cells[4].parse().map_err(|_| format!("`{}` is no number", cells[4]))?,
    })
}

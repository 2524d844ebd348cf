//! Files of events to the events that count. What a file is, its content tells, not its name.
//!
//! ```text
//! bytes ──> unpacked ──> JSON lines, a table, Parquet ──> rows ──> events
//! load      ingest       records, load, columns          rows     events
//! ```

use std::io::{self, BufRead, Read};

use tiltmeter_ingest::{Limits, delimiter};
use tiltmeter_relations::Period;

use super::columns::{Cells, Columns, Layout, Mapping, Role, layout};
use super::events::Events;
use super::rows::{Row, Side, Taker};
use super::{Archived, Choices, parquet, records};
use crate::{Error, Problem};

/// A file to read: its name, for messages, and its bytes.
pub struct Input<'i> {
    /// Its name.
    pub name: String,
    /// Its bytes.
    pub bytes: Box<dyn Read + Send + 'i>,
}

/// How to read it.
#[derive(Clone, Debug)]
pub struct Loading {
    /// Which events count.
    pub choices: Choices,
    /// Columns that the user named.
    pub mapping: Mapping,
    /// What will be summed over: a date that is vaguer does not count.
    pub period: Period,
}

/// Reads files of events, and an archive; `problems` gets each row that cannot be read, with its file's name.
pub fn load<'i>(
    inputs: impl IntoIterator<Item = Result<Input<'i>, Error>>,
    archived: Option<&Archived>,
    loading: &Loading,
    problems: &mut dyn FnMut(&str, Problem),
) -> Result<Events, Error> {
    let mut taker = Taker::new(&loading.choices, loading.period);
    for input in inputs {
        let input = input?;
        taker.begin(&input.name);
        let name = input.name.clone();
        let mut told = |problem| problems(&name, problem);
        read(input, &loading.mapping, &mut taker, &mut told)?;
    }
    if let Some(archived) = archived {
        archived.load(&loading.choices, &mut taker, problems)?;
    }
    Ok(taker.finish())
}

/// Who takes the rows of a file, whatever the file is. Each call says what is wrong with a row that cannot be read.
pub(crate) trait TakeRows {
    /// A row of a table.
    fn cells(&mut self, line: usize, layout: &Layout, cells: &[String]) -> Option<String>;
    /// A record of `tiltmeter code`.
    fn record(&mut self, line: usize, written: &str) -> Option<String>;
}

impl TakeRows for Taker<'_> {
    fn cells(&mut self, line: usize, layout: &Layout, cells: &[String]) -> Option<String> {
        self.take(line, &row_of(&layout.columns, &cells))
    }

    fn record(&mut self, line: usize, written: &str) -> Option<String> {
        records::take(self, line, written)
    }
}

/// Reads one file; `told` gets each row that cannot be read.
pub(crate) fn read(
    input: Input<'_>,
    mapping: &Mapping,
    rows: &mut dyn TakeRows,
    told: &mut dyn FnMut(Problem),
) -> Result<(), Error> {
    let mut reading = Reading { name: &input.name, mapping, rows, told };
    let bytes = tiltmeter_ingest::unpacked(input.bytes, Limits::default());
    let bytes = bytes.map_err(|source| reading.broken(0, source))?;
    reading.file(bytes)
}

/// One file on its way to who takes its rows.
pub(super) struct Reading<'r> {
    name: &'r str,
    mapping: &'r Mapping,
    rows: &'r mut dyn TakeRows,
    told: &'r mut dyn FnMut(Problem),
}

const PARQUET: &[u8] = b"PAR1";

impl Reading<'_> {
    fn file(&mut self, mut bytes: impl BufRead) -> Result<(), Error> {
        let head = peek(&mut bytes).map_err(|source| self.broken(0, source))?;
        if head.starts_with(PARQUET) {
            let mut all = Vec::new();
            bytes.read_to_end(&mut all).map_err(|source| self.broken(0, source))?;
            return parquet::read(self, all);
        }
        if head.contains(&0) {
            let what =
                "no events but binary data or UTF-16: give CSV, TSV or JSON lines in UTF-8, or Parquet"
                    .to_string();
            return Err(Error::EventColumns { file: self.name.to_string(), what });
        }
        let head = head.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&head).trim_ascii_start();
        match head.first() {
            None => Ok(()),
            Some(b'{' | b'[') => self.lines(bytes),
            Some(_) => self.table(bytes),
        }
    }

    // Records of `tiltmeter code`, one a line; also as one JSON array with a record a line.
    fn lines(&mut self, mut bytes: impl BufRead) -> Result<(), Error> {
        let mut line = Vec::new();
        let mut number = 0;
        loop {
            line.clear();
            let mut limited = (&mut bytes).take(tiltmeter_ingest::LONGEST_RECORD as u64);
            let n_bytes =
                limited.read_until(b'\n', &mut line).map_err(|source| self.broken(number, source))?;
            if n_bytes == 0 {
                return Ok(());
            }
            number += 1;
            let written = String::from_utf8_lossy(&line);
            let written = written.trim_start_matches('\u{feff}').trim();
            let written = written.strip_prefix('[').unwrap_or(written).trim();
            let record = written.trim_end_matches([',', ']']).trim();
            if !record.is_empty() {
                let told = self.rows.record(number, record);
                self.refuse(number, told, || record.to_string());
            }
        }
    }

    fn table(&mut self, mut bytes: impl BufRead) -> Result<(), Error> {
        let head = peek(&mut bytes).map_err(|source| self.broken(0, source))?;
        let delimiter = delimiter(&head);
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .quoting(delimiter != b'\t')
            .flexible(true)
            .has_headers(false)
            .from_reader(bytes);
        let mut cells = csv::ByteRecord::new();
        let mut layout: Option<Layout> = None;
        loop {
            let line = reader.position().line() as usize;
            match reader.read_byte_record(&mut cells) {
                Ok(false) => return Ok(()),
                Ok(true) => {}
                Err(error) => return Err(self.broken(line, io::Error::other(error))),
            }
            // Blank lines right before a row count as its beginning: the reader skips them without a word.
            let line = cells.position().map_or(line, |position| position.line() as usize);
            let texts: Vec<String> = cells.iter().map(text).collect();
            match &layout {
                Some(layout) => self.cells(line, layout, &texts),
                None => {
                    let found = self.layout(&texts)?;
                    if !found.has_header {
                        self.cells(line, &found, &texts);
                    }
                    layout = Some(found);
                }
            }
        }
    }

    /// The columns of a table that begins so.
    pub(super) fn layout(&self, first: &[String]) -> Result<Layout, Error> {
        let failed = |what| Error::EventColumns { file: self.name.to_string(), what };
        layout(first, self.mapping).map_err(failed)
    }

    /// Takes one row of a table.
    pub(super) fn cells(&mut self, line: usize, layout: &Layout, texts: &[String]) {
        let told = self.rows.cells(line, layout, texts);
        self.refuse(line, told, || texts.join("\t"));
    }

    fn refuse(&mut self, line: usize, what: Option<String>, input: impl FnOnce() -> String) {
        if let Some(what) = what {
            (self.told)(Problem {
                line,
                unit: tiltmeter_ingest::Unit::Line,
                what,
                input: input(),
                skipped: true,
            });
        }
    }

    /// Why the file broke off.
    pub(super) fn broken(&self, line: usize, source: io::Error) -> Error {
        Error::ReadEvents { file: self.name.to_string(), line, source }
    }
}

fn row_of<'r>(layout: &Columns, cells: &&'r [String]) -> Row<'r> {
    let cell = |role| cell_of(layout, cells, role);
    Row {
        id: cell(Role::Id),
        doc: cell(Role::Doc),
        sentence: cell(Role::Sentence).parse().ok(),
        date: cell(Role::Date),
        reported: cell(Role::Reported),
        actors: sides(cell(Role::Actor), layout.cells(cells, Role::ActorSector)),
        recipients: sides(cell(Role::Recipient), layout.cells(cells, Role::RecipientSector)),
        code: cell(Role::Code),
        mode: cell(Role::Mode),
        label: cell(Role::Label),
        score: cell(Role::Score),
        quad: cell(Role::Quad),
        weight: cell(Role::Weight),
        mentions: cell(Role::Mentions),
        status: cell(Role::Status),
        speaker: cell(Role::Speaker),
        words: cell(Role::Words),
    }
}

fn cell_of<'r>(layout: &Columns, cells: &impl Cells<'r>, role: Role) -> &'r str {
    layout.cell(cells, role)
}

// Several parties stand with semicolons between them, and so do their sectors, party by party in every column.
pub(crate) fn sides<'r>(parties: &'r str, sectors: impl Iterator<Item = &'r str> + Clone) -> Vec<Side<'r>> {
    let n_parties = parties.split(';').count();
    let of = |place: usize| {
        let columns = sectors.clone().flat_map(move |column| listed(column, place, n_parties));
        columns.collect::<Vec<&str>>()
    };
    let names = parties.split(';').map(str::trim);
    names.enumerate().map(|(place, name)| Side { name, sectors: of(place) }).collect()
}

// The sectors that a cell gives one of the parties: its own where there are as many as parties, else all.
fn listed(cell: &str, place: usize, n_parties: usize) -> impl Iterator<Item = &str> {
    let is_by_party = cell.split(';').count() == n_parties;
    let own = cell.split(';').nth(place).filter(|_| is_by_party).unwrap_or(cell);
    own.split([',', ';', '+']).map(str::trim).filter(|sector| !sector.is_empty())
}

fn peek(bytes: &mut impl BufRead) -> io::Result<Vec<u8>> {
    Ok(bytes.fill_buf()?.to_vec())
}

fn text(cell: &[u8]) -> String {
    String::from_utf8_lossy(cell).trim_start_matches('\u{feff}').to_string()
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn loaded(bytes: &[u8], mapping: &str) -> String {
        let mapping = if mapping.is_empty() { Mapping::default() } else { mapping.parse().unwrap() };
        let loading = Loading { choices: Choices::default(), mapping, period: Period::Week };
        let input = Input { name: "e".to_string(), bytes: Box::new(bytes) };
        let mut told = Vec::new();
        let events = load([Ok(input)], None, &loading, &mut |_, problem| {
            told.push(format!("line {}: {}", problem.line, problem.what));
        });
        let events = match events {
            Ok(events) => events,
            Err(error) => return error.to_string(),
        };
        let code = |state| events.roster.code(state);
        let line = |event: &super::super::LoadedEvent| {
            let (actor, recipient) = (code(event.actor), code(event.recipient));
            format!("{} {actor} {recipient} {} {:+}", event.line, events.label(event), event.score)
        };
        let lines: Vec<String> = events.all.iter().map(line).chain(told).collect();
        lines.join("\n")
    }

    #[test]
    fn a_table_is_a_table_whatever_parts_its_cells() {
        for delimiter in [",", ";", "\t", "|"] {
            let table = "date,a,b,code,g,rel\n2018-01-04,United States,PAK,1622,-5.6,Cut aid\n"
                .replace(',', delimiter);
            assert_eq!(loaded(table.as_bytes(), ""), "2 USA PAK Cut aid -5.6");
        }
    }

    const TABLE: &str = "date,actor,recipient,code\n20180104,USA,PAK,SANCTION\n";

    // With gzip, zstd, xz and bzip2.
    fn packed(bytes: &[u8]) -> [(&'static str, Vec<u8>); 4] {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(bytes).unwrap();
        let zstd = ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest);
        let mut xz = lzma_rust2::XzWriter::new(Vec::new(), lzma_rust2::XzOptions::with_preset(0)).unwrap();
        xz.write_all(bytes).unwrap();
        let mut bzip2 = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
        bzip2.write_all(bytes).unwrap();
        [
            ("gzip", gzip.finish().unwrap()),
            ("zstd", zstd),
            ("xz", xz.finish().unwrap()),
            ("bzip2", bzip2.finish().unwrap()),
        ]
    }

    #[test]
    fn packed_bytes_are_unpacked() {
        for (packer, bytes) in packed(TABLE.as_bytes()) {
            assert_eq!(loaded(&bytes, ""), "2 USA PAK SANCTION -6", "{packer}");
            assert_eq!(loaded(&bytes.repeat(2), ""), loaded(TABLE.repeat(2).as_bytes(), ""), "{packer}");
            for (outer, bytes) in packed(&bytes) {
                assert_eq!(loaded(&bytes, ""), "2 USA PAK SANCTION -6", "{packer} in {outer}");
            }
        }
    }

    #[test]
    fn packed_bytes_that_are_cut_off_are_an_error_wherever_they_are_cut() {
        for (packer, bytes) in packed(TABLE.as_bytes()) {
            for n_bytes in 1..bytes.len() {
                let told = loaded(&bytes[..n_bytes], "");
                let is_error = told.starts_with("cannot read events from `e`") && told.lines().count() == 1;
                assert!(is_error, "{packer}, {n_bytes} of {}: {told}", bytes.len());
            }
        }
    }

    // As `zip` writes it, but for times and sums that nobody reads; the files are stored and not packed.
    fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
        let (mut archive, mut directory) = (Vec::new(), Vec::new());
        for (name, content) in files {
            let size = (content.len() as u32).to_le_bytes();
            let start = (archive.len() as u32).to_le_bytes();
            let name_length = (name.len() as u16).to_le_bytes();
            let common =
                [&[20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], &size[..], &size, &name_length, &[0, 0]]
                    .concat();
            directory.extend([b"PK\x01\x02\x14\0", &common[..], &[0; 10], &start, name.as_bytes()].concat());
            archive.extend([b"PK\x03\x04", &common[..], name.as_bytes(), content].concat());
        }
        let (start, length) = (archive.len() as u32, directory.len() as u32);
        let count = (files.len() as u16).to_le_bytes();
        let end =
            [b"PK\x05\x06\0\0\0\0", &count[..], &count, &length.to_le_bytes(), &start.to_le_bytes(), &[0, 0]];
        [archive, directory, end.concat()].concat()
    }

    #[test]
    fn a_zip_is_read_where_it_holds_one_table() {
        let table = ("20180104.export.CSV", TABLE.as_bytes());
        assert_eq!(loaded(&zip(&[table]), ""), "2 USA PAK SANCTION -6");
        assert_eq!(loaded(&zip(&[("folder/", b""), table]), ""), "2 USA PAK SANCTION -6");
        let told =
            "cannot read events from `e`: a zip of several files: unpack it, and give those that are meant";
        assert_eq!(loaded(&zip(&[table, table]), ""), told);
        assert_eq!(
            loaded(&zip(&[("folder/", b"")]), ""),
            "cannot read events from `e`: a zip without a file in it"
        );
        let whole = zip(&[table]);
        assert!(loaded(&whole[..whole.len() - 30], "").starts_with("cannot read events from `e`"));
    }

    #[test]
    fn what_is_packed_to_harm_is_refused() {
        let bomb = [TABLE.as_bytes(), &vec![b'\n'; 48 << 20]].concat();
        for (packer, bytes) in packed(&bomb) {
            let told = loaded(&bytes, "");
            assert!(told.contains("a bomb") && told.lines().count() == 1, "{packer}: {told}");
        }
        let mut nested = TABLE.as_bytes().to_vec();
        for _ in 0..4 {
            nested = packed(&nested)[1].1.clone();
        }
        assert!(loaded(&nested, "").ends_with("packed more than 3 times over"), "{}", loaded(&nested, ""));
    }

    #[test]
    fn a_bad_row_is_told_and_the_rest_is_read() {
        let table = "date,actor,recipient,code\n20180104,USA,PAK,77\n2018-01-05,\"USA\",PAK,042\n";
        assert_eq!(
            loaded(table.as_bytes(), ""),
            "3 USA PAK 042 Make a visit +1.9\nline 2: unknown code `77`: give a CAMEO code or a PLOVER type"
        );
        assert_eq!(
            loaded(b"when,who\n1,2\n", "date=day"),
            "cannot read events from `e`: no column `day`: the first line has `when`, `who`"
        );
    }

    #[test]
    fn records_are_read_as_lines_and_as_an_array() {
        let record = r#"{"kind":"event","id":"1","doc":"a","sentence":0,"event":"AID","mode":[],"quad_code":2,"event_scale":10.0,"actor":[{"code":"CHN"},{"code":"RUS","sector":["GOV"]}],"recipient":[{"code":"PAK"}],"event_text":{"text":"sent"},"date":"2018-01-04","status":"actual","attribution":null,"confidence":0.9}"#;
        let both = "1 CHN PAK AID +10\n1 RUS PAK AID +10";
        assert_eq!(loaded(record.as_bytes(), ""), both);
        assert_eq!(
            loaded(format!("[\n{record}\n]\n").as_bytes(), ""),
            both.replace('1', "2").replace("+20", "+10")
        );
        assert_eq!(loaded(br#"{"kind":"time","doc":"a"}"#, ""), "");
        let told = "line 1: no record of `tiltmeter code`: missing field `kind`";
        assert_eq!(loaded(br#"{"id":"a"}"#, ""), told);
    }

    #[test]
    fn known_data_sets_are_read_by_their_headers() {
        let polecat = "Event ID\tEvent Date\tEvent Type\tEvent Mode\tIntensity\tQuad Code\tActor Name\tActor Country\t\
                       Actor Sectors\tRecipient Country\tRecipient Sectors\tPublication Date\n\
                       x\t2023-02-01\tCONSULT\tvisit\t4.0\t1\tSomebody\tMLT\tGOV;LEG\tISL\tNone\t2023-02-02\n";
        assert_eq!(loaded(polecat.as_bytes(), ""), "2 MLT ISL CONSULT visit +4");
        let icews = "Event ID\tEvent Date\tSource Sectors\tSource Country\tEvent Text\tCAMEO Code\tIntensity\t\
                     Target Sectors\tTarget Country\n\
                     1\t2018-06-01\tExecutive,Government\tRussian Federation\tMake a visit\t042\t1.9\tNA\tMalta\n\
                     2\t2018-06-01\tSocial\tRussian Federation\tMake a visit\t042\t1.9\tNA\tMalta\n";
        assert_eq!(loaded(icews.as_bytes(), ""), "2 RUS MLT Make a visit +1.9");
        let mut gdelt = vec![""; 61];
        for (place, cell) in [
            (0, "9"),
            (1, "20180104"),
            (7, "USA"),
            (12, "GOV"),
            (17, "ROM"),
            (26, "1622"),
            (29, "4"),
            (30, "-5.6"),
            (31, "7"),
            (59, "20180105103000"),
        ] {
            gdelt[place] = cell;
        }
        let row = format!("{}\n", gdelt.join("\t"));
        assert_eq!(loaded(row.as_bytes(), ""), "1 USA ROU 1622 Reduce or stop military assistance -5.6");
    }

    // Bytes of a good file, some of them changed: whatever they are then, there are events, problems or one error.
    #[test]
    fn broken_bytes_never_break_the_program() {
        let mut random = tiltmeter_relations::calibrate::Random::new(11);
        let table = "date,actor,recipient,code,score,mentions\n2018-01-04,USA,PAK;CHN,1622,-5.6,2\n2018-W05,\"Malta\",Fiji,AID,,\n";
        let record = r#"{"kind":"event","event":"AID","actor":[{"code":"CHN"}],"recipient":[{"code":"PAK"}],"date":"2018-01-04"}"#;
        let packed = packed(table.as_bytes());
        let files = [table.as_bytes(), record.as_bytes(), b"PAR1 and no more PAR1"];
        for file in files.into_iter().chain(packed.iter().map(|(_, bytes)| bytes.as_slice())) {
            for _ in 0..2000 {
                let mut bytes = file.to_vec();
                for _ in 0..1 + random.below(4) {
                    let at = random.below(bytes.len());
                    bytes[at] = random.below(256) as u8;
                }
                bytes.truncate(1 + random.below(2 * bytes.len()));
                loaded(&bytes, "");
            }
        }
    }

    #[test]
    fn what_is_no_text_is_told_so() {
        let told = "cannot read events from `e`: no events but binary data or UTF-16: give CSV, TSV or JSON lines in UTF-8, or Parquet";
        assert_eq!(loaded(b"\x7fELF\x02\x01\0\0,date", ""), told);
    }

    #[test]
    fn nothing_is_no_events() {
        assert_eq!(loaded(b"", ""), "");
        assert_eq!(loaded(b"\n\n", ""), "");
    }
}

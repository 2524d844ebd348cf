//! What goes out and comes back, and what is told where it cannot.

use serde_json::json;

use super::*;
use crate::relations::{Input, Mapping};

fn imported(bytes: &[u8]) -> (Vec<EventRow>, Vec<String>, Imported) {
    let (mut events, mut told) = (Vec::new(), Vec::new());
    let input = Input { name: "e".to_string(), bytes: Box::new(bytes) };
    let sums = import(input, &Mapping::default(), &mut |event| events.push(event), &mut |problem| {
        told.push(format!("line {}: {}", problem.line, problem.what));
    });
    (events, told, sums.unwrap())
}

fn exported(format: Format, events: &[EventRow]) -> (String, Exported) {
    let mut out = Vec::new();
    let mut export = Export::begin(format, &mut out).unwrap();
    events.iter().for_each(|event| export.take(event).unwrap());
    let sums = export.finish().unwrap();
    (String::from_utf8(out).unwrap(), sums)
}

fn event() -> EventRow {
    let party = |text: &str, code: &str, sector: &str| json!({"start": 0, "end": 5, "text": text, "code": code, "sector": [sector]});
    serde_json::from_value(json!({
        "kind": "event", "id": "e30b827c289b7e18", "doc": "a1", "sentence": 0, "event": "SANCTION",
        "mode": ["discontinue"], "context": ["military", "economic"], "quad_code": 4, "event_scale": -6.0,
        "cameo": "1622", "actor": [party("Chad", "TCD", "GOV"), party("Mali", "MLI", "MIL")],
        "recipient": [party("Fiji", "FJI", "GOV")], "event_text": {"start": 6, "end": 9, "text": "cut"},
        "date": "2031-01-04", "published": "2031-01-05", "status": "actual", "attribution": null, "magnitude": [],
        "location": {"text": "Suva", "country": "FJI", "name": "Suva", "lat": -18.14, "lon": 178.44},
        "confidence": 0.9, "rule": "verbs/cut#aid", "later": {"kept": true}
    }))
    .unwrap()
}

/// What a format holds of an event, in one line.
fn line(event: &EventRow) -> String {
    let parties = |parties: &[PartyRow]| {
        let party =
            |party: &PartyRow| format!("{}:{}", party.code.as_deref().unwrap_or("?"), party.sector.join("+"));
        parties.iter().map(party).collect::<Vec<_>>().join(";")
    };
    let (actors, recipients) = (parties(&event.actor), parties(&event.recipient));
    let place = event
        .location
        .as_ref()
        .map_or(String::new(), |place| format!("{} {:?} {:?}", place.text, place.lat, place.lon));
    format!(
        "{} {} {} {actors} {recipients} {} {} {place}",
        event.date.as_deref().unwrap_or("?"),
        event.event.as_deref().unwrap_or("?"),
        event.mode.join("+"),
        event.event_scale,
        event.published.as_deref().unwrap_or("?"),
    )
}

#[test]
fn records_pass_through_whole() {
    let (written, sums) = exported(Format::Jsonl, &[event()]);
    assert_eq!(imported(written.as_bytes()).0, [event()]);
    assert!(sums.not_held.is_empty());
}

#[test]
fn a_table_of_polecat_reads_back() {
    let (written, sums) = exported(Format::Polecat, &[event()]);
    let lines: Vec<&str> = written.lines().collect();
    assert_eq!((lines.len(), lines[0].split('\t').count()), (3, 40));
    assert!(lines[1..].iter().all(|line| line.split('\t').count() == 40));
    let (events, told, back) = imported(written.as_bytes());
    assert_eq!((told.len(), back.n_rows, back.n_events), (0, 2, 1));
    assert_eq!(line(&events[0]), line(&event()));
    assert_eq!(events[0].context, event().context);
    // A quad class that is not its type's is kept as it is told.
    let (other, _) = exported(Format::Polecat, &[EventRow { quad_code: 1, ..event() }]);
    assert_eq!(exported(Format::Polecat, &imported(other.as_bytes()).0).0, other);
    // What has no column is told.
    assert_eq!(sums.not_held["confidence"], 1);
    assert_eq!(exported(Format::Polecat, &events).0, written, "and goes out again as it came");
}

#[test]
fn a_table_of_gdelt_reads_back() {
    let (written, _) = exported(Format::Gdelt, &[event()]);
    assert!(written.lines().all(|line| line.split('\t').count() == 61));
    let (events, told, back) = imported(written.as_bytes());
    assert_eq!((told.len(), back.n_events), (0, 1));
    assert_eq!(line(&events[0]), line(&event()));
    assert_eq!((events[0].cameo.as_deref(), events[0].mentions), (Some("1622"), Some(1)));
    assert_eq!(exported(Format::Gdelt, &events).0, written);
    // What our fields do not hold comes back too: which sentence it was.
    let mut later = EventRow { sentence: Some(3), ..event() };
    later.actor[0].sector.push("LEG".to_string());
    let (written, _) = exported(Format::Gdelt, &[later]);
    assert!(written.contains("TCDGOVLEG"), "{written}");
    assert_eq!(exported(Format::Gdelt, &imported(written.as_bytes()).0).0, written);
    // A count of sixteen digits is no hexadecimal name.
    let long = written.lines().next().unwrap().split_once('\t').unwrap().1;
    let long = format!("1234567890123456\t{long}\n");
    assert_eq!(exported(Format::Gdelt, &imported(long.as_bytes()).0).0, long);
    let vague = EventRow { date: Some("2031-01".to_string()), ..event() };
    assert_eq!(exported(Format::Gdelt, &[vague]).1.left_out["without a day"], 1);
}

#[test]
fn all_three_types_of_gdelt_are_sectors() {
    let mut several = event();
    several.actor[1].sector = ["GOV", "MIL"].map(str::to_string).to_vec();
    several.recipient[0].sector = ["LEG", "PTY", "GOV"].map(str::to_string).to_vec();
    let (written, _) = exported(Format::Gdelt, &[several.clone()]);
    let (events, told, _) = imported(written.as_bytes());
    assert_eq!((told.len(), line(&events[0])), (0, line(&several)));
    assert_eq!(events[0].actor[1].sector, several.actor[1].sector);
    assert_eq!(events[0].recipient[0].sector, several.recipient[0].sector);
    // A header makes the same of them.
    let header = tables::columns("gdelt").join("\t");
    assert_eq!(line(&imported(format!("{header}\n{written}").as_bytes()).0[0]), line(&several));
}

#[test]
fn types_of_gdelt_beyond_the_third_stand_in_the_whole_code() {
    let mut several = event();
    several.actor[0].sector = ["MIL", "GOV", "PTY", "LEG", "SPY"].map(str::to_string).to_vec();
    let (written, _) = exported(Format::Gdelt, &[several.clone()]);
    let (events, _, _) = imported(written.as_bytes());
    assert_eq!(events[0].actor[0].sector, several.actor[0].sector);
    assert_eq!(exported(Format::Gdelt, &events).0, written);
    // What stands between the country and the types is no type, and what is no sector stays in its cell.
    let mut cells: Vec<&str> = written.lines().next().unwrap().split('\t').collect();
    cells[5] = "USAELIMILGOVPTYLEGZZZSP";
    let row = format!("{}\n", cells.join("\t"));
    let (events, _, _) = imported(row.as_bytes());
    assert_eq!(events[0].actor[0].sector.join("+"), "MIL+GOV+PTY+LEG");
    assert_eq!(exported(Format::Gdelt, &events).0.lines().next(), row.lines().next());
}

#[test]
fn types_of_gdelt_that_are_no_sectors_leave_as_they_came() {
    for (types, sectors) in [
        (["GOV", "", ""], "GOV"),
        (["GOV", "GOV", "MIL"], "GOV+MIL"),
        (["GOV", "ZZZ", "MIL"], "GOV+MIL"),
        (["", "MIL", ""], "MIL"),
        (["ZZZ", "", ""], ""),
        (["", "", ""], ""),
    ] {
        let written = exported(Format::Gdelt, &[event()]).0;
        let mut cells: Vec<&str> = written.lines().next().unwrap().split('\t').collect();
        cells[12..15].copy_from_slice(&types);
        let row = format!("{}\n", cells.join("\t"));
        let (events, _, _) = imported(row.as_bytes());
        assert_eq!(events[0].actor[0].sector.join("+"), sectors, "{types:?}");
        assert_eq!(exported(Format::Gdelt, &events).0, row, "{types:?}");
        // Nor are they lost where nobody is named.
        (cells[6], cells[7]) = ("", "");
        let row = format!("{}\n", cells.join("\t"));
        assert_eq!(exported(Format::Gdelt, &imported(row.as_bytes()).0).0, row, "{types:?}, of nobody");
    }
}

#[test]
fn cells_without_a_field_are_kept() {
    let table = "Event ID\tEvent Date\tEvent Type\tActor Country\tRecipient Country\tStory People\n\
                 7\t2031-02-01\tCONSULT\tMLT\tISL\tSomebody Else\n\
                 8\t2031-02-30\tCONSULT\tMLT\tISL\t\n\
                 9\t2031-02-01\tNAP\tMLT\tISL\t\n\
                 10\t2031-02-01\t010\tMLT\tISL\t\n";
    let (events, told, sums) = imported(table.as_bytes());
    assert_eq!((sums.n_rows, sums.n_events, sums.n_rejected), (4, 2, 2));
    // Some codes of CAMEO have no PLOVER type: what is not known is not guessed, and nothing is lost.
    assert_eq!((events[1].event.as_deref(), events[1].cameo.as_deref()), (None, Some("010")));
    assert_eq!(events[0].source.as_ref().unwrap().columns["Story People"], "Somebody Else");
    assert!(exported(Format::Polecat, &events).0.contains("Somebody Else"));
    assert_eq!(told.len(), 2, "{told:?}");
}

#[test]
fn a_cell_behind_the_last_column_is_kept() {
    let table = "date,actor,recipient,code\n2031-02-01,MLT,ISL,AID,spilt\n";
    let (events, told, _) = imported(table.as_bytes());
    assert_eq!((told.len(), events[0].source.as_ref().unwrap().columns["#5"].as_str()), (0, "spilt"));
}

#[test]
fn dyads_are_a_graph() {
    for format in [Format::Gexf, Format::Graphml] {
        let (written, sums) = exported(format, &[event(), event()]);
        assert_eq!((sums.n_events, sums.n_rows), (2, 2), "{written}");
        assert!(written.contains("source=\"TCD\" target=\"FJI\"") && written.contains("Mali"));
    }
}

#[test]
fn places_are_points_and_words_are_annotations() {
    let nowhere = EventRow { location: None, ..event() };
    let (written, sums) = exported(Format::Geojson, &[event(), nowhere, event()]);
    let points: serde_json::Value = serde_json::from_str(&written).unwrap();
    assert_eq!(points["features"][1]["geometry"]["coordinates"], json!([178.44, -18.14]));
    assert_eq!((sums.n_rows, sums.left_out["without coordinates"]), (2, 1));
    let (written, _) = exported(Format::Annotations, &[event(), event()]);
    let collection: serde_json::Value = serde_json::from_str(&written).unwrap();
    let selectors = &collection["first"]["items"][1]["target"][0]["selector"];
    assert_eq!(selectors[0], json!({"type": "TextQuoteSelector", "exact": "cut"}));
    assert_eq!(selectors[1], json!({"type": "TextPositionSelector", "start": 6, "end": 9}));
    for format in [Format::Geojson, Format::Annotations] {
        assert!(serde_json::from_str::<serde_json::Value>(&exported(format, &[]).0).is_ok());
    }
}

#[test]
fn a_package_describes_its_file() {
    let (written, sums) = exported(Format::Gdelt, &[event()]);
    let package = package("events.tsv", Format::Gdelt, written.as_bytes(), &sums);
    let resource = &package["resources"][0];
    assert_eq!(resource["schema"]["fields"].as_array().unwrap().len(), 61);
    assert_eq!(resource["bytes"], written.len());
    // sha256sum of nothing is known to everybody.
    let empty = super::package("e", Format::Jsonl, b"", &Exported::default());
    let hash = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    assert_eq!(empty["resources"][0]["hash"], hash);
}

#[test]
fn every_row_of_the_icews_sample_is_an_event_or_told() {
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/relations/icews-2018-sample.tab");
    let Ok(bytes) = std::fs::read(sample) else {
        #[allow(clippy::print_stderr, reason = "a test that skips says so")]
        let () = eprintln!("skipped: {sample} is not here");
        return;
    };
    let n_lines = bytes.split(|&byte| byte == b'\n').filter(|line| !line.is_empty()).count();
    let (events, told, sums) = imported(&bytes);
    assert_eq!(sums.n_rows, n_lines - 1);
    assert_eq!(sums.n_rejected, told.len());
    assert_eq!((events.len(), told.len()), (sums.n_rows, 0), "ids and days tell all rows apart");
}

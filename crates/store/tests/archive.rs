//! What an archive promises: what goes in comes out, once, whatever the order; what it is not sure of it refuses.
#![allow(clippy::unwrap_used, reason = "a test that fails says best where")]

mod given;

use std::path::Path;

use given::{event, filed, report};
use tiltmeter_store::{
    Answer, Archive, Batch, Entry, Error, Filter, Found, FoundEvent, Incoming, Page, Read, Run, Tie,
};

fn open(folder: &Path) -> (Archive, i64) {
    let mut archive = Archive::open(&folder.join("a.tilt")).unwrap();
    let run = archive.run(&Run { program: "a test".to_string(), ..Run::default() }).unwrap();
    (archive, run)
}

fn write(archive: &mut Archive, run: i64, name: &str, reports: Vec<Incoming>) -> tiltmeter_store::Fates {
    let input = archive.input(name, "1").unwrap();
    let entries = (input.n_done..).zip(reports).map(|(place, incoming)| Entry {
        place,
        item: 0,
        number: place + 1,
        found: Found::Report(Box::new(incoming)),
    });
    let batch = Batch { run, input: input.input, entries: entries.collect(), ..Batch::default() };
    archive.commit(&batch).unwrap()
}

fn found(archive: &Archive, filter: Filter) -> Vec<FoundEvent> {
    let mut found = Vec::new();
    let run = archive.find_run(None).unwrap();
    archive
        .events::<Error>(&run, &filter, &Page::default(), |event| {
            found.push(event);
            Ok(())
        })
        .unwrap();
    found
}

fn content(archive: &Archive) -> String {
    let parts = archive.content().unwrap();
    parts.iter().map(|part| format!("{} {} {}\n", part.what, part.rows, part.digest)).collect()
}

// Three papers print one story; a fourth tells another.
fn four() -> Vec<Incoming> {
    let story = "Mali on Monday cut all aid to Chad.";
    let first =
        filed(report("a1", "2018-01-02", story), vec![event("MLI", "SANCTION", "TCD", "cut", "2018-01-01")]);
    let copy = |id: &str, date: &str| {
        let mut copy =
            filed(report(id, date, story), vec![event("MLI", "SANCTION", "TCD", "cut", "2018-01-01")]);
        copy.likeness.get_or_insert_default().copies =
            vec![tiltmeter_store::report_id(&report("a1", "2018-01-02", story))];
        copy
    };
    let other = filed(
        report("b1", "2018-01-03", "Mali cut ties with Chad."),
        vec![event("MLI", "SANCTION", "TCD", "cut", "2018-01-01")],
    );
    vec![first, copy("a2", "2018-01-02"), copy("a3", "2018-01-04"), other]
}

#[test]
fn what_copies_tell_is_one_event_with_many_mentions() {
    let folder = tempfile::tempdir().unwrap();
    let (mut archive, run) = open(folder.path());
    let fates = write(&mut archive, run, "a", four());
    assert_eq!((fates.coded, fates.copies, fates.events), (4, 2, 4));
    let events = found(&archive, Filter::default());
    let told: Vec<(i64, usize)> = events.iter().map(|found| (found.mentions, found.sources.len())).collect();
    assert_eq!(told, [(3, 2), (1, 0)]);
    assert_eq!(found(&archive, Filter { tellings: true, ..Filter::default() }).len(), 4);
    // The two stories tell one incident.
    assert!(events[0].incident.is_some() && events[0].incident == events[1].incident);
    let weeks = archive.weeks_of(run, "TCD", "MLI").unwrap();
    assert_eq!((weeks.len(), weeks[0].events, weeks[0].mentions), (1, 2, 4));
    assert_eq!(archive.faults().unwrap(), []);
}

#[test]
fn the_order_in_which_reports_come_makes_no_difference() {
    let orders = [[0, 1, 2, 3], [3, 2, 1, 0], [1, 0, 3, 2], [2, 3, 0, 1], [1, 2, 0, 3]];
    let contents = orders.map(|order| {
        let folder = tempfile::tempdir().unwrap();
        let (mut archive, run) = open(folder.path());
        // Copies are found by the caller, of what came before: the first that comes copies none.
        let all = four();
        for (nth, &which) in order.iter().enumerate() {
            let mut incoming = all[which].clone();
            let before: Vec<String> = order[..nth]
                .iter()
                .filter(|&&other| other < 3 && which < 3)
                .map(|&other| tiltmeter_store::report_id(&all[other].report))
                .collect();
            incoming.likeness.as_mut().unwrap().copies = before;
            write(&mut archive, run, "a", vec![incoming]);
        }
        assert_eq!(archive.faults().unwrap(), []);
        content(&archive)
    });
    assert!(contents.iter().all(|content| content == &contents[0]), "{contents:#?}");
}

#[test]
fn a_report_enters_once() {
    let folder = tempfile::tempdir().unwrap();
    let (mut archive, run) = open(folder.path());
    write(&mut archive, run, "a", four());
    let before = archive.content().unwrap();
    let fates = write(&mut archive, run, "b", four());
    assert_eq!((fates.again, fates.coded, fates.events), (4, 0, 0));
    let after = archive.content().unwrap();
    assert_eq!(before[..9], after[..9]);
    // A word more makes it another.
    let updated = filed(report("a1", "2018-01-02", "Mali on Monday cut all aid to Chad again."), Vec::new());
    assert_eq!(write(&mut archive, run, "b", vec![updated]).coded, 1);
}

#[test]
fn what_goes_in_comes_out() {
    let folder = tempfile::tempdir().unwrap();
    let (mut archive, run) = open(folder.path());
    let text = "“Ça va”: Türkiye told Mali \u{1f1f9}\u{1f1f7} it cut aid.";
    let written = given::full_event();
    write(&mut archive, run, "a", vec![filed(report("x", "2018-01-02", text), vec![written.clone()])]);
    let events = found(&archive, Filter::default());
    assert_eq!(events[0].event, written);
    assert_eq!(events[0].sentence_text.as_deref(), Some(text));
}

fn check(archive: &Archive, filter: Filter, expected: &[&str]) {
    let ids: Vec<String> =
        found(archive, filter.clone()).iter().map(|found| found.event.doc.clone().unwrap()).collect();
    assert_eq!(ids, expected, "{filter:?}");
}

#[test]
fn filters_choose() {
    let folder = tempfile::tempdir().unwrap();
    let (mut archive, run) = open(folder.path());
    let told = |id: &str, date: &str, text: &str, from: &str, act: &str, to: &str, words: &str| {
        filed(report(id, date, text), vec![event(from, act, to, words, date)])
    };
    let reports = vec![
        told("1", "2018-01-02", "Mali cut military aid to Chad.", "MLI", "SANCTION", "TCD", "cut"),
        told("2", "2018-02-02", "Chad praised Mali.", "TCD", "SUPPORT", "MLI", "praised"),
        told("3", "2018-03-02", "Niger accused Chad of lying.", "NER", "ACCUSE", "TCD", "accused"),
    ];
    write(&mut archive, run, "a", reports);
    let one = |code: &str| vec![code.to_string()];
    let day = |date: &str| Some(tiltmeter_store::days(date.parse().unwrap()));
    check(&archive, Filter { actor: one("MLI"), ..Filter::default() }, &["1"]);
    check(&archive, Filter { recipient: one("TCD"), ..Filter::default() }, &["1", "3"]);
    check(&archive, Filter { event: one("ACCUSE"), ..Filter::default() }, &["3"]);
    check(&archive, Filter { quad: vec![1, 2], ..Filter::default() }, &["2"]);
    check(&archive, Filter { since: day("2018-02-01"), ..Filter::default() }, &["2", "3"]);
    check(&archive, Filter { until: day("2018-02-02"), recipient: one("TCD"), ..Filter::default() }, &["1"]);
    let between = Some(("MLI".to_string(), "TCD".to_string()));
    check(&archive, Filter { between: between.clone(), ..Filter::default() }, &["1", "2"]);
    check(&archive, Filter { between, since: day("2018-02-01"), ..Filter::default() }, &["2"]);
    let both =
        Filter { actor: one("MLI"), recipient: one("TCD"), since: day("2018-01-01"), ..Filter::default() };
    check(&archive, both, &["1"]);
    check(&archive, Filter { words: Some("aid \"cut military\"".to_string()), ..Filter::default() }, &["1"]);
    check(&archive, Filter { words: Some("aid \"military cut\"".to_string()), ..Filter::default() }, &[]);
    check(&archive, Filter { words: Some("NEAR( OR".to_string()), ..Filter::default() }, &[]);
    check(&archive, Filter { sector: one("GOV"), ..Filter::default() }, &["1", "2", "3"]);
    check(&archive, Filter { sector: one("REB"), ..Filter::default() }, &[]);
    check(&archive, Filter { confidence: Some(0.99), ..Filter::default() }, &[]);
    check(&archive, Filter { doc: Some("2".to_string()), ..Filter::default() }, &["2"]);
    check(
        &archive,
        Filter { publisher: Some("The Paper".to_string()), ..Filter::default() },
        &["1", "2", "3"],
    );
    check(&archive, Filter { id: Some("2-0".to_string()), ..Filter::default() }, &["2"]);
    check(&archive, Filter { id: Some("2-0".to_string()), actor: one("MLI"), ..Filter::default() }, &[]);
    check(&archive, Filter { status: one("negated"), ..Filter::default() }, &[]);
}

#[test]
fn runs_stand_beside_one_another() {
    let folder = tempfile::tempdir().unwrap();
    let (mut archive, first) = open(folder.path());
    write(&mut archive, first, "a", four());
    let second = archive.run(&Run { program: "a later test".to_string(), ..Run::default() }).unwrap();
    let anew = four().into_iter().map(|mut incoming| {
        if let Read::Coded(coded) = &mut incoming.read {
            coded.events.iter_mut().for_each(|event| event.status = Some("future".to_string()));
        }
        incoming
    });
    let fates = write(&mut archive, second, "b", anew.collect());
    assert_eq!((fates.coded, fates.again), (4, 0));
    let runs = archive.runs().unwrap();
    assert_eq!(runs.iter().map(|run| (run.events, run.used)).collect::<Vec<_>>(), [(2, true), (2, false)]);
    let diff = archive.diff_runs(first, second).unwrap();
    assert_eq!((diff.reports, diff.same, diff.changed, diff.only_first), (4, 0, 4, 0));
    archive.use_run(&runs[1].id[..6]).unwrap();
    assert_eq!(found(&archive, Filter::default())[0].event.status.as_deref(), Some("future"));
    assert_eq!(archive.faults().unwrap(), []);
}

#[test]
fn what_is_no_archive_is_refused_with_a_word() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.tilt");
    let told = |error: Error| error.to_string().replace(&path.display().to_string(), "A");
    assert_eq!(
        told(Archive::read(&path).unwrap_err()),
        "no archive `A`: `tiltmeter ingest --archive A` makes one"
    );
    std::fs::write(&path, "id,text\n1,Mali praised Chad.\n".repeat(100)).unwrap();
    assert_eq!(told(Archive::read(&path).unwrap_err()), "`A` is no archive of tiltmeter");
    assert_eq!(told(Archive::open(&path).unwrap_err()), "`A` is no archive of tiltmeter");
    std::fs::remove_file(&path).unwrap();
    let other = rusqlite::Connection::open(&path).unwrap();
    other.execute_batch("CREATE TABLE t (x)").unwrap();
    assert_eq!(told(Archive::open(&path).unwrap_err()), "`A` is no archive of tiltmeter");
    drop(other);
    std::fs::remove_file(&path).unwrap();
    drop(open(folder.path()));
    rusqlite::Connection::open(&path).unwrap().execute_batch("PRAGMA user_version = 99").unwrap();
    let newer = "archive `A` is of version 99, made by a later tiltmeter: this one knows versions up to 2; take the \
                 program that made it, or a later one";
    assert_eq!(told(Archive::read(&path).unwrap_err()), newer);
    assert_eq!(told(Archive::open(&path).unwrap_err()), newer);
}

fn ask(archive: &mut Archive, question: &str, mut looks: i32) -> Result<Vec<String>, String> {
    let mut rows = Vec::new();
    let answer = Answer {
        columns: &mut |_| Ok(()),
        row: &mut |row| {
            rows.push(serde_json::Value::Array(row).to_string());
            Ok(())
        },
    };
    let is_over = move || {
        looks -= 1;
        looks < 0
    };
    archive.sql(question, is_over, answer).map_err(|error| error.to_string())?.unwrap();
    Ok(rows)
}

#[test]
fn questions_in_sql_only_read_and_end_in_time() {
    let folder = tempfile::tempdir().unwrap();
    let (mut archive, run) = open(folder.path());
    write(&mut archive, run, "a", four());
    let mut archive = Archive::read(archive.path()).unwrap();
    let mut told = |question: &str| ask(&mut archive, question, 1000);
    assert_eq!(
        told("SELECT type, sum(mentions) FROM events WHERE counts GROUP BY 1").unwrap(),
        [r#"["SANCTION",4]"#]
    );
    assert_eq!(
        told("SELECT actor, recipient, day FROM events WHERE counts LIMIT 1").unwrap(),
        [r#"["MLI","TCD","2018-01-01"]"#]
    );
    assert_eq!(told("SELECT count(*) FROM report_words WHERE report_words MATCH 'aid'").unwrap(), ["[3]"]);
    let copy = folder.path().join("copy");
    for question in [
        "DELETE FROM event".to_string(),
        "CREATE TABLE t (x)".to_string(),
        "PRAGMA query_only = OFF".to_string(),
        format!("ATTACH '{}' AS other", copy.display()),
        format!("VACUUM INTO '{}'", copy.display()),
        "SELECT load_extension('x')".to_string(),
        "DROP TABLE event".to_string(),
    ] {
        let told = told(&question).unwrap_err();
        assert!(told.contains("only questions are allowed") || told.contains("cannot ask so"), "{told}");
    }
    assert!(!copy.exists());
    let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";
    let told = ask(&mut archive, endless, 3).unwrap_err();
    assert!(told.contains("took too long"), "{told}");
    // The archive answers as before.
    assert_eq!(ask(&mut archive, "SELECT count(*) FROM report", 1000).unwrap(), ["[4]"]);
}

#[test]
fn the_doctor_finds_what_is_wrong_and_mends_what_follows_from_the_rest() {
    let harms = [
        ("DELETE FROM act", "weeks that are not the sum of their acts", true),
        ("UPDATE dyad_week SET events = events + 1", "weeks that are not the sum of their acts", true),
        (
            "INSERT INTO report_words (report_words) VALUES ('delete-all')",
            "reports and sentences that the index",
            true,
        ),
        ("DELETE FROM event WHERE event = 2", "reports whose records are not all there", false),
        ("UPDATE event SET words = 'gave'", "words of events that do not stand", false),
        ("DELETE FROM ledger WHERE place = 3", "reports that no line of the ledger", false),
        (
            "UPDATE event SET mentions = 7 WHERE same_as IS NULL",
            "events with a wrong number of mentions",
            false,
        ),
    ];
    for (harm, expected, can_mend) in harms {
        let folder = tempfile::tempdir().unwrap();
        let (mut archive, run) = open(folder.path());
        write(&mut archive, run, "a", four());
        let before = content(&archive);
        rusqlite::Connection::open(archive.path()).unwrap().execute_batch(harm).unwrap();
        let told: Vec<String> = archive.faults().unwrap().into_iter().map(|fault| fault.what).collect();
        assert!(told.iter().any(|what| what.starts_with(expected)), "{harm}: {told:?}");
        archive.mend().unwrap();
        assert_eq!(archive.faults().unwrap().is_empty(), can_mend, "{harm}");
        if can_mend {
            assert_eq!(content(&archive), before, "{harm}");
        }
    }
}

#[test]
fn a_copy_is_made_while_another_writes() {
    let folder = tempfile::tempdir().unwrap();
    let (mut archive, run) = open(folder.path());
    let all = four();
    write(&mut archive, run, "a", all[..2].to_vec());
    let reader = Archive::read(archive.path()).unwrap();
    let writer = std::thread::spawn(move || {
        for nth in 0..20 {
            let more = filed(report(&format!("c{nth}"), "2018-02-01", "Chad slept."), Vec::new());
            write(&mut archive, run, "b", vec![more]);
        }
        archive
    });
    let copy = folder.path().join("copy.tilt");
    reader.backup(&copy).unwrap();
    let archive = writer.join().unwrap();
    let copied = Archive::read(&copy).unwrap();
    assert_eq!(copied.faults().unwrap(), []);
    let n_reports = |archive: &Archive| archive.content().unwrap()[0].rows;
    assert!((2..=22).contains(&n_reports(&copied)) && n_reports(&archive) == 22);
}

#[test]
fn events_of_other_systems_enter_once_though_ids_repeat() {
    let folder = tempfile::tempdir().unwrap();
    let (mut archive, run) = open(folder.path());
    let told = |to: &str| tiltmeter_store::Event {
        id: "7".to_string(),
        ..event("MLI", "AID", to, "", "2018-01-01")
    };
    let mut import = |name: &str| {
        let input = archive.input(name, "1").unwrap().input;
        let events = (0..).zip(["TCD", "NER", "TCD"]);
        let entry = |(place, to): (u64, &str)| Entry {
            place,
            item: 0,
            number: place + 1,
            found: Found::Event { event: Box::new(told(to)), mentions: 3 },
        };
        let batch = Batch { run, input, entries: events.map(entry).collect(), ..Batch::default() };
        archive.commit(&batch).unwrap()
    };
    let fates = [import("a"), import("b")];
    assert_eq!(fates.map(|fates| (fates.imported, fates.again)), [(2, 1), (0, 3)]);
    let weeks = archive.weeks_of(run, "MLI", "TCD").unwrap();
    assert_eq!((weeks[0].events, weeks[0].mentions), (1, 3));
    assert_eq!(archive.faults().unwrap(), []);
}

// What archives of earlier versions held, as `tiltmeter doctor --content` of their time told it.
#[test]
fn archives_of_earlier_versions_are_taken_forward() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.tilt");
    let written = include_str!("earlier/1.sql");
    rusqlite::Connection::open(&path).unwrap().execute_batch(written).unwrap();
    let expected = "reports 5 3b44a0f3120f88bf\ncodings 3 f37a127a5b652804\nsentences 6 5c3863233e9a03f2\n\
        events 9 ff3e626547983b0b\nparties 19 70a91278747a002a\nacts 5 f8265a3f6f0929f0\nweeks 4 903e0131ecb3a665\n\
        statements 5 a0ec8f5bb7b0227f\nstories 0 0000000000000000\nfates 9 6120ad56db4d4dbc\n";
    // Whoever only asks takes it forward too.
    let archive = Archive::read(&path).unwrap();
    assert_eq!(content(&archive), expected);
    assert_eq!(archive.faults().unwrap(), []);
    let aid = Filter { words: Some("military aid".to_string()), ..Filter::default() };
    assert_eq!(found(&archive, aid).len(), 2);
    drop(archive);
    let (_, run) = open(folder.path());
    let tables = |path: &Path| {
        let connection = rusqlite::Connection::open(path).unwrap();
        let mut select =
            connection.prepare("SELECT type, name, sql FROM sqlite_schema ORDER BY 1, 2").unwrap();
        let plain = |sql: String| {
            let lines = sql.lines().map(|line| line.split("--").next().unwrap());
            lines.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
        };
        let rows = select.query_map([], |row| {
            let sql: Option<String> = row.get(2)?;
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, sql.map(plain)))
        });
        rows.unwrap().collect::<Result<Vec<_>, _>>().unwrap()
    };
    let fresh = tempfile::tempdir().unwrap();
    open(fresh.path());
    assert_eq!(tables(&path), tables(&fresh.path().join("a.tilt")));
    // It is written to as if it had never been another.
    let mut archive = Archive::open(&path).unwrap();
    assert_eq!(write(&mut archive, run, "later", four()).coded, 4);
    assert_eq!(archive.faults().unwrap(), []);
}

fn tie(kind: &str, a: &str, b: &str, text: &str) -> Tie {
    let record = serde_json::json!({"kind": if kind == "assessment" { "assessment" } else { "tie" }, "tie": kind,
        "a": [{"code": a}], "b": [{"code": b}], "sentence": 0, "text": text});
    let record = record.as_object().unwrap().clone();
    Tie { kind: kind.to_string(), a: Some(a.to_string()), b: Some(b.to_string()), sentence: Some(0), record }
}

#[test]
fn ties_and_assessments_come_out_as_they_went_in() {
    let folder = tempfile::tempdir().unwrap();
    let (mut archive, run) = open(folder.path());
    let mut incoming =
        filed(report("t", "2018-02-01", "France lent Mali ten million. They are close."), Vec::new());
    let ties = vec![tie("loan", "FRA", "MLI", "lent"), tie("assessment", "FRA", "MLI", "are close")];
    if let Read::Coded(coded) = &mut incoming.read {
        coded.ties.clone_from(&ties);
    }
    write(
        &mut archive,
        run,
        "a",
        vec![incoming, filed(report("u", "2018-03-01", "Chad slept."), Vec::new())],
    );
    let check = |filter: Filter, expected: &[&str]| {
        let (mut found, run) = (Vec::new(), archive.find_run(None).unwrap());
        archive
            .ties::<Error>(&run, &filter, &Page::default(), |tie| {
                assert_eq!(tie.report.as_ref().unwrap().doc, "t");
                found.push(tie.record);
                Ok(())
            })
            .unwrap();
        let kinds: Vec<&str> = found.iter().map(|record| record["tie"].as_str().unwrap()).collect();
        assert_eq!(kinds, expected, "{filter:?}");
        found
    };
    let one = |code: &str| vec![code.to_string()];
    let all = check(Filter::default(), &["loan", "assessment"]);
    assert_eq!(all, ties.iter().map(|tie| tie.record.clone()).collect::<Vec<_>>());
    check(Filter { event: one("assessment"), ..Filter::default() }, &["assessment"]);
    check(Filter { actor: one("FRA"), recipient: one("MLI"), ..Filter::default() }, &["loan", "assessment"]);
    check(Filter { actor: one("MLI"), ..Filter::default() }, &[]);
    let day = |date: &str| Some(tiltmeter_store::days(date.parse().unwrap()));
    check(Filter { since: day("2018-02-02"), ..Filter::default() }, &[]);
    check(Filter { words: Some("close".to_string()), ..Filter::default() }, &["loan", "assessment"]);
    check(Filter { words: Some("slept".to_string()), ..Filter::default() }, &[]);
    assert_eq!(archive.faults().unwrap(), []);
}

// Of two events, whether they are told as one incident.
fn check_incident(change: impl FnOnce(&mut tiltmeter_store::Event), expected: bool) {
    let folder = tempfile::tempdir().unwrap();
    let (mut archive, run) = open(folder.path());
    let act = || tiltmeter_store::Event {
        location: Some(serde_json::json!({"text": "Gao"})),
        ..event("TCD", "ASSAULT", "MLI", "bombed", "2018-01-01")
    };
    let mut other = act();
    change(&mut other);
    let stories = vec![
        filed(report("a", "2018-01-02", "Chad bombed Gao in Mali, a witness said."), vec![act()]),
        filed(
            report("b", "2018-01-03", "Two days on, it is known that Chad bombed Gao."),
            vec![other.clone()],
        ),
    ];
    write(&mut archive, run, "a", stories);
    let found = found(&archive, Filter { tellings: true, ..Filter::default() });
    assert_eq!(found.len(), 2);
    let names: Vec<&Option<String>> = found.iter().map(|found| &found.incident).collect();
    assert_eq!(names[0].is_some() && names[0] == names[1], expected, "{other:?}");
    // Told, and not merged: two attacks of a day may well be two.
    assert!(found.iter().all(|found| found.mentions == 1));
}

#[test]
fn stories_that_tell_one_incident_are_linked_and_no_others() {
    use serde_json::json;
    use tiltmeter_store::{Event, Party};
    check_incident(|_| (), true);
    // Other words, confidence, rule and spelling of the place: the same incident.
    check_incident(|event| event.confidence = Some(0.9), true);
    check_incident(|event| event.location = Some(json!({"text": "GAO"})), true);
    check_incident(|event| event.published = Some("2018-02-01".to_string()), true);
    // Another day, place, type, mode, side, status: another.
    let dated = |date: &str| {
        let date = Some(date.to_string());
        move |event: &mut Event| event.date = date
    };
    check_incident(dated("2018-01-02"), false);
    check_incident(|event| event.location = Some(json!({"text": "Timbuktu"})), false);
    check_incident(|event| event.location = None, false);
    check_incident(|event| event.event = Some("COERCE".to_string()), false);
    check_incident(|event| event.mode = vec!["aerial".to_string()], false);
    check_incident(|event| std::mem::swap(&mut event.actor, &mut event.recipient), false);
    check_incident(|event| event.status = Some("hypothetical".to_string()), false);
    let more = Party { code: Some("NER".to_string()), text: "bombed".to_string(), ..Party::default() };
    check_incident(|event| event.recipient.push(more), false);
    // What is not known links nothing.
    check_incident(dated("2018-01"), false);
    check_incident(|event| event.date = None, false);
    check_incident(|event| event.actor[0].code = None, false);
    check_incident(|event| event.recipient.clear(), false);
}

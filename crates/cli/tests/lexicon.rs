//! `tiltmeter lexicon` and PETRARCH's dictionaries, from outside.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that fails says best where, one that skips says so"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn tiltmeter(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tiltmeter"));
    command.args(arguments).output().unwrap()
}

fn out(arguments: &[&str]) -> String {
    let output = tiltmeter(arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn find_tells_what_a_name_means_that_day_and_why() {
    let told = out(&["lexicon", "find", "Khurram Dastgir Khan", "--date", "2018-01-29"]);
    assert!(told.starts_with("Khurram Dastgir Khan on 2018-01-29: PAK\n"), "{told}");
    assert!(told.contains("defence_minister  2017-08-04..2018-05-31"), "{told}");
    let told = out(&["lexicon", "find", "Congo"]);
    assert!(told.starts_with("Congo on no day in particular: no code from the name alone\n"), "{told}");
    assert!(told.contains("0.50  COD[GOV]  state") && told.contains("0.50  COG[GOV]  state"), "{told}");
    assert_eq!(
        out(&["lexicon", "find", "Ruritania"]),
        "Ruritania on no day in particular: not in the lexicon\n"
    );
}

#[test]
fn places_of_a_users_own_are_found_and_coded() {
    let folder = scratch("places");
    fs::create_dir_all(folder.join("gazetteer")).unwrap();
    let head = "name\tcountry\tregion\tlatitude\tlongitude\tpopulation\tkind\tgeonames\tnames\n";
    let row = "Jinnah Base\tPAK\tBalochistan\t25.28\t61.79\t\tINSM\t\tJiwani Camp\n";
    fs::write(folder.join("gazetteer/mine.tsv"), format!("{head}{row}")).unwrap();
    let report = folder.join("report.txt");
    fs::write(&report, "Gunmen attacked Indian engineers at Jiwani Camp on Monday, the army said.\n")
        .unwrap();
    let (lexicon, report) = (folder.to_str().unwrap(), report.to_str().unwrap());
    let told = out(&["lexicon", "find", "Jiwani Camp", "--lexicon", lexicon]);
    assert!(told.contains("on earth  PAK  Jinnah Base, Balochistan  25.28 61.79  INSM"), "{told}");
    let records = out(&["read", report, "--date", "2018-01-29", "--lexicon", lexicon]);
    let told = r#""country":"PAK","name":"Jinnah Base","lat":25.28,"lon":61.79"#;
    assert!(records.contains(told), "{records}");
    assert!(!out(&["read", report, "--date", "2018-01-29"]).contains(told));

    let bad = "Jinnah Base\tPAK\tBalochistan\t95.28\t61.79\t\tINSM\n";
    fs::write(folder.join("gazetteer/mine.tsv"), format!("{head}{bad}")).unwrap();
    let refused = tiltmeter(&["read", report, "--lexicon", lexicon]);
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(said.contains("gazetteer/mine.tsv`, line 2: the latitude must be degrees up to 90"), "{said}");
}

#[test]
fn check_tells_of_the_given_files_alone() {
    let folder = scratch("check");
    fs::create_dir_all(folder.join("actors")).unwrap();
    let table = "code\tsectors\tname\taliases\tfrom\tto\nFRA\tREB\tZouave League\t\t2018\t2015\n";
    fs::write(folder.join("actors/organisations-mine.tsv"), table).unwrap();
    let told = out(&["lexicon", "check", "--lexicon", folder.to_str().unwrap()]);
    assert_eq!(
        told,
        "actors/organisations-mine.tsv, line 2: ends (2015-12-31) before it starts (2018-01-01): it never counts\n"
    );
}

#[test]
fn gaps_count_names_without_a_code_most_frequent_first() {
    let folder = scratch("gaps");
    let line = |id: &str, text: &str| {
        format!("{}\n", serde_json::json!({"id": id, "date": "2018-06-01", "text": text}))
    };
    let reports = line("a", "Zora Quimby met Otto Glumm in Paris. Zora Quimby left.")
        + &line("b", "France invited Zora Quimby.");
    let file = folder.join("reports.jsonl");
    fs::write(&file, reports).unwrap();
    let told = out(&["lexicon", "gaps", file.to_str().unwrap(), "--least", "1"]);
    assert_eq!(told, "mentions\treports\tname\n3\t2\tZora Quimby\n1\t1\tOtto Glumm\n");
}

#[test]
fn dictionaries_of_petrarch_take_the_place_of_the_builtin_names() {
    let folder = scratch("petrarch");
    let actors = folder.join("actors.txt");
    fs::write(&actors, "FREEDONIA_ [FRE]\nRUFUS_FIREFLY_ [FREGOV 330101-330630]\nODD [---]\n").unwrap();
    let actors = actors.to_str().unwrap();
    let output = tiltmeter(&["lexicon", "find", "Rufus Firefly", "--date", "1933-03-01", "--actors", actors]);
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(told.starts_with("Rufus Firefly on 1933-03-01: FRE\n"), "{told}");
    let unused = String::from_utf8_lossy(&output.stderr);
    assert!(unused.contains("line 3: not used: no code of letters in `[---]`"), "{unused}");
    let told = out(&["lexicon", "find", "Pakistan", "--actors", actors]);
    assert!(told.ends_with("not in the lexicon\n"), "{told}");
}

/// The dictionaries themselves, where they are.
#[test]
fn the_dictionaries_of_phoenix_load() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/petrarch");
    if !folder.exists() {
        println!("skipped: no {}", folder.display());
        return;
    }
    let actors = folder.join("Phoenix.Countries.actors.txt");
    let agents = folder.join("Phoenix.agents.txt");
    let discards = folder.join("Phoenix.discards.txt");
    let told = out(&[
        "lexicon",
        "find",
        "Hamid Karzai",
        "--date",
        "2005-01-01",
        "--actors",
        actors.to_str().unwrap(),
        "--agents",
        agents.to_str().unwrap(),
        "--discard",
        discards.to_str().unwrap(),
    ]);
    assert!(told.starts_with("Hamid Karzai on 2005-01-01: AFG\n"), "{told}");
}

//! Who may import whom, and who may touch the world: read from the manifests and sources themselves.
#![allow(clippy::unwrap_used, reason = "a test that fails says best where")]

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn manifest(folder: &Path) -> toml::Table {
    let path = folder.join("Cargo.toml");
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())).parse().unwrap()
}

/// Name and manifest of each crate, in the order of `members`: the order in which data flows.
fn crates() -> Vec<(String, toml::Table)> {
    let workspace = manifest(&root());
    let members =
        workspace["workspace"]["members"].as_array().unwrap().iter().map(|member| member.as_str().unwrap());
    members
        .map(|member| {
            let manifest = manifest(&root().join(member));
            (manifest["package"]["name"].as_str().unwrap().to_string(), manifest)
        })
        .collect()
}

fn imports(manifest: &toml::Table, section: &str) -> Vec<String> {
    let own = |name: &&String| *name == "tiltmeter" || name.starts_with("tiltmeter-");
    let table = manifest.get(section).and_then(|section| section.as_table());
    table.map(|table| table.keys().filter(own).cloned().collect()).unwrap_or_default()
}

#[test]
fn a_crate_imports_only_crates_above_it() {
    let crates = crates();
    let names: Vec<&str> = crates.iter().map(|(name, _)| name.as_str()).collect();
    for (position, (name, manifest)) in crates.iter().enumerate() {
        for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
            for import in imports(manifest, section) {
                assert!(
                    names[..position].contains(&import.as_str()),
                    "{name} imports {import}, which is not above it"
                );
            }
        }
    }
}

#[test]
fn each_crate_imports_what_the_law_allows() {
    let law: &[(&str, &[&str])] = &[
        ("tiltmeter-record", &[]),
        ("tiltmeter-text", &["tiltmeter-record"]),
        ("tiltmeter-coder", &["tiltmeter-record", "tiltmeter-text"]),
        ("tiltmeter-ingest", &["tiltmeter-record"]),
        ("tiltmeter-store", &["tiltmeter-record"]),
        ("tiltmeter-relations", &["tiltmeter-record"]),
        (
            "tiltmeter",
            &[
                "tiltmeter-record",
                "tiltmeter-text",
                "tiltmeter-coder",
                "tiltmeter-ingest",
                "tiltmeter-store",
                "tiltmeter-relations",
            ],
        ),
        ("tiltmeter-feeds", &["tiltmeter-record", "tiltmeter-ingest"]),
        ("tiltmeter-cli", &["tiltmeter", "tiltmeter-feeds"]),
    ];
    for (name, manifest) in crates() {
        if name == "xtask" {
            continue;
        }
        let (_, allowed) =
            law.iter().find(|(known, _)| *known == name).unwrap_or_else(|| panic!("no law for {name}"));
        for import in imports(&manifest, "dependencies") {
            assert!(allowed.contains(&import.as_str()), "{name} may not import {import}");
        }
    }
}

#[test]
fn libraries_leave_the_world_alone() {
    let world = [
        "println!(",
        "print!(",
        "eprint!(",
        "eprintln!(",
        "std::fs",
        "std::net",
        "std::env",
        "std::process",
        "SystemTime",
        "Instant::",
    ];
    for name in ["record", "text", "coder", "ingest", "store", "relations", "tiltmeter"] {
        let mut sources = Vec::new();
        collect(&root().join("crates").join(name).join("src"), &mut sources);
        assert!(!sources.is_empty(), "no sources in {name}");
        for path in sources {
            let source = fs::read_to_string(&path).unwrap();
            // Tests may do what they like; they stand at the end of a file.
            let code = source.split("#[cfg(test)]").next().unwrap();
            for word in world.iter().filter(|word| code.contains(*word)) {
                let allowed = MAY.iter().any(|(file, may)| may == word && path.ends_with(file));
                assert!(allowed, "{} uses {word}", path.display());
            }
        }
    }
}

/// Who may touch the world, and how.
const MAY: &[(&str, &str)] = &[
    // A user's lexicon is a folder.
    ("tiltmeter/src/lexicon.rs", "std::fs"),
    // Which kernel multiplies: all give the same bits, and tests ask for each.
    ("text/src/network/kernels.rs", "std::env"),
];

fn collect(folder: &Path, sources: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, sources);
        } else if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("tests.rs") {
            sources.push(path);
        }
    }
}

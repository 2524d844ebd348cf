//! Lists the files of `lexicon/`, so that a new file is compiled in without a line of code.
//!
//! Writes `lexicon_files.rs`: `&[("actors/states.tsv", include_str!("…")), …]`, in the order of the paths.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// Entries, tables, and examples too many to stand in the entries.
const READ: [&str; 3] = ["toml", "tsv", "examples"];

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=lexicon");
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("lexicon");
    let mut files = Vec::new();
    collect(&root, &mut files)?;
    files.sort();
    let mut listing = String::from("&[\n");
    for file in files {
        let name = file.strip_prefix(&root).unwrap_or(&file).to_string_lossy().replace('\\', "/");
        listing.push_str(&format!("    ({name:?}, include_str!({:?})),\n", file.to_string_lossy()));
    }
    listing.push_str("]\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join("lexicon_files.rs");
    fs::write(out, listing)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|extension| READ.iter().any(|&read| extension == read)) {
            files.push(path);
        }
    }
    Ok(())
}

//! `tiltmeter explain CODE|ENTRY`: what a code of the records means, what an entry of the lexicon covers and
//! what it does not.

use std::fmt::Write as _;
use std::io::{self, Write as _};

use anyhow::bail;
use tiltmeter::record::{Context, EventType, Mode, Quad, Sector, ontology};
use tiltmeter::{Entry, Lexicon};

use crate::Outcome;
use crate::arguments::ExplainArguments;

/// Prints every meaning of the code.
pub(crate) fn run(arguments: &ExplainArguments) -> anyhow::Result<Outcome> {
    let told = match &arguments.code {
        None => list_types(),
        Some(code) => explain(code, &Lexicon::entries(Vec::new())?),
    };
    if told.is_empty() {
        let code = arguments.code.as_deref().unwrap_or_default();
        bail!(
            "`{code}` is no event type, mode, sector, context, CAMEO code or entry; `tiltmeter explain` lists the types"
        );
    }
    io::stdout().write_all(told.as_bytes())?;
    Ok(Outcome::Done)
}

fn list_types() -> String {
    let line = |event: EventType| format!("{:10} {}\n", event.code(), event.definition());
    EventType::ALL.into_iter().map(line).collect()
}

// A word may be several things: `territory` is a mode of THREATEN and a context.
fn explain(code: &str, entries: &[Entry]) -> String {
    let mut told = String::new();
    let upper = code.to_uppercase();
    if let Some(event) = EventType::from_code(&upper) {
        explain_type(event, &mut told);
        tell_entries(entries.iter().filter(|entry| entry.event == Some(event)), &mut told);
    }
    let lower = code.to_lowercase();
    for mode in EventType::ALL.into_iter().filter_map(|event| Mode::find(event, &lower)) {
        explain_mode(mode, &mut told);
        tell_entries(entries.iter().filter(|entry| entry.mode == Some(mode)), &mut told);
    }
    for entry in entries.iter().filter(|entry| is_named(entry, &lower)) {
        explain_entry(entry, &mut told);
    }
    if let Some(context) = Context::find(&lower) {
        let _ = writeln!(told, "{lower}  context: {}", context.definition());
    }
    if let Some(sector) = Sector::find(&upper) {
        let _ = writeln!(told, "{upper}  sector: {}", sector.definition());
    }
    if let Some(about) = ontology().international(&upper) {
        let _ = writeln!(told, "{upper}  actor that is no country: {about}");
    }
    explain_cameo(code, &mut told);
    told
}

fn explain_type(event: EventType, told: &mut String) {
    let (quad, scale) = (quad_name(event.quad()), ontology().scale(event, &[]));
    let _ = writeln!(told, "{}  event type: {}", event.code(), event.definition());
    let _ = writeln!(told, "  {quad} (quad code {}), scale {scale:+}", event.quad() as u8);
    for mode in ontology().modes(event) {
        let scale = ontology().scale(event, &[mode]);
        let _ = writeln!(told, "  {:15} {scale:+5}  {}", mode.code(), mode.definition());
    }
}

fn explain_mode(mode: Mode, told: &mut String) {
    let (event, scale) = (mode.event(), ontology().scale(mode.event(), &[mode]));
    let _ =
        writeln!(told, "{}  mode of {}: {} (scale {scale:+})", mode.code(), event.code(), mode.definition());
}

// `verbs/accuse/condemn`, `accuse/condemn` or `condemn`.
fn is_named(entry: &Entry, name: &str) -> bool {
    let last = entry.id.rsplit('/').next();
    entry.id == name || entry.id.strip_prefix("verbs/") == Some(name) || last == Some(name)
}

// One line an entry: its name and its first words.
fn tell_entries<'a>(entries: impl Iterator<Item = &'a Entry>, told: &mut String) {
    for (nth, entry) in entries.enumerate() {
        if nth == 0 {
            let _ = writeln!(told, "  entries (`tiltmeter explain ENTRY` tells what each covers):");
        }
        let name = entry.id.strip_prefix("verbs/").unwrap_or(&entry.id);
        let _ = writeln!(told, "  {name:24} {}", first_words(entry, 4));
    }
}

fn first_words(entry: &Entry, n: usize) -> String {
    let shown: Vec<&str> = entry.words.iter().take(n).map(String::as_str).collect();
    let more = entry.words.len().saturating_sub(n);
    if more == 0 { shown.join(", ") } else { format!("{}, and {more} more", shown.join(", ")) }
}

fn explain_entry(entry: &Entry, told: &mut String) {
    let gives = match (entry.event, entry.mode, &entry.table) {
        (Some(event), Some(mode), _) => format!("{} {}", event.code(), mode.code()),
        (Some(event), None, _) => event.code().to_string(),
        (None, _, Some(table)) => format!("makes another act of the act inside it (table `{table}`)"),
        (None, _, None) => String::new(),
    };
    let cameo = entry.cameo.as_ref().map_or(String::new(), |cameo| format!(", CAMEO {cameo}"));
    let _ = writeln!(told, "{}  entry: {gives}{cameo}", entry.id);
    let _ = writeln!(told, "  words: {}", first_words(entry, usize::MAX));
    for (name, negative) in [("covers", false), ("does not cover", true)] {
        for example in entry.examples.iter().filter(|example| example.is_negative() == negative) {
            let _ = writeln!(told, "  {name}: {} => {}", example.text, example.expected);
        }
    }
}

fn explain_cameo(code: &str, told: &mut String) {
    let (Some(label), Some((event, mode))) = (ontology().cameo_label(code), ontology().from_cameo(code))
    else {
        return;
    };
    let mode = mode.map_or(String::new(), |mode| format!(" {}", mode.code()));
    let _ = writeln!(told, "{code}  CAMEO code: {label}; in PLOVER {}{mode}", event.code());
}

fn quad_name(quad: Quad) -> &'static str {
    match quad {
        Quad::VerbalCooperation => "verbal cooperation",
        Quad::MaterialCooperation => "material cooperation",
        Quad::VerbalConflict => "verbal conflict",
        Quad::MaterialConflict => "material conflict",
    }
}

//! `tiltmeter explain CODE`: what a code of the records means.

use std::fmt::Write as _;
use std::io::{self, Write as _};

use anyhow::bail;
use tiltmeter::record::{Context, EventType, Mode, Quad, Sector, ontology};

use crate::Outcome;
use crate::arguments::ExplainArguments;

/// Prints every meaning of the code.
pub(crate) fn run(arguments: &ExplainArguments) -> anyhow::Result<Outcome> {
    let told = match &arguments.code {
        None => list_types(),
        Some(code) => explain(code),
    };
    if told.is_empty() {
        let code = arguments.code.as_deref().unwrap_or_default();
        bail!(
            "`{code}` is no event type, mode, sector, context or CAMEO code; `tiltmeter explain` lists the types"
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
fn explain(code: &str) -> String {
    let mut told = String::new();
    let upper = code.to_uppercase();
    if let Some(event) = EventType::from_code(&upper) {
        explain_type(event, &mut told);
    }
    let lower = code.to_lowercase();
    for mode in EventType::ALL.into_iter().filter_map(|event| Mode::find(event, &lower)) {
        explain_mode(mode, &mut told);
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

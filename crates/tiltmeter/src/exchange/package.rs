//! The description beside an export: a Frictionless Data Package.
//!
//! It names the file, its size and hash, how many events and rows it holds, what was left out, its columns, and how
//! to cite it. No clock is asked: the same events give the same package.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::export::{Exported, Format};
use super::tables;

/// The description of `file`, which holds `bytes`, as it stands in `datapackage.json`.
pub fn package(file: &str, format: Format, bytes: &[u8], exported: &Exported) -> Value {
    let mut resource = json!({
        "name": "events",
        "path": file,
        "format": format.ending(),
        "mediatype": format.media_type(),
        "encoding": "utf-8",
        "bytes": bytes.len(),
        "hash": package_hash(Sha256::new_with_prefix(bytes)),
        "rows": exported.n_rows,
        "events": exported.n_events,
        "left_out": exported.left_out,
        "not_held": exported.not_held,
    });
    if let Some(name) = table(format) {
        let fields: Vec<Value> =
            tables::columns(name).iter().map(|name| json!({"name": name, "type": "string"})).collect();
        resource["schema"] = json!({"fields": fields});
        resource["dialect"] =
            json!({"delimiter": "\t", "header": format == Format::Polecat, "quoteChar": null});
    }
    json!({
        "profile": "data-package",
        "name": "tiltmeter-events",
        "title": "Events coded by Tiltmeter",
        "description": "Codes are text: CAMEO's leading zeros matter. States are ISO 3166 alpha-3.",
        "citation": concat!("Tiltmeter ", env!("CARGO_PKG_VERSION"), "; PLOVER 2.0 and CAMEO 1.1b3 (Open Event Data Alliance)"),
        "resources": [resource],
    })
}

fn table(format: Format) -> Option<&'static str> {
    match format {
        Format::Polecat => Some("polecat"),
        Format::Gdelt => Some("gdelt"),
        _ => None,
    }
}

/// A hash as data packages write it.
pub(crate) fn package_hash(sum: Sha256) -> String {
    let digits: String = sum.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{digits}")
}

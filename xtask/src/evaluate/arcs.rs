//! `cargo xtask evaluate arcs`: the share of right arcs in sentences in the manner of a wire service.
//!
//! ```text
//! wire: 98.00 % of 550 arcs right
//! ```

#[path = "../../../crates/text/tests/golden/arcs.rs"]
mod golden;

use std::path::PathBuf;

use anyhow::{Context, Result};
use tiltmeter_text::Reader;

/// What to read.
#[derive(clap::Args)]
pub struct Args {
    /// A text of sentences and their arcs.
    #[arg(default_value = "crates/text/tests/golden/wire.txt")]
    file: PathBuf,
    /// A model file in place of the compiled-in one.
    #[arg(long)]
    model: Option<PathBuf>,
    /// Prints the text with its wrong arcs marked.
    #[arg(long)]
    show: bool,
}

/// Evaluates and prints.
pub fn run(args: &Args) -> Result<()> {
    let path = &args.file;
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read `{}`", path.display()))?;
    let given = args.model.as_deref().map(super::read_model).transpose()?;
    let model = given.as_ref().unwrap_or_else(|| tiltmeter_text::Model::builtin());
    let marked = golden::mark(&text, &mut Reader::new(model));
    if args.show {
        print!("{}", marked.text);
    }
    let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let share = 100.0 * marked.n_right as f64 / marked.n_arcs.max(1) as f64;
    println!("{name}: {share:.2} % of {} arcs right", marked.n_arcs);
    Ok(())
}

//! Shell completions and manual pages, made from the arguments themselves.

use std::fs;
use std::io::{self, Write};

use anyhow::Context;
use clap::CommandFactory;

use crate::Outcome;
use crate::arguments::{Arguments, CompletionsArguments, ManArguments};

/// Prints the completions for one shell.
pub(crate) fn completions(arguments: &CompletionsArguments) -> anyhow::Result<Outcome> {
    // Rendered first: the generator itself gives up loudly when a pipe closes.
    let mut written = Vec::new();
    clap_complete::generate(arguments.shell, &mut Arguments::command(), "tiltmeter", &mut written);
    io::stdout().write_all(&written)?;
    Ok(Outcome::Done)
}

/// Prints the main manual page, or writes all of them into a folder.
pub(crate) fn man(arguments: &ManArguments) -> anyhow::Result<Outcome> {
    let command = Arguments::command();
    match &arguments.folder {
        None => clap_mangen::Man::new(command).render(&mut io::stdout())?,
        Some(folder) => {
            let failed = || format!("cannot write manual pages to `{}`", folder.display());
            fs::create_dir_all(folder).with_context(failed)?;
            clap_mangen::generate_to(command, folder).with_context(failed)?;
        }
    }
    Ok(Outcome::Done)
}

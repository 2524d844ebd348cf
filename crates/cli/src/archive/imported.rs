//! `tiltmeter import --archive`: events of other systems into an archive, every row accounted for.

use std::path::Path;

use tiltmeter::archive::{Archive, Fates, Importing, imported_run};
use tiltmeter::exchange;
use tiltmeter::relations::{Input, thousands};

use super::ingest::now;
use super::sources::sources;
use crate::arguments::ImportArguments;
use crate::rejects::Rejects;
use crate::{Outcome, tell};

/// Takes the files in, as a run of their own.
pub(crate) fn import(arguments: &ImportArguments, path: &Path) -> anyhow::Result<Outcome> {
    let mut archive = Archive::open(path)?;
    let run = imported_run(arguments.source.as_deref().unwrap_or("elsewhere"));
    let number = archive.run(&run)?;
    let mapping = arguments.map.clone().unwrap_or_default();
    let mut rejects = Rejects::new(arguments.rejects.as_deref())?;
    let mut fates = Fates::default();
    for source in sources(&arguments.files)? {
        let (bytes, mark) = source.open(&now())?;
        let input = archive.input(&source.name, &mark)?;
        if input.whole {
            tell(&format!("`{}` is in already: {} events", source.name, thousands(input.n_done as usize)));
            continue;
        }
        let importing = std::cell::RefCell::new(Importing::new(&mut archive, number, input, &now));
        let (failed, mut not_listed) = (std::cell::RefCell::new(None), None);
        let note = |result: Result<(), tiltmeter::Error>| {
            let mut failed = failed.borrow_mut();
            *failed = failed.take().or(result.err());
        };
        exchange::import(
            Input { name: source.name.clone(), bytes },
            &mapping,
            &mut |event| note(importing.borrow_mut().take(&event)),
            &mut |problem| {
                note(importing.borrow_mut().refuse(&problem));
                not_listed = not_listed.take().or(rejects.take(&source.name, &[problem]).err());
            },
        )?;
        if let Some(error) = failed.into_inner() {
            return Err(error.into());
        }
        fates.add(importing.into_inner().finish()?);
        if let Some(error) = not_listed {
            return Err(error);
        }
    }
    let counted = |n: u64| thousands(n as usize);
    tell(&format!(
        "{} events imported into run {}, {} in already; {} rows that cannot be read",
        counted(fates.imported),
        run.id(),
        counted(fates.again),
        counted(fates.broken)
    ));
    rejects.finish()
}

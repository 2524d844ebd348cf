//! The events of an archive as the records that `tiltmeter code` writes: whatever reads these reads archives.
//! `mentions` counts the reports that tell the event.

use std::io::{self, Read};
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use tiltmeter_store::{Archive, Error, Filter, Page};

use super::Ended;

/// JSON lines of the events of a run (of the one in use, where none is named), in the order of their days. They are
/// read as they are asked for.
pub fn records_of(path: &Path, run: Option<&str>) -> Result<impl Read + use<>, Error> {
    let archive = Archive::read(path)?;
    let run = archive.find_run(run)?;
    let (lines, received) = sync_channel(QUEUED);
    thread::spawn(move || send(&archive, &run, &lines));
    Ok(Records { received, current: io::Cursor::new(Vec::new()) })
}

const QUEUED: usize = 64;
// Bytes that go together.
const PORTION: usize = 64 << 10;

type Portion = Result<Vec<u8>, String>;

fn send(archive: &Archive, run: &(i64, String), lines: &SyncSender<Portion>) {
    let mut portion = Vec::with_capacity(PORTION);
    let sent = archive.events(run, &Filter::default(), &Page::default(), |found| {
        serde_json::to_writer(&mut portion, &found)
            .expect("the archive's shapes hold nothing that JSON cannot");
        portion.push(b'\n');
        if portion.len() < PORTION {
            return Ok(());
        }
        lines.send(Ok(std::mem::take(&mut portion))).map_err(|_| Ended::Gone)
    });
    let last = match sent {
        Ok(()) => Ok(portion),
        Err(Ended::Failed(error)) => Err(error.to_string()),
        Err(Ended::Gone) => return,
    };
    // Nobody may be there to hear of the end.
    lines.send(last).ok();
}

struct Records {
    received: Receiver<Portion>,
    current: io::Cursor<Vec<u8>>,
}

impl Read for Records {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let n_bytes = self.current.read(buffer)?;
            if n_bytes > 0 || buffer.is_empty() {
                return Ok(n_bytes);
            }
            match self.received.recv() {
                Ok(portion) => self.current = io::Cursor::new(portion.map_err(io::Error::other)?),
                Err(_) => return Ok(0),
            }
        }
    }
}

//! Work on all cores, in the order of the input and in bounded memory.
//!
//! ```text
//!             ┌─> worker 0 ─┐
//! inputs ─────┼─> worker 1 ─┼─────> outputs, in order
//! (1 thread)  └─> worker 2 ─┘       (the caller's thread)
//! ```
//!
//! Worker *i* of *n* gets every *n*-th input, and the caller takes from the workers in turn: that alone keeps the
//! order. The queues hold two each, so a slow taker holds the reader back and memory stays where it is, however long
//! the input.

use std::sync::mpsc::sync_channel;
use std::thread;

const QUEUED: usize = 2;

/// Has each of `n_threads` workers turn inputs into outputs; `take` gets these in the order of the inputs.
pub(crate) fn in_order<T: Send, U: Send, E, W: FnMut(T) -> U>(
    inputs: impl Iterator<Item = T> + Send,
    n_threads: usize,
    worker: &(impl Fn() -> W + Sync),
    mut take: impl FnMut(U) -> Result<(), E>,
) -> Result<(), E> {
    thread::scope(|scope| {
        let (mut inboxes, mut outboxes) = (Vec::new(), Vec::new());
        for _ in 0..n_threads.max(1) {
            let (inbox, inputs) = sync_channel(QUEUED);
            let (outputs, outbox) = sync_channel(QUEUED);
            inboxes.push(inbox);
            outboxes.push(outbox);
            scope.spawn(move || {
                let mut work = worker();
                // Whoever takes no more has failed, and says why.
                for input in inputs {
                    if outputs.send(work(input)).is_err() {
                        return;
                    }
                }
            });
        }
        scope.spawn(move || {
            for (inbox, input) in inboxes.iter().cycle().zip(inputs) {
                if inbox.send(input).is_err() {
                    return;
                }
            }
        });
        // The first worker, in turn, that has no more is the one the next input would have gone to.
        for outbox in outboxes.iter().cycle() {
            match outbox.recv() {
                Ok(output) => take(output)?,
                Err(_) => return Ok(()),
            }
        }
        Ok(())
    })
}

//! Which reports are copies of each other: the same wire story reprinted, updated, shortened, under another headline.
//!
//! ```text
//! text ──> Mark (any thread) ──> Copies (one, in order) ──> Verdict: alone, or of which cluster
//!          mark                  index
//! ```
//!
//! A [`Mark`] is a MinHash of the text's runs of three words (Broder 1997). Marks that agree in any of 48 bands of
//! two are compared whole, which finds nine in ten pairs that share a quarter of their runs and all that share half.
//! Two reports are copies if they share most of what both say, or if the shorter says little that the longer does not.
//!
//! Clusters are the connected parts of "is a copy of", named after their smallest key: the order of reports changes
//! none, as long as they fit into the window.
//!
//! ```
//! use tiltmeter_ingest::copies::{Copies, Mark, Verdict};
//! let story = "Mali and Chad agreed on Monday to reopen their embassies after two years of frozen ties, \
//!     the foreign ministers of both countries told reporters in Bamako, and trade talks will follow in May. \
//!     Envoys are to be named within a month.";
//! let mut copies = Copies::default();
//! assert_eq!(copies.add(7, &Mark::of(story, None)), Verdict::Alone);
//! let again = copies.add(9, &Mark::of(&format!("BAMAKO — {story}"), None));
//! assert!(matches!(again, Verdict::Copy { of: 7, cluster: 7, .. }));
//! ```

mod index;
mod mark;

pub use index::{Copies, Likeness, Verdict, Window};
pub use mark::{MARK_BYTES, Mark};

//! Names made of content: the same bytes have the same name on every machine and in every run.
//!
//! ```
//! use tiltmeter_record::Fingerprint;
//! let name = Fingerprint::default().with(b"a1").with(b"Russia praised Pakistan.");
//! assert_eq!(name.to_string(), "181a6fab52bdc565");
//! ```

use std::fmt;

/// FNV-1a in 64 bits (Fowler, Noll, Vo): short, seedless, and the same in every language that may want to make
/// these names again. It tells things apart and proves nothing against a forger: who looks up by it compares after.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fingerprint(pub u64);

impl Default for Fingerprint {
    fn default() -> Fingerprint {
        Fingerprint(0xcbf2_9ce4_8422_2325)
    }
}

impl Fingerprint {
    /// Adds a part. A zero ends each, so that "a" + "bc" and "ab" + "c" differ.
    #[must_use]
    pub fn with(self, part: &[u8]) -> Fingerprint {
        let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        Fingerprint(part.iter().chain(&[0]).fold(self.0, step))
    }

    /// As a database keeps it: the same bits with a sign.
    pub fn signed(self) -> i64 {
        self.0.cast_signed()
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

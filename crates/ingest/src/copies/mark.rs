//! The mark of a text: enough to tell how much of it another text shares.

use tiltmeter_record::When;

/// Hashes in a mark.
pub(super) const N_HASHES: usize = 96;
/// Bytes of a mark, as [`Mark::to_bytes`] writes it.
pub const MARK_BYTES: usize = 8 + 4 + 2 * N_HASHES;

// Words in a run. Two are shared by chance, four are lost with every third word that an editor changes.
const RUN: usize = 3;
// Fewer runs than these are no story: short texts are copies if they are the same, and of one day.
const FEWEST_RUNS: u32 = 24;

/// What is kept of a text to find its copies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Hash of all its words in their order (with its day, if it is short).
    pub(super) whole: u64,
    /// How many different runs it has.
    pub(super) n_runs: u32,
    /// The least of each hash over its runs, cut to 16 bits.
    pub(super) least: [u16; N_HASHES],
}

impl Mark {
    /// The mark of a text. `date` is its day of publication: a short text is a copy on its own day only.
    pub fn of(text: &str, date: Option<When>) -> Mark {
        let words = words(text);
        let mut runs: Vec<u64> =
            words.windows(RUN).map(|run| run.iter().fold(0, |sum, &word| join(sum, word))).collect();
        runs.sort_unstable();
        runs.dedup();
        let mut whole = words.iter().fold(0, |sum, &word| join(sum, word));
        let n_runs = runs.len() as u32;
        if n_runs < FEWEST_RUNS {
            let day = date.map_or(String::new(), |date| date.to_string());
            whole = join(whole, hash(day.as_bytes()));
        }
        Mark { whole, n_runs, least: least(&runs) }
    }

    /// Whether it is long enough to be told from others by what they share.
    pub(super) fn is_story(&self) -> bool {
        self.n_runs >= FEWEST_RUNS
    }

    /// The part of all their runs that two texts share (Jaccard), as far as their marks tell.
    pub(super) fn share(&self, other: &Mark) -> f32 {
        let n_same = self.least.iter().zip(&other.least).filter(|(a, b)| a == b).count();
        n_same as f32 / N_HASHES as f32
    }

    /// As bytes, for an archive: the same on every machine.
    pub fn to_bytes(&self) -> [u8; MARK_BYTES] {
        let mut bytes = [0; MARK_BYTES];
        bytes[..8].copy_from_slice(&self.whole.to_le_bytes());
        bytes[8..12].copy_from_slice(&self.n_runs.to_le_bytes());
        for (place, least) in self.least.iter().enumerate() {
            bytes[12 + 2 * place..][..2].copy_from_slice(&least.to_le_bytes());
        }
        bytes
    }

    /// What [`Mark::to_bytes`] wrote; `None` where it is something else.
    pub fn from_bytes(bytes: &[u8]) -> Option<Mark> {
        let bytes: &[u8; MARK_BYTES] = bytes.try_into().ok()?;
        let whole = u64::from_le_bytes(bytes[..8].try_into().ok()?);
        let n_runs = u32::from_le_bytes(bytes[8..12].try_into().ok()?);
        let least =
            std::array::from_fn(|place| u16::from_le_bytes([bytes[12 + 2 * place], bytes[13 + 2 * place]]));
        Some(Mark { whole, n_runs, least })
    }
}

fn least(runs: &[u64]) -> [u16; N_HASHES] {
    let mut least = [u32::MAX; N_HASHES];
    for &run in runs {
        // Two halves of one hash give all others (Kirsch and Mitzenmacher 2006); the mixing keeps them apart.
        let (mut state, step) = (run as u32, (run >> 32) as u32 | 1);
        for least in &mut least {
            state = state.wrapping_add(step);
            *least = (*least).min(mixed(state));
        }
    }
    // The low half: the high one of a minimum is nearly always zero.
    least.map(|least| least as u16)
}

// The finaliser of MurmurHash3, 32 bits.
fn mixed(mut hash: u32) -> u32 {
    hash = (hash ^ (hash >> 16)).wrapping_mul(0x85eb_ca6b);
    hash = (hash ^ (hash >> 13)).wrapping_mul(0xc2b2_ae35);
    hash ^ (hash >> 16)
}

// Words in lower case, without what stands between them. Scripts that part no words give a character each.
fn words(text: &str) -> Vec<u64> {
    let mut words = Vec::new();
    let mut word = String::new();
    for c in text.chars() {
        let stands_alone = ('\u{2e80}'..='\u{9fff}').contains(&c) || ('\u{e00}'..='\u{eff}').contains(&c);
        if c.is_alphanumeric() && !stands_alone {
            word.extend(c.to_lowercase());
            continue;
        }
        // "Russia's" and "Russia’s" are set one way here and the other way there.
        if matches!(c, '\'' | '’') {
            continue;
        }
        if !word.is_empty() {
            words.push(hash(word.as_bytes()));
            word.clear();
        }
        if stands_alone && c.is_alphanumeric() {
            words.push(hash(c.encode_utf8(&mut [0; 4]).as_bytes()));
        }
    }
    if !word.is_empty() {
        words.push(hash(word.as_bytes()));
    }
    words
}

// FNV-1a, 64 bits: the same on every machine.
fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

// The finaliser of SplitMix64 over both.
fn join(sum: u64, word: u64) -> u64 {
    let mut hash = sum.rotate_left(23).wrapping_add(word).wrapping_add(0x9e37_79b9_7f4a_7c15);
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    // A text of `n` different words, from the `from`th on.
    fn text(from: usize, n: usize) -> String {
        (from..from + n).map(|word| format!("w{word}")).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_mark_tells_what_two_texts_share() {
        let whole = Mark::of(&text(0, 400), None);
        for (other, expected) in
            [(text(0, 400), 1.0), (text(0, 200), 0.5), (text(100, 400), 0.6), (text(1000, 400), 0.0)]
        {
            let share = whole.share(&Mark::of(&other, None));
            // Three standard deviations of a share out of 96.
            assert!((share - expected).abs() < 0.16, "{share} instead of {expected}");
        }
    }

    #[test]
    fn case_and_what_stands_between_words_make_no_difference() {
        let plain = Mark::of("Mali’s envoy told Chad: we agree.", None);
        assert_eq!(plain, Mark::of("MALI'S ENVOY TOLD CHAD — “We agree”", None));
        assert_ne!(plain.whole, Mark::of("Mali's envoy told Chad: we disagree.", None).whole);
    }

    #[test]
    fn a_mark_reads_back() {
        let mark = Mark::of(&text(0, 50), None);
        assert_eq!(Mark::from_bytes(&mark.to_bytes()), Some(mark));
        assert_eq!(Mark::from_bytes(b"short"), None);
    }
}

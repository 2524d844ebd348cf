//! The marks of the last reports, so that a new one's copies are found among them.
//!
//! A hash table for each band: a slot holds the newest entry of its chain, each entry the one before it in each of
//! its bands. Keys are not kept, for marks are compared anyway. Entries lie in a ring: where a chain comes to
//! one that has been written over, it ends. So memory is bounded and nothing is ever sorted out.

use std::collections::BTreeMap;

use super::mark::{Mark, N_HASHES};

// Two hashes a band: one in ten pairs that share a quarter is missed, and none that share half.
const BAND: usize = 2;
const N_BANDS: usize = N_HASHES / BAND;
// A table for each band, and one for whole texts.
const N_TABLES: usize = N_BANDS + 1;
// The end of a chain.
const NOTHING: u32 = u32::MAX;

/// How many reports are kept in mind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Copies are found among that many latest reports; each takes about 800 bytes.
    pub reports: usize,
}

/// How alike copies must be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Likeness {
    /// The part of all their runs of words that two reports share.
    pub share: f32,
    /// Or the part of the shorter one's runs that the longer one has, …
    pub contained: f32,
    /// … where they share at least this part of all: below it marks cannot tell.
    pub contained_from: f32,
}

/// What a report is to those before it.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// No copy of any.
    Alone,
    /// A copy.
    Copy {
        /// The key of the report most like it (of equals the smallest).
        of: u64,
        /// The part of all their runs of words that the two share.
        share: f32,
        /// The cluster that it belongs to: the smallest key in it.
        cluster: u64,
        /// Clusters that were apart until now and are this one's from now on.
        merged: Vec<u64>,
    },
}

/// Finds copies among the reports of a window.
#[derive(Clone, Debug)]
pub struct Copies {
    window: Window,
    likeness: Likeness,
    /// A ring, once it is full: entry `n` lies at `n % window.reports`.
    entries: Vec<Entry>,
    n_added: u32,
    /// The tables, one after the other, each of a power of two of slots.
    slots: Vec<u32>,
    /// Clusters that were merged into others.
    merged_into: BTreeMap<u64, u64>,
}

#[derive(Clone, Debug)]
struct Entry {
    key: u64,
    cluster: u64,
    mark: Mark,
    before: [u32; N_TABLES],
}

impl Default for Window {
    fn default() -> Window {
        Window { reports: 400_000 }
    }
}

impl Default for Likeness {
    fn default() -> Likeness {
        Likeness { share: 0.45, contained: 0.7, contained_from: 0.15 }
    }
}

impl Default for Copies {
    fn default() -> Copies {
        Copies::new(Window::default(), Likeness::default())
    }
}

impl Copies {
    /// An index without reports.
    pub fn new(window: Window, likeness: Likeness) -> Copies {
        let reports = window.reports.clamp(1, NOTHING as usize / 2);
        Copies {
            window: Window { reports },
            likeness,
            entries: Vec::new(),
            n_added: 0,
            slots: vec![NOTHING; N_TABLES << 8],
            merged_into: BTreeMap::new(),
        }
    }

    /// Tells what a report is to those before it, and keeps it in mind. Keys are the caller's, one a report.
    pub fn add(&mut self, key: u64, mark: &Mark) -> Verdict {
        let mut copies = self.copies_of(key, mark);
        // The nearest first, and of equals the smallest key: the order of the input decides nothing.
        copies.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let Some(&(of, share, _)) = copies.first() else {
            self.keep(key, key, mark);
            return Verdict::Alone;
        };
        let mut clusters: Vec<u64> = copies.iter().map(|&(_, _, cluster)| cluster).collect();
        clusters.push(key);
        clusters.sort_unstable();
        clusters.dedup();
        let cluster = clusters.remove(0);
        let merged: Vec<u64> = clusters.into_iter().filter(|&other| other != key).collect();
        for &other in &merged {
            self.merged_into.insert(other, cluster);
        }
        self.keep(key, cluster, mark);
        Verdict::Copy { of, share, cluster, merged }
    }

    /// Keeps in mind a report that an archive knows already, with its cluster (its own key, if it is alone).
    pub fn restore(&mut self, key: u64, cluster: u64, mark: &Mark) {
        self.keep(key, cluster, mark);
    }

    /// The cluster that a cluster is part of by now.
    pub fn cluster(&self, mut cluster: u64) -> u64 {
        while let Some(&into) = self.merged_into.get(&cluster) {
            cluster = into;
        }
        cluster
    }

    // Key, share and cluster of one copy a cluster: the nearest.
    fn copies_of(&self, key: u64, mark: &Mark) -> Vec<(u64, f32, u64)> {
        let mut nearest: BTreeMap<u64, (u64, f32)> = BTreeMap::new();
        for candidate in self.candidates(mark) {
            let entry = self.entry(candidate);
            if entry.key == key || !self.is_copy(mark, &entry.mark) {
                continue;
            }
            let found =
                (entry.key, if mark.whole == entry.mark.whole { 1.0 } else { mark.share(&entry.mark) });
            let best = nearest.entry(self.cluster(entry.cluster)).or_insert(found);
            if found.1 > best.1 || (found.1 == best.1 && found.0 < best.0) {
                *best = found;
            }
        }
        nearest.into_iter().map(|(cluster, (key, share))| (key, share, cluster)).collect()
    }

    fn candidates(&self, mark: &Mark) -> Vec<u32> {
        let mut candidates = Vec::new();
        for (table, hash) in hashes(mark).enumerate() {
            let mut entry = self.slots[self.slot(table, hash)];
            while self.is_kept(entry) {
                candidates.push(entry);
                entry = self.entry(entry).before[table];
            }
        }
        candidates.sort_unstable();
        candidates.dedup();
        candidates
    }

    fn is_copy(&self, a: &Mark, b: &Mark) -> bool {
        if a.whole == b.whole {
            return true;
        }
        if !a.is_story() || !b.is_story() {
            return false;
        }
        let share = a.share(b);
        if share >= self.likeness.share {
            return true;
        }
        let (n_both, n_shorter) = ((a.n_runs + b.n_runs) as f32, a.n_runs.min(b.n_runs) as f32);
        let n_shared = share / (1.0 + share) * n_both;
        share >= self.likeness.contained_from && n_shared / n_shorter >= self.likeness.contained
    }

    fn keep(&mut self, key: u64, cluster: u64, mark: &Mark) {
        if self.entries.len() < self.window.reports && self.entries.len() * N_TABLES >= self.slots.len() {
            self.grow();
        }
        let number = self.n_added;
        let mut before = [NOTHING; N_TABLES];
        for (table, hash) in hashes(mark).enumerate() {
            let slot = self.slot(table, hash);
            before[table] = std::mem::replace(&mut self.slots[slot], number);
        }
        let entry = Entry { key, cluster, mark: mark.clone(), before };
        match self.entries.get_mut(number as usize % self.window.reports) {
            Some(place) => *place = entry,
            None => self.entries.push(entry),
        }
        self.n_added += 1;
    }

    fn grow(&mut self) {
        self.slots = vec![NOTHING; self.slots.len() * 4];
        // Nothing has been written over yet, for the window is not full.
        for number in 0..self.entries.len() {
            let mark = self.entries[number].mark.clone();
            for (table, hash) in hashes(&mark).enumerate() {
                let slot = self.slot(table, hash);
                self.entries[number].before[table] = std::mem::replace(&mut self.slots[slot], number as u32);
            }
        }
    }

    fn slot(&self, table: usize, hash: u64) -> usize {
        let n_slots = self.slots.len() / N_TABLES;
        table * n_slots + (hash as usize & (n_slots - 1))
    }

    fn is_kept(&self, number: u32) -> bool {
        number != NOTHING && (self.n_added - number) as usize <= self.window.reports
    }

    fn entry(&self, number: u32) -> &Entry {
        &self.entries[number as usize % self.window.reports]
    }
}

// What a mark is found by: each of its bands, and the whole text.
fn hashes(mark: &Mark) -> impl Iterator<Item = u64> + '_ {
    let bands = mark.least.chunks_exact(BAND);
    let joined = bands.map(|band| spread(band.iter().fold(1, |sum, &hash| sum << 16 | u64::from(hash))));
    joined.chain([spread(mark.whole)])
}

fn spread(hash: u64) -> u64 {
    let hash = (hash ^ (hash >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93);
    hash ^ (hash >> 32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn story(from: usize, n: usize) -> String {
        (from..from + n).map(|word| format!("w{word}")).collect::<Vec<_>>().join(" ")
    }

    // The clusters of texts that are added in this order: members by their keys.
    fn clusters(texts: &[(u64, String)], window: usize) -> Vec<Vec<u64>> {
        let mut copies = Copies::new(Window { reports: window }, Likeness::default());
        let mut own: Vec<(u64, u64)> = Vec::new();
        for (key, text) in texts {
            let cluster = match copies.add(*key, &Mark::of(text, None)) {
                Verdict::Alone => *key,
                Verdict::Copy { cluster, .. } => cluster,
            };
            own.push((*key, cluster));
        }
        let mut clusters: BTreeMap<u64, Vec<u64>> = BTreeMap::new();
        for (key, cluster) in own {
            clusters.entry(copies.cluster(cluster)).or_default().push(key);
        }
        clusters
            .into_iter()
            .map(|(name, mut keys)| {
                keys.sort_unstable();
                assert_eq!(name, keys[0], "a cluster is named after its smallest key");
                keys
            })
            .collect()
    }

    #[test]
    fn the_order_of_reports_changes_no_cluster() {
        // 3 is a part of 1, which shares much with 8, which shares much with 5; 2 is another story.
        let texts = vec![
            (5, story(150, 300)),
            (1, story(0, 300)),
            (2, story(9000, 300)),
            (3, story(0, 150)),
            (8, story(75, 300)),
        ];
        let expected = clusters(&texts, 100);
        assert_eq!(expected, [vec![1, 3, 5, 8], vec![2]]);
        for turn in 0..texts.len() {
            let mut turned = texts.clone();
            turned.rotate_left(turn);
            assert_eq!(clusters(&turned, 100), expected);
            turned.reverse();
            assert_eq!(clusters(&turned, 100), expected);
        }
    }

    #[test]
    fn memory_is_bounded_by_the_window() {
        let mut copies = Copies::new(Window { reports: 50 }, Likeness::default());
        for key in 0..1000 {
            assert_eq!(copies.add(key, &Mark::of(&story(key as usize * 500, 100), None)), Verdict::Alone);
        }
        assert_eq!(copies.entries.len(), 50);
        let again = |key: u64| Mark::of(&story(key as usize * 500, 100), None);
        assert!(matches!(copies.add(2000, &again(990)), Verdict::Copy { of: 990, .. }));
        assert_eq!(copies.add(2001, &again(10)), Verdict::Alone);
    }

    #[test]
    fn short_texts_are_copies_only_if_they_are_the_same_and_of_one_day() {
        let mut copies = Copies::default();
        let day = |day: &str| Some(day.parse().unwrap());
        let mut add = |key, text: &str, date| copies.add(key, &Mark::of(text, date));
        assert_eq!(add(1, "Russia praised Pakistan.", day("2018-01-29")), Verdict::Alone);
        assert!(matches!(add(2, "Russia praised Pakistan", day("2018-01-29")), Verdict::Copy { of: 1, .. }));
        assert_eq!(add(3, "Russia praised Pakistan.", day("2018-03-01")), Verdict::Alone);
        assert_eq!(add(4, "Russia praised Pakistan again.", day("2018-01-29")), Verdict::Alone);
    }

    #[test]
    fn what_was_kept_in_an_archive_is_found_again() {
        let mut copies = Copies::default();
        copies.restore(4, 2, &Mark::of(&story(0, 100), None));
        let verdict = copies.add(9, &Mark::of(&story(0, 100), None));
        assert_eq!(verdict, Verdict::Copy { of: 4, share: 1.0, cluster: 2, merged: vec![] });
    }
}

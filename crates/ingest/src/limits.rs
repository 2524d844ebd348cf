//! How much is too much. Whoever reads other things than news may set other limits.

/// Beyond these, something is rejected and the next thing read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one report, with all that is around it: a line, a record, a page, a file of text.
    pub longest_record: usize,
    /// Bytes of a file that can only be read whole: Parquet, zip.
    pub largest_whole: usize,
    /// How often packed bytes may be packed again.
    pub deepest_packing: usize,
    /// How many times its packed size something may unpack to. Text packs to a fifth; bombs to a thousandth.
    pub highest_ratio: u64,
    /// Unpacked bytes from which the ratio counts: a short run of blanks is no bomb.
    pub ratio_counts_from: u64,
    /// How deep elements of a page or an XML document may nest.
    pub deepest_nesting: usize,
    /// Items of one feed, files of one archive.
    pub most_members: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            longest_record: 16 << 20,
            largest_whole: 512 << 20,
            deepest_packing: 3,
            highest_ratio: 150,
            ratio_counts_from: 32 << 20,
            deepest_nesting: 400,
            most_members: 1_000_000,
        }
    }
}

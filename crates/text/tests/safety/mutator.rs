//! Inputs that try to break the reader: texts of a small corpus, mutated by a seeded generator.
//!
//! The same seed gives the same inputs, so that a failure can be had again from its number:
//! `Mutator::new(seed)`, then the n-th `next_text()`.

/// Texts to start from, written for this test: what wires, blogs and broken feeds look like.
const CORPUS: &[&str] = &[
    "Kenya reopens border\n\nBy Jane Roe\n\nNAIROBI, May 16 (Reuters) - Kenya said on Monday: “We open it.\n\n“Today,” it added.\n\n(Reporting by Jane Roe; editing by Max Mann)\n",
    "The U.S.-led talks didn't end on Feb. 30, 2018; they'll resume at 6 p.m. on Thursday (or so) in St. Petersburg.",
    "\"He said 'I'm going,' and left,\" she told A.P. in the '90s — rock 'n' roll! The workers' rights... gone?",
    "FILE PHOTO: A guard, Jan. 4, 2018. REUTERS/A. Osmonov\r\n\r\nMr. Müller-Lüdenscheidt paid $1,234.56 (€1.000,50) for 3/4 of it.\r\n",
    "« Nous partons », dit-il. „Wir gehen“, sagte er. »Nein«, ‹ja›. 「我们走」。\u{3000}他说：『好』。",
    "قال الوزير: \"لن نغادر\" يوم الاثنين.\u{200f} He left.\u{200e} שלום עולם! Ελλάδα, Россия и Україна.",
    "e\u{301}a\u{308}\u{323} n\u{303}o: Z\u{353}\u{30a}a\u{34b}lg\u{342}o 👩‍👩‍👧‍👦 🇰🇪🇸🇴 👍🏽 :-) ;) <3 \u{fe0f}",
    "\u{feff}Title Of The Piece\n\n- one\n- two\n1. three\n\nVisit http://www.example.com/a?b=c&d=e#f or mail j.roe@example.org (c) 2018.",
    "a\0b\u{1}c\u{7f}\u{85}d\u{2028}e\u{2029}f\u{b}g\u{c}h\u{a0}i\u{ad}j\u{200b}k\u{fffd}",
    "  Kenya and Somalia agreed on Tuesday to reopen\ntheir border after three years of closure and\nto let trucks cross from the first of June.\n  A minister said that the decision was final.\n",
    "cannot gonna wanna don't can't won't I'd've y'all's o'clock 'tis 2nd 1990s Q3 10:30 2018-01-29 1/13/2019 2018-W05 9/11 24/7",
    "In the first half of 2016, twenty-five days before the last week of March, two and a half years ago, every other Monday morning",
    "((([[[{{{\"“‘'«‹<<``)))]]]}}}\"”’'»›>>''",
    "the the the of and to in a is that it was for on with as by at from be this have not are",
];

/// Pieces that are put into a text where they hurt.
const FRAGMENTS: &[&str] = &[
    " ",
    "\n",
    "\n\n",
    "\r\n",
    "\t",
    "\u{a0}",
    "\u{2028}",
    "\u{2029}",
    "\u{85}",
    "\0",
    "\u{feff}",
    "\u{200b}",
    "\u{200d}",
    "\u{301}",
    "\u{20dd}",
    "\u{fe0f}",
    "\u{202e}",
    "\u{10ffff}",
    "👩‍🚀",
    "🇰🇪",
    "ß",
    "İ",
    "ǅ",
    "ﬁ",
    "K",
    "\u{1d7d8}",
    "٣",
    "四",
    "\"",
    "'",
    "“",
    "”",
    "‘",
    "’",
    "„",
    "«",
    "»",
    "``",
    "''",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "-",
    "--",
    "—",
    "–",
    "...",
    "…",
    ".",
    "!",
    "?",
    "?!",
    ",",
    ";",
    ":",
    "/",
    "\\",
    "|",
    "&",
    "@",
    "#",
    "$",
    "%",
    "*",
    "_",
    "~",
    "^",
    "=",
    "+",
    "<",
    ">",
    "n't",
    "'s",
    "'ll",
    "'n'",
    "'90s",
    "Mr.",
    "U.S.",
    "Jan.",
    "a.m.",
    "e.g.",
    "No.",
    "http://",
    "www.",
    ".com",
    "@x",
    "1,000",
    "2.5",
    "3rd",
    "1990s",
    "2018-01-29",
    "2018-02-30",
    "0000-00-00",
    "9999-12-31",
    "99999999999999999999",
    "12:60",
    "25:00",
    "last ",
    " ago",
    "three weeks ",
    "next ",
    " centuries ago",
    "decades",
    "9999 years ago",
    "By Jane Roe",
    "LONDON (Reuters) -",
    "(AP)",
    "Photo: ",
    "© ",
    "FILE - ",
    "Monday",
    " of ",
    "the ",
    " year",
    "every ",
    "two ",
    "half ",
    "and a half ",
    "Feb. ",
    "29",
];

/// A source of inputs; equal seeds give equal inputs.
pub(crate) struct Mutator {
    state: u64,
}

impl Mutator {
    /// A source that begins at `seed`.
    pub(crate) fn new(seed: u64) -> Mutator {
        Mutator { state: seed }
    }

    // SplitMix64 (Steele, Lea & Flood 2014).
    fn random(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.random() % bound.max(1) as u64) as usize
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }

    /// The next input: any bytes, read as UTF-8 with what is none replaced.
    pub(crate) fn next_text(&mut self) -> String {
        let mut bytes = match self.below(8) {
            0 => self.noise(),
            1..=3 => self.fragments(),
            _ => self.excerpt(),
        };
        for _ in 0..self.below(5) {
            self.mutate(&mut bytes);
        }
        String::from_utf8_lossy(&bytes).into_owned()
    }

    fn noise(&mut self) -> Vec<u8> {
        let len = self.below(60);
        (0..len).map(|_| self.random() as u8).collect()
    }

    fn fragments(&mut self) -> Vec<u8> {
        let n_fragments = 1 + self.below(12);
        let mut bytes = Vec::new();
        for _ in 0..n_fragments {
            bytes.extend_from_slice(self.pick(FRAGMENTS).as_bytes());
            if self.below(3) == 0 {
                bytes.push(b' ');
            }
        }
        bytes
    }

    // Short inputs find what long ones find, sooner.
    fn excerpt(&mut self) -> Vec<u8> {
        let text = self.pick(CORPUS).as_bytes();
        let start = self.below(text.len());
        let len = 1 + self.below(120);
        let whole = self.below(12) == 0;
        let range = if whole { 0..text.len() } else { start..(start + len).min(text.len()) };
        text[range].to_vec()
    }

    fn mutate(&mut self, bytes: &mut Vec<u8>) {
        let at = self.below(bytes.len() + 1);
        let end = (at + self.below(16)).min(bytes.len());
        match self.below(8) {
            0 => drop(bytes.drain(at..end)),
            1..=3 => drop(bytes.splice(at..at, self.pick(FRAGMENTS).bytes())),
            4 if at < bytes.len() => bytes[at] = self.random() as u8,
            5 => {
                let again = bytes[at..end].repeat(1 + self.below(4));
                bytes.splice(at..at, again);
            }
            6 => {
                let other = self.excerpt();
                bytes.splice(at..end, other);
            }
            _ => bytes.truncate(at),
        }
    }
}

/// Inputs that are long in one way: they are few, and each is read once.
pub(crate) fn giants() -> Vec<String> {
    let n = 10_000;
    let pairs = |open: &str, close: &str| open.repeat(n) + "x" + &close.repeat(n);
    let mut giants = vec![
        "x".repeat(50_000),
        "é".repeat(50_000),
        "word ".repeat(10_000),
        "a-".repeat(25_000),
        "a.".repeat(25_000),
        "1,".repeat(25_000),
        "3/".repeat(25_000),
        "n't".repeat(10_000),
        "\u{301}".repeat(20_000),
        "\n".repeat(50_000),
        "a\n".repeat(20_000),
        "a\n\n".repeat(20_000),
        "two ".repeat(10_000) + "years ago",
        "the last ".repeat(6_000),
        "Monday , ".repeat(6_000),
        ".".repeat(50_000),
        "! ".repeat(25_000),
        "By Jane Roe ".repeat(4_000),
    ];
    giants.extend(
        [("(", ")"), ("[", "]"), ("“", "”"), ("‘", "’"), ("\"", "\""), ("'", "'"), ("«", "»"), ("``", "''")]
            .map(|(open, close)| pairs(open, close)),
    );
    giants.extend([" \"x ", " 'x ", "x' ", "\"x\" ", "‘x ", "“x\n\n", "'s "].map(|unit| unit.repeat(n)));
    giants
}

/// The texts that mutations start from.
pub(crate) fn corpus() -> &'static [&'static str] {
    CORPUS
}

//! Stories made of the project's own sentences, and what newsrooms do to a story before it appears again.
//!
//! Sentences come from the examples of the lexicon and the reports in `examples/`. A story draws some of them, puts
//! other states into them and tells them with details of its own, so that two stories share no more than stories of
//! one week do. All is drawn by a written seed.

use std::fs;
use std::path::Path;

use anyhow::Context;
use tiltmeter_relations::calibrate::Random;

/// A story: paragraphs of a few sentences each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Story {
    pub headline: String,
    pub paragraphs: Vec<String>,
}

impl Story {
    pub fn text(&self) -> String {
        self.paragraphs.join("\n\n")
    }
}

/// What makes stories.
pub struct Writer {
    sentences: Vec<String>,
    random: Random,
    n_stories: usize,
    /// Sentences of a hundred that tell a detail and no act.
    details: usize,
}

/// What is done to a story.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Edit {
    /// Nothing: the same words on another site.
    Reprinted,
    /// Only its first part is left: between four and eight tenths.
    Cut,
    /// Its paragraphs stand in another order.
    Reordered,
    /// A sentence in six is another, and one is added.
    Updated,
    /// Another headline, an agency's line before and after it.
    Retitled,
}

impl Edit {
    pub const ALL: [Edit; 5] = [Edit::Reprinted, Edit::Cut, Edit::Reordered, Edit::Updated, Edit::Retitled];

    pub fn name(self) -> &'static str {
        match self {
            Edit::Reprinted => "reprinted",
            Edit::Cut => "cut",
            Edit::Reordered => "reordered",
            Edit::Updated => "updated",
            Edit::Retitled => "retitled",
        }
    }
}

const STATES: [&str; 24] = [
    "Malta", "Fiji", "Iceland", "Chad", "Mali", "Norway", "Hungary", "Peru", "Kenya", "Nepal", "Oman",
    "Qatar", "Ghana", "Chile", "Laos", "Estonia", "Latvia", "Jordan", "Cuba", "Gabon", "Togo", "Bhutan",
    "Serbia", "Uruguay",
];
// What the examples of the lexicon name; other states take their place.
const NAMED: [&str; 12] = [
    "France", "Iran", "Norway", "Hungary", "Russia", "China", "Pakistan", "Ukraine", "Germany", "Japan",
    "Turkey", "India",
];
const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const PLACES: [&str; 16] = [
    "the capital",
    "the port",
    "parliament",
    "the old town hall",
    "a border post",
    "the airport",
    "the university",
    "a hotel by the river",
    "the ministry",
    "the summit",
    "a naval base",
    "the northern province",
    "the embassy",
    "a factory outside the city",
    "the market square",
    "the supreme court",
];
const DETAILS: [&str; 12] = [
    "About {n} people had gathered at {place} by {day} evening, a witness said.",
    "It was the {n}th such step since the spring, according to officials at {place}.",
    "A document of {n} pages that was seen at {place} lists what is still open.",
    "The next round is planned for {day} at {place}, {n} days after the last one.",
    "Traders in {state} said that prices had moved by {n} percent since {day}.",
    "A spokesman for {state} declined to comment on the {n} points when asked on {day}.",
    "The envoy of {state} left {place} on {day} after {n} minutes.",
    "In {state}, {n} of the members of parliament signed a letter on {day} that asks for more.",
    "Some {n} lorries waited at {place} until {day} morning, drivers from {state} said.",
    "A poll of {n} people in {state}, published on {day}, shows that most have not made up their minds.",
    "The budget for it, {n} million a year, was agreed at {place} in {state}.",
    "Reporters from {state} counted {n} cars outside {place} on {day}.",
];

impl Writer {
    /// A writer with the sentences of the repository at `root`.
    pub fn new(root: &Path, seed: u64) -> anyhow::Result<Writer> {
        let mut sentences = Vec::new();
        let mut folders = vec![root.join("crates/coder/lexicon")];
        let mut files = Vec::new();
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).with_context(|| format!("cannot open {}", folder.display()))? {
                let path = entry?.path();
                if path.is_dir() {
                    folders.push(path);
                } else if path
                    .extension()
                    .is_some_and(|extension| extension == "toml" || extension == "examples")
                {
                    files.push(path);
                }
            }
        }
        // Folders list their files in no order of their own.
        files.sort();
        for file in files {
            let examples = fs::read_to_string(&file)?;
            sentences.extend(examples.lines().filter_map(example).map(str::to_string));
        }
        sentences.sort();
        sentences.dedup();
        anyhow::ensure!(sentences.len() > 500, "only {} sentences in the lexicon", sentences.len());
        Ok(Writer { sentences, random: Random::new(seed), n_stories: 0, details: 10 })
    }

    pub fn below(&mut self, n: usize) -> usize {
        self.random.below(n)
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.random.below(of.len())]
    }

    /// A new story.
    pub fn story(&mut self) -> Story {
        self.n_stories += 1;
        let n_paragraphs = 4 + self.below(8);
        let paragraphs: Vec<String> = (0..n_paragraphs).map(|_| self.paragraph()).collect();
        Story { headline: self.headline(), paragraphs }
    }

    /// A story as long as articles of CC-NEWS are, some 2,500 bytes, and as full of what is no act: every other
    /// sentence is a detail.
    pub fn article(&mut self) -> Story {
        self.n_stories += 1;
        let n_paragraphs = 8 + self.below(15);
        let details = std::mem::replace(&mut self.details, 50);
        let paragraphs: Vec<String> = (0..n_paragraphs).map(|_| self.paragraph()).collect();
        self.details = details;
        Story { headline: self.headline(), paragraphs }
    }

    fn headline(&mut self) -> String {
        let (a, b) = (self.one(&STATES), self.one(&STATES));
        let what = ["talks with", "answers", "warns", "signs deal with", "turns to", "waits for"];
        format!("{a} {} {b}, story {}", self.one(&what), self.n_stories)
    }

    fn paragraph(&mut self) -> String {
        let n_sentences = 2 + self.below(2);
        (0..n_sentences).map(|_| self.sentence()).collect::<Vec<_>>().join(" ")
    }

    // Sentences are the lexicon's, with their states changed; some are details, which are formulas as news has them
    // too.
    fn sentence(&mut self) -> String {
        if self.below(100) < self.details {
            let template = self.one(&DETAILS);
            let (place, day, state) = (self.one(&PLACES), self.one(&DAYS), self.one(&STATES));
            let n = (3 + self.below(900)).to_string();
            return template
                .replace("{n}", &n)
                .replace("{place}", place)
                .replace("{day}", day)
                .replace("{state}", state);
        }
        let place = self.below(self.sentences.len());
        let mut sentence = self.sentences[place].clone();
        for named in NAMED {
            if sentence.contains(named) {
                let other = self.one(&STATES);
                sentence = sentence.replace(named, other);
            }
        }
        sentence
    }

    /// A story that tells what came after another: it repeats two or three of its ten sentences as background, and
    /// is no copy.
    pub fn follow_up(&mut self, of: &Story) -> Story {
        let mut story = self.story();
        let n_repeated = (story.paragraphs.len() / 4).max(1).min(of.paragraphs.len());
        for _ in 0..n_repeated {
            let from = self.below(of.paragraphs.len());
            let at = 1 + self.below(story.paragraphs.len() - 1);
            story.paragraphs[at] = of.paragraphs[from].clone();
        }
        story
    }

    /// The story as it appears again.
    pub fn edited(&mut self, story: &Story, edit: Edit) -> Story {
        let mut edited = story.clone();
        let n_paragraphs = edited.paragraphs.len();
        match edit {
            Edit::Reprinted => {}
            Edit::Cut => {
                let tenths = 4 + self.below(5);
                edited.paragraphs.truncate((n_paragraphs * tenths).div_ceil(10));
            }
            Edit::Reordered => {
                for place in (1..n_paragraphs).rev() {
                    let other = self.below(place + 1);
                    edited.paragraphs.swap(place, other);
                }
            }
            Edit::Updated => {
                for paragraph in &mut edited.paragraphs {
                    let mut sentences: Vec<String> =
                        paragraph.split_inclusive(". ").map(str::to_string).collect();
                    for sentence in &mut sentences {
                        if self.below(6) == 0 {
                            *sentence = format!("{} ", self.sentence());
                        }
                    }
                    *paragraph = sentences.concat().trim_end().to_string();
                }
                let added = self.sentence();
                edited.paragraphs[0] = format!("{added} {}", edited.paragraphs[0]);
            }
            Edit::Retitled => {
                edited.headline = self.headline();
                let day = self.one(&DAYS);
                edited.paragraphs[0] = format!("(The Wire) — {}", edited.paragraphs[0]);
                edited.paragraphs.push(format!(
                    "Reporting by the staff of The Wire; writing on {day}; editing by the desk."
                ));
            }
        }
        edited
    }
}

// The sentence of a line `France condemned Iran. => FRA ACCUSE IRN`, with or without the marks of TOML.
fn example(line: &str) -> Option<&str> {
    let (sentence, _) = line.trim().trim_start_matches('"').split_once(" => ")?;
    let is_plain = !sentence.contains(['\\', '"', '|']);
    (is_plain && !line.starts_with('#') && sentence.ends_with('.') && sentence.split(' ').count() >= 4)
        .then_some(sentence)
}

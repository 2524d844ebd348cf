//! A block's words as the time rules see them, and the classes they belong to.
//!
//! The times read their own words rather than the tokens of sentences, because captions, headlines
//! and datelines have none. Only words of `lang/en/times.tsv`, words that stand in a rule, and
//! figures matter; the others are kept as strangers that match nothing.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use tiltmeter_record::Span;

/// What kind of word a rule asks for: `{month}`, `{unit}`, …
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Class {
    /// 1 to 12.
    Month,
    /// A month's name that is nothing else: 1 to 12.
    PlainMonth,
    /// 1, Monday, to 7.
    Weekday,
    /// "Mon": only within a full date.
    ShortWeekday,
    /// More than one of a weekday: "Mondays".
    Weekdays,
    /// Letters of a period: `D`, `W`, `M`, `TH`.
    Unit,
    /// The same, of more than one: "weeks".
    Units,
    /// How many of something.
    Number,
    /// "third", "3rd".
    Ordinal,
    /// "3rd", as a day of the month.
    Nth,
    /// A day of the month, in figures.
    Day,
    /// A year, in four figures.
    Year,
    /// Four figures that are a year wherever they stand.
    LikelyYear,
    /// "1990s", "nineties": the first year.
    Decade,
    /// `SP`, `SU`, `FA`, `WI`.
    Season,
    /// The same, of a word that is nothing else: "fall" is not.
    PlainSeason,
    /// `MO`, `AF`, `EV`, `NI`, `MD`.
    Daypart,
    /// "10:30".
    Clock,
    /// "a.m.": 0 or 12 hours on.
    HalfDay,
    /// `Z` where it is universal time.
    Zone,
    /// "2018-01-29", "2018-01", "2018-W05".
    Iso,
    /// "1/29/2018".
    Slashed,
    /// "Q3".
    Quarter,
    /// "last", "this", "next": -1, 0, 1, seen from the day of publication.
    Relation,
    /// "previous", "same", "following": -1, 0, 1, seen from the day last named.
    Anchored,
    /// "today", "yesterday": days from publication.
    Today,
    /// "early", "late": says which part of a period and leaves its value alone.
    Part,
    /// Prepositions that a bare month may follow.
    Preposition,
    /// What is counted: "2018 soldiers" is no year.
    Counted,
    /// The day in the year of a feast: `12-25`.
    Feast,
    /// "will", "scheduled".
    FutureCue,
    /// "say": its present tense tells of what was.
    Report,
}

impl Class {
    /// Whether figures can belong to it.
    pub(super) fn is_of_figures(self) -> bool {
        use Class::*;
        let dates = matches!(self, Day | Nth | Year | LikelyYear | Decade | Quarter | Iso | Slashed);
        dates || matches!(self, Number | Ordinal | Clock)
    }

    pub(super) fn from_name(name: &str) -> Option<Class> {
        use Class::*;
        Some(match name {
            "month" => Month,
            "plain_month" => PlainMonth,
            "weekday" => Weekday,
            "short_weekday" => ShortWeekday,
            "weekdays" => Weekdays,
            "unit" => Unit,
            "units" => Units,
            "number" => Number,
            "ordinal" => Ordinal,
            "nth" => Nth,
            "day" => Day,
            "year" => Year,
            "likely_year" => LikelyYear,
            "decade" => Decade,
            "season" => Season,
            "plain_season" => PlainSeason,
            "daypart" => Daypart,
            "clock" => Clock,
            "half_day" => HalfDay,
            "zone" => Zone,
            "iso" => Iso,
            "slashed" => Slashed,
            "quarter" => Quarter,
            "relation" => Relation,
            "anchored" => Anchored,
            "today" => Today,
            "part" => Part,
            "preposition" => Preposition,
            "counted" => Counted,
            "feast" => Feast,
            "future_cue" => FutureCue,
            "report" => Report,
            _ => return None,
        })
    }
}

/// A number in front of a unit; `None` is "several".
pub(super) type Amount = Option<f32>;

/// A word of a block.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word {
    pub(super) span: Span,
    /// Its entry among [`LEXICON`]'s words; 0 for a stranger.
    pub(super) id: u16,
    pub(super) capital: bool,
    pub(super) punctuation: bool,
    pub(super) figure: Figure,
}

/// What the figures of a word say.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Figure {
    /// It has none, or none that could be a time.
    None,
    /// "29", "2018".
    Plain { number: u32, n_digits: usize },
    /// "2.5", "1,000": an amount, never a date.
    Amount(f32),
    /// "29th".
    Ordinal(u32),
    /// "1990s", "90s".
    Decade { number: u32, n_digits: usize },
    /// "10:30".
    Clock { hour: u32, minute: u32 },
    /// "2018-01-29", "2018-W05": read from its span.
    Iso,
    /// "1/29/2018".
    Slashed,
    /// "Q3".
    Quarter(u32),
    /// "4pm".
    Hour { hour: u32, half_day: u32 },
}

/// The words that rules and classes know.
pub(super) struct Lexicon {
    ids: FxHashMap<&'static str, u16>,
    /// By id: the classes of a word, with what it means in each.
    senses: Vec<Vec<(Class, &'static str)>>,
}

const WORDS: &str = include_str!("../../lang/en/times.tsv");
const LONGEST: usize = 16;

pub(super) static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let mut lexicon = Lexicon { ids: FxHashMap::default(), senses: vec![Vec::new()] };
    for (class, word, meaning) in entries() {
        if let Some(class) = Class::from_name(class) {
            let id = lexicon.intern(word);
            lexicon.senses[usize::from(id)].push((class, meaning));
        }
    }
    for word in super::rules::literals() {
        lexicon.intern(word);
    }
    lexicon
});

/// Class, word and meaning of each line of the file.
pub(super) fn entries() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    WORDS.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let mut fields = line.split('\t');
        Some((fields.next()?, fields.next()?, fields.next()?))
    })
}

impl Lexicon {
    fn intern(&mut self, word: &'static str) -> u16 {
        let next = u16::try_from(self.senses.len()).unwrap_or(0);
        let id = *self.ids.entry(word).or_insert(next);
        if id == next {
            self.senses.push(Vec::new());
        }
        id
    }

    /// The id of a word in any case; 0 for a stranger.
    pub(super) fn id(&self, word: &str) -> u16 {
        let mut lower = [0; LONGEST];
        let bytes = word.as_bytes();
        if bytes.len() > LONGEST {
            return 0;
        }
        // No word of the files but the curly apostrophe goes beyond ASCII.
        if !word.is_ascii() {
            return self.ids.get(word).copied().unwrap_or(0);
        }
        let lower = &mut lower[..bytes.len()];
        lower.copy_from_slice(bytes);
        lower.make_ascii_lowercase();
        std::str::from_utf8(lower).ok().and_then(|word| self.ids.get(word)).copied().unwrap_or(0)
    }

    /// What a word means as a member of `class`.
    pub(super) fn meaning(&self, id: u16, class: Class) -> Option<&'static str> {
        self.senses[usize::from(id)].iter().find(|(of, _)| *of == class).map(|(_, meaning)| *meaning)
    }

    /// One past the highest id.
    pub(super) fn len(&self) -> usize {
        self.senses.len()
    }

    /// The ids of the words of a class.
    pub(super) fn of_class(&self, class: Class) -> impl Iterator<Item = u16> {
        (0u16..)
            .zip(&self.senses)
            .filter(move |(_, senses)| senses.iter().any(|(of, _)| *of == class))
            .map(|(id, _)| id)
    }
}

/// Appends the words of a block.
pub(super) fn words(text: &str, block: Span, words: &mut Vec<Word>) {
    words.clear();
    let end = block.end().min(text.len());
    let mut at = block.start();
    while let Some(c) = text.get(at..end).and_then(|rest| rest.chars().next()) {
        let rest = &text[at..end];
        let len = if c.is_ascii_digit() {
            figure_len(rest)
        } else if c.is_alphabetic() {
            word_len(rest)
        } else {
            c.len_utf8()
        };
        if !c.is_whitespace() {
            words.push(word(text, Span::new(at, at + len), c));
        }
        at += len;
    }
}

fn word(text: &str, span: Span, first: char) -> Word {
    let written = span.of(text);
    let punctuation = !first.is_alphanumeric();
    let figure = match first {
        '0'..='9' => read_figure(text, span),
        'q' | 'Q' => match written.as_bytes() {
            [_, n @ b'1'..=b'4'] => Figure::Quarter(u32::from(n - b'0')),
            _ => Figure::None,
        },
        _ => Figure::None,
    };
    // "Sept." and "a.m." are written with and without their stops.
    let id = match written.contains('.') && !punctuation {
        true => LEXICON.id(&written.replace('.', "")),
        false => LEXICON.id(written),
    };
    Word { span, id, capital: first.is_uppercase(), punctuation, figure }
}

/// A word's letters; with the stops of "a.m." and, where a known word is cut short, of "Sept.".
fn word_len(rest: &str) -> usize {
    let letters =
        |from: usize| rest[from..].find(|c: char| !c.is_alphanumeric()).map_or(rest.len(), |len| from + len);
    let mut len = letters(0);
    // "a.m.", "U.S.": single letters and their stops.
    while (len == 1 || rest[..len].contains('.')) && rest[len..].starts_with('.') {
        match letters(len + 1) {
            next if next == len + 2 => len = next,
            _ => break,
        }
    }
    let stop = rest[len..].starts_with('.');
    let short = len <= 5 && (rest[..len].contains('.') || is_abbreviated(&rest[..len]));
    len + usize::from(stop && short)
}

fn is_abbreviated(word: &str) -> bool {
    (3..=4).contains(&word.len())
        && !matches!(word.to_ascii_lowercase().as_str(), "may" | "june" | "july")
        && {
            let id = LEXICON.id(word);
            LEXICON.meaning(id, Class::Month).or(LEXICON.meaning(id, Class::Weekday)).is_some()
        }
}

/// Figures with the marks that bind them: "10:30", "2018-01-29", "1,000", "90s".
fn figure_len(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let mut len = 0;
    while let Some(byte) = bytes.get(len) {
        let digit_next = bytes.get(len + 1).is_some_and(u8::is_ascii_digit);
        let iso_week = *byte == b'-'
            && len == 4
            && matches!(bytes.get(5), Some(b'W'))
            && bytes.get(6).is_some_and(u8::is_ascii_digit);
        match byte {
            b'0'..=b'9' => len += 1,
            b':' | b'.' | b',' | b'/' if digit_next => len += 1,
            // "2018-01-29" is one word, "2017-18" and "3-5" are three.
            b'-' if digit_next && is_iso(&bytes[..(bytes.len()).min(10)]) && len < 10 => len += 1,
            b'-' if iso_week => len += 2,
            _ => break,
        }
    }
    let letters = rest[len..].find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len() - len);
    len + letters
}

// "2018-01-29" or "2018-01" with nothing more to it.
fn is_iso(bytes: &[u8]) -> bool {
    let digits = |range: std::ops::Range<usize>| {
        bytes.get(range).is_some_and(|part| part.iter().all(u8::is_ascii_digit))
    };
    let month = digits(0..4) && bytes.get(4) == Some(&b'-') && digits(5..7);
    let day = bytes.get(7) == Some(&b'-') && digits(8..10);
    let two_years = !day && bytes.get(5..7).is_some_and(|month| month > &b"12"[..]);
    month && !two_years && (day || !bytes.get(7).is_some_and(|byte| byte.is_ascii_digit() || *byte == b'-'))
}

fn read_figure(text: &str, span: Span) -> Figure {
    let written = span.of(text);
    let before = text[..span.start()].chars().next_back();
    let after = text[span.end()..].chars().next();
    let n_digits = written.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, suffix) = written.split_at(n_digits);
    let Ok(number) = digits.parse::<u32>() else { return Figure::None };
    let money = before.is_some_and(|c| matches!(c, '$' | '€' | '£' | '¥' | '#' | '.'))
        || matches!(after, Some('%' | '$' | '€' | '£'));
    let lower = |word: &str| suffix.eq_ignore_ascii_case(word);
    match suffix.as_bytes().first() {
        _ if money => Figure::None,
        None => Figure::Plain { number, n_digits },
        Some(b':') => clock(number, &suffix[1..]),
        Some(b'-') if is_iso(written.as_bytes()) || suffix.starts_with("-W") => Figure::Iso,
        Some(b'/' | b'.') if is_slashed(written) => Figure::Slashed,
        Some(b'.') => written.parse().map_or(Figure::None, Figure::Amount),
        Some(b',') => written.replace(',', "").parse().map_or(Figure::None, Figure::Amount),
        _ if lower("st") || lower("nd") || lower("rd") || lower("th") => Figure::Ordinal(number),
        _ if lower("s") => Figure::Decade { number, n_digits },
        _ if lower("am") => Figure::Hour { hour: number, half_day: 0 },
        _ if lower("pm") => Figure::Hour { hour: number, half_day: 12 },
        _ => Figure::None,
    }
}

// "1/29/2018", "29.1.2018", "1/29/18"; "10.4.1" is a version.
fn is_slashed(written: &str) -> bool {
    let mut parts = written
        .split(['/', '.'])
        .map(|part| part.bytes().all(|byte| byte.is_ascii_digit()).then_some(part.len()));
    let lengths = (parts.next().flatten(), parts.next().flatten(), parts.next().flatten(), parts.next());
    match lengths {
        (Some(1..=2), Some(1..=2), Some(year), None) => year == 4 || (year == 2 && written.contains('/')),
        _ => false,
    }
}

fn clock(hour: u32, rest: &str) -> Figure {
    let minute = rest.get(..2).and_then(|minute| minute.parse().ok());
    let half_day = match rest.get(2..).unwrap_or("") {
        "" => None,
        tail if tail.eq_ignore_ascii_case("am") => Some(0),
        tail if tail.eq_ignore_ascii_case("pm") => Some(12),
        tail if tail.starts_with(':') => None,
        _ => return Figure::None,
    };
    match minute {
        Some(minute) if hour < 24 && minute < 60 => {
            let hour = half_day.map_or(hour, |half_day| hour % 12 + half_day);
            Figure::Clock { hour, minute }
        }
        _ => Figure::None,
    }
}

/// A number in words or figures at `words[at]`, and how many words it takes: "two and a half", "25", "several".
pub(super) fn number_at(words: &[Word], at: usize) -> Option<(Amount, usize)> {
    match words.get(at)?.figure {
        Figure::Plain { number, .. } => return Some((Some(number as f32), 1)),
        Figure::Amount(amount) => return Some((Some(amount), 1)),
        _ => {}
    }
    let (mut total, mut taken, mut article) = (0.0f32, 0, false);
    let meaning =
        |ahead: usize| words.get(at + ahead).and_then(|word| LEXICON.meaning(word.id, Class::Number));
    while let Some(part) = meaning(taken) {
        match part {
            "a" if total == 0.0 || total.fract() != 0.0 || taken > 0 && meaning(taken - 1) == Some("+") => {
                article = true
            }
            "a" => break,
            // "several", "dozens of": how many is not said.
            "X" => return Some((None, taken + 1 + usize::from(meaning(taken + 1) == Some("of")))),
            // "twenty-five", "two and a half": binds only where a number follows.
            "+" if total > 0.0 && matches!(meaning(taken + 1), Some(next) if next != "+" && next != "of") => {
            }
            "of" if total == 2.0 => {}
            "+" | "of" => break,
            _ => match part.parse::<f32>() {
                Ok(amount) if amount >= 100.0 => total = f32::max(total, 1.0) * amount,
                Ok(amount) => total += amount,
                Err(_) => break,
            },
        }
        taken += 1;
    }
    let total = if article && total == 0.0 { 1.0 } else { total };
    (total > 0.0).then_some((Some(total), taken))
}

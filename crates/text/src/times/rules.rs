//! The rules of `lang/en/times_rules.tsv` and how they match a block's words.
//!
//! ```text
//! {part}? {relation} {unit}    DATE    shift       "earlier this month"
//! ```

use std::sync::LazyLock;

use tiltmeter_record::TimeKind;

use super::words::{Amount, Class, Figure, LEXICON, Word, number_at};

const FILE: &str = include_str!("../../lang/en/times_rules.tsv");

/// A rule, ready to match.
pub(super) struct Rule {
    elements: Vec<Element>,
    /// `None` where the words are no time.
    pub(super) kind: Option<TimeKind>,
    /// How the value is reckoned: `shift`, `fixed PAST_REF`, …
    pub(super) reckoning: &'static str,
}

struct Element {
    alternatives: Vec<Matcher>,
    optional: bool,
}

#[derive(Clone, Copy)]
enum Matcher {
    Literal(u16),
    Class(Class),
    /// A word of the class stands before.
    Before(Class),
    /// A mark or the block's end follows.
    End,
}

/// What a rule took from the words it matched.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Found {
    /// `Some(None)`: "several".
    pub(super) amount: Option<Amount>,
    pub(super) unit: Option<&'static str>,
    pub(super) year: Option<i16>,
    pub(super) month: Option<i8>,
    pub(super) day: Option<i8>,
    pub(super) weekday: Option<i8>,
    pub(super) ordinal: Option<i32>,
    pub(super) decade: Option<(u32, usize)>,
    pub(super) season: Option<&'static str>,
    pub(super) daypart: Option<&'static str>,
    pub(super) clock: Option<(u32, u32)>,
    pub(super) half_day: Option<u32>,
    pub(super) zone: Option<&'static str>,
    pub(super) quarter: Option<u32>,
    pub(super) relation: Option<i32>,
    pub(super) anchored: Option<i32>,
    pub(super) today: Option<i32>,
    pub(super) feast: Option<&'static str>,
    /// Position of the word that is a date by itself.
    pub(super) written: Option<usize>,
}

struct Rules {
    rules: Vec<Rule>,
    /// Rules that may begin with a word, by its id.
    by_word: Vec<Vec<Candidate>>,
    /// Rules that may begin with figures.
    by_figure: Vec<Candidate>,
}

/// A rule that may begin with some word.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Candidate {
    rule_idx: usize,
    /// Fewer words than these it cannot match: most rules that begin with "the" stop being asked here.
    n_words: usize,
}

static RULES: LazyLock<Rules> = LazyLock::new(|| {
    let rules: Vec<Rule> = lines().filter_map(read).collect();
    let mut by_word = vec![Vec::new(); LEXICON.len()];
    let mut by_figure = Vec::new();
    for (rule_idx, rule) in rules.iter().enumerate() {
        for (n_words, matcher) in rule.first_matchers() {
            let candidate = Candidate { rule_idx, n_words };
            match matcher {
                Matcher::Literal(id) => by_word[usize::from(id)].push(candidate),
                Matcher::Class(class) => {
                    LEXICON.of_class(class).for_each(|id| by_word[usize::from(id)].push(candidate));
                    if class.is_of_figures() {
                        by_figure.push(candidate);
                    }
                }
                Matcher::Before(_) | Matcher::End => {}
            }
        }
    }
    for candidates in by_word.iter_mut().chain([&mut by_figure]) {
        candidates.sort_unstable();
        candidates.dedup_by_key(|candidate| candidate.rule_idx);
    }
    Rules { rules, by_word, by_figure }
});

/// Pattern, type and reckoning of each line of the file.
pub(super) fn lines() -> impl Iterator<Item = [&'static str; 3]> {
    FILE.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).filter_map(|line| {
        let mut fields = line.split('\t');
        Some([fields.next()?, fields.next()?, fields.next()?])
    })
}

/// The words that stand in rules, but for classes and marks.
pub(super) fn literals() -> impl Iterator<Item = &'static str> {
    let elements = lines().flat_map(|[pattern, ..]| pattern.split(' '));
    elements.flat_map(alternatives).filter(|(is_class, _)| !is_class).map(|(_, word)| word)
}

/// The alternatives of an element, and whether each is a class: `{unit|units}|season?`.
fn alternatives(element: &'static str) -> impl Iterator<Item = (bool, &'static str)> {
    let mut in_braces = false;
    element.trim_end_matches('?').split('|').map(move |part| {
        let is_class = in_braces || part.starts_with('{');
        in_braces = is_class && !part.ends_with('}');
        (is_class, part.trim_matches(['{', '}']))
    })
}

/// A rule from its line; `None` for a line that is wrong, which a test catches.
pub(super) fn read([pattern, kind, reckoning]: [&'static str; 3]) -> Option<Rule> {
    let kind = match kind {
        "DATE" => Some(TimeKind::Date),
        "TIME" => Some(TimeKind::Time),
        "DURATION" => Some(TimeKind::Duration),
        "SET" => Some(TimeKind::Set),
        "NONE" => None,
        _ => return None,
    };
    let elements: Option<Vec<Element>> = pattern.split(' ').map(read_element).collect();
    Some(Rule { elements: elements?, kind, reckoning })
}

fn read_element(written: &'static str) -> Option<Element> {
    let matcher = |(is_class, name): (bool, &'static str)| match name {
        "end" if is_class => Some(Matcher::End),
        _ if name.starts_with('<') => Class::from_name(&name[1..]).map(Matcher::Before),
        _ if is_class => Class::from_name(name).map(Matcher::Class),
        _ => Some(Matcher::Literal(LEXICON.id(name))),
    };
    let alternatives: Option<Vec<Matcher>> = alternatives(written).map(matcher).collect();
    Some(Element { alternatives: alternatives?, optional: written.ends_with('?') })
}

impl Rule {
    /// What the first word may be, and how many words there must be at least if it is that.
    fn first_matchers(&self) -> impl Iterator<Item = (usize, Matcher)> {
        let n_first = self.elements.iter().take_while(|element| !element.is_needed()).count() + 1;
        (0..n_first.min(self.elements.len())).flat_map(|first| {
            let n_after = self.elements[first + 1..].iter().filter(|element| element.is_needed()).count();
            self.elements[first].alternatives.iter().map(move |&matcher| (1 + n_after, matcher))
        })
    }
}

impl Element {
    /// Whether it takes a word at any rate.
    fn is_needed(&self) -> bool {
        let beside = |matcher: &Matcher| matches!(matcher, Matcher::Before(_) | Matcher::End);
        !self.optional && !self.alternatives.iter().any(beside)
    }
}

/// The longest match that begins at `words[at]`: the rule, what it found, and one past its last word.
pub(super) fn longest_match(words: &[Word], at: usize) -> Option<(&'static Rule, Found, usize)> {
    let rules: &'static Rules = &RULES;
    let candidates = match words[at].figure {
        Figure::None => &rules.by_word[usize::from(words[at].id)],
        _ => &rules.by_figure,
    };
    let mut best: Option<(&Rule, Found, usize)> = None;
    let known = |word: &&Word| word.id != 0 || word.figure != Figure::None;
    let n_known = words[at..].iter().take_while(known).take(10).count();
    for candidate in candidates.iter().filter(|candidate| candidate.n_words <= n_known) {
        let rule = &rules.rules[candidate.rule_idx];
        if let Some((found, end)) = match_from(&rule.elements, words, at, Found::default())
            && let end = without_comma(words, end)
            && end > at
            && best.as_ref().is_none_or(|(_, _, longest)| end > *longest)
        {
            best = Some((rule, found, end));
        }
    }
    best
}

// "Jan. 4," before a year that does not come.
fn without_comma(words: &[Word], end: usize) -> usize {
    let comma = end.checked_sub(1).is_some_and(|last| words[last].punctuation);
    end - usize::from(comma)
}

/// Matches the elements from `words[at]` on, each optional one taken where it can be.
fn match_from(elements: &[Element], words: &[Word], at: usize, found: Found) -> Option<(Found, usize)> {
    let Some((element, rest)) = elements.split_first() else { return Some((found, at)) };
    for &matcher in &element.alternatives {
        let mut with = found;
        if let Some(taken) = matches(matcher, words, at, &mut with)
            && let Some(end) = match_from(rest, words, at + taken, with)
        {
            return Some(end);
        }
    }
    if element.optional { match_from(rest, words, at, found) } else { None }
}

/// How many words `matcher` takes at `words[at]`; what they mean goes to `found`.
fn matches(matcher: Matcher, words: &[Word], at: usize, found: &mut Found) -> Option<usize> {
    match matcher {
        Matcher::Before(class) => {
            let before = at.checked_sub(1).map(|before| words[before].id)?;
            LEXICON.meaning(before, class).map(|_| 0)
        }
        Matcher::End => words.get(at).is_none_or(|word| word.punctuation).then_some(0),
        Matcher::Literal(id) => words.get(at).is_some_and(|word| word.id == id && id != 0).then_some(1),
        Matcher::Class(Class::Number) => {
            let (amount, taken) = number_at(words, at)?;
            found.amount = Some(amount);
            Some(taken)
        }
        Matcher::Class(class) => {
            let word = words.get(at)?;
            let by_figure = take_figure(class, word.figure, at, found);
            by_figure.or_else(|| take_word(class, word, found)).map(|()| 1)
        }
    }
}

fn take_figure(class: Class, figure: Figure, at: usize, found: &mut Found) -> Option<()> {
    match (class, figure) {
        (Class::Day, Figure::Plain { number: day @ 1..=31, n_digits: 1..=2 }) => {
            found.day = i8::try_from(day).ok()
        }
        (Class::Nth, Figure::Ordinal(day @ 1..=31)) => found.day = i8::try_from(day).ok(),
        (Class::Year, Figure::Plain { number: year @ 1000..=2199, n_digits: 4 })
        | (Class::LikelyYear, Figure::Plain { number: year @ 1900..=2059, n_digits: 4 }) => {
            found.year = i16::try_from(year).ok();
        }
        (Class::Ordinal, Figure::Ordinal(number)) => found.ordinal = i32::try_from(number).ok(),
        (Class::Decade, Figure::Decade { number, n_digits: n_digits @ (2 | 4) }) if number % 10 == 0 => {
            found.decade = Some((number, n_digits));
        }
        (Class::Clock, Figure::Clock { hour, minute }) => found.clock = Some((hour, minute)),
        (Class::Clock, Figure::Hour { hour: hour @ 1..=12, half_day }) => {
            found.clock = Some((hour % 12 + half_day, 0))
        }
        (Class::Quarter, Figure::Quarter(quarter)) => found.quarter = Some(quarter),
        (Class::Iso, Figure::Iso) | (Class::Slashed, Figure::Slashed) => found.written = Some(at),
        _ => return None,
    }
    Some(())
}

fn take_word(class: Class, word: &Word, found: &mut Found) -> Option<()> {
    let meaning = LEXICON.meaning(word.id, class)?;
    let needs_capital =
        matches!(class, Class::Month | Class::PlainMonth | Class::ShortWeekday | Class::Feast);
    if needs_capital && !word.capital {
        return None;
    }
    let number = meaning.parse::<i32>().ok();
    match class {
        Class::Month | Class::PlainMonth => found.month = i8::try_from(number?).ok(),
        Class::Weekday | Class::ShortWeekday | Class::Weekdays => found.weekday = i8::try_from(number?).ok(),
        Class::Unit | Class::Units => found.unit = Some(meaning),
        Class::Ordinal => found.ordinal = number,
        Class::Decade => found.decade = Some((u32::try_from(number?).ok()?, 4)),
        Class::Season | Class::PlainSeason => found.season = Some(meaning),
        Class::Daypart => found.daypart = Some(meaning),
        Class::HalfDay => found.half_day = u32::try_from(number?).ok(),
        Class::Zone => found.zone = Some(meaning),
        Class::Relation => found.relation = number,
        Class::Anchored => found.anchored = number,
        Class::Today => found.today = number,
        Class::Feast => found.feast = Some(meaning),
        _ => {}
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_files_is_a_rule_or_a_word() {
        for line in FILE.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
            let fields: Vec<&'static str> = line.split('\t').collect();
            let [pattern, kind, reckoning] = fields[..] else { panic!("not three fields: {line}") };
            let rule = read([pattern, kind, reckoning]).unwrap_or_else(|| panic!("no rule: {line}"));
            for matcher in rule.elements.iter().flat_map(|element| &element.alternatives) {
                assert!(!matches!(matcher, Matcher::Literal(0)), "a word that cannot be known in: {line}");
            }
            let name = reckoning.split(' ').next().unwrap();
            assert!(
                kind == "NONE" || super::super::calendar::RECKONINGS.contains(&name),
                "no reckoning: {line}"
            );
        }
        for (class, word, meaning) in super::super::words::entries() {
            assert!(
                Class::from_name(class).is_some() && !word.is_empty() && !meaning.is_empty(),
                "{class} {word}"
            );
            assert_ne!(LEXICON.id(word), 0, "{word} is too long or not ASCII");
        }
    }
}

//! Numbers of a sentence: money, and people and things by what befell them or what they are.
//!
//! ```text
//! "killed 12 soldiers"   killed 12      "lent more than $1.5 billion to Jakarta"   USD 1,500,000,000, more than
//! ```

use std::borrow::Cow;

use tiltmeter_record::{Bound, Interval, Quantity, Span};
use tiltmeter_text::{Deprel, Upos, Xpos};

use super::clauses::Clauses;
use super::frames::Signal;
use super::people::People;
use super::stems;
use crate::amounts::Amounts;

/// A quantity with its place in the tree.
#[derive(Clone, Debug)]
pub(crate) struct Counted {
    pub(crate) quantity: Quantity,
    /// First and last token, both included.
    pub(crate) tokens: (usize, usize),
    /// The word by which it hangs in the sentence.
    pub(crate) head: usize,
    /// The verb or noun that says what befell those counted.
    pub(crate) by: Option<usize>,
}

/// What is needed to find the quantities of one sentence.
pub(crate) struct Counter<'a> {
    pub(crate) clauses: &'a Clauses<'a>,
    pub(crate) people: &'a People<'a>,
    pub(crate) amounts: &'a Amounts,
    /// Stretches of time of the report.
    pub(crate) intervals: &'a [Interval],
}

// A number as it is written.
#[derive(Clone, Copy, Debug)]
struct Number {
    value: f64,
    high: Option<f64>,
    first: usize,
    last: usize,
    // How it is bounded where no words around it say so: "dozens" are 24 at least.
    bound: Bound,
}

// A phrase that gives a bound has no more words than this.
const MAX_BOUND: usize = 5;
// So many tokens may lie between an amount and the stretch of time over which it is a sum.
const REACH: usize = 14;

impl Counter<'_> {
    /// The quantities of the sentence, in the order of the text.
    pub(crate) fn all(&self) -> Vec<Counted> {
        let mut found = Vec::new();
        let mut token = 0;
        while token < self.clauses.view.len() {
            match self.money(token).or_else(|| self.count(token)) {
                Some(counted) => {
                    token = counted.tokens.1.max(token) + 1;
                    found.push(counted);
                }
                None => token = self.number(token).map_or(token, |number| number.last) + 1,
            }
        }
        found
    }

    fn word(&self, token: usize) -> Option<Cow<'_, str>> {
        (token < self.clauses.view.len()).then(|| self.clauses.view.lower_form(token))
    }

    // "$ 10 million", "10 million Pakistani rupees": the currency stands before or after the number.
    fn money(&self, token: usize) -> Option<Counted> {
        if let Some((unit, number)) = self.joined(token) {
            return Some(self.counted(number, token, number.last, unit, None));
        }
        if let Some(unit) = self.symbol(token) {
            let number = self.number(token + 1)?;
            return Some(self.counted(number, token, number.last, unit, None));
        }
        let number = self.number(token)?;
        // "Tens of millions of dollars"
        let of = number.bound == Bound::AtLeast && self.is_of(number.last + 1);
        let (unit, last) = self.currency(number.last + 1 + usize::from(of))?;
        Some(self.counted(number, token, last, unit, None))
    }

    // "US$25m", one token.
    fn joined(&self, token: usize) -> Option<(String, Number)> {
        let word = self.word(token)?;
        let digits = word.find(|c: char| c.is_ascii_digit()).filter(|&at| at > 0)?;
        let unit = self.amounts.money.get(&word[..digits])?;
        let number = self.number_from(token, self.figure(&word[digits..])?);
        Some((unit.clone(), number))
    }

    // A symbol or an abbreviation; a name of a currency stands behind its number.
    fn symbol(&self, token: usize) -> Option<String> {
        let word = self.word(token)?;
        let unit = self.amounts.money.get(&*word)?;
        let name = word.chars().all(char::is_lowercase) && self.clauses.view.form(token) == word;
        (!name).then(|| unit.clone())
    }

    fn currency(&self, token: usize) -> Option<(String, usize)> {
        let nation = self.nation(token);
        let at = token + usize::from(nation.is_some());
        let word = self.word(at)?;
        let noun =
            matches!(self.clauses.view.tokens[at].upos, Upos::Noun | Upos::Propn | Upos::Sym | Upos::X);
        let lemma = self.clauses.lemma(at);
        let of_nation = nation.and_then(|code| self.amounts.money_of.get(&*lemma)?.get(&code).cloned());
        let plain = || self.amounts.money.get(&*word).or_else(|| self.amounts.money.get(&*lemma)).cloned();
        of_nation.or_else(plain).filter(|_| noun).map(|unit| (unit, at))
    }

    // "Pakistani" before "rupees".
    fn nation(&self, token: usize) -> Option<String> {
        let next = self.word(token + 1)?;
        let lemma = self.clauses.lemma(token + 1);
        let money =
            |word: &str| self.amounts.money.contains_key(word) || self.amounts.money_of.contains_key(word);
        (money(&next) || money(&lemma)).then(|| self.people.code_at(token)).flatten()
    }

    /// The number that begins at a token.
    fn number(&self, token: usize) -> Option<Number> {
        let word = self.word(token)?;
        if let Some(number) = self.vague(token) {
            return Some(number);
        }
        let value = self.figure(&word)?;
        // "No one" is nobody.
        if value == 1.0 && token > 0 && self.clauses.gives(Signal::Negation, token - 1) {
            return None;
        }
        let article = matches!(self.clauses.view.tokens[token].upos, Upos::Det) || word == "half";
        let number = self.number_from(token, value);
        (!article || number.last > token).then_some(number)
    }

    // "Several", "a few hundred", "tens of thousands".
    fn vague(&self, token: usize) -> Option<Number> {
        let is_article = self.clauses.view.tokens[token].upos == Upos::Det;
        let at = token + usize::from(is_article);
        let vague = self.amounts.vague.get(&*self.word(at)?)?;
        if vague.after_a && !is_article || vague.bound == Bound::AtLeast && is_article {
            return None;
        }
        let (mut value, mut last) = (vague.value, at);
        while vague.bound == Bound::AtLeast && self.is_of(last + 1) {
            let Some(word) = self.word(last + 2) else { break };
            let Some(scale) = word.strip_suffix('s').and_then(|word| self.amounts.scales.get(word)) else {
                break;
            };
            (value, last) = (value * scale, last + 2);
        }
        let (value, last) =
            if vague.bound == Bound::AtLeast { (value, last) } else { self.scaled(last, value) };
        Some(Number { value, high: None, first: token, last, bound: vague.bound })
    }

    fn is_of(&self, token: usize) -> bool {
        self.word(token).is_some_and(|word| word == "of")
    }

    // A word or figures: "33", "4,000", "33bn", "twenty-five".
    fn figure(&self, word: &str) -> Option<f64> {
        if word.bytes().next()?.is_ascii_digit() {
            let end = word.find(|c: char| !c.is_ascii_digit() && c != ',' && c != '.').unwrap_or(word.len());
            let value: f64 = word[..end].replace(',', "").trim_end_matches('.').parse().ok()?;
            return match &word[end..] {
                "" => Some(value),
                rest => self.amounts.scales.get(rest).map(|scale| value * scale),
            };
        }
        match word.split_once('-') {
            Some((tens, ones)) => Some(self.amounts.numbers.get(tens)? + self.amounts.numbers.get(ones)?),
            None => self.amounts.numbers.get(word).copied(),
        }
    }

    // Scales, further words and the upper end of a range behind a first figure.
    fn number_from(&self, first: usize, value: f64) -> Number {
        let (value, start) = self.hyphened(first, value);
        let (low, last) = self.scaled(start, value);
        let mut number = Number { value: low, high: None, first, last, bound: Bound::Exact };
        let words = &self.amounts.interval;
        let has = |list: &[String], word: &str| list.iter().any(|one| one == word);
        let between = first > 0 && self.word(first - 1).is_some_and(|word| has(&words.between, &word));
        let joins = self
            .word(last + 1)
            .is_some_and(|word| has(&words.range, &word) || between && has(&words.range_between, &word));
        // "$2 billion to $3 billion"
        let next = last + 2 + usize::from(joins && self.symbol(last + 2).is_some());
        let upper = if joins { self.word(next).and_then(|word| self.figure(&word)) } else { None };
        if let Some(upper) = upper {
            let (high, end) = self.scaled(next, upper);
            let scale = if upper > 0.0 { high / upper } else { 1.0 };
            // "2 to 3 million": the scale is of both.
            let low = if number.value < upper && low == value { low * scale } else { number.value };
            if low < high {
                number = Number { value: low, high: Some(high), last: end, ..number };
            }
        }
        number
    }

    // "Twenty-five" in three tokens.
    fn hyphened(&self, first: usize, value: f64) -> (f64, usize) {
        let dash = self.word(first + 1).is_some_and(|word| word == "-");
        let spelled = self.word(first).is_some_and(|word| self.amounts.numbers.contains_key(&*word));
        let ones = self.word(first + 2).and_then(|word| self.amounts.numbers.get(&*word).copied());
        match ones.filter(|&ones| dash && spelled && (1.0..10.0).contains(&ones) && value >= 20.0) {
            Some(ones) => (value + ones, first + 2),
            None => (value, first),
        }
    }

    // "33 billion", "one hundred and twenty thousand", "half a million".
    fn scaled(&self, first: usize, value: f64) -> (f64, usize) {
        let (mut total, mut group, mut last) = (0.0, value, first);
        while let Some(word) = self.word(last + 1) {
            // "25m": one letter counts where it is written to the figures.
            let written_to =
                self.clauses.view.tokens[last].span.end() == self.clauses.view.tokens[last + 1].span.start();
            if let Some(scale) = self.amounts.scales.get(&*word).filter(|_| word.len() > 1 || written_to) {
                if *scale >= 1000.0 {
                    (total, group) = (total + group * scale, 0.0);
                } else {
                    group *= scale;
                }
                last += 1;
                continue;
            }
            // "$1-billion": the scale behind a hyphen.
            if word == "-"
                && self
                    .word(last + 2)
                    .is_some_and(|next| next.len() > 1 && self.amounts.scales.contains_key(&*next))
            {
                last += 1;
                continue;
            }
            let scale_after =
                |at: usize| self.word(at).is_some_and(|word| self.amounts.scales.contains_key(&*word));
            let add = |at: usize| {
                let next = self.word(at)?;
                let spelled = !next.bytes().next()?.is_ascii_digit();
                self.amounts.numbers.get(&*next).copied().filter(|n| spelled && (1.0..100.0).contains(n))
            };
            if self.clauses.view.tokens[last + 1].upos == Upos::Det && scale_after(last + 2) {
                last += 1;
            } else if word == "and" && last > first && total + group >= 100.0 && add(last + 2).is_some() {
                group += add(last + 2).unwrap_or(0.0);
                last += 2;
            } else {
                break;
            }
        }
        (total + group, last)
    }

    // People and things: "24 Pakistani soldiers", "three guards were wounded", "nine dead".
    fn count(&self, token: usize) -> Option<Counted> {
        let number = self.number(token)?;
        if self.people.is_time(token) {
            return None;
        }
        let view = &self.clauses.view;
        let numeral = (number.first..=number.last)
            .find(|&at| view.head(at).is_none_or(|head| head < number.first || head > number.last))?;
        let counts =
            matches!(view.deprel(numeral), Deprel::Nummod | Deprel::Amod | Deprel::Det | Deprel::Compound);
        let noun = if counts { view.head(numeral)? } else { numeral };
        if noun != numeral && (noun < number.last || noun - number.last > 8 || self.people.is_time(noun)) {
            return None;
        }
        let (unit, by) = self.unit(noun, numeral, number.last)?;
        let last = number.last.max(noun);
        Some(self.counted(number, token, last, unit, by))
    }

    fn unit(&self, noun: usize, numeral: usize, last: usize) -> Option<(String, Option<usize>)> {
        let clauses = self.clauses;
        let amounts = self.amounts;
        // "Six of the dead": those after "of" say what they are.
        let of = [noun, last].into_iter().flat_map(|above| clauses.children(above)).copied().find(|&child| {
            child > last.max(noun)
                && clauses.view.deprel(child) == Deprel::Nmod
                && clauses.has_case(child, "of")
        });
        let nouns = [Some(noun), of.filter(|_| noun == numeral)].into_iter().flatten();
        if let Some(unit) = self.befell(noun, of) {
            return Some(unit);
        }
        let mut named = nouns.clone().filter(|&noun| self.is_noun(noun) || noun != numeral);
        if let Some(unit) = named.find_map(|noun| amounts.of_noun(&self.counted_word(noun))) {
            return Some((unit.to_string(), None));
        }
        let mut things = nouns;
        let thing = things.find_map(|noun| amounts.of_thing(&clauses.lemma(noun)));
        thing.map(|unit| (unit.to_string(), None))
    }

    fn is_noun(&self, token: usize) -> bool {
        matches!(self.clauses.view.tokens[token].upos, Upos::Noun | Upos::Propn | Upos::Adj | Upos::Verb)
    }

    // "Dead" and "wounded" stand as they are written, "deaths" under its lemma.
    fn counted_word(&self, token: usize) -> Cow<'_, str> {
        let form = self.clauses.view.lower_form(token);
        if self.amounts.of_noun(&form).is_some() { form } else { self.clauses.lemma(token) }
    }

    // The verb whose object or subject they are, or the noun of what befell them.
    fn befell(&self, noun: usize, of: Option<usize>) -> Option<(String, Option<usize>)> {
        let (clauses, view) = (self.clauses, &self.clauses.view);
        // Of "dozens of officers" the officers are people.
        let is_people = || self.is_people(noun) || of.is_some_and(|of| self.is_people(of));
        let fits = |&(_, people): &(&str, bool)| !people || is_people();
        let of = |verb: usize, object: bool| {
            let form = view.lower_form(verb);
            let mut lemmas = [clauses.lemma(verb)].into_iter().chain(stems(&form).map(Cow::Owned));
            let unit = lemmas.find_map(|lemma| match object {
                true => self.amounts.of_object(&lemma),
                false => self.amounts.of_subject(&lemma),
            });
            unit.filter(fits).map(|(unit, _)| (unit.to_string(), Some(verb)))
        };
        // "wounded 14 guards", read as wounded guards; "14 wounded guards".
        let adjective = clauses.children(noun).iter().copied().find(|&child| {
            child < noun
                && view.deprel(child) == Deprel::Amod
                && matches!(view.tokens[child].xpos, Xpos::Vbd | Xpos::Vbn)
        });
        if let Some(unit) = adjective.and_then(|verb| of(verb, true)) {
            return Some(unit);
        }
        // "12 people killed in the raid"
        let participle = clauses.children(noun).iter().copied().find(|&child| {
            child > noun && view.deprel(child) == Deprel::Acl && !clauses.has(child, Deprel::Obj)
        });
        if let Some(unit) = participle.and_then(|verb| of(verb, true)) {
            return Some(unit);
        }
        let head = view.head(noun)?;
        if clauses.is_verb(head) {
            let clause = clauses.clause(head);
            let object = clause.object == Some(noun) || view.deprel(noun) == Deprel::NsubjPass;
            let subject = clause.subject == Some(noun) && !clause.passive;
            let told = of(head, true).filter(|_| object).or_else(|| of(head, false).filter(|_| subject));
            return told.or_else(|| self.left_dead(noun, head));
        }
        let of_noun = view.deprel(noun) == Deprel::Nmod && clauses.has_case(noun, "of");
        let unit = self.amounts.of_noun(&self.counted_word(head)).filter(|_| of_noun);
        unit.map(|unit| (unit.to_string(), Some(head)))
    }

    // "left 12 people dead", "12 people are dead": what is said of them.
    fn left_dead(&self, noun: usize, verb: usize) -> Option<(String, Option<usize>)> {
        let after = |&&child: &&usize| child > noun && !self.clauses.is_verb(child);
        let said = self.clauses.children(verb).iter().chain(self.clauses.children(noun)).filter(after);
        let said = said.copied().find_map(|child| {
            let adjective = matches!(self.clauses.view.tokens[child].upos, Upos::Adj | Upos::Noun);
            let close = matches!(
                self.clauses.view.deprel(child),
                Deprel::Xcomp | Deprel::Obj | Deprel::Amod | Deprel::Acl
            );
            self.amounts.of_noun(&self.counted_word(child)).filter(|_| adjective && close)
        });
        said.map(|unit| (unit.to_string(), Some(verb)))
    }

    fn is_people(&self, noun: usize) -> bool {
        let numeral = self.clauses.view.tokens[noun].upos == Upos::Num;
        // "Captured three cities": cities speak, but nobody holds them prisoner.
        if self.clauses.gives(Signal::Locality, noun) {
            return false;
        }
        numeral
            || self.clauses.is_people(noun)
            || self.people.is_party(noun)
            || self.amounts.of_noun(&self.counted_word(noun)).is_some()
    }

    fn counted(&self, number: Number, first: usize, last: usize, unit: String, by: Option<usize>) -> Counted {
        let view = &self.clauses.view;
        let (bound, from) = self.bound_before(first);
        let (bound, until) = match bound {
            Bound::Exact => self.bound_after(last),
            bound => (bound, last),
        };
        let bound = if bound == Bound::Exact { number.bound } else { bound };
        let head = (first..=last)
            .find(|&at| view.head(at).is_none_or(|head| head < first || head > last))
            .unwrap_or(first);
        let span = view.span(from, until);
        let quantity = Quantity {
            span,
            unit,
            value: number.value,
            high: number.high,
            bound,
            per: self.per(head, until),
            interval: self.interval(span, until),
        };
        Counted { quantity, tokens: (from, until), head, by }
    }

    fn bound_before(&self, first: usize) -> (Bound, usize) {
        for n_words in (1..=MAX_BOUND.min(first)).rev() {
            let from = first - n_words;
            let same = |words: &[String]| {
                words.len() == n_words
                    && (from..first)
                        .zip(words)
                        .all(|(token, word)| self.clauses.view.form(token).eq_ignore_ascii_case(word))
            };
            if let Some((_, bound)) = self.amounts.bounds.iter().find(|(words, _)| same(words)) {
                return (*bound, from);
            }
        }
        (Bound::Exact, first)
    }

    fn bound_after(&self, last: usize) -> (Bound, usize) {
        let found = self.amounts.bounds_after.iter().find(|(words, _)| self.stands(words, last + 1));
        found.map_or((Bound::Exact, last), |(words, bound)| (*bound, last + words.len()))
    }

    fn stands(&self, words: &[String], first: usize) -> bool {
        let view = &self.clauses.view;
        first + words.len() <= view.len()
            && words.iter().enumerate().all(|(at, word)| view.form(first + at).eq_ignore_ascii_case(word))
    }

    // "$3 billion a year", "annual aid of $3 billion".
    fn per(&self, head: usize, last: usize) -> Option<String> {
        let after = self.amounts.per.iter().find(|(words, _)| self.stands(words, last + 1));
        if let Some((_, length)) = after {
            return Some(length.clone());
        }
        let above = self.clauses.view.head(head);
        let hosts = [Some(head), above.filter(|&above| self.clauses.is_nominal(above))];
        let mut modifiers = hosts.into_iter().flatten().flat_map(|host| self.clauses.children(host));
        modifiers
            .find_map(|&child| self.amounts.per_before.get(&*self.clauses.view.lower_form(child)).cloned())
    }

    // "over the last 15 years" behind the amount, with no other clause between.
    fn interval(&self, span: Span, last: usize) -> Option<Interval> {
        let view = &self.clauses.view;
        let sentence = view.sentence.span;
        let mut behind = self
            .intervals
            .iter()
            .filter(|interval| sentence.contains(interval.span) && interval.span.start() >= span.end());
        let interval = behind.next()?;
        let first = view.tokens.partition_point(|token| token.span.start() < interval.span.start());
        let apart = (last + 1..first)
            .any(|between| view.tokens[between].upos == Upos::Verb || view.form(between) == ",");
        (first - last <= REACH && !apart).then(|| interval.clone())
    }
}

/// Whether a quantity belongs to an act that these words tell: what befell those counted is one of the words,
/// or the way up from it meets a word of the act before any other verb.
pub(crate) fn belongs(clauses: &Clauses<'_>, words: &[usize], counted: &Counted) -> bool {
    if counted.by.is_some_and(|by| words.contains(&by)) || words.contains(&counted.head) {
        return true;
    }
    let mut token = counted.head;
    for _ in 0..clauses.view.len() {
        match clauses.view.head(token) {
            Some(head) if words.contains(&head) => return true,
            Some(head) if !clauses.is_verb(token) => token = head,
            _ => return false,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use tiltmeter_record::{Report, When};
    use tiltmeter_text::{Model, Reader};

    use super::*;
    use crate::{Lexicon, intervals};

    // The quantities of the first sentence: `33000000000 USD more_than`, with range, rate and length where told.
    fn quantities(text: &str) -> Vec<String> {
        let lexicon = Lexicon::builtin();
        let date: When = "2018-01-29".parse().unwrap();
        let report = Report { id: "t".into(), date: Some(date), text: text.into(), ..Report::default() };
        let document = Reader::new(Model::builtin()).read(&report.text);
        let coding = crate::code(&report, &document, lexicon, false);
        let intervals = intervals::intervals(text, &coding.times, report.date, &lexicon.amounts);
        let view = document.view(text, 0);
        let clauses = Clauses::new(view, &lexicon.verbs, coding.mentions.of_sentence(0));
        let people = People::new(&clauses, &coding.mentions, 0, &coding.times);
        let counter =
            Counter { clauses: &clauses, people: &people, amounts: &lexicon.amounts, intervals: &intervals };
        counter.all().iter().map(|counted| in_words(&counted.quantity)).collect()
    }

    fn in_words(quantity: &Quantity) -> String {
        let high = quantity.high.map_or(String::new(), |high| format!("-{high}"));
        let bound = if quantity.bound == Bound::Exact { "" } else { quantity.bound.code() };
        let per = quantity.per.as_deref().unwrap_or("");
        let length = quantity.interval.as_ref().and_then(|interval| interval.length.as_deref()).unwrap_or("");
        let words = format!("{}{high} {} {bound} {per} {length}", quantity.value, quantity.unit);
        words.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_examples_of_the_lexicon_are_counted() {
        let mut wrong = Vec::new();
        for (text, expected) in &Lexicon::builtin().amounts.examples {
            let found = quantities(text);
            let plain = |found: &String| found.split(' ').take(2).collect::<Vec<_>>().join(" ") == *expected;
            if !found.iter().any(plain) {
                wrong.push(format!("{text}\n    expected {expected}\n    found    {}", found.join("; ")));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn people_are_counted_where_no_figure_is_given() {
        for (text, expected) in [
            ("Dozens of soldiers were killed in the raid.", "24 killed at_least"),
            ("A raid killed dozens of Malian soldiers.", "24 killed at_least"),
            ("Police in Mali arrested hundreds of protesters.", "200 held at_least"),
            ("The fighting displaced hundreds of thousands of people.", "200000 displaced at_least"),
            ("Mali sent several thousand troops to Chad.", "3000 troops about"),
            ("The blast wounded several guards.", "3 wounded about"),
            ("The blast wounded a few guards.", "3 wounded about"),
            ("Few guards were wounded.", ""),
            ("A raid killed more than a dozen soldiers.", "12 killed more_than"),
            ("Nearly two dozen soldiers were killed.", "24 killed about"),
            ("No one was killed in the raid.", ""),
            ("One soldier was killed in the raid.", "1 killed"),
            ("Thousands of Malians protested for several years.", ""),
        ] {
            assert_eq!(quantities(text).join("; "), expected, "{text}");
        }
    }

    #[test]
    fn money_is_read_with_what_bounds_it() {
        for (text, expected) in [
            ("Mali spent more than $33 billion over the last 15 years.", "33000000000 USD more_than P15Y"),
            ("Mali spent $2 billion to $3 billion on arms.", "2000000000-3000000000 USD"),
            ("Mali spent 2 to 3 million euros on arms.", "2000000-3000000 EUR"),
            ("Mali spent up to US$25m a year on arms.", "25000000 USD at_most P1Y"),
            ("Mali paid 300 million Pakistani rupees for it.", "300000000 PKR"),
            ("Mali paid 40 million Australian dollars for it.", "40000000 AUD"),
            ("Mali paid half a million dollars for it.", "500000 USD"),
            ("Mali paid £1.2bn for it.", "1200000000 GBP"),
            ("Mali paid one hundred and twenty thousand euros for it.", "120000 EUR"),
            ("Mali paid tens of millions of dollars for it.", "20000000 USD at_least"),
            ("Mali paid several million euros for it.", "3000000 EUR about"),
            ("Mali paid billions for it.", ""),
            ("Mali left in 2016 after three years of war.", ""),
            ("Mali bought an F-16 on 4 May.", ""),
        ] {
            assert_eq!(quantities(text).join("; "), expected, "{text}");
        }
    }
}

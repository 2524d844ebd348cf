//! Text to tokens: one pass over its bytes, by the conventions of the English UD treebanks.
//!
//! Stands between [`layout`](crate::layout) and [`split`](crate::sentences::Splitter::split).
//! What is known of words (abbreviations, contractions, hyphenated prefixes) is in `lang/en/tokens.tsv`;
//! here is how they combine. `·` marks a clitic, which shares its surface token with the word before it:
//!
//! ```text
//! The U.S.-led talks didn't end.  =>  The  U.S.  -  led  talks  did ·n't  end  .
//! ```

use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use tiltmeter_record::Span;

use crate::Token;

/// Appends the tokens of one block to `tokens`; clitics are split off.
pub fn tokenize(text: &str, block: Span, tokens: &mut Vec<Token>) {
    if block.of(text).is_empty() {
        return;
    }
    let mut lexer = Lexer {
        text: &text[..block.end()],
        bytes: &text.as_bytes()[..block.end()],
        block_start: block.start(),
        in_single_quotes: false,
        hints: Hints::default(),
        words: &WORDS,
        tokens,
    };
    let mut position = block.start();
    while let Some(start) = lexer.skip_space(position) {
        position = lexer.find_chunk_end(start);
        lexer.chunk(start, position);
    }
}

/// What stands between two stretches of white space is a chunk; a chunk is cut into tokens from its left.
struct Lexer<'a> {
    text: &'a str,
    bytes: &'a [u8],
    block_start: usize,
    in_single_quotes: bool,
    hints: Hints,
    words: &'static Words,
    tokens: &'a mut Vec<Token>,
}

/// What a chunk holds, found out while its end is looked for: most chunks are plain words.
#[derive(Clone, Copy, Default)]
struct Hints {
    plain: bool,
    at_sign: bool,
    stop: bool,
    address: bool,
}

impl Lexer<'_> {
    fn skip_space(&self, mut position: usize) -> Option<usize> {
        while position < self.bytes.len() {
            let byte = self.bytes[position];
            if byte.is_ascii() {
                if !is_ascii_space(byte) {
                    return Some(position);
                }
                position += 1;
            } else {
                let c = self.char_at(position);
                if !c.is_whitespace() {
                    return Some(position);
                }
                position += c.len_utf8();
            }
        }
        None
    }

    fn find_chunk_end(&mut self, start: usize) -> usize {
        let mut hints = Hints { plain: true, ..Hints::default() };
        let mut position = start;
        while position < self.bytes.len() {
            let byte = self.bytes[position];
            if byte.is_ascii_alphabetic() {
                position += 1;
                continue;
            }
            if !byte.is_ascii() {
                let c = self.char_at(position);
                if c.is_whitespace() {
                    break;
                }
                position += c.len_utf8();
            } else if is_ascii_space(byte) {
                break;
            } else {
                hints.at_sign |= byte == b'@';
                hints.address |=
                    byte == b':' && self.bytes.get(position + 1).is_some_and(|&b| !is_ascii_space(b));
                hints.stop |= byte == b'.';
                position += 1;
            }
            hints.plain = false;
        }
        self.hints = hints;
        position
    }

    fn chunk(&mut self, start: usize, end: usize) {
        if self.hints.plain {
            return self.word(start, end);
        }
        let mut position = start;
        while position < end {
            position = self.token(start, position, end).max(position + 1);
        }
    }

    /// Pushes what begins at `position` and returns where it ends.
    fn token(&mut self, start: usize, position: usize, end: usize) -> usize {
        if let Some(address_end) = self.address(position, end) {
            self.push(position, address_end);
            return address_end;
        }
        let c = self.char_at(position);
        if is_word_char(c) {
            let word_end = self.word_end(position, end);
            self.word(position, word_end);
            return self.possessive_apostrophe(word_end, end);
        }
        let mark_end = self.mark_end(start, position, end, c);
        // `U.S.` has its stop before the clitic, so the word's own cutting did not see it.
        let is_clitic = position > start
            && is_apostrophe(c)
            && self.text[position + c.len_utf8()..mark_end].eq_ignore_ascii_case("s");
        self.tokens.push(Token::new(Span::new(position, mark_end), is_clitic));
        mark_end
    }

    fn push(&mut self, start: usize, end: usize) {
        self.tokens.push(Token::new(Span::new(start, end), false));
    }

    fn push_clitic(&mut self, start: usize, end: usize) {
        self.tokens.push(Token::new(Span::new(start, end), true));
    }

    fn char_at(&self, position: usize) -> char {
        let byte = self.bytes[position];
        if byte.is_ascii() {
            return char::from(byte);
        }
        self.text[position..].chars().next().unwrap_or('\0')
    }

    /// The character at `position`, if it lies before `end`.
    fn char_before_end(&self, position: usize, end: usize) -> Option<char> {
        (position < end).then(|| self.char_at(position))
    }

    fn byte(&self, position: usize) -> u8 {
        self.bytes.get(position).copied().unwrap_or(0)
    }

    fn is_digit(&self, position: usize) -> bool {
        self.byte(position).is_ascii_digit()
    }

    /// The first character behind the chunk and the white space after it; `None` at the end of the block.
    fn after_chunk(&self, end: usize) -> Option<char> {
        self.skip_space(end).map(|next| self.char_at(next))
    }

    fn kinds(&self, start: usize, end: usize) -> u32 {
        self.words.kinds(&self.bytes[start..end])
    }
}

/// Internet addresses and file names.
impl Lexer<'_> {
    fn address(&self, position: usize, end: usize) -> Option<usize> {
        let Hints { at_sign, stop, address, .. } = self.hints;
        if !(at_sign || stop || address) {
            return None;
        }
        let rest = &self.bytes[position..end];
        if starts_with_scheme(rest) {
            return Some(self.trim_address(position, end));
        }
        if at_sign && let Some(mail_end) = self.mail_end(position, end) {
            return Some(self.trim_address(position, mail_end));
        }
        if stop { self.domain_end(position, end) } else { None }
    }

    /// Stops, commas, quotes and brackets at the end belong to the sentence.
    fn trim_address(&self, start: usize, end: usize) -> usize {
        let address = &self.text[start..end];
        let opened = address.contains('(');
        let ends = |c: char| match c {
            ')' => !opened,
            '.' | ',' | ';' | ':' | '!' | '?' | ']' | '}' | '>' | '"' | '\'' | '\u{2019}' | '\u{201d}' => {
                true
            }
            _ => false,
        };
        start + address.trim_end_matches(ends).len()
    }

    // `name@host`, and `@name` as a whole.
    fn mail_end(&self, position: usize, end: usize) -> Option<usize> {
        let is_local =
            |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'%' | b'+' | b'-' | b'&' | b'~');
        let mut at = position;
        while at < end && is_local(self.bytes[at]) {
            at += 1;
        }
        let name_follows =
            self.byte(at + 1).is_ascii_alphanumeric() && (at > position || !self.is_digit(at + 1));
        if self.byte(at) != b'@' || !name_follows {
            return None;
        }
        let mut mail_end = at + 1;
        while mail_end < end && (is_local(self.bytes[mail_end]) || self.bytes[mail_end] == b'@') {
            mail_end += 1;
        }
        Some(mail_end)
    }

    // `news.example.org/today`, `minutes.doc`, `comp.sources.unix`.
    fn domain_end(&self, position: usize, end: usize) -> Option<usize> {
        let mut run = position;
        while run < end
            && (self.bytes[run].is_ascii_alphanumeric() || matches!(self.bytes[run], b'.' | b'-' | b'_'))
        {
            run += 1;
        }
        while run > position && !self.bytes[run - 1].is_ascii_alphanumeric() {
            run -= 1;
        }
        let name = &self.bytes[position..run];
        let last_stop = name.iter().rposition(|&b| b == b'.')?;
        let first_stop = name.iter().position(|&b| b == b'.')?;
        let is_name = self.words.kinds(&name[last_stop + 1..]) & ENDING != 0
            || self.words.kinds(&name[..first_stop]) & GROUP != 0
            || name[..first_stop].eq_ignore_ascii_case(b"www");
        if first_stop == 0 || !is_name {
            return None;
        }
        Some(if self.byte(run) == b'/' && run < end { self.trim_address(position, end) } else { run })
    }
}

/// Words and numbers, with the marks inside them.
impl Lexer<'_> {
    /// Where the surface token that begins with a letter or digit ends.
    fn word_end(&self, start: usize, end: usize) -> usize {
        let mut position = start;
        while let Some(c) = self.char_before_end(position, end) {
            let goes_on = is_word_char(c) || is_inside_word(c) || self.joins(start, position, end, c);
            if !goes_on {
                break;
            }
            position += c.len_utf8();
        }
        self.closing_mark(start, position, end)
    }

    /// Whether mark `c` at `position` holds together what is before and behind it.
    fn joins(&self, start: usize, position: usize, end: usize, c: char) -> bool {
        let next_position = position + c.len_utf8();
        let Some(next) = self.char_before_end(next_position, end).filter(|n| n.is_alphanumeric()) else {
            return false;
        };
        let (digit_before, digit_next) =
            (position > start && self.is_digit(position - 1), next.is_ascii_digit());
        match c {
            '.' => (digit_before && digit_next) || self.is_dotted(start, position, end),
            ',' => digit_before && digit_next && self.n_digits(next_position) == 3,
            ':' => digit_before && digit_next,
            '\'' | '\u{2019}' | '`' => !(digit_before && digit_next),
            '/' => self.slash_joins(start, position, end),
            '-' | '\u{2013}' | '\u{2010}' | '\u{2011}' => {
                self.hyphen_joins(start, position, next_position, end)
            }
            '&' => self.ampersand_joins(start, position, next_position, end),
            '*' => !digit_before && !digit_next,
            _ => false,
        }
    }

    /// A stop between letters: in `U.S.` and `e.g.`, where one letter stands before it, and in `Ph.D.`
    fn is_dotted(&self, start: usize, position: usize, end: usize) -> bool {
        let before = &self.text[start..position];
        let last = before.rsplit('.').next().unwrap_or(before);
        let mut chars = last.chars();
        if chars.next().is_some_and(char::is_alphabetic) && chars.next().is_none() {
            return true;
        }
        let mut run = position;
        while run < end && (self.bytes[run].is_ascii_alphabetic() || self.bytes[run] == b'.') {
            run += 1;
        }
        self.kinds(start, run) & KEEPS_STOP != 0
    }

    fn n_digits(&self, position: usize) -> usize {
        self.bytes[position..].iter().take_while(|b| b.is_ascii_digit()).count()
    }

    // Dates and fractions stay whole: 9/11, 04/30/2001, 1/2; so do telephone numbers: 713/555-0100.
    fn slash_joins(&self, start: usize, position: usize, end: usize) -> bool {
        let before = &self.bytes[start..position];
        if before.iter().all(|&b| b.is_ascii_digit() || b == b'/') {
            let n_behind = self.n_digits(position + 1);
            return match before.len() {
                _ if before.contains(&b'/') => n_behind > 0,
                1 | 2 => matches!(n_behind, 1 | 2 | 4),
                3 => n_behind == 3 && self.is_number_with_hyphens(start, end),
                _ => false,
            };
        }
        let mut run = position;
        while run < end && (self.bytes[run].is_ascii_alphabetic() || self.bytes[run] == b'/') {
            run += 1;
        }
        self.kinds(start, run) & WHOLE != 0
    }

    fn hyphen_joins(&self, start: usize, position: usize, next_position: usize, end: usize) -> bool {
        if self.is_digit(next_position) && self.bytes[start].is_ascii_digit() {
            return self.is_number_with_hyphens(start, end);
        }
        let before = self.kinds(start, position);
        if self.is_digit(next_position) {
            return before & PREFIX_OF_NUMBER != 0;
        }
        if before & PREFIX != 0 {
            return true;
        }
        let mut run = next_position;
        while run < end && self.bytes[run].is_ascii_alphabetic() {
            run += 1;
        }
        self.kinds(next_position, run) & SUFFIX != 0 || self.kinds(start, run) & WHOLE != 0
    }

    // Telephone numbers and dates such as 2001-09-11, but not ranges such as 1914-18.
    fn is_number_with_hyphens(&self, start: usize, end: usize) -> bool {
        let is_part = |b: &u8| b.is_ascii_digit() || matches!(b, b'-' | b'/');
        let n_bytes = self.bytes[start..end].iter().take_while(|b| is_part(b)).count();
        let number = &self.bytes[start..start + n_bytes];
        let (mut n_parts, mut n_digits, mut first, mut last) = (0, 0, 0, 0);
        for part in number.split(|&b| b == b'-' || b == b'/').filter(|part| !part.is_empty()) {
            n_parts += 1;
            n_digits += part.len();
            last = part.len();
            first = if n_parts == 1 { last } else { first };
        }
        n_parts >= 3 && n_digits >= 5 || n_parts == 2 && last == 4 && matches!(first, 3 | 5)
    }

    // AT&T, R&D.
    fn ampersand_joins(&self, start: usize, position: usize, next_position: usize, end: usize) -> bool {
        let mut run = next_position;
        while run < end && self.bytes[run].is_ascii_alphabetic() {
            run += 1;
        }
        let (before, behind) = (&self.bytes[start..position], &self.bytes[next_position..run]);
        let all_upper = before.iter().chain(behind).all(u8::is_ascii_uppercase);
        before.len() <= 4 && behind.len() <= 3 && (all_upper || before.len() == 1 && behind.len() == 1)
    }

    /// Takes in the stop of an abbreviation, the dollar sign of `US$`, the dash of a word that breaks off.
    fn closing_mark(&self, start: usize, position: usize, end: usize) -> usize {
        match self.byte(position) {
            _ if position >= end => position,
            b'.' if self.keeps_stop(start, position, end) => position + 1,
            b'$' if position - start <= 3
                && self.bytes[start..position].iter().all(u8::is_ascii_uppercase) =>
            {
                position + 1
            }
            b'-' if self.breaks_off(start, position, end) => position + 1,
            _ => position,
        }
    }

    /// Whether the stop at `position` belongs to the word before it.
    fn keeps_stop(&self, start: usize, position: usize, end: usize) -> bool {
        let next = self.char_before_end(position + 1, end);
        if next.is_some_and(|n| n.is_alphanumeric() || n == '.') {
            return false;
        }
        let word = &self.bytes[start..position];
        let behind = self.behind_stop(position + 1, end);
        let kinds = self.kinds(start, position + 1);
        if word.len() == 1 && word[0].is_ascii_alphabetic() {
            let number_follows =
                kinds & NUMBER_ABBREVIATION != 0 && word[0].is_ascii_lowercase() && behind == Behind::Number;
            return number_follows || self.is_initial(start, behind, next);
        }
        let goes_on = behind != Behind::Nothing;
        if kinds & CLOSING != 0 {
            return goes_on && behind != Behind::Starter && behind != Behind::Mark;
        }
        let is_dotted = word.contains(&b'.') && word.iter().any(u8::is_ascii_alphabetic);
        is_dotted
            || kinds & (TITLE | ABBREVIATION) != 0 && goes_on
            || kinds & NAME_ABBREVIATION != 0 && word[0].is_ascii_uppercase() && goes_on
            || kinds & NUMBER_ABBREVIATION != 0 && behind == Behind::Number
    }

    /// A single capital and its stop, where a name may go on: "George W. Bush", "J. K. Rowling".
    fn is_initial(&self, start: usize, behind: Behind, next: Option<char>) -> bool {
        if !self.bytes[start].is_ascii_uppercase() || next.is_some_and(|n| n != ',' && n != '-') {
            return false;
        }
        match self.bytes[start] {
            b'I' => behind == Behind::Capital && self.follows_name(start),
            _ => {
                behind == Behind::Capital
                    || next == Some(',')
                    || behind == Behind::Starter && self.follows_name(start)
            }
        }
    }

    // Another initial, or a capitalised word, right before `start`.
    fn follows_name(&self, start: usize) -> bool {
        let Some(before) = self.tokens.last() else { return false };
        before.span.start() >= self.block_start
            && before.span.end() + 1 == start
            && self.bytes[before.span.start()].is_ascii_uppercase()
    }

    fn behind_stop(&self, position: usize, end: usize) -> Behind {
        if position < end {
            return Behind::Mark;
        }
        let Some(next) = self.skip_space(end) else { return Behind::Nothing };
        let c = self.char_at(next);
        if c.is_ascii_digit() || c == '#' {
            return Behind::Number;
        }
        if !c.is_uppercase() {
            return Behind::Other;
        }
        let length = self.bytes[next..].iter().take_while(|b| b.is_ascii_alphabetic()).count();
        if self.kinds(next, next + length) & STARTER != 0 { Behind::Starter } else { Behind::Capital }
    }

    // Speakers who break off: "th- they". Only where no word could be meant.
    fn breaks_off(&self, start: usize, position: usize, end: usize) -> bool {
        let word = &self.bytes[start..position];
        let is_vowel = |b: &u8| matches!(b.to_ascii_lowercase(), b'a' | b'e' | b'i' | b'o' | b'u');
        position + 1 == end
            && word.len() <= 3
            && word.iter().all(u8::is_ascii_alphabetic)
            && !(word.len() > 1 && word.iter().all(u8::is_ascii_uppercase))
            && (word.len() == 1 || !word.iter().any(is_vowel))
    }

    /// Pushes the surface token from `start` to `end`, cut into its syntactic words.
    fn word(&mut self, start: usize, end: usize) {
        let first = self.bytes[start];
        if first.is_ascii_digit() {
            return self.number(start, end);
        }
        if end - start <= MAX_CONTRACTION
            && let Some(cuts) = self.words.cuts(&self.bytes[start..end])
        {
            return self.push_cut(start, end, cuts);
        }
        if self.hints.plain {
            return self.push(start, end);
        }
        self.with_clitics(start, end);
    }

    fn push_cut(&mut self, start: usize, end: usize, cuts: [u8; 2]) {
        let mut from = start;
        for cut in cuts.into_iter().filter(|&cut| cut > 0) {
            let to = start + cut as usize;
            self.tokens.push(Token::new(Span::new(from, to), from > start));
            from = to;
        }
        self.push_clitic(from, end);
    }

    /// Cuts the unit off a number: `7:30` `PM`, `35` `mm`, but `20th`, `1970s`.
    fn number(&mut self, start: usize, end: usize) {
        let is_numeric = |b: &u8| b.is_ascii_digit() || matches!(b, b'.' | b',' | b':');
        let unit = start + self.bytes[start..end].iter().take_while(|b| is_numeric(b)).count();
        if unit < end && unit > start && self.bytes[unit - 1].is_ascii_digit() {
            let kinds = self.kinds(unit, end);
            if kinds & UNIT != 0 || kinds & UNIT_OF_MONEY != 0 && self.follows_currency(start) {
                self.push(start, unit);
                return self.push(unit, end);
            }
        }
        self.with_clitics(start, end);
    }

    fn follows_currency(&self, start: usize) -> bool {
        self.tokens.last().is_some_and(|t| {
            t.span.start() >= self.block_start
                && t.span.end() == start
                && self.text[t.span.range()].ends_with(is_currency)
        })
    }

    /// Cuts off what follows an apostrophe: `Bush` `'s`, `do` `n't`, `I` `'d` `'ve`.
    fn with_clitics(&mut self, start: usize, end: usize) {
        let mut cuts = [0; 3];
        let mut n_cuts = 0;
        let mut rest = end;
        while n_cuts < cuts.len() {
            let Some(cut) = self.clitic_start(start, rest) else { break };
            cuts[n_cuts] = cut;
            n_cuts += 1;
            rest = cut;
        }
        self.push(start, rest);
        for cut_idx in (0..n_cuts).rev() {
            let to = if cut_idx == 0 { end } else { cuts[cut_idx - 1] };
            self.push_clitic(cuts[cut_idx], to);
        }
    }

    fn clitic_start(&self, start: usize, end: usize) -> Option<usize> {
        let word = &self.text[start..end];
        let apostrophe = start + word.rfind(is_apostrophe)?;
        let behind = &self.bytes[apostrophe + self.char_at(apostrophe).len_utf8()..end];
        let is_one_of = |clitics: &[&[u8]]| clitics.iter().any(|clitic| behind.eq_ignore_ascii_case(clitic));
        if is_one_of(&[b"t"])
            && apostrophe > start + 1
            && self.bytes[apostrophe - 1].eq_ignore_ascii_case(&b'n')
        {
            return Some(apostrophe - 1);
        }
        let is_decade = behind == b"s"
            && self.bytes[apostrophe - 1] == b'0'
            && self.is_digit(start)
            && apostrophe - start != 3;
        let is_clitic = is_one_of(&[b"s", b"re", b"ve", b"ll", b"m", b"d"]) && !is_decade;
        (is_clitic && apostrophe > start).then_some(apostrophe)
    }

    /// `'` right behind a plural is its possessive, unless it closes a quotation: `neighbours` `'`.
    fn possessive_apostrophe(&mut self, position: usize, end: usize) -> usize {
        let Some(c) = self.char_before_end(position, end).filter(|&c| is_apostrophe(c)) else {
            return position;
        };
        let mark_end = position + c.len_utf8();
        let after_sibilant = matches!(self.byte(position - 1).to_ascii_lowercase(), b's' | b'z' | b'x');
        let word_follows = mark_end == end && self.after_chunk(end).is_some_and(char::is_alphanumeric);
        if !after_sibilant || self.in_single_quotes || !word_follows {
            return position;
        }
        self.push_clitic(position, mark_end);
        mark_end
    }
}

/// Punctuation, symbols, pictures.
impl Lexer<'_> {
    fn mark_end(&mut self, start: usize, position: usize, end: usize, c: char) -> usize {
        if let Some(emoticon_end) = self.emoticon_end(start, position, end) {
            return emoticon_end;
        }
        let next_position = position + c.len_utf8();
        let next = self.char_before_end(next_position, end);
        match c {
            '\'' | '\u{2018}' | '\u{2019}' | '`' => self.apostrophe_end(start, position, end, c),
            '.' if self.is_digit(next_position) && next_position < end && position == start => {
                self.word_end(next_position, end)
            }
            '.' | '\u{2026}' if next.is_some_and(|n| matches!(n, '.' | '\u{2026}')) => {
                self.run_end(position, end, |b| matches!(b, '.' | '\u{2026}'))
            }
            '.' | '!' | '?' | '\u{2026}' => {
                self.run_end(position, end, |b| matches!(b, '.' | '!' | '?')).max(next_position)
            }
            '[' if self.bytes[position..end].starts_with(b"[...]") => position + 5,
            '#' | '@' if position == start && next.is_some_and(char::is_alphabetic) => {
                self.word_end(next_position, end)
            }
            '+' if next.is_some_and(|n| n.is_ascii_digit()) => self.word_end(next_position, end),
            '(' | ')' | '[' | ']' | '{' | '}' | '"' | '\u{201c}' | '\u{201d}' | ',' | ';' | ':' => {
                next_position
            }
            c if is_currency(c) => next_position,
            c if is_picture(c) => self.picture_end(position, end),
            c if c.is_ascii_punctuation() => self.ornament_end(position, end, c),
            c => self.run_end(position, end, |b| b == c),
        }
    }

    fn run_end(&self, position: usize, end: usize, belongs: impl Fn(char) -> bool) -> usize {
        let run = &self.text[position..end];
        position + run.find(|c| !belongs(c)).unwrap_or(run.len())
    }

    /// `----`, `***`, `<<`, and lines drawn with different marks, such as `|-----+---->`.
    fn ornament_end(&self, position: usize, end: usize, c: char) -> usize {
        let same = self.run_end(position, end, |b| b == c);
        let drawn = self.run_end(position, end, |b| {
            matches!(b, '-' | '=' | '+' | '*' | '~' | '_' | '|' | '<' | '>' | '^')
        });
        let is_arrow = matches!(&self.bytes[position..drawn], b"->" | b"<-" | b">=" | b"<=" | b"=>");
        if drawn > same && (drawn - position >= 4 || is_arrow) { drawn } else { same }
    }

    fn emoticon_end(&self, start: usize, position: usize, end: usize) -> Option<usize> {
        if !matches!(self.bytes[position], b':' | b';' | b'=' | b'(' | b'^' | b'-' | b'<' | b'>') {
            return None;
        }
        if position > start && self.is_digit(position - 1) {
            return None;
        }
        (2..=3).rev().map(|length| position + length).find(|&to| {
            let is_alone =
                to == end || to < end && !self.bytes[to].is_ascii_alphanumeric() && self.bytes[to].is_ascii();
            is_alone && self.words.kinds_as_written(&self.bytes[position..to]) & EMOTICON != 0
        })
    }

    /// An apostrophe that begins a word (`'em`, `'72`), a doubled quotation mark, or a single one.
    fn apostrophe_end(&mut self, start: usize, position: usize, end: usize, c: char) -> usize {
        let next_position = position + c.len_utf8();
        match self.char_before_end(next_position, end) {
            Some(next) if next == c || c == '\u{2018}' && next == '\u{2019}' => {
                return next_position + next.len_utf8();
            }
            Some(next) if next.is_alphanumeric() => {}
            _ => {
                self.in_single_quotes = false;
                return next_position;
            }
        }
        let letters = self.bytes[next_position..end].iter().take_while(|b| b.is_ascii_alphanumeric()).count();
        let word = &self.bytes[next_position..next_position + letters];
        let begins = position == start;
        let is_year =
            begins && matches!(word, [a, b] | [a, b, b's'] if a.is_ascii_digit() && b.is_ascii_digit());
        let is_elided = letters < 8 && self.words.kinds_behind_apostrophe(word) & ELIDED != 0;
        let is_clitic = letters == 1 && word.eq_ignore_ascii_case(b"s") && next_position + 1 == end;
        if c != '`' && (is_year || is_elided || is_clitic) {
            return next_position + letters;
        }
        self.in_single_quotes = true;
        next_position
    }

    // A picture with its variation selectors, skin tones and joined pictures; a pair of regional letters is a flag.
    fn picture_end(&self, position: usize, end: usize) -> usize {
        let mut chars = self.text[position..end].char_indices().peekable();
        let is_flag = |c: char| ('\u{1f1e6}'..='\u{1f1ff}').contains(&c);
        let Some((_, first)) = chars.next() else { return end };
        let mut joined = false;
        let mut flag_open = is_flag(first);
        for (offset, c) in chars {
            let modifies = matches!(c, '\u{fe0f}' | '\u{20e3}' | '\u{200d}' | '\u{1f3fb}'..='\u{1f3ff}');
            if !(modifies || joined || flag_open && is_flag(c)) {
                return position + offset;
            }
            joined = c == '\u{200d}';
            flag_open = false;
        }
        end
    }
}

/// What follows the stop of what may be an abbreviation.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Behind {
    /// The block ends.
    Nothing,
    /// A mark without a space before it.
    Mark,
    Number,
    /// A capitalised word that often begins a sentence.
    Starter,
    Capital,
    Other,
}

fn is_ascii_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r')
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '`')
}

fn is_currency(c: char) -> bool {
    matches!(c, '$' | '\u{a2}'..='\u{a5}' | '\u{20a0}'..='\u{20cf}')
}

fn is_picture(c: char) -> bool {
    matches!(c, '\u{2600}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}')
}

// Letters and digits of any script; raised digits and ordinal signs are tokens of their own.
fn is_word_char(c: char) -> bool {
    c.is_alphanumeric() && !matches!(c, '\u{b2}' | '\u{b3}' | '\u{b9}' | '\u{ba}')
}

// Marks that never stand alone: accents, joiners, the soft hyphen, vowel signs.
fn is_inside_word(c: char) -> bool {
    c == '_'
        || (!c.is_ascii()
            && (matches!(c, '\u{ad}' | '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{64b}'..='\u{65f}' | '\u{900}'..='\u{dff}' | '\u{e31}'..='\u{e4e}')))
}

fn starts_with_scheme(rest: &[u8]) -> bool {
    let schemes: [&[u8]; 7] =
        [b"http://", b"https://", b"ftp://", b"mailto:", b"www.", b"doi:10.", b"ymsgr:"];
    schemes
        .iter()
        .any(|scheme| rest.get(..scheme.len()).is_some_and(|head| head.eq_ignore_ascii_case(scheme)))
}

const TITLE: u32 = 1;
const ABBREVIATION: u32 = 1 << 1;
const CLOSING: u32 = 1 << 2;
const NAME_ABBREVIATION: u32 = 1 << 3;
const NUMBER_ABBREVIATION: u32 = 1 << 4;
const STARTER: u32 = 1 << 5;
const PREFIX: u32 = 1 << 6;
const PREFIX_OF_NUMBER: u32 = 1 << 7;
const SUFFIX: u32 = 1 << 8;
const WHOLE: u32 = 1 << 9;
const UNIT: u32 = 1 << 10;
const UNIT_OF_MONEY: u32 = 1 << 11;
const ELIDED: u32 = 1 << 12;
const EMOTICON: u32 = 1 << 13;
const ENDING: u32 = 1 << 14;
const GROUP: u32 = 1 << 15;
const KEEPS_STOP: u32 = TITLE | ABBREVIATION | CLOSING | NAME_ABBREVIATION | NUMBER_ABBREVIATION;

/// Longest form in `tokens.tsv`; nothing longer is looked up.
const MAX_FORM: usize = 16;
/// Longest contraction without an apostrophe.
const MAX_CONTRACTION: usize = 8;

/// `lang/en/tokens.tsv`, ready for look-up.
struct Words {
    kinds: FxHashMap<&'static [u8], u32>,
    // Where to cut, at most twice; 0 is no cut.
    contractions: FxHashMap<Vec<u8>, [u8; 2]>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| Words::parse(include_str!("../lang/en/tokens.tsv")));

impl Words {
    fn parse(table: &'static str) -> Words {
        let mut words = Words { kinds: FxHashMap::default(), contractions: FxHashMap::default() };
        for line in table.lines().filter(|line| !line.starts_with('#')) {
            let Some((kind, form)) = line.split_once('\t') else { continue };
            if kind == "contraction" {
                let mut cuts = [0; 2];
                let ends =
                    form.match_indices('|').enumerate().map(|(n_before, (at, _))| (at - n_before) as u8);
                cuts.iter_mut().zip(ends).for_each(|(cut, at)| *cut = at);
                words.contractions.insert(form.replace('|', "").into_bytes(), cuts);
            } else {
                *words.kinds.entry(form.as_bytes()).or_default() |= kind_bit(kind);
            }
        }
        words
    }

    /// The kinds of a form in any case; 0 where it is not in the table.
    fn kinds(&self, form: &[u8]) -> u32 {
        let mut lower = [0; MAX_FORM];
        lower_case(form, &mut lower).map_or(0, |lower| self.kinds_as_written(lower))
    }

    fn kinds_as_written(&self, form: &[u8]) -> u32 {
        self.kinds.get(form).copied().unwrap_or(0)
    }

    fn kinds_behind_apostrophe(&self, word: &[u8]) -> u32 {
        let mut form = [b'\''; MAX_FORM];
        let Some(room) = form.get_mut(1..=word.len()) else { return 0 };
        room.copy_from_slice(word);
        self.kinds(&form[..=word.len()])
    }

    fn cuts(&self, form: &[u8]) -> Option<[u8; 2]> {
        let mut lower = [0; MAX_FORM];
        self.contractions.get(lower_case(form, &mut lower)?).copied()
    }
}

fn lower_case<'a>(form: &[u8], lower: &'a mut [u8; MAX_FORM]) -> Option<&'a [u8]> {
    let room = lower.get_mut(..form.len())?;
    for (to, from) in room.iter_mut().zip(form) {
        *to = from.to_ascii_lowercase();
    }
    Some(room)
}

fn kind_bit(kind: &str) -> u32 {
    match kind {
        "title" => TITLE,
        "abbreviation" => ABBREVIATION,
        "closing" => CLOSING,
        "name_abbreviation" => NAME_ABBREVIATION,
        "number_abbreviation" => NUMBER_ABBREVIATION,
        "starter" => STARTER,
        "prefix" => PREFIX,
        "prefix_of_number" => PREFIX_OF_NUMBER,
        "suffix" => SUFFIX,
        "whole" => WHOLE,
        "unit" => UNIT,
        "unit_of_money" => UNIT_OF_MONEY,
        "elided" => ELIDED,
        "emoticon" => EMOTICON,
        "ending" => ENDING,
        "group" => GROUP,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tokens parted by spaces; `·` stands before a clitic.
    fn check(input: &str, expected: &str) {
        let mut tokens = Vec::new();
        tokenize(input, Span::new(0, input.len()), &mut tokens);
        let shown: Vec<String> = tokens
            .iter()
            .map(|token| format!("{}{}", if token.clitic { "·" } else { "" }, token.span.of(input)))
            .collect();
        assert_eq!(shown.join(" "), expected, "{input}");
    }

    #[test]
    fn clitics_are_split_off() {
        check("They don't agree.", "They do ·n't agree .");
        check("They don’t agree.", "They do ·n’t agree .");
        check("Ankara's envoy won't say she's left.", "Ankara ·'s envoy wo ·n't say she ·'s left .");
        check("I'd've gone; we'll see.", "I ·'d ·'ve gone ; we ·'ll see .");
        check("It cannot last; they gonna dont.", "It can ·not last ; they gon ·na do ·nt .");
        check("the O'Neill plan and the d'état of Sana'a", "the O'Neill plan and the d'état of Sana'a");
        check("DON'T, he'd said", "DO ·N'T , he ·'d said");
        check("the U.S.'s stance", "the U.S. ·'s stance");
        check("in the 1930's and the '60s, 2003's war", "in the 1930's and the '60s , 2003 ·'s war");
    }

    #[test]
    fn an_apostrophe_after_a_plural_is_possessive_unless_it_closes_a_quotation() {
        check("the rebels' camp", "the rebels ·' camp");
        check("the neighbours’ quarrel", "the neighbours ·’ quarrel");
        check("so-called 'rebels' fled", "so - called ' rebels ' fled");
        check("He met the rebels'.", "He met the rebels ' .");
    }

    #[test]
    fn abbreviations_keep_their_stops() {
        check("Gen. Bajwa met Mr. Khan in St. Petersburg.", "Gen. Bajwa met Mr. Khan in St. Petersburg .");
        check("On Jan. 4 the U.S. Senate met.", "On Jan. 4 the U.S. Senate met .");
        check("George H.W. Bush, George W. Bush", "George H.W. Bush , George W. Bush");
        check("J. K. Rowling and John F. Kennedy", "J. K. Rowling and John F. Kennedy");
        check("It is No. 2 on the list. No. They left.", "It is No. 2 on the list . No . They left .");
        check("He was ill. She left at 5 p.m. on Sunday.", "He was ill . She left at 5 p.m. on Sunday .");
        check("arms, fuel, etc. They left", "arms , fuel , etc . They left");
        check("It lasted until 5 p.m.", "It lasted until 5 p.m .");
        check("based in Washington, D.C.", "based in Washington , D.C.");
        check("Acme Inc. said; Acme Corp. Chairman Roe", "Acme Inc. said ; Acme Corp. Chairman Roe");
        check("So did I. Then Plan B.", "So did I . Then Plan B .");
        check("a Ph.D. and an M.Sc. in law, e.g. treaties", "a Ph.D. and an M.Sc. in law , e.g. treaties");
    }

    #[test]
    fn hyphens_cut_words_but_for_prefixes() {
        check("the Iran-backed, Beirut-based group", "the Iran - backed , Beirut - based group");
        check("an anti-American, pro-Beijing co-founder", "an anti-American , pro-Beijing co-founder");
        check("U.S.-led talks in mid-2018, pre-war", "U.S. - led talks in mid-2018 , pre-war");
        check("a 22-year-old in the 1914-18 war", "a 22 - year - old in the 1914 - 18 war");
        check("call 713-853-3989 on 2001-09-11", "call 713-853-3989 on 2001-09-11");
        check("the talks – long delayed—failed -- again", "the talks – long delayed — failed -- again");
        check("Th- they w- went", "Th- they w- went");
    }

    #[test]
    fn numbers_money_times_and_units() {
        check("cut $33 billion, US$5m and €1.5bn", "cut $ 33 billion , US$ 5 m and € 1.5 bn");
        check("some 1,200,000 people, 4.5%, at 7:30PM", "some 1,200,000 people , 4.5 % , at 7:30 PM");
        check(
            "35mm guns 20km off the 20th mile of the 1970s",
            "35 mm guns 20 km off the 20 th mile of the 1970s".replace("20 th", "20th").as_str(),
        );
        check("since 9/11, on 04/30/2001, and/or", "since 9/11 , on 04/30/2001 , and / or");
        check("won 3-2, in 2017/18,", "won 3 - 2 , in 2017 / 18 ,");
        check("bats .265 at 12°C", "bats .265 at 12 ° C");
    }

    #[test]
    fn addresses_stay_whole() {
        check(
            "See http://example.org/a-b?c=d, or www.x.de.",
            "See http://example.org/a-b?c=d , or www.x.de .",
        );
        check(
            "Mail jane.roe@example.com; read example.com.",
            "Mail jane.roe@example.com ; read example.com .",
        );
        check("(https://example.org/x)", "( https://example.org/x )");
        check("@envoy wrote #CeasefireNow today", "@envoy wrote #CeasefireNow today");
        check("He left.She stayed.", "He left . She stayed .");
    }

    #[test]
    fn marks_and_quotations() {
        check("“We agreed,” he said.", "“ We agreed , ” he said .");
        check("\"We 'agreed',\" he said...", "\" We ' agreed ' , \" he said ...");
        check("``Why?!'' he asked (twice).", "`` Why ?! '' he asked ( twice ) .");
        check("Well… no.... yes!!! [...] R&D at AT&T", "Well … no .... yes !!! [...] R&D at AT&T");
        check("fine :) <<a>> ===== ->", "fine :) << a >> ===== ->");
    }

    #[test]
    fn any_script() {
        check("習近平 met بوتين—да.", "習近平 met بوتين — да .");
        check("good 👍🏽👨‍👩‍👧🇵🇰🇺🇸!", "good 👍🏽 👨‍👩‍👧 🇵🇰 🇺🇸 !");
        check("naïve cafe\u{301} co\u{ad}operate", "naïve cafe\u{301} co\u{ad}operate");
        check("\u{0}\u{1}a\u{7f} \u{a0}\u{3000}b", "\u{0} \u{1} a \u{7f} b");
        check("5 km² at 54º", "5 km ² at 54 º");
    }

    /// Tokens lie on character boundaries, in order, apart, and hold all that is not white space.
    fn check_tiling(text: &str) {
        let mut tokens = Vec::new();
        tokenize(text, Span::new(0, text.len()), &mut tokens);
        let mut end = 0;
        for token in &tokens {
            assert!(text.get(token.span.range()).is_some_and(|form| !form.is_empty()), "{text:?} {token:?}");
            assert!(text[end..token.span.start()].chars().all(char::is_whitespace), "{text:?} {token:?}");
            assert!(!token.clitic || token.span.start() == end, "{text:?} {token:?}");
            end = token.span.end();
        }
        assert!(text[end..].chars().all(char::is_whitespace), "{text:?}");
    }

    proptest::proptest! {
        #[test]
        fn tokens_tile_any_text(text in "\\PC*") {
            check_tiling(&text);
        }

        #[test]
        fn tokens_tile_text_full_of_marks(text in "([a-zA-Z0-9é²º中’‘“”'`.,:;!?/@#$€%&*+=<>|()\\[\\]_~^–—…\u{300}\u{200d}👍🇵 \n\u{0}-]|n't|'s|U\\.S\\.|http://|No\\.|\\.com){0,40}") {
            check_tiling(&text);
        }
    }

    #[test]
    fn a_block_off_the_text_has_no_tokens() {
        let mut tokens = Vec::new();
        tokenize("é", Span::new(1, 2), &mut tokens);
        tokenize("short", Span::new(2, 400), &mut tokens);
        assert!(tokens.is_empty());
    }

    #[test]
    fn only_the_block_is_read() {
        let mut tokens = Vec::new();
        tokenize("Mr. Khan left. He", Span::new(4, 14), &mut tokens);
        let spans: Vec<(usize, usize)> = tokens.iter().map(|t| (t.span.start(), t.span.end())).collect();
        assert_eq!(spans, [(4, 8), (9, 13), (13, 14)]);
    }
}

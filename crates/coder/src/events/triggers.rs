//! Which words may begin an act: what is asked before a sentence is parsed.

use tiltmeter_record::{EventType, Quad};

use super::frames::{Part, Pattern, Piece, Selector, Signal, Target, Verbs};

/// What a word can do in an act, as far as a look at the lexicon tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Role {
    /// A verb or adjective that tells an act by itself.
    pub(crate) verb: bool,
    /// A noun that tells one, "war", or a verb of much else, "help": without an operator it needs both parties.
    pub(crate) loose: bool,
    /// A word that makes an act of a noun beside it, or another of the act inside it: "launched".
    pub(crate) operator: bool,
}

impl Role {
    /// Either's.
    pub(crate) fn or(self, other: Role) -> Role {
        Role {
            verb: self.verb || other.verb,
            loose: self.loose || other.loose,
            operator: self.operator || other.operator,
        }
    }
}

/// An entry under its first word.
pub(crate) struct Asked<'a> {
    /// Words that stand beside the first, anywhere in the sentence.
    pub(crate) words: Vec<&'a str>,
    /// Words that stand behind it: a verb's prepositions do.
    pub(crate) behind: Vec<&'a str>,
    /// Classes of which a word stands there, of each of them one.
    pub(crate) classes: Vec<u32>,
    /// Classes of one of which a word stands there, if there are any: its subject.
    pub(crate) subject: Vec<u32>,
    /// What they do together.
    pub(crate) role: Role,
}

/// As what a form may begin an entry, by the tags that give it its lemma.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Word {
    /// Verbs, and what parsers take for one: "strikes" may be either.
    VerbOrNoun,
    /// Adjectives, and adverbs after "is".
    Adjective,
    /// Any of these.
    Any,
}

impl Verbs {
    /// The entries under a lemma of such a word.
    pub(crate) fn entries<'a>(
        &'a self,
        lemma: &str,
        word: Word,
    ) -> impl Iterator<Item = Asked<'a>> + use<'a> {
        let begins = move |pattern: &&Pattern| match word {
            Word::VerbOrNoun => pattern.part != Part::Adjective,
            Word::Adjective => pattern.part == Part::Adjective,
            Word::Any => true,
        };
        self.patterns(lemma).iter().filter(begins).map(|pattern| {
            let (mut words, mut behind, mut classes) = (Vec::new(), Vec::new(), Vec::new());
            for piece in &pattern.rest {
                match piece {
                    Piece::Word(word)
                        if pattern.part == Part::Verb && self.signals(Signal::Preposition, word) =>
                    {
                        behind.push(word.as_str());
                    }
                    Piece::Word(word) => words.push(word.as_str()),
                    // People are known by their names too, which no class lists.
                    Piece::Class(class) if self.classes.people == Some(*class) => {}
                    Piece::Class(class) => classes.push(*class as u32),
                }
            }
            let subject = match pattern.target {
                Target::Frame(frame) => {
                    self.frames[frame].subject.iter().map(|&class| class as u32).collect()
                }
                _ => Vec::new(),
            };
            Asked { words, behind, classes, subject, role: self.role_of(pattern) }
        })
    }

    /// The classes of a word.
    pub(crate) fn classes_of<'a>(&'a self, lemma: &str) -> impl Iterator<Item = u32> + use<'a> {
        self.classes.of_word.get(lemma).into_iter().flatten().map(|&class| class as u32)
    }

    /// How many classes there are.
    pub(crate) fn n_classes(&self) -> usize {
        self.classes.names.len()
    }

    fn role_of(&self, pattern: &Pattern) -> Role {
        let noun = pattern.part == Part::Noun;
        let (tells, loose) = match pattern.target {
            Target::Frame(frame) => {
                let frame = &self.frames[frame];
                // A state that harms somebody unknown is told all the same.
                let harms =
                    |event: EventType| event.quad() == Quad::MaterialConflict || event == EventType::Accuse;
                (true, noun || frame.known && !frame.outcome.event.is_none_or(harms))
            }
            Target::Idiom => (false, false),
            Target::Operator(operator) => (self.tells_alone(operator), noun),
        };
        Role {
            verb: tells && !loose,
            loose: tells && loose,
            operator: matches!(pattern.target, Target::Operator(_)),
        }
    }

    // "Tried" tells nothing unless an act stands inside, whose own word then fires.
    fn tells_alone(&self, operator: usize) -> bool {
        let operator = &self.operators[operator];
        let tables = [Some(operator.table), operator.negated];
        let rows = tables.into_iter().flatten().flat_map(|table| &self.tables[table]);
        !operator.needs_act
            && rows.into_iter().any(|row| row.inner == Selector::Nothing && !row.outcome.dropped)
    }
}

/// What may stand before the endings of a verb that the lemmatizer does not know: "bomb" of "bombed".
pub(crate) fn stems(form: &str) -> impl Iterator<Item = String> + '_ {
    let endings = [
        ("ed", ""),
        ("ed", "e"),
        ("ied", "y"),
        ("ing", ""),
        ("ing", "e"),
        ("s", ""),
        ("es", ""),
        ("ies", "y"),
    ];
    endings.into_iter().filter_map(|(ending, put)| Some(form.strip_suffix(ending)?.to_string() + put))
}

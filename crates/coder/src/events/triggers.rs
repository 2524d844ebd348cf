//! Which words may begin an act: what is asked before a sentence is parsed.

use super::frames::{Part, Pattern, Piece, Selector, Target, Verbs};

/// What a word can do in an act, as far as a look at the lexicon tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Role {
    /// A verb or adjective that tells an act by itself.
    pub(crate) verb: bool,
    /// A noun that tells one: "war"; alone it needs both parties.
    pub(crate) noun: bool,
    /// A word that makes an act of a noun beside it, or another of the act inside it: "launched".
    pub(crate) operator: bool,
}

impl Role {
    /// Either's.
    pub(crate) fn or(self, other: Role) -> Role {
        Role {
            verb: self.verb || other.verb,
            noun: self.noun || other.noun,
            operator: self.operator || other.operator,
        }
    }
}

impl Verbs {
    /// The entries under a lemma: the words and classes that stand beside it, and what they do together.
    pub(crate) fn entries<'a>(
        &'a self,
        lemma: &str,
    ) -> impl Iterator<Item = (Vec<&'a str>, Vec<u32>, Role)> + use<'a> {
        self.patterns(lemma).iter().map(|pattern| {
            let (mut words, mut classes) = (Vec::new(), Vec::new());
            for piece in &pattern.rest {
                match piece {
                    Piece::Word(word) => words.push(word.as_str()),
                    // People are known by their names too, which no class lists.
                    Piece::Class(class) if self.classes.people == Some(*class) => {}
                    Piece::Class(class) => classes.push(*class as u32),
                }
            }
            (words, classes, self.role_of(pattern))
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
        let tells = match pattern.target {
            Target::Frame(_) => true,
            Target::Idiom => false,
            Target::Operator(operator) => self.tells_alone(operator),
        };
        let noun = pattern.part == Part::Noun;
        Role {
            verb: tells && !noun,
            noun: tells && noun,
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

//! Which patterns of the lexicon stand at a word of a sentence.

use tiltmeter_text::{Deprel, Upos, Xpos};

use super::clauses::Clauses;
use super::frames::{Part, Pattern, Piece, Signal, Target, Verbs};

/// A pattern found.
#[derive(Clone, Debug)]
pub(super) struct Match {
    pub(super) target: Target,
    pub(super) part: Part,
    /// The words matched after the first.
    pub(super) tokens: Vec<usize>,
    /// Those of them that the pattern names, as "strike" in "go on strike"; the others are of a class.
    pub(super) literal: Vec<usize>,
    /// The noun or clause that the pattern's last preposition introduces.
    pub(super) opened: Option<usize>,
    // How many words its classes have together.
    breadth: usize,
}

/// The patterns that stand at `head`, those with more words first.
pub(super) fn matches(clauses: &Clauses<'_>, verbs: &Verbs, head: usize) -> Vec<Match> {
    let Some(part) = part_of(clauses, head) else { return Vec::new() };
    let lemma = clauses.known_lemma(head);
    let mut patterns: Vec<&Pattern> = verbs.patterns(&lemma).iter().filter(|p| p.part == part).collect();
    // "is expected to": a participle that the lexicon has as an adjective.
    if part == Part::Verb && clauses.clause(head).passive {
        let form = clauses.view.lower_form(head);
        let told = verbs.patterns(&form).iter().filter(|pattern| pattern.part == Part::Adjective);
        patterns.splice(0..0, told);
    }
    if patterns.is_empty() {
        return Vec::new();
    }
    let near = match patterns.iter().any(|pattern| !pattern.rest.is_empty()) {
        true => Near { tokens: nearby(clauses, head), things: things(clauses, head) },
        false => Near::default(),
    };
    let mut found: Vec<Match> =
        patterns.iter().filter_map(|pattern| match_pattern(clauses, verbs, head, &near, pattern)).collect();
    found.sort_by_key(|found| (std::cmp::Reverse(found.tokens.len()), found.breadth));
    found
}

fn part_of(clauses: &Clauses<'_>, head: usize) -> Option<Part> {
    let verb = clauses.misread(head).is_some();
    match clauses.view.tokens[head].upos {
        _ if verb => Some(Part::Verb),
        Upos::Verb if clauses.view.deprel(head) == Deprel::Amod => None,
        Upos::Verb if !clauses.is_verb(head) => Some(Part::Noun),
        Upos::Verb => Some(Part::Verb),
        // "is to meet": what asks for an infinitive is no auxiliary.
        Upos::Aux if clauses.has(head, Deprel::Xcomp) => Some(Part::Verb),
        // "Conference" in "the Mayors Conference" is a name.
        Upos::Propn if is_within_name(clauses, head) => None,
        Upos::Noun | Upos::Propn => Some(Part::Noun),
        Upos::Adj => Some(Part::Adjective),
        // "The alliance is over."
        Upos::Adv if clauses.has(head, Deprel::Cop) => Some(Part::Adjective),
        _ => None,
    }
}

fn is_within_name(clauses: &Clauses<'_>, token: usize) -> bool {
    let view = &clauses.view;
    let name = |other: usize| {
        view.tokens[other].upos == Upos::Propn
            && (view.head(other) == Some(token) || view.head(token) == Some(other))
    };
    let cased = view.form(token).chars().next().is_some_and(char::is_uppercase);
    cased && (token > 0 && name(token - 1) || token + 1 < view.len() && name(token + 1))
}

fn match_pattern(
    clauses: &Clauses<'_>,
    verbs: &Verbs,
    head: usize,
    near: &Near,
    pattern: &Pattern,
) -> Option<Match> {
    let mut tokens: Vec<usize> = Vec::new();
    let (mut literal, mut opened) = (Vec::new(), None);
    for (rank, piece) in pattern.rest.iter().enumerate() {
        // "give in to": the first of two small words belongs to the verb and stands beside it.
        let small = |piece: Option<&Piece>| matches!(piece, Some(Piece::Word(word)) if verbs.signals(Signal::Preposition, word));
        let inner = small(Some(piece)) && small(pattern.rest.get(rank + 1)) && pattern.part == Part::Verb;
        // A verb's prepositions and particles follow it: "on" in "On Monday he called" is none of its.
        let follows =
            |token: usize| token > head || pattern.part != Part::Verb || !is_particle(clauses, token);
        // Its things are what it is done with: "sealed, on the bridge, a deal" seals no bridge.
        let own = |token: usize| match piece {
            Piece::Class(_) if let Some(opened) = opened.filter(|&opened| clauses.is_nominal(opened)) => {
                made_of(clauses, vec![opened]).contains(&token)
            }
            Piece::Class(_) => pattern.part != Part::Verb || near.things.contains(&token),
            // Adverbs of the verb, or of a word of the pattern: "persona non grata".
            Piece::Word(_) => {
                let governor = clauses.view.head(token);
                let nominal = governor.is_some_and(|governor| clauses.is_nominal(governor));
                // "attacked him during the first debate" attacks nobody first.
                let last = rank + 1 == pattern.rest.len() && pattern.part == Part::Verb;
                let described = clauses.view.deprel(token) == Deprel::Amod
                    && last
                    && governor.is_some_and(|noun| clauses.cases(noun).next().is_some());
                !described && (!is_adverb(clauses, token) || governor == Some(head) || nominal)
            }
        };
        let fits = |&token: &usize| {
            let beside = !inner || token == head + 1 || opens(clauses, token).is_none();
            !tokens.contains(&token) && beside && follows(token) && piece_fits(clauses, verbs, token, piece)
        };
        let token = match opened.filter(fits) {
            Some(token) => token,
            None => near.tokens.iter().copied().filter(|&token| own(token)).find(fits)?,
        };
        opened = opens(clauses, token);
        tokens.push(token);
        literal.extend(matches!(piece, Piece::Word(_)).then_some(token));
    }
    if pattern.part == Part::Verb && has_other_particle(clauses, head, &tokens) {
        return None;
    }
    // A preposition that opens nothing is a particle.
    let opened = opened.filter(|&opened| opened != head);
    let breadth = pattern.rest.iter().map(|piece| match piece {
        Piece::Word(_) => 0,
        Piece::Class(class) => verbs.classes.sizes[*class],
    });
    Some(Match {
        target: pattern.target,
        part: pattern.part,
        tokens,
        literal,
        opened,
        breadth: breadth.sum(),
    })
}

// "backed off its plans" backs none: with a particle that the pattern does not name it is another verb.
fn has_other_particle(clauses: &Clauses<'_>, head: usize, tokens: &[usize]) -> bool {
    clauses.children(head).iter().any(|&child| {
        let particle = clauses.view.deprel(child) == Deprel::CompoundPrt && !tokens.contains(&child);
        particle && clauses.gives(Signal::Particle, child)
    })
}

fn is_adverb(clauses: &Clauses<'_>, token: usize) -> bool {
    matches!(clauses.view.deprel(token), Deprel::CompoundPrt | Deprel::Advmod)
}

fn is_particle(clauses: &Clauses<'_>, token: usize) -> bool {
    matches!(clauses.view.deprel(token), Deprel::Case | Deprel::Mark | Deprel::CompoundPrt)
}

// The second of two words that introduce a phrase together, of which the pattern has not taken the first.
fn is_fixed(clauses: &Clauses<'_>, token: usize) -> bool {
    let first = clauses.view.head(token).filter(|_| clauses.view.deprel(token) == Deprel::Fixed);
    first.is_some_and(|first| clauses.view.lower_form(first) == "due")
}

// Whether a preposition belongs to a phrase inside one that stands beside the act.
fn is_beside(clauses: &Clauses<'_>, token: usize) -> bool {
    let phrase = opens(clauses, token).filter(|_| clauses.view.deprel(token) == Deprel::Case);
    let host = phrase.and_then(|phrase| clauses.view.head(phrase));
    host.is_some_and(|host| clauses.is_nominal(host) && clauses.is_beside(host))
}

fn opens(clauses: &Clauses<'_>, token: usize) -> Option<usize> {
    // "out of", "because of": treebanks hang the second word on the first.
    let fixed = clauses.view.deprel(token) == Deprel::Fixed;
    let token = if fixed { clauses.view.head(token)? } else { token };
    let introduces = matches!(clauses.view.deprel(token), Deprel::Case | Deprel::Mark);
    if introduces { clauses.view.head(token) } else { None }
}

fn piece_fits(clauses: &Clauses<'_>, verbs: &Verbs, token: usize, piece: &Piece) -> bool {
    match piece {
        // The "to" of an infinitive is no preposition.
        Piece::Word(_)
            if clauses.view.tokens[token].xpos == Xpos::To && clauses.view.deprel(token) == Deprel::Mark =>
        {
            false
        }
        Piece::Word(_)
            if opens(clauses, token).is_some_and(|opened| clauses.gives(Signal::Calendar, opened)) =>
        {
            false
        }
        // "due to", "because of": the second word is the first one's.
        Piece::Word(_) if is_fixed(clauses, token) => false,
        // "was awarded a medal during her visit to Oslo": not to Oslo.
        Piece::Word(_) if is_beside(clauses, token) => false,
        Piece::Word(word) => {
            clauses.view.lemma(token) == word || clauses.view.form(token).eq_ignore_ascii_case(word)
        }
        Piece::Class(class) => {
            let heads =
                !matches!(clauses.view.deprel(token), Deprel::Compound | Deprel::NmodPoss | Deprel::Amod);
            let people = verbs.classes.people == Some(*class) && clauses.is_people(token);
            // "executed an Iraqi": people, whom taggers take for an adjective.
            heads && (people || clauses.is_nominal(token) && verbs.in_class(&clauses.lemma(token), *class))
        }
    }
}

/// The words around a verb or noun that may belong to an expression with it.
#[derive(Default)]
struct Near {
    tokens: Vec<usize>,
    /// Its object, with what that is made of and joined to.
    things: Vec<usize>,
}

// "part of its aid", "$3 million in aid", "aid and arms": the object, and the nouns behind it. A verb
// without object may have lost it to a phrase that the parser took for an adverbial.
fn things(clauses: &Clauses<'_>, head: usize) -> Vec<usize> {
    if !clauses.is_verb(head) {
        return Vec::new();
    }
    let mut things: Vec<usize> = clauses.clause(head).object.into_iter().collect();
    let bare = |&&child: &&usize| {
        let deprel = clauses.view.deprel(child);
        let unmarked = matches!(deprel, Deprel::Obl | Deprel::OblUnmarked | Deprel::Xcomp | Deprel::Iobj);
        child > head && (deprel == Deprel::Obj || unmarked && clauses.cases(child).next().is_none())
    };
    things.extend(clauses.children(head).iter().filter(bare));
    made_of(clauses, things)
}

// "part of its aid", "the text of a treaty", "aid and arms": nouns with those they count or join.
fn made_of(clauses: &Clauses<'_>, mut things: Vec<usize>) -> Vec<usize> {
    let mut at = 0;
    while let Some(&thing) = things.get(at) {
        let behind = |&&child: &&usize| {
            let belongs = match clauses.view.deprel(child) {
                Deprel::Nmod => {
                    clauses.has_case(child, "of")
                        || clauses.view.tokens[thing].upos == Upos::Sym
                        || clauses.view.tokens[thing].upos == Upos::Num
                }
                deprel => matches!(deprel, Deprel::Conj | Deprel::Appos),
            };
            belongs && !clauses.is_verb(child) && at < 8
        };
        let more: Vec<usize> = clauses.children(thing).iter().filter(behind).copied().collect();
        more.into_iter().for_each(|token| {
            if !things.contains(&token) {
                things.push(token);
            }
        });
        at += 1;
    }
    things
}

// The words that can belong to an expression with `head`: its object and what hangs there, its
// particles, its prepositional phrases. The subject of an active verb and other clauses are left out.
fn nearby(clauses: &Clauses<'_>, head: usize) -> Vec<usize> {
    let object = if clauses.is_verb(head) { clauses.clause(head).object } else { None };
    let mut near: Vec<usize> = object.into_iter().collect();
    collect(clauses, head, 0, &mut near);
    if let Some(object) = object {
        collect(clauses, object, 1, &mut near);
    }
    near
}

fn collect(clauses: &Clauses<'_>, head: usize, depth: usize, near: &mut Vec<usize>) {
    for &child in clauses.children(head) {
        let skipped = match clauses.view.deprel(child) {
            Deprel::Nsubj
            | Deprel::Punct
            | Deprel::Parataxis
            | Deprel::AclRelcl
            | Deprel::Ccomp
            | Deprel::Aux => true,
            Deprel::Conj => depth == 0 && clauses.is_verb(child),
            // "ordered the envoys to leave": parsers hang the infinitive on the envoys.
            Deprel::Acl if depth == 1 && clauses.has_case(child, "to") => false,
            Deprel::Advcl | Deprel::Acl | Deprel::Xcomp => clauses.is_verb(child) && depth > 0,
            _ => false,
        };
        if skipped || near.contains(&child) {
            // "steered clear of criticizing": the preposition belongs to the adjective.
            if skipped && depth == 1 && clauses.view.tokens[head].upos == Upos::Adj {
                near.extend(clauses.cases(child));
            }
            continue;
        }
        near.push(child);
        let clause = clauses.is_verb(child)
            && matches!(clauses.view.deprel(child), Deprel::Advcl | Deprel::Acl | Deprel::Xcomp);
        if clause {
            near.extend(clauses.cases(child));
        } else if depth < 2 {
            collect(clauses, child, depth + 1, near);
        } else {
            // "fired rounds of rockets on the port": the preposition belongs to the verb all the same.
            near.extend(clauses.cases(child));
            near.extend(clauses.children(child).iter().flat_map(|&below| clauses.cases(below)));
        }
    }
}

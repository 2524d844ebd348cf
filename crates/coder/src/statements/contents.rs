//! What is reported in the reporter's own words: from the reporting word through the tree to the
//! stretches of its sentence that it reports.
//!
//! The tree alone is right about complements in two cases of three, so each form of complement is
//! looked for under every relation that the parser gives it.
//!
//! ```text
//! The talks, Khan said, had failed.   said ──parataxis──> failed   "The talks", "had failed"
//! ```

use tiltmeter_record::Span;
use tiltmeter_text::{Deprel, Upos, View, Xpos};

use super::cues::{Cue, Function};
use super::{has_case, is_word};

/// How many words may lie between a reporting verb and the clause that the parser found.
const MAX_GAP: usize = 12;

/// How many words of other phrases may stand between a reporting verb and its "that".
const MAX_PHRASES: usize = 20;

/// What kind of complement a clause is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Clause,
    Infinitive,
    Gerund,
    Nominal,
}

/// The content of a verb or adjective; empty where it has none that the cue takes.
pub(super) fn of_verb(view: &View<'_>, function: &Function, cue: &Cue, verb: usize) -> Vec<Span> {
    let particle = particle(view, cue, verb);
    let ways = [
        clause(view, function, cue, verb),
        after_phrases(view, function, cue, verb),
        around(view, function, cue, verb),
        complement(view, cue, verb, Form::Infinitive),
        complement(view, cue, verb, Form::Gerund),
        prepositional(view, cue, verb),
        object(view, function, cue, verb, particle),
        by_adjacency(view, function, cue, verb),
    ];
    ways.into_iter().find(|content| !content.is_empty()).unwrap_or_default()
}

/// The content of a noun.
pub(super) fn of_noun(view: &View<'_>, function: &Function, cue: &Cue, noun: usize) -> Vec<Span> {
    // "The claim that the ship was armed", "the refusal to sign": what follows belongs to the noun,
    // even where the parser hangs it on the verb.
    let next = noun + 1;
    let opens = next < view.len()
        && match view.tokens[next].xpos {
            Xpos::To => cue.takes.infinitive,
            _ => cue.takes.clause && is_that(view, function, next) && !is_relative(view, next),
        };
    if let Some(clause) = view.head(next.min(view.len() - 1)).filter(|&clause| opens && clause > next) {
        return cut_before(view, spans(view, clause, &[]), next);
    }
    prepositional(view, cue, noun)
}

/// The clause that a phrase ("according to the ministry") stands in, without the phrase.
pub(super) fn of_phrase(view: &View<'_>, phrase_head: usize) -> Vec<Span> {
    let mut clause = phrase_head;
    while let Some(head) = view.head(clause) {
        clause = head;
        if is_clause(view, clause) {
            break;
        }
    }
    if clause == phrase_head {
        return Vec::new();
    }
    spans(view, clause, &[phrase_head])
}

/// The words of the cue that follow the first, as positions; `None` where they do not follow it.
pub(super) fn particles(view: &View<'_>, cue: &Cue, verb: usize) -> Option<Vec<usize>> {
    let mut found = Vec::new();
    let mut from = verb + 1;
    for word in &cue.rest {
        let reach = (from + 3).min(view.len());
        let position = (from..reach).find(|&token_idx| is_word(view, token_idx, word))?;
        let bound = view.deprel(position) == Deprel::CompoundPrt || position == from;
        if !bound && view.head(position) != Some(verb) {
            return None;
        }
        found.push(position);
        from = position + 1;
    }
    Some(found)
}

fn particle(view: &View<'_>, cue: &Cue, verb: usize) -> Option<usize> {
    particles(view, cue, verb)?.last().copied()
}

fn takes(cue: &Cue, form: Form) -> bool {
    match form {
        Form::Clause => cue.takes.clause,
        Form::Infinitive => cue.takes.infinitive,
        Form::Gerund => cue.takes.gerund,
        Form::Nominal => false,
    }
}

/// "Said (that) the talks had failed."
fn clause(view: &View<'_>, function: &Function, cue: &Cue, verb: usize) -> Vec<Span> {
    if !cue.takes.clause {
        return Vec::new();
    }
    let is_complement = |&child: &usize| match view.deprel(child) {
        Deprel::Ccomp | Deprel::Csubj => form_of(view, child) == Form::Clause,
        Deprel::Xcomp | Deprel::Advcl | Deprel::Acl | Deprel::Dep => {
            child > verb && marked_by(view, child, &function.complementizers)
        }
        Deprel::Parataxis => child > verb && cue.takes.quote && is_clause(view, child),
        _ => false,
    };
    let found: Vec<usize> = view.children(verb).filter(is_complement).collect();
    let right = found.iter().copied().find(|&child| child > verb);
    match right.or(found.last().copied()) {
        Some(clause) if clause > verb => {
            let content = from_gap(view, cue, verb, clause, spans(view, clause, &[verb]));
            with_sequel(view, verb, content)
        }
        Some(clause) => spans(view, clause, &[verb]),
        None => Vec::new(),
    }
}

/// "Told the envoy in a call this month that the role should be valued": the clause hangs on the last noun
/// before it, as if it described the month. A "that" with another subject behind it describes nothing.
fn after_phrases(view: &View<'_>, function: &Function, cue: &Cue, verb: usize) -> Vec<Span> {
    if !cue.takes.clause {
        return Vec::new();
    }
    let reach = (verb + 1..view.len().min(verb + 1 + MAX_PHRASES))
        .take_while(|&at| view.tokens[at].upos != Upos::Verb || view.deprel(at) == Deprel::Amod);
    let mut opens = reach.filter(|&at| is_that(view, function, at) && !is_relative(view, at));
    let Some((that, clause)) = opens.find_map(|at| Some((at, view.head(at).filter(|&clause| clause > at)?)))
    else {
        return Vec::new();
    };
    let hung = matches!(view.deprel(clause), Deprel::AclRelcl | Deprel::Acl);
    let Some(noun) = view.head(clause).filter(|&noun| hung && noun < that) else { return Vec::new() };
    // "in an interview with the Times that": up to the noun that hangs on the verb.
    let mut outer = noun;
    while view.deprel(outer).universal() == "nmod" {
        match view.head(outer) {
            Some(above) if above > verb => outer = above,
            _ => break,
        }
    }
    let phrase = view.deprel(outer).universal() == "obl" && view.head(outer) == Some(verb);
    let to_object = cue.addressee.iter().any(|how| how == "object") && view.extent(noun).0 > verb;
    if phrase || to_object { cut_before(view, spans(view, clause, &[]), that) } else { Vec::new() }
}

/// A clause whose first words the parser hung elsewhere begins where the verb's own phrases end:
/// "said on Friday | anyone who complains | is wrong".
fn from_gap(view: &View<'_>, cue: &Cue, verb: usize, clause: usize, mut content: Vec<Span>) -> Vec<Span> {
    let to_object = cue.addressee.iter().any(|how| how == "object");
    // "The official said talks would begin": what stands behind a verb whose subject stands before it is the
    // subject of what was said.
    let has_speaker = view
        .children(verb)
        .any(|child| child < verb && matches!(view.deprel(child), Deprel::Nsubj | Deprel::NsubjPass));
    let own = |&child: &usize| match view.deprel(child) {
        Deprel::Obj => to_object,
        Deprel::Nsubj => !has_speaker,
        Deprel::Obl | Deprel::OblUnmarked | Deprel::Advmod | Deprel::Iobj | Deprel::CompoundPrt => true,
        _ => false,
    };
    let mut start = verb + 1;
    for child in view.children(verb).filter(|&child| child > verb && child < clause).filter(own) {
        let (first, last) = view.extent(child);
        if first <= start + 1 && last < clause {
            start = last + 1;
        }
    }
    while start < clause && view.tokens[start].upos == Upos::Punct && !is_quotation_mark(view, start) {
        start += 1;
    }
    if let (Some(first), Some(token)) = (content.first_mut(), view.tokens.get(start)) {
        let words =
            (start..clause).filter(|&between| view.tokens[between].span.end() <= first.start()).count();
        if token.span.start() < first.start() && words <= MAX_GAP {
            *first = first.cover(token.span);
        }
    }
    content
}

/// What follows a clause and belongs to it, though the parser hung it on the reporting verb: a further
/// clause with a subject of its own ("…, but he knows better", "…, because he was told so").
fn with_sequel(view: &View<'_>, verb: usize, mut content: Vec<Span>) -> Vec<Span> {
    let end = content.last().map_or(0, |last| last.end());
    let is_sequel = |&child: &usize| {
        matches!(view.deprel(child), Deprel::Conj | Deprel::Advcl | Deprel::Ccomp | Deprel::Parataxis)
            && view.tokens[child].span.start() >= end
            && has_subject(view, child)
    };
    for child in view.children(verb).filter(is_sequel) {
        let part = whole(view, child);
        let (first, _) = view.extent(child);
        let near = view.tokens[..first].iter().filter(|token| token.span.start() >= end).count() <= 2;
        if let Some(last) = content.last_mut().filter(|_| near) {
            *last = last.cover(part);
        }
    }
    content
}

/// "The talks, Khan said, had failed" and "The talks, as Khan said, had failed": the reporting
/// clause hangs on what it reports.
fn around(view: &View<'_>, function: &Function, cue: &Cue, verb: usize) -> Vec<Span> {
    let Some(head) = view.head(verb) else { return Vec::new() };
    let inside = match view.deprel(verb) {
        Deprel::Parataxis => cue.takes.clause || cue.takes.quote,
        Deprel::Advcl => marked_by(view, verb, &function.manner) && cue.takes.clause,
        _ => false,
    };
    let reports = inside && (head < verb || view.deprel(verb) == Deprel::Advcl || is_clause(view, head));
    if reports { spans(view, head, &[verb]) } else { Vec::new() }
}

/// "Vowed to strike back", "ruled out sending troops".
fn complement(view: &View<'_>, cue: &Cue, verb: usize, form: Form) -> Vec<Span> {
    if !takes(cue, form) {
        return Vec::new();
    }
    let is_complement = |&child: &usize| {
        let near = matches!(view.deprel(child), Deprel::Xcomp | Deprel::Ccomp)
            || (form == Form::Infinitive && view.deprel(child) == Deprel::Advcl)
            || (form == Form::Gerund && view.deprel(child) == Deprel::Obj);
        child > verb && near && form_of(view, child) == form
    };
    let Some(clause) = view.children(verb).find(is_complement) else { return Vec::new() };
    let to_object = cue.addressee.iter().any(|how| how == "object");
    let mut content = spans(view, clause, &[]);
    let to = view.children(clause).find(|&child| view.tokens[child].xpos == Xpos::To);
    if let (true, Form::Infinitive, Some(to), Some(first)) = (to_object, form, to, content.first_mut()) {
        // "Urged Oslo not to sell": what stands right before "to" and belongs to it is said too.
        let adverb = to
            .checked_sub(1)
            .filter(|&before| view.deprel(before) == Deprel::Advmod && view.head(before) == Some(clause));
        let from = view.tokens[adverb.unwrap_or(to)].span.start();
        *first = Span::new(first.start().max(from), first.end());
    }
    let object = view.children_by(verb, Deprel::Obj).find(|&object| object > verb && object < clause);
    if let (false, Some(object), Some(first)) = (to_object, object, content.first_mut()) {
        *first = first.cover(whole(view, object));
    }
    content
}

/// "Warned against a new offensive."
fn prepositional(view: &View<'_>, cue: &Cue, head: usize) -> Vec<Span> {
    let is_content = |&child: &usize| {
        let relation = matches!(
            view.deprel(child),
            Deprel::Obl | Deprel::Nmod | Deprel::Advcl | Deprel::Acl | Deprel::Xcomp | Deprel::OblAgent
        );
        child > head && relation && has_case(view, child, &cue.prepositions)
    };
    let own = view.children(head).find(is_content);
    // "Criticism of the sale": a phrase behind an object may hang on the object instead.
    let object =
        || view.children_by(head, Deprel::Obj).find_map(|object| view.children(object).find(is_content));
    let Some(child) = own.or_else(object) else { return Vec::new() };
    let case = view
        .children(child)
        .filter(|&mark| mark < child && cue.prepositions.iter().any(|word| is_word(view, mark, word)));
    let from = case.max().map_or(0, |case| case + 1);
    cut_before(view, spans(view, child, &[]), from)
}

/// "Rejected the claim as propaganda."
fn object(
    view: &View<'_>,
    function: &Function,
    cue: &Cue,
    verb: usize,
    particle: Option<usize>,
) -> Vec<Span> {
    if !cue.takes.object {
        return Vec::new();
    }
    let of_particle = particle
        .filter(|&particle| view.deprel(particle) == Deprel::Case)
        .and_then(|particle| view.head(particle));
    let passive = || view.children_by(verb, Deprel::NsubjPass).next();
    let is_object = |&child: &usize| matches!(view.deprel(child), Deprel::Obj | Deprel::Iobj) && child > verb;
    let active = || view.children(verb).find(is_object);
    let Some(object) = of_particle.or_else(active).or_else(passive) else { return Vec::new() };
    let start = particle.filter(|_| of_particle.is_some()).map_or(0, |particle| particle + 1);
    let mut content = cut_before(view, spans(view, object, &[]), start);
    let belongs = |&child: &usize| match view.deprel(child) {
        Deprel::Obj | Deprel::Xcomp | Deprel::Ccomp | Deprel::Acl | Deprel::Appos | Deprel::Dep => true,
        Deprel::Obl | Deprel::Advcl | Deprel::Nmod => has_case(view, child, &function.predicatives),
        _ => false,
    };
    // "Called the sale a mistake": what is said of the object follows it without a gap.
    let mut end = view.extent(object).1;
    for child in view.children(verb).filter(|&child| child > object).filter(belongs) {
        let (first, last) = view.extent(child);
        let gap = first.saturating_sub(end + 1);
        let Some(part) = content.last_mut().filter(|_| gap <= 1 && last > end) else { continue };
        *part = part.cover(whole(view, child));
        end = last;
    }
    content
}

/// Where the tree gives nothing: "said that …" reports what stands behind, so does "believe the war
/// was a mistake" where the parser saw no clause, and "…, the minister said." what stands before.
fn by_adjacency(view: &View<'_>, function: &Function, cue: &Cue, verb: usize) -> Vec<Span> {
    if !cue.takes.clause {
        return Vec::new();
    }
    let last = view.len().saturating_sub(1);
    let to_object = cue.addressee.iter().any(|how| how == "object");
    let reach = verb + if cue.takes.quote || to_object { 5 } else { 2 };
    let that = (verb + 1..reach.min(view.len())).find(|&token_idx| is_that(view, function, token_idx));
    let finite = |token_idx: usize| {
        matches!(view.tokens[token_idx].xpos, Xpos::Vbd | Xpos::Vbz | Xpos::Vbp | Xpos::Md)
    };
    // "Recalled its envoy after ships had entered": what happened before is not said.
    let is_adverbial = |token_idx: usize| {
        let mut at = token_idx;
        while let Some(head) = view.head(at).filter(|&head| head != verb) {
            at = head;
        }
        view.deprel(at) == Deprel::Advcl && view.children_by(at, Deprel::Mark).next().is_some()
    };
    let object = view.children_by(verb, Deprel::Obj).find(|&object| object > verb);
    let hidden = object.filter(|&object| {
        cue.takes.quote
            && !cue.takes.object
            && cue.addressee.is_empty()
            && (object + 1..view.len()).any(|token_idx| finite(token_idx) && !is_adverbial(token_idx))
    });
    if let Some(start) = that.or(hidden.map(|_| verb + 1)) {
        return trimmed(view, start, last).into_iter().collect();
    }
    if let Some((before, after)) = between_commas(view, verb).filter(|_| cue.takes.quote) {
        return [trimmed(view, 0, before), trimmed(view, after, last)].into_iter().flatten().collect();
    }
    let (first, end) = view.extent(verb);
    let is_comma = |&at: &usize| view.tokens[at].xpos == Xpos::Comma;
    let comma = Some(first).filter(is_comma).or(first.checked_sub(1).filter(is_comma));
    match comma {
        Some(comma) if (cue.takes.quote || to_object) && end + 1 >= last && comma >= 3 => {
            trimmed(view, 0, comma).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

/// "The border, the general said on Monday, will stay closed": the commas around a reporting clause in
/// which no other verb stands.
fn between_commas(view: &View<'_>, verb: usize) -> Option<(usize, usize)> {
    let is_comma = |token_idx: &usize| view.tokens[*token_idx].xpos == Xpos::Comma;
    let before = (verb.saturating_sub(MAX_GAP)..verb).rev().find(is_comma)?;
    let after = (verb + 1..view.len().min(verb + MAX_GAP / 2)).find(is_comma)?;
    let n_verbs = (before..after).filter(|&between| view.tokens[between].upos == Upos::Verb).count();
    let finite = matches!(view.tokens[verb].xpos, Xpos::Vbd | Xpos::Vbz | Xpos::Vbp);
    (finite && n_verbs == 1 && before + 1 < verb && before > 0).then_some((before, after))
}

fn is_that(view: &View<'_>, function: &Function, token_idx: usize) -> bool {
    function.complementizers.iter().any(|word| is_word(view, token_idx, word))
}

// "The claim that shocked Paris". What looks like an object ("the claim that he made") is mostly a
// conjunction that the parser took for one.
fn is_relative(view: &View<'_>, that: usize) -> bool {
    let clause = view.head(that).unwrap_or(that);
    let has_other_subject = view
        .children(clause)
        .any(|child| child != that && matches!(view.deprel(child).universal(), "nsubj" | "csubj" | "expl"));
    view.tokens[that].xpos == Xpos::Wdt && !has_other_subject
}

fn is_quotation_mark(view: &View<'_>, token_idx: usize) -> bool {
    matches!(view.tokens[token_idx].xpos, Xpos::OpenQuote | Xpos::CloseQuote)
}

fn form_of(view: &View<'_>, head: usize) -> Form {
    let child_is =
        |xpos: Xpos| view.children(head).any(|child| child < head && view.tokens[child].xpos == xpos);
    let finite_auxiliary = view.children(head).any(|child| {
        matches!(view.deprel(child), Deprel::Aux | Deprel::Cop | Deprel::AuxPass)
            && matches!(view.tokens[child].xpos, Xpos::Md | Xpos::Vbd | Xpos::Vbp | Xpos::Vbz)
    });
    let verbal = matches!(view.tokens[head].upos, Upos::Verb | Upos::Aux);
    if finite_auxiliary {
        Form::Clause
    } else if child_is(Xpos::To) {
        Form::Infinitive
    } else if view.tokens[head].xpos == Xpos::Vbg {
        Form::Gerund
    } else if verbal || has_subject(view, head) {
        Form::Clause
    } else {
        Form::Nominal
    }
}

fn has_subject(view: &View<'_>, head: usize) -> bool {
    view.children(head).any(|child| matches!(view.deprel(child).universal(), "nsubj" | "csubj" | "expl"))
}

fn is_clause(view: &View<'_>, head: usize) -> bool {
    has_subject(view, head) || view.head(head).is_none()
}

fn marked_by(view: &View<'_>, clause: usize, words: &[String]) -> bool {
    view.children(clause).any(|child| child < clause && words.iter().any(|word| is_word(view, child, word)))
}

/// The characters of a whole subtree, whatever lies between.
fn whole(view: &View<'_>, head: usize) -> Span {
    let (first, last) = view.extent(head);
    trimmed(view, first, last).unwrap_or(view.tokens[head].span)
}

/// The stretches of the subtree under `head`, without the subtrees under `except`.
fn spans(view: &View<'_>, head: usize, except: &[usize]) -> Vec<Span> {
    let inside = |token_idx: usize| {
        let mut at = token_idx;
        loop {
            if except.contains(&at) {
                return false;
            }
            if at == head {
                return true;
            }
            match view.head(at) {
                Some(above) => at = above,
                None => return false,
            }
        }
    };
    let mut found = Vec::new();
    let mut start = None;
    for token_idx in 0..=view.len() {
        let is_inside = token_idx < view.len() && inside(token_idx);
        match (start, is_inside) {
            (None, true) => start = Some(token_idx),
            (Some(first), false) => {
                found.extend(trimmed(view, first, token_idx - 1));
                start = None;
            }
            _ => {}
        }
    }
    found
}

fn cut_before(view: &View<'_>, content: Vec<Span>, from: usize) -> Vec<Span> {
    let start = view.tokens.get(from).map_or(0, |token| token.span.start());
    let cut = |span: Span| Span::new(span.start().max(start), span.end());
    content.into_iter().filter(|span| span.end() > start).map(cut).collect()
}

/// Without punctuation at either end, except quotation marks and brackets.
fn trimmed(view: &View<'_>, mut first: usize, mut last: usize) -> Option<Span> {
    let is_loose = |token_idx: usize| {
        let token = &view.tokens[token_idx];
        token.upos == Upos::Punct
            && matches!(token.xpos, Xpos::Comma | Xpos::Colon | Xpos::Stop | Xpos::Hyph | Xpos::Nfp)
    };
    while first <= last && is_loose(first) {
        first += 1;
    }
    while last > first && is_loose(last) {
        last -= 1;
    }
    let words = (first..=last).any(|token_idx| view.tokens[token_idx].upos != Upos::Punct);
    (first <= last && words).then(|| view.span(first, last))
}

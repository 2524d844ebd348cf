//! What the network can be told it got wrong, for certain: a form that is never a noun is no noun; what follows
//! "gave" and "accused" is a receiver and a charge.
//!
//! "Pakistan denies that …" begins like a compound of nouns, and a small model now and then takes it for
//! one. The lists are `lang/en/never_nouns.tsv` and `lang/en/frames.tsv`; the tree is mended with the tag.

use rustc_hash::FxHashSet;
use std::sync::OnceLock;

use crate::{Deprel, Token, Upos, Xpos};

/// Retags the tokens of one sentence that are no nouns, and makes the noun before one its subject.
pub(crate) fn mend(text: &str, tokens: &mut [Token]) {
    for verb in 1..tokens.len() {
        let Token { span, xpos, .. } = tokens[verb];
        if matches!(xpos, Xpos::Nns | Xpos::Nnps | Xpos::Nnp | Xpos::Nn)
            && never_nouns().contains(span.of(text))
        {
            (tokens[verb].upos, tokens[verb].xpos) = (Upos::Verb, Xpos::Vbz);
            mend_dependents(tokens, verb);
        }
    }
    mend_subjects(tokens);
    (1..tokens.len()).for_each(|word| adjective_after_to(text, tokens, word));
    (1..tokens.len()).for_each(|word| verb_after_to(text, tokens, word));
    (1..tokens.len()).for_each(|word| verb_after_modal(tokens, word));
    phrases(text, tokens);
    let stops = tokens.last().is_some_and(|last| last.span.of(text) == ".");
    for word in 0..tokens.len() {
        number_before_noun(tokens, word);
        more_than_number(text, tokens, word);
        up_to_number(text, tokens, word);
        name_with_role(tokens, word);
        name_before_and(tokens, word);
        conjunct_of_conjunct(tokens, word);
        if stops {
            active_by_form(text, tokens, word);
        } else {
            name_to_do(tokens, word);
        }
        past_by_form(text, tokens, word);
        names_before_verb(tokens, word);
        object_of_verb(tokens, word);
        two_objects(tokens, word);
        described_object(tokens, word);
        subject_of_content(text, tokens, word);
        participle_with_mark(text, tokens, word);
        gerund_of_verb(text, tokens, word);
        participle_of_nearest(text, tokens, word);
        participle_of_noun(text, tokens, word);
        receiver(text, tokens, word);
        content(text, tokens, word);
        agent(text, tokens, word);
        fronted(tokens, word);
        source_of_all(text, tokens, word);
    }
}

fn children(tokens: &[Token], head: usize) -> impl Iterator<Item = usize> + '_ {
    (0..tokens.len()).filter(move |&word| word != head && tokens[word].head as usize == head)
}

fn child(tokens: &[Token], head: usize, label: Deprel) -> Option<usize> {
    children(tokens, head).find(|&child| tokens[child].deprel == label)
}

fn form<'a>(text: &'a str, tokens: &[Token], word: usize) -> &'a str {
    tokens[word].span.of(text)
}

fn attach(tokens: &mut [Token], word: usize, head: usize, label: Deprel) {
    (tokens[word].head, tokens[word].deprel) = (head as u16, label);
}

/// `word` takes the place of its head, which becomes its dependent.
fn take_place(tokens: &mut [Token], word: usize, label: Deprel) {
    let below = tokens[word].head as usize;
    let above = tokens[below].head as usize;
    let to = if above == below { word } else { above };
    attach(tokens, word, to, tokens[below].deprel);
    attach(tokens, below, word, label);
}

// "Six Yemenis were killed": a number counts the noun after it.
fn number_before_noun(tokens: &mut [Token], number: usize) {
    let Some(noun) = tokens.get(number + 1).copied() else { return };
    let is_odd = matches!(noun.deprel, Deprel::Appos | Deprel::Flat | Deprel::Compound);
    let is_plural = matches!(noun.xpos, Xpos::Nns | Xpos::Nnps | Xpos::Nnp);
    if tokens[number].xpos != Xpos::Cd || !is_plural || !is_odd || noun.head as usize != number {
        return;
    }
    take_place(tokens, number + 1, Deprel::Nummod);
    give_dependents(tokens, number, number + 1);
}

// "Killed more than a dozen guards": what bounds a number belongs to it, and those counted are killed.
fn more_than_number(text: &str, tokens: &mut [Token], than: usize) {
    if than == 0 || !form(text, tokens, than).eq_ignore_ascii_case("than") {
        return;
    }
    let more = than - 1;
    let article = tokens.get(than + 1).is_some_and(|token| token.upos == Upos::Det);
    let number = than + 1 + usize::from(article);
    let is_number = tokens.get(number).is_some_and(|token| token.xpos == Xpos::Cd);
    if !is_number || !matches!(tokens[more].xpos, Xpos::Jjr | Xpos::Rbr) {
        return;
    }
    // A scale may stand behind it: "a hundred thousand".
    let Some(counts) = (number..tokens.len()).take_while(|&at| tokens[at].xpos == Xpos::Cd).last() else {
        return;
    };
    let noun = if tokens[counts].deprel == Deprel::Nummod { tokens[counts].head as usize } else { counts };
    let above = tokens[more].head as usize;
    let hangs = noun > than && matches!(tokens[noun].deprel, Deprel::Obl | Deprel::Nmod);
    let label = tokens[more].deprel;
    let is_party = matches!(label, Deprel::Obj | Deprel::Nsubj | Deprel::NsubjPass);
    if hangs && is_party && [above, more].contains(&(tokens[noun].head as usize)) {
        attach(tokens, noun, above, label);
    } else if hangs
        && label == Deprel::Advmod
        && tokens[noun].head as usize == above
        && tokens[above].upos == Upos::Verb
        && child(tokens, above, Deprel::Obj).is_none()
    {
        attach(tokens, noun, above, Deprel::Obj);
    } else {
        return;
    }
    give_dependents(tokens, more, noun);
    attach(tokens, more, counts, Deprel::Advmod);
    attach(tokens, than, more, Deprel::Fixed);
}

// "Sent up to 40 tanks": "up to" bounds a number, and what is counted is what is sent.
fn up_to_number(text: &str, tokens: &mut [Token], to: usize) {
    let is =
        |tokens: &[Token], word: usize, wanted: &str| form(text, tokens, word).eq_ignore_ascii_case(wanted);
    if to == 0 || !is(tokens, to, "to") || !is(tokens, to - 1, "up") {
        return;
    }
    let currency = tokens.get(to + 1).is_some_and(|token| token.upos == Upos::Sym);
    let first = to + 1 + usize::from(currency);
    let scales = (first..tokens.len()).take_while(|&at| tokens[at].xpos == Xpos::Cd);
    let Some(counts) = scales.last() else { return };
    let noun = match () {
        () if currency => to + 1,
        () if tokens[counts].deprel == Deprel::Nummod => tokens[counts].head as usize,
        () => counts,
    };
    attach(tokens, to - 1, counts, Deprel::Advmod);
    attach(tokens, to, to - 1, Deprel::Fixed);
    let above = tokens[noun].head as usize;
    let done = tokens[noun].deprel == Deprel::Obl && tokens[above].upos == Upos::Verb && above < to;
    let bare = child(tokens, noun, Deprel::Case).is_none() && child(tokens, above, Deprel::Obj).is_none();
    if done && bare {
        attach(tokens, noun, above, Deprel::Obj);
    }
}

// "Silva and Democratic rival Ana Berg met": no rival is Silva's, where "and" stands between.
fn name_before_and(tokens: &mut [Token], name: usize) {
    let (and, role) = (name + 1, tokens[name].head as usize);
    let inside = tokens[name].deprel == Deprel::Compound && tokens[name].upos == Upos::Propn && role > and;
    if !inside || tokens[and].deprel != Deprel::Cc || tokens[and].head as usize != role {
        return;
    }
    if tokens[role].deprel != Deprel::NmodDesc {
        return;
    }
    let second = tokens[role].head as usize;
    let (above, label) = (tokens[second].head as usize, tokens[second].deprel);
    if second <= role || tokens[second].upos != Upos::Propn || above == second {
        return;
    }
    attach(tokens, name, above, label);
    attach(tokens, second, name, Deprel::Conj);
    attach(tokens, and, second, Deprel::Cc);
}

// "Obama and Democratic rival Clinton": a name that a role opens behind "and" is another, and no part of the first.
fn name_with_role(tokens: &mut [Token], name: usize) {
    let head = tokens[name].head as usize;
    let role = name.checked_sub(1).filter(|&role| {
        let Token { deprel, head, upos, .. } = tokens[role];
        deprel == Deprel::NmodDesc && head as usize == name && upos == Upos::Noun
    });
    let Some(role) = role.filter(|_| tokens[name].deprel == Deprel::Flat && head < name) else { return };
    let and = (head + 1..role).find(|&word| tokens[word].deprel == Deprel::Cc);
    if let Some(and) = and {
        attach(tokens, name, head, Deprel::Conj);
        attach(tokens, and, name, Deprel::Cc);
    }
}

// "Sent troops to joint exercises": what is never a verb describes the noun after it.
fn adjective_after_to(text: &str, tokens: &mut [Token], adjective: usize) {
    let Token { xpos, head, deprel, .. } = tokens[adjective];
    if xpos != Xpos::Vb || !takes("adjective", form(text, tokens, adjective)) {
        return;
    }
    let Some(noun) = child(tokens, adjective, Deprel::Obj).filter(|&noun| noun > adjective) else { return };
    let to = child(tokens, adjective, Deprel::Mark).filter(|&to| to + 1 == adjective);
    let Some(to) = to.filter(|&to| tokens[to].xpos == Xpos::To) else { return };
    let above = head as usize;
    let label = match deprel {
        Deprel::Root => Deprel::Root,
        Deprel::Acl => Deprel::Nmod,
        _ => Deprel::Obl,
    };
    attach(tokens, noun, if above == adjective { noun } else { above }, label);
    give_dependents(tokens, adjective, noun);
    attach(tokens, adjective, noun, Deprel::Amod);
    (tokens[adjective].upos, tokens[adjective].xpos) = (Upos::Adj, Xpos::Jj);
    tokens[to].deprel = Deprel::Case;
    (tokens[to].upos, tokens[to].xpos) = (Upos::Adp, Xpos::In);
}

// "threatened to halt gas deliveries": no deliveries are halt.
fn verb_after_to(text: &str, tokens: &mut [Token], verb: usize) {
    let to = verb - 1;
    let describes = matches!(tokens[verb].deprel, Deprel::Amod | Deprel::Compound);
    let noun = tokens[to].head as usize;
    if !describes
        || noun <= verb
        || form(text, tokens, to) != "to"
        || !takes("verb", form(text, tokens, verb))
    {
        return;
    }
    let governor = tokens[noun].head as usize;
    if governor + 1 != to || tokens[governor].upos != Upos::Verb {
        return;
    }
    attach(tokens, verb, governor, Deprel::Xcomp);
    attach(tokens, noun, verb, Deprel::Obj);
    attach(tokens, to, verb, Deprel::Mark);
    (tokens[to].upos, tokens[to].xpos) = (Upos::Part, Xpos::To);
    (tokens[verb].upos, tokens[verb].xpos) = (Upos::Verb, Xpos::Vb);
}

// "warned that it could halt gas deliveries": what a modal helps is the verb, and the noun its object.
fn verb_after_modal(tokens: &mut [Token], verb: usize) {
    let plain = tokens[verb].xpos == Xpos::Vb && tokens[verb - 1].xpos == Xpos::Md;
    let inside = |word: usize| {
        let label = matches!(tokens[word].deprel, Deprel::Amod | Deprel::Compound);
        label && tokens[word].head as usize > word
    };
    if !plain || !inside(verb) {
        return;
    }
    let mut noun = tokens[verb].head as usize;
    while inside(noun) {
        noun = tokens[noun].head as usize;
    }
    if tokens[verb - 1].head as usize != noun {
        return;
    }
    let (above, label) = (tokens[noun].head as usize, tokens[noun].deprel);
    let before: Vec<usize> = children(tokens, noun).filter(|&child| child < verb).collect();
    attach(tokens, verb, if above == noun { verb } else { above }, label);
    attach(tokens, noun, verb, Deprel::Obj);
    for child in before {
        tokens[child].head = verb as u16;
    }
}

fn give_dependents(tokens: &mut [Token], from: usize, to: usize) {
    for (word, token) in tokens.iter_mut().enumerate() {
        if word != from && word != to && token.head as usize == from {
            token.head = to as u16;
        }
    }
}

// "Russia, China and Iran": all hang on the first (universaldependencies.org/u/dep/conj).
fn conjunct_of_conjunct(tokens: &mut [Token], last: usize) {
    let middle = tokens[last].head as usize;
    let is_conjunct =
        |word: usize| tokens[word].deprel == Deprel::Conj && (tokens[word].head as usize) < word;
    if middle >= last || !is_conjunct(last) || !is_conjunct(middle) {
        return;
    }
    let first = tokens[middle].head as usize;
    let names = [first, middle, last].iter().all(|&word| tokens[word].upos == Upos::Propn);
    let has_comma = children(tokens, middle).any(|child| child < middle && tokens[child].xpos == Xpos::Comma);
    let has_cc = child(tokens, last, Deprel::Cc).is_some();
    if names && has_comma && has_cc && child(tokens, middle, Deprel::Cc).is_none() {
        tokens[last].head = first as u16;
    }
}

// "Russia stood by Serbia.": without its auxiliary a past form is no passive.
fn active_by_form(text: &str, tokens: &mut [Token], verb: usize) {
    let is_clause = matches!(tokens[verb].deprel, Deprel::Root | Deprel::Ccomp);
    if tokens[verb].xpos != Xpos::Vbn || !is_clause {
        return;
    }
    let Some(subject) = child(tokens, verb, Deprel::NsubjPass) else { return };
    let has_auxiliary = children(tokens, verb)
        .any(|child| matches!(tokens[child].deprel, Deprel::AuxPass | Deprel::Aux | Deprel::Cop));
    if has_auxiliary || form(text, tokens, verb).ends_with('n') {
        return;
    }
    tokens[verb].xpos = Xpos::Vbd;
    tokens[subject].deprel = Deprel::Nsubj;
    if let Some(agent) = child(tokens, verb, Deprel::OblAgent) {
        tokens[agent].deprel = Deprel::Obl;
    }
}

// "Egypt to send troops to Somalia": so headlines tell what will be.
fn name_to_do(tokens: &mut [Token], verb: usize) {
    let name = tokens[verb].head as usize;
    let is_root = tokens[name].head as usize == name && tokens[name].upos == Upos::Propn && name < verb;
    let is_next =
        || child(tokens, verb, Deprel::Mark).is_some_and(|to| to + 1 == verb && tokens[to].xpos == Xpos::To);
    if is_root && tokens[verb].deprel == Deprel::Acl && tokens[verb].xpos == Xpos::Vb && is_next() {
        take_place(tokens, verb, Deprel::Nsubj);
    }
}

// "Al-Shabab overran a base": the form is a past tense and nothing else; a finite verb without its auxiliary too.
fn past_by_form(text: &str, tokens: &mut [Token], verb: usize) {
    if tokens[verb].upos != Upos::Verb || !matches!(tokens[verb].xpos, Xpos::Vbp | Xpos::Vbn | Xpos::Vb) {
        return;
    }
    let has_auxiliary = children(tokens, verb).any(|child| {
        matches!(tokens[child].deprel, Deprel::AuxPass | Deprel::Aux | Deprel::Cop | Deprel::Mark)
    });
    let is_finite = tokens[verb].xpos == Xpos::Vbn
        && tokens[verb].deprel == Deprel::Root
        && child(tokens, verb, Deprel::Nsubj).is_some_and(|subject| subject < verb)
        && child(tokens, verb, Deprel::Obj).is_some();
    let form = form(text, tokens, verb);
    let is_past = is_past_form(form) || tokens[verb].xpos == Xpos::Vbp && is_strong_form(form);
    if !has_auxiliary && (is_finite || is_past) {
        tokens[verb].xpos = Xpos::Vbd;
    }
}

// "Qatar, Egypt restore ties": a headline calls nobody by name, it leaves out "and".
fn names_before_verb(tokens: &mut [Token], verb: usize) {
    if verb < 3 || !matches!(tokens[verb].xpos, Xpos::Vbp | Xpos::Vb | Xpos::Vbd) {
        return;
    }
    let Some(first) = child(tokens, verb, Deprel::Vocative) else { return };
    let second = child(tokens, verb, Deprel::Nsubj).filter(|&second| first + 2 == second && second < verb);
    let Some(second) = second else { return };
    let are_names = tokens[first].upos == Upos::Propn && tokens[second].upos == Upos::Propn;
    if are_names && tokens[first + 1].xpos == Xpos::Comma {
        tokens[first].deprel = Deprel::Nsubj;
        attach(tokens, second, first, Deprel::Conj);
        attach(tokens, first + 1, second, Deprel::Punct);
    }
}

// "Israel strikes Gaza": a name right after a verb is no part of its name.
fn object_of_verb(tokens: &mut [Token], name: usize) {
    let verb = tokens[name].head as usize;
    let is_odd = tokens[name].deprel == Deprel::Flat && tokens[name].upos == Upos::Propn;
    let is_verb = || tokens[verb].upos == Upos::Verb && child(tokens, verb, Deprel::Obj).is_none();
    if is_odd && verb + 1 == name && is_verb() {
        tokens[name].deprel = Deprel::Obj;
    }
}

// "awarded the general a medal": no verb has two objects of one kind.
fn two_objects(tokens: &mut [Token], second: usize) {
    let verb = tokens[second].head as usize;
    let is_object = |word: usize| tokens[word].deprel == Deprel::Obj && word > verb;
    if !is_object(second) {
        return;
    }
    let first = children(tokens, verb).find(|&first| is_object(first));
    let Some(first) = first.filter(|&first| first < second) else { return };
    let are_nouns = [first, second].iter().all(|&word| matches!(tokens[word].upos, Upos::Noun | Upos::Propn));
    if are_nouns && child(tokens, verb, Deprel::Iobj).is_none() {
        tokens[first].deprel = Deprel::Iobj;
    }
}

// "declared the ambassador persona non grata": what has its own article is no part of a compound.
fn described_object(tokens: &mut [Token], object: usize) {
    let after = tokens[object].head as usize;
    let verb = tokens[after].head as usize;
    let is_odd = tokens[object].deprel == Deprel::Compound && child(tokens, object, Deprel::Det).is_some();
    if is_odd && object < after && tokens[after].deprel == Deprel::Obj && verb < object {
        attach(tokens, object, verb, Deprel::Obj);
        tokens[after].deprel = Deprel::Xcomp;
    }
}

/// Makes a foreign phrase one noun, its first word the head.
fn phrases(text: &str, tokens: &mut [Token]) {
    for first in 0..tokens.len() {
        let Some(n_words) = phrase_at(text, &tokens[first..]) else { continue };
        let words = first..first + n_words;
        let top = words.clone().find(|&word| !words.contains(&(tokens[word].head as usize)));
        if let Some(top) = top {
            attach(tokens, first, tokens[top].head as usize, tokens[top].deprel);
        } else {
            let root = words.clone().find(|&word| tokens[word].head as usize == word).unwrap_or(first);
            attach(tokens, first, first, tokens[root].deprel);
        }
        (tokens[first].upos, tokens[first].xpos) = (Upos::Noun, Xpos::Nn);
        for word in words.clone().skip(1) {
            attach(tokens, word, first, Deprel::Flat);
        }
        for (word, token) in tokens.iter_mut().enumerate() {
            if !words.contains(&word) && words.contains(&(token.head as usize)) {
                token.head = first as u16;
            }
        }
    }
}

fn phrase_at(text: &str, tokens: &[Token]) -> Option<usize> {
    static PHRASES: OnceLock<Vec<Vec<&'static str>>> = OnceLock::new();
    let phrases = PHRASES.get_or_init(|| {
        let phrases = frames().filter(|(what, _)| *what == "phrase");
        phrases.map(|(_, phrase)| phrase.split(' ').collect()).collect()
    });
    let begins = |phrase: &&Vec<&str>| {
        phrase.len() <= tokens.len()
            && tokens.iter().zip(*phrase).all(|(token, word)| token.span.of(text).eq_ignore_ascii_case(word))
    };
    phrases.iter().find(begins).map(Vec::len)
}

// "Kyiv says Russian troops crossed the border": what stands before a finite clause that lacks its subject is it.
fn subject_of_content(text: &str, tokens: &mut [Token], clause: usize) {
    let verb = tokens[clause].head as usize;
    let is_finite = matches!(tokens[clause].xpos, Xpos::Vbd | Xpos::Vbz | Xpos::Vbp);
    if tokens[clause].deprel != Deprel::Ccomp || !is_finite || takes("tells", form(text, tokens, verb)) {
        return;
    }
    let Some(object) = child(tokens, verb, Deprel::Obj) else { return };
    let lacks_subject = children(tokens, clause).all(|child| {
        !matches!(tokens[child].deprel, Deprel::Nsubj | Deprel::NsubjPass | Deprel::Mark | Deprel::Expl)
    });
    if verb < object && object + 1 == clause && lacks_subject {
        attach(tokens, object, clause, Deprel::Nsubj);
    }
}

// "accused Pakistan of sheltering militants": a gerund after "of" describes no noun.
fn participle_with_mark(text: &str, tokens: &mut [Token], gerund: usize) {
    if gerund == 0 || tokens[gerund].xpos != Xpos::Vbg {
        return;
    }
    let mark = gerund - 1;
    // "charged two builders, Ana Silva and Tom Berg, with defrauding investors"
    let (what, reach) = match form(text, tokens, mark) {
        "of" | "for" => ("accuse", 8),
        "with" => ("charge", 14),
        _ => return,
    };
    let verb = (0..mark).rev().find(|&verb| takes(what, form(text, tokens, verb)));
    let Some(verb) = verb.filter(|&verb| mark - verb <= reach && tokens[verb].upos == Upos::Verb) else {
        return;
    };
    let noun = tokens[gerund].head as usize;
    let is_under = |word: usize| {
        tokens[word].head as usize == verb || tokens[tokens[word].head as usize].head as usize == verb
    };
    if tokens[gerund].deprel == Deprel::Amod && noun > gerund && is_under(noun) {
        attach(tokens, gerund, verb, Deprel::Advcl);
        attach(tokens, noun, gerund, Deprel::Obj);
        attach(tokens, mark, gerund, Deprel::Mark);
    } else if tokens[gerund].deprel == Deprel::Acl && noun < gerund && is_under(noun) {
        attach(tokens, gerund, verb, Deprel::Advcl);
    }
}

// "would consider easing sanctions that it imposed": what is considered is the easing, not what is eased.
fn gerund_of_verb(text: &str, tokens: &mut [Token], gerund: usize) {
    let noun = tokens[gerund].head as usize;
    let describes = tokens[gerund].deprel == Deprel::Amod && tokens[gerund].xpos == Xpos::Vbg;
    if gerund == 0 || !describes || noun <= gerund || takes("adjectival", form(text, tokens, gerund)) {
        return;
    }
    let verb = gerund - 1;
    let asks = tokens[verb].upos == Upos::Verb && takes("gerund", form(text, tokens, verb));
    let object = tokens[noun].deprel == Deprel::Obj && tokens[noun].head as usize == verb;
    if asks && object {
        attach(tokens, gerund, verb, Deprel::Xcomp);
        attach(tokens, noun, gerund, Deprel::Obj);
        tokens[gerund].upos = Upos::Verb;
    }
}

// "the wife of a man fatally shot by police": he was.
fn participle_of_nearest(text: &str, tokens: &mut [Token], participle: usize) {
    let owned = tokens[participle].head as usize;
    let passive = tokens[participle].deprel == Deprel::Acl && tokens[participle].xpos == Xpos::Vbn;
    if !passive || owned >= participle {
        return;
    }
    let adverb = |&word: &usize| tokens[word].upos == Upos::Adv;
    let Some(nearest) = (owned + 1..participle).rev().find(|word| !adverb(word)) else { return };
    let behind = tokens[nearest].deprel == Deprel::Nmod && tokens[nearest].head as usize == owned;
    let article = child(tokens, nearest, Deprel::Det).map(|article| form(text, tokens, article));
    let of = child(tokens, nearest, Deprel::Case).map(|case| form(text, tokens, case));
    if behind && of == Some("of") && matches!(article, Some("a" | "an")) {
        attach(tokens, participle, nearest, Deprel::Acl);
    }
}

// "cited disparaging remarks": nobody cites disparaging.
fn participle_of_noun(text: &str, tokens: &mut [Token], participle: usize) {
    let verb = tokens[participle].head as usize;
    let asked = tokens[participle].deprel == Deprel::Xcomp && tokens[participle].xpos == Xpos::Vbg;
    if !asked || verb + 1 != participle || takes("gerund", form(text, tokens, verb)) {
        return;
    }
    let noun = child(tokens, participle, Deprel::Obj).filter(|&noun| noun == participle + 1);
    let plural = noun.filter(|&noun| tokens[noun].xpos == Xpos::Nns);
    if let Some(noun) = plural.filter(|_| takes("adjectival", form(text, tokens, participle))) {
        attach(tokens, noun, verb, Deprel::Obj);
        attach(tokens, participle, noun, Deprel::Amod);
    }
}

// "gave Nepal three million dollars", "sent Ukraine fighter jets": the name is the receiver.
fn receiver(text: &str, tokens: &mut [Token], verb: usize) {
    let name = verb + 1;
    let Some(next) = tokens.get(verb + 2).copied() else { return };
    let is_verb = matches!(tokens[verb].upos, Upos::Verb) && takes("gives", form(text, tokens, verb));
    let is_name = tokens[name].upos == Upos::Propn && form(text, tokens, name).contains(char::is_lowercase);
    let joined =
        matches!(tokens[name].deprel, Deprel::Compound | Deprel::Nummod | Deprel::Amod | Deprel::NmodPoss);
    if !is_verb || !is_name || !joined || !matches!(next.upos, Upos::Noun | Upos::Num | Upos::Adj) {
        return;
    }
    let Some(object) = child(tokens, verb, Deprel::Obj).filter(|&object| object > name) else { return };
    let is_inside = is_below(tokens, name, object) && child(tokens, verb, Deprel::Iobj).is_none();
    // "sent Boeing jets to Iran" names its receiver elsewhere.
    let has_other = (object..tokens.len()).any(|word| {
        tokens[word].upos == Upos::Propn
            && [object, verb].contains(&(tokens[word].head as usize))
            && child(tokens, word, Deprel::Case).is_some_and(|case| form(text, tokens, case) == "to")
    });
    if is_inside && !has_other {
        attach(tokens, name, verb, Deprel::Iobj);
    }
}

// "“If it holds, they will be tried,” he said": what stands before the clause that is said belongs to that clause.
fn fronted(tokens: &mut [Token], clause: usize) {
    let head = tokens[clause].head as usize;
    if tokens[clause].deprel != Deprel::Advcl || head < clause {
        return;
    }
    let said = children(tokens, head)
        .find(|&said| tokens[said].deprel == Deprel::Ccomp && (clause + 1..head).contains(&said));
    // "When asked, he said he would": the speaker stands between.
    let speaks =
        |said: usize| children(tokens, head).any(|who| tokens[who].deprel == Deprel::Nsubj && who > said);
    if let Some(said) = said.filter(|&said| speaks(said)) {
        tokens[clause].head = said as u16;
    }
}

// "He told her that it would fall, according to an agency": set off at the end of the sentence, the source tells all
// of it.
fn source_of_all(text: &str, tokens: &mut [Token], source: usize) {
    let head = tokens[source].head as usize;
    let according = children(tokens, source)
        .find(|&case| tokens[case].deprel == Deprel::Case && form(text, tokens, case) == "according");
    let Some(according) = according.filter(|&case| case > head && head < source) else { return };
    let set_off = according > 0 && tokens[according - 1].xpos == Xpos::Comma;
    let ends = (source + 1..tokens.len())
        .all(|after| is_below(tokens, after, source) || tokens[after].upos == Upos::Punct);
    let above = tokens[head].head as usize;
    if set_off && ends && tokens[head].deprel == Deprel::Ccomp && above < head {
        tokens[source].head = above as u16;
    }
}

fn is_below(tokens: &[Token], word: usize, top: usize) -> bool {
    let mut at = word;
    while tokens[at].head as usize != at {
        at = tokens[at].head as usize;
        if at == top {
            return true;
        }
    }
    false
}

// "told reporters that Japan would protest": the clause is what was told.
fn content(text: &str, tokens: &mut [Token], clause: usize) {
    let told = tokens[clause].head as usize;
    if !matches!(tokens[clause].deprel, Deprel::AclRelcl | Deprel::Acl) || told > clause {
        return;
    }
    let verb = tokens[told].head as usize;
    let is_told = matches!(tokens[told].deprel, Deprel::Iobj | Deprel::Obj | Deprel::NsubjPass);
    let has_mark = children(tokens, clause)
        .any(|child| tokens[child].deprel == Deprel::Mark && form(text, tokens, child) == "that");
    let has_clause = child(tokens, verb, Deprel::Ccomp).is_some();
    if is_told && has_mark && !has_clause && takes("tells", form(text, tokens, verb)) {
        attach(tokens, clause, verb, Deprel::Ccomp);
    }
}

// "was signed in Vienna by Iran": after a passive and a place, "by" names who did it.
fn agent(text: &str, tokens: &mut [Token], agent: usize) {
    if tokens[agent].deprel != Deprel::Nmod {
        return;
    }
    let beside = tokens[agent].head as usize;
    let by = child(tokens, agent, Deprel::Case);
    if !by.is_some_and(|by| form(text, tokens, by) == "by" && by > beside) {
        return;
    }
    let verb = tokens[beside].head as usize;
    let is_passive = verb < beside
        && child(tokens, verb, Deprel::AuxPass).is_some()
        && child(tokens, verb, Deprel::OblAgent).is_none();
    let is_place =
        tokens[beside].upos == Upos::Propn || matches!(tokens[beside].deprel, Deprel::Obj | Deprel::Xcomp);
    if is_passive && is_place {
        attach(tokens, agent, verb, Deprel::OblAgent);
    }
}

/// Whether a verb of this form takes such objects: see `lang/en/frames.tsv`.
fn takes(what: &'static str, form: &str) -> bool {
    static FORMS: OnceLock<FxHashSet<(&'static str, &'static str)>> = OnceLock::new();
    let forms = FORMS.get_or_init(|| {
        let of = |(what, forms): (&'static str, &'static str)| forms.split(' ').map(move |form| (what, form));
        frames().flat_map(of).collect()
    });
    forms.contains(&(what, form))
}

/// The lines of `lang/en/frames.tsv`: what, and the words.
fn frames() -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = include_str!("../lang/en/frames.tsv").lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once('\t'))
}

/// Whether this is the past form of a strong verb, and no verb's plain form: "rebuilt", not "felt" or "found".
pub(crate) fn is_strong_form(form: &str) -> bool {
    static FORMS: OnceLock<FxHashSet<&'static str>> = OnceLock::new();
    let forms = FORMS.get_or_init(|| {
        let lines = || {
            include_str!("../lang/en/irregular.tsv").lines().filter_map(|line| {
                let (rest, lemma) = line.rsplit_once('\t')?;
                Some((rest.strip_prefix("VERB\tVBD\t"), lemma))
            })
        };
        let lemmas: FxHashSet<&str> = lines().map(|(_, lemma)| lemma).collect();
        lines().filter_map(|(past, _)| past.filter(|past| !lemmas.contains(past))).collect()
    });
    forms.contains(form)
}

// "The general berated his officers": a subject with an article is a noun, whatever else its form can be.
fn mend_subjects(tokens: &mut [Token]) {
    for subject in 1..tokens.len() {
        let is_subject = matches!(tokens[subject].deprel, Deprel::Nsubj | Deprel::NsubjPass);
        let article = tokens[subject - 1];
        if tokens[subject].xpos == Xpos::Jj
            && is_subject
            && article.deprel == Deprel::Det
            && article.head as usize == subject
        {
            (tokens[subject].upos, tokens[subject].xpos) = (Upos::Noun, Xpos::Nn);
        }
    }
}

fn mend_dependents(tokens: &mut [Token], verb: usize) {
    let subject = (0..verb).rev().find(|&t| {
        let is_noun = matches!(tokens[t].upos, Upos::Noun | Upos::Propn | Upos::Pron);
        tokens[t].head as usize == verb && is_noun
    });
    let Some(subject) = subject else { return };
    tokens[subject].deprel = Deprel::Nsubj;
    let dependents =
        tokens.iter_mut().enumerate().filter(|(at, token)| token.head as usize == verb && *at != verb);
    for (at, dependent) in dependents {
        // What described the noun before now describes its subject; a clause after it is what it says.
        match dependent.deprel {
            Deprel::Det | Deprel::Amod | Deprel::Compound | Deprel::NmodPoss if at < subject => {
                dependent.head = subject as u16;
            }
            Deprel::AclRelcl | Deprel::Acl if at > verb => dependent.deprel = Deprel::Ccomp,
            _ => {}
        }
    }
}

/// Whether this form of a verb is never a noun; capitals, as headlines have them, do not matter.
pub(crate) fn is_never_noun(form: &str) -> bool {
    never_nouns().contains(form) || never_nouns().contains(form.to_lowercase().as_str())
}

/// Whether this form is the past tense of an irregular verb and nothing else: "froze", not "cut" or "found".
pub(crate) fn is_past_form(form: &str) -> bool {
    static FORMS: OnceLock<FxHashSet<&'static str>> = OnceLock::new();
    let forms = FORMS.get_or_init(|| {
        let lines = || include_str!("../lang/en/irregular.tsv").lines().map(|line| line.split('\t'));
        let of = |tag: &'static str| {
            lines().filter_map(move |mut columns| {
                let (_, xpos, form, lemma) =
                    (columns.next()?, columns.next()?, columns.next()?, columns.next()?);
                (xpos == tag && form != lemma).then_some(form)
            })
        };
        let others: FxHashSet<&str> = lines()
            .filter_map(|mut columns| {
                let (upos, xpos, form) = (columns.next()?, columns.next()?, columns.next()?);
                (upos != "VERB" || xpos != "VBD").then_some(form)
            })
            .collect();
        of("VBD").filter(|form| !others.contains(form)).collect()
    });
    forms.contains(form)
}

fn never_nouns() -> &'static FxHashSet<&'static str> {
    static FORMS: OnceLock<FxHashSet<&'static str>> = OnceLock::new();
    FORMS.get_or_init(|| {
        let lines = include_str!("../lang/en/never_nouns.tsv").lines();
        lines.filter(|line| !line.starts_with('#') && !line.is_empty()).collect()
    })
}

#[cfg(test)]
mod tests {
    use crate::{Deprel, Model, Reader, Upos};

    #[test]
    fn a_subject_with_an_article_is_a_noun() {
        let text = "The general berated his officers.";
        let document = Reader::new(Model::builtin()).read(text);
        assert_eq!(document.view(text, 0).tokens[1].upos, Upos::Noun);
    }

    #[test]
    fn those_counted_stand_where_what_bounds_their_number_stood() {
        for (text, noun, label, bound) in [
            ("Israel killed more than a dozen guards.", 6, Deprel::Obj, 2),
            ("The blast wounded more than a dozen guards.", 7, Deprel::Obj, 3),
            ("Police arrested fewer than a hundred protesters.", 6, Deprel::Obj, 2),
            ("Fewer than a dozen attackers were shot dead.", 4, Deprel::NsubjPass, 0),
            ("A raid killed more than 12 soldiers.", 6, Deprel::Obj, 3),
            ("Norway sent up to 40 tanks to Mali.", 5, Deprel::Obj, 2),
            ("The raid killed up to 30 rebels.", 6, Deprel::Obj, 3),
            ("Japan agreed to lend up to $2 billion to Laos.", 6, Deprel::Obj, 4),
        ] {
            let document = Reader::new(Model::builtin()).read(text);
            let view = document.view(text, 0);
            assert_eq!(view.deprel(noun), label, "{text}");
            assert_eq!(view.deprel(bound), Deprel::Advmod, "{text}");
        }
    }

    #[test]
    fn a_role_behind_and_opens_another_name() {
        let text = "Barack Obama and Democratic rival Hillary Clinton met in Ohio.";
        let document = Reader::new(Model::builtin()).read(text);
        let view = document.view(text, 0);
        assert_eq!((view.deprel(5), view.head(5)), (Deprel::Conj, Some(0)));
    }

    // A word, the head it has, and as what it hangs there.
    fn check_arc(text: &str, word: &str, (head, label): (&str, Deprel)) {
        let document = Reader::new(Model::builtin()).read(text);
        let view = document.view(text, 0);
        let at = (0..view.len()).find(|&token| view.form(token) == word).expect("the word stands there");
        let above = view.head(at).map(|above| view.form(above));
        assert_eq!((above, view.deprel(at)), (Some(head), label), "{text}");
    }

    #[test]
    fn what_is_considered_is_the_easing() {
        check_arc(
            "Oslo will consider easing sanctions it imposed on Peru.",
            "easing",
            ("consider", Deprel::Xcomp),
        );
        check_arc("Oslo threatened to halt gas deliveries to Peru.", "deliveries", ("halt", Deprel::Obj));
        check_arc(
            "Oslo warned that it could halt gas deliveries to Peru.",
            "halt",
            ("warned", Deprel::Ccomp),
        );
        check_arc("Trump and Democratic rival Ana Berg meet on Monday.", "Berg", ("Ana", Deprel::Flat));
        check_arc("Trump and Democratic rival Ana Berg meet on Monday.", "Ana", ("Trump", Deprel::Conj));
        check_arc("The brother of a man fatally shot by soldiers sued them.", "shot", ("man", Deprel::Acl));
        check_arc("Silva cited disparaging remarks about Peru.", "remarks", ("cited", Deprel::Obj));
        check_arc(
            "Prosecutors charged two builders, Ana Silva and Tom Berg, with defrauding investors from Peru.",
            "investors",
            ("defrauding", Deprel::Obj),
        );
    }

    #[test]
    fn an_adjective_after_to_is_no_infinitive() {
        let text = "Russia sent troops to joint exercises in Pakistan.";
        let document = Reader::new(Model::builtin()).read(text);
        let view = document.view(text, 0);
        assert_eq!(view.tokens[4].upos, Upos::Adj);
        assert_eq!((view.head(5), view.deprel(5)), (Some(1), Deprel::Obl));
        assert_eq!((view.head(3), view.deprel(3)), (Some(5), Deprel::Case));
    }

    #[test]
    fn a_form_that_is_never_a_noun_is_a_verb_with_its_subject() {
        for text in ["Pakistan denies that it harbours militants.", "The Russian ministry denies the claim."]
        {
            let document = Reader::new(Model::builtin()).read(text);
            let view = document.view(text, 0);
            let verb = (0..view.len()).find(|&t| view.form(t) == "denies").unwrap();
            assert_eq!(view.tokens[verb].upos, Upos::Verb, "{text}");
            assert_eq!(view.lemma(verb), "deny", "{text}");
            assert!(view.children_by(verb, Deprel::Nsubj).next().is_some(), "{text}");
        }
    }
}

//! A second reading, in plainer words, of a sentence whose first tree is in doubt.
//!
//! The network was taught few headlines and few short reports, and takes their verbs for nouns and participles:
//! "Germany backs Ukraine", "Britain unfroze assets". What it reads without fail is "Germany took Ukraine". So
//! where a tree lacks its clause, a word that can be its verb is read as a plain one, and the tree that comes of
//! it is kept if it has a clause. Words and forms are in `lang/en/plain.tsv`, `never_nouns.tsv`, `irregular.tsv`.
//!
//! ```text
//! The missile that hit Kyiv killed five   no main clause   ──> … that hit Kyiv took five    killed is the verb
//! Norway had "rashly" given               quoted phrase    ──> Norway had rashly given      marks put back
//! ```

use std::sync::OnceLock;

use tiltmeter_record::Span;

use crate::mend::{is_never_noun, is_past_form, is_strong_form};
use crate::{Deprel, Token, Upos, Xpos};

/// Words of one sentence as they are read instead of its own.
#[derive(Default)]
pub(crate) struct Wording {
    pub text: String,
    pub tokens: Vec<Token>,
    /// Of each token, the sentence's own.
    own: Vec<usize>,
}

/// A word that may be a verb, and why that is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Doubt {
    pub word: usize,
    pub why: Why,
}

/// What is odd about the first tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    /// It has no main clause, and this word may be its verb.
    NoClause,
    /// The word has a subject, and describes a noun.
    SubjectOfNoVerb,
    /// The word is a participle after "have", but no part of its tense.
    Perfect,
    /// The form is a past tense and nothing else.
    Past,
}

/// Second readings that are tried of a sentence at most.
pub(crate) const MOST_DOUBTS: usize = 3;

impl Wording {
    /// The sentence without the marks around quoted phrases.
    pub(crate) fn without_quotes(&mut self, text: &str, tokens: &[Token]) {
        self.word(text, tokens, &quoted_phrases(text, tokens), None);
    }

    /// The sentence with a plain verb in place of the word in doubt, and "and" between names before it.
    pub(crate) fn with_verb(&mut self, text: &str, tokens: &[Token], doubt: Doubt) {
        let marks = quoted_phrases(text, tokens);
        self.word(text, tokens, &marks, Some(doubt));
    }

    fn word(&mut self, text: &str, tokens: &[Token], left_out: &[(usize, usize)], doubt: Option<Doubt>) {
        self.text.clear();
        self.tokens.clear();
        self.own.clear();
        for (at, token) in tokens.iter().enumerate() {
            if left_out.iter().any(|&(open, close)| at == open || at == close) {
                continue;
            }
            let form = match doubt {
                Some(doubt) if doubt.word == at && doubt.why == Why::Perfect => plain("VBN"),
                Some(doubt) if doubt.word == at => plain("VBD"),
                Some(doubt) if doubt.why == Why::NoClause && joins_names(text, tokens, at, doubt.word) => {
                    plain("CC")
                }
                _ => token.span.of(text),
            };
            let start = self.text.len();
            self.text.push_str(form);
            self.tokens.push(Token::new(Span::new(start, self.text.len()), token.clitic));
            self.own.push(at);
            self.text.push(' ');
        }
    }

    /// Gives the sentence the tree and the tags of this wording.
    pub(crate) fn give_back(&self, text: &str, tokens: &mut [Token]) {
        let marks = quoted_phrases(text, tokens);
        for (token, &own) in self.tokens.iter().zip(&self.own) {
            let head = self.own[token.head as usize] as u16;
            let was = tokens[own];
            tokens[own] = Token { head, upos: token.upos, xpos: token.xpos, deprel: token.deprel, ..was };
            if was.upos == Upos::Punct && token.upos == Upos::Cconj {
                let Token { upos, xpos, .. } = was;
                tokens[own] = Token { upos, xpos, deprel: Deprel::Punct, ..tokens[own] };
            }
        }
        for (open, close) in marks {
            let top = (open + 1..close).find(|&word| !(open..=close).contains(&(tokens[word].head as usize)));
            let top = top.or_else(|| (open + 1..close).find(|&word| tokens[word].head as usize == word));
            for (mark, xpos) in [(open, Xpos::OpenQuote), (close, Xpos::CloseQuote)] {
                let head = top.unwrap_or(open + 1) as u16;
                tokens[mark] = Token { upos: Upos::Punct, xpos, head, deprel: Deprel::Punct, ..tokens[mark] };
            }
        }
    }

    /// Gives the sentence this reading, if it does away with the doubt.
    pub(crate) fn settle(&self, text: &str, tokens: &mut [Token], doubt: Doubt) -> bool {
        let mut read = tokens.to_vec();
        self.give_back(text, &mut read);
        if !is_settled(text, tokens, &read, doubt) {
            return false;
        }
        (read[doubt.word].upos, read[doubt.word].xpos) = (Upos::Verb, tag_of_verb(text, &read, doubt));
        tokens.copy_from_slice(&read);
        true
    }
}

/// What is odd about a tree, the likeliest cause first.
pub(crate) fn doubts(text: &str, tokens: &[Token]) -> Vec<Doubt> {
    let mut doubts = Vec::new();
    if tokens.len() < 3 {
        return doubts;
    }
    for word in 1..tokens.len() {
        let why = if follows_have(text, tokens, word) {
            Why::Perfect
        } else if is_past_of_no_verb(text, &tokens[word]) {
            Why::Past
        } else if is_no_verb_with_subject(tokens, word) {
            Why::SubjectOfNoVerb
        } else {
            continue;
        };
        doubts.push(Doubt { word, why });
    }
    if lacks_clause(tokens) {
        let doubt = |word| Doubt { word, why: Why::NoClause };
        let is_odd = |word: &usize| is_verb(&tokens[*word]) && !has_its_clause(tokens, *word);
        doubts.extend((1..tokens.len()).filter(is_odd).map(doubt));
        doubts.extend((1..tokens.len()).filter(|&word| may_be_verb(text, tokens, word)).map(doubt));
    }
    doubts.truncate(MOST_DOUBTS);
    doubts
}

fn is_past_of_no_verb(text: &str, token: &Token) -> bool {
    let form = token.span.of(text);
    matches!(token.upos, Upos::Noun | Upos::Propn | Upos::Adj) && is_past_form(form) && !is_often_noun(form)
}

fn children(tokens: &[Token], head: usize) -> impl Iterator<Item = usize> + '_ {
    (0..tokens.len()).filter(move |&word| word != head && tokens[word].head as usize == head)
}

fn has(tokens: &[Token], head: usize, labels: &[Deprel]) -> bool {
    children(tokens, head).any(|child| labels.contains(&tokens[child].deprel))
}

const SUBJECTS: [Deprel; 5] =
    [Deprel::Nsubj, Deprel::NsubjPass, Deprel::Csubj, Deprel::CsubjPass, Deprel::Expl];

fn root(tokens: &[Token]) -> usize {
    (0..tokens.len()).find(|&word| tokens[word].head as usize == word).unwrap_or(0)
}

/// Whether the sentence's top is no clause: a bare noun, a bare participle, a clause that hangs on another.
fn lacks_clause(tokens: &[Token]) -> bool {
    let root = root(tokens);
    let subject_is_verb =
        children(tokens, root).any(|child| tokens[child].deprel == Deprel::Nsubj && is_verb(&tokens[child]));
    let bare =
        !has(tokens, root, &SUBJECTS) && !has(tokens, root, &[Deprel::Cop, Deprel::Aux, Deprel::AuxPass]);
    let hangs = children(tokens, root).any(|child| {
        let Token { deprel, upos, xpos, .. } = tokens[child];
        deprel == Deprel::Mark && upos == Upos::Sconj && xpos == Xpos::In && child < root
    });
    let is_order = tokens[root].xpos == Xpos::Vb;
    subject_is_verb || hangs && tokens[root].upos == Upos::Verb || bare && !is_order
}

/// Whether a verb is at home where it stands: it has an auxiliary or a mark, or, below another word, its subject.
fn has_its_clause(tokens: &[Token], verb: usize) -> bool {
    let mut labels = children(tokens, verb).map(|child| tokens[child].deprel);
    let is_top = tokens[verb].deprel == Deprel::Root;
    labels.any(|label| {
        matches!(label, Deprel::Aux | Deprel::AuxPass | Deprel::Cop | Deprel::Mark)
            || !is_top && SUBJECTS.contains(&label)
    })
}

fn is_noun(token: &Token) -> bool {
    matches!(token.upos, Upos::Noun | Upos::Propn)
}

fn is_verb(token: &Token) -> bool {
    use Xpos::{Vb, Vbd, Vbn, Vbp, Vbz};
    token.upos == Upos::Verb && matches!(token.xpos, Vbz | Vbd | Vbp | Vbn | Vb)
}

/// Whether a noun by its tag can be a verb by its form and by what stands around it.
fn may_be_verb(text: &str, tokens: &[Token], word: usize) -> bool {
    let form = tokens[word].span.of(text);
    // A name that opens a headline is often taken for an adjective.
    let opens =
        word == 1 && tokens[0].upos == Upos::Adj && tokens[0].span.of(text).starts_with(char::is_uppercase);
    if !(opens || is_noun(&tokens[word - 1])) || !is_noun(&tokens[word]) {
        return false;
    }
    let is_capital = form.starts_with(char::is_uppercase);
    if is_never_noun(form) || is_past_form(form) && !is_often_noun(form) {
        return true;
    }
    // "Police shot and killed": beside a verb a form that can be one is one.
    let beside_verb = word + 2 < tokens.len()
        && tokens[word + 1].upos == Upos::Cconj
        && tokens[word + 2].upos == Upos::Verb;
    if beside_verb && is_strong_form(form) {
        return true;
    }
    if is_never_verb(form) || is_capital && is_often_noun(form) {
        return false;
    }
    let has_case_of_verb = if is_capital { form.ends_with('s') && is_title_case(text, tokens) } else { true };
    has_case_of_verb && opens_object(text, tokens, word) && is_number_of_verb(text, tokens, word)
}

/// Whether all longer words begin with a capital, as in many headlines.
fn is_title_case(text: &str, tokens: &[Token]) -> bool {
    let forms = || tokens.iter().map(|token| token.span.of(text));
    let longer = || forms().filter(|form| form.len() > 4 && form.starts_with(char::is_alphabetic));
    longer().count() > 1 && longer().all(|form| form.starts_with(char::is_uppercase))
}

/// Whether what follows begins an object: a name, a number, an article; or a noun, where a name stands before.
fn opens_object(text: &str, tokens: &[Token], word: usize) -> bool {
    let Some(next) = tokens.get(word + 1) else { return false };
    let is_bare = tokens[word - 1].upos == Upos::Propn && !is_often_noun(tokens[word].span.of(text));
    match next.upos {
        Upos::Propn | Upos::Det | Upos::Num | Upos::Pron | Upos::Adj => true,
        Upos::Noun => is_bare,
        _ => false,
    }
}

/// "Germany backs", "rebels attack", "Russia, Ukraine swap".
fn is_number_of_verb(text: &str, tokens: &[Token], word: usize) -> bool {
    let ends_in_s = tokens[word].span.of(text).ends_with('s');
    let is_plural = matches!(tokens[word - 1].xpos, Xpos::Nns | Xpos::Nnps)
        || (word >= 3 && joins_names(text, tokens, word - 2, word));
    ends_in_s != is_plural
}

/// Whether this comma stands between two names right before the word, as headlines write "and".
fn joins_names(text: &str, tokens: &[Token], comma: usize, word: usize) -> bool {
    comma > 0
        && comma + 2 == word
        && tokens[comma].span.of(text) == ","
        && is_noun(&tokens[comma - 1])
        && is_noun(&tokens[comma + 1])
}

fn follows_have(text: &str, tokens: &[Token], word: usize) -> bool {
    if tokens[word].xpos != Xpos::Vbn
        || matches!(tokens[word].deprel, Deprel::Root | Deprel::Ccomp | Deprel::Conj)
    {
        return false;
    }
    let between = |token: &&Token| matches!(token.upos, Upos::Adv | Upos::Punct);
    let n_between = tokens[..word].iter().rev().take_while(between).count();
    let Some(have) = (word - n_between).checked_sub(1) else { return false };
    let is_have = words("have").any(|form| form == tokens[have].span.of(text));
    let takes_object = has(tokens, have, &[Deprel::Obj]);
    is_have && n_between <= 4 && tokens[word].head as usize > word && takes_object
}

fn is_no_verb_with_subject(tokens: &[Token], word: usize) -> bool {
    let describes =
        matches!(tokens[word].deprel, Deprel::Amod | Deprel::Compound | Deprel::Case | Deprel::Flat);
    describes && tokens[word].head as usize > word && has(tokens, word, &[Deprel::Nsubj])
}

fn is_settled(text: &str, first: &[Token], read: &[Token], doubt: Doubt) -> bool {
    let Doubt { word, why } = doubt;
    let is_verb = read[word].upos == Upos::Verb;
    let has_subject = children(read, word).any(|child| child < word && read[child].deprel == Deprel::Nsubj);
    match why {
        Why::Perfect => has(read, word, &[Deprel::Aux]),
        Why::Past => is_verb && !matches!(read[word].deprel, Deprel::Amod | Deprel::Compound),
        Why::SubjectOfNoVerb => is_verb && has_subject && !lacks_clause(read),
        Why::NoClause => {
            let stops = first.last().is_some_and(|last| last.span.of(text) == ".");
            let is_participle = first[word].xpos == Xpos::Vbn || first[word].xpos == Xpos::Vbd && !stops;
            let has_object = has(read, word, &[Deprel::Obj, Deprel::Xcomp, Deprel::Ccomp]);
            let by = first.get(word + 1).is_some_and(|next| next.span.of(text) == "by");
            let follows_noun = first[word].head as usize == root(first) && is_noun(&first[word - 1]);
            let is_whole = !is_participle || !by && (has_object || stops && follows_noun);
            is_verb && has_subject && is_whole && root(read) == word && !lacks_clause(read)
        }
    }
}

fn tag_of_verb(text: &str, read: &[Token], doubt: Doubt) -> Xpos {
    let form = read[doubt.word].span.of(text);
    match doubt.why {
        Why::Perfect => Xpos::Vbn,
        _ if is_past_form(form) || form.to_lowercase().ends_with("ed") => Xpos::Vbd,
        _ if form.ends_with(['s', 'S']) => Xpos::Vbz,
        _ if matches!(read[doubt.word].xpos, Xpos::Vbz | Xpos::Vbp) => read[doubt.word].xpos,
        _ => Xpos::Vbp,
    }
}

/// Whether the sentence is read without some of its quotation marks.
pub(crate) fn has_quoted_phrase(text: &str, tokens: &[Token]) -> bool {
    !quoted_phrases(text, tokens).is_empty()
}

/// Quotation marks around phrases that are part of their clause: positions of the opening and the closing mark.
fn quoted_phrases(text: &str, tokens: &[Token]) -> Vec<(usize, usize)> {
    const LONGEST: usize = 8;
    let form = |at: usize| tokens[at].span.of(text);
    let mut phrases = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let closing = match form(at) {
            "\"" => "\"",
            "\u{201c}" => "\u{201d}",
            _ => {
                at += 1;
                continue;
            }
        };
        let Some(close) = (at + 1..tokens.len()).find(|&close| form(close) == closing) else { break };
        let is_speech = at == 0 || matches!(form(at - 1), "," | ":");
        let is_short = (2..=LONGEST + 1).contains(&(close - at));
        let stops = matches!(form(close - 1), "," | "." | "?" | "!" | ";");
        if !is_speech && is_short && !stops && close + 1 < tokens.len() {
            phrases.push((at, close));
        }
        at = close + 1;
    }
    phrases
}

fn is_often_noun(form: &str) -> bool {
    words("noun").any(|word| word.eq_ignore_ascii_case(form))
}

fn is_never_verb(form: &str) -> bool {
    words("only").any(|word| word.eq_ignore_ascii_case(form))
}

fn plain(kind: &str) -> &'static str {
    words(kind).next().unwrap_or_default()
}

/// The words of one kind in `lang/en/plain.tsv`.
fn words(kind: &str) -> impl Iterator<Item = &'static str> + use<'_> {
    static LINES: OnceLock<Vec<(&'static str, &'static str)>> = OnceLock::new();
    let lines = LINES.get_or_init(|| {
        let lines = include_str!("../lang/en/plain.tsv").lines().filter(|line| !line.starts_with('#'));
        lines.filter_map(|line| line.split_once('\t')).collect()
    });
    lines.iter().filter(move |(of, _)| *of == kind).map(|(_, word)| *word)
}

//! Who: every mention of a party, resolved to a code or plainly not.
//!
//! ```text
//! tokens ──> names ──> phrases ──> within the report ──> Mentions
//!            names     phrases     resolve
//!
//! Turkish police detained 12 people. ──> "Turkish police" TUR[COP]
//! ```
//!
//! Names are matched on the words before the tree is trusted; a phrase joins them with the nouns
//! beside them; the report then says who "Khan", "the minister" and "she" are. Where it does not,
//! the mention has no code.

mod actors;
mod check;
mod entities;
mod grammar;
mod lookup;
mod memory;
mod names;
mod overview;
mod phrases;
mod pronouns;
mod resolve;
mod tables;

pub(crate) use actors::Actors;
pub use check::Finding;
pub(crate) use check::check;
pub use lookup::{HolderRow, Meaning, NameReading, OfficeHeld};
pub(crate) use names::{Fold, NameList, Names, for_each_lower_piece, for_each_piece};
pub(crate) use phrases::noun_phrase;

use tiltmeter_record::{Actor, Report, Resolution, Span, Statement};
use tiltmeter_text::{Deprel, Document, Upos, View, Xpos};

use crate::Lexicon;
pub(crate) use entities::number;
pub(crate) use grammar::Means;
use grammar::is_one_of;

/// One mention of a party.
#[derive(Clone, Debug, PartialEq)]
pub struct Mention {
    /// Sentence it stands in.
    pub sentence: usize,
    /// First and last token within the sentence, both included.
    pub tokens: (usize, usize),
    /// The token that heads it.
    pub head: usize,
    /// Who it is.
    pub actor: Actor,
    /// Whether the words name a place where something happens: "in Moscow".
    pub place: bool,
    /// Number of the party within the report: mentions of one number are of one party.
    pub entity: usize,
}

/// The mentions of a report.
#[derive(Clone, Debug, Default)]
pub struct Mentions {
    /// In the order of the text. Several with the same tokens are the parties of one phrase: "the
    /// foreign ministers of France and Germany".
    pub all: Vec<Mention>,
}

impl Mentions {
    /// The mentions of one sentence, in the order of the text.
    pub fn of_sentence(&self, sentence_idx: usize) -> &[Mention] {
        let first = self.all.partition_point(|mention| mention.sentence < sentence_idx);
        let after = self.all.partition_point(|mention| mention.sentence <= sentence_idx);
        &self.all[first..after]
    }

    /// The mention that holds this token; the one that it heads comes first.
    pub fn at(&self, sentence_idx: usize, token_idx: usize) -> Option<&Mention> {
        self.holding(sentence_idx, token_idx).first().copied()
    }

    /// The parties that the noun phrase headed by `head` denotes: the mention it heads, with those
    /// coordinated to it ("Beijing and Moscow" are two); its words, unresolved, where it heads none.
    /// A seat of government that is a place there ("in Moscow") is no party.
    pub fn parties(&self, view: &View<'_>, sentence_idx: usize, head: usize) -> Vec<Actor> {
        let mut parties = Vec::new();
        let mut covered: Vec<(usize, usize)> = Vec::new();
        for token_idx in coordinated(view, head) {
            if covered.iter().any(|&(first, last)| first <= token_idx && token_idx <= last) {
                continue;
            }
            let held = self.holding(sentence_idx, token_idx);
            match held.first() {
                Some(mention) => covered.push(mention.tokens),
                None => parties.extend(unresolved(view, token_idx)),
            }
            parties.extend(
                held.iter()
                    .filter(|mention| !mention.is_seat_as_place())
                    .map(|mention| mention.actor.clone()),
            );
        }
        parties
    }

    /// Takes out the possessive pronouns: "his", "their".
    pub(crate) fn take_owners(&mut self, document: &Document) -> Vec<Mention> {
        let is_owner = |mention: &Mention| {
            let first = document.sentences[mention.sentence].tokens.start;
            let alone = mention.tokens.0 == mention.tokens.1;
            alone && document.tokens[first + mention.head].xpos == Xpos::PrpPoss
        };
        let (owners, all) = std::mem::take(&mut self.all).into_iter().partition(is_owner);
        self.all = all;
        owners
    }

    /// Puts back what was taken out.
    pub(crate) fn put_back(&mut self, owners: Vec<Mention>) {
        self.all.extend(owners);
        self.all.sort_by_key(|mention| (mention.sentence, mention.tokens));
    }

    // Those it heads; else the shortest that hold it.
    fn holding(&self, sentence_idx: usize, token_idx: usize) -> Vec<&Mention> {
        let holds = |mention: &&Mention| mention.tokens.0 <= token_idx && token_idx <= mention.tokens.1;
        let all: Vec<&Mention> = self.of_sentence(sentence_idx).iter().filter(holds).collect();
        let headed: Vec<&Mention> = all.iter().copied().filter(|mention| mention.head == token_idx).collect();
        if !headed.is_empty() {
            return headed;
        }
        let shortest = all.iter().map(|mention| mention.tokens.1 - mention.tokens.0).min();
        all.into_iter().filter(|mention| Some(mention.tokens.1 - mention.tokens.0) == shortest).collect()
    }
}

impl Mention {
    /// "in Moscow": a place, which stands for no government.
    pub(crate) fn is_seat_as_place(&self) -> bool {
        self.place && self.actor.resolution == Resolution::Metonym
    }
}

/// Finds and resolves the mentions of a report.
pub(crate) fn find(report: &Report, document: &Document, lexicon: &Lexicon) -> Mentions {
    let phrases = phrases::find(report, document, &lexicon.actors);
    Mentions { all: resolve::resolve(phrases, report, document, &lexicon.actors) }
}

/// Gives I and we in quotations to those who speak: "I" is the speaker, "we" and "our troops" are of the state or body
/// for which the speaker stands.
pub(crate) fn resolve_speakers(
    mentions: &mut Mentions,
    statements: &[Statement],
    report: &Report,
    document: &Document,
    lexicon: &Lexicon,
) {
    let pronouns = &lexicon.actors.grammar.pronouns;
    let contents = contents(statements);
    let turns = turns(mentions, report, document);
    for mention in mentions.all.iter_mut().filter(|mention| mention.actor.code.is_none()) {
        let span = mention.actor.span;
        let view = document.view(&report.text, mention.sentence);
        let first = view.form(mention.tokens.0);
        let alone = mention.tokens.0 == mention.tokens.1;
        let (one, many) = (is_one_of(&pronouns.speaker, first), is_one_of(&pronouns.speakers, first));
        let turn = turns.partition_point(|(at, _)| *at <= span.start()).checked_sub(1).map(|at| &turns[at].1);
        if !one && !many || turn.is_none() && !is_quoted(document, span) {
            continue;
        }
        let speaker = speaker_of(span, &contents).or_else(|| match turn {
            Some(turn) => turn.as_ref(),
            None => speaker_before(span, &contents, report),
        });
        let Some(speaker) = speaker else { continue };
        // Nobody whom we know, and yet the same throughout.
        if speaker.code.is_none() {
            mention.actor.name = speaker.name.clone().filter(|_| alone && one);
            continue;
        }
        let actor = &mut mention.actor;
        actor.code = speaker.code.clone();
        actor.entry = speaker.entry.clone();
        actor.resolution = Resolution::Speaker;
        if alone || actor.sectors.is_empty() {
            actor.sectors = speaker.sectors.clone();
        }
        if alone && one {
            (actor.name, actor.office) = (speaker.name.clone(), speaker.office.clone());
        }
    }
}

/// Where somebody begins to speak in a transcript, "PENCE: …", and who it is, where the report names him elsewhere.
fn turns(mentions: &Mentions, report: &Report, document: &Document) -> Vec<(usize, Option<Actor>)> {
    let label = |text: &str| {
        let (name, _) = text.trim_start_matches(['"', '“', ' ']).split_once(':')?;
        let shouted = name.chars().any(char::is_uppercase) && !name.chars().any(char::is_lowercase);
        (shouted && name.split(' ').count() <= LONGEST_LABEL).then(|| name.to_lowercase())
    };
    let of_blocks = document.blocks.iter().filter_map(|block| {
        let name = label(block.span.of(&report.text))?;
        Some((block.span.start(), called(&name, mentions)))
    });
    let turns: Vec<_> = of_blocks.collect();
    // One label may be a headline's or a dateline's.
    if turns.len() > 1 { turns } else { Vec::new() }
}

/// The one party of the report whose name ends so.
fn called(surname: &str, mentions: &Mentions) -> Option<Actor> {
    let surname = surname.rsplit(' ').next()?;
    let ends = |name: &str| name.rsplit(' ').next().is_some_and(|last| last.to_lowercase() == surname);
    let named = mentions.all.iter().map(|mention| &mention.actor).filter(|actor| actor.code.is_some());
    let mut named = named.filter(|actor| actor.name.as_deref().is_some_and(ends));
    let first = named.next()?;
    named.all(|other| other.name == first.name).then(|| first.clone())
}

/// How many words the label of a turn has at most: "GOV. JANE ROE".
const LONGEST_LABEL: usize = 4;

/// How many stretches of quoted or reported words may lie within one another.
const DEEPEST: usize = 32;

/// Whether these words stand within quotation marks.
pub(crate) fn is_quoted(document: &Document, span: Span) -> bool {
    let after = document.quotations.partition_point(|quotation| quotation.span.start() <= span.start());
    document.quotations[..after].iter().rev().take(DEEPEST).any(|quotation| quotation.inner.contains(span))
}

/// What statements say, each with its speaker, in the order of the text.
fn contents(statements: &[Statement]) -> Vec<(Span, &Actor)> {
    let said = statements.iter().filter_map(|statement| Some((statement, statement.speaker.as_ref()?)));
    let mut contents: Vec<(Span, &Actor)> = said
        .flat_map(|(statement, speaker)| statement.content.iter().map(move |&content| (content, speaker)))
        .collect();
    contents.sort_by_key(|(content, _)| (content.start(), content.len()));
    contents
}

/// Who says these words, by the shortest statement that holds them.
fn speaker_of<'a>(span: Span, contents: &[(Span, &'a Actor)]) -> Option<&'a Actor> {
    let after = contents.partition_point(|(content, _)| content.start() <= span.start());
    let holding = contents[..after].iter().rev().take(DEEPEST).filter(|(content, _)| content.contains(span));
    holding.min_by_key(|(content, _)| content.len()).map(|(_, speaker)| *speaker)
}

/// How far a quotation goes on behind the words that say whose it is: “…,” said Stephen Harper, Prime Minister of Canada. “…”
const GOES_ON: usize = 150;

/// Whose words went before, in the same paragraph: quotations that nobody is said to speak go on with them.
fn speaker_before<'a>(span: Span, contents: &[(Span, &'a Actor)], report: &Report) -> Option<&'a Actor> {
    let after = contents.partition_point(|(content, _)| content.start() < span.start());
    let (content, speaker) = contents[..after].last()?;
    let between = report.text.get(content.end()..span.start())?;
    (between.len() <= GOES_ON && !between.contains("\n\n")).then_some(*speaker)
}

/// `head` and the tokens coordinated to it, in the order of the text.
pub(crate) fn coordinated(view: &View<'_>, head: usize) -> Vec<usize> {
    let mut all = vec![head];
    let mut at = 0;
    while let Some(&token_idx) = all.get(at) {
        all.extend(
            view.children_by(token_idx, Deprel::Conj)
                .filter(|&conjunct| is_nominal(view, conjunct) && is_joined(view, conjunct)),
        );
        at += 1;
    }
    all.sort_unstable();
    all.dedup();
    all
}

// The parser's `conj` is right seven times in ten; without a conjunction, here or at the end of the list, it is seldom
// right: "Tripoli, Lebanon" is one place.
fn is_joined(view: &View<'_>, conjunct: usize) -> bool {
    let has_conjunction = |at: usize| view.children_by(at, Deprel::Cc).next().is_some();
    let (first, _) = view.extent(conjunct);
    if has_conjunction(conjunct) || first > 0 && separates(view, first - 1) {
        return true;
    }
    // Universal Dependencies hang the comma on what follows it.
    let ends_with_conjunction = |head: usize| {
        view.children_by(head, Deprel::Conj).any(|other| other > conjunct && has_conjunction(other))
    };
    separates(view, first) && view.head(conjunct).is_some_and(ends_with_conjunction)
}

fn separates(view: &View<'_>, at: usize) -> bool {
    matches!(view.form(at), "," | "/" | ";" | "-" | "–")
}

fn is_nominal(view: &View<'_>, token_idx: usize) -> bool {
    matches!(view.tokens[token_idx].upos, Upos::Noun | Upos::Propn | Upos::Pron | Upos::Num | Upos::X)
}

/// The words of a noun phrase that is no known party; `None` where the token heads none.
fn unresolved(view: &View<'_>, head: usize) -> Option<Actor> {
    if !is_nominal(view, head) {
        return None;
    }
    let (first, last) = phrases::noun_phrase(view, head);
    Some(Actor::unresolved(view.span(first, last)))
}

#[cfg(test)]
mod tests;

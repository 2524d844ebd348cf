//! What an act is about: the contexts of its entry, of its parties, and of the words of its clause.
//!
//! ```text
//! "Oslo criticised the Ruritanian tariffs"                          economic
//! "Ruiz attacked the senator", in a report on an election           election
//! ```

use tiltmeter_record::{Context, Report};
use tiltmeter_text::{Document, Token, Upos, lower};

use super::SentenceCoder;
use super::acts::Act;
use super::frames::Verbs;
use super::parties::Parties;
use super::triggers::stems;

// What people are called after what they do, or what befalls them.
const PEOPLE: [&str; 7] =
    ["election", "cyber", "terrorism", "asylum", "migration", "peacekeeping", "trafficking"];

// A report that says so many words of elections is about one.
const ENOUGH: usize = 3;

/// Whether a report is about an election: it says so time and again, be it in sentences that nobody had to parse.
pub(super) fn is_about_election(report: &Report, document: &Document, verbs: &Verbs) -> bool {
    let Some(election) = Context::find("election") else { return false };
    let is_topic = |word: &str| verbs.topics.get(word).is_some_and(|all| all.contains(&election));
    let says = |token: &&Token| {
        let form = lower(token.span.of(&report.text));
        is_topic(&form) || stems(&form).any(|stem| is_topic(&stem))
    };
    document.tokens.iter().filter(says).take(ENOUGH).count() == ENOUGH
}

impl SentenceCoder<'_> {
    /// All that the act is about.
    pub(super) fn contexts(&self, act: &Act, parties: &Parties) -> Vec<Context> {
        let mut contexts = parties.contexts(act);
        contexts.extend(self.topics(act));
        let said = act.quad().is_verbal();
        if self.campaign && said && parties.are_politicians_at_home() {
            contexts.extend(Context::find("election"));
        }
        // What governments say to one another is diplomacy, where it is about nothing else.
        if said && contexts.is_empty() && parties.are_governments_abroad() {
            contexts.extend(Context::find("diplomatic"));
        }
        contexts.sort();
        contexts.dedup();
        contexts
    }

    // The words of the clause, but for the names of those who act: an oil ministry speaks of much else.
    fn topics(&self, act: &Act) -> Vec<Context> {
        let view = &self.clauses.view;
        let own = |token: usize| act.words.contains(&token) || self.is_in_clause(token, act);
        // But nominees, hackers and refugees say of what it is.
        let people: Vec<Context> = PEOPLE.iter().filter_map(|code| Context::find(code)).collect();
        let mut contexts = Vec::new();
        for token in (0..view.len()).filter(|&token| own(token)) {
            let named = self.people.code_at(token).is_some();
            let lemma = view.lower_form(token);
            let single =
                [view.lemma(token), &*lemma].into_iter().find_map(|word| self.verbs.topics.get(word));
            let pair = (token + 1 < view.len())
                .then(|| format!("{lemma} {}", view.lemma(token + 1).to_lowercase()))
                .and_then(|pair| self.verbs.topics.get(&pair));
            let found = single.into_iter().chain(pair).flatten().copied();
            let noun = view.tokens[token].upos == Upos::Noun;
            contexts.extend(found.filter(|context| !named || noun && people.contains(context)));
        }
        contexts
    }
}

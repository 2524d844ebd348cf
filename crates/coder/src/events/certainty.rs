//! How far an act is asserted, for whoever tells it.
//!
//! ```text
//! "struck the port" certain   "is expected to strike" probable   "may strike" possible
//! ```

use tiltmeter_record::{Attribution, Certainty, Status};
use tiltmeter_text::{Deprel, Xpos};

use super::SentenceCoder;
use super::acts::Act;
use super::clauses::Clauses;
use super::stems;
use crate::certainties::Certainties;

// So many verbs above an act may bear on it.
const REACH: usize = 3;

impl SentenceCoder<'_> {
    /// How far an act with that status is asserted.
    pub(super) fn certainty(
        &self,
        act: &Act,
        status: Status,
        attribution: Option<&Attribution>,
    ) -> Certainty {
        let floor = if status == Status::Hypothetical { Certainty::Possible } else { Certainty::Certain };
        let cue = attribution.map(|attribution| attribution.cue.of(self.clauses.view.text));
        floor
            .max(of_words(self.clauses, self.certainties, &act.words, act.head))
            .max(of_cue(self.certainties, cue))
    }
}

/// What auxiliaries, modifiers and governing words make of what `words` tell.
pub(crate) fn of_words(
    clauses: &Clauses<'_>,
    certainties: &Certainties,
    words: &[usize],
    head: usize,
) -> Certainty {
    let mut level = Certainty::Certain;
    for &word in words {
        for &child in clauses.children(word) {
            let form = clauses.view.lower_form(child);
            let table = match clauses.view.deprel(child) {
                Deprel::Aux if clauses.view.tokens[child].xpos == Xpos::Md => &certainties.of_auxiliary,
                Deprel::Advmod | Deprel::Amod => &certainties.of_modifier,
                _ => continue,
            };
            level = level.max(table.get(&*form).copied().unwrap_or(Certainty::Certain));
        }
    }
    level.max(of_governors(clauses, certainties, words, head))
}

fn of_governors(clauses: &Clauses<'_>, certainties: &Certainties, words: &[usize], head: usize) -> Certainty {
    let (mut level, mut at) = (Certainty::Certain, head);
    for _ in 0..REACH {
        let Some(above) = clauses.view.head(at) else { break };
        let governs = matches!(
            clauses.view.deprel(at),
            Deprel::Xcomp | Deprel::Ccomp | Deprel::Acl | Deprel::Csubj | Deprel::Obj | Deprel::Nmod
        );
        if !governs {
            break;
        }
        if !words.contains(&above) {
            let found = certainties.of_governor.get(&*clauses.lemma(above)).copied();
            level = level.max(found.unwrap_or(Certainty::Certain));
        }
        at = above;
    }
    level
}

/// What the words that attribute say of how sure the speaker is.
pub(crate) fn of_cue(certainties: &Certainties, cue: Option<&str>) -> Certainty {
    let Some(first) = cue.and_then(|cue| cue.split_whitespace().next()) else { return Certainty::Certain };
    let form = first.to_lowercase();
    let found = std::iter::once(form.clone())
        .chain(stems(&form))
        .find_map(|stem| certainties.of_governor.get(&stem).copied());
    found.unwrap_or(Certainty::Certain)
}

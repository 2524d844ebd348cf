//! Words that say how surely something is told: `lexicon/status/`.

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;
use tiltmeter_record::Certainty;

use crate::lexicon::toml_error;
use crate::{LexiconError, Source};

/// How far words assert what they govern; what is not here asserts plainly.
#[derive(Debug, Default)]
pub(crate) struct Certainties {
    pub(crate) of_auxiliary: FxHashMap<String, Certainty>,
    pub(crate) of_modifier: FxHashMap<String, Certainty>,
    pub(crate) of_governor: FxHashMap<String, Certainty>,
    /// Auxiliaries and governing words that put what they govern into the future.
    pub(crate) ahead_auxiliary: FxHashSet<String>,
    pub(crate) ahead_governor: FxHashSet<String>,
    /// Words under which something is said not to be.
    pub(crate) denying: FxHashSet<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    auxiliary: Levels,
    #[serde(default)]
    modifier: Levels,
    #[serde(default)]
    governor: Levels,
    #[serde(default)]
    ahead: Ahead,
    #[serde(default)]
    denying: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Ahead {
    #[serde(default)]
    auxiliary: Vec<String>,
    #[serde(default)]
    governor: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Levels {
    #[serde(default)]
    possible: Vec<String>,
    #[serde(default)]
    probable: Vec<String>,
}

impl Certainties {
    /// Reads the files below `status/`.
    pub(crate) fn read(sources: &[Source]) -> Result<Certainties, LexiconError> {
        let mut certainties = Certainties::default();
        for source in sources {
            let file: File = toml::from_str(&source.text).map_err(|error| toml_error(source, &error))?;
            add(&mut certainties.of_auxiliary, file.auxiliary);
            add(&mut certainties.of_modifier, file.modifier);
            add(&mut certainties.of_governor, file.governor);
            certainties.ahead_auxiliary.extend(file.ahead.auxiliary);
            certainties.ahead_governor.extend(file.ahead.governor);
            certainties.denying.extend(file.denying);
        }
        Ok(certainties)
    }
}

fn add(table: &mut FxHashMap<String, Certainty>, levels: Levels) {
    table.extend(levels.possible.into_iter().map(|word| (word, Certainty::Possible)));
    table.extend(levels.probable.into_iter().map(|word| (word, Certainty::Probable)));
}

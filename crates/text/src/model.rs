//! The model file: what was learned from the treebanks, in named sections.
//!
//! `cargo xtask train` writes `models/en.bin`; it is compiled into the program.

use std::sync::OnceLock;

use tiltmeter_record::Fingerprint;

use crate::lemmas::Lemmatizer;
use crate::network::{Bytes, Network, Weights, put_bytes};
use crate::sentences::Splitter;

static BUILTIN_BYTES: &[u8] = include_bytes!("../models/en.bin");

const MAGIC: &[u8; 8] = b"tiltmdl1";

/// What was learned of a language.
pub struct Model {
    /// Where sentences end.
    pub splitter: Splitter,
    /// Dictionary forms.
    pub lemmatizer: Lemmatizer,
    /// Tags and trees.
    pub network: Network,
}

/// Why a model file was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ModelError {
    /// It begins otherwise.
    #[error("this is no Tiltmeter model of this version (it must begin with `tiltmdl1`): train it anew")]
    Magic,
    /// A part is missing or damaged.
    #[error("section `{0}` of the model is missing or damaged: train it anew")]
    Section(&'static str),
}

impl Model {
    /// The English model that is compiled into the program.
    pub fn builtin() -> &'static Model {
        static BUILTIN: OnceLock<Model> = OnceLock::new();
        BUILTIN.get_or_init(|| {
            let model = Model::from_bytes(BUILTIN_BYTES);
            model.expect("the compiled-in model is whole: the test below reads it")
        })
    }

    /// What the compiled-in model is: models that learned otherwise have another.
    pub fn builtin_fingerprint() -> Fingerprint {
        Fingerprint::default().with(BUILTIN_BYTES)
    }

    /// Reads a model file.
    pub fn from_bytes(bytes: &[u8]) -> Result<Model, ModelError> {
        let rest = bytes.strip_prefix(MAGIC).ok_or(ModelError::Magic)?;
        let mut sections = Bytes(rest);
        let splitter =
            sections.bytes().and_then(Splitter::from_bytes).ok_or(ModelError::Section("sentences"))?;
        let lemmatizer =
            sections.bytes().and_then(Lemmatizer::from_bytes).ok_or(ModelError::Section("lemmas"))?;
        let weights = sections.bytes().and_then(Weights::from_bytes).ok_or(ModelError::Section("network"))?;
        Ok(Model { splitter, lemmatizer, network: Network::new(weights) })
    }
}

/// A model file of these parts.
pub fn model_file(splitter: &Splitter, lemmatizer: &Lemmatizer, weights: &Weights) -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    put_bytes(&mut bytes, &splitter.to_bytes());
    put_bytes(&mut bytes, &lemmatizer.to_bytes());
    put_bytes(&mut bytes, &weights.to_bytes());
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_compiled_in_model_is_whole_and_small() {
        let bytes = include_bytes!("../models/en.bin");
        assert!(Model::from_bytes(bytes).is_ok());
        assert!(bytes.len() <= 6_000_000, "{} bytes", bytes.len());
    }

    #[test]
    fn a_damaged_model_is_refused_with_a_word() {
        let bytes = include_bytes!("../models/en.bin");
        assert_eq!(Model::from_bytes(b"").err(), Some(ModelError::Magic));
        assert_eq!(Model::from_bytes(&bytes[..bytes.len() / 2]).err(), Some(ModelError::Section("network")));
        assert_eq!(Model::from_bytes(&bytes[..100]).err(), Some(ModelError::Section("sentences")));
    }
}

//! Agents: nouns in capitals, plurals in braces, roles in brackets, `!SETS!` of words to put in.

use std::fmt::Write as _;

use super::{Converted, Dictionary, NO_SECTOR, finding, lines, sectors};
use crate::Source;

/// Makes the table of nouns. The built-in one knows better what kind a noun is; its own stay of that kind.
pub(super) fn convert(dictionaries: &[Dictionary], converted: &mut Converted) {
    let mut table = String::new();
    for dictionary in dictionaries {
        let mut sets: Vec<(String, Vec<String>)> = Vec::new();
        for (number, line) in lines(&dictionary.text) {
            if let (true, Some((name, words))) = (line.starts_with('!'), line.split_once('=')) {
                let words = words.split(',').map(|word| word.trim().to_string()).collect();
                sets.push((name.trim().to_string(), words));
                continue;
            }
            match entry(line, &sets) {
                Ok((block, unknown)) => {
                    table.push_str(&block);
                    if !unknown.is_empty() {
                        let what = format!("{NO_SECTOR}{}", unknown.join(", "));
                        converted.unused.push(finding(dictionary, number, what));
                    }
                }
                Err(what) => converted.unused.push(finding(dictionary, number, what)),
            }
        }
    }
    converted.sources.push(Source { file: "actors/agents.toml".to_string(), text: table });
}

/// `ATTORNEY_GENERAL {ATTORNEYS_GENERAL} [~GOV]` as a block of agents.toml.
fn entry(line: &str, sets: &[(String, Vec<String>)]) -> Result<(String, Vec<String>), String> {
    let (noun, code) = line.split_once('[').ok_or_else(|| format!("no code in `{}`", line.trim()))?;
    let code = code.split(']').next().unwrap_or("").trim().to_uppercase();
    let role = code.replace('~', "");
    let (sectors, unknown) = sectors(&role);
    let (noun, plural) = match noun.split_once('{') {
        None => (noun, None),
        Some((noun, plural)) => (noun, Some(plural.split('}').next().unwrap_or("").trim())),
    };
    let singulars = filled(noun.trim(), sets);
    if sectors.is_empty() {
        return Err(format!("{NO_SECTOR}{role}"));
    }
    let mut nouns: Vec<String> = singulars.iter().map(|noun| as_noun(noun)).collect();
    nouns.extend(plural.filter(|plural| !plural.is_empty()).map(as_noun));
    nouns.retain(|noun| noun.chars().any(char::is_alphanumeric));
    if nouns.is_empty() {
        return Err(format!("no noun in `{}`", line.trim()));
    }
    let quoted: Vec<String> = nouns.iter().map(|noun| format!("{noun:?}")).collect();
    let sectors: Vec<String> = sectors.iter().map(|sector| format!("{:?}", sector.code())).collect();
    let mut block = String::new();
    let _ = writeln!(block, "[[agent]]\nnouns = [{}]\nsectors = [{}]", quoted.join(", "), sectors.join(", "));
    // Braces give the plural, or say that there is none; without them it goes by rule.
    let _ = writeln!(block, "kind = \"group\"\ninvariant = {}", plural.is_some());
    Ok((block, unknown))
}

/// `CONGRESS!PERSON!` with each word of the set in its place.
pub(super) fn filled(noun: &str, sets: &[(String, Vec<String>)]) -> Vec<String> {
    let Some((name, words)) = sets.iter().find(|(name, _)| noun.contains(name.as_str())) else {
        return vec![noun.to_string()];
    };
    words.iter().map(|word| noun.replace(name.as_str(), word)).collect()
}

fn as_noun(noun: &str) -> String {
    noun.split(['_', ' ']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ").to_lowercase()
}

//! Event types and modes in plain words: `words/acts.tsv`.

use std::sync::OnceLock;

use tiltmeter::record::{Event, Status};

/// How one type, mode or CAMEO code is said.
struct Act {
    event: &'static str,
    mode: &'static str,
    done: &'static str,
    infinitive: &'static str,
    link: &'static str,
    future: Option<&'static str>,
}

/// What the actor of an event did, and the word that leads to its recipient.
pub(crate) fn in_words(event: &Event) -> (String, &'static str) {
    let act = act(event);
    let words = match event.status {
        Status::Actual | Status::Historical => act.done.to_string(),
        Status::Future => act.future.map_or_else(|| format!("will {}", act.infinitive), str::to_string),
        Status::Hypothetical => format!("may {}", act.infinitive),
        Status::Negated => format!("did not {}", act.infinitive),
    };
    (words, act.link)
}

fn act(event: &Event) -> &'static Act {
    let code = event.event.code();
    let find = |mode: &str| acts().iter().find(|act| act.event == code && act.mode == mode);
    // A CAMEO code may say more than the type: "promised aid" is an agreement.
    let cameo = event.cameo.as_deref().unwrap_or("");
    let finer = (3..=cameo.len()).rev().find_map(|n| find(cameo.get(..n)?));
    if let Some(act) = finer {
        return act;
    }
    let of_mode = event.modes.iter().find_map(|mode| find(mode.code()));
    of_mode.or_else(|| find("-")).expect("acts.tsv has a row for each type; a test holds it")
}

fn acts() -> &'static [Act] {
    static ACTS: OnceLock<Vec<Act>> = OnceLock::new();
    ACTS.get_or_init(|| {
        let lines = include_str!("../../words/acts.tsv").lines().filter(|line| !line.starts_with('#'));
        lines.skip(1).filter_map(row).collect()
    })
}

fn row(line: &'static str) -> Option<Act> {
    let mut cells = line.split('\t');
    let mut next = || cells.next();
    Some(Act {
        event: next()?,
        mode: next()?,
        done: next()?,
        infinitive: next()?,
        link: next()?,
        future: next(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use tiltmeter::record::{CameoCode, EventType, Mode};

    #[test]
    fn every_type_has_its_words_and_every_row_its_type() {
        for event in EventType::ALL {
            assert!(
                acts().iter().any(|act| act.event == event.code() && act.mode == "-"),
                "{}",
                event.code()
            );
        }
        for act in acts() {
            let event = EventType::from_code(act.event).unwrap();
            let cameo = CameoCode::find(act.mode).is_some();
            let known = act.mode == "-" || cameo || Mode::find(event, act.mode).is_some();
            assert!(known, "{} {}", act.event, act.mode);
        }
        let n_lines =
            include_str!("../../words/acts.tsv").lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(acts().len(), n_lines - 1);
    }
}

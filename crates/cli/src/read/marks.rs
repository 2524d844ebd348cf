//! A text cut where anything marked begins or ends, so that spans may overlap as they like.
//!
//! ```text
//! text      Moscow criticised the American decision
//! act              ──────────────────────────────
//! party     ──────                ────────
//! segments  ░░░░░░ ░░░░░░░░░░░░░░░▓▓▓▓▓▓▓▓░░░░░░░░░
//! ```

use tiltmeter::record::{Actor, Span};

use super::brief::Brief;

/// What is marked in one report.
pub(crate) struct Marks<'a> {
    text: &'a str,
    acts: Vec<Span>,
    parties: Vec<&'a Actor>,
    // Number of the statement, and one stretch of its content.
    said: Vec<(usize, Span)>,
}

/// A stretch of text with the same marks from end to end.
pub(crate) struct Segment<'a> {
    /// Its words.
    pub(crate) text: &'a str,
    /// The event whose act it belongs to: the shortest act, where several hold it.
    pub(crate) act: Option<usize>,
    /// The party that it names.
    pub(crate) party: Option<&'a Actor>,
    /// Whether it is somebody's reported words.
    pub(crate) said: bool,
    /// Events whose act begins here.
    pub(crate) begins: Vec<usize>,
    /// Events whose act ends here.
    pub(crate) ends: Vec<usize>,
    /// Statements whose content begins here.
    pub(crate) begins_said: Vec<usize>,
}

impl<'a> Marks<'a> {
    /// Collects the marks of a brief.
    pub(crate) fn new(brief: &Brief<'a>) -> Marks<'a> {
        let events = brief.events.iter().map(|line| line.event);
        let of_events = events.clone().flat_map(|event| event.actors.iter().chain(&event.recipients));
        let coded = brief.mentions.iter().copied().filter(|actor| actor.code.is_some());
        let contents = |(nth, statement): (usize, &'a tiltmeter::record::Statement)| {
            statement.content.iter().map(move |&span| (nth, span))
        };
        Marks {
            text: &brief.report.text,
            acts: events.map(|event| event.span).collect(),
            parties: of_events.chain(coded).collect(),
            said: brief.statements.iter().enumerate().flat_map(contents).collect(),
        }
    }

    /// The segments of one stretch of the text; joined, they are its words.
    pub(crate) fn segments(&self, within: Span) -> Vec<Segment<'a>> {
        let spans = self.acts.iter().copied().chain(self.parties.iter().map(|actor| actor.span));
        let spans = spans.chain(self.said.iter().map(|(_, span)| *span));
        let mut cuts: Vec<usize> = spans.flat_map(|span| [span.start(), span.end()]).collect();
        cuts.retain(|cut| within.range().contains(cut));
        cuts.extend([within.start(), within.end()]);
        cuts.sort_unstable();
        cuts.dedup();
        cuts.windows(2).map(|cut| self.segment(Span::new(cut[0], cut[1]))).collect()
    }

    fn segment(&self, span: Span) -> Segment<'a> {
        let numbered = |fits: &dyn Fn(&Span) -> bool| -> Vec<usize> {
            self.acts
                .iter()
                .enumerate()
                .filter(|(_, act)| fits(act))
                .map(|(event_idx, _)| event_idx)
                .collect()
        };
        let holding = numbered(&|act| act.contains(span));
        let mut begins_said: Vec<usize> = self
            .said
            .iter()
            .filter(|(_, content)| content.start() == span.start())
            .map(|(nth, _)| *nth)
            .collect();
        // A statement in pieces has one anchor, at its first.
        begins_said.retain(|nth| {
            self.said
                .iter()
                .find(|(other, _)| other == nth)
                .is_some_and(|(_, first)| first.start() == span.start())
        });
        Segment {
            text: span.of(self.text),
            act: holding.into_iter().min_by_key(|&event_idx| self.acts[event_idx].len()),
            party: self
                .parties
                .iter()
                .copied()
                .filter(|actor| actor.span.contains(span))
                .min_by_key(|a| a.span.len()),
            said: self.said.iter().any(|(_, content)| content.contains(span)),
            begins: numbered(&|act| act.start() == span.start()),
            ends: numbered(&|act| act.end() == span.end()),
            begins_said,
        }
    }
}

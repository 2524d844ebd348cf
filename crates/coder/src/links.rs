//! What ties the events of a report to one another: denials to the claims that they deny, and dates that are
//! told by their distance from another event.
//!
//! ```text
//! "Kyiv said Minsk had shelled it. Minsk denied that it had."     the second event denies the first
//! "three weeks after Beijing closed the port, Oslo left the talks" closed on the 4th: left on the 25th
//! ```

use tiltmeter_record::{
    Actor, Bound, DateReason, Event, EventType, Precision, Report, Resolution, Span, Statement, Status,
    TimeExpression, TimeKind, When,
};
use tiltmeter_text::Document;

use crate::amounts::Amounts;
use crate::intervals::moved;

/// Links the events of a report.
pub(crate) fn link(
    report: &Report,
    document: &Document,
    times: &[TimeExpression],
    statements: &[Statement],
    amounts: &Amounts,
    events: &mut [Event],
) {
    events.iter_mut().for_each(|event| date_as_said(statements, event));
    let distances = times.iter().filter_map(|time| distance(&report.text, time, amounts)).collect::<Vec<_>>();
    for distance in &distances {
        date(&report.text, document, times, distance, events);
    }
    for at in 0..events.len() {
        events[at].denies = denied(events, at).or_else(|| rejected(events, at));
        // What did not happen did not happen then.
        if let Some(claim) = events[at].denies.filter(|_| events[at].status == Status::Negated)
            && events[at].date.is_none()
            && events[claim].has_own_day()
        {
            (events[at].date, events[at].date_reason) = (events[claim].date, events[claim].date_reason);
        }
    }
}

// "Rejected the accusation. “Allies do not do this,” he told a channel earlier this month": to accuse, to reject and
// to thank is to say something, and the day on which that was said stands before the report's own.
fn date_as_said(statements: &[Statement], event: &mut Event) {
    if !event.event.quad().is_verbal() || event.date_reason != Some(DateReason::Report) {
        return;
    }
    let first = statements.partition_point(|statement| statement.sentence < event.sentence);
    let here = statements[first..].iter().take_while(|statement| statement.sentence == event.sentence);
    let mut said = here.filter(|statement| statement.cue.touches(event.span));
    if let Some((when, words)) = said.find_map(|statement| statement.date) {
        (event.date, event.date_reason) = (Some(when), Some(DateReason::Words(words)));
    }
}

// Who denies reports denies what they say: the act that the same sentence tells as not so. "Rejected the accusation":
// the accusation, which is where the refusal found whom it answers.
fn rejected(events: &[Event], at: usize) -> Option<usize> {
    let denial = &events[at];
    if denial.event != EventType::Reject || denial.status != Status::Actual {
        return None;
    }
    let code = |one: &[Actor], other: &[Actor]| {
        one.iter().any(|actor| actor.code.is_some() && other.iter().any(|party| party.code == actor.code))
    };
    let inside = |event: &Event| {
        let same = event.sentence == denial.sentence && event.status == Status::Negated;
        same && event.span.start() > denial.span.start() && code(&event.actors, &denial.actors)
    };
    let accuses = |event: &Event| {
        let ours = code(&event.actors, &denial.recipients) && code(&event.recipients, &denial.actors);
        // Whom it answers was taken over from there.
        let answers = denial.recipients.iter().all(|party| party.resolution == Resolution::Role);
        event.event == EventType::Accuse && ours && answers
    };
    let alleges = |event: &Event| accuses(event) && event.modes.iter().any(|mode| mode.code() == "allege");
    let inner = events.iter().position(inside);
    let earlier = || events[..at].iter().rposition(alleges).or(events[..at].iter().rposition(accuses));
    inner.or_else(earlier)
}

// Somebody denies what another says: the same act by the same actors, told as having happened.
fn denied(events: &[Event], at: usize) -> Option<usize> {
    let denial = &events[at];
    let codes = |actors: &[Actor]| actors.iter().filter_map(|actor| actor.code.clone()).collect::<Vec<_>>();
    let speaker =
        |event: &Event| event.attribution.as_ref().and_then(|told| told.speaker.as_ref()?.code.clone());
    if denial.status != Status::Negated || codes(&denial.actors).is_empty() {
        return None;
    }
    let claims = |&(_, claim): &(usize, &Event)| {
        let (ours, theirs) = (codes(&denial.recipients), codes(&claim.recipients));
        let whom = ours.is_empty() || theirs.is_empty() || ours.iter().any(|code| theirs.contains(code));
        let same = claim.event == denial.event && codes(&claim.actors) == codes(&denial.actors);
        let told = !matches!(claim.status, Status::Negated | Status::Hypothetical);
        same && whom && told && (speaker(claim) != speaker(denial) || speaker(claim).is_none())
    };
    let all = events.iter().enumerate().filter(claims);
    all.min_by_key(|(claim, _)| (*claim > at, claim.abs_diff(at))).map(|(claim, _)| claim)
}

/// "less than four weeks after": how far apart, and which comes first.
struct Distance {
    words: Span,
    length: String,
    /// 1 where the main act comes after the other, -1 where before.
    sign: i64,
    /// Whether the length is only a bound.
    vague: bool,
}

fn distance(text: &str, time: &TimeExpression, amounts: &Amounts) -> Option<Distance> {
    let length = time.value.clone().filter(|_| time.kind == TimeKind::Duration)?;
    let behind = text.get(time.span.end()..)?;
    let trimmed = behind.trim_start();
    let word = trimmed.split(|c: char| !c.is_alphabetic()).next()?;
    let one_of = |list: &[String]| list.iter().any(|known| known.eq_ignore_ascii_case(word));
    let words = &amounts.interval;
    let sign = if one_of(&words.after) {
        1
    } else if one_of(&words.before) {
        -1
    } else {
        return None;
    };
    let end = time.span.end() + (behind.len() - trimmed.len()) + word.len();
    let (bound, start) = bound_before(text, time.span.start(), amounts);
    let vague = !matches!(bound, Bound::Exact);
    Some(Distance { words: Span::new(start, end), length, sign, vague })
}

// "Less than", "about": the longest phrase that ends right before the place.
fn bound_before(text: &str, start: usize, amounts: &Amounts) -> (Bound, usize) {
    let before = text[..start].trim_end();
    for (words, bound) in &amounts.bounds {
        let phrase = words.join(" ");
        let from = before.len().checked_sub(phrase.len()).filter(|&from| before.is_char_boundary(from));
        let same = from.is_some_and(|from| before[from..].eq_ignore_ascii_case(&phrase));
        let whole = from.is_some_and(|from| !before[..from].ends_with(char::is_alphanumeric));
        if let Some(from) = from.filter(|_| same && whole) {
            return (*bound, from);
        }
    }
    (Bound::Exact, start)
}

// So far behind the words of distance the other event may begin, in bytes.
const REACH: usize = 80;

fn date(
    text: &str,
    document: &Document,
    times: &[TimeExpression],
    distance: &Distance,
    events: &mut [Event],
) {
    let sentence = document.sentences.iter().position(|sentence| sentence.span.contains(distance.words));
    let Some(sentence) = sentence else { return };
    let inside = |event: &Event| event.sentence == sentence;
    let after = |event: &Event| {
        let start = event.span.start();
        start >= distance.words.end()
            && start - distance.words.end() <= REACH
            && !text[distance.words.end()..start].contains(',')
    };
    let other = (0..events.len()).filter(|&at| inside(&events[at]) && after(&events[at]));
    let other = other.min_by_key(|&at| events[at].span);
    let mains: Vec<usize> = (0..events.len())
        .filter(|&at| {
            inside(&events[at]) && Some(at) != other && !after(&events[at]) && !events[at].has_own_day()
        })
        .collect();
    let told = other
        .filter(|&other| events[other].has_own_day())
        .and_then(|other| Some((events[other].date?, Some(other))));
    // "A day after the tweet": from the day named before; no day is reckoned from a month.
    let named = || {
        let fine = |when: When| when.precision == Precision::Day || distance.length.ends_with(['M', 'Y']);
        let before =
            |time: &&TimeExpression| time.span.end() <= distance.words.start() && time.when.is_some_and(fine);
        let before = times.iter().rfind(before).filter(|_| other.is_none());
        before.and_then(|time| Some((time.when?, None)))
    };
    if let Some((base, of)) = told.or_else(named) {
        let Some(when) = placed(base, distance, distance.sign) else { return };
        for main in mains {
            // "Less than four weeks after" tells no better than the report's own day, and of what is still to come
            // it tells when that was said.
            if distance.vague && (events[main].date.is_some() || events[main].status == Status::Future) {
                continue;
            }
            let reason = of.map_or(DateReason::Words(distance.words), |of| DateReason::Event {
                words: distance.words,
                of,
            });
            (events[main].date, events[main].date_reason) = (Some(when), Some(reason));
        }
        return;
    }
    // The other lies as far before the main act, whose day is known.
    let main =
        (0..events.len()).find(|&at| inside(&events[at]) && Some(at) != other && events[at].date.is_some());
    if let (Some(other), Some(main)) = (other, main)
        && let Some(when) = events[main].date.and_then(|base| placed(base, distance, -distance.sign))
    {
        let reason = DateReason::Event { words: distance.words, of: main };
        (events[other].date, events[other].date_reason) = (Some(when), Some(reason));
    }
}

// "Less than four weeks after" gives no day: the month at best.
fn placed(base: When, distance: &Distance, sign: i64) -> Option<When> {
    let when = moved(base, &distance.length, sign)?;
    let coarse = distance.vague && when.precision < Precision::Month;
    Some(if coarse { When::month(when.date) } else { when })
}

#[cfg(test)]
mod tests {
    use tiltmeter_text::{Model, Reader};

    use super::*;
    use crate::Lexicon;

    fn events(text: &str) -> Vec<Event> {
        let date: When = "2018-01-29".parse().unwrap();
        let report = Report { id: "t".into(), date: Some(date), text: text.into(), ..Report::default() };
        let document = Reader::new(Model::builtin()).read(&report.text);
        crate::code(&report, &document, Lexicon::builtin(), false).events
    }

    #[test]
    fn a_denial_names_the_claim() {
        let events = events(
            "Kyiv said Belarusian troops had attacked Ukraine. Belarus denied that it had attacked Ukraine.",
        );
        let told: Vec<_> = events.iter().map(|event| (event.status, event.denies)).collect();
        assert!(told.contains(&(Status::Negated, Some(0))), "{told:?}");
    }

    #[test]
    fn a_refusal_names_the_claim_that_it_refuses() {
        let denied = |text: &str| events(text).iter().map(|event| event.denies).collect::<Vec<_>>();
        assert_eq!(denied("Norway accused Belarus of spying. Belarus denied the charges."), [None, Some(0)]);
        assert_eq!(denied("Iran denied reports that it had supplied drones to Belarus."), [Some(1), None]);
    }

    #[test]
    fn dates_are_reckoned_from_other_events() {
        let dates = |text: &str| -> Vec<String> {
            let date = |event: &Event| event.date.map_or("-".to_string(), |when| when.to_string());
            events(text).iter().map(date).collect()
        };
        assert_eq!(
            dates("Norway expelled two envoys of Russia three days after Russia attacked Ukraine on Jan. 4."),
            ["2018-01-07", "2018-01-04"]
        );
        assert_eq!(
            dates("Norway expelled two envoys of Russia on Jan. 20, ten days after Russia attacked Ukraine."),
            ["2018-01-20", "2018-01-10"]
        );
        assert_eq!(
            dates(
                "Mali will buy tanks from China, its minister said, less than four weeks after France suspended aid to Mali on Jan. 4."
            ),
            ["-", "2018-01-04"]
        );
    }

    fn told(text: &str) -> Vec<String> {
        let date = |event: &Event| event.date.map_or("-".to_string(), |when| when.to_string());
        events(text).iter().map(|event| format!("{} {}", date(event), event.status.code())).collect()
    }

    #[test]
    fn what_is_said_has_the_day_of_its_paragraph() {
        let report = |last: &str| {
            told(&format!(
                "Pakistani Foreign Minister Khawaja Asif accused India of spying. “This must stop,” he told a channel{last}."
            ))
        };
        assert_eq!(report(" earlier this month"), ["2018-01 actual"]);
        assert_eq!(report(""), ["2018-01-29 actual"]);
    }

    #[test]
    fn what_is_denied_has_the_day_of_the_claim() {
        assert_eq!(
            told(
                "Kyiv said Belarusian troops attacked Ukraine on Jan. 4. Belarus denied that its troops had attacked Ukraine."
            ),
            ["2018-01-04 actual", "2018-01-04 negated"]
        );
    }

    #[test]
    fn a_deed_is_judged_on_some_day_since() {
        let judged = |day: &str| {
            told(&format!("Norway suspended aid to Mali on {day}. Russia criticised the Norwegian decision."))
        };
        assert_eq!(judged("Jan. 4"), ["2018-01-04 actual", "2018-01 actual"]);
        assert_eq!(judged("Jan. 28"), ["2018-01-28 actual", "2018-01-29 actual"]);
        assert_eq!(judged("Dec. 4"), ["2017-12-04 actual", "- actual"]);
    }

    #[test]
    fn an_act_named_again_gives_its_day() {
        assert_eq!(
            told(
                "The European Union will impose sanctions on Belarus. The measures are expected to be approved in March."
            ),
            ["2018-03 future"]
        );
        assert_eq!(
            told(
                "The European Union will impose sanctions on Belarus. The roads are expected to be approved in March."
            ),
            ["- future"]
        );
    }

    #[test]
    fn background_is_told_by_an_earlier_year_or_a_long_stretch() {
        assert_eq!(told("Russia attacked Ukraine last year."), ["2017 historical"]);
        assert_eq!(told("Russia attacked Ukraine in December."), ["2017-12 actual"]);
        assert_eq!(
            told("Norway gave Mali 30 million euros in aid over the last ten years."),
            ["- historical"]
        );
        assert_eq!(
            told(
                "Norway closed its border with Russia in 2011 after Russia arrested two Norwegian diplomats."
            ),
            ["2011 historical", "2011 historical"]
        );
    }
}

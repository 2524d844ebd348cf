//! What is known of scores, turns and stretches without looking: by hand, by law, by planting.
#![allow(clippy::unwrap_used, reason = "a test that fails says best where")]

use jiff::ToSpan;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use tiltmeter_record::Quad;
use tiltmeter_relations::calibrate::{Random, shuffled, shuffled_blocks};
use tiltmeter_relations::turns::{self, Direction, Settings, Turn};
use tiltmeter_relations::{Act, Panel, Period, Roster, history, score};

const START: Date = Date::constant(2018, 1, 1);

fn quad(score: f32) -> Quad {
    if score < 0.0 { Quad::MaterialConflict } else { Quad::VerbalCooperation }
}

/// Acts told as `day:a>b:score`.
fn world(lines: &str) -> (Vec<Act>, Roster) {
    let mut roster = Roster::default();
    let mut acts = Vec::new();
    for (number, word) in lines.split_whitespace().enumerate() {
        let [day, pair, score] = word.split(':').collect::<Vec<_>>()[..] else { panic!("{word}") };
        let (a, b) = pair.split_once('>').unwrap();
        let (a, b) = (roster.state(a), roster.state(b));
        let score: f32 = score.parse().unwrap();
        let date = START + day.parse::<i32>().unwrap().days();
        acts.push(Act { event: number as u32, ..Act::new(date, a, b, quad(score), score) });
    }
    (acts, roster)
}

/// Forty dyads that talk every few days for a year; one of them breaks on day 200.
fn quiet_world_with_a_break(days: i32) -> (Vec<Act>, Roster) {
    let mut roster = Roster::default();
    let mut random = Random::new(5);
    let mut acts = Vec::new();
    for dyad in 0..40 {
        let (a, b) = (roster.state(&format!("A{dyad:02}")), roster.state(&format!("B{dyad:02}")));
        for day in 0..days {
            let broken = dyad == 7 && day >= 200;
            let n_acts = if broken { 3 } else { usize::from(random.unit() < 0.3) };
            for _ in 0..n_acts {
                let score = if broken || random.unit() < 0.3 { -6.0 } else { 3.0 };
                acts.push(Act::new(START + day.days(), a, b, quad(score), score));
            }
        }
    }
    acts.iter_mut().zip(0..).for_each(|(act, number)| act.event = number);
    (acts, roster)
}

fn find(acts: &[Act], roster: &Roster, settings: &Settings) -> (Panel, Vec<Turn>) {
    let panel = Panel::of(acts, roster.clone(), Period::Week);
    let turns = turns::turns(&panel, acts, settings);
    (panel, turns)
}

#[test]
fn a_level_of_one_week_lies_between_the_world_and_what_was_seen() {
    let (acts, roster) = world("0:A>B:4 1:A>B:4 2:B>A:4 3:C>D:-2 4:C>D:-2 5:C>D:-2");
    let panel = Panel::of(&acts, roster, Period::Week);
    let score = score::score(&panel, &panel.dyads[0]);
    // World: mean 1, variance 9. Three acts of equal score: variance of acts (4 · 9 + 0) / (4 + 2) = 6.
    assert!((score.act_variance - 6.0).abs() < 1e-4, "{score:?}");
    let noise = 6.0 / 3.0 + score.period_variance;
    let expected = 1.0 + 3.0 * 9.0 / (9.0 + noise);
    assert!((score.filtered[0].mean - expected).abs() < 1e-4, "{score:?}");
    assert!(!score.filtered[0].known, "three acts are too few to speak of a level");
}

#[test]
fn silence_widens_the_band() {
    let (acts, roster) = world(
        "0:A>B:2 1:A>B:3 2:A>B:2 3:A>B:3 8:A>B:2 9:A>B:3 10:A>B:2 11:A>B:3 140:A>B:2 141:A>B:3 0:C>D:-5 140:C>D:-5",
    );
    let panel = Panel::of(&acts, roster, Period::Week);
    let score = score::score(&panel, &panel.dyads[0]);
    assert!(score.filtered[1].known);
    assert!(score.filtered[18].deviation > score.filtered[1].deviation);
    assert!(score.smoothed[10].deviation <= score.filtered[10].deviation);
    let volume = score::volume(&panel, &panel.dyads[0]);
    assert_eq!(volume.len(), panel.n_periods());
    assert!(volume[18].mean > 0.0 && volume[18].deviation > 0.0);
}

#[test]
fn a_break_is_told_within_days_and_names_its_events() {
    let (acts, roster) = quiet_world_with_a_break(360);
    let (panel, turns) = find(&acts, &roster, &Settings::default());
    let a = roster.find("A07").unwrap();
    let turn = turns.iter().find(|turn| turn.a == a && turn.direction == Direction::Rupture).unwrap();
    assert!(turn.detected >= START + 200.days() && turn.detected <= START + 210.days(), "{turn:?}");
    assert!((turn.onset - (START + 200.days())).get_days().abs() <= 28, "{turn:?}");
    assert!(turn.found && turn.before.unwrap() > turn.after, "{turn:?}");
    assert!(!turn.evidence.is_empty() && turn.evidence.len() <= 20);
    for event in &turn.evidence {
        let act = &acts[*event as usize];
        assert!(act.actor == a && act.score < 0.0 && act.date >= turn.onset && act.date <= turn.detected);
    }
    let past = history::turns(&panel, &acts, &Settings::default());
    let cut = past.iter().find(|turn| turn.a == a && turn.direction == Direction::Rupture).unwrap();
    assert!((cut.onset - (START + 200.days())).get_days().abs() <= 7, "{cut:?}");
}

#[test]
fn what_was_told_on_a_day_is_what_is_told_of_that_day() {
    let (acts, roster) = quiet_world_with_a_break(360);
    let (_, all) = find(&acts, &roster, &Settings { alarms_per_year: 2.0, ..Settings::default() });
    for day in [100, 204, 230, 300] {
        let until = START + day.days();
        let known: Vec<Act> = acts.iter().copied().filter(|act| act.date <= until).collect();
        let (_, then) = find(&known, &roster, &Settings { alarms_per_year: 2.0, ..Settings::default() });
        let told: Vec<Turn> = all
            .iter()
            .filter(|turn| turn.detected <= until)
            .map(|turn| {
                let found_on = turn.found_on.filter(|day| *day <= until);
                Turn { found: found_on.is_some(), found_on, ..turn.clone() }
            })
            .collect();
        assert_eq!(then, told, "as of {until}");
    }
}

#[test]
fn asking_for_fewer_alarms_raises_thresholds() {
    let (acts, roster) = quiet_world_with_a_break(360);
    let settings = |alarms_per_year| Settings { alarms_per_year, ..Settings::default() };
    let (_, strict) = find(&acts, &roster, &settings(0.1));
    let (_, lax) = find(&acts, &roster, &settings(2.0));
    assert!(strict.len() <= lax.len());
    assert!(strict.iter().all(|turn| turn.strength >= turn.threshold && turn.rate <= 0.1 + 1e-6));
    let least = |turns: &[Turn]| turns.iter().map(|turn| turn.threshold).fold(f32::INFINITY, f32::min);
    assert!(least(&strict) >= least(&lax));
}

#[test]
fn the_same_acts_give_the_same_turns_in_any_order() {
    let (acts, roster) = quiet_world_with_a_break(260);
    let (panel, turns) = find(&acts, &roster, &Settings::default());
    assert_eq!(turns, turns::turns(&panel, &acts, &Settings::default()));
    let mut reversed = acts;
    reversed.reverse();
    let (_, again) = find(&reversed, &roster, &Settings::default());
    let key = |turn: &Turn| (turn.a, turn.b, turn.onset, turn.detected, turn.found_on);
    assert_eq!(turns.iter().map(key).collect::<Vec<_>>(), again.iter().map(key).collect::<Vec<_>>());
}

#[test]
fn nothing_gives_nothing() {
    let panel = Panel::of(&[], Roster::default(), Period::Week);
    assert!(turns::turns(&panel, &[], &Settings::default()).is_empty());
    assert!(history::turns(&panel, &[], &Settings::default()).is_empty());
    let (acts, roster) = world("0:A>B:2");
    let (panel, turns) = find(&acts, &roster, &Settings::default());
    assert!(turns.is_empty());
    assert_eq!(history::stretches(&panel, &panel.dyads[0], 3.0).len(), 1);
    let one = world("0:A>A:2");
    assert!(find(&one.0, &one.1, &Settings::default()).1.is_empty());
}

#[test]
fn a_penalty_that_is_higher_cuts_no_more() {
    let (acts, roster) = quiet_world_with_a_break(360);
    let panel = Panel::of(&acts, roster, Period::Week);
    for dyad in &panel.dyads {
        let cuts: Vec<usize> =
            [1.0, 3.0, 10.0, 100.0].map(|penalty| history::stretches(&panel, dyad, penalty).len()).to_vec();
        assert!(cuts.is_sorted_by(|x, y| x >= y), "{cuts:?}");
        assert_eq!(cuts[3], 1 + usize::from(panel.roster.code(dyad.a) == "A07"));
    }
}

#[test]
fn weeks_start_on_monday_and_months_on_the_first() {
    assert_eq!(Period::Week.start(Period::Week.of(date(2018, 1, 7))), date(2018, 1, 1));
    assert_eq!(Period::Month.end(Period::Month.of(date(2020, 2, 3))), date(2020, 2, 29));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn shuffling_keeps_every_period(n in 0usize..200, block in 1usize..9, seed in any::<u64>()) {
        for shuffled in [shuffled, shuffled_blocks] {
            let mut order = shuffled(n, block, &mut Random::new(seed));
            order.sort_unstable();
            prop_assert_eq!(order, (0..n).collect::<Vec<_>>());
        }
    }

    #[test]
    fn levels_and_series_stay_within_what_was_given(
        given in prop::collection::vec((0i32..200, 0u8..4, 0u8..4, -10.0f32..10.0), 1..80)
    ) {
        let mut roster = Roster::default();
        let states = ["A", "B", "C", "D"].map(|code| roster.state(code));
        let acts: Vec<Act> = given
            .iter()
            .map(|&(day, a, b, score)| {
                Act::new(START + day.days(), states[usize::from(a)], states[usize::from(b)], quad(score), score)
            })
            .collect();
        let between = acts.iter().filter(|act| act.actor != act.recipient).count() as u32;
        let panel = Panel::of(&acts, roster, Period::Week);
        prop_assert_eq!(panel.dyads.iter().map(|dyad| dyad.total().events).sum::<u32>(), between);
        let (least, most) = given.iter().fold((10.0f32, -10.0f32), |(x, y), act| (x.min(act.3), y.max(act.3)));
        for dyad in &panel.dyads {
            prop_assert!(dyad.cells.is_sorted_by_key(|cell| cell.0));
            let score = score::score(&panel, dyad);
            for level in score.filtered.iter().chain(&score.smoothed) {
                prop_assert!(level.mean >= least - 0.01 && level.mean <= most + 0.01, "{level:?}");
                prop_assert!(level.deviation.is_finite() && level.deviation >= 0.0);
            }
            for (live, later) in score.filtered.iter().zip(&score.smoothed) {
                prop_assert!(later.deviation <= live.deviation + 1e-4);
            }
        }
    }
}

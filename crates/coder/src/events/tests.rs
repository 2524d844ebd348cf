//! The examples of the lexicon, run through the whole path, and what composition must keep apart.

use tiltmeter_record::{Event, Report, When};
use tiltmeter_text::{Model, Reader};

use super::entries::{Example, codes, line};
use super::frames::Verbs;
use super::reading;
use crate::lexicon::builtin_sources;
use crate::{Lexicon, Source};

fn events(text: &str) -> Vec<Event> {
    coding(text).events
}

fn coding(text: &str) -> crate::Coding {
    let date: When = "2018-01-29".parse().unwrap();
    let report = Report { id: "t".into(), date: Some(date), text: text.into(), ..Report::default() };
    let document = Reader::new(Model::builtin()).read(&report.text);
    crate::code(&report, &document, Lexicon::builtin(), true)
}

fn verb_sources() -> Vec<Source> {
    builtin_sources().into_iter().filter(|source| source.file.starts_with("verbs/")).collect()
}

/// What comes of examples and should not, a line each.
fn failures(examples: &[Example]) -> Vec<String> {
    let fails = |example: &Example| {
        let events = events(&example.text);
        let got: Vec<String> = events.iter().map(line).collect();
        let told =
            format!("{}: {} => {}, not {}", example.entry, example.text, got.join("; "), example.expected);
        (!example.is_met_by(&events)).then_some(told)
    };
    // Some thousands of sentences are read: on all cores.
    let n_cores = std::thread::available_parallelism().map_or(1, usize::from);
    let parts = examples.chunks(examples.len().div_ceil(n_cores).max(1));
    std::thread::scope(|scope| {
        let threads: Vec<_> = parts
            .map(|part| scope.spawn(move || part.iter().filter_map(fails).collect::<Vec<_>>()))
            .collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    })
}

#[test]
fn the_examples_of_the_lexicon_come_out() {
    let sources = verb_sources();
    let in_entries: Vec<Source> =
        sources.iter().filter(|source| source.file.ends_with(".toml")).cloned().collect();
    let n_in_entries = reading::examples(&in_entries).unwrap().len();
    let examples = reading::examples(&sources).unwrap();
    let (in_entries, beside) = examples.split_at(n_in_entries);
    let failing = failures(in_entries);
    assert!(failing.is_empty(), "{} of {n_in_entries} fail:\n{}", failing.len(), failing.join("\n"));
    // The tagger and the parser are statistical: one trained anew reads a few of thousands otherwise.
    let failing = failures(beside);
    let told = format!("{} of {} fail:\n{}", failing.len(), beside.len(), failing.join("\n"));
    assert!(failing.len() * 50 <= beside.len(), "{told}");
}

#[test]
fn a_wrong_entry_is_refused_with_its_place() {
    let read = |text: &str| {
        let source = Source { file: "verbs/own.toml".into(), text: text.into() };
        Verbs::read(&[source]).map(|_| ()).unwrap_err().to_string()
    };
    let frame = |line: &str| read(&format!("[[frame]]\nid = \"cut\"\nverbs = [\"cut\"]\n{line}\n"));
    assert_eq!(
        frame("event = \"SANTCION\""),
        "cannot read lexicon `verbs/own.toml`, line 2: unknown event `SANTCION` in `id = \"cut\"`"
    );
    assert!(frame("event = \"SANCTION\"\nmode = \"drone\"").contains("unknown mode `drone` of SANCTION"));
    assert!(frame("event = \"AID\"\nobject = [\"gifts\"]").contains("unknown class `gifts`"));
    assert!(frame("event = \"AID\"\ncolour = 1").contains("unknown field `colour`"));
    assert!(read("[[table]]\nid = \"t\"\nrows = [\"AID AGREE\"]").contains("lacks its `=>`"));
}

/// Each line is a sentence and the events that must come of it, in the order of the text.
fn check(cases: &[(&str, &str)]) {
    let mut failures = Vec::new();
    for (text, expected) in cases {
        let got: Vec<String> = events(text).iter().map(line).collect();
        if got.join("; ") != *expected {
            failures.push(format!("{text}\n    got      {}\n    expected {expected}", got.join("; ")));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn one_act_under_seven_operators_is_seven_events() {
    check(&[
        ("Turkey lifted its embargo on Armenia.", "TUR CONCEDE ARM actual"),
        ("Turkey agreed to lift its embargo on Armenia.", "TUR AGREE ARM actual"),
        ("Turkey threatened to lift its embargo on Armenia.", "TUR THREATEN ARM actual"),
        ("Turkey refused to lift its embargo on Armenia.", "TUR REJECT ARM actual"),
        ("Armenia demanded that Turkey lift its embargo.", "ARM REQUEST TUR actual"),
        ("Turkey will lift its embargo on Armenia.", "TUR AGREE ARM future"),
        ("Turkey failed to lift its embargo on Armenia.", "TUR CONCEDE ARM negated"),
    ]);
}

#[test]
fn operators_nest() {
    check(&[
        ("Turkey will not lift its embargo on Armenia.", "TUR REJECT ARM actual"),
        ("Egypt announced a suspension of aid to Sudan.", "EGY SANCTION SDN actual"),
        ("Iran rejected a call from France for talks.", "IRN REJECT FRA actual"),
        ("Germany did not send aid to Jordan.", "DEU AID JOR negated"),
        ("Japan said it would send aid to Nepal.", "JPN AGREE NPL future"),
        (
            "Turkey agreed to lift its embargo on Armenia and send aid to Syria.",
            "TUR AGREE ARM actual; TUR AGREE SYR actual",
        ),
        ("France said that Iran must release the hostages.", "FRA REQUEST IRN actual"),
    ]);
}

#[test]
fn parties_are_found_wherever_the_sentence_puts_them() {
    check(&[
        ("Hungary was criticized by Norway.", "NOR ACCUSE HUN actual"),
        ("Jordan received aid from Japan.", "JPN AID JOR actual"),
        ("Chile and Peru signed a trade deal.", "CHL,PER SUPPORT - actual"),
        ("Turkey, which has attacked Syria, is a member.", "TUR ASSAULT SYR actual"),
        ("France urged Iran to release the hostages.", "FRA REQUEST IRN actual"),
        ("MOSCOW -- A French court has sued Iran.", "FRA ACCUSE IRN actual"),
        ("Kenya declared a truce with Ugandan rebels in a broadcast.", "KEN RETREAT UGA actual"),
    ]);
}

#[test]
fn nobody_is_taken_for_a_party_who_stands_beside_the_act() {
    check(&[
        // Where somebody is arrested, and what belongs to it.
        ("The senator of Norway was arrested at Cornell.", "- COERCE NOR actual"),
        // An apposition's second noun is no second person; a person of a town is no town.
        ("Vladimir Putin, a former spy chief and party leader, criticized Norway.", "RUS ACCUSE NOR actual"),
        // Those who are at the forefront of it do it, and those who have no such habit do not.
        ("Norway has been at the forefront of criticizing Belarus.", "NOR ACCUSE BLR actual"),
        ("Norway is not in the habit of criticizing Belarus.", "NOR ACCUSE BLR negated"),
        // What is like something is none of it.
        ("The media request was rejected by a Norwegian court.", "NOR REJECT - actual"),
        ("A Norwegian judge rejected a media request to open the file.", "NOR REJECT ? actual"),
        ("The Norwegian army has been placed on high alert.", "NOR MOBILIZE - actual"),
        ("Getting a visa required the Afghan team to travel to Norway.", ""),
        // The agent of a passive, though it hangs on the gerund.
        (
            "The worshippers were banned from holding public rites at temples by the Greek ministry.",
            "GRC COERCE GRC actual",
        ),
        // A conjunction read as a preposition hides who backs whom.
        (
            "The failure has been over Libya, with Turkey backing the government as the United Kingdom, Egypt and Jordan support some rebel groups.",
            "TUR SUPPORT ? actual; EGY,GBR,JOR SUPPORT ? actual",
        ),
        // Who gets it, not where it was.
        ("Democrats and Republicans met with President Barack Obama.", "USA CONSULT USA actual"),
        ("Norway was forced to defend not paying the builders.", ""),
        ("Kenya invited billionaire and Uganda critic Jack Berg to a rally.", "KEN SUPPORT UGA actual"),
        ("The death of Norway's president left the European Union divided.", ""),
    ]);
}

#[test]
fn what_may_be_is_supposed() {
    check(&[
        (
            "To be clear, Norway does not, and never will, accept Belarus as a nuclear state.",
            "NOR REJECT BLR actual",
        ),
        ("Opponents of bombing Syria met in Oslo.", ""),
        ("Norway will pay before Sweden attacks Denmark.", "SWE ASSAULT DNK future"),
        (
            "If Norway follows through on its threats, attacking Belarus, Sweden will send aid to Belarus.",
            "NOR ASSAULT BLR hypothetical; SWE AGREE BLR hypothetical",
        ),
    ]);
}

#[test]
fn answers_go_to_whom_they_answer() {
    check(&[
        (
            "Norway accused Belarus of spying. Belarus denied the charges.",
            "NOR ACCUSE BLR actual; BLR REJECT NOR actual",
        ),
        (
            "Norway expelled two Cuban diplomats. Chile condemned the expulsions.",
            "NOR SANCTION CUB actual; CHL ACCUSE NOR actual",
        ),
        (
            "Norway expelled the Cuban ambassador and recalled its own envoy.",
            "NOR SANCTION CUB actual; NOR SANCTION CUB actual",
        ),
        ("Belarus denied the charges.", "BLR REJECT - actual"),
    ]);
}

#[test]
fn charges_are_no_acts() {
    check(&[
        ("Sweden accused Belarus of sheltering Chechen rebels.", "SWE ACCUSE BLR actual"),
        ("Sweden thanked Norway for sending aid to Nepal.", "SWE SUPPORT NOR actual"),
        ("Norway had “rashly” given Nepal 3 million dollars.", "NOR AID NPL historical"),
        (
            "Norway closed its border to Russia after a court in Oslo fined a Russian bank.",
            "NOR COERCE RUS actual; NOR SANCTION RUS actual",
        ),
    ]);
}

#[test]
fn traps_of_the_manual() {
    let cases = [
        ("France met with Germany on Friday.", "FRA CONSULT DEU actual - 040"),
        ("France will meet with Germany on Friday.", "FRA AGREE DEU future - 036"),
        ("France summoned the Chinese ambassador.", "FRA ACCUSE CHN actual disapprove 114"),
        ("A Norwegian court convicted two Swedes of spying.", "NOR SANCTION SWE actual convict 116"),
        (
            "A Norwegian court sentenced two Swedes to ten years in prison.",
            "NOR COERCE SWE actual arrest 173",
        ),
        ("The United States cut off aid to Egypt.", "USA SANCTION EGY actual discontinue 162"),
        ("The United States imposed sanctions on Iran.", "USA COERCE IRN actual restrict 163"),
        ("India and Japan signed a trade agreement.", "IND,JPN SUPPORT - actual - 057"),
        ("India and Japan agreed to sign a trade agreement.", "IND,JPN AGREE - actual - 030"),
        ("Turkey expelled two Greek diplomats.", "TUR SANCTION GRC actual expel 166"),
        ("Turkey deported two Greeks.", "TUR COERCE GRC actual deport 174"),
        ("Chile recalled its ambassador from Peru.", "CHL SANCTION PER actual withdraw 161"),
        ("Russia held military exercises near Estonia.", "RUS MOBILIZE EST actual troops 150"),
        ("India and Japan held war games.", "IND,JPN COOPERATE - actual - 062"),
        ("Russian hackers attacked Estonia.", "RUS COERCE EST actual cyber 170"),
        ("Egyptian police fired tear gas at Libyan protesters.", "EGY ASSAULT LBY actual crowd-control 175"),
    ];
    for (text, expected) in cases {
        let told: Vec<String> = events(text)
            .iter()
            .map(|event| {
                let mode = event.modes.first().map_or("-", |mode| mode.code());
                format!("{} {mode} {}", line(event), event.cameo.as_deref().unwrap_or("-"))
            })
            .collect();
        assert!(
            told.iter().any(|told| told == expected),
            "{text}\n    got {told:?}\n    expected {expected}"
        );
    }
}

#[test]
fn an_ambiguous_entry_without_a_negative_is_refused() {
    let text = "[[frame]]\nid = \"needle\"\nevent = \"ACCUSE\"\nknown = true\nverbs = [\"mock\"]\n\
                examples = [\"Poland mocked Hungary. => POL ACCUSE HUN\"]\n";
    let source = Source { file: "verbs/own.toml".into(), text: text.to_string() };
    let error = super::entries(&[source]).expect_err("no sentence shows where it stays silent").to_string();
    assert!(error.contains("needs an example of which nothing comes"), "{error}");
}

#[test]
fn what_is_no_event_between_parties_stays_silent() {
    check(&[
        ("Norway launched an attack on the budget.", ""),
        ("The company launched a new smartphone in Japan.", ""),
        ("Norway warned of heavy rain.", ""),
        ("The minister told reporters in Warsaw.", ""),
        ("Doctors in Kenya are fighting the epidemic.", ""),
    ]);
}

#[test]
fn money_and_people_are_counted() {
    let quantities = |text: &str| -> Vec<String> {
        let all = events(text).into_iter().flat_map(|event| event.magnitudes);
        all.map(|quantity| format!("{} {}", quantity.value, quantity.unit)).collect()
    };
    assert_eq!(quantities("Japan gave $1.5 million to Nepal."), ["1500000 USD"]);
    assert_eq!(quantities("Syrian troops killed 12 Turks."), ["12 killed"]);
    assert_eq!(quantities("Japan met with Nepal."), Vec::<String>::new());
}

#[test]
fn dates_come_from_the_clause_or_from_the_report() {
    let dates = |text: &str| -> Vec<String> {
        events(text).iter().map(|event| event.date.map_or("-".to_string(), |when| when.to_string())).collect()
    };
    assert_eq!(dates("Iran attacked Israel."), ["2018-01-29"]);
    assert_eq!(dates("Japan will send aid to Nepal."), ["-"]);
}

#[test]
fn an_act_told_twice_is_one_event_with_two_evidences() {
    let text = "Iran attacked Israel. The attack came as Iran attacked Israel.";
    let events = events(text);
    let told = |event: &Event| event.evidence.iter().map(|telling| telling.span.of(text)).collect::<Vec<_>>();
    assert_eq!(events.len(), 1);
    assert_eq!(told(&events[0]), ["attacked"]);
    assert_eq!(events[0].evidence[0].sentence, 1);
}

#[test]
fn a_relation_stated_as_such_is_an_assessment_and_no_event() {
    let cases = [
        ("Relations between Norway and Belarus have soured.", "NOR BLR -1"),
        ("Norway's ties with Estonia are close.", "NOR EST 1"),
        ("Tensions between India and Pakistan rose on Monday.", "IND PAK -1"),
        ("The killing strained relations between Norway and Belarus.", "NOR BLR -1"),
        ("There is growing friction between Kenya and Somalia.", "KEN SOM -1"),
        ("Norwegian-Russian relations are at their lowest point in decades.", "NOR RUS -1"),
        ("Relations between Chile and Peru remained stable.", "CHL PER 0"),
        ("A thaw in relations between Cuba and Spain followed.", "CUB ESP 1"),
        ("The alliance with Spain is over, the Cuban minister said.", "CUB ESP -1"),
        // Hoped for, possible, somebody's act, nobody's relation: none.
        ("India and Nepal hope that relations improve.", ""),
        ("Relations between Norway and Belarus may worsen.", ""),
        ("Norway cut ties with Belarus.", ""),
        ("Tension in the stadium rose.", ""),
    ];
    for (text, expected) in cases {
        let coding = coding(text);
        let told = coding.assessments.iter().map(|assessment| {
            let sides = [codes(&assessment.a), codes(&assessment.b)].join(" ");
            format!("{sides} {}", assessment.direction.code())
        });
        assert_eq!(told.collect::<Vec<_>>().join("; "), expected, "{text}");
    }
}

/// What a text says, in codes, with the day.
fn told(text: &str) -> Vec<String> {
    let told = |event: &Event| {
        let date = event.date.map_or("-".to_string(), |when| when.to_string());
        format!("{} {} {} {date}", codes(&event.actors), event.event.code(), codes(&event.recipients))
    };
    events(text).iter().map(told).collect()
}

#[test]
fn an_act_named_again_takes_the_day_that_is_told_with_it() {
    let text =
        "Norway suspended aid to Chad. The Norwegian foreign ministry announced the suspension on Jan. 4.";
    assert_eq!(told(text), ["NOR SANCTION TCD 2018-01-04"]);
    assert_eq!(events(text)[0].evidence.len(), 1);
}

#[test]
fn what_is_not_undone_was_done_to_somebody() {
    let told = told(
        "Norway closed its crossing to Belarus. Norway refuses to reopen it until a journalist is freed.",
    );
    assert!(told.contains(&"NOR REJECT BLR 2018-01-29".to_string()), "{told:?}");
}

#[test]
fn what_is_vetoed_was_made_by_somebody() {
    let told =
        told("The European Union has drawn up sanctions against Belarus. Chad has threatened to veto them.");
    assert!(told.contains(&"TCD THREATEN EUR 2018-01-29".to_string()), "{told:?}");
}

#[test]
fn a_mediator_stands_between_those_who_agreed() {
    let told =
        told("Chad and Sudan agreed to stop fighting. The truce, brokered by Kenya, took effect at noon.");
    assert!(told.contains(&"KEN CONSULT SDN,TCD 2018-01-29".to_string()), "{told:?}");
}

#[test]
fn a_denial_is_of_those_who_claimed_it() {
    let told = |text: &str| told(text).pop().unwrap();
    let text = "Chad accused Sudan of sheltering rebels. Sudan denies that it harbours rebels.";
    assert_eq!(told(text), "SDN REJECT TCD 2018-01-29");
    let text = "Chad said Sudanese troops had opened fire on Chadian soldiers. Sudan denied that its troops had fired first.";
    assert!(told(text).starts_with("SDN ASSAULT TCD"), "{}", told(text));
    let text = "Sudan denied reports that it had supplied drones to Chad.";
    let status: Vec<_> = events(text).iter().map(|event| (event.event.code(), event.status.code())).collect();
    assert_eq!(status, [("REJECT", "actual"), ("AID", "negated")]);
}

#[test]
fn who_is_asked_is_not_whom_it_is_asked_for() {
    let recipients =
        |text: &str| events(text).iter().map(|event| codes(&event.recipients)).collect::<Vec<_>>();
    assert_eq!(recipients("China urged the world to acknowledge Chad."), ["-"]);
    assert_eq!(recipients("China urged Kenya to acknowledge Chad."), ["KEN"]);
}

#[test]
fn talks_are_held_by_those_who_tell_of_them() {
    assert_eq!(
        told("A Chadian official said talks with Kenya would begin in March."),
        ["TCD AGREE KEN 2018-03"]
    );
    assert_eq!(
        told("Norway will send tents and medicine, according to the Chadian health ministry."),
        ["NOR AGREE TCD -"]
    );
}

#[test]
fn contexts_come_from_the_words_of_the_clause_too() {
    let contexts = |text: &str| -> Vec<&str> {
        events(text).iter().flat_map(|event| &event.contexts).map(|context| context.code()).collect()
    };
    assert_eq!(contexts("Norway criticised Chinese tariffs."), ["economic"]);
    assert_eq!(contexts("Norway condemned a nuclear test by North Korea."), ["military", "cbrn"]);
    assert_eq!(contexts("Norway condemned Belarus."), ["diplomatic"]);
    // What is said elsewhere in the sentence is not what the act is about.
    assert_eq!(contexts("Norway, which holds an election in May, condemned Belarus."), ["diplomatic"]);
    // Whose name it is says nothing.
    assert_eq!(contexts("The Norwegian oil ministry condemned Belarus."), ["diplomatic"]);
}

#[test]
fn of_several_phrases_and_clauses_the_party_is_meant() {
    assert_eq!(told("Norway agreed to lend up to $2 billion to Kenya."), ["NOR AGREE KEN 2018-01-29"]);
    assert_eq!(told("Norway donated 200 ventilators to assist Kenya."), ["NOR AID KEN 2018-01-29"]);
    assert_eq!(told("Her grandfather fought against the Germans."), Vec::<String>::new());
}

//! The program from outside: what goes in, what comes out, how it ends.
#![allow(clippy::unwrap_used, reason = "a test that fails says best where")]

use std::fs;
use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// How a run ended.
struct Run {
    code: Option<i32>,
    out: String,
    told: String,
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tiltmeter"));
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    command
}

fn tiltmeter(arguments: &[&str], input: &[u8]) -> Run {
    let mut child = command(arguments).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let writer = std::thread::spawn(move || {
        // A program that refuses its arguments reads nothing.
        let _ = stdin.write_all(&input);
    });
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Run { code: output.status.code(), out: text(output.stdout), told: text(output.stderr) }
}

fn records(out: &str) -> Vec<serde_json::Value> {
    out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn report(id: &str, date: &str, text: &str) -> String {
    format!("{}\n", serde_json::json!({"id": id, "date": date, "text": text}))
}

const ALL: &str = "events,statements,times,mentions";

/// Reports of all lengths, so that threads finish in another order than they began.
fn many_reports() -> String {
    let states = ["Russia", "Pakistan", "China", "Turkey", "Türkiye", "the United States", "Iran", "Mali"];
    let acts =
        ["praised", "condemned", "sent aid to", "expelled diplomats from", "will meet", "has threatened"];
    let sentence = |n: usize| {
        let (a, act, b) = (states[n % 8], acts[n % 6], states[(n / 8 + n + 1) % 8]);
        format!("On Tuesday {a} {act} {b}, a spokesman said. “We have {n} reasons,” he added.")
    };
    let text = |n: usize| (0..1 + (n * 7) % 23).map(|k| sentence(n + k)).collect::<Vec<_>>().join(" ");
    (0..240).map(|n| report(&format!("r{n}"), "2018-01-29", &text(n))).collect()
}

fn scratch(name: &str, bytes: &[u8]) -> String {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, bytes).unwrap();
    path.display().to_string()
}

#[test]
fn exit_codes_tell_how_it_ended() {
    let good = report("a", "2018-01-29", "Russia praised Pakistan.");
    for (arguments, input, code, told) in [
        (vec!["code"], good.as_str(), 0, ""),
        (vec!["code"], "", 0, ""),
        (vec!["code", "no/such/file.jsonl"], "", 1, "tiltmeter: cannot open `no/such/file.jsonl`: "),
        (
            vec!["code", "examples"],
            "",
            1,
            "tiltmeter: `examples` is a folder: name its files, as in examples/*.jsonl",
        ),
        (vec!["read", "no/such/file.txt"], "", 1, "tiltmeter: cannot open `no/such/file.txt`: "),
        (vec!["read", "crates"], "", 1, "tiltmeter: `crates` holds no .txt or .jsonl file"),
        (vec!["code", "--lexicon", "no/such"], "", 1, "tiltmeter: cannot open lexicon `no/such`: "),
        (vec!["code", "--lexicon", "docs"], "", 1, "tiltmeter: lexicon `docs` holds no .toml or .tsv file"),
        (
            vec!["explain", "XYZZY"],
            "",
            1,
            "tiltmeter: `XYZZY` is no event type, mode, sector, context, CAMEO code or entry",
        ),
        (
            vec!["code", "--format", "csv", "--emit", "events,times"],
            "",
            1,
            "tiltmeter: such a file holds one kind",
        ),
        (vec!["code", "--threads", "0"], "", 2, "error: invalid value '0'"),
        (vec!["code", "--emit", "everything"], "", 2, "error: invalid value 'everything'"),
        (
            vec!["read", "-", "--date", "yesterday"],
            "",
            2,
            "error: invalid value 'yesterday' for '--date <DATE>'",
        ),
        (vec!["code"], "not JSON\n", 3, "tiltmeter: standard input, line 1: left out: no JSON object"),
    ] {
        let run = tiltmeter(&arguments, input.as_bytes());
        assert_eq!(run.code, Some(code), "{arguments:?}: {}", run.told);
        assert!(run.told.starts_with(told), "{arguments:?}: {}", run.told);
        assert!(code != 0 || run.told.is_empty(), "{arguments:?}: {}", run.told);
        assert!(code != 1 || run.told.lines().count() == 1, "{arguments:?}: {}", run.told);
    }
}

#[test]
fn what_is_bad_is_told_and_the_rest_is_coded() {
    let good = report("a", "2018-01-29", "Russia praised Pakistan.");
    let input = format!("{good}{{\"id\":\"b\",\"text\":\"x\"}}\n\n[]\n{}", good.replace("\"a\"", "\"d\""));
    let rejects = scratch("rejects/bad.jsonl", b"");
    let run = tiltmeter(&["code", "--emit", "mentions", "--rejects", &rejects], input.as_bytes());
    assert_eq!(run.code, Some(3));
    assert_eq!(
        run.told,
        "tiltmeter: standard input, line 2: left out: no `date`: give the day of publication (\"2018-01-29\"), or null \
         if unknown\n\
         tiltmeter: standard input, line 4: left out: no JSON object: write {\"id\": …, \"date\": …, \"text\": …} on \
         one line\n\
         tiltmeter: 2 lines were left out\n"
    );
    let docs: Vec<_> =
        records(&run.out).iter().map(|record| record["doc"].as_str().unwrap().to_string()).collect();
    assert_eq!(docs, ["a", "a", "d", "d"]);
    let kept = records(&fs::read_to_string(rejects).unwrap());
    assert_eq!(kept[0]["line"], 2);
    assert_eq!(kept[0]["input"], "{\"id\":\"b\",\"text\":\"x\"}");
    assert_eq!(kept.len(), 2);
}

#[test]
fn threads_change_no_byte() {
    let input = many_reports();
    let run = |threads| {
        tiltmeter(&["code", "--emit", ALL, "--explain", "--threads", threads], input.as_bytes()).out
    };
    let one = run("1");
    let docs: Vec<_> =
        records(&one).iter().map(|record| record["doc"].as_str().unwrap().to_string()).collect();
    let number = |doc: &String| doc[1..].parse::<usize>().unwrap();
    assert!(docs.is_sorted_by_key(number), "records are not in the order of the input");
    assert!(docs.len() > 1000, "only {} records", docs.len());
    for threads in ["2", "8"] {
        assert!(run(threads) == one, "{threads} threads give other bytes than one");
    }
}

#[test]
fn the_order_of_the_input_changes_no_record() {
    let input = many_reports();
    let mut shuffled: Vec<&str> = input.lines().collect();
    shuffled.sort_by_key(|line| line.len() * 7919 % 241);
    let run = |input: &str| tiltmeter(&["code", "--emit", ALL, "--threads", "3"], input.as_bytes()).out;
    let (in_order, out_of_order) = (run(&input), run(&shuffled.join("\n")));
    let sorted = |out: &str| {
        let mut lines: Vec<String> = out.lines().map(str::to_string).collect();
        lines.sort();
        lines
    };
    assert_ne!(in_order, out_of_order);
    assert!(sorted(&in_order) == sorted(&out_of_order));
}

#[test]
fn spans_are_code_points_of_the_words_they_quote() {
    let texts = [
        "“Ça suffit,” said Türkiye’s foreign minister on Tuesday. Ankara 🇹🇷 condemned Israel.",
        "قال الرئيس إن روسيا. Moscow praised Iran’s Mohammad Javad Zarif on Jan. 4.\r\n\r\nBeijing told Tokyo on Monday that it would retaliate.",
        "e\u{301}\u{200b}\0Russia\u{202e} sent troops to Syria in 2015.",
    ];
    let input: String =
        texts.iter().enumerate().map(|(n, text)| report(&n.to_string(), "2018-01-29", text)).collect();
    let run = tiltmeter(&["code", "--emit", ALL, "--explain"], input.as_bytes());
    assert_eq!((run.code, run.told.as_str()), (Some(0), ""));
    let mut n_quotes = 0;
    for record in records(&run.out) {
        let text: Vec<char> =
            texts[record["doc"].as_str().unwrap().parse::<usize>().unwrap()].chars().collect();
        n_quotes += check_quotes(&record, &text);
    }
    assert!(n_quotes > 10, "only {n_quotes} quotes");
}

fn check_quotes(value: &serde_json::Value, text: &[char]) -> usize {
    let inside = match value {
        serde_json::Value::Array(values) => values.iter().map(|value| check_quotes(value, text)).sum(),
        serde_json::Value::Object(object) => object.values().map(|value| check_quotes(value, text)).sum(),
        _ => 0,
    };
    let (Some(start), Some(end)) = (value.get("start"), value.get("end")) else { return inside };
    let range = start.as_u64().unwrap() as usize..end.as_u64().unwrap() as usize;
    assert_eq!(text[range].iter().collect::<String>(), value["text"].as_str().unwrap());
    inside + 1
}

#[test]
fn odd_inputs_end_in_a_result_or_one_clear_line() {
    let prose = "The river rose again in the night and the ferries stayed in port. ".repeat(30);
    let long =
        report("long", "2018-01-29", &format!("{prose}Russia praised Pakistan on Tuesday.\n\n").repeat(510));
    assert!(long.len() > 1_000_000);
    for (name, input, code, n_reports) in [
        ("nothing", String::new(), 0, 0),
        ("blank lines", "\n\r\n  \n".to_string(), 0, 0),
        ("no newline at the end", report("a", "2018", "Mali praised Chad.").trim_end().to_string(), 0, 1),
        ("1890", report("a", "1890-03-20", "Germany praised Russia on Tuesday."), 0, 1),
        ("no known day", report("a", "", "x").replace("\"\"", "null"), 0, 0),
        ("byte order mark", format!("\u{feff}{}", report("a", "2018-01-29", "Mali praised Chad.")), 0, 1),
        ("CRLF", report("a", "2018-01-29", "Mali praised\r\nChad.").replace('\n', "\r\n"), 0, 1),
        ("a million bytes", long, 0, 1),
        ("an empty text", report("a", "2018-01-29", ""), 0, 0),
        ("lone surrogate", "{\"id\":\"a\",\"date\":null,\"text\":\"\\ud800\"}".to_string(), 3, 0),
        ("deep nesting", format!("{{\"id\":{}", "[".repeat(100_000)), 3, 0),
        ("binary", "\u{7f}ELF\0\u{1}\n\0\0\0\n".to_string(), 3, 0),
    ] {
        let run = tiltmeter(&["code", "--emit", "mentions"], input.as_bytes());
        assert_eq!(run.code, Some(code), "{name}: {}", run.told);
        let mut docs: Vec<_> = records(&run.out).iter().map(|record| record["doc"].to_string()).collect();
        docs.dedup();
        assert_eq!(docs.len(), n_reports, "{name}: {:.300}", run.out);
        assert!(
            run.told.lines().all(|line| line.starts_with("tiltmeter: ") && line.len() < 300),
            "{name}: {}",
            run.told
        );
    }
}

#[test]
fn a_line_beyond_all_reports_is_refused_and_the_next_one_coded() {
    let mut input = report("huge", "2018-01-29", &"a ".repeat(9 << 20));
    input.push_str(&report("a", "2018-01-29", "Mali praised Chad."));
    let run = tiltmeter(&["code", "--emit", "mentions"], input.as_bytes());
    assert_eq!(run.code, Some(3));
    assert!(run.told.contains("line 1: left out: longer than 16 MiB"), "{}", run.told);
    assert_eq!(records(&run.out)[0]["doc"], "a");
}

#[test]
fn bytes_that_are_no_utf8_are_noted_and_coded() {
    let line = report("a", "2018-01-29", "Mali praised Chad, caf~ said.").replace('~', "\u{1}");
    let bytes: Vec<u8> =
        line.replace("\\u0001", "\u{1}").bytes().map(|byte| if byte == 1 { 0xe9 } else { byte }).collect();
    let run = tiltmeter(&["code", "--emit", "mentions"], &bytes);
    assert_eq!(run.code, Some(0), "{}", run.told);
    assert!(
        run.told.starts_with("tiltmeter: standard input, line 1: bytes that are not UTF-8"),
        "{}",
        run.told
    );
    assert!(!run.out.is_empty());
}

#[test]
fn a_language_that_is_not_read_is_told() {
    let text =
        "Le ministre des affaires étrangères a déclaré lundi que la France retirerait ses soldats du Niger.";
    let report = serde_json::json!({"id": "f", "date": "2023-09-25", "text": text}).to_string();
    for (arguments, input) in [(["code", "-"], report.as_str()), (["read", "-"], text)] {
        let run = tiltmeter(&arguments, input.as_bytes());
        assert_eq!(run.code, Some(0), "{}", run.told);
        assert!(run.told.contains("the text seems to be in `fr`: only English is read"), "{}", run.told);
        assert_eq!(run.told.lines().count(), 1, "{}", run.told);
    }
}

#[test]
fn a_closed_pipe_ends_it_without_a_word() {
    let path = scratch("pipe/reports.jsonl", many_reports().repeat(4).as_bytes());
    let mut child = command(&["code", "--emit", ALL, &path]).spawn().unwrap();
    let mut first = [0; 100];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), String::from_utf8(output.stderr).unwrap().as_str()), (Some(0), ""));
}

#[test]
fn formats_hold_the_same_records() {
    let input = many_reports();
    let run = |format| tiltmeter(&["code", "--emit", "mentions", "--format", format], input.as_bytes()).out;
    let lines = records(&run("jsonl"));
    let array: Vec<serde_json::Value> = serde_json::from_str(&run("json")).unwrap();
    assert_eq!(lines, array);
    let csv = run("csv");
    assert!(csv.starts_with("doc,sentence,start,end,text,code,sector,name\r\n"));
    assert_eq!(csv.matches("\r\n").count(), lines.len() + 1);
    assert_eq!(run("table").lines().count(), lines.len());
    assert_eq!(tiltmeter(&["code", "--format", "json"], b"").out, "[]\n");
}

#[test]
fn a_lexicon_entry_that_is_wrong_fails_with_file_line_and_entry() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("lexicon");
    let entry = "[[verb]]\nlemma = \"tilt\"\nevent = \"REQEUST\"\nexamples = []\n";
    scratch("lexicon/verbs/own.toml", entry.as_bytes());
    let run = tiltmeter(&["code", "--lexicon", folder.to_str().unwrap()], b"");
    assert_eq!(run.code, Some(1));
    assert!(run.told.starts_with("tiltmeter: cannot read lexicon `verbs/own.toml`, line "), "{}", run.told);
    assert_eq!(run.told.lines().count(), 1, "{}", run.told);
}

#[test]
fn a_brief_says_what_is_in_the_report_and_what_is_not() {
    let nothing = tiltmeter(&["read", "-", "--format", "table"], b"The cat sat on the mat.");
    assert!(nothing.out.contains("Nothing codable found"), "{}", nothing.out);
    assert!(nothing.out.contains("Day of publication unknown"), "{}", nothing.out);
    let empty = tiltmeter(&["read", "-", "--format", "table"], b"");
    assert_eq!((empty.code, empty.out.as_str()), (Some(3), ""));
    assert!(empty.told.contains("is empty: there is no report to read"), "{}", empty.told);
    let nothing = tiltmeter(&["read", "-", "--format", "table"], b"The weather was fine.");
    assert_eq!(nothing.code, Some(0));
    assert!(nothing.out.contains("Nothing codable found"), "{}", nothing.out);
    let picture = tiltmeter(&["read", "-"], b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    assert_eq!(picture.code, Some(3));
    assert!(picture.told.contains("no text but binary data"), "{}", picture.told);
}

#[test]
fn who_is_who_names_nobody_twice() {
    let text = "Three Belarusian diplomats left Poland on Monday. Russian gas flows through Poland. Belarus said it would \
                answer, its foreign minister said in Minsk. Both countries were calm.";
    let run = tiltmeter(&["read", "-", "--format", "table", "--date", "2025-01-29"], text.as_bytes());
    let who = run.out.split("What happened").next().unwrap_or_default();
    let who = who.lines().skip_while(|line| *line != "Who is who").skip(1).collect::<Vec<_>>().join("\n");
    let expected = "  BLR  Belarus · GOV\n       Three Belarusian diplomats · GOV\n       its foreign minister · GOV · \
                    foreign minister\n  POL  Poland · GOV";
    assert_eq!(who.trim_end(), expected);
}

#[test]
fn colours_and_control_characters_stay_off_pipes() {
    let text = "Russia \u{1b}[31mpraised\u{1b}[0m Pakistan\u{7}.\n\nMoscow expelled two American diplomats on Tuesday.";
    let run = tiltmeter(&["read", "-", "--format", "table", "--date", "2018-01-29"], text.as_bytes());
    assert_eq!(run.code, Some(0));
    assert!(!run.out.contains(['\u{1b}', '\u{7}']), "{}", run.out);
}

#[test]
fn a_page_needs_nothing_and_runs_nothing() {
    let text = "Russia praised <script>alert(1)</script> & Pakistan.\n\nMoscow told Kyiv on Tuesday: \"<img src=x>\".";
    let input = serde_json::json!({"id": "a", "date": "2018-01-29", "title": "</title><script>", "text": text,
        "url": "javascript:alert(1)", "publisher": "\"><b onclick=x>"});
    let run = tiltmeter(&["read", "-", "--format", "html"], format!("{input}\n").as_bytes());
    assert_eq!(run.code, Some(0));
    assert!(run.out.starts_with("<!doctype html>") && run.out.ends_with("</html>\n"));
    for bad in
        ["<script", "<img", "<b onclick", "href=\"javascript", "src=\"", "http:", "https:", "@import", "url("]
    {
        assert!(!run.out.contains(bad), "{bad} in the page");
    }
    for words in
        ["&lt;script", "alert", "&amp; ", "&lt;img src=x&gt;", "<title>&lt;/title&gt;&lt;script&gt;</title>"]
    {
        assert!(run.out.contains(words), "no {words} in the page: {}", run.out);
    }
}

#[test]
fn codes_are_explained() {
    for (code, told) in [
        ("SANCTION", "SANCTION  event type: Cuts aid, trade or ties"),
        ("sanction", "SANCTION  event type: "),
        ("discontinue", "discontinue  mode of SANCTION: Reduces or ends"),
        ("military", "military  context: state armed forces"),
        ("GOV", "GOV  sector: the executive"),
        ("UNO", "UNO  actor that is no country: United Nations"),
        ("0331", "0331  CAMEO code: "),
    ] {
        let run = tiltmeter(&["explain", code], b"");
        assert!(run.out.starts_with(told), "{code}: {}", run.out);
    }
    assert_eq!(tiltmeter(&["explain"], b"").out.lines().count(), 16);
}

#[test]
fn papers_are_printed() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(tiltmeter(&["completions", shell], b"").out.contains("tiltmeter"), "{shell}");
    }
    assert!(tiltmeter(&["man"], b"").out.contains(".TH tiltmeter 1"));
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("man");
    assert_eq!(tiltmeter(&["man", folder.to_str().unwrap()], b"").code, Some(0));
    assert!(folder.join("tiltmeter-code.1").exists());
}

/// Sentences that can hold no event are not parsed where events alone are asked for; no event may differ.
#[test]
fn events_are_the_same_whatever_else_is_asked_for() {
    let mut reports = many_reports();
    reports.push_str(&fs::read_to_string("../../examples/reports.jsonl").unwrap());
    let all = tiltmeter(&["code", "--emit", ALL], reports.as_bytes());
    let events = tiltmeter(&["code"], reports.as_bytes());
    let of_all: Vec<&str> = all.out.lines().filter(|line| line.starts_with(r#"{"kind":"event""#)).collect();
    assert!(of_all.len() > 100);
    assert_eq!(events.out.lines().collect::<Vec<_>>(), of_all);
}

#[test]
fn reports_are_read_whatever_they_stand_in() {
    let first = "Russia expelled two American diplomats on Tuesday, and the embassy confirmed it.";
    let second = "Nothing more was said about it by either of the two governments in the capital.";
    let page = format!(
        "<html><head><meta property='article:published_time' content='2018-01-29'></head>\
         <body><nav><a href=/>Home</a></nav><article><p>{first}</p><p>{second}</p></article></body></html>"
    );
    let table = format!("id,published,body\n1,2018-01-29,\"{first}\"\n2,2018-01-29\n");
    let feed = format!(
        "<rss><channel><item><guid>1</guid><pubDate>Mon, 29 Jan 2018 10:00:00 GMT</pubDate><description>{first}</description></item></channel></rss>"
    );
    let story = format!("id,day,story\n1,2018-01-29,\"{first}\"\n");
    for (arguments, input, code) in [
        (vec!["code"], page.as_str(), 0),
        (vec!["read", "-"], &page, 0),
        (vec!["code"], &table, 3),
        (vec!["code"], &feed, 0),
        (vec!["code", "--map", "text=story,date=day"], &story, 0),
    ] {
        let run = tiltmeter(&arguments, input.as_bytes());
        assert_eq!(run.code, Some(code), "{arguments:?}: {}", run.told);
        let events: Vec<_> =
            records(&run.out).into_iter().filter(|record| record["kind"] == "event").collect();
        assert_eq!(events.len(), 1, "{arguments:?}: {}", run.out);
        assert_eq!(events[0]["published"], "2018-01-29", "{arguments:?}");
        assert!(code == 0 || run.told.contains("line 3: left out: no `text`"), "{}", run.told);
    }
}

#[test]
fn feeds_are_added_listed_and_removed() {
    let file = scratch("feeds/feeds.json", b"");
    fs::remove_file(&file).unwrap();
    let feeds = |arguments: &[&str]| tiltmeter(&[&["feeds"], arguments, &["--feeds", &file]].concat(), b"");
    assert_eq!(feeds(&["add", "https://news.example/rss"]).code, Some(0));
    let wrong = feeds(&["add", "file:///etc/passwd"]);
    assert_eq!(wrong.code, Some(1));
    assert!(wrong.told.contains("`file:///etc/passwd` is no address of the web"), "{}", wrong.told);
    let listed = records(&feeds(&["list"]).out);
    assert_eq!((listed.len(), &listed[0]["health"]), (1, &serde_json::json!("never asked")));
    let private = feeds(&["check", "http://127.0.0.1:9/rss"]);
    assert_eq!(private.code, Some(3));
    assert!(private.out.contains("leads to an address that is not public"), "{}", private.out);
    assert_eq!(feeds(&["remove", "https://news.example/rss"]).code, Some(0));
    assert_eq!(feeds(&["remove", "https://news.example/rss"]).code, Some(1));
}

//! `cargo xtask evaluate load`: what a lexicon of many names costs, to read it and to code with it.
//!
//! The names are made up, of people, officers and bodies as a lab's own tables hold them, and stand beside the built-in
//! ones. Times are CPU times, since the machine may be shared: of the whole process for reading, which uses two threads,
//! and of one thread for coding.
//!
//! ```text
//! 300000 names: read in 128 ms (built-in alone 34 ms); coding 2.1 % slower
//! ```

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, Result};
use tiltmeter_coder::{Lexicon, Source, code};
use tiltmeter_record::Report;
use tiltmeter_text::{Model, Reader};

use super::skipping::texts;

#[derive(clap::Args)]
pub struct Args {
    /// How many names, the built-in ones included.
    #[arg(long, default_value_t = 300_000)]
    names: usize,
    /// Texts to code.
    #[arg(long, default_value = "../shared/data/attribution/polnear-dev/text")]
    texts: PathBuf,
}

/// How often each thing is measured; the least of the times counts.
const ROUNDS: usize = 7;

/// Measures and prints.
pub fn run(args: &Args) -> Result<()> {
    let texts = texts(&args.texts)?;
    let made = made(args.names.saturating_sub(Lexicon::builtin().n_names()));
    let (alone, _, small) = read(&[])?;
    let (many, elapsed, large) = read(&made)?;
    let n_names = large.n_names();
    println!(
        "{n_names} names: read in {many:.0} ms of CPU, {elapsed:.0} ms elapsed (built-in alone {alone:.0} ms of CPU)"
    );
    let mut times = [f64::MAX; 2];
    for _ in 0..ROUNDS {
        for (time, lexicon) in times.iter_mut().zip([&small, &large]) {
            *time = time.min(coding(&texts, lexicon)?);
        }
    }
    println!(
        "coding {:.0} ms and {:.0} ms: {:+.1} %",
        times[0],
        times[1],
        100.0 * (times[1] / times[0] - 1.0)
    );
    Ok(())
}

// Milliseconds of CPU and of the clock.
fn read(sources: &[Source]) -> Result<(f64, f64, Lexicon)> {
    let (mut cpu, mut elapsed, mut last) = (f64::MAX, f64::MAX, None);
    for _ in 0..ROUNDS {
        let sources = sources.to_vec();
        let (clock, start) = (Instant::now(), process_ms()?);
        let lexicon = Lexicon::with(sources)?;
        cpu = cpu.min(process_ms()? - start);
        elapsed = elapsed.min(clock.elapsed().as_secs_f64() * 1000.0);
        last = Some(lexicon);
    }
    Ok((cpu, elapsed, last.context("no round")?))
}

fn coding(texts: &[String], lexicon: &Lexicon) -> Result<f64> {
    let mut reader = Reader::new(Model::builtin());
    let start = thread_ms()?;
    for text in texts {
        let date = "2016-09-20".parse().ok();
        let report = Report { date, text: text.clone(), ..Report::default() };
        let document = reader.read(&report.text);
        std::hint::black_box(code(&report, &document, lexicon, false));
    }
    Ok(thread_ms()? - start)
}

// Linux tells them in nanoseconds: that of threads that have ended only in hundredths of a second, as part of all.
fn thread_ms() -> Result<f64> {
    let told = fs::read_to_string("/proc/thread-self/schedstat").context("cannot read the CPU time")?;
    let nanoseconds: f64 = told.split(' ').next().unwrap_or("").parse()?;
    Ok(nanoseconds / 1e6)
}

fn process_ms() -> Result<f64> {
    let told = fs::read_to_string("/proc/self/stat").context("cannot read the CPU time")?;
    // Behind the name of the program, which may hold spaces: state is the first, user and system time follow.
    let fields: Vec<&str> = told.rsplit(") ").next().unwrap_or("").split(' ').collect();
    let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<f64>().ok()).unwrap_or(0.0);
    Ok(10.0 * (ticks(11) + ticks(12)))
}

// ── names ──

const SYLLABLES: &[&str] = &[
    "ka", "ro", "min", "ta", "ve", "lo", "sha", "ber", "dun", "ik", "os", "mar", "el", "ni", "za", "tho",
    "gra", "pel", "u", "ri", "san", "do", "mo", "qua", "fe", "lin", "har", "jo", "wen", "ba",
];
const CODES: &[&str] = &["PAK", "USA", "RUS", "CHN", "FRA", "BRA", "KEN", "IDN", "TUR", "JPN", "POL", "NGA"];

/// Numbers without a clock (SplitMix64, Steele et al. 2014).
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % n as u64) as usize
    }

    fn pick<'a>(&mut self, from: &'a [String]) -> &'a str {
        &from[self.below(from.len())]
    }

    fn word(&mut self, n_syllables: usize) -> String {
        let word: String = (0..n_syllables).map(|_| SYLLABLES[self.below(SYLLABLES.len())]).collect();
        word[..1].to_uppercase() + &word[1..]
    }
}

// Four tenths ministers, two tenths of holders of high office, the rest of bodies with another name and an acronym.
fn made(n_names: usize) -> Vec<Source> {
    let mut dice = Dice(7);
    let given: Vec<String> = (0..3_000).map(|_| dice.word(2)).collect();
    let family: Vec<String> = (0..20_000).map(|at| dice.word(2 + at % 2)).collect();
    let mut ministers = "code\tname\tfrom\tto\n".to_string();
    for _ in 0..n_names * 4 / 10 {
        let (code, year) = (CODES[dice.below(CODES.len())], 1990 + dice.below(30));
        let (first, last) = (dice.pick(&given), dice.pick(&family));
        let _ = writeln!(ministers, "{code}\t{first} {last}\t{year}-03\t{}-06-28+", year + 3);
    }
    let mut offices = "code\toffice\tname\taliases\tstart\tend\tsource\n".to_string();
    // Each of them counts twice: the bare surname is a name as well.
    for _ in 0..n_names / 10 {
        let (code, year) = (CODES[dice.below(CODES.len())], 1990 + dice.below(30));
        let (first, middle, last) = (dice.pick(&given), dice.pick(&given), dice.pick(&family));
        let name = format!("{first} {middle} {last}");
        let _ =
            writeln!(offices, "{code}\tforeign_minister\t{name}\t\t{year}-03-04\t{}-06-28\tmade", year + 3);
    }
    let mut bodies = "code\tsectors\tname\taliases\tfrom\tto\n".to_string();
    for at in 0..n_names * 4 / 30 {
        let code = CODES[at * CODES.len() * 30 / (n_names * 4).max(1)];
        let name = [dice.pick(&family), dice.pick(&family), dice.pick(&family)].join(" ");
        let (other, acronym) = (format!("{} {}", dice.pick(&family), dice.pick(&family)), dice.pick(&given));
        let _ = writeln!(bodies, "{code}\tPTY\t{name}\t{other}|{acronym}-{at}?\t\t");
    }
    let source = |file: &str, text: String| Source { file: format!("actors/{file}-made.tsv"), text };
    vec![source("ministers", ministers), source("offices", offices), source("organisations", bodies)]
}

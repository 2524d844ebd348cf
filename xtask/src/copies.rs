//! Measures how well copies are found: stories, their edited copies, and other stories that repeat parts of them.
//!
//! Precision and recall are of pairs: two reports in one cluster that are of one story, of all pairs in clusters and
//! of all pairs of stories. Stories that follow others up are no copies of them; where they are taken for such, that
//! counts against precision.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use tiltmeter_ingest::copies::{Copies, Mark, Verdict};

use crate::stories::{Edit, Story, Writer};

#[derive(clap::Args)]
pub struct Args {
    /// Stories, without their copies and what follows them up.
    #[arg(long, default_value_t = 5000)]
    stories: usize,
    /// The same seed gives the same set.
    #[arg(long, default_value_t = 7)]
    seed: u64,
}

/// A report of the set: which story it is of, and how it was edited.
struct Sample {
    story: usize,
    edit: Option<Edit>,
    text: String,
}

pub fn run(args: &Args) -> anyhow::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let samples = samples(&mut Writer::new(&root, args.seed)?, args.stories);
    let n_follow_ups = samples.iter().filter(|sample| sample.edit.is_none()).count() - args.stories;
    let began = Instant::now();
    let marks: Vec<Mark> = samples.iter().map(|sample| Mark::of(&sample.text, None)).collect();
    let marking = began.elapsed();
    let began = Instant::now();
    let mut copies = Copies::default();
    let first: Vec<u64> = (0..)
        .zip(&marks)
        .map(|(key, mark)| match copies.add(key, mark) {
            Verdict::Alone => key,
            Verdict::Copy { cluster, .. } => cluster,
        })
        .collect();
    let adding = began.elapsed();
    let clusters: Vec<u64> = first.into_iter().map(|cluster| copies.cluster(cluster)).collect();
    println!(
        "{} reports: {} stories, {n_follow_ups} that follow them up, the rest edited copies",
        samples.len(),
        args.stories
    );
    tell(&samples, &clusters);
    let each = |time: std::time::Duration| time.as_secs_f64() * 1e6 / samples.len() as f64;
    println!("time: {:.0} µs a mark, {:.0} µs a look-up", each(marking), each(adding));
    Ok(())
}

fn samples(writer: &mut Writer, n_stories: usize) -> Vec<Sample> {
    let mut samples = Vec::new();
    let mut n_known = n_stories;
    for number in 0..n_stories {
        let story = writer.story();
        let sample = |story: &Story, number, edit| Sample { story: number, edit, text: story.text() };
        samples.push(sample(&story, number, None));
        // Two stories in three appear again, up to four times.
        for _ in 0..writer.below(3) * (1 + writer.below(2)) {
            let edit = Edit::ALL[writer.below(Edit::ALL.len())];
            let edited = writer.edited(&story, edit);
            samples.push(sample(&edited, number, Some(edit)));
        }
        if writer.below(3) == 0 {
            samples.push(sample(&writer.follow_up(&story), n_known, None));
            n_known += 1;
        }
    }
    for place in (1..samples.len()).rev() {
        let other = writer.below(place + 1);
        samples.swap(place, other);
    }
    samples
}

fn tell(samples: &[Sample], clusters: &[u64]) {
    let pairs = |sizes: BTreeMap<(u64, usize), usize>| sizes.values().map(|n| n * (n - 1) / 2).sum::<usize>();
    let count = |key: &dyn Fn(usize) -> (u64, usize)| {
        let mut sizes = BTreeMap::new();
        (0..samples.len()).for_each(|place| *sizes.entry(key(place)).or_default() += 1);
        pairs(sizes)
    };
    let of_stories = count(&|place| (0, samples[place].story));
    let in_clusters = count(&|place| (clusters[place], 0));
    let both = count(&|place| (clusters[place], samples[place].story));
    let percent = |part: usize, whole: usize| 100.0 * part as f64 / whole.max(1) as f64;
    println!("precision {:.2} % ({both} of {in_clusters} pairs)", percent(both, in_clusters));
    println!("recall    {:.2} % ({both} of {of_stories} pairs)", percent(both, of_stories));
    // How often an edited report is with the one that it was made of.
    let mut origin = BTreeMap::new();
    for (sample, cluster) in samples.iter().zip(clusters).filter(|(sample, _)| sample.edit.is_none()) {
        origin.insert(sample.story, *cluster);
    }
    for edit in Edit::ALL {
        let of_edit = samples.iter().zip(clusters).filter(|(sample, _)| sample.edit == Some(edit));
        let (mut n_all, mut n_found) = (0, 0);
        for (sample, cluster) in of_edit {
            n_all += 1;
            n_found += usize::from(origin.get(&sample.story) == Some(cluster));
        }
        println!("  {:<10} {:.2} % of {n_all} with their story", edit.name(), percent(n_found, n_all));
    }
}

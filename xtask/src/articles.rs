//! A web archive in the shape of CC-NEWS, made of the project's own sentences, and the truth about it.
//!
//! ```text
//! cargo xtask articles make news.warc.gz         (and news.warc.gz.tsv: what each record is)
//! cargo xtask articles check news.warc.gz        (is every record accounted for as what it is?)
//! tiltmeter ingest news.warc.gz --archive news.tilt --timing
//! cargo xtask articles check news.warc.gz --archive news.tilt     (and in the archive, with its copies?)
//! ```
//!
//! Each record is a gzip member of its own, pages are some 30 kB with their furniture. Among the articles are copies,
//! other languages, error pages, pictures, lists of links, and records that are broken: how many of each the truth tells.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, bail};
use flate2::Compression;
use flate2::write::GzEncoder;
use tiltmeter_ingest::{Item, Settings, Source, items};
use tiltmeter_store::Archive;

use crate::stories::{Edit, Story, Writer};

#[derive(clap::Subcommand)]
pub enum Task {
    /// Writes the archive and, beside it, what each record is.
    Make {
        /// The archive: NAME.warc.gz.
        file: PathBuf,
        /// Records of pages.
        #[arg(long, default_value_t = 22_000)]
        records: usize,
        /// The same seed gives the same archive.
        #[arg(long, default_value_t = 22)]
        seed: u64,
    },
    /// Reads the archive and holds what came of each record against the truth.
    Check {
        /// The archive.
        file: PathBuf,
        /// Hold what `tiltmeter ingest` made of it against the truth, in place of reading it here.
        #[arg(long)]
        archive: Option<PathBuf>,
    },
}

pub fn run(task: &Task) -> anyhow::Result<()> {
    match task {
        Task::Make { file, records, seed } => make(file, *records, *seed),
        Task::Check { file, archive: None } => check(file),
        Task::Check { file, archive: Some(archive) } => check_archive(file, archive),
    }
}

/// What a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Article,
    Copy(Edit),
    OtherLanguage,
    /// In windows-1252, which nobody says.
    OddCharset,
    /// Its length lies; its page is whole.
    LyingLength,
    ErrorPage,
    Picture,
    Links,
    /// Its member breaks off.
    Damaged,
}

impl Kind {
    fn name(self) -> String {
        match self {
            Kind::Article => "article".to_string(),
            Kind::Copy(edit) => format!("copy-{}", edit.name()),
            Kind::OtherLanguage => "other-language".to_string(),
            Kind::OddCharset => "odd-charset".to_string(),
            Kind::LyingLength => "lying-length".to_string(),
            Kind::ErrorPage => "error-page".to_string(),
            Kind::Picture => "picture".to_string(),
            Kind::Links => "links".to_string(),
            Kind::Damaged => "damaged".to_string(),
        }
    }

    // What is to come of it.
    fn fate(name: &str) -> &'static str {
        match name {
            "other-language" => "unread",
            "error-page" => "not_a_report",
            "picture" => "not_text",
            "links" => "empty",
            "damaged" => "broken",
            _ => "report",
        }
    }

    // Of a thousand records: 120 copies, 50 in other languages, 10 each or fewer that are broken or no article.
    fn drawn(writer: &mut Writer) -> Kind {
        match writer.below(1000) {
            0..60 => Kind::Copy(Edit::Reprinted),
            60..120 => Kind::Copy(Edit::ALL[1 + writer.below(4)]),
            120..170 => Kind::OtherLanguage,
            170..175 => Kind::OddCharset,
            175..180 => Kind::LyingLength,
            180..190 => Kind::ErrorPage,
            190..195 => Kind::Picture,
            195..200 => Kind::Links,
            200..205 => Kind::Damaged,
            _ => Kind::Article,
        }
    }
}

fn make(file: &Path, n_records: usize, seed: u64) -> anyhow::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut writer = Writer::new(&root, seed)?;
    let create = |path: &Path| File::create(path).with_context(|| format!("cannot write {}", path.display()));
    let mut archive = BufWriter::new(create(file)?);
    let mut truth = BufWriter::new(create(&truth_of(file))?);
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut stories: Vec<(usize, Story)> = Vec::new();
    archive.write_all(&packed(
        b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 19\r\n\r\nsoftware: tiltmeter\r\n\r\n",
    )?)?;
    for number in 0..n_records {
        // Something must be there before it can be copied.
        let kind = if stories.is_empty() { Kind::Article } else { Kind::drawn(&mut writer) };
        let (story, of) = story(kind, number, &mut stories, &mut writer);
        archive.write_all(&record(kind, number, &story, &mut writer)?)?;
        writeln!(truth, "{}\t{}\t{}", url(number), kind.name(), of.map(url).unwrap_or_default())?;
        *counts.entry(kind.name()).or_default() += 1;
    }
    archive.flush()?;
    truth.flush()?;
    counts.iter().for_each(|(name, n)| println!("{n:>7}  {name}"));
    Ok(())
}

// Copies are made of one of the latest thousand, as news are.
fn story(
    kind: Kind,
    number: usize,
    stories: &mut Vec<(usize, Story)>,
    writer: &mut Writer,
) -> (Story, Option<usize>) {
    match kind {
        Kind::Copy(edit) => {
            let oldest = stories.len().saturating_sub(1000);
            let (of, story) = stories[oldest + writer.below(stories.len() - oldest)].clone();
            (writer.edited(&story, edit), Some(of))
        }
        Kind::OtherLanguage => (foreign(number, writer), None),
        Kind::Article => {
            let story = writer.article();
            stories.push((number, story.clone()));
            (story, None)
        }
        _ => (writer.article(), None),
    }
}

const FOREIGN: [(&str, [&str; 6]); 5] = [
    (
        "fr",
        [
            "Le ministère a annoncé mardi que les négociations avec le voisin reprendraient le mois prochain.",
            "Les deux pays avaient rappelé leurs ambassadeurs au printemps, après une longue querelle sur la frontière.",
            "Un porte-parole a refusé de dire combien de temps les discussions pourraient durer.",
            "Le président a remercié les diplomates qui avaient préparé la rencontre dans la capitale.",
            "Plusieurs députés demandent que le texte de l'accord soit publié avant le vote.",
            "La presse locale estime que rien ne changera avant les élections de l'automne.",
        ],
    ),
    (
        "es",
        [
            "El ministro de Exteriores anunció el martes que las conversaciones se reanudarán el mes que viene.",
            "Los dos países habían retirado a sus embajadores después de una larga disputa por la frontera.",
            "Un portavoz no quiso decir cuánto tiempo podrían durar las negociaciones.",
            "El presidente dio las gracias a los diplomáticos que prepararon la reunión en la capital.",
            "Varios diputados piden que el texto del acuerdo se publique antes de la votación.",
            "La prensa local cree que nada cambiará antes de las elecciones de otoño.",
        ],
    ),
    (
        "de",
        [
            "Das Außenministerium teilte am Dienstag mit, dass die Gespräche im nächsten Monat fortgesetzt werden.",
            "Beide Länder hatten ihre Botschafter nach einem langen Streit über die Grenze abgezogen.",
            "Ein Sprecher wollte nicht sagen, wie lange die Verhandlungen dauern könnten.",
            "Der Präsident dankte den Diplomaten, die das Treffen in der Hauptstadt vorbereitet hatten.",
            "Mehrere Abgeordnete verlangen, dass der Text des Abkommens vor der Abstimmung veröffentlicht wird.",
            "Die örtliche Presse glaubt, dass sich vor den Wahlen im Herbst nichts ändern wird.",
        ],
    ),
    (
        "ru",
        [
            "Министерство иностранных дел сообщило во вторник, что переговоры возобновятся в следующем месяце.",
            "Обе страны отозвали своих послов после долгого спора о границе.",
            "Представитель отказался сказать, сколько времени могут продлиться переговоры.",
            "Президент поблагодарил дипломатов, которые подготовили встречу в столице.",
            "Несколько депутатов требуют опубликовать текст соглашения до голосования.",
            "Местная печать считает, что до осенних выборов ничего не изменится.",
        ],
    ),
    (
        "tr",
        [
            "Dışişleri Bakanlığı salı günü görüşmelerin önümüzdeki ay yeniden başlayacağını açıkladı.",
            "İki ülke, sınır konusundaki uzun anlaşmazlığın ardından büyükelçilerini geri çekmişti.",
            "Bir sözcü, müzakerelerin ne kadar süreceğini söylemek istemedi.",
            "Cumhurbaşkanı, başkentteki toplantıyı hazırlayan diplomatlara teşekkür etti.",
            "Birçok milletvekili, anlaşma metninin oylamadan önce yayımlanmasını istiyor.",
            "Yerel basın, sonbahardaki seçimlerden önce hiçbir şeyin değişmeyeceğini düşünüyor.",
        ],
    ),
];

fn foreign(number: usize, writer: &mut Writer) -> Story {
    let (_, sentences) = FOREIGN[writer.below(FOREIGN.len())];
    let paragraph = |writer: &mut Writer| {
        let (a, b) = (writer.below(6), writer.below(6));
        format!("{} {} ({number}-{a}{b})", sentences[a], sentences[b])
    };
    Story { headline: sentences[0].to_string(), paragraphs: (0..4).map(|_| paragraph(writer)).collect() }
}

fn url(number: usize) -> String {
    format!("https://site{}.example/world/2018/01/{:02}/story-{number}", number % 97, 1 + number % 28)
}

fn record(kind: Kind, number: usize, story: &Story, writer: &mut Writer) -> anyhow::Result<Vec<u8>> {
    let (status, content_type) = match kind {
        Kind::ErrorPage => ("404 Not Found", "text/html"),
        Kind::Picture => ("200 OK", "image/png"),
        _ => ("200 OK", "text/html"),
    };
    let mut block =
        format!("HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nServer: none\r\n\r\n").into_bytes();
    match kind {
        Kind::Picture => block.extend(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01"),
        Kind::OddCharset => block.extend(
            page(kind, number, story, writer).chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')),
        ),
        _ => block.extend(page(kind, number, story, writer).bytes()),
    }
    let length = if kind == Kind::LyingLength { block.len() + 400 } else { block.len() };
    let mut record = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012x}>\r\n\
         WARC-Target-URI: {}\r\nWARC-Date: 2018-02-01T10:20:30Z\r\nContent-Type: application/http; msgtype=response\r\n\
         Content-Length: {length}\r\n\r\n",
        url(number)
    )
    .into_bytes();
    record.extend(block);
    record.extend(b"\r\n\r\n");
    let mut member = packed(&record)?;
    if kind == Kind::Damaged {
        member.truncate(member.len() / 2);
    }
    Ok(member)
}

fn packed(bytes: &[u8]) -> anyhow::Result<Vec<u8>> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    packer.write_all(bytes)?;
    Ok(packer.finish()?)
}

// A page as sites write them: about 30 kB, of which the article is a tenth.
fn page(kind: Kind, number: usize, story: &Story, writer: &mut Writer) -> String {
    let links = |n: usize, of: &str| -> String {
        (0..n)
            .map(|link| {
                format!(
                    "<li class=\"{of}-item\"><a href=\"/{of}/{link}\">The {of} of number {}</a></li>",
                    link * 7 + number % 13
                )
            })
            .collect()
    };
    let day = 1 + number % 28;
    let site = format!("The Daily {}", number % 97);
    let paragraphs: String = match kind {
        Kind::Links => format!("<ul>{}</ul>", links(40, "story")),
        // Letters that only an encoding of one byte writes as one.
        Kind::OddCharset => story
            .paragraphs
            .iter()
            .map(|paragraph| format!("<p>{paragraph} At the café, the attaché and his protégé agreed.</p>"))
            .collect(),
        _ => story.paragraphs.iter().map(|paragraph| format!("<p>{paragraph}</p>\n")).collect(),
    };
    let head = match kind {
        Kind::Links | Kind::ErrorPage => String::new(),
        _ => format!(
            "<meta property=\"og:site_name\" content=\"{site}\"><meta property=\"article:published_time\" content=\"2018-01-{day:02}T0{}:00:00Z\">\
             <script type=\"application/ld+json\">{{\"@type\":\"NewsArticle\",\"headline\":\"{}\",\"datePublished\":\"2018-01-{day:02}\"}}</script>",
            writer.below(10),
            story.headline
        ),
    };
    format!(
        "<!doctype html>\n<html><head><title>{} | {site}</title>{head}<style>{}</style><script>{}</script></head>\n\
         <body class=\"page has-sidebar\"><header><nav class=\"nav-main\"><ul>{}</ul></nav></header>\n<main><article class=\"story\">\
         <h1>{}</h1><p class=\"byline\">By the staff of {site}</p>\n{paragraphs}</article>\n<aside class=\"related\"><ul>{}</ul></aside></main>\n\
         <footer><p>All that stands here belongs to {site}, and nobody may print it without asking.</p><ul>{}</ul></footer></body></html>",
        story.headline,
        ".a .b > .c { margin: 0 auto; padding: 1px 2px }\n".repeat(120),
        "window.queue = window.queue || []; queue.push(function () { track('page', 1) });\n".repeat(80),
        links(60, "section"),
        story.headline,
        links(30, "story"),
        links(30, "page"),
    )
}

// Every record of the source has one line in the ledger, as what it is; and copies are in the stories that they are of.
fn check_archive(file: &Path, archive: &Path) -> anyhow::Result<()> {
    let truth = std::fs::read_to_string(truth_of(file)).context("cannot open what the records are")?;
    let truth: BTreeMap<&str, (&str, &str)> = truth
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .filter_map(|(address, rest)| Some((address, rest.split_once('\t')?)))
        .collect();
    let mut counted: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut stories: BTreeMap<String, String> = BTreeMap::new();
    let (mut n_told, mut wrong) = (0, 0);
    Archive::read(archive)?.fates::<tiltmeter_store::Error>(None, |told| {
        n_told += 1;
        let (kind, fate) =
            match told.doc.as_deref().and_then(|address| Some((address, truth.get(address)?.0))) {
                Some((address, kind)) => {
                    if told.fate == "coded" {
                        stories.insert(address.to_string(), told.copies.or(told.report).unwrap_or_default());
                    }
                    wrong += usize::from(Kind::fate(kind).replace("report", "coded") != told.fate);
                    (kind.to_string(), told.fate)
                }
                None => {
                    let why = told.why.unwrap_or_default();
                    let why = why.split_once(':').map_or(why.as_str(), |(code, _)| code);
                    ("no report".to_string(), format!("{}, {why}", told.fate))
                }
            };
        *counted.entry((kind, fate)).or_default() += 1;
        Ok(())
    })?;
    counted.iter().for_each(|((kind, fate), n)| println!("{n:>7}  {kind:<16} {fate}"));
    tell_copies(&truth, &stories);
    let n_lost = truth.values().filter(|(kind, _)| !matches!(Kind::fate(kind), "report" | "unread")).count();
    let n_refused: usize = counted.iter().filter(|((kind, _), _)| kind == "no report").map(|(_, n)| n).sum();
    if wrong > 0 || n_told != truth.len() || n_refused != n_lost {
        bail!(
            "{wrong} of {n_told} records are not what they are in truth; {n_refused} refused, {n_lost} in truth"
        );
    }
    println!("every one of {n_told} records is in the ledger as what it is");
    Ok(())
}

// Pairs of one story in truth, and in the archive.
fn tell_copies(truth: &BTreeMap<&str, (&str, &str)>, stories: &BTreeMap<String, String>) {
    // Copies are made of stories, never of copies.
    let origin = |address: &str| match truth.get(address) {
        Some((_, of)) if !of.is_empty() => of.to_string(),
        _ => address.to_string(),
    };
    let pairs = |keys: &mut dyn Iterator<Item = String>| {
        let mut sizes: BTreeMap<String, usize> = BTreeMap::new();
        keys.for_each(|key| *sizes.entry(key).or_default() += 1);
        sizes.values().map(|n| n * (n - 1) / 2).sum::<usize>()
    };
    let in_truth = pairs(&mut stories.keys().map(|address| origin(address)));
    let found = pairs(&mut stories.values().cloned());
    let both = pairs(&mut stories.iter().map(|(address, story)| format!("{} {story}", origin(address))));
    let percent = |whole: usize| 100.0 * both as f64 / whole.max(1) as f64;
    println!(
        "copies: precision {:.2} % of {found} pairs, recall {:.2} % of {in_truth}",
        percent(found),
        percent(in_truth)
    );
}

fn truth_of(file: &Path) -> PathBuf {
    PathBuf::from(format!("{}.tsv", file.display()))
}

fn check(file: &Path) -> anyhow::Result<()> {
    let truth = std::fs::read_to_string(truth_of(file)).context("cannot open what the records are")?;
    let truth: Vec<Vec<&str>> = truth.lines().map(|line| line.split('\t').collect()).collect();
    let source = Source::new(&file.display().to_string(), File::open(file)?);
    let settings = Settings::default();
    let began = Instant::now();
    // What came of each, by its address; those without one are counted.
    let (mut fates, mut without): (BTreeMap<String, &str>, BTreeMap<&str, usize>) = Default::default();
    let mut n_bytes = 0;
    for item in items(source, &settings) {
        match item {
            Item::Report(incoming) => {
                n_bytes += incoming.report.text.len();
                let fate = if incoming.is_readable() { "report" } else { "unread" };
                if let Some(twice) = fates.insert(incoming.report.id.clone(), fate) {
                    bail!("{} came twice: {twice}, {fate}", incoming.report.id);
                }
            }
            Item::Rejected(rejected) => *without.entry(rejected.why.code()).or_default() += 1,
        }
    }
    let took = began.elapsed();
    let mut wrong = 0;
    let mut rows: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let mut rejected: BTreeMap<&str, usize> = BTreeMap::new();
    for record in &truth {
        let expected = Kind::fate(record[1]);
        let found = fates.get(record[0]).copied().unwrap_or("rejected");
        *rows.entry((record[1], found)).or_default() += 1;
        if matches!(expected, "report" | "unread") {
            wrong += usize::from(found != expected);
        } else {
            wrong += usize::from(found != "rejected");
            *rejected.entry(expected).or_default() += 1;
        }
    }
    rows.iter().for_each(|((kind, fate), n)| println!("{n:>7}  {kind:<16} {fate}"));
    println!("rejected, by reason: {without:?}; in truth: {rejected:?}");
    let rate = truth.len() as f64 / took.as_secs_f64();
    println!(
        "{} records in {:.1} s on one thread: {rate:.0} a second, {} kB of text",
        truth.len(),
        took.as_secs_f64(),
        n_bytes >> 10
    );
    if wrong > 0 || without != rejected {
        bail!("{wrong} records are not what they are in truth");
    }
    println!("every record is accounted for as what it is");
    Ok(())
}

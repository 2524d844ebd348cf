//! Feeds against a real server on the loopback, and what must never be connected to.
#![allow(clippy::unwrap_used, reason = "a test that fails says best where")]

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::Timestamp;
use tiltmeter_feeds::{Asked, Client, Error, FeedState, Found, Manners, Poller};
use tiltmeter_ingest::Settings;

/// An answer: its head without the first line's protocol, and its body.
type Page = (String, String);

/// A server on the loopback, with what it was asked.
struct Server {
    address: SocketAddr,
    pages: Arc<Mutex<BTreeMap<String, Page>>>,
    asked: Arc<Mutex<Vec<String>>>,
    n_connections: Arc<AtomicUsize>,
}

impl Server {
    fn start() -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let pages: Arc<Mutex<BTreeMap<String, Page>>> = Arc::default();
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let n_connections: Arc<AtomicUsize> = Arc::default();
        let (served, noted, counted) = (pages.clone(), asked.clone(), n_connections.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                counted.fetch_add(1, Ordering::SeqCst);
                let mut request = String::new();
                for line in BufReader::new(&stream).lines().map_while(Result::ok) {
                    if line.is_empty() {
                        break;
                    }
                    request.push_str(&line);
                    request.push('\n');
                }
                let path = request.split(' ').nth(1).unwrap_or_default().to_string();
                let is_known = request.to_lowercase().contains("if-none-match: \"v1\"");
                noted.lock().unwrap().push(path.clone());
                let missing = ("404 Not Found".to_string(), String::new());
                let (head, body) = served.lock().unwrap().get(&path).cloned().unwrap_or(missing);
                let (head, body) = match is_known && head.contains("ETag: \"v1\"") {
                    true => ("304 Not Modified".to_string(), String::new()),
                    false => (head, body),
                };
                let length = body.len();
                let _ = write!(
                    stream,
                    "HTTP/1.1 {head}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
                );
            }
        });
        Server { address, pages, asked, n_connections }
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    fn put(&self, path: &str, head: &str, body: &str) {
        self.pages.lock().unwrap().insert(path.to_string(), (head.to_string(), body.to_string()));
    }

    fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.asked.lock().unwrap())
    }
}

fn manners(private: &[&str]) -> Manners {
    let private_hosts: BTreeSet<String> = private.iter().map(|host| host.to_string()).collect();
    Manners { pause: Duration::ZERO, timeout: Duration::from_secs(5), private_hosts, ..Manners::default() }
}

fn rss(items: &[(&str, &str)]) -> String {
    let item = |(link, summary): &(&str, &str)| {
        format!(
            "<item><guid>{link}</guid><link>{link}</link><title>T</title><pubDate>Mon, 29 Jan 2018 10:00:00 GMT</pubDate><description>{summary}</description></item>"
        )
    };
    let items: String = items.iter().map(item).collect();
    format!(
        "<rss version='2.0'><channel><title>The Daily</title><language>en</language>{items}</channel></rss>"
    )
}

fn article(n: usize) -> String {
    format!(
        "<html><body><article><h1>T</h1><p>Mali and Chad agreed on point {n} of their talks on Tuesday, both said.</p><p>Nothing more was told of it by either of the two.</p></article></body></html>"
    )
}

fn poll(server_state: &mut FeedState, now: i64) -> (Vec<Found>, tiltmeter_feeds::Polled) {
    let settings = Settings::default();
    let mut poller = Poller::new(Client::new(manners(&["127.0.0.1"])), &settings, 600);
    let mut found = Vec::new();
    let now = Timestamp::from_second(1_517_300_000 + now).unwrap();
    let polled = poller
        .poll(server_state, now, |one| {
            found.push(one);
            Ok(())
        })
        .unwrap();
    (found, polled)
}

#[test]
fn what_is_new_is_fetched_once() {
    let server = Server::start();
    server.put("/feed", "200 OK\r\nETag: \"v1\"", &rss(&[("/2", "Short two."), ("/1", "Short one.")]));
    server.put("/1", "200 OK\r\nContent-Type: text/html", &article(1));
    server.put("/2", "500 Down", "");
    let mut state = FeedState { url: server.url("/feed"), ..FeedState::default() };
    let (found, polled) = poll(&mut state, 0);
    let told: Vec<String> = found
        .iter()
        .map(|found| {
            let report = &found.incoming.report;
            let date = report.date.map_or(String::new(), |date| date.to_string());
            format!(
                "{date} {} {:.40} {}",
                report.publisher.as_deref().unwrap_or("-"),
                report.text,
                found.article.is_some()
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            "2018-01-29 The Daily Mali and Chad agreed on point 1 of their false",
            "2018-01-29 The Daily Short two. true"
        ]
    );
    assert!(polled.error.is_none() && polled.rejected.is_empty());
    assert_eq!(server.asked(), ["/robots.txt", "/feed", "/1", "/2"]);

    let (found, polled) = poll(&mut state, 600);
    assert!(found.is_empty() && polled.is_unchanged);
    assert_eq!(server.asked(), ["/robots.txt", "/feed"]);

    server.put(
        "/feed",
        "200 OK\r\nETag: \"v2\"",
        &rss(&[("/3", ""), ("/2", "Short two."), ("/1", "Short one.")]),
    );
    server.put("/3", "200 OK", &article(3));
    let (found, _) = poll(&mut state, 1200);
    assert_eq!(found.len(), 1);
    assert_eq!(server.asked(), ["/robots.txt", "/feed", "/3"]);
    assert_eq!((state.n_items, state.came.len()), (3, 2));
}

#[test]
fn what_was_not_taken_is_fetched_again() {
    let server = Server::start();
    server.put("/feed", "200 OK\r\nETag: \"v1\"", &rss(&[("/1", "One.")]));
    let mut state = FeedState { url: server.url("/feed"), ..FeedState::default() };
    let settings = Settings::default();
    let mut poller = Poller::new(Client::new(manners(&["127.0.0.1"])), &settings, 600);
    let failed = poller.poll(&mut state, Timestamp::UNIX_EPOCH, |_| Err(std::io::Error::other("disk full")));
    assert!(matches!(failed, Err(Error::Take(_))));
    assert_eq!(poll(&mut state, 0).0.len(), 1);
}

#[test]
fn a_feed_that_fails_is_asked_less_often() {
    let server = Server::start();
    let mut state = FeedState { url: server.url("/feed"), ..FeedState::default() };
    server.put("/feed", "503 Busy\r\nRetry-After: 7200", "");
    let waits = |state: &FeedState| state.due.unwrap().0.as_second() - state.checked.unwrap().0.as_second();
    assert!(poll(&mut state, 0).1.error.is_some());
    assert_eq!((state.n_failures, waits(&state)), (1, 7200));
    server.put("/feed", "200 OK", "<html><body>Moved on</body></html>");
    let polled = poll(&mut state, 1).1;
    assert!(
        polled.error.unwrap().to_string().ends_with("no feed: neither RSS, Atom, JSON Feed nor a sitemap")
    );
    assert_eq!((state.n_failures, waits(&state)), (2, 2400));
    server.put("/feed", "200 OK", &rss(&[]));
    assert!(poll(&mut state, 2).1.error.is_none());
    assert_eq!((state.n_failures, waits(&state)), (0, 600));
}

#[test]
fn robots_and_pauses_are_kept() {
    let server = Server::start();
    server.put("/robots.txt", "200 OK", "User-agent: *\nDisallow: /closed\nCrawl-delay: 0.3\n");
    server.put("/open", "200 OK", "x");
    let mut client = Client::new(manners(&["127.0.0.1"]));
    let closed = client.fetch(&server.url("/closed/1"), &Asked::default());
    assert!(matches!(closed, Err(Error::Robots(_))));
    let began = std::time::Instant::now();
    for _ in 0..3 {
        client.fetch(&server.url("/open"), &Asked::default()).unwrap();
    }
    assert!(began.elapsed() >= Duration::from_millis(850), "{:?}", began.elapsed());
    assert_eq!(server.asked(), ["/robots.txt", "/open", "/open", "/open"]);
}

#[test]
fn answers_without_end_are_cut_off() {
    let server = Server::start();
    server.put("/turn", "302 Found\r\nLocation: /turn", "");
    server.put("/large", "200 OK", &"x".repeat(2 << 20));
    let mut client = Client::new(Manners { largest: 1 << 20, ..manners(&["127.0.0.1"]) });
    let turned = client.fetch(&server.url("/turn"), &Asked::default());
    assert!(matches!(turned, Err(Error::TooManyRedirects(_))), "{turned:?}");
    let large = client.fetch(&server.url("/large"), &Asked::default());
    assert!(matches!(large, Err(Error::Fetch { .. })));
}

/// None of these is connected to, whatever clothes the address wears.
#[test]
fn private_addresses_are_never_connected_to() {
    let server = Server::start();
    let port = server.address.port();
    let mut vectors: Vec<String> = Vec::new();
    for host in [
        "127.0.0.1",
        "127.1",
        "127.0.1",
        "127.255.255.254",
        "2130706433",
        "0x7f000001",
        "0x7f.0.0.1",
        "0177.0.0.1",
        "017700000001",
        "0x7f.1",
        "0",
        "0.0.0.0",
        "localhost",
        "LOCALHOST",
        "localhost.",
        "10.0.0.1",
        "10.255.0.1",
        "172.16.0.1",
        "172.31.255.1",
        "192.168.0.1",
        "192.168.255.255",
        "169.254.169.254",
        "169.254.0.1",
        "100.64.0.1",
        "100.127.255.255",
        "192.0.0.1",
        "192.0.2.1",
        "198.18.0.1",
        "198.19.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "192.88.99.1",
        "[::1]",
        "[::]",
        "[0:0:0:0:0:0:0:1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::127.0.0.1]",
        "[::ffff:10.0.0.1]",
        "[::ffff:0:127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "[fc00::1]",
        "[fd00::1]",
        "[fe80::1]",
        "[fec0::1]",
        "[ff02::1]",
        "[2001:db8::1]",
        "[100::1]",
        "[2001::1]",
    ] {
        vectors.push(format!("http://{host}:{port}/"));
    }
    for url in [
        "file:///etc/passwd",
        "ftp://127.0.0.1/x",
        "gopher://127.0.0.1:70/_x",
        "javascript:alert(1)",
        "data:text/plain,x",
        "dict://127.0.0.1:11211/",
        "//127.0.0.1/",
        "http://user:word@127.0.0.1/",
        "http://a.example\\@127.0.0.1/",
        "http:///127.0.0.1",
        "http://127.0.0.1\r\n/",
        "http://",
    ] {
        vectors.push(url.to_string());
    }
    assert!(vectors.len() >= 60);
    let mut client = Client::new(manners(&[]));
    for url in &vectors {
        let answer = client.fetch(url, &Asked::default());
        assert!(answer.is_err(), "{url}: {answer:?}");
    }
    assert_eq!(server.n_connections.load(Ordering::SeqCst), 0);
}

/// The host that was named may redirect to none that was not; nor may a name change its answer.
#[test]
fn redirections_and_names_that_change_are_checked_where_they_connect() {
    let (named, other) = (Server::start(), Server::start());
    // Another name for the loopback, and not the one that was allowed.
    named.put("/away", &format!("302 Found\r\nLocation: http://localhost:{}/", other.address.port()), "");
    let mut client = Client::new(manners(&["127.0.0.1"]));
    let away = client.fetch(&named.url("/away"), &Asked::default());
    assert!(matches!(away, Err(Error::NotPublic(_))), "{away:?}");
    assert_eq!(other.n_connections.load(Ordering::SeqCst), 0);

    // A name whose answer changes: each is looked at where it is connected to, and one private address is enough.
    let private = other.address;
    let n_asked = Arc::new(AtomicUsize::new(0));
    let counted = n_asked.clone();
    let lookup: tiltmeter_feeds::Lookup = Arc::new(move |_| {
        let public: SocketAddr = "203.0.114.1:9".parse().unwrap();
        match counted.fetch_add(1, Ordering::SeqCst) {
            0 => Err(std::io::Error::other("no such name")),
            1 => Ok(vec![public, private]),
            _ => Ok(vec![private]),
        }
    });
    let mut client = Client::with_lookup(manners(&[]), lookup);
    for _ in 0..4 {
        assert!(client.fetch("http://rebind.example/", &Asked::default()).is_err());
    }
    assert!(n_asked.load(Ordering::SeqCst) >= 4);
    assert_eq!(other.n_connections.load(Ordering::SeqCst), 0);
}

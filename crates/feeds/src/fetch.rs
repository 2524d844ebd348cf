//! One client for all that is fetched: who may be asked, how often, how long, how much.
//!
//! The check of addresses is in the resolver that the connection uses: there is no moment between looking and
//! connecting in which a name could change its answer. Redirections are followed here, each as a request of its own.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io;
use std::net::{SocketAddr, ToSocketAddrs};
use std::sync::Arc;
use std::time::{Duration, Instant};

use ureq::http::Uri;
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, config::Config};

use crate::robots::Robots;
use crate::{Error, is_public, url};

/// How the network is asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Manners {
    /// Between two requests to one host, where it does not ask for more.
    pub pause: Duration,
    /// The longest pause that a host's robots.txt can ask for.
    pub longest_pause: Duration,
    /// For a whole request.
    pub timeout: Duration,
    /// Bytes of an answer.
    pub largest: u64,
    /// Hosts that may be on a private address: those that were named.
    pub private_hosts: BTreeSet<String>,
}

impl Default for Manners {
    fn default() -> Manners {
        Manners {
            pause: Duration::from_secs(1),
            longest_pause: Duration::from_secs(30),
            timeout: Duration::from_secs(30),
            largest: 16 << 20,
            private_hosts: BTreeSet::new(),
        }
    }
}

/// How names are looked up; another way than the system's is for tests.
pub type Lookup = Arc<dyn Fn(&str) -> io::Result<Vec<SocketAddr>> + Send + Sync>;

/// What we call ourselves, in requests and in robots.txt.
pub(crate) const PROGRAM: &str = "tiltmeter";

/// What an answer may be asked to be newer than.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// The mark of the version that is known.
    pub etag: Option<String>,
    /// When that one was changed.
    pub last_modified: Option<String>,
}

/// What was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Where it was in the end.
    pub url: String,
    /// Nothing is newer than what was asked about.
    pub is_unchanged: bool,
    /// The encoding that its header names.
    pub charset: Option<String>,
    /// What to ask with the next time.
    pub asked: Asked,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Fetches, one host's pages one after the other.
pub struct Client {
    agent: Agent,
    manners: Manners,
    robots: BTreeMap<String, Robots>,
    last_asked: BTreeMap<String, Instant>,
}

const MOST_REDIRECTS: usize = 5;

impl Client {
    /// A client that looks names up as the system does.
    pub fn new(manners: Manners) -> Client {
        Client::with_lookup(manners, Arc::new(|authority| Ok(authority.to_socket_addrs()?.collect())))
    }

    /// A client that looks names up in another way.
    pub fn with_lookup(manners: Manners, lookup: Lookup) -> Client {
        let config = Config::builder()
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .timeout_global(Some(manners.timeout))
            // A proxy would connect for us, and to whatever it likes.
            .proxy(None)
            .user_agent(concat!("tiltmeter/", env!("CARGO_PKG_VERSION")))
            .build();
        let gate = Gate { private_hosts: manners.private_hosts.clone(), lookup };
        let agent = Agent::with_parts(config, DefaultConnector::default(), gate);
        Client { agent, manners, robots: BTreeMap::new(), last_asked: BTreeMap::new() }
    }

    /// Fetches an address, if its site allows it and it is newer than what is known.
    pub fn fetch(&mut self, address: &str, asked: &Asked) -> Result<Answer, Error> {
        let mut at = address.to_string();
        for _ in 0..=MOST_REDIRECTS {
            let path = url::parts(&at)?.path.to_string();
            if !self.robots(&at)?.allow(&path) {
                return Err(Error::Robots(at));
            }
            match self.ask(&at, asked)? {
                Reply::Answer(answer) => return Ok(answer),
                Reply::Elsewhere(location) => at = url::joined(&at, &location)?,
            }
        }
        Err(Error::TooManyRedirects(address.to_string()))
    }

    fn ask(&mut self, at: &str, asked: &Asked) -> Result<Reply, Error> {
        self.wait(at);
        let failed = |error: ureq::Error| failed(at, &error);
        let mut request = self.agent.get(at);
        for (name, value) in [("If-None-Match", &asked.etag), ("If-Modified-Since", &asked.last_modified)] {
            if let Some(value) = value {
                request = request.header(name, value);
            }
        }
        let response = request.call().map_err(failed)?;
        let status = response.status().as_u16();
        let header = |name: &str| {
            let value = response.headers().get(name)?.to_str().ok()?;
            Some(value.to_string())
        };
        let charset = header("content-type").and_then(|kind| {
            let kind = kind.to_ascii_lowercase();
            Some(kind.split_once("charset=")?.1.trim_matches(['"', '\'', ' ']).to_string())
        });
        let known = Asked { etag: header("etag"), last_modified: header("last-modified") };
        match status {
            301 | 302 | 303 | 307 | 308 => match header("location") {
                Some(location) => return Ok(Reply::Elsewhere(location)),
                None => return Err(Error::Status { url: at.to_string(), status, retry_after: None }),
            },
            200 | 304 => {}
            _ => {
                let retry_after = header("retry-after").and_then(|seconds| seconds.parse().ok());
                return Err(Error::Status { url: at.to_string(), status, retry_after });
            }
        }
        let limited = response.into_body().into_with_config().limit(self.manners.largest);
        let bytes = if status == 304 { Vec::new() } else { limited.read_to_vec().map_err(failed)? };
        let (url, is_unchanged) = (at.to_string(), status == 304);
        let asked = if is_unchanged { asked.clone() } else { known };
        Ok(Reply::Answer(Answer { url, is_unchanged, charset, asked, bytes }))
    }

    // The rules of a site; one without a robots.txt has none, and one that cannot answer now is not asked more.
    fn robots(&mut self, at: &str) -> Result<Robots, Error> {
        let parts = url::parts(at)?;
        let site = format!("{}://{}", parts.scheme, parts.authority).to_ascii_lowercase();
        if let Some(robots) = self.robots.get(&site) {
            return Ok(robots.clone());
        }
        let mut place = format!("{site}/robots.txt");
        let mut text = String::new();
        for _ in 0..=MOST_REDIRECTS {
            match self.ask(&place, &Asked::default()) {
                Ok(Reply::Answer(answer)) => {
                    text = String::from_utf8_lossy(&answer.bytes).into_owned();
                    break;
                }
                Ok(Reply::Elsewhere(location)) => place = url::joined(&place, &location)?,
                Err(Error::Status { status, .. }) if (400..500).contains(&status) && status != 429 => break,
                Err(error) => return Err(error),
            }
        }
        let robots = Robots::of(&text, PROGRAM);
        self.robots.insert(site, robots.clone());
        Ok(robots)
    }

    // Until the host may be asked again.
    fn wait(&mut self, at: &str) {
        let Some(host) = url::host(at) else { return };
        let asks_for =
            self.robots.iter().filter(|(site, _)| url::host(site).as_deref() == Some(host.as_str()));
        let delay = asks_for.filter_map(|(_, robots)| robots.delay).fold(0.0, f32::max);
        let delay = Duration::from_secs_f32(delay.min(self.manners.longest_pause.as_secs_f32()));
        let pause = self.manners.pause.max(delay);
        if let Some(left) = self.last_asked.get(&host).and_then(|last| pause.checked_sub(last.elapsed())) {
            std::thread::sleep(left);
        }
        self.last_asked.insert(host, Instant::now());
    }
}

enum Reply {
    Answer(Answer),
    Elsewhere(String),
}

fn failed(at: &str, error: &ureq::Error) -> Error {
    match error {
        ureq::Error::Io(inner) if inner.get_ref().is_some_and(|inner| inner.is::<NotPublic>()) => {
            Error::NotPublic(at.to_string())
        }
        other => Error::Fetch { url: at.to_string(), what: other.to_string() },
    }
}

/// The resolver: public addresses pass, and those of hosts that were named.
struct Gate {
    private_hosts: BTreeSet<String>,
    lookup: Lookup,
}

#[derive(Debug)]
struct NotPublic;

impl fmt::Display for NotPublic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an address that is not public")
    }
}

impl std::error::Error for NotPublic {}

impl fmt::Debug for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gate").field("private_hosts", &self.private_hosts).finish_non_exhaustive()
    }
}

impl Resolver for Gate {
    fn resolve(&self, uri: &Uri, _: &Config, _: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let host = uri.host().unwrap_or_default().trim_matches(['[', ']']).to_ascii_lowercase();
        let default = if uri.scheme_str() == Some("https") { 443 } else { 80 };
        let port = uri.port_u16().unwrap_or(default);
        let written = if host.contains(':') { format!("[{host}]:{port}") } else { format!("{host}:{port}") };
        let addresses = (self.lookup)(&written)?;
        let may_be_private = self.private_hosts.contains(&host);
        // One answer that is private makes all of them doubtful.
        if !may_be_private && addresses.iter().any(|address| !is_public(address.ip())) {
            return Err(ureq::Error::Io(io::Error::other(NotPublic)));
        }
        let mut resolved = self.empty();
        for address in addresses.into_iter().take(16) {
            resolved.push(address);
        }
        if resolved.is_empty() { Err(ureq::Error::HostNotFound) } else { Ok(resolved) }
    }
}

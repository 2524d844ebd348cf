//! gzip as it is found: members that follow each other, damaged ones among them, bombs.
//!
//! A damaged member costs itself: reading fails once, with what was damaged, and goes on with the next member. That is
//! searched for from the start of the damaged one, for decoding may have run past its end.

use std::io::{self, BufRead, Read};

use flate2::bufread::GzDecoder;

use crate::Limits;
use crate::rewind::{Rewind, read_buffered};

/// How gzip begins.
pub(crate) const GZIP: &[u8] = &[0x1f, 0x8b, 0x08];

/// Something was damaged, and reading goes on behind it.
#[derive(Debug)]
pub(crate) struct Damage(String);

impl std::fmt::Display for Damage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Damage {}

/// Whether there is more to read behind an error.
pub(crate) fn goes_on(error: &io::Error) -> bool {
    error.get_ref().is_some_and(|inner| inner.is::<Damage>())
}

fn damage(what: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, Damage(what))
}

/// Unpacks gzip, member by member.
pub(crate) struct Gunzip<R: BufRead> {
    state: State<R>,
    limits: Limits,
    n_members: usize,
    n_unpacked: u64,
    /// A search that came upon no member was told already.
    is_searching: bool,
}

enum State<R: BufRead> {
    Between(Recorded<R>),
    Within(Box<GzDecoder<Recorded<R>>>),
    Over,
}

impl<R: BufRead> Gunzip<R> {
    pub(crate) fn new(input: R, limits: Limits) -> Gunzip<R> {
        let input = Recorded { inner: Rewind::new(input), record: Vec::new(), n_consumed: 0 };
        Gunzip { state: State::Between(input), limits, n_members: 0, n_unpacked: 0, is_searching: false }
    }

    // Begins the next member; false where there is none.
    fn begin(&mut self, mut input: Recorded<R>) -> io::Result<bool> {
        let head = input.inner.look(GZIP.len(), |_| false);
        let is_member = head.starts_with(GZIP);
        if head.is_empty() {
            input.fill_buf()?;
            self.state = State::Over;
            return Ok(false);
        }
        if !is_member {
            // Zeros fill up blocks of tapes.
            let is_filling = head.iter().take(GZIP.len()).all(|&byte| byte == 0);
            let found = input.search();
            self.state = State::Between(input);
            if is_filling || self.is_searching {
                return if found { Ok(true) } else { self.end() };
            }
            self.is_searching = true;
            return Err(damage("bytes that are no gzip between its members".to_string()));
        }
        self.n_members += 1;
        self.n_unpacked = 0;
        input.begin_record();
        self.state = State::Within(Box::new(GzDecoder::new(input)));
        Ok(true)
    }

    fn end(&mut self) -> io::Result<bool> {
        self.state = State::Over;
        Ok(false)
    }

    // Gives the current member up.
    fn give_up(&mut self, input: Recorded<R>, what: &str) -> Option<io::Error> {
        let mut input = input;
        input.search_behind_start();
        self.state = State::Between(input);
        // What looks like a member and unpacks to nothing was none.
        let is_told = self.is_searching && self.n_unpacked == 0;
        self.is_searching = true;
        (!is_told).then(|| damage(format!("gzip member {}: {what}", self.n_members)))
    }
}

impl<R: BufRead> Read for Gunzip<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match std::mem::replace(&mut self.state, State::Over) {
                State::Over => return Ok(0),
                State::Between(input) => {
                    if !self.begin(input)? {
                        return Ok(0);
                    }
                }
                State::Within(mut decoder) => match decoder.read(buffer) {
                    Ok(0) if !buffer.is_empty() => {
                        self.is_searching = false;
                        let mut input = decoder.into_inner();
                        input.record.clear();
                        self.state = State::Between(input);
                    }
                    Ok(n_bytes) => {
                        self.n_unpacked += n_bytes as u64;
                        let n_packed = decoder.get_ref().n_consumed.max(1);
                        let is_bomb = self.n_unpacked > self.limits.ratio_counts_from
                            && self.n_unpacked / n_packed > self.limits.highest_ratio;
                        if !is_bomb {
                            self.state = State::Within(decoder);
                            return Ok(n_bytes);
                        }
                        let what = format!(
                            "unpacks to more than {} times its size: a bomb, left out",
                            self.limits.highest_ratio
                        );
                        if let Some(error) = self.give_up(decoder.into_inner(), &what) {
                            return Err(error);
                        }
                    }
                    Err(error) => {
                        let what = format!("damaged ({error}), what follows of it is lost");
                        if let Some(error) = self.give_up(decoder.into_inner(), &what) {
                            return Err(error);
                        }
                    }
                },
            }
        }
    }
}

// Packed bytes, with those of the current member kept so that they can be gone over again.
struct Recorded<R> {
    inner: Rewind<R>,
    record: Vec<u8>,
    n_consumed: u64,
}

// A record of an archive is a member; in one member of gigabytes there is nothing to go back to.
const LONGEST_RECORD: usize = 4 << 20;

impl<R: BufRead> Recorded<R> {
    fn begin_record(&mut self) {
        self.record.clear();
        self.n_consumed = 0;
    }

    // Goes to the next beginning of a member behind the start of this one.
    fn search_behind_start(&mut self) {
        let record = std::mem::take(&mut self.record);
        if self.n_consumed == record.len() as u64 && record.len() > 1 {
            self.inner.put_back(record[1..].to_vec());
        }
        self.search();
    }

    // Goes to the next beginning of a member; false where there is none.
    fn search(&mut self) -> bool {
        loop {
            let Ok(bytes) = self.inner.fill_buf() else { return false };
            if bytes.is_empty() {
                return false;
            }
            match bytes.iter().position(|&byte| byte == GZIP[0]) {
                None => {
                    let n_bytes = bytes.len();
                    self.inner.consume(n_bytes);
                }
                Some(place) => {
                    self.inner.consume(place);
                    if self.inner.look(GZIP.len(), |_| false).starts_with(GZIP) {
                        return true;
                    }
                    self.inner.consume(1);
                }
            }
        }
    }
}

impl<R: BufRead> Read for Recorded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        read_buffered(self, buffer)
    }
}

impl<R: BufRead> BufRead for Recorded<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.inner.fill_buf()
    }

    fn consume(&mut self, n_bytes: usize) {
        if self.n_consumed == self.record.len() as u64
            && self.record.len() + n_bytes <= LONGEST_RECORD
            && let Ok(bytes) = self.inner.fill_buf()
        {
            self.record.extend_from_slice(&bytes[..n_bytes.min(bytes.len())]);
        }
        self.n_consumed += n_bytes as u64;
        self.inner.consume(n_bytes);
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufReader, Write};

    use super::*;

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        packer.write_all(bytes).unwrap();
        packer.finish().unwrap()
    }

    // What is read, with what was damaged in its place.
    fn check(bytes: &[u8], expected: &[&str]) {
        let mut reader = BufReader::new(Gunzip::new(bytes, Limits::default()));
        let mut told = vec![String::new()];
        loop {
            match reader.fill_buf() {
                Ok([]) => break,
                Ok(bytes) => {
                    let n_bytes = bytes.len();
                    told.last_mut().unwrap().push_str(&String::from_utf8_lossy(bytes));
                    reader.consume(n_bytes);
                }
                Err(error) => {
                    assert!(goes_on(&error), "{error}");
                    told.push(String::new());
                }
            }
        }
        assert_eq!(told.len(), expected.len(), "{told:.200?}");
        // What is left of a damaged member may stand before the break.
        for (told, expected) in told.iter().zip(expected) {
            assert!(told.starts_with(expected), "{told:.200} instead of {expected}");
        }
    }

    #[test]
    fn members_follow_each_other() {
        check(
            &[packed(b"one "), packed(b"two "), vec![0; 512], packed(b"three")].concat(),
            &["one two three"],
        );
        check(b"", &[""]);
    }

    #[test]
    fn a_damaged_member_costs_itself() {
        let words: String = (0..2000).map(|n| format!("{} ", n * 7919 % 10007)).collect();
        let middle = packed(words.as_bytes());
        let (first, last) = (packed(b"first"), packed(b"last"));
        let cut = middle[..middle.len() / 2].to_vec();
        check(&[first.clone(), cut, last.clone()].concat(), &["first", "last"]);
        let mut spoilt = middle.clone();
        for byte in &mut spoilt[200..400] {
            *byte ^= 0x5a;
        }
        check(&[first.clone(), spoilt, last.clone()].concat(), &["first", "last"]);
        check(&[first.clone(), b"rubbish".to_vec(), last].concat(), &["first", "last"]);
        check(&[first, middle[..100].to_vec()].concat(), &["first", ""]);
    }

    #[test]
    fn a_bomb_is_left_out_and_the_next_member_read() {
        let bomb = packed(&vec![b' '; 200 << 20]);
        assert!(bomb.len() < 1 << 20);
        let bytes = [bomb, packed(b"last")].concat();
        let mut reader = BufReader::new(Gunzip::new(&bytes[..], Limits::default()));
        let (mut n_bytes, mut n_damaged, mut last) = (0, 0, Vec::new());
        loop {
            match reader.fill_buf() {
                Ok([]) => break,
                Ok(bytes) => {
                    (n_bytes, last) = (n_bytes + bytes.len(), bytes.to_vec());
                    let taken = last.len();
                    reader.consume(taken);
                }
                Err(_) => n_damaged += 1,
            }
        }
        assert_eq!((n_damaged, last.as_slice()), (1, &b"last"[..]));
        assert!(n_bytes < 64 << 20, "{n_bytes}");
    }
}

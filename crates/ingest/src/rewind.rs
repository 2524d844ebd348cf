//! A reader that can look ahead and put bytes back.

use std::io::{self, BufRead, Read};

/// Bytes in, with what was put back before them.
pub(crate) struct Rewind<R> {
    back: Vec<u8>,
    place: usize,
    // What failed while looking ahead; told when it is come to.
    failed: Option<io::Error>,
    inner: R,
}

impl<R: BufRead> Rewind<R> {
    pub(crate) fn new(inner: R) -> Rewind<R> {
        Rewind { back: Vec::new(), place: 0, failed: None, inner }
    }

    /// The next bytes come before all that is still to come.
    pub(crate) fn put_back(&mut self, mut bytes: Vec<u8>) {
        bytes.extend_from_slice(&self.back[self.place..]);
        (self.back, self.place) = (bytes, 0);
    }

    /// Looks at what comes, up to `most` bytes, until `enough` of them are there, the input ends or it fails.
    pub(crate) fn look(&mut self, most: usize, enough: impl Fn(&[u8]) -> bool) -> &[u8] {
        while self.back.len() - self.place < most && !enough(&self.back[self.place..]) {
            if self.failed.is_some() {
                break;
            }
            let more = match self.inner.fill_buf() {
                Ok([]) => break,
                Ok(more) => more,
                Err(error) => {
                    self.failed = Some(error);
                    break;
                }
            };
            let n_bytes = more.len();
            self.back.extend_from_slice(more);
            self.inner.consume(n_bytes);
        }
        &self.back[self.place..]
    }
}

impl<R: BufRead> Read for Rewind<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        read_buffered(self, buffer)
    }
}

impl<R: BufRead> BufRead for Rewind<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.place < self.back.len() {
            return Ok(&self.back[self.place..]);
        }
        match self.failed.take() {
            Some(error) => Err(error),
            None => self.inner.fill_buf(),
        }
    }

    fn consume(&mut self, n_bytes: usize) {
        if self.place < self.back.len() {
            self.place += n_bytes;
            if self.place >= self.back.len() {
                (self.back, self.place) = (Vec::new(), 0);
            }
            return;
        }
        self.inner.consume(n_bytes);
    }
}

/// Reads by way of the buffer, for readers whose buffer does the work.
pub(crate) fn read_buffered(reader: &mut impl BufRead, buffer: &mut [u8]) -> io::Result<usize> {
    let bytes = reader.fill_buf()?;
    let n_bytes = bytes.len().min(buffer.len());
    buffer[..n_bytes].copy_from_slice(&bytes[..n_bytes]);
    reader.consume(n_bytes);
    Ok(n_bytes)
}

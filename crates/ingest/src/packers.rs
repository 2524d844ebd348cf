//! gzip, zstd, xz and bzip2: unpacked as they are read, and watched, for a megabyte may unpack to a thousand times as
//! much.
//!
//! Unlike gzip, which is searched for its next member behind a damaged one ([`crate::unpack`]), the others end where
//! they are damaged: what was read before is kept, and the end is told.

use std::io::{self, BufRead, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bzip2::bufread::MultiBzDecoder;
use lzma_rust2::XzReader;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

use crate::Limits;
use crate::unpack::{GZIP, Gunzip};

/// What packs a whole source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Packer {
    Gzip,
    Zstd,
    Xz,
    Bzip2,
}

/// How each begins. A frame to be skipped is a beginning of zstd too; the last digit is free.
pub(crate) fn packer(head: &[u8]) -> Option<Packer> {
    if head.starts_with(GZIP) {
        return Some(Packer::Gzip);
    }
    let is_skipped = head.len() >= 4 && head[0] & 0xf0 == 0x50 && head[1..4] == *b"\x2a\x4d\x18";
    if is_skipped || head.starts_with(b"\x28\xb5\x2f\xfd") {
        return Some(Packer::Zstd);
    }
    if head.starts_with(b"\xfd7zXZ\0") {
        return Some(Packer::Xz);
    }
    // "BZhaoling" is a word: behind the size stands the mark of a block, or of the end.
    let of_bzip2 = head.starts_with(b"BZh") && matches!(head.get(3), Some(b'1'..=b'9'));
    let is_bzip2 = of_bzip2
        && head.get(4..10).is_some_and(|mark| {
            [b"\x31\x41\x59\x26\x53\x59", b"\x17\x72\x45\x38\x50\x90"].iter().any(|known| *known == mark)
        });
    is_bzip2.then_some(Packer::Bzip2)
}

// What a decoder may need to look back at, in KiB: `xz -9` needs 64 MiB, `zstd --ultra` 128.
const MEMORY: u32 = 160 << 10;

/// Its bytes, unpacked; an error where they are damaged, or a bomb.
pub(crate) fn unpack<'i>(
    packer: Packer,
    packed: impl BufRead + Send + 'i,
    limits: Limits,
) -> Box<dyn Read + Send + 'i> {
    let n_packed = Arc::new(AtomicU64::new(0));
    let packed = Counted { inner: packed, n_read: n_packed.clone() };
    let bytes: Box<dyn Read + Send + 'i> = match packer {
        // It watches each of its members, and goes on behind a bomb.
        Packer::Gzip => return Box::new(Gunzip::new(packed, limits)),
        Packer::Zstd => Box::new(Zstd { packed, decoder: FrameDecoder::new(), is_within: false }),
        Packer::Xz => Box::new(XzReader::new_mem_limit(packed, true, MEMORY)),
        Packer::Bzip2 => Box::new(MultiBzDecoder::new(packed)),
    };
    Box::new(Guarded { bytes, n_packed, n_unpacked: 0, limits })
}

/// Unpacked bytes, as long as they are no bomb.
pub(crate) struct Guarded<'i> {
    bytes: Box<dyn Read + Send + 'i>,
    n_packed: Arc<AtomicU64>,
    n_unpacked: u64,
    limits: Limits,
}

impl<'i> Guarded<'i> {
    /// What `n_packed` bytes unpack to.
    pub(crate) fn new(bytes: Box<dyn Read + Send + 'i>, n_packed: u64, limits: Limits) -> Guarded<'i> {
        Guarded { bytes, n_packed: Arc::new(AtomicU64::new(n_packed)), n_unpacked: 0, limits }
    }
}

impl Read for Guarded<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n_bytes = self.bytes.read(buffer).map_err(damaged)?;
        self.n_unpacked += n_bytes as u64;
        let ratio = self.n_unpacked / self.n_packed.load(Ordering::Relaxed).max(1);
        if self.n_unpacked > self.limits.ratio_counts_from && ratio > self.limits.highest_ratio {
            let what =
                format!("it unpacks to more than {} times its size: a bomb", self.limits.highest_ratio);
            return Err(io::Error::other(what));
        }
        Ok(n_bytes)
    }
}

// Decoders say in many ways that what they read is no longer what it was; what the system says of the source stays.
fn damaged(error: io::Error) -> io::Error {
    let mut kinds = Vec::new();
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(&error);
    while let Some(current) = cause {
        if let Some(known) = current.downcast_ref::<io::Error>() {
            if known.raw_os_error().is_some() {
                return error;
            }
            kinds.push(known.kind());
        }
        // An error that wraps another tells that one's source as its own.
        let wrapped = current.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        cause = wrapped.map(|wrapped| wrapped as &(dyn std::error::Error + 'static)).or(current.source());
    }
    let is_cut = kinds.contains(&io::ErrorKind::UnexpectedEof);
    let what = if is_cut { "the packed data are cut off" } else { "the packed data are damaged" };
    io::Error::new(io::ErrorKind::InvalidData, what)
}

// Frames that follow one another, as `cat` and web archives leave them; one frame is all that the decoder knows.
struct Zstd<R> {
    packed: R,
    decoder: FrameDecoder,
    is_within: bool,
}

impl<R: BufRead> Zstd<R> {
    // The next frame; false where there is none.
    fn begin(&mut self) -> io::Result<bool> {
        while !self.packed.fill_buf()?.is_empty() {
            match self.decoder.reset(&mut self.packed) {
                Ok(()) => return Ok(true),
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                    length,
                    ..
                })) => {
                    io::copy(&mut self.packed.by_ref().take(u64::from(length)), &mut io::sink())?;
                }
                Err(error) => return Err(io::Error::other(error)),
            }
        }
        Ok(false)
    }

    fn end(&mut self) -> io::Result<()> {
        self.is_within = false;
        match (self.decoder.get_checksum_from_data(), self.decoder.get_calculated_checksum()) {
            (Some(told), Some(found)) if told != found => {
                Err(io::Error::other("a frame of zstd whose checksum is another"))
            }
            _ => Ok(()),
        }
    }
}

impl<R: BufRead> Read for Zstd<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if !self.is_within {
                self.is_within = self.begin()?;
                if !self.is_within {
                    return Ok(0);
                }
            }
            while self.decoder.can_collect() == 0 && !self.decoder.is_finished() {
                let one = BlockDecodingStrategy::UptoBlocks(1);
                self.decoder.decode_blocks(&mut self.packed, one).map_err(io::Error::other)?;
            }
            match self.decoder.read(buffer)? {
                0 if !buffer.is_empty() => self.end()?,
                n_bytes => return Ok(n_bytes),
            }
        }
    }
}

struct Counted<R> {
    inner: R,
    n_read: Arc<AtomicU64>,
}

impl<R: BufRead> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        crate::rewind::read_buffered(self, buffer)
    }
}

impl<R: BufRead> BufRead for Counted<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.inner.fill_buf()
    }

    fn consume(&mut self, n_bytes: usize) {
        self.n_read.fetch_add(n_bytes as u64, Ordering::Relaxed);
        self.inner.consume(n_bytes);
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;
    use crate::tests::told;

    fn pack(packer: Packer, bytes: &[u8]) -> Vec<u8> {
        match packer {
            Packer::Gzip => {
                let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
                writer.write_all(bytes).unwrap();
                writer.finish().unwrap()
            }
            Packer::Zstd => {
                ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
            }
            Packer::Xz => {
                let options = lzma_rust2::XzOptions::with_preset(6);
                let mut writer = lzma_rust2::XzWriter::new(Vec::new(), options).unwrap();
                writer.write_all(bytes).unwrap();
                writer.finish().unwrap()
            }
            Packer::Bzip2 => {
                let mut writer = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::best());
                writer.write_all(bytes).unwrap();
                writer.finish().unwrap()
            }
        }
    }

    const ALL: [Packer; 3] = [Packer::Zstd, Packer::Xz, Packer::Bzip2];

    const LINES: &str = "{\"id\":\"a\",\"date\":\"2018-01-29\",\"text\":\"Mali praised Chad.\"}\n\
                         {\"id\":\"b\",\"date\":\"2018-01-29\",\"text\":\"Chad praised Mali.\"}\n";

    #[test]
    fn what_is_packed_is_read_as_what_it_is() {
        let expected = "1: a 2018-01-29 \"Mali praised Chad.\"\n2: b 2018-01-29 \"Chad praised Mali.\"";
        for packer in ALL {
            let packed = pack(packer, LINES.as_bytes());
            assert_eq!(told("a", &packed), expected, "{packer:?}");
            // Parts that follow one another are one source; and packed twice is packed.
            let (first, second) = LINES.split_at(LINES.find("{\"id\":\"b\"").unwrap());
            let parts = [pack(packer, first.as_bytes()), pack(packer, second.as_bytes())].concat();
            assert_eq!(told("a", &parts), expected, "{packer:?}");
            assert_eq!(told("a", &pack(Packer::Xz, &packed)), expected, "{packer:?}");
        }
        let skipped = b"\x51\x2a\x4d\x18\x03\0\0\0abc";
        assert_eq!(told("a", &[&skipped[..], &pack(Packer::Zstd, LINES.as_bytes())].concat()), expected);
    }

    #[test]
    fn what_is_damaged_ends_there_and_says_so() {
        let lines: String = (0..2000)
            .map(|n| {
                format!("{{\"id\":\"{n}\",\"date\":null,\"text\":\"Talk {} of Mali.\"}}\n", n * 7919 % 10007)
            })
            .collect();
        for packer in ALL {
            let packed = pack(packer, lines.as_bytes());
            for damaged in [packed[..packed.len() / 2].to_vec(), {
                let mut spoilt = packed.clone();
                let middle = spoilt.len() / 2;
                spoilt[middle..middle + 20].iter_mut().for_each(|byte| *byte ^= 0x5a);
                spoilt
            }] {
                let told = told("a", &damaged);
                let last = told.lines().last().unwrap();
                let is_told = last.contains("cut off") || last.contains("damaged");
                assert!(last.contains("broken: ") && is_told, "{packer:?}: {last}");
            }
        }
    }

    #[test]
    fn a_bomb_is_refused() {
        for packer in ALL {
            let bomb = pack(packer, &vec![b'{'; 64 << 20]);
            assert!(bomb.len() < 64 << 10, "{packer:?} {}", bomb.len());
            let told = told("a", &bomb);
            assert!(told.contains("a bomb"), "{packer:?}: {told:.300}");
        }
    }

    #[test]
    fn words_are_no_beginnings() {
        for text in ["BZhaoling praised Chad.", "BZh9", "P*M", ""] {
            assert_eq!(packer(text.as_bytes()), None, "{text}");
        }
    }
}

//! zip: the files of an archive, each unpacked by itself.
//!
//! Only what archives of texts have is read: stored and deflated files. Names are names; nothing is written anywhere.

use std::io::Read;
use std::sync::Arc;

use flate2::read::DeflateDecoder;

/// A file of an archive.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub(crate) name: String,
    archive: Arc<[u8]>,
    start: usize,
    n_packed: usize,
    method: u16,
}

const END: &[u8] = b"PK\x05\x06";
const ENTRY: &[u8] = b"PK\x01\x02";
const LOCAL: &[u8] = b"PK\x03\x04";

/// Whether bytes that begin so are a zip; an empty one is its directory's end alone.
pub(crate) fn is_zip(head: &[u8]) -> bool {
    head.starts_with(LOCAL) || head.starts_with(END)
}

/// The files of an archive in the order of its directory, or why it has none.
pub(crate) fn members(archive: Vec<u8>, most: usize) -> Result<Vec<Member>, String> {
    let archive: Arc<[u8]> = archive.into();
    // The directory's end lies within the last 64 kB, behind it at most a comment.
    let tail = archive.len().saturating_sub((1 << 16) + 22);
    let end = archive[tail..].windows(END.len()).rposition(|window| window == END);
    let end = tail + end.ok_or("a zip without its directory: broken off")?;
    let n_members = number(&archive, end + 10, 2).unwrap_or(0);
    let mut place = number(&archive, end + 16, 4).unwrap_or(usize::MAX);
    if n_members > most {
        return Err(format!("a zip of more than {most} files"));
    }
    let mut members = Vec::new();
    while members.len() < n_members && archive.get(place..place + 4) == Some(ENTRY) {
        let field = |at: usize, width| number(&archive, place + at, width).unwrap_or(0);
        let (n_name, n_extra, n_comment) = (field(28, 2), field(30, 2), field(32, 2));
        let name = archive.get(place + 46..place + 46 + n_name).unwrap_or_default();
        let name = crate::charset::decode(name, None).text;
        let start = data_start(&archive, field(42, 4)).unwrap_or(usize::MAX);
        members.push(Member {
            name,
            archive: archive.clone(),
            start,
            n_packed: field(20, 4),
            method: field(10, 2) as u16,
        });
        place += 46 + n_name + n_extra + n_comment;
    }
    if members.len() < n_members {
        return Err(format!("a zip whose directory breaks off after {} of {n_members} files", members.len()));
    }
    Ok(members)
}

// Behind the header that stands before the data, whose length it alone knows.
fn data_start(archive: &[u8], header: usize) -> Option<usize> {
    (archive.get(header..header.checked_add(4)?)? == LOCAL).then_some(())?;
    Some(header + 30 + number(archive, header + 26, 2)? + number(archive, header + 28, 2)?)
}

fn number(bytes: &[u8], place: usize, width: usize) -> Option<usize> {
    let bytes = bytes.get(place..place.checked_add(width)?)?;
    Some(bytes.iter().rev().fold(0, |sum, &byte| sum << 8 | usize::from(byte)))
}

impl Member {
    pub(crate) fn is_folder(&self) -> bool {
        self.name.ends_with('/')
    }

    /// Its bytes, unpacked as they are read; or why they cannot be.
    pub(crate) fn open(self) -> Result<Box<dyn Read + Send>, String> {
        let end = self.start.checked_add(self.n_packed);
        if end.is_none_or(|end| end > self.archive.len()) {
            return Err("a file of the zip lies outside it: broken off, or its directory lies".to_string());
        }
        let bytes = Packed { archive: self.archive, place: self.start, end: self.start + self.n_packed };
        match self.method {
            0 => Ok(Box::new(bytes)),
            8 => Ok(Box::new(DeflateDecoder::new(bytes))),
            _ => Err("a file of the zip is packed in a way that is not read here".to_string()),
        }
    }

    pub(crate) fn n_packed(&self) -> usize {
        self.n_packed
    }
}

struct Packed {
    archive: Arc<[u8]>,
    place: usize,
    end: usize,
}

impl Read for Packed {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let bytes = &self.archive[self.place..self.end];
        let n_bytes = bytes.len().min(buffer.len());
        buffer[..n_bytes].copy_from_slice(&bytes[..n_bytes]);
        self.place += n_bytes;
        Ok(n_bytes)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use crate::tests::told;

    // An archive as `zip` writes it, but for times and sums that nobody reads.
    pub(crate) fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
        let (mut archive, mut directory) = (Vec::new(), Vec::new());
        for (name, content) in files {
            let mut packer = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
            packer.write_all(content).unwrap();
            let packed = packer.finish().unwrap();
            let sizes = [(packed.len() as u32).to_le_bytes(), (content.len() as u32).to_le_bytes()].concat();
            let name_length = (name.len() as u16).to_le_bytes();
            let start = (archive.len() as u32).to_le_bytes();
            let common =
                [&[20, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0], &sizes[..], &name_length, &[0, 0]].concat();
            directory.extend([b"PK\x01\x02\x14\0", &common[..], &[0; 10], &start, name.as_bytes()].concat());
            archive.extend([b"PK\x03\x04", &common[..], name.as_bytes(), &packed].concat());
        }
        let (start, length) = (archive.len() as u32, directory.len() as u32);
        archive.extend(directory);
        let count = (files.len() as u16).to_le_bytes();
        archive.extend(
            [b"PK\x05\x06\0\0\0\0", &count[..], &count, &length.to_le_bytes(), &start.to_le_bytes(), &[0, 0]]
                .concat(),
        );
        archive
    }

    #[test]
    fn files_are_read_each_as_what_it_is() {
        let archive = zip(&[
            ("a/", b""),
            ("a/one.txt", b"Mali praised Chad."),
            ("../two.jsonl", br#"{"id":2,"date":null,"text":"x"}"#),
            ("pic.png", b"\x89PNG\r\n\x1a\n\0\0"),
        ]);
        assert_eq!(
            told("n.zip", &archive),
            "1: one unknown \"Mali praised Chad.\"\n1: 2 unknown \"x\"\n\
             1: not_text: no text but binary data: give plain text or JSON lines"
        );
    }

    #[test]
    fn broken_archives_are_told() {
        let archive = zip(&[("one.txt", b"Mali praised Chad.")]);
        assert_eq!(told("n.zip", &archive[..40]), "1: broken: a zip without its directory: broken off");
        let mut lying = archive.clone();
        let directory = lying.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
        lying[directory + 20..directory + 24].copy_from_slice(&[0xff; 4]);
        assert_eq!(
            told("n.zip", &lying),
            "1: broken: a file of the zip lies outside it: broken off, or its directory lies"
        );
        let bomb = zip(&[("bomb.txt", &vec![b' '; 100 << 20]), ("one.txt", b"Mali praised Chad.")]);
        let told = told("n.zip", &bomb);
        assert!(
            told.starts_with("1: too_much: ") && told.ends_with("1: one unknown \"Mali praised Chad.\""),
            "{told}"
        );
    }
}

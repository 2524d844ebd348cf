//! Lines of any length, in bounded memory.

use std::io::{self, BufRead, Read};

/// One line.
pub(crate) enum Line {
    /// With its end.
    Whole(Vec<u8>),
    /// Longer than is read.
    TooLong,
    /// There is none.
    End,
}

/// The next line, of at most `longest` bytes.
pub(crate) fn next_line(input: &mut impl BufRead, longest: usize) -> io::Result<Line> {
    let mut line = Vec::new();
    let n_bytes = input.by_ref().take(longest as u64).read_until(b'\n', &mut line)?;
    match n_bytes {
        0 => Ok(Line::End),
        _ if n_bytes < longest || line.ends_with(b"\n") => Ok(Line::Whole(line)),
        _ => {
            input.skip_until(b'\n')?;
            Ok(Line::TooLong)
        }
    }
}

/// All that is left, if it is at most `longest` bytes.
pub(crate) fn all(input: &mut impl BufRead, longest: usize) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    input.by_ref().take(longest as u64 + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() <= longest).then_some(bytes))
}

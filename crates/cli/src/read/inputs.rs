//! What `tiltmeter read` is given: a text, JSON lines, a folder of these, or a pipe of either.

use std::fs;
use std::io::{self, IsTerminal, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use tiltmeter::record::{Report, When};
use tiltmeter::{Problem, report_from_line};

use crate::rejects::Rejects;
use crate::tell;

/// The reports of `input`; those without a day of publication get `date`.
pub(crate) fn reports(
    input: &Path,
    date: Option<When>,
    rejects: &mut Rejects,
) -> anyhow::Result<Vec<Report>> {
    let mut reports = Vec::new();
    for path in files(input)? {
        let name = path.display().to_string();
        let bytes = bytes(&path).with_context(|| format!("cannot open `{name}`"))?;
        let is_jsonl =
            path.extension().is_some_and(|extension| extension == "jsonl" || extension == "ndjson");
        if is_jsonl || (name == "-" && bytes.trim_ascii_start().starts_with(b"{")) {
            json_lines(&name, &bytes, rejects, &mut reports)?;
        } else {
            plain_text(&path, &bytes, rejects, &mut reports)?;
        }
    }
    for report in &mut reports {
        report.date = report.date.or(date);
    }
    Ok(reports)
}

fn files(input: &Path) -> anyhow::Result<Vec<PathBuf>> {
    if !input.is_dir() {
        return Ok(vec![input.to_path_buf()]);
    }
    let failed = || format!("cannot open `{}`", input.display());
    let mut files = Vec::new();
    for entry in fs::read_dir(input).with_context(failed)? {
        let path = entry.with_context(failed)?.path();
        let fits = path.extension().is_some_and(|extension| extension == "txt" || extension == "jsonl");
        if fits && path.is_file() {
            files.push(path);
        }
    }
    if files.is_empty() {
        bail!("`{}` holds no .txt or .jsonl file", input.display());
    }
    files.sort();
    Ok(files)
}

fn bytes(path: &Path) -> io::Result<Vec<u8>> {
    if path != Path::new("-") {
        return fs::read(path);
    }
    if io::stdin().is_terminal() {
        tell("reading a report from the terminal; Ctrl-D ends it, `tiltmeter read --help` tells more");
    }
    let mut bytes = Vec::new();
    io::stdin().read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn json_lines(
    name: &str,
    bytes: &[u8],
    rejects: &mut Rejects,
    reports: &mut Vec<Report>,
) -> anyhow::Result<()> {
    for (line_idx, line) in bytes.split(|&byte| byte == b'\n').enumerate() {
        if line.trim_ascii().is_empty() {
            continue;
        }
        let mut problem = |what: String, skipped: bool| {
            let input = String::from_utf8_lossy(line).into_owned();
            rejects.take(name, &[Problem { line: line_idx + 1, what, input, skipped }])
        };
        match report_from_line(line) {
            Ok(incoming) => {
                incoming.notes.into_iter().try_for_each(|note| problem(note, false))?;
                reports.push(incoming.report);
            }
            Err(what) => problem(what, true)?,
        }
    }
    if bytes.trim_ascii().is_empty() {
        let what = "is empty: there is no report to read".to_string();
        rejects.take(name, &[Problem { line: 1, what, input: String::new(), skipped: true }])?;
    }
    Ok(())
}

fn plain_text(
    path: &Path,
    bytes: &[u8],
    rejects: &mut Rejects,
    reports: &mut Vec<Report>,
) -> anyhow::Result<()> {
    let name = path.display().to_string();
    let mut problem = |what: &str, skipped: bool| {
        rejects.take(&name, &[Problem { line: 1, what: what.to_string(), input: String::new(), skipped }])
    };
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return problem("is UTF-16: convert it to UTF-8 (iconv -f UTF-16 -t UTF-8)", true);
    }
    if bytes.contains(&0) {
        return problem("no text but binary data: give plain text or JSON lines", true);
    }
    let text = String::from_utf8_lossy(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes));
    if matches!(text, std::borrow::Cow::Owned(_)) {
        problem("bytes that are not UTF-8 were read as U+FFFD; convert the text to UTF-8", false)?;
    }
    if text.trim().is_empty() {
        return problem("is empty: there is no report to read", true);
    }
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let id = stem.filter(|_| name != "-").unwrap_or("stdin".to_string());
    reports.push(Report { id, text: text.into_owned(), ..Report::default() });
    Ok(())
}

//! Delimited text: the bytes of a CSV as people and apps write it to rows of cells with line numbers.
//!
//! polars reads CSV too, but without line numbers, and every rejected row of a diary is listed
//! with its line. What is read here is hand-made and small, and forgiven much.

use encoding_rs::{Encoding, UTF_8};

use super::encoding;
use crate::error::{Error, Excerpt, Result};

/// Bytes that a table may have: a decade of daily entries with 60 columns is about 2 MB.
pub const MAX_BYTES: usize = 16 << 20;
/// Columns that a table may have.
pub const MAX_COLUMNS: usize = 4096;
/// Rows that a table may have: more than five centuries of days.
pub const MAX_ROWS: usize = 200_000;
/// Cells that a table may have: 100 columns of 40,000 activities.
pub const MAX_CELLS: usize = 4_000_000;
/// Lines that a quoted cell may span: a quotation mark that is closed later is a slip.
const MAX_INNER_LINES: usize = 100;

/// One row of cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Line of the file on which it begins, from 1.
    pub line: usize,
    /// Cells, trimmed, quotes taken off.
    pub cells: Vec<String>,
}

impl Row {
    /// The cell of column `k`; empty where the row is too short.
    #[must_use]
    pub fn cell(&self, k: usize) -> &str {
        self.cells.get(k).map_or("", String::as_str)
    }
}

/// A table as written in the file.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// Cells of the header row, trimmed.
    pub header: Vec<String>,
    /// Line of the header row.
    pub header_line: usize,
    /// Rows below it, without the blank ones.
    pub rows: Vec<Row>,
    /// Lines that begin with `#`: (line, text after the `#`).
    pub comments: Vec<(usize, String)>,
    /// Separator.
    pub separator: char,
    /// What was decided while reading, in sentences.
    pub notes: Vec<String>,
    /// The file as text, for excerpts.
    text: String,
}

impl Sheet {
    /// Line `line` of the file at `path`, with the cell of `column` (from 0) underlined; all of the
    /// line without a column, or where the row has no such cell.
    #[must_use]
    pub fn excerpt(&self, path: &str, line: usize, column: Option<usize>) -> Excerpt {
        let start = line_start(&self.text, line);
        let rest = &self.text[start..];
        let written = &rest[..rest.find(['\n', '\r']).unwrap_or(rest.len())];
        let cell = column.and_then(|column| cell_span(written, self.separator, column));
        let span = cell.unwrap_or(0..written.trim_end().len());
        Excerpt::new(path, &self.text, start + span.start..start + span.end, "")
    }
}

/// Byte at which line `line` (from 1) begins; the end of the text when it has fewer.
fn line_start(text: &str, line: usize) -> usize {
    let mut start = 0;
    for _ in 1..line {
        let rest = &text[start..];
        let Some(end) = rest.find(['\n', '\r']) else { return text.len() };
        start += end + if rest[end..].starts_with("\r\n") { 2 } else { 1 };
    }
    start
}

/// Bytes of cell `column` (from 0) of a line, without the blanks around it.
fn cell_span(line: &str, separator: char, column: usize) -> Option<std::ops::Range<usize>> {
    let mut quoted = false;
    let ends = line.char_indices().filter_map(|(at, c)| {
        quoted ^= c == '"';
        (c == separator && !quoted).then_some(at)
    });
    let ends: Vec<usize> = ends.chain([line.len()]).take(column + 1).collect();
    let end = *ends.get(column)?;
    let start = if column == 0 { 0 } else { ends[column - 1] + separator.len_utf8() };
    let cell = &line[start..end];
    let lead = cell.len() - cell.trim_start().len();
    // An empty cell is the gap itself.
    if cell.trim().is_empty() { Some(start..end) } else { Some(start + lead..start + cell.trim_end().len()) }
}

/// Reads a table. `path` is for messages only; `what` names the table in them ("soreness log").
///
/// # Errors
/// [`Error::Config`] when it is no text table: too large, a spreadsheet, binary, or empty.
pub fn read(bytes: &[u8], path: &str, what: &str) -> Result<Sheet> {
    refuse_other_kinds(bytes, path, what)?;
    let (text, note) = encoding::text(bytes, encoding::any_words);
    of_text(text, path, what, note.into_iter().collect())
}

/// The table in `whole`; `notes` are what was decided until then.
///
/// # Errors
/// As [`read`].
pub fn of_text(mut whole: String, path: &str, what: &str, mut notes: Vec<String>) -> Result<Sheet> {
    // What a crash leaves at the end of a file.
    whole.truncate(whole.trim_end_matches('\0').len());
    if whole.trim_start().starts_with('<') {
        let what = format!("the {what} is a page (HTML or XML), not a table");
        return Err(refused(path, what, "download or save it as CSV (UTF-8)"));
    }
    if whole.trim_start().starts_with("{\\rtf") {
        return Err(refused(
            path,
            format!("the {what} is a document (RTF)"),
            "save it as plain text (.txt, UTF-8)",
        ));
    }
    if whole.contains('\0') {
        let what = format!("the {what} holds NUL bytes: not a text file");
        return Err(refused(path, what, "save it as CSV (UTF-8)"));
    }
    let (separator, text, skipped) = separator_line(&whole);
    let separator = separator.unwrap_or_else(|| sniff_separator(text));
    let mut comments = Vec::new();
    let mut rows =
        Rows { rest: text, line: 1 + skipped, separator, slips: Vec::new(), comments: &mut comments };
    let Some(header) = rows.next() else {
        return Err(refused(
            path,
            format!("the {what} is empty"),
            "write a header line and one line a day: date,soreness",
        ));
    };
    if header.cells.len() > MAX_COLUMNS {
        let what = format!("the {what} has more than {MAX_COLUMNS} columns");
        return Err(refused(path, what, "keep the columns that matter: date, soreness, time"));
    }
    let mut cells = 0;
    let fits = |row: &Row| {
        cells += row.cells.len();
        cells <= MAX_CELLS
    };
    let body: Vec<Row> = rows.by_ref().take(MAX_ROWS + 1).take_while(fits).collect();
    if body.len() > MAX_ROWS || cells > MAX_CELLS {
        let what = format!("the {what} has more than {MAX_ROWS} rows or {MAX_CELLS} cells");
        return Err(refused(path, what, "is it the right file? A log has one short line a day"));
    }
    if let Some(first) = rows.slips.first() {
        let n = rows.slips.len();
        notes.push(format!(
            "Quotation marks were read as they stand on {n} lines (the first is line {first})."
        ));
    }
    let (header, header_line) = (header.cells, header.line);
    Ok(Sheet { header, header_line, rows: body, comments, separator, notes, text: whole })
}

fn refused(path: &str, what: impl Into<String>, remedy: &str) -> Error {
    Error::Config { what: what.into(), place: path.into(), remedy: remedy.into() }
}

/// Text of bytes that begin with the mark of UTF-16; `None`: they do not.
#[must_use]
pub fn text_of_utf16(bytes: &[u8]) -> Option<String> {
    let (encoding, mark) = Encoding::for_bom(bytes).filter(|(encoding, _)| *encoding != UTF_8)?;
    Some(encoding.decode_without_bom_handling(&bytes[mark..]).0.into_owned())
}

/// # Errors
/// [`Error::Config`] for a file that is too large, a spreadsheet, or a zip.
pub(super) fn refuse_other_kinds(bytes: &[u8], path: &str, what: &str) -> Result<()> {
    if bytes.len() > MAX_BYTES {
        let size = format!("the {what} has more than {} MB", MAX_BYTES >> 20);
        return Err(refused(path, size, "is it the right file? A log has one short line a day"));
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        let remedy = "open it in the spreadsheet program and save it as CSV (UTF-8)";
        return Err(refused(path, format!("the {what} is a spreadsheet or a zip, not a CSV"), remedy));
    }
    Ok(())
}

/// Spreadsheet programs may begin a file with `sep=;`: the separator, the text after that line,
/// and the number of lines that were taken off.
fn separator_line(text: &str) -> (Option<char>, &str, usize) {
    let end = text.find(['\n', '\r']).unwrap_or(text.len());
    let named = text[..end].trim().strip_prefix("sep=").and_then(|rest| {
        let mut chars = rest.chars();
        chars.next().filter(|_| chars.next().is_none())
    });
    match named {
        Some(separator) => {
            let rest = &text[end..];
            let rest = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix(['\n', '\r'])).unwrap_or(rest);
            (Some(separator), rest, 1)
        }
        None => (None, text, 0),
    }
}

/// Lines above the header that a title may take.
const MAX_TITLE_LINES: usize = 10;

/// The most frequent separator of the header line. Only the header counts: rows may hold decimal
/// commas, a header does not. A line whose separator is not in the line below
/// it, which has another one, is a title.
fn sniff_separator(text: &str) -> char {
    let lines: Vec<&str> = text
        .split(['\n', '\r'])
        .filter(|line| !line.trim().is_empty() && !line.starts_with('#'))
        .take(MAX_TITLE_LINES + 1)
        .collect();
    let most = |line: &str| most_frequent_separator(line);
    let header =
        lines.iter().zip(lines.iter().skip(1)).find(|(line, below)| match (most(line), most(below)) {
            (Some((separator, _)), Some(_)) => separators(below, separator) > 0,
            (None, below) => below.is_none(),
            (Some(_), None) => true,
        });
    let line = header.map(|(line, _)| *line).or_else(|| lines.first().copied()).unwrap_or("");
    most(line).map_or(',', |(separator, _)| separator)
}

fn most_frequent_separator(line: &str) -> Option<(char, usize)> {
    // Ties go to the first: a `;` or tab in a header is never decoration, a comma may be.
    let counts = [';', '\t', ',', '|'].map(|separator| (separator, separators(line, separator)));
    counts.into_iter().filter(|(_, n)| *n > 0).reduce(|best, next| if next.1 > best.1 { next } else { best })
}

/// How often `separator` is met outside quotes.
fn separators(line: &str, separator: char) -> usize {
    let mut quoted = false;
    line.chars()
        .filter(|&c| {
            quoted ^= c == '"';
            c == separator && !quoted
        })
        .count()
}

/// The rows of a text, by RFC 4180 as far as the file follows it.
struct Rows<'a> {
    rest: &'a str,
    line: usize,
    separator: char,
    /// Lines whose quotation marks make no sense.
    slips: Vec<usize>,
    comments: &'a mut Vec<(usize, String)>,
}

impl Iterator for Rows<'_> {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        while !self.rest.is_empty() {
            let line = self.line;
            if let Some(comment) = self.rest.strip_prefix('#') {
                let end = comment.find(['\n', '\r']).unwrap_or(comment.len());
                self.comments.push((line, comment[..end].trim().to_owned()));
                self.advance(&comment[end..], 0);
                continue;
            }
            let cells = self.cells();
            if cells.iter().any(|cell| !cell.is_empty()) {
                return Some(Row { line, cells });
            }
        }
        None
    }
}

impl<'a> Rows<'a> {
    /// Continues after the line end at the start of `rest`, if there is one.
    fn advance(&mut self, rest: &'a str, inner_lines: usize) {
        self.rest = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix(['\n', '\r'])).unwrap_or(rest);
        self.line += 1 + inner_lines;
    }

    /// The cells of the next row. Where its quotation marks make no sense (an inch mark, a slip), it
    /// ends at its line and they are read literally: one slip must not swallow the rows below.
    fn cells(&mut self) -> Vec<String> {
        if let Some(cells) = self.cells_by(true) {
            return cells;
        }
        self.slips.push(self.line);
        self.cells_by(false).unwrap_or_default()
    }

    /// `None`: a quotation mark is not closed in sight, or closed in the middle of a cell. Never
    /// without `quotes`.
    fn cells_by(&mut self, quotes: bool) -> Option<Vec<String>> {
        let mut cells = Vec::new();
        let mut cell = String::new();
        let (mut in_quotes, mut closed, mut inner_lines) = (false, false, 0);
        let mut chars = self.rest.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            if in_quotes {
                match c {
                    '"' if chars.next_if(|&(_, next)| next == '"').is_some() => cell.push('"'),
                    '"' => (in_quotes, closed) = (false, true),
                    _ => {
                        let is_pair = c == '\r' && chars.peek().is_some_and(|&(_, next)| next == '\n');
                        inner_lines += usize::from(matches!(c, '\n' | '\r') && !is_pair);
                        if inner_lines > MAX_INNER_LINES {
                            return None;
                        }
                        cell.push(c);
                    }
                }
            } else if c == self.separator {
                let done = std::mem::take(&mut cell);
                // What lies beyond is of no use and must not fill the memory.
                if cells.len() <= MAX_COLUMNS {
                    cells.push(done.trim().to_owned());
                }
                closed = false;
            } else if c == '\n' || c == '\r' {
                cells.push(cell.trim().to_owned());
                self.advance(&self.rest[at..], inner_lines);
                return Some(cells);
            } else if closed && !c.is_whitespace() {
                return None;
            } else if c == '"' && quotes && cell.trim().is_empty() {
                cell.clear();
                in_quotes = true;
            } else {
                cell.push(c);
            }
        }
        if in_quotes {
            return None;
        }
        cells.push(cell.trim().to_owned());
        self.rest = "";
        Some(cells)
    }
}

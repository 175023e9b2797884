//! Sheets: tables as text, and what their cells say.

pub mod dates;
pub mod delimited;
pub mod encoding;
pub mod facts;
pub mod fold;
pub mod formula;
pub mod json;
pub mod months;
mod table_text;
pub mod values;
pub mod workbook;
pub mod years;

use std::path::Path;

use crate::error::{Error, Result};
use delimited::{MAX_BYTES, Sheet};
use encoding::Understood;

/// What files are called that [`read`] reads.
const ENDINGS: [&str; 7] = ["csv", "tsv", "txt", "xlsx", "json", "jsonl", "ndjson"];

/// True for a path that is called like a table that [`read`] reads.
#[must_use]
pub fn is_called_a_table(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known)))
}

/// Reads a table from CSV in any encoding, the first sheet of a workbook (`.xlsx`), or JSON. `path` is for
/// messages only; `what` names the table in them ("soreness log"). Old encodings are told apart by the words
/// that are `understood`.
///
/// # Errors
/// [`Error::Config`] when it is no table: too large, another kind of file, or empty.
pub fn read(bytes: &[u8], path: &str, what: &str, understood: Understood) -> Result<Sheet> {
    let refuse = |what: String, remedy: &str| Error::Config {
        what,
        place: path.to_owned(),
        remedy: remedy.to_owned(),
    };
    if bytes.len() > MAX_BYTES {
        return delimited::read(bytes, path, what);
    }
    if workbook::is_workbook(bytes) {
        let text = workbook::csv(bytes).map_err(|why| {
            let remedy = "open it in the spreadsheet program and save it as CSV (UTF-8)";
            refuse(format!("the {what} is a spreadsheet that cannot be read: {why}"), remedy)
        })?;
        let note = "Read from the first sheet of a workbook.";
        return delimited::of_text(text, path, what, vec![note.into()]);
    }
    delimited::refuse_other_kinds(bytes, path, what)?;
    let (text, note) = encoding::text(bytes, understood);
    if json::is_json(&text) {
        if json::is_too_long(&text) {
            let what = format!("the {what} has more than {} objects and lists of JSON", json::MAX_OBJECTS);
            return Err(refuse(what, "is it the right file? A log has one short record a day"));
        }
        let table = json::csv(&text).ok_or_else(|| {
            let remedy =
                "export a list of days: [{\"date\": \"2024-03-09\", \"soreness\": 3}, ...], or a CSV";
            refuse(format!("the {what} is JSON without a list of days"), remedy)
        })?;
        return delimited::of_text(table.csv, path, what, vec![table.note]);
    }
    delimited::of_text(text, path, what, note.into_iter().collect())
}

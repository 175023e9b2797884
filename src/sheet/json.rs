//! JSON: the records of an export as a table, so that one reader serves for both.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::delimited::{MAX_BYTES, MAX_COLUMNS, MAX_ROWS};
use super::table_text::TableText;

/// Deeper than this nobody keeps a list of days.
const MAX_DEPTH: usize = 4;

/// True for a file that begins as JSON does; RFC 7464 puts a mark before each record. `[08.01.2024` of a chat and `{\rtf`
/// are none.
#[must_use]
pub fn is_json(text: &str) -> bool {
    let rest = text.trim_start_matches(is_between).strip_prefix(['{', '[']);
    rest.is_some_and(|rest| rest.trim_start().starts_with(['"', '{', '[', '}', ']']))
}

fn is_between(c: char) -> bool {
    c.is_whitespace() || c == RECORD_MARK
}

const RECORD_MARK: char = '\u{1e}';

/// Objects and lists that a log may have: each takes hundreds of bytes of memory for a few of the file.
pub const MAX_OBJECTS: usize = 100_000;

/// True for a text with more than [`MAX_OBJECTS`].
#[must_use]
pub fn is_too_long(text: &str) -> bool {
    memchr::memchr2_iter(b'{', b'[', text.as_bytes()).nth(MAX_OBJECTS).is_some()
}

/// Records, and what was decided while reading, in a sentence.
#[derive(Debug)]
pub struct Records {
    /// As CSV: a column a field, a row a record.
    pub csv: String,
    /// What was decided.
    pub note: String,
}

/// The records of `text` as CSV: a column a field, a row a record. `None`: it is no JSON, or there are no
/// records in it.
///
/// Read are an array of objects (`[{"date": ..., "soreness": 3}]`), the longest such array of an object,
/// objects one after another (JSON lines), an object by days (`{"2024-03-09": 3}`), and one record alone. Of a file
/// that was cut off the records before the cut are read.
#[must_use]
pub fn csv(text: &str) -> Option<Records> {
    let mended = without_bare_words(text.as_bytes()).and_then(|json| String::from_utf8(json).ok());
    let text = mended.as_deref().unwrap_or(text);
    let mut note = "Read from JSON, a line a record.".to_owned();
    let records = match serde_json::from_str::<Value>(text) {
        Ok(value) => records(value, 0)?,
        Err(_) => {
            let (records, rest) = one_after_another(text);
            if !rest.is_empty() {
                let shown: String = rest.chars().take(40).collect();
                note = format!("{note} What follows record {} is no JSON: `{shown}`.", records.len());
            }
            records
        }
    };
    if records.is_empty() {
        return None;
    }
    let mut names: Vec<String> = Vec::new();
    let mut columns: BTreeMap<String, usize> = BTreeMap::new();
    let mut rows: Vec<Vec<(usize, String)>> = Vec::new();
    for record in records.into_iter().take(MAX_ROWS) {
        let mut row = Vec::new();
        for (name, cell) in fields(record) {
            let column = columns.get(&name).copied();
            if column.is_none() && names.len() == MAX_COLUMNS {
                continue;
            }
            let column = column.unwrap_or_else(|| {
                names.push(name.clone());
                columns.insert(name, names.len() - 1);
                names.len() - 1
            });
            row.push((column, cell));
        }
        rows.push(row);
    }
    let mut table = TableText::default();
    table.row(names.iter().enumerate().map(|(k, name)| (k, name.as_str())));
    for row in &mut rows {
        row.sort_by_key(|(column, _)| *column);
        table.row(row.iter().map(|(column, cell)| (*column, cell.as_str())));
        if table.bytes() > MAX_BYTES {
            return None;
        }
    }
    Some(Records { csv: table.text(), note })
}

/// The objects at the beginning of a text, and what follows them: nothing, unless it is no object.
fn one_after_another(text: &str) -> (Vec<Map<String, Value>>, &str) {
    let mut found = Vec::new();
    let mut rest = text.trim_matches(is_between);
    while !rest.is_empty() {
        let mut stream = serde_json::Deserializer::from_str(rest).into_iter();
        let Some(Ok(record)) = stream.next() else { break };
        found.push(record);
        rest = rest[stream.byte_offset()..].trim_start_matches(|c| is_between(c) || c == ',');
    }
    (found, rest)
}

fn records(value: Value, depth: usize) -> Option<Vec<Map<String, Value>>> {
    match value {
        Value::Array(items) => {
            let mut objects: Vec<_> = items
                .into_iter()
                .filter_map(|item| if let Value::Object(fields) = item { Some(fields) } else { None })
                .collect();
            // A list of one object may hold the list that is meant.
            if let [only] = &objects[..]
                && depth < MAX_DEPTH
                && count_in(only, depth + 1) > 1
            {
                return objects.pop().and_then(|only| records(Value::Object(only), depth + 1));
            }
            (!objects.is_empty()).then_some(objects)
        }
        Value::Object(fields) if is_by_day(&fields) => Some(fields.into_iter().map(day_of).collect()),
        // A log that was just begun: one line of JSON lines.
        Value::Object(fields) if depth == 0 && is_alone(&fields) => Some(vec![fields]),
        Value::Object(fields) if depth < MAX_DEPTH => {
            let lists = fields.into_iter().filter_map(|(_, value)| records(value, depth + 1));
            // The first of the longest.
            lists.reduce(|best, list| if list.len() > best.len() { list } else { best })
        }
        _ => None,
    }
}

/// How many records [`records`] finds.
fn count(value: &Value, depth: usize) -> usize {
    match value {
        Value::Array(items) => {
            let mut objects = items.iter().filter_map(Value::as_object);
            match (objects.next(), objects.count()) {
                (None, _) => 0,
                (Some(only), 0) if depth < MAX_DEPTH => count_in(only, depth + 1).max(1),
                (Some(_), others) => 1 + others,
            }
        }
        Value::Object(fields) => count_in(fields, depth),
        _ => 0,
    }
}

/// The same for an object.
fn count_in(fields: &Map<String, Value>, depth: usize) -> usize {
    match fields {
        _ if is_by_day(fields) => fields.len(),
        _ if depth == 0 && is_alone(fields) => 1,
        _ if depth < MAX_DEPTH => fields.values().map(|value| count(value, depth + 1)).max().unwrap_or(0),
        _ => 0,
    }
}

/// True for `{"2024-03-09": ..., "2024-03-10": ...}`.
fn is_by_day(fields: &Map<String, Value>) -> bool {
    !fields.is_empty() && fields.keys().all(|key| super::dates::take_apart(key).is_some())
}

/// True for a record with a day and no list in it.
fn is_alone(fields: &Map<String, Value>) -> bool {
    let is_day = |value: &Value| value.as_str().is_some_and(|text| super::dates::take_apart(text).is_some());
    fields.values().any(is_day) && !fields.values().any(|value| value.is_array() || value.is_object())
}

fn day_of((day, value): (String, Value)) -> Map<String, Value> {
    let mut record = match value {
        Value::Object(fields) => fields,
        value => Map::from_iter([("soreness".to_owned(), value)]),
    };
    record.insert("date".into(), Value::String(day));
    record
}

/// The fields of a record as cells; those of an object in it by their own names.
fn fields(record: Map<String, Value>) -> Vec<(String, String)> {
    let mut cells: Vec<(String, String)> = Vec::new();
    for (name, value) in record {
        match value {
            Value::Object(inner) => {
                cells.extend(inner.into_iter().filter_map(|(name, value)| Some((name, cell(&value)?))));
            }
            value => cells.extend(cell(&value).map(|cell| (name, cell))),
        }
    }
    cells
}

/// `None` for what is no single value.
fn cell(value: &Value) -> Option<String> {
    match value {
        Value::Null => Some(String::new()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) => Some(text.clone()),
        // `[2024, 3, 9]`
        Value::Array(parts) => {
            let numbers: Vec<i64> = parts.iter().filter_map(Value::as_i64).collect();
            match numbers[..] {
                [year @ 1990..=2100, month @ 1..=12, day @ 1..=31] if parts.len() == 3 => {
                    Some(format!("{year:04}-{month:02}-{day:02}"))
                }
                _ => None,
            }
        }
        Value::Object(_) => None,
    }
}

/// The same with `null` for the words that JavaScript writes for no number, outside of texts; `None`: it has none.
// DEVICE: Polar Flow since 2025 writes `NaN` for a missing altitude.
#[must_use]
pub fn without_bare_words(json: &[u8]) -> Option<Vec<u8>> {
    let has = |word: &str| memchr::memmem::find(json, word.as_bytes()).is_some();
    if !has("NaN") && !has("Infinity") {
        return None;
    }
    let mut out = Vec::with_capacity(json.len());
    let (mut rest, mut in_text) = (json, false);
    while let Some((&byte, tail)) = rest.split_first() {
        let word: Option<&[u8]> = [&b"NaN"[..], b"-Infinity", b"Infinity"]
            .into_iter()
            .find(|word| !in_text && rest.starts_with(word));
        if let Some(word) = word {
            out.extend_from_slice(b"null");
            rest = &rest[word.len()..];
            continue;
        }
        out.push(byte);
        rest = tail;
        if in_text && byte == b'\\' {
            if let Some((&escaped, tail)) = rest.split_first() {
                out.push(escaped);
                rest = tail;
            }
        } else if byte == b'"' {
            in_text = !in_text;
        }
    }
    Some(out)
}

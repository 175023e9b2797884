//! JSON as exports write it: a byte-order mark, UTF-16, a literal `NaN`, numbers as text.

use std::borrow::Cow;

use serde_json::Value;

use crate::error::FileError;
use crate::sheet::delimited;
use crate::sheet::json::without_bare_words;
use crate::text::beginning;

/// The beginning of a file as text, without a byte-order mark and leading blanks; `None`: no JSON.
#[must_use]
pub fn head(bytes: &[u8]) -> Option<Cow<'_, str>> {
    const HEAD: usize = 64 * 1024;
    let head = &bytes[..bytes.len().min(HEAD)];
    let wide = delimited::text_of_utf16(head);
    let text = wide.map_or_else(|| String::from_utf8_lossy(without_mark(head)), Cow::Owned);
    text.trim_start().starts_with(['{', '[']).then_some(text)
}

/// True for JSON whose beginning holds each of `keys` as a key.
#[must_use]
pub fn has_keys(bytes: &[u8], keys: &[&str]) -> bool {
    let Some(head) = head(bytes) else { return false };
    let is_key = |at: usize, key: &str| {
        let quoted = head[..at].ends_with('"') && head[at + key.len()..].starts_with('"');
        quoted && head[at + key.len() + 1..].trim_start().starts_with(':')
    };
    keys.iter().all(|key| head.match_indices(key).any(|(at, _)| is_key(at, key)))
}

fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes)
}

/// Reads JSON; bare `NaN` and `Infinity` are nothing.
///
/// # Errors
/// [`FileError::Unreadable`] with the place of the first fault.
pub fn read<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> Result<T, FileError> {
    let wide = delimited::text_of_utf16(bytes);
    let json = wide.as_deref().map_or_else(|| without_mark(bytes), str::as_bytes);
    serde_json::from_slice(json).or_else(|error| {
        let broken = |error: serde_json::Error| FileError::Unreadable(format!("broken JSON: {error}"));
        match without_bare_words(json) {
            Some(json) => serde_json::from_slice(&json).map_err(broken),
            None => Err(broken(error)),
        }
    })
}

/// A number, also one that is written as text; `None`: anything else.
#[must_use]
pub fn number(value: &Value) -> Option<f64> {
    let number = match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    number.filter(|number| number.abs() <= 1e15)
}

/// A number above 0: exports write 0 and -1 for "not known".
#[must_use]
pub fn positive(value: &Value) -> Option<f64> {
    number(value).filter(|number| *number > 0.0)
}

/// A text that is not blank, as far as it is [kept](beginning).
#[must_use]
pub fn text(value: &Value) -> Option<&str> {
    value.as_str().map(str::trim).filter(|text| !text.is_empty()).map(beginning)
}

/// The first of the members `keys` of an object that is there and not `null`; else `null`.
#[must_use]
pub fn member<'a>(object: &'a Value, keys: &[&str]) -> &'a Value {
    keys.iter().map(|key| &object[*key]).find(|value| !value.is_null()).unwrap_or(&Value::Null)
}

/// The elements of an array; none of anything else.
#[must_use]
pub fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

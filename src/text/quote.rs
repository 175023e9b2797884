//! Quote: a text as a shell takes it, and as a cell of a CSV.

/// A text as a shell takes it: in quotation marks where it needs them.
#[must_use]
pub fn shell(text: &str) -> String {
    let plain = |c: char| {
        c.is_alphanumeric()
            || matches!(c, '/' | '.' | '_' | '-' | '~' | '+' | ':' | ',' | '%')
            || cfg!(windows) && c == '\\'
    };
    if !text.is_empty() && text.chars().all(plain) { text.to_owned() } else { quoted(text) }
}

/// A text between quotation marks.
#[must_use]
pub fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        if matches!(c, '"' | '\\' | '$' | '`') && !cfg!(windows) {
            out.push('\\');
        }
        out.push(c);
    }
    out.push('"');
    out
}

/// A text as a cell of a table with that separator, quoted where RFC 4180 asks for it.
#[must_use]
pub fn csv_cell(text: &str, separator: char) -> String {
    if text.contains([separator, '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

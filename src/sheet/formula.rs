//! Formulas: cells that a spreadsheet program would run.

/// Characters with which spreadsheet programs let a formula begin, wide forms included.
pub const FORMULA_STARTS: [char; 11] =
    ['=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];

/// The text with an apostrophe before every formula: at its start, and after a separator or line end
/// in it, where a program may split the cell.
#[must_use]
pub fn without_formulas(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut begins = true;
    for c in text.chars() {
        if begins && FORMULA_STARTS.contains(&c) {
            out.push('\'');
        }
        out.push(c);
        begins = matches!(c, ';' | '\t' | '\r' | '\n');
    }
    out
}

//! Table text: cells of other formats written as CSV, for the one reader of tables.

/// A table that grows row by row.
#[derive(Debug, Default)]
pub struct TableText {
    text: String,
    rows: usize,
}

impl TableText {
    /// Bytes so far.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.text.len()
    }

    /// Rows so far.
    #[must_use]
    pub const fn rows(&self) -> usize {
        self.rows
    }

    /// Adds a row of (column, cell), by column; columns between them are empty.
    pub fn row<'a>(&mut self, cells: impl Iterator<Item = (usize, &'a str)>) {
        let mut at = 0;
        for (column, cell) in cells {
            for _ in at..column {
                self.text.push(',');
            }
            at = at.max(column);
            // A row is a line: line ends inside a cell would count as rows.
            let cell = cell.replace(['\r', '\n'], " ");
            if cell.contains([',', '"', ';', '\t', '|']) {
                self.text.push('"');
                self.text.push_str(&cell.replace('"', "\"\""));
                self.text.push('"');
            } else {
                self.text.push_str(&cell);
            }
        }
        self.text.push('\n');
        self.rows += 1;
    }

    /// The table.
    #[must_use]
    pub fn text(self) -> String {
        self.text
    }
}

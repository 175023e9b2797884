//! Soreness logs, as workbook or JSON, that say very much in little, or are damaged.

use std::fs;

use shakeout::diary::{self, DiaryOptions};
use shakeout::sheet::json;
use shakeout::synth::zip_writer::{Method, ZipEntry, write as zip};

use super::text;
use crate::support::processor_ns;
use crate::support::program::program;

/// A workbook of one sheet with these rows, and one text that its cells may share.
fn workbook(rows: &str, shared: &str) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let relations = "http://schemas.openxmlformats.org/package/2006/relationships";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let parts = [
        (
            "_rels/.rels",
            format!(
                "<Relationships xmlns=\"{relations}\"><Relationship Id=\"rId1\" \
                 Type=\"{office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets><sheet name=\"Log\" sheetId=\"1\" \
                 r:id=\"rId1\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships xmlns=\"{relations}\"><Relationship Id=\"rId1\" Type=\"{office}/worksheet\" \
                 Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId2\" Type=\"{office}/sharedStrings\" \
                 Target=\"sharedStrings.xml\"/></Relationships>"
            ),
        ),
        ("xl/sharedStrings.xml", format!("<sst xmlns=\"{main}\"><si><t>{shared}</t></si></sst>")),
        (
            "xl/worksheets/sheet1.xml",
            format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>"),
        ),
    ];
    let part = |(path, text): (&str, String)| ZipEntry {
        path: path.into(),
        bytes: format!("<?xml version=\"1.0\"?>{text}").into_bytes(),
        method: Method::Deflated,
    };
    zip(&parts.map(part)).expect("a small zip")
}

#[test]
fn a_text_that_many_cells_of_a_workbook_share_is_not_copied_for_each() {
    let megabyte = "x".repeat(1 << 20);
    let cell = |column: &str, row: usize| format!("<c r=\"{column}{row}\" t=\"s\"><v>0</v></c>");
    let one_cell = format!("<row r=\"1\">{}</row>", cell("A", 1).repeat(20));
    let columns: String = ('A'..='T').map(|column| cell(&column.to_string(), 1)).collect();
    let one_row = format!("<row r=\"1\">{columns}</row>");
    let row = |k: usize| format!("<row r=\"{}\">{}</row>", k % 2 + 1, cell("A", k % 2 + 1));
    let two_rows: String = (0..20).map(row).collect();
    let short = format!("<row r=\"1\">{}</row>", cell("A", 1).repeat(300));
    for (rows, shared) in [(one_cell, &*megabyte), (one_row, &megabyte), (two_rows, &megabyte), (short, "x")]
    {
        let book = workbook(&rows, shared);
        assert!(book.len() < 10_000);
        let error =
            diary::read(&book, "log.xlsx", &DiaryOptions::default()).expect_err("a refusal").to_string();
        assert!(
            error.contains("its first sheet is too large for a log"),
            "{}",
            &error[..error.len().min(300)]
        );
    }
}

#[test]
fn a_workbook_with_a_shared_text_that_is_not_there_cannot_be_read_and_no_more_is_said() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let rows = "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>7</v></c></row>";
    fs::write(dir.path().join("log.xlsx"), workbook(rows, "x")).expect("a file");
    let output = program().args(["soreness", "check", "log.xlsx"]).current_dir(dir.path()).output();
    let output = output.expect("the program starts");
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.starts_with("error: ") && said.contains("a spreadsheet that cannot be read"), "{said}");
}

#[test]
fn a_cell_with_thousands_of_attributes_takes_as_long_as_many_with_few() {
    let attributes = |n: usize| -> String { (0..n).map(|k| format!(" a{k}=\"\"")).collect() };
    let took = |cells: usize, each: usize| {
        let cell = format!("<c r=\"A1\"{}><v>3</v></c>", attributes(each));
        let book = workbook(&format!("<row r=\"1\">{}</row>", cell.repeat(cells)), "x");
        let begun = processor_ns();
        diary::read(&book, "log.xlsx", &DiaryOptions::default()).expect_err("no log");
        processor_ns().zip(begun).map(|(ended, begun)| ended - begun)
    };
    let (few, many) = (took(200, 200), took(1, 40_000));
    assert!(many.zip(few).is_none_or(|(many, few)| many < 10 * few), "{many:?} ns and {few:?} ns");
}

#[test]
fn a_small_workbook_that_unpacks_to_very_much_is_refused() {
    let book = workbook(&"<row/>".repeat(8 << 20), "x");
    assert!(book.len() < 200_000, "{} bytes", book.len());
    let error = diary::read(&book, "log.xlsx", &DiaryOptions::default()).expect_err("a refusal").to_string();
    assert!(error.contains("it unpacks to more than"), "{error}");
}

#[test]
fn json_of_very_many_objects_or_lists_is_refused_before_it_is_read() {
    let day = "{\"date\":\"2024-01-01\",\"soreness\":3}";
    for many in ["{\"\":0},".repeat(200_000), "[0],".repeat(200_000)] {
        let text = format!("[{{\"x\":[{many}{day}]}}]");
        let error = diary::read(text.as_bytes(), "log.json", &DiaryOptions::default())
            .expect_err("a refusal")
            .to_string();
        assert!(error.contains("more than 100000 objects and lists"), "{error}");
    }
    let log = diary::read(
        format!("[{{\"x\":[{day},{}]}}]", day.replace("-01\"", "-02\"")).as_bytes(),
        "log.json",
        &DiaryOptions::default(),
    );
    assert_eq!(log.expect("a log").count(), 2);
}

#[test]
fn json_with_thousands_of_names_takes_as_long_as_with_few() {
    let log = |records: usize, names: usize| -> String {
        let record = |_| {
            let fields: Vec<String> = (0..names).map(|k| format!("\"k{k:05}\":1")).collect();
            format!("{{{}}}\n", fields.join(","))
        };
        (0..records).map(record).collect()
    };
    let took = |text: &str| {
        let begun = processor_ns();
        let records = json::csv(text).expect("records");
        assert!(records.csv.starts_with("k00000,k00001"));
        processor_ns().zip(begun).map(|(ended, begun)| ended - begun)
    };
    // As many cells.
    let (few, many) = (took(&log(4000, 40)), took(&log(40, 4000)));
    assert!(many.zip(few).is_none_or(|(many, few)| many < 5 * few), "{many:?} ns and {few:?} ns");
}

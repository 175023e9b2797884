//! Logs as bytes: encodings, separators, quotation marks, limits.

use super::*;

#[test]
fn utf_16_and_windows_1252_are_read_and_binary_is_refused() {
    let text = "date,soreness,time,note\r\n2024-01-01,2,morning,m\u{fc}de\r\n2024-01-02,0,morning,\r\n";
    let wanted = read(text);
    let wide = |bom: [u8; 2], bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        bom.into_iter().chain(text.encode_utf16().flat_map(bytes)).collect()
    };
    for bytes in [wide([0xFF, 0xFE], u16::to_le_bytes), wide([0xFE, 0xFF], u16::to_be_bytes)] {
        assert_eq!(diary::read(&bytes, "log.csv", &DiaryOptions::default()).expect("utf-16"), wanted);
    }
    let latin: Vec<u8> = text.chars().map(|c| c as u8).collect();
    let log = diary::read(&latin, "log.csv", &DiaryOptions::default()).expect("latin-1");
    assert_eq!(log.entries, wanted.entries);
    assert!(noted(&log, "Windows-1252"));
    let excel = b"date;soreness;time;magn\x80sium\r\n2024-01-01;2;morning;1\r\n";
    let sheet = delimited::read(excel, "log.csv", "log").expect("a sheet");
    assert_eq!(sheet.header[3], "magn€sium", "byte 0x80 is no control character");
    assert!(refused(b"date,soreness\n2024-01-01,2\0\n").contains("NUL"));
    assert!(refused(b"PK\x03\x04rest of a spreadsheet").contains("spreadsheet"));
    assert!(refused("").contains("empty"));
    assert!(refused(" \n\n").contains("empty"));
}

#[test]
fn the_separator_line_of_spreadsheet_programs_and_old_line_ends_are_read_and_lines_counted() {
    let log = read_with("sep=;\r\nDate;Soreness\r\n2024-01-01;2\r\n2024-01-02;x\r\n", &one_to_five());
    assert_eq!(log.info().rejected[0].0, 4);
    let log = read_with("Date;Soreness\r2024-01-01;2\r2024-01-02;x\r", &one_to_five());
    assert_eq!((log.count(), log.info().rejected[0].0), (1, 3));
}

#[test]
fn quoted_cells_may_span_lines_and_hold_quotes_and_lines_stay_right() {
    let log = read(
        "date,soreness,time,note\n2024-01-01,2,morning,\"two\nlines, and \"\"quotes\"\"\"\n2024-01-02,x,,\n2024-01-03,0,,\n",
    );
    assert_eq!(log.count(), 2);
    assert_eq!(log.info().rejected[0].0, 4);
}

#[test]
fn a_stray_quotation_mark_does_not_swallow_the_rows_below() {
    let log = read(
        "date,soreness,time,note\n2024-01-01,2,morning,\"5 km\n2024-01-02,3,morning,\n2024-01-03,0,morning,\n",
    );
    assert_eq!(log.count(), 3);
    assert!(noted(&log, "Quotation marks were read as they stand on 1 lines (the first is line 2)"));
    let lines: Vec<usize> = log.entries.values().map(|entry| entry.line).collect();
    assert_eq!(lines, [2, 3, 4]);
    let log = read(
        "date,soreness,time,note\n2024-01-01,2,,\"5 km\n2024-01-02,3,,\"fine\"\n2024-01-03,0,,\"5\" nail\n2024-01-04,0,,\n",
    );
    assert_eq!(log.count(), 4, "the next quoted note does not close it");
}

#[test]
fn a_header_of_a_million_columns_and_a_file_of_17_megabytes_are_refused() {
    assert!(refused(format!("date,soreness{}", ",x".repeat(1_000_000))).contains("4096 columns"));
    assert!(refused(vec![b'a'; 17 << 20]).contains("more than 16 MB"));
}

#[test]
fn a_log_of_which_no_row_can_be_used_is_refused_and_an_empty_one_is_not() {
    let message = refused("date,soreness\nsoon,2\nlater,3\n");
    assert!(message.contains("no row") && message.contains("line 2"), "{message}");
    let log = read("date,soreness\n");
    assert_eq!((log.count(), log.info().rejected.len()), (0, 0));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        let _ = diary::read(&bytes, "log.csv", &one_to_five());
    }

    #[test]
    fn arbitrary_cells_under_a_sound_header_never_panic_and_no_value_leaves_the_scale(
        cells in "([0-9a-zA-Z:/.,;\"\n\t+#\u{e4}\u{202f} -]|2024-0[1-9]-[0-3][0-9],[0-9]\n){0,200}",
    ) {
        let mut options = one_to_five();
        options.tz = Some("Europe/Oslo".into());
        options.date_order = Some(DateOrder::Dmy);
        if let Ok(log) = diary::read(format!("date,soreness,time,sleep\n{cells}").as_bytes(), "log.csv", &options) {
            for value in log.entries.values().filter_map(|entry| entry.soreness) {
                prop_assert!((1.0..=5.0).contains(&value));
            }
            prop_assert!(log.info().rejected.is_sorted());
        }
    }
}

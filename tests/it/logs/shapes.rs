//! Shapes: encodings, titles, no header, notes, long tables, body parts, workbooks, JSON.

use shakeout::diary::{self, DiaryOptions};
use shakeout::soreness::{Direction, Scale};
use shakeout::synth::zip_writer::{self, Method, ZipEntry};

use super::{assert_all, assert_values, log, mornings, read, refused};

#[test]
fn an_old_encoding_is_the_one_in_which_the_words_are_understood() {
    use encoding_rs::{GB18030, MACINTOSH, SHIFT_JIS, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252};
    let cases = [
        (WINDOWS_1252, "Datum;Träningsvärk (0-10)"),
        (MACINTOSH, "Datum;Träningsvärk (0-10)"),
        (WINDOWS_1250, "Datum;Bolest svalů (0-10)"),
        (WINDOWS_1251, "Дата;Боль в мышцах (0-10)"),
        (SHIFT_JIS, "日付;筋肉痛 (0-10)"),
        (GB18030, "日期;肌肉酸痛 (0-10)"),
    ];
    for (encoding, header) in cases {
        // MacRoman is only read, not written, by the crate: its two letters by hand.
        let text = log(header, |day, value| format!("{day};{value}"));
        let bytes = if encoding == MACINTOSH {
            text.chars().map(|c| if c == 'ä' { 0x8A } else { c as u8 }).collect()
        } else {
            encoding.encode(&text).0.into_owned()
        };
        assert_all(&read(&bytes));
    }
    let wide: Vec<u8> = log("Datum\tMuskelkater (0-10)", |d, v| format!("{d}\t{v}"))
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_all(&read(&wide));
}

#[test]
fn a_title_may_precede_the_header_and_lines_stay_right() {
    let table = log("Datum;Muskelkater (0-10);Notiz", |d, v| format!("{d};{v};"));
    assert_all(&read(format!("Muskelkater-Tagebuch\n\n{table}")));
    assert_all(&read(format!("My log, 2024;;\n;;\n{table}")));
    let broken = format!(
        "My log,,\nKept since 2024,,\n{}2024-05-01,x,\n",
        log("date,soreness,note", |d, v| format!("{d},{v},"))
    );
    assert_eq!(read(broken).rejected[0].line, 44);
}

#[test]
fn rows_without_a_header_are_a_date_and_a_value() {
    let table = log("", |day, value| format!("{day},{value}"));
    assert_all(&read(table.trim_start()));
}

#[test]
fn lines_of_notes_with_a_value_out_of_ten_are_a_log() {
    let options = DiaryOptions { direction: Some(Direction::HigherIsSorer), ..DiaryOptions::default() };
    let text = log("", |day, value| format!("{day} legs {value}/10, slept ok"));
    assert_all(&diary::read(text.trim_start().as_bytes(), "notes.txt", &options).expect("notes"));
}

#[test]
fn lines_of_notes_may_have_a_title_no_year_or_a_number_alone() {
    let options = DiaryOptions {
        direction: Some(Direction::HigherIsSorer),
        year: Some(2024),
        ..DiaryOptions::default()
    };
    let told = |text: String| {
        diary::read(text.as_bytes(), "log.txt", &options).unwrap_or_else(|error| panic!("{error}"))
    };
    assert_all(&told(log("", |d, v| format!("[{d}, 07:03] Anna: legs {v}/10"))));
    assert_all(&told(log("My running notes\n", |d, v| format!("{d} - legs sore {v}/10, slept ok"))));
    let months = ["Jan", "Feb"];
    assert_all(&told(log("", |d, v| {
        let month = months[usize::from(d.month().unsigned_abs()) - 1];
        format!("{:?} {month} {}: legs {v}/10", d.weekday(), d.day())
    })));
    for header in ["", "date soreness", "Date        Soreness"] {
        assert_all(&read(log(header, |d, v| format!("{d}    {v}"))));
    }
    assert_all(&read(log("", |d, v| format!("{d}: {v}"))));
}

#[test]
fn a_number_after_a_day_is_a_value_and_no_year() {
    let options = DiaryOptions { year: Some(2024), scale: Scale::new(0.0, 10.0), ..DiaryOptions::default() };
    let options = DiaryOptions { direction: Some(Direction::HigherIsSorer), ..options };
    let values = |lines: &str| {
        let text = format!("5 Jan: 3\n6 Jan: 2\n{lines}\n9 Jan: 0\n");
        let diary =
            diary::read(text.as_bytes(), "log.txt", &options).unwrap_or_else(|error| panic!("{error}"));
        assert!(diary.rejected.is_empty(), "{lines}: {:?}", diary.rejected);
        let days: Vec<i16> = diary.entries.keys().map(|day| day.year()).collect();
        assert_eq!(days, [2024; 5], "{lines}");
        diary.entries.values().filter_map(|entry| entry.soreness).collect::<Vec<f64>>()
    };
    for lines in
        ["7 Jan: 10\n8 Jan: 4", "7 Jan 10\n8 Jan 4", "Jan 7: 10\nJan 8: 4", "7 Jan - 10\nMon 8 Jan - 4"]
    {
        assert_eq!(values(lines), [3.0, 2.0, 10.0, 4.0, 0.0], "{lines}");
    }
    assert_eq!(values("7 Jan: 2\n8 Jan: \u{1F634} 1"), [3.0, 2.0, 2.0, 1.0, 0.0]);
    let text = "5 Jan: 3\n6 Jan: ran 5 km\n7 Jan: 2\n";
    let diary = diary::read(text.as_bytes(), "log.txt", &options).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(
        diary.rejected.iter().map(|row| row.line).collect::<Vec<_>>(),
        [2],
        "no number of a run is soreness"
    );
}

#[test]
fn a_title_with_commas_stands_above_lines_of_notes() {
    let options = DiaryOptions { direction: Some(Direction::HigherIsSorer), ..DiaryOptions::default() };
    let text = log("Beine morgens, 0 = nothing, 10 = worst", |d, v| format!("{d}: {v}"));
    let read =
        diary::read(text.as_bytes(), "log.txt", &DiaryOptions { scale: Scale::new(0.0, 10.0), ..options });
    assert_all(&read.unwrap_or_else(|error| panic!("{error}")));
}

#[test]
fn a_date_on_a_line_of_its_own_is_no_note_of_its_year() {
    let blocks = log("", |d, v| format!("{}th January {}\nSoreness: {v}\nEasy run\n", d.day(), d.year()));
    let message = refused(blocks);
    assert!(message.contains("write a row a day with two columns: date,soreness"), "{message}");
}

#[test]
fn days_side_by_side_are_refused_and_told_how_to_turn_them() {
    let dates: Vec<String> = mornings().iter().map(|(day, _)| day.to_string()).collect();
    let values: Vec<String> = mornings().iter().map(|(_, value)| value.to_string()).collect();
    let across = format!("Date,{}\nSoreness,{}\n", dates.join(","), values.join(","));
    let weeks = "Woche;Mo;Di;Mi;Do;Fr;Sa;So\n08.01.2024;1;2;3;4;5;6;7\n15.01.2024;1;2;3;4;5;6;7\n";
    let blocks = log("Date,Soreness,,Date,Soreness", |d, v| {
        format!("{d},{v},,2025-{:02}-{:02},{v}", d.month(), d.day())
    });
    assert!(refused(blocks).contains("put the blocks below each other"));
    for (text, what) in [(across.as_str(), "a column a day"), (weeks, "a row a week")] {
        let message = refused(text);
        assert!(message.contains(what) && message.contains("write a row a day"), "{message}");
    }
}

#[test]
fn of_a_long_table_the_rows_about_soreness_are_read() {
    let text = log("day,metric,value", |d, v| format!("{d},sleep,7\n{d},muscle soreness (0-10),{v}"));
    assert_all(&read(&text));
    let yes = |value: u8| if value > 3 { "true" } else { "false" };
    let whoop =
        log("Cycle start time,Cycle end time,Cycle timezone,Question text,Answered yes,Notes", |d, v| {
            let evening = d.yesterday().expect("a day");
            format!("{evening} 23:10:00,{d} 22:50:00,UTC+02:00,Feeling sore?,{},", yes(v))
        });
    let diary = read(&whoop);
    assert_eq!(diary.dialect, "Whoop journal");
    assert_values(&diary, |value| f64::from(u8::from(value > 3)));
    let bearable = log("date,weekday,time of day,category,rating/amount,detail,notes", |d, v| {
        format!("{d},Mon,am,Symptom,{},Muscle soreness (x),\n{d},Mon,am,Mood,3,,", v / 2)
    });
    let diary = read(&bearable);
    assert_eq!((diary.dialect, diary.scale), ("Bearable", Scale { low: 0.0, high: 4.0 }));
    assert_values(&diary, |value| f64::from(value / 2));
}

#[test]
fn of_several_body_parts_the_highest_counts_and_one_can_be_chosen() {
    let text = log("date,calf soreness (0-10),quad soreness (0-10)", |d, v| {
        format!("{d},{},{v}", v.saturating_sub(1))
    });
    let diary = read(&text);
    assert_all(&diary);
    assert!(
        diary.notes.iter().any(|note| note.contains("the highest of `calf soreness (0-10)`")),
        "{:?}",
        diary.notes
    );
    let options = DiaryOptions { column: Some("calf soreness (0-10)".into()), ..DiaryOptions::default() };
    let calves = diary::read(text.as_bytes(), "log.csv", &options).expect("a column");
    assert_values(&calves, |value| f64::from(value.saturating_sub(1)));
}

#[test]
fn an_evening_entry_before_that_of_the_morning_leaves_the_morning() {
    let text = log("date,time,soreness", |d, v| format!("{d},22:00,{}\n{d},06:30,{v}", v + 1));
    let diary = read(&text);
    assert_all(&diary);
    assert!(!diary.reported_assumed);
}

#[test]
fn a_decimal_comma_that_a_note_or_a_surplus_cell_hides_is_rejected_and_not_cut_off() {
    let diary = read("date,soreness,note\n2025-06-11,2,5,\n2025-06-12,3,\n2025-06-13,4,tired\n");
    let rejected: Vec<(usize, &str)> =
        diary.rejected.iter().map(|row| (row.line, row.reason.as_str())).collect();
    assert_eq!(rejected, [(2, "`2,5` (a decimal comma without quotes?)")]);
    assert_eq!(diary.count(), 2);
}

/// The first sheet of a workbook: `rows` of cells, numbers as numbers, dates as styled serial days.
fn workbook(rows: &[Vec<String>]) -> Vec<u8> {
    let epoch = jiff::civil::date(1899, 12, 30);
    let cell = |column: usize, row: usize, text: &String| {
        let place = format!("{}{}", char::from(b'A' + column as u8), row + 1);
        if let Ok(day) = text.parse::<jiff::civil::Date>() {
            format!("<c r=\"{place}\" s=\"1\"><v>{}</v></c>", (day - epoch).get_days())
        } else if text.parse::<f64>().is_ok() {
            format!("<c r=\"{place}\"><v>{text}</v></c>")
        } else {
            format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
        }
    };
    let lines: String = rows
        .iter()
        .enumerate()
        .map(|(k, cells)| {
            let cells: String = cells.iter().enumerate().map(|(c, text)| cell(c, k, text)).collect();
            format!("<row r=\"{}\">{cells}</row>", k + 1)
        })
        .collect();
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let relations = "http://schemas.openxmlformats.org/package/2006/relationships";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let part =
        |name: &str, text: String| (name.to_owned(), format!("<?xml version=\"1.0\"?>{text}").into_bytes());
    let parts = vec![
        part(
            "_rels/.rels",
            format!(
                "<Relationships xmlns=\"{relations}\"><Relationship Id=\"rId1\" Type=\"{office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        part(
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets><sheet name=\"Log\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
            ),
        ),
        part(
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships xmlns=\"{relations}\"><Relationship Id=\"rId1\" Type=\"{office}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
            ),
        ),
        part(
            "xl/styles.xml",
            format!(
                "<styleSheet xmlns=\"{main}\"><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>"
            ),
        ),
        part(
            "xl/worksheets/sheet1.xml",
            format!("<worksheet xmlns=\"{main}\"><sheetData>{lines}</sheetData></worksheet>"),
        ),
    ];
    zip_of(&parts)
}

fn zip_of(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let member = |(path, bytes): &(String, Vec<u8>)| ZipEntry {
        path: path.clone(),
        bytes: bytes.clone(),
        method: Method::Deflated,
    };
    zip_writer::write(&parts.iter().map(member).collect::<Vec<_>>()).expect("a small archive")
}

fn season_in_a_workbook() -> Vec<u8> {
    let title = vec![vec!["My log".to_owned()], vec!["Datum".to_owned(), "Muskelkater (0-10)".to_owned()]];
    let rows = mornings().into_iter().map(|(day, value)| vec![day.to_string(), value.to_string()]);
    workbook(&title.into_iter().chain(rows).collect::<Vec<_>>())
}

#[test]
fn the_first_sheet_of_a_workbook_is_a_log() {
    assert_all(&read(season_in_a_workbook()));
}

#[test]
fn a_damaged_or_cut_off_workbook_is_refused_and_never_a_panic() {
    let whole = season_in_a_workbook();
    for length in (0..whole.len()).step_by(97) {
        let _ = diary::read(&whole[..length], "log.xlsx", &DiaryOptions::default());
    }
    for at in (0..whole.len()).step_by(41) {
        let mut flipped = whole.clone();
        flipped[at] ^= 0x20;
        let _ = diary::read(&flipped, "log.xlsx", &DiaryOptions::default());
    }
}

#[test]
fn a_workbook_that_unpacks_to_gigabytes_is_refused() {
    let bomb = vec![b' '; 80 << 20];
    let bytes = zip_of(&[("xl/worksheets/sheet1.xml".to_owned(), bomb)]);
    let error = diary::read(&bytes, "log.xlsx", &DiaryOptions::default()).expect_err("a refusal");
    assert!(error.to_string().contains("it unpacks to more than 16 MB"), "{error}");
}

#[test]
fn json_is_read_as_records_by_days_nested_or_a_line_each() {
    let days: serde_json::Map<_, _> = mornings().iter().map(|(d, v)| (d.to_string(), (*v).into())).collect();
    assert_all(&read(serde_json::Value::Object(days).to_string()));
    let records: Vec<serde_json::Value> = mornings()
        .iter()
        .map(|(day, value)| serde_json::json!({"date": day.to_string(), "metrics": {"soreness": value, "sleep": 7}}))
        .collect();
    assert_all(&read(serde_json::json!({"user": {"name": "x"}, "entries": records}).to_string()));
    let lines: Vec<String> = records.iter().map(ToString::to_string).collect();
    assert_all(&read(lines.join("\n")));
    // As other programs write one record after another: by RFC 7464, over several lines, cut off at the end.
    assert_all(&read(lines.iter().map(|line| format!("\u{1e}{line}\n")).collect::<String>()));
    let pretty = records.iter().map(|record| serde_json::to_string_pretty(record).expect("JSON"));
    assert_all(&read(pretty.collect::<Vec<_>>().join("\n")));
    let cut = read(lines.join("\n") + "\n{\"date\": \"2024-0");
    assert_all(&cut);
    assert!(cut.notes[0].contains("What follows record 40 is no JSON"), "{:?}", cut.notes);
    assert_eq!(read("{\"date\": \"2024-01-08\", \"soreness\": 3}\n").count(), 1);
    let garmin: Vec<serde_json::Value> = mornings()
        .iter()
        .map(|(d, v)| {
            let status = if *v > 3 { "YES" } else { "NO" };
            serde_json::json!({"behaviourName": "Muscle soreness", "status": status, "calendarDate": [d.year(), d.month(), d.day()]})
        })
        .collect();
    let diary = read(serde_json::json!([{"dailyLogList": garmin}]).to_string());
    assert_values(&diary, |value| f64::from(u8::from(value > 3)));
}

#[test]
fn an_empty_column_is_named_with_its_rows() {
    let diary =
        read("date,restingHR,sleepSecs,soreness,ctl\n2024-01-08,50,27000,,30\n2024-01-09,51,27000,,30\n");
    assert_eq!(diary.empty_column, Some(("soreness".to_owned(), 2)));
    assert_eq!(diary.notes[0], "The column `soreness` holds no value in 2 rows.");
}

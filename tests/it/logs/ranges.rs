//! Values that are not one number: ranges, what spreadsheet programs make of them, and nearly numbers.

use shakeout::diary::{self, DiaryOptions};
use shakeout::soreness::Scale;

use super::{assert_all, assert_values, log, mornings, read, refused};

fn values_of(text: &str) -> Vec<Option<f64>> {
    read(text).entries.values().map(|entry| entry.soreness).collect()
}

#[test]
fn a_range_is_its_middle_and_it_is_said_how_many_there_are() {
    for between in ["-", "–", " - ", " to ", " bis ", " or "] {
        let diary = read(log("date,soreness", |d, v| match v {
            0..3 => format!("{d},{v}{between}{}", v + 1),
            _ => format!("{d},{v}"),
        }));
        assert_values(&diary, |v| if v < 3 { f64::from(v) + 0.5 } else { f64::from(v) });
        let ranges = mornings().iter().filter(|(_, v)| *v < 3).count();
        let note = format!("{ranges} values written as a range, such as");
        assert!(diary.notes.iter().any(|said| said.starts_with(&note)), "{:?}", diary.notes);
    }
}

#[test]
fn three_of_ten_stays_three_and_a_range_of_ten_is_its_middle() {
    let text =
        log("date,soreness", |d, v| if v == 3 { format!("{d},3-4/10") } else { format!("{d},{v}/10") });
    let diary = read(text);
    assert_eq!(diary.scale, Scale { low: 0.0, high: 10.0 });
    assert_values(&diary, |v| if v == 3 { 3.5 } else { f64::from(v) });
}

#[test]
fn a_wide_range_and_a_fraction_among_numbers_are_listed_with_what_to_write() {
    let text =
        log("date,soreness", |d, v| format!("{d},{v}")) + "2024-03-01,2-8\n2024-03-02,3/4\n2024-03-03,8-2\n";
    let diary = read(text);
    let reasons: Vec<&str> = diary.rejected.iter().map(|row| row.reason.as_str()).collect();
    assert_eq!(
        reasons,
        [
            "soreness `2-8` is too wide a range; give one number, e.g. 2.5",
            "soreness `3/4` may be 3 of 4, or 3 to 4; give one number, e.g. 2.5",
            "soreness `8-2` is not a number; give one, e.g. 2.5",
        ]
    );
}

#[test]
fn what_a_spreadsheet_program_made_a_date_is_named_as_one_and_not_read() {
    for made in [
        "3-Apr",
        "4-Mar",
        "03. Apr",
        "03. Apr.",
        "Mar-04",
        "2024-03-04",
        "2024-03-04 00:00:00",
        "04.03.2024",
        "45355",
    ] {
        let text =
            log("date,soreness", |d, v| if v == 3 { format!("{d},{made}") } else { format!("{d},{v}") });
        let diary = read(text);
        let threes = mornings().iter().filter(|(_, v)| *v == 3).count();
        assert_eq!(diary.rejected.len(), threes, "{made}: {:?}", diary.notes);
        assert!(diary.rejected[0].reason.contains("is a date"), "{made}: {:?}", diary.rejected[0]);
        let note = diary.notes.iter().find(|note| note.starts_with("CHECK THE VALUES")).expect(made);
        assert!(note.contains(made), "{note}");
    }
}

#[test]
fn a_log_of_dates_in_place_of_values_is_refused_as_that() {
    let message = refused(log("date,soreness", |d, _| format!("{d},4-Mar")));
    assert!(message.contains("soreness `4-Mar` is a date"), "{message}");
}

#[test]
fn nearly_numbers_are_numbers() {
    for (before, after) in [
        ("~", ""),
        ("ca. ", ""),
        ("", "*"),
        ("about ", ""),
        ("'", ""),
        ("=\"", "\""),
        ("", "\u{fe0f}\u{20e3}"),
    ] {
        assert_all(&read(log("date,soreness", |d, v| match v {
            3 => format!("{d},{before}{v}{after}"),
            _ => format!("{d},{v}"),
        })));
    }
    assert_eq!(values_of("date,soreness\n2024-01-08,3½\n2024-01-09,2 1/2\n"), [Some(3.5), Some(2.5)]);
    let percent = log("date,soreness", |d, v| format!("{d},{}%", u32::from(v) * 10));
    assert_values(&read(percent), |v| f64::from(v) * 10.0);
    for nothing in ["?", "N.A.", "#N/A"] {
        let diary =
            read(log(
                "date,soreness",
                |d, v| if v == 3 { format!("{d},{nothing}") } else { format!("{d},{v}") },
            ));
        assert_eq!(diary.rejected, [], "{nothing}");
    }
}

#[test]
fn digits_of_other_scripts_are_digits() {
    let in_arabic = |text: String| -> String {
        text.chars()
            .map(|c| c.to_digit(10).and_then(|value| char::from_u32(0x660 + value)).unwrap_or(c))
            .collect()
    };
    let text = log("التاريخ,ألم العضلات (0-10)", |d, v| in_arabic(format!("{d},{v}")));
    assert_all(&read(text));
}

#[test]
fn zeros_and_ones_alone_are_asked_for_their_scale_and_say_what_they_can_answer() {
    for header in ["date,soreness", "date,sore", "date,time,soreness"] {
        let time = if header.contains("time") { ",07:00" } else { "" };
        let text = log(header, |d, v| format!("{d}{time},{}", u8::from(v > 3)));
        let message = refused(&text);
        assert!(message.contains("--soreness-scale 0..1"), "{message}");
        let options = DiaryOptions { scale: Scale::new(0.0, 1.0), ..DiaryOptions::default() };
        let diary = diary::read(text.as_bytes(), "log.csv", &options);
        let diary = diary.unwrap_or_else(|error| panic!("{error}"));
        assert_values(&diary, |v| f64::from(u8::from(v > 3)));
        assert!(diary.notes.iter().any(|note| note.contains("how often you are sore")), "{:?}", diary.notes);
    }
    // On a scale that the log states, low values are low values.
    let stated = log("# soreness-scale: 0..10\ndate,soreness", |d, v| format!("{d},{}", u8::from(v > 3)));
    assert_eq!(read(stated).scale, Scale { low: 0.0, high: 10.0 });
}

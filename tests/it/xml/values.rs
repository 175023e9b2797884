//! Timestamps, numbers and heart rates: the texts that a point holds.

use proptest::prelude::*;
use shakeout::decode::time::{Timestamp, parse};
use shakeout::decode::xml::{heart_rate, number, single};
use shakeout::units::UtcMillis;

use super::START;

#[test]
fn the_usual_timestamps_are_read_to_the_millisecond() {
    for (text, expected, offset_s) in [
        ("2024-05-01T06:00:00Z", START, Some(0)),
        ("2024-05-01T06:00:00.5Z", START + 500, Some(0)),
        ("2024-05-01T06:00:00.418000Z", START + 418, Some(0)),
        ("2024-05-01T06:00:00.999999Z", START + 999, Some(0)),
        ("2024-05-01T07:15:00+01:15", START, Some(4500)),
        ("2024-04-30T22:00:00-0800", START, Some(-28_800)),
        ("2024-05-01T08:00:00+02", START, Some(7200)),
        ("2024-05-01T06:00:00", START, None),
        (" 2024-05-01t06:00:00z\n", START, Some(0)),
        ("2024-05-01 06:00:00 UTC", START, Some(0)),
        ("2024-05-01T06:00Z", START, Some(0)),
        ("2024/5/1 6:00:00", START, None),
        ("20240501T060000Z", START, Some(0)),
        ("2024-05-01T06:00:00,250", START + 250, None),
        ("2024-04-30T24:00:00Z", START - 6 * 3_600_000, Some(0)),
        ("2024-05-01T05:59:60Z", START, Some(0)),
        ("1969-12-31T23:59:59Z", -1000, Some(0)),
    ] {
        let expected = Some(Timestamp { utc: UtcMillis(expected), offset_s });
        assert_eq!(parse(text), expected, "{text}");
    }
}

#[test]
fn every_day_of_four_centuries_follows_the_day_before() {
    let mut previous = parse("1899-12-31T00:00:00Z").expect("a date").utc.0;
    let mut days = 0;
    for year in 1900..2300 {
        for month in 1..=12 {
            for day in 1..=31 {
                let text = format!("{year}-{month:02}-{day:02}T00:00:00Z");
                let Some(read) = parse(&text) else { continue };
                assert_eq!(read.utc.0 - previous, 86_400_000, "{text}");
                previous = read.utc.0;
                days += 1;
            }
        }
    }
    assert_eq!(days, 146_097);
}

#[test]
fn dates_that_do_not_exist_and_other_texts_are_no_timestamps() {
    for text in [
        "",
        "Z",
        "2024",
        "2024-05-01",
        "2023-02-29T06:00:00Z",
        "2024-13-01T06:00:00Z",
        "2024-04-31T06:00:00Z",
        "2024-05-00T06:00:00Z",
        "2024-05-01T24:00:01Z",
        "2024-05-01T06:60:00Z",
        "2024-05-01T06:00:61Z",
        "2024-05-01T06:00:00.Z",
        "2024-05-01T06:00:00Q",
        "2024-05-01T06:00:00+1:0",
        "2024-05-01T06:00:00Z Z",
        "-024-05-01T06:00:00Z",
        "17605-05-01T06:00:00Z",
        "2024-05-01T0é:00:00Z",
        "gestern",
    ] {
        assert_eq!(parse(text), None, "{text}");
    }
}

#[test]
fn a_coordinate_with_29_decimals_is_read_to_a_nanometre() {
    let text = "51.43788929097354412078857421875";
    let (read, exact) = (number(text).expect("a number"), text.parse::<f64>().expect("a number"));
    assert!((read - exact).abs() <= 2.0 * f64::EPSILON * exact, "{read} {exact}");
}

#[test]
fn short_decimals_are_correctly_rounded() {
    for text in ["0", "-0.459622", "52.147912", "142", "37.8", "0.07999992", "123456789.123456", ".5", "7."] {
        assert_eq!(number(text), text.parse().ok(), "{text}");
    }
    assert_eq!(number(" 12,5\n"), Some(12.5));
    assert_eq!(number("1.5e2"), Some(150.0));
    assert_eq!((number("1e300"), single("1e300"), single("1.5")), (Some(1e300), None, Some(1.5)));
    for text in ["", "-", ".", "NaN", "inf", "1e999", "12 5", "1.2.3", "--", "٣"] {
        assert_eq!(number(text), None, "{text}");
    }
}

proptest! {
    #[test]
    fn digits_and_a_point_are_read_as_the_standard_library_reads_them(text in "-?[1-9][0-9]{0,11}(\\.[0-9]{0,24})?") {
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        let exact = text.parse::<f64>().ok();
        prop_assert_eq!(number(&text).is_some(), exact.is_some());
        if let (Some(read), Some(exact)) = (number(&text), exact) {
            let off = if digits <= 15 { 0.0 } else { 2.0 * f64::EPSILON * exact.abs() };
            prop_assert!((read - exact).abs() <= off, "{} {}", read, exact);
        }
    }

    #[test]
    fn a_sign_among_the_digits_is_no_number(before in "[0-9]{0,17}", sign in "[/:;<a-df-z_]", after in "[0-9.]{1,17}") {
        prop_assert_eq!(number(&format!("{before}{sign}{after}")), None);
    }
}

#[test]
fn a_heart_rate_of_0_or_255_is_no_heart_rate() {
    assert_eq!(["0", "255", "-3", "300", "", "x"].map(heart_rate), [None; 6]);
    assert_eq!(["1", " 142 ", "141.6", "254"].map(heart_rate), [1, 142, 142, 254].map(Some));
}

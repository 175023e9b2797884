//! Months by name, with and without weekdays, and dates that programs count.

use jiff::civil::Weekday;

use super::{assert_all, log, read};

const MONTHS: &[(&str, [&str; 2])] = &[
    ("de", ["Januar", "Februar"]),
    ("fr", ["janvier", "février"]),
    ("es", ["enero", "febrero"]),
    ("it", ["gennaio", "febbraio"]),
    ("pt", ["janeiro", "fevereiro"]),
    ("nl", ["januari", "februari"]),
    ("pl", ["stycznia", "lutego"]),
    ("cs", ["ledna", "února"]),
    ("fi", ["tammikuuta", "helmikuuta"]),
    ("hu", ["január", "február"]),
    ("ro", ["ianuarie", "februarie"]),
    ("tr", ["Ocak", "Şubat"]),
    ("ru", ["января", "февраля"]),
    ("uk", ["січня", "лютого"]),
    ("el", ["Ιανουαρίου", "Φεβρουαρίου"]),
];

#[test]
fn months_are_read_in_every_language_in_full_and_abbreviated() {
    for (language, months) in MONTHS {
        let name = |day: jiff::civil::Date| months[day.month() as usize - 1];
        let full = log("date;soreness (0-10)", |d, v| format!("{}. {} {};{v}", d.day(), name(d), d.year()));
        assert_all(&read(&full));
        let short = |day| name(day).chars().take(4).collect::<String>();
        let text = log("date;soreness (0-10)", |d, v| format!("{} {} {};{v}", d.day(), short(d), d.year()));
        assert!(read(&text).rejected.is_empty(), "{language}");
        assert_all(&read(&text));
    }
}

#[test]
fn every_month_of_a_language_is_told_from_the_others() {
    let french = ["janv", "févr", "mars", "avr", "mai", "juin", "juil", "août", "sept", "oct", "nov", "déc"];
    let polish = ["sty", "lut", "mar", "kwi", "maj", "cze", "lip", "sie", "wrz", "paź", "lis", "gru"];
    let finnish = [
        "tammi", "helmi", "maalis", "huhti", "touko", "kesä", "heinä", "elo", "syys", "loka", "marras",
        "joulu",
    ];
    let turkish = ["Oca", "Şub", "Mar", "Nis", "May", "Haz", "Tem", "Ağu", "Eyl", "Eki", "Kas", "Ara"];
    for months in [french, polish, finnish, turkish] {
        for (month, name) in (1..).zip(months) {
            assert_eq!(shakeout::sheet::months::month(name), Some(month), "{name}");
        }
    }
    assert_eq!(shakeout::sheet::months::month("jui"), None, "June or July of French");
    assert_eq!(shakeout::sheet::months::month("Montag"), None);
}

#[test]
fn names_are_kept_as_they_are_compared() {
    for name in shakeout::sheet::months::MONTHS.iter().flat_map(|names| names.iter()) {
        assert_eq!(shakeout::sheet::fold::fold(name), *name);
    }
}

#[test]
fn a_weekday_before_the_date_is_no_month() {
    let weekday = |day: jiff::civil::Date| match day.weekday() {
        Weekday::Tuesday => "mar.",
        Weekday::Sunday => "dim.",
        _ => "jeu.",
    };
    let months = ["janvier", "février"];
    let text = log("date;soreness (0-10)", |d, v| {
        format!("{} {} {} {};{v}", weekday(d), d.day(), months[d.month() as usize - 1], d.year())
    });
    assert_all(&read(&text));
    let iso = log("date,soreness", |d, v| format!("{:?} {d},{v}", d.weekday()));
    assert_all(&read(&iso));
}

#[test]
fn ordinals_excels_short_years_and_japanese_days_are_dates() {
    let names = ["Jan", "Feb"];
    let month = |day: jiff::civil::Date| names[day.month() as usize - 1];
    assert_all(&read(log("date,soreness (0-10)", |d, v| {
        format!("{}th {} {},{v}", d.day(), month(d), d.year())
    })));
    assert_all(&read(log("date,soreness (0-10)", |d, v| format!("{}-{}-24,{v}", d.day(), month(d)))));
    assert_all(&read(log("日付,筋肉痛(0-10)", |d, v| {
        format!("{}年{}月{}日(火),{v}", d.year(), d.month(), d.day())
    })));
}

#[test]
fn a_serial_day_of_a_spreadsheet_is_a_date() {
    let epoch = jiff::civil::date(1899, 12, 30);
    assert_all(&read(log("date,soreness", |d, v| format!("{},{v}", (d - epoch).get_days()))));
}

//! Google Forms, whose time stamps and questions are in the language of the runner.

use jiff::civil::Date;
use shakeout::soreness::{Direction, Reported, Scale};

use super::{assert_all, assert_values, log, read, refused};

/// A form: header of the time stamp, question, and how a time stamp is written.
type Form = (&'static str, &'static str, fn(Date) -> String);

const FORMS: &[Form] = &[
    ("Timestamp", "Sore legs? (0 = not at all, 10 = worst ever)", |d| {
        format!("{}/{}/{} 6:45:12", d.month(), d.day(), d.year())
    }),
    ("Timestamp", "How sore are your legs (0 none - 10 worst)?", |d| {
        format!("{}/{:02}/{:02} 6:45:12 AM GMT+1", d.year(), d.month(), d.day())
    }),
    ("Zeitstempel", "Muskelkater {0 = keiner; 10 = unerträglich}", |d| {
        format!("{:02}.{:02}.{} 06:45:12", d.day(), d.month(), d.year())
    }),
    ("Zeitstempel", "Wie stark ist dein Muskelkater? (0-10)", |d| {
        format!("{}/{:02}/{:02} 6:45:12 AM MEZ", d.year(), d.month(), d.day())
    }),
    ("Horodateur", "Courbatures [0–10]", |d| {
        format!("{:02}/{:02}/{} 06:45:44", d.day(), d.month(), d.year())
    }),
    ("Marca temporal", "¿Cuánto dolor muscular? (0 = nada, 10 = máximo)", |d| {
        format!("{}/{}/{} 6:45:12", d.day(), d.month(), d.year())
    }),
    ("Carimbo de data/hora", "Dor muscular de 0 a 10", |d| {
        format!("{:02}/{:02}/{} 06:45:27", d.day(), d.month(), d.year())
    }),
    ("Informazioni cronologiche", "Indolenzimento muscolare (0-10)", |d| {
        format!("{:02}/{:02}/{} 6.45.28", d.day(), d.month(), d.year())
    }),
    ("Tijdstempel", "Spierpijn (0-10)", |d| format!("{}-{}-{} 6:45:12", d.day(), d.month(), d.year())),
    ("Tidstämpel", "Hur mycket träningsvärk? (0-10)", |d| format!("{d} 06:45:12")),
    ("Tidsstempel", "Muskelømhed (0-10)", |d| {
        format!("{:02}.{:02}.{} 06.45.12", d.day(), d.month(), d.year())
    }),
    ("Aikaleima", "Lihaskipu (0-10)", |d| format!("{}.{}.{} klo 6.45.12", d.day(), d.month(), d.year())),
    ("Sygnatura czasowa", "Zakwasy (0-10)", |d| {
        format!("{:02}.{:02}.{} 06:45:12", d.day(), d.month(), d.year())
    }),
    ("Časová značka", "Svalovice (0-10)", |d| format!("{}. {}. {} 6:45:12", d.day(), d.month(), d.year())),
    ("Időbélyeg", "Izomláz (0-10)", |d| {
        format!("{}. {:02}. {:02}. 6:45:12", d.year(), d.month(), d.day())
    }),
    ("Zaman damgası", "Kas ağrısı (0-10)", |d| {
        format!("{:02}.{:02}.{} 06:45:12", d.day(), d.month(), d.year())
    }),
    ("Отметка времени", "Крепатура (0-10)", |d| {
        format!("{:02}.{:02}.{} 6:45:12", d.day(), d.month(), d.year())
    }),
    ("Χρονική σήμανση", "Μυϊκός πόνος (0-10)", |d| {
        format!("{}/{}/{} 6:45:12 π.μ.", d.day(), d.month(), d.year())
    }),
    ("タイムスタンプ", "筋肉痛（0～10）", |d| {
        format!("{}/{:02}/{:02} 6:45:12", d.year(), d.month(), d.day())
    }),
    ("时间戳记", "肌肉酸痛程度（0-10）", |d| {
        format!("{}/{}/{} 上午6:45:12", d.year(), d.month(), d.day())
    }),
    ("타임스탬프", "근육통 (0~10)", |d| {
        format!("{}. {}. {} 오전 6:45:12", d.year(), d.month(), d.day())
    }),
];

#[test]
fn a_form_in_any_of_its_languages_gives_every_morning_with_its_value() {
    for (stamp, question, when) in FORMS {
        let text = log(&format!("{stamp},\"{question}\""), |day, value| format!("{},{value}", when(day)));
        let diary = read(&text);
        assert_all(&diary);
        let known = (diary.dialect, diary.scale, diary.direction);
        assert_eq!(
            known,
            ("Google Forms", Scale { low: 0.0, high: 10.0 }, Direction::HigherIsSorer),
            "{question}"
        );
    }
}

#[test]
fn the_time_stamps_of_a_form_say_when_its_answers_were_given() {
    let at = |hour: u8| log("Timestamp,Sore legs? (0-10)", |day, v| format!("{day} {hour}:0{v}:12,{v}"));
    let diary = read(at(6));
    assert_eq!((diary.reported, diary.reported_assumed), (Reported::Morning, false));
    assert_eq!(read(at(21)).reported, Reported::Evening);
}

#[test]
fn a_question_that_names_no_scale_is_asked_for_scale_and_direction_at_once() {
    let text = log("Timestamp,How sore are your legs this morning?", |d, v| format!("{d} 6:45:15,{v}"));
    let message = refused(&text);
    assert!(
        message.contains("add --soreness-scale 0..10 --soreness-direction higher-is-sorer\n"),
        "{message}"
    );
}

#[test]
fn a_question_that_says_fresh_at_the_top_turns_the_values_round() {
    for question in [
        "Leg soreness (0 = very sore, 10 = totally fresh)",
        "soreness [10 = fresh, 0 = very sore]",
        "Muskelkater (0 = sehr starker Muskelkater, 10 = kein Muskelkater)",
    ] {
        let text = log(&format!("date,\"{question}\""), |day, value| format!("{day},{}", 10 - value));
        let diary = read(&text);
        assert_eq!(diary.direction, Direction::HigherIsFresher, "{question}");
        assert_all(&diary);
    }
}

#[test]
fn a_scale_is_read_in_any_bracket_or_in_the_name() {
    for name in [
        "soreness {0-10}",
        "soreness <0..10>",
        "soreness_0_10",
        "Soreness 0 to 10",
        "Soreness /10",
        "Soreness, out of 10",
    ] {
        let text = log(&format!("date;\"{name}\""), |day, value| format!("{day};{value}"));
        let diary = read(&text);
        assert_eq!(diary.scale, Scale { low: 0.0, high: 10.0 }, "{name}");
        assert_all(&diary);
    }
    let to_5 =
        read(log("date,\"soreness (1 = no soreness, 5 = very sore)\"", |d, v| format!("{d},{}", 1 + v / 2)));
    assert_eq!((to_5.scale, to_5.direction), (Scale { low: 1.0, high: 5.0 }, Direction::HigherIsSorer));
    assert_values(&to_5, |v| f64::from(1 + v / 2));
    // From 1 on either end may be the sore one.
    let open = refused(log("date,soreness_1_5", |d, v| format!("{d},{}", 1 + v / 2)));
    assert!(open.contains("--soreness-direction") && !open.contains("--soreness-scale"), "{open}");
}

#[test]
fn of_a_column_for_the_morning_and_one_for_the_evening_the_morning_counts() {
    let text = log("date,Soreness PM (0-10),Soreness AM (0-10)", |day, value| {
        format!("{day},{},{value}", value + 2)
    });
    let diary = read(&text);
    assert_all(&diary);
    assert!(!diary.reported_assumed);
}

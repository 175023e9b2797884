//! Odd logs: what people hand over beside tidy tables, and what is no log at all.

use shakeout::diary::{self, DiaryOptions};
use shakeout::soreness::Direction;

use super::{assert_all, assert_values, log, read, refused};

#[test]
fn a_weekday_that_looks_like_a_month_leaves_the_date_beside_it() {
    let tuesday = |words: [&str; 7]| {
        log("fecha;agujetas (0-10)", move |day, value| {
            let weekday = words[day.weekday().to_monday_zero_offset() as usize];
            format!("{weekday} {:02}/{:02}/{};{value}", day.day(), day.month(), day.year())
        })
    };
    assert_all(&read(tuesday(["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"])));
    assert_all(&read(tuesday(["lun", "mar", "mer", "gio", "ven", "sab", "dom"])));
    let named = log("date;courbatures (0-10)", |day, value| {
        let month = if day.month() == 1 { "janv." } else { "févr." };
        format!("mar. {} {month} {};{value}", day.day(), day.year())
    });
    assert_all(&read(named));
    // Dots after the year and the day are no date in figures, and a time with dots is none either.
    let hungarian = log("dátum;izomláz (0-10)", |day, value| {
        let month = if day.month() == 1 { "január" } else { "február" };
        format!("{}. {month} {}. 6:45;{value}", day.year(), day.day())
    });
    assert_all(&read(hungarian));
    let italian = log("data;indolenzimento (0-10)", |day, value| {
        let month = if day.month() == 1 { "gen" } else { "feb" };
        format!("mar {} {month} {} 6.45.10;{value}", day.day(), day.year())
    });
    assert_all(&read(italian));
}

#[test]
fn full_width_digits_are_numbers() {
    let wide = |value: u8| char::from_u32(0xff10 + u32::from(value)).expect("a digit");
    assert_all(&read(log("日付,筋肉痛（0〜10）", |day, value| format!("{day},{}", wide(value)))));
}

#[test]
fn json_with_a_bare_nan_is_read_and_the_nan_is_missing() {
    let rows = log("", |day, value| format!("{{\"date\":\"{day}\",\"soreness\":{value}}},"));
    assert_all(&read(format!("[{rows}{{\"date\":\"2024-03-01\",\"soreness\":NaN}}]")));
}

#[test]
fn zeros_behind_the_last_line_do_no_harm_and_a_page_is_refused_as_one() {
    assert_all(&read(log("date,soreness", |day, value| format!("{day},{value}")) + "\0\0\0"));
    let message = refused("<html><table><tr><td>date</td><td>soreness</td></tr></table></html>");
    assert!(message.contains("a page (HTML or XML), not a table"), "{message}");
}

#[test]
fn our_own_columns_in_capitals_or_with_blanks_are_our_own() {
    for header in ["Date,Soreness", " Date , Soreness , Note ", "DATE,TIME,SORENESS"] {
        let cells = header.matches(',').count() + 1;
        let text = log(header, |day, value| match cells {
            3 if header.contains("TIME") => format!("{day},06:45,{value}"),
            3 => format!("{day},{value},"),
            _ => format!("{day},{value}"),
        });
        let diary = read(text);
        assert_eq!(diary.dialect, "own", "{header}");
        assert!(diary.notes.iter().any(|note| note.contains("assumed")), "{:?}", diary.notes);
        assert_all(&diary);
    }
    // Values from 1 to 5 alone leave it in doubt, whoever wrote the header.
    let small = log("Date,Time,Soreness", |day, value| format!("{day},06:45,{}", 1 + value / 2));
    assert!(refused(small).contains("in doubt"));
}

#[test]
fn tags_of_a_day_say_yes_and_no() {
    let text = log("full_date,date,weekday,time,mood,activities,note_title,note", |day, value| {
        let tags = if value > 3 { "run | sore legs" } else { "run | cooking" };
        format!("{day},x,Mon,06:45,good,{tags},,")
    });
    let diary = read(text);
    assert_eq!(diary.dialect, "Daylio");
    assert_values(&diary, |value| f64::from(u8::from(value > 3)));
}

#[test]
fn a_list_of_activities_is_named_as_one_and_no_column_of_it_is_proposed() {
    for header in [
        "date,distance (mi),duration,sport,rpe",
        "Datum,Distanz,Dauer,Sportart,RPE",
        "Date,Type,Distance (km),Duration,Average Heart Rate (bpm)",
        "日期,距离,时长,运动,RPE",
        "Datum,Strecke (km),Zeit,Gefühl,Notiz",
        "Date,Distance,Time,Notes,Shoes",
        "Fecha,Distancia,Tiempo,Sensaciones,Notas",
        "Дата,Дистанция,Время,Заметки,Обувь",
    ] {
        let message = refused(format!("{header}\n2024-01-08,5.00,45:00,Run,3\n2024-01-10,3.1,28:00,Run,3\n"));
        assert!(message.contains("this is a list of activities"), "{message}");
        assert!(message.contains("give it among the recordings"), "{message}");
        assert!(!message.contains("--soreness-column \""), "{message}");
    }
}

#[test]
fn a_column_that_is_asked_for_is_one_that_there_is() {
    let text = "day,mood,energy\n2024-01-08,3,4\n2024-01-09,2,5\n2024-01-10,2,5\n";
    let wanted = |name: &str| {
        let options = DiaryOptions { column: Some(name.into()), ..DiaryOptions::default() };
        diary::read(text.as_bytes(), "log.csv", &options).expect_err("a refusal").to_string()
    };
    assert!(wanted("enrgy").contains("did you mean --soreness-column \"energy\"?"), "{}", wanted("enrgy"));
    let far = wanted("legs");
    assert!(far.contains("--soreness-column \"mood\", or \"energy\""), "{far}");
    let words = refused("date,weather,mood\n2024-01-08,sun,fine\n2024-01-09,rain,fair\n");
    assert!(words.contains("--soreness-column \"weather\", or \"mood\""), "{words}");
    let alone = refused("date\n2024-01-08\n2024-01-09\n");
    assert!(alone.contains("write a row a day with two columns: date,soreness"), "{alone}");
}

#[test]
fn of_a_day_with_an_end_the_first_day_counts_and_a_document_is_named_as_one() {
    assert_all(&read(log("Date;Soreness (0-10)", |day, value| {
        format!("{day} → {};{value}", day.tomorrow().expect("a day"))
    })));
    let message = refused("{\\rtf1\\ansi date\\tab soreness\\par 2023-01-02\\tab 3\\par}");
    assert!(message.contains("a document (RTF)"), "{message}");
}

#[test]
fn a_typographic_apostrophe_is_one() {
    assert_all(&read(log("Дата,Біль у м’язах (0-10)", |day, value| {
        format!("{day},{value}")
    })));
}

#[test]
fn a_scale_is_not_guessed_from_a_few_values() {
    let message = refused("Timestamp,How sore are your legs?\n1/8/2024 6:45:01,3\n1/20/2024 6:45:01,4\n");
    assert!(message.contains("--soreness-scale 0..10 "), "{message}");
    assert!(message.contains("in place of 0..10: the lowest and the highest value"), "{message}");
}

#[test]
fn inflected_words_and_plain_sore_are_grades() {
    for words in
        [["kein", "leichter", "mäßiger", "starker"], ["not sore", "a little sore", "sore", "very sore"]]
    {
        let text = log("date,soreness", move |day, value| format!("{day},{}", words[usize::from(value / 2)]));
        assert_values(&read(text), |value| f64::from(value / 2));
    }
}

#[test]
fn questions_of_more_languages_are_about_soreness() {
    for (stamp, question) in [
        ("Aikaleima", "Kuinka kipeät jalkasi ovat? (0 = ei lainkaan; 10 = erittäin)"),
        ("Zaman damgası", "Bacakların ne kadar ağrıyor? (0 = hiç; 10 = çok)"),
        ("Позначка часу", "Наскільки болять м'язи? (0 = зовсім ні; 10 = дуже)"),
        ("時間戳記", "今早腿部痠痛程度 (0-10)"),
    ] {
        let text = log(&format!("{stamp},{question}"), |day, value| {
            format!("{:02}.{:02}.{} 06:45:10,{value}", day.day(), day.month(), day.year())
        });
        assert_all(&read(text));
    }
}

#[test]
fn pasted_twice_a_log_counts_once() {
    let once = log("date,soreness", |day, value| format!("{day},{value}"));
    let options = DiaryOptions { direction: Some(Direction::HigherIsSorer), ..DiaryOptions::default() };
    assert_all(&diary::read(format!("{once}{once}").as_bytes(), "log.csv", &options).expect("a log"));
}

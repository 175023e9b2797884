//! Soreness in words, as yes and no, out of ten.

use shakeout::soreness::{Direction, Scale};

use super::{assert_all, assert_values, log, read};

const GRADES: &[[&str; 4]] = &[
    ["none", "mild", "moderate", "severe"],
    ["not sore", "a bit sore", "moderately sore", "very sore"],
    ["kein", "leicht", "mittel", "stark"],
    ["aucune", "légère", "modérée", "forte"],
    ["ninguno", "leve", "moderado", "fuerte"],
    ["nessuno", "lieve", "moderato", "forte"],
    ["nenhuma", "leve", "moderada", "forte"],
    ["geen", "licht", "matig", "zwaar"],
    ["ingen", "lätt", "måttlig", "svår"],
    ["brak", "lekki", "umiarkowany", "silny"],
    ["žádná", "mírná", "střední", "silná"],
    ["нет", "слабая", "умеренная", "сильная"],
    ["なし", "軽い", "中程度", "強い"],
    ["无", "轻微", "中等", "严重"],
];

fn grade(value: u8) -> usize {
    usize::from(value / 2)
}

#[test]
fn words_are_grades_from_0_to_3_in_every_language() {
    for words in GRADES {
        let diary = read(log("date,soreness", |day, value| format!("{day},{}", words[grade(value)])));
        assert_values(&diary, |value| grade(value) as f64);
        let known = (diary.scale, diary.direction, diary.step);
        assert_eq!(known, (Scale { low: 0.0, high: 3.0 }, Direction::HigherIsSorer, 1.0), "{words:?}");
    }
}

#[test]
fn a_word_beyond_severe_makes_the_scale_one_longer() {
    let words = ["none", "mild", "moderate", "unbearable"];
    let diary = read(log("date,soreness", |day, value| format!("{day},{}", words[grade(value)])));
    assert_eq!(diary.scale, Scale { low: 0.0, high: 4.0 });
}

#[test]
fn none_is_the_runners_0_and_what_programs_write_for_nothing_stays_missing() {
    let diary = read("date,soreness\n2024-01-01,none\n2024-01-02,3\n2024-01-03,None\n2024-01-04,8\n");
    let values: Vec<Option<f64>> = diary.entries.values().map(|entry| entry.soreness).collect();
    assert_eq!(values, [Some(0.0), Some(3.0), Some(8.0)]);
}

#[test]
fn yes_and_no_are_two_values_and_it_is_said_what_they_can_answer() {
    for (yes, no) in [
        ("yes", "no"),
        ("ja", "nein"),
        ("oui", "non"),
        ("sí", "no"),
        ("да", "нет"),
        ("はい", "いいえ"),
        ("WAHR", "FALSCH"),
        ("VRAI", "FAUX"),
        ("TRUE", "FALSE"),
    ] {
        let diary =
            read(log("date,soreness", |day, value| format!("{day},{}", if value > 3 { yes } else { no })));
        assert_values(&diary, |value| f64::from(u8::from(value > 3)));
        assert_eq!(diary.scale, Scale { low: 0.0, high: 1.0 });
        assert!(diary.notes.iter().any(|note| note.contains("how often you are sore")), "{:?}", diary.notes);
    }
}

#[test]
fn how_much_alone_is_a_grade_and_very_mild_is_mild() {
    let words = ["not at all", "very mild", "somewhat", "very", "extremely"];
    let diary = read(log("date,soreness", |day, value| format!("{day},{}", words[usize::from(value / 2)])));
    assert_values(&diary, |value| f64::from(value / 2));
}

#[test]
fn where_only_yes_is_written_the_blanks_are_asked_about() {
    let diary =
        read(log("date,soreness", |day, value| format!("{day},{}", if value > 3 { "x" } else { "" })));
    let blank = (0..40).zip(super::mornings()).filter(|(_, (_, value))| *value <= 3).count();
    let note = format!("CHECK THE BLANKS: only yes is written, and {blank} rows are blank");
    assert!(diary.notes.iter().any(|said| said.starts_with(&note)), "{:?}", diary.notes);
}

#[test]
fn a_value_out_of_ten_carries_its_scale() {
    for join in ["/10", " / 10", " out of 10", " von 10", " sur 10"] {
        assert_all(&read(log("date,soreness", |day, value| format!("{day},{value}{join}"))));
    }
}

#[test]
fn the_choices_of_a_form_carry_their_words() {
    assert_all(&read(log("date,soreness (0-10)", |day, value| format!("{day},{value} - like this"))));
}

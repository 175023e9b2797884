//! registration: an analysis is written down before its answer is seen, and may not differ silently.

use jiff::civil::date;
use shakeout::report::registration::{check, text};

fn entries(threshold: &str) -> Vec<(String, String)> {
    vec![("scale".to_owned(), "0..10".to_owned()), ("hr_max".to_owned(), threshold.to_owned())]
}

#[test]
fn the_same_choices_pass_and_any_other_is_named() {
    let file = text(&entries("188 bpm"), date(2024, 5, 1));
    assert!(file.contains("# date: 2024-05-01\n# sha256: "));
    check(&file, "registration.txt", &entries("188 bpm")).expect("nothing differs");
    let other = check(&file, "registration.txt", &entries("190 bpm")).expect_err("another threshold");
    let words = other.to_string();
    assert!(
        words.contains("registered: hr_max = 188 bpm") && words.contains("now: hr_max = 190 bpm"),
        "{words}"
    );
    // Line ends of another system change nothing, a changed value does.
    check(&file.replace('\n', "\r\n"), "registration.txt", &entries("188 bpm")).expect("the same");
    let forged = file.replace("188 bpm", "190 bpm");
    let words = check(&forged, "registration.txt", &entries("190 bpm")).expect_err("forged").to_string();
    assert!(words.contains("hash does not fit"), "{words}");
    assert!(check("", "registration.txt", &entries("188 bpm")).is_err());
}

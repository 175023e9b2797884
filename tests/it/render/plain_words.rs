//! Plain words: what a runner reads in a picture says its unit, and no term of statistics stands for a row.

use shakeout::render::figure::{balance, calendar, event_study, specification_curve, what_made_me_sore};

use super::*;

#[test]
fn days_are_called_days_and_why_they_are_not_runs_is_said_once() {
    let title = calendar::FIGURE.title_of(&RENDERED["helps"].0);
    assert!(title.split(", ").all(|part| part.ends_with(" day") || part.ends_with(" days")), "{title}");
    let page = text("helps", "report.html");
    assert_eq!(page.matches("Days are not runs").count(), 1);
}

#[test]
fn no_label_of_a_row_has_a_term_of_statistics() {
    let drawing = specification_curve::FIGURE.drawing(&RENDERED["helps"].0, Medium::File);
    assert!(!drawing.spots.is_empty());
    for spot in drawing.spots {
        assert!(!spot.what.contains("p90") && !spot.what.contains("LTHR"), "{}", spot.what);
    }
    assert!(!specification_curve::FIGURE.caption.contains("p90"));
    assert!(balance::FIGURE.reads[1].contains("standard deviations"));
}

#[test]
fn two_sorest_mornings_that_differ_come_with_the_reason() {
    let mut report = RENDERED["helps"].0.clone();
    let by_itself = what_made_me_sore::FIGURE.title_of(&report);
    assert!(by_itself.contains("hurts most on morning 1"), "{by_itself}");
    let mut plain_peak = |on: i32| {
        for point in &mut report.event_study {
            let rise = if point.day == on { 9.0 } else { 0.0 };
            for band in [&mut point.easy_next, &mut point.rest_next].into_iter().flatten() {
                band.mean = rise;
            }
        }
        event_study::FIGURE.alt_text(&report)
    };
    let differs = plain_peak(3);
    assert!(
        differs.contains("hurts most on morning 1, not 3: the plain average also holds what you did"),
        "{differs}"
    );
    let same = plain_peak(1);
    assert!(!same.contains("plain average also holds"), "{same}");
}

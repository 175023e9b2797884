//! How easy is easy: every run is seen, and why a dot has another colour than its place says.

use shakeout::classify::SessionClass;
use shakeout::intensity::Intensity;
use shakeout::intent::{Intent, IntentSource, Meant};
use shakeout::render::figure::{Figure, how_easy::FIGURE};

use super::*;

/// Hard runs where an easy one lies, which comes first.
fn one_easy_among_hard() -> Report {
    let mut report = report::season(120);
    report.activities.retain(shakeout::session::Session::is_run);
    for (k, run) in report.activities.iter_mut().enumerate() {
        (run.hr_of_threshold, run.pace_of_threshold) = (Some(0.86), Some(0.83));
        (run.class, run.intensity) = (SessionClass::Hard, Intensity::Hard);
        run.meant = Some(Meant { intent: Intent::Race, source: IntentSource::Title });
        if k == 0 {
            run.class = SessionClass::Easy;
            run.meant = Some(Meant { intent: Intent::Easy, source: IntentSource::Title });
        }
    }
    report
}

fn told(figure: &Figure, report: &Report) -> String {
    figure.alt_text(report)
}

#[test]
fn no_dot_lies_hidden_under_others() {
    let drawing = FIGURE.drawing(&one_easy_among_hard(), Medium::File);
    let place = drawing.spots[0].places[0];
    let (width, _, pixels) = decode(&drawing.png().expect("a picture"));
    let at = |x: f64, y: f64| {
        let first = 3 * (y.round() as usize * width + x.round() as usize);
        pixels[first..first + 3].iter().map(|byte| u32::from(*byte)).sum::<u32>()
    };
    let seen = at((place.left + place.right) / 2.0, (place.top + place.bottom) / 2.0);
    assert!(seen > 3 * 110, "the light dot of an easy run is on top: {seen}");
}

#[test]
fn a_run_beyond_all_others_is_within_the_picture() {
    let mut report = one_easy_among_hard();
    (report.activities[0].hr_of_threshold, report.activities[0].pace_of_threshold) = (Some(1.9), Some(0.2));
    let drawing = FIGURE.drawing(&report, Medium::File);
    let place = drawing.spots[0].places[0];
    assert!(place.left > 100.0 && place.top > 250.0, "beside the axes or above the panel: {place:?}");
}

#[test]
fn runs_coloured_otherwise_than_the_lines_say_are_counted_with_the_reason() {
    let report = one_easy_among_hard();
    let (text, hard) = (told(&FIGURE, &report), report.activities.len() - 1);
    assert!(text.contains(&format!("{hard} runs coloured otherwise than the dashed lines say")), "{text}");
    assert!(text.contains("what the run was meant to be, its pace or its hardest part decided"), "{text}");
    assert!(
        text.contains("1 easy run: heart rate 86 %") && text.contains(&format!("{hard} hard runs:")),
        "{text}"
    );
    let spot = &FIGURE.drawing(&report, Medium::File).spots[0];
    assert!(spot.what.ends_with("easy, meant easy (its title)"), "{}", spot.what);
}

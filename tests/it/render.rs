//! render: every output of every kind of report, looked at as a reader, a browser and a script.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::LazyLock;

use shakeout::effect::Status;
use shakeout::measure::LoadSource;
use shakeout::output::OutputFile;
use shakeout::render::{self, FIGURES, Medium};
use shakeout::report::Report;
use shakeout::units::Units;

use crate::support::report;

mod how_easy;
mod html;
mod plain_words;
mod summary;

/// Every variant, rendered once for all tests. With `SHAKEOUT_LOOK=DIR` the files are written
/// there, to be looked at.
static RENDERED: LazyLock<BTreeMap<&'static str, (Report, Vec<OutputFile>)>> = LazyLock::new(|| {
    let look = std::env::var_os("SHAKEOUT_LOOK").map(PathBuf::from);
    let mut all = BTreeMap::new();
    for (name, report) in report::variants() {
        let files = render::render(&report).expect(name);
        if let Some(folder) = look.as_ref().map(|l| l.join(name)) {
            for file in &files {
                let path = folder.join(&file.path);
                std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
                std::fs::write(path, &file.bytes).expect("a file");
            }
            std::fs::write(folder.join("terminal.txt"), render::terminal(&report, true, 80)).expect("a file");
        }
        all.insert(name, (report, files));
    }
    all
});

fn file<'a>(variant: &str, path: &str) -> &'a [u8] {
    let (_, files) = &RENDERED[variant];
    &files.iter().find(|f| f.path == path).unwrap_or_else(|| panic!("{variant} has no {path}")).bytes
}

fn text<'a>(variant: &str, path: &str) -> &'a str {
    std::str::from_utf8(file(variant, path)).expect("UTF-8")
}

/// Width, height, RGB bytes.
fn decode(bytes: &[u8]) -> (usize, usize, Vec<u8>) {
    let mut decoder = png::Decoder::new(std::io::Cursor::new(bytes));
    decoder.set_transformations(png::Transformations::EXPAND);
    let mut reader = decoder.read_info().expect("a PNG");
    let mut pixels = vec![0; reader.output_buffer_size().expect("a size")];
    let info = reader.next_frame(&mut pixels).expect("a frame");
    assert_eq!(info.color_type, png::ColorType::Rgb);
    (info.width as usize, info.height as usize, pixels)
}

#[test]
fn every_report_has_every_file_and_figures_have_their_data_beside_them() {
    for (variant, (_, files)) in RENDERED.iter() {
        let mut expected: Vec<String> =
            ["report.html", "report.md", "report.png", "report-square.png", "summary.json"]
                .map(str::to_owned)
                .to_vec();
        for figure in FIGURES {
            expected.push(format!("plots/{}.png", figure.name));
            expected.push(format!("plots/{}.csv", figure.name));
        }
        let paths: Vec<&str> = files.iter().map(|f| f.path.as_str()).collect();
        assert_eq!(paths, expected, "{variant}");
    }
}

#[test]
fn every_picture_is_drawn_and_nothing_is_clipped_at_its_border() {
    for (variant, (_, files)) in RENDERED.iter() {
        for f in files.iter().filter(|f| f.path.ends_with(".png")) {
            let (width, height, pixels) = decode(&f.bytes);
            assert_eq!(width, 1600, "{variant} {}", f.path);
            assert!((360..=4000).contains(&height), "{variant} {} is {height} px high", f.path);
            let paper = |x: usize, y: usize| pixels[3 * (y * width + x)..][..3] == [255, 255, 255];
            let drawn = (0..height)
                .flat_map(|y| (0..width).map(move |x| (x, y)))
                .filter(|&(x, y)| !paper(x, y))
                .count();
            assert!(drawn > 3_000, "{variant} {}: only {drawn} pixels are drawn", f.path);
            // A border of 16 px stays empty: what is cut off by the edge would cross it.
            for edge in 0..16 {
                let rows = (0..width).all(|x| paper(x, edge) && paper(x, height - 1 - edge));
                let columns = (0..height).all(|y| paper(edge, y) && paper(width - 1 - edge, y));
                assert!(rows && columns, "{variant} {}: something reaches the border", f.path);
            }
        }
    }
}

#[test]
fn the_same_report_gives_the_same_bytes() {
    let again = render::render(&report::season(180)).expect("a report");
    assert_eq!(again, RENDERED["helps"].1);
}

#[test]
fn a_figure_without_enough_data_says_so_instead_of_showing_empty_axes() {
    let (no_log, _) = &RENDERED["no_soreness"];
    for name in [
        "effect",
        "event_study",
        "missing",
        "what_made_me_sore",
        "dose_response",
        "balance",
        "specification_curve",
        "habits",
        "over_time",
    ] {
        let figure = FIGURES.iter().find(|f| f.name == name).expect("a figure");
        let reason = (figure.available)(no_log).expect_err("no soreness, no figure");
        assert!(reason.contains("shakeout soreness new"), "{name}: {reason}");
        assert!(figure.alt_text(no_log).contains("not drawn"), "{name}");
        let (_, height, _) = decode(file("no_soreness", &format!("plots/{name}.png")));
        assert_eq!(height, 500, "{name} is the panel of words");
    }
    let effect = FIGURES.iter().find(|f| f.name == "effect").expect("a figure");
    let reason = (effect.available)(&RENDERED["short"].0).expect_err("too short");
    assert!(reason.contains("at least 10 of each are needed"), "{reason}");
    for (name, words) in [
        ("what_made_me_sore", "9 mornings are too few: at least 40 are needed."),
        ("dose_response", "rest days, and short and long easy runs"),
        ("balance", "Too few easy or rest days"),
        ("specification_curve", "Too few days"),
        ("habits", "has no other column"),
        ("over_time", "two fortnights"),
    ] {
        let figure = FIGURES.iter().find(|f| f.name == name).expect("a figure");
        let reason = (figure.available)(&RENDERED["short"].0).expect_err("too short");
        assert!(reason.contains(words), "{name}: {reason}");
    }
}

#[test]
fn the_supporting_figures_draw_what_the_analysis_says() {
    let lines = |name: &str| text("helps", &format!("plots/{name}.csv")).lines().collect::<Vec<_>>();
    let sore = lines("what_made_me_sore");
    assert_eq!(sore[0], "exposure,days_before,estimate,low,high,mornings");
    assert_eq!(sore[1], "hard_load,1,0.92,0.7022,1.1378,148");
    assert_eq!(sore[8], "descent,4,-0.04,-0.2974,0.2174,148");
    let dose = lines("dose_response");
    assert_eq!(dose[1], "curve,15,-0.4084,-1.01725,0.20045");
    assert_eq!(dose.iter().filter(|l| l.starts_with("easy_day,")).count(), 122, "a tick for every easy day");
    let balance = lines("balance");
    assert_eq!(
        balance[1..3],
        ["hard load yesterday,-0.731,0.034", "soreness this morning,-0.612,-0.021"],
        "the most unlike first"
    );
    let curve = lines("specification_curve");
    assert_eq!(curve.len(), 13);
    let estimates: Vec<f64> = curve[1..12]
        .iter()
        .map(|l| l.split(',').nth(5).expect("a cell").parse().expect("a number"))
        .collect();
    assert!(estimates.is_sorted(), "{estimates:?}");
    assert_eq!(curve.iter().filter(|l| l.contains(",true,")).count(), 1, "one headline");
    assert!(curve[12].starts_with(",easy only below"), "without an estimate there is no rank: {}", curve[12]);
    assert!(curve[12].contains(",not_enough_data,,,,"), "{}", curve[12]);
}

#[test]
fn habits_are_hints_in_title_and_picture_and_the_answer_over_time_says_where_it_settled() {
    let report = &RENDERED["helps"].0;
    let figure = |name: &str| FIGURES.iter().find(|f| f.name == name).expect("a figure");
    let habits = figure("habits");
    assert_eq!(habits.title_of(report), "A hint: less sore after days with 0.8 h more sleep (−0.31)");
    let csv = (habits.data_csv)(report);
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines[0], "habit,contrast,sd,estimate,low,high,p_holm,days,reason");
    assert_eq!(lines[1], "sleep h,0.8 h more sleep,0.84,-0.31,-0.4882,-0.1318,0.003,195,");
    assert_eq!(lines[4], "massage,massage,,,,,,61,nearly always comes with easy runs");
    assert!(habits.alt_text(report).contains("hints only"), "{}", habits.alt_text(report));

    let mut nothing = report.clone();
    let analysis = nothing.analysis.as_mut().expect("an analysis");
    analysis.habits.iter_mut().for_each(|habit| habit.p_holm = habit.p_holm.map(|_| 0.4));
    assert_eq!(habits.title_of(&nothing), "No clear hint among 3 habits");

    let over_time = figure("over_time");
    assert_eq!(over_time.title_of(report), "From −1.21 after 56 days to −0.51: settled from day 84 on");
    let csv = (over_time.data_csv)(report);
    assert!(
        csv.starts_with(
            "days,usable_days,estimate,low,high,always_valid_low,always_valid_high\n56,60,-1.21,"
        ),
        "{csv}"
    );
    assert_eq!(csv.lines().count(), 10, "a row a look");
    let (open, _) = &RENDERED["cannot_tell"];
    let title = over_time.title_of(open);
    assert!(title.ends_with("no answer yet") && !title.contains("settled"), "{title}");
}

#[test]
fn a_profile_without_descent_is_drawn_with_the_half_that_is_known() {
    let mut flat = report::season(180);
    let further = &mut flat.analysis.as_mut().expect("an analysis").diagnostics;
    further.profile.as_mut().expect("a profile").points.iter_mut().for_each(|p| p.descent = None);
    let figure = FIGURES.iter().find(|f| f.name == "what_made_me_sore").expect("a figure");
    assert_eq!((figure.available)(&flat), Ok(()));
    assert!(figure.alt_text(&flat).contains("A typical descent: Too few days with a known descent."));
    assert!((figure.data_csv)(&flat).contains("descent,1,,,,148"));
}

#[test]
fn a_reason_for_no_estimate_is_whole_in_the_data_and_short_in_the_picture() {
    let reason =
        format!("not enough data: 6 easy and 16 rest days; {}", "at least 10 of each are needed ".repeat(9));
    let mut report = report::season(60);
    report.analysis.as_mut().expect("an analysis").strata[2].reason = Some(reason.clone());
    let figure = FIGURES.iter().find(|f| f.name == "effect").expect("a figure");
    assert!((figure.data_csv)(&report).contains(&reason));
    let drawing = figure.drawing(&report, Medium::Desk);
    assert!(drawing.spots.iter().any(|spot| spot.value == reason), "the data table has it whole");
    assert!(drawing.svg().contains(">not enough data</text>"));
    assert!(!drawing.svg().contains(&reason));
}

#[test]
fn other_methods_are_one_row_of_the_picture_and_whole_in_its_data() {
    let (report, _) = &RENDERED["helps"];
    let methods = report.analysis.as_ref().expect("an analysis").sensitivity.len();
    let figure = FIGURES.iter().find(|f| f.name == "effect").expect("a figure");
    let svg = figure.drawing(report, Medium::Desk).svg();
    assert!(svg.contains("other methods</text>"), "{svg}");
    for method in &report.analysis.as_ref().expect("an analysis").sensitivity {
        assert!(!svg.contains(&format!(">{}<", method.label)), "{}", method.label);
        assert!(text("helps", "plots/effect.csv").contains(&method.name), "{}", method.name);
    }
    assert!(methods > 1);
}

#[test]
fn the_season_says_where_loads_come_from() {
    let (report, _) = &RENDERED["helps"];
    let csv = text("helps", "plots/season.csv");
    for source in ["heart rate", "perceived exertion", "pace", "none"] {
        assert!(csv.lines().any(|l| l.split(',').nth(3) == Some(source)), "{source}");
    }
    let figure = FIGURES.iter().find(|f| f.name == "season").expect("a figure");
    let height = |report: &Report| figure.drawing(report, Medium::File).height;
    let with_strip = height(report);
    let mut one = report.clone();
    one.activities.iter_mut().for_each(|a| a.load_source = LoadSource::Trimp);
    assert!(height(&one) < with_strip, "one source needs no strip");
}

#[test]
fn imperial_units_are_shown_to_the_reader_and_files_stay_metric() {
    let mut imperial = report::season(180);
    imperial.units = Units::Imperial;
    let files = render::render(&imperial).expect("a report");
    let of = |path: &str| {
        let file = files.iter().find(|f| f.path == path).expect("a file");
        String::from_utf8_lossy(&file.bytes).replace("&#x2f;", "/")
    };
    for path in ["report.html", "report.md"] {
        assert!(of(path).contains("6:50 /mi"), "{path}: a pace of 4:15 /km");
        assert!(!of(path).contains("4:15 /km"), "{path}");
    }
    assert!(render::terminal(&imperial, false, 80).contains(" 1,104 mi "));
    assert!(render::terminal(&RENDERED["helps"].0, false, 80).contains(" 1,777 km "));
    assert_eq!(of("summary.json"), text("helps", "summary.json"));
    assert_eq!(of("plots/season.csv"), text("helps", "plots/season.csv"));
}

#[test]
fn what_supports_the_answer_is_in_its_section() {
    for path in ["report.html", "report.md"] {
        let page = text("helps", path).replace("&#x27;", "'");
        for words in [
            "A hidden factor would have to explain 27 %",
            "What made me sore",
            "A typical hard session went with 0.92 points more",
            "What is known from trials on others",
            "Dupuy et al. 2018",
            "The interval that holds at every look",
            "right only if",
            "Both were really possible on such days.",
            "What the metrics mean",
        ] {
            assert!(page.contains(words), "{path}: {words}");
        }
        for metric in shakeout::measure::METRICS {
            assert!(page.contains(metric.title), "{path}: {}", metric.title);
        }
    }
}

#[test]
fn the_effect_figure_draws_the_answer_and_the_raw_difference_beside_it() {
    let csv = text("helps", "plots/effect.csv");
    let rows: Vec<&str> = csv.lines().collect();
    assert_eq!(rows[0], "name,label,kind,estimate,low,high,reason");
    assert_eq!(rows[1], "next_morning,Next morning,answer,-0.512192,-0.758639,-0.265745,");
    assert_eq!(rows[2], "naive_1,plain averages (misleading),naive,-0.949921,,,");
    assert!(rows.contains(&"lag_2,2 mornings later,secondary,-0.256,-0.581647,0.0696466,"), "{csv}");
    assert!(
        rows.contains(&"moderate,moderate run against rest,secondary,,,,7 moderate days; 10 are needed"),
        "{csv}"
    );
}

#[test]
fn the_data_of_the_other_figures_are_the_report_s_own() {
    insta::assert_snapshot!("event_study", text("helps", "plots/event_study.csv"));
    insta::assert_snapshot!("zones", text("short", "plots/zones.csv"));
    insta::assert_snapshot!("missing", text("helps", "plots/missing.csv"));
    insta::assert_snapshot!("season", text("short", "plots/season.csv"));
    insta::assert_snapshot!("calendar", text("short", "plots/calendar.csv"));
    let (report, _) = &RENDERED["helps"];
    let season = text("helps", "plots/season.csv");
    assert_eq!(season.lines().count(), report.days.len() + 1);
    let gap = season.lines().find(|l| l.starts_with("2024-04-01")).expect("a day in the gap");
    assert_eq!(gap, "2024-04-01,unknown,,,,,,false,,true", "what is not known stays empty");
}

#[test]
fn the_terminal_summary_fits_80_columns_and_begins_with_the_verdict() {
    for (variant, (report, _)) in RENDERED.iter() {
        let plain = render::terminal(report, false, 80);
        for line in plain.lines() {
            assert!(line.chars().count() <= 80, "{variant}: {line}");
        }
        assert!(!plain.contains('\u{1b}'), "{variant}: no colour unless asked");
        let first: String = plain.lines().next().expect("a line").chars().take(20).collect();
        let sentence = report
            .verdict
            .as_ref()
            .map_or("Without a soreness log".to_owned(), |verdict| verdict.headline.clone());
        assert!(sentence.starts_with(&first), "{variant}: {first}");
        let colour = render::terminal(report, true, 80);
        assert!(colour.contains("\u{1b}[1m"), "{variant}: colour when asked");
        assert_eq!(strip(&colour), plain, "{variant}: colour changes no word");
    }
}

/// Without ANSI escapes.
fn strip(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        out.push_str(before);
        rest = after.split_once('m').map_or("", |(_, tail)| tail);
    }
    out + rest
}

#[test]
fn the_raw_difference_is_never_shown_without_saying_that_it_misleads() {
    let terminal = render::terminal(&RENDERED["helps"].0, false, 80);
    let line = terminal.lines().find(|l| l.contains("−0.95")).expect("the raw difference");
    assert!(line.contains("plain averages −0.95 (misleading"), "{line}");
    let markdown = text("helps", "report.md");
    let mut head = "";
    let mut seen = 0;
    for line in markdown.lines() {
        if line.starts_with("| What") || line.starts_with("| After") {
            head = line;
        }
        if line.contains("−0.95") {
            let column = line.starts_with("| 1 morning") && head.contains("Raw (misleading)");
            assert!(
                column || line.contains("isleading") || line.contains("That is not the effect"),
                "{line}"
            );
            seen += 1;
        }
    }
    assert!(seen >= 3, "in the numbers, in the reasons, and in the table of mornings");
}

#[test]
fn every_status_has_its_words_in_every_output() {
    let cases = [
        ("helps", "helps", "Less sore after easy runs"),
        ("hurts", "hurts", "Sorer after easy runs, but not beyond doubt"),
        ("no_difference", "no_difference", "Found no difference that matters"),
        ("cannot_tell", "cannot_tell", "Too early to tell"),
        ("short", "not_enough_data", "Not enough data yet"),
        ("not_identifiable", "not_identifiable", "This log cannot answer"),
        ("no_soreness", "not_enough_data", "No soreness log yet"),
    ];
    for (variant, status, words) in cases {
        let value: serde_json::Value = serde_json::from_str(text(variant, "summary.json")).expect("JSON");
        assert_eq!(value["answer"]["status"], status, "{variant}");
        assert_eq!(value["answer"]["verdict"], words, "{variant}");
        assert!(text(variant, "report.html").contains(words), "{variant}");
        assert!(text(variant, "report.md").starts_with(&format!("# {words}\n")), "{variant}");
        let sentence = value["answer"]["sentence"].as_str().expect("a sentence");
        let first = sentence.split(". ").next().expect("a first sentence");
        assert!(text(variant, "report.md").contains(first), "{variant}");
    }
}

#[test]
fn helps_and_hurts_without_robustness_say_that_a_hidden_factor_could_explain_them() {
    let mut doubtful = report::season(180);
    doubtful.analysis.as_mut().expect("an analysis").answer.robust = Some(false);
    let hurts = report::with_status(report::season(60), Status::Hurts);
    for report in [doubtful, hurts] {
        let terminal = render::terminal(&report, false, 80);
        let words = terminal.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains("a coin-toss trial can test it"), "{terminal}");
    }
}

#[test]
fn too_little_data_says_how_much_is_missing() {
    let terminal = render::terminal(&RENDERED["short"].0, false, 80);
    assert!(terminal.contains("at least 10 of each are needed"), "{terminal}");
    assert!(terminal.contains("about 140 more easy or rest days"), "{terminal}");
    assert!(text("short", "report.html").contains("about 140 more easy or rest days"));
}

#[test]
fn an_assumed_time_of_the_report_is_said_and_a_given_one_is_not() {
    let said = "Assumed, not said: soreness is reported in the morning";
    assert!(text("helps", "report.html").contains(said));
    let mut given = report::season(60);
    given.soreness.as_mut().expect("a log").reported_assumed = false;
    let files = render::render(&given).expect("a report");
    assert!(!String::from_utf8_lossy(&files[0].bytes).contains("Assumed, not said"));
}

#[test]
fn the_clock_writes_one_line_only() {
    let mut stamped = report::season(60);
    stamped.generated = Some("2024-07-01T10:00:00Z".to_owned());
    let with = render::render(&stamped).expect("a report");
    stamped.generated = None;
    let without = render::render(&stamped).expect("a report");
    for (a, b) in with.iter().zip(&without) {
        if a.path == "report.html" || a.path == "report.md" {
            let lines =
                String::from_utf8_lossy(&a.bytes).lines().filter(|l| l.contains("2024-07-01T10")).count();
            assert_eq!(lines, 1, "{}", a.path);
        } else if a.path != "summary.json" {
            assert_eq!(a, b, "{} depends on the clock", a.path);
        }
    }
}

#[test]
fn files_that_were_not_used_are_listed_with_their_reason() {
    // The template engine writes a slash as a character reference.
    let page = text("helps", "report.html").replace("&#x2f;", "/");
    for words in [
        "runs/broken.fit",
        "file ends in the middle of a message at byte 18210",
        "copy of runs/2024-01-02.fit",
    ] {
        assert!(page.contains(words), "{words}");
    }
    assert!(
        !page.contains("<th scope=\"row\" dir=\"auto\">runs/2024-01-02.fit</th>"),
        "a used file is not listed"
    );
    assert!(page.contains("soreness 12 is outside 0..10"), "rejected rows of the log are listed");
    assert!(page.contains("4:15 /km"), "a pace is shown as one");
}

#[test]
fn a_picture_for_phones_is_whole_and_says_the_same_values_in_the_same_order() {
    for (variant, (report, _)) in RENDERED.iter() {
        for figure in FIGURES {
            let [wide, narrow] = [Medium::Desk, Medium::Phone].map(|format| figure.drawing(report, format));
            let said = |drawing: &render::Drawing| -> Vec<(String, String)> {
                drawing.spots.iter().map(|spot| (spot.what.clone(), spot.value.clone())).collect()
            };
            assert_eq!(said(&wide), said(&narrow), "{variant} {}", figure.name);
            let available = (figure.available)(report).is_ok();
            assert_eq!(wide.spots.is_empty(), !available, "{variant} {}: values to point at", figure.name);
            for drawing in [&wide, &narrow] {
                let inside = |r: &render::Rect| {
                    r.left >= 0.0
                        && r.top >= 0.0
                        && r.right <= f64::from(drawing.width)
                        && r.bottom <= f64::from(drawing.height)
                };
                assert!(
                    drawing.spots.iter().flat_map(|spot| &spot.places).all(inside),
                    "{variant} {}: a value outside of its picture",
                    figure.name
                );
                let (width, height, pixels) = decode(&drawing.png().expect("a picture"));
                let paper = |x: usize, y: usize| pixels[3 * (y * width + x)..][..3] == [255, 255, 255];
                let clear = (0..height).all(|y| (0..16).all(|x| paper(x, y) && paper(width - 1 - x, y)));
                assert!(clear, "{variant} {} at {width} px: something reaches the border", figure.name);
            }
        }
    }
}

#[test]
fn where_somebody_s_files_lie_is_not_told() {
    let mut report = report::season(60);
    report.folders = vec!["/home/jo/secret/".to_owned()];
    report.file_rows[0].path = "/home/jo/secret/watch/a.fit".into();
    report.file_rows[0].status = shakeout::report::FileStatus::Failed;
    report.settings.push(("profile".to_owned(), "/home/jo/secret/shakeout.toml".to_owned()));
    for file in render::render(&report).expect("a report") {
        if ["report.html", "report.md"].contains(&file.path.as_str()) {
            let page = String::from_utf8_lossy(&file.bytes).replace("&#x2f;", "/");
            assert!(!page.contains("/home/jo"), "{}", file.path);
            assert!(page.contains("watch/a.fit") && page.contains("shakeout.toml"), "{}", file.path);
        }
    }
}

fn on_the_page(report: &Report, name: &str, medium: Medium) -> render::Drawing {
    FIGURES.iter().find(|figure| figure.name == name).expect("a figure").drawing(report, medium)
}

#[test]
fn long_words_of_a_row_are_folded_on_a_phone() {
    let mut report = RENDERED["helps"].0.clone();
    let long = "VT1 90 % LTHR, 85 % pace; easy: mean 0.20, p90 0.00; hard: 10 min above the second threshold";
    let all = &mut report.analysis.as_mut().expect("an analysis").diagnostics.specifications;
    let headline = all[0].cutoffs.clone();
    all.iter_mut().filter(|one| one.cutoffs == headline).for_each(|one| one.cutoffs = long.to_owned());
    let drawing = on_the_page(&report, "specification_curve", Medium::Phone);
    let (width, height, pixels) = decode(&drawing.png().expect("a picture"));
    let paper = |x: usize, y: usize| pixels[3 * (y * width + x)..][..3] == [255, 255, 255];
    assert!((0..height).all(|y| (0..16).all(|x| paper(width - 1 - x, y))), "cut off at the right border");
}

#[test]
fn a_long_season_on_a_phone_is_named_by_months() {
    for variant in ["helps", "decade"] {
        let svg = on_the_page(&RENDERED[variant].0, "season", Medium::Phone).svg();
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        let named = months.iter().map(|month| svg.matches(&format!(">{month} 20")).count()).sum::<usize>();
        assert!(named >= 2, "{variant}: {named} months");
    }
}

#[test]
fn the_season_names_what_it_shows_and_nothing_else() {
    let (helps, decade) = (&RENDERED["helps"].0, &RENDERED["decade"].0);
    let svg = |report: &Report| on_the_page(report, "season", Medium::Desk).svg();
    assert!(svg(decade).contains("line: mean of 28 days"));
    assert!(!svg(helps).contains("line: mean of 28 days"));
    assert!(svg(helps).contains("grey: fitness is warming up"));
    let mut warm = helps.clone();
    warm.days.iter_mut().for_each(|day| day.warming_up = false);
    assert!(!svg(&warm).contains("warming up"));
}

#[test]
fn around_hard_days_a_rise_that_may_be_chance_is_not_the_title() {
    let mut report = RENDERED["helps"].0.clone();
    let figure = FIGURES.iter().find(|figure| figure.name == "event_study").expect("a figure");
    for point in &mut report.event_study {
        for band in [&mut point.easy_next, &mut point.rest_next].into_iter().flatten() {
            band.low = -9.0;
        }
    }
    assert_eq!(figure.title_of(&report), "Plain average: no clear rise after hard days");
}

#[test]
fn without_a_log_nothing_is_said_about_soreness_as_it_was_logged() {
    assert!(text("helps", "report.html").contains("soreness as it was logged"));
    assert!(!text("no_soreness", "report.html").contains("soreness as it was logged"));
}

//! The synthetic runner: the model, the recordings, the writers, the fixture. What is asserted of the
//! model comes from `fixtures/golden/*/truth.json`, which another implementation of it wrote.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;
use shakeout::activity::{Activity, Sample, Sport};
use shakeout::decode;
use shakeout::effect::DayKind;
use shakeout::synth::athlete::{Athlete, Params, SCENARIOS, scenario, simulate, truth};
use shakeout::synth::rng::Rng;
use shakeout::synth::season::{Sampling, record};
use shakeout::synth::session::{Session, sessions, trimp_per_min};
use shakeout::synth::world::report;
use shakeout::synth::zip_writer::{self, Member, Method};
use shakeout::synth::{demo, fixture, gpx_writer, portable, tcx_writer};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name)
}

fn assert_near(what: &str, got: f64, wanted: f64, tolerance: f64) {
    assert!((got - wanted).abs() <= tolerance, "{what}: {got}, wanted {wanted} within {tolerance}");
}

// ---- numbers ----------------------------------------------------------------------------------

#[test]
fn the_generator_gives_the_published_numbers_of_xoshiro256_plus_plus() {
    let mut rng = Rng::from_state([1, 2, 3, 4]);
    let first: Vec<u64> = (0..5).map(|_| rng.bits()).collect();
    let published =
        [41_943_041, 58_720_359, 3_588_806_011_781_223, 3_591_011_842_654_386, 9_228_616_714_210_784_205];
    assert_eq!(first, published);
}

#[test]
fn the_portable_functions_agree_with_the_platforms_to_the_last_digits() {
    for i in -4000..=4000 {
        let x = f64::from(i) * 0.013;
        assert_near("exp", portable::exp(x) / x.exp(), 1.0, 1e-14);
        assert_near("sin", portable::sin(x), x.sin(), 1e-13);
        assert_near("cos", portable::cos(x), x.cos(), 1e-13);
        if i > 0 {
            assert_near("ln", portable::ln(x), x.ln(), 1e-14);
            assert_near("ln of a large number", portable::ln(x * 1e200), (x * 1e200).ln(), 1e-12);
        }
    }
}

#[test]
fn the_distributions_have_their_means_and_variances() {
    let mut rng = Rng::new(7, 0);
    let n = 200_000;
    let mut moments = |mut draw: Box<dyn FnMut(&mut Rng) -> f64>| {
        let x: Vec<f64> = (0..n).map(|_| draw(&mut rng)).collect();
        let mean = x.iter().sum::<f64>() / f64::from(n);
        (mean, x.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / f64::from(n))
    };
    // Tolerances: five standard errors of the mean, and as much for the variance.
    let (mean, variance) = moments(Box::new(Rng::uniform));
    assert_near("uniform mean", mean, 0.5, 0.0033);
    assert_near("uniform variance", variance, 1.0 / 12.0, 0.001);
    let (mean, variance) = moments(Box::new(Rng::normal));
    assert_near("normal mean", mean, 0.0, 0.0112);
    assert_near("normal variance", variance, 1.0, 0.016);
    let (mean, variance) = moments(Box::new(Rng::t5));
    assert_near("t(5) mean", mean, 0.0, 0.0145);
    assert_near("t(5) variance", variance, 5.0 / 3.0, 0.06);
    let (mean, variance) = moments(Box::new(|rng| rng.gamma(1.2)));
    assert_near("gamma(1.2) mean", mean, 1.2, 0.0123);
    assert_near("gamma(1.2) variance", variance, 1.2, 0.036);
}

// ---- the model --------------------------------------------------------------------------------

#[test]
fn the_population_of_each_golden_world_has_the_moments_that_the_reference_wrote_down() {
    let mut worlds = 0;
    for entry in std::fs::read_dir(folder("golden")).unwrap() {
        let path = entry.unwrap().path().join("truth.json");
        let golden: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        let (params, population) = (&golden["params"], &golden["population"]);
        let world = Params {
            tau: params["tau"].as_f64().unwrap(),
            tau_severe: params["tau_severe"].as_f64(),
            ..Params::DEFAULT
        };
        let ours = truth(&world, 200_000);
        let wanted = |name: &str| population[name].as_f64().unwrap();
        // The reference's own numbers are from 30,000 days, which sets the tolerances (about 3.5
        // standard errors of the two together, the autocorrelation of the days counted in).
        assert_near("mean", ours.mean, wanted("mean_S"), 0.05);
        assert_near("sd", ours.sd, wanted("sd_S"), 0.035);
        assert_near("share of zeros", ours.p_zero, wanted("p_zero"), 0.008);
        assert_near("acf1", ours.acf[0], wanted("acf1"), 0.025);
        assert_near("acf2", ours.acf[1], wanted("acf2"), 0.03);
        assert_near("acf7", ours.acf[2], wanted("acf7"), 0.03);
        assert_near("eligible", ours.p_eligible, wanted("p_eligible"), 0.008);
        assert_near("easy", ours.p_easy_given_eligible, wanted("p_easy_given_eligible"), 0.02);
        for (k, (ate, ato)) in [("ate1", "ato1"), ("ate2", "ato2"), ("ate3", "ato3")].into_iter().enumerate()
        {
            assert_near(ate, ours.ate[k].unwrap(), wanted(ate), 0.02);
            assert_near(ato, ours.ato[k].unwrap(), wanted(ato), 0.02);
        }
        assert_near("mild", ours.ato1_mild.unwrap(), wanted("ato1_mild"), 0.02);
        assert_near("severe", ours.ato1_severe.unwrap(), wanted("ato1_severe"), 0.06);
        worlds += 1;
    }
    assert_eq!(worlds, 4);
}

#[test]
fn a_raw_comparison_finds_half_a_point_of_help_where_the_truth_is_nothing() {
    let null = scenario("null").unwrap();
    let naive: f64 = (0..400).map(|seed| easy_minus_rest(&simulate(&null, seed))).sum::<f64>() / 400.0;
    // -0.549 in the reference; the standard error of 400 runners is 0.008.
    assert_near("naive difference", naive, -0.55, 0.04);
    assert_eq!(truth(&null, 5_000).ato, [Some(0.0); 3]);
}

/// Mean report after easy days minus that after rest days.
fn easy_minus_rest(athlete: &Athlete) -> f64 {
    let mean_after = |kind| {
        let days = (0..athlete.params.n - 1).filter(|d| athlete.kind[*d] == kind);
        let reports: Vec<f64> = days.filter_map(|d| athlete.soreness[d + 1]).collect();
        reports.iter().sum::<f64>() / reports.len() as f64
    };
    mean_after(DayKind::Easy) - mean_after(DayKind::Rest)
}

#[test]
fn the_report_that_was_made_is_the_counterfactual_of_what_was_done() {
    for name in ["help", "modified", "high_ar", "unmeasured", "trend", "coin"] {
        let a = simulate(&scenario(name).unwrap(), 3);
        let mut days = (0, 0);
        for d in 0..a.params.n - 1 {
            let done = match a.kind_true[d] {
                DayKind::Easy => a.y1[d],
                DayKind::Rest => a.y0[d],
                _ => {
                    assert_eq!((a.y1[d], a.y0[d]), (None, None), "{name}, day {d}");
                    continue;
                }
            };
            assert_eq!(a.soreness[d + 1], done, "{name}, day {d}");
            if a.kind_true[d] == DayKind::Easy { days.0 += 1 } else { days.1 += 1 }
        }
        assert!(days.0 > 40 && days.1 > 40, "{name}: {days:?}");
    }
}

#[test]
fn equal_seeds_give_equal_runners_and_other_seeds_other_ones() {
    let help = scenario("help").unwrap();
    let (a, b, c) = (simulate(&help, 7), simulate(&help, 7), simulate(&help, 8));
    assert_eq!(format!("{a:?}"), format!("{b:?}"));
    assert_ne!(a.soreness, c.soreness);
    // A longer record is the same runner for longer, as long as nothing drifts.
    let longer = simulate(&Params { n: 400, ..help }, 7);
    assert_eq!(a.soreness[..], longer.soreness[..365]);
}

#[test]
fn every_world_has_one_name_and_columns_of_equal_length() {
    let names: std::collections::BTreeSet<&str> = SCENARIOS.iter().map(|(name, _)| *name).collect();
    assert_eq!(names.len(), SCENARIOS.len());
    assert_eq!(scenario("no such world"), None);
    for (name, params) in SCENARIOS {
        let log = simulate(&Params { n: 90, ..*params }, 1).day_log();
        let lengths =
            [log.kind.len(), log.soreness.len(), log.hard_load.len(), log.load.len(), log.descent_m.len()];
        assert_eq!(lengths, [90; 5], "{name}");
        assert_eq!([log.easy_min.len(), log.gap.len(), log.reported_late.len(), log.ill.len()], [90; 4]);
        let whole = |s: &f64| s.fract() == 0.0 && (0.0..=10.0).contains(s);
        assert!(log.soreness.iter().flatten().all(whole), "{name}");
    }
}

#[test]
fn reports_go_missing_as_often_and_where_the_world_says() {
    let share = |a: &Athlete, days: &dyn Fn(usize) -> bool| {
        let days: Vec<usize> = (0..a.params.n).filter(|d| days(*d)).collect();
        days.iter().filter(|d| a.soreness[**d].is_none()).count() as f64 / days.len() as f64
    };
    for (name, wanted) in [("mcar20", 0.2), ("mnar_s40", 0.4), ("mnar_rest40", 0.4)] {
        let a = simulate(&Params { n: 20_000, ..scenario(name).unwrap() }, 1);
        assert_near(name, share(&a, &|_| true), wanted, 0.02);
    }
    let a = simulate(&Params { n: 20_000, ..scenario("mnar_s40").unwrap() }, 1);
    let sore = share(&a, &|d| report(a.perceived[d]) >= 5.0);
    let fresh = share(&a, &|d| report(a.perceived[d]) <= 1.0);
    assert!(sore > fresh + 0.3, "{sore} of the sore mornings, {fresh} of the fresh ones");
    let a = simulate(&Params { n: 20_000, ..scenario("mnar_rest40").unwrap() }, 1);
    let rest = share(&a, &|d| a.kind_true[d] == DayKind::Rest);
    assert!(rest > share(&a, &|d| a.kind_true[d] != DayKind::Rest) + 0.1);
}

#[test]
fn an_unrecorded_easy_run_looks_like_rest_and_a_misgraded_one_like_a_moderate() {
    let a = simulate(&Params { n: 5_000, ..scenario("misclass").unwrap() }, 1);
    let as_what = |kind| {
        let easy = (0..5_000).filter(|d| a.kind_true[*d] == DayKind::Easy);
        let days: Vec<usize> = easy.filter(|d| a.kind[*d] == kind).collect();
        (days.len() as f64 / a.kind_true.iter().filter(|k| **k == DayKind::Easy).count() as f64, days)
    };
    let (rest, days) = as_what(DayKind::Rest);
    assert_near("unrecorded", rest, 0.08, 0.02);
    assert!(days.iter().all(|d| a.load[*d] == 0.0 && a.easy_min[*d] == 0.0));
    let (moderate, days) = as_what(DayKind::Moderate);
    assert_near("misgraded", moderate, 0.05, 0.02);
    assert!(days.iter().all(|d| a.hard_load[*d] > 0.0 && a.easy_min[*d] == 0.0));
}

#[test]
fn a_blocked_coin_gives_as_many_easy_days_as_rest_days_in_every_block() {
    let coin = Params { coin_block: 4, ..scenario("coin").unwrap() };
    let a = simulate(&coin, 5);
    // The record starts within a block of the burn-in, so balance holds to half a block at each end.
    let tosses: Vec<bool> = a.assigned.iter().flatten().copied().collect();
    assert!(tosses.len() > 150);
    let aligned = (0..4).any(|skip| {
        tosses[skip..].chunks_exact(4).all(|block| block.iter().filter(|easy| **easy).count() == 2)
    });
    assert!(aligned, "{tosses:?}");
    let all_kept = (0..a.params.n).all(|d| {
        a.assigned[d].is_none_or(|easy| a.kind_true[d] == if easy { DayKind::Easy } else { DayKind::Rest })
    });
    assert!(all_kept);
}

// ---- sessions and recordings ------------------------------------------------------------------

/// A year of a runner, and each session as it is recorded.
fn year(sampling: Sampling) -> (Athlete, Vec<(Session, Activity)>) {
    let athlete = simulate(&scenario("help").unwrap(), 2);
    let sessions = sessions(&athlete);
    let recorded = sessions.into_iter().map(|s| (s.clone(), record(&athlete, &s, sampling))).collect();
    (athlete, recorded)
}

/// Pairs of samples that are close in time, with the seconds between them.
fn steps(activity: &Activity) -> impl Iterator<Item = (&Sample, &Sample, f64)> {
    let pairs = activity.samples.windows(2).map(|w| (&w[0], &w[1], w[1].time.seconds_since(w[0].time)));
    pairs.filter(|(_, _, s)| *s <= 30.0)
}

/// Minutes below 151.2 bpm, from there to 168 and above (METRICS: 0.90 of LTHR 168, and LTHR).
fn zone_minutes(activity: &Activity) -> [f64; 3] {
    let mut minutes = [0.0; 3];
    for (sample, _, seconds) in steps(activity) {
        let bpm = f64::from(sample.heart_rate_bpm.unwrap());
        minutes[if bpm < 151.2 {
            0
        } else if bpm < 168.0 {
            1
        } else {
            2
        }] += seconds / 60.0;
    }
    minutes
}

#[test]
fn every_session_keeps_to_the_heart_rate_rule_of_its_kind() {
    let (_, year) = year(Sampling::Smart(5, 10));
    let mut seen = BTreeMap::new();
    for (session, activity) in &year {
        let [z1, z2, z3] = zone_minutes(activity);
        let speed = activity.summary.distance_m.unwrap() / activity.summary.timer_s.unwrap();
        // Threshold speed is 1000 m in 255 s; the hills of an easy day are too low to matter here.
        let easy = z1 / (z1 + z2 + z3) >= 0.8 && z3 <= 2.0 && speed <= 0.85 * 1000.0 / 255.0;
        let hard = z3 >= 10.0 || z2 + z3 >= 30.0;
        let kind = if hard {
            DayKind::Hard
        } else if easy {
            DayKind::Easy
        } else {
            DayKind::Moderate
        };
        assert_eq!(kind, session.kind, "day {}: {z1:.1} {z2:.1} {z3:.1} min, {speed:.2} m/s", session.day);
        *seen.entry(kind).or_insert(0) += 1;
    }
    assert!(seen.len() == 3 && seen.values().all(|n| *n >= 40), "{seen:?}");
}

#[test]
fn the_load_of_a_recording_is_the_load_of_its_day() {
    let (athlete, year) = year(Sampling::Every(1));
    let ratio = |(session, activity): &(Session, Activity)| {
        let trimp = steps(activity).map(|(sample, _, seconds)| {
            let reserve = (f64::from(sample.heart_rate_bpm.unwrap()) - 50.0) / 138.0;
            seconds / 60.0 * trimp_per_min(reserve)
        });
        trimp.sum::<f64>() / athlete.load[session.day]
    };
    let mut ratios: Vec<f64> = year.iter().map(ratio).collect();
    ratios.sort_by(f64::total_cmp);
    let n = ratios.len();
    // Sessions of very small or very large loads reach the limits of what their kind can be.
    let (tenth, median, ninetieth) = (ratios[n / 10], ratios[n / 2], ratios[n * 9 / 10]);
    assert!(tenth > 0.93 && ninetieth < 1.12, "{tenth} {ninetieth}");
    assert_near("median ratio of the loads", median, 1.0, 0.04);
}

#[test]
fn a_run_comes_home_and_its_positions_are_as_far_apart_as_its_distance_says() {
    let (_, year) = year(Sampling::Smart(5, 10));
    let mut gaps: Vec<f64> = Vec::new();
    for (session, activity) in &year {
        let (first, last) = (activity.samples.first().unwrap(), activity.samples.last().unwrap());
        let home = first.position.unwrap().metres_to(last.position.unwrap());
        let distance = activity.summary.distance_m.unwrap();
        gaps.push(home / distance);
        let walked: f64 = activity
            .samples
            .windows(2)
            .map(|w| w[0].position.unwrap().metres_to(w[1].position.unwrap()))
            .sum();
        assert_near(&format!("day {}", session.day), walked / distance, 1.0, 0.04);
    }
    gaps.sort_by(f64::total_cmp);
    assert!(gaps[gaps.len() / 2] < 0.01, "half of the loops close to within 1 %: {}", gaps[gaps.len() / 2]);
}

#[test]
fn the_hills_give_the_descent_that_was_wanted() {
    let (_, year) = year(Sampling::Every(1));
    let (mut wanted, mut found) = (0.0, 0.0);
    for (session, activity) in &year {
        // Hysteresis of 3 m, as METRICS section 4 says.
        let altitudes: Vec<f64> = activity.samples.iter().map(|s| f64::from(s.altitude_m.unwrap())).collect();
        let (mut top, mut descent) = (altitudes[0], 0.0);
        for altitude in altitudes {
            if altitude > top {
                top = altitude;
            } else if top - altitude >= 3.0 {
                descent += top - altitude;
                top = altitude;
            }
        }
        found += descent;
        wanted += session.descent_m;
    }
    assert!(wanted > 10_000.0);
    assert_near("descent of the year, relative", found / wanted, 1.0, 0.08);
}

#[test]
fn the_same_run_recorded_more_coarsely_is_a_subset_of_the_same_samples() {
    let athlete = simulate(&scenario("help").unwrap(), 2);
    for session in sessions(&athlete).iter().take(20) {
        let fine = record(&athlete, session, Sampling::Every(1));
        let coarse = record(&athlete, session, Sampling::Smart(5, 10));
        assert_eq!(
            (fine.start, &fine.summary, &fine.pauses),
            (coarse.start, &coarse.summary, &coarse.pauses)
        );
        assert!(coarse.samples.iter().all(|s| fine.samples.contains(s)));
        assert!(coarse.samples.len() * 5 <= fine.samples.len() + 25);
        assert_eq!(fine.samples.last(), coarse.samples.last());
    }
}

#[test]
fn nothing_is_recorded_in_a_pause_and_the_clock_goes_on() {
    let (_, year) = year(Sampling::Every(1));
    let mut pauses = 0;
    for (_, activity) in &year {
        for pause in &activity.pauses {
            assert!(activity.samples.iter().all(|s| s.time <= pause.from || s.time > pause.to));
            pauses += 1;
        }
        let span = activity.samples.last().unwrap().time.seconds_since(activity.start);
        assert_eq!(activity.summary.elapsed_s, Some(span));
        let paused: f64 = activity.pauses.iter().map(|p| p.to.seconds_since(p.from)).sum();
        assert_eq!(activity.summary.timer_s, Some(span - paused));
    }
    assert!(pauses > 20, "{pauses}");
}

#[test]
fn the_heart_never_beats_in_time_with_the_feet() {
    let (_, year) = year(Sampling::Every(1));
    for (session, activity) in &year {
        let locked = |s: &Sample| {
            (f64::from(s.heart_rate_bpm.unwrap()) - f64::from(s.cadence_spm.unwrap())).abs() <= 3.0
        };
        for window in activity.samples.windows(300).step_by(30) {
            let share = window.iter().filter(|s| locked(s)).count() as f64 / 300.0;
            assert!(share < 0.6, "day {}: {share}", session.day);
        }
    }
}

#[test]
fn clocks_change_for_this_runner_too() {
    let (athlete, year) = year(Sampling::Smart(5, 10));
    // In 2023 the clocks of Denver went forward on 12 March, day 69, and back on 5 November, day 307.
    for (session, activity) in &year {
        let summer = (69..307).contains(&session.day);
        assert_eq!(activity.utc_offset_s, Some(if summer { -6 } else { -7 } * 3600), "day {}", session.day);
        let local = activity.start.0 / 1000 + i64::from(activity.utc_offset_s.unwrap());
        let first = 1_672_617_600; // 2023-01-02T00:00:00Z
        assert_eq!((local - first).div_euclid(86_400), session.day as i64);
    }
    assert_eq!(athlete.params.start.to_string(), "2023-01-02");
}

// ---- writers ----------------------------------------------------------------------------------

/// What a file must give back of a recording: times, positions, heart rates, cadences.
fn assert_same_run(what: &str, read: &Activity, written: &Activity) {
    assert_eq!(read.sport, written.sport, "{what}");
    assert_eq!(read.start, written.start, "{what}");
    assert_eq!(read.samples.len(), written.samples.len(), "{what}");
    for (r, w) in read.samples.iter().zip(&written.samples) {
        assert_eq!(r.time, w.time, "{what}");
        assert_eq!(r.heart_rate_bpm, w.heart_rate_bpm, "{what}");
        assert_near(what, r.position.unwrap().metres_to(w.position.unwrap()), 0.0, 0.02);
        assert_near(what, f64::from(r.altitude_m.unwrap()), f64::from(w.altitude_m.unwrap()), 0.051);
        // Files hold the cycles of one foot.
        assert_near(what, f64::from(r.cadence_spm.unwrap()), f64::from(w.cadence_spm.unwrap()), 1.0);
    }
}

/// A run with a pause.
fn paused_run() -> Activity {
    let (_, year) = year(Sampling::Smart(5, 10));
    year.into_iter().map(|(_, activity)| activity).find(|a| !a.pauses.is_empty()).unwrap()
}

#[test]
fn a_gpx_file_gives_back_the_run_that_was_written() {
    let run = paused_run();
    let read = decode::gpx::decode(&gpx_writer::write(std::slice::from_ref(&run))).unwrap();
    assert_eq!((read.activities.len(), read.damage), (1, None));
    assert_same_run("gpx", &read.activities[0], &run);
    assert_eq!(read.activities[0].name, run.name);
    assert_eq!(read.activities[0].pauses.len(), 1);
}

#[test]
fn a_tcx_file_gives_back_the_run_that_was_written() {
    let run = paused_run();
    let read = decode::tcx::decode(&tcx_writer::write(std::slice::from_ref(&run))).unwrap();
    assert_eq!((read.activities.len(), read.damage), (1, None));
    let back = &read.activities[0];
    assert_same_run("tcx", back, &run);
    assert_eq!((back.laps, back.pauses.len()), (run.laps, 1));
    assert_near("timer", back.summary.timer_s.unwrap(), run.summary.timer_s.unwrap(), 1.0);
    assert_near("distance", back.summary.distance_m.unwrap(), run.summary.distance_m.unwrap(), 1.0);
    for (r, w) in back.samples.iter().zip(&run.samples) {
        assert_near(
            "distance so far",
            f64::from(r.distance_m.unwrap()),
            f64::from(w.distance_m.unwrap()),
            0.01,
        );
        assert_near("speed", f64::from(r.speed_mps.unwrap()), f64::from(w.speed_mps.unwrap()), 0.001);
    }
}

#[test]
fn a_name_full_of_markup_and_control_characters_survives_both_xml_formats() {
    let mut run = paused_run();
    run.name = Some("<b>\"6 & 7\"</b> ’s 跑步\u{1}\u{0}".to_owned());
    let wanted = Some("<b>\"6 & 7\"</b> ’s 跑步".to_owned());
    let gpx = decode::gpx::decode(&gpx_writer::write(std::slice::from_ref(&run))).unwrap();
    assert_eq!(gpx.activities[0].name, wanted);
    let tcx = tcx_writer::write(std::slice::from_ref(&run));
    let text = String::from_utf8(tcx).unwrap();
    assert!(text.contains("<Notes>&lt;b&gt;&quot;6 &amp; 7&quot;&lt;/b&gt; ’s 跑步</Notes>"));
}

#[test]
fn several_activities_go_into_one_file_and_none_into_a_sound_empty_one() {
    let (_, year) = year(Sampling::Smart(8, 12));
    let three: Vec<Activity> = year.into_iter().take(3).map(|(_, activity)| activity).collect();
    for read in [
        decode::gpx::decode(&gpx_writer::write(&three)).unwrap(),
        decode::tcx::decode(&tcx_writer::write(&three)).unwrap(),
    ] {
        let starts: Vec<_> = read.activities.iter().map(|a| a.start).collect();
        assert_eq!(starts, three.iter().map(|a| a.start).collect::<Vec<_>>());
    }
    for read in [
        decode::gpx::decode(&gpx_writer::write(&[])).unwrap(),
        decode::tcx::decode(&tcx_writer::write(&[])).unwrap(),
    ] {
        assert!(read.activities.is_empty() && read.no_activity.is_some() && read.damage.is_none());
    }
}

#[test]
fn a_zip_gives_back_its_members_stored_and_deflated() {
    let text = "the same words, the same words, the same words; ".repeat(50).into_bytes();
    let member =
        |path: &str, bytes: &[u8], method| Member { path: path.to_owned(), bytes: bytes.to_vec(), method };
    let members = [
        member("läufe/a.txt", &text, Method::Deflated),
        member("b.txt", &text, Method::Stored),
        member("empty", &[], Method::Deflated),
    ];
    let zip = zip_writer::write(&members).unwrap();
    assert_eq!(unzip(&zip), members.map(|m| (m.path, m.bytes)));
    assert!(zip.len() < 2 * text.len(), "deflated is smaller");
    assert_eq!(unzip(&zip_writer::write(&[]).unwrap()), []);
}

/// Names and bytes of the members, their checksums compared.
fn unzip(zip: &[u8]) -> Vec<(String, Vec<u8>)> {
    let archive = rawzip::ZipArchive::from_slice(zip).unwrap();
    let (mut entries, mut members) = (archive.entries(), Vec::new());
    while let Some(entry) = entries.next_entry().unwrap() {
        let data = archive.get_entry(entry.wayfinder()).unwrap();
        let mut bytes = vec![0; entry.uncompressed_size_hint() as usize];
        match entry.compression_method() {
            rawzip::CompressionMethod::STORE => bytes.copy_from_slice(data.data()),
            _ => {
                let size =
                    libdeflater::Decompressor::new().deflate_decompress(data.data(), &mut bytes).unwrap();
                assert_eq!(size, bytes.len());
            }
        }
        assert_eq!(libdeflater::crc32(&bytes), entry.crc32());
        members.push((entry.file_path().try_normalize().unwrap().as_ref().to_owned(), bytes));
    }
    members
}

// ---- the fixture ------------------------------------------------------------------------------

/// All files below `folder`, by their path below it with `/`.
fn files_below(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let below = path.strip_prefix(folder).unwrap();
                let parts: Vec<String> = below.iter().map(|p| p.to_string_lossy().into_owned()).collect();
                files.insert(parts.join("/"), std::fs::read(&path).unwrap());
            }
        }
    }
    files
}

#[test]
fn the_committed_season_is_what_make_fixtures_writes_byte_for_byte() {
    let made: BTreeMap<String, Vec<u8>> = fixture::season().into_iter().collect();
    let committed = files_below(&folder("season"));
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&made), names(&committed));
    for (path, bytes) in &made {
        assert!(
            committed[path] == *bytes,
            "{path} differs: run `cargo run --release --example make_fixtures`"
        );
    }
    let size: usize = made.values().map(Vec::len).sum();
    assert!(size < 8_000_000, "{size} bytes");
}

/// The activities of a fixture file that can be read whole.
fn read(path: &str, bytes: &[u8]) -> Vec<Activity> {
    let decoder = decode::sniff(bytes).unwrap_or_else(|| panic!("{path} is not known by its content"));
    let decoded = (decoder.decode)(bytes).unwrap_or_else(|error| panic!("{path}: {error}"));
    assert_eq!(decoded.damage, None, "{path}");
    decoded.activities
}

/// The season, with gzip taken off.
fn season() -> BTreeMap<String, Vec<u8>> {
    let plain = |(path, bytes): (String, Vec<u8>)| match path.strip_suffix(".gz") {
        Some(path) => {
            let size = u32::from_le_bytes(*bytes.last_chunk().unwrap()) as usize;
            let mut out = vec![0; size];
            libdeflater::Decompressor::new().gzip_decompress(&bytes, &mut out).unwrap();
            (path.to_owned(), out)
        }
        None => (path, bytes),
    };
    fixture::season().into_iter().map(plain).collect()
}

#[test]
fn every_run_of_the_season_is_in_the_archive_and_on_its_day() {
    let athlete = simulate(&fixture::params(), fixture::SEED);
    let ran: Vec<usize> = sessions(&athlete).iter().map(|s| s.day).collect();
    let mut days = Vec::new();
    let mut files = season();
    files.extend(unzip(&files["export.zip"]));
    for (path, bytes) in &files {
        let is_run = [".fit", ".gpx", ".tcx"].iter().any(|end| path.ends_with(end))
            && !["inbox/", "__MACOSX/", "watch/course", "-ride.fit"].iter().any(|part| path.contains(part));
        if is_run {
            let decoder = decode::sniff(bytes).unwrap();
            let decoded = (decoder.decode)(bytes).unwrap();
            assert_eq!(decoded.activities.len(), 1, "{path}");
            assert_eq!(decoded.activities[0].sport, Sport::Running, "{path}");
            let date: jiff::civil::Date = path.rsplit('/').next().unwrap()[..10].parse().unwrap();
            let day = athlete.params.start.until(date).unwrap().get_days();
            days.push(usize::try_from(day).unwrap());
        }
    }
    days.sort_unstable();
    assert_eq!(days, ran);
}

#[test]
fn the_season_holds_what_real_archives_hold() {
    let files = season();
    let named = |part: &str| -> Vec<&String> { files.keys().filter(|path| path.contains(part)).collect() };
    let only = |part: &str| {
        let names = named(part);
        assert_eq!(names.len(), 1, "{part}: {names:?}");
        (names[0], &files[names[0]])
    };
    for (format, at_least) in [("watch/", 70), ("phone/", 8), ("old-watch/", 8)] {
        assert!(named(format).len() >= at_least, "{format}: {}", named(format).len());
    }
    // One run twice in the same bytes.
    let (_, copy) = only("inbox/activity_7001.fit");
    assert_eq!(files.values().filter(|bytes| *bytes == copy).count(), 2);
    // One run twice in different bytes: the copy knows no heart rate.
    let (path, bytes) = only("inbox/7002.gpx");
    let poor = read(path, bytes).remove(0);
    assert!(poor.samples.iter().all(|s| s.heart_rate_bpm.is_none() && s.position.is_some()));
    let same_start = |path: &&String| path.starts_with("watch/") && !path.contains("-ride");
    let rich = files.keys().filter(same_start).filter(|path| !path.ends_with("course.fit"));
    let rich: Vec<Activity> =
        rich.filter_map(|p| decode::fit::decode(&files[p]).ok()).flat_map(|d| d.activities).collect();
    let twin: Vec<&Activity> = rich.iter().filter(|a| a.start == poor.start).collect();
    assert_eq!(twin.len(), 1);
    assert!(twin[0].samples.iter().all(|s| s.heart_rate_bpm.is_some()));
    // One file whose end is missing, of which the records can be read.
    let damaged: Vec<&String> = files
        .keys()
        .filter(|p| p.ends_with(".fit") && decode::fit::decode(&files[*p]).is_ok_and(|d| d.damage.is_some()))
        .collect();
    assert_eq!(damaged.len(), 1);
    assert!(decode::fit::decode(&files[damaged[0]]).unwrap().counts.records > 100);
    // One sound FIT file that is no activity.
    let (_, course) = only("watch/course.fit");
    let course = decode::fit::decode(course);
    let refused = course.as_ref().map_or(true, |d| d.activities.is_empty() && d.no_activity.is_some());
    assert!(refused, "{course:?}");
    // One ride.
    let (path, bytes) = only("-ride.fit");
    assert_eq!(read(path, bytes)[0].sport, Sport::Cycling);
    // One treadmill run: no position, and its sub-sport says why.
    let indoors: Vec<&Activity> = rich
        .iter()
        .filter(|a| a.sport == Sport::Running && a.samples.iter().all(|s| s.position.is_none()))
        .collect();
    assert_eq!(indoors.len(), 1);
    assert_eq!(indoors[0].sub_sport.as_deref(), Some("treadmill"));
    // Junk.
    assert!(decode::sniff(&files[".DS_Store"]).is_none());
    let (junk, good): (Vec<_>, Vec<_>) =
        unzip(&files["export.zip"]).into_iter().partition(|(path, _)| path.starts_with("__MACOSX/"));
    assert_eq!(junk.len(), 1);
    assert!(decode::sniff(&junk[0].1).is_none());
    assert!(good.len() >= 8 && good.iter().all(|(path, bytes)| read(path, bytes).len() == 1));
}

#[test]
fn two_runs_start_at_ten_to_midnight_when_it_is_tomorrow_in_utc() {
    let files = season();
    let late: Vec<&String> = files.keys().filter(|path| path.contains("-235000.")).collect();
    assert_eq!(late.len(), 2, "{late:?}");
    assert!(late[0].ends_with(".gpx") && late[1].ends_with(".fit"));
    for path in late {
        let activity = read(path, &files[path]).remove(0);
        let utc =
            jiff::Timestamp::from_millisecond(activity.start.0).unwrap().strftime("%Y-%m-%d").to_string();
        assert!(!path.contains(&utc), "{path} starts on {utc} in UTC");
    }
}

#[test]
fn the_log_of_the_season_has_missing_mornings_and_two_rows_that_must_be_rejected() {
    let log = String::from_utf8(season()["soreness.csv"].clone()).unwrap();
    let rows: Vec<&str> = log.lines().collect();
    assert_eq!(rows[0], "date,time,soreness,sleep_h,note");
    assert_eq!(rows.iter().filter(|row| row.starts_with("2023-02-30,")).count(), 1);
    assert_eq!(rows.iter().filter(|row| row.split(',').nth(2) == Some("14")).count(), 1);
    let reports = simulate(&fixture::params(), fixture::SEED).soreness;
    let made = reports.iter().flatten().count();
    assert_eq!(rows.len(), 1 + made + 2);
    assert!((155..=177).contains(&made), "{made} of 180");
}

// ---- the demo ---------------------------------------------------------------------------------

#[test]
fn the_demo_says_that_it_is_synthetic_and_what_the_truth_is() {
    for (effect, tau) in
        [(demo::Truth::Helps, "-0.6"), (demo::Truth::None, "+0.0"), (demo::Truth::Hurts, "+0.6")]
    {
        let files: BTreeMap<String, Vec<u8>> = demo::demo(effect).into_iter().collect();
        let readme = String::from_utf8(files["README.txt"].clone()).unwrap();
        assert!(readme.starts_with("This season is synthetic."));
        assert!(readme.contains(&format!("by {tau} points")), "{readme}");
        for end in [".fit", ".fit.gz", ".gpx", ".tcx"] {
            assert!(files.keys().filter(|path| path.ends_with(end)).count() >= 20, "{end}");
        }
        assert!(files.contains_key("soreness.csv") && files.contains_key("shakeout.toml"));
    }
}

#[test]
fn the_three_demos_are_one_runner_in_three_worlds() {
    let log = |effect| demo::demo(effect).into_iter().find(|(path, _)| path == "soreness.csv").unwrap().1;
    let (helps, none, hurts) = (log(demo::Truth::Helps), log(demo::Truth::None), log(demo::Truth::Hurts));
    assert!(helps != none && none != hurts && helps != hurts);
    let again = log(demo::Truth::Helps);
    assert!(helps == again);
}

//! The load that is summed: its order of sources, and one scale for all of them.

use jiff::civil::Date;
use shakeout::activity::Sport;
use shakeout::measure::{LoadSource, Unmeasured};
use shakeout::thresholds::AthleteBlock;
use shakeout::units::speed_from_pace;

use super::{close, hour_at_150, man, measured, metric, one, today};
use crate::support::session::{Session, date, run, session};

#[test]
fn the_load_falls_back_from_heart_rate_to_rpe_to_pace_to_minutes() {
    let hr = run(today(), 60.0).hr(&[(150, 60.0)]).rpe(4.0).gap(&[(3.3, 60.0)]);
    let rpe = run(today(), 60.0).rpe(4.0).gap(&[(3.3, 60.0)]);
    let pace = run(today(), 60.0).gap(&[(3.3, 60.0)]);
    let minutes = run(today(), 60.0);
    let sources: Vec<LoadSource> =
        measured(&man(), &[hr, rpe, pace, minutes]).iter().map(|m| m.load_source).collect();
    assert_eq!(
        sources,
        [LoadSource::Trimp, LoadSource::SessionRpe, LoadSource::RtssGap, LoadSource::Minutes]
    );
}

#[test]
fn partial_heart_rate_falls_back_too() {
    let m = one(&man(), run(today(), 60.0).hr(&[(150, 20.0)]).rpe(4.0));
    assert_eq!(m.load_source, LoadSource::SessionRpe);
}

#[test]
fn without_own_runs_to_compare_an_hour_at_threshold_is_the_same_load_by_every_source() {
    let x: f64 = 0.85;
    let hour = 60.0 * x * 0.64 * (1.92 * x).exp();
    let loads = [
        one(&man(), run(today(), 60.0).rpe(7.0)),
        one(&man(), run(today(), 60.0).gap(&[(speed_from_pace(255.0), 60.0)])),
        one(&AthleteBlock { hr_rest_bpm: None, ..man() }, run(today(), 60.0).hr(&[(169, 60.0)])),
    ];
    // Edwards without a resting heart rate, hence without sex-independent reserve: the same hour.
    assert_eq!(loads[2].load_source, LoadSource::Edwards);
    for m in &loads {
        close(m.load.expect("a load"), hour);
    }
}

#[test]
fn a_fallback_is_put_on_the_trimp_scale_by_the_runners_own_median_ratio() {
    let mut sessions: Vec<Session> =
        (1..=5).map(|d| run(Date::constant(2024, 4, d), 60.0).hr(&[(150, 60.0)]).rpe(4.0)).collect();
    sessions.push(run(today(), 30.0).rpe(4.0));
    let m = measured(&man(), &sessions).pop().expect("six");
    assert_eq!(m.load_source, LoadSource::SessionRpe);
    close(m.load.expect("a load"), 108.0954 / 2.0);
}

#[test]
fn minutes_take_the_runners_median_load_per_minute_of_that_sport() {
    let mut sessions: Vec<Session> =
        (1..=5).map(|d| run(Date::constant(2024, 4, d), 60.0).hr(&[(150, 60.0)])).collect();
    sessions.extend(
        (1..=5).map(|d| session(Date::constant(2024, 4, d), Sport::Cycling, 60.0).hr(&[(120, 60.0)])),
    );
    sessions.push(run(today(), 30.0));
    sessions.push(session(today(), Sport::Cycling, 30.0));
    let all = measured(&man(), &sessions);
    close(all[10].load.expect("a load"), 108.0954 / 2.0);
    let x: f64 = 0.5;
    close(all[11].load.expect("a load"), 30.0 * x * 0.64 * (1.92 * x).exp());
    assert_eq!(all[11].load_source, LoadSource::Minutes);
}

#[test]
fn other_sports_have_heart_rate_and_rpe_loads_and_never_pace_loads() {
    let ride = session(today(), Sport::Cycling, 60.0).gap(&[(8.0, 60.0)]);
    let m = one(&man(), ride.clone());
    assert_eq!(metric(&m, "rtss_gap"), Err(Unmeasured::NotARun));
    assert_eq!(m.load_source, LoadSource::None);
    assert_eq!(one(&man(), ride.clone().rpe(5.0)).load_source, LoadSource::SessionRpe);
    assert_eq!(one(&man(), ride.hr(&[(140, 60.0)])).load_source, LoadSource::Trimp);
}

#[test]
fn an_activity_without_samples_is_measured_by_its_mean_heart_rate_and_says_so() {
    let m = one(&man(), run(today(), 60.0).with(|d| d.summary_hr_bpm = Some(150.0)));
    assert_eq!(m.load_source, LoadSource::TrimpMeanHr);
    close(m.load.expect("a load"), 108.0954);
    assert_eq!(metric(&m, "trimp"), Err(Unmeasured::NoHeartRate));
}

#[test]
fn measured_activities_come_in_the_order_given() {
    let sessions = [hour_at_150(), run(date("2023-01-01"), 30.0).hr(&[(150, 30.0)])];
    let loads: Vec<f64> = measured(&man(), &sessions).iter().map(|m| m.load.expect("a load")).collect();
    close(loads[0], 108.0954);
    close(loads[1], 54.0477);
}

#[test]
fn a_mean_heart_rate_of_the_device_does_not_replace_a_sensor_that_failed_half_way() {
    let half = run(today(), 60.0).hr(&[(150, 30.0)]).with(|d| d.summary_hr_bpm = Some(150.0));
    assert_eq!(one(&man(), half.clone().rpe(4.0)).load_source, LoadSource::SessionRpe);
    assert_eq!(one(&man(), half).load_source, LoadSource::None);
}

#[test]
fn each_source_has_one_name_and_its_words() {
    use LoadSource::{Edwards, Minutes, None, RtssGap, SessionRpe, Trimp, TrimpMeanHr};
    let sources = [Trimp, TrimpMeanHr, Edwards, SessionRpe, RtssGap, Minutes, None];
    let names = ["trimp", "trimp_mean_hr", "edwards", "session_rpe", "rtss_gap", "minutes", "none"];
    assert_eq!(sources.map(LoadSource::name), names);
    for source in sources {
        assert_eq!(serde_json::to_value(source).expect("a name"), source.name());
    }
}

//! Pairs of which it is known whether they are one run, and very many of them.

use std::time::Instant;

use super::*;

/// The kinds of the labelled set: name, and whether the pair is one run.
pub const KINDS: &[(&str, bool)] = &[
    ("website copy without heart rate", true),
    ("watch and phone", true),
    ("FIT and TCX of one watch", true),
    ("shifted by whole hours, heart rate", true),
    ("shifted by whole hours, track only", true),
    ("strap of the same hour", true),
    ("cropped copy of one device", true),
    ("copy that lacks the distance", true),
    ("copy of unknown sport", true),
    ("two easy runs on one day", false),
    ("equal treadmill runs, whole hours apart", false),
    ("to work and back", false),
    ("warm-up beside a ride", false),
    ("race in consecutive files", false),
    ("belt and watch far apart in distance", true),
    ("next leg of a multisport file", false),
    ("strength training after the run", false),
    ("same loop, next day", false),
];

pub fn labelled(random: &Random, kind: &str) -> (Digest, Digest) {
    let seconds = random.between(1200.0, 7200.0).round();
    let metres = (seconds * random.between(2.3, 4.2)).round();
    let mut a = watch(random, random.whole(0, 86_400), seconds, metres);
    let start = (a.start.0 / 1000) - START_S;
    let at = |random: &Random, after: i64, s: f64, m: f64| watch(random, start + after, s, m);
    let b = match kind {
        "website copy without heart rate" => {
            let mut b = moved(without_heart_rate(a.clone()), random.whole(-2, 2));
            b.distance_m = Some(metres * (1.0 + 0.002 * random.normal()));
            b
        }
        "watch and phone" => {
            let (early, late) = (random.between(-120.0, 300.0), random.between(-200.0, 120.0));
            let m = metres * (1.0 + 0.015 * random.normal());
            without_heart_rate(at(random, early as i64, seconds - early + late, m))
        }
        "FIT and TCX of one watch" => a.clone(),
        "shifted by whole hours, heart rate" => {
            let hours = random.whole(1, 13) * if random.unit() < 0.5 { -1 } else { 1 };
            let mut b = moved(a.clone(), hours * HOUR + random.whole(-1, 1));
            b.distance_m = Some(metres * (1.0 + 0.002 * random.normal()));
            b.elapsed_s = b.elapsed_s.map(|seconds| seconds + random.whole(-1, 1) as f64);
            b
        }
        "shifted by whole hours, track only" => {
            a = without_heart_rate(a);
            moved(a.clone(), random.whole(1, 13) * HOUR)
        }
        "strap of the same hour" => {
            a = without_heart_rate(a);
            let early = random.between(-200.0, 400.0);
            let mut b = heart_rate_only(at(
                random,
                early as i64,
                seconds - early + random.between(-300.0, 200.0),
                1.0,
            ));
            b.sport = [Sport::Unknown, Sport::Other, Sport::Running][random.whole(0, 2) as usize];
            b
        }
        "cropped copy of one device" => {
            let mut b = at(random, 60, seconds * random.between(0.3, 0.9), metres * 0.5);
            (a.device_key, b.device_key) = (key(77), key(77));
            b
        }
        "copy that lacks the distance" => {
            let mut b = without_heart_rate(a.clone());
            b.distance_m = None;
            moved(b, random.whole(-30, 30))
        }
        "copy of unknown sport" => {
            let mut b = moved(a.clone(), random.whole(-5, 5));
            b.sport = Sport::Unknown;
            b.distance_m = Some(metres * (1.0 + 0.01 * random.normal()));
            b
        }
        "two easy runs on one day" => {
            let after = seconds as i64 + random.whole(HOUR, 10 * HOUR);
            at(random, after, seconds * random.between(0.9, 1.1), metres * random.between(0.9, 1.1))
        }
        "equal treadmill runs, whole hours apart" => {
            a.gps_records = 0;
            let mut b = at(random, random.whole(3, 12) * HOUR, seconds, metres);
            b.gps_records = 0;
            b
        }
        "to work and back" => at(random, 9 * HOUR, seconds + random.whole(-3, 3) as f64, metres),
        "warm-up beside a ride" => {
            let mut b = at(random, -random.whole(300, 900), 900.0, 2500.0);
            a.sport = Sport::Cycling;
            b.distance_m = b.distance_m.filter(|_| random.unit() < 0.5);
            b
        }
        "race in consecutive files" => {
            let mut b = at(random, seconds as i64 + random.whole(-5, 60), seconds, metres);
            (a.device_key, b.device_key) = (key(0), key(if random.unit() < 0.5 { 0 } else { 1 }));
            if random.unit() < 0.5 {
                // An overlap of a few seconds must not make a copy of a different serial.
                b.device_key = None;
            }
            b
        }
        "belt and watch far apart in distance" => {
            at(random, random.whole(-200, 200), seconds, metres * random.between(1.08, 1.4))
        }
        "next leg of a multisport file" => {
            let mut b = at(random, seconds as i64, seconds * 0.4, metres);
            b.index = 1;
            b.sport = Sport::Cycling;
            (a.device_key, b.device_key) = (key(5), key(5));
            b
        }
        "strength training after the run" => {
            let mut b = heart_rate_only(at(random, seconds as i64 - 60, 1800.0, 1.0));
            b.sport = Sport::Strength;
            b
        }
        "same loop, next day" => at(random, 24 * HOUR, seconds, metres),
        other => panic!("no such kind: {other}"),
    };
    if random.unit() < 0.5 { (a, b) } else { (b, a) }
}

#[test]
fn of_a_thousand_labelled_pairs_at_least_99_percent_are_judged_right() {
    let random = Random::new(20_240_229);
    let mut table: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    let (mut found, mut missed, mut wrong) = (0, 0, 0);
    for i in 0..1000 {
        let (kind, same) = KINDS[i % KINDS.len()];
        let (a, b) = labelled(&random, kind);
        let one_run = !pair(a, b).duplicates.is_empty();
        let row = table.entry(kind).or_default();
        row.0 += 1;
        row.1 += u32::from(one_run == same);
        match (same, one_run) {
            (true, true) => found += 1,
            (true, false) => missed += 1,
            (false, true) => wrong += 1,
            (false, false) => {}
        }
    }
    println!("{:<42} {:>5} {:>6} {:>6}", "kind", "truth", "pairs", "right");
    for (kind, same) in KINDS {
        let (pairs, right) = table[kind];
        println!("{kind:<42} {:>5} {pairs:>6} {right:>6}", if *same { "one" } else { "two" });
    }
    let precision = f64::from(found) / f64::from(found + wrong);
    let recall = f64::from(found) / f64::from(found + missed);
    println!("precision {precision:.4}, recall {recall:.4}");
    assert!(found + missed > 400, "the set holds enough pairs of either kind");
    assert!(precision >= 0.99, "precision {precision}");
    assert!(recall >= 0.99, "recall {recall}");
}

#[test]
fn twenty_thousand_activities_and_their_copies_are_merged_in_seconds() {
    let random = Random::new(99);
    let template = watch(&random, 0, 3000.0, 9000.0);
    let mut digests = Vec::new();
    for day in 0..10_000 {
        let mut original = moved(template.clone(), day * 86_400 + random.whole(0, 20 * HOUR));
        original.distance_m = Some(9000.0 + random.between(0.0, 3000.0));
        digests.push(without_heart_rate(original.clone()));
        digests.push(original);
    }
    let recordings = recordings(digests);
    let begun = Instant::now();
    let merged = merge(recordings);
    let seconds = begun.elapsed().as_secs_f64();
    println!("20,000 recordings merged in {seconds:.3} s");
    assert!(merged.duplicates.len() >= 10_000 && merged.kept.len() + merged.duplicates.len() == 20_000);
    assert!(
        merged.duplicates.iter().filter(|d| d.reason == "the same recording in another file").count()
            >= 9_900
    );
    assert!(seconds < 5.0, "{seconds} s");
}

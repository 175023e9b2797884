//! Invariants: what holds whatever bytes come in, one function for each kind of input.
//!
//! The mutation sweep and the fuzz targets call the same functions; each panics with the value
//! that breaks a rule.

use std::io::Read;
use std::path::Path;

use clap::Parser;
use shakeout::activity::{Activity, Sample};
use shakeout::clean::speed::fastest_mps;
use shakeout::clean::{CleanActivity, Link, clean};
use shakeout::cli::{Cli, Command};
use shakeout::config::EffectConfig;
use shakeout::day::Day;
use shakeout::decode::xml::{self, Document, Elements};
use shakeout::decode::{Decoded, sniff};
use shakeout::diary::DiaryOptions;
use shakeout::diary::{self, Diary};
use shakeout::digest::{Digest, SpeedHistogram, digest};
use shakeout::discover::{Content, Limits, Opener, Source, discover};
use shakeout::error::FileError;
use shakeout::pipeline;
use shakeout::render::summary_json;
use shakeout::sheet::dates::DateOrder;
use shakeout::sheet::delimited::MAX_ROWS;
use shakeout::soreness::{Direction, Meaning, Scale};
use shakeout::source::{self, When};
use shakeout::table::store::{self, DayTable};
use shakeout::units::UtcMillis;

/// Everything that a reader is told.
#[derive(Default, PartialEq, Debug)]
struct Calls(Vec<String>);

impl Elements for Calls {
    fn open(&mut self, name: &[u8], attributes: &str) {
        self.0.push(format!("<{} {attributes}>", String::from_utf8_lossy(name)));
    }

    fn close(&mut self, name: &[u8], parent: &[u8], text: &str) {
        let [name, parent] = [name, parent].map(String::from_utf8_lossy);
        self.0.push(format!("</{name}> in {parent}: {text}"));
    }
}

/// Gives so many bytes at a time.
pub struct Drops<'a>(pub &'a [u8], pub usize);

impl Read for Drops<'_> {
    fn read(&mut self, to: &mut [u8]) -> std::io::Result<usize> {
        let length = self.1.min(to.len()).min(self.0.len());
        to[..length].copy_from_slice(&self.0[..length]);
        self.0 = &self.0[length..];
        Ok(length)
    }
}

/// An XML document that is read by windows of so many bytes says what it says as a whole.
pub fn same_in_windows(bytes: &[u8], window: usize) {
    let (mut whole, mut pieces) = (Calls::default(), Calls::default());
    let document = Document::new(bytes);
    let damage = xml::walk(&document, &mut whole);
    let mut reader = Drops(bytes, 100);
    let (by_pieces, replaced) = xml::walk_windows(&mut reader, &mut pieces, window);
    assert_eq!(pieces.0.len(), whole.0.len(), "window {window}, {damage:?}, {by_pieces:?}");
    assert_eq!(pieces, whole, "window {window}");
    assert_eq!(by_pieces, damage, "window {window}");
    assert_eq!(replaced, document.replaced_bytes, "window {window}");
}

/// A recording, all the way to its digest: read twice it says the same, every value is one that a
/// runner, a device and the Earth can give, time goes forward, columns are of one length.
pub fn recording(
    decode: impl Fn(&[u8]) -> Result<Decoded, FileError>,
    bytes: &[u8],
) -> Result<Decoded, FileError> {
    let read = decode(bytes);
    match (&read, decode(bytes)) {
        (Ok(first), Ok(second)) => assert!(*first == second, "two readings differ"),
        (Err(first), Err(second)) => assert_eq!(*first, second, "two readings differ"),
        (first, second) => panic!("two readings differ: {first:?} {second:?}"),
    }
    decoded(bytes, &read);
    read
}

/// The rules for what a decoder made of `bytes`.
pub fn decoded(bytes: &[u8], read: &Result<Decoded, FileError>) {
    let decoded = match read {
        Ok(decoded) => decoded,
        Err(FileError::Damaged { at, .. }) => return assert!(*at <= bytes.len() as u64, "{read:?}"),
        Err(error) => return assert!(!error.to_string().is_empty()),
    };
    assert!(decoded.activities.is_empty() || decoded.no_activity.is_none(), "{:?}", decoded.no_activity);
    assert!(!decoded.activities.is_empty() || decoded.no_activity.is_some() || decoded.damage.is_some());
    assert!(decoded.damage.iter().all(|damage| damage.at <= bytes.len() as u64), "{:?}", decoded.damage);
    let counts = decoded.counts;
    // Heart rates of waypoints count too where a GPX has no track, so they may outnumber the records.
    assert!(counts.records >= counts.gps_records, "{counts:?}");
    for (index, activity) in decoded.activities.iter().enumerate() {
        assert_eq!(activity.index, index);
        recorded(activity);
        let (cleaned, log) = clean(activity.clone());
        columns(&cleaned);
        digested(&digest(&cleaned, log, None), &cleaned);
    }
}

/// What a decoder may hand on.
fn recorded(activity: &Activity) {
    for sample in activity.samples.rows() {
        assert!(sample.heart_rate_bpm.is_none_or(|hr| (1..=254).contains(&hr)), "{sample:?}");
        assert!(sample.position.is_none_or(|p| p.lat.unsigned_abs() <= 1 << 30), "{sample:?}");
        let channels = [sample.distance_m, sample.speed_mps, sample.cadence_spm];
        assert!(channels.iter().flatten().all(|v| v.is_finite() && *v >= 0.0), "{sample:?}");
        assert!(sample.altitude_m.is_none_or(f32::is_finite), "{sample:?}");
    }
    let (summary, thresholds) = (&activity.summary, &activity.thresholds);
    let amounts = [
        ("elapsed", summary.elapsed_s),
        ("timer", summary.timer_s),
        ("distance", summary.distance_m),
        ("mean heart rate", summary.hr_mean_bpm),
        ("highest heart rate", summary.hr_max_bpm),
        ("ascent", summary.ascent_m),
        ("descent", summary.descent_m),
        ("cadence", summary.cadence_spm),
        ("exertion", summary.rpe),
        ("HRmax", thresholds.hr_max_bpm),
        ("HRrest", thresholds.hr_rest_bpm),
        ("LTHR", thresholds.lthr_bpm),
        ("age", thresholds.age_y),
        ("weight", thresholds.weight_kg),
    ];
    for (name, amount) in amounts {
        assert!(amount.is_none_or(|v| v.is_finite() && v >= 0.0), "{name}: {amount:?}");
    }
    assert!(summary.rpe.is_none_or(|rpe| rpe <= 10.0), "{:?}", summary.rpe);
}

/// After cleaning: time strictly forward, one entry a sample in each column, nothing impossible.
fn columns(cleaned: &CleanActivity) {
    let samples = &cleaned.activity.samples;
    assert!(samples.time.windows(2).all(|pair| pair[0] < pair[1]), "time goes back");
    assert!(samples.time.iter().all(|time| time.is_plausible()), "a time of another century");
    let pauses = &cleaned.activity.pauses;
    assert!(pauses.windows(2).all(|pair| pair[0].to < pair[1].from), "{pauses:?}");
    let count = samples.len();
    let lengths =
        [cleaned.dt_s.len(), cleaned.covered_s.len(), cleaned.link.len(), cleaned.speed_mps.raw().len()];
    assert_eq!(lengths, [count; 4]);
    for length in [cleaned.distance_m.len(), cleaned.altitude_m.raw().len(), cleaned.grade.raw().len()] {
        assert!(length == count || length == 0, "{length} of {count}");
    }
    assert!(cleaned.link.iter().enumerate().all(|(i, link)| (*link == Link::First) == (i == 0)));
    assert!(cleaned.dt_s.iter().all(|dt| (0.0..=450.0).contains(dt)), "{:?}", cleaned.dt_s);
    assert!(cleaned.covered_s.is_sorted() && cleaned.covered_s.iter().all(|s| s.is_finite()));
    assert!(cleaned.distance_m.is_sorted() && cleaned.distance_m.iter().all(|m| m.is_finite()));
    let fastest = fastest_mps(cleaned.activity.sport);
    let slow = |speed: &f32| (0.0..=fastest).contains(speed);
    for speed in cleaned.speed_mps.present().chain(samples.speed_mps.present()) {
        assert!(slow(&speed), "{speed} m/s of {fastest}");
    }
    assert!(cleaned.altitude_m.present().all(|m| m.is_finite()));
    // A grade has no limit of its own: what is made of it (`grade::heart_rate_factor`) is held at 32 %.
    assert!(cleaned.grade.present().all(|grade| grade.is_finite()));
    let possible = |sample: &Sample| {
        sample.heart_rate_bpm.is_none_or(|hr| (30..=230).contains(&hr))
            && sample.altitude_m.is_none_or(|m| (-500.0..=9000.0).contains(&m))
    };
    let impossible = samples.rows().find(|sample| !possible(sample));
    assert!(impossible.is_none(), "{impossible:?}");
}

/// After digesting: finite, not negative, and the sums fit together.
fn digested(digest: &Digest, cleaned: &CleanActivity) {
    let amounts = [
        ("elapsed", digest.elapsed_s),
        ("timer", digest.timer_s),
        ("moving", digest.moving_s),
        ("distance", digest.distance_m),
        ("heart rate time", Some(digest.hr_s)),
        ("heart rate peak", digest.hr_peak_bpm),
        ("best heart rate", digest.hr_best_30min_bpm),
        ("best speed", digest.gap_best_30min_mps),
        ("ascent", digest.ascent_m),
        ("descent", digest.descent_m),
        ("steep down", digest.steep_down_s),
        ("downhill", digest.downhill_m3_s2),
        ("steps", digest.steps),
        ("cadence", digest.cadence_spm),
    ];
    for (name, amount) in amounts {
        assert!(amount.is_none_or(|v| v.is_finite() && v >= 0.0), "{name}: {amount:?}");
    }
    let covered = cleaned.covered_s.last().copied().unwrap_or(0.0);
    let slack = 0.01 + covered * 1e-5;
    let (elapsed_s, timer_s) = (digest.elapsed_s, digest.timer_s);
    assert!(elapsed_s.is_none_or(|s| s > 0.0) && timer_s.is_none_or(|s| s > 0.0), "a length of 0");
    let inside = timer_s.is_none_or(|timer| elapsed_s.is_some_and(|elapsed| timer <= elapsed + 1.0));
    assert!(inside, "{timer_s:?} of {elapsed_s:?}");
    assert!(digest.moving_s.is_none_or(|s| s <= covered + slack), "{:?} of {covered}", digest.moving_s);
    assert!(digest.hr_s <= covered + slack, "{} of {covered}", digest.hr_s);
    assert!(digest.steep_down_s.is_none_or(|s| s <= covered + slack), "{:?}", digest.steep_down_s);
    for bpm in [digest.hr_peak_bpm, digest.hr_best_30min_bpm].into_iter().flatten() {
        assert!((29.0..=231.0).contains(&bpm), "{bpm} bpm");
    }
    if let Some(histogram) = &digest.hr {
        let sum: f64 = histogram.covered_s();
        assert!((sum - digest.hr_s).abs() <= slack, "{sum} s of {}", digest.hr_s);
        let outside = |bpm: usize| !(30..=230).contains(&bpm);
        assert!((0..256).filter(|bpm| outside(*bpm)).all(|bpm| histogram.bins()[bpm] == 0.0));
    }
    if let Some(gap) = &digest.gap {
        assert!(gap.bins.len() <= SpeedHistogram::MAX_BINS);
        assert!(gap.bins.iter().all(|bin| bin.seconds >= 0.0 && bin.gap_m >= 0.0 && bin.gap_m.is_finite()));
    }
    for half in digest.halves.iter().flatten() {
        assert!(
            [half.seconds, half.beats, half.gap_m].iter().all(|v| v.is_finite() && *v >= 0.0),
            "{half:?}"
        );
    }
}

/// All that can be said about a soreness log.
fn told() -> DiaryOptions {
    DiaryOptions {
        scale: Scale::new(1.0, 5.0),
        direction: Some(Direction::HigherIsFresher),
        date_order: Some(DateOrder::Dmy),
        tz: Some("Europe/Oslo".into()),
        year: Some(2024),
        ..DiaryOptions::default()
    }
}

/// A soreness log, read as it stands and with everything said about it.
pub fn soreness_log(bytes: &[u8]) {
    for options in [DiaryOptions::default(), told()] {
        let read = diary::read(bytes, "log.csv", &options);
        match (&read, diary::read(bytes, "log.csv", &options)) {
            (Ok(first), Ok(second)) => assert!(*first == second, "two readings differ"),
            (Err(first), Err(second)) => assert_eq!(first.to_string(), second.to_string()),
            (first, second) => panic!("two readings differ: {first:?} {second:?}"),
        }
        if let Ok(log) = read {
            reports(&log, bytes);
        }
    }
}

/// The largest number that a row may have: the lines of a text; JSON and workbooks number their rows.
fn places(bytes: &[u8]) -> usize {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    if text.starts_with(b"{") || text.starts_with(b"[") || text.starts_with(b"PK") {
        return MAX_ROWS + 1;
    }
    bytes.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count() + 1
}

fn reports(log: &Diary, bytes: &[u8]) {
    let lines = places(bytes);
    assert!(log.scale.low < log.scale.high && log.scale.range().is_finite(), "{:?}", log.scale);
    assert!(log.step.is_finite() && log.step >= 0.0, "{}", log.step);
    assert!(log.rejected.is_sorted());
    for row in &log.rejected {
        assert!((1..=lines).contains(&row.line) && !row.reason.is_empty(), "{row:?} of {lines} lines");
    }
    for (day, entry) in &log.entries {
        assert!((1..=lines).contains(&entry.line), "{entry:?}");
        let inside = |value: f64| (log.scale.low..=log.scale.high).contains(&value);
        assert!(entry.soreness.is_none_or(inside), "{day}: {entry:?} on {:?}", log.scale);
        assert_eq!(entry.extra.len(), log.extra_names.len());
        assert!(entry.extra.iter().flatten().all(|value| value.is_finite()), "{entry:?}");
    }
}

/// A day table: each day once and none left out, no amount below 0; written and read again it is the
/// same table, and a log may take the place of its soreness.
pub fn day_table(bytes: &[u8]) {
    let read = store::read_days(bytes, "days.csv");
    let table = match (read, store::read_days(bytes, "days.csv")) {
        (Ok(first), Ok(second)) => {
            assert!(first == second, "two readings differ");
            first
        }
        (Err(first), Err(second)) => return assert_eq!(first.to_string(), second.to_string()),
        (first, second) => panic!("two readings differ: {first:?} {second:?}"),
    };
    days(&table);
    let csv = |table: &DayTable| {
        let meaning = table.scale.map(|scale| Meaning { scale, reported: table.reported });
        store::days_csv(&table.days, &table.extra_names, meaning).expect("a table that can be written")
    };
    let written = csv(&table);
    let again = store::read_days(&written, "days.csv").expect("a table of our own");
    days(&again);
    let dates = |table: &DayTable| table.days.iter().map(|day| (day.date, day.kind)).collect::<Vec<_>>();
    assert_eq!(dates(&again), dates(&table));
    let lossy = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert_eq!(lossy(&csv(&again)), lossy(&written), "written twice, it changed");
    // The same bytes as a log: a day table has what a log must have.
    if let Ok(log) = diary::read(bytes, "log.csv", &told()) {
        let count = table.days.len();
        let joined = table.with_diary(&log);
        assert_eq!(joined.days.len(), count);
        days(&joined);
    }
}

/// What a day table may hold.
fn days(table: &DayTable) {
    let next = |pair: &[Day]| pair[0].date.tomorrow().is_ok_and(|next| next == pair[1].date);
    assert!(table.days.windows(2).all(next), "days are left out, or stand twice");
    assert!(table.scale.is_none_or(|scale| scale.low < scale.high && scale.range().is_finite()));
    for day in &table.days {
        assert!((1900..=2200).contains(&day.date.year()), "{day:?}");
        let amounts = [
            day.load,
            day.hard_load,
            day.descent_m,
            day.easy_min,
            day.run_min,
            day.distance_m,
            day.other_min,
            day.ctl,
            day.atl,
            day.monotony,
            day.strain,
        ];
        let possible = |amount: f64| amount.is_finite() && amount >= 0.0;
        assert!(amounts.into_iter().flatten().all(possible), "{day:?}");
        assert!(day.zone_min.into_iter().flatten().all(possible), "{day:?}");
        assert!(day.tsb.into_iter().chain(day.soreness).all(f64::is_finite), "{day:?}");
        assert_eq!(day.extra.len(), table.extra_names.len(), "{day:?}");
        assert!(day.extra.iter().flatten().all(|value| value.is_finite()), "{day:?}");
    }
}

/// A day table all the way to the answer: refused with a remedy, or answered twice alike. `path` is
/// where the bytes are put.
pub fn answer(path: &Path, bytes: &[u8]) {
    std::fs::write(path, bytes).expect("a file for the table");
    let typed = ["shakeout".as_ref(), "effect".as_ref(), path.as_os_str()];
    let scale = ["--soreness-scale".as_ref(), "0..10".as_ref()];
    let Some(Command::Effect(args)) =
        Cli::try_parse_from(typed.into_iter().chain(scale)).expect("a command").command
    else {
        panic!("another command");
    };
    let config = EffectConfig::resolve(&args).expect("a scale");
    match (pipeline::effect(&config), pipeline::effect(&config)) {
        (Ok(first), Ok(second)) => {
            let (first, second) = (summary_json(&first), summary_json(&second));
            assert_eq!(first, second, "two answers differ");
            assert!(!first.contains("NaN") && !first.contains("inf,"), "{first}");
        }
        (Err(first), Err(second)) => {
            assert_eq!(first.to_string(), second.to_string());
            assert!(!first.to_string().is_empty());
        }
        (first, second) => panic!("two answers differ: {first:?} {second:?}"),
    }
}

/// A list of activities: what its entries say can be, and each makes an activity that can be.
pub fn list(bytes: &[u8]) {
    let read = source::read(bytes);
    assert!(read == source::read(bytes), "two readings differ");
    let Ok(listing) = read else { return };
    assert!(!listing.entries.is_empty() || listing.rejected.is_empty());
    for (index, entry) in listing.entries.iter().enumerate() {
        let start = match entry.start {
            When::Instant(at, offset) => {
                assert!(at.is_plausible(), "{entry:?}");
                assert!(offset.is_none_or(|seconds| seconds.abs() <= 14 * 3600), "{entry:?}");
                at
            }
            When::Local(at) => {
                assert!((1900..=2200).contains(&at.year()), "{entry:?}");
                UtcMillis(1_600_000_000_000)
            }
            When::Day(day) => {
                assert!((1900..=2200).contains(&day.year()), "{entry:?}");
                UtcMillis(1_600_000_000_000)
            }
        };
        assert!(entry.line >= 1 && entry.rpe.is_none_or(|rpe| rpe > 0.0 && rpe <= 10.0), "{entry:?}");
        let activity = entry.activity(index, start, None);
        recorded(&activity);
        let (cleaned, log) = clean(activity);
        digested(&digest(&cleaned, log, None), &cleaned);
        let mut own = entry.activity(index, start, None);
        own.samples = entry.samples.clone();
        recorded(&own);
        let (cleaned, log) = clean(own);
        columns(&cleaned);
        digested(&digest(&cleaned, log, None), &cleaned);
    }
    for morning in listing.daily.mornings.values() {
        let amounts = [morning.sleep_h, morning.hr_rest_bpm, morning.hrv_ms];
        assert!(amounts.iter().flatten().all(|v| v.is_finite() && *v > 0.0), "{morning:?}");
    }
}

/// A profile: it is refused with a place and a remedy, or its values are those of a human.
/// `path` is where the bytes are put.
pub fn profile(path: &Path, bytes: &[u8]) {
    std::fs::write(path, bytes).expect("a file for the profile");
    let typed =
        ["shakeout".as_ref(), "effect".as_ref(), "days.csv".as_ref(), "--profile".as_ref(), path.as_os_str()];
    let Some(Command::Effect(args)) = Cli::try_parse_from(typed).expect("a command").command else {
        panic!("another command");
    };
    let options = match (EffectConfig::resolve(&args), EffectConfig::resolve(&args)) {
        (Ok(first), Ok(second)) => {
            assert_eq!(first.analysis.athlete, second.analysis.athlete);
            assert_eq!(first.analysis.diary, second.analysis.diary);
            first.analysis
        }
        (Err(first), Err(second)) => return assert_eq!(first.to_string(), second.to_string()),
        (first, second) => panic!("two readings differ: {first:?} {second:?}"),
    };
    assert!(options.athlete.windows(2).all(|pair| pair[0].from < pair[1].from), "{:?}", options.athlete);
    for block in &options.athlete {
        let between =
            |value: Option<f64>, low: f64, high: f64| value.is_none_or(|v| (low..=high).contains(&v));
        assert!(
            between(block.hr_max_bpm, 100.0, 240.0) && between(block.hr_rest_bpm, 25.0, 110.0),
            "{block:?}"
        );
        assert!(between(block.lthr_bpm, 80.0, 230.0) && between(block.threshold_mps, 0.8, 8.4), "{block:?}");
        assert!(between(block.weight_kg, 25.0, 250.0), "{block:?}");
        assert!(block.born.is_none_or(|year| (1900..=2030).contains(&year)), "{block:?}");
    }
    assert!(options.diary.scale.is_none_or(|scale| scale.low < scale.high && scale.range() > 0.0));
}

/// Walks whatever lies at `path` as the program does, into every archive: `with` sees each
/// recording. Labels are in order, nothing is larger than the limits allow, nor is all of it
/// together, and a second walk sees the same. Returns how many recordings there were.
pub fn archive(path: &Path, limits: Limits, with: &mut dyn FnMut(&[u8])) -> usize {
    let sources = discover(&[path.to_path_buf()]).expect("the path is there");
    let (mut first, mut second) = (Vec::new(), Vec::new());
    let unpacked = walk(&sources, limits, &mut first, with);
    walk(&sources, limits, &mut second, &mut |_| ());
    assert_eq!(first, second, "two walks differ");
    let stored: u64 = sources.iter().map(Source::stored_bytes).sum();
    let most = limits.ratio_from_bytes.max((stored + 1) * limits.ratio);
    assert!(unpacked <= most, "{unpacked} bytes out of {stored}");
    first.iter().filter(|line| line.contains("recording")).count()
}

/// Returns how many bytes of recordings and lists there were.
fn walk(sources: &[Source], limits: Limits, seen: &mut Vec<String>, with: &mut dyn FnMut(&[u8])) -> u64 {
    let mut unpacked = 0;
    assert!(sources.is_sorted_by_key(|source| &source.label), "members out of order");
    assert!(sources.len() <= limits.members);
    let mut opener = Opener::new(limits);
    for source in sources {
        let what = match opener.open(source) {
            Ok(Content::Archive { members, .. }) => {
                let count = members.len();
                unpacked += walk(&members, limits, seen, with);
                format!("archive of {count}")
            }
            Ok(Content::Recording { bytes, damage, .. }) => {
                assert!(bytes.len() as u64 <= limits.file_bytes, "{} bytes", bytes.len());
                assert!(sniff(bytes).is_some());
                with(bytes);
                unpacked += bytes.len() as u64;
                format!("recording of {} bytes, {damage:?}", bytes.len())
            }
            Ok(Content::Large { .. }) => "recording that is read piece by piece".to_owned(),
            Ok(Content::Listing(bytes)) => {
                unpacked += bytes.len() as u64;
                format!("list of {} bytes", bytes.len())
            }
            Ok(Content::Stream(mut stream)) => {
                let mut bytes = Vec::new();
                let read = stream.read_to_end(&mut bytes);
                format!("stream of {} bytes, {}", bytes.len(), read.is_ok())
            }
            Err(error) => error.to_string(),
        };
        seen.push(format!("{}: {what}", source.label));
    }
    unpacked
}

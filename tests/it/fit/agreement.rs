//! Our decoder and fitparser agree on every value of the records that both read.

use std::collections::BTreeMap;

use fitparser::de::{DecodeOption, FitObject, FitStreamProcessor};
use fitparser::profile::MesgNum;
use fitparser::{FitDataRecord, Value};
use shakeout::activity::Sample;

use super::{decode, real_fits, run, write};
use crate::fit::round_trip::every_option;
use crate::support;

/// The record messages that fitparser reads before it stops, and why it stopped.
fn by_fitparser(bytes: &[u8]) -> (Vec<FitDataRecord>, Option<String>) {
    let mut processor = FitStreamProcessor::new();
    processor.add_option(DecodeOption::SkipHeaderCrcValidation);
    processor.add_option(DecodeOption::SkipDataCrcValidation);
    let (mut rest, mut records) = (bytes, Vec::new());
    while !rest.is_empty() {
        let (after, object) = match processor.deserialize_next(rest) {
            Ok(next) => next,
            Err(error) => return (records, Some(error.to_string())),
        };
        match object {
            FitObject::Crc(_) => processor.reset(),
            FitObject::DataMessage(message) => match processor.decode_message(message) {
                Ok(record) if record.kind() == MesgNum::Record => records.push(record),
                Ok(_) => {}
                Err(error) => return (records, Some(error.to_string())),
            },
            _ => {}
        }
        rest = after;
    }
    (records, None)
}

/// The number of a value; `None` for what has none.
fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Invalid | Value::Array(_) | Value::String(_) => None,
        value => value.clone().try_into().ok(),
    }
}

/// Compares the samples with fitparser's records one by one; counts what was compared per field.
fn compare(file: &str, samples: &[Sample], records: &[FitDataRecord]) -> BTreeMap<&'static str, usize> {
    let mut compared = BTreeMap::new();
    let mut samples = samples.iter();
    for (index, record) in records.iter().enumerate() {
        let theirs = |names: &[&str]| {
            names.iter().find_map(|name| {
                let mut fields = record.fields().iter().filter(|f| f.name() == *name);
                fields.find_map(|f| number(f.value()))
            })
        };
        // Times that count from the start of the device are no times for us.
        let Some(time) = theirs(&["timestamp"]).filter(|&t| t >= 631_065_600.0 + f64::from(0x1000_0000))
        else {
            continue;
        };
        let sample = samples.next().unwrap_or_else(|| panic!("{file}: record {index} is missing"));
        assert_eq!(sample.time.0 as f64 / 1000.0, time, "{file}: time of record {index}");
        let pairs = [
            (
                "heart_rate",
                theirs(&["heart_rate"]).filter(|&h| h > 0.0),
                sample.heart_rate_bpm.map(f32::from),
            ),
            ("distance", theirs(&["distance"]), sample.distance_m),
            ("altitude", theirs(&["enhanced_altitude", "altitude"]), sample.altitude_m),
            ("speed", theirs(&["enhanced_speed", "speed"]), sample.speed_mps),
        ];
        for (name, theirs, ours) in pairs {
            if let Some(theirs) = theirs {
                assert_eq!(ours, Some(theirs as f32), "{file}: {name} of record {index}");
                *compared.entry(name).or_default() += 1;
            }
        }
        if let (Some(lat), Some(lon)) = (theirs(&["position_lat"]), theirs(&["position_long"])) {
            let ours = sample.position.map(|p| (f64::from(p.lat), f64::from(p.lon)));
            assert_eq!(ours, Some((lat, lon)), "{file}: position of record {index}");
            *compared.entry("position").or_default() += 1;
        }
    }
    compared
}

#[test]
fn both_decoders_agree_on_written_files_with_every_option() {
    for options in every_option() {
        let bytes = write(&[run(200)], &options);
        let decoded = decode(&bytes);
        let (records, stopped) = by_fitparser(&bytes);
        assert_eq!(stopped, None, "{options:?}");
        let samples: Vec<Sample> = decoded.activities.iter().flat_map(|a| a.samples.rows()).collect();
        let compared = compare(&format!("{options:?}"), &samples, &records);
        assert!(compared.len() == 5 && compared.values().all(|&n| n == 200), "{options:?}: {compared:?}");
    }
}

#[test]
fn both_decoders_agree_on_every_real_sample() {
    let Some(folder) = support::real_files() else { return };
    let (mut total, mut whole) = (0, 0);
    for (file, bytes, _) in real_fits(&folder) {
        let decoded = decode(&bytes);
        if decoded.no_activity.is_some() {
            continue;
        }
        let samples: Vec<Sample> = decoded.activities.iter().flat_map(|a| a.samples.rows()).collect();
        let (records, stopped) = by_fitparser(&bytes);
        let compared = compare(&file, &samples, &records);
        whole += usize::from(stopped.is_none());
        total += compared.values().sum::<usize>();
        eprintln!("{file}: {} records {compared:?} {}", records.len(), stopped.unwrap_or_default());
    }
    assert!(whole >= 18 && total > 100_000, "{whole} files compared to their ends, {total} values");
}

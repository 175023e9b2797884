//! Damaged files: nothing readable is lost, nothing false is taken, and it never hangs or panics.

use std::time::{Duration, Instant};

use shakeout::activity::Activity;
use shakeout::decode::{Decoded, fit, messages};
use shakeout::error::FileError;
use shakeout::synth::fit_writer::{FitOptions, write};

use super::{decode, real_fits, run};
use crate::fit::round_trip::every_option;
use crate::support;

/// A small deterministic generator (splitmix64).
struct Seeded(u64);

impl Seeded {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % limit as u64) as usize
    }
}

fn assert_in_range(activity: &Activity, context: &str) {
    for sample in activity.samples.rows() {
        let plausible = sample.heart_rate_bpm.is_none_or(|hr| (1..=254).contains(&hr))
            && sample.altitude_m.is_none_or(|m| (-500.0..=13_000.0).contains(&m))
            && sample.speed_mps.is_none_or(|s| (0.0..=65.535).contains(&s))
            && sample.distance_m.is_none_or(|d| (0.0..=42_949_673.0).contains(&d))
            && sample.cadence_spm.is_none_or(|c| (0.0..=510.0).contains(&c))
            && sample.position.is_none_or(|p| p.lat.unsigned_abs() <= 1 << 30)
            && sample.time.0 >= (631_065_600 + 0x1000_0000) * 1000;
        assert!(plausible, "{context}: {sample:?}");
    }
}

fn all_samples(decoded: &Decoded) -> usize {
    decoded.activities.iter().map(|activity| activity.samples.len()).sum()
}

/// Cuts and flips one file everywhere; returns how many decodings gave records.
fn torture(name: &str, bytes: &[u8], seed: u64) -> usize {
    let mut random = Seeded(seed);
    let mut readable = 0;
    let whole = decode(bytes);
    let mut check = |broken: &[u8], context: String| -> usize {
        let begun = Instant::now();
        let decoded = fit::decode(broken);
        assert!(begun.elapsed() < Duration::from_secs(2), "{context}: {:?}", begun.elapsed());
        decoded.map_or(0, |decoded| {
            decoded.activities.iter().for_each(|activity| assert_in_range(activity, &context));
            readable += usize::from(decoded.counts.records > 0);
            decoded.counts.records
        })
    };
    let mut cuts: Vec<usize> = (0..64).map(|_| random.below(bytes.len())).collect();
    cuts.sort_unstable();
    let mut before = 0;
    for cut in cuts {
        let records = check(&bytes[..cut], format!("{name} cut at {cut}"));
        assert!(
            (before..=whole.counts.records).contains(&records),
            "{name} cut at {cut}: {before} then {records}"
        );
        before = records;
    }
    for _ in 0..256 {
        let (byte, bit) = (random.below(bytes.len()), random.below(8));
        let mut flipped = bytes.to_vec();
        flipped[byte] ^= 1 << bit;
        check(&flipped, format!("{name} with bit {bit} of byte {byte} flipped"));
    }
    readable
}

#[test]
fn written_files_cut_and_flipped_anywhere_stay_readable_in_part() {
    for (index, options) in every_option().into_iter().enumerate() {
        let readable = torture(&format!("{options:?}"), &write(&[run(120)], &options), index as u64);
        assert!(readable > 200, "{options:?}: only {readable} of 320 gave records");
    }
}

#[test]
fn real_samples_cut_and_flipped_anywhere_stay_readable_in_part() {
    let Some(folder) = support::real_files() else { return };
    for (index, (file, bytes, _)) in real_fits(&folder).into_iter().enumerate() {
        let readable = torture(&file, &bytes, 1000 + index as u64);
        assert!(readable > 150 || decode(&bytes).counts.records == 0, "{file}: {readable} of 320");
    }
}

#[test]
fn a_cut_keeps_every_record_before_it() {
    let bytes = write(&[run(120)], &FitOptions::default());
    let whole = decode(&bytes);
    let record = 29; // header byte and 28 bytes of fields
    for lost in 0..100 {
        let cut = fit::decode(&bytes[..bytes.len() - lost * record - 1]).expect("readable");
        let kept = cut.counts.records;
        assert!(kept + lost + 1 >= 120, "{lost} records cut away, {kept} kept");
        assert!(
            cut.activities[0].samples.rows().take(kept).eq(whole.activities[0].samples.rows().take(kept))
        );
        let damage = cut.damage.expect("damage");
        assert!(damage.at <= (bytes.len() - lost * record - 1) as u64, "{damage:?}");
    }
}

#[test]
fn a_wrong_checksum_alone_is_damage_and_loses_nothing() {
    let mut bytes = write(&[run(60)], &FitOptions::default());
    let last = bytes.len() - 1;
    bytes[last] ^= 0x55;
    let decoded = decode(&bytes);
    let damage = decoded.damage.clone().expect("damage");
    assert_eq!((all_samples(&decoded), damage.at), (60, last as u64 - 1));
    assert!(damage.what.contains("checksum"), "{damage:?}");
}

#[test]
fn a_checksum_that_is_cut_off_is_damage_and_loses_nothing() {
    let bytes = write(&[run(60)], &FitOptions::default());
    for cut in 1..=2 {
        let decoded = decode(&bytes[..bytes.len() - cut]);
        assert_eq!(all_samples(&decoded), 60);
        assert_eq!(decoded.damage.map(|damage| damage.at), Some(bytes.len() as u64 - 2));
    }
}

#[test]
fn bytes_after_the_end_are_damage_and_lose_nothing() {
    let sound = write(&[run(60)], &FitOptions::default());
    for garbage in [&b"x"[..], &[0; 500], b"no header at all, only text"] {
        let decoded = decode(&[&sound, garbage].concat());
        assert_eq!(all_samples(&decoded), 60);
        assert_eq!(decoded.damage.expect("damage").at, sound.len() as u64);
    }
}

#[test]
fn a_message_without_definition_ends_its_part_but_not_the_parts_after_it() {
    let sound = write(&[run(60)], &FitOptions::default());
    let mut broken = sound.clone();
    let records_begin = broken.len() - 1200;
    broken[records_begin..records_begin + 40].fill(0x0F);
    let decoded = decode(&[broken, sound].concat());
    assert!(decoded.counts.records >= 60 && decoded.counts.records < 120, "{:?}", decoded.counts);
    let damage = decoded.damage.expect("damage");
    assert!(damage.what.contains("without definition"), "{damage:?}");
}

#[test]
fn zeros_after_a_valid_header_are_an_error_at_their_first_byte() {
    let mut bytes = write(&[], &FitOptions::default())[..14].to_vec();
    bytes[4..8].copy_from_slice(&86_000u32.to_le_bytes());
    bytes.resize(14 + 86_000 + 2, 0);
    match fit::decode(&bytes) {
        Err(FileError::Damaged { what, at }) => assert_eq!((what.contains("definition"), at), (true, 14)),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_header_without_a_size_is_damage_and_the_data_after_it_are_read() {
    let mut bytes = write(&[run(60)], &FitOptions::default());
    bytes[4..8].fill(0);
    let decoded = decode(&bytes);
    assert_eq!(all_samples(&decoded), 60);
    assert_eq!(decoded.damage.expect("damage").at, 4);
}

#[test]
fn the_shortest_headers_are_errors_or_empty_and_never_panic() {
    assert!(!fit::sniff(b"") && !fit::sniff(b"\x0e\x10\0\0\0\0\0\0.FI"));
    for size in 0..=255u8 {
        let mut bytes = b"\x0e\x10\0\0\0\0\0\0.FIT".to_vec();
        bytes[0] = size;
        for length in 12..40 {
            bytes.resize(length, 0);
            assert!(
                fit::decode(&bytes).is_ok_and(|d| d.activities.is_empty()) || fit::decode(&bytes).is_err()
            );
            let _ = messages::write(&bytes, &mut Vec::new());
        }
    }
}

#[test]
fn printing_the_messages_of_a_broken_file_is_an_error_and_never_a_panic() {
    let bytes = write(&[run(40)], &FitOptions { developer_field: true, ..FitOptions::default() });
    let mut random = Seeded(5);
    let mut errors = 0;
    for _ in 0..500 {
        let mut flipped = bytes.clone();
        let byte = random.below(600);
        flipped[byte] ^= 1 << random.below(8);
        errors += usize::from(messages::write(&flipped, &mut Vec::new()).is_err());
    }
    assert!(errors > 50, "{errors} errors");
    assert!(messages::write(&bytes[..bytes.len() - 5], &mut Vec::new()).is_err());
}

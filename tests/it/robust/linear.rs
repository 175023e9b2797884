//! Eight times the input never takes 27 times as long: doubling it does not triple the time.

use shakeout::config::AnalyzeConfig;
use shakeout::decode::fit::crc16;
use shakeout::decode::{fit, tcx};

use super::folder;
use crate::support::processor_ns;

const LONG_ENOUGH_NS: u64 = 50_000_000;

/// Holds the best of three times for `2 n` to that for `n / 4`.
fn linear<T>(what: &str, n: usize, make: impl Fn(usize) -> T, work: impl Fn(&T)) {
    let cost = |n: usize| {
        let input = make(n);
        // The clock moves by ticks of some milliseconds: what is shorter is repeated.
        let once = |_| {
            let before = processor_ns()?;
            for times in 1.. {
                work(&input);
                let took = processor_ns()? - before;
                if took >= LONG_ENOUGH_NS {
                    return Some(took / times);
                }
            }
            None
        };
        (0..3).filter_map(once).min()
    };
    let (Some(one), Some(eight)) = (cost(n / 4), cost(2 * n)) else {
        eprintln!("SKIPPED: this system does not tell the processor time of a thread");
        return;
    };
    // Over three doublings: at one of them the caches may overflow.
    assert!(eight < 27 * one, "{what}: {one} ns for {}, {eight} ns for eight times as many", n / 4);
}

/// 2023-05-01T00:00:00Z in FIT seconds.
const START: u32 = 1_682_899_200 - 631_065_600;

fn part(messages: &[u8]) -> Vec<u8> {
    let mut file = vec![12, 0x20, 0, 0];
    file.extend((messages.len() as u32).to_le_bytes());
    file.extend(b".FIT");
    file.extend(messages);
    file.extend(crc16(&file).to_le_bytes());
    file
}

/// `file_id`, and sessions of so many seconds each from these starts.
fn sessions(starts: impl Iterator<Item = (u32, u32)>) -> Vec<u8> {
    let mut messages = vec![0x40, 0, 0, 0, 0, 1, 0, 1, 0, 0, 4];
    messages.extend([0x42, 0, 0, 18, 0, 3, 2, 4, 0x86, 7, 4, 0x86, 5, 1, 0]);
    for (start, elapsed_ms) in starts {
        messages.push(2);
        messages.extend(start.to_le_bytes());
        messages.extend(elapsed_ms.to_le_bytes());
        messages.push(1);
    }
    messages
}

#[test]
fn sessions_of_one_start_chained_parts_and_pauses_take_linear_time() {
    let decode = |bytes: &Vec<u8>| drop(fit::decode(bytes).expect("sessions"));
    let one_start = |n: usize| part(&sessions((0..n as u32).map(|i| (START, 600_000 + i))));
    linear("sessions of one start", 10_000, one_start, decode);
    let chained = |n: usize| {
        let one = |i: u32| part(&sessions([(START + i * 1000, 600_000)].into_iter()));
        (0..n as u32).flat_map(one).collect::<Vec<u8>>()
    };
    linear("chained parts", 10_000, chained, decode);
    let pauses = |n: usize| {
        let mut messages = sessions((0..n as u32).map(|i| (START + i * 100, 90_000)));
        messages.extend([0x43, 0, 0, 21, 0, 3, 253, 4, 0x86, 0, 1, 0, 1, 1, 0]);
        for i in 0..n as u32 {
            for (second, kind) in [(30, 4), (40, 0)] {
                messages.push(3);
                messages.extend((START + i * 100 + second).to_le_bytes());
                messages.extend([0, kind]);
            }
        }
        part(&messages)
    };
    linear("pauses", 10_000, pauses, decode);
}

#[test]
fn laps_without_distance_take_linear_time() {
    let laps = |n: usize| {
        let lap = |i: usize| {
            let time = format!("2024-05-04T{:02}:{:02}:{:02}Z", 4 + i / 3600, i / 60 % 60, i % 60);
            format!("<Lap><Track><Trackpoint><Time>{time}</Time></Trackpoint></Track></Lap>")
        };
        let laps: String = (0..n).map(lap).collect();
        format!(
            "<TrainingCenterDatabase><Activities><Activity Sport=\"Running\">{laps}</Activity></Activities></TrainingCenterDatabase>"
        )
    };
    linear("laps", 20_000, laps, |text| drop(tcx::decode(text.as_bytes()).expect("laps")));
}

#[test]
fn a_profile_of_many_blocks_takes_linear_time() {
    let profile = |n: usize| {
        let day = |i: usize| jiff::civil::date(1970, 1, 1).saturating_add(jiff::Span::new().days(i as i64));
        let block = |i: usize| format!("[[athlete]]\nfrom = {}\nhr_max = 188\n", day(i));
        let text: String = (0..n).map(block).collect();
        (n, folder(&[("shakeout.toml", text.as_bytes())]))
    };
    linear("blocks", 9_000, profile, |(n, dir)| {
        let config = AnalyzeConfig::new(&[dir.path().to_path_buf()], None).expect("a profile");
        assert_eq!(config.analysis.athlete.len(), *n);
    });
}

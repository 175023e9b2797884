//! What holds of every merge, whatever the recordings.

use proptest::prelude::*;

use super::pairs::{KINDS, labelled};
use super::*;

/// Recordings of pairs that are one run or two, some files with two activities, in the order of files.
fn archive(seed: u64, kinds: &[usize], copies: &[usize]) -> Vec<Recording> {
    let random = Random::new(seed);
    let mut digests = Vec::new();
    for kind in kinds {
        let (a, b) = labelled(&random, KINDS[*kind].0);
        digests.extend([a, b]);
    }
    // The same file once more, as it is or a little later.
    for copy in copies {
        let digest = digests[copy % digests.len()].clone();
        digests.push(moved(digest, random.whole(0, 3)));
    }
    let mut recordings = recordings(digests);
    for (place, recording) in recordings.iter_mut().enumerate() {
        // Two activities a file now and then; the leg of a multisport file is the second of its own.
        if place % 5 == 4 {
            recording.source = place - 1;
            recording.digest.index = 2;
        }
    }
    recordings
}

fn shuffled(mut recordings: Vec<Recording>, seed: u64) -> Vec<Recording> {
    let order = Random::new(seed);
    for i in (1..recordings.len()).rev() {
        recordings.swap(i, order.whole(0, i as i64) as usize);
    }
    recordings
}

fn place(recording: &Recording) -> (usize, usize) {
    (recording.source, recording.digest.index)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(48) })]

    #[test]
    fn the_order_of_the_input_makes_no_difference(
        seed in 1_u64..1_000_000,
        kinds in prop::collection::vec(0..KINDS.len(), 1..6),
        copies in prop::collection::vec(0_usize..12, 0..3),
        shuffle in any::<u64>(),
    ) {
        let ordered = archive(seed, &kinds, &copies);
        let (a, b) = (merge(ordered.clone()), merge(shuffled(ordered, shuffle)));
        prop_assert_eq!(&a.duplicates, &b.duplicates);
        prop_assert_eq!(format!("{:?}", a.kept), format!("{:?}", b.kept));
        prop_assert!(a.kept.windows(2).all(|w| (w[0].digest.start, w[0].source) < (w[1].digest.start, w[1].source)));
    }

    #[test]
    fn every_recording_is_kept_or_a_duplicate_of_one_that_is_kept(
        seed in 1_u64..1_000_000,
        kinds in prop::collection::vec(0..KINDS.len(), 1..6),
        copies in prop::collection::vec(0_usize..12, 0..3),
    ) {
        let all = archive(seed, &kinds, &copies);
        let mut before: Vec<(usize, usize)> = all.iter().map(place).collect();
        let merged = merge(all);
        let kept: Vec<(usize, usize)> = merged.kept.iter().map(place).collect();
        let mut after = kept.clone();
        after.extend(merged.duplicates.iter().map(|duplicate| (duplicate.source, duplicate.index)));
        before.sort_unstable();
        after.sort_unstable();
        prop_assert_eq!(before, after, "each exactly once");
        for duplicate in &merged.duplicates {
            prop_assert!(kept.contains(&(duplicate.of_source, duplicate.of_index)), "{:?}", duplicate);
            prop_assert!(!duplicate.reason.is_empty());
        }
    }

    #[test]
    fn what_was_merged_merges_no_further(
        seed in 1_u64..1_000_000,
        kinds in prop::collection::vec(0..KINDS.len(), 1..6),
        copies in prop::collection::vec(0_usize..12, 0..3),
    ) {
        let once = merge(archive(seed, &kinds, &copies)).kept;
        let twice = merge(once.clone());
        prop_assert_eq!(&twice.duplicates, &[]);
        prop_assert_eq!(format!("{:?}", twice.kept), format!("{:?}", once));
    }

    #[test]
    fn a_merged_run_has_distance_and_heart_rate_where_a_recording_of_its_length_has_them(
        seed in 1_u64..1_000_000,
        kinds in prop::collection::vec(0..KINDS.len(), 1..6),
    ) {
        let all = archive(seed, &kinds, &[]);
        let merged = merge(all.clone());
        let of = |source, index| all.iter().find(|one| place(one) == (source, index)).expect("an input");
        for duplicate in &merged.duplicates {
            let kept = merged.kept.iter().find(|one| place(one) == (duplicate.of_source, duplicate.of_index));
            let (kept, other) = (&kept.expect("kept").digest, &of(duplicate.source, duplicate.index).digest);
            // Of a recording that lasts longer by a quarter the part that is this run cannot be told.
            let lengths = other.elapsed_s.zip(kept.elapsed_s);
            let fits = lengths.is_some_and(|(other, kept)| other <= 1.25 * kept);
            prop_assert!(kept.distance_m.is_some() || other.distance_m.is_none() || !fits, "{:?}", duplicate);
            prop_assert!(kept.hr.is_some() || other.hr.is_none() || !fits, "{:?}", duplicate);
        }
    }
}

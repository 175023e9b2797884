//! Parquet files that unpack to very much, or are damaged.

use std::fs;
use std::process::{Command, Output};

use polars::prelude::{ChunkFull, Column, DataFrame, IntoColumn, NamedFrom, Series, StringChunked};
use polars_io::prelude::{ParquetCompression, ParquetWriter};
use shakeout::cohort::{AthleteResult, Failure, Group};
use shakeout::table::{cohort, store};

use super::text;

/// A day table of `rows` days, all alike, each with this note.
fn days(rows: usize, note: &str) -> Vec<u8> {
    let all = |name: &str, text: &str| StringChunked::full(name.into(), text, rows).into_column();
    let load: Column = Series::new("load".into(), vec![0.0; rows]).into();
    let columns = vec![all("date", "2024-05-01"), all("kind", "rest"), load, all("note", note)];
    let mut frame = DataFrame::new(rows, columns).expect("a frame");
    let mut bytes = Vec::new();
    let writer = ParquetWriter::new(&mut bytes).with_compression(ParquetCompression::Zstd(None));
    writer.finish(&mut frame).expect("a file");
    bytes
}

/// `effect` of a day table in so much memory (address space, MB).
fn effect(table: &[u8], memory_mb: u64) -> Output {
    let dir = tempfile::tempdir().expect("a temporary folder");
    fs::write(dir.path().join("days.parquet"), table).expect("a file");
    let script = format!("ulimit -v {}; exec \"$SHAKEOUT\" effect days.parquet --out out", memory_mb * 1024);
    Command::new("sh")
        .args(["-c", &script])
        .current_dir(dir.path())
        .env("SHAKEOUT", env!("CARGO_BIN_EXE_shakeout"))
        .env("POLARS_MAX_THREADS", "2")
        .output()
        .expect("a shell")
}

#[test]
fn a_day_table_that_is_small_and_unpacks_to_much_is_refused_before_it_does() {
    for (table, reason) in [
        (days(2000, &"x".repeat(1_000_000)), "it has more than 16 MB"),
        (days(1, &"x".repeat(150 << 20)), "it unpacks to more than 128 MB"),
        (days(300_000, "x"), "it has more than 200000 rows"),
    ] {
        assert!(table.len() < 100_000, "{} bytes", table.len());
        let output = effect(&table, 600);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{reason}: {said}");
        assert!(said.contains("the Parquet file cannot be read") && said.contains(reason), "{said}");
    }
    let two_alike = store::day_table(&days(2, "x"), "days.parquet", None).expect_err("two rows of a day");
    assert!(two_alike.to_string().contains("appears twice"), "{two_alike}");
}

#[test]
fn a_file_of_results_with_any_byte_turned_is_read_or_refused() {
    let failure = Failure { what: "no log".into(), place: None, remedy: "write one".into() };
    let results = ["ann", "bob"].map(|name| AthleteResult::failed(name, failure.clone())).to_vec();
    let sound = cohort::athletes_parquet(&Group::of(results, false).members).expect("a file");
    assert_eq!(cohort::read_athletes(&sound, "athletes.parquet").expect("sound").len(), 2);
    let mut refused = 0;
    for at in 0..sound.len() {
        let mut turned = sound.clone();
        turned[at] = !turned[at];
        match cohort::read_athletes(&turned, "athletes.parquet") {
            Ok(read) => assert_eq!(read.len(), 2, "byte {at}"),
            Err(error) => {
                refused += 1;
                assert!(error.to_string().contains("athletes.parquet"), "byte {at}: {error}");
            }
        }
    }
    assert!(refused > 100, "{refused} of {}", sound.len());
}

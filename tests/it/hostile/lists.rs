//! An `activities.csv` in another encoding, or with values that cannot be.

use std::fs;

use shakeout::source::{self, Listing, When};

use super::text;
use crate::support::invariants::list;
use crate::support::program::{done, program};

const HEADER: &str = "Activity ID,Activity Date,Activity Name,Activity Type,Elapsed Time,Distance,Filename,\
                      Athlete Weight,Moving Time,Average Heart Rate,Perceived Exertion\n";

/// Five runs, the third as it is told.
fn export(third: &str) -> String {
    let row = |day: u32| {
        format!("{day},\"May {day}, 2024, 6:00:00 AM\",Zürich {day},Run,1800,5000,,70.5,1790,140,3\n")
    };
    let rows: String = (1..=5).map(|day| if day == 3 { third.to_owned() } else { row(day) }).collect();
    format!("{HEADER}{rows}")
}

fn read(bytes: &[u8]) -> Listing {
    list(bytes);
    source::read(bytes).expect("a list")
}

#[test]
fn every_encoding_of_a_list_gives_the_same_entries() {
    let third = "3,\"May 3, 2024, 6:00:00 AM\",Zürich 3,Run,1800,5000,,70.5,1790,140,3\n";
    let plain = export(third);
    let expected = read(plain.as_bytes()).entries;
    assert_eq!(expected.len(), 5);
    assert_eq!(expected[0].name.as_deref(), Some("Zürich 1"));
    let wide = |join: fn(u16) -> [u8; 2]| -> Vec<u8> {
        std::iter::once(0xfeff).chain(plain.encode_utf16()).flat_map(join).collect()
    };
    let latin = plain.chars().map(|c| u8::try_from(u32::from(c)).expect("Latin-1")).collect();
    let marked = [b"\xEF\xBB\xBF".as_slice(), plain.as_bytes()].concat();
    for bytes in [wide(u16::to_le_bytes), wide(u16::to_be_bytes), latin, marked] {
        assert_eq!(read(&bytes).entries, expected);
        // The whole program knows it too.
        let dir = tempfile::tempdir().expect("a temporary folder");
        fs::write(dir.path().join("activities.csv"), &bytes).expect("a file");
        done(program().args(["analyze", ".", "--out", "report", "--quiet"]).current_dir(dir.path()));
        let table = fs::read_to_string(dir.path().join("report/activities.csv")).expect("a table");
        assert_eq!(table.matches("Zürich").count(), 5, "{table}");
    }
}

#[test]
fn a_list_with_nul_bytes_is_refused_with_the_reason() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let nul = export("3,\"May 3, 2024, 6:00:00 AM\",a\0b,Run,1800,5000,,,1790,140,3\n");
    list(nul.as_bytes());
    fs::write(dir.path().join("activities.csv"), nul).expect("a file");
    let shown = text(&done(program().args(["inspect", "activities.csv"]).current_dir(dir.path())).stdout);
    assert!(shown.contains("failed: ") && shown.contains("NUL bytes"), "{shown}");
}

#[test]
fn a_date_that_cannot_be_costs_its_row_and_a_number_that_cannot_be_its_cell() {
    let sound = export("3,\"May 3, 2024, 6:00:00 AM\",x,Run,1800,5000,,70.5,1790,140,3\n");
    let expected = read(sound.as_bytes()).entries;
    for year in ["0", "0000", "1", "1899", "9999", "10000", "-1"] {
        let found = read(
            export(&format!("3,\"May 3, {year}, 6:00:00 AM\",x,Run,1800,5000,,70.5,1790,140,3\n")).as_bytes(),
        );
        assert_eq!(found.entries.len(), 4, "{year}: {found:?}");
        assert_eq!(found.rejected.len(), 1, "{year}: {found:?}");
        assert_eq!(found.rejected[0].0, 4, "{year}: {found:?}");
    }
    for value in ["NaN", "inf", "-inf", "1e308", "-1e308", "1e400", "-5", "=1+1"] {
        for cell in 4..11 {
            let cells = [
                "3",
                "\"May 3, 2024, 6:00:00 AM\"",
                "x",
                "Run",
                "1800",
                "5000",
                "",
                "70.5",
                "1790",
                "140",
                "3",
            ];
            let mut cells = cells.to_vec();
            if cell != 6 {
                cells[cell] = value;
            }
            let found = read(export(&format!("{}\n", cells.join(","))).as_bytes());
            assert_eq!(found.entries.len() + found.rejected.len(), 5, "{value}: {found:?}");
            let others = |entries: &[source::ListedActivity]| {
                entries.iter().filter(|entry| entry.line != 4).cloned().collect::<Vec<_>>()
            };
            assert_eq!(others(&found.entries), others(&expected), "{value} in cell {cell}");
            if let Some(entry) = found.entries.iter().find(|entry| entry.line == 4) {
                let amounts = [
                    entry.elapsed_s,
                    entry.timer_s,
                    entry.distance_m,
                    entry.thresholds.weight_kg,
                    entry.hr_mean_bpm,
                    entry.rpe,
                ];
                assert!(
                    amounts.iter().flatten().all(|v| (0.0..=1e6).contains(v)),
                    "{value} in cell {cell}: {entry:?}"
                );
            }
        }
    }
}

#[test]
fn an_offset_that_no_zone_has_makes_its_cell_no_date() {
    let sessions = |offset: &str| {
        format!("date,sport,duration\n2024-05-01 06:30{offset},run,45:00\n2024-05-02 06:30,run,45:00\n")
    };
    for (offset, seconds) in [("+14:00", 50_400), ("-12:00", -43_200), ("+05:45", 20_700)] {
        let found = read(sessions(offset).as_bytes());
        assert!(matches!(found.entries[0].start, When::Instant(_, Some(s)) if s == seconds), "{found:?}");
    }
    for offset in ["-50:01", "+14:01", "+9959"] {
        let found = read(sessions(offset).as_bytes());
        assert_eq!((found.entries.len(), found.rejected.len()), (1, 1), "{found:?}");
        assert!(found.rejected[0].1.contains("is no date"), "{found:?}");
    }
}

//! The document of columns, and the tables that it speaks of.

use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use polars::prelude::{DataFrame, DataType, TimeUnit, TimeZone};
use polars_io::prelude::{ParquetReader, SerReader};

use crate::support::report::variants;
use shakeout::config::AnalyzeConfig;
use shakeout::days::columns::{DAY_COLUMNS, DayColumn};
use shakeout::measure::METRICS;
use shakeout::pipeline;
use shakeout::render::{FIGURES, columns};
use shakeout::report::{Report, SorenessInfo};
use shakeout::sheet::delimited::{self, Sheet};
use shakeout::sheet::facts::{CellType, Facts, TableColumn, names_its_unit};
use shakeout::table::store::{self, ACTIVITY_COLUMNS, FILE_COLUMNS};

/// The season of the fixtures, analysed.
static SEASON: LazyLock<Report> = LazyLock::new(|| {
    let season = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/season");
    let log: PathBuf = season.join("soreness.csv");
    let config = AnalyzeConfig::new(&[season], Some(&log)).expect("a configuration");
    pipeline::analyze(&config, &|_| ()).expect("a report")
});

fn activities() -> Vec<Facts> {
    ACTIVITY_COLUMNS.iter().map(TableColumn::facts).collect()
}

fn days() -> Vec<Facts> {
    DAY_COLUMNS.iter().map(|column: &DayColumn| column.column().facts()).collect()
}

fn sheet(bytes: &[u8]) -> Sheet {
    delimited::read(bytes, "table", "table").expect("a table")
}

/// The first columns are these, in this order, and those that are never missing have no empty cell.
fn holds(name: &str, sheet: &Sheet, facts: &[Facts]) {
    let header: Vec<&str> = sheet.header.iter().take(facts.len()).map(String::as_str).collect();
    assert_eq!(header, facts.iter().map(|column| column.name).collect::<Vec<_>>(), "{name}");
    for (place, column) in facts.iter().enumerate().filter(|(_, column)| column.missing.is_empty()) {
        let empty = sheet.rows.iter().find(|row| row.cell(place).is_empty());
        assert!(empty.is_none(), "{name}: `{}` is said to be never missing: {empty:?}", column.name);
    }
}

#[test]
fn the_document_of_columns_is_the_one_that_the_tables_give() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/columns.md");
    let written = std::fs::read_to_string(path).unwrap_or_default();
    if std::env::var_os("SHAKEOUT_WRITE_DOCS").is_some() && written != columns::markdown() {
        std::fs::write(path, columns::markdown()).expect("docs/columns.md");
        panic!("docs/columns.md was written anew: look at it and run the tests again");
    }
    assert!(written == columns::markdown(), "docs/columns.md is old: SHAKEOUT_WRITE_DOCS=1 writes it anew");
}

#[test]
fn the_tables_of_the_season_have_the_documented_columns_in_their_order() {
    let report = &*SEASON;
    let soreness = report.soreness.as_ref().map(SorenessInfo::meaning);
    let csv = sheet(&store::activities_csv(&report.activities).expect("a table"));
    holds("activities.csv", &csv, &activities());
    let own = |column: &str| ACTIVITY_COLUMNS.iter().any(|fact| fact.name == column);
    let metrics: Vec<&str> = METRICS.iter().map(|metric| metric.column).filter(|name| !own(name)).collect();
    assert_eq!(csv.header[ACTIVITY_COLUMNS.len()..], metrics);

    let csv = sheet(&store::days_csv(&report.days, &report.extra_names, soreness).expect("a table"));
    holds("days.csv", &csv, &days());
    let rest: Vec<&str> = csv.header[DAY_COLUMNS.len()..].iter().map(String::as_str).collect();
    assert_eq!(rest, ["sleep_h", "soreness_scale_low", "soreness_scale_high", "soreness_reported"]);

    let files: Vec<Facts> = FILE_COLUMNS.iter().map(TableColumn::facts).collect();
    let csv = sheet(&store::files_csv(&report.file_rows).expect("a table"));
    holds("files.csv", &csv, &files);
    assert_eq!(csv.header.len(), files.len());
}

#[test]
fn parquet_has_the_documented_types() {
    let report = &*SEASON;
    let frame = |bytes: Vec<u8>| ParquetReader::new(Cursor::new(bytes)).finish().expect("parquet");
    let activities_frame = frame(store::activities_parquet(&report.activities).expect("a table"));
    let days_frame = frame(store::days_parquet(&report.days, &report.extra_names, None).expect("a table"));
    let tables: [(&DataFrame, Vec<Facts>); 2] = [(&activities_frame, activities()), (&days_frame, days())];
    for (frame, facts) in tables {
        for column in facts {
            let wanted = match column.kind {
                CellType::Date => DataType::Date,
                CellType::Instant => DataType::Datetime(TimeUnit::Milliseconds, Some(TimeZone::UTC)),
                CellType::Number => DataType::Float64,
                CellType::Count => DataType::Int64,
                CellType::Flag => DataType::Boolean,
                CellType::Text => DataType::String,
            };
            assert_eq!(frame.column(column.name).expect(column.name).dtype(), &wanted, "{}", column.name);
        }
    }
    for metric in METRICS {
        assert_eq!(activities_frame.column(metric.column).expect("a metric").dtype(), &DataType::Float64);
    }
}

#[test]
fn every_figure_writes_the_columns_that_it_documents() {
    let mut rows = 0;
    for (variant, report) in
        variants().iter().map(|(name, report)| (*name, report)).chain([("season", &*SEASON)])
    {
        for figure in FIGURES {
            let facts = (figure.columns)();
            let data = sheet((figure.data_csv)(report).as_bytes());
            holds(&format!("{}.csv of {variant}", figure.name), &data, &facts);
            assert_eq!(data.header.len(), facts.len(), "{}", figure.name);
            rows += data.rows.len();
        }
    }
    assert!(rows > 500, "{rows} rows were looked at");
}

#[test]
fn a_number_with_a_unit_says_it_in_its_name_but_for_soreness_in_points() {
    let facts = activities().into_iter().chain(days());
    let facts =
        facts.map(|column| (column.name, column.unit)).chain(METRICS.iter().map(|m| (m.column, m.unit)));
    let silent: Vec<&str> = facts
        .filter(|(name, unit)| !unit.is_empty() && !names_its_unit(name, unit))
        .map(|(name, _)| name)
        .collect();
    assert_eq!(silent, ["soreness"]);
}

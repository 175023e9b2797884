//! The columns as a document: `docs/columns.md`, written from the tables and nothing else.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::figure::FIGURES;
use crate::days::columns::{DAY_COLUMNS, DayColumn, REPORTED_COLUMN, SCALE_COLUMNS};
use crate::diary::columns::EXTRAS;
use crate::measure::METRICS;
use crate::sheet::facts::{CellType, Facts, TableColumn, names_its_unit};
use crate::table::cohort::ATHLETE_COLUMNS;
use crate::table::store::{ACTIVITY_COLUMNS, FILE_COLUMNS};

const INTRO: &str = "# Columns

Every column of every table that `shakeout analyze` and `shakeout cohort` write. Written from the tables in `src/`; a test holds it.

- **CSV**: UTF-8, comma, a header line, quotes where needed. A missing value is an empty cell, never 0. Numbers have at
  most three decimals in `activities.csv` and `days.csv`, six significant digits in `plots/`. Booleans are `true` and
  `false`, dates `2024-05-01`. Text that a spreadsheet program would run as a formula begins with an apostrophe.
- **Parquet**: the same rows and columns, Zstandard, numbers unrounded and text as it is; missing is null. Types are
  those of Parquet, as Arrow spells them (`pyarrow.parquet.read_schema`); an instant says its zone, UTC.
- **never** in the column \"missing when\": there is always a value.
- VT1 and VT2 are the two thresholds between easy, moderate and hard; how they were drawn is in the report.
- `summary.json` of `analyze` and `effect` is described by [summary.schema.json](summary.schema.json), that of `cohort` and `pool` by
  [cohort-summary.schema.json](cohort-summary.schema.json) (JSON Schema); a test holds both, too.
- Names keep; new columns may come with any version. Read by name, not by place.
";

/// What the columns of the load curves share.
const CURVES: &str = "
The curves (`ctl`, `atl`, `tsb`, `monotony`, `strain`) are computed over the whole record; `--since` and `--until` cut the days afterwards, so that the
first day of a period knows the days before it. On a day of unknown load `ctl` and `atl` have no value, and go on from the last one that there is; after 7
such days in a row they begin at 0 again.
";

/// The text of `docs/columns.md`.
#[must_use]
pub fn markdown() -> String {
    let activities: Vec<Facts> = ACTIVITY_COLUMNS.iter().map(TableColumn::facts).collect();
    let days: Vec<Facts> = DAY_COLUMNS.iter().map(DayColumn::column).map(|column| column.facts()).collect();
    let files: Vec<Facts> = FILE_COLUMNS.iter().map(TableColumn::facts).collect();

    let mut text = INTRO.to_owned();
    text.push_str(
        "\n## `activities.csv`, `activities.parquet`: a row an activity\n\nDuplicates are merged.\n",
    );
    table(&mut text, &activities);
    text.push_str("\nThen what the activity cost, by every metric; [metrics.md](metrics.md) says how each is computed.\n");
    metrics_table(&mut text);
    text.push_str(
        "\n## `days.csv`, `days.parquet`: a row a local day\n\nFrom the first to the last day with an activity or a report, none left out. An *unknown day* lies in a stretch without\nfiles and diary, or before the first or after the last recording. `shakeout effect` reads this table.\n",
    );
    table(&mut text, &days);
    text.push_str(CURVES);
    text.push_str("\nThen the optional columns of the soreness log, those that it has, as written there:\n");
    table(&mut text, &extras());
    text.push_str("\nthe column that `--outcome` asked about, under the name that was asked for, as it is in the log (what a watch\nmeasures is above: `resting_hr` is `hr_rest_bpm`, `hrv` is `hrv_ms`);\n");
    text.push_str("\nand, with a soreness log, its scale in every row and when it was reported (`shakeout effect` takes all three as said):\n");
    let [low, high] = SCALE_COLUMNS;
    let scale = |name, about| Facts { name, kind: CellType::Number, unit: "points", missing: "", about };
    let reported = Facts {
        name: REPORTED_COLUMN,
        kind: CellType::Text,
        unit: "",
        missing: "nobody said when: morning was assumed",
        about: "When soreness was reported: morning (before running) or evening",
    };
    table(
        &mut text,
        &[scale(low, "Lowest value of the scale"), scale(high, "Highest value of the scale"), reported],
    );
    text.push_str("\n## `files.csv`: the fate of every file and archive member\n");
    table(&mut text, &files);
    let plots: Vec<Vec<Facts>> = FIGURES.iter().map(|figure| (figure.columns)()).collect();
    for (figure, columns) in FIGURES.iter().zip(&plots) {
        let _ = writeln!(text, "\n## `plots/{}.csv`: {}", figure.name, figure.topic);
        table(&mut text, columns);
    }
    text.push_str(
        "\n## `athletes.csv`, `athletes.parquet` of a cohort: a row a runner\n\nIn the order of the manifest, of folders by name. `athletes.parquet` has each result whole as well, as a line of JSON in\n`result_json`: `shakeout pool` reads it. The cohort's `activities.parquet` and `days.parquet` are those of all runners, stacked,\nwith the runner in their first column, `athlete`.\n",
    );
    let athletes: Vec<Facts> = ATHLETE_COLUMNS.iter().map(TableColumn::facts).collect();
    table(&mut text, &athletes);
    without_unit(&mut text, activities.iter().chain(&days).chain(plots.iter().flatten()));
    text
}

/// The optional columns of a log, each once.
fn extras() -> Vec<Facts> {
    let mut names: Vec<&str> = Vec::new();
    for extra in EXTRAS {
        if !names.contains(&extra.name) {
            names.push(extra.name);
        }
    }
    let units = [("_h", "h"), ("_bpm", "bpm"), ("_ms", "ms")];
    let unit = |name: &str| units.iter().find(|(end, _)| name.ends_with(end)).map_or("", |(_, unit)| unit);
    let missing = "not written that day";
    names
        .into_iter()
        .map(|name| Facts {
            name,
            kind: CellType::Number,
            unit: unit(name),
            missing,
            about: "As in the log; yes is 1, no is 0",
        })
        .collect()
}

fn table(text: &mut String, columns: &[Facts]) {
    text.push_str("\n| column | type | unit | missing when | what it says |\n|---|---|---|---|---|\n");
    for column in columns {
        row(text, column.name, column.kind, column.unit, column.missing, column.about);
    }
}

/// The metrics that are not columns of the activity itself already.
fn metrics_table(text: &mut String) {
    text.push_str("\n| column | type | unit | missing when one of these is unknown | what it says |\n|---|---|---|---|---|\n");
    for metric in METRICS.iter().filter(|metric| ACTIVITY_COLUMNS.iter().all(|own| own.name != metric.column))
    {
        row(text, metric.column, CellType::Number, metric.unit, metric.needs, metric.title);
    }
}

fn row(text: &mut String, name: &str, kind: CellType, unit: &str, missing: &str, about: &str) {
    let missing = if missing.is_empty() { "never" } else { missing };
    // Writing into a String cannot fail.
    let _ = writeln!(text, "| `{name}` | {} | {unit} | {missing} | {about} |", kind.name());
}

/// The numbers whose names do not say the unit.
fn without_unit<'a>(text: &mut String, columns: impl Iterator<Item = &'a Facts>) {
    let metrics = METRICS.iter().map(|metric| (metric.column, metric.unit));
    let numbers =
        columns.filter(|column| column.kind == CellType::Number).map(|column| (column.name, column.unit));
    let mut by_unit: BTreeSet<(&str, &str)> = BTreeSet::new();
    by_unit.extend(
        numbers
            .chain(metrics)
            .filter(|(name, unit)| !names_its_unit(name, unit))
            .map(|(name, unit)| (unit, name)),
    );
    let listed = |wanted: &str| -> String {
        let names = by_unit.iter().filter(|(unit, _)| *unit == wanted).map(|(_, name)| format!("`{name}`"));
        names.collect::<Vec<_>>().join(", ")
    };
    text.push_str("\n## Numbers whose name does not say the unit\n");
    let units: BTreeSet<&str> = by_unit.iter().map(|(unit, _)| *unit).collect();
    for unit in units {
        let what = match unit {
            "" => "No unit: a ratio, a share, or an arbitrary scale such as that of a load",
            "points" => "Points of the soreness scale",
            "SD" => "Standard deviations",
            "min" => "Minutes",
            other => other,
        };
        let _ = writeln!(text, "\n- {what}: {}.", listed(unit));
    }
}

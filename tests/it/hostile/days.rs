//! A day table with amounts that no day has.

use shakeout::table::store;

use crate::support::invariants::day_table;

const HEADER: &str = "date,kind,load,hard_load,descent_m,soreness,runs,run_min,z1_min,z2_min,z3_min,tsb\n";

#[test]
fn an_amount_below_0_is_refused_with_its_line_and_form_and_soreness_may_be_below() {
    let cells = ["2024-05-02", "easy", "50", "0", "30", "2", "1", "40", "40", "0", "0", "5"];
    for (k, name) in HEADER.trim().split(',').enumerate().skip(2) {
        let mut cells = cells;
        cells[k] = "-3";
        let table = format!("{HEADER}2024-05-01,rest,0,0,0,3,0,0,0,0,0,\n{}\n", cells.join(","));
        day_table(table.as_bytes());
        let read = store::read_days(table.as_bytes(), "days.csv");
        if ["soreness", "tsb"].contains(&name) {
            assert_eq!(read.expect(name).days.len(), 2);
        } else {
            let refused = read.expect_err(name).to_string();
            assert!(refused.contains(&format!("{name} `-3` is below 0")), "{refused}");
            assert!(refused.contains("line 3") && refused.contains("leave the cell empty"), "{refused}");
        }
    }
}

#[test]
fn the_largest_loads_that_are_read_can_be_written_and_read_again() {
    let row = |day: u32, load: &str| format!("2024-05-{day:02},hard,{load},{load},,3,1,40,,,,\n");
    let rows: String = (1..=14).map(|day| row(day, if day == 9 { "999999990" } else { "1e9" })).collect();
    let table = format!("{HEADER}{rows}");
    let read = store::read_days(table.as_bytes(), "days.csv").expect("a table");
    let strain = read.days.iter().filter_map(|day| day.strain).fold(0.0, f64::max);
    assert!(strain > 1e18, "{strain}");
    day_table(table.as_bytes());
}

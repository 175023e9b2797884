//! A TCX of somebody who means harm, or of a program that writes nonsense.

use std::fmt::Write;
use std::fs;

use shakeout::decode::{gpx, tcx};

use super::{MEMORY_MB, bounded, inspected, text};
use crate::support::invariants::recording;
use crate::support::program::{contents, done, program};

/// A run of half an hour as TCX, with `notes` in it: what the 300th to 399th point say instead, and
/// what the lap says.
fn tcx(notes: &str, odd: impl Fn(&str) -> String, lap: impl Fn(&str) -> String) -> String {
    let mut points = String::new();
    for i in 0..1800_u32 {
        let (latitude, metres) = (52.0 + f64::from(i) * 3e-5, f64::from(i) * 3.3358);
        let point = format!(
            "<Trackpoint><Time>2024-05-01T10:{:02}:{:02}Z</Time><Position><LatitudeDegrees>{latitude:.6}\
             </LatitudeDegrees><LongitudeDegrees>13.5</LongitudeDegrees></Position><AltitudeMeters>100\
             </AltitudeMeters><DistanceMeters>{metres:.1}</DistanceMeters><HeartRateBpm><Value>140</Value>\
             </HeartRateBpm><Extensions><TPX><Speed>3.3</Speed><RunCadence>85</RunCadence></TPX></Extensions>\
             </Trackpoint>",
            i / 60,
            i % 60
        );
        let point = if (300..400).contains(&i) { odd(&point) } else { point };
        points.write_str(&point).expect("a string");
    }
    let totals = lap(
        "<TotalTimeSeconds>900</TotalTimeSeconds><DistanceMeters>3000</DistanceMeters><AverageHeartRateBpm>\
         <Value>140</Value></AverageHeartRateBpm><MaximumHeartRateBpm><Value>150</Value></MaximumHeartRateBpm>\
         <Extensions><LX><AvgRunCadence>85</AvgRunCadence></LX></Extensions>",
    );
    format!(
        "<?xml version=\"1.0\"?><TrainingCenterDatabase><Activities><Activity Sport=\"Running\">\
         <Id>2024-05-01T10:00:00Z</Id><Lap StartTime=\"2024-05-01T10:00:00Z\">{totals}<Track>{points}</Track>\
         </Lap><Lap StartTime=\"2024-05-01T10:29:59Z\">{totals}</Lap>{notes}</Activity></Activities>\
         </TrainingCenterDatabase>"
    )
}

fn plain(notes: &str) -> String {
    tcx(notes, str::to_owned, str::to_owned)
}

/// What the program says of the one activity of a TCX.
fn the_run(bytes: &[u8]) -> serde_json::Value {
    recording(tcx::decode, bytes).expect("a readable file");
    inspected("run.tcx", bytes).remove(0)
}

fn near(found: &serde_json::Value, key: &str, expected: f64, share: f64) {
    let value = found[key].as_f64().unwrap_or_else(|| panic!("{key}: {found}"));
    assert!((value - expected).abs() <= share * expected, "{key}: {found}");
}

#[test]
fn markup_in_the_names_and_notes_of_a_tcx_stays_text() {
    let evil = "<script>alert('1')</script><img src=x onerror=alert(1)>";
    let escaped = evil.replace('<', "&lt;").replace('>', "&gt;");
    for written in [escaped.as_str(), &format!("<![CDATA[{evil}]]>")] {
        let notes = format!(
            "<Notes>{written}</Notes><Name>{written}</Name><Creator><Name>{written}</Name></Creator>"
        );
        let file = plain(&notes);
        let found = the_run(file.as_bytes());
        assert_eq!((found["name"].as_str(), found["device"].as_str()), (Some(evil), Some(evil)));
        let dir = tempfile::tempdir().expect("a temporary folder");
        fs::write(dir.path().join("run.tcx"), &file).expect("a file");
        done(program().args(["analyze", "run.tcx", "--out", "report", "--quiet"]).current_dir(dir.path()));
        for (path, bytes) in contents(&dir.path().join("report")) {
            if path.extension().is_some_and(|end| end == "html" || end == "md") {
                let shown = text(&bytes);
                assert!(!shown.contains("<script>alert") && !shown.contains("<img src=x"), "{path:?}");
            }
        }
    }
}

#[test]
fn control_characters_in_the_names_of_a_tcx_speak_to_no_terminal() {
    let notes = "<Name>\u{1b}[2J\u{1b}]0;evil\u{7}\0name&#27;&#0;\r\nline\u{202e}</Name>";
    let file = plain(notes);
    let found = the_run(file.as_bytes());
    assert_eq!(found["records"], 1800, "{found}");
    let dir = tempfile::tempdir().expect("a temporary folder");
    fs::write(dir.path().join("run.tcx"), &file).expect("a file");
    let shown = done(program().args(["inspect", "run.tcx"]).current_dir(dir.path()));
    let report = done(program().args(["analyze", "run.tcx", "--out", "report"]).current_dir(dir.path()));
    for bytes in [shown.stdout, report.stdout] {
        let shown = text(&bytes);
        assert!(
            !shown.contains(|c: char| c.is_control() && c != '\n'),
            "the terminal is spoken to: {shown:?}"
        );
    }
    let table = fs::read_to_string(dir.path().join("report/activities.csv")).expect("a table");
    let rows =
        shakeout::sheet::delimited::read(table.as_bytes(), "activities.csv", "table").expect("a table");
    assert_eq!(rows.rows.len(), 1, "a name parts no row: {table}");
    assert_eq!(rows.rows[0].cells.len(), rows.header.len(), "a name parts no cell: {table}");
}

#[test]
fn every_encoding_of_a_tcx_gives_the_same_run() {
    let declared = |encoding: &str| {
        let declaration = format!("<?xml version=\"1.0\" encoding=\"{encoding}\"?>");
        plain("<Name>Zürich – früh</Name>".replace('–', "-").as_str())
            .replace("<?xml version=\"1.0\"?>", &declaration)
    };
    let wide = |mark: bool, join: fn(u16) -> [u8; 2]| -> Vec<u8> {
        mark.then_some(0xfeff).into_iter().chain(declared("UTF-16").encode_utf16()).flat_map(join).collect()
    };
    let latin: Vec<u8> =
        declared("ISO-8859-1").chars().map(|c| u8::try_from(u32::from(c)).expect("Latin-1")).collect();
    let utf_8 = declared("UTF-8");
    let expected = the_run(utf_8.as_bytes());
    assert_eq!(
        (expected["name"].as_str(), expected["records"].as_u64()),
        (Some("Zürich - früh"), Some(1800))
    );
    let forms = [
        wide(true, u16::to_le_bytes),
        wide(true, u16::to_be_bytes),
        wide(false, u16::to_le_bytes),
        wide(false, u16::to_be_bytes),
        latin,
        [b"\xEF\xBB\xBF".as_slice(), utf_8.as_bytes()].concat(),
    ];
    for (k, bytes) in forms.iter().enumerate() {
        let mut found = the_run(bytes);
        found["path"] = expected["path"].clone();
        assert_eq!(found, expected, "form {k}");
    }
}

#[test]
fn entities_of_a_document_type_are_not_unfolded_and_no_file_is_fetched() {
    let mut declarations = String::from("<!ENTITY a0 \"0123456789\">");
    for k in 1..30 {
        let _ = write!(declarations, "<!ENTITY a{k} \"{}\">", format!("&a{};", k - 1).repeat(10));
    }
    let secret = tempfile::tempdir().expect("a temporary folder");
    fs::write(secret.path().join("secret"), "do not tell").expect("a file");
    let path = secret.path().join("secret");
    let external = format!("<!ENTITY file SYSTEM \"file://{}\">", path.display());
    let file = plain("<Name>&a29;&file;</Name><Creator><Name>&file;</Name></Creator>").replacen(
        "<TrainingCenterDatabase>",
        &format!("<!DOCTYPE x [{declarations}{external}]><TrainingCenterDatabase>"),
        1,
    );
    let file = file.replacen("<HeartRateBpm><Value>140<", "<HeartRateBpm><Value>&a29;<", 1);
    let found = the_run(file.as_bytes());
    assert_eq!(
        (found["records"].as_u64(), found["hr_records"].as_u64()),
        (Some(1800), Some(1799)),
        "{found}"
    );
    assert!(!found.to_string().contains("do not tell"), "{found}");
    assert!(found["name"].as_str().is_none_or(|name| name.len() < 100), "{found}");
    let dir = tempfile::tempdir().expect("a temporary folder");
    fs::write(dir.path().join("run.tcx"), &file).expect("a file");
    let (output, _) = bounded(MEMORY_MB, &["inspect", "--jobs", "1", dir.path().to_str().expect("UTF-8")]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
}

#[test]
fn a_hundred_absurd_points_of_a_tcx_cost_no_more_than_themselves() {
    for value in ["NaN", "inf", "-inf", "1e308", "-1e308", "1e39", "3e38", "1e400", "0x8C", "\0", "-1", ""] {
        for field in [
            "<AltitudeMeters>100<",
            "<Value>140<",
            "<LongitudeDegrees>13.5<",
            "<Speed>3.3<",
            "<RunCadence>85<",
        ] {
            let name = &field[..=field.find('>').expect("a tag")];
            let odd = |point: &str| point.replace(field, &format!("{name}{value}<"));
            let found = the_run(tcx("", odd, str::to_owned).as_bytes());
            assert_eq!(found["records"], 1800, "{field} {value}: {found}");
            near(&found, "hr_mean", 140.0, 0.01);
            near(&found, "distance_m", 6000.0, 0.02);
            near(&found, "cadence_mean", 170.0, 0.02);
            assert!(
                found["ascent_m"].as_f64().is_none_or(|metres| metres < 20.0),
                "{field} {value}: {found}"
            );
        }
        // The counted distance of the same points.
        let odd = |point: &str| {
            let (before, rest) = point.split_once("<DistanceMeters>").expect("a distance");
            format!("{before}<DistanceMeters>{value}{}", &rest[rest.find('<').expect("its end")..])
        };
        near(&the_run(tcx("", odd, str::to_owned).as_bytes()), "distance_m", 6000.0, 0.02);
    }
}

#[test]
fn absurd_totals_of_a_lap_do_not_become_those_of_the_run() {
    for value in ["NaN", "inf", "-inf", "1e308", "-1e308", "1e400", "\0", "-1", ""] {
        for (tag, number) in [
            ("TotalTimeSeconds", "900"),
            ("DistanceMeters", "3000"),
            ("Value", "140"),
            ("Value", "150"),
            ("AvgRunCadence", "85"),
        ] {
            let totals = |lap: &str| lap.replace(&format!("<{tag}>{number}<"), &format!("<{tag}>{value}<"));
            let found = the_run(tcx("", str::to_owned, totals).as_bytes());
            near(&found, "distance_m", 6000.0, 0.02);
            near(&found, "timer_s", 1800.0, 0.01);
            near(&found, "elapsed_s", 1800.0, 0.01);
            near(&found, "hr_mean", 140.0, 0.01);
        }
    }
}

#[test]
fn points_of_the_year_0_or_9999_are_left_out_and_a_run_of_such_a_year_is_none() {
    for year in ["0000", "0001", "1899", "9999", "10000", "-001"] {
        let odd = |point: &str| point.replace("2024-05", &format!("{year}-05"));
        let found = the_run(tcx("", odd, str::to_owned).as_bytes());
        assert_eq!(found["local_date"], "2024-05-01", "{year}: {found}");
        near(&found, "elapsed_s", 1800.0, 0.01);
        let all = plain("").replace("2024-05", &format!("{year}-05"));
        let found = &inspected("run.tcx", all.as_bytes())[0];
        assert_eq!(
            (&found["activity"], &found["status"]),
            (&serde_json::Value::Null, &"skipped".into()),
            "{year}: {found}"
        );
    }
}

#[test]
fn of_a_text_without_end_its_beginning_is_kept() {
    let long = format!("x{}", "é".repeat(100_000));
    let tcx = format!(
        "<TrainingCenterDatabase><Activities><Activity Sport=\"{long}\"><Id>2024-05-01T10:00:00Z</Id>\
         <Name>{long}</Name><Creator><Name>{long}</Name></Creator><Lap StartTime=\"2024-05-01T10:00:00Z\">\
         <TotalTimeSeconds>600</TotalTimeSeconds></Lap></Activity></Activities></TrainingCenterDatabase>"
    );
    let gpx = format!(
        "<gpx creator=\"{long}\"><trk><name>{long}</name><type>{long}</type><trkseg><trkpt lat=\"1\" lon=\"2\">\
         <time>2024-05-01T10:00:00Z</time></trkpt></trkseg></trk></gpx>"
    );
    for decoded in [tcx::decode(tcx.as_bytes()), gpx::decode(gpx.as_bytes())] {
        let activity = decoded.expect("an activity").activities.remove(0);
        for kept in [activity.name, activity.device, activity.sub_sport] {
            assert_eq!(kept.expect("a text"), long[..599], "cut before the letter that does not fit");
        }
    }
}

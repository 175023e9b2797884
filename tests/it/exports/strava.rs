//! Strava exports: `activities.csv` in its forms and languages beside `activities/`.

use shakeout::activity::Sport;
use shakeout::source::{self, When};
use shakeout::synth::gpx_writer;
use shakeout::synth::zip_writer::gzip;
use shakeout::units::UtcMillis;

use super::{BERLIN, START_S, analyze, fit, folder, run, zip};

/// The header of a full export, up to and after the columns that are read; `RPE` is column 44.
fn full(translated: &[&str]) -> String {
    let mut cells: Vec<String> = translated.iter().map(|name| (*name).to_owned()).collect();
    let known = cells.len();
    cells.extend((known..94).map(|k| format!("Spalte {k}")));
    cells.join(",")
}

/// A row of a full export: cells by column, the rest blank.
fn row(cells: &[(usize, &str)]) -> String {
    let cell = |k: usize| {
        cells
            .iter()
            .find(|(at, _)| *at == k)
            .map_or(String::new(), |(_, text)| format!("\"{}\"", text.replace('"', "\"\"")))
    };
    (0..94).map(cell).collect::<Vec<_>>().join(",")
}

const ENGLISH: &[&str] = &[
    "Activity ID",
    "Activity Date",
    "Activity Name",
    "Activity Type",
    "Activity Description",
    "Elapsed Time",
    "Distance",
    "Max Heart Rate",
    "Relative Effort",
    "Commute",
    "Activity Private Note",
    "Activity Gear",
    "Filename",
    "Athlete Weight",
    "Bike Weight",
    "Elapsed Time",
    "Moving Time",
    "Distance",
];

const GERMAN: &[&str] = &[
    "Aktivitäts-ID",
    "Aktivitätsdatum",
    "Name der Aktivität",
    "Aktivitätsart",
    "Aktivitätsbeschreibung",
    "Verstrichene Zeit",
    "Distanz",
    "Max. Herzfrequenz",
    "Relative Leistung",
    "Pendeln",
    "Hinweis zur Privatsphäre für Aktivitäten",
    "Aktivitätsausrüstung",
    "Dateiname",
    "Sportlergewicht",
    "Fahrradgewicht",
    "Verstrichene Zeit",
    "Bewegungszeit",
    "Distanz",
];

/// No language of this world.
const STRANGE: &[&str] = &["a1", "b2", "c3", "d4", "e5", "f6", "g7", "h8", "i9", "j10", "k11", "l12", "m13"];

fn english(rows: &[String]) -> Vec<u8> {
    let mut header: Vec<String> = full(ENGLISH).split(',').map(str::to_owned).collect();
    header[43] = "Perceived Exertion".into();
    let mut text = header.join(",");
    for row in rows {
        text.push('\n');
        text.push_str(row);
    }
    text.into_bytes()
}

#[test]
fn an_export_zip_gives_names_exertion_weight_and_entries_without_a_file() {
    // 16:30 UTC of a Sunday: typed by hand, 45 minutes on a treadmill, 8 km.
    let list = english(&[
        row(&[
            (0, "12070555079"),
            (1, "May 4, 2024, 6:00:00\u{202f}AM"),
            (2, "Morgenlauf, \"locker\""),
            (3, "Run"),
            (4, "two\nlines"),
            (5, "1800"),
            (6, "5.04"),
            (12, "activities/999.fit.gz"),
            (13, "70.5"),
            (16, "1790"),
            (17, "5040.0"),
            (43, "3.0"),
        ]),
        row(&[
            (0, "12070555080"),
            (1, "May 5, 2024, 4:30:00\u{202f}PM"),
            (2, "Treadmill"),
            (3, "Run"),
            (5, "2700"),
            (6, "8,00"),
            (16, "2700"),
            (17, "8000.0"),
            (31, "151"),
            (43, "6.0"),
        ]),
        row(&[
            (0, "12070555081"),
            (1, "May 6, 2024, 5:00:00\u{202f}PM"),
            (2, "Legs"),
            (3, "Weight Training"),
            (5, "3600"),
            (12, ""),
            (43, "5"),
        ]),
        row(&[
            (0, "12070555082"),
            (1, "May 7, 2024, 6:00:00\u{202f}AM"),
            (2, "Lost"),
            (3, "Run"),
            (5, "2400"),
            (12, "activities/1000.gpx.gz"),
            (17, "6000.0"),
        ]),
        row(&[(0, "12070555083"), (1, "sometime"), (2, "No date"), (3, "Run")]),
    ]);
    let mut broken = gzip(&gpx_writer::write(&[run(START_S + 3 * 86_400, 40, BERLIN)]));
    broken.truncate(14);
    let bytes = zip(&[
        ("activities.csv", list),
        ("activities/999.fit.gz", gzip(&fit(&run(START_S, 30, BERLIN)))),
        ("activities/1000.gpx.gz", broken),
        ("media/a.jpg", vec![0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]),
        ("profile.csv", b"Athlete ID,Email\n1,a@b\n".to_vec()),
        ("routes.csv", b"Route Name,Route Filename\nx,routes/1.gpx\n".to_vec()),
    ]);
    let dir = folder(&[("export_123.zip", bytes)]);
    let outcome = analyze(dir.path(), &[]).sound();
    assert_eq!(
        outcome
            .cells(&["start", "local_date", "sport", "name", "rpe", "timer_s", "distance_m", "hr_mean_bpm"])
            .iter()
            .map(|row| row[..6].join("|"))
            .collect::<Vec<_>>(),
        [
            "2024-05-04T06:00:00Z|2024-05-04|running|Morgenlauf, \"locker\"|3.0|1800.0",
            "2024-05-05T16:30:00Z|2024-05-05|running|Treadmill|6.0|2700.0",
            "2024-05-06T17:00:00Z|2024-05-06|strength|Legs|5.0|3600.0",
            "2024-05-07T06:00:00Z|2024-05-07|running|Lost||2400.0",
        ]
    );
    let treadmill = &outcome.activities[1];
    assert_eq!((treadmill["distance_m"].as_str(), treadmill["hr_mean_bpm"].as_str()), ("8000.0", "151.0"));
    assert_eq!(treadmill["utc_offset_s"], "7200", "the zone is that of the run of the day before");
    assert!(treadmill["file"].ends_with("export_123.zip › activities.csv"), "{}", treadmill["file"]);
    let list = outcome.reason("activities.csv");
    assert_eq!(outcome.status("activities.csv"), "used");
    for words in
        ["names and RPE of 1 activity", "3 activities without a recording", "1 row not used", "sometime"]
    {
        assert!(list.contains(words), "no `{words}` in: {list}");
    }
    assert_eq!(outcome.status("1000.gpx.gz"), "failed");
    for name in ["a.jpg", "profile.csv", "routes.csv"] {
        assert_eq!(outcome.status(name), "skipped", "{name}");
    }
}

#[test]
fn a_sport_that_the_runner_corrected_counts_and_the_file_number_is_not_the_activity_id() {
    let mut ride = run(START_S, 30, BERLIN);
    ride.sport = Sport::Cycling;
    let list = english(&[
        row(&[
            (0, "77"),
            (1, "May 4, 2024, 6:00:00 AM"),
            (2, "Was a run"),
            (3, "Run"),
            (12, "activities/999.fit"),
        ]),
        row(&[
            (0, "999"),
            (1, "May 5, 2024, 6:00:00 AM"),
            (2, "Another"),
            (3, "Run"),
            (12, "activities/1.fit"),
        ]),
    ]);
    let dir = folder(&[
        ("strava/activities.csv", list),
        ("strava/activities/999.fit", fit(&ride)),
        ("strava/activities/1.fit", fit(&run(START_S + 86_400, 20, BERLIN))),
    ]);
    let outcome = analyze(dir.path(), &[]).sound();
    assert_eq!(outcome.cells(&["sport", "name"]), [["running", "Was a run"], ["running", "Another"]]);
}

#[test]
fn a_short_russian_export_without_recordings_is_known_by_its_names() {
    let bytes = "ID тренировки,Дата тренировки,Название тренировки,Тип тренировки,Описание тренировки,Общее время,\
                 Расстояние,Макс. частота сердцебиения,Имя файла\n\
                 1,\"9 мая 2024 г., 5:00:12\",Утро,Забег,,3600,\"10,80\",160,\n\
                 2,\"10 мая 2024 г., 5:00:12\",Лес,Беговые лыжи,,3600,\"10,80\",160,\n";
    let listing = source::read(bytes.as_bytes()).expect("a list");
    assert_eq!(listing.kind.words, "Strava's list of activities");
    let sports: Vec<_> =
        listing.entries.iter().map(|entry| entry.sport.as_ref().map(|(sport, _)| *sport)).collect();
    assert_eq!(sports[0], Some(Sport::Running));
    assert_ne!(sports[1], Some(Sport::Running));
    assert_eq!((listing.entries[0].elapsed_s, listing.entries[0].distance_m), (Some(3600.0), Some(10_800.0)));
}

#[test]
fn headers_and_dates_are_read_in_the_language_of_the_account() {
    let instant = Some(When::Instant(UtcMillis::from_secs(1_670_599_489), None)); // 2022-12-09T15:24:49Z
    for date in [
        "09.12.2022, 15:24:49",
        "Dec 9, 2022, 3:24:49\u{202f}PM",
        "9 Dec 2022, 15:24:49",
        "9 déc. 2022 à 15:24:49",
        "9 dic 2022, 15:24:49",
        "9 de dez. de 2022, 15:24:49",
        "9 dec. 2022 15:24:49",
        "9. dec. 2022 15.24.49",
        "9 gru 2022, 15:24:49",
        "9 дек. 2022 г., 15:24:49",
        "2022年12月9日 15:24:49",
        "2022年12月9日 下午3:24:49",
        "2022. 12. 9. 오후 3:24:49",
        "2022/12/09 15:24:49",
        "2022-12-09 15:24:49",
        "2022-12-09T16:24:49+01:00",
    ] {
        for header in [ENGLISH, GERMAN, STRANGE] {
            let line = row(&[
                (0, "8228026758"),
                (1, date),
                (2, "Abendrunde"),
                (3, "Lauf"),
                (5, "3189"),
                (6, "9,44"),
                (12, "activities/8228026758.gpx"),
                (13, "70"),
                (16, "3070.0"),
                (17, "9440.5"),
                (31, "148"),
                (43, "4.0"),
            ]);
            let bytes = format!("{}\n{line}\n", full(header)).into_bytes();
            let listing = source::read(&bytes).unwrap_or_else(|error| panic!("{date}: {error}"));
            assert_eq!(listing.kind.words, "Strava's list of activities", "{header:?}");
            let entry = &listing.entries[0];
            let start = match entry.start {
                When::Instant(at, _) => Some(When::Instant(at, None)),
                other => Some(other),
            };
            assert_eq!(start, instant, "{date}");
            assert_eq!(entry.sport, Some((Sport::Running, None)));
            assert_eq!(entry.name.as_deref(), Some("Abendrunde"));
            assert_eq!(entry.file.as_deref(), Some("activities/8228026758.gpx"));
            let numbers = [
                entry.elapsed_s,
                entry.timer_s,
                entry.distance_m,
                entry.hr_mean_bpm,
                entry.rpe,
                entry.thresholds.weight_kg,
            ];
            assert_eq!(numbers, [3189.0, 3070.0, 9440.5, 148.0, 4.0, 70.0].map(Some), "{date} {header:?}");
        }
    }
}

#[test]
fn the_forms_of_before_and_after_june_2019_have_metres_and_kilometres() {
    let old = "id,date,name,type,description,elapsed_time,distance,commute,gear,filename\n\
               1836776031,2018-09-12 15:02:23,Evening Run,Run,,1383,3681.0,true,,activities/1836776031.gpx\n";
    let new = "Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Elapsed Time,Distance,Commute,Activity Gear,Filename\n\
               1836776031,\"Sep 12, 2018, 3:02:23 PM\",Evening Run,Run,,1383,3.68,true,,\n";
    let read = |text: &str| source::read(text.as_bytes()).expect("a list").entries.remove(0);
    let (old, new) = (read(old), read(new));
    assert_eq!((old.distance_m, new.distance_m), (Some(3681.0), Some(3680.0)));
    assert_eq!(old.start, new.start);
    assert_eq!(old.start, When::Instant(UtcMillis::from_secs(1_536_764_543), None));
    assert_eq!((old.file.is_some(), new.file), (true, None));
}

#[test]
fn dates_that_could_be_day_or_month_first_are_not_guessed() {
    let list = |dates: [&str; 2]| {
        let mut text = "Activity ID,Activity Date,Activity Name,Activity Type,Filename\n".to_owned();
        for date in dates {
            text.push_str(&format!("1,\"{date}\",x,Run,\n"));
        }
        source::read(text.as_bytes())
    };
    assert!(list(["13/04/2024 10:00", "03/04/2024 10:00"]).is_ok());
    assert!(list(["04/13/2024 10:00", "03/04/2024 10:00"]).is_ok());
    assert!(list(["04/05/2024 10:00 AM", "03/04/2024 9:00 PM"]).is_ok(), "AM and PM: month first");
    let error = list(["04/05/2024 10:00", "03/04/2024 10:00"]).expect_err("either");
    assert!(error.to_string().contains("2024-03-09"), "{error}");
}

//! Plan and trial as they are typed.

use sha2::Digest as _;

use super::*;

fn shakeout(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_shakeout")).args(args).output().expect("the program starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name)
}

fn path(p: &Path) -> &str {
    p.to_str().expect("a UTF-8 path")
}

#[test]
fn plan_writes_a_folder_and_prints_the_seal_but_no_coin() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let out = dir.path().join("plan");
    let args = ["plan", "--start", "2024-05-01", "--seed", "7", "--sigma", "1", "--out", path(&out)];
    let output = shakeout(&args);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let shown = text(&output.stdout);
    assert!(shown.lines().all(|line| line.chars().count() <= 80), "{shown}");
    let csv = fs::read_to_string(out.join("plan.csv")).expect("a plan");
    let seal = csv.lines().find_map(|line| line.strip_prefix("# sha256: ")).expect("a seal");
    for words in [
        "A list of 64 coins",
        "needs         62 coin days",
        seal,
        "seed          7",
        "Assumed, not said: 0.75 points",
        "A report counts 0.5 points; that takes 132 coins",
    ] {
        assert!(shown.replace('\n', " ").contains(words), "no `{words}` in {shown}");
    }
    for name in ["plan.ics", "dates.csv", "README.txt"] {
        assert!(out.join(name).is_file(), "{name}");
    }
    // The seal can be checked with the tools of any system: it is of the first two columns.
    let list: String = csv
        .lines()
        .filter(|line| line.starts_with(|c: char| c.is_ascii_digit()))
        .map(|line| line.splitn(3, ',').take(2).collect::<Vec<_>>().join(",") + "\n")
        .collect();
    let hash: String = sha2::Sha256::digest(list).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hash, seal);
    // A second plan in the same folder would replace the first.
    let again = shakeout(&args);
    assert_eq!(again.status.code(), Some(2));
    assert!(text(&again.stderr).contains("drawn once"));
    assert_eq!(fs::read_to_string(out.join("plan.csv")).expect("a plan"), csv);
}

#[test]
fn plan_without_a_seed_draws_one_and_says_it() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let seeds: Vec<u64> = ["a", "b"]
        .iter()
        .map(|name| {
            let out = dir.path().join(name);
            let output = shakeout(&["plan", "--start", "2024-05-01", "--json", "--out", path(&out)]);
            let json: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
            let seed = json["seed"].as_u64().expect("a seed");
            let csv = fs::read_to_string(out.join("plan.csv")).expect("a plan");
            assert!(csv.contains(&format!("# seed: {seed}\n")));
            assert_eq!(json["sha256"], plan_file::seal(&blocks(64, seed)).as_str());
            seed
        })
        .collect();
    assert_ne!(seeds[0], seeds[1]);
}

#[test]
fn plan_takes_spread_scale_and_first_day_from_the_runners_own_table() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let days = fixture("golden/help365/days.csv");
    let out = dir.path().join("plan");
    let output = shakeout(&["plan", path(&days), "--soreness-scale", "0..10", "--json", "--out", path(&out)]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let sigma = json["sigma"].as_f64().expect("a number");
    assert!((0.6..1.2).contains(&sigma) && sigma != 1.0, "{sigma}");
    assert_eq!(json["sigma_source"], "from your own log");
    assert!(json["start"].as_str() > Some("2024-01-02"), "no trial begins in the past: {}", json["start"]);
    assert_eq!(json["needed"], coins_needed(sigma, 0.5), "the smallest effect of the analysis");
    let notes = json["notes"].to_string();
    assert!(notes.contains("has a power of") && !notes.contains("Assumed"), "{notes}");
}

#[test]
fn plan_refuses_what_nobody_could_run() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let out = dir.path().join("plan");
    for (args, words) in [
        (vec!["--start", "soon"], "2024-05-01"),
        (vec!["--start", "2024-05-01", "--smallest-effect", "0.01"], "more than anybody could use up"),
        (vec!["--start", "2024-05-01", "--smallest-effect", "1e-300"], "more than anybody could use up"),
        (vec!["--start", "2024-05-01", "--weeks", "18446744073709551615"], "--weeks 16"),
        (vec!["--start", "2024-05-01", "--adherence-mismatch", "0.5"], "--adherence-mismatch"),
        (vec!["--start", "2024-05-01", "--missing", "1"], "--missing"),
        (vec!["--start", "2024-05-01", "--sigma", "0"], "--sigma"),
        (vec!["--start", "2024-05-01", "--flex-per-week", "8"], "--flex-per-week"),
        (vec!["--start", "2024-05-01", "--days", "0"], "--days"),
    ] {
        let mut all = vec!["plan", "--out", path(&out)];
        all.extend(args);
        let output = shakeout(&all);
        let stderr = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{stderr}");
        assert!(stderr.contains(words) && stderr.contains("remedy"), "no `{words}` in {stderr}");
        assert!(!out.exists());
    }
}

#[test]
fn a_shorter_list_says_what_it_can_find() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let out = dir.path().join("plan");
    let output = shakeout(&["plan", "--start", "2024-05-01", "--weeks", "5", "--json", "--out", path(&out)]);
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!((json["coins"].as_u64(), json["needed"].as_u64()), (Some(20), Some(62)));
    let found = json["detectable"].as_f64().expect("a number");
    assert!((found - detectable(1.0, 20, 0.0, 0.0).expect("long enough")).abs() < 1e-9);
    assert!(json["notes"].to_string().contains("shorter than the 64"));
}

#[test]
fn trial_reads_archive_log_and_plan_and_writes_its_report() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let season = fixture("season");
    let log = season.join("soreness.csv");
    let plan = plan(16, 7);
    let file = dir.path().join("plan.csv");
    // Coins on days of the season that nobody tossed one for: about half are not followed.
    let day = |coin: usize| {
        date(2023, 1, 3).checked_add(jiff::ToSpan::days(2 * coin as i64)).expect("a day").to_string()
    };
    fs::write(&file, dated(&plan, &day)).expect("a file");
    let out = dir.path().join("trial");
    let base = ["trial", path(&file), path(&season), "--soreness", path(&log)];
    let output = shakeout(&[&base[..], &["--out", path(&out)]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let shown = text(&output.stdout);
    assert!(shown.lines().all(|line| line.chars().count() <= 80), "{shown}");
    assert!(shown.contains(&plan.sha256()), "{shown}");
    let json: serde_json::Value =
        serde_json::from_slice(&fs::read(out.join("trial.json")).expect("a report")).expect("JSON");
    assert_eq!((json["coins"].as_u64(), json["used"].as_u64()), (Some(16), Some(16)));
    let count = |arm: &str| -> u64 {
        ["easy", "rest", "other", "unknown"]
            .iter()
            .map(|kind| json[arm][*kind].as_u64().expect("a count"))
            .sum()
    };
    assert_eq!((count("done_on_easy"), count("done_on_rest")), (8, 8));
    assert!(fs::read_to_string(out.join("trial.md")).expect("a report").contains("| coin said |"));
    let printed = shakeout(&[&base[..], &["--json"]].concat());
    let again: serde_json::Value = serde_json::from_slice(&printed.stdout).expect("JSON alone");
    assert_eq!(again, json);
}

#[test]
fn trial_refuses_evening_reports_a_new_smallest_effect_and_a_broken_seal() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let season = fixture("season");
    let log = season.join("soreness.csv");
    let file = dir.path().join("plan.csv");
    let sound = dated(&plan(8, 7), &march);
    fs::write(&file, &sound).expect("a file");
    for (extra, words) in [
        (vec!["--reported", "evening"], "morning"),
        (vec!["--smallest-effect", "0.1"], "fixed by the plan"),
        (vec!["--dates", "no/such.csv"], "no/such.csv"),
    ] {
        let mut args = vec!["trial", path(&file), path(&season), "--soreness", path(&log)];
        args.extend(extra);
        let output = shakeout(&args);
        let stderr = text(&output.stderr);
        assert!(matches!(output.status.code(), Some(1 | 2)), "{stderr}");
        assert!(stderr.contains(words) && stderr.contains("remedy"), "{stderr}");
        assert!(output.stdout.is_empty());
    }
    fs::write(&file, sound.replace("# sha256: ", "# sha256: f")).expect("a file");
    let output = shakeout(&["trial", path(&file), path(&season), "--soreness", path(&log)]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("does not match its seal"));
}

#[test]
fn departures_from_the_protocol_are_said() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let season = fixture("season");
    let log = season.join("soreness.csv");
    let file = dir.path().join("plan.csv");
    let day = |coin: usize| match coin {
        3 => String::new(),
        4 => "2023-01-28".to_owned(),
        _ => date(2023, 1, 3).checked_add(jiff::ToSpan::days(2 * coin as i64)).expect("a day").to_string(),
    };
    fs::write(&file, dated(&plan(8, 7), &day)).expect("a file");
    let output = shakeout(&["trial", path(&file), path(&season), "--soreness", path(&log)]);
    let shown = text(&output.stdout);
    assert!(shown.contains("1 coin passed over"), "{shown}");
    assert!(shown.contains("not used in their order"), "{shown}");
    assert!(!shown.contains("wait for all"), "the last coin is used: {shown}");
    assert!(shown.contains("0 on mornings after easy coins, 1 after rest coins"), "{shown}");
    assert!(shown.starts_with("Not enough data yet"), "{shown}");
}

#[test]
fn the_plan_on_the_terminal_and_as_json_reveals_no_coin() {
    let plan = plan(64, 7);
    let (shown, json) = (report::plan_terminal(&plan, 80), report::plan_json(&plan));
    let order = plan.csv();
    assert!(order.contains(",easy,") && order.contains(",rest,"));
    for text in [shown, json] {
        assert!(!text.contains(",easy") && !text.contains(",rest"), "{text}");
        assert!(text.contains(&plan.sha256()));
    }
}

#[test]
fn a_note_of_illness_on_a_coin_day_and_another_scale_than_the_plans_are_said() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let season = fixture("season");
    let (log, file) = (dir.path().join("log.csv"), dir.path().join("plan.csv"));
    let day = |coin: usize| {
        date(2023, 1, 3).checked_add(jiff::ToSpan::days(2 * coin as i64)).expect("a day").to_string()
    };
    fs::write(&file, dated(&plan(8, 7), &day)).expect("a file");
    let mut text_of_log = "date,soreness,ill\n".to_owned();
    for k in 0..60 {
        let date = date(2023, 1, 2).checked_add(jiff::ToSpan::days(k)).expect("a day");
        let ill = if date.to_string() == day(5) { "yes" } else { "no" };
        text_of_log.push_str(&format!("{date},{},{ill}\n", k % 5));
    }
    fs::write(&log, text_of_log).expect("a file");
    let args = ["trial", path(&file), path(&season), "--soreness", path(&log), "--soreness-scale", "0..5"];
    let output = shakeout(&[&args[..], &["--json"]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let notes = json["notes"].to_string();
    assert!(notes.contains("1 coin day with a note of illness or injury"), "{notes}");
    assert!(notes.contains("The plan was made for a scale of 0..10, the log has 0..5"), "{notes}");
}

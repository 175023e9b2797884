//! Many runners: the numbers of the pool, the worker's lines, the cohort's folder.

mod people;
#[cfg(unix)]
mod whole;

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use shakeout::cohort::pooling::{Own, moderate, pool, shrink};
use shakeout::cohort::result::{Moderators, OwnAnswer};
use shakeout::cohort::{AthleteResult, Group, manifest};
use shakeout::output::folder_of;
use shakeout::pipeline::cohort;

fn golden(case: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/golden/cohort/golden.json");
    let text = fs::read_to_string(path).expect("the golden cohort is in the checkout");
    serde_json::from_str::<Value>(&text).expect("JSON")[case].take()
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().expect("a list").iter().map(|number| number.as_f64().expect("a number")).collect()
}

fn runners(golden: &Value) -> Vec<Own> {
    let column = |name: &str| numbers(&golden["input"][name]);
    let (estimates, ses, dfs) = (column("estimate"), column("se"), column("df"));
    estimates
        .iter()
        .zip(&ses)
        .zip(&dfs)
        .map(|((estimate, se), df)| Own { estimate: *estimate, se: *se, df: *df })
        .collect()
}

fn close(ours: f64, theirs: &Value, what: &str) {
    let theirs = theirs.as_f64().unwrap_or_else(|| panic!("no number {what}"));
    assert!((ours - theirs).abs() <= 1e-6 * theirs.abs().max(1e-6), "{what}: {ours} is not {theirs}");
}

#[test]
fn eight_and_sixty_runners_give_the_numbers_of_an_independent_implementation() {
    for case in ["coach8", "club60"] {
        let golden = golden(case);
        let (own, expected) = (runners(&golden), &golden["recommended"]);
        let pooled = pool(&own).expect("enough runners");
        let theirs = &expected["pooled"];
        for (name, ours) in [
            ("tau2", pooled.between),
            ("mean", pooled.mean),
            ("se", pooled.se),
            ("low", pooled.low),
            ("high", pooled.high),
            ("Q", pooled.q),
            ("p_Q", pooled.q_p),
            ("I2", pooled.i2),
            ("tau2_low", pooled.between_low),
            ("tau2_high", pooled.between_high),
        ] {
            close(ours, &theirs[name], &format!("{case} {name}"));
        }
        match pooled.new_runner {
            Some((low, high)) => {
                close(low, &theirs["pi_low"], "pi_low");
                close(high, &theirs["pi_high"], "pi_high");
            }
            None => assert!(own.len() < 10, "{case} has a range for a new runner"),
        }
        let shrunken = shrink(&own, &pooled);
        let individual = &expected["individual"];
        for (k, one) in shrunken.iter().enumerate() {
            for (name, ours) in [
                ("estimate", one.estimate),
                ("se", one.se),
                ("df", one.df),
                ("low", one.low),
                ("high", one.high),
                ("pulled", one.pulled),
            ] {
                close(ours, &individual[name][k], &format!("{case} {k} {name}"));
            }
        }
        let x: Vec<Option<f64>> = numbers(&expected["moderator"]["x"]).into_iter().map(Some).collect();
        let slope = moderate(&own, &x, 4).expect("a moderator that varies");
        for (name, ours) in [
            ("tau2", slope.between),
            ("slope", slope.slope),
            ("se_slope", slope.se),
            ("low", slope.low),
            ("high", slope.high),
            ("p", slope.p),
            ("intercept", slope.at_mean),
        ] {
            close(ours, &expected["moderator"][name], &format!("{case} moderator {name}"));
        }
    }
}

#[test]
fn four_runners_are_a_list_and_no_group() {
    let own = Own { estimate: -0.3, se: 0.1, df: 50.0 };
    assert_eq!(pool(&[own; 4]), None);
    assert!(pool(&[own; 5]).is_some());
}

#[test]
fn runners_who_all_have_the_same_effect_are_drawn_most_of_the_way_to_it() {
    let own: Vec<Own> =
        (0..20).map(|k| Own { estimate: -0.3 + 0.001 * f64::from(k), se: 0.2, df: 80.0 }).collect();
    let pooled = pool(&own).expect("a group");
    assert_eq!(pooled.between, 0.0);
    for one in shrink(&own, &pooled) {
        assert!(one.pulled > 0.85 && (one.estimate - pooled.mean).abs() < 0.002, "{one:?}");
    }
}

#[test]
fn a_moderator_that_is_the_same_for_all_explains_nothing() {
    let own = [Own { estimate: -0.3, se: 0.1, df: 50.0 }; 12];
    assert_eq!(moderate(&own, &[Some(1.0); 12], 10), None);
    assert_eq!(moderate(&own, &[None; 12], 10), None);
}

fn read_manifest(text: &str) -> Result<Vec<shakeout::cohort::Runner>, String> {
    manifest::read(text.as_bytes(), "manifest.csv", Path::new("data")).map_err(|error| error.to_string())
}

#[test]
fn rows_of_one_runner_add_paths_and_start_at_the_folder_of_the_manifest() {
    let runners =
        read_manifest("athlete,path,soreness,profile\na,a1.zip,a.csv,\nb,/abs/b.zip,,b.toml\na,a2.zip,,\n")
            .expect("a manifest");
    assert_eq!(runners.len(), 2);
    assert_eq!(runners[0].paths, [PathBuf::from("data/a1.zip"), PathBuf::from("data/a2.zip")]);
    assert_eq!(runners[0].soreness, Some(PathBuf::from("data/a.csv")));
    assert_eq!(runners[1].paths, [PathBuf::from("/abs/b.zip")]);
    assert_eq!(runners[1].profile, Some(PathBuf::from("data/b.toml")));
}

#[test]
fn a_manifest_without_its_columns_or_rows_is_refused_with_a_remedy() {
    for (text, words) in [
        ("athlete,file\na,a.zip\n", ["no column `path`", "athlete,path,soreness,profile"]),
        ("athlete,path\n", ["no runner", "add a row a runner"]),
    ] {
        let error = read_manifest(text).expect_err(text);
        for word in words {
            assert!(error.contains(word), "no `{word}` in: {error}");
        }
    }
}

#[test]
fn a_bad_row_is_the_fault_of_its_runner_and_the_others_go_on() {
    for (rows, athlete, line, what) in [
        ("a,a.zip,,\nA,b.zip,,\n", "a", 3, "but for case or blanks"),
        ("a,a.zip,x.csv,\na,b.zip,y.csv,\n", "a", 3, "another soreness log in manifest.csv, line 2"),
        ("a,a.zip,,p.toml\na,b.zip,,q.toml\n", "a", 3, "another profile"),
        (",a.zip,,\n", "line 2", 2, "no name"),
        ("a,,x.csv,\n", "a", 2, "no path for `a`"),
    ] {
        let text = format!("athlete,path,soreness,profile\n{rows}good,g.zip,,\n");
        let runners = read_manifest(&text).expect("a manifest");
        assert_eq!(runners.len(), 2, "{rows}");
        assert_eq!(runners[0].athlete, athlete);
        let fault = runners[0].fault.as_ref().expect(rows);
        assert!(fault.what.contains(what), "{fault:?}");
        assert_eq!(fault.place, Some(format!("manifest.csv, line {line}")));
        assert!(fault.remedy.contains("one name, one log and one profile"), "{fault:?}");
        assert!(runners[1].fault.is_none() && runners[1].athlete == "good", "{runners:?}");
    }
}

fn shakeout(args: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_shakeout"))
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    child.stdin.take().expect("a pipe").write_all(input.as_bytes()).expect("it reads its input");
    child.wait_with_output().expect("it ends")
}

fn season() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/season")
}

fn results(output: &Output) -> Vec<AthleteResult> {
    let text = String::from_utf8_lossy(&output.stdout);
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("no result: {line}")))
        .collect()
}

#[test]
fn a_worker_answers_every_line_in_order_and_errors_are_answers() {
    let season = season();
    let good = format!(
        r#"{{"athlete": "good", "paths": [{0:?}], "soreness": {1:?}}}"#,
        season,
        season.join("soreness.csv")
    );
    let input = format!(
        "{}\nnot json\n{good}\n{}\n{}\n\n",
        r#"{"athlete": "gone", "paths": ["no/such/folder"]}"#,
        r#"{"athlete": "flag", "paths": ["x"], "options": {"no-such-flag": true}}"#,
        r#"{"athlete": "more", "paths": ["x"], "colour": "blue"}"#,
    );
    let output = shakeout(&["worker"], &input);
    assert_eq!(output.status.code(), Some(0));
    let results = results(&output);
    let names: Vec<&str> = results.iter().map(|result| result.athlete.as_str()).collect();
    assert_eq!(names, ["gone", "line 2", "good", "flag", "more"]);
    let error = |k: usize| results[k].error.as_ref().map(|error| error.what.clone()).unwrap_or_default();
    assert!(error(0).contains("no such file or folder"), "{}", error(0));
    assert!(error(1).contains("not a request"), "{}", error(1));
    assert!(error(3).contains("no-such-flag"), "{}", error(3));
    assert!(error(4).contains("colour"), "{}", error(4));
    assert_eq!(results[2].status.as_deref(), Some("cannot_tell"));
    assert_eq!(results[2].error, None);
    assert!(results[2].own.is_some_and(|own| own.estimate < 0.0));
}

/// A cohort of three in `folder`: runs of the season twice, and a runner whose archive is empty.
fn small_cohort(folder: &Path) {
    let copy = |name: &str| {
        let to = folder.join("runners").join(name);
        fs::create_dir_all(to.join("watch")).expect("a folder");
        let mut runs: Vec<PathBuf> = fs::read_dir(season().join("watch"))
            .expect("the season")
            .map(|entry| entry.expect("a file").path())
            .collect();
        runs.sort();
        for path in runs.into_iter().take(12) {
            fs::copy(&path, to.join("watch").join(path.file_name().expect("a name"))).expect("copied");
        }
        fs::copy(season().join("soreness.csv"), to.join("soreness.csv")).expect("copied");
    };
    copy("ann");
    copy("bob=x/../".replace('/', "_").as_str());
    fs::create_dir_all(folder.join("runners/empty")).expect("a folder");
}

#[test]
fn a_cohort_keeps_finished_runners_and_is_the_same_when_it_is_run_again_or_pooled() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    small_cohort(dir.path());
    let (runners, out) = (dir.path().join("runners"), dir.path().join("club"));
    let text = |path: &Path| path.to_str().expect("UTF-8").to_owned();
    let run = || shakeout(&["cohort", &text(&runners), "--out", &text(&out)], "");
    let first = run();
    assert_eq!(first.status.code(), Some(0), "{}", String::from_utf8_lossy(&first.stderr));
    let table = fs::read_to_string(out.join("athletes.csv")).expect("a table");
    assert_eq!(table.lines().count(), 4, "{table}");
    assert!(table.contains("no activity found"), "{table}");
    for file in
        ["athletes.parquet", "days.parquet", "activities.parquet", "report.html", "report.md", "summary.json"]
    {
        assert!(out.join(file).metadata().is_ok_and(|meta| meta.len() > 0), "{file}");
    }
    let bytes = |file: &str| fs::read(out.join(file)).expect("an output");
    let before: Vec<Vec<u8>> = ["athletes.csv", "summary.json", "days.parquet"].map(bytes).into();
    let again = run();
    assert_eq!(again.stdout, first.stdout);
    assert_eq!(["athletes.csv", "summary.json", "days.parquet"].map(bytes).to_vec(), before);
    let pooled = dir.path().join("pooled");
    let table = text(&out.join("athletes.parquet"));
    assert_eq!(shakeout(&["pool", &table, "--out", &text(&pooled)], "").status.code(), Some(0));
    assert_eq!(fs::read(pooled.join("athletes.csv")).expect("a table"), before[0]);
    assert_eq!(fs::read(pooled.join("summary.json")).expect("a summary"), before[1]);
}

#[test]
fn an_anonymous_group_holds_no_name_and_no_path() {
    let mut ann = AthleteResult::failed(
        "Ann Smith",
        shakeout::cohort::Failure {
            what: "/home/ann: gone".into(),
            place: Some("/home/ann".into()),
            remedy: "look".into(),
        },
    );
    ann.inputs = Some("0123".into());
    ann.next_step = Some("Ann should mend /home/ann/soreness.csv".into());
    ann.next_action = Some("shakeout soreness check CSV".into());
    ann.sentence = Some("Ann: not yet".into());
    ann.two_runners = Some("Ann and Bob".into());
    let group = Group::of(vec![ann], true);
    let files = shakeout::render::cohort::render(&group).expect("a report");
    let texts: String = files.iter().map(|file| String::from_utf8_lossy(&file.bytes)).collect();
    let shown = format!("{group:?}{texts}");
    for word in ["Ann", "/home", "Bob", "0123"] {
        assert!(!shown.contains(word), "{word} in {shown}");
    }
    assert_eq!(group.members[0].result.athlete, "runner 1");
    assert_eq!(group.members[0].result.next_step.as_deref(), Some("shakeout soreness check CSV"));
}

#[test]
fn two_lines_of_one_runner_are_refused_by_pool_with_both_lines() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let path = dir.path().join("results.jsonl");
    let line = shakeout::worker::line_of(&AthleteResult::failed(
        "a",
        shakeout::cohort::Failure { what: "x".into(), place: None, remedy: "y".into() },
    ));
    fs::write(&path, format!("{line}\n{line}\n")).expect("written");
    let output = shakeout(&["pool", path.to_str().expect("UTF-8"), "--out", "nowhere"], "");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    assert!(stderr.contains("results.jsonl:2") && stderr.contains("line 1 already"), "{stderr}");
}

/// A normal deviate of a seeded sequence (Marsaglia's xorshift, Box and Muller).
fn normal(state: &mut u64) -> f64 {
    let mut uniform = || {
        *state ^= *state << 13;
        *state ^= *state >> 7;
        *state ^= *state << 17;
        (*state >> 11) as f64 / (1_u64 << 53) as f64
    };
    let (u, v) = (uniform().max(1e-300), uniform());
    (-2.0 * u.ln()).sqrt() * (std::f64::consts::TAU * v).cos()
}

#[test]
fn the_interval_of_the_mean_covers_the_truth_as_often_as_it_says() {
    const GROUPS: usize = 1500;
    let mut state = 20_240_501;
    for runners in [8, 20, 60] {
        let (mut mean, mut one, mut all) = (0, 0, 0);
        for _ in 0..GROUPS {
            let mut truths = Vec::new();
            let own: Vec<Own> = (0..runners)
                .map(|k| {
                    let truth = -0.1 + 0.35 * normal(&mut state);
                    let se = 0.15 + 0.02 * f64::from(k % 10);
                    truths.push(truth);
                    Own { estimate: truth + se * normal(&mut state), se, df: 120.0 }
                })
                .collect();
            let pooled = pool(&own).expect("a group");
            mean += usize::from((pooled.low..=pooled.high).contains(&-0.1));
            for (with, truth) in shrink(&own, &pooled).iter().zip(&truths) {
                one += usize::from((with.low..=with.high).contains(truth));
                all += 1;
            }
        }
        for (what, share) in
            [("the mean", mean as f64 / GROUPS as f64), ("a runner", f64::from(one as u32) / f64::from(all))]
        {
            assert!((0.92..=0.98).contains(&share), "{runners} runners: {what} is covered in {share:.3}");
        }
    }
}

#[test]
fn a_runners_log_is_found_under_other_names_and_a_table_of_weights_is_none() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let rows: String = (1..=9).map(|day| format!("2024-05-0{day},{}\n", day % 4)).collect();
    let log =
        format!("# soreness-scale: 0..10\n# soreness-direction: higher-is-sorer\ndate,soreness\n{rows}");
    for (runner, name) in [("ann", "soreness.tsv"), ("ben", "notes.txt"), ("cora", "weights.csv")] {
        fs::create_dir(dir.path().join(runner)).expect("a folder");
        fs::write(dir.path().join(runner).join(name), &log).expect("a file");
    }
    let runners = cohort::runners_of(dir.path()).expect("three runners");
    let names: Vec<Option<String>> = runners
        .iter()
        .map(|runner| Some(runner.soreness.as_ref()?.file_name()?.to_string_lossy().into_owned()))
        .collect();
    assert_eq!(names, [Some("soreness.tsv".to_owned()), Some("notes.txt".to_owned()), None]);
}

#[cfg(unix)]
#[test]
fn a_link_to_nowhere_is_a_runner_without_a_result_and_an_archive_beside_is_named() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    fs::create_dir(dir.path().join("ann")).expect("a folder");
    fs::write(dir.path().join("dora.ZIP"), b"PK").expect("a file");
    std::os::unix::fs::symlink("/nowhere/carl", dir.path().join("carl")).expect("a link");
    let runners = cohort::runners_of(dir.path()).expect("runners");
    assert_eq!(runners.iter().map(|one| one.athlete.as_str()).collect::<Vec<_>>(), ["ann", "carl"]);
    assert_eq!(cohort::archives_beside(dir.path()), ["dora.ZIP"]);
}

#[cfg(unix)]
#[test]
fn nobody_is_in_a_cohort_twice() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    fs::create_dir(dir.path().join("ann")).expect("a folder");
    fs::create_dir(dir.path().join("bob")).expect("a folder");
    std::os::unix::fs::symlink("ann", dir.path().join("copy")).expect("a link");
    let runners = cohort::told_apart(cohort::runners_of(dir.path()).expect("runners"));
    let faults: Vec<Option<&str>> =
        runners.iter().map(|one| one.fault.as_ref().map(|fault| fault.what.as_str())).collect();
    assert_eq!(faults, [None, None, Some("the same files as `ann`")]);
}

#[test]
fn a_copy_of_a_runner_under_another_name_counts_once() {
    let runner = |athlete: &str, estimate: f64, load: Option<f64>| {
        let own = OwnAnswer { estimate, low: estimate - 0.4, high: estimate + 0.4, se: 0.2, df: 30.0 };
        let none = shakeout::cohort::Failure { what: String::new(), place: None, remedy: String::new() };
        AthleteResult {
            own: Some(own),
            scale_range: Some(10.0),
            rows: 200,
            runs: 180,
            moderators: Moderators { weekly_load: load, ..Moderators::default() },
            error: None,
            ..AthleteResult::failed(athlete, none)
        }
    };
    let all = [("ann", -0.5, Some(300.5)), ("ann (2)", -0.5, Some(300.5)), ("bob", -0.5, Some(301.0))];
    let unknown = [("cora", -0.1, None), ("dan", -0.1, None)];
    let all: Vec<AthleteResult> =
        all.into_iter().chain(unknown).map(|(name, own, load)| runner(name, own, load)).collect();
    for (anonymous, first) in [(false, "ann"), (true, "runner 1")] {
        let group = Group::of(all.clone(), anonymous);
        assert_eq!(group.in_pool(), 4);
        let faults: Vec<Option<&str>> = group
            .members
            .iter()
            .map(|one| one.result.error.as_ref().map(|fault| fault.what.as_str()))
            .collect();
        let copy = format!("the same record as `{first}`");
        assert_eq!(faults, [None, Some(copy.as_str()), None, None, None]);
    }
}

#[cfg(unix)]
#[test]
fn pool_reads_no_device_which_may_never_end() {
    let output = shakeout(&["pool", "/dev/zero", "--out", "nowhere"], "");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert!(stderr.contains("not a regular file"), "{stderr}");
}

#[test]
fn the_folder_of_a_long_name_is_cut_and_its_own() {
    let names = ["ж".repeat(60), "ж".repeat(61), "x".repeat(255), "x".repeat(254) + "y"];
    let folders: BTreeSet<String> = names.iter().map(|name| folder_of(name)).collect();
    assert_eq!(folders.len(), names.len());
    assert!(folders.iter().all(|folder| folder.len() < 210), "{folders:?}");
    assert_eq!(folder_of("ann b"), "athlete=ann%20b");
}

#[test]
fn every_runner_stands_once_with_the_caveat_of_the_verdict_and_the_units_are_said() {
    let runner = |athlete: &str, status: Option<&str>, last_entry: Option<i8>| AthleteResult {
        status: status.map(str::to_owned),
        robust: Some(false),
        last_entry: last_entry.map(|day| jiff::civil::date(2024, 5, day)),
        last_day: Some(jiff::civil::date(2024, 5, 30)),
        error: None,
        ..AthleteResult::failed(
            athlete,
            shakeout::cohort::result::Failure { what: String::new(), place: None, remedy: String::new() },
        )
    };
    let all = vec![
        runner("ann", Some("helps"), Some(30)),
        runner("ben", Some("helps"), Some(1)),
        runner("cora", None, None),
    ];
    let files = shakeout::render::cohort::render(&Group::of(all, false)).expect("a report");
    let text = |name: &str| {
        let file = files.iter().find(|file| file.path == name).expect("a file");
        String::from_utf8_lossy(&file.bytes).into_owned()
    };
    let page = text("report.md");
    for words in [
        "## Answered (1)",
        "## The log is not kept up (1)",
        "## No log (1)",
        "| more days |",
        "90 % interval",
    ] {
        assert!(page.contains(words), "no `{words}` in {page}");
    }
    assert!(
        page.contains("easy runs help, but not beyond doubt") && page.contains("no entry for 29 days"),
        "{page}"
    );
    assert_eq!(page.matches("| ben |").count(), 1, "{page}");
    assert!(text("report.html").contains("own scale with 95 % intervals"), "the unit at the table");
}

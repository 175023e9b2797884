//! Help: every example of every help text runs; completions and manual pages come from the same definitions.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use clap::CommandFactory;
use shakeout::cli::Cli;

fn season() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/season")
}

/// Every command with its full name, the program itself first.
fn commands() -> Vec<(String, clap::Command)> {
    fn below(name: &str, command: &clap::Command, out: &mut Vec<(String, clap::Command)>) {
        out.push((name.to_owned(), command.clone()));
        for inner in command.get_subcommands() {
            below(&format!("{name} {}", inner.get_name()), inner, out);
        }
    }
    let mut found = Vec::new();
    below("shakeout", &Cli::command(), &mut found);
    found
}

/// The examples of a command: what stands before a comment or a pipe to another program.
fn examples(command: &clap::Command) -> Vec<String> {
    let text = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    text.lines()
        .map(str::trim)
        .filter(|line| line.starts_with("shakeout "))
        .map(|line| line.split([' ']).take_while(|word| *word != "|" && *word != "#").collect::<Vec<_>>())
        .map(|words| words.join(" ").trim().to_owned())
        .collect()
}

/// A home as the examples have it, with the program on the path.
struct Home(tempfile::TempDir);

impl Home {
    fn new() -> Self {
        let home = Self(tempfile::tempdir().expect("a temporary folder"));
        let (here, season) = (home.0.path(), season());
        for folder in
            ["garmin", ".zfunc", ".config/fish/completions", ".local/share/bash-completion/completions"]
        {
            fs::create_dir_all(here.join(folder)).expect("a folder");
        }
        fs::copy(season.join("soreness.csv"), here.join("soreness.csv")).expect("a log");
        fs::copy(season.join("export.zip"), here.join("export.zip")).expect("an archive");
        fs::copy(season.join("shakeout.toml"), here.join("garmin/shakeout.toml")).expect("a profile");
        for folder in ["watch", "phone"] {
            fs::create_dir(here.join("garmin").join(folder)).expect("a folder");
            for entry in fs::read_dir(season.join(folder)).expect("readable") {
                let from = entry.expect("an entry").path();
                let name = from.file_name().expect("a name");
                fs::copy(&from, here.join("garmin").join(folder).join(name)).expect("a copy");
            }
        }
        fs::copy(season.join("watch/2023-01-06-235000.fit"), here.join("run.fit")).expect("a run");
        home
    }

    fn sh(&self, line: &str) -> Output {
        let program = Path::new(env!("CARGO_BIN_EXE_shakeout")).parent().expect("a folder");
        let path = std::env::var("PATH").unwrap_or_default();
        Command::new("sh")
            .args(["-c", line])
            .current_dir(self.0.path())
            .env("HOME", self.0.path())
            .env("BROWSER", "true")
            .env("PATH", format!("{}:{path}", program.display()))
            .output()
            .expect("a shell")
    }

    #[track_caller]
    fn works(&self, line: &str) -> String {
        let done = self.sh(line);
        let stderr = String::from_utf8_lossy(&done.stderr).into_owned();
        assert_eq!(done.status.code(), Some(0), "{line}\n{stderr}");
        String::from_utf8_lossy(&done.stdout).into_owned()
    }

    /// A report to read day tables from.
    fn with_report(&self) {
        self.works("shakeout analyze garmin --soreness soreness.csv --out shakeout-report --quiet");
    }

    /// A small cohort: a folder a runner, manifests, requests, and results of all.
    fn with_cohort(&self) {
        let here = self.0.path();
        fs::create_dir(here.join("runners")).expect("a folder");
        let copied = Command::new("cp").args(["-r", "garmin", "runners/ann"]).current_dir(here).status();
        assert!(copied.is_ok_and(|status| status.success()), "a copy");
        fs::copy(here.join("soreness.csv"), here.join("runners/ann/soreness.csv")).expect("a log");
        let rows = "athlete,path,soreness\nann,garmin,soreness.csv\nbob,export.zip,\n";
        for name in ["manifest.csv", "study.csv"] {
            fs::write(here.join(name), rows).expect("a manifest");
        }
        let request = r#"{"athlete": "ann", "paths": ["garmin"], "soreness": "soreness.csv"}"#;
        fs::write(here.join("requests.jsonl"), format!("{request}\n")).expect("a request");
        self.works("shakeout worker < requests.jsonl > results.jsonl");
        self.works("shakeout pool results.jsonl --out cohort");
    }

    /// A plan whose coins were used from 1 February on, one a day.
    fn with_plan(&self) {
        self.works("shakeout plan --sigma 1 --weeks 12 --start 2023-02-01 --seed 7 --quiet");
        let dates = self.0.path().join("shakeout-plan/dates.csv");
        let text = fs::read_to_string(&dates).expect("the list of dates");
        let first = jiff::civil::date(2023, 2, 1);
        let used: String = text
            .lines()
            .map(|line| match line.split_once(',').and_then(|(coin, _)| coin.parse::<i64>().ok()) {
                Some(coin) if !line.starts_with('#') => {
                    let day = first.checked_add(jiff::Span::new().days(coin - 1)).expect("a day");
                    format!("{coin},{day},\n")
                }
                _ => format!("{line}\n"),
            })
            .collect();
        fs::write(&dates, used).expect("written");
    }
}

#[test]
fn every_command_has_examples_and_every_example_runs() {
    let mut ran = 0;
    let prepared = Home::new();
    prepared.with_report();
    for (name, command) in commands() {
        let lines = examples(&command);
        assert!(!lines.is_empty(), "`{name} --help` has no example");
        for line in lines {
            let home = Home::new();
            // A plan is drawn once: the folder is there only for those who read it.
            if line.contains("shakeout-plan/") {
                home.with_plan();
            }
            if ["cohort ", "worker ", "pool "].iter().any(|name| line.contains(name)) {
                home.with_cohort();
            }
            if line.contains("shakeout-report/") || line == "shakeout open" {
                let to = home.0.path().join("shakeout-report");
                fs::create_dir(&to).expect("a folder");
                for name in ["days.csv", "report.html"] {
                    let from = prepared.0.path().join("shakeout-report").join(name);
                    fs::copy(from, to.join(name)).expect("a part of a report");
                }
            }
            if line == "shakeout soreness new soreness.csv" {
                fs::remove_file(home.0.path().join("soreness.csv")).expect("no log yet");
            }
            // `init` leaves a file alone that is there.
            if line.contains("profile init") && !line.contains("--force") {
                fs::remove_file(home.0.path().join("garmin/shakeout.toml")).expect("no profile yet");
            }
            home.works(&line);
            ran += 1;
        }
    }
    assert!(ran > 30, "{ran} examples");
}

#[test]
fn the_short_help_of_every_command_fits_on_a_screen_and_names_its_examples() {
    let home = Home::new();
    for (name, _) in commands() {
        let help = home.works(&format!("{name} -h"));
        assert!(help.contains("Usage: ") && help.contains("Examples:"), "{name}");
        assert!(help.lines().count() <= 60, "{name}: {} lines", help.lines().count());
    }
}

#[test]
fn the_short_help_shows_every_flag_that_an_example_types() {
    let home = Home::new();
    let mut typed = 0;
    for (name, command) in commands() {
        let help = home.works(&format!("{name} -h"));
        let shown = help.split("Examples:").next().unwrap_or_default();
        for line in examples(&command) {
            for flag in line.split_whitespace().filter(|word| word.starts_with("--")) {
                assert!(shown.contains(flag), "{name} -h does not show {flag}, which `{line}` types");
                typed += 1;
            }
        }
    }
    assert!(typed > 20, "{typed} flags");
    // A comment of register's example types it.
    assert!(home.works("shakeout analyze -h").contains("--registered <FILE>"));
}

#[test]
fn there_is_a_manual_page_for_every_command_with_all_its_flags() {
    let home = Home::new();
    home.works("shakeout man --out pages");
    for (name, command) in commands() {
        let file = home.0.path().join("pages").join(format!("{}.1", name.replace(' ', "-")));
        let page = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        assert!(page.contains(".TH"), "{name}");
        let plain = page.replace('\\', "");
        for flag in command.get_arguments().filter(|arg| !arg.is_hide_set()).filter_map(clap::Arg::get_long) {
            assert!(plain.contains(&format!("--{flag}")), "{name}: --{flag} is not in its page");
        }
        assert!(plain.contains("Examples:"), "{name}");
        let alone = home.works(&name.replacen("shakeout", "shakeout man", 1));
        assert_eq!(alone.trim_end(), page.trim_end(), "{name}");
    }
    let refused = home.sh("shakeout man sorenes add");
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("did you mean `soreness`?"));
}

#[test]
fn completions_of_every_shell_know_every_command() {
    let home = Home::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = home.works(&format!("shakeout completions {shell}"));
        for (name, command) in commands().into_iter().skip(1) {
            assert!(script.contains(command.get_name()), "{shell} does not know {name}");
        }
        assert!(script.contains("soreness-direction"), "{shell} does not know the flags");
    }
    home.works("shakeout completions bash > c.bash && bash -n c.bash");
}

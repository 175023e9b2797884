//! What a log leaves open is asked for at once, and what is asked for is taken.

use std::process::Command;

use super::{log, refused};

/// Arguments of a command line in a message, quotation marks taken off.
fn arguments(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quoted) = (Vec::new(), String::new(), false);
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ' ' if !quoted => words.push(std::mem::take(&mut word)),
            c => word.push(c),
        }
    }
    words.push(word);
    words
}

#[test]
fn what_is_asked_for_works_when_it_is_typed() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let logs = [
        log("effective_time_frame,soreness", |d, v| format!("{d}T06:31:40.751Z,{}", 1 + v / 2)),
        log("date;soreness", |d, v| format!("{:02}/{:02}/2024;{v}", d.day().min(12), d.month())),
        log("date,leg pain,sleep", |d, v| format!("{d},{v},7")),
        log("date,ankle_pain", |d, v| format!("{d},{v}")),
        log("when,how it was", |d, v| format!("{d},{v}")),
        log("date,legs", |d, v| format!("{d},{v}")),
        log("date,soreness_1_5", |d, v| format!("{d},{}", 1 + v / 2)),
        log("timestamp,soreness", |d, v| format!("{d}T04:30:00Z,{v}")),
    ];
    for (k, text) in logs.iter().enumerate() {
        let path = dir.path().join(format!("my log {k}.csv"));
        std::fs::write(&path, text).expect("written");
        let check = |args: &[String]| {
            Command::new(env!("CARGO_BIN_EXE_shakeout")).args(args).output().expect("it starts")
        };
        let first = check(&["soreness".into(), "check".into(), path.to_string_lossy().into_owned()]);
        let message = String::from_utf8(first.stderr).expect("UTF-8");
        assert_eq!(first.status.code(), Some(2), "{message}");
        let command = message.lines().find_map(|line| line.split_once("shakeout soreness check "));
        let (_, rest) = command.unwrap_or_else(|| panic!("no command in {message}"));
        let args: Vec<String> =
            ["soreness", "check"].map(String::from).into_iter().chain(arguments(rest)).collect();
        let second = check(&args);
        let said = String::from_utf8_lossy(&second.stderr).into_owned();
        assert_eq!(second.status.code(), Some(0), "{args:?}: {said}");
    }
}

#[test]
fn zone_direction_and_time_of_day_are_asked_for_in_one_line() {
    let text = log("effective_time_frame,soreness", |d, v| format!("{d}T06:31:40.751Z,{}", 1 + v / 2));
    let message = refused(&text);
    let line = "add --tz Europe/Oslo --soreness-direction higher-is-sorer --reported morning\n";
    assert!(message.contains(line), "{message}");
}

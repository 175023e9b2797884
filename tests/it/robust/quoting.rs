//! What a message quotes of a file neither commands the terminal nor fills it.

use super::{folder, run, text};
use crate::support::program::program;

/// What a terminal obeys above ASCII: the C1 controls, and the marks that turn the writing direction.
fn commands(text: &str) -> bool {
    text.contains(|c: char| {
        matches!(c, '\u{80}'..='\u{9f}' | '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    })
}

/// stdout and stderr of a line.
fn said(dir: &tempfile::TempDir, args: &[&str], stdin: &str) -> (String, String) {
    use std::io::Write;
    let mut child = program()
        .args(args)
        .current_dir(dir.path())
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("it starts");
    child.stdin.take().expect("a pipe").write_all(stdin.as_bytes()).expect("it listens");
    let output = child.wait_with_output().expect("it ends");
    (text(&output.stdout), text(&output.stderr))
}

#[test]
fn no_control_character_of_a_file_reaches_the_terminal_or_the_json() {
    let title = String::from_utf8(run(1)).expect("text").replace("run 1", "a\u{9b}31m\u{202e}b");
    let dir = folder(&[
        ("k.csv", "date,kind,load\n2024-01-01,\u{9b}31m\u{202e},3\n".as_bytes()),
        ("in/run.gpx", title.as_bytes()),
        ("in/shakeout.toml", "\"k\u{202e}\u{9b}\\u001b[31m\" = 1\n".as_bytes()),
        ("in/bad\u{9b}.fit", b"nothing"),
    ]);
    let lines: [(&[&str], &str, &str); 6] = [
        (&["effect", "k.csv"], "", "\\u009b31m"),
        (&["effect", "k.csv", "--log-format", "json"], "", "\\u009b31m"),
        (&["analyze", "in", "--tz", "UTC"], "", "there is no key"),
        (&["analyze", "in", "--tz", "UTC", "--log-format", "json"], "", "there is no key"),
        (&["inspect", "in", "--json"], "", "run.gpx"),
        (&["worker"], "{\"athlete\": \"a\u{9b}\u{202e}\", \"paths\": [\"\u{9b}nosuch\"]}\n", "\\u009bnosuch"),
    ];
    for (args, stdin, word) in lines {
        let (out, err) = said(&dir, args, stdin);
        assert!(!commands(&out) && !commands(&err), "{args:?}: {out:?} {err:?}");
        assert!(!err.contains('\u{1b}'), "{args:?}: {err:?}");
        assert!(out.contains(word) || err.contains(word), "{args:?}: {out} {err}");
    }
    // In JSON the name stays what it is.
    let (out, _) = said(&dir, &["worker"], "{\"athlete\": \"a\u{9b}\u{202e}\", \"paths\": [\"nosuch\"]}\n");
    let answer: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(answer["athlete"], "a\u{9b}\u{202e}");
}

#[test]
fn a_value_as_long_as_its_file_is_quoted_in_part() {
    let long = "x".repeat(300_000);
    let dir = folder(&[
        ("kind.csv", format!("date,kind,load\n2024-01-01,{long},3\n").as_bytes()),
        ("date.csv", format!("date,kind,load\n{long},easy,3\n").as_bytes()),
        ("header.csv", format!("{long},load\n2024-01-01,3\n").as_bytes()),
        ("value/shakeout.toml", format!("since = \"{long}\"\n").as_bytes()),
        ("key/shakeout.toml", format!("{long} = 1\n").as_bytes()),
        ("key/run.gpx", &run(1)),
    ]);
    for args in [
        ["effect", "kind.csv"],
        ["effect", "date.csv"],
        ["effect", "header.csv"],
        ["analyze", "value"],
        ["analyze", "key"],
    ] {
        let (_, err) = said(&dir, &args, "");
        assert!(err.contains("xxx … xxx") && err.len() < 20_000, "{args:?}: {} bytes", err.len());
    }
}

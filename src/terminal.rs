//! Terminal: what is said on the way, all of it on stderr: progress, the log, errors, and Ctrl-C.

mod prose;

use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use indicatif::{BinaryBytes, ProgressBar, ProgressState, ProgressStyle};
use tracing::Level;

use crate::cli::{ColorArg, LogFlags, LogFormat};
use crate::error::Error;
use crate::pipeline::{Event, Progress};
use crate::text::{self, number};
use crate::{output, signal};
use prose::Prose;

/// How far the reading is.
#[derive(Debug, Default)]
struct Tally {
    /// Files and members that were found.
    of_files: AtomicUsize,
    /// Files and members that were read.
    files: AtomicUsize,
    /// Bytes that were found, as they are stored.
    of_bytes: AtomicU64,
    /// Bytes that were read.
    bytes: AtomicU64,
}

/// What `--color` says, for the whole run.
static COLOUR: OnceLock<ColorArg> = OnceLock::new();

/// The terminal of one run.
#[derive(Clone, Debug)]
pub struct Terminal {
    /// No progress and no summary.
    pub quiet: bool,
    json_log: bool,
    tally: Arc<Tally>,
    bar: ProgressBar,
}

impl Terminal {
    /// Starts the log, if one was asked for, and listens for Ctrl-C.
    #[must_use]
    pub fn new(log: LogFlags) -> Self {
        let _ = COLOUR.set(log.color.unwrap_or(ColorArg::Auto));
        let logs = log.verbose || log.log_format.is_some();
        if logs {
            start_log(log);
        }
        let hidden = log.quiet || logs || !io::stderr().is_terminal() || is_dumb();
        let terminal = Self {
            quiet: log.quiet,
            json_log: log.log_format == Some(LogFormat::Json),
            tally: Arc::default(),
            bar: if hidden { ProgressBar::hidden() } else { ProgressBar::new_spinner() },
        };
        let listener = terminal.clone();
        signal::listen(move |number| listener.interrupted(number));
        terminal
    }

    /// Does `work` and shows how far it is.
    pub fn watch<T>(&self, work: impl FnOnce(Progress<'_>) -> T) -> T {
        let done = work(&|event| self.hear(event));
        self.bar.finish_and_clear();
        done
    }

    /// Says what was not taken from a file, one line each.
    pub fn warn(&self, warnings: &[String]) {
        for what in warnings {
            if self.json_log {
                tracing::warn!(what, "not taken");
            } else if !self.quiet {
                say(&format!("warning: {}", text::one_line(what)));
            }
        }
    }

    /// Says what was found or chosen without being asked.
    pub fn note(&self, what: &str) {
        if self.json_log {
            tracing::info!(what, "note");
        } else if !self.quiet {
            say(&text::one_line(what));
        }
    }

    /// Says why the run ends.
    pub fn error(&self, error: &Error) {
        if self.json_log {
            let (what, place, remedy) = error.parts();
            let place = place.unwrap_or_default();
            tracing::error!(what, place, remedy, exit_code = error.exit_code() as u8, "error");
        } else {
            say(&error.shown(colour(&io::stderr())));
        }
    }

    fn hear(&self, event: Event<'_>) {
        let Tally { of_files, files, of_bytes, bytes: read } = &*self.tally;
        match event {
            Event::Stage(name) => self.show_stage(name),
            Event::Found { files, bytes } => {
                of_files.fetch_add(files, Ordering::Relaxed);
                of_bytes.fetch_add(bytes, Ordering::Relaxed);
                self.show_reading(bytes);
            }
            Event::Archive { members } => {
                // It counted as one file.
                of_files.fetch_add(members, Ordering::Relaxed);
                of_files.fetch_sub(1, Ordering::Relaxed);
            }
            Event::Read { label, bytes } => {
                files.fetch_add(1, Ordering::Relaxed);
                let read = bytes + read.fetch_add(bytes, Ordering::Relaxed);
                if !self.bar.is_hidden() {
                    self.bar.set_position(read.min(of_bytes.load(Ordering::Relaxed)));
                    self.bar.set_message(label.to_string());
                }
            }
        }
    }

    fn show_stage(&self, name: &'static str) {
        if self.bar.is_hidden() {
            return;
        }
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {elapsed}") {
            self.bar.set_style(style);
        }
        self.bar.set_message(name);
        self.bar.reset_elapsed();
        self.bar.enable_steady_tick(Duration::from_millis(100));
    }

    fn show_reading(&self, bytes: u64) {
        if self.bar.is_hidden() {
            return;
        }
        let template = "{bar:20} {files}, {bytes} of {total_bytes}, {rate}, {eta} left\n  {wide_msg}";
        let Ok(style) = ProgressStyle::with_template(template) else { return };
        let (count, speed) = (Arc::clone(&self.tally), Arc::clone(&self.tally));
        let style = style
            .with_key("files", move |_: &ProgressState, out: &mut dyn std::fmt::Write| {
                let _ = out.write_str(&count.files_read());
            })
            .with_key("rate", move |state: &ProgressState, out: &mut dyn std::fmt::Write| {
                let files = speed.files.load(Ordering::Relaxed) as f64;
                let seconds = state.elapsed().as_secs_f64().max(1e-3);
                let _ = write!(out, "{} files/s", number::grouped((files / seconds).round() as usize));
            });
        self.bar.set_style(style);
        self.bar.set_length(bytes);
        self.bar.set_position(0);
        self.bar.set_message("");
        self.bar.reset_eta();
    }

    /// Ctrl-C and its like: an output that is being written is finished first; nothing is begun any more.
    /// The exit code is 128 + the number of the signal, as shells have it.
    fn interrupted(&self, signal: i32) {
        let code = 128 + signal;
        let written = output::hold();
        self.bar.finish_and_clear();
        let names: Vec<String> = written.iter().map(|path| path.display().to_string()).collect();
        let names = if names.is_empty() { "nothing".to_owned() } else { names.join(", ") };
        if self.json_log {
            let files = self.tally.files.load(Ordering::Relaxed);
            let of_files = self.tally.of_files.load(Ordering::Relaxed);
            tracing::error!(files, of_files, written = names, exit_code = code, "interrupted");
        } else {
            say(&format!("interrupted: {}; written: {names}", self.tally.so_far()));
        }
        std::process::exit(code);
    }
}

impl Tally {
    fn files_read(&self) -> String {
        let (files, of) = (self.files.load(Ordering::Relaxed), self.of_files.load(Ordering::Relaxed));
        format!("{} of {}", number::grouped(files), text::count(of, "file"))
    }

    fn so_far(&self) -> String {
        let (bytes, of) = (self.bytes.load(Ordering::Relaxed), self.of_bytes.load(Ordering::Relaxed));
        if self.of_files.load(Ordering::Relaxed) == 0 {
            return "no file was read yet".into();
        }
        format!("{} were read, {} of {}", self.files_read(), BinaryBytes(bytes.min(of)), BinaryBytes(of))
    }
}

/// True when colours are wanted on `stream`: `--color always`, or it is a terminal and neither `--color never` nor
/// <https://no-color.org> is asked for.
#[must_use]
pub fn colour(stream: &impl IsTerminal) -> bool {
    match COLOUR.get() {
        Some(ColorArg::Always) => return true,
        Some(ColorArg::Never) => return false,
        Some(ColorArg::Auto) | None => {}
    }
    let asked_not_to = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    stream.is_terminal() && !asked_not_to && !is_dumb()
}

/// Width of what is printed: that of the terminal, from 40 to 100 columns; 80 where there is none. `COLUMNS` says
/// it otherwise.
#[must_use]
pub fn columns() -> usize {
    columns_of(&io::stdout()).unwrap_or(80)
}

fn columns_of(stream: &impl IsTerminal) -> Option<usize> {
    let said = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let width = || {
        let size = stream.is_terminal().then(terminal_size::terminal_size)??;
        Some(usize::from(size.0.0))
    };
    said.or_else(width).map(|width| width.clamp(40, 100))
}

/// A path as a terminal with colours shows it: a link (OSC 8) that opens it.
#[must_use]
pub fn link(path: &Path, colour: bool) -> String {
    let shown = path.display().to_string();
    match path.canonicalize() {
        Ok(whole) if colour => {
            let target = whole.to_string_lossy().replace('\\', "/").replace(' ', "%20");
            format!("\u{1b}]8;;file://{target}\u{1b}\\{shown}\u{1b}]8;;\u{1b}\\")
        }
        _ => shown,
    }
}

/// True for a terminal that says it can neither colour nor move its cursor.
fn is_dumb() -> bool {
    std::env::var_os("TERM").is_some_and(|term| term == "dumb")
}

/// Writes to stderr, no line wider than the terminal, and nothing from a file that commands it; a closed stderr is no
/// error.
pub fn say(what: &str) {
    let mut stderr = io::stderr().lock();
    let what = &*text::visible(what);
    let _ = match columns_of(&stderr) {
        Some(width) => writeln!(stderr, "{}", text::fit(what, width)),
        None => writeln!(stderr, "{what}"),
    };
}

/// stderr, for lines that are written whole and may quote a file.
struct Visible;

impl Write for Visible {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(line);
        io::stderr().write_all(text::visible(&text).as_bytes()).map(|()| line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stderr().flush()
    }
}

fn start_log(log: LogFlags) {
    let level = if log.verbose { Level::DEBUG } else { Level::INFO };
    let lines = tracing_subscriber::fmt().with_writer(|| Visible).with_max_level(level).with_target(false);
    // A full disk or a reader that went away costs lines of the log, not the report.
    let lines = lines.log_internal_errors(false);
    match log.log_format {
        Some(LogFormat::Json) => {
            lines.json().flatten_event(true).with_current_span(false).with_span_list(false).init();
        }
        Some(LogFormat::Text) | None => lines.event_format(Prose).init(),
    }
}

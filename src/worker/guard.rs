//! Guard: a worker in a process of its own. What an archive can do at worst (exhaust the memory) ends that
//! process, not this one: the runner is tried once more, then passed over with an error.

use std::ffi::OsString;
use std::io::{self, BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};

use crate::cohort::{AthleteResult, Failure};

/// How often a runner may end the process of its analysis.
const TRIES: usize = 2;

/// A worker process that is started anew when it ends.
pub struct Guarded {
    program: PathBuf,
    args: Vec<OsString>,
    running: Option<Running>,
}

struct Running {
    child: Child,
    ask: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Guarded {
    /// A guard of `program` with `args`, which answers a line with a line. Nothing is started yet.
    #[must_use]
    pub const fn new(program: PathBuf, args: Vec<OsString>) -> Self {
        Self { program, args, running: None }
    }

    /// The answer to a line.
    ///
    /// # Errors
    /// How the process ended, when it did so every time.
    pub fn ask(&mut self, line: &str) -> Result<AthleteResult, Failure> {
        let mut ended = String::new();
        for _ in 0..TRIES {
            match self.try_once(line) {
                Ok(answer) => return Ok(answer),
                Err(how) => ended = how,
            }
        }
        Err(Failure {
            what: format!("the analysis ended without an answer, {TRIES} times ({ended})"),
            place: None,
            remedy: "a file of this runner may need more memory than there is: find it with `shakeout analyze \
                     --verbose` on the archive and leave it out, or give the machine more memory and add --fresh"
                .into(),
        })
    }

    /// One try; `Err`: how the process ended.
    fn try_once(&mut self, line: &str) -> Result<AthleteResult, String> {
        let running = match self.running.take() {
            Some(running) => running,
            None => self.start().map_err(|error| format!("it cannot be started: {error}"))?,
        };
        match running.ask(line.trim_end()) {
            Ok((running, answer)) => {
                self.running = Some(running);
                Ok(answer)
            }
            Err(status) => Err(status.map_or_else(|error| error.to_string(), |status| status.to_string())),
        }
    }

    fn start(&self) -> io::Result<Running> {
        let mut child = Command::new(&self.program)
            .args(&self.args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        match (child.stdin.take(), child.stdout.take()) {
            (Some(ask), Some(answers)) => Ok(Running { child, ask, answers: BufReader::new(answers) }),
            _ => Err(io::Error::other("it has no pipes")),
        }
    }
}

impl Running {
    /// The process with its answer, or how it ended.
    fn ask(mut self, line: &str) -> Result<(Self, AthleteResult), io::Result<ExitStatus>> {
        let mut answer = String::new();
        let asked = writeln!(self.ask, "{line}").and_then(|()| self.ask.flush());
        let read = asked.and_then(|()| self.answers.read_line(&mut answer));
        // A process that is killed while it writes leaves half a line, which is no answer.
        match read.ok().and_then(|_| serde_json::from_str(&answer).ok()) {
            Some(answer) => Ok((self, answer)),
            None => {
                drop(self.ask);
                drop(self.answers);
                Err(self.child.wait())
            }
        }
    }
}

impl Drop for Guarded {
    fn drop(&mut self) {
        if let Some(Running { mut child, ask, answers }) = self.running.take() {
            // Its input ends, and so does it.
            drop(ask);
            drop(answers);
            let _ = child.wait();
        }
    }
}

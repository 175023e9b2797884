//! Ask: questions on a terminal, each with a default. Where nobody can answer, nothing is asked.

use std::io::{BufRead, IsTerminal, Write};

use shakeout::text;

/// A conversation.
#[derive(Clone, Copy, Debug)]
pub struct Talk {
    asks: bool,
}

impl Talk {
    /// Asks only when `wanted`, and when stdin and stdout are terminals.
    pub fn new(wanted: bool) -> Self {
        Self { asks: wanted && std::io::stdin().is_terminal() && std::io::stdout().is_terminal() }
    }

    /// True when somebody can answer.
    pub const fn asks(self) -> bool {
        self.asks
    }

    /// The answer in words; `None`: the default is taken, or nobody can answer.
    pub fn ask(self, question: &str, default: Option<&str>) -> Option<String> {
        if !self.asks {
            return None;
        }
        let shown = default.map_or_else(String::new, |default| format!(" [{}]", text::plain(default)));
        print!("{question}{shown}: ");
        // A terminal that went away answers nothing, which is the default.
        let _ = std::io::stdout().flush();
        let mut line = String::new();
        std::io::stdin().lock().read_line(&mut line).ok()?;
        Some(line.trim().to_owned()).filter(|answer| !answer.is_empty())
    }

    /// The answer as `parse` understands it, asked for again with `wanted` until it does; `None` as for [`Self::ask`].
    pub fn ask_for<T>(
        self,
        question: &str,
        default: Option<&str>,
        parse: impl Fn(&str) -> Option<T>,
        wanted: &str,
    ) -> Option<T> {
        loop {
            let answer = self.ask(question, default)?;
            match parse(&answer) {
                Some(value) => return Some(value),
                None => println!("  {wanted}"),
            }
        }
    }
}

//! Starting: the first `shakeout.toml`, from the answers of `shakeout start`.

use std::path::PathBuf;

use crate::soreness::{Direction, Scale};

/// What a runner knows of the heart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Heart {
    /// Year of birth.
    Born(i16),
    /// Highest heart rate, bpm.
    Max(f64),
}

impl Heart {
    /// A year or a heart rate, whichever the number can be.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        let number: i16 = text.trim().parse().ok()?;
        match number {
            1900..=2030 => Some(Self::Born(number)),
            100..=240 => Some(Self::Max(f64::from(number))),
            _ => None,
        }
    }
}

/// The answers of a first run.
#[derive(Clone, Debug, PartialEq)]
pub struct Answers {
    /// The soreness log.
    pub log: PathBuf,
    /// Its scale, where it does not say it itself.
    pub scale: Option<Scale>,
    /// Its direction, likewise.
    pub direction: Option<Direction>,
    /// What is known of the heart, if anything.
    pub heart: Option<Heart>,
    /// Miles and feet.
    pub imperial: bool,
}

/// The text of the file.
#[must_use]
pub fn toml(answers: &Answers) -> String {
    // Quoted as TOML wants it, whatever is in the name.
    let log = toml::Value::String(answers.log.to_string_lossy().into_owned());
    let units = if answers.imperial { "imperial" } else { "metric" };
    let heart = match answers.heart {
        Some(Heart::Born(year)) => format!("[[athlete]]\nborn = {year}\n"),
        Some(Heart::Max(bpm)) => format!("[[athlete]]\nhr_max = {bpm}\n"),
        None => "# [[athlete]]\n# hr_max = 188\n# hr_rest = 50\n".to_owned(),
    };
    let scale =
        answers.scale.map(|scale| format!("scale = [{}, {}]\n", scale.low, scale.high)).unwrap_or_default();
    let direction =
        answers.direction.map(|way| format!("direction = \"{}\"\n", way.name())).unwrap_or_default();
    format!(
        "# Written by shakeout start. shakeout profile init PATH shows what your runs say of the rest.\n\
         units = \"{units}\"\n[soreness]\nlog = {log}\n{scale}{direction}{heart}"
    )
}

//! Intent: what a run was meant to be, from what was written of it: the workout on the watch, the type or
//! the name in a list, the title in the file.
//!
//! METHOD: what a run was meant to be is known before it, so that it cannot be bent by how the run felt
//! (intention to treat). A title may have been written after the run; its source goes with it.

pub mod fold;
pub mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde::Serialize;

use crate::activity::{NameSource, StepIntensity, Workout};
use crate::digest::Digest;
use words::{LANGUAGES, Sense};

/// What a run was meant to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Intent {
    /// Recovery.
    #[serde(rename = "recovery")]
    Recovery,
    /// Easy.
    #[serde(rename = "easy")]
    Easy,
    /// Long, nothing said of how hard.
    #[serde(rename = "long")]
    Long,
    /// Between easy and threshold, or easy with something faster in it.
    #[serde(rename = "moderate")]
    Moderate,
    /// Long with a faster part.
    #[serde(rename = "long+tempo")]
    LongTempo,
    /// About threshold.
    #[serde(rename = "tempo")]
    Tempo,
    /// Hard efforts with rests between.
    #[serde(rename = "interval")]
    Interval,
    /// A race or a test.
    #[serde(rename = "race")]
    Race,
}

impl Intent {
    /// Lower-case name, as in the `intent` column.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Recovery => "recovery",
            Self::Easy => "easy",
            Self::Long => "long",
            Self::Moderate => "moderate",
            Self::LongTempo => "long+tempo",
            Self::Tempo => "tempo",
            Self::Interval => "interval",
            Self::Race => "race",
        }
    }
}

/// Where an intent was read from, the surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum IntentSource {
    /// Name of the workout on the watch: known before the run.
    Workout,
    /// Steps of the workout on the watch: likewise.
    WorkoutSteps,
    /// Type of the workout in a list.
    ListType,
    /// Name in a list.
    ListName,
    /// Title in the file.
    Title,
}

impl IntentSource {
    /// Name, as in the `intent_source` column.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Workout => "workout",
            Self::WorkoutSteps => "workout_steps",
            Self::ListType => "list_type",
            Self::ListName => "list_name",
            Self::Title => "title",
        }
    }
}

impl IntentSource {
    /// What it is, for people.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Workout => "the workout on the watch",
            Self::WorkoutSteps => "the steps of the workout on the watch",
            Self::ListType => "its type in a list",
            Self::ListName => "its name in a list",
            Self::Title => "its title",
        }
    }
}

/// An intent and where it was read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Meant {
    /// What it was meant to be.
    pub intent: Intent,
    /// Where that was read.
    pub source: IntentSource,
}

impl Meant {
    /// `meant easy (its title)`.
    #[must_use]
    pub fn words(self) -> String {
        format!("meant {} ({})", self.intent.name(), self.source.words())
    }
}

/// What an activity was meant to be; `None` where nothing that was written says.
#[must_use]
pub fn of(digest: &Digest) -> Option<Meant> {
    let workout = || digest.workout.as_ref().and_then(of_workout);
    let kind = || digest.workout_type.as_deref().and_then(of_type);
    let name = || digest.name.as_deref().and_then(of_name);
    let meant = |source| move |intent| Meant { intent, source };
    let of_list = match digest.name_source {
        NameSource::List => name().map(meant(IntentSource::ListName)),
        NameSource::Profile | NameSource::Title => None,
    };
    let of_type = kind().map(meant(IntentSource::ListType));
    let race = of_type.filter(|meant| meant.intent == Intent::Race);
    let title = || match digest.name_source {
        NameSource::Title => name().map(meant(IntentSource::Title)),
        NameSource::Profile | NameSource::List => None,
    };
    workout().or(race).or(of_list).or(of_type).or_else(title)
}

fn of_workout(workout: &Workout) -> Option<Meant> {
    let name = workout.name.as_deref().and_then(of_name);
    name.map(|intent| Meant { intent, source: IntentSource::Workout }).or_else(|| {
        of_steps(&workout.steps).map(|intent| Meant { intent, source: IntentSource::WorkoutSteps })
    })
}

/// Interval: efforts with rests between them, at least twice. Recovery: nothing but recovery. Everything
/// else says too little: apps call the whole of an easy run `active` or `interval`.
#[must_use]
pub fn of_steps(steps: &[StepIntensity]) -> Option<Intent> {
    use StepIntensity::{Active, CoolDown, Interval, Recovery, Repeat, Rest, WarmUp};
    let efforts = steps.iter().filter(|step| matches!(step, Active | Interval)).count();
    let rested =
        steps.windows(2).any(|two| matches!(two[0], Active | Interval) && matches!(two[1], Rest | Recovery));
    if rested && (efforts >= 2 || steps.contains(&Repeat)) {
        return Some(Intent::Interval);
    }
    let recovery = steps.contains(&Recovery);
    let nothing_else = steps.iter().all(|step| matches!(step, Recovery | WarmUp | CoolDown));
    (recovery && nothing_else).then_some(Intent::Recovery)
}

/// What the type of a list says: the words of a name, and those that types alone have.
#[must_use]
pub fn of_type(text: &str) -> Option<Intent> {
    match fold::fold(text).trim() {
        // Strava's numbers: 0 is "default".
        "1" | "11" => Some(Intent::Race),
        "2" => Some(Intent::Long),
        // Strava's "Workout" is any structured session that is not easy.
        "3" | "workout" | "intense" => Some(Intent::Interval),
        "race a" | "race b" | "race c" | "competition" | "event" => Some(Intent::Race),
        "long" => Some(Intent::Long),
        "warmup" | "cooldown" | "base" | "endurance" => Some(Intent::Easy),
        _ => of_name(text),
    }
}

/// What a name says; `None` for default names, places, and everything that is not in the vocabulary.
///
/// DEVICE: watches put the place before the workout that they suggest (`Anytown - Base`): what the whole does
/// not say, its last part may.
#[must_use]
pub fn of_name(text: &str) -> Option<Intent> {
    of_words(text).or_else(|| {
        let (_, last) = text.rsplit_once(['-', '–', '—', ':', '|'])?;
        of_words(last)
    })
}

fn of_words(text: &str) -> Option<Intent> {
    let folded = fold::fold(text);
    let mut said = Said::default();
    let rest = VOCABULARY.mark_cjk(folded.clone(), &mut said);
    let words = fold::words(&rest);
    said.pace = has_pace(&words);
    VOCABULARY.mark_words(words, &mut said);
    said.repetitions = fold::has_repetitions(&folded) && !said.has(Sense::Strides);
    said.intent()
}

/// A pace: `@4:50`, `@ 4.55`.
fn has_pace(words: &[&str]) -> bool {
    let digits = |word: &str, n: usize| word.len() == n && word.bytes().all(|b| b.is_ascii_digit());
    words.windows(3).any(|three| three[0] == "@" && digits(three[1], 1) && digits(three[2], 2))
}

/// What the words of a name say together.
#[derive(Default)]
struct Said {
    senses: Vec<Sense>,
    repetitions: bool,
    pace: bool,
}

impl Said {
    fn add(&mut self, sense: Sense) {
        self.senses.push(sense);
    }

    fn has(&self, sense: Sense) -> bool {
        self.senses.contains(&sense)
    }

    /// The order in which one word outweighs another.
    fn intent(&self) -> Option<Intent> {
        let has = |sense| self.has(sense);
        let mild = has(Sense::Easy) || has(Sense::Recovery);
        if has(Sense::Race) {
            Some(Intent::Race)
        } else if self.repetitions {
            Some(Intent::Interval)
        } else if has(Sense::Interval) && has(Sense::Recovery) || has(Sense::Tempo) && mild {
            Some(Intent::Moderate)
        } else if has(Sense::Interval) {
            Some(Intent::Interval)
        } else if has(Sense::Long) && (has(Sense::Tempo) || self.pace) {
            Some(Intent::LongTempo)
        } else if has(Sense::Tempo) {
            Some(Intent::Tempo)
        } else if has(Sense::Moderate) {
            Some(Intent::Moderate)
        } else if has(Sense::Recovery) {
            Some(Intent::Recovery)
        } else if has(Sense::Long) {
            Some(Intent::Long)
        } else if has(Sense::Easy) {
            Some(Intent::Easy)
        } else {
            None
        }
    }
}

/// The entries of all languages, the longest first.
struct Vocabulary {
    cjk: Vec<(&'static str, Sense)>,
    words: Vec<(Vec<&'static str>, Sense)>,
    /// Which entries of `words` begin with a word.
    beginning_with: BTreeMap<&'static str, Vec<usize>>,
    /// Which entries begin with a pattern.
    with_pattern: Vec<usize>,
}

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(Vocabulary::new);

impl Vocabulary {
    fn new() -> Self {
        let (mut cjk, mut words) = (Vec::new(), Vec::new());
        let rows = LANGUAGES.iter().flat_map(|language| language.iter());
        for (entry, sense) in rows.flat_map(|(sense, entries)| entries.iter().map(move |e| (*e, *sense))) {
            if entry.chars().any(fold::is_cjk) {
                cjk.push((entry, sense));
            } else {
                words.push((entry.split(' ').collect::<Vec<_>>(), sense));
            }
        }
        // Stable: of entries of one length the language and the row that come first win.
        cjk.sort_by_key(|(entry, _)| std::cmp::Reverse(entry.chars().count()));
        words.sort_by_key(|(entry, _)| std::cmp::Reverse(entry.len()));
        let (mut beginning_with, mut with_pattern) = (BTreeMap::<_, Vec<usize>>::new(), Vec::new());
        for (at, first) in words.iter().enumerate().filter_map(|(at, (entry, _))| Some((at, *entry.first()?)))
        {
            if first == "#" || first.ends_with('*') {
                with_pattern.push(at);
            } else {
                beginning_with.entry(first).or_default().push(at);
            }
        }
        Self { cjk, words, beginning_with, with_pattern }
    }

    /// Notes the CJK entries in `text` and returns what is left of it.
    fn mark_cjk(&self, mut text: String, said: &mut Said) -> String {
        if !text.chars().any(fold::is_cjk) {
            return text;
        }
        for (entry, sense) in &self.cjk {
            if text.contains(entry) {
                said.add(*sense);
                text = text.replace(entry, " ");
            }
        }
        text
    }

    /// Notes the entries among `words`. What one has taken no later one sees.
    fn mark_words(&self, words: Vec<&str>, said: &mut Said) {
        let mut words: Vec<&str> = std::iter::once("^").chain(words).chain(std::iter::once("$")).collect();
        let begun = words.iter().filter_map(|word| self.beginning_with.get(word)).flatten();
        let candidates: BTreeSet<usize> = begun.chain(&self.with_pattern).copied().collect();
        for (entry, sense) in candidates.iter().map(|at| &self.words[*at]) {
            while let Some(at) = words.windows(entry.len()).position(|found| matches(entry, found)) {
                said.add(*sense);
                for (word, part) in words[at..].iter_mut().zip(entry) {
                    if !matches!(*part, "^" | "$") {
                        *word = "";
                    }
                }
            }
        }
    }
}

fn matches(entry: &[&str], words: &[&str]) -> bool {
    entry.iter().zip(words).all(|(part, word)| match part.strip_suffix('*') {
        Some(beginning) => word.starts_with(beginning),
        None if *part == "#" => word.starts_with(|c: char| c.is_ascii_digit()),
        None => part == word,
    })
}

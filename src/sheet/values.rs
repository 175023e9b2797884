//! Values: what a cell of a diary says: a number, yes or no, a time of day, or nothing.

use jiff::civil::Time;

use super::fold::{self, fold};

/// What a cell says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell {
    /// Not entered.
    Missing,
    /// A number.
    Number(f64),
    /// Neither.
    Unreadable,
}

/// True for what people and programs write where nothing was entered.
#[must_use]
pub fn is_missing(cell: &str) -> bool {
    matches!(
        cell.trim().to_lowercase().as_str(),
        "" | "-"
            | "--"
            | "\u{2013}"
            | "\u{2014}"
            | "."
            | "?"
            | "na"
            | "n/a"
            | "n.a."
            | "k.a."
            | "#n/a"
            | "none"
            | "null"
            | "nil"
    )
}

/// A number with a decimal point or comma. `NaN`, infinities and numbers beyond 1e9 are
/// [`Cell::Unreadable`]: no scale has them.
#[must_use]
pub fn number(cell: &str) -> Cell {
    number_up_to(cell, 1e9)
}

/// As [`number`], for amounts up to `most`.
#[must_use]
pub fn number_up_to(cell: &str, most: f64) -> Cell {
    let cell = cell.trim();
    if is_missing(cell) {
        return Cell::Missing;
    }
    let plain = if cell.contains('.') { cell.to_owned() } else { cell.replacen(',', ".", 1) };
    match plain.parse::<f64>() {
        Ok(value) if value.abs() <= most => Cell::Number(value),
        // Full-width digits and those of other scripts: `３`, `٣`.
        Err(_) if cell.chars().all(|c| !c.is_alphabetic()) && fold(cell) != cell => {
            number_up_to(&fold(cell), most)
        }
        _ => Cell::Unreadable,
    }
}

/// Words for yes, folded.
const YES: &[&str] = &[
    "yes",
    "y",
    "true",
    "wahr",
    "vrai",
    "verdadero",
    "verdadeiro",
    "vero",
    "waar",
    "sant",
    "sand",
    "tosi",
    "prawda",
    "pravda",
    "истина",
    "x",
    "ja",
    "j",
    "si",
    "oui",
    "sim",
    "kylla",
    "tak",
    "ano",
    "igen",
    "da",
    "evet",
    "да",
    "так",
    "ναι",
    "はい",
    "是",
    "有",
    "예",
    "네",
    "ya",
    "co",
    "jah",
    "taip",
    "כן",
    "نعم",
    "✓",
    "✔",
    "☑",
    "✅",
];
/// Words for no, folded.
const NO: &[&str] = &[
    "no",
    "n",
    "false",
    "falsch",
    "faux",
    "falso",
    "onwaar",
    "falskt",
    "falsk",
    "epatosi",
    "falsz",
    "nepravda",
    "ложь",
    "nein",
    "non",
    "nao",
    "nee",
    "nej",
    "nei",
    "ei",
    "nie",
    "ne",
    "nem",
    "nu",
    "hayir",
    "нет",
    "ні",
    "не",
    "οχι",
    "いいえ",
    "否",
    "无",
    "没有",
    "아니요",
    "아니오",
    "tidak",
    "khong",
    "לא",
    "لا",
    "✗",
    "✘",
    "☐",
    "❌",
];

/// Yes as 1, no as 0, in the words that logs use.
#[must_use]
pub fn yes_no(cell: &str) -> Option<f64> {
    let word = fold(cell.trim());
    if YES.contains(&&*word) { Some(1.0) } else { NO.contains(&&*word).then_some(0.0) }
}

/// When in the day a report was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeOfDay {
    /// "morning": before the day's running, whenever that was.
    Morning,
    /// "evening": at the end of the day.
    Evening,
    /// A time on the clock, local.
    At(Time),
}

/// Reports from this hour on are evening reports.
pub const EVENING_FROM_HOUR: i8 = 17;

impl TimeOfDay {
    /// True for a report that looks back on the day.
    #[must_use]
    pub fn is_evening(self) -> bool {
        match self {
            Self::Morning => false,
            Self::Evening => true,
            Self::At(time) => time.hour() >= EVENING_FROM_HOUR,
        }
    }

    /// True for a report made before noon.
    #[must_use]
    pub fn is_morning(self) -> bool {
        match self {
            Self::Morning => true,
            Self::Evening => false,
            Self::At(time) => time.hour() < 12,
        }
    }

    /// True when the report was made after `start`, the local start of the day's first run.
    #[must_use]
    pub fn is_after(self, start: Time) -> bool {
        match self {
            Self::Morning => false,
            Self::Evening => start.hour() < EVENING_FROM_HOUR,
            Self::At(time) => time > start,
        }
    }

    /// For the order of two reports of one day: minutes since midnight. "morning" comes before
    /// every time on the clock, "evening" after every one.
    #[must_use]
    pub fn minute(self) -> i32 {
        match self {
            Self::Morning => -1,
            Self::Evening => 24 * 60,
            Self::At(time) => i32::from(time.hour()) * 60 + i32::from(time.minute()),
        }
    }
}

/// Words for the morning, folded.
pub const MORNINGS: &[&str] = &[
    "morning",
    "am",
    "wake",
    "waking",
    "woke",
    "wakeup",
    "breakfast",
    "before run",
    "before running",
    "before training",
    "morgen",
    "morgens",
    "fruh",
    "aufwachen",
    "vor dem training",
    "vor dem lauf",
    "matin",
    "reveil",
    "manana",
    "desayuno",
    "por la manana",
    "manha",
    "mattina",
    "mattino",
    "stamattina",
    "risveglio",
    "ochtend",
    "vanmorgen",
    "ochtends",
    "morgon",
    "imorse",
    "i morse",
    "morse",
    "aamu",
    "aamulla",
    "rano",
    "rana",
    "reggel",
    "dimineata",
    "sabah",
    "утро",
    "утром",
    "ранок",
    "вранці",
    "ранку",
    "πρωι",
    "朝",
    "今朝",
    "早上",
    "早晨",
    "上午",
    "午前",
    "아침",
    "오전",
    "pagi",
    "sang",
    "בוקר",
    "صباح",
];
/// Words for the evening, folded.
pub const EVENINGS: &[&str] = &[
    "evening",
    "pm",
    "night",
    "tonight",
    "bedtime",
    "after run",
    "after running",
    "after training",
    "abend",
    "abends",
    "nachts",
    "nach dem training",
    "nach dem lauf",
    "soir",
    "nuit",
    "noche",
    "tarde",
    "noite",
    "sera",
    "stasera",
    "notte",
    "avond",
    "savonds",
    "kvall",
    "kveld",
    "aften",
    "ilta",
    "illalla",
    "wieczor",
    "wieczorem",
    "vecer",
    "este",
    "seara",
    "aksam",
    "вечер",
    "вечером",
    "вечір",
    "ввечері",
    "βραδυ",
    "夜",
    "晚上",
    "晚间",
    "저녁",
    "밤",
    "malam",
    "ערב",
    "مساء",
];

/// The half of the day that a folded text names; `None`: neither, or both.
#[must_use]
pub fn half_of_day(text: &str) -> Option<TimeOfDay> {
    let words = fold::words(text);
    let names = |list: &[&str]| {
        list.iter().any(|name| match fold::position(&words, name) {
            // A whole word: `am` is not `amount`.
            Some(_) if name.chars().next().is_some_and(|c| c >= '\u{e00}') => true,
            Some(_) => words.contains(&format!(" {name} ")),
            None => false,
        })
    };
    match (names(MORNINGS), names(EVENINGS)) {
        (true, false) => Some(TimeOfDay::Morning),
        (false, true) => Some(TimeOfDay::Evening),
        _ => None,
    }
}

/// `morning`, `evening`, `06:45`, `6:45 a. m.`, `18.30`, `am`, `pm`, in the languages that are known.
#[must_use]
pub fn time_of_day(cell: &str) -> Option<TimeOfDay> {
    let folded = fold::fold(cell.trim());
    let joined = folded.replace(". ", "").replace('.', "");
    clock_time(&folded).map(TimeOfDay::At).or_else(|| half_of_day(&joined)).or_else(|| half_of_day(&folded))
}

/// `HH:MM`, `HH:MM:SS`, `HH:MM:SS.fff`, `HH.MM`, with or without am and pm.
#[must_use]
pub fn clock_time(text: &str) -> Option<Time> {
    let text = text.trim().to_lowercase();
    let digits_end = text.find(|c: char| !(c.is_ascii_digit() || c == ':' || c == '.')).unwrap_or(text.len());
    let (clock, half) = text.split_at(digits_end);
    let mut parts = clock.split([':', '.']);
    let mut next = || parts.next().filter(|part| part.len() <= 2)?.parse::<i8>().ok();
    let (hour, minute) = (next()?, next()?);
    let second = next().unwrap_or(0);
    let half: String = half.chars().filter(char::is_ascii_alphabetic).collect();
    let hour = match half.as_str() {
        "" => hour,
        "am" if (1..=12).contains(&hour) => hour % 12,
        "pm" if (1..=12).contains(&hour) => hour % 12 + 12,
        _ => return None,
    };
    Time::new(hour, minute, second, 0).ok()
}

/// A header cell without what differs from log to log: lower case, letters and digits only, and
/// nothing of a remark in brackets.
#[must_use]
pub fn squash(header: &str) -> String {
    let name = header.split(['(', '[']).next().unwrap_or("");
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

//! Profile: `shakeout.toml`, read; every error shows the line with the place underlined.

use std::collections::BTreeMap;
use std::io::Read;
use std::ops::Range;
use std::path::{Component, Path, PathBuf};

use jiff::civil::Date;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::layers::{Origin, Shown};
use super::settings::{ATHLETE_KEYS, SETTINGS};
use crate::discover::no_such_path;
use crate::error::{Error, Excerpt, Result, shortened};
use crate::near;
use crate::thresholds::AthleteBlock;
use crate::units::speed_from_pace;

/// A value as written in the file.
#[derive(Clone, Debug)]
pub(super) struct Written {
    /// As it would be typed after a flag: `0..10`, `true`, `2024-05-01`.
    pub(super) text: String,
    /// Bytes of the file.
    span: Range<usize>,
}

/// Whose a profile is. Only one that was typed decides how much this computer does and what is written where: any other
/// one may have come with a download, and keeps to its own folder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Trust {
    /// Its path was typed.
    #[default]
    Typed,
    /// It lies where the runner works, or beside the runner's own log.
    Own,
    /// It lies among the data.
    Data,
}

/// Keys, and sections with a dot, that only a typed profile sets.
const TYPED_ONLY: &[&str] = &["jobs", "limits."];

/// Folders that are written; a profile that was not typed names one in its own folder only.
const WRITTEN: &[&str] = &["out", "plan.out", "trial.out"];

/// What the profile says.
#[derive(Clone, Debug, Default)]
pub(super) struct Profile {
    /// Whose it is.
    trust: Trust,
    /// What was not taken, in sentences.
    pub(super) warnings: Vec<String>,
    /// The file, when there is one.
    pub(super) path: Option<PathBuf>,
    text: String,
    /// Bytes of the file at which its lines end.
    line_ends: Vec<usize>,
    /// By key of [`SETTINGS`].
    pub(super) values: BTreeMap<&'static str, Written>,
    /// Dated blocks, oldest first.
    pub(super) athlete: Vec<AthleteBlock>,
    /// The same for people.
    pub(super) athlete_shown: Vec<Shown>,
}

impl Profile {
    /// Reads `path`.
    pub(super) fn read(path: PathBuf, trust: Trust) -> Result<Self> {
        let text = read_text(&path).map_err(|source| {
            let remedy = match source.kind() {
                std::io::ErrorKind::NotFound => return no_such_path(&path),
                std::io::ErrorKind::InvalidData => {
                    return Error::Config {
                        what: source.to_string(),
                        place: path.display().to_string(),
                        remedy: "save it as text in UTF-8, below 1 MB".into(),
                    };
                }
                _ => "check the path given to --profile",
            };
            Error::Io { path: path.clone(), source, remedy: remedy.into() }
        })?;
        Self::parse_as(path, text, trust)
    }

    /// Reads the text of the runner's profile `path`.
    pub(super) fn parse(path: PathBuf, text: String) -> Result<Self> {
        Self::parse_as(path, text, Trust::Typed)
    }

    fn parse_as(path: PathBuf, text: String, trust: Trust) -> Result<Self> {
        let line_ends = memchr::memchr_iter(b'\n', text.as_bytes()).collect();
        let mut profile = Self { path: Some(path), trust, line_ends, text: text.clone(), ..Self::default() };
        let table = DeTable::parse(&text).map_err(|error| {
            let remedy = "docs/config.md lists every key with an example";
            profile.refuse(error.message(), error.span().unwrap_or(0..0), remedy)
        })?;
        for (key, value) in table.get_ref() {
            match (&**key.get_ref(), value.get_ref()) {
                ("athlete", DeValue::Array(blocks)) => profile.athlete(blocks)?,
                ("athlete", _) => {
                    let remedy = "begin each block with [[athlete]] in double brackets";
                    return Err(profile.refuse("`athlete` is a list of blocks", key.span(), remedy));
                }
                (section, DeValue::Table(inner)) if is_section(section) => {
                    for (key, value) in inner {
                        profile.put(&format!("{section}.{}", key.get_ref()), key.span(), value)?;
                    }
                }
                (key_name, _) => profile.put(key_name, key.span(), value)?,
            }
        }
        Ok(profile)
    }

    /// Place of a value in the file.
    pub(super) fn origin(&self, written: &Written) -> Origin {
        Origin::File { path: self.name(), line: self.line(&written.span) }
    }

    /// The error for a value that cannot be used.
    pub(super) fn wrong(&self, key: &str, written: &Written, wanted: &str) -> Error {
        let what = format!("`{}` cannot be used as `{key}`", written.text);
        self.refuse(&what, written.span.clone(), &format!("give {wanted}"))
    }

    fn name(&self) -> String {
        self.path.as_ref().map_or_else(String::new, |path| path.display().to_string())
    }

    fn refuse(&self, what: &str, span: Range<usize>, remedy: &str) -> Error {
        Error::in_file(what, Excerpt::new(&self.name(), &self.text, span, ""), remedy)
    }

    fn put(&mut self, key: &str, span: Range<usize>, value: &Spanned<DeValue<'_>>) -> Result<()> {
        let Some(setting) = SETTINGS.iter().find(|setting| setting.key == key) else {
            return self.unknown(key, span, &meant(key));
        };
        let written = self.written(key, value)?;
        if let Some(why) = self.not_taken(key, &written.text) {
            let remedy = self.remedy(setting.flag);
            self.warn(&span, &format!("`{key}` {why} and is not taken; {remedy}"));
            return Ok(());
        }
        self.values.insert(setting.key, written);
        Ok(())
    }

    /// Why a value is passed over.
    fn not_taken(&self, key: &str, value: &str) -> Option<&'static str> {
        let typed_only = |own: &&str| key == *own || own.ends_with('.') && key.starts_with(*own);
        match self.trust {
            Trust::Typed => None,
            _ if TYPED_ONLY.iter().any(typed_only) => Some("stands in settings that nobody named"),
            _ if WRITTEN.contains(&key) && !self.is_inside(value) => {
                Some("leads out of the folder of these settings")
            }
            _ => None,
        }
    }

    /// Refuses a file to read that settings which nobody typed must not name: what never ends, and, of settings
    /// that came with the data, what did not come with them.
    pub(super) fn refuse_file(&self, key: &str, flag: &str, written: &Written) -> Result<()> {
        let file = self.folder().join(&written.text);
        let what = match self.trust {
            Trust::Typed => return Ok(()),
            _ if file.exists() && !file.is_file() => "is no file to read",
            Trust::Data if !self.is_inside(&written.text) => "leads out of the folder of these settings",
            Trust::Own | Trust::Data => return Ok(()),
        };
        Err(self.refuse(&format!("`{key}` {what}"), written.span.clone(), &self.remedy(flag)))
    }

    fn remedy(&self, flag: &str) -> String {
        format!("type {flag} ..., or --profile {} if it is yours", self.name())
    }

    /// Folder of the file.
    pub(super) fn folder(&self) -> &Path {
        self.path.as_deref().and_then(Path::parent).unwrap_or(Path::new(""))
    }

    /// True if a path as written leads into the folder of the file, whatever links there are.
    fn is_inside(&self, written: &str) -> bool {
        let here = |path: &Path| match path.as_os_str().is_empty() {
            true => Path::new(".").canonicalize().ok(),
            false => path.canonicalize().ok(),
        };
        let climbs = Path::new(written).components().any(|part| part == Component::ParentDir);
        // What is not there yet is made below what is.
        let there = self.folder().join(written).ancestors().find_map(here);
        !climbs && there.zip(here(self.folder())).is_some_and(|(there, own)| there.starts_with(own))
    }

    /// A key that is not known: an error in the runner's own profile.
    fn unknown(&mut self, key: &str, span: Range<usize>, remedy: &str) -> Result<()> {
        let what = format!("there is no key `{key}`");
        if self.trust != Trust::Data {
            return Err(self.refuse(&what, span, remedy));
        }
        self.warn(&span, &format!("{what}; {remedy}"));
        Ok(())
    }

    fn warn(&mut self, span: &Range<usize>, what: &str) {
        let line = self.line(span);
        self.warnings.push(format!("{}:{line}: {}", self.name(), shortened(what)));
    }

    fn line(&self, span: &Range<usize>) -> usize {
        self.line_ends.partition_point(|end| *end < span.start) + 1
    }

    fn written(&self, key: &str, value: &Spanned<DeValue<'_>>) -> Result<Written> {
        let text = match value.get_ref() {
            DeValue::Array(parts) if parts.len() == 2 => {
                let parts: Option<Vec<String>> = parts.iter().map(|part| scalar(part.get_ref())).collect();
                parts.map(|parts| parts.join(".."))
            }
            other => scalar(other),
        };
        let what = || format!("a table or a list cannot be used as `{key}`");
        let text = text.ok_or_else(|| {
            self.refuse(&what(), value.span(), "give one value; docs/config.md has an example")
        })?;
        Ok(Written { text, span: value.span() })
    }

    fn athlete(&mut self, blocks: &[Spanned<DeValue<'_>>]) -> Result<()> {
        let mut dated: Vec<(AthleteBlock, Range<usize>)> = Vec::new();
        for (i, block) in blocks.iter().enumerate() {
            let DeValue::Table(table) = block.get_ref() else {
                let remedy = "begin each block with [[athlete]] in double brackets";
                return Err(self.refuse("`athlete` is a list of blocks", block.span(), remedy));
            };
            let mut facts = BTreeMap::new();
            for (key, value) in table {
                let name: &str = key.get_ref();
                let known = ATHLETE_KEYS.iter().map(|(known, _)| *known);
                if !known.clone().any(|known| known == name) {
                    let remedy = near::nearest(name, known.clone()).map_or_else(
                        || format!("the keys of a block are: {}", known.collect::<Vec<_>>().join(", ")),
                        |near| format!("did you mean `{near}`?"),
                    );
                    self.unknown(name, key.span(), &remedy)?;
                    continue;
                }
                let written = self.written(name, value)?;
                let origin = self.origin(&written);
                let key = if blocks.len() == 1 { name.to_owned() } else { format!("{}.{name}", i + 1) };
                let key = format!("athlete.{key}");
                self.athlete_shown.push(Shown { key, value: written.text.clone(), origin });
                facts.insert(name.to_owned(), written);
            }
            dated.push((Facts { profile: self, facts }.block()?, block.span()));
        }
        dated.sort_by_key(|(block, _)| block.from);
        if let Some(pair) = dated.windows(2).find(|pair| pair[0].0.from == pair[1].0.from) {
            let day = pair[0].0.from.map_or("no `from`".into(), |day| format!("from = {day}"));
            let what = format!("two [[athlete]] blocks have {day}");
            return Err(self.refuse(
                &what,
                pair[1].1.clone(),
                "give each block a day of its own: from = ...",
            ));
        }
        self.athlete = dated.into_iter().map(|(block, _)| block).collect();
        Ok(())
    }
}

/// Reads the text of the file, at most enough to detect an oversized one (which may never end).
fn read_text(path: &Path) -> std::io::Result<String> {
    const LIMIT: u64 = 1 << 20;
    let mut text = String::new();
    std::fs::File::open(path)?.take(LIMIT + 1).read_to_string(&mut text)?;
    if text.len() as u64 > LIMIT {
        return Err(std::io::Error::new(std::io::ErrorKind::InvalidData, "larger than 1 MB"));
    }
    Ok(text)
}

/// The key that was probably meant by the unknown key `key`.
fn meant(key: &str) -> String {
    let last = |key: &'static str| key.rsplit('.').next().unwrap_or(key);
    let typed = key.rsplit('.').next().unwrap_or(key);
    let elsewhere = SETTINGS.iter().find(|setting| last(setting.key) == typed);
    if let Some(setting) = elsewhere {
        return match setting.key.split_once('.') {
            Some((section, name)) => format!("did you mean `{name}` below [{section}]?"),
            None => format!("did you mean `{}`, above the first [section]?", setting.key),
        };
    }
    if ATHLETE_KEYS.iter().any(|(name, _)| *name == typed) {
        return format!("did you mean `{typed}` below [[athlete]]?");
    }
    let flags =
        SETTINGS.iter().find(|setting| setting.flag.trim_start_matches('-').replace('-', "_") == typed);
    let near =
        flags.map(|setting| setting.key).or_else(|| near::nearest(key, SETTINGS.iter().map(|s| s.key)));
    match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => "docs/config.md lists every key; `shakeout config show` prints them with their values".into(),
    }
}

fn is_section(name: &str) -> bool {
    SETTINGS.iter().any(|setting| setting.key.split_once('.').is_some_and(|(section, _)| section == name))
}

fn scalar(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(number) => {
            i64::from_str_radix(number.as_str(), number.radix()).ok().map(|n| n.to_string())
        }
        DeValue::Float(number) => Some(number.as_str().to_owned()),
        DeValue::Boolean(yes) => Some(yes.to_string()),
        DeValue::Datetime(day) => Some(day.to_string()),
        DeValue::Array(_) | DeValue::Table(_) => None,
    }
}

/// The values of one `[[athlete]]` block.
struct Facts<'a> {
    profile: &'a Profile,
    facts: BTreeMap<String, Written>,
}

impl Facts<'_> {
    fn block(&self) -> Result<AthleteBlock> {
        let hr_max_bpm = self.number("hr_max", 100.0, 240.0)?;
        let lthr_bpm = self.number("lthr", 80.0, 230.0)?;
        if let (Some(lthr), Some(max), Some(written)) = (lthr_bpm, hr_max_bpm, self.facts.get("lthr"))
            && lthr >= max
        {
            return Err(self.profile.wrong("lthr", written, "a heart rate below hr_max"));
        }
        let sex = |text: &str| match text {
            "female" | "f" => Some(true),
            "male" | "m" => Some(false),
            _ => None,
        };
        Ok(AthleteBlock {
            from: self.get("from", |text| text.parse::<Date>().ok(), "a day: from = 2022-01-01")?,
            hr_max_bpm,
            hr_rest_bpm: self.number("hr_rest", 25.0, 110.0)?,
            lthr_bpm,
            threshold_mps: self.get("threshold_pace", pace, "a pace such as \"4:15/km\" or \"6:50/mi\"")?,
            female: self.get("sex", sex, "\"female\" or \"male\", or leave it out")?,
            weight_kg: self.number("weight_kg", 25.0, 250.0)?,
            born: self.number("born", 1900.0, 2030.0)?.map(|year| year as i16),
        })
    }

    fn get<T>(&self, key: &str, parse: impl Fn(&str) -> Option<T>, wanted: &str) -> Result<Option<T>> {
        let Some(written) = self.facts.get(key) else { return Ok(None) };
        parse(&written.text).map(Some).ok_or_else(|| self.profile.wrong(key, written, wanted))
    }

    fn number(&self, key: &str, low: f64, high: f64) -> Result<Option<f64>> {
        let parse = |text: &str| text.parse().ok().filter(|v| (low..=high).contains(v));
        self.get(key, parse, &format!("a number from {low} to {high}"))
    }
}

/// `4:15/km`, `4:15`, `6:50/mi` to m/s; `None` for anything else or slower than 20:00/km.
fn pace(text: &str) -> Option<f64> {
    let text = text.trim();
    let (clock, metres) = match text.strip_suffix("/mi") {
        Some(clock) => (clock, 1609.344),
        None => (text.strip_suffix("/km").unwrap_or(text), 1000.0),
    };
    let (minutes, seconds) = clock.trim().split_once(':')?;
    let seconds: f64 = seconds.parse().ok().filter(|s| (0.0..60.0).contains(s))?;
    let per_km = (minutes.parse::<u32>().ok()? as f64 * 60.0 + seconds) * 1000.0 / metres;
    (120.0..=1200.0).contains(&per_km).then(|| speed_from_pace(per_km))
}

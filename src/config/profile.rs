//! Profile: `shakeout.toml`, read and validated; every error names the line.

use std::io::Read;
use std::path::Path;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Deserialize;

use super::{AthleteBlock, Direction, Reported, Scale, time_zone};
use crate::error::{Error, Result};
use crate::units::{Units, speed_from_pace};

/// What the profile says.
#[derive(Clone, Debug, Default)]
pub(super) struct Profile {
    pub(super) tz: Option<TimeZone>,
    pub(super) units: Option<Units>,
    pub(super) scale: Option<Scale>,
    pub(super) direction: Option<Direction>,
    pub(super) reported: Option<Reported>,
    pub(super) athlete: Vec<AthleteBlock>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawProfile {
    tz: Option<String>,
    units: Option<String>,
    #[serde(default)]
    soreness: RawSoreness,
    #[serde(default)]
    athlete: Vec<RawAthlete>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSoreness {
    scale: Option<[f64; 2]>,
    direction: Option<String>,
    reported: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawAthlete {
    from: Option<toml::value::Datetime>,
    hr_max: Option<f64>,
    hr_rest: Option<f64>,
    lthr: Option<f64>,
    threshold_pace: Option<String>,
    sex: Option<String>,
    weight_kg: Option<f64>,
    born: Option<i16>,
}

impl Profile {
    /// Reads `path`.
    pub(super) fn read(path: &Path) -> Result<Self> {
        let text = read_text(path).map_err(|source| {
            let remedy = match source.kind() {
                std::io::ErrorKind::InvalidData => "save it as text in UTF-8, below 1 MB",
                _ => "check the path given to --profile",
            };
            Error::Io { path: path.to_path_buf(), source, remedy: remedy.into() }
        })?;
        let raw: RawProfile = toml::from_str(&text).map_err(|error| {
            let line = error.span().map_or(1, |span| text[..span.start].matches('\n').count() + 1);
            Error::Config {
                what: error.message().to_owned(),
                place: format!("{}, line {line}", path.display()),
                remedy: "the README lists every key of shakeout.toml with an example".into(),
            }
        })?;
        raw.validate(path)
    }
}

/// The text of the file; of one that is too large for a profile (it may never end) no more than
/// tells so.
fn read_text(path: &Path) -> std::io::Result<String> {
    const LIMIT: u64 = 1 << 20;
    let mut text = String::new();
    std::fs::File::open(path)?.take(LIMIT + 1).read_to_string(&mut text)?;
    if text.len() as u64 > LIMIT {
        return Err(std::io::Error::new(std::io::ErrorKind::InvalidData, "larger than 1 MB"));
    }
    Ok(text)
}

impl RawProfile {
    fn validate(self, path: &Path) -> Result<Profile> {
        let at = |key: &str| format!("{}, `{key}`", path.display());
        let scale = self
            .soreness
            .scale
            .map(|[low, high]| {
                Scale::new(low, high)
                    .ok_or_else(|| wrong(&at("soreness.scale"), "two numbers, low before high: [0, 10]"))
            })
            .transpose()?;
        let direction = match self.soreness.direction.as_deref() {
            None => None,
            Some("higher-is-sorer") => Some(Direction::HigherIsSorer),
            Some("higher-is-fresher") => Some(Direction::HigherIsFresher),
            Some(_) => {
                return Err(wrong(&at("soreness.direction"), "\"higher-is-sorer\" or \"higher-is-fresher\""));
            }
        };
        let reported = match self.soreness.reported.as_deref() {
            None => None,
            Some("morning") => Some(Reported::Morning),
            Some("evening") => Some(Reported::Evening),
            Some(_) => return Err(wrong(&at("soreness.reported"), "\"morning\" or \"evening\"")),
        };
        let mut athlete: Vec<AthleteBlock> = self
            .athlete
            .into_iter()
            .enumerate()
            .map(|(i, block)| block.validate(&format!("{}, [[athlete]] block {}", path.display(), i + 1)))
            .collect::<Result<_>>()?;
        athlete.sort_by_key(|block| block.from);
        if let Some(pair) = athlete.windows(2).find(|pair| pair[0].from == pair[1].from) {
            let day = pair[0].from.map_or("no `from`".into(), |day| format!("from = {day}"));
            return Err(wrong(&at("athlete"), &format!("one block for each day: two have {day}")));
        }
        let units = match self.units.as_deref() {
            None => None,
            Some("metric") => Some(Units::Metric),
            Some("imperial") => Some(Units::Imperial),
            Some(_) => return Err(wrong(&at("units"), "\"metric\" or \"imperial\"")),
        };
        let tz = self.tz.as_deref().map(|name| time_zone(name, &at("tz"))).transpose()?;
        Ok(Profile { tz, units, scale, direction, reported, athlete })
    }
}

impl RawAthlete {
    fn validate(self, place: &str) -> Result<AthleteBlock> {
        let between = |value: Option<f64>, key: &str, low: f64, high: f64| match value {
            Some(v) if !(low..=high).contains(&v) => {
                Err(wrong(&format!("{place}, `{key}`"), &format!("a number from {low} to {high}")))
            }
            other => Ok(other),
        };
        let hr_max = between(self.hr_max, "hr_max", 100.0, 240.0)?;
        let hr_rest = between(self.hr_rest, "hr_rest", 25.0, 110.0)?;
        let lthr = between(self.lthr, "lthr", 80.0, 230.0)?;
        if let (Some(lthr), Some(max)) = (lthr, hr_max)
            && lthr >= max
        {
            return Err(wrong(&format!("{place}, `lthr`"), "a heart rate below hr_max"));
        }
        let female = match self.sex.as_deref() {
            None => None,
            Some("female" | "f") => Some(true),
            Some("male" | "m") => Some(false),
            Some(_) => {
                return Err(wrong(&format!("{place}, `sex`"), "\"female\" or \"male\", or leave it out"));
            }
        };
        let threshold_mps = self
            .threshold_pace
            .as_deref()
            .map(|text| {
                pace(text).ok_or_else(|| {
                    wrong(&format!("{place}, `threshold_pace`"), "a pace such as \"4:15/km\" or \"6:50/mi\"")
                })
            })
            .transpose()?;
        let born = self.born.map(f64::from);
        let born = between(born, "born", 1900.0, 2030.0)?.map(|year| year as i16);
        Ok(AthleteBlock {
            from: self.from.map(|day| date(day, place)).transpose()?,
            hr_max_bpm: hr_max,
            hr_rest_bpm: hr_rest,
            lthr_bpm: lthr,
            threshold_mps,
            female,
            weight_kg: between(self.weight_kg, "weight_kg", 25.0, 250.0)?,
            born,
        })
    }
}

fn date(value: toml::value::Datetime, place: &str) -> Result<Date> {
    value
        .date
        .and_then(|d| {
            Date::new(i16::try_from(d.year).ok()?, i8::try_from(d.month).ok()?, i8::try_from(d.day).ok()?)
                .ok()
        })
        .ok_or_else(|| wrong(&format!("{place}, `from`"), "a day without quotes: from = 2022-01-01"))
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

fn wrong(place: &str, wanted: &str) -> Error {
    Error::Config {
        what: "this value cannot be used".into(),
        place: place.into(),
        remedy: format!("give {wanted}"),
    }
}

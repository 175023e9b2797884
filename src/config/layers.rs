//! Layers: what was typed over what `shakeout.toml` says over the default, with the origin of each value.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::path::{Path, PathBuf};

use super::profile::{Profile, Trust};
use super::settings::SETTINGS;
use crate::cli::Named;
use crate::error::{Error, Result};
use crate::near;

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A flag.
    Flag(&'static str),
    /// A line of `shakeout.toml`.
    File {
        /// The file.
        path: String,
        /// Line, from 1.
        line: usize,
    },
    /// Neither flag nor file sets it.
    Default,
}

impl Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Flag(flag) => f.write_str(flag),
            Self::File { path, line } => write!(f, "{path}:{line}"),
            Self::Default => f.write_str("default"),
        }
    }
}

/// A setting with its value and origin, for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Key in `shakeout.toml`.
    pub key: String,
    /// Value as written, or the default in words.
    pub value: String,
    /// Where it comes from.
    pub origin: Origin,
}

/// The layers of one run.
#[derive(Debug)]
pub(super) struct Layers {
    pub(super) profile: Profile,
    /// By place in [`SETTINGS`].
    shown: BTreeMap<usize, Shown>,
}

impl Layers {
    /// With the profile that was typed, else the first `shakeout.toml` in one of `folders`, which are the
    /// runner's own.
    ///
    /// # Errors
    /// [`Error::Config`] with the line of a profile that cannot be used, [`Error::Io`].
    pub(super) fn read<'a>(
        typed: Option<&Path>,
        folders: impl IntoIterator<Item = &'a Path>,
    ) -> Result<Self> {
        Self::find(typed, folders.into_iter().map(|folder| (folder, Trust::Own)))
    }

    /// The same for folders of which some hold the data: those may come from anybody.
    pub(super) fn find<'a>(
        typed: Option<&Path>,
        folders: impl IntoIterator<Item = (&'a Path, Trust)>,
    ) -> Result<Self> {
        let own = typed.map(|path| (path.to_path_buf(), Trust::Typed));
        let beside = folders.into_iter().map(|(folder, trust)| (folder.join(super::PROFILE), trust));
        let found = own.or_else(|| beside.into_iter().find(|(path, _)| path.is_file()));
        let profile = found.map(|(path, trust)| Profile::read(path, trust)).transpose()?.unwrap_or_default();
        Ok(Self { profile, shown: BTreeMap::new() })
    }

    /// What of the profile was not taken, in sentences.
    pub(super) fn warnings(&self) -> Vec<String> {
        self.profile.warnings.clone()
    }

    /// The value of `key` as `parse` understands what was typed, else what the file says; `None`: the default.
    ///
    /// # Errors
    /// [`Error::Config`] that asks for `wanted`.
    pub(super) fn get<T>(
        &mut self,
        key: &'static str,
        typed: Option<String>,
        parse: impl Fn(&str) -> Option<T>,
        wanted: &str,
    ) -> Result<Option<T>> {
        let place = SETTINGS.iter().position(|setting| setting.key == key);
        let (flag, default) = place.map_or(("", ""), |at| (SETTINGS[at].flag, SETTINGS[at].default));
        let (value, origin) = match (typed, self.profile.values.get(key)) {
            (Some(text), _) => (text, Origin::Flag(flag)),
            (None, Some(written)) => (written.text.clone(), self.profile.origin(written)),
            (None, None) => (default.to_owned(), Origin::Default),
        };
        let said = origin != Origin::Default;
        let parsed = if said { parse(&value) } else { None };
        if let Some(place) = place {
            self.shown.insert(place, Shown { key: key.to_owned(), value, origin });
        }
        if said && parsed.is_none() {
            return Err(self.wrong(key, wanted));
        }
        Ok(parsed)
    }

    /// A number.
    pub(super) fn number<T: std::str::FromStr + Display>(
        &mut self,
        key: &'static str,
        typed: Option<T>,
        fits: impl Fn(&T) -> bool,
        wanted: &str,
    ) -> Result<Option<T>> {
        let parse = |text: &str| text.parse().ok().filter(&fits);
        self.get(key, typed.map(|number| number.to_string()), parse, wanted)
    }

    /// Yes or no; no by default.
    pub(super) fn flag(&mut self, key: &'static str, typed: bool) -> Result<bool> {
        let typed = typed.then(|| "true".to_owned());
        Ok(self.get(key, typed, |text| text.parse().ok(), "true or false")?.unwrap_or_default())
    }

    /// One of a few names.
    pub(super) fn choice<T: Named>(&mut self, key: &'static str, typed: Option<T>) -> Result<Option<T>> {
        let names = T::names();
        let mut wanted = format!("one of: {}", names.join(", "));
        let written = self.profile.values.get(key).filter(|_| typed.is_none());
        let near = written.and_then(|written| near::nearest(&written.text, names.iter().map(String::as_str)));
        if let Some(near) = near {
            wanted = format!("\"{near}\" if that is meant; {wanted}");
        }
        self.get(key, typed.map(Named::name), T::named, &wanted)
    }

    /// A path; one from the file is relative to the folder of the file.
    pub(super) fn path(&mut self, key: &'static str, typed: Option<&Path>) -> Result<Option<PathBuf>> {
        let text = typed.map(|path| path.to_string_lossy().into_owned());
        let written = self.get(key, text, |text| Some(PathBuf::from(text)), "a path")?;
        Ok(match typed {
            Some(path) => Some(path.to_path_buf()),
            None => written.map(|path| self.profile.folder().join(path)),
        })
    }

    /// The path of a file that is read.
    ///
    /// # Errors
    /// [`Error::Config`] for one that settings which nobody typed must not name.
    pub(super) fn file(&mut self, key: &'static str, typed: Option<&Path>) -> Result<Option<PathBuf>> {
        if let (None, Some(written)) = (typed, self.profile.values.get(key)) {
            let flag = SETTINGS.iter().find(|setting| setting.key == key).map_or("", |setting| setting.flag);
            self.profile.refuse_file(key, flag, written)?;
        }
        self.path(key, typed)
    }

    /// The error for a value that was read already, at its origin.
    pub(super) fn wrong(&self, key: &'static str, wanted: &str) -> Error {
        let shown = self.shown.values().find(|shown| shown.key == key);
        match (shown.map(|shown| &shown.origin), self.profile.values.get(key)) {
            (Some(Origin::Flag(flag)), _) => {
                flag_error(flag, shown.map_or("", |shown| shown.value.as_str()), wanted)
            }
            (_, Some(written)) => self.profile.wrong(key, written, wanted),
            _ => flag_error(key, "", wanted),
        }
    }

    /// Every value that was asked for, in the order of [`SETTINGS`], then those of the athlete.
    pub(super) fn shown(&self) -> Vec<Shown> {
        self.shown.values().chain(&self.profile.athlete_shown).cloned().collect()
    }
}

/// The error for a flag.
pub(super) fn flag_error(flag: &str, given: &str, wanted: &str) -> Error {
    Error::Config {
        what: format!("`{given}` cannot be used"),
        place: flag.into(),
        remedy: format!("give {wanted}: {flag} ..."),
    }
}

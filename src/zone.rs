//! Zone: the local day of an activity. A zone typed as `--tz` overrides everything; else the
//! offset that the file carries, else the zone of the first position (bundled map), else `tz` of
//! the profile, else the machine's zone, which the report then says.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};
use jiff::{Span, Timestamp};
use serde::Serialize;
use tzf_rs::EmbeddedFinder;

use crate::units::{Position, UtcMillis};

/// Where the local time of an activity comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ZoneSource {
    /// `--tz`, which overrides everything.
    Typed,
    /// FIT activity.local_timestamp.
    File,
    /// Zone of the first position (bundled map).
    Position,
    /// `tz` of the profile.
    Profile,
    /// Neither file nor position nor profile gives one: the machine's zone was used.
    Machine,
}

impl ZoneSource {
    /// Name, as in the `zone_source` column.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Typed => "typed",
            Self::File => "file",
            Self::Position => "position",
            Self::Profile => "profile",
            Self::Machine => "machine",
        }
    }
}

/// Local time of an activity and where it comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Local {
    /// The day that it counts to.
    pub day: Date,
    /// Local time minus UTC, s.
    pub offset_s: i32,
    /// How that is known.
    pub source: ZoneSource,
}

/// Finds zones and local days.
pub struct Zones {
    finder: EmbeddedFinder,
    typed: Option<TimeZone>,
    profile: Option<TimeZone>,
    day_start: Time,
}

impl Zones {
    /// `typed`: the zone of `--tz`; `profile`: the zone of `shakeout.toml`; `day_start`: runs that
    /// start before it count to the day before.
    #[must_use]
    pub fn new(typed: Option<TimeZone>, profile: Option<TimeZone>, day_start: Time) -> Self {
        Self { finder: EmbeddedFinder::new(), typed, profile, day_start }
    }

    /// IANA name of the zone at `position`; `None` on the high seas.
    #[must_use]
    pub fn at(&self, position: Position) -> Option<String> {
        let name = self.finder.get_tz_name(position.lon_degrees(), position.lat_degrees());
        (!name.is_empty() && !name.starts_with("Etc/")).then(|| name.to_owned())
    }

    /// The local day of an activity that starts at `start`. `date_only`: a manual entry whose
    /// time of day means nothing when it is midnight. `None` when `start` is outside the
    /// calendar.
    #[must_use]
    pub fn local(
        &self,
        start: UtcMillis,
        file_offset_s: Option<i32>,
        zone: Option<&str>,
        date_only: bool,
    ) -> Option<Local> {
        let at = Timestamp::from_millisecond(start.0).ok()?;
        let (tz, source) = self.zone(file_offset_s, zone);
        let local = at.to_zoned_datetime(tz);
        let midnight = date_only && local.time() == Time::midnight();
        let day = if local.time() < self.day_start && !midnight {
            local.date().checked_sub(Span::new().days(1)).ok()?
        } else {
            local.date()
        };
        Some(Local { day, offset_s: local.offset().seconds(), source })
    }

    /// The instant of a local time, and its offset from UTC, s; `file_offset_s` and `zone` are what
    /// is known of where that was. In the hour that a change of the clocks skips or repeats: as
    /// clocks that were not set. `None` outside the calendar.
    #[must_use]
    pub fn instant(
        &self,
        local: DateTime,
        file_offset_s: Option<i32>,
        zone: Option<&str>,
    ) -> Option<(UtcMillis, i32)> {
        let (tz, _) = self.zone(file_offset_s, zone);
        let zoned = local.to_zoned_datetime(tz).ok()?;
        Some((UtcMillis(zoned.timestamp().as_millisecond()), zoned.offset().seconds()))
    }

    fn zone(&self, file_offset_s: Option<i32>, zone: Option<&str>) -> (TimeZone, ZoneSource) {
        if let Some(tz) = &self.typed {
            return (tz.clone(), ZoneSource::Typed);
        }
        if let Some(offset) = file_offset_s.and_then(|s| Offset::from_seconds(s).ok()) {
            return (offset.to_time_zone(), ZoneSource::File);
        }
        if let Some(tz) = zone.and_then(|name| TimeZone::get(name).ok()) {
            return (tz, ZoneSource::Position);
        }
        match &self.profile {
            Some(tz) => (tz.clone(), ZoneSource::Profile),
            None => (TimeZone::system(), ZoneSource::Machine),
        }
    }
}

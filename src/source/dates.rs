//! Dates: when something was, as the date cells of a list say it.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};

use crate::sheet::dates::{self, DateOrder, Orders, Undecided};
pub use crate::sheet::dates::{DateCell, take_apart};
use crate::units::UtcMillis;

/// When something was, as far as it is written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum When {
    /// An instant; with the local offset from UTC, s, where that is written too.
    Instant(UtcMillis, Option<i32>),
    /// Local date and time.
    Local(DateTime),
    /// A local day.
    Day(Date),
}

impl When {
    /// The same, `seconds` earlier; a day has no earlier.
    #[must_use]
    pub fn before(self, seconds: f64) -> Self {
        let ms = (seconds * 1000.0) as i64;
        match self {
            Self::Instant(at, offset) => Self::Instant(UtcMillis(at.0.saturating_sub(ms)), offset),
            Self::Local(at) => Self::Local(at.saturating_sub(jiff::SignedDuration::from_millis(ms))),
            Self::Day(day) => Self::Day(day),
        }
    }

    /// A local time at a day that came without one.
    #[must_use]
    pub fn at(self, time: Time) -> Self {
        match self {
            Self::Day(day) => Self::Local(day.to_datetime(time)),
            other => other,
        }
    }

    /// What is written without a zone is UTC.
    #[must_use]
    pub fn as_utc(self) -> Self {
        match self {
            Self::Local(at) => jiff::tz::TimeZone::UTC
                .to_timestamp(at)
                .map_or(self, |at| Self::Instant(UtcMillis(at.as_millisecond()), None)),
            other => other,
        }
    }
}

/// Which of day and month comes first in a column with dates such as 03/04/2024.
///
/// # Errors
/// A sentence when nothing decides.
pub fn order(cells: &[Option<DateCell>]) -> Result<DateOrder, String> {
    match dates::infer(cells, None, false) {
        Ok(orders) => Ok(orders.year_last),
        // Month first and AM/PM go together: en-US.
        Err(Undecided::NoneAbove12) if cells.iter().flatten().any(|cell| cell.halves) => Ok(DateOrder::Mdy),
        Err(_) => Err("its dates could be day or month first; write them as 2024-03-09".into()),
    }
}

impl DateCell {
    /// True when a time of day is written.
    #[must_use]
    pub const fn has_time(self) -> bool {
        self.time.is_some()
    }

    /// When that is, of a cell alone: `order` holds where day and month could be either and neither is above 12.
    #[must_use]
    pub fn when_written(self, order: DateOrder) -> Option<When> {
        let other = if order == DateOrder::Dmy { DateOrder::Mdy } else { DateOrder::Dmy };
        self.when(order).or_else(|| self.when(other))
    }

    /// When that is. `None`: no such day.
    #[must_use]
    pub fn when(self, order: DateOrder) -> Option<When> {
        let date = self.date(Orders { year_last: order, year_first: DateOrder::Mdy })?;
        let Some(time) = self.time else { return Some(When::Day(date)) };
        let local = date.to_datetime(time);
        let Some(offset_s) = self.offset_s else { return Some(When::Local(local)) };
        let as_utc: Timestamp = jiff::tz::TimeZone::UTC.to_timestamp(local).ok()?;
        let at = UtcMillis(as_utc.as_millisecond() - i64::from(offset_s) * 1000);
        // `Z` says how the time is written, not where the runner was.
        Some(When::Instant(at, (offset_s != 0).then_some(offset_s)))
    }
}

//! Units: the few conversions and unit types that more than one stage needs.

use serde::Serialize;

/// Milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct UtcMillis(pub i64);

impl UtcMillis {
    /// From whole seconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn from_secs(secs: i64) -> Self {
        Self(secs * 1000)
    }

    /// True from 1990-01-01 up to the end of 2100. FIT counts from 1989-12-31, so a device without a
    /// clock is before it.
    #[must_use]
    pub fn is_plausible(self) -> bool {
        (631_152_000_000..4_133_980_800_000).contains(&self.0)
    }

    /// Seconds from `earlier` to `self`; negative when `self` is the earlier one.
    #[must_use]
    pub fn seconds_since(self, earlier: Self) -> f64 {
        (self.0 - earlier.0) as f64 / 1000.0
    }
}

/// A position on WGS 84 in semicircles (2^31 semicircles = 180 degrees, steps of about 9 mm).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// Latitude, semicircles.
    pub lat: i32,
    /// Longitude, semicircles.
    pub lon: i32,
}

const SEMICIRCLES_PER_DEGREE: f64 = 2_147_483_648.0 / 180.0;

impl Position {
    /// From degrees; `None` outside -90..=90 and -180..=180 or when not finite.
    #[must_use]
    pub fn from_degrees(lat: f64, lon: f64) -> Option<Self> {
        let inside = (-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon);
        inside.then(|| Self {
            lat: (lat * SEMICIRCLES_PER_DEGREE).round() as i32,
            // +180 degrees is the same meridian as -180 and one step beyond i32: `as` saturates.
            lon: (lon * SEMICIRCLES_PER_DEGREE).round() as i32,
        })
    }

    /// Latitude in degrees.
    #[must_use]
    pub fn lat_degrees(self) -> f64 {
        f64::from(self.lat) / SEMICIRCLES_PER_DEGREE
    }

    /// Longitude in degrees.
    #[must_use]
    pub fn lon_degrees(self) -> f64 {
        f64::from(self.lon) / SEMICIRCLES_PER_DEGREE
    }

    /// Great-circle distance to `other` in metres (haversine, mean Earth radius 6,371,008.8 m).
    #[must_use]
    pub fn metres_to(self, other: Self) -> f64 {
        let (la1, la2) = (self.lat_degrees().to_radians(), other.lat_degrees().to_radians());
        let dla = la2 - la1;
        let dlo = (other.lon_degrees() - self.lon_degrees()).to_radians();
        let h = (dla / 2.0).sin().powi(2) + la1.cos() * la2.cos() * (dlo / 2.0).sin().powi(2);
        2.0 * 6_371_008.8 * h.sqrt().min(1.0).asin()
    }
}

/// The units that a reader sees. Files for machines stay metric: their names carry the unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Units {
    /// km, m, min/km.
    #[default]
    Metric,
    /// mi, ft, min/mi.
    Imperial,
}

/// International mile, m.
const METRES_PER_MILE: f64 = 1609.344;
/// International foot, m.
const METRES_PER_FOOT: f64 = 0.3048;

impl Units {
    /// A distance in m as kilometres or miles, and the unit's sign.
    #[must_use]
    pub fn distance(self, metres: f64) -> (f64, &'static str) {
        match self {
            Self::Metric => (metres / 1000.0, "km"),
            Self::Imperial => (metres / METRES_PER_MILE, "mi"),
        }
    }

    /// An ascent or descent in m as metres or feet, and the unit's sign.
    #[must_use]
    pub fn height(self, metres: f64) -> (f64, &'static str) {
        match self {
            Self::Metric => (metres, "m"),
            Self::Imperial => (metres / METRES_PER_FOOT, "ft"),
        }
    }

    /// A pace in s/km as seconds per kilometre or mile, and the unit's sign.
    #[must_use]
    pub fn pace(self, seconds_per_km: f64) -> (f64, &'static str) {
        match self {
            Self::Metric => (seconds_per_km, "/km"),
            Self::Imperial => (seconds_per_km * METRES_PER_MILE / 1000.0, "/mi"),
        }
    }
}

/// Seconds per kilometre to metres per second.
#[must_use]
pub fn speed_from_pace(seconds_per_km: f64) -> f64 {
    1000.0 / seconds_per_km
}

//! The part of the FIT profile that is read: numbers of messages, fields and sports, and names of
//! the profile's enumerations.
//!
//! SPEC: FIT SDK 21.x, `Profile.xlsx`.

use fitparser::profile::{FieldDataType, get_field_variant_as_string};

use crate::activity::Sport;
use crate::units::UtcMillis;

/// Seconds from 1970-01-01T00:00:00Z to the FIT epoch, 1989-12-31T00:00:00Z.
pub const FIT_EPOCH_S: i64 = 631_065_600;

/// SPEC: `date_time` values below this count seconds since the device was switched on.
pub const FIRST_ABSOLUTE_TIME: u32 = 0x1000_0000;

/// `file_id.type` of an activity.
pub const FILE_TYPE_ACTIVITY: u8 = 4;

/// `file_id.manufacturer` of software without a number.
pub const DEVELOPMENT: u16 = 255;

/// Global message numbers.
pub mod message {
    /// What the file is and who made it.
    pub const FILE_ID: u16 = 0;
    /// The owner's body data.
    pub const USER_PROFILE: u16 = 3;
    /// The owner's thresholds.
    pub const ZONES_TARGET: u16 = 7;
    /// The sport that the device was set to.
    pub const SPORT: u16 = 12;
    /// Summary of one activity.
    pub const SESSION: u16 = 18;
    /// Summary of one lap.
    pub const LAP: u16 = 19;
    /// One sample.
    pub const RECORD: u16 = 20;
    /// Timer start and stop, and more.
    pub const EVENT: u16 = 21;
    /// The workout that was loaded.
    pub const WORKOUT: u16 = 26;
    /// One step of it.
    pub const WORKOUT_STEP: u16 = 27;
    /// A device that took part.
    pub const DEVICE_INFO: u16 = 23;
    /// Summary of the file, with the local time.
    pub const ACTIVITY: u16 = 34;
    /// What the watch found of its owner; not in the profile.
    pub const METRICS: u16 = 79;
    /// Heart beats of a chest strap that recorded by itself.
    pub const HR: u16 = 132;
    /// Describes a developer field.
    pub const FIELD_DESCRIPTION: u16 = 206;
    /// Who defined the developer fields.
    pub const DEVELOPER_DATA_ID: u16 = 207;
    /// Time in zones, with the thresholds that were in force.
    pub const TIME_IN_ZONE: u16 = 216;

    /// Those of which more than the time is read.
    pub const READ: &[u16] = &[
        FILE_ID,
        USER_PROFILE,
        ZONES_TARGET,
        SPORT,
        SESSION,
        LAP,
        RECORD,
        EVENT,
        WORKOUT,
        WORKOUT_STEP,
        DEVICE_INFO,
        ACTIVITY,
        METRICS,
        HR,
        TIME_IN_ZONE,
    ];
}

/// Field number of the timestamp in every message.
pub const TIMESTAMP: u8 = 253;
/// Field number of the message index in every message.
pub const MESSAGE_INDEX: u8 = 254;

/// FIT seconds as UTC. Times below [`FIRST_ABSOLUTE_TIME`] become times before [`FIRST_UTC`].
#[must_use]
pub const fn utc(fit_seconds: u32) -> UtcMillis {
    UtcMillis::from_secs(fit_seconds as i64 + FIT_EPOCH_S)
}

/// The first absolute time of FIT; smaller values count from the start of the device.
pub const FIRST_UTC: UtcMillis = utc(FIRST_ABSOLUTE_TIME);

/// The neutral sport of a FIT `sport` and `sub_sport`.
#[must_use]
pub fn sport(sport: Option<u8>, sub_sport: Option<u8>) -> Sport {
    match (sport, sub_sport) {
        (None, _) => Sport::Unknown,
        // Fitness equipment that is a treadmill: old devices have no "running, treadmill".
        (Some(1), _) | (Some(4), Some(1)) => Sport::Running,
        (Some(2 | 21), _) => Sport::Cycling,
        (Some(3), _) => Sport::Transition,
        (Some(5), _) => Sport::Swimming,
        (Some(10), Some(20)) => Sport::Strength,
        (Some(11), _) => Sport::Walking,
        (Some(17), _) => Sport::Hiking,
        (Some(sport), sub_sport) if is_inactive(sport, sub_sport) => Sport::Inactive,
        (Some(_), _) => Sport::Other,
    }
}

/// True for what costs the legs nothing.
fn is_inactive(sport: u8, sub_sport: Option<u8>) -> bool {
    const SPORTS: &[&str] = &["driving", "motorcycling", "flying", "meditation"];
    const SUB_SPORTS: &[&str] = &["breathing", "meditation"];
    let known = |names: &[&str], name: String| names.contains(&name.as_str());
    known(SPORTS, sport_name(sport)) || sub_sport_name(sub_sport).is_some_and(|name| known(SUB_SPORTS, name))
}

/// The FIT `sport` of a neutral sport; the invalid value for [`Sport::Unknown`].
#[must_use]
pub fn sport_number(sport: Sport) -> u8 {
    match sport {
        Sport::Other | Sport::Inactive => 0,
        Sport::Running => 1,
        Sport::Cycling => 2,
        Sport::Transition => 3,
        Sport::Swimming => 5,
        Sport::Strength => 10,
        Sport::Walking => 11,
        Sport::Hiking => 17,
        Sport::Unknown => 0xFF,
    }
}

/// Name of a sub-sport (`treadmill`, `trail`); `None` for generic and for no value.
#[must_use]
pub fn sub_sport_name(number: Option<u8>) -> Option<String> {
    number.filter(|&n| n != 0).map(|n| name(FieldDataType::SubSport, n.into()))
}

/// The number of a sub-sport by its profile name; 0 (generic) for a name that FIT does not have.
#[must_use]
pub fn sub_sport_number(wanted: &str) -> u8 {
    (1..0xFF).find(|&n| name(FieldDataType::SubSport, n.into()) == wanted).unwrap_or(0)
}

/// Name of a sport that has no neutral sport (`rowing`).
#[must_use]
pub fn sport_name(number: u8) -> String {
    name(FieldDataType::Sport, number.into())
}

/// The number of a sport by its profile name.
#[must_use]
pub fn sport_number_of(wanted: &str) -> Option<u8> {
    (1..0xFF).find(|&n| sport_name(n) == wanted)
}

/// Name of a `file_id.type` (`course`).
#[must_use]
pub fn file_type_name(number: u8) -> String {
    name(FieldDataType::File, number.into())
}

/// Name of a manufacturer (`garmin`), else its number.
#[must_use]
pub fn manufacturer_name(number: u16) -> String {
    name(FieldDataType::Manufacturer, number.into())
}

/// Name of a product: of a Garmin device by the profile (`fr235`), else its number.
#[must_use]
pub fn product_name(manufacturer: u16, product: u16) -> String {
    const GARMIN: u16 = 1;
    match manufacturer {
        GARMIN => name(FieldDataType::GarminProduct, product.into()),
        _ => product.to_string(),
    }
}

/// The profile's name of a value of an enumeration, else the number.
fn name(kind: FieldDataType, value: i64) -> String {
    if kind.is_named_variant(value) { get_field_variant_as_string(kind, value) } else { value.to_string() }
}

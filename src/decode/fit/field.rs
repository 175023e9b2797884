//! Field numbers of the messages that are read, by the names of the profile.
//!
//! SPEC: FIT SDK 21.x, `Profile.xlsx`.

/// Of `file_id`.
pub mod file_id {
    pub const TYPE: u8 = 0;
    pub const MANUFACTURER: u8 = 1;
    pub const PRODUCT: u8 = 2;
    /// 0 is invalid.
    pub const SERIAL_NUMBER: u8 = 3;
    pub const TIME_CREATED: u8 = 4;
    pub const PRODUCT_NAME: u8 = 8;
}

/// Of `device_info`.
pub mod device_info {
    /// 0: the device that wrote the file.
    pub const DEVICE_INDEX: u8 = 0;
    pub const MANUFACTURER: u8 = 2;
    pub const PRODUCT: u8 = 4;
    pub const PRODUCT_NAME: u8 = 27;
}

/// Of `user_profile`.
pub mod user_profile {
    /// 0 female, 1 male.
    pub const GENDER: u8 = 1;
    pub const AGE: u8 = 2;
    /// / 10 kg.
    pub const WEIGHT: u8 = 4;
    pub const RESTING_HEART_RATE: u8 = 8;
    pub const DEFAULT_MAX_RUNNING_HEART_RATE: u8 = 9;
    pub const DEFAULT_MAX_HEART_RATE: u8 = 11;
}

/// Of `zones_target`.
pub mod zones_target {
    pub const MAX_HEART_RATE: u8 = 1;
    pub const THRESHOLD_HEART_RATE: u8 = 2;
}

/// Of `time_in_zone`.
pub mod time_in_zone {
    pub const REFERENCE_MESG: u8 = 0;
    pub const REFERENCE_INDEX: u8 = 1;
    pub const MAX_HEART_RATE: u8 = 11;
    pub const RESTING_HEART_RATE: u8 = 12;
    pub const THRESHOLD_HEART_RATE: u8 = 13;
}

/// Of `sport`.
pub mod sport {
    pub const SPORT: u8 = 0;
    pub const SUB_SPORT: u8 = 1;
    pub const NAME: u8 = 3;
}

/// Of `session`; those up to `TOTAL_ELAPSED_TIME` are the same in `lap`.
pub mod session {
    pub const START_TIME: u8 = 2;
    pub const SPORT: u8 = 5;
    pub const SUB_SPORT: u8 = 6;
    /// / 1000 s.
    pub const TOTAL_ELAPSED_TIME: u8 = 7;
    /// / 1000 s.
    pub const TOTAL_TIMER_TIME: u8 = 8;
    /// / 100 m.
    pub const TOTAL_DISTANCE: u8 = 9;
    pub const AVG_HEART_RATE: u8 = 16;
    pub const MAX_HEART_RATE: u8 = 17;
    pub const AVG_CADENCE: u8 = 18;
    pub const TOTAL_ASCENT: u8 = 22;
    pub const TOTAL_DESCENT: u8 = 23;
    pub const NUM_LAPS: u8 = 26;
    /// / 128 1/min.
    pub const AVG_FRACTIONAL_CADENCE: u8 = 92;
    pub const SPORT_PROFILE_NAME: u8 = 110;
    /// Perceived effort, / 10.
    pub const WORKOUT_RPE: u8 = 193;
}

/// Of `event`.
pub mod event {
    /// 0: the timer.
    pub const EVENT: u8 = 0;
    pub const EVENT_TYPE: u8 = 1;
    pub const DATA: u8 = 3;
}

/// Of `activity`.
pub mod activity {
    pub const NUM_SESSIONS: u8 = 1;
    pub const TYPE: u8 = 2;
    pub const EVENT: u8 = 3;
    pub const EVENT_TYPE: u8 = 4;
    /// Local time, in seconds since the FIT epoch.
    pub const LOCAL_TIMESTAMP: u8 = 5;
}

/// Of `record`.
pub mod record {
    /// Semicircles.
    pub const POSITION_LAT: u8 = 0;
    /// Semicircles.
    pub const POSITION_LONG: u8 = 1;
    /// / 5 - 500 m.
    pub const ALTITUDE: u8 = 2;
    pub const HEART_RATE: u8 = 3;
    pub const CADENCE: u8 = 4;
    /// / 100 m.
    pub const DISTANCE: u8 = 5;
    /// / 1000 m/s.
    pub const SPEED: u8 = 6;
    /// 12 bits of speed, 12 bits of distance.
    pub const COMPRESSED_SPEED_DISTANCE: u8 = 8;
    /// / 128 1/min.
    pub const FRACTIONAL_CADENCE: u8 = 53;
    /// / 1000 m/s.
    pub const ENHANCED_SPEED: u8 = 73;
    /// / 5 - 500 m.
    pub const ENHANCED_ALTITUDE: u8 = 78;
}

/// Of `hr`.
pub mod hr {
    /// / 32768 s.
    pub const FRACTIONAL_TIMESTAMP: u8 = 0;
    pub const FILTERED_BPM: u8 = 6;
    /// / 1024 s.
    pub const EVENT_TIMESTAMP: u8 = 9;
    /// 12 bits each.
    pub const EVENT_TIMESTAMP_12: u8 = 10;
}

/// Of `workout`.
pub mod workout {
    pub const WKT_NAME: u8 = 8;
}

/// Of `workout_step`.
pub mod workout_step {
    pub const DURATION_TYPE: u8 = 1;
    pub const INTENSITY: u8 = 7;
}

/// Of message 79, which the profile does not describe.
pub mod metrics {
    /// Years.
    pub const AGE: u8 = 1;
    pub const MAX_HEART_RATE: u8 = 6;
}

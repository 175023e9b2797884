//! Unmeasured: why a number could not be measured.

/// Why a metric has no value. Missing is a value with a reason, never 0.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum Unmeasured {
    /// No heart rate was recorded.
    #[error("no heart rate")]
    NoHeartRate,
    /// Heart rate covers too little of the time: a sum over it would be too small.
    #[error("heart rate covers {percent:.0} % of the time, below 80 %")]
    HrCoverageBelow80 {
        /// Coverage, %.
        percent: f64,
    },
    /// HRmax is not known.
    #[error("HRmax is not known")]
    NoHrMax,
    /// Resting heart rate is not known; it is never assumed.
    #[error("resting heart rate is not known")]
    NoRestingHr,
    /// Resting heart rate is not below HRmax.
    #[error("resting heart rate is not below HRmax")]
    NoReserve,
    /// LTHR is not known.
    #[error("heart rate at the lactate threshold is not known")]
    NoLthr,
    /// No LTHR, not even from HRmax: no zones by heart rate.
    #[error("neither LTHR nor HRmax is known")]
    NoHrThresholds,
    /// Threshold speed is not known.
    #[error("threshold pace is not known")]
    NoThresholdSpeed,
    /// No perceived exertion was given.
    #[error("no RPE")]
    NoRpe,
    /// No speed was recorded.
    #[error("no speed")]
    NoSpeed,
    /// Speed covers too little of the time.
    #[error("speed covers {percent:.0} % of the time, below 80 %")]
    SpeedCoverageBelow80 {
        /// Coverage, %.
        percent: f64,
    },
    /// No altitude was recorded.
    #[error("no altitude")]
    NoAltitude,
    /// Weight is not known.
    #[error("weight is not known")]
    NoWeight,
    /// No cadence was recorded.
    #[error("no cadence")]
    NoCadence,
    /// No distance was recorded.
    #[error("no distance")]
    NoDistance,
    /// Only for runs.
    #[error("not a run")]
    NotARun,
    /// Only for what is done on foot.
    #[error("not on foot")]
    NotOnFoot,
    /// No time on the timer.
    #[error("no duration")]
    NoDuration,
    /// Too short for this metric.
    #[error("shorter than {minutes} min")]
    TooShort {
        /// Least duration, min.
        minutes: u32,
    },
    /// No zones could be drawn.
    #[error("no zones: neither usable heart rate nor threshold pace")]
    NoZones,
    /// Only defined for a polarized distribution.
    #[error("not polarized (only defined for Z1 > Z3 > Z2 > 0)")]
    NotPolarized,
    /// Too little history to compare with.
    #[error("fewer than {days} days of history")]
    NoHistory {
        /// Days needed.
        days: u32,
    },
    /// Nothing of the kind was done in the days before: a ratio has no value.
    #[error("nothing of the kind in the days before")]
    NothingBefore,
    /// No load by any source, and no other session to take a load per minute from.
    #[error("no heart rate, RPE or pace to measure a load, and no other session to compare with")]
    NoLoad,
}

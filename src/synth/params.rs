//! Params: the worlds of the synthetic runner, with the names that the method's simulations use.

use jiff::civil::{Date, date};

use crate::soreness::Reported;

/// What the runner's plan says of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrainingPlan {
    /// A hard session.
    Hard,
    /// The long run: 1.25 of a hard session.
    Long,
    /// A moderate session.
    Moderate,
    /// Easy or rest, as it feels.
    Flex,
}

/// How the choice depends on soreness.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChoiceShape {
    /// Linear in the log-odds.
    Logit,
    /// A step at 3.5.
    Threshold,
}

/// What the runner looks at when choosing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolicySees {
    /// Soreness as perceived this morning, unrounded.
    Perceived,
    /// The number that was written down.
    Report,
    /// Latent soreness, of which the report is a noisy proxy.
    Latent,
}

/// A world. Points are points of the 0..=10 soreness scale.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Params {
    /// Days of the record.
    pub n: usize,
    /// First day, a Monday.
    pub start: Date,
    /// Resting level of soreness, points.
    pub mu: f64,
    /// AR(1) coefficient of unexplained soreness.
    pub phi: f64,
    /// SD of its innovations, points.
    pub sd_u: f64,
    /// Innovations are t(5), scaled to `sd_u`, instead of normal.
    pub heavy_tail: bool,
    /// DOMS response at 24, 48, 72, 96 h, points per unit impulse.
    pub kernel: [f64; 4],
    /// Repeated-bout effect: an impulse is damped by `rbe` times how accustomed the legs are (0..=1).
    pub rbe: f64,
    /// Extra impulse per 100 m of descent in hard and moderate sessions.
    pub ecc_per_100m: f64,
    /// Drift of the level over the record, points.
    pub trend: f64,
    /// SD of rating noise, points.
    pub sd_rate: f64,
    /// Latent effect of an easy run on the next morning, points.
    pub tau: f64,
    /// The effect at latent soreness of `sev_cut` and above; `None`: `tau` everywhere.
    pub tau_severe: Option<f64>,
    /// From here on soreness is severe, points.
    pub sev_cut: f64,
    /// What is left of the effect after another day, share.
    pub carry: f64,
    /// Monday to Sunday.
    pub plan: [TrainingPlan; 7],
    /// Chance that a day follows a random day of the plan instead.
    pub p_plan_jitter: f64,
    /// Log-odds of easy on a flexible day at soreness 3.
    pub a0: f64,
    /// Log-odds per point of soreness above 3.
    pub a_s: f64,
    /// Log-odds after a hard session yesterday.
    pub a_h: f64,
    /// Log-odds after an easy run yesterday.
    pub a_lag: f64,
    /// Log-odds on the weekend.
    pub a_wd: f64,
    /// Log-odds per SD of the unmeasured factor.
    pub a_u: f64,
    /// Drift of the log-odds over the record.
    pub a_t: f64,
    /// Shape of the dependence on soreness.
    pub shape: ChoiceShape,
    /// What the runner looks at.
    pub policy_sees: PolicySees,
    /// Above this perceived soreness a planned session is dropped and the day becomes flexible.
    pub override_at: f64,
    /// Chance that a flexible day becomes moderate.
    pub p_up: f64,
    /// A coin decides on flexible days.
    pub randomize: bool,
    /// P(easy) of the coin.
    pub p_coin: f64,
    /// Size of the permuted blocks of the coin; 0: independent tosses.
    pub coin_block: usize,
    /// Chance that the coin is ignored.
    pub nonadhere: f64,
    /// Effect of the unmeasured factor on the next morning, points per SD.
    pub g_u: f64,
    /// AR(1) coefficient of the unmeasured factor.
    pub phi_u: f64,
    /// Share of missing reports.
    pub miss: f64,
    /// Log-odds of missing per point of soreness.
    pub mnar_s: f64,
    /// Log-odds of missing on rest days.
    pub mnar_rest: f64,
    /// Share of the missing that comes in runs (holidays) of 6 days on average.
    pub miss_block: f64,
    /// When the report is made.
    pub report_time: Reported,
    /// Log-SD of the recorded load around the true impulse.
    pub sd_load: f64,
    /// Chance that an easy run is not recorded and looks like rest.
    pub p_unrecorded: f64,
    /// Chance that an easy run is graded moderate.
    pub p_misgrade: f64,
    /// Resting heart rate, bpm.
    pub hr_rest: f64,
    /// HRmax, bpm.
    pub hr_max: f64,
}

impl Params {
    /// The world in which easy runs do nothing.
    pub const DEFAULT: Self = Self {
        n: 365,
        start: date(2023, 1, 2),
        mu: 1.6,
        phi: 0.55,
        sd_u: 0.80,
        heavy_tail: true,
        kernel: [0.9, 1.2, 0.6, 0.2],
        rbe: 0.35,
        ecc_per_100m: 0.12,
        trend: 0.0,
        sd_rate: 0.40,
        tau: 0.0,
        tau_severe: None,
        sev_cut: 4.0,
        carry: 0.30,
        plan: [
            TrainingPlan::Hard,
            TrainingPlan::Flex,
            TrainingPlan::Flex,
            TrainingPlan::Moderate,
            TrainingPlan::Flex,
            TrainingPlan::Long,
            TrainingPlan::Flex,
        ],
        p_plan_jitter: 0.15,
        a0: 0.35,
        a_s: -0.60,
        a_h: -0.80,
        a_lag: -0.20,
        a_wd: 0.0,
        a_u: 0.0,
        a_t: 0.0,
        shape: ChoiceShape::Logit,
        policy_sees: PolicySees::Perceived,
        override_at: 5.5,
        p_up: 0.06,
        randomize: false,
        p_coin: 0.5,
        coin_block: 0,
        nonadhere: 0.0,
        g_u: 0.0,
        phi_u: 0.5,
        miss: 0.0,
        mnar_s: 0.0,
        mnar_rest: 0.0,
        miss_block: 0.0,
        report_time: Reported::Morning,
        sd_load: 0.15,
        p_unrecorded: 0.0,
        p_misgrade: 0.0,
        hr_rest: 50.0,
        hr_max: 188.0,
    };
}

impl Default for Params {
    fn default() -> Self {
        Self::DEFAULT
    }
}

const P: Params = Params::DEFAULT;

/// The named worlds in which the estimator is validated.
pub const SCENARIOS: &[(&str, Params)] = &[
    ("null", P),
    ("help", Params { tau: -0.5, ..P }),
    ("harm", Params { tau: 0.5, ..P }),
    ("modified", Params { tau: -0.7, tau_severe: Some(0.7), ..P }),
    ("strong_ind", Params { a_s: -1.1, a_h: -1.5, ..P }),
    ("threshold", Params { shape: ChoiceShape::Threshold, ..P }),
    ("reverse_ind", Params { a_s: 0.6, a_h: 0.8, a0: -0.1, ..P }),
    ("latent_pol", Params { policy_sees: PolicySees::Latent, sd_rate: 0.6, ..P }),
    ("floor", Params { tau: -0.5, mu: -0.2, ..P }),
    ("high_ar", Params { phi: 0.85, sd_u: 0.6, ..P }),
    ("report_pol", Params { policy_sees: PolicySees::Report, ..P }),
    ("trend", Params { trend: -2.0, a_t: 2.5, ..P }),
    ("coin", Params { tau: -0.5, randomize: true, ..P }),
    ("mcar20", Params { tau: -0.5, miss: 0.2, ..P }),
    ("mcar40", Params { tau: -0.5, miss: 0.4, miss_block: 0.4, ..P }),
    ("mnar_s20", Params { tau: -0.5, miss: 0.2, mnar_s: 0.5, ..P }),
    ("mnar_s40", Params { tau: -0.5, miss: 0.4, mnar_s: 0.5, ..P }),
    ("mnar_lo40", Params { tau: -0.5, miss: 0.4, mnar_s: -0.5, ..P }),
    ("mnar_rest40", Params { miss: 0.4, mnar_s: 0.4, mnar_rest: 1.0, ..P }),
    ("unmeasured", Params { a_u: 0.6, g_u: -0.35, ..P }),
    ("unmeas_strong", Params { a_u: 1.0, g_u: -0.6, ..P }),
    ("misclass", Params { tau: -0.5, p_unrecorded: 0.08, p_misgrade: 0.05, ..P }),
    ("evening", Params { tau: -0.5, report_time: Reported::Evening, ..P }),
];

/// The world of [`SCENARIOS`] with that name.
#[must_use]
pub fn scenario(name: &str) -> Option<Params> {
    SCENARIOS.iter().find(|(known, _)| *known == name).map(|(_, params)| *params)
}

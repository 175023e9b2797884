//! Grade curves: how much harder a metre is on a slope.

/// One curve of grade against effort.
pub struct GradeCurve {
    /// Its name.
    pub name: &'static str,
    /// Where it comes from.
    pub reference: &'static str,
    /// Effort of a metre at a grade (rise over run) relative to a metre on the flat: speed times
    /// this factor is the grade-adjusted speed.
    pub factor: fn(f64) -> f64,
}

/// The curves; the first is the one that grade-adjusted pace uses.
pub const GRADE_CURVES: &[GradeCurve] = &[
    GradeCurve {
        name: "heart rate",
        reference: "even heart rate over many runners' hills (after Robb 2017)",
        factor: heart_rate_factor,
    },
    GradeCurve {
        name: "energy",
        reference: "Minetti et al. 2002, J Appl Physiol 93:1039-1046, relative to level running",
        factor: energy_factor,
    },
];

/// Effort of a metre at `grade` relative to the flat, by heart rate.
///
/// 1 at 0, 1.4702 at +10 %, 0.8841 at -10 %, lowest (0.880) near -8 %, 1 again at -18 %. Beyond
/// 32 % either way it stays at the value of 32 %.
// METHOD: the even quartic terms and the slope are solved from those four anchors, without a cubic
// term: factor = 1 + 2.9305 i + 18.3554 i^2 - 64.0377 i^4. By energy (Minetti) a descent is far
// cheaper (0.60 at -10 %) than runners' hearts say, as braking costs; so pace uses this curve.
#[must_use]
pub fn heart_rate_factor(grade: f64) -> f64 {
    let i = grade.clamp(-0.32, 0.32);
    let i2 = i * i;
    1.0 + SLOPE * i + i2 * (SQUARE + FOURTH * i2)
}

/// `(f(.1) - f(-.1)) / .2` of the anchors.
const SLOPE: f64 = (1.4702 - 0.8841) / 0.2;
/// `f(-.18) = 1` and `(f(.1) + f(-.1)) / 2 = 1.17715` for the even part `SQUARE i^2 + FOURTH i^4`.
const FOURTH: f64 = (EVEN_18 / (0.18 * 0.18) - EVEN_10 / (0.1 * 0.1)) / (0.18 * 0.18 - 0.1 * 0.1);
const SQUARE: f64 = EVEN_10 / (0.1 * 0.1) - FOURTH * 0.1 * 0.1;
const EVEN_10: f64 = (1.4702 + 0.8841) / 2.0 - 1.0;
const EVEN_18: f64 = 0.18 * SLOPE;

/// Energy to run a metre at `grade`, J/kg/m (Minetti 2002); beyond 45 % either way that of 45 %.
#[must_use]
pub fn energy_cost(grade: f64) -> f64 {
    let i = grade.clamp(-0.45, 0.45);
    ((((155.4 * i - 30.4) * i - 43.3) * i + 46.3) * i + 19.5) * i + LEVEL_COST
}

/// J/kg/m on the flat.
const LEVEL_COST: f64 = 3.6;

/// Energy of a metre at `grade` relative to the flat.
#[must_use]
pub fn energy_factor(grade: f64) -> f64 {
    energy_cost(grade) / LEVEL_COST
}

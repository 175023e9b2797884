//! A p value without a distribution: what the estimate would be if the outcomes of alike days were swapped.

use super::estimate::Fit;
use super::frame::Frame;
use super::linear::dot;
use super::rng::SplitMix64;

/// Number of random orders.
pub const DRAWS: usize = 1_999;

const SEED: u64 = 0x5eed_0f5a_1e0f_5eed;

/// Two-sided p value of the least squares effect by permuting what covariates leave of the outcome
/// within strata (Freedman & Lane 1983), (1 + extreme draws) / (1 + draws). Strata: sore morning or
/// not x hard day yesterday or not.
// METHOD: within strata, so that unequal spread on sore mornings and after hard days does not
// matter. The residual of the choice is orthogonal to the covariates already, so that a draw needs
// one scalar product and no fit.
#[must_use]
pub fn permutation_p(frame: &Frame, fit: &Fit, sore_from: f64) -> f64 {
    let mut strata: [(Vec<f64>, Vec<f64>); 4] = Default::default();
    for row in 0..frame.rows() {
        let sore = frame.soreness[row] >= sore_from - 1e-9;
        let (choice, left) = &mut strata[2 * usize::from(sore) + usize::from(frame.after_hard[row])];
        choice.push(fit.choice[row]);
        // Outcome without covariates = residual of the full fit + effect x choice.
        left.push(fit.residual[row] + fit.estimate * fit.choice[row]);
    }
    let statistic = |strata: &[(Vec<f64>, Vec<f64>); 4]| -> f64 {
        strata.iter().map(|(choice, left)| dot(choice, left)).sum::<f64>().abs()
    };
    let observed = statistic(&strata) * (1.0 - 1e-12);
    let mut rng = SplitMix64::new(SEED);
    let mut extreme = 0;
    for _ in 0..DRAWS {
        for (_, left) in &mut strata {
            rng.shuffle(left);
        }
        extreme += usize::from(statistic(&strata) >= observed);
    }
    (1 + extreme) as f64 / (1 + DRAWS) as f64
}

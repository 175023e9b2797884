//! Pooling: the answers of many runners together, and what the group says about one of them.
//!
//! A random-effects model on plain numbers: runner i's true effect is N(m, T²), the estimate t_i
//! scatters around it with variance v_i. All runners with an estimate take part, also those whose
//! own log was refused as too short: selecting on narrow intervals would bias T.

use statrs::distribution::{ChiSquared, ContinuousCDF};

use crate::effect::small_sample::{t_quantile, two_sided_p};

/// Fewer degrees of freedom give no usable variance: the runner is left out of the pool.
pub const MIN_DF: f64 = 4.0;
/// Fewer runners are a list, not a group.
pub const MIN_RUNNERS: usize = 5;
/// Fewer runners give no range for a new runner.
pub const MIN_FOR_RANGE: usize = 10;
/// Between-runner variances are looked for below this many times the spread of the estimates.
const WIDEST: f64 = 100.0;

/// One runner's own answer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Own {
    /// Estimate.
    pub estimate: f64,
    /// Its standard error, above 0.
    pub se: f64,
    /// Its degrees of freedom, at least [`MIN_DF`].
    pub df: f64,
}

impl Own {
    /// Variance with the uncertainty of `se` itself: that of Student's t, s² df / (df - 2).
    #[must_use]
    pub fn variance(&self) -> f64 {
        self.se * self.se * self.df / (self.df - 2.0)
    }
}

/// The group's answer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PooledEffect {
    /// Runners in it.
    pub runners: usize,
    /// Mean effect.
    pub mean: f64,
    /// Its standard error (Hartung & Knapp 2001, never below the model's own).
    pub se: f64,
    /// Lower end of its 95 % interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Variance of true effects between runners (REML), T².
    pub between: f64,
    /// Its 95 % interval (Q profile, Viechtbauer 2007).
    pub between_low: f64,
    /// Upper end.
    pub between_high: f64,
    /// Cochran's Q: the spread of the estimates in units of their own errors.
    pub q: f64,
    /// Its p value: whether runners differ at all.
    pub q_p: f64,
    /// Share of the spread that is not chance, I², 0..=1 (Higgins & Thompson 2002).
    pub i2: f64,
    /// Where the true effect of a new runner may lie (95 %, roughly): `None` below
    /// [`MIN_FOR_RANGE`] runners.
    pub new_runner: Option<(f64, f64)>,
}

/// One runner's answer, drawn towards the group's.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shrunken {
    /// Estimate.
    pub estimate: f64,
    /// Its standard error.
    pub se: f64,
    /// Its degrees of freedom.
    pub df: f64,
    /// Lower end of its 95 % interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Share of the way that it was drawn to the mean, 0..=1.
    pub pulled: f64,
}

/// How the effect changes with something about the runners: exploratory.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moderation {
    /// Runners whose value is known.
    pub runners: usize,
    /// Change of the effect for one unit more.
    pub slope: f64,
    /// Its standard error.
    pub se: f64,
    /// Lower end of its 95 % interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Its p value.
    pub p: f64,
    /// Variance between runners that remains (generalised Paule & Mandel).
    pub between: f64,
    /// Effect at the mean of the moderator.
    pub at_mean: f64,
}

/// The estimates as columns, with what every sum over them needs.
struct Runners {
    estimates: Vec<f64>,
    variances: Vec<f64>,
}

/// Weighted sums at one between-runner variance.
struct Sums {
    w: f64,
    w2: f64,
    w3: f64,
    mean: f64,
    /// Sum of w (t - m)².
    q: f64,
    /// Sum of w² (t - m)².
    q2: f64,
}

impl Runners {
    fn of(own: &[Own]) -> Self {
        Self {
            estimates: own.iter().map(|own| own.estimate).collect(),
            variances: own.iter().map(Own::variance).collect(),
        }
    }

    fn weights(&self, between: f64) -> Vec<f64> {
        self.variances.iter().map(|v| 1.0 / (v + between)).collect()
    }

    fn sums(&self, between: f64) -> Sums {
        let weights = self.weights(between);
        let (mut w, mut w2, mut w3, mut wt) = (0.0, 0.0, 0.0, 0.0);
        for (t, weight) in self.estimates.iter().zip(&weights) {
            w += weight;
            w2 += weight * weight;
            w3 += weight * weight * weight;
            wt += weight * t;
        }
        let mean = wt / w;
        let (mut q, mut q2) = (0.0, 0.0);
        for (t, weight) in self.estimates.iter().zip(&weights) {
            q += weight * (t - mean).powi(2);
            q2 += (weight * (t - mean)).powi(2);
        }
        Sums { w, w2, w3, mean, q, q2 }
    }

    /// An upper bound for the between-runner variance: far above the spread of the estimates.
    fn widest(&self) -> f64 {
        let (low, high) = self
            .estimates
            .iter()
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), t| (low.min(*t), high.max(*t)));
        WIDEST * ((high - low).powi(2) + self.variances.iter().fold(0.0, |most: f64, v| most.max(*v)))
    }

    /// REML: where the derivative of the restricted likelihood by T² is 0, not below 0.
    fn reml(&self) -> f64 {
        falling_root(
            |between| {
                let sums = self.sums(between);
                sums.q2 - (sums.w - sums.w2 / sums.w)
            },
            self.widest(),
        )
    }

    /// The T² at which the generalised Q is `target`, not below 0.
    fn q_profile(&self, target: f64) -> f64 {
        falling_root(|between| self.sums(between).q - target, self.widest())
    }
}

/// The root of `f`, which is above 0 left of it and below 0 right of it, in 0..=`widest`, by
/// bisection; 0 when `f` starts below 0.
// METHOD: a bisection of 200 steps ends at neighbouring floats, so the result is the same on every
// machine and does not depend on a tolerance.
fn falling_root(f: impl Fn(f64) -> f64, widest: f64) -> f64 {
    if f(0.0) <= 0.0 {
        return 0.0;
    }
    let (mut low, mut high) = (0.0, widest);
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            break;
        }
        if f(middle) > 0.0 { low = middle } else { high = middle }
    }
    0.5 * (low + high)
}

/// Pools the runners' answers; `None` below [`MIN_RUNNERS`].
#[must_use]
pub fn pool(own: &[Own]) -> Option<PooledEffect> {
    if own.len() < MIN_RUNNERS {
        return None;
    }
    let runners = Runners::of(own);
    let k = own.len() as f64;
    let chi = ChiSquared::new(k - 1.0).ok()?;
    let between = runners.reml();
    let sums = runners.sums(between);
    let fixed = runners.sums(0.0);
    let se = ((sums.q / (k - 1.0)).max(1.0) / sums.w).sqrt();
    let reach = t_quantile(0.975, k - 1.0) * se;
    // The typical variance of one estimate (Higgins & Thompson 2002).
    let typical = (k - 1.0) * fixed.w / (fixed.w * fixed.w - fixed.w2);
    let spread = t_quantile(0.975, k - 2.0) * (between + se * se).sqrt();
    Some(PooledEffect {
        runners: own.len(),
        mean: sums.mean,
        se,
        low: sums.mean - reach,
        high: sums.mean + reach,
        between,
        between_low: runners.q_profile(chi.inverse_cdf(0.975)),
        between_high: runners.q_profile(chi.inverse_cdf(0.025)),
        q: fixed.q,
        q_p: chi.sf(fixed.q),
        i2: between / (between + typical),
        new_runner: (own.len() >= MIN_FOR_RANGE).then_some((sums.mean - spread, sums.mean + spread)),
    })
}

/// The answer of each runner drawn towards the group's mean (Morris 1983), in the order given.
#[must_use]
pub fn shrink(own: &[Own], pooled: &PooledEffect) -> Vec<Shrunken> {
    let runners = Runners::of(own);
    let sums = runners.sums(pooled.between);
    let k = own.len() as f64;
    let share = (k - 3.0) / (k - 1.0);
    // Variance of the estimated T²: the inverse of its expected information.
    let information = 0.5 * (sums.w2 - 2.0 * sums.w3 / sums.w + (sums.w2 / sums.w).powi(2));
    own.iter()
        .map(|own| {
            let v = own.variance();
            let w = 1.0 / (v + pooled.between);
            let pulled = share * v * w;
            let away = own.estimate - pooled.mean;
            let own_part = v * (1.0 - pulled);
            let variance = own_part
                + pulled * pulled * pooled.se * pooled.se
                + (v * w * w).powi(2) / information * away * away;
            let df = variance * variance
                / (own_part * own_part / own.df + (variance - own_part).powi(2) / (k - 1.0));
            let (estimate, se) = (pooled.mean + (1.0 - pulled) * away, variance.sqrt());
            let reach = t_quantile(0.975, df) * se;
            Shrunken { estimate, se, df, low: estimate - reach, high: estimate + reach, pulled }
        })
        .collect()
}

/// Regresses the effect on something about the runners, `None` where it is not known; `None` below
/// [`MIN_FOR_RANGE`] runners with a value, or when it is the same for all.
///
/// T² by generalised Paule & Mandel, errors by Knapp & Hartung 2003 with a factor of at least 1.
#[must_use]
pub fn moderate(own: &[Own], moderator: &[Option<f64>], least: usize) -> Option<Moderation> {
    let known: Vec<(Own, f64)> =
        own.iter().zip(moderator).filter_map(|(own, x)| Some((*own, (*x)?))).collect();
    let n = known.len();
    if n < least.max(4) {
        return None;
    }
    let (own, x): (Vec<Own>, Vec<f64>) = known.into_iter().unzip();
    let centre = x.iter().sum::<f64>() / n as f64;
    let x: Vec<f64> = x.iter().map(|x| x - centre).collect();
    if x.iter().all(|x| x.abs() < 1e-12) {
        return None;
    }
    let runners = Runners::of(&own);
    let free = n as f64 - 2.0;
    let between = falling_root(|between| runners.line(&x, between).q - free, runners.widest());
    let line = runners.line(&x, between);
    let se = (line.variance * (line.q / free).max(1.0)).sqrt();
    let reach = t_quantile(0.975, free) * se;
    Some(Moderation {
        runners: n,
        slope: line.slope,
        se,
        low: line.slope - reach,
        high: line.slope + reach,
        p: two_sided_p(line.slope / se, free),
        between,
        at_mean: line.at_mean,
    })
}

/// A weighted straight line.
struct Line {
    at_mean: f64,
    slope: f64,
    /// Variance of the slope.
    variance: f64,
    /// Weighted sum of squared residuals.
    q: f64,
}

impl Runners {
    fn line(&self, x: &[f64], between: f64) -> Line {
        let weights = self.weights(between);
        let rows = || self.estimates.iter().zip(&weights).zip(x).map(|((t, w), x)| (*t, *w, *x));
        let (mut sum, mut wx, mut wt) = (0.0, 0.0, 0.0);
        for (t, w, x) in rows() {
            sum += w;
            wx += w * x;
            wt += w * t;
        }
        let (middle_x, middle_t) = (wx / sum, wt / sum);
        let (mut sxx, mut sxt) = (0.0, 0.0);
        for (t, w, x) in rows() {
            sxx += w * (x - middle_x).powi(2);
            sxt += w * (x - middle_x) * (t - middle_t);
        }
        let slope = sxt / sxx;
        let at_mean = middle_t - slope * middle_x;
        let q = rows().map(|(t, w, x)| w * (t - at_mean - slope * x).powi(2)).sum();
        Line { at_mean, slope, variance: 1.0 / sxx, q }
    }
}

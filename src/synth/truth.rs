//! Truth: what the estimator should find in a world, from a very long record of it.

use crate::day::DayKind;
use crate::soreness::Reported;
use crate::synth::athlete::{Params, simulate_visiting};

/// The long-run truth of a world on the *reported* 0..=10 scale (rounding and the floor make it a
/// little smaller than the latent effect), and the moments of its reports.
///
/// Effects: easy minus rest, index 0, 1, 2 = 1, 2, 3 mornings later. `None`: no such day was seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Truth {
    /// Mean over eligible days.
    pub ate: [Option<f64>; 3],
    /// Mean weighted by e (1 - e), e = P(easy | history): the overlap-weighted effect, the primary
    /// estimand.
    pub ato: [Option<f64>; 3],
    /// Overlap-weighted effect at 1 morning on days with a report of 3 or less.
    pub ato1_mild: Option<f64>,
    /// The same with a report of 4 or more.
    pub ato1_severe: Option<f64>,
    /// Share of days that are easy or rest.
    pub p_eligible: f64,
    /// Share of those that are easy.
    pub p_easy_given_eligible: f64,
    /// Mean report.
    pub mean: f64,
    /// Its SD.
    pub sd: f64,
    /// Share of reports of 0.
    pub p_zero: f64,
    /// Autocorrelation of the reports at 1, 2 and 7 days.
    pub acf: [f64; 3],
}

/// A weighted mean in the making.
#[derive(Clone, Copy, Default)]
struct Mean {
    weight: f64,
    sum: f64,
}

impl Mean {
    fn add(&mut self, value: f64, weight: f64) {
        self.weight += weight;
        self.sum += weight * value;
    }

    fn value(self) -> Option<f64> {
        (self.weight > 0.0).then(|| self.sum / self.weight)
    }
}

/// The truth of the world `p`, from a record of `days` days (60,000 give the overlap-weighted effect
/// to about 0.005 points). Drifts, faults of measurement and permuted blocks do not move it and are off.
#[must_use]
pub fn truth(p: &Params, days: usize) -> Truth {
    let world = Params {
        n: days,
        coin_block: 0,
        nonadhere: 0.0,
        miss: 0.0,
        trend: 0.0,
        a_t: 0.0,
        p_unrecorded: 0.0,
        p_misgrade: 0.0,
        report_time: Reported::Morning,
        ..*p
    };
    let mut ate = [Mean::default(); 3];
    let mut ato = [Mean::default(); 3];
    let (mut mild, mut severe) = (Mean::default(), Mean::default());
    let athlete = simulate_visiting(&world, SEED, |day| {
        let effect = day.excursion(&world);
        let weight = day.p_easy * (1.0 - day.p_easy);
        for k in 0..3 {
            ate[k].add(effect[k], 1.0);
            ato[k].add(effect[k], weight);
        }
        let stratum = if crate::synth::world::report(day.perceived) <= 3.0 { &mut mild } else { &mut severe };
        stratum.add(effect[0], weight);
    });
    let reports: Vec<f64> = athlete.soreness.iter().copied().flatten().collect();
    let n = reports.len() as f64;
    let count = |kind| athlete.kind_true.iter().filter(|k| **k == kind).count() as f64;
    let (easy, rest) = (count(DayKind::Easy), count(DayKind::Rest));
    let mean = reports.iter().sum::<f64>() / n;
    Truth {
        ate: ate.map(Mean::value),
        ato: ato.map(Mean::value),
        ato1_mild: mild.value(),
        ato1_severe: severe.value(),
        p_eligible: (easy + rest) / n,
        p_easy_given_eligible: easy / (easy + rest),
        mean,
        sd: (reports.iter().map(|s| (s - mean).powi(2)).sum::<f64>() / n).sqrt(),
        p_zero: reports.iter().filter(|s| **s == 0.0).count() as f64 / n,
        acf: [1, 2, 7].map(|lag| correlation(&reports[lag..], &reports[..reports.len() - lag])),
    }
}

/// The seed of every truth: any number, fixed, and none that the runners use.
const SEED: u64 = 987_654_321;

fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let n = a.len() as f64;
    let (ma, mb) = (a.iter().sum::<f64>() / n, b.iter().sum::<f64>() / n);
    let mut cross = 0.0;
    let (mut va, mut vb) = (0.0, 0.0);
    for (x, y) in a.iter().zip(b) {
        cross += (x - ma) * (y - mb);
        va += (x - ma).powi(2);
        vb += (y - mb).powi(2);
    }
    cross / (va * vb).sqrt()
}

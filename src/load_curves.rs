//! Load curves: fitness, fatigue and form, monotony and strain, on plain slices of daily loads.
//!
//! Input everywhere: one entry a calendar day, no day left out; `Some(0.0)` is a day without
//! training, `None` a day whose load is not known. Unknown is never taken for 0.

/// How the weight of a new day follows from the time constant. Tools disagree on it, so one
/// season shows other numbers elsewhere; ours is [`EwmaForm::Exponential`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EwmaForm {
    /// 1 - exp(-1/tau): GoldenCheetah, Elevate, ActivityLog2. The default.
    Exponential,
    /// 1/tau: TrainingPeaks as published.
    Reciprocal,
    /// 2/(n+1): Runalyze.
    Span,
}

impl EwmaForm {
    /// Weight of the newest day for a time constant of `days`.
    #[must_use]
    pub fn alpha(self, days: f64) -> f64 {
        match self {
            Self::Exponential => 1.0 - (-1.0 / days).exp(),
            Self::Reciprocal => 1.0 / days,
            Self::Span => 2.0 / (days + 1.0),
        }
    }

    /// The formula, and who uses it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Exponential => "1 - exp(-1/tau) (GoldenCheetah, Elevate, ActivityLog2)",
            Self::Reciprocal => "1/tau (TrainingPeaks as published)",
            Self::Span => "2/(n+1) (Runalyze)",
        }
    }
}

/// Time constant of fitness (CTL), days.
pub const CTL_DAYS: f64 = 42.0;
/// Time constant of fatigue (ATL), days.
pub const ATL_DAYS: f64 = 7.0;
/// Days after the start, and after each restart, in which the curves are still warming up.
pub const WARM_UP_DAYS: usize = 42;
/// So many unknown days in a row break the curves.
pub const BREAK_DAYS: usize = 7;

/// Where the curves begin anew: `Some(k)` on the k-th day (from 0) of a stretch that they cover,
/// `None` on a day of a break.
///
/// METHOD: a single day of unknown load (a run without heart rate and without pace) does not
/// throw 42 days of history away: the curves are blank on it and go on from where they were,
/// which is the same as a day of exactly the runner's usual load. From [`BREAK_DAYS`] unknown
/// days in a row on, the history is gone and the curves start again at 0.
fn stretch_age(loads: &[Option<f64>]) -> Vec<Option<usize>> {
    let mut ages = Vec::with_capacity(loads.len());
    let mut age = 0;
    let mut day = 0;
    while day < loads.len() {
        let unknown = loads[day..].iter().take_while(|load| load.is_none()).count();
        if unknown >= BREAK_DAYS {
            ages.extend(std::iter::repeat_n(None, unknown));
            age = 0;
            day += unknown;
            continue;
        }
        // The known day, or the few unknown days, count as covered.
        for _ in 0..unknown.max(1) {
            ages.push(Some(age));
            age += 1;
            day += 1;
        }
    }
    ages
}

/// Exponentially weighted mean of daily loads, of the evening of each day, starting at 0.
///
/// `None` on days of unknown load. See [`BREAK_DAYS`] for when it starts again.
#[must_use]
pub fn ewma(loads: &[Option<f64>], days: f64, form: EwmaForm) -> Vec<Option<f64>> {
    let alpha = form.alpha(days);
    let mut mean = 0.0;
    loads
        .iter()
        .zip(stretch_age(loads))
        .map(|(load, age)| {
            if age.is_none() {
                mean = 0.0;
            }
            mean += alpha * ((*load)? - mean);
            Some(mean)
        })
        .collect()
}

/// Fitness: [`ewma`] over [`CTL_DAYS`] in the default form.
#[must_use]
pub fn ctl(loads: &[Option<f64>]) -> Vec<Option<f64>> {
    ewma(loads, CTL_DAYS, EwmaForm::Exponential)
}

/// Fatigue: [`ewma`] over [`ATL_DAYS`] in the default form.
#[must_use]
pub fn atl(loads: &[Option<f64>]) -> Vec<Option<f64>> {
    ewma(loads, ATL_DAYS, EwmaForm::Exponential)
}

/// Form of the morning: yesterday's fitness minus yesterday's fatigue.
///
/// METHOD: the form of the same evening would look at today's run, and a morning cannot.
/// `None` on the first day and on the morning after a day without a value.
#[must_use]
pub fn tsb(ctl: &[Option<f64>], atl: &[Option<f64>]) -> Vec<Option<f64>> {
    let evening = ctl.iter().zip(atl).map(|(c, a)| Some((*c)? - (*a)?));
    std::iter::once(None).chain(evening).take(ctl.len()).collect()
}

/// True in the first [`WARM_UP_DAYS`] days, during a break, and for as long after it.
#[must_use]
pub fn warming_up(loads: &[Option<f64>]) -> Vec<bool> {
    stretch_age(loads).into_iter().map(|age| age.is_none_or(|age| age < WARM_UP_DAYS)).collect()
}

/// Sum, mean and population SD of the 7 days that end on each day; `None` unless all are known.
fn weeks_ending(loads: &[Option<f64>]) -> impl Iterator<Item = Option<(f64, f64, f64)>> + '_ {
    (0..loads.len()).map(|day| {
        let week: Vec<f64> = loads[(day + 1).checked_sub(7)?..=day].iter().copied().collect::<Option<_>>()?;
        let sum: f64 = week.iter().sum();
        let mean = sum / 7.0;
        let variance = week.iter().map(|load| (load - mean).powi(2)).sum::<f64>() / 7.0;
        Some((sum, mean, variance.sqrt()))
    })
}

/// Monotony of the last 7 days: mean / population SD (Foster 1998).
///
/// `None` before the seventh day, when one of the days is not known, and when all are equal.
#[must_use]
pub fn monotony(loads: &[Option<f64>]) -> Vec<Option<f64>> {
    // Equal days have an SD of 0, which rounding may turn into 1e-16.
    weeks_ending(loads)
        .map(|week| week.and_then(|(_, mean, sd)| (sd > 1e-9 * mean).then(|| mean / sd)))
        .collect()
}

/// Strain of the last 7 days: their sum x monotony (Foster 1998). `None` as for [`monotony`].
#[must_use]
pub fn strain(loads: &[Option<f64>]) -> Vec<Option<f64>> {
    let sums = weeks_ending(loads).map(|week| week.map(|(sum, _, _)| sum));
    sums.zip(monotony(loads)).map(|(sum, monotony)| Some(sum? * monotony?)).collect()
}

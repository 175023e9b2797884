//! Is it different on sore mornings, after hard days, for long or hilly easy runs? Secondary questions, one
//! family: their p values are adjusted together, and the headline is never picked from them.

use super::eligible::{EligibleDays, Record, eligible};
use super::estimate::{Fit, NoEstimate, least_squares};
use super::frame::Frame;
use super::gate::MIN_ARM;
use super::verdict::mde80;
use super::{Answer, Estimate, Lag, NamedEstimate, Settings};
use crate::day::DayKind;
use crate::stats::median;

/// Fewest degrees of freedom of a secondary estimate.
// METHOD: less than the headline's 10: with 10 days of each kind a part of a log rarely has more than 5. The
// interval is as wide as that makes it.
const MIN_DF: f64 = 4.0;

/// All secondary estimates but the later mornings, which are [`Lag`]s. Without a headline nothing has an estimate; the reason is then the headline's.
#[must_use]
pub fn strata(
    record: &Record<'_>,
    frame: &Frame,
    answer: &Answer,
    settings: &Settings,
) -> Vec<NamedEstimate> {
    let mut family = by_soreness(frame, settings);
    family.push(after_hard_days(record, frame, settings));
    family.push(moderate(record, settings));
    family.extend(by_run(
        frame,
        &|row| super::eligible::value(&record.log.easy_min, frame.days[row]),
        ["short_easy", "long_easy"],
        ["Short easy runs", "Long easy runs"],
        settings,
    ));
    family.extend(by_run(
        frame,
        &|row| descent_per_minute(record, frame.days[row]),
        ["flat_easy", "hilly_easy"],
        ["Flatter easy runs", "Hillier easy runs"],
        settings,
    ));
    if answer.estimate.is_none() {
        for member in &mut family {
            member.estimate = None;
            member.reason.clone_from(&answer.reason);
        }
    }
    family
}

/// Adjusts the p values of all secondary estimates as one family: `strata` and the mornings 2 and 3.
pub fn adjust_family(strata: &mut [NamedEstimate], lags: &mut [Lag]) {
    let own = strata.iter_mut().map(|member| (member.estimate, &mut member.p_holm));
    let later = lags.iter_mut().filter(|lag| lag.days > 1).map(|lag| (lag.estimate, &mut lag.p_holm));
    let told = |(estimate, p_holm): (Option<Estimate>, _)| Some((estimate?.p, p_holm));
    let (p_values, places): (Vec<f64>, Vec<&mut Option<f64>>) = own.chain(later).filter_map(told).unzip();
    for (place, adjusted) in places.into_iter().zip(holm(&p_values)) {
        *place = Some(adjusted);
    }
}

/// Holm's step-down adjustment (Holm 1979), in the order given.
#[must_use]
pub fn holm(p_values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|a, b| p_values[*a].total_cmp(&p_values[*b]));
    let mut adjusted = vec![1.0; p_values.len()];
    let mut largest = 0.0_f64;
    for (rank, index) in order.into_iter().enumerate() {
        largest = largest.max((p_values.len() - rank) as f64 * p_values[index]).min(1.0);
        adjusted[index] = largest;
    }
    adjusted
}

/// Coefficient of the choice on the rows of `group`, beside that on the other rows, in one model;
/// `level` adds the group itself as a column (for groups known before the choice).
///
/// # Errors
/// See [`NoEstimate`].
pub fn in_group(frame: &Frame, group: &[bool], level: bool) -> Result<Fit, NoEstimate> {
    let (_, mut columns) = frame.standardised();
    let part = |wanted: bool| -> Vec<f64> {
        let rows = frame.treated.iter().zip(group);
        rows.map(|(treated, group)| f64::from(u8::from(*treated && *group == wanted))).collect()
    };
    if level {
        columns.push(indicator(group));
    }
    columns.push(part(false));
    Fit::new(&frame.outcome, &part(true), &columns)
}

fn indicator(group: &[bool]) -> Vec<f64> {
    group.iter().map(|group| f64::from(u8::from(*group))).collect()
}

/// Mild and sore mornings, and the difference of the two.
fn by_soreness(frame: &Frame, settings: &Settings) -> Vec<NamedEstimate> {
    let limit = settings.sore_from() - 1e-9;
    let sore: Vec<bool> = frame.soreness.iter().map(|soreness| *soreness >= limit).collect();
    let mild: Vec<bool> = sore.iter().map(|sore| !sore).collect();
    let limit = settings.sore_from();
    let entry = |name: &str, label: String, group: &[bool]| {
        let (easy, rest) = count(frame, &|row| group[row]);
        named(name, &label, (easy, rest), in_group(frame, group, true).map(|fit| fit.interval()), settings)
    };
    // The coefficient of (choice x sore) beside the choice itself.
    let (_, mut columns) = frame.standardised();
    columns.push(indicator(&sore));
    columns.push(frame.choice());
    let both: Vec<f64> = frame.choice().iter().zip(indicator(&sore)).map(|(a, b)| a * b).collect();
    let difference = Fit::new(&frame.outcome, &both, &columns).map(|fit| fit.interval());
    let (sore_easy, sore_rest) = count(frame, &|row| sore[row]);
    let (mild_easy, mild_rest) = count(frame, &|row| mild[row]);
    let smaller = (sore_easy.min(mild_easy), sore_rest.min(mild_rest));
    let power = format!(
        "a difference of {} shows in 3 of 10 logs of a year, in 5 of 10 of two",
        settings.points(0.06 * settings.range())
    );
    vec![
        entry("mild", format!("Mild mornings (soreness below {limit})"), &mild),
        entry("sore", format!("Sore mornings (soreness {limit} or more)"), &sore),
        NamedEstimate {
            note: Some(power),
            ..named("sore_minus_mild", "Sore minus mild mornings", smaller, difference, settings)
        },
    ]
}

/// Days with at least one hard day among the three before: active recovery proper.
fn after_hard_days(record: &Record<'_>, frame: &Frame, settings: &Settings) -> NamedEstimate {
    let hard_before = |row: usize| {
        let day = frame.days[row];
        (1..=3).filter_map(|back| day.checked_sub(back)).any(|day| record.kind(day) == DayKind::Hard)
    };
    let rows = frame.filter(&hard_before);
    let fit = least_squares(&rows).map(|fit| fit.interval());
    named("after_hard", "Within three days of a hard day", rows.arms(), fit, settings)
}

/// Moderate runs instead of easy ones, against rest.
fn moderate(record: &Record<'_>, settings: &Settings) -> NamedEstimate {
    let chosen: EligibleDays = eligible(record, DayKind::Moderate, 1);
    let rows = Frame::new(record, &chosen, 1);
    let fit = least_squares(&rows).map(|fit| fit.interval());
    let mut entry = named("moderate", "Moderate runs compared with rest", rows.arms(), fit, settings);
    entry.reason = entry.reason.map(|reason| reason.replace("easy", "moderate"));
    entry
}

/// Easy runs below and above their median of something, each against all rest days, in one model.
fn by_run(
    frame: &Frame,
    measure: &dyn Fn(usize) -> Option<f64>,
    names: [&str; 2],
    labels: [&str; 2],
    settings: &Settings,
) -> Vec<NamedEstimate> {
    let known = frame.filter(&|row| !frame.treated[row] || measure(row).is_some());
    let values: Vec<Option<f64>> = (0..frame.rows())
        .filter(|row| !frame.treated[*row] || measure(*row).is_some())
        .map(|row| measure(row).filter(|_| frame.treated[row]))
        .collect();
    let middle = median(values.iter().flatten().copied().collect());
    let upper: Vec<bool> =
        values.iter().map(|value| value.zip(middle).is_some_and(|(value, middle)| value > middle)).collect();
    let (_, rest) = known.arms();
    let alike = !upper.contains(&true);
    let entry = |which: usize, wanted: bool| {
        let group: Vec<bool> = upper.iter().map(|upper| *upper == wanted).collect();
        let easy = (0..known.rows()).filter(|row| known.treated[*row] && group[*row]).count();
        let fit = in_group(&known, &group, false).map(|fit| fit.interval());
        let mut entry = named(names[which], labels[which], (easy, rest), fit, settings);
        if alike {
            entry.estimate = None;
            entry.note = None;
            entry.reason = Some("easy runs do not differ in this, or it is not known".to_owned());
        }
        entry
    };
    vec![entry(0, false), entry(1, true)]
}

fn descent_per_minute(record: &Record<'_>, day: usize) -> Option<f64> {
    let minutes = super::eligible::value(&record.log.easy_min, day).filter(|minutes| *minutes > 0.0)?;
    Some(super::eligible::value(&record.log.descent_m, day)? / minutes)
}

fn count(frame: &Frame, keep: &dyn Fn(usize) -> bool) -> (usize, usize) {
    let rows = (0..frame.rows()).filter(|row| keep(*row));
    let treated = rows.clone().filter(|row| frame.treated[*row]).count();
    (treated, rows.count() - treated)
}

/// A member of the family: with its power when it can be given, else with the reason.
fn named(
    name: &str,
    label: &str,
    (easy_days, rest_days): (usize, usize),
    fit: Result<Estimate, NoEstimate>,
    settings: &Settings,
) -> NamedEstimate {
    let enough = easy_days >= MIN_ARM && rest_days >= MIN_ARM;
    let estimate = fit.ok().filter(|estimate| enough && estimate.df >= MIN_DF && estimate.se > 1e-9);
    let reason = match estimate {
        Some(_) => None,
        None if !enough => Some(format!(
            "not enough data: {easy_days} easy and {rest_days} rest days; at least {MIN_ARM} of each are needed"
        )),
        None => Some("no comparable days".to_owned()),
    };
    let note =
        estimate.map(|estimate| format!("finds {} in 4 of 5 such logs", settings.points(mde80(&estimate))));
    NamedEstimate {
        name: name.to_owned(),
        label: label.to_owned(),
        estimate,
        reason,
        note,
        easy_days,
        rest_days,
        p_holm: None,
    }
}

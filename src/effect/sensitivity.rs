//! The same question asked in other reasonable ways. Fixed beforehand and always all shown, so that
//! none can be picked.

use super::diary::{self, DiaryColumns};
use super::eligible::{Record, value};
use super::estimate::{NoEstimate, Primary, least_squares, primary, without_weekday};
use super::findings::{self, Finding};
use super::frame::{Frame, kernel, loads_before};
use super::overlap_weighted::overlap_weighted;
use super::permutation::{DRAWS, permutation_p};
use super::proportional_odds::proportional_odds;
use super::{Answer, Estimate, NamedEstimate, Settings};

/// The sensitivity set. Without a headline nothing has an estimate; the reason is then the headline's.
#[must_use]
pub fn sensitivity(
    record: &Record<'_>,
    frame: &Frame,
    fit: Option<&Primary>,
    answer: &Answer,
    columns: &DiaryColumns,
    settings: &Settings,
) -> Vec<NamedEstimate> {
    let question = Question {
        primary: fit.filter(|_| answer.estimate.is_some()),
        closed: answer.reason.as_deref().unwrap_or("no estimate"),
    };
    let mut set = vec![
        question.asked("without_weekday", "Without weekdays", frame, |_| {
            headline(without_weekday(frame, settings.step))
        }),
        question.asked("ols", "Without weekdays and the correction for rounding", frame, |primary| {
            Ok(primary.fit.interval())
        }),
    ];
    set.push(rich_covariates(&question, record, frame, settings));
    set.extend(other_estimators(&question, frame, settings));
    set.extend(rounded_to_values(&question, record, frame, settings));
    set.extend(with_the_diary(&question, frame, columns, settings));
    set
}

/// The question with its headline.
struct Question<'a> {
    /// The fit of the headline; `None` where none is shown.
    primary: Option<&'a Primary>,
    /// Why none is shown.
    closed: &'a str,
}

impl Question<'_> {
    /// The answer on `rows` computed in another way.
    fn asked(
        &self,
        name: &str,
        label: &str,
        rows: &Frame,
        way: impl FnOnce(&Primary) -> Result<Estimate, String>,
    ) -> NamedEstimate {
        let estimate = self.primary.map_or_else(|| Err(self.closed.to_owned()), way);
        let (easy_days, rest_days) = rows.arms();
        NamedEstimate {
            name: name.to_owned(),
            label: label.to_owned(),
            estimate: estimate.clone().ok(),
            reason: estimate.err(),
            note: None,
            easy_days,
            rest_days,
            p_holm: None,
        }
    }
}

fn headline(fit: Result<Primary, NoEstimate>) -> Result<Estimate, String> {
    fit.map(|primary| primary.estimate).map_err(no_estimate)
}

fn noted(note: impl Into<String>, row: NamedEstimate) -> NamedEstimate {
    NamedEstimate { note: Some(note.into()), ..row }
}

fn rich_covariates(
    question: &Question<'_>,
    record: &Record<'_>,
    frame: &Frame,
    settings: &Settings,
) -> NamedEstimate {
    let (rich, with_descent) = rich(record, frame, settings);
    let note = if with_descent {
        "adds severe soreness, the load two and three days back apart, descent"
    } else {
        "adds severe soreness, the load two and three days back apart; descent is not known on every day"
    };
    let row = question.asked("rich_covariates", "With more covariates", &rich, |_| {
        least_squares(&rich).map(|fit| fit.interval()).map_err(no_estimate)
    });
    noted(note, row)
}

fn other_estimators(question: &Question<'_>, frame: &Frame, settings: &Settings) -> [NamedEstimate; 3] {
    let weighted = question.asked("aipw_overlap", "Weighted by how open the choice was", frame, |primary| {
        overlap_weighted(frame, &primary.fit)
            .ok_or_else(|| "the model of the choice did not converge".to_owned())
    });
    let ordered =
        question.asked("prop_odds_gcomp", "Scale as ordered steps, not numbers", frame, |primary| {
            proportional_odds(frame, &primary.fit).map_err(str::to_owned)
        });
    let permuted = question.asked("permutation", "p value by permutation", frame, |primary| {
        let p = permutation_p(frame, &primary.fit, settings.sore_from());
        Ok(Estimate { p, ..primary.fit.interval() })
    });
    let of_permutation =
        format!("{DRAWS} shuffles of the choice among alike days; interval as without rounding");
    [
        noted("doubly robust: right if the model of the choice or of soreness is", weighted),
        ordered,
        noted(of_permutation, permuted),
    ]
}

/// The headline with the rounding of the values in use, where they are few.
fn rounded_to_values(
    question: &Question<'_>,
    record: &Record<'_>,
    frame: &Frame,
    settings: &Settings,
) -> Option<NamedEstimate> {
    let settings = Settings { step: heaped_step(record, settings)?, ..settings.clone() };
    Some(
        question
            .asked("heaped", "Rounded to the values in use", frame, |_| headline(primary(frame, &settings))),
    )
}

/// The headline on days with the diary's columns, without and with them; nothing without such columns.
fn with_the_diary(
    question: &Question<'_>,
    frame: &Frame,
    columns: &DiaryColumns,
    settings: &Settings,
) -> Vec<NamedEstimate> {
    if columns.usable.is_empty() {
        return Vec::new();
    }
    let (without, with) = diary::without_and_with(frame, columns);
    let names: Vec<String> = columns.usable.iter().map(|(name, _)| name.replace('_', " ")).collect();
    let names = names.join(", ");
    let row = |name: &str, label: String, rows: &Frame| {
        question.asked(name, &label, rows, |_| headline(primary(rows, settings)))
    };
    vec![
        row("without_diary", format!("The headline on days with {names}"), &without),
        row("with_diary", format!("The same with {names} as covariates"), &with),
    ]
}

/// The step whose rounding variance is that of the values in use, where they are few.
// METHOD: docs/method.md, "Sensitivity": a row, never the headline: where the choice follows the written value
// it takes off more than rounding put in.
fn heaped_step(record: &Record<'_>, settings: &Settings) -> Option<f64> {
    match findings::heaped(&findings::reports(record), settings.step)? {
        Finding::Heaped { variance, .. } => Some((12.0 * variance).sqrt()),
        _ => None,
    }
}

fn no_estimate(why: NoEstimate) -> String {
    match why {
        NoEstimate::TooFewRows => "not enough days for so many covariates".to_owned(),
        NoEstimate::ChoiceExplained => "no comparable days".to_owned(),
    }
}

/// The rows with the richer covariates, and whether descent is among them.
// METHOD: without the rounding correction, which is derived for soreness entering as a line, not with a kink.
#[must_use]
pub fn rich(record: &Record<'_>, frame: &Frame, settings: &Settings) -> (Frame, bool) {
    let sore_from = settings.sore_from();
    let severe = frame.soreness.iter().map(|soreness| (soreness - sore_from).max(0.0)).collect();
    let loads = frame.days.iter().filter_map(|day| loads_before(record, *day));
    let (two, three): (Vec<f64>, Vec<f64>) = loads.map(|[_, two, three]| (two, three)).unzip();
    let descent: Option<Vec<f64>> = frame.days.iter().map(|day| descent_before(record, *day)).collect();
    let rich = frame.clone().with("severe", severe).with("L2", two).with("L3", three);
    match descent {
        Some(descent) => (rich.with("descent", descent), true),
        None => (rich, false),
    }
}

fn descent_before(record: &Record<'_>, day: usize) -> Option<f64> {
    let back = |days: usize| value(&record.log.descent_m, day.checked_sub(days)?);
    Some(kernel([back(1)?, back(2)?, back(3)?]))
}

/// The names of the estimates that lie more than one standard error away from the headline.
#[must_use]
pub fn far_from(headline: &Estimate, set: &[NamedEstimate]) -> Vec<String> {
    let far = |entry: &&NamedEstimate| {
        entry.estimate.is_some_and(|other| (other.estimate - headline.estimate).abs() > headline.se)
    };
    set.iter().filter(far).map(|entry| entry.name.clone()).collect()
}

//! Years: the year of dates that are written without one, from the order of a column.

use jiff::civil::Date;

use super::dates::{DateCell, Orders, YEARS};

/// The rows of a column whose dates have no year, and how many years each lies behind the earliest of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Yearless {
    /// Row, and years since that of the earliest row.
    rows: Vec<(usize, i16)>,
    /// Year of the earliest row, when another row has a year.
    pub first: Option<i16>,
}

/// What keeps a column without years from being read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutOfOrder {
    /// A row that comes before the one above it, from 0.
    pub row: usize,
}

/// Days of the longest gap that is taken for one within a year.
const HALF_A_YEAR: i32 = 183;

/// Day of a leap year, from 0.
fn day_of_year((month, day): (i8, i8)) -> Option<i32> {
    Some(i32::from(Date::new(2024, month, day).ok()?.day_of_year()) - 1)
}

/// The dates without a year of a column; `Ok(None)`: it has none.
///
/// METHOD: rows follow each other, the oldest or the newest first. So a date that lies more than half a year before
/// the one above it is of the next year; an entry that was made up for is of the same.
///
/// # Errors
/// [`OutOfOrder`] when more than a fifth of the rows go against the others.
pub fn yearless(cells: &[Option<DateCell>], orders: Orders) -> Result<Option<Yearless>, OutOfOrder> {
    if cells.iter().flatten().all(|cell| cell.year().is_some()) {
        return Ok(None);
    }
    let day = |cell: &DateCell| day_of_year(cell.month_and_day(orders));
    let mut days: Vec<(usize, i32)> =
        cells.iter().enumerate().filter_map(|(row, cell)| Some((row, day(cell.as_ref()?)?))).collect();
    let step = |pair: &[(usize, i32)]| (pair[1].1 - pair[0].1 + HALF_A_YEAR).rem_euclid(366) - HALF_A_YEAR;
    let up = days.windows(2).filter(|pair| step(pair) > 0).count();
    let down = days.windows(2).filter(|pair| step(pair) < 0).count();
    if up.min(down) * 5 > days.len() {
        let against = |pair: &&[(usize, i32)]| (step(pair) < 0) == (up >= down) && step(pair) != 0;
        let row = days.windows(2).find(against).map_or(0, |pair| pair[1].0);
        return Err(OutOfOrder { row });
    }
    if down > up {
        days.reverse();
    }
    let (mut passed, mut known) = (0, None);
    let mut rows: Vec<(usize, i16)> = Vec::with_capacity(days.len());
    for (k, &(row, day)) in days.iter().enumerate() {
        let before = if k == 0 { day } else { days[k - 1].1 };
        if before - day > HALF_A_YEAR {
            passed = i16::saturating_add(passed, 1);
        } else if day - before > HALF_A_YEAR {
            passed = i16::saturating_sub(passed, 1);
        }
        if let Some(year) = cells[row].and_then(|cell| cell.year()) {
            passed = known.map_or(passed, |first: i16| year.saturating_sub(first));
            known = Some(year.saturating_sub(passed));
        }
        rows.push((row, passed));
    }
    let rows =
        rows.into_iter().filter(|&(row, _)| cells[row].is_some_and(|cell| cell.year().is_none())).collect();
    Ok(Some(Yearless { rows, first: known }))
}

impl Yearless {
    /// How many dates there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.rows.len()
    }

    /// The first of their rows, from 0.
    #[must_use]
    pub fn first_row(&self) -> usize {
        self.rows.iter().map(|(row, _)| *row).min().unwrap_or_default()
    }

    /// Gives them their years, that of the earliest being `first`.
    pub fn fill(&self, cells: &mut [Option<DateCell>], first: i16) {
        for &(row, passed) in &self.rows {
            cells[row] = cells[row].map(|cell| cell.in_year(first.saturating_add(passed)));
        }
    }

    /// The years of the earliest date with which at least half of the dates lie within `recorded`.
    #[must_use]
    pub fn years_within(
        &self,
        cells: &[Option<DateCell>],
        orders: Orders,
        recorded: (Date, Date),
    ) -> Vec<i16> {
        let (from, to) = recorded;
        let lies_within = |first: i16| {
            let day = |&(row, passed): &(usize, i16)| {
                cells[row]?.in_year(first.saturating_add(passed)).date(orders)
            };
            let within = self.rows.iter().filter_map(day).filter(|day| (from..=to).contains(day)).count();
            within > 0 && within * 2 >= self.rows.len()
        };
        let span = self.rows.iter().map(|(_, passed)| *passed).max().unwrap_or_default();
        let years = from.year() - span.max(0) - 1..=to.year() + 1;
        years.filter(|year| YEARS.contains(year)).filter(|year| lies_within(*year)).collect()
    }
}

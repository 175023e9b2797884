//! The plan file: a numbered list of coins with its facts in comment lines, sealed by a hash.
//!
//! ```text
//! # shakeout plan: 1
//! # sha256: 9f86...
//! # ...
//! coin,assignment,date,note
//! 1,easy,,
//! ```
//!
//! The hash is of the lines `1,easy` and so on alone, each with a line feed, so that dates and notes may
//! be filled in, and so that `grep '^[0-9]' plan.csv | cut -d, -f1,2 | sha256sum` gives it too.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::civil::Date;
use sha2::{Digest, Sha256};

use crate::effect::plan::BLOCK;
use crate::error::{Error, Result};
use crate::sheet::dates;
use crate::sheet::delimited::{self, Row, Sheet};
use crate::soreness::Scale;

/// A plan.
#[derive(Clone, Debug, PartialEq)]
pub struct TrialPlan {
    /// The list: true = easy, false = rest.
    pub coins: Vec<bool>,
    /// Seed that the list was drawn from.
    pub seed: u64,
    /// Smallest effect that matters, points of the scale.
    pub smallest_effect: f64,
    /// Scale of the soreness log.
    pub scale: Scale,
    /// Spread of a morning that covariates leave, points.
    pub sigma: f64,
    /// Source of that spread, in words.
    pub sigma_source: String,
    /// Coin days that such a trial needs, before allowances and whole blocks.
    pub needed: usize,
    /// Effect that the list finds in 80 % of trials, points; `None`: too short for any.
    pub detectable: Option<f64>,
    /// First day.
    pub start: Date,
    /// Free days a week, 1..=7.
    pub flex_per_week: usize,
    /// Share of coins not followed that the length allows for.
    pub mismatch: f64,
    /// Share of coin days without the next report that the length allows for.
    pub missing: f64,
    /// Things to know, in sentences.
    pub notes: Vec<String>,
}

/// A plan file that was read back and matches its seal.
#[derive(Clone, Debug, PartialEq)]
pub struct Sealed {
    /// The plan.
    pub plan: SealedPlan,
    /// The day on which each coin was used; `None`: not used yet.
    pub dates: Vec<Option<Date>>,
}

/// The part of a plan that its file holds and that is needed again.
#[derive(Clone, Debug, PartialEq)]
pub struct SealedPlan {
    /// The list: true = easy, false = rest.
    pub coins: Vec<bool>,
    /// Smallest effect that matters, points of the plan's scale.
    pub smallest_effect: f64,
    /// Scale that the plan was made for.
    pub scale: Scale,
    /// Spread that the plan was made with, points.
    pub sigma: f64,
}

impl SealedPlan {
    /// Hash of the list.
    #[must_use]
    pub fn sha256(&self) -> String {
        seal(&self.coins)
    }
}

/// `easy` or `rest`.
#[must_use]
pub const fn assignment(easy: bool) -> &'static str {
    if easy { "easy" } else { "rest" }
}

/// Hash of a list of coins: 64 hexadecimal digits.
#[must_use]
pub fn seal(coins: &[bool]) -> String {
    let lines: String =
        coins.iter().enumerate().map(|(i, &easy)| format!("{},{}\n", i + 1, assignment(easy))).collect();
    Sha256::digest(lines).iter().map(|byte| format!("{byte:02x}")).collect()
}

const VERSION: &str = "1";
const HINT: &str =
    "use the plan.csv as `shakeout plan` wrote it; only the columns date and note may be filled in";

impl TrialPlan {
    /// Hash of the list.
    #[must_use]
    pub fn sha256(&self) -> String {
        seal(&self.coins)
    }

    /// `plan.csv`: the list with its facts.
    #[must_use]
    pub fn csv(&self) -> String {
        let mut text = format!("# shakeout plan: {VERSION}\n");
        for (name, value) in [
            ("sha256", self.sha256()),
            ("seed", self.seed.to_string()),
            ("block", BLOCK.to_string()),
            ("start", self.start.to_string()),
            ("scale", format!("{}..{}", self.scale.low, self.scale.high)),
            ("smallest effect", self.smallest_effect.to_string()),
            ("sigma", self.sigma.to_string()),
        ] {
            text.push_str(&format!("# {name}: {value}\n"));
        }
        text.push_str(
            "# Reading ahead spoils the trial: keep dates in dates.csv or in the calendar until the end.\n",
        );
        text.push_str("coin,assignment,date,note\n");
        for (i, &easy) in self.coins.iter().enumerate() {
            text.push_str(&format!("{},{},,\n", i + 1, assignment(easy)));
        }
        text
    }

    /// `dates.csv`: the numbers of the coins, to note the day of each.
    #[must_use]
    pub fn dates_csv(&self) -> String {
        let mut text = format!("# sha256: {}\n", self.sha256());
        text.push_str("# The day on which each coin was used: 2024-05-01. Leave coins that wait empty.\n");
        text.push_str("coin,date,note\n");
        (1..=self.coins.len()).for_each(|coin| text.push_str(&format!("{coin},,\n")));
        text
    }
}

/// Reads `plan.csv`, and the dates from `dates` instead where that is given. Each with its path for messages.
///
/// # Errors
/// [`Error::Config`]: a line is broken, the list does not match its hash, a day occurs twice, or no date
/// is filled in.
pub fn read(plan: (&[u8], &str), dates: Option<(&[u8], &str)>) -> Result<Sealed> {
    let list = Table::read(plan.0, plan.1, "plan")?;
    let sealed = list.plan()?;
    let coins = sealed.coins.len();
    let own = list.dates(coins)?;
    // Nobody opens the list before the end, not even to note dates.
    let noted = dates.map_or_else(
        || Path::new(plan.1).with_file_name("dates.csv").display().to_string(),
        |dates| dates.1.into(),
    );
    let dates = match dates {
        None => own,
        Some((bytes, path)) => {
            let table = Table::read(bytes, path, "list of dates")?;
            table.same_seal(&sealed.sha256())?;
            let dates = table.dates(coins)?;
            if own.iter().any(Option::is_some) && own != dates {
                return Err(table.refuse(
                    table.sheet.header_line,
                    format!("the dates differ from those in {}", plan.1),
                    "fill in one of the two files",
                ));
            }
            dates
        }
    };
    if dates.iter().all(Option::is_none) {
        return Err(Error::Config {
            what: "no coin has a date yet, so that nobody can know which day used which coin".into(),
            place: plan.1.into(),
            remedy: format!(
                "write the day on which each coin was used into {noted}, for example 1,2024-05-01, and add --dates {noted}; \
                 leave the list of coins closed"
            ),
        });
    }
    Ok(Sealed { plan: sealed, dates })
}

struct Table<'a> {
    sheet: Sheet,
    facts: BTreeMap<String, String>,
    path: &'a str,
}

impl<'a> Table<'a> {
    fn read(bytes: &[u8], path: &'a str, what: &str) -> Result<Self> {
        let sheet = delimited::read(bytes, path, what)?;
        let facts = sheet
            .comments
            .iter()
            .filter_map(|(_, comment)| comment.split_once(':'))
            // A spreadsheet pads comment lines with separators.
            .map(|(name, value)| {
                let value = value.trim_matches([',', ';', '\t', ' ', '"']);
                (name.trim().to_owned(), value.to_owned())
            })
            .collect();
        Ok(Self { sheet, facts, path })
    }

    fn refuse(&self, line: usize, what: String, remedy: &str) -> Error {
        Error::in_file(what, self.sheet.excerpt(self.path, line, None), remedy)
    }

    fn fact(&self, name: &str) -> Result<&str> {
        self.facts.get(name).map(String::as_str).ok_or_else(|| {
            self.refuse(1, format!("the line `# {name}: ...` is missing, so that this is no plan"), HINT)
        })
    }

    fn positive(&self, name: &str) -> Result<f64> {
        let text = self.fact(name)?;
        let value = text.parse().ok().filter(|value: &f64| *value > 0.0 && value.is_finite());
        value.ok_or_else(|| self.refuse(1, format!("`# {name}: {text}` is no number above 0"), HINT))
    }

    fn column(&self, name: &str) -> Result<usize> {
        self.sheet.header.iter().position(|cell| cell.eq_ignore_ascii_case(name)).ok_or_else(|| {
            self.refuse(self.sheet.header_line, format!("the column `{name}` is missing"), HINT)
        })
    }

    fn same_seal(&self, seal: &str) -> Result<()> {
        let named = self.fact("sha256")?;
        if named.eq_ignore_ascii_case(seal) {
            return Ok(());
        }
        Err(self.refuse(
            1,
            format!(
                "the list of coins does not match its seal: the file says sha256 {named}, the list has {seal}"
            ),
            HINT,
        ))
    }

    fn plan(&self) -> Result<SealedPlan> {
        let version = self.fact("shakeout plan")?;
        if version != VERSION {
            let what = format!("a plan of version {version} cannot be read");
            return Err(self.refuse(1, what, "use the version of shakeout that wrote it"));
        }
        let text = self.fact("scale")?;
        let ends =
            text.split_once("..").and_then(|(low, high)| Some((low.parse().ok()?, high.parse().ok()?)));
        let scale = ends
            .and_then(|(low, high)| Scale::new(low, high))
            .ok_or_else(|| self.refuse(1, format!("`# scale: {text}` is no scale such as 0..10"), HINT))?;
        let coins = self.coins()?;
        self.same_seal(&seal(&coins))?;
        let of_block =
            |block: &[bool]| block.len() == BLOCK && block.iter().filter(|easy| **easy).count() == BLOCK / 2;
        if let Some(bad) = coins.chunks(BLOCK).position(|block| !of_block(block)) {
            let what = format!(
                "coins {} to {} are no block of {} easy and {} rest: the test re-draws such blocks",
                bad * BLOCK + 1,
                (bad + 1) * BLOCK,
                BLOCK / 2,
                BLOCK / 2
            );
            return Err(self.refuse(self.sheet.header_line, what, HINT));
        }
        Ok(SealedPlan {
            coins,
            smallest_effect: self.positive("smallest effect")?,
            scale,
            sigma: self.positive("sigma")?,
        })
    }

    /// Rows by coin: 1 to n, each once, in any order.
    fn by_coin(&self) -> Result<Vec<&Row>> {
        let place = self.column("coin")?;
        let mut rows: BTreeMap<usize, &Row> = BTreeMap::new();
        for row in &self.sheet.rows {
            let cell = row.cell(place);
            let coin: usize = cell.parse().ok().filter(|coin| *coin > 0).ok_or_else(|| {
                self.refuse(row.line, format!("coin `{cell}` is no number from 1 on"), HINT)
            })?;
            if rows.insert(coin, row).is_some() {
                return Err(self.refuse(row.line, format!("coin {coin} appears twice"), HINT));
            }
        }
        match rows.keys().enumerate().find(|(i, coin)| i + 1 != **coin) {
            Some((i, _)) => {
                Err(self.refuse(self.sheet.header_line, format!("coin {} is missing", i + 1), HINT))
            }
            None => Ok(rows.into_values().collect()),
        }
    }

    fn coins(&self) -> Result<Vec<bool>> {
        let place = self.column("assignment")?;
        let rows = self.by_coin()?;
        if rows.is_empty() {
            return Err(self.refuse(self.sheet.header_line, "the plan holds no coin".into(), HINT));
        }
        rows.into_iter()
            .map(|row| match row.cell(place) {
                "easy" => Ok(true),
                "rest" => Ok(false),
                other => {
                    Err(self.refuse(row.line, format!("assignment `{other}` is neither easy nor rest"), HINT))
                }
            })
            .collect()
    }

    /// The day of each coin.
    fn dates(&self, coins: usize) -> Result<Vec<Option<Date>>> {
        const REMEDY: &str = "write dates as 2024-05-01, and leave coins that wait empty";
        let place = self.column("date")?;
        let rows = self.by_coin()?;
        if rows.len() != coins {
            let what = format!("there are {} coins here and {coins} in the plan", rows.len());
            return Err(self.refuse(self.sheet.header_line, what, HINT));
        }
        let cells: Vec<_> = rows.iter().map(|row| dates::take_apart(row.cell(place))).collect();
        let orders = dates::infer(&cells, None, false).map_err(|_| {
            let what = "day and month of the dates cannot be told apart".to_owned();
            self.refuse(self.sheet.header_line, what, REMEDY)
        })?;
        let mut seen: BTreeMap<Date, usize> = BTreeMap::new();
        let mut found = Vec::with_capacity(coins);
        for (i, (row, cell)) in rows.iter().zip(&cells).enumerate() {
            let text = row.cell(place);
            if text.is_empty() {
                found.push(None);
                continue;
            }
            let date = cell
                .and_then(|cell| cell.date(orders))
                .ok_or_else(|| self.refuse(row.line, format!("`{text}` is not a date"), REMEDY))?;
            if let Some(other) = seen.insert(date, i + 1) {
                let what = format!("{date} stands at coin {other} and at coin {}", i + 1);
                return Err(self.refuse(row.line, what, "a day uses one coin: correct the date"));
            }
            found.push(Some(date));
        }
        Ok(found)
    }
}

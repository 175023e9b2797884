//! Calendar: the coins as an iCalendar file (RFC 5545), titles neutral so that a glance reveals nothing.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::trial::plan_file::{TrialPlan, assignment};

/// Octets of a content line, without its line end (RFC 5545, 3.1).
const OCTETS: usize = 75;

/// Day of the `coin`-th coin, 0-based: free days spread evenly over each week from `start` on. `None`
/// beyond the calendar.
#[must_use]
pub fn day_of(start: Date, flex_per_week: usize, coin: usize) -> Option<Date> {
    let per_week = flex_per_week.clamp(1, 7);
    let days = 7 * (coin / per_week) + (coin % per_week) * 7 / per_week;
    start.checked_add(i64::try_from(days).ok()?.days()).ok()
}

/// `plan.ics`: one event of a whole day a coin, without a zone.
#[must_use]
pub fn ics(plan: &TrialPlan) -> String {
    let seal = plan.sha256();
    let mut text = String::new();
    for content in ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//shakeout//plan//EN", "CALSCALE:GREGORIAN"] {
        line(&mut text, content);
    }
    for (i, &easy) in plan.coins.iter().enumerate() {
        let (Some(day), Some(next)) = (
            day_of(plan.start, plan.flex_per_week, i),
            day_of(plan.start, plan.flex_per_week, i).and_then(tomorrow),
        ) else {
            break;
        };
        let coin = i + 1;
        line(&mut text, "BEGIN:VEVENT");
        line(&mut text, &format!("UID:coin-{coin}-{}@shakeout", &seal[..16]));
        // A stamp is compulsory. The start of the plan is used: there is no clock here.
        line(&mut text, &format!("DTSTAMP:{}T000000Z", plan.start.strftime("%Y%m%d")));
        line(&mut text, &format!("DTSTART;VALUE=DATE:{}", day.strftime("%Y%m%d")));
        line(&mut text, &format!("DTEND;VALUE=DATE:{}", next.strftime("%Y%m%d")));
        line(&mut text, &format!("SUMMARY:{}", escaped(&title(coin))));
        line(&mut text, &format!("DESCRIPTION:{}", escaped(&description(coin, easy))));
        line(&mut text, "TRANSP:TRANSPARENT");
        line(&mut text, "CLASS:PRIVATE");
        line(&mut text, "END:VEVENT");
    }
    line(&mut text, "END:VCALENDAR");
    text
}

fn tomorrow(day: Date) -> Option<Date> {
    day.tomorrow().ok()
}

fn title(coin: usize) -> String {
    format!("shakeout coin {coin}: report soreness first, then open")
}

fn description(coin: usize, easy: bool) -> String {
    format!(
        "1. Pain, an injury or ill? Then no coin today: close this and keep coin {coin} for the next free day.\n\
         2. A hard or moderate session today? Then no coin either.\n\
         3. Write this morning's soreness into the log before you read on.\n\
         4. Note the date of coin {coin} in dates.csv.\n\n\n\n\n\n\
         Coin {coin} says: {}",
        assignment(easy)
    )
}

/// TEXT of RFC 5545, 3.3.11.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            _ => out.push(c),
        }
    }
    out
}

/// A content line, folded so that no physical line has more than 75 octets.
fn line(text: &mut String, content: &str) {
    let mut used = 0;
    for c in content.chars() {
        if used + c.len_utf8() > OCTETS {
            text.push_str("\r\n ");
            used = 1;
        }
        text.push(c);
        used += c.len_utf8();
    }
    text.push_str("\r\n");
}

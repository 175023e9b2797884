//! The files of a plan: the sealed list, the dates, the calendar, the protocol.

use std::path::Path;

use super::*;

fn read(text: &str) -> Result<plan_file::Sealed, Error> {
    plan_file::read((text.as_bytes(), "plan.csv"), None)
}

/// Refused with exit code 2, these words, and a remedy.
fn refused(result: Result<plan_file::Sealed, Error>, words: &[&str]) {
    let error = result.expect_err("a refusal");
    assert_eq!(error.exit_code(), ExitCode::Usage);
    let text = error.to_string();
    for word in words.iter().chain(&["remedy", "plan.csv"]) {
        assert!(text.contains(word), "no `{word}` in: {text}");
    }
}

#[test]
fn a_plan_reads_back_as_it_was_written() {
    let plan = plan(12, 5);
    let sealed =
        read(&dated(&plan, &|coin| if coin <= 9 { march(coin) } else { String::new() })).expect("sound");
    assert_eq!(sealed.plan.coins, plan.coins);
    assert_eq!(sealed.plan.sha256(), plan.sha256());
    assert_eq!((sealed.plan.smallest_effect, sealed.plan.sigma), (0.75, 1.0));
    assert_eq!(sealed.plan.scale, plan.scale);
    assert_eq!(sealed.dates[0], Some(date(2024, 3, 3)));
    assert_eq!(sealed.dates.iter().flatten().count(), 9);
    assert_eq!(sealed.dates[9], None);
}

#[test]
fn a_plan_saved_by_a_spreadsheet_is_still_the_same_plan() {
    let text = dated(&plan(8, 5), &march);
    let padded: String = text
        .lines()
        .map(|line| match line.strip_prefix('#') {
            Some(comment) => format!("#{comment};;;\r\n"),
            None => line.replace(',', ";").replace("2024-03-03", "03.03.2024") + "\r\n",
        })
        .collect();
    assert_eq!(read(&padded).expect("sound"), read(&text).expect("sound"));
    // Rows in another order.
    let (head, rows) = text.split_at(text.find("1,").expect("rows"));
    let mut rows: Vec<&str> = rows.lines().collect();
    rows.reverse();
    assert_eq!(read(&(head.to_owned() + &rows.join("\n"))).expect("sound"), read(&text).expect("sound"));
}

#[test]
fn a_list_that_does_not_match_its_seal_is_refused() {
    let text = dated(&plan(12, 5), &march);
    let easy = text.find(",easy,").expect("an easy coin");
    let rest = text.find(",rest,").expect("a rest coin");
    let mut swapped = text.clone();
    swapped.replace_range(easy..easy + 6, ",rest,");
    swapped.replace_range(rest..rest + 6, ",easy,");
    refused(read(&swapped), &["does not match its seal", "line 1"]);
    refused(read(&text.replace("# sha256: ", "# sha256: 0")), &["does not match its seal"]);
    refused(read(&text.replace("# sha256", "# hash")), &["sha256", "no plan"]);
}

#[test]
fn a_broken_plan_is_refused_with_its_line() {
    let text = dated(&plan(8, 5), &march);
    let line_of = |needle: &str| {
        let line = text.lines().position(|line| line.starts_with(needle)).expect("a line") + 1;
        format!("line {line}")
    };
    let third = text.lines().find(|line| line.starts_with("3,")).expect("coin 3").to_owned();
    let with = |row: &str| text.replace(&format!("{third}\n"), row);
    refused(read(&with("x,easy,,\n")), &["`x`", &line_of("3,")]);
    refused(read(&with("3,maybe,,\n")), &["`maybe`", &line_of("3,")]);
    refused(read(&with("2,easy,,\n")), &["coin 2 appears twice"]);
    refused(read(&with("")), &["coin 3 is missing"]);
    refused(read(&text.replace(&march(3), "soon")), &["`soon`", &line_of("3,")]);
    refused(read(&text.replace(&march(3), &march(2))), &["coin 2 and at coin 3", &line_of("3,")]);
    refused(read(&text.replace("coin,assignment,date,note", "coin,assignment,note")), &["`date` is missing"]);
    refused(read(&text.replace("shakeout plan: 1", "shakeout plan: 9")), &["version 9"]);
    refused(read(&text.replace("0..10", "ten")), &["scale"]);
    refused(read(&text.replace("effect: 0.75", "effect: -1")), &["smallest effect"]);
    refused(read("coin,assignment,date\n1,easy,2024-05-01\n"), &["no plan"]);
}

#[test]
fn a_list_that_is_not_made_of_blocks_is_refused_even_when_sealed() {
    let mut uneven = plan(8, 5);
    uneven.coins = vec![true; 8];
    refused(read(&dated(&uneven, &march)), &["no block"]);
}

#[test]
fn without_a_date_it_says_kindly_what_to_fill_in() {
    refused(
        read(&plan(12, 5).csv()),
        &["no coin has a date", "1,2024-05-01", "dates.csv", "leave the list of coins closed"],
    );
}

#[test]
fn dates_may_be_in_a_file_that_does_not_say_what_the_coins_are() {
    let plan = plan(8, 5);
    let own = plan.dates_csv();
    assert!(!own.contains("easy") && !own.contains("rest"), "{own}");
    let filled = own.replace("\n2,,", &format!("\n2,{},", march(2)));
    let text = plan.csv();
    let with = |dates: &str, text: &str| {
        plan_file::read((text.as_bytes(), "plan.csv"), Some((dates.as_bytes(), "dates of plan.csv")))
    };
    let sealed = with(&filled, &text).expect("sound");
    assert_eq!(sealed.dates.iter().flatten().count(), 1);
    assert_eq!(sealed.dates[1], Some(date(2024, 3, 5)));
    refused(with(&filled, &dated(&plan, &march)), &["dates differ"]);
    let other = TrialPlan { coins: blocks(8, 6), ..plan.clone() };
    refused(with(&filled, &other.csv()), &["does not match its seal"]);
    refused(with(&own, &text), &["no coin has a date"]);
}

/// Content lines of an iCalendar file, unfolded.
fn unfolded(ics: &str) -> Vec<String> {
    ics.replace("\r\n ", "").split_terminator("\r\n").map(str::to_owned).collect()
}

#[test]
fn the_calendar_is_sound_and_its_titles_reveal_nothing() {
    let plan = plan(64, 7);
    let ics = calendar::ics(&plan);
    assert!(ics.ends_with("END:VCALENDAR\r\n"));
    assert_eq!(ics.matches('\n').count(), ics.matches("\r\n").count());
    assert_eq!(ics.matches('\r').count(), ics.matches("\r\n").count());
    assert!(ics.split("\r\n").all(|line| line.len() <= 75), "a line of more than 75 octets");
    let lines = unfolded(&ics);
    let of = |name: &str| lines.iter().filter(|line| line.starts_with(name)).cloned().collect::<Vec<_>>();
    assert_eq!(of("BEGIN:VEVENT").len(), 64);
    assert_eq!(of("END:VEVENT").len(), 64);
    assert_eq!(lines[..2], ["BEGIN:VCALENDAR", "VERSION:2.0"]);
    let mut uids = of("UID:");
    uids.sort();
    uids.dedup();
    assert_eq!(uids.len(), 64);
    for (i, title) in of("SUMMARY:").iter().enumerate() {
        let coin = i + 1;
        assert_eq!(*title, format!("SUMMARY:shakeout coin {coin}: report soreness first\\, then open"));
    }
    for (description, easy) in of("DESCRIPTION:").iter().zip(&plan.coins) {
        let said = description.rsplit("says: ").next().expect("what the coin says");
        assert_eq!(said, if *easy { "easy" } else { "rest" });
        let before = description.find("says: ").expect("there");
        assert!(description.find("soreness").expect("there") < before);
        assert!(description.find("Pain").expect("there") < before);
        assert!(description.find("log before you read on").expect("there") < before);
    }
    // All days are floating, in order, four in each week of the plan.
    let starts = of("DTSTART");
    assert_eq!(
        starts[..5],
        [27, 28, 101, 103, 105].map(|md| {
            let (month, day) = if md > 100 { (3, md - 100) } else { (2, md) };
            format!("DTSTART;VALUE=DATE:2024{month:02}{day:02}")
        })
    );
    assert!(starts.windows(2).all(|pair| pair[0] < pair[1]));
}

#[test]
fn every_number_of_free_days_a_week_gives_as_many_days() {
    let start = date(2024, 5, 1);
    for per_week in 1..=7 {
        let days: Vec<_> =
            (0..per_week * 3).map(|coin| calendar::day_of(start, per_week, coin).expect("a day")).collect();
        assert!(days.windows(2).all(|pair| pair[0] < pair[1]), "{per_week}: {days:?}");
        let last = days.last().expect("a day");
        assert!((*last - start).get_days() < 21, "{per_week}: {days:?}");
        assert!((days[per_week] - start).get_days() == 7);
    }
}

#[test]
fn the_protocol_puts_safety_first_and_fits_a_terminal() {
    let plan = plan(64, 7);
    let text = protocol::readme(&plan, Path::new("shakeout-plan"), None);
    // A line that is typed is not broken.
    let told = |line: &&str| !line.trim_start().starts_with("shakeout ");
    assert!(text.lines().filter(told).all(|line| line.chars().count() <= 80), "{text}");
    let (safety, morning) =
        (text.find("SAFETY FIRST").expect("there"), text.find("EACH MORNING").expect("there"));
    assert!(safety < morning);
    for words in ["veto", "illness", "Look once, when all 64 coins are used", &plan.sha256(), "seed"] {
        assert!(text.contains(words), "no `{words}`");
    }
}

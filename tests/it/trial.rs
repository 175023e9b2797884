//! The coin trial: its plan, its files, and its analysis on runners whose truth is known.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use jiff::civil::date;
use shakeout::config::Scale;
use shakeout::effect::plan::{BLOCK, blocks, coins_needed, detectable, list_length, own_sigma};
use shakeout::effect::trial::{Coin, Trial, Use, analyse};
use shakeout::effect::{DayKind, DayLog, Settings, Status};
use shakeout::error::{Error, ExitCode};
use shakeout::synth::athlete::{Params, scenario, simulate};
use shakeout::synth::truth::truth;
use shakeout::trial::{Plan, calendar, plan_file, protocol, report, sha256, words};

fn settings() -> Settings {
    Settings {
        scale_low: 0.0,
        scale_high: 10.0,
        step: 1.0,
        smallest_effect: 0.75,
        evening: false,
        reported_assumed: false,
    }
}

fn plan(coins: usize, seed: u64) -> Plan {
    Plan {
        coins: blocks(coins, seed),
        seed,
        smallest_effect: 0.75,
        scale: Scale { low: 0.0, high: 10.0 },
        sigma: 1.0,
        sigma_source: "as given".into(),
        needed: coins,
        detectable: detectable(1.0, coins, 0.0, 0.0),
        start: date(2024, 2, 27),
        flex_per_week: 4,
        mismatch: 0.0,
        missing: 0.0,
        notes: Vec::new(),
    }
}

/// A runner who uses a coin on every free day, and the coins of the record: whole blocks from the first
/// one on that begins after the third day.
fn coin_runner(p: Params, seed: u64, coins: usize) -> (DayLog, Vec<Coin>) {
    let p = Params { n: coins * 5 / 2 + 60, randomize: true, coin_block: BLOCK, ..p };
    let athlete = simulate(&p, seed);
    let all: Vec<(usize, bool)> =
        athlete.assigned.iter().enumerate().filter_map(|(day, coin)| Some((day, (*coin)?))).collect();
    // The blocks began before the record did.
    let whole = |from: usize| {
        let from = &all[from..];
        from.chunks_exact(BLOCK).all(|block| block.iter().filter(|(_, easy)| *easy).count() == BLOCK / 2)
    };
    let mut first = (0..BLOCK).find(|&from| whole(from)).expect("blocks of four");
    while all[first].0 < 3 {
        first += BLOCK;
    }
    let used = &all[first..first + coins];
    let days = used[coins - 1].0 + 2;
    let log = first_days(&athlete.day_log(), days);
    (log, used.iter().map(|&(day, easy)| Coin { easy, used: Use::On(day) }).collect())
}

fn first_days(log: &DayLog, days: usize) -> DayLog {
    DayLog {
        kind: log.kind[..days].to_vec(),
        soreness: log.soreness[..days].to_vec(),
        hard_load: log.hard_load[..days].to_vec(),
        load: log.load[..days].to_vec(),
        descent_m: log.descent_m[..days].to_vec(),
        easy_min: log.easy_min[..days].to_vec(),
        gap: log.gap[..days].to_vec(),
        reported_late: log.reported_late[..days].to_vec(),
        ill: log.ill[..days].to_vec(),
        extra: Vec::new(),
    }
}

fn world(name: &str) -> Params {
    scenario(name).expect("a named world")
}

/// Three Monte-Carlo standard errors of a share.
fn slack(share: f64, draws: f64) -> f64 {
    3.0 * (share * (1.0 - share) / draws).sqrt()
}

// ---- How many coins ----

#[test]
fn the_number_of_coin_days_is_that_of_the_method() {
    assert_eq!(coins_needed(1.0, 0.5), 132);
    assert_eq!(coins_needed(1.0, 0.75), 62);
    assert_eq!(coins_needed(1.0, 1.0), 38);
    // Whole blocks.
    assert_eq!([132, 62, 38].map(|needed| list_length(needed, 0.0, 0.0)), [132, 64, 40]);
    // The same plan on a scale half as wide.
    assert_eq!(coins_needed(0.5, 0.375), 62);
}

#[test]
fn coins_not_followed_and_reports_missing_lengthen_the_list() {
    // 62 / 0.8² = 96.9, 62 / 0.8 = 77.5.
    assert_eq!(list_length(62, 0.1, 0.0), 100);
    assert_eq!(list_length(62, 0.0, 0.2), 80);
    assert_eq!(list_length(62, 0.1, 0.2), 124);
}

#[test]
fn the_effect_that_a_list_finds_is_the_inverse_of_its_length() {
    for delta in [0.5, 0.75, 1.0] {
        let found = detectable(1.0, coins_needed(1.0, delta), 0.0, 0.0).expect("long enough");
        assert!(found <= delta && found > 0.97 * delta, "{delta}: {found}");
    }
    assert_eq!(detectable(1.0, 4, 0.0, 0.0), None);
    let followed = detectable(1.0, 100, 0.0, 0.0).expect("long enough");
    assert!(detectable(1.0, 100, 0.1, 0.1).expect("long enough") > 1.2 * followed);
}

#[test]
fn every_block_has_two_of_each_and_a_seed_gives_one_list() {
    let list = blocks(132, 7);
    assert_eq!(list.len(), 132);
    for block in list.chunks(BLOCK) {
        assert_eq!(block.iter().filter(|easy| **easy).count(), 2);
    }
    assert_eq!(list, blocks(132, 7));
    assert_ne!(list, blocks(132, 8));
    // All six orders of a block come up, about equally often.
    let mut counts = std::collections::BTreeMap::new();
    for block in blocks(24_000, 3).chunks(BLOCK) {
        *counts.entry(block.to_vec()).or_insert(0) += 1;
    }
    assert_eq!(counts.len(), 6);
    assert!(counts.values().all(|count| (880..=1120).contains(count)), "{counts:?}");
}

#[test]
fn a_runners_own_spread_comes_from_the_log_and_a_short_log_has_none() {
    let log = simulate(&Params { n: 365, ..world("null") }, 11).day_log();
    let sigma = own_sigma(&log).expect("a year is enough");
    assert!((0.7..1.25).contains(&sigma), "{sigma}");
    assert_eq!(own_sigma(&first_days(&log, 20)), None);
}

// ---- The files of a plan ----

#[test]
fn sha256_equals_the_vectors_of_its_standard() {
    for (message, hash) in [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
        ),
        (
            "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
            "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1",
        ),
    ] {
        assert_eq!(sha256::hex(message.as_bytes()), hash, "{message}");
    }
    let million = "a".repeat(1_000_000);
    assert_eq!(
        sha256::hex(million.as_bytes()),
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    );
}

/// The plan with the `date` column filled by `date_of` (coin from 1 on; empty: waits).
fn dated(plan: &Plan, date_of: &dyn Fn(usize) -> String) -> String {
    let text = plan.csv();
    let rows = text.lines().map(|line| match line.split_once(',') {
        Some((coin, rest)) if coin.parse::<usize>().is_ok() => {
            let assignment = rest.split(',').next().expect("an assignment");
            format!("{coin},{assignment},{},\n", date_of(coin.parse().expect("a number")))
        }
        _ => format!("{line}\n"),
    });
    rows.collect()
}

fn march(coin: usize) -> String {
    date(2024, 3, 1).checked_add(jiff::ToSpan::days(2 * coin as i64)).expect("a day").to_string()
}

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
    refused(read(&with("2,easy,,\n")), &["coin 2 stands twice"]);
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
    refused(read(&plan(12, 5).csv()), &["no coin has a date", "1,easy,2024-05-01", "--dates dates.csv"]);
}

#[test]
fn dates_may_stand_in_a_file_that_does_not_say_what_the_coins_are() {
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
    let other = Plan { coins: blocks(8, 6), ..plan.clone() };
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
    let text = protocol::readme(&plan);
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    let (safety, morning) =
        (text.find("SAFETY FIRST").expect("there"), text.find("EACH MORNING").expect("there"));
    assert!(safety < morning);
    for words in ["veto", "illness", "Look once, when all 64 coins are used", &plan.sha256(), "seed"] {
        assert!(text.contains(words), "no `{words}`");
    }
}

// ---- The analysis ----

#[test]
fn a_true_effect_is_found_and_the_mirrored_diary_mirrors_it() {
    let (log, coins) = coin_runner(Params { tau: -1.2, ..world("null") }, 4, 64);
    let trial = analyse(&log, &coins, &settings());
    assert_eq!(trial.status, Status::Helps);
    assert!(trial.complete);
    let ours = trial.estimate.expect("an estimate");
    let mut mirrored = log.clone();
    mirrored.soreness.iter_mut().flatten().for_each(|value| *value = 10.0 - *value);
    let mirror = analyse(&mirrored, &coins, &settings());
    assert_eq!(mirror.status, Status::Hurts);
    let theirs = mirror.estimate.expect("an estimate");
    assert!((ours.estimate + theirs.estimate).abs() < 1e-10);
    assert!((ours.low + theirs.high).abs() < 1e-10);
    assert!((ours.df - theirs.df).abs() < 1e-7);
    assert_eq!(trial.p_randomisation, mirror.p_randomisation);
    // Days before the first and after the last report change nothing.
    let bytes = |trial: &Trial| serde_json::to_vec(trial).expect("plain data");
    assert_eq!(bytes(&trial), bytes(&analyse(&log, &coins, &settings())));
}

#[test]
fn the_randomisation_test_agrees_with_counting_every_list() {
    // Three blocks have 6³ = 216 lists: few enough to count them all.
    let outcome = [2.0, 3.0, 1.0, 4.0, 2.0, 5.0, 3.0, 4.0, 1.0, 3.0, 2.0, 6.0];
    let coins = [true, false, true, false, true, false, true, false, true, false, true, false];
    let mut log = DayLog::default();
    for day in 0..40 {
        let coin = day as isize - 3;
        // A coin day every third day; soreness that morning is always 2.
        let after = (coin >= 1 && (coin - 1) % 3 == 0).then(|| (coin as usize - 1) / 3);
        log.soreness.push(Some(after.and_then(|i| outcome.get(i)).copied().unwrap_or(2.0)));
        log.kind.push(DayKind::Rest);
        log.hard_load.push(Some(0.0));
        log.load.push(Some(0.0));
    }
    let used: Vec<Coin> =
        coins.iter().enumerate().map(|(i, &easy)| Coin { easy, used: Use::On(3 + 3 * i) }).collect();
    let trial = analyse(&log, &used, &settings());
    assert_eq!(trial.rows, 12);
    let difference = |list: &[bool]| {
        let sum = |easy: bool| -> f64 {
            outcome.iter().zip(list).filter(|(_, coin)| **coin == easy).map(|(y, _)| y).sum()
        };
        sum(true) / 6.0 - sum(false) / 6.0
    };
    let observed = difference(&coins);
    assert!((trial.estimate.expect("an estimate").estimate - observed).abs() < 1e-10);
    let orders: Vec<Vec<bool>> = (0..16_u32)
        .map(|bits| (0..4).map(|k| bits >> k & 1 == 1).collect::<Vec<bool>>())
        .filter(|block| block.iter().filter(|easy| **easy).count() == 2)
        .collect();
    let mut extreme = 0;
    for a in &orders {
        for b in &orders {
            for c in &orders {
                let list: Vec<bool> = [a.as_slice(), b, c].concat();
                extreme += usize::from(difference(&list).abs() >= observed.abs() - 1e-12);
            }
        }
    }
    let exact = f64::from(u32::try_from(extreme).expect("few")) / 216.0;
    let p = trial.p_randomisation.expect("a p value");
    assert!(
        (p - exact).abs() < 3.5 * (exact * (1.0 - exact) / 1999.0).sqrt() + 1.0 / 1999.0,
        "{p} against {exact}"
    );
}

#[test]
fn a_coin_that_was_not_followed_counts_as_what_it_said() {
    let (log, coins) = coin_runner(Params { tau: -1.0, ..world("null") }, 21, 40);
    let before = analyse(&log, &coins, &settings());
    // Five easy coins on which nothing was run, one moderate run, one day that nobody knows.
    let mut disobeyed = log.clone();
    let easy: Vec<usize> = coins
        .iter()
        .filter(|coin| coin.easy)
        .filter_map(|coin| match coin.used {
            Use::On(day) => Some(day),
            _ => None,
        })
        .collect();
    for &day in &easy[..5] {
        disobeyed.kind[day] = DayKind::Rest;
    }
    disobeyed.kind[easy[5]] = DayKind::Moderate;
    disobeyed.kind[easy[6]] = DayKind::Unknown;
    let after = analyse(&disobeyed, &coins, &settings());
    assert_eq!(after.estimate, before.estimate);
    assert_eq!(after.p_randomisation, before.p_randomisation);
    assert_eq!((after.rows, after.easy_coins), (40, 20));
    let done = after.done_on_easy;
    assert_eq!((done.easy, done.rest, done.other, done.unknown), (13, 5, 1, 1));
    assert_eq!(after.done_on_rest, before.done_on_rest);
    assert_eq!(after.done_on_rest.rest, 20);
    // By what was done is another number, and only a note.
    assert_ne!(after.as_treated, before.as_treated);
    let as_treated = before.as_treated.expect("a number");
    assert!((as_treated - before.estimate.expect("an estimate").estimate).abs() < 1e-10);
}

#[test]
fn coin_days_without_reports_are_counted_and_left_out() {
    let (mut log, mut coins) = coin_runner(world("null"), 33, 40);
    let day = |coin: &Coin| match coin.used {
        Use::On(day) => day,
        _ => panic!("every coin was used"),
    };
    log.soreness[day(&coins[0])] = None;
    log.soreness[day(&coins[39]) + 1] = None;
    log.hard_load[day(&coins[20]) - 1] = None;
    coins[10].used = Use::OutsideLog;
    let trial = analyse(&log, &coins, &settings());
    let lost: usize = trial.lost.iter().map(|lost| lost.count).sum();
    assert_eq!(trial.rows + lost, 40);
    assert!(trial.lost.iter().all(|lost| lost.count > 0));
    for words in ["does not have that day", "that morning", "three days before", "the morning after"] {
        assert!(trial.lost.iter().any(|lost| lost.reason.contains(words)), "{words}: {:?}", trial.lost);
    }
    assert_eq!((trial.used, trial.complete), (40, true));
}

#[test]
fn an_early_look_goes_by_the_interval_that_holds_at_every_look() {
    let (log, mut coins) = coin_runner(Params { tau: -0.9, ..world("null") }, 8, 64);
    coins[40..].iter_mut().for_each(|coin| coin.used = Use::Waiting);
    let trial = analyse(&log, &coins, &settings());
    assert!(!trial.complete);
    assert_eq!((trial.used, trial.coins, trial.rows), (40, 64, 40));
    let estimate = trial.estimate.expect("an estimate");
    let half = trial.always_valid_halfwidth.expect("a half-width");
    assert!(half > 0.5 * (estimate.high - estimate.low));
    assert_eq!(trial.status == Status::Helps, estimate.estimate + half < 0.0);
    let looks = words::looks(&trial, &settings()).expect("an early look");
    assert!(looks.starts_with("Looked at 40 of 64 coins: look once at 64, or use the always-valid interval"));
    assert!(words::sentence(&trial, &settings()).contains("interval that holds at every look"));
    coins.truncate(40);
    let whole = analyse(&log, &coins, &settings());
    assert_eq!(words::looks(&whole, &settings()), None);
}

#[test]
fn too_few_coin_days_give_no_number_but_a_reason() {
    let (log, mut coins) = coin_runner(world("null"), 9, 40);
    coins[10..].iter_mut().for_each(|coin| coin.used = Use::Waiting);
    let trial = analyse(&log, &coins, &settings());
    assert_eq!(trial.status, Status::NotEnoughData);
    assert_eq!((trial.estimate, trial.p_randomisation), (None, None));
    assert!(words::sentence(&trial, &settings()).starts_with("Not enough data yet: 5 easy and 5 rest coins"));
    let mut flat = log.clone();
    flat.soreness.iter_mut().for_each(|value| *value = Some(3.0));
    let (_, coins) = coin_runner(world("null"), 9, 40);
    let trial = analyse(&flat, &coins, &settings());
    assert_eq!(trial.status, Status::NotEnoughData);
    assert!(trial.reason.expect("a reason").contains("does not vary"));
}

#[test]
fn every_verdict_has_a_kind_sentence_that_claims_no_more_than_its_numbers() {
    let mut seen = std::collections::BTreeSet::new();
    for (tau, coins, delta) in
        [(-1.2, 64, 0.75), (1.2, 64, 0.75), (0.0, 132, 0.75), (0.0, 40, 0.2), (0.0, 8, 0.75)]
    {
        let settings = Settings { smallest_effect: delta, ..settings() };
        for seed in 0..6 {
            let (log, coins) = coin_runner(Params { tau, ..world("null") }, 500 + seed, coins);
            let trial = analyse(&log, &coins, &settings);
            let sentence = words::sentence(&trial, &settings);
            let lower = sentence.to_lowercase();
            for word in ["prove", "should", "must", "stop ", "definitely", "nan", "inf"] {
                assert!(!lower.contains(word), "`{word}` in: {sentence}");
            }
            let start = match trial.status {
                Status::Helps => "In this trial easy runs helped you",
                Status::Hurts => "In this trial easy runs cost you something",
                Status::NoDifference => "No difference that matters",
                Status::CannotTell => "The trial cannot tell, as happens to careful trials too",
                Status::NotEnoughData => "Not enough data yet",
                Status::NotIdentifiable => panic!("a trial is always identified"),
            };
            assert!(sentence.starts_with(start), "{sentence}");
            if let Some(estimate) = trial.estimate {
                assert!(sentence.contains(&format!("{:.2}", estimate.estimate.abs())), "{sentence}");
                assert!(
                    sentence
                        .contains(&format!("{} easy and {} rest coins", trial.easy_coins, trial.rest_coins))
                );
            }
            seen.insert(format!("{:?}", trial.status));
        }
    }
    assert_eq!(seen.len(), 5, "{seen:?}");
}

#[test]
fn no_difference_of_the_coin_is_not_taken_for_one_of_the_run_when_the_coin_was_ignored() {
    let settings = Settings { smallest_effect: 2.0, ..settings() };
    let said = |nonadhere: f64| {
        let (log, coins) = coin_runner(Params { nonadhere, ..world("null") }, 61, 64);
        let trial = analyse(&log, &coins, &settings);
        assert_eq!(trial.status, Status::NoDifference);
        (trial.well_followed(), words::sentence(&trial, &settings))
    };
    let (followed, sentence) = said(0.0);
    assert!(followed && sentence.contains("either choice is as good"), "{sentence}");
    let (followed, sentence) = said(0.8);
    assert!(!followed && sentence.contains("what the coin did, not the run"), "{sentence}");
}

#[test]
fn coins_that_are_ignored_dilute_the_effect_and_never_turn_it() {
    let mean = |nonadhere: f64| {
        let p = Params { tau: -1.0, nonadhere, ..world("null") };
        (0..100_u64)
            .map(|seed| {
                let (log, coins) = coin_runner(p, 940_000 + seed, 64);
                analyse(&log, &coins, &settings()).estimate.expect("enough coins").estimate / 100.0
            })
            .sum::<f64>()
    };
    let (whole, diluted) = (mean(0.0), mean(0.4));
    // An ignored coin does nothing: the effect shrinks to 1 - 0.4.
    let share = diluted / whole;
    assert!((0.5..0.7).contains(&share), "{diluted} of {whole}");
}

// ---- The method's bars, on a smaller draw ----

/// Shares of trials: with a direction, of which the wrong one, with the truth in the interval, and with p < 0.05.
fn shares(p: Params, coins: usize, truth: f64, first_seed: u64, trials: u64) -> [f64; 4] {
    let mut sums = [0.0; 4];
    for seed in 0..trials {
        let (log, coins) = coin_runner(p, first_seed + seed, coins);
        let trial = analyse(&log, &coins, &settings());
        let estimate = trial.estimate.expect("enough coins");
        let wrong = if truth < 0.0 { Status::Hurts } else { Status::Helps };
        let yes = [
            matches!(trial.status, Status::Helps | Status::Hurts),
            trial.status == wrong,
            estimate.low <= truth && truth <= estimate.high,
            trial.p_randomisation.expect("a p value") < 0.05,
        ];
        for (sum, yes) in sums.iter_mut().zip(yes) {
            *sum += f64::from(u8::from(yes)) / trials as f64;
        }
    }
    sums
}

#[test]
fn planned_trials_have_the_power_and_the_errors_that_were_promised() {
    const TRIALS: u64 = 250;
    let draws = TRIALS as f64;
    for (tau, delta) in [(-0.5, 0.5), (-0.75, 0.75), (-1.0, 1.0)] {
        let coins = list_length(coins_needed(1.0, delta), 0.0, 0.0);
        let [_, _, covered, rejected] = shares(world("null"), coins, 0.0, 900_000, TRIALS);
        assert!(rejected <= 0.07 + slack(0.05, draws), "{coins} coins: type I {rejected}");
        assert!(covered >= 0.925 - slack(0.925, draws), "{coins} coins: coverage {covered}");

        let p = Params { tau, ..world("null") };
        let truth = truth(&Params { randomize: true, ..p }, 40_000).ato[0].expect("days to compare");
        let [directed, wrong, covered, rejected] = shares(p, coins, truth, 910_000, TRIALS);
        let power = (0.77 - slack(0.8, draws))..=(0.88 + slack(0.8, draws));
        assert!(power.contains(&rejected), "{coins} coins: power {rejected}");
        assert!(directed >= 0.75 - slack(0.8, draws), "{coins} coins: {directed} with a verdict");
        assert!(wrong == 0.0, "{coins} coins: {wrong} the wrong way");
        assert!(covered >= 0.925 - slack(0.925, draws), "{coins} coins: coverage {covered}");
    }
}

#[test]
fn looking_after_every_block_raises_few_false_alarms() {
    const RUNNERS: u64 = 120;
    let mut alarms = 0.0;
    for seed in 0..RUNNERS {
        let (log, coins) = coin_runner(world("null"), 930_000 + seed, 64);
        let alarm = (12..64).step_by(BLOCK).any(|used| {
            let mut so_far = coins.clone();
            so_far[used..].iter_mut().for_each(|coin| coin.used = Use::Waiting);
            let status = analyse(&log, &so_far, &settings()).status;
            matches!(status, Status::Helps | Status::Hurts)
        });
        alarms += f64::from(u8::from(alarm));
    }
    let share = alarms / RUNNERS as f64;
    assert!(share <= 0.05 + slack(0.05, RUNNERS as f64), "{share}");
}

// ---- The program as it is typed ----

fn shakeout(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_shakeout")).args(args).output().expect("the program starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name)
}

fn path(p: &Path) -> &str {
    p.to_str().expect("a UTF-8 path")
}

#[test]
fn plan_writes_a_folder_and_prints_the_seal_but_no_coin() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let out = dir.path().join("plan");
    let args = ["plan", "--start", "2024-05-01", "--seed", "7", "--sigma", "1", "--out", path(&out)];
    let output = shakeout(&args);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let shown = text(&output.stdout);
    assert!(shown.lines().all(|line| line.chars().count() <= 80), "{shown}");
    let csv = fs::read_to_string(out.join("plan.csv")).expect("a plan");
    let seal = csv.lines().find_map(|line| line.strip_prefix("# sha256: ")).expect("a seal");
    for words in ["A list of 64 coins", "needs         62 coin days", seal, "seed          7"] {
        assert!(shown.contains(words), "no `{words}` in {shown}");
    }
    for name in ["plan.ics", "dates.csv", "README.txt"] {
        assert!(out.join(name).is_file(), "{name}");
    }
    // The seal can be checked with the tools of any system: it is of the first two columns.
    let list: String = csv
        .lines()
        .filter(|line| line.starts_with(|c: char| c.is_ascii_digit()))
        .map(|line| line.splitn(3, ',').take(2).collect::<Vec<_>>().join(",") + "\n")
        .collect();
    assert_eq!(sha256::hex(list.as_bytes()), seal);
    // A second plan in the same folder would replace the first.
    let again = shakeout(&args);
    assert_eq!(again.status.code(), Some(2));
    assert!(text(&again.stderr).contains("drawn once"));
    assert_eq!(fs::read_to_string(out.join("plan.csv")).expect("a plan"), csv);
}

#[test]
fn plan_without_a_seed_draws_one_and_says_it() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let seeds: Vec<u64> = ["a", "b"]
        .iter()
        .map(|name| {
            let out = dir.path().join(name);
            let output = shakeout(&["plan", "--start", "2024-05-01", "--json", "--out", path(&out)]);
            let json: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
            let seed = json["seed"].as_u64().expect("a seed");
            let csv = fs::read_to_string(out.join("plan.csv")).expect("a plan");
            assert!(csv.contains(&format!("# seed: {seed}\n")));
            assert_eq!(json["sha256"], plan_file::seal(&blocks(64, seed)).as_str());
            seed
        })
        .collect();
    assert_ne!(seeds[0], seeds[1]);
}

#[test]
fn plan_takes_spread_scale_and_first_day_from_the_runners_own_table() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let days = fixture("golden/help365/days.csv");
    let out = dir.path().join("plan");
    let output = shakeout(&["plan", path(&days), "--soreness-scale", "0..10", "--json", "--out", path(&out)]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let sigma = json["sigma"].as_f64().expect("a number");
    assert!((0.6..1.2).contains(&sigma) && sigma != 1.0, "{sigma}");
    assert_eq!(json["sigma_source"], "from your own log");
    assert_eq!(json["start"], "2024-01-02");
    assert_eq!(json["needed"], coins_needed(sigma, 0.75));
}

#[test]
fn plan_refuses_what_nobody_could_run() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let out = dir.path().join("plan");
    for (args, words) in [
        (vec!["--weeks", "4"], "--start 2024-05-01"),
        (vec!["--start", "soon"], "2024-05-01"),
        (vec!["--start", "2024-05-01", "--smallest-effect", "0.01"], "more than anybody could use up"),
        (vec!["--start", "2024-05-01", "--adherence-mismatch", "0.5"], "--adherence-mismatch"),
        (vec!["--start", "2024-05-01", "--missing", "1"], "--missing"),
        (vec!["--start", "2024-05-01", "--sigma", "0"], "--sigma"),
        (vec!["--start", "2024-05-01", "--flex-per-week", "8"], "--flex-per-week"),
        (vec!["--start", "2024-05-01", "--days", "0"], "--days"),
    ] {
        let mut all = vec!["plan", "--out", path(&out)];
        all.extend(args);
        let output = shakeout(&all);
        let stderr = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{stderr}");
        assert!(stderr.contains(words) && stderr.contains("remedy"), "no `{words}` in {stderr}");
        assert!(!out.exists());
    }
}

#[test]
fn a_shorter_list_says_what_it_can_find() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let out = dir.path().join("plan");
    let output = shakeout(&["plan", "--start", "2024-05-01", "--weeks", "5", "--json", "--out", path(&out)]);
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!((json["coins"].as_u64(), json["needed"].as_u64()), (Some(20), Some(62)));
    let found = json["detectable"].as_f64().expect("a number");
    assert!((found - detectable(1.0, 20, 0.0, 0.0).expect("long enough")).abs() < 1e-9);
    assert!(json["notes"].to_string().contains("shorter than the 64"));
}

#[test]
fn trial_reads_archive_log_and_plan_and_writes_its_report() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let season = fixture("season");
    let log = season.join("soreness.csv");
    let plan = plan(16, 7);
    let file = dir.path().join("plan.csv");
    // Coins on days of the season that nobody tossed one for: about half are not followed.
    let day = |coin: usize| {
        date(2023, 1, 3).checked_add(jiff::ToSpan::days(2 * coin as i64)).expect("a day").to_string()
    };
    fs::write(&file, dated(&plan, &day)).expect("a file");
    let out = dir.path().join("trial");
    let base = ["trial", path(&file), path(&season), "--soreness", path(&log)];
    let output = shakeout(&[&base[..], &["--out", path(&out)]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let shown = text(&output.stdout);
    assert!(shown.lines().all(|line| line.chars().count() <= 80), "{shown}");
    assert!(shown.contains(&plan.sha256()), "{shown}");
    let json: serde_json::Value =
        serde_json::from_slice(&fs::read(out.join("trial.json")).expect("a report")).expect("JSON");
    assert_eq!((json["coins"].as_u64(), json["used"].as_u64()), (Some(16), Some(16)));
    let count = |arm: &str| -> u64 {
        ["easy", "rest", "other", "unknown"]
            .iter()
            .map(|kind| json[arm][*kind].as_u64().expect("a count"))
            .sum()
    };
    assert_eq!((count("done_on_easy"), count("done_on_rest")), (8, 8));
    assert!(fs::read_to_string(out.join("trial.md")).expect("a report").contains("| coin said |"));
    let printed = shakeout(&[&base[..], &["--json"]].concat());
    let again: serde_json::Value = serde_json::from_slice(&printed.stdout).expect("JSON alone");
    assert_eq!(again, json);
}

#[test]
fn trial_refuses_evening_reports_a_new_smallest_effect_and_a_broken_seal() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let season = fixture("season");
    let log = season.join("soreness.csv");
    let file = dir.path().join("plan.csv");
    let sound = dated(&plan(8, 7), &march);
    fs::write(&file, &sound).expect("a file");
    for (extra, words) in [
        (vec!["--reported", "evening"], "morning"),
        (vec!["--smallest-effect", "0.1"], "fixed by the plan"),
        (vec!["--dates", "no/such.csv"], "no/such.csv"),
    ] {
        let mut args = vec!["trial", path(&file), path(&season), "--soreness", path(&log)];
        args.extend(extra);
        let output = shakeout(&args);
        let stderr = text(&output.stderr);
        assert!(matches!(output.status.code(), Some(1 | 2)), "{stderr}");
        assert!(stderr.contains(words) && stderr.contains("remedy"), "{stderr}");
        assert!(output.stdout.is_empty());
    }
    fs::write(&file, sound.replace("# sha256: ", "# sha256: f")).expect("a file");
    let output = shakeout(&["trial", path(&file), path(&season), "--soreness", path(&log)]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("does not match its seal"));
}

#[test]
fn departures_from_the_protocol_are_said() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let season = fixture("season");
    let log = season.join("soreness.csv");
    let file = dir.path().join("plan.csv");
    let day = |coin: usize| match coin {
        3 => String::new(),
        4 => "2023-01-28".to_owned(),
        _ => date(2023, 1, 3).checked_add(jiff::ToSpan::days(2 * coin as i64)).expect("a day").to_string(),
    };
    fs::write(&file, dated(&plan(8, 7), &day)).expect("a file");
    let output = shakeout(&["trial", path(&file), path(&season), "--soreness", path(&log)]);
    let shown = text(&output.stdout);
    assert!(shown.contains("1 coin passed over"), "{shown}");
    assert!(shown.contains("not used in their order"), "{shown}");
    assert!(shown.contains("Looked at 7 of 8 coins"), "{shown}");
    assert!(shown.starts_with("Not enough data yet"), "{shown}");
}

#[test]
fn the_plan_on_the_terminal_and_as_json_reveals_no_coin() {
    let plan = plan(64, 7);
    let (shown, json) = (report::plan_terminal(&plan), report::plan_json(&plan));
    let order = plan.csv();
    assert!(order.contains(",easy,") && order.contains(",rest,"));
    for text in [shown, json] {
        assert!(!text.contains(",easy") && !text.contains(",rest"), "{text}");
        assert!(text.contains(&plan.sha256()));
    }
}

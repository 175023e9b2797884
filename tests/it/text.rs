//! text: counts, dates and lines as a reader sees them.

use jiff::civil::date;
use shakeout::text;

#[test]
fn counts_agree_with_their_nouns() {
    assert_eq!(text::count(0, "file"), "0 files");
    assert_eq!(text::count(1, "file"), "1 file");
    assert_eq!(text::count(12_345, "entry"), "12,345 entries");
    assert_eq!(text::count(2, "day"), "2 days");
}

#[test]
fn an_interval_that_excludes_zero_is_never_printed_as_if_it_held_it() {
    use shakeout::text::number;
    assert_eq!(number::interval(-0.86, -0.003), "−0.86 to −0.003");
    assert_eq!(number::interval(0.000_04, 0.5), "+0.00004 to +0.50");
    assert_eq!(number::interval(-0.83, 0.03), "−0.83 to +0.03");
    assert_eq!(number::interval(0.0, -0.0), "0.00 to 0.00");
    assert_eq!(number::interval(-1e-12, 1e-12), "0.00 to 0.00", "what is left of a subtraction is 0");
    assert_eq!(number::estimate(-0.004, -0.006, -0.002), "−0.004 (−0.01 to −0.002)");
    assert_eq!(number::estimate(-0.004, -0.4, 0.4), "0.00 (−0.40 to +0.40)");
    assert_eq!(number::places(0.4974, &[-0.5, 0.0, 0.5], 2), 3, "0.50 would not be inside ±0.5");
}

#[test]
fn dates_have_one_form() {
    assert_eq!(text::date::day(date(2023, 2, 3)), "3 Feb 2023");
    assert_eq!(text::date::month(date(2023, 2, 3)), "Feb 2023");
}

#[test]
fn lines_break_between_words_and_never_at_the_hyphens_of_a_flag() {
    assert_eq!(text::fold("say it with --reported morning", 14), ["say it with", "--reported", "morning"]);
    assert_eq!(text::fold("  two   blanks  ", 80), ["two blanks"]);
    assert!(text::fold("", 80).is_empty());
    assert_eq!(text::fold("abcdefgh", 3), ["abcdefgh"], "a word that may be copied stays whole");
    assert_eq!(text::fold(&"a".repeat(100), 60).len(), 2, "a longer one is broken");
}

#[test]
fn wide_letters_take_two_columns() {
    assert_eq!(text::fold("早晨 早晨", 4), ["早晨", "早晨"]);
    let mut page = String::new();
    text::hanging(&mut page, "早 ", "one two", 7);
    assert_eq!(page, "早 one\n   two\n");
}

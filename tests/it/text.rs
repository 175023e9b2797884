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

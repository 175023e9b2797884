//! Near: the name that was meant.

use shakeout::near::nearest;

#[test]
fn one_slip_for_every_three_letters_is_near() {
    let names = ["soreness", "scale", "direction", "reported"];
    assert_eq!(nearest("sorenes", names), Some("soreness"));
    assert_eq!(nearest("Scael", names), Some("scale"), "two neighbours in the wrong order, another case");
    assert_eq!(nearest("dirrection", names), Some("direction"));
    assert_eq!(nearest("weight", names), None);
    assert_eq!(nearest("", names), None);
    assert_eq!(nearest("x", []), None);
}

#[test]
fn the_nearest_of_several_wins_and_the_first_of_equals() {
    assert_eq!(nearest("hr_mx", ["hr_rest", "hr_max"]), Some("hr_max"));
    assert_eq!(nearest("abc", ["abd", "abe"]), Some("abd"));
}

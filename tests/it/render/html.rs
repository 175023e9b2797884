//! The page.

use super::*;

#[test]
fn the_page_is_self_contained_and_asks_no_server() {
    for variant in RENDERED.keys() {
        let page = text(variant, "report.html").to_lowercase();
        for forbidden in [
            "src=\"http",
            "<img",
            "<script ",
            "<link",
            "@import",
            "<iframe",
            "onload=",
            "onerror=",
            " style=",
        ] {
            assert!(!page.contains(forbidden), "{variant}: {forbidden}");
        }
        for (open, own) in
            [("href=\"", ["#", "plots&#x2f;", "plots/"]), ("url(", ["data:font/woff2;", "", ""])]
        {
            for link in page.split(open).skip(1) {
                let known = own.iter().any(|start| !start.is_empty() && link.starts_with(start));
                assert!(known, "{variant}: {open}{}", &link[..40]);
            }
        }
        assert!(page.contains("default-src 'none'"), "{variant}");
        assert_eq!(page.matches("<h1").count(), 1, "{variant}");
        assert!(page.contains("<html lang=\"en\">"), "{variant}");
        let drawn = FIGURES.iter().filter(|figure| (figure.available)(&RENDERED[variant].0).is_ok()).count();
        assert!(
            page.matches("<svg").count() >= 2 * drawn,
            "{variant}: a picture for desks and one for phones"
        );
        assert_eq!(page.matches("<svg").count(), page.matches("role=\"img\"").count(), "{variant}");
        assert_eq!(page.matches("aria-label=\"\"").count(), 0, "{variant}: every picture has words");
        assert_eq!(page.matches("<table ").count(), page.matches("<caption>").count(), "{variant}");
        let most = if *variant == "decade" { 1_050_000 } else { 500_000 };
        assert!(page.len() <= most, "{variant}: {} bytes", page.len());
    }
}

#[test]
fn names_from_files_are_escaped_everywhere() {
    let page = text("hostile", "report.html");
    assert!(page.contains("&lt;script&gt;alert(1)"), "the name is shown, escaped");
    assert_eq!(page.matches("<script").count(), 1, "none but the page's own");
    let markdown = text("hostile", "report.md");
    assert!(!markdown.contains("<script"), "no markup in Markdown");
    assert!(markdown.contains("\\[a\\]"), "no link in Markdown");
    assert!(!markdown.contains("\n# h1"), "a line feed in a name starts no heading");
    let terminal = render::terminal(&RENDERED["hostile"].0, false, 80);
    for (place, output) in [("page", page), ("Markdown", markdown), ("terminal", terminal.as_str())] {
        assert!(!output.contains('\u{1b}'), "{place}: no escape sequence from a name");
        assert!(!output.contains('\u{202e}'), "{place}: nothing turns the writing direction");
    }
    assert!(page.len() < 2_000_000, "a name of 10 kB is cut");
}

//! page: what keeps names from files from being more than words, in the page, in Markdown and in pictures.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use shakeout::render;
use shakeout::report::Report;

use crate::support::report;

fn output(report: &Report, path: &str) -> Vec<u8> {
    let files = render::render(report).expect("a report");
    files.into_iter().find(|f| f.path == path).unwrap_or_else(|| panic!("no {path}")).bytes
}

fn text(report: &Report, path: &str) -> String {
    String::from_utf8(output(report, path)).expect("UTF-8")
}

#[test]
fn the_content_policy_names_the_hashes_of_the_only_style_and_script() {
    let page = text(&report::season(60), "report.html");
    for (directive, open, close) in
        [("style-src", "<style>", "</style>"), ("script-src", "<script>", "</script>")]
    {
        assert_eq!(page.matches(open).count(), 1);
        let (_, rest) = page.split_once(open).expect(open);
        let (content, _) = rest.split_once(close).expect(close);
        let hash = STANDARD.encode(Sha256::digest(content));
        assert!(page.contains(&format!("{directive} 'sha256-{hash}';")), "{directive}: {hash}");
    }
    assert!(!page.contains("unsafe-"));
}

#[test]
fn code_in_markdown_shows_what_it_quotes_and_cannot_be_left() {
    let mut report = report::season(60);
    report.notes = vec![
        "date `<img src=x> | <b>` cannot be read".to_owned(),
        "name `<i onclick=x>``` ends elsewhere".to_owned(),
        "lone ` and <u>".to_owned(),
    ];
    let markdown = text(&report, "report.md");
    assert!(markdown.contains("date `<img src=x> \\| <b>` cannot be read"), "code keeps its letters");
    assert!(
        markdown.contains("name \\`&lt;i onclick=x&gt;\\`\\`\\` ends elsewhere"),
        "runs of backquotes are no code"
    );
    assert!(markdown.contains("lone \\` and &lt;u&gt;"));
}

#[test]
fn code_on_the_page_is_set_as_code_and_escaped() {
    let mut report = report::season(60);
    report.notes = vec!["read `<img src=x>` as <b>".to_owned(), "lone ` and <u>".to_owned()];
    let page = text(&report, "report.html");
    assert!(page.contains("read <code>&lt;img src=x&gt;</code> as &lt;b&gt;"));
    assert!(page.contains("lone ` and &lt;u&gt;"));
}

#[test]
fn a_picture_shows_a_box_for_each_letter_its_font_lacks_and_nothing_for_joiners() {
    let drawn = |label: &str| {
        let mut report = report::season(60);
        report.analysis.as_mut().expect("an analysis").strata[0].label = label.to_owned();
        output(&report, "plots/effect.png")
    };
    let boxes = drawn("run □□ end");
    assert_ne!(boxes, drawn("run end"), "the box is drawn");
    assert_eq!(boxes, drawn("run 早晨 end"), "CJK");
    assert_eq!(
        boxes,
        drawn("run 🏃\u{1f3fd}\u{200d}💨\u{fe0f} end"),
        "emoji with a tone, a joiner and a selector"
    );
    assert_eq!(boxes, drawn("run جر end"), "Arabic");
}

//! The rules of the house that a compiler does not check: who may use what.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Every file of `src` by its path there, with its text.
pub fn sources() -> Vec<(String, String)> {
    fn walk(folder: &Path, out: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).expect("src can be read") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                walk(&path, out);
            } else if path.extension().is_some_and(|ext| ext == "rs") {
                out.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    walk(&root, &mut paths);
    paths
        .into_iter()
        .map(|path| {
            let name = path.strip_prefix(&root).expect("below src").to_string_lossy().replace('\\', "/");
            (name, fs::read_to_string(&path).expect("a source is UTF-8"))
        })
        .collect()
}

/// Code without comments: a doc comment may name any crate.
fn code(text: &str) -> String {
    text.lines().map(|line| line.split("//").next().unwrap_or("")).collect::<Vec<_>>().join("\n")
}

/// `word` is used only in files that begin with one of `allowed`; and it is used at all.
fn only_in(word: &str, allowed: &[&str]) {
    let users: Vec<String> =
        sources().into_iter().filter(|(_, text)| code(text).contains(word)).map(|(name, _)| name).collect();
    assert!(!users.is_empty(), "nobody uses `{word}`: this rule checks nothing");
    let strangers: Vec<&String> =
        users.iter().filter(|user| !allowed.iter().any(|prefix| user.starts_with(prefix))).collect();
    assert!(strangers.is_empty(), "`{word}` belongs in {allowed:?}, but is used in {strangers:?}");
}

const PARTS_OF_POLARS: [&str; 3] = ["polars::", "polars_io::", "polars_parquet::"];

#[test]
fn polars_stays_in_the_tables() {
    for part in PARTS_OF_POLARS {
        only_in(part, &["table/"]);
    }
}

#[test]
fn plotters_stays_in_render() {
    only_in("plotters::", &["render/"]);
}

#[test]
fn xml_and_fitparser_stay_in_decode() {
    only_in("quick_xml::", &["decode/"]);
    only_in("fitparser::", &["decode/"]);
}

#[test]
fn rayon_stays_in_the_pipeline() {
    only_in("rayon::", &["pipeline"]);
}

#[test]
fn clap_stays_on_the_command_line() {
    only_in("clap::", &["cli.rs", "cli/", "main.rs"]);
}

#[test]
fn what_talks_to_the_terminal_stays_there() {
    only_in("annotate_snippets::", &["error/"]);
    for word in ["indicatif::", "tracing_subscriber::"] {
        only_in(word, &["terminal.rs", "terminal/"]);
    }
    for word in ["ctrlc::", "signal_hook::"] {
        only_in(word, &["signal.rs"]);
    }
}

#[test]
fn files_are_touched_only_where_the_house_says() {
    only_in(
        "std::fs",
        &["discover/", "output", "signal.rs", "config/profile.rs", "pipeline", "commands/about.rs"],
    );
    only_in("File::open", &["discover/", "output", "signal.rs", "config/profile.rs", "pipeline"]);
}

#[test]
fn the_clock_is_read_only_for_the_generated_line_and_the_log() {
    // progress.rs times the stages for the log, which goes to stderr and to no output.
    for word in ["SystemTime::now", "Instant::now", "Timestamp::now"] {
        let users: Vec<String> = sources()
            .into_iter()
            .filter(|(_, text)| code(text).contains(word))
            .map(|(name, _)| name)
            .collect();
        let allowed = |user: &String| {
            user == "commands/analyze.rs" || (word == "Instant::now" && user == "pipeline/progress.rs")
        };
        assert!(users.iter().all(allowed), "`{word}` is used in {users:?}");
    }
}

#[test]
fn no_test_hides_in_src_where_nothing_would_run_it() {
    for (name, text) in sources() {
        assert!(!code(&text).contains("#[cfg(test)]"), "{name} has a test module; tests live in tests/it");
    }
}

#[test]
fn hash_maps_with_their_random_order_are_not_used() {
    for (name, text) in sources() {
        // fitparser hands over a HashMap; values are looked up by number, it is never iterated.
        if name == "decode/messages.rs" {
            continue;
        }
        let code = code(&text);
        assert!(!code.contains("HashMap") && !code.contains("HashSet"), "{name} uses a hash map");
    }
}

#[test]
fn nothing_is_unfinished() {
    for (name, text) in sources() {
        for word in ["todo!(", "unimplemented!(", "To be written", "to be written"] {
            assert!(!text.contains(word), "{name} contains `{word}`");
        }
    }
}

/// What `use polars::...` brings into a file, under the names that it has there.
fn polars_names(code: &str) -> Vec<String> {
    let mut names = PARTS_OF_POLARS.map(str::to_owned).to_vec();
    for (at, _) in code.match_indices("use polars") {
        let statement = &code[at + 4..at + code[at..].find(';').expect("a statement ends")];
        let list = statement.split_once('{').map_or(statement, |(_, list)| list.trim_end_matches('}'));
        for item in list.split(',') {
            let name = item.rsplit(" as ").next().unwrap_or(item).rsplit("::").next().unwrap_or(item).trim();
            assert_ne!(name, "*", "a glob hides what comes from polars");
            names.extend((!name.is_empty()).then(|| name.to_owned()));
        }
    }
    names
}

/// The heads of what is public, and of implementations of traits: up to the body, or to the end
/// of a field. `pub(super)` and `pub(crate)` are not public.
fn public_heads(code: &str) -> Vec<String> {
    let starts = code.match_indices("pub ").chain(code.match_indices("impl")).filter(|(at, _)| {
        let line = code[..*at].rfind('\n').map_or(0, |end| end + 1);
        code[line..*at].trim().is_empty()
    });
    starts
        .map(|(at, _)| {
            let end = code[at..].find(['{', ';', '=']).map_or(code.len(), |end| at + end);
            code[at..end].to_owned()
        })
        .collect()
}

#[test]
fn no_type_of_polars_is_in_the_public_interface() {
    let (mut files, mut heads) = (0, 0);
    for (name, text) in sources() {
        let code = code(&text);
        if !code.contains("polars") {
            continue;
        }
        files += 1;
        let foreign = polars_names(&code);
        for head in public_heads(&code) {
            heads += 1;
            let words: Vec<&str> = head.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
            let shown = foreign.iter().find(|own| words.contains(&own.trim_end_matches("::")));
            assert!(shown.is_none(), "{name}: {shown:?} is public in: {head}");
        }
    }
    assert!(files > 0 && heads > 5, "{files} files with {heads} public items: this rule checks nothing");
}

#[test]
fn the_rule_on_public_types_finds_one() {
    let code = "use polars::prelude::{DataFrame, Series as Lane};\nuse polars_io::prelude::SerReader;\npub fn a(\n    x: &Lane,\n) -> u8 {}\nfn b(x: DataFrame) {}\n";
    assert_eq!(polars_names(code)[PARTS_OF_POLARS.len()..], ["DataFrame", "Lane", "SerReader"]);
    let heads = public_heads(code);
    assert!(heads.len() == 1 && heads[0].contains("Lane"), "{heads:?}");
}

#[test]
fn the_fuzz_targets_build_their_dependencies_as_the_crate_does() {
    let packages = |manifest: &str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(manifest);
        let text = fs::read_to_string(path).expect("a manifest");
        let manifest: toml::Table = text.parse().expect("TOML");
        let mut packages = manifest["profile"]["release"]["package"].as_table().expect("packages").clone();
        packages.remove("shakeout");
        packages
    };
    let own = packages("Cargo.toml");
    assert!(own.len() > 10, "{own:?}");
    assert_eq!(own, packages("fuzz/Cargo.toml"), "they would be built twice");
}

/// The rooms of the house, lowest floor first: `src/<room>.rs` or `src/<room>/`. A room uses rooms on lower
/// floors and nothing else, so a change is felt above it only and no two rooms need each other.
const FLOORS: &[&[&str]] = &[
    &[
        "apart",
        "day",
        "error",
        "grade",
        "label",
        "load_curves",
        "near",
        "signal",
        "soreness",
        "stats",
        "units",
        "unmeasured",
    ],
    &["text"],
    &["activity", "cli", "effect", "output", "sheet", "zone"],
    &["clean", "decode", "diary"],
    &["witness"],
    &["digest", "synth"],
    &["merge", "thresholds"],
    &["corroborate"],
    &["measure", "source"],
    &["intensity", "intent"],
    &["classify", "discover"],
    &["session"],
    &["days"],
    &["report"],
    &["anonymize", "cohort"],
    &["table"],
    &["config", "render"],
    &["compare", "doctor", "trial"],
    &["pipeline"],
    &["worker"],
    &["inspect", "terminal"],
    &["commands"],
    &["main"],
];

/// (user, used): uses that go up or sideways. To be emptied, never to be added to.
const EXCEPTIONS: &[(&str, &str)] = &[];

/// Room of a file of `src`: `table/store.rs` is in `table`.
fn room(file: &str) -> &str {
    file.split('/').next().unwrap_or(file).trim_end_matches(".rs")
}

fn floor(room: &str) -> usize {
    let floors: Vec<usize> = (0..FLOORS.len()).filter(|&k| FLOORS[k].contains(&room)).collect();
    assert_eq!(floors.len(), 1, "`{room}` must be on exactly one floor of FLOORS, found on {floors:?}");
    floors[0]
}

#[test]
fn the_picture_of_the_floors_is_the_list() {
    let document = include_str!("../../ARCHITECTURE.md");
    let picture = document.split("```text\n").nth(1).and_then(|rest| rest.split("```").next());
    let drawn: Vec<Vec<&str>> = picture
        .expect("a picture")
        .lines()
        .map(|line| line.split("  ").next().unwrap_or(line).trim().split(" · ").collect())
        .collect();
    let listed: Vec<Vec<&str>> = FLOORS.iter().rev().map(|rooms| rooms.to_vec()).collect();
    assert_eq!(drawn, listed, "ARCHITECTURE.md draws other floors than FLOORS");
}

/// Rooms that code names after `crate::`, or after `shakeout::` in the program.
fn rooms_used(code: &str) -> Vec<&str> {
    let paths = code.match_indices("crate::").chain(code.match_indices("shakeout::"));
    paths
        .flat_map(|(at, word)| {
            let rest = &code[at + word.len()..];
            let end = rest.find([';', '(']).unwrap_or(rest.len());
            let names = match rest.strip_prefix('{') {
                Some(_) => top_level(&rest[1..end]),
                None => vec![rest],
            };
            names
                .into_iter()
                .map(|name| name.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or(""))
        })
        .filter(|name| !name.is_empty())
        .collect()
}

/// Items of a list in braces, those of inner braces left with theirs.
fn top_level(list: &str) -> Vec<&str> {
    let mut depth = 0;
    list.split(|c| {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        c == ',' && depth == 0
    })
    .map(str::trim)
    .collect()
}

#[test]
fn a_room_uses_lower_floors_only() {
    let mut met = Vec::new();
    for (name, text) in sources() {
        let (user, code) = (room(&name), code(&text));
        if user == "lib" {
            continue;
        }
        let is_whole_room =
            !name.contains('/') || name.ends_with("/mod.rs") && name.matches('/').count() == 1;
        assert!(!is_whole_room || !code.contains("super::"), "{name}: `super::` of a room is the crate");
        for used in rooms_used(&code).into_iter().filter(|used| *used != user) {
            if EXCEPTIONS.contains(&(user, used)) {
                met.push((user.to_owned(), used.to_owned()));
            } else {
                assert!(floor(used) < floor(user), "{name} uses `{used}`, which is not on a lower floor");
            }
        }
    }
    let over: Vec<_> =
        EXCEPTIONS.iter().filter(|(a, b)| !met.contains(&((*a).to_owned(), (*b).to_owned()))).collect();
    assert!(over.is_empty(), "no longer needed, take them off the list: {over:?}");
}

#[test]
fn the_rule_on_floors_reads_lists_and_nested_lists() {
    let code = "use crate::digest::{self, Digest};\nuse crate::{a::{b, c}, d};\nlet x = crate::units::Units::Metric;";
    assert_eq!(rooms_used(code), ["digest", "a", "d", "units"]);
}

#[test]
fn no_two_public_types_share_a_name() {
    let mut homes: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (file, text) in sources() {
        for line in text.lines().map(str::trim_start) {
            let named = ["struct ", "enum ", "trait ", "type "]
                .iter()
                .find_map(|what| line.strip_prefix("pub ")?.strip_prefix(what));
            if let Some(name) = named.and_then(|rest| rest.split(|c: char| !c.is_alphanumeric()).next()) {
                homes.entry(name.to_owned()).or_default().insert(file.clone());
            }
        }
    }
    let shared: Vec<_> = homes.iter().filter(|(_, files)| files.len() > 1).collect();
    assert!(shared.is_empty(), "one name, one meaning; rename one of each: {shared:#?}");
    assert!(homes.len() > 300, "only {} public types are seen: this rule checks nothing", homes.len());
}

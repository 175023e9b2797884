//! Label: where a file lies, for people: `path`, or `path › member`.
//!
//! Names come from folders and archives of anybody. In a label they can be printed and told apart:
//! control characters and marks that turn the direction of writing are spelled out, and a very long
//! name is cut in the middle.

use std::borrow::Cow;
use std::fmt::{Display, Formatter};
use std::path::Path;
use std::sync::Arc;

use xxhash_rust::xxh3::xxh3_64;

/// Most bytes of one name. Longer ones are in nobody's way but an attacker's: a member of an archive
/// may have a name of 64 kB, and repeat it at no cost.
const LONGEST: usize = 1000;

/// Between a file, the archives in it and a member.
const INSIDE: &str = " › ";

/// Where a file lies. Members of one archive share what they have in common.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Label {
    /// Path as given or found, with `/` as separator.
    path: Arc<str>,
    /// The archives in the file, outermost first, joined by ` › `; empty for none.
    archives: Arc<str>,
    /// Name in the innermost archive; empty for a plain file.
    name: Arc<str>,
}

impl Label {
    /// Of a plain file or a folder.
    #[must_use]
    pub fn of_path(path: &Path) -> Self {
        let text = text_of(path);
        Self { path: readable(&text).into(), archives: Arc::default(), name: Arc::default() }
    }

    /// Makes labels of the members of the archive with this label.
    pub fn members(&self) -> impl Fn(&str) -> Self + use<> {
        let (path, archives) = (Arc::clone(&self.path), Arc::from(self.member()));
        move |name| Self {
            path: Arc::clone(&path),
            archives: Arc::clone(&archives),
            name: readable(name).into(),
        }
    }

    /// The `n`-th member of this name in its archive.
    #[must_use]
    pub fn numbered(&self, n: usize) -> Self {
        Self { name: format!("{} ({n})", self.name).into(), ..self.clone() }
    }

    /// Path of the file as given or found.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Path, and member of the archive, shared with this label where they can be.
    #[must_use]
    pub fn parts(&self) -> (Arc<str>, Arc<str>) {
        let member = match self.member() {
            Cow::Borrowed(_) => Arc::clone(&self.name),
            Cow::Owned(member) => member.into(),
        };
        (Arc::clone(&self.path), member)
    }

    /// Length of a member's name, with those of the archives that it is in, bytes.
    pub(crate) fn member_bytes(&self) -> u64 {
        (self.archives.len() + self.name.len()) as u64
    }

    /// True for a member of an archive.
    #[must_use]
    pub fn is_member(&self) -> bool {
        !self.name.is_empty()
    }

    /// Member of the archive, `outer.zip › inner` when nested; empty for a plain file.
    #[must_use]
    pub fn member(&self) -> Cow<'_, str> {
        match (&*self.archives, &*self.name) {
            ("", name) => Cow::Borrowed(name),
            (archives, name) => Cow::Owned([archives, INSIDE, name].concat()),
        }
    }

    /// What the file lies in (empty for a folder), and its path or name there.
    #[must_use]
    pub fn place(&self) -> (String, &str) {
        match (&*self.archives, &*self.name) {
            (_, "") => (String::new(), &self.path),
            ("", name) => (self.path.to_string(), name),
            (archives, name) => ([&*self.path, INSIDE, archives].concat(), name),
        }
    }
}

impl Display for Label {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.path)?;
        for part in [&self.archives, &self.name].into_iter().filter(|part| !part.is_empty()) {
            f.write_str(INSIDE)?;
            f.write_str(part)?;
        }
        Ok(())
    }
}

/// True for what must not reach a terminal or a table from a name of somebody else: control characters, and the marks
/// that turn the direction of writing (`gpj.fit` for `tif.jpg`).
#[must_use]
pub fn is_unsafe(c: char) -> bool {
    // Unicode 16, bidirectional formatting characters (UAX #9, table 1 and 2).
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The path as text. Bytes that are no text are spelled out (`\xff`), so that two paths stay two.
fn text_of(path: &Path) -> Cow<'_, str> {
    let text = match path.to_str() {
        Some(text) => Cow::Borrowed(text),
        None => Cow::Owned(path.as_os_str().as_encoded_bytes().utf8_chunks().fold(
            String::new(),
            |mut text, chunk| {
                text.push_str(chunk.valid());
                text.extend(chunk.invalid().iter().map(|byte| format!("\\x{byte:02x}")));
                text
            },
        )),
    };
    // Elsewhere a backslash is a letter like any other.
    if cfg!(windows) { Cow::Owned(text.replace('\\', "/")) } else { text }
}

/// `name` as it can be shown; two names stay two.
fn readable(name: &str) -> Cow<'_, str> {
    // Spelled out it may be six times as long.
    let shown = spelled(&name[..border(name, LONGEST + 1)]);
    if name.len() <= LONGEST && shown.len() <= LONGEST {
        return shown;
    }
    let head = &shown[..border(&shown, LONGEST / 2)];
    let tail = spelled(&name[border(name, name.len().saturating_sub(LONGEST / 4))..]);
    let tail = &tail[border(&tail, tail.len().saturating_sub(LONGEST / 4))..];
    let hash = xxh3_64(name.as_bytes());
    Cow::Owned(format!("{head}…{tail} ({} bytes, {hash:016x})", name.len()))
}

/// The first border of characters from `at` on.
fn border(text: &str, at: usize) -> usize {
    (at..text.len()).find(|&at| text.is_char_boundary(at)).unwrap_or(text.len())
}

/// Escape as `\u{1b}`.
fn spelled(name: &str) -> Cow<'_, str> {
    if !name.contains(is_unsafe) {
        return Cow::Borrowed(name);
    }
    let mut shown = String::with_capacity(name.len() + 16);
    for c in name.chars() {
        if is_unsafe(c) { shown.extend(c.escape_unicode()) } else { shown.push(c) }
    }
    Cow::Owned(shown)
}

//! Label: the name under which a file or archive member is shown.

/// Name of a file for people: `path`, or `path › member`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Label {
    /// Path as given or found, with `/` as separator.
    pub path: String,
    /// Member of an archive, `outer.zip › inner` when nested; empty for a plain file.
    pub member: String,
}

/// Control characters are shown as U+FFFD: a name in an archive of somebody else must not speak to
/// the terminal.
impl std::fmt::Display for Label {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let shown = |name: &str| name.replace(char::is_control, "\u{fffd}");
        f.write_str(&shown(&self.path))?;
        if self.member.is_empty() { Ok(()) } else { write!(f, " › {}", shown(&self.member)) }
    }
}

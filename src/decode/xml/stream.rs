//! Stream: the same walk over a document that is too large to be held, a window at a time.
//!
//! A window is walked as if it were the whole document. What comes after its last whole tag may be cut off, so it is
//! the beginning of the next window: nothing was told of it yet. Names that are open go over from one
//! window to the next.

use std::io::Read;

use memchr::memchr;

use super::{DECLARATION, Document, Elements, MAX_RESTARTS, Name, Walk, declares_one_byte_encoding};
use crate::decode::Damage;

/// Bytes of a window. One in which no tag ends grows.
const WINDOW: usize = 4 << 20;

/// No sound tag, comment or text is longer; what is longer is taken for damage.
const LONGEST: usize = 8 << 20;

/// [`super::walk`] for the bytes of `reader`, which are not UTF-16: the first damage, and how many bytes were read
/// as `?`.
pub fn walk_stream(reader: &mut dyn Read, elements: &mut impl Elements) -> (Option<Damage>, usize) {
    walk_windows(reader, elements, WINDOW)
}

/// [`walk_stream`] with windows of `size` bytes.
pub fn walk_windows(
    reader: &mut dyn Read,
    elements: &mut impl Elements,
    size: usize,
) -> (Option<Damage>, usize) {
    let mut stream = Stream { reader, size, window: Vec::new(), before: 0, ended: false, damage: None };
    // What is declared must not hang on the size of a window.
    stream.fill(size.max(DECLARATION));
    let mut state = State { one_byte: declares_one_byte_encoding(&stream.window), ..State::default() };
    let mut stopped = false;
    loop {
        let taken = match stopped {
            true => stream.whole(),
            false => {
                let step = stream.walk(&mut state, elements);
                stopped = step.stop;
                step.taken
            }
        };
        if !state.one_byte {
            let invalid = stream.window[..taken].utf8_chunks().map(|chunk| chunk.invalid().len());
            state.replaced += invalid.sum::<usize>();
        }
        if stream.ended && taken >= stream.window.len() {
            return (stream.damage, state.replaced);
        }
        stream.go_on(taken);
    }
}

/// What goes over from window to window.
#[derive(Default)]
struct State {
    /// Full names of the open elements, outermost first.
    open: Vec<Box<[u8]>>,
    root: Option<Box<[u8]>>,
    root_closed: bool,
    /// The window begins right behind a tag.
    behind_tag: bool,
    /// What comes before the next tag belongs to damage.
    skip_to_tag: bool,
    restarts: usize,
    /// The encoding that the document declares has one byte a character.
    one_byte: bool,
    /// Bytes that are no UTF-8.
    replaced: usize,
}

struct Stream<'r> {
    reader: &'r mut dyn Read,
    /// Bytes of a window in which tags end.
    size: usize,
    window: Vec<u8>,
    /// Bytes before the window.
    before: u64,
    /// Nothing comes after the window.
    ended: bool,
    damage: Option<Damage>,
}

/// What came of a window.
struct Step {
    /// Bytes of it that are done with.
    taken: usize,
    /// The walk ends here.
    stop: bool,
}

impl Stream<'_> {
    /// Reads until the window has `size` bytes, or nothing is left.
    fn fill(&mut self, size: usize) {
        let more = size.saturating_sub(self.window.len()) as u64;
        let read = (&mut *self.reader).take(more).read_to_end(&mut self.window);
        self.ended = self.window.len() < size;
        if let Err(error) = read {
            self.damaged(error.to_string(), self.before + self.window.len() as u64);
        }
    }

    /// Goes on behind the first `taken` bytes; with none taken, by a larger window.
    fn go_on(&mut self, taken: usize) {
        self.window.drain(..taken);
        self.before += taken as u64;
        let size = if taken == 0 { 2 * self.window.len() } else { self.window.len() };
        self.fill(size.max(self.size));
    }

    fn damaged(&mut self, what: String, at: u64) {
        self.damage.get_or_insert(Damage { what, at });
    }

    fn walk(&mut self, state: &mut State, elements: &mut impl Elements) -> Step {
        let begin = if state.skip_to_tag { memchr(b'<', &self.window) } else { Some(0) };
        let Some(begin) = begin else { return Step { taken: self.whole(), stop: false } };
        state.skip_to_tag = false;
        let end = self.whole().max(begin);
        let document = Document::part(&self.window[begin..end], state.one_byte);
        let open = std::mem::take(&mut state.open);
        let root = state.root.take();
        let mut walk = Walk {
            elements,
            open: open.iter().map(|full| Name::of(full)).collect(),
            root: root.as_deref().map(Name::of),
            root_closed: state.root_closed,
            plain: true,
            behind: 0,
        };
        let walked = walk.run(&document.text, state.behind_tag);
        let walked = walked.and_then(|end| if self.ended { walk.eof(end) } else { Ok(()) });
        state.open = walk.open.iter().map(|name| name.full.into()).collect();
        state.root = walk.root.map(|name| name.full.into());
        state.root_closed = walk.root_closed;

        let place = |at: usize| begin + document.file_offset(at) as usize;
        let behind = place(walk.behind);
        // An element that is open since the beginning of a window of this size.
        let is_stuck = behind == begin && self.window.len() >= LONGEST;
        match walked {
            Err(stop) if self.ended || is_stuck || stop.is_certain => {
                let at = place(stop.at);
                state.restarts += 1;
                (state.behind_tag, state.skip_to_tag) = (false, true);
                let go_on = stop.go_on && state.restarts <= MAX_RESTARTS;
                let at_byte = self.before + at as u64;
                self.damage.get_or_insert(Damage { what: stop.what, at: at_byte });
                // Behind the character at which it is.
                let rest = self.window.iter().skip(at + 1);
                let cut = rest.take_while(|byte| (0x80..0xC0).contains(*byte)).count();
                Step { taken: (at + 1 + cut).min(self.window.len()), stop: !go_on }
            }
            _ if self.ended => Step { taken: self.window.len(), stop: false },
            _ if is_stuck => {
                (state.behind_tag, state.skip_to_tag) = (false, true);
                Step { taken: end, stop: false }
            }
            _ => {
                state.behind_tag |= behind > begin;
                Step { taken: behind, stop: false }
            }
        }
    }

    /// Bytes of the window before a character that is cut off at its end.
    fn whole(&self) -> usize {
        if self.ended { self.window.len() } else { whole_characters(&self.window) }
    }
}

/// How many bytes there are before a character that is cut off at the end.
fn whole_characters(window: &[u8]) -> usize {
    // A character has four bytes at most.
    let tail = window.len().saturating_sub(3);
    let cut = (tail..window.len()).find(|&at| {
        let rest = &window[at..];
        std::str::from_utf8(rest).is_err_and(|error| error.valid_up_to() == 0 && error.error_len().is_none())
    });
    cut.unwrap_or(window.len())
}

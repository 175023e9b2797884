//! The bytes of a FIT file to [`FitContent`]: headers, chained parts, messages, checksums, damage.

use super::content::FitContent;
use super::crc::crc16;
use super::definition::{Definition, Message};
use super::records::Batch;
use crate::decode::{Budget, Damage};

/// Bytes of the checksum after the data of a part.
const CRC_SIZE: usize = 2;

/// Reads everything that is readable within the budget. Damage never stops it earlier than it must.
#[must_use]
pub fn read(bytes: &[u8], budget: Budget) -> (FitContent, Option<Damage>) {
    let mut reader = Reader { bytes, content: FitContent::new(budget), damage: None };
    let mut start = 0;
    while start < bytes.len() && !reader.content.budget.is_spent() {
        if !is_header(bytes, start) {
            let what = format!("{} bytes after the end of the FIT data", bytes.len() - start);
            reader.damaged(what, start);
            break;
        }
        start = reader.part(start);
    }
    (reader.content, reader.damage)
}

/// True if a FIT header begins at `start`.
#[must_use]
pub fn is_header(bytes: &[u8], start: usize) -> bool {
    bytes.get(start..).and_then(|rest| rest.get(8..12)) == Some(b".FIT")
}

struct Reader<'a> {
    bytes: &'a [u8],
    content: FitContent,
    damage: Option<Damage>,
}

impl Reader<'_> {
    /// Keeps the first damage in the file.
    fn damaged(&mut self, what: impl Into<String>, at: usize) {
        let at = at as u64;
        if self.damage.as_ref().is_none_or(|first| at < first.at) {
            self.damage = Some(Damage { what: what.into(), at });
        }
    }

    /// Reads the part whose header begins at `start`, and returns where the next one would begin.
    ///
    /// SPEC: header size, protocol, profile (2), data size (4), ".FIT", in 14-byte headers a CRC
    /// that may be 0. The header's CRC is not checked: the one after the data covers the header too.
    fn part(&mut self, start: usize) -> usize {
        let header = &self.bytes[start..start + 12];
        let mut header_size = usize::from(header[0]);
        if header_size < 12 {
            self.damaged(format!("a FIT header of {header_size} bytes"), start);
            header_size = 14;
        }
        let data_size = u32::from_le_bytes([header[4], header[5], header[6], header[7]]) as usize;
        let data = (start + header_size).min(self.bytes.len());
        let mut end = data.saturating_add(data_size);
        let rest = self.bytes.len() - data;
        if data_size == 0 && rest > CRC_SIZE && !is_header(self.bytes, data + CRC_SIZE) {
            // A recording that was cut off before its size was written into the header.
            self.damaged("the FIT header gives no size for the data", start + 4);
            let with_crc = crc16(&self.bytes[start..]) == 0;
            end = self.bytes.len() - if with_crc { CRC_SIZE } else { 0 };
        }
        self.content.begin_part();
        self.messages(data, end.min(self.bytes.len()));
        self.checksum(start, end);
        end.saturating_add(CRC_SIZE)
    }

    /// Compares the checksum of the part that begins at `start` and whose data end at `end`.
    fn checksum(&mut self, start: usize, end: usize) {
        let present = self.bytes.len();
        if end > present {
            let what =
                format!("the FIT file ends {} bytes too early", end.saturating_add(CRC_SIZE) - present);
            return self.damaged(what, present);
        }
        match self.bytes.get(end..end + CRC_SIZE) {
            None => self.damaged("the FIT checksum is missing", end),
            // Bytes followed by their own CRC have the CRC 0.
            Some(_) if crc16(&self.bytes[start..end + CRC_SIZE]) != 0 => {
                self.damaged("the FIT checksum does not match", end);
            }
            Some(_) => {}
        }
    }

    /// Reads the messages from `at` to `end`, as far as they can be read.
    fn messages(&mut self, at: usize, end: usize) {
        let mut batch = Batch::default();
        let read = self.walk(at, end, &mut batch);
        self.content.records(&mut batch);
        if let Err((what, at)) = read {
            self.damaged(what, at);
        }
    }

    /// Goes from message to message. Records are gathered in `batch` and read when it is full; the last of
    /// them are still in it at the end. Err: what is wrong, and where.
    fn walk(&mut self, mut at: usize, end: usize, batch: &mut Batch) -> Result<(), (String, usize)> {
        let mut definitions: [Option<Definition>; 16] = Default::default();
        let mut steps = Steps::default();
        let mut clock: Option<u32> = None;
        let bytes = &self.bytes[..end];
        while !self.content.budget.is_spent() {
            at = steps.over(bytes, at, &mut clock);
            let Some(&header) = bytes.get(at) else { break };
            let body = &bytes[at + 1..];
            if header & 0xC0 == DEFINITION {
                let Some((definition, length)) = self.define(header, body, batch) else {
                    return Err(("a FIT definition that is damaged or cut short".into(), at));
                };
                steps.learn(header & 0x0F, &definition);
                definitions[usize::from(header & 0x0F)] = Some(definition);
                at += 1 + length;
                continue;
            }
            let compressed = header & COMPRESSED != 0;
            let local = if compressed { header >> 5 & 0x03 } else { header & 0x0F };
            let Some(definition) = &definitions[usize::from(local)] else {
                // From here on the borders of the messages are unknown.
                return Err((format!("a FIT message ({local}) without definition"), at));
            };
            if body.len() < definition.size {
                return Err(("a FIT message that reaches past the end of the data".into(), at));
            }
            let stride = 1 + definition.size;
            let run = match definition.record {
                Some(_) if !compressed => run_of(&bytes[at..], stride),
                _ => 1,
            };
            let messages = &bytes[at..at + run * stride];
            clock = definition.last_stamp(messages).or(clock);
            if compressed {
                clock = clock.map(|clock| roll(clock, header));
            }
            at += messages.len();
            let Some(plan) = &definition.record else {
                self.content.message(Message { definition, bytes: &messages[1..] });
                continue;
            };
            let kind = if compressed { header & 0xE0 } else { header };
            if !batch.takes(kind, run) {
                self.content.records(batch);
                batch.begin(kind, definition, *plan);
            }
            if compressed { batch.push(messages, clock) } else { batch.extend(messages, run) }
        }
        Ok(())
    }

    /// Compiles a definition; returns its length in bytes as well. `None`: damaged or cut short.
    fn define(&mut self, header: u8, body: &[u8], batch: &mut Batch) -> Option<(Definition, usize)> {
        let (definition, length) = Definition::compile(body, header & DEVELOPER != 0)?;
        if definition.record.is_some() {
            self.content.expect_records(body.len() / (definition.size + 1));
        }
        // It may replace the definition that the batch needs.
        self.content.records(batch);
        Some((definition, length))
    }
}

/// How many messages of `stride` bytes follow each other from the beginning of `bytes` on, where there is one; at most
/// as many as a batch takes.
fn run_of(bytes: &[u8], stride: usize) -> usize {
    let header = bytes.first();
    let most = bytes.len().min(Batch::LONGEST.saturating_mul(stride));
    let (mut count, mut next) = (1, stride);
    while next + stride <= most && bytes.get(next) == header {
        count += 1;
        next += stride;
    }
    count
}

/// How to get past messages of which nothing is needed but their time. In files of current watches two in three are
/// such.
#[derive(Default)]
struct Steps {
    /// By header: the bytes of a message, or 0 for one that must be looked at, and where its time is, or 0.
    by_header: [(u32, u32); 16],
}

impl Steps {
    /// Takes note of the definition of the messages with a normal header of this number.
    fn learn(&mut self, local: u8, definition: &Definition) {
        let time = match definition.time {
            None => Some(0),
            Some(slot) => slot.place_of_u32().map(|offset| 1 + offset),
        };
        let step = time.filter(|_| !definition.is_read).map(|time| (1 + definition.size as u32, time));
        self.by_header[usize::from(local)] = step.unwrap_or_default();
    }

    /// The first message at `at` or after it that must be looked at. `clock` is the last time on the way.
    fn over(&self, bytes: &[u8], mut at: usize, clock: &mut Option<u32>) -> usize {
        while let Some(&header) = bytes.get(at) {
            let (step, time) = match self.by_header.get(usize::from(header)) {
                Some(&(step, time)) if step > 0 => (step as usize, time as usize),
                _ => break,
            };
            let Some(message) = bytes.get(at..at + step) else { break };
            if let Some(four) = message.get(time..).and_then(|rest| rest.first_chunk::<4>())
                && time > 0
            {
                let stamp = u32::from_le_bytes(*four);
                // SPEC: the largest value is none.
                *clock = if stamp == u32::MAX { *clock } else { Some(stamp) };
            }
            at += step;
        }
        at
    }
}

/// SPEC: a compressed header has the low five bits of the time; when they are lower than those of
/// `clock`, 32 s have gone by.
fn roll(clock: u32, header: u8) -> u32 {
    clock.wrapping_add(u32::from(header).wrapping_sub(clock) & 0x1F)
}

/// Header bits of a normal header that begins a definition.
const DEFINITION: u8 = 0x40;
/// The definition has developer fields.
const DEVELOPER: u8 = 0x20;
/// A data message with a compressed timestamp.
const COMPRESSED: u8 = 0x80;

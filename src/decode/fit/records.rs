//! Records: the record messages of a FIT file to samples, a batch at a time and channel by channel.
//!
//! One loop a channel instead of one over the messages: what a definition says of a field is then decided once
//! a batch, and the loops are short enough for the processor to have many messages in hand at a time.

use super::content::FitContent;
use super::definition::{Definition, Messages, RecordPlan, Slot};
use super::profile::{self, FIRST_ABSOLUTE_TIME};
use super::values::{altitude, cadence, cadence_fraction, distance, heart_rate, latitude, speed};
use crate::activity::{Entry, Samples};
use crate::decode::budget::SAMPLE;
use crate::units::Position;

/// Record messages of one definition, in file order, that are still to be read. What lies between them in the
/// file does not end a batch.
#[derive(Default)]
pub struct Batch {
    /// What the headers of the messages have in common.
    kind: u8,
    /// Where their times are, unless they are in the headers.
    time: Option<Slot>,
    /// What the messages hold.
    plan: RecordPlan,
    /// Bytes of a message, its header included.
    stride: usize,
    /// How many there are.
    count: usize,
    /// The messages without what lay between them in the file, so that a channel is read step by step.
    bytes: Vec<u8>,
    /// FIT seconds of each, or [`NO_TIME`]; those in the headers while they are gathered, the others when the batch is
    /// read.
    times: Vec<u32>,
}

/// SPEC: the invalid value of a time.
const NO_TIME: u32 = u32::MAX;

impl Batch {
    /// Most messages of a batch: they are gone through once a channel and should stay in the nearest memory.
    pub const LONGEST: usize = 512;

    /// True if it is begun and `count` more messages with such headers belong to it.
    #[must_use]
    pub const fn takes(&self, kind: u8, count: usize) -> bool {
        self.count > 0 && self.kind == kind && self.count + count <= Self::LONGEST
    }

    /// Makes the empty batch one of messages with such headers.
    pub fn begin(&mut self, kind: u8, definition: &Definition, plan: RecordPlan) {
        (self.kind, self.time, self.plan) = (kind, definition.time, plan);
        self.stride = 1 + definition.size;
    }

    /// Adds one message with its time in its header.
    pub fn push(&mut self, message: &[u8], time: Option<u32>) {
        self.extend(message, 1);
        self.times.push(time.unwrap_or(NO_TIME));
    }

    /// Adds `count` contiguous messages, their headers included.
    pub fn extend(&mut self, messages: &[u8], count: usize) {
        self.bytes.extend_from_slice(messages);
        self.count += count;
    }

    /// Reads the times that the messages hold themselves.
    fn stamp(&mut self) {
        if !self.times.is_empty() {
            return;
        }
        self.times.resize(self.count, NO_TIME);
        if let Some(slot) = self.time {
            let messages = Messages { bytes: &self.bytes, stride: self.stride };
            slot.each(messages, &mut self.times, |time, raw| {
                *time = raw.and_then(|seconds| u32::try_from(seconds).ok()).unwrap_or(NO_TIME);
            });
        }
    }

    fn clear(&mut self) {
        self.count = 0;
        self.bytes.clear();
        self.times.clear();
    }
}

impl FitContent {
    /// Reads the messages of `batch` and empties it.
    pub fn records(&mut self, batch: &mut Batch) {
        if batch.count == 0 || !self.budget.take(SAMPLE * batch.count as u64) {
            return;
        }
        self.counts.records += batch.count;
        batch.stamp();
        if batch.times.contains(&NO_TIME) {
            self.untimed(batch);
        }
        let Batch { plan, stride, bytes, times, .. } = batch;
        let (messages, count) = (Messages { bytes, stride: *stride }, times.len());
        self.samples.time.extend(times.iter().map(|seconds| profile::utc(*seconds)));
        self.device_clock |= times.iter().fold(false, |any, seconds| any | (*seconds < FIRST_ABSOLUTE_TIME));

        let Samples { position, altitude_m, distance_m, speed_mps, heart_rate_bpm, cadence_spm, .. } =
            &mut self.samples;
        let positions = position.grow(count);
        if let (Some(lat), Some(lon)) = (plan.lat, plan.lon) {
            read_positions(lat, lon, messages, positions);
        }
        let heart_rates = heart_rate_bpm.grow(count);
        read(plan.heart_rate, messages, heart_rates, heart_rate);
        self.counts.gps_records += positions.iter().filter(|entry| entry.is_present()).count();
        self.counts.hr_records += heart_rates.iter().filter(|entry| entry.is_present()).count();

        let altitudes = altitude_m.grow(count);
        read(plan.altitude, messages, altitudes, altitude);
        read_missing(plan.altitude_16, messages, altitudes, altitude);
        let speeds = speed_mps.grow(count);
        read(plan.speed, messages, speeds, speed);
        read_missing(plan.speed_16, messages, speeds, speed);
        let distances = distance_m.grow(count);
        read(plan.distance, messages, distances, distance);
        if let Some(at) = plan.speed_distance {
            let at = at as usize;
            for ((message, speed), distance) in messages.iter().zip(speeds).zip(distances) {
                self.compressed.read(&message[1 + at..], speed, distance);
            }
        }
        let cadences = cadence_spm.grow(count);
        read(plan.cadence, messages, cadences, cadence);
        if let Some(slot) = plan.cadence_fraction {
            // A fraction alone is nothing: a missing cadence stays missing whatever is added.
            slot.each(messages, cadences, |cadence, raw| *cadence += cadence_fraction(raw));
        }
        batch.clear();
    }

    /// Takes the messages without a time out of `batch`: they are counted and nothing else.
    #[cold]
    fn untimed(&mut self, batch: &mut Batch) {
        let plan = batch.plan;
        let mut timed = Vec::with_capacity(batch.bytes.len());
        for (message, time) in batch.bytes.chunks_exact(batch.stride).zip(&batch.times) {
            if *time != NO_TIME {
                timed.extend_from_slice(message);
                continue;
            }
            let read = |slot: Option<Slot>| slot.and_then(|slot| slot.read(&message[1..]));
            let has_position =
                read(plan.lat).zip(read(plan.lon)).is_some_and(|(lat, _)| latitude(lat).is_some());
            self.untimed_records += 1;
            self.counts.gps_records += usize::from(has_position);
            self.counts.hr_records += usize::from(read(plan.heart_rate).and_then(heart_rate).is_some());
        }
        batch.bytes = timed;
        batch.times.retain(|time| *time != NO_TIME);
    }
}

/// Reads one channel: `value` of the number at `slot`.
#[inline(always)]
fn read<T: Entry>(
    slot: Option<Slot>,
    messages: Messages<'_>,
    to: &mut [T],
    value: impl Fn(i64) -> Option<T>,
) {
    if let Some(slot) = slot {
        slot.each(messages, to, |to, raw| *to = raw.and_then(&value).unwrap_or(T::MISSING));
    }
}

/// [`read`] for a field that is used only where a better one is missing.
fn read_missing<T: Entry>(
    slot: Option<Slot>,
    messages: Messages<'_>,
    to: &mut [T],
    value: impl Fn(i64) -> Option<T>,
) {
    let Some(slot) = slot else { return };
    for (to, message) in to.iter_mut().zip(messages.iter()).filter(|(to, _)| !to.is_present()) {
        *to = slot.read(&message[1..]).and_then(&value).unwrap_or(T::MISSING);
    }
}

/// A position is one only with both of its halves.
fn read_positions(lat: Slot, lon: Slot, messages: Messages<'_>, to: &mut [Position]) {
    lat.each(messages, to, |to, raw| to.lat = raw.and_then(latitude).unwrap_or(Position::MISSING.lat));
    lon.each(messages, to, |to, raw| match raw.and_then(|lon| i32::try_from(lon).ok()) {
        Some(lon) => to.lon = lon,
        None => *to = Position::MISSING,
    });
}

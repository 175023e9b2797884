//! Writes neutral activities as sound FIT files, with the oddities that the options ask for.
//!
//! What FIT cannot hold is lost: fractions of a second of sample times, cadence where no foot
//! steps, problems. Everything else comes back from [`crate::decode::fit::decode`] as it was.

pub mod make_up;
mod value;

use make_up::MakeUp;
use value::{Field, Value, scaled_u8, scaled_u16, scaled_u32};

use crate::activity::{Activity, Sample, Sport};
use crate::decode::fit::crc16;
use crate::decode::fit::field::{
    activity as activity_field, device_info, event, file_id, record, session, sport, user_profile,
    zones_target,
};
use crate::decode::fit::profile::{self, FIT_EPOCH_S, MESSAGE_INDEX, TIMESTAMP, message};
use crate::units::UtcMillis;

/// The header before the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FitHeader {
    /// 14 bytes with their checksum.
    WithCrc,
    /// 14 bytes, 0 for the checksum: as sound as the others.
    ZeroCrc,
    /// 12 bytes, as old devices write it.
    Short,
}

/// How to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FitOptions {
    /// Most significant byte first.
    pub big_endian: bool,
    /// Compressed timestamps for the records wherever the step fits into five bits.
    pub compressed_timestamps: bool,
    /// The header.
    pub header: FitHeader,
    /// `file_id.type`: 4 is an activity, 6 a course.
    pub file_type: u8,
    /// Altitude and speed in 32 bits (else in 16).
    pub enhanced: bool,
    /// Adds a developer field to the records.
    pub developer_field: bool,
    /// Adds fields that no decoder may stumble over: unknown numbers, size 0, a size that is no
    /// multiple of its type's, in records and events.
    pub garbage_field: bool,
    /// Sessions and laps before the records.
    pub summary_first: bool,
    /// What the watch writes beside what is read.
    pub make_up: Option<&'static MakeUp>,
}

impl Default for FitOptions {
    fn default() -> Self {
        Self {
            big_endian: false,
            compressed_timestamps: false,
            header: FitHeader::WithCrc,
            file_type: profile::FILE_TYPE_ACTIVITY,
            enhanced: true,
            developer_field: false,
            garbage_field: false,
            summary_first: false,
            make_up: None,
        }
    }
}

/// One FIT file with `activities`, which follow each other in time (the legs of a multisport
/// activity, or one run). The owner's thresholds and the device are those of the first one.
#[must_use]
pub fn write(activities: &[Activity], options: &FitOptions) -> Vec<u8> {
    let mut writer = Writer::new(*options);
    if let Some(first) = activities.first() {
        writer.file_id(first);
        writer.owner(first);
    }
    if options.developer_field {
        writer.developer();
    }
    writer.settings();
    if options.summary_first {
        writer.summaries(activities);
    }
    for activity in activities {
        writer.recording(activity);
    }
    if !options.summary_first {
        writer.summaries(activities);
    }
    writer.finish()
}

/// Local message numbers. Compressed headers reach 0..=3 only.
mod local {
    pub const RECORD: u8 = 0;
    pub const RECORD_COMPRESSED: u8 = 1;
    pub const EVENT: u8 = 2;
    pub const LAP: u8 = 3;
    pub const SESSION: u8 = 4;
    pub const OTHER: u8 = 5;
    /// The first of the messages between the records.
    pub const BETWEEN: u8 = 6;
}

/// The developer field of the records: index of the developer, number and a value.
const DEVELOPER_FIELD: [u8; 3] = [0, 4, 0];
const DEVELOPER_VALUE: [u8; 4] = [0x12, 0x34, 0x56, 0x78];

struct Writer {
    options: FitOptions,
    data: Vec<u8>,
    /// The definition in force for each local number, to repeat none.
    definitions: [Vec<u8>; 16],
    /// The time that compressed headers count from.
    clock: Option<u32>,
    /// Records so far.
    records: usize,
    /// Scratch for a definition, kept to save allocations.
    definition: Vec<u8>,
}

impl Writer {
    fn new(options: FitOptions) -> Self {
        let (data, definition) = (Vec::new(), Vec::new());
        Self { options, data, definitions: Default::default(), clock: None, records: 0, definition }
    }

    /// Writes a message; before it the definition, when it is not the one in force.
    fn message(&mut self, local: u8, global: u16, fields: &[Field<'_>]) {
        self.define(local, global, fields);
        self.data.push(local);
        self.values(local, fields);
        if let Some(&(_, Value::U32(time))) = fields.iter().find(|(number, _)| *number == TIMESTAMP) {
            self.clock = Some(time);
        }
    }

    /// Writes a record with its time in the header: `time` is 0..32 s after the clock.
    fn compressed_record(&mut self, time: u32, fields: &[Field<'_>]) {
        self.define(local::RECORD_COMPRESSED, message::RECORD, fields);
        self.data.push(0x80 | local::RECORD_COMPRESSED << 5 | (time & 0x1F) as u8);
        self.values(local::RECORD_COMPRESSED, fields);
        self.clock = Some(time);
    }

    /// The developer fields of a message.
    fn developer_fields(&self, local: u8) -> impl Iterator<Item = [u8; 3]> + use<> {
        let is_record = matches!(local, local::RECORD | local::RECORD_COMPRESSED);
        let own = (self.options.developer_field && is_record).then_some(DEVELOPER_FIELD);
        let made_up = self.options.make_up.filter(|_| is_record).into_iter().flat_map(MakeUp::developer);
        own.into_iter().chain(made_up)
    }

    fn define(&mut self, local: u8, global: u16, fields: &[Field<'_>]) {
        let developer: Vec<[u8; 3]> = self.developer_fields(local).collect();
        let big = self.options.big_endian;
        let mut definition = std::mem::take(&mut self.definition);
        definition.clear();
        definition.extend([0x40 | u8::from(!developer.is_empty()) << 5 | local, 0, u8::from(big)]);
        definition.extend(if big { global.to_be_bytes() } else { global.to_le_bytes() });
        definition.push(fields.len() as u8);
        for (number, value) in fields {
            definition.extend([*number, value.size(), value.base_type()]);
        }
        if !developer.is_empty() {
            definition.push(developer.len() as u8);
            definition.extend(developer.as_flattened());
        }
        if self.definitions[usize::from(local)] != definition {
            self.data.extend_from_slice(&definition);
            self.definitions[usize::from(local)].clone_from(&definition);
        }
        self.definition = definition;
    }

    fn values(&mut self, local: u8, fields: &[Field<'_>]) {
        for (_, value) in fields {
            value.write(&mut self.data, self.options.big_endian);
        }
        for [_, size, _] in self.developer_fields(local) {
            self.data.extend_from_slice(&DEVELOPER_VALUE[..usize::from(size)]);
        }
    }

    fn file_id(&mut self, activity: &Activity) {
        let key = activity.device_key;
        let device = activity.device.as_deref();
        let manufacturer = key
            .map_or(if device.is_some() { profile::DEVELOPMENT } else { u16::MAX }, |key| key.manufacturer);
        let maker = profile::manufacturer_name(manufacturer);
        // The name is written only where maker and product do not give it already.
        let implied = key.map(|key| match key.product {
            0 => maker.clone(),
            product => format!("{maker} {}", profile::product_name(key.manufacturer, product)),
        });
        let name = device.filter(|device| implied.as_deref() != Some(device));
        let name = name.map(|name| name.strip_prefix(&maker).unwrap_or(name).trim_start());
        let mut fields = vec![
            (file_id::TYPE, Value::Enum(self.options.file_type)),
            (file_id::MANUFACTURER, Value::U16(manufacturer)),
            (file_id::PRODUCT, Value::u16(key.map(|key| key.product))),
            (file_id::SERIAL_NUMBER, Value::U32z(key.map_or(0, |key| key.serial))),
            (
                file_id::TIME_CREATED,
                Value::u32(key.map(|key| key.created).or_else(|| fit_time(activity.start))),
            ),
        ];
        fields.extend(name.map(|name| (file_id::PRODUCT_NAME, Value::Text(short(name)))));
        self.message(local::OTHER, message::FILE_ID, &fields);
        let device_info = [
            (TIMESTAMP, Value::u32(fit_time(activity.start))),
            (device_info::DEVICE_INDEX, Value::U8(0)),
            (device_info::MANUFACTURER, Value::U16(manufacturer)),
            (device_info::PRODUCT, Value::u16(key.map(|key| key.product))),
        ];
        self.message(local::OTHER, message::DEVICE_INFO, &device_info);
    }

    fn owner(&mut self, activity: &Activity) {
        let known = &activity.thresholds;
        let hr = |bpm: Option<f64>| Value::u8(scaled_u8(bpm, 1.0));
        if known.female.is_some() || known.age_y.or(known.weight_kg).or(known.hr_rest_bpm).is_some() {
            let fields = [
                (user_profile::GENDER, Value::Enum(known.female.map_or(0xFF, |female| u8::from(!female)))),
                (user_profile::AGE, Value::u8(scaled_u8(known.age_y, 1.0))),
                (user_profile::WEIGHT, Value::u16(scaled_u16(known.weight_kg, 10.0))),
                (user_profile::RESTING_HEART_RATE, hr(known.hr_rest_bpm)),
            ];
            self.message(local::OTHER, message::USER_PROFILE, &fields);
        }
        if known.hr_max_bpm.or(known.lthr_bpm).is_some() {
            let fields = [
                (zones_target::MAX_HEART_RATE, hr(known.hr_max_bpm)),
                (zones_target::THRESHOLD_HEART_RATE, hr(known.lthr_bpm)),
            ];
            self.message(local::OTHER, message::ZONES_TARGET, &fields);
        }
    }

    fn developer(&mut self) {
        let [number, _, developer] = DEVELOPER_FIELD;
        let id = [(1, Value::Raw(0x0D, &[0x5A; 16])), (3, Value::U8(developer))];
        self.message(local::OTHER, message::DEVELOPER_DATA_ID, &id);
        let description = [
            (0, Value::U8(developer)),
            (1, Value::U8(number)),
            (2, Value::U8(0x86)),
            (3, Value::Text("ground_contact")),
            (8, Value::Text("ms")),
        ];
        self.message(local::OTHER, message::FIELD_DESCRIPTION, &description);
    }

    /// What the watch is set to, and does not concern anybody here.
    fn settings(&mut self) {
        let Some(made_up) = self.options.make_up else { return };
        for (global, size, count) in made_up.settings {
            for _ in 0..*count {
                self.message(local::OTHER, *global, &[(100, make_up::filler(*size))]);
            }
        }
    }

    /// What the watch writes after a record.
    fn between(&mut self, time: u32) {
        let Some(made_up) = self.options.make_up else { return };
        for (kind, local) in made_up.between.iter().zip(local::BETWEEN..) {
            for _ in 0..kind.after(self.records) {
                let fields = [(TIMESTAMP, Value::U32(time)), (100, make_up::filler(kind.size))];
                self.message(local, kind.global, &fields[usize::from(!kind.timed)..]);
            }
        }
        self.records += 1;
    }

    /// The timer events and the records of one activity, in the order of their times.
    fn recording(&mut self, activity: &Activity) {
        if activity.samples.is_empty() {
            return;
        }
        self.sport(activity);
        let mut events = vec![(activity.start, true)];
        events.extend(activity.pauses.iter().flat_map(|pause| [(pause.from, false), (pause.to, true)]));
        let mut events = events.into_iter().peekable();
        let on_foot = activity.sport.is_on_foot();
        for sample in activity.samples.rows() {
            while let Some((time, starts)) = events.next_if(|(time, _)| *time <= sample.time) {
                self.timer(time, starts);
            }
            self.record(&sample, on_foot);
        }
        for (time, starts) in events {
            self.timer(time, starts);
        }
        self.timer(end(activity), false);
    }

    /// The sport that the device is set to: what a recording that is cut off still has.
    fn sport(&mut self, activity: &Activity) {
        if activity.sport == Sport::Unknown {
            return;
        }
        let (sport, sub_sport) = sport_numbers(activity);
        let mut fields = vec![(sport::SPORT, Value::Enum(sport)), (sport::SUB_SPORT, Value::Enum(sub_sport))];
        fields.extend(activity.name.as_deref().map(|name| (sport::NAME, Value::Text(short(name)))));
        self.message(local::OTHER, message::SPORT, &fields);
    }

    /// SPEC: event 0 timer; event types 0 start, 4 stop all.
    fn timer(&mut self, time: UtcMillis, starts: bool) {
        let mut fields = vec![
            (TIMESTAMP, Value::u32(fit_time(time))),
            (event::EVENT, Value::Enum(0)),
            (event::EVENT_TYPE, Value::Enum(if starts { 0 } else { 4 })),
        ];
        if self.options.garbage_field {
            // A 32-bit field of one byte.
            fields.push((event::DATA, Value::Raw(0x86, &[0])));
        }
        self.message(local::EVENT, message::EVENT, &fields);
    }

    fn record(&mut self, sample: &Sample, on_foot: bool) {
        let Some(time) = fit_time(sample.time) else { return };
        let (altitude, speed) = (sample.altitude_m.map(f64::from), sample.speed_mps.map(f64::from));
        let strides =
            sample.cadence_spm.filter(|_| on_foot).map(|c| (f64::from(c) / 2.0 * 128.0).round() as u32);
        let raised = altitude.map(|m| m + 500.0);
        let enhanced = self.options.enhanced;
        let mut fields = [(TIMESTAMP, Value::U32(time)); 32];
        fields[1] = (record::POSITION_LAT, Value::s32(sample.position.map(|p| p.lat)));
        fields[2] = (record::POSITION_LONG, Value::s32(sample.position.map(|p| p.lon)));
        fields[3] = (record::DISTANCE, Value::u32(scaled_u32(sample.distance_m.map(f64::from), 100.0)));
        fields[4] = match enhanced {
            true => (record::ENHANCED_ALTITUDE, Value::u32(scaled_u32(raised, 5.0))),
            false => (record::ALTITUDE, Value::u16(scaled_u16(raised, 5.0))),
        };
        fields[5] = match enhanced {
            true => (record::ENHANCED_SPEED, Value::u32(scaled_u32(speed, 1000.0))),
            false => (record::SPEED, Value::u16(scaled_u16(speed, 1000.0))),
        };
        fields[6] = (record::HEART_RATE, Value::u8(sample.heart_rate_bpm));
        fields[7] = (record::CADENCE, Value::u8(strides.and_then(|s| u8::try_from(s / 128).ok())));
        fields[8] = (record::FRACTIONAL_CADENCE, Value::u8(strides.map(|s| (s % 128) as u8)));
        let mut count = 9;
        if self.options.garbage_field {
            fields[9] = (201, Value::Raw(0x84, &[1, 2, 3]));
            fields[10] = (202, Value::Raw(0x02, &[]));
            fields[11] = (203, Value::Raw(0x02, &[7; 5]));
            fields[12] = (204, Value::Text("text"));
            count = 13;
        }
        for field in self.options.make_up.into_iter().flat_map(MakeUp::record) {
            fields[count] = field;
            count += 1;
        }
        // Until it has a fix, a watch leaves something out.
        count -= usize::from(self.options.make_up.is_some() && self.records < 30);
        let near = self.clock.is_some_and(|clock| time.wrapping_sub(clock) < 32);
        if self.options.compressed_timestamps && near {
            self.compressed_record(time, &fields[1..count]);
        } else {
            self.message(local::RECORD, message::RECORD, &fields[..count]);
        }
        self.between(time);
    }

    fn summaries(&mut self, activities: &[Activity]) {
        for activity in activities {
            self.laps(activity);
        }
        for (index, activity) in activities.iter().enumerate() {
            self.session(index as u16, activity);
        }
        let Some(last) = activities.last() else { return };
        let now = fit_time(end(last));
        let local = now.zip(last.utc_offset_s).and_then(|(now, offset)| now.checked_add_signed(offset));
        let fields = [
            (TIMESTAMP, Value::u32(now)),
            (activity_field::LOCAL_TIMESTAMP, Value::u32(local)),
            (activity_field::NUM_SESSIONS, Value::U16(activities.len() as u16)),
            (activity_field::TYPE, Value::Enum(0)),
            (activity_field::EVENT, Value::Enum(26)),
            (activity_field::EVENT_TYPE, Value::Enum(1)),
        ];
        self.message(local::OTHER, message::ACTIVITY, &fields);
    }

    /// Laps of equal length.
    fn laps(&mut self, activity: &Activity) {
        let length_ms = (end(activity).0 - activity.start.0) / activity.laps.max(1) as i64;
        for lap in 0..activity.laps {
            let start = UtcMillis(activity.start.0 + length_ms * lap as i64);
            let mut fields = vec![
                (TIMESTAMP, Value::u32(fit_time(UtcMillis(start.0 + length_ms)))),
                (MESSAGE_INDEX, Value::U16(lap as u16)),
                (session::START_TIME, Value::u32(fit_time(start))),
                (session::TOTAL_ELAPSED_TIME, Value::u32(u32::try_from(length_ms).ok())),
            ];
            fields.extend(self.options.make_up.map(|made_up| (100, make_up::filler(made_up.lap))));
            self.message(local::LAP, message::LAP, &fields);
        }
    }

    fn session(&mut self, index: u16, activity: &Activity) {
        let summary = &activity.summary;
        let on_foot = activity.sport.is_on_foot();
        let strides = summary.cadence_spm.filter(|_| on_foot).map(|c| (c / 2.0 * 128.0).round() as u32);
        let (sport, sub_sport) = sport_numbers(activity);
        let mut fields = vec![
            (TIMESTAMP, Value::u32(fit_time(end(activity)))),
            (MESSAGE_INDEX, Value::U16(index)),
            (session::START_TIME, Value::u32(fit_time(activity.start))),
            (session::SPORT, Value::Enum(sport)),
            (session::SUB_SPORT, Value::Enum(sub_sport)),
            (session::TOTAL_ELAPSED_TIME, Value::u32(scaled_u32(summary.elapsed_s, 1000.0))),
            (session::TOTAL_TIMER_TIME, Value::u32(scaled_u32(summary.timer_s, 1000.0))),
            (session::TOTAL_DISTANCE, Value::u32(scaled_u32(summary.distance_m, 100.0))),
            (session::AVG_HEART_RATE, Value::u8(scaled_u8(summary.hr_mean_bpm, 1.0))),
            (session::MAX_HEART_RATE, Value::u8(scaled_u8(summary.hr_max_bpm, 1.0))),
            (session::AVG_CADENCE, Value::u8(strides.and_then(|s| u8::try_from(s / 128).ok()))),
            (session::AVG_FRACTIONAL_CADENCE, Value::u8(strides.map(|s| (s % 128) as u8))),
            (session::TOTAL_ASCENT, Value::u16(scaled_u16(summary.ascent_m, 1.0))),
            (session::TOTAL_DESCENT, Value::u16(scaled_u16(summary.descent_m, 1.0))),
            (session::WORKOUT_RPE, Value::u8(scaled_u8(summary.rpe, 10.0))),
            (session::NUM_LAPS, Value::U16(activity.laps as u16)),
        ];
        fields.extend(
            activity.name.as_deref().map(|name| (session::SPORT_PROFILE_NAME, Value::Text(short(name)))),
        );
        self.message(local::SESSION, message::SESSION, &fields);
    }

    fn finish(self) -> Vec<u8> {
        framed(&self.data, self.options.header)
    }
}

/// A FIT file with these messages: header, messages and checksum.
///
/// SPEC: header size, protocol version 2.0, profile version, data size, ".FIT", checksum.
#[must_use]
pub fn framed(messages: &[u8], header: FitHeader) -> Vec<u8> {
    let size: u8 = if header == FitHeader::Short { 12 } else { 14 };
    let mut file = Vec::with_capacity(usize::from(size) + messages.len() + 2);
    file.extend([size, 0x20]);
    file.extend(2195u16.to_le_bytes());
    file.extend((messages.len() as u32).to_le_bytes());
    file.extend(b".FIT");
    match header {
        FitHeader::WithCrc => file.extend(crc16(&file).to_le_bytes()),
        FitHeader::ZeroCrc => file.extend([0, 0]),
        FitHeader::Short => {}
    }
    file.extend(messages);
    file.extend(crc16(&file).to_le_bytes());
    file
}

/// FIT's numbers of sport and sub-sport.
fn sport_numbers(activity: &Activity) -> (u8, u8) {
    let finer = activity.sub_sport.as_deref();
    let sub_sport = finer.map_or(0, profile::sub_sport_number);
    // A sport without a neutral sport has its name as the finer name.
    let named = finer.filter(|_| activity.sport == Sport::Other && sub_sport == 0);
    let sport = named.and_then(profile::sport_number_of).unwrap_or(profile::sport_number(activity.sport));
    (sport, sub_sport)
}

/// End of an activity: of its elapsed time, else of its last sample.
fn end(activity: &Activity) -> UtcMillis {
    let elapsed = activity.summary.elapsed_s.map(|s| UtcMillis(activity.start.0 + (s * 1000.0) as i64));
    let last = activity.samples.time.iter().copied().max();
    elapsed.max(last).unwrap_or(activity.start)
}

/// Whole seconds since the FIT epoch; `None` for a time that FIT cannot hold.
fn fit_time(time: UtcMillis) -> Option<u32> {
    u32::try_from(time.0.div_euclid(1000) - FIT_EPOCH_S).ok()
}

/// The beginning of a text that fits into a field.
fn short(text: &str) -> &str {
    let boundary = (0..=text.len().min(200)).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    &text[..boundary]
}

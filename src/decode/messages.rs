//! Every message of a FIT file by its profile name, as text: what `inspect --messages` prints.
//!
//! [`super::fit`] reads only what this program uses; here `fitparser` reads everything else too.

use std::any::Any;
use std::collections::HashMap;
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};

use fitparser::de::{DecodeOption, FitObject, FitStreamProcessor};
use fitparser::{FitDataField, FitDataRecord, Value};
use jiff::Timestamp;

use super::fit::profile::FIT_EPOCH_S;
use crate::error::FileError;

/// Writes one line a message: its number, its name, then `name = value unit` of each valid field.
/// Messages before the damage are written before the error is returned.
///
/// Err: not a FIT file, damaged, or `out` cannot be written.
pub fn write(bytes: &[u8], out: &mut dyn Write) -> Result<(), FileError> {
    // fitparser cuts the header by the size that it claims to have.
    let header_size = usize::from(bytes.first().copied().unwrap_or(0));
    if !super::fit::sniff(bytes) || !(12..=bytes.len()).contains(&header_size) {
        return Err(FileError::Damaged { what: "no FIT header".into(), at: 0 });
    }
    // fitparser is written for sound files; what it stumbles over must not end a batch.
    match catch_unwind(AssertUnwindSafe(|| write_all(bytes, out))) {
        Ok(written) => written,
        Err(panic) => Err(FileError::Panicked(reason(&*panic))),
    }
}

fn write_all(bytes: &[u8], out: &mut dyn Write) -> Result<(), FileError> {
    let mut processor = FitStreamProcessor::new();
    // Our own decoder reports a wrong checksum; here it would hide the chained parts after it.
    processor.add_option(DecodeOption::SkipHeaderCrcValidation);
    processor.add_option(DecodeOption::SkipDataCrcValidation);
    let mut rest = bytes;
    let mut number = 0usize;
    while !rest.is_empty() {
        let at = (bytes.len() - rest.len()) as u64;
        let damaged = |error: fitparser::Error| FileError::Damaged { what: error.to_string(), at };
        let (after, object) = processor.deserialize_next(rest).map_err(damaged)?;
        match object {
            FitObject::Crc(_) => processor.reset(),
            FitObject::DataMessage(message) => {
                let raw = message.fields().clone();
                let record = processor.decode_message(message).map_err(damaged)?;
                number += 1;
                let line = line(number, &record, &raw);
                writeln!(out, "{line}").map_err(|error| FileError::Unreadable(error.to_string()))?;
            }
            FitObject::Header(_) | FitObject::DefinitionMessage(_) => {}
        }
        rest = after;
    }
    Ok(())
}

/// `12 record: timestamp = 2022-05-29T13:53:35Z, heart_rate = 93 bpm`; `raw` has the numbers as
/// written in the file.
fn line(number: usize, record: &FitDataRecord, raw: &HashMap<u8, Value>) -> String {
    let mut fields: Vec<&FitDataField> = record.fields().iter().collect();
    fields.sort_by_key(|field| (field.number(), field.name()));
    let texts: Vec<String> = fields.into_iter().filter_map(|f| field(f, raw.get(&f.number()))).collect();
    format!("{number} {}: {}", record.kind(), texts.join(", "))
}

/// `None`: the field has no valid value.
fn field(field: &FitDataField, raw: Option<&Value>) -> Option<String> {
    let value = match (field.value(), raw) {
        // fitparser takes local times for those of this machine's zone; the file means the owner's.
        (Value::Timestamp(_), Some(Value::UInt32(seconds))) if field.name().contains("local") => {
            let text = Timestamp::from_second(i64::from(*seconds) + FIT_EPOCH_S).ok()?.to_string();
            text.trim_end_matches('Z').to_owned()
        }
        (value, _) => text(value)?,
    };
    let unit = field.units();
    let space = if unit.is_empty() { "" } else { " " };
    Some(format!("{} = {value}{space}{unit}", field.name()))
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::Invalid => None,
        // In UTC: fitparser has it in the zone of this machine.
        Value::Timestamp(time) => Some(match Timestamp::from_second(time.timestamp()) {
            Ok(utc) => utc.to_string(),
            Err(_) => time.timestamp().to_string(),
        }),
        Value::String(text) => Some(format!("{:?}", text.trim_end_matches('\0'))),
        Value::Array(values) => {
            let texts: Vec<String> = values.iter().map(|v| text(v).unwrap_or_else(|| "-".into())).collect();
            Some(format!("[{}]", texts.join(" ")))
        }
        value => Some(value.to_string()),
    }
}

/// The text of a panic.
fn reason(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(ToString::to_string);
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "no reason given".into())
}

//! To be written.
use super::Decoded;
use crate::error::FileError;
/// To be written.
pub fn sniff(_: &[u8]) -> bool {
    false
}
/// To be written.
pub fn decode(_: &[u8]) -> Result<Decoded, FileError> {
    todo!()
}

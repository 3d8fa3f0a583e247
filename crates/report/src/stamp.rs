//! Times in documents: RFC 3339 text, not a number.

use idlewire_evidence::Timestamp;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serializer};

/// Writes `2020-06-09T00:00:00.000000000Z`, or null.
#[allow(clippy::trivially_copy_pass_by_ref, clippy::ref_option, reason = "serde fixes the signature")]
pub(crate) fn serialize<S: Serializer>(time: &Option<Timestamp>, to: S) -> Result<S::Ok, S::Error> {
    match time {
        Some(time) => to.serialize_str(str::from_utf8(&time.text()).unwrap_or_default()),
        None => to.serialize_none(),
    }
}

/// Reads what [`serialize`] wrote.
pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Timestamp>, D::Error> {
    let text: Option<String> = Option::deserialize(from)?;
    text.map(|text| text.parse().map_err(D::Error::custom)).transpose()
}

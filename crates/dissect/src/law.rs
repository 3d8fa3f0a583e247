//! The laws of dissection, for fuzz targets and tests.

use idlewire_wire::LinkType;

use crate::{Dissection, Notes, dissect, dissections, plain};

/// Checks one frame against the laws: of each of its packets the headers are contiguous from the first byte and within the frame, the payload
/// lies where it is said to, the short way says the same as the long one, and cutting bytes off the end (here: to `kept` bytes) never changes what was said about the
/// beginning.
///
/// # Errors
/// The law that is broken.
pub fn check(link: LinkType, frame: &[u8], kept: usize) -> Result<(), &'static str> {
    let wire_len = u32::try_from(frame.len()).unwrap_or(u32::MAX);
    let mut before = None;
    for (from, packet) in dissections(link, frame, wire_len) {
        if before >= Some(from) {
            return Err("each packet of a frame begins behind the one before");
        }
        before = Some(from);
        lies_within(frame, &packet)?;
    }
    let whole = dissect(link, frame, wire_len);
    if let Some((macs, packet)) = plain(link, frame) {
        let says_more = whole.stop.is_some() || !whole.via.is_empty() || !Notes::PADDING.contains(whole.notes);
        let is_more = says_more || whole.process.is_some() || whole.further.is_some();
        if whole.macs != Some(macs) || whole.packet != Some(packet) || is_more {
            return Err("a plain frame says what its dissection says");
        }
    }
    let half = dissect(link, frame.get(..kept).unwrap_or(frame), wire_len);
    if !whole.layers.starts_with(&half.layers) {
        return Err("the headers of a cut frame begin the headers of the whole");
    }
    Ok(())
}

/// Headers are contiguous and within the frame, and the payload lies where it is said to.
fn lies_within(frame: &[u8], whole: &Dissection<'_>) -> Result<(), &'static str> {
    let mut at = 0;
    for header in whole.layers.iter() {
        if header.span.start != at {
            return Err("headers follow each other without gap or overlap");
        }
        at = header.span.end;
    }
    if at as usize > frame.len() {
        return Err("headers lie within the frame");
    }
    if let Some(packet) = whole.packet {
        let begin = packet.payload_at as usize;
        if frame.get(begin..begin + packet.payload.len()) != Some(packet.payload) {
            return Err("the payload lies where it is said to");
        }
        if packet.transport_at > packet.payload_at {
            return Err("the transport header lies in front of the payload");
        }
    }
    Ok(())
}

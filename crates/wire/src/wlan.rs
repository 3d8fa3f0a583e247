//! IEEE 802.11 frames, as far as they carry data in the clear.

use crate::head::{be16, head, whole};
use crate::{Layer, WireError};

/// The header of an 802.11 frame.
///
/// Source: IEEE 802.11 clause 9.2.4 (fields), clause 9.3.2 (data frames).
#[derive(Clone, Copy, Debug)]
pub struct Wlan<'a> {
    bytes: &'a [u8],
    control: [u8; 2],
    len: usize,
}

/// What an 802.11 frame is to a reader of packets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WlanBody {
    /// Management, control, or data without a body.
    Nothing,
    /// Data under encryption.
    Encrypted,
    /// A fragment of a frame.
    Fragment,
    /// One packet behind an 802.2 header.
    Packet,
    /// Several packets, each behind a subframe header.
    Aggregate,
}

impl<'a> Wlan<'a> {
    /// Reads the header.
    ///
    /// # Errors
    /// [`WireError::Truncated`] if it is cut, [`WireError::Unsupported`] for a protocol version other than 0.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, WireError> {
        let control = *head::<2>(Layer::Wlan, bytes)?;
        if control[0] & 0x03 != 0 {
            let value = u32::from(control[0] & 0x03);
            return Err(WireError::Unsupported { layer: Layer::Wlan, what: "protocol version", value });
        }
        let mut wlan = Self { bytes, control, len: 0 };
        wlan.len = whole(Layer::Wlan, bytes, wlan.declared_len())?;
        Ok(wlan)
    }

    /// Bytes of the header, without padding behind it.
    #[must_use]
    pub fn header_len(&self) -> usize {
        self.len
    }

    /// What the body is.
    #[must_use]
    pub fn body(&self) -> WlanBody {
        if !self.is_data() || self.control[0] & 0x40 != 0 {
            return WlanBody::Nothing;
        }
        if self.control[1] & 0x40 != 0 {
            return WlanBody::Encrypted;
        }
        let fragment = self.bytes.get(22).is_some_and(|sequence| sequence & 0x0f != 0);
        if fragment || self.control[1] & 0x04 != 0 {
            return WlanBody::Fragment;
        }
        if self.is_qos() && self.bytes.get(self.qos_at()).is_some_and(|qos| qos & 0x80 != 0) {
            return WlanBody::Aggregate;
        }
        WlanBody::Packet
    }

    /// Source and destination of a data frame; `None` for others.
    #[must_use]
    pub fn addresses(&self) -> Option<([u8; 6], [u8; 6])> {
        let address = |n: usize| self.bytes.get([4, 10, 16, 24][n]..)?.first_chunk::<6>().copied();
        if !self.is_data() {
            return None;
        }
        // IEEE 802.11 table 9-60: which address is which depends on "to DS" (1) and "from DS" (2).
        let (source, destination) = match self.control[1] & 0x03 {
            0 => (address(1)?, address(0)?),
            1 => (address(1)?, address(2)?),
            2 => (address(2)?, address(0)?),
            _ => (address(3)?, address(2)?),
        };
        Some((source, destination))
    }

    fn is_data(&self) -> bool {
        self.control[0] & 0x0c == 0x08
    }

    fn is_qos(&self) -> bool {
        self.is_data() && self.control[0] & 0x80 != 0
    }

    fn qos_at(&self) -> usize {
        if self.control[1] & 0x03 == 0x03 { 30 } else { 24 }
    }

    fn declared_len(&self) -> usize {
        match self.control[0] & 0x0c {
            0x08 if self.is_qos() => self.qos_at() + if self.control[1] & 0x80 != 0 { 6 } else { 2 },
            0x08 => self.qos_at(),
            0x00 => 24,
            // The shortest control frames are duration and one address.
            _ => 10,
        }
    }
}

/// The header of one packet within an A-MSDU.
///
/// Source: IEEE 802.11 clause 9.3.2.2.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Subframe {
    /// For whom the packet is.
    pub destination: [u8; 6],
    /// Who sent it.
    pub source: [u8; 6],
    /// Bytes behind the header, padding excluded.
    pub payload_len: usize,
}

impl Subframe {
    /// Bytes of the header.
    pub const LEN: usize = 14;

    /// Bytes from this header to the next: each but the last is padded to a multiple of 4.
    #[must_use]
    pub fn stride(&self) -> usize {
        (Self::LEN + self.payload_len).next_multiple_of(4)
    }

    /// Reads the header.
    ///
    /// # Errors
    /// [`WireError::Truncated`] below 14 bytes.
    pub fn parse(bytes: &[u8]) -> Result<Self, WireError> {
        let [d0, d1, d2, d3, d4, d5, s0, s1, s2, s3, s4, s5, high, low] = *head(Layer::Amsdu, bytes)?;
        Ok(Self {
            destination: [d0, d1, d2, d3, d4, d5],
            source: [s0, s1, s2, s3, s4, s5],
            payload_len: be16(high, low).into(),
        })
    }
}

//! The byte order of a capture file.

/// How a file writes its numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ByteOrder {
    Little,
    Big,
}

impl ByteOrder {
    #[inline]
    pub(crate) fn u16(self, bytes: [u8; 2]) -> u16 {
        match self {
            Self::Little => u16::from_le_bytes(bytes),
            Self::Big => u16::from_be_bytes(bytes),
        }
    }

    #[inline]
    pub(crate) fn u32(self, bytes: [u8; 4]) -> u32 {
        match self {
            Self::Little => u32::from_le_bytes(bytes),
            Self::Big => u32::from_be_bytes(bytes),
        }
    }

    /// Four numbers, behind each other.
    #[inline]
    pub(crate) fn u32s(self, bytes: &[u8; 16]) -> [u32; 4] {
        // Written out: `map` is not always compiled into the place where it stands.
        [
            self.u32_at::<0, _>(bytes),
            self.u32_at::<4, _>(bytes),
            self.u32_at::<8, _>(bytes),
            self.u32_at::<12, _>(bytes),
        ]
    }

    #[inline]
    pub(crate) fn u64(self, bytes: [u8; 8]) -> u64 {
        match self {
            Self::Little => u64::from_le_bytes(bytes),
            Self::Big => u64::from_be_bytes(bytes),
        }
    }

    /// The 16-bit number at offset `AT` of a header. That it lies within is checked at compile time.
    #[inline]
    pub(crate) fn u16_at<const AT: usize, const N: usize>(self, header: &[u8; N]) -> u16 {
        const { assert!(AT + 2 <= N) };
        self.u16([header[AT], header[AT + 1]])
    }

    /// The 32-bit number at offset `AT` of a header. That it lies within is checked at compile time.
    #[inline]
    pub(crate) fn u32_at<const AT: usize, const N: usize>(self, header: &[u8; N]) -> u32 {
        const { assert!(AT + 4 <= N) };
        self.u32([header[AT], header[AT + 1], header[AT + 2], header[AT + 3]])
    }
}

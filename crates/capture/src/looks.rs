//! What first bytes say about a file: a capture, or what else.

use crate::error::{Advice, Format, NotACapture};
use crate::stream::{self, Packing};
use std::io::{Cursor, Read};

/// The first bytes of the formats that are read. To add a format: its rows, a variant, a reader.
const FORMATS: &[(&[u8], Format)] = &[
    (&[0xd4, 0xc3, 0xb2, 0xa1], Format::Pcap),
    (&[0xa1, 0xb2, 0xc3, 0xd4], Format::Pcap),
    (&[0x4d, 0x3c, 0xb2, 0xa1], Format::Pcap),
    (&[0xa1, 0xb2, 0x3c, 0x4d], Format::Pcap),
    (&[0x34, 0xcd, 0xb2, 0xa1], Format::Pcap),
    (&[0xa1, 0xb2, 0xcd, 0x34], Format::Pcap),
    (&[0x0a, 0x0d, 0x0d, 0x0a], Format::Pcapng),
    (b"snoop\0\0\0", Format::Snoop),
];

/// How many of the first bytes are looked at.
pub(crate) const FIRST_BYTES: usize = 512;

const BY_EDITCAP: Advice = Advice::Convert("editcap -F pcapng", ".pcapng");
const UNPACK: Advice = Advice::Say("unpack it first; gzip and zstd are read as they are");

/// Other files that people hand over: offset and bytes of the sign, what it is, what to do.
const OTHERS: &[(usize, &[u8], &str, Advice)] = &[
    (0, b"GMBU", "looks like a capture of Microsoft Network Monitor 2", BY_EDITCAP),
    (0, b"RTSS", "looks like a capture of Microsoft Network Monitor 1", BY_EDITCAP),
    (0, b"TRSNIFF data", "looks like a capture of the DOS Sniffer", BY_EDITCAP),
    (0, b"XCP\0", "looks like a capture of NetXRay or the Windows Sniffer", BY_EDITCAP),
    (0, b"iptrace ", "looks like an AIX iptrace", BY_EDITCAP),
    (0, b"ObserverPktBuffer", "looks like a capture of Observer", BY_EDITCAP),
    (0, b"\x7fver", "looks like a capture of EtherPeek or OmniPeek", BY_EDITCAP),
    (0, b"btsnoop\0", "looks like a Bluetooth log", Advice::Say("it holds no network packets")),
    (0, b"ElfFile\0", "looks like a Windows event log (EVTX)", Advice::Say("it holds events, no packets")),
    (0, b"BZh", "looks like bzip2", UNPACK),
    (0, b"\xfd7zXZ\0", "looks like xz", UNPACK),
    (0, b"\x04\x22\x4d\x18", "looks like lz4", UNPACK),
    (0, b"7z\xbc\xaf\x27\x1c", "looks like a 7-Zip archive", UNPACK),
    (0, b"Rar!\x1a\x07", "looks like a RAR archive", UNPACK),
    (0, b"PK\x03\x04", "looks like a ZIP archive", UNPACK),
    (0, b"PK\x05\x06", "looks like an empty ZIP archive", Advice::None),
    (257, b"ustar", "looks like a tar archive", UNPACK),
    (0, b"\x1f\x8b", "looks like gzip once more", UNPACK),
    (0, b"\x28\xb5\x2f\xfd", "looks like zstd once more", UNPACK),
    (0, b"%PDF", "looks like a PDF document", Advice::None),
    (0, b"\x7fELF", "looks like a Linux program (ELF)", Advice::None),
    (0, b"MZ", "looks like a Windows program", Advice::None),
    (0, b"SQLite format 3\0", "looks like an SQLite database", Advice::None),
    (0, b"PAR1", "looks like a Parquet table", Advice::None),
    (0, b"\x89PNG", "looks like a picture", Advice::None),
];

/// The beginnings of texts, in small letters, behind white space.
const TEXTS: &[(&[u8], &str, Advice)] = &[
    (b"<!doctype html", "looks like a web page", Advice::Say("download the capture itself, not the page about it")),
    (b"<html", "looks like a web page", Advice::Say("download the capture itself, not the page about it")),
    (b"<?xml", "looks like XML", Advice::None),
    (b"{", "looks like JSON", Advice::None),
    (b"[", "looks like JSON", Advice::None),
    (b"version https://git-lfs", "is a Git LFS pointer", Advice::Say("fetch the file itself: git lfs pull")),
];

const OF_TEXT: Advice =
    Advice::Say("record into a file with `tcpdump -w FILE.pcap` or Wireshark; a printed list of packets is not enough");

/// A packed file that was cut so early that nothing inside can be told: no word on what the recorder wrote.
pub(crate) const NOTHING_UNPACKED: NotACapture = NotACapture {
    what: "is packed, and breaks off before anything can be unpacked",
    packed: false,
    advice: Advice::Say("copy the file again"),
};

/// The format that starts with these bytes, if it is one that is read.
pub(crate) fn format(first: &[u8]) -> Option<Format> {
    FORMATS.iter().find(|(magic, _)| first.starts_with(magic)).map(|(_, format)| *format)
}

/// Whether a file that begins with these bytes is a capture that can be read.
///
/// A packed file is unpacked as far as the bytes go; if they are too few to unpack anything, the answer is no.
/// 128 KiB always suffice (RFC 8878 section 3.1.1.2.4), and some 100 for gzip.
#[must_use]
pub fn looks_like_capture(first_bytes: &[u8]) -> bool {
    is_capture(Box::new(Cursor::new(first_bytes.to_vec())))
}

/// Whether a stream starts as a capture does, behind its packing.
pub(crate) fn is_capture(raw: Box<dyn Read + Send>) -> bool {
    let Ok((mut bytes, _)) = stream::unpack(raw) else { return false };
    let mut first = [0; 8];
    let mut len = 0;
    // An error of the decompressor ends the loop as the end does: what was unpacked before it counts.
    while let Some(more) = first.get_mut(len..).filter(|rest| !rest.is_empty()).and_then(|rest| bytes.read(rest).ok()) {
        if more == 0 {
            break;
        }
        len += more;
    }
    format(first.get(..len).unwrap_or_default()).is_some()
}

/// What a file that is no capture is instead.
pub(crate) fn describe(first: &[u8], packing: Packing) -> NotACapture {
    let (what, advice) = identify(first);
    NotACapture { what, packed: packing != Packing::Plain, advice }
}

fn identify(first: &[u8]) -> (&'static str, Advice) {
    if first.is_empty() {
        return ("is empty", Advice::Say("the recorder wrote nothing: record again"));
    }
    if is_etl(first) {
        return ("looks like a Windows event trace (ETL)", Advice::Convert("etl2pcapng", ".pcapng"));
    }
    if let Some((.., what, advice)) =
        OTHERS.iter().find(|(at, sign, ..)| first.get(*at..).is_some_and(|rest| rest.starts_with(sign)))
    {
        return (what, *advice);
    }
    if FORMATS.iter().any(|(magic, _)| magic.starts_with(first)) {
        return ("breaks off in its first bytes", Advice::Say("copy the file again"));
    }
    text(first).unwrap_or(("has no sign of any known kind", Advice::None))
}

/// The first buffer of an event trace: a size in whole KiB, and behind the 72 bytes of its header a system trace
/// header (kind 1 or 2, with the mark of such headers).
///
/// Source: WMI_BUFFER_HEADER and SYSTEM_TRACE_HEADER of the Windows kernel.
fn is_etl(first: &[u8]) -> bool {
    let (Some(&[a, b, c, d]), Some([_, _, kind, mark])) = (first.first_chunk::<4>(), first.get(72..76)) else {
        return false;
    };
    let size = u32::from_le_bytes([a, b, c, d]);
    size.is_multiple_of(1024) && (1024..=16 << 20).contains(&size) && matches!(kind, 1 | 2) && mark & 0xc0 == 0xc0
}

fn text(first: &[u8]) -> Option<(&'static str, Advice)> {
    if first.starts_with(&[0xff, 0xfe]) || first.starts_with(&[0xfe, 0xff]) {
        return Some(("looks like text (UTF-16)", OF_TEXT));
    }
    if first.iter().any(|&byte| byte < 0x20 && !byte.is_ascii_whitespace() && byte != 0x1b) {
        return None;
    }
    let small = first.strip_prefix(b"\xef\xbb\xbf").unwrap_or(first).trim_ascii_start().to_ascii_lowercase();
    let known = TEXTS.iter().find(|(start, ..)| small.starts_with(start)).map(|&(_, what, advice)| (what, advice));
    known.or_else(|| is_utf8_start(first).then_some(("looks like text", OF_TEXT)))
}

/// Whether the bytes are UTF-8, the last character perhaps cut.
fn is_utf8_start(bytes: &[u8]) -> bool {
    match std::str::from_utf8(bytes) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_files_are_called_by_their_name() {
        let mut etl = vec![0; 80];
        etl[..4].copy_from_slice(&0x1_0000u32.to_le_bytes());
        etl[72..76].copy_from_slice(&[2, 0, 2, 0xc0]);
        for (bytes, word) in [
            (&b""[..], "empty"),
            (b"1 0.000 192.0.2.1 -> 192.0.2.2 TCP", "text"),
            (b"\xff\xfeh\0i\0", "UTF-16"),
            (b"  <!DOCTYPE HTML><title>", "web page"),
            (b"\n{\"a\":1}", "JSON"),
            (b"PK\x03\x04\x14\0", "ZIP"),
            (b"\x7fELF\x02\x01", "ELF"),
            (b"ElfFile\0\0\0", "EVTX"),
            (b"GMBU\0\x02", "Network Monitor"),
            (b"%PDF-1.7", "PDF"),
            (b"\xd4\xc3", "breaks off"),
            (b"\x00\x01\x02\x03\x04", "no sign"),
            (&etl, "ETL"),
        ] {
            let what = identify(bytes).0;
            assert!(what.contains(word), "{what} for {word}");
            assert!(!looks_like_capture(bytes));
        }
    }

    #[test]
    fn an_event_trace_is_told_with_the_command_that_converts_it() {
        let advice = Advice::Convert("etl2pcapng", ".pcapng");
        let looks = NotACapture { what: "", packed: false, advice };
        let error = crate::CaptureError::NotACapture { path: "net/trace.etl".into(), looks };
        assert_eq!(error.hint().unwrap(), "convert it with `etl2pcapng net/trace.etl net/trace.pcapng`");
    }
}

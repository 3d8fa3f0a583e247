//! Protocols that speak in lines of text.

use super::Role::{Client, Server, Unknown};
use super::{Guess, maybe, sure};
use crate::proto::http::{looks_like_request, response_head};

/// How much of a payload is searched for the end of its first line.
const LINE: usize = 2048;

/// The first line without its end, and whether the end was seen.
fn first_line(bytes: &[u8]) -> (&[u8], bool) {
    let bytes = bytes.get(..LINE).unwrap_or(bytes);
    match bytes.iter().position(|b| *b == b'\n') {
        Some(end) => (bytes.get(..end).unwrap_or_default().trim_ascii_end(), true),
        None => (bytes, false),
    }
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

fn starts_with_any(bytes: &[u8], starts: &[&[u8]]) -> bool {
    starts.iter().any(|start| bytes.get(..start.len()).is_some_and(|front| front.eq_ignore_ascii_case(start)))
}

pub(super) fn http(bytes: &[u8]) -> Guess {
    if bytes.starts_with(b"HTTP/1.") && !response_head(bytes).is_more() {
        return response_head(bytes).done().and_then(|_| sure(Server));
    }
    let is_method = bytes.first()?.is_ascii_uppercase() && bytes.iter().take(20).any(|b| *b == b' ');
    if !is_method {
        return None;
    }
    let (line, is_whole) = first_line(bytes);
    if line.get(line.len().wrapping_sub(8)..).is_some_and(|end| end.starts_with(b"HTTP/1.")) {
        return sure(Client);
    }
    // The request of HTTP/0.9: no version, no head (RFC 1945 section 5.1).
    if is_whole && line.strip_prefix(b"GET ").is_some_and(|target| target.starts_with(b"/") && !target.contains(&b' '))
    {
        return maybe(Client);
    }
    // A target longer than what is there.
    (looks_like_request(bytes) && !is_whole && line.iter().all(|b| *b == b' ' || b.is_ascii_graphic())).then_some(())?;
    maybe(Client)
}

/// The preface of the client, and that of the server: the frame SETTINGS of the connection, with settings that are known.
///
/// Source: RFC 9113 sections 3.4 and 6.5, IANA registry "HTTP/2 Settings".
pub(super) fn http2(bytes: &[u8]) -> Guess {
    if bytes.starts_with(b"PRI * HTTP/2.0\r\n\r\n") {
        return sure(Client);
    }
    let [0, 0, len, 4, 0, 0, 0, 0, 0, settings @ ..] = bytes else { return None };
    let (settings, rest) = settings.get(..usize::from(*len))?.as_chunks::<6>();
    (rest.is_empty() && settings.iter().all(|setting| matches!(setting, [0, 1..=16, ..]))).then_some(())?;
    if settings.is_empty() { maybe(Server) } else { sure(Server) }
}

/// Requests end their first line, responses begin it, with the version; empty lines may come first, to keep a connection
/// alive. Source: RFC 3261 sections 7 and 7.5, RFC 5626 section 3.5.1.
pub(super) fn sip(bytes: &[u8]) -> Guess {
    versioned(bytes.trim_ascii_start(), b"SIP/2.0")
}

/// Source: RFC 2326 section 4, RFC 7826 section 7.
pub(super) fn rtsp(bytes: &[u8]) -> Guess {
    versioned(bytes, b"RTSP/1.0").or_else(|| versioned(bytes, b"RTSP/2.0"))
}

fn versioned(bytes: &[u8], version: &[u8]) -> Guess {
    if bytes.strip_prefix(version).is_some_and(|rest| rest.starts_with(b" ")) {
        return sure(Server);
    }
    let is_method = bytes.first()?.is_ascii_uppercase();
    (is_method && first_line(bytes).0.strip_suffix(version).is_some_and(|front| front.ends_with(b" "))).then_some(())?;
    sure(Client)
}

/// Source: RFC 5321 section 4.
pub(super) fn smtp(bytes: &[u8]) -> Guess {
    let (line, _) = first_line(bytes);
    if starts_with_any(line, &[b"EHLO ", b"HELO ", b"MAIL FROM:", b"RCPT TO:"]) {
        return sure(Client);
    }
    if starts_with_any(line, &[b"AUTH ", b"STARTTLS", b"DATA", b"RSET", b"NOOP", b"QUIT", b"VRFY ", b"BDAT "]) {
        return maybe(Client);
    }
    if starts_with_any(line, &[b"220 ", b"220-"]) {
        return if contains(line, b"SMTP") { sure(Server) } else { maybe(Server) };
    }
    reply(line)
}

/// Three digits and a space or a hyphen. Source: RFC 5321 section 4.2, RFC 959 section 4.2.
fn reply(line: &[u8]) -> Guess {
    let [b'1'..=b'5', b, c, b' ' | b'-', ..] = line else { return None };
    (b.is_ascii_digit() && c.is_ascii_digit()).then_some(())?;
    maybe(Server)
}

/// Source: RFC 959 section 4.
pub(super) fn ftp(bytes: &[u8]) -> Guess {
    let (line, _) = first_line(bytes);
    let commands: [&[u8]; 12] = [
        b"USER ", b"PASS ", b"AUTH ", b"SYST", b"FEAT", b"PASV", b"EPSV", b"PORT ", b"TYPE ", b"CWD ", b"QUIT",
        b"RETR ",
    ];
    if starts_with_any(line, &commands) {
        return maybe(Client);
    }
    if starts_with_any(line, &[b"220 ", b"220-"]) && contains(line, b"FTP") && !contains(line, b"SMTP") {
        return sure(Server);
    }
    reply(line)
}

/// Source: RFC 1939 section 3.
pub(super) fn pop(bytes: &[u8]) -> Guess {
    if bytes.starts_with(b"+OK") || bytes.starts_with(b"-ERR") {
        return maybe(Server);
    }
    starts_with_any(bytes, &[b"USER ", b"CAPA", b"APOP ", b"AUTH", b"STLS"]).then_some(())?;
    maybe(Client)
}

/// Source: RFC 9051 section 2.2.
pub(super) fn imap(bytes: &[u8]) -> Guess {
    let (line, _) = first_line(bytes);
    if starts_with_any(line, &[b"* OK", b"* PREAUTH", b"* BYE", b"* CAPABILITY"]) {
        return maybe(Server);
    }
    let mut words = line.split(|b| *b == b' ');
    let (tag, command) = (words.next()?, words.next()?);
    let commands: [&[u8]; 6] = [b"CAPABILITY", b"LOGIN", b"AUTHENTICATE", b"STARTTLS", b"NOOP", b"ID"];
    (tag.len() <= 16
        && tag.iter().all(u8::is_ascii_alphanumeric)
        && commands.iter().any(|c| c.eq_ignore_ascii_case(command)))
    .then_some(())?;
    maybe(Client)
}

/// Source: RFC 6120 section 4.2.
pub(super) fn xmpp(bytes: &[u8]) -> Guess {
    let front = bytes.get(..LINE).unwrap_or(bytes);
    (front.first() == Some(&b'<') && contains(front, b"<stream:stream")).then_some(())?;
    sure(Unknown)
}

/// Source: UPnP Device Architecture 2.0 section 1.
pub(super) fn ssdp(bytes: &[u8]) -> Guess {
    if bytes.starts_with(b"HTTP/1.") {
        return maybe(Server);
    }
    if bytes.starts_with(b"M-SEARCH * HTTP/1.") {
        return maybe(Client);
    }
    bytes.starts_with(b"NOTIFY * HTTP/1.").then_some(())?;
    maybe(Unknown)
}

/// The same, or the length of the message in front of it. Source: RFC 6587 section 3.4.1.
pub(super) fn syslog_tcp(bytes: &[u8]) -> Guess {
    let digits = bytes.iter().take(5).take_while(|b| b.is_ascii_digit()).count();
    syslog(bytes.get(digits..)?.trim_ascii_start())
}

/// A priority of one to three digits in angle brackets. Source: RFC 3164 section 4.1.1.
pub(super) fn syslog(bytes: &[u8]) -> Guess {
    let rest = bytes.strip_prefix(b"<")?;
    let digits = rest.iter().take_while(|b| b.is_ascii_digit()).count();
    ((1..=3).contains(&digits) && rest.get(digits) == Some(&b'>')).then_some(())?;
    maybe(Client)
}

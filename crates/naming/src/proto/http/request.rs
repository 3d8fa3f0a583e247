//! The head of an HTTP/1 request. Source: RFC 9112 sections 2 to 5.

use super::{MAX_HEAD, MAX_HEADERS};
use crate::proto::text::text_of;
use crate::proto::{Progress, host_name};
use httparse::{ParserConfig, Request, Status};
use idlewire_evidence::Span;
use std::mem::MaybeUninit;

/// What a request asks for, and of whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestHead {
    /// The method, as sent.
    pub method: String,
    /// The form of the target, with the authority that it states.
    pub target: Target,
    /// The value of the first Host header.
    pub host: Option<Host>,
    /// The minor version: 0 or 1.
    pub minor_version: u8,
    /// Whether a body follows: only then is the next request not to be found right behind the head.
    ///
    /// Source: RFC 9112 section 6.3.
    pub has_body: bool,
    /// Its length, if the head states one. Unit: bytes.
    pub body_len: Option<u64>,
    /// Bytes of the head with the empty line; of what there is, if it is cut.
    pub len: usize,
    /// Whether the head was there to its end.
    pub is_complete: bool,
}

/// A Host value and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Host {
    /// The bytes as text; not yet known to be a host name.
    pub value: String,
    /// Where it stands in the bytes that were read.
    pub span: Span,
}

/// The form of a request target. Source: RFC 9112 section 3.2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A path, or nothing that names anybody: the server itself is asked.
    Origin,
    /// A whole URI: a proxy is asked for its authority.
    Absolute(Host),
    /// Host and port: CONNECT.
    Authority(Host),
    /// `*`: OPTIONS.
    Asterisk,
}

impl RequestHead {
    /// The host that the client wants to reach: that of an absolute target or of CONNECT, else of the Host header.
    ///
    /// Source: RFC 9112 section 3.2.2: the authority of the target counts, and the Host header does not.
    #[must_use]
    pub fn host_name(&self) -> Option<String> {
        self.named().and_then(|host| host_name(&host.value))
    }

    /// The statement that [`Self::host_name`] reads.
    #[must_use]
    pub fn named(&self) -> Option<&Host> {
        match &self.target {
            Target::Absolute(host) | Target::Authority(host) => Some(host),
            Target::Origin | Target::Asterisk => self.host.as_ref(),
        }
    }
}

/// Methods that begin requests (IANA registry "HTTP Methods", and those that Windows, Subversion and caches use; UPnP's NOTIFY
/// and M-SEARCH left out: they are SSDP's).
const METHODS: &[&str] = &[
    "GET ",
    "POST ",
    "HEAD ",
    "PUT ",
    "CONNECT ",
    "OPTIONS ",
    "DELETE ",
    "PATCH ",
    "TRACE ",
    "PROPFIND ",
    "PROPPATCH ",
    "MKCOL ",
    "COPY ",
    "MOVE ",
    "LOCK ",
    "UNLOCK ",
    "REPORT ",
    "SEARCH ",
    "SUBSCRIBE ",
    "UNSUBSCRIBE ",
    "BITS_POST ",
    "CCM_POST ",
    "RPC_IN_DATA ",
    "RPC_OUT_DATA ",
    "MERGE ",
    "CHECKOUT ",
    "MKACTIVITY ",
    "BPROPFIND ",
    "POLL ",
    "PURGE ",
    "ACL ",
    "BIND ",
    "CHECKIN ",
    "LABEL ",
    "LINK ",
    "MKCALENDAR ",
    "QUERY ",
    "UNLINK ",
    "UPDATE ",
    "VERSION-CONTROL ",
];

/// Longest first line of a request whose method is in no list. Servers refuse longer ones. Unit: bytes.
const MAX_LINE: usize = 8 * 1024;

/// Whether the bytes begin with the method of a request, or are the front of one. Empty bytes do not.
#[must_use]
#[inline]
pub fn looks_like_request(bytes: &[u8]) -> bool {
    // Asked of every payload that begins with a letter: three of them refuse almost all.
    let is_word = |byte: &u8| byte.is_ascii_uppercase() || *byte == b'_';
    !bytes.is_empty() && bytes.iter().take(3).all(is_word) && begins_with_method(bytes)
}

fn begins_with_method(bytes: &[u8]) -> bool {
    // Most begin with another letter.
    let first = bytes.first();
    METHODS.iter().map(|method| method.as_bytes()).any(|method| method.first() == first && fits(method, bytes))
}

fn fits(expected: &[u8], bytes: &[u8]) -> bool {
    let len = expected.len().min(bytes.len());
    expected.get(..len) == bytes.get(..len)
}

/// Whether a request may stand at the front of a stream: a known method, or a line of any method that ends with the
/// version. Empty lines before it are skipped.
///
/// Source: RFC 9110 section 9.1, RFC 9112 sections 2.2 and 3.
fn may_be_request(stream: &[u8]) -> bool {
    let empty = stream.iter().take(4).take_while(|b| matches!(b, b'\r' | b'\n')).count();
    let bytes = stream.get(empty..).unwrap_or_default();
    if bytes.is_empty() || looks_like_request(bytes) {
        return true;
    }
    let method = bytes.iter().take(33).take_while(|b| b.is_ascii_uppercase() || matches!(b, b'-' | b'_')).count();
    match bytes.get(method) {
        None => method <= 32,
        Some(b' ') if (3..=32).contains(&method) => {
            let line = bytes.get(..MAX_LINE).unwrap_or(bytes);
            match line.iter().position(|b| *b == b'\n') {
                Some(end) => {
                    let line = line.get(..end).unwrap_or_default().trim_ascii_end();
                    line.split_last_chunk::<9>().is_some_and(|(_, end)| end.starts_with(b" HTTP/1."))
                }
                None => bytes.len() < MAX_LINE,
            }
        }
        Some(_) => false,
    }
}

/// Reads the head of a request from the front of a stream.
#[must_use]
pub fn request_head(bytes: &[u8]) -> Progress<RequestHead> {
    if !may_be_request(bytes) {
        return Progress::No;
    }
    let cap = usize::try_from(MAX_HEAD.default).unwrap_or(usize::MAX);
    match parse(bytes.get(..cap).unwrap_or(bytes), bytes) {
        Progress::More if bytes.len() >= cap => Progress::No,
        progress => progress,
    }
}

/// What can be read of a head of which the rest will never come. Only whole lines count.
#[must_use]
pub fn request_head_cut(bytes: &[u8]) -> Option<RequestHead> {
    let cap = usize::try_from(MAX_HEAD.default).unwrap_or(usize::MAX);
    let bytes = bytes.get(..cap).unwrap_or(bytes);
    let lines = bytes.get(..=bytes.iter().rposition(|b| *b == b'\n')?)?;
    if !may_be_request(bytes) {
        return None;
    }
    let closed = [lines, b"\r\n"].concat();
    let head = parse(&closed, &closed).done()?;
    Some(RequestHead { len: head.len.min(bytes.len()), is_complete: head.len <= lines.len(), ..head })
}

fn parse(bytes: &[u8], stream: &[u8]) -> Progress<RequestHead> {
    // Room that nobody writes to before it is needed: requests mostly have a tenth of so many headers.
    let mut headers = [const { MaybeUninit::uninit() }; MAX_HEADERS.default as usize];
    let mut request = Request::new(&mut []);
    let mut config = ParserConfig::default();
    config.ignore_invalid_headers_in_requests(true).allow_multiple_spaces_in_request_line_delimiters(true);
    match config.parse_request_with_uninit_headers(&mut request, bytes, &mut headers) {
        Ok(Status::Complete(len)) => head(&request, len, stream).map_or(Progress::No, Progress::Done),
        Ok(Status::Partial) => Progress::More,
        Err(_) => Progress::No,
    }
}

fn head(request: &Request<'_, '_>, len: usize, stream: &[u8]) -> Option<RequestHead> {
    let host = request.headers.iter().find(|h| h.name.eq_ignore_ascii_case("host"));
    let method = request.method?;
    Some(RequestHead {
        method: method.to_owned(),
        target: target(method, request.path?, stream),
        host: host.map(|h| host_at(h.value, stream)),
        minor_version: request.version?,
        has_body: request.headers.iter().any(announces_body),
        body_len: body_len(request.headers),
        len,
        is_complete: true,
    })
}

fn announces_body(header: &httparse::Header<'_>) -> bool {
    header.name.eq_ignore_ascii_case("transfer-encoding")
        || header.name.eq_ignore_ascii_case("content-length") && header.value.trim_ascii() != b"0"
}

/// The length that is stated, where no transfer coding takes its place (RFC 9112 section 6.3).
fn body_len(headers: &[httparse::Header<'_>]) -> Option<u64> {
    let named = |name: &str| headers.iter().find(|header| header.name.eq_ignore_ascii_case(name));
    let len = named("content-length").filter(|_| named("transfer-encoding").is_none())?;
    std::str::from_utf8(len.value.trim_ascii()).ok()?.parse().ok()
}

fn target(method: &str, target: &str, stream: &[u8]) -> Target {
    if method == "CONNECT" {
        return authority(target, stream);
    }
    if target == "*" {
        return Target::Asterisk;
    }
    let Some((_, rest)) =
        target.split_once("://").filter(|(scheme, _)| scheme.bytes().all(|b| b.is_ascii_alphanumeric()))
    else {
        return Target::Origin;
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    if host.is_empty() { Target::Origin } else { Target::Absolute(host_at(host.as_bytes(), stream)) }
}

/// CONNECT takes a host and a port; a target without either asks for nobody.
///
/// Source: RFC 9112 section 3.2.3, RFC 9110 section 9.3.6.
fn authority(target: &str, stream: &[u8]) -> Target {
    match target.rsplit_once(':') {
        Some((host, port)) if !host.is_empty() && port.parse::<u16>().is_ok_and(|port| port > 0) => {
            Target::Authority(host_at(target.as_bytes(), stream))
        }
        _ => Target::Origin,
    }
}

/// The value, trimmed, and its place: the parser hands out slices of the very bytes it was given.
fn host_at(value: &[u8], stream: &[u8]) -> Host {
    let value = value.trim_ascii();
    let start = (value.as_ptr() as usize).saturating_sub(stream.as_ptr() as usize);
    Host { value: text_of(value), span: Span::new(start, value.len()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proto::assert_prefix_law;
    use proptest::prelude::*;

    fn read(text: &str) -> RequestHead {
        request_head(text.as_bytes()).done().unwrap()
    }

    #[test]
    fn the_four_forms_of_rfc_9112_section_3_2() {
        let origin = "GET /where?q=now HTTP/1.1\r\nUser-Agent: x\r\nhost:  www.Example.org:8080 \r\n\r\nbody";
        let head = read(origin);
        assert_eq!((head.host_name().as_deref(), head.len), (Some("www.example.org"), origin.len() - 4));
        let span = head.named().unwrap().span;
        assert_eq!(&origin[span.start as usize..span.end as usize], "www.Example.org:8080");

        let absolute = read("GET http://user@www.example.org:80/pub HTTP/1.1\r\nHost: proxy.example\r\n\r\n");
        assert_eq!(absolute.host_name().as_deref(), Some("www.example.org"));
        assert_eq!(absolute.host.unwrap().value, "proxy.example");

        let connect = read("CONNECT www.example.com:443 HTTP/1.1\r\n\r\n");
        assert!(matches!(&connect.target, Target::Authority(host) if host.value == "www.example.com:443"));
        assert_eq!(connect.host_name().as_deref(), Some("www.example.com"));

        for nobody in ["/", "abc", ":443", "a.example:", "a.example:x", "a.example:0"] {
            let head = read(&format!("CONNECT {nobody} HTTP/1.1\r\nHost: b.example\r\n\r\n"));
            assert_eq!((head.target, head.host.map(|host| host.value).as_deref()), (Target::Origin, Some("b.example")));
        }

        assert_eq!(read("OPTIONS * HTTP/1.1\r\nHost: a.example\r\n\r\n").target, Target::Asterisk);
    }

    #[test]
    fn a_head_whose_rest_is_lost_tells_the_host_of_a_whole_line_only() {
        let cut = b"POST /x HTTP/1.1\r\nHost: a.example\r\nCookie: abc";
        assert_eq!(request_head(cut), Progress::More);
        let head = request_head_cut(cut).unwrap();
        assert_eq!((head.host_name().as_deref(), head.is_complete), (Some("a.example"), false));
        assert_eq!(request_head_cut(b"POST /x HTTP/1.1\r\nHost: a.exa").unwrap().host, None);
        assert_eq!(request_head_cut(b"POST /x HT"), None);
    }

    #[test]
    fn a_head_without_end_is_refused_at_the_cap() {
        let long = ["GET / HTTP/1.1\r\n", &"a: b\r\n".repeat(100), "c: ", &"x".repeat(40_000)].concat();
        assert_eq!(request_head(long.as_bytes()), Progress::No);
        assert_eq!(request_head(&long.as_bytes()[..10_000]), Progress::More);
    }

    #[test]
    fn any_method_is_one_if_the_version_ends_the_line_and_empty_lines_come_before() {
        for line in ["MKCALENDAR /a HTTP/1.1", "X-FOO /a HTTP/1.0", "\r\n\r\nGET /a HTTP/1.1", "\nFOO_BAR /a HTTP/1.1"]
        {
            let head = read(&format!("{line}\r\nHost: a.example\r\n\r\n"));
            assert_eq!(head.host_name().as_deref(), Some("a.example"), "{line}");
        }
        for no in [
            "INVITE sip:a SIP/2.0\r\n",
            "USER me\r\n",
            "EHLO a.example\r\n",
            "\r\n\r\n\0\r\nQUIT\n",
            "AB / HTTP/1.1\r\n",
        ] {
            assert_eq!(request_head(no.as_bytes()), Progress::No, "{no:?}");
        }
        assert_eq!(request_head(b"FOO /a HT"), Progress::More);
        assert_eq!(request_head(&[b"FOO ", &[b'a'; MAX_LINE][..]].concat()), Progress::No);
    }

    #[test]
    fn the_first_bytes_tell_requests_from_the_rest() {
        for yes in ["G", "GET /", "CONN", "PROPFIND /"] {
            assert!(looks_like_request(yes.as_bytes()), "{yes}");
        }
        for no in ["", "get /", "GETX", "HTTP/1.1 200", "\x16\x03\x01"] {
            assert!(!looks_like_request(no.as_bytes()), "{no}");
        }
    }

    proptest! {
        #[test]
        fn more_bytes_never_change_the_answer(
            line in "(\r\n){0,3}(GET|POST|CONNECT|FOO|USER|A) (/|http://a\\.b/|\\*|x:1) HTTP/1\\.[012]\r?\n",
            fields in "((Host|A|B ?): [ -~]{0,9}\r?\n){0,4}",
            tail: Vec<u8>,
        ) {
            let bytes = [line.as_bytes(), fields.as_bytes(), b"\r\n", &tail].concat();
            assert_prefix_law(&bytes, request_head);
            assert_prefix_law(&tail, request_head);
        }
    }
}

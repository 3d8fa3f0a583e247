//! The names in a server's certificate, while it is sent in the clear: up to TLS 1.2.

use super::der::Subject;
use super::flight::Flight;
use super::server::first_hello;
use super::version::Version;
use super::{MAX_CERTIFICATE_NAMES, message};
use crate::proto::Progress;
use crate::proto::cursor::Cursor;
use crate::proto::text::text_of;
use idlewire_evidence::Span;

/// The names of the first certificate of the chain, which is the server's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateNames {
    /// The alternative names of type dNSName, in order; some begin with `*.`.
    pub dns: Vec<String>,
    /// The common name of the subject.
    pub common_name: Option<String>,
    /// Where the certificate stands in the stream.
    pub span: Span,
}

impl CertificateNames {
    /// The names of hosts: the alternative names; without any, the common name if it has the form of a domain.
    ///
    /// Source: RFC 6125 section 6.4.4.
    pub fn hosts(&self) -> impl Iterator<Item = &str> {
        let common = self.common_name.as_deref().filter(|name| self.dns.is_empty() && name.contains('.'));
        self.dns.iter().map(String::as_str).chain(common)
    }
}

/// Reads the Certificate message that follows the ServerHello at the front of a stream.
///
/// [`Progress::No`] with TLS 1.3, which encrypts it, and if the handshake goes on without one (resumption).
#[must_use]
pub fn certificate_names(stream: &[u8]) -> Progress<CertificateNames> {
    let flight = Flight::of_records(stream);
    let at = match first_hello(&flight) {
        Progress::Done((hello, end)) if !hello.is_retry && hello.version.token() != Version::TLS_1_3.token() => end,
        Progress::More => return Progress::More,
        _ => return Progress::No,
    };
    if flight.kind_at(at).is_some_and(|kind| kind != message::CERTIFICATE) {
        return Progress::No;
    }
    match flight.message(at) {
        Progress::Done((message, _)) => {
            names(&flight, message.body, message.body_at).map_or(Progress::No, Progress::Done)
        }
        Progress::More => Progress::More,
        Progress::No => Progress::No,
    }
}

fn names(flight: &Flight<'_>, body: &[u8], body_at: usize) -> Option<CertificateNames> {
    let mut cursor = Cursor::new(body);
    cursor.u24()?;
    let len = cursor.u24()?;
    let at = body_at + cursor.place();
    let subject = Subject::of(cursor.take(len)?)?;
    let dns = subject.dns_names().map(str::to_owned);
    let dns = dns.take(usize::try_from(MAX_CERTIFICATE_NAMES.default).unwrap_or(usize::MAX)).collect();
    let common_name = subject.common_name.map(text_of);
    Some(CertificateNames { dns, common_name, span: flight.span(at, len) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proto::assert_prefix_law;
    use proptest::prelude::*;

    /// A self-signed certificate made by OpenSSL: common name `a.example`, alternative names `a.example`,
    /// `*.b.example` and the address 192.0.2.1.
    const CERTIFICATE: &str = "308201a83082014ea003020102021446e76007690cda8f7c799330122dbdcd3d6ee77f300a06082a8648ce3d04030230143112301006\
        035504030c09612e6578616d706c653020170d3236313132333033333934355a180f32313236313033303033333934355a3014311230\
        1006035504030c09612e6578616d706c653059301306072a8648ce3d020106082a8648ce3d03010703420004fcb313d480340ecff149\
        92a6c903f618aa7df4d5f1130851b27c353d9aaf5406546d858befac2035a4e58e250b4a257e93dd4a34c0027e1047727cfbfa148c5f\
        a37c307a301d0603551d0e041604145bfe31aa955313503ab98f40131147febc38eeda301f0603551d230418301680145bfe31aa9553\
        13503ab98f40131147febc38eeda300f0603551d130101ff040530030101ff30270603551d110420301e8209612e6578616d706c6582\
        0b2a2e622e6578616d706c658704c0000201300a06082a8648ce3d040302034800304502207c2ed1d764b3be3275a065641cf101822f\
        22d48feb7a7db5c2c6ffe7282ed849022100c7ed24bbe5d9f93ad67284c6c822f4f1db83f9e0f153ba112b2ca265cd1b3f45";

    fn certificate() -> Vec<u8> {
        let digits: Vec<u8> = CERTIFICATE.bytes().collect();
        digits
            .as_chunks::<2>()
            .0
            .iter()
            .map(|d| u8::from_str_radix(std::str::from_utf8(d).unwrap(), 16).unwrap())
            .collect()
    }

    /// A ServerHello of `version` and the certificate, in records of `len` bytes.
    fn stream(version: u8, len: usize) -> Vec<u8> {
        let certificate = certificate();
        let len24 = |n: usize| [0, (n >> 8) as u8, n as u8];
        let hello = [&[2, 0, 0, 38, 3, version][..], &[7; 32], &[0, 0, 47, 0]].concat();
        let list = [&len24(certificate.len())[..], &certificate].concat();
        let body = [&len24(list.len())[..], &list].concat();
        let flight = [&hello[..], &[11], &len24(body.len()), &body].concat();
        let records =
            flight.chunks(len).flat_map(|part| [&[22, 3, 3, (part.len() >> 8) as u8, part.len() as u8], part].concat());
        records.collect()
    }

    #[test]
    fn the_names_are_those_that_openssl_put_in() {
        for len in [50, 2000] {
            let names = certificate_names(&stream(3, len)).done().unwrap();
            assert_eq!(names.dns, ["a.example", "*.b.example"]);
            assert_eq!(names.common_name.as_deref(), Some("a.example"));
        }
        let whole = stream(3, 2000);
        let span = certificate_names(&whole).done().unwrap().span;
        assert_eq!(&whole[span.start as usize..span.end as usize], certificate());
    }

    #[test]
    fn the_common_name_counts_if_there_is_no_other_and_it_is_a_domain() {
        let names = |dns: &[&str], common: &str| CertificateNames {
            dns: dns.iter().map(|&name| name.to_owned()).collect(),
            common_name: Some(common.to_owned()),
            span: Span::new(0, 0),
        };
        for (names, hosts) in [
            (names(&["a.example"], "b.example"), &["a.example"][..]),
            (names(&[], "b.example"), &["b.example"]),
            (names(&[], "Device"), &[]),
        ] {
            assert_eq!(names.hosts().collect::<Vec<_>>(), hosts);
        }
    }

    /// The names that another reader finds, where it can read all of the certificate and of the names.
    fn names_by_x509_parser(der: &[u8]) -> Option<(Vec<String>, Option<String>)> {
        use x509_parser::prelude::{FromDer, GeneralName, X509Certificate};
        let (_, certificate) = X509Certificate::from_der(der).ok()?;
        let dns = certificate.subject_alternative_name().ok()?.map_or(Vec::new(), |names| {
            let dns = names.value.general_names.iter().filter_map(|name| match name {
                GeneralName::DNSName(name) => Some((*name).to_owned()),
                _ => None,
            });
            dns.collect()
        });
        let common = certificate.subject().iter_common_name().next().map(|name| text_of(name.attr_value().data));
        Some((dns, common))
    }

    /// An element of DER with the shortest length.
    fn element(tag: u8, contents: &[u8]) -> Vec<u8> {
        let len = contents.len();
        let head = match len {
            0..=0x7f => vec![tag, len as u8],
            0x80..=0xff => vec![tag, 0x81, len as u8],
            _ => vec![tag, 0x82, (len >> 8) as u8, len as u8],
        };
        [head, contents.to_vec()].concat()
    }

    /// A certificate with this subject's common names and, unless they are absent, alternative names.
    fn with_names(common: &[String], alternatives: Option<&[(u8, String)]>, is_critical: bool) -> Vec<u8> {
        let name = |name: &String| {
            let attribute = [element(6, &[0x55, 4, 3]), element(12, name.as_bytes())].concat();
            element(0x31, &element(0x30, &attribute))
        };
        let subject = element(0x30, &common.iter().flat_map(name).collect::<Vec<_>>());
        let times = element(0x30, &[element(23, b"260101000000Z"), element(23, b"270101000000Z")].concat());
        let algorithm = element(0x30, &element(6, &[0x2a, 3]));
        let key = element(0x30, &[algorithm.clone(), element(3, &[0, 4])].concat());
        let list = |names: &[(u8, String)]| {
            let names = names.iter().flat_map(|(kind, name)| element(0x80 | kind, name.as_bytes()));
            let value = element(4, &element(0x30, &names.collect::<Vec<_>>()));
            let critical = if is_critical { element(1, &[0xff]) } else { Vec::new() };
            let usage = element(0x30, &[element(6, &[0x55, 29, 14]), element(4, &element(4, &[1]))].concat());
            let names = element(0x30, &[element(6, &[0x55, 29, 17]), critical, value].concat());
            element(0xa3, &element(0x30, &[usage, names].concat()))
        };
        let extensions = alternatives.map(list).unwrap_or_default();
        let version = element(0xa0, &element(2, &[2]));
        let serial = element(2, &[7]);
        let issuer = element(0x30, &[]);
        let signed = [version, serial, algorithm.clone(), issuer, times, subject, key, extensions].concat();
        element(0x30, &[element(0x30, &signed), algorithm, element(3, &[0, 1])].concat())
    }

    proptest! {
        #[test]
        fn the_names_are_those_that_x509_parser_reads(
            common in proptest::collection::vec("[ -~]{0,70}", 0..3),
            alternatives in proptest::option::of(proptest::collection::vec((1..3_u8, "[ -~]{0,140}"), 0..12)),
            is_critical: bool,
        ) {
            let certificate = with_names(&common, alternatives.as_deref(), is_critical);
            let (dns, name) = names_by_x509_parser(&certificate).expect("it is well formed");
            let subject = Subject::of(&certificate).unwrap();
            let ours: Vec<_> = subject.dns_names().map(str::to_owned).collect();
            prop_assert_eq!((ours, subject.common_name.map(text_of)), (dns, name));
        }

        /// The other reader goes on behind some lengths and forms that are wrong: there ours may stop.
        #[test]
        fn a_damaged_certificate_says_what_x509_parser_reads_or_less(at in 0_usize..430, flip: u8) {
            let mut certificate = certificate();
            if let Some(byte) = certificate.get_mut(at) {
                *byte ^= flip;
            }
            if let Some(((dns, common), subject)) = names_by_x509_parser(&certificate).zip(Subject::of(&certificate)) {
                prop_assert!(subject.dns_names().all(|name| dns.iter().any(|known| known == name)), "{dns:?}");
                prop_assert!(subject.common_name.is_none() || subject.common_name.map(text_of) == common);
            }
        }
    }

    #[test]
    fn tls_1_3_hides_it_and_resumption_sends_none() {
        assert_eq!(certificate_names(&stream(4, 2000)), Progress::No);
        let mut resumed = stream(3, 2000);
        resumed.truncate(5 + 42);
        resumed[4] = 42;
        resumed[3] = 0;
        resumed.extend([20, 3, 3, 0, 1, 1]);
        assert_eq!(certificate_names(&resumed), Progress::No);
    }

    proptest! {
        #[test]
        fn more_bytes_never_change_the_answer(len in 20_usize..600, at in 0_usize..500, flip: u8) {
            let mut stream = stream(3, len);
            if let Some(byte) = stream.get_mut(at) {
                *byte ^= flip;
            }
            assert_prefix_law(&stream, certificate_names);
        }
    }
}

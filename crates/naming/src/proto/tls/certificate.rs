//! The names in a server's certificate, while it is sent in the clear: up to TLS 1.2.

use super::flight::Flight;
use super::server::first_hello;
use super::version::Version;
use super::{MAX_CERTIFICATE_NAMES, message};
use crate::proto::Progress;
use crate::proto::cursor::Cursor;
use crate::proto::text::text_of;
use idlewire_evidence::Span;
use x509_parser::prelude::{FromDer, GeneralName, X509Certificate};

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
    let (_, certificate) = X509Certificate::from_der(cursor.take(len)?).ok()?;
    let common_name = certificate.subject().iter_common_name().next().map(|name| text_of(name.attr_value().data));
    let alternatives = certificate.subject_alternative_name().ok().flatten();
    let dns = alternatives.map_or(Vec::new(), |names| {
        let dns = names.value.general_names.iter().filter_map(|name| match name {
            GeneralName::DNSName(name) => Some((*name).to_owned()),
            _ => None,
        });
        dns.take(usize::try_from(MAX_CERTIFICATE_NAMES.default).unwrap_or(usize::MAX)).collect()
    });
    Some(CertificateNames { dns, common_name, span: flight.span(at, len) })
}

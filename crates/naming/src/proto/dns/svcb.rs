//! Service bindings (HTTPS and SVCB records): where a service lives besides its own name.

use super::message::Record;
use super::name::Name;
use crate::proto::cursor::Cursor;
use crate::proto::host_name;
use crate::proto::text::text_of;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// One record. Source: RFC 9460 section 2.2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// 0 is an alias; else the least is the best.
    pub priority: u16,
    /// The name that serves; `.` is the owner itself.
    pub target: Name,
    /// Seconds that the record may be reused.
    pub ttl: u32,
    /// Protocols, in order.
    pub alpn: Vec<String>,
    /// Addresses that may serve, of both families.
    pub hints: Vec<IpAddr>,
    /// The name that a ClientHello shows in place of the true one when ECH is used.
    ///
    /// Source: RFC 9460 key 5 `ech`, holding the ECHConfigList of RFC 9849 section 4.
    pub public_name: Option<String>,
}

/// Keys of the parameters (IANA registry "Service Parameter Keys (SvcParamKeys)").
mod key {
    pub(super) const ALPN: u16 = 1;
    pub(super) const IPV4_HINT: u16 = 4;
    pub(super) const ECH: u16 = 5;
    pub(super) const IPV6_HINT: u16 = 6;
}

/// Reads the data of an HTTPS or SVCB record. `None` if it is broken before the parameters.
pub(super) fn service(record: &Record<'_>) -> Option<Service> {
    let mut cursor = Cursor::new(record.data);
    let priority = cursor.u16()?;
    let mut service = Service {
        priority,
        target: record.name_at(2).name()?,
        ttl: record.ttl,
        alpn: Vec::new(),
        hints: Vec::new(),
        public_name: None,
    };
    // The target is not compressed (RFC 9460 section 2.2), so it can be skipped within the data.
    let mut cursor = Cursor::at(record.data, super::name::skip(record.data, 2)?);
    while let Some((key, value)) = cursor.u16().zip(cursor.vec16()) {
        service.take(key, value);
    }
    Some(service)
}

/// The host whose service a question is about. Labels before it that begin with `_` say the port and the scheme.
///
/// Who asks for the resolvers that his own designates is told their names as targets; `resolver.arpa` is no host.
///
/// Source: RFC 9460 section 2.3, RFC 9462 section 4.
pub(crate) fn host_of_service<'a>(question: &'a str, services: &'a [Service]) -> Option<&'a str> {
    let mut host = question;
    while let Some((_, rest)) = host.split_once('.').filter(|_| host.starts_with('_') && !services.is_empty()) {
        host = rest;
    }
    if host != "resolver.arpa" || services.is_empty() {
        return Some(host);
    }
    services.iter().map(|service| service.target.as_str()).find(|target| *target != ".")
}

impl Service {
    fn take(&mut self, key: u16, value: &[u8]) {
        match key {
            key::ALPN => {
                let mut list = Cursor::new(value);
                self.alpn.extend(std::iter::from_fn(|| list.vec8()).map(text_of));
            }
            key::IPV4_HINT => {
                self.hints.extend(value.as_chunks::<4>().0.iter().map(|b| IpAddr::from(Ipv4Addr::from(*b))));
            }
            key::IPV6_HINT => {
                self.hints.extend(value.as_chunks::<16>().0.iter().map(|b| IpAddr::from(Ipv6Addr::from(*b))));
            }
            // Compared with the server names of hellos, which are written so.
            key::ECH => self.public_name = public_name(value).map(|name| host_name(&name).unwrap_or(name)),
            _ => {}
        }
    }
}

/// The public name of the first configuration of a known version in an ECHConfigList.
///
/// Source: RFC 9849 section 4.
fn public_name(list: &[u8]) -> Option<String> {
    let mut configs = Cursor::new(Cursor::new(list).vec16()?);
    loop {
        let (version, contents) = (configs.u16()?, configs.vec16()?);
        if version == 0xfe0d {
            return public_name_of(contents);
        }
    }
}

fn public_name_of(contents: &[u8]) -> Option<String> {
    let mut cursor = Cursor::new(contents);
    // HpkeKeyConfig: config_id, kem_id, public_key, cipher_suites; then maximum_name_length.
    cursor.u8()?;
    cursor.u16()?;
    cursor.vec16()?;
    cursor.vec16()?;
    cursor.u8()?;
    cursor.vec8().map(text_of)
}

#[cfg(test)]
mod tests {
    use super::super::{Message, answers};
    use super::*;

    fn read(data: &[u8]) -> Option<Service> {
        let len = u16::try_from(data.len()).unwrap().to_be_bytes();
        let head = b"\0\x01\x81\x80\0\x01\0\x01\0\0\0\0\x01a\0\0\x41\0\x01\xc0\x0c\0\x41\0\x01\0\0\0\x3c";
        let bytes = [&head[..], &len, data].concat();
        answers(&Message::parse(&bytes).unwrap()).services.pop()
    }

    #[test]
    fn the_vectors_of_rfc_9460_appendix_d() {
        let alias = read(b"\0\0\x03foo\x07example\x03com\0").unwrap();
        assert_eq!((alias.priority, alias.target.as_str()), (0, "foo.example.com"));
        let own = read(b"\0\x01\0").unwrap();
        assert_eq!((own.priority, own.target.as_str()), (1, "."));
        // Figure 7: two IPv6 hints. Figure 9: priority 16, alpn, mandatory, ipv4hint.
        let hints = b"\0\x01\x03foo\x07example\x03com\0\0\x06\0\x20\
            \x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x01\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\x53\0\x01";
        let expected: [IpAddr; 2] = ["2001:db8::1".parse().unwrap(), "2001:db8::53:1".parse().unwrap()];
        assert_eq!(read(hints).unwrap().hints, expected);
        let full = b"\0\x10\x03foo\x07example\x03org\0\0\0\0\x04\0\x01\0\x04\0\x01\0\x09\x02h2\x05h3-19\0\x04\0\x04\xc0\0\x02\x01";
        let full = read(full).unwrap();
        assert_eq!((full.alpn, full.hints), (vec!["h2".into(), "h3-19".into()], vec!["192.0.2.1".parse().unwrap()]));
    }

    #[test]
    fn a_service_is_one_of_a_host() {
        // The name of RFC 9460 section 2.3, and the record of RFC 9462 section 4.
        let service = [read(b"\0\x01\0").unwrap()];
        for (question, host) in [
            ("_8443._foo.api.example.com", "api.example.com"),
            ("example.com", "example.com"),
            ("_dns.example.net", "example.net"),
        ] {
            assert_eq!(host_of_service(question, &service), Some(host));
        }
        assert_eq!(host_of_service("_dns.resolver.arpa", &service), None);
        let designated = [read(b"\0\x01\x03doh\x07example\x03net\0").unwrap()];
        assert_eq!(host_of_service("_dns.resolver.arpa", &designated), Some("doh.example.net"));
        assert_eq!(host_of_service("_tcp.example.com", &[]), Some("_tcp.example.com"));
    }

    #[test]
    fn the_public_name_of_an_ech_configuration_is_read() {
        let contents = b"\x01\0\x20\0\x02kk\0\x04\0\x01\0\x01\x40\x0apublic.org\0\0";
        let config = [&b"\xfe\x0d\0"[..], &[contents.len() as u8], contents].concat();
        let list = [&[0, config.len() as u8][..], &config].concat();
        let data = [&b"\0\x01\0\0\x05\0"[..], &[list.len() as u8], &list].concat();
        assert_eq!(read(&data).unwrap().public_name.as_deref(), Some("public.org"));
    }
}

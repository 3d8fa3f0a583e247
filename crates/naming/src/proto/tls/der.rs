//! The parts of a certificate that name somebody, walked to in DER: no value is decoded on the way.
//!
//! Source: ITU-T X.690 section 8.1 and 10.1 (DER), RFC 5280 sections 4.1 and 4.2.1.6 (certificates).

use crate::proto::cursor::Cursor;

/// Tags, as they stand: class, form and number in one byte.
mod tag {
    pub(super) const BOOLEAN: u8 = 0x01;
    pub(super) const OCTET_STRING: u8 = 0x04;
    pub(super) const OID: u8 = 0x06;
    pub(super) const SEQUENCE: u8 = 0x30;
    pub(super) const SET: u8 = 0x31;
    /// `[0] EXPLICIT`: the version of a certificate.
    pub(super) const VERSION: u8 = 0xa0;
    /// `[3] EXPLICIT`: its extensions.
    pub(super) const EXTENSIONS: u8 = 0xa3;
    /// `[2] IMPLICIT IA5String`: a name of type dNSName.
    pub(super) const DNS_NAME: u8 = 0x82;
}

/// 2.5.4.3, an attribute of a subject.
const COMMON_NAME: &[u8] = &[0x55, 4, 3];
/// 2.5.29.17, an extension.
const SUBJECT_ALT_NAME: &[u8] = &[0x55, 29, 17];

/// What a certificate says about its subject, in its own bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Subject<'a> {
    /// The first common name.
    pub(super) common_name: Option<&'a [u8]>,
    /// The inside of the list of alternative names.
    alternatives: &'a [u8],
}

impl<'a> Subject<'a> {
    /// Walks through a certificate. `None` if its parts do not lie within each other in the order of the standard.
    pub(super) fn of(certificate: &'a [u8]) -> Option<Self> {
        let mut signed = Elements::of(certificate).inside(tag::SEQUENCE)?.inside(tag::SEQUENCE)?;
        let mut behind_version = signed;
        if behind_version.inside(tag::VERSION).is_some() {
            signed = behind_version;
        }
        let _serial_number = signed.next()?;
        let [_algorithm, _issuer, _validity] =
            [signed.inside(tag::SEQUENCE)?, signed.inside(tag::SEQUENCE)?, signed.inside(tag::SEQUENCE)?];
        let subject = signed.inside(tag::SEQUENCE)?;
        let _key = signed.inside(tag::SEQUENCE)?;
        let extensions = signed.filter(|(tag, _)| *tag == tag::EXTENSIONS).map(|(_, list)| Elements::of(list));
        let alternatives =
            extensions.filter_map(|mut list| list.inside(tag::SEQUENCE)).flatten().find_map(alternatives);
        Some(Self { common_name: common_name(subject), alternatives: alternatives.unwrap_or_default() })
    }

    /// The alternative names of type dNSName, in order. They are ASCII by the standard; one that is not even UTF-8 is left out.
    pub(super) fn dns_names(self) -> impl Iterator<Item = &'a str> {
        let names = Elements::of(self.alternatives).filter(|(tag, _)| *tag == tag::DNS_NAME);
        names.filter_map(|(_, name)| std::str::from_utf8(name).ok())
    }
}

/// The inside of the list of names, if that is what the extension is.
fn alternatives((_, extension): (u8, &[u8])) -> Option<&[u8]> {
    let mut parts = Elements::of(extension).filter(|(tag, _)| *tag != tag::BOOLEAN);
    let [name, value] = [parts.next()?, parts.next()?];
    let is_it = name == (tag::OID, SUBJECT_ALT_NAME) && value.0 == tag::OCTET_STRING;
    is_it.then(|| Elements::of(value.1).inside(tag::SEQUENCE)).flatten().map(|list| list.0.rest())
}

/// The first common name among the attributes, each of which stands in a set of mostly one.
fn common_name(subject: Elements<'_>) -> Option<&[u8]> {
    let sets = subject.filter(|(tag, _)| *tag == tag::SET).map(|(_, set)| Elements::of(set));
    sets.flatten().filter(|(tag, _)| *tag == tag::SEQUENCE).find_map(|(_, attribute)| {
        let mut parts = Elements::of(attribute);
        (parts.next()? == (tag::OID, COMMON_NAME)).then(|| parts.next()).flatten().map(|(_, value)| value)
    })
}

/// Elements behind each other, as tag and contents; ends at the first that is none.
#[derive(Clone, Copy, Debug)]
struct Elements<'a>(Cursor<'a>);

impl<'a> Elements<'a> {
    fn of(bytes: &'a [u8]) -> Self {
        Self(Cursor::new(bytes))
    }

    /// The elements within the next one, which has this tag.
    fn inside(&mut self, tag: u8) -> Option<Self> {
        self.next().filter(|(found, _)| *found == tag).map(|(_, contents)| Self::of(contents))
    }
}

impl<'a> Iterator for Elements<'a> {
    type Item = (u8, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        // Tags of several bytes stand nowhere in a certificate.
        let tag = self.0.u8().filter(|tag| tag & 0x1f != 0x1f)?;
        let len = match self.0.u8()? {
            short @ 0..=0x7f => usize::from(short),
            0x81 => usize::from(self.0.u8()?),
            0x82 => usize::from(self.0.u16()?),
            0x83 => self.0.u24()?,
            // Longer than any message of TLS, or without a stated length, which DER forbids.
            _ => return None,
        };
        Some((tag, self.0.take(len)?))
    }
}

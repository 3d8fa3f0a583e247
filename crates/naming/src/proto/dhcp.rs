//! The name that a machine gives itself when it asks for an address.

use super::cursor::Cursor;
use super::dns::{Name, NameRef};
use super::text::text_of;

/// The message types by which a DHCPv6 client speaks: from Solicit to Information-request, without the server's.
///
/// Source: RFC 8415 section 7.3.
const CLIENT_MESSAGES: [u8; 9] = [1, 3, 4, 5, 6, 8, 9, 11, 14];

/// The host name in a client's DHCP message: option 12.
///
/// `None` for a server's message, without the option, or if it is empty.
///
/// Source: RFC 2131 section 2, RFC 2132 sections 2 and 3.14.
#[must_use]
pub fn host_name_v4(message: &[u8]) -> Option<String> {
    (message.first() == Some(&1) && message.get(236..240)? == [0x63, 0x82, 0x53, 0x63]).then_some(())?;
    let mut options = Cursor::at(message, 240);
    loop {
        match options.u8()? {
            0 => {}
            255 => return None,
            12 => return own_name(options.vec8()?),
            _ => {
                options.vec8()?;
            }
        }
    }
}

/// The domain name in a client's DHCPv6 message: option 39.
///
/// Source: RFC 8415 sections 8 and 21.1, RFC 4704 section 4.
#[must_use]
pub fn host_name_v6(message: &[u8]) -> Option<String> {
    CLIENT_MESSAGES.contains(message.first()?).then_some(())?;
    let mut options = Cursor::at(message, 4);
    loop {
        let (code, value) = (options.u16()?, options.vec16()?);
        if code == 39 {
            return domain_name(value.get(1..)?);
        }
    }
}

/// Names of one label stand without the root label at the end (RFC 4704 section 4.2).
fn domain_name(labels: &[u8]) -> Option<String> {
    let ended = if labels.ends_with(&[0]) { labels.to_vec() } else { [labels, &[0]].concat() };
    NameRef::new(&ended, 0).name().filter(|name| name.as_str() != ".").map(Name::into_string)
}

/// Some clients count the zero byte that ends their string (RFC 2132 section 2).
fn own_name(bytes: &[u8]) -> Option<String> {
    let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
    let name = bytes.get(..end)?.trim_ascii();
    (!name.is_empty()).then(|| text_of(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn request(op: u8, options: &[u8]) -> Vec<u8> {
        let mut message = vec![0; 236];
        message[0] = op;
        [&message[..], &[0x63, 0x82, 0x53, 0x63], options].concat()
    }

    #[test]
    fn a_client_names_itself_and_a_server_does_not() {
        let options = b"\x35\x01\x03\0\x0c\x06kiosk\0\xff";
        assert_eq!(host_name_v4(&request(1, options)).as_deref(), Some("kiosk"));
        assert_eq!(host_name_v4(&request(2, options)), None);
        assert_eq!(host_name_v4(&request(1, b"\x35\x01\x03\xff\x0c\x05kiosk")), None);
        assert_eq!(host_name_v4(&request(1, b"\x0c\x00\xff")), None);
    }

    #[test]
    fn the_name_of_a_dhcpv6_client_is_whole_or_one_label() {
        let solicit = |name: &[u8]| {
            let value = [&[1], name].concat();
            [&[1, 0xaa, 0xbb, 0xcc, 0, 8, 0, 2, 0, 0, 0, 39, 0, value.len() as u8][..], &value].concat()
        };
        assert_eq!(host_name_v6(&solicit(b"\x05kiosk\x07example\0")).as_deref(), Some("kiosk.example"));
        assert_eq!(host_name_v6(&solicit(b"\x05kiosk")).as_deref(), Some("kiosk"));
        assert_eq!(host_name_v6(&solicit(b"")), None);
        assert_eq!(host_name_v6(b"\x02\0\0\0\0\x27\0\x03\0\x01a"), None);
    }

    proptest! {
        #[test]
        fn any_message_is_read_without_a_panic(op: u8, bytes: Vec<u8>) {
            let names = (host_name_v4(&request(op, &bytes)), host_name_v6(&[&[op], &bytes[..]].concat()));
            prop_assert!(names.0.is_none_or(|name| !name.is_empty()) && names.1.is_none_or(|name| !name.is_empty()));
        }
    }
}

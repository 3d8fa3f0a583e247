//! Which texts are host names.

use std::net::Ipv4Addr;

/// The host in a server name or a Host value: lower case, without port and trailing dot.
///
/// `None` if it is an address, empty, longer than 253 characters, or has a label that is not 1 to 63 of
/// letters, digits, `-` and `_`, or that begins or ends with a hyphen. Such a claim is shown and not used.
///
/// Source: RFC 1123 section 2.1; `_` as it is found in practice.
#[must_use]
pub fn host_name(raw: &str) -> Option<String> {
    let host = without_port(raw.trim());
    let host = host.strip_suffix('.').unwrap_or(host);
    (is_name(host) && !is_address(host)).then(|| host.to_ascii_lowercase())
}

/// Takes `:443` off, and leaves the colons of a bare IPv6 address alone.
fn without_port(raw: &str) -> &str {
    match raw.split_once(':') {
        Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => host,
        _ => raw,
    }
}

/// Labels of letters, digits, `-` and `_`, with no hyphen at either end.
fn is_name(host: &str) -> bool {
    // Before the first label, and behind the last, as it were behind a dot.
    let (mut len, mut before) = (0, b'.');
    for byte in host.bytes().chain([b'.']) {
        match byte {
            b'.' if len == 0 || before == b'-' => return false,
            b'.' => len = 0,
            b'-' if len == 0 => return false,
            b'-' | b'_' => len += 1,
            _ if byte.is_ascii_alphanumeric() => len += 1,
            _ => return false,
        }
        if len > 63 {
            return false;
        }
        before = byte;
    }
    host.len() <= 253
}

/// Whether a text of labels is an address. That of IPv6 has colons, and so is no text of labels.
fn is_address(host: &str) -> bool {
    host.bytes().all(|byte| byte == b'.' || byte.is_ascii_digit()) && host.parse::<Ipv4Addr>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_lower_case_without_port_and_dot() {
        for raw in ["WWW.Example.com", "www.example.com.", "www.example.com:8080", " www.example.com "] {
            assert_eq!(host_name(raw).as_deref(), Some("www.example.com"), "{raw}");
        }
        assert_eq!(host_name("_dmarc.x_y").as_deref(), Some("_dmarc.x_y"));
    }

    #[test]
    fn addresses_and_broken_names_are_no_hosts() {
        let long = "a".repeat(64);
        for raw in [
            "",
            ".",
            ":80",
            "192.0.2.1",
            "192.0.2.1:80",
            "2001:db8::1",
            "[2001:db8::1]:443",
            "a..b",
            "-a.b",
            "a-.b",
            "a b",
            "é.fr",
            "a<script>",
            &long,
        ] {
            assert_eq!(host_name(raw), None, "{raw}");
        }
        assert_eq!(host_name(&["abc."; 64].concat()), None);
    }

    proptest::proptest! {
        #[test]
        fn a_name_is_what_its_labels_are(host in "[a-zA-Z0-9._:-]{0,80}") {
            let is_label = |label: &str| {
                (1..=63).contains(&label.len()) && !label.starts_with('-') && !label.ends_with('-') && !label.contains(':')
            };
            proptest::prop_assert_eq!(is_name(&host), host.split('.').all(is_label));
        }
    }
}

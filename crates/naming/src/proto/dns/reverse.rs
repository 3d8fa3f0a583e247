//! The address inside the name of a reverse look-up.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The address that `4.3.2.1.in-addr.arpa` or 32 nibbles under `ip6.arpa` stand for.
///
/// The name is in lower case, as [`super::Name`] is. `None` if it is not a whole address.
///
/// Source: RFC 1035 section 3.5, RFC 3596 section 2.5.
#[must_use]
pub fn reverse_address(name: &str) -> Option<IpAddr> {
    if let Some(digits) = name.strip_suffix(".in-addr.arpa") {
        let mut bytes = [0; 4];
        fill(digits, bytes.iter_mut().rev(), |label| label.parse().ok())?;
        return Some(Ipv4Addr::from(bytes).into());
    }
    let digits = name.strip_suffix(".ip6.arpa")?;
    let mut nibbles = [0_u8; 32];
    fill(digits, nibbles.iter_mut().rev(), |label| {
        (label.len() == 1).then(|| u8::from_str_radix(label, 16).ok()).flatten()
    })?;
    let bits = nibbles.iter().fold(0_u128, |bits, nibble| bits << 4 | u128::from(*nibble));
    Some(Ipv6Addr::from(bits).into())
}

/// Puts each label into its place; `None` unless all places are filled and no label is left.
fn fill<'a>(text: &str, places: impl Iterator<Item = &'a mut u8>, read: impl Fn(&str) -> Option<u8>) -> Option<()> {
    let mut labels = text.split('.');
    for place in places {
        *place = read(labels.next()?)?;
    }
    labels.next().is_none().then_some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reverse(text: &str) -> Option<IpAddr> {
        reverse_address(&text.to_ascii_lowercase())
    }

    #[test]
    fn addresses_of_the_rfcs_examples() {
        assert_eq!(reverse("52.0.2.10.IN-ADDR.ARPA"), Some("10.2.0.52".parse().unwrap()));
        let v6 = "b.a.9.8.7.6.5.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.0.0.0.0.1.2.3.4.IP6.ARPA";
        assert_eq!(reverse(v6), Some("4321:0:1:2:3:4:567:89ab".parse().unwrap()));
    }

    #[test]
    fn parts_of_addresses_are_none() {
        for name in
            ["2.0.192.in-addr.arpa", "1.2.3.4.5.in-addr.arpa", "256.1.1.1.in-addr.arpa", "1.ip6.arpa", "example"]
        {
            assert_eq!(reverse(name), None, "{name}");
        }
    }
}

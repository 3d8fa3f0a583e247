//! Values of options that need reading.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use idlewire_endpoint::Chosen;
use std::net::IpAddr;
use std::str::FromStr;

/// A parser for one of a list of things under their words.
pub(crate) fn word<T: Copy + Send + Sync + 'static, const N: usize>(
    all: [T; N],
    token: fn(T) -> &'static str,
) -> impl TypedValueParser<Value = T> {
    // The words are those of `all`, so one of them is found.
    PossibleValuesParser::new(all.map(token))
        .try_map(move |given| all.into_iter().find(|one| token(*one) == given).ok_or("not one of the words"))
}

/// A length of time. Unit: nanoseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Period(pub i64);

impl FromStr for Period {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("\"{text}\" is no period: write a number and a unit, such as 90s, 30m, 2h, 1d");
        let at = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
        let (number, unit) = text.split_at(at);
        let seconds = match unit.trim() {
            "s" | "" => 1.0,
            "m" | "min" => 60.0,
            "h" => 3600.0,
            "d" => 86_400.0,
            _ => return Err(wrong()),
        };
        let number: f64 = number.parse().map_err(|_| wrong())?;
        Ok(Self((number * seconds * 1e9) as i64))
    }
}

/// Reads `--machine`.
pub(crate) fn machine(text: &str) -> Result<Chosen, String> {
    parse_machine(text).ok_or_else(|| {
        format!("\"{text}\" is no machine: write an address (192.168.1.2), a network (192.168.1.0/24) or a hardware address (00:0c:29:aa:bb:cc)")
    })
}

fn parse_machine(text: &str) -> Option<Chosen> {
    if let Ok(address) = text.parse::<IpAddr>() {
        return Some(Chosen::address(address));
    }
    if let Some((address, len)) = text.split_once('/') {
        let (address, len): (IpAddr, u8) = (address.parse().ok()?, len.parse().ok()?);
        return Chosen::network(address, len);
    }
    let mut mac = [0; 6];
    let mut parts = text.split([':', '-']);
    for byte in &mut mac {
        *byte = parts.next().filter(|part| part.len() == 2).and_then(|part| u8::from_str_radix(part, 16).ok())?;
    }
    parts.next().is_none().then_some(Chosen::Mac(mac))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_have_units() {
        assert_eq!("30m".parse(), Ok(Period(1_800_000_000_000)));
        assert_eq!("1.5h".parse(), Ok(Period(5_400_000_000_000)));
        assert!("soon".parse::<Period>().is_err());
        assert!("-3m".parse::<Period>().is_err());
    }

    #[test]
    fn machines_are_addresses_networks_or_hardware() {
        assert_eq!(machine("192.168.1.2"), Ok(Chosen::Network("192.168.1.2".parse().unwrap(), 32)));
        assert_eq!(machine("2001:db8::/32"), Ok(Chosen::Network("2001:db8::".parse().unwrap(), 32)));
        assert_eq!(machine("00-0c-29-AA-bb-cc"), Ok(Chosen::Mac([0, 0x0c, 0x29, 0xaa, 0xbb, 0xcc])));
        assert!(machine("192.168.1.0/33").is_err());
        assert!(machine("my laptop").is_err());
    }
}

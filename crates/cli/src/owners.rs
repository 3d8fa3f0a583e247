//! Who owns an address: the user's table of ranges.

use crate::args::OwnerArgs;
use crate::outcome::Stop;
use anyhow::{Context, Result, bail};
use idlewire_report::Row;
use std::net::IpAddr;
use std::path::Path;

/// The table.
#[derive(Debug)]
pub(crate) enum Owners {
    /// Ranges in the order of their begins.
    Ranges(Vec<(IpAddr, IpAddr, Owner)>),
    /// A MaxMind database.
    Database(maxminddb::Reader<Vec<u8>>),
}

/// Who owns a range.
///
/// Read from a database by the keys of GeoLite2 ASN.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
pub(crate) struct Owner {
    /// Number of the autonomous system.
    #[serde(default, rename = "autonomous_system_number")]
    pub asn: Option<u32>,
    /// Its name.
    #[serde(default, rename = "autonomous_system_organization")]
    pub name: Option<String>,
}

impl Owners {
    /// The table that the arguments name; none is an empty one.
    pub(crate) fn of(args: &OwnerArgs) -> Result<Self, Stop> {
        let none = || Ok(Self::Ranges(Vec::new()));
        args.asn.as_deref().map_or_else(none, Self::read_file).map_err(Stop::Input)
    }

    fn read_file(path: &Path) -> Result<Self> {
        let shown = path.display().to_string();
        let text = std::fs::read(path).with_context(|| format!("{shown} cannot be read"))?;
        if text.starts_with(&[0x1f, 0x8b]) {
            bail!("{shown} is packed; unpack it with gunzip first");
        }
        if text.windows(MARK.len()).any(|part| part == MARK) {
            return database(text).with_context(|| format!("{shown} is a damaged MaxMind database"));
        }
        let text = String::from_utf8(text).with_context(|| format!("{shown} is not text in UTF-8"))?;
        Self::read(&text, &shown)
    }

    /// Reads lines of `start,end,asn,owner`, or those of IPtoASN with a country before the owner; tabs may stand for commas.
    pub(crate) fn read(text: &str, file: &str) -> Result<Self> {
        let first = text.lines().next().unwrap_or_default();
        let delimiter = if first.contains('\t') { b'\t' } else { b',' };
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .quoting(delimiter == b',')
            .comment(Some(b'#'))
            .from_reader(text.as_bytes());
        let mut ranges = Vec::new();
        for record in reader.records() {
            let record = record.with_context(|| file.to_owned())?;
            let line = record.position().map_or(0, csv::Position::line);
            let cell = |at: usize| record.get(at).unwrap_or_default().trim();
            let Ok(start) = cell(0).parse::<IpAddr>() else {
                // The names of the columns.
                if line == 1 && cell(0).chars().all(|c| c.is_ascii_alphabetic() || c == '_') {
                    continue;
                }
                bail!("{file}, line {line}: {:?} is no address; write start,end,asn,owner", cell(0));
            };
            let end = cell(1).parse::<IpAddr>();
            let Some(end) = end.ok().filter(|end| end.is_ipv4() == start.is_ipv4() && *end >= start) else {
                bail!(
                    "{file}, line {line}: {:?} is no address behind {start}; write the last address of the range",
                    cell(1)
                );
            };
            let digits = cell(2).trim_start_matches(['A', 'S', 'a', 's']);
            let Ok(asn) = digits.parse::<u32>() else {
                bail!(
                    "{file}, line {line}: {:?} is no number of an autonomous system, such as 15169 or AS15169",
                    cell(2)
                );
            };
            let name = if record.len() > 4 { cell(4) } else { cell(3) };
            // IPtoASN writes 0 for ranges that nobody announces.
            if asn != 0 {
                let name = Some(name.to_owned()).filter(|name| !name.is_empty());
                ranges.push((start, end, Owner { asn: Some(asn), name }));
            }
        }
        ranges.sort_by_key(|(start, end, _)| (*start, *end));
        if let Some([one, two]) = ranges.windows(2).find(|pair| matches!(pair, [one, two] if two.0 <= one.1)) {
            bail!("{file}: the ranges {}-{} and {}-{} overlap; leave one of them out", one.0, one.1, two.0, two.1);
        }
        Ok(Self::Ranges(ranges))
    }

    /// Who owns the address. A database that says nothing readable of it says nothing.
    pub(crate) fn of_address(&self, address: IpAddr) -> Option<Owner> {
        match self {
            Self::Ranges(ranges) => {
                let behind = ranges.partition_point(|(start, ..)| *start <= address);
                let (_, end, owner) = ranges.get(behind.checked_sub(1)?)?;
                (*end >= address).then(|| owner.clone())
            }
            Self::Database(reader) => {
                reader.lookup(address).ok()?.decode().ok()?.filter(|owner: &Owner| *owner != Owner::default())
            }
        }
    }

    /// Gives rows that are bare addresses their owners.
    pub(crate) fn describe<'r>(&self, rows: impl IntoIterator<Item = &'r mut Row>) {
        for row in rows {
            if let Some(owner) = row.destination.parse().ok().and_then(|address| self.of_address(address)) {
                (row.asn, row.owner) = (owner.asn, owner.name);
            }
        }
    }
}

/// What stands before the description of a MaxMind database. Source: MaxMind DB File Format Specification 2.0.
const MARK: &[u8] = b"\xab\xcd\xefMaxMind.com";

fn database(bytes: Vec<u8>) -> Result<Owners> {
    let reader = maxminddb::Reader::from_source(bytes)?;
    reader.verify()?;
    Ok(Owners::Database(reader))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owner(owners: &Owners, address: &str) -> Option<String> {
        let owner = owners.of_address(address.parse().unwrap())?;
        Some(format!("{} {}", owner.asn.unwrap(), owner.name.as_deref().unwrap_or("-")))
    }

    #[test]
    fn tables_have_commas_or_tabs_and_a_head_or_none() {
        let csv = "start,end,asn,owner\n8.8.8.0,8.8.8.255,AS15169,\"GOOGLE, Inc\"\n2001:4860::,2001:4860:ffff:ffff:ffff:ffff:ffff:ffff,15169,GOOGLE\n";
        let owners = Owners::read(csv, "asn.csv").unwrap();
        assert_eq!(owner(&owners, "8.8.8.8").as_deref(), Some("15169 GOOGLE, Inc"));
        assert_eq!(owner(&owners, "2001:4860:4860::8888").as_deref(), Some("15169 GOOGLE"));
        assert_eq!((owner(&owners, "8.8.9.0"), owner(&owners, "8.8.7.255")), (None, None));
        // The form of iptoasn.com, with a range that nobody announces.
        let tsv = "1.0.0.0\t1.0.0.255\t13335\tUS\tCLOUDFLARENET\n1.0.1.0\t1.0.3.255\t0\tNone\tNot routed\n";
        let owners = Owners::read(tsv, "asn.tsv").unwrap();
        assert_eq!(owner(&owners, "1.0.0.1").as_deref(), Some("13335 CLOUDFLARENET"));
        assert_eq!(owner(&owners, "1.0.2.1"), None);
    }

    /// A text with its length in front: below 29 in the control byte, else in the next.
    fn text(text: &str) -> Vec<u8> {
        let len = u8::try_from(text.len()).unwrap();
        let head = if len < 29 { vec![0x40 | len] } else { vec![0x40 | 29, len - 29] };
        [head, text.as_bytes().to_vec()].concat()
    }

    /// A database by hand, after the specification: addresses that begin with a 0 bit belong to AS64500, the others to nobody.
    fn handmade() -> Vec<u8> {
        let number = |kind: u8, n: u16| [vec![kind | 2], n.to_be_bytes().to_vec()].concat();
        let pair = |key: &str, value: Vec<u8>| [text(key), value].concat();
        let data = [
            vec![0xe2],
            pair("autonomous_system_number", number(0xc0, 64500)),
            pair("autonomous_system_organization", text("Example Org")),
        ];
        let about = [
            vec![0xe9],
            pair("binary_format_major_version", number(0xa0, 2)),
            pair("binary_format_minor_version", number(0xa0, 0)),
            pair("build_epoch", vec![0x01, 0x02, 0x01]),
            pair("database_type", text("GeoLite2-ASN")),
            pair("description", [vec![0xe1], pair("en", text("by hand"))].concat()),
            pair("ip_version", number(0xa0, 4)),
            pair("languages", [vec![0x01, 0x04], text("en")].concat()),
            pair("node_count", number(0xc0, 1)),
            pair("record_size", number(0xa0, 24)),
        ];
        // The left record leads to the data behind one node and sixteen bytes, the right one nowhere.
        let tree = [0, 0, 17, 0, 0, 1];
        [&tree[..], &[0; 16], &data.concat(), MARK, &about.concat()].concat()
    }

    #[test]
    fn a_database_is_read_and_a_damaged_one_refused() {
        let owners = database(handmade()).unwrap();
        assert_eq!(owner(&owners, "8.8.8.8").as_deref(), Some("64500 Example Org"));
        assert_eq!(owner(&owners, "200.0.0.1"), None);
        assert_eq!(owner(&owners, "2001:db8::1"), None);
        let mut cut = handmade();
        cut.truncate(cut.len() - 9);
        assert!(database(cut).is_err());
    }

    #[test]
    fn what_is_wrong_is_said_with_file_and_line() {
        for (text, said) in [
            ("8.8.8.0,8.8.8.255,15169,GOOGLE\nx,y,1,z\n", "asn.csv, line 2: \"x\" is no address"),
            ("8.8.8.9,8.8.8.0,15169,GOOGLE\n", "line 1: \"8.8.8.0\" is no address behind 8.8.8.9"),
            ("8.8.8.0,::1,15169,GOOGLE\n", "line 1: \"::1\""),
            ("8.8.8.0,8.8.8.255,GOOGLE\n", "line 1: \"GOOGLE\" is no number"),
            ("8.8.8.0,8.8.8.255,1,a\n8.8.8.9,8.8.8.10,2,b\n", "overlap"),
        ] {
            let error = Owners::read(text, "asn.csv").unwrap_err().to_string();
            assert!(error.contains(said), "{error}");
        }
    }
}

//! The Microsoft 365 endpoints web service: `https://endpoints.office.com/endpoints/worldwide`.

use serde::Deserialize;
use std::collections::HashMap;

use super::gathered::{Gathered, Texts};
use super::page::{About, Import};
use crate::entry::Entry;
use crate::pattern::{Destination, Dialect};
use crate::protocol::Protocols;
use crate::toml_form::FormError;

/// One endpoint set, in the words of "Managing Office 365 endpoints: Endpoints web method".
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Set {
    #[serde(default)]
    service_area: String,
    #[serde(default)]
    service_area_display_name: Option<String>,
    #[serde(default)]
    urls: Vec<String>,
    #[serde(default)]
    ips: Vec<String>,
    #[serde(default)]
    tcp_ports: String,
    #[serde(default)]
    udp_ports: String,
    #[serde(default)]
    notes: String,
}

/// Reads the service's JSON. Every URL and every network is a row; its ports are its protocols (`TCP 443`), its service
/// area the area, its notes the description.
///
/// # Errors
/// [`FormError::Syntax`] if the text is not such JSON.
pub fn read_microsoft365(name: &str, text: &str) -> Result<Import, FormError> {
    let sets: Vec<Set> = serde_json::from_str(text).map_err(|e| FormError::Syntax(e.to_string()))?;
    let (mut rows, mut gathered) = (Vec::new(), Gathered::of(name, text.len()));
    let lines = lines_of(text);
    for set in &sets {
        let spoken: Vec<String> = [("TCP", &set.tcp_ports), ("UDP", &set.udp_ports)].iter().flat_map(ports).collect();
        let protocols = Protocols::parse(&spoken.join("/"));
        let area = set.service_area_display_name.as_ref().unwrap_or(&set.service_area);
        let texts = Texts { protocols: &protocols, process: &[], area, description: &set.notes };
        for row in set.urls.iter().chain(&set.ips) {
            let line = lines.get(&**row).copied().unwrap_or(1);
            match Entry::new(&Destination::read(row), Dialect::Subdomains) {
                Ok(read) => rows.push(gathered.row(read, &texts, line)),
                Err(reason) => gathered.refuse(line, row, &reason.to_string()),
            }
        }
    }
    Ok(gathered.import(vec![About::default().whole(name, rows)]))
}

/// The line on which each text first stands in quotes; one that is written with escapes is not found, and then the row is
/// said to stand on the first.
fn lines_of(text: &str) -> HashMap<&str, u64> {
    let mut lines = HashMap::new();
    for (number, line) in (1..).zip(text.lines()) {
        line.split('"').for_each(|quoted| _ = lines.entry(quoted).or_insert(number));
    }
    lines
}

fn ports((transport, list): &(&str, &String)) -> Vec<String> {
    list.split(',').map(str::trim).filter(|port| !port.is_empty()).map(|port| format!("{transport} {port}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_and_networks_are_rows() {
        // The shape is that of the web service's documentation; the values are made up.
        let text = r#"[{"id": 1, "serviceArea": "Exchange", "serviceAreaDisplayName": "Exchange Online",
            "urls": ["outlook.example.com", "*.mail.example.com"], "ips": ["192.0.2.0/24", "2001:db8::/32"],
            "tcpPorts": "80,443", "udpPorts": "443", "category": "Optimize", "required": true, "notes": "Mail"},
            {"id": 2, "serviceArea": "Common", "urls": ["a b"]}]"#;
        let import = read_microsoft365("worldwide.json", text).expect("the service's form");
        let rows = &import.catalogs[0].endpoints;
        assert_eq!(
            rows.iter().map(|e| e.pattern.as_str()).collect::<Vec<_>>(),
            ["outlook.example.com", "*.mail.example.com", "192.0.2.0/24", "2001:db8::/32"]
        );
        assert_eq!(rows[0].protocols.to_string(), "TCP 80/TCP 443/UDP 443");
        assert_eq!((rows[0].area.as_str(), rows[0].description.as_str()), ("Exchange Online", "Mail"));
        assert_eq!(rows.iter().map(|row| row.line).collect::<Vec<_>>(), [Some(2); 4]);
        assert_eq!(import.refused.iter().map(|row| row.line).collect::<Vec<_>>(), [4]);
    }
}

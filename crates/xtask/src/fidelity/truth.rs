//! What the truth says that the clients asked for, flow by flow.

use anyhow::{Context, Result};
use idlewire_naming::proto::host_name;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::path::Path;

/// Two ends and a transport, whichever way round.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Between {
    ends: [(IpAddr, u16); 2],
    is_udp: bool,
}

impl Between {
    pub(super) fn new(a: (IpAddr, u16), b: (IpAddr, u16), is_udp: bool) -> Self {
        Self { ends: if a <= b { [a, b] } else { [b, a] }, is_udp }
    }
}

/// Names by flow; all flows of one 5-tuple are one.
pub(super) type Names = BTreeMap<Between, BTreeSet<String>>;

/// The names of one capture.
pub(super) struct Truth {
    /// Every flow, with the names that its client asked for.
    pub asked: Names,
}

/// Where the truth keeps the names that a client asks for.
const KEYS: [&str; 5] = ["sni", "quic_sni", "dtls_sni", "http_host", "authority"];

impl Truth {
    pub(super) fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
        let truth: Value = serde_json::from_str(&text).with_context(|| path.display().to_string())?;
        let mut asked = Names::new();
        for flow in truth["flows"].as_array().into_iter().flatten() {
            if let Some(between) = between(flow) {
                asked.entry(between).or_default().extend(names(flow));
            }
        }
        Ok(Self { asked })
    }
}

fn between(flow: &Value) -> Option<Between> {
    let end = |address: &str, port: &str| {
        Some((flow[address].as_str()?.parse().ok()?, u16::try_from(flow[port].as_u64()?).ok()?))
    };
    let is_udp = match flow["l4"].as_str()? {
        "tcp" => false,
        "udp" => true,
        _ => return None,
    };
    Some(Between::new(end("a", "ap")?, end("b", "bp")?, is_udp))
}

fn names(flow: &Value) -> impl Iterator<Item = String> {
    let texts = KEYS.into_iter().flat_map(|key| flow[key].as_array().into_iter().flatten());
    texts.filter_map(|text| host_name(text.as_str()?))
}

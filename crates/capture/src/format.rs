//! The formats behind one face: a file header, then records.

use crate::error::Format;
use crate::frame::Record;
use crate::interface::Interface;
use crate::pcap::Pcap;
use crate::pcapng::Pcapng;
use crate::snoop::Snoop;
use crate::summary::Damage;
use crate::window::{Stop, Window};
use std::net::IpAddr;

/// Why a file header cannot be used.
#[derive(Debug)]
pub(crate) enum Refusal {
    Stop(Stop),
    Unsupported { what: &'static str, value: u32 },
}

impl From<Stop> for Refusal {
    fn from(stop: Stop) -> Self {
        Self::Stop(stop)
    }
}

/// A reader of the records of one file.
pub(crate) enum Reader {
    Pcap(Pcap),
    Pcapng(Box<Pcapng>),
    Snoop(Snoop),
}

impl Reader {
    /// Reads the file header of a format that was recognised.
    pub(crate) fn begin(format: Format, window: &mut Window) -> Result<Self, Refusal> {
        Ok(match format {
            Format::Pcap => Self::Pcap(Pcap::begin(window)?),
            Format::Pcapng => Self::Pcapng(Box::default()),
            Format::Snoop => Self::Snoop(Snoop::begin(window)?),
        })
    }

    /// The next record, or `None` at an orderly end.
    #[inline]
    pub(crate) fn next(&mut self, window: &mut Window) -> Result<Option<Record>, Stop> {
        match self {
            Self::Pcap(pcap) => pcap.next(window),
            Self::Pcapng(pcapng) => pcapng.next(window),
            Self::Snoop(snoop) => snoop.next(window),
        }
    }

    /// The records that can be had without reading on, as long as `take` wants them. It may be that there are none and
    /// [`Self::next`] has one.
    pub(crate) fn run(&mut self, window: &mut Window, take: impl FnMut(Record) -> bool) {
        match self {
            Self::Pcap(pcap) => pcap.run(window, take),
            Self::Pcapng(pcapng) => pcapng.run(window, take),
            Self::Snoop(_) => {}
        }
    }

    pub(crate) fn interfaces(&self) -> Vec<Interface> {
        match self {
            Self::Pcap(pcap) => vec![pcap.interface()],
            Self::Pcapng(pcapng) => pcapng.interfaces(),
            Self::Snoop(snoop) => vec![snoop.interface()],
        }
    }

    /// Frames that the recorder says it lost.
    pub(crate) fn dropped(&self) -> Option<u64> {
        match self {
            Self::Pcap(_) => None,
            Self::Pcapng(pcapng) => pcapng.dropped(),
            Self::Snoop(snoop) => snoop.dropped(),
        }
    }

    pub(crate) fn damage(&self) -> Damage {
        match self {
            Self::Pcap(pcap) => pcap.damage(),
            Self::Pcapng(pcapng) => pcapng.damage(),
            Self::Snoop(_) => Damage::default(),
        }
    }

    /// The names that the recorder gave addresses, sorted.
    pub(crate) fn names(&self) -> Vec<(IpAddr, String)> {
        match self {
            Self::Pcapng(pcapng) => pcapng.names(),
            Self::Pcap(_) | Self::Snoop(_) => Vec::new(),
        }
    }
}

//! The laws that the fuzz targets assert: one function a target, from any bytes. The ordinary tests replay the corpora.

mod conversation;
mod cuts;
mod pages;
mod pipeline;
mod readers;
mod sealed;
mod study;

/// A fuzz target.
#[derive(Clone, Copy)]
pub struct Target {
    /// The name of its file, and of its corpus.
    pub name: &'static str,
    /// Panics if the bytes break the law.
    pub law: fn(&[u8]),
}

/// Every target.
pub const TARGETS: &[Target] = &[
    Target { name: "capture", law: idlewire_capture::laws::any_bytes },
    Target { name: "conversation", law: |bytes| pipeline::pipeline(&conversation::capture(bytes)) },
    Target { name: "dissect", law: dissect },
    Target { name: "dns", law: readers::dns },
    Target { name: "http", law: readers::http },
    Target { name: "openings", law: readers::openings },
    Target { name: "page", law: pages::page },
    Target { name: "pipeline", law: pipeline::pipeline },
    Target { name: "quic", law: readers::quic },
    Target { name: "summary", law: study::summary },
    Target { name: "tls", law: readers::tls },
];

/// Runs the law of the target of this name.
///
/// # Panics
/// If the law is broken, or there is no such target.
pub fn check(name: &str, bytes: &[u8]) {
    let target = TARGETS.iter().find(|target| target.name == name).expect("a target of this name");
    (target.law)(bytes);
}

/// The first two bytes are the link type, the third says where the frame is cut, the rest is the frame.
fn dissect(bytes: &[u8]) {
    let Some(([link_high, link_low, cut], frame)) = bytes.split_first_chunk::<3>() else { return };
    let link = idlewire_wire::LinkType(u16::from_be_bytes([*link_high, *link_low]).into());
    let kept = frame.len() * usize::from(*cut) / 256;
    if let Err(law) = idlewire_dissect::law::check(link, frame, kept) {
        panic!("{law}");
    }
}

//! Encrypted ClientHello: when the name in view stands for another.

use crate::book::AnswerBook;
use crate::settled::Settled;
use idlewire_evidence::Source;

/// Names that hellos show in place of all names of a provider.
///
/// Source: Cloudflare Docs, "ECH Protocol" (developers.cloudflare.com/ssl/edge-certificates/ech): one name for all zones.
pub const PUBLIC_NAMES: &[&str] = &["cloudflare-ech.com"];

/// Whether the server name of the flow is a cover, so that the name asked for is hidden.
///
/// The extension alone proves nothing: most of it is GREASE (RFC 9849 section 6.2). The name must be one that a service
/// binding of the capture gives as `public_name`, or one of [`PUBLIC_NAMES`].
#[must_use]
pub fn hides_name(flow: &Settled, book: &AnswerBook) -> bool {
    flow.ech_offered && flow.own.iter().any(|own| is_server_name(own.source) && is_cover(&own.name, book))
}

/// Whether a name is shown in place of others.
pub(crate) fn is_cover(name: &str, book: &AnswerBook) -> bool {
    PUBLIC_NAMES.contains(&name) || book.is_public_name(name)
}

/// Whether a hello states the name.
pub(crate) fn is_server_name(source: Source) -> bool {
    matches!(source, Source::TlsSni | Source::QuicSni)
}

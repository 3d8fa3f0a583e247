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
///
/// Such a flow goes by what the machine was told about the address; the cover names it only if there is nothing else.
#[must_use]
pub fn hides_name(flow: &Settled, book: &AnswerBook) -> bool {
    flow.ech_offered && flow.own.iter().any(|own| is_server_name(own.source) && is_cover(&own.name, book))
}

/// Whether a name is shown in place of others: a provider's, or one that a service binding of the capture gives.
#[must_use]
pub fn is_cover(name: &str, book: &AnswerBook) -> bool {
    PUBLIC_NAMES.contains(&name) || book.is_public_name(name)
}

/// Whether a hello states the name.
#[must_use]
pub fn is_server_name(source: Source) -> bool {
    matches!(source, Source::TlsSni | Source::QuicSni)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::Received;
    use crate::facts::OwnClaim;
    use crate::hosts::Kin;
    use crate::proto::dns::{Message, answers};
    use crate::resolve::{Cohosts, claims};
    use crate::settled::bare;
    use idlewire_evidence::{FramePlace, Ledger};
    use idlewire_flow::Side;

    const MACHINE: &str = "192.168.1.2";
    const SERVER: &str = "192.0.2.7";

    fn flow(name: &str, ech_offered: bool) -> Settled {
        let when = (None, FramePlace { input: 0, frame: 9 });
        let own = OwnClaim {
            source: Source::TlsSni,
            name: name.into(),
            is_host: true,
            when,
            side: Side::Low,
            proof: Vec::new(),
        };
        Settled { own: vec![own], ech_offered, ..bare(MACHINE, SERVER, 443, 6) }
    }

    /// What an answer that gives the server's address to `a.example` leaves behind.
    fn told() -> AnswerBook {
        let answer = b"\0\x01\x81\x80\0\x01\0\x01\0\0\0\0\x01a\x07example\0\0\x01\0\x01\
            \xc0\x0c\0\x01\0\x01\0\0\0\x3c\0\x04\xc0\0\x02\x07";
        let mut book = AnswerBook::default();
        let when = (None, FramePlace { input: 0, frame: 1 });
        let received = Received { machine: MACHINE.parse().unwrap(), when, span: None };
        book.write(received, &answers(&Message::parse(answer).unwrap()), &mut Ledger::default());
        book
    }

    fn best(flow: &Settled, book: &AnswerBook) -> (String, Source) {
        let claims = claims(flow, book, &Kin::default(), &Cohosts::default());
        (claims[0].name.to_string(), claims[0].source)
    }

    #[test]
    fn a_cover_gives_way_to_what_the_machine_was_told() {
        let hidden = flow("cloudflare-ech.com", true);
        assert!(hides_name(&hidden, &told()));
        assert_eq!(best(&hidden, &told()), ("a.example".into(), Source::Dns));
        assert_eq!(best(&hidden, &AnswerBook::default()), ("cloudflare-ech.com".into(), Source::TlsSni));
    }

    #[test]
    fn the_extension_alone_and_the_name_alone_hide_nothing() {
        for stands in [flow("b.example", true), flow("cloudflare-ech.com", false)] {
            assert!(!hides_name(&stands, &told()));
            assert_eq!(best(&stands, &told()).1, Source::TlsSni);
        }
    }
}

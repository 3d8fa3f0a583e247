//! Encrypted ClientHello: when the name in view stands for another.

use crate::book::AnswerBook;

/// Names that hellos show in place of all names of a provider.
///
/// Source: Cloudflare Docs, "ECH Protocol" (developers.cloudflare.com/ssl/edge-certificates/ech): one name for all zones.
pub const PUBLIC_NAMES: &[&str] = &["cloudflare-ech.com"];

/// Whether a name is shown in place of others: a provider's, or one that a service binding of the capture gives.
///
/// The extension alone proves nothing: most of it is GREASE (RFC 9849 section 6.2). A flow whose hello offers it hides its
/// name only if the name in view is such a cover. It then goes by what the machine was told about the address; the cover
/// names it only if there is nothing else.
#[must_use]
pub fn is_cover(name: &str, book: &AnswerBook) -> bool {
    PUBLIC_NAMES.contains(&name) || book.is_public_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::Received;
    use crate::facts::OwnClaim;
    use crate::hosts::Kin;
    use crate::proto::dns::{Message, answers};
    use crate::rank::Cohosts;
    use crate::resolve::claims;
    use crate::settled::{Settled, bare};
    use idlewire_evidence::{FramePlace, Ledger, Source};
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
        let received = Received { machine: MACHINE.parse().unwrap(), when, span: None, counts: true };
        book.write(received, &answers(&Message::parse(answer).unwrap()), &mut Ledger::default());
        book
    }

    /// The best name, its source, and whether it stands for a hidden one.
    fn best(flow: &Settled, book: &AnswerBook) -> (String, Source, bool) {
        let cohosts = Cohosts::default();
        let ranked = claims(flow, book, &Kin::default(), &cohosts);
        (ranked.claims[0].name.to_string(), ranked.claims[0].source, ranked.hides_name)
    }

    #[test]
    fn a_cover_gives_way_to_what_the_machine_was_told() {
        let hidden = flow("cloudflare-ech.com", true);
        assert_eq!(best(&hidden, &told()), ("a.example".into(), Source::Dns, true));
        assert_eq!(best(&hidden, &AnswerBook::default()), ("cloudflare-ech.com".into(), Source::TlsSni, true));
    }

    #[test]
    fn the_extension_alone_and_the_name_alone_hide_nothing() {
        for stands in [flow("b.example", true), flow("cloudflare-ech.com", false)] {
            let (_, source, hides_name) = best(&stands, &told());
            assert_eq!((source, hides_name), (Source::TlsSni, false));
        }
    }
}

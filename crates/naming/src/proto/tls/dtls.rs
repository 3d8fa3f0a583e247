//! DTLS: hellos out of datagrams, put together from their fragments.

use super::client::{ClientHello, read_dtls};
use super::flight::{Flight, HANDSHAKE};
use super::server::{ServerHello, server_hello_message};
use super::{MAX_HANDSHAKE, message};
use crate::proto::Progress;
use crate::proto::cursor::Cursor;
use crate::proto::pieces::Pieces;

/// One direction of a DTLS handshake. Feed it with the datagrams in order.
///
/// Source: RFC 6347 sections 4.1 and 4.2.2, RFC 9147 sections 4 and 5.2.
#[derive(Clone, Debug, Default)]
pub struct DtlsHandshake {
    message: Option<Pending>,
    client: Option<ClientHello>,
    server: Option<ServerHello>,
}

/// A message of which fragments have come.
#[derive(Clone, Debug)]
struct Pending {
    kind: u8,
    sequence: u16,
    len: usize,
    pieces: Pieces,
}

impl DtlsHandshake {
    /// Reads the records of a datagram, as far as they are in the clear.
    pub fn datagram(&mut self, bytes: &[u8]) {
        let mut cursor = Cursor::new(behind_capwap(bytes));
        while let Some((kind, fragments)) = record(&mut cursor) {
            let mut fragments = Cursor::new(fragments);
            while kind == HANDSHAKE && self.fragment(&mut fragments).is_some() {}
        }
    }

    /// The client's hello, once it is whole. Its spans count from the beginning of the handshake message.
    #[must_use]
    pub fn client_hello(&self) -> Option<&ClientHello> {
        self.client.as_ref()
    }

    /// The server's hello, once it is whole. A HelloVerifyRequest is none.
    #[must_use]
    pub fn server_hello(&self) -> Option<&ServerHello> {
        self.server.as_ref()
    }

    fn fragment(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        let (kind, len, sequence) = (cursor.u8()?, cursor.u24()?, cursor.u16()?);
        let (offset, part_len) = (cursor.u24()?, cursor.u24()?);
        let part = cursor.take(part_len)?;
        let is_wanted =
            matches!(kind, message::CLIENT_HELLO | message::SERVER_HELLO) && len as u64 <= MAX_HANDSHAKE.default;
        if !is_wanted || offset + part_len > len {
            return Some(());
        }
        if self.message.as_ref().is_none_or(|m| (m.kind, m.sequence, m.len) != (kind, sequence, len)) {
            self.message = Some(Pending { kind, sequence, len, pieces: Pieces::new(MAX_HANDSHAKE.default + 4) });
        }
        let pending = self.message.as_mut()?;
        let [_, high, middle, low] = u32::try_from(len).ok()?.to_be_bytes();
        pending.pieces.insert(0, &[kind, high, middle, low]);
        pending.pieces.insert(offset as u64 + 4, part);
        if pending.pieces.front().len() >= len + 4 {
            self.read();
        }
        Some(())
    }

    /// The first whole hello counts: the second one of a client repeats it with a cookie.
    fn read(&mut self) {
        let Some(Pending { kind, pieces, .. }) = self.message.take() else { return };
        if kind == message::CLIENT_HELLO && self.client.is_none() {
            self.client = match Flight::of_messages(pieces.front()).message(0) {
                Progress::Done((message, _)) => read_dtls(&Flight::of_messages(pieces.front()), message),
                _ => None,
            };
        } else if kind == message::SERVER_HELLO && self.server.is_none() {
            self.server = server_hello_message(pieces.front()).done();
        }
    }
}

/// What follows the header by which CAPWAP marks its encrypted datagrams: preamble 1 and three zero bytes. Other
/// datagrams are left alone: no record of DTLS begins so.
///
/// Source: RFC 5415 section 4.2.
pub(crate) fn behind_capwap(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(&[1, 0, 0, 0]).unwrap_or(bytes)
}

/// Type and fragment of the next record of epoch 0. `None` at the end, or where encryption begins.
fn record<'a>(cursor: &mut Cursor<'a>) -> Option<(u8, &'a [u8])> {
    let (kind, version, epoch) = (cursor.u8()?, cursor.u16()?, cursor.u16()?);
    cursor.array::<6>()?;
    let fragment = cursor.vec16()?;
    (matches!(version, 0xfeff | 0xfefd | 0x0100) && epoch == 0).then_some((kind, fragment))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The body of a ClientHello with an empty cookie and the server name `a.example`.
    fn hello() -> Vec<u8> {
        let name = b"a.example";
        let entry = [&[0, 0, name.len() as u8][..], name].concat();
        let list = [&[0, entry.len() as u8][..], &entry].concat();
        let extension = [&[0, 0, 0, list.len() as u8][..], &list].concat();
        let front = [&[0xfe, 0xfd][..], &[1; 32], &[0, 0, 0, 2, 0xc0, 0x2b, 1, 0, 0, extension.len() as u8]].concat();
        [front, extension].concat()
    }

    fn datagram(body: &[u8], from: usize, to: usize) -> Vec<u8> {
        let fragment = &body[from..to];
        let head =
            [&[1, 0, 0, body.len() as u8, 0, 0, 0, 0, from as u8, 0, 0, fragment.len() as u8][..], fragment].concat();
        [&[22, 0xfe, 0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0, head.len() as u8][..], &head].concat()
    }

    #[test]
    fn fragments_in_any_order_make_the_hello() {
        let body = hello();
        for cuts in [vec![(0, body.len())], vec![(40, body.len()), (0, 20), (10, 45)]] {
            let mut handshake = DtlsHandshake::default();
            for (from, to) in cuts {
                assert!(handshake.client_hello().is_none());
                handshake.datagram(&datagram(&body, from, to));
            }
            let hello = handshake.client_hello().unwrap();
            assert_eq!(hello.server_name.as_ref().unwrap().name, "a.example");
            assert_eq!(hello.best_version().token(), Some("DTLSv1.2"));
        }
    }

    #[test]
    fn other_datagrams_say_nothing() {
        let mut handshake = DtlsHandshake::default();
        for bytes in [&b""[..], b"\x16\xfe\xfd", b"\x17\xfe\xfd\0\x01\0\0\0\0\0\0\0\x01x", &[0x2f; 40]] {
            handshake.datagram(bytes);
        }
        assert!(handshake.client_hello().is_none() && handshake.server_hello().is_none());
    }
}

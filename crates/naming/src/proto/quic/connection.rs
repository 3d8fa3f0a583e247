//! One QUIC connection, fed with its datagrams: who is the client, and what both hellos say.

use super::crypto::open;
use super::frames::crypto_frames;
use super::keys::{Keys, initial_keys};
use super::packet::{Initial, Kind, Long, long_packet};
use super::version::QuicVersion;
use super::{MAX_CRYPTO, MAX_PACKETS, gquic};
use crate::proto::Progress;
use crate::proto::pieces::Pieces;
use crate::proto::tls::{ClientHello, ServerHello, client_hello_message, server_hello_message};

/// One end of a flow; which is which is the caller's choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// The one end.
    A,
    /// The other.
    B,
}

/// What the datagrams of a connection have said so far.
///
/// Memory: both CRYPTO streams, each up to [`MAX_CRYPTO`]; they are freed as the hellos are read.
#[derive(Clone, Debug, Default)]
pub struct Connection {
    version: Option<QuicVersion>,
    client: Option<Side>,
    origin: Option<Origin>,
    client_stream: Stream,
    server_stream: Stream,
    client_hello: Option<ClientHello>,
    server_hello: Option<ServerHello>,
    google_name: Option<String>,
    initials: u64,
}

/// Where the keys come from: version and the client's first connection id for the server.
#[derive(Clone, Debug)]
struct Origin {
    version: QuicVersion,
    connection_id: Box<[u8]>,
    client: Keys,
    server: Keys,
}

impl Origin {
    fn new(version: QuicVersion, connection_id: &[u8]) -> Option<Self> {
        let (client, server) = initial_keys(version.protection()?, connection_id);
        Some(Self { version, connection_id: connection_id.into(), client, server })
    }
}

/// One direction: its CRYPTO bytes and the packet number to expect.
#[derive(Clone, Debug)]
struct Stream {
    pieces: Pieces,
    expected: u64,
    is_over: bool,
}

impl Default for Stream {
    fn default() -> Self {
        Self { pieces: Pieces::new(MAX_CRYPTO.default), expected: 0, is_over: false }
    }
}

impl Connection {
    /// Reads the next datagram that `side` sent. Work is bounded: at most two decryptions of each Initial packet in it.
    pub fn datagram(&mut self, side: Side, bytes: &[u8]) {
        if self.is_done() {
            return;
        }
        if let Some(version) = gquic::clear_version(bytes) {
            return self.clear_hello(side, version, bytes);
        }
        let mut rest = bytes;
        while let Some((packet, behind)) = long_packet(rest) {
            self.packet(side, packet);
            rest = behind;
        }
    }

    /// The version of the packets that were read, the server's last choice.
    #[must_use]
    pub fn version(&self) -> Option<QuicVersion> {
        self.version
    }

    /// The side that opened the connection, once an Initial packet of it was read.
    #[must_use]
    pub fn client(&self) -> Option<Side> {
        self.client
    }

    /// The client's hello, once it is whole. Its spans count from the beginning of the CRYPTO stream.
    #[must_use]
    pub fn client_hello(&self) -> Option<&ClientHello> {
        self.client_hello.as_ref()
    }

    /// The server's hello, once it is whole.
    #[must_use]
    pub fn server_hello(&self) -> Option<&ServerHello> {
        self.server_hello.as_ref()
    }

    /// The name that the client asks for, of TLS or of Google's own hello. Not yet known to be a host name.
    #[must_use]
    pub fn server_name(&self) -> Option<&str> {
        let tls = self.client_hello.as_ref().and_then(|hello| hello.server_name.as_ref());
        tls.map(|name| name.name.as_str()).or(self.google_name.as_deref())
    }

    /// Whether later datagrams can add nothing.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.client_hello.is_some() && (self.server_hello.is_some() || self.server_stream.is_over)
            || self.google_name.is_some()
            || self.initials >= MAX_PACKETS.default
    }

    /// Whether [`MAX_PACKETS`] ended the reading before both hellos were whole.
    #[must_use]
    pub fn is_capped(&self) -> bool {
        self.initials >= MAX_PACKETS.default && self.server_hello.is_none()
    }

    fn clear_hello(&mut self, side: Side, version: QuicVersion, bytes: &[u8]) {
        if let Some(name) = gquic::server_name(bytes) {
            self.version = Some(version);
            self.client = Some(side);
            self.google_name = name;
        }
    }

    /// A Retry needs no care: it makes the client take another connection id, and its next Initial packet is then
    /// opened as a first one (RFC 9001 section 5.2). A forged or second one changes nothing.
    fn packet(&mut self, side: Side, packet: Long<'_>) {
        if let Kind::Initial(initial) = packet.kind
            && self.initials < MAX_PACKETS.default
        {
            self.initials += 1;
            self.initial(side, packet, initial);
        }
    }

    fn initial(&mut self, side: Side, packet: Long<'_>, initial: Initial<'_>) {
        let opened = self.open_known(side, packet, initial).or_else(|| self.open_first(side, packet, initial));
        let Some(frames) = opened else { return };
        self.version = Some(packet.version);
        let is_client = self.client == Some(side);
        let stream = if is_client { &mut self.client_stream } else { &mut self.server_stream };
        crypto_frames(&frames, packet.version.is_google(), |offset, bytes| {
            stream.pieces.insert(offset, bytes);
        });
        if packet.version.has_tls() {
            self.read_hellos();
        } else if is_client {
            self.google_name = gquic::server_name(self.client_stream.pieces.front()).flatten();
        }
    }

    /// Opens a packet with the keys of the connection; with those of another version if the server changed it (RFC 9368).
    fn open_known(&mut self, side: Side, packet: Long<'_>, initial: Initial<'_>) -> Option<Vec<u8>> {
        let origin = self.origin.as_mut()?;
        if origin.version != packet.version {
            *origin = Origin::new(packet.version, &origin.connection_id)?;
        }
        let (keys, stream) = if self.client == Some(side) {
            (&origin.client, &mut self.client_stream)
        } else {
            (&origin.server, &mut self.server_stream)
        };
        let opened = open(initial, keys, stream.expected)?;
        stream.expected = stream.expected.max(opened.number + 1);
        Some(opened.frames)
    }

    /// Opens a packet as the first of a client: its own connection id gives the keys.
    fn open_first(&mut self, side: Side, packet: Long<'_>, initial: Initial<'_>) -> Option<Vec<u8>> {
        if self.origin.as_ref().is_some_and(|o| *o.connection_id == *packet.destination && self.client == Some(side)) {
            return None;
        }
        let origin = Origin::new(packet.version, packet.destination)?;
        let opened = open(initial, &origin.client, 0)?;
        if self.client != Some(side) {
            (self.client_stream, self.server_stream) = (Stream::default(), Stream::default());
        }
        self.client_stream.expected = opened.number + 1;
        (self.client, self.origin) = (Some(side), Some(origin));
        Some(opened.frames)
    }

    fn read_hellos(&mut self) {
        if self.client_hello.is_none() && !self.client_stream.is_over {
            self.client_hello = settle(&mut self.client_stream, client_hello_message);
        }
        if self.server_hello.is_none() && !self.server_stream.is_over {
            self.server_hello = settle(&mut self.server_stream, server_hello_message);
        }
    }
}

/// Reads a stream and frees its bytes once more of them would change nothing.
fn settle<T>(stream: &mut Stream, read: impl Fn(&[u8]) -> Progress<T>) -> Option<T> {
    let progress = read(stream.pieces.front());
    if !progress.is_more() {
        stream.pieces = Pieces::new(0);
        stream.is_over = true;
    }
    progress.done()
}

#[cfg(test)]
mod tests;

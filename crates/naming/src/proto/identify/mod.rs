//! Which protocol a payload speaks: one table, content before ports.

mod encrypted;
mod lan;
mod media;
mod service;
mod table;
mod text;
mod windows;

pub use table::PROTOCOLS;

/// What carries the payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Carrier {
    /// The front of one direction of a TCP stream.
    Tcp,
    /// One UDP datagram.
    Udp,
}

/// How well a payload fits a protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fit {
    /// Nothing but the port says so.
    Port,
    /// The form fits, and other protocols may have it too: it counts on a usual port.
    Maybe,
    /// The form is the protocol's own.
    Sure,
}

/// How the sender of a payload acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// It asks: a request, a hello.
    Client,
    /// It answers.
    Server,
    /// The payload does not tell.
    Unknown,
}

/// What a probe says of a payload; `None` if it does not fit.
pub type Guess = Option<(Fit, Role)>;

/// How to recognise one protocol.
#[derive(Clone, Copy, Debug)]
pub struct Protocol {
    /// The name that Wireshark's Protocol column shows.
    pub token: &'static str,
    /// What carries it.
    pub carrier: Carrier,
    /// Where it usually lives. Decides among equals, and makes a weak fit count.
    pub usual_ports: &'static [u16],
    /// Looks at the front of a payload; cheap.
    pub probe: fn(&[u8]) -> Guess,
}

/// The protocol of a payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// The name that Wireshark's Protocol column shows.
    pub token: &'static str,
    /// How well it fits.
    pub fit: Fit,
    /// How the sender acts.
    pub role: Role,
}

/// The protocol that fits best. On a tie the usual port decides, then the earlier row.
///
/// A wrong protocol is worse than none: a weak fit counts on a usual port only.
#[must_use]
pub fn identify(carrier: Carrier, from_port: u16, to_port: u16, bytes: &[u8]) -> Option<Found> {
    if bytes.is_empty() {
        return None;
    }
    let usual = best(table::on_ports(carrier, [from_port, to_port]), bytes);
    // Nothing beats a sure fit on a usual port, so that the other rows need not be tried.
    if usual.is_some_and(|found| found.fit == Fit::Sure) {
        return usual;
    }
    let is_usual = |row: &Protocol| row.usual_ports.contains(&to_port) || row.usual_ports.contains(&from_port);
    let others = PROTOCOLS.iter().filter(|row| row.carrier == carrier && !is_usual(row));
    best(others, bytes).filter(|found| found.fit == Fit::Sure).or(usual)
}

/// The best fit of some rows, the earlier one on a tie.
fn best<'a>(rows: impl Iterator<Item = &'a Protocol>, bytes: &[u8]) -> Option<Found> {
    let mut best: Option<Found> = None;
    for row in rows {
        let Some((fit, role)) = (row.probe)(bytes) else { continue };
        if best.is_none_or(|best| fit > best.fit) {
            best = Some(Found { token: row.token, fit, role });
        }
        if fit == Fit::Sure {
            break;
        }
    }
    best
}

/// A guess that counts anywhere.
const fn sure(role: Role) -> Guess {
    Some((Fit::Sure, role))
}

/// A guess that counts on a usual port.
const fn maybe(role: Role) -> Guess {
    Some((Fit::Maybe, role))
}

#[cfg(test)]
mod tests;

//! The table. To add a protocol: a probe in the file of its family, a row here, a payload in the tests.

use super::Carrier::{Tcp, Udp};
use foldhash::fast::RandomState;
use hashbrown::HashMap;
use std::sync::LazyLock;

use super::{Carrier, Fit, Guess, Protocol, Role, encrypted, lan, media, service, text, windows};

/// Every protocol that is told apart; those of which only the port speaks come last.
///
/// Usual ports: IANA registry "Service Name and Transport Protocol Port Number", and what Wireshark takes for granted.
pub static PROTOCOLS: &[Protocol] = &[
    // Encrypted transports.
    row("TLS", Tcp, &[443, 465, 563, 636, 853, 989, 990, 993, 995, 3269, 5061, 8443, 8883], encrypted::tls),
    row("SSLv2", Tcp, &[443, 465, 636, 993, 995], encrypted::ssl2),
    row("SSH", Tcp, &[22, 29418], encrypted::ssh),
    row("QUIC", Udp, &[443, 853], encrypted::quic),
    row("GQUIC", Udp, &[443, 80], encrypted::gquic),
    row("DTLS", Udp, &[443, 4433, 5349, 5684], encrypted::dtls),
    row("WireGuard", Udp, &[51820], encrypted::wireguard),
    row("ISAKMP", Udp, &[500], encrypted::isakmp),
    row("ISAKMP", Udp, &[4500], encrypted::isakmp_behind_nat),
    row("ESP", Udp, &[4500], encrypted::esp_behind_nat),
    row("OpenVPN", Udp, &[1194], encrypted::openvpn),
    row("OpenVPN", Tcp, &[1194], encrypted::openvpn_tcp),
    // Lines of text.
    row("HTTP", Tcp, HTTP_PORTS, text::http),
    row("HTTP2", Tcp, &[80, 443, 8080], text::http2),
    row("SIP", Tcp, &[5060], text::sip),
    row("SIP", Udp, &[5060], text::sip),
    row("RTSP", Tcp, &[554, 7236, 8554], text::rtsp),
    row("SMTP", Tcp, &[25, 465, 587], text::smtp),
    row("FTP", Tcp, &[21], text::ftp),
    row("POP", Tcp, &[110, 995], text::pop),
    row("IMAP", Tcp, &[143, 993], text::imap),
    row("XMPP", Tcp, &[5222, 5269], text::xmpp),
    row("SSDP", Udp, &[1900], text::ssdp),
    row("Syslog", Udp, &[514], text::syslog),
    row("Syslog", Tcp, &[601, 6514], text::syslog_tcp),
    // Names, addresses and time of a network.
    row("DNS", Udp, &[53], lan::dns),
    row("DNS", Tcp, &[53], lan::dns_tcp),
    row("MDNS", Udp, &[5353], lan::dns),
    row("LLMNR", Udp, &[5355], lan::dns),
    row("LLMNR", Tcp, &[5355], lan::dns_tcp),
    row("NBNS", Udp, &[137], lan::dns),
    row("DHCP", Udp, &[67, 68, 4011], lan::dhcp),
    row("BOOTP", Udp, &[67, 68], lan::bootp),
    row("DHCPv6", Udp, &[546, 547], lan::dhcpv6),
    row("NTP", Udp, &[123], lan::ntp),
    row("SNMP", Udp, &[161, 162], lan::snmp),
    row("RADIUS", Udp, RADIUS_PORTS, lan::radius),
    row("TFTP", Udp, &[69], lan::tftp),
    // Windows networks.
    row("SMB", Tcp, &[139, 445], windows::smb),
    row("SMB2", Tcp, &[139, 445], windows::smb2),
    row("NBSS", Tcp, &[139], windows::nbss),
    row("BROWSER", Udp, &[138], windows::browser),
    row("NBDS", Udp, &[138], windows::nbds),
    row("LDAP", Tcp, &[389, 3268], windows::ldap),
    row("CLDAP", Udp, &[389], windows::ldap),
    row("KRB5", Udp, &[88, 464], windows::krb5),
    row("KRB5", Tcp, &[88, 464], windows::krb5_tcp),
    row("DCERPC", Tcp, &[135], windows::dcerpc),
    row("DCERPC", Udp, &[135], windows::dcerpc_udp),
    row("RDP", Tcp, &[3389], windows::rdp),
    // Talk and media. RTP is not here: one datagram of it may be anything.
    row("STUN", Udp, &[3478, 19302], media::stun),
    row("STUN", Tcp, &[3478], media::stun_tcp),
    row("CLASSIC-STUN", Udp, &[3478], media::classic_stun),
    row("RTCP", Udp, &[5005], media::rtcp),
    row("BT-DHT", Udp, &[6881], media::bt_dht),
    row("BitTorrent", Tcp, BITTORRENT_PORTS, media::bittorrent),
    // Services.
    row("MQTT", Tcp, &[1883], service::mqtt),
    row("AMQP", Tcp, &[5672], service::amqp),
    row("PGSQL", Tcp, &[5432], service::pgsql),
    row("MySQL", Tcp, &[3306], service::mysql),
    row("Socks", Tcp, &[1080], service::socks),
    // Streams of these are seen from the middle or encrypted behind their first bytes.
    row("SSH", Tcp, &[22, 29418], port_only),
    row("FTP", Tcp, &[21], port_only),
    row("SMTP", Tcp, &[25], port_only),
    row("POP", Tcp, &[110], port_only),
    row("IMAP", Tcp, &[143], port_only),
    row("SSL", Tcp, &[443], port_only),
    row("NBSS", Tcp, &[139, 445], port_only),
    row("KRB5", Tcp, &[88], port_only),
    row("KRB5", Udp, &[88], port_only),
    row("LDAP", Tcp, &[389, 3268], port_only),
    row("RDP", Tcp, &[3389], port_only),
    row("MySQL", Tcp, &[3306], port_only),
    row("PGSQL", Tcp, &[5432], port_only),
    row("MQTT", Tcp, &[1883], port_only),
    row("AMQP", Tcp, &[5672], port_only),
    row("XMPP", Tcp, &[5222], port_only),
    row("BitTorrent", Tcp, BITTORRENT_PORTS, port_only),
    row("OpenVPN", Tcp, &[1194], port_only),
    row("DNS", Tcp, &[53], port_only),
    row("DNS", Udp, &[53], port_only),
    row("MDNS", Udp, &[5353], port_only),
    row("LLMNR", Udp, &[5355], port_only),
    row("DHCP", Udp, &[67, 68], port_only),
    row("DHCPv6", Udp, &[546, 547], port_only),
    row("SNMP", Udp, &[161, 162], port_only),
    row("RADIUS", Udp, RADIUS_PORTS, port_only),
    row("NBDS", Udp, &[138], port_only),
    row("NTP", Udp, &[123], port_only),
    row("NBNS", Udp, &[137], port_only),
    row("TFTP", Udp, &[69], port_only),
    row("Syslog", Udp, &[514], port_only),
    row("OpenVPN", Udp, &[1194], port_only),
    row("ISAKMP", Udp, &[500], port_only),
];

/// Indices of the rows by carrier and usual port.
static ON_PORTS: LazyLock<HashMap<(Carrier, u16), Vec<usize>, RandomState>> = LazyLock::new(|| {
    let mut on_ports: HashMap<_, Vec<usize>, _> = HashMap::default();
    for (index, row) in PROTOCOLS.iter().enumerate() {
        row.usual_ports.iter().for_each(|port| on_ports.entry((row.carrier, *port)).or_default().push(index));
    }
    on_ports
});

/// The rows for which one of the ports is usual, in order.
pub(super) fn on_ports(carrier: Carrier, ports: [u16; 2]) -> impl Iterator<Item = &'static Protocol> {
    let rows = |port: u16| ON_PORTS.get(&(carrier, port)).map(Vec::as_slice).unwrap_or_default();
    let [mut from, mut to] = [rows(ports[0]), rows(if ports[0] == ports[1] { 0 } else { ports[1] })];
    std::iter::from_fn(move || {
        let next = match (from.split_first(), to.split_first()) {
            (Some((a, rest)), Some((b, _))) if a < b => (*a, rest, to),
            (Some((a, rest)), Some((b, more))) if a == b => (*a, rest, more),
            (_, Some((b, rest))) => (*b, from, rest),
            (Some((a, rest)), None) => (*a, rest, to),
            (None, None) => return None,
        };
        (from, to) = (next.1, next.2);
        PROTOCOLS.get(next.0)
    })
}

const RADIUS_PORTS: &[u16] = &[1645, 1646, 1700, 1812, 1813, 3799];
const BITTORRENT_PORTS: &[u16] = &[6881, 6882, 6883, 6884, 6885, 6886, 6887, 6888, 6889];
const HTTP_PORTS: &[u16] = &[80, 631, 3689, 3128, 3132, 5985, 8080, 8088, 11371, 1900, 2869, 2710];

const fn row(
    token: &'static str,
    carrier: Carrier,
    usual_ports: &'static [u16],
    probe: fn(&[u8]) -> Guess,
) -> Protocol {
    Protocol { token, carrier, usual_ports, probe }
}

fn port_only(_: &[u8]) -> Guess {
    Some((Fit::Port, Role::Unknown))
}

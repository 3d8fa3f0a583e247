//! Lists of one name a line: hosts files and ad-block lists.

use super::gathered::{Gathered, Texts};
use super::page::{About, Import};
use crate::entry::Entry;
use crate::pattern::{Destination, Dialect};
use crate::protocol::Protocols;

/// Names that every hosts file gives to the machine itself.
const OWN_NAMES: &[&str] = &[
    "localhost",
    "localhost.localdomain",
    "local",
    "broadcasthost",
    "ip6-localhost",
    "ip6-loopback",
    "ip6-localnet",
    "ip6-mcastprefix",
    "ip6-allnodes",
    "ip6-allrouters",
    "ip6-allhosts",
    "0.0.0.0",
];

/// Reads a hosts file: `address name name # remark`. Each name is a row; the remark describes it.
pub fn read_hosts(name: &str, text: &str) -> Import {
    let mut list = List::of(name, text);
    for (line, text) in numbered(text) {
        let (data, remark) = text.split_once('#').unwrap_or((text, ""));
        let mut words = data.split_whitespace();
        let Some(first) = words.next() else { continue };
        if !is_address(first) {
            list.refuse(line, text, "no address at the beginning");
            continue;
        }
        list.add_hosts(line, words, remark.trim(), text);
    }
    list.finish(name)
}

/// Reads an AdGuard or Adblock Plus list. Rules about hosts are rows; exceptions, rules about parts of pages and regular
/// expressions are refused: they name no destination.
pub fn read_adblock(name: &str, text: &str) -> Import {
    let mut list = List::of(name, text);
    for (line, text) in numbered(text) {
        let is_remark = text.starts_with('!') || (text.starts_with('#') && !is_about_parts(text));
        if is_remark || (text.starts_with('[') && text.ends_with(']')) {
            continue;
        }
        // These lists may hold the lines of a hosts file too.
        if let Some((_, hosts)) = text.split_once([' ', '\t']).filter(|(first, _)| is_address(first)) {
            let (hosts, remark) = hosts.split_once('#').unwrap_or((hosts, ""));
            list.add_hosts(line, hosts.split_whitespace(), remark.trim(), text);
            continue;
        }
        match adblock_rule(text) {
            Ok(host) => list.add(line, host, "", text),
            Err(reason) => list.refuse(line, text, reason),
        }
    }
    list.finish(name)
}

/// The host part of a rule.
fn adblock_rule(text: &str) -> Result<&str, &'static str> {
    if text.starts_with("@@") {
        return Err("an exception, no destination");
    }
    if text.starts_with('/') && text.trim_end_matches(|c: char| c != '/').len() > 1 {
        return Err("a regular expression");
    }
    if is_about_parts(text) {
        return Err("a rule about parts of a page");
    }
    let (rule, options) = text.rsplit_once('$').unwrap_or((text, ""));
    if options.split(',').any(|option| option == "badfilter") {
        return Err("it takes another rule back");
    }
    if let Some(host) = rule.strip_prefix("||") {
        let end = host.find(['^', '/', '|']).unwrap_or(host.len());
        let with_bars = end + "||".len();
        return rule.get(..with_bars).ok_or("no host in it");
    }
    Ok(rule.trim_start_matches('|').trim_end_matches(['|', '^']))
}

/// True for a rule that hides or changes parts of a page.
fn is_about_parts(text: &str) -> bool {
    ["##", "#@#", "#?#", "#$#", "#%#", "$$"].iter().any(|mark| text.contains(mark))
}

fn is_address(word: &str) -> bool {
    word.parse::<std::net::IpAddr>().is_ok()
}

fn numbered(text: &str) -> impl Iterator<Item = (u64, &str)> {
    let text = text.trim_start_matches('\u{feff}');
    text.lines().zip(1..).map(|(text, line)| (line, text.trim())).filter(|(_, text)| !text.is_empty())
}

struct List {
    rows: Vec<Entry>,
    gathered: Gathered,
}

impl List {
    fn of(name: &str, text: &str) -> Self {
        Self { rows: Vec::new(), gathered: Gathered::of(name, text.len()) }
    }

    fn add(&mut self, line: u64, host: &str, description: &str, text: &str) {
        let destination = Destination::read(host);
        match Entry::new(&destination, Dialect::Subdomains) {
            Ok(read) => {
                let texts = Texts { protocols: &Protocols::default(), process: &[], area: "", description };
                self.rows.push(self.gathered.row(read, &texts, line));
            }
            Err(reason) => self.refuse(line, text, &reason.to_string()),
        }
    }

    /// The names behind the address of a hosts file's line.
    fn add_hosts<'a>(&mut self, line: u64, names: impl Iterator<Item = &'a str>, description: &str, text: &str) {
        let mut names = names.peekable();
        if names.peek().is_none() {
            self.refuse(line, text, "no name behind the address");
        }
        for host in names {
            if OWN_NAMES.contains(&host) {
                self.refuse(line, text, "a name of the machine itself");
            } else {
                self.add(line, host, description, text);
            }
        }
    }

    fn refuse(&mut self, line: u64, text: &str, reason: &str) {
        self.gathered.refuse(line, text, reason);
    }

    fn finish(self, name: &str) -> Import {
        self.gathered.import(vec![About::default().whole(name, self.rows)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patterns(import: &Import) -> Vec<&str> {
        import.catalogs.iter().flat_map(|c| &c.endpoints).map(|e| e.pattern.as_str()).collect()
    }

    #[test]
    fn a_hosts_file_gives_a_row_a_name() {
        // The form of hosts(5).
        let text = "# title\n127.0.0.1 localhost\n0.0.0.0 a.example.com b.example.com # tracking\n::1 c.example.com\nword\n0.0.0.0\n";
        let import = read_hosts("hosts", text);
        assert_eq!(patterns(&import), ["a.example.com", "b.example.com", "c.example.com"]);
        assert_eq!(import.catalogs[0].endpoints[0].description, "tracking");
        assert_eq!(import.refused.iter().map(|r| r.line).collect::<Vec<_>>(), [2, 5, 6]);
    }

    #[test]
    fn an_adblock_list_gives_a_row_a_host_rule() {
        // The rule forms of AdGuard's documentation, "DNS filtering rules syntax".
        let text = "! title\n[Adblock Plus 2.0]\n||example.org^\n@@||example.com^\n/ads[0-9]/\nexample.com##.ad\n\
                    ||example.net/path^$third-party\n|https://a.example.org^\nplain.example.org\n\
                    ##.banner\n# remark\n||b.example.org^$badfilter\n0.0.0.0 c.example.org # hosts\n";
        let import = read_adblock("list.txt", text);
        assert_eq!(
            patterns(&import),
            ["||example.org^", "||example.net^", "a.example.org", "plain.example.org", "c.example.org"]
        );
        assert_eq!(import.refused.iter().map(|r| r.line).collect::<Vec<_>>(), [4, 5, 6, 10, 12]);
    }
}

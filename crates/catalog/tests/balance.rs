//! The law of import: rows read + rows refused with a reason = rows present. The rows present are counted by whoever wrote
//! the page, here a generator that damages pages in the ways that published ones were damaged.

use idlewire_catalog::{Import, read_html, read_markdown};
use proptest::prelude::*;

/// The layouts of the published pages, by what stands in the first column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Layout {
    Destination,
    Area,
    Process,
}

/// How the lines of a page are written.
#[derive(Clone, Copy, Debug)]
struct Style {
    layout: Layout,
    header: bool,
    closed: bool,
}

/// What happened to one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Damage {
    None,
    /// Broken within its protocols.
    Broken,
    /// Broken before a bar, which begins the next line.
    BrokenAtBar,
    /// Broken within the name of its destination.
    BrokenName,
    /// Tabs typed for the bars inside.
    Tabs,
    /// The next row stands on the same line.
    Joined,
    /// A blank line follows.
    Blank,
    /// A comment follows.
    Comment,
    /// No protocol.
    NoProtocol,
    /// Two hosts in the cell.
    TwoHosts,
    /// A link in the place of a destination: no endpoint.
    Link,
    /// A heading row: no endpoint.
    Heading,
    /// A bar and nothing else, behind the row.
    StrayBar,
}

const DAMAGES: [Damage; 13] = [
    Damage::None,
    Damage::Broken,
    Damage::BrokenAtBar,
    Damage::BrokenName,
    Damage::Tabs,
    Damage::Joined,
    Damage::Blank,
    Damage::Comment,
    Damage::NoProtocol,
    Damage::TwoHosts,
    Damage::Link,
    Damage::Heading,
    Damage::StrayBar,
];

/// A page, and what stands in it: hosts with the line on which their row begins, and how many rows have none.
#[derive(Debug, Default)]
struct Page {
    text: String,
    hosts: Vec<(String, u64)>,
    without: usize,
}

impl Page {
    fn line(&self) -> u64 {
        self.text.matches('\n').count() as u64 + 1
    }

    fn push(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }
}

fn header(layout: Layout) -> &'static str {
    match layout {
        Layout::Destination => "| **Destination** | **Protocol** | **Description** |",
        Layout::Area => "| Area | Description | Protocol | Destination |",
        Layout::Process => "| Source process | Protocol | Destination |",
    }
}

/// The cells of a row of this layout.
fn cells(layout: Layout, host: &str, protocol: &str) -> Vec<String> {
    let cells: &[&str] = match layout {
        Layout::Destination => &[host, protocol, "Used for some updates."],
        Layout::Area => &["Some area", "Used for some updates.", protocol, host],
        Layout::Process => &["svchost", protocol, host],
    };
    cells.iter().map(|cell| (*cell).to_owned()).collect()
}

fn joined(cells: &[String], closed: bool) -> String {
    format!("|{}{}", cells.join("|"), if closed { "|" } else { "" })
}

/// Damage that leaves a page of this style with one reading only.
fn possible(damage: Damage, style: Style) -> Damage {
    let is_last = style.layout != Layout::Destination;
    match damage {
        // Without a header nothing says that the row has a column more.
        Damage::NoProtocol | Damage::BrokenAtBar | Damage::BrokenName | Damage::StrayBar if !style.header => {
            Damage::None
        }
        // A row of one line alone tells no columns.
        Damage::Heading | Damage::Link if !style.header => Damage::None,
        Damage::BrokenName if is_last => Damage::None,
        Damage::Joined if !style.header && is_last => Damage::None,
        Damage::Heading if style.layout != Layout::Area => Damage::Link,
        damage => damage,
    }
}

fn page(style: Style, damages: &[Damage]) -> Page {
    let mut page = Page::default();
    page.push("## Windows 10 Home\n");
    if style.header {
        page.push(header(style.layout));
        page.push("|---|---|---|---|");
    }
    let mut open = String::new();
    for (number, damage) in damages.iter().enumerate() {
        let damage = possible(*damage, style);
        // What shares a line with its neighbour is whole.
        let damage = if open.is_empty() || damage == Damage::Joined { damage } else { Damage::None };
        write(&mut page, &mut open, style, damage, number);
    }
    let rest = std::mem::take(&mut open);
    if !rest.is_empty() {
        page.push(&rest);
    }
    page
}

fn write(page: &mut Page, open: &mut String, style: Style, damage: Damage, number: usize) {
    let line = page.line();
    let host = format!("h{number}.example.com");
    let row = |host: &str, protocol: &str| joined(&cells(style.layout, host, protocol), style.closed);
    let mut named = vec![(host.clone(), line)];
    let text = match damage {
        Damage::Broken => row(&host, "TLSv1.2/\nHTTPS"),
        Damage::BrokenAtBar => {
            let whole = row(&host, "HTTP");
            let bar = whole.match_indices('|').nth(1).map_or(0, |(at, _)| at);
            format!("{}\n{}", &whole[..bar], &whole[bar..])
        }
        Damage::BrokenName => row(&format!("h{number}.\nexample.com"), "HTTP"),
        Damage::Tabs => format!("|{}|", cells(style.layout, &host, "HTTP").join("\t")),
        Damage::NoProtocol => row(&host, ""),
        Damage::TwoHosts => {
            let second = format!("g{number}.example.com");
            let both = format!("{host} </br> {second}");
            named.push((second, line));
            row(&both, "HTTP")
        }
        Damage::Link | Damage::Heading => {
            named.clear();
            page.without += 1;
            if damage == Damage::Link { row("[Learn how.](x.md#y)", "") } else { "|Some area|Of some use.|".to_owned() }
        }
        _ => row(&host, "HTTPS"),
    };
    page.hosts.append(&mut named);
    open.push_str(&text);
    if damage == Damage::Joined {
        if !style.closed {
            open.push('|');
        }
        return;
    }
    page.push(&std::mem::take(open));
    match damage {
        Damage::Blank => page.push(""),
        Damage::Comment => page.push("<!-- a note | with a bar -->"),
        Damage::StrayBar => {
            page.push("|");
            page.without += 1;
        }
        _ => {}
    }
}

fn read(import: &Import) -> Vec<(String, u64)> {
    let rows = import.catalogs.iter().flat_map(|catalog| &catalog.endpoints);
    rows.map(|row| (row.destination.clone(), row.line.unwrap_or(0))).collect()
}

fn style() -> impl Strategy<Value = Style> {
    let layout = prop::sample::select(vec![Layout::Destination, Layout::Area, Layout::Process]);
    (layout, any::<bool>(), any::<bool>()).prop_map(|(layout, header, closed)| Style { layout, header, closed })
}

/// Lines of a table that nobody wrote on purpose; each host in them is there once.
fn soup() -> impl Strategy<Value = (bool, Vec<String>)> {
    let token = prop::sample::select(vec![
        "|",
        "|",
        "|",
        "||",
        "\t",
        " ",
        "HTTP",
        "TLSv1.2/",
        "Some text.",
        "@",
        "@",
        "@",
        "*.@",
        "<br>",
        "[l](x.md)",
        "---",
        "\\|",
        "**",
        "`",
        "(",
        "[",
        "]",
        "<",
        ">",
        ",",
        "and",
        "www.",
        "\u{a0}",
        "é",
        "&amp;",
        "_",
    ]);
    let line = prop::collection::vec(token, 0..14).prop_map(|tokens| tokens.concat());
    (any::<bool>(), prop::collection::vec(line, 1..8))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 1_000, ..ProptestConfig::default() })]

    /// Every row that the generator wrote is read, on the line where it begins, or refused; nothing else is.
    #[test]
    fn read_and_refused_are_the_rows_present(
        style in style(),
        damages in prop::collection::vec(prop::sample::select(DAMAGES.to_vec()), 1..12),
    ) {
        let page = page(style, &damages);
        let import = read_markdown("page.md", &page.text);
        prop_assert_eq!(read(&import), &page.hosts[..], "{}\n{:?}", page.text, import.warnings);
        prop_assert_eq!(import.refused.len(), page.without, "{}\n{:?}", page.text, import.refused);
        prop_assert!(import.refused.iter().all(|row| !row.reason.is_empty() && row.line > 0));
    }

    /// Whatever stands between bars: no host is lost without a word.
    #[test]
    fn no_destination_vanishes((has_header, lines) in soup()) {
        let mut page = if has_header { format!("{}\n|---|---|---|\n", header(Layout::Destination)) } else { String::new() };
        let (mut hosts, mut number) = (Vec::new(), 0);
        for line in &lines {
            let mut whole = String::from("|");
            for part in line.split_inclusive('@') {
                let host = format!("q{number}z.example.com");
                if part.ends_with('@') {
                    hosts.push((host.clone(), page.matches('\n').count() as u64 + 1));
                    number += 1;
                }
                whole.push_str(&part.replace('@', &host));
            }
            page.push_str(&whole);
            page.push('\n');
        }
        let import = read_markdown("page.md", &page);
        let rows = || import.catalogs.iter().flat_map(|catalog| &catalog.endpoints);
        for (host, line) in &hosts {
            let read = rows().any(|row| format!("{row:?}").contains(host));
            let refused = import.refused.iter().any(|row| row.text.contains(host));
            let is_loss = |message: &str| message.contains("left out") || message.contains("ignored");
            let said = import.warnings.iter().any(|it| it.line <= *line && it.line + 8 > *line && is_loss(it.message));
            prop_assert!(read || refused || said, "{host} on line {line} of\n{page}\n{import:#?}");
        }
    }

    /// Every row of a table in HTML is accounted for by its line.
    #[test]
    fn every_row_of_an_html_table_is_accounted_for(rows in prop::collection::vec(("[a-z.*<>&;é |-]{0,12}", 0..4_u8), 1..8)) {
        let open = ["<tr>", "<tr class=x>", "<TR>", "<tr >"];
        let cell = |at: &u8| format!("h{at}.example.com");
        let body: String = rows.iter().map(|(text, at)| {
            format!("{}<td>{}</td><td>HTTP</td><td>{text}</td></tr>\n", open[usize::from(*at)], cell(at))
        }).collect();
        let import = read_html("x.html", &format!("<table>\n{body}"));
        for line in 2..rows.len() as u64 + 2 {
            let is_read = read(&import).iter().any(|(_, at)| *at == line);
            // An open angle bracket swallows what follows, as in a browser; the row before it is there.
            let is_open = rows.iter().any(|(text, _)| text.contains('<'));
            prop_assert!(is_read || is_open || import.refused.iter().any(|row| row.line == line), "line {line} of {body}");
        }
    }
}

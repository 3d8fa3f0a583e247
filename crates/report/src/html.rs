//! One page of HTML: no script, nothing loaded from elsewhere.

use crate::escape::html as text;
use crate::wording;
use crate::{BlindSpots, Report, Row, Subject};
use std::io;

const HEAD: &str = "<!DOCTYPE html>
<html lang=\"en\">
<head>
<meta charset=\"utf-8\">
<meta name=\"viewport\" content=\"width=device-width\">
<title>Public endpoints</title>
<style>
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { margin: 2rem auto; max-width: 80rem; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid #8886; overflow-wrap: anywhere; padding: .3rem .6rem; text-align: start; vertical-align: top; }
.n { overflow-wrap: normal; text-align: end; white-space: nowrap; }
footer { opacity: .7; }
</style>
</head>
<body>
<h1>Public endpoints</h1>
";

const COLUMNS: &str = "<tr><th>Destination</th><th>Protocol</th><th>Description</th><th>Listed</th><th class=\"n\">Flows</th>\
<th class=\"n\">Sent</th><th class=\"n\">Received</th><th class=\"n\">First seen (UTC)</th><th class=\"n\">Last seen (UTC)</th></tr>";

/// Writes a page with a table per subject.
///
/// # Errors
/// Those of the writer.
pub fn html(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    out.write_all(HEAD.as_bytes())?;
    if report.subjects.is_empty() {
        writeln!(out, "<p>{}</p>", wording::NO_MACHINE)?;
    }
    for subject in &report.subjects {
        section(subject, report, out)?;
    }
    writeln!(out, "<footer>")?;
    for warning in wording::warnings(report) {
        writeln!(out, "<p>{}</p>", text(&warning))?;
    }
    writeln!(out, "<p>{}</p>\n</footer>\n</body>\n</html>", text(&wording::ledger(&report.ledger)))
}

fn section(subject: &Subject, report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    writeln!(out, "<section>\n<h2>{}</h2>", text(&subject.name))?;
    if subject.machine.is_absent {
        return writeln!(out, "<p>{}</p>\n</section>", wording::NO_MACHINE);
    }
    writeln!(out, "<p>{}</p>", text(&wording::method(subject, &report.inputs)))?;
    if !subject.endpoints.is_empty() {
        writeln!(out, "<table>\n<thead>{COLUMNS}</thead>\n<tbody>")?;
        subject.endpoints.iter().try_for_each(|row| endpoint(row, out))?;
        writeln!(out, "</tbody>\n</table>")?;
    }
    for words in wording::folded(subject) {
        writeln!(out, "<p>{}</p>", text(&words))?;
    }
    writeln!(out, "<p>{}</p>", text(&wording::summary(subject, &report.inputs, None)))?;
    blind_spots(&subject.blind_spots, out)?;
    resolved(subject, out)?;
    writeln!(out, "</section>")
}

fn blind_spots(it: &BlindSpots, out: &mut dyn io::Write) -> io::Result<()> {
    if let Some(head) = wording::blind_head(it) {
        writeln!(out, "<p>{}</p>\n<ul>", text(&head))?;
        it.reasons.iter().try_for_each(|spot| writeln!(out, "<li>{}</li>", text(&wording::blind_spot(spot, it))))?;
        writeln!(out, "</ul>")?;
    }
    wording::disagreements(it).iter().try_for_each(|words| writeln!(out, "<p>{}</p>", text(words)))
}

fn endpoint(row: &Row, out: &mut dyn io::Write) -> io::Result<()> {
    write!(out, "<tr>")?;
    for cell in [row.destination.as_str(), &row.protocol, &row.remark(), if row.listed { "yes" } else { "no" }] {
        write!(out, "<td>{}</td>", text(cell))?;
    }
    let time = |at: Option<_>| at.map(wording::minute).unwrap_or_default();
    for figure in [
        wording::count(row.flows),
        wording::bytes(row.bytes_out),
        wording::bytes(row.bytes_in),
        time(row.first_seen),
        time(row.last_seen),
    ] {
        write!(out, "<td class=\"n\">{figure}</td>")?;
    }
    writeln!(out, "</tr>")
}

fn resolved(subject: &Subject, out: &mut dyn io::Write) -> io::Result<()> {
    let names = &subject.outside.resolved_only;
    if names.is_empty() {
        return Ok(());
    }
    writeln!(out, "<h3>Resolved, and not reached as far as the capture shows</h3>\n<ul>")?;
    for it in names {
        let description = it.description.as_deref().map(|words| format!(" ({})", text(words))).unwrap_or_default();
        writeln!(out, "<li>{}{description}</li>", text(&it.name))?;
    }
    writeln!(out, "</ul>")
}

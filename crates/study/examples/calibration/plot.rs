//! The plot: for each family, the intervals of its studies in the order of the truth.

use crate::simulation::Calibration;
use std::fmt::Write as _;

/// Width of a panel. Unit: pixels.
const WIDTH: f64 = 800.0;
/// Height of a panel.
const HEIGHT: f64 = 180.0;
/// Room at the left, for the numbers.
const LEFT: f64 = 46.0;
/// Room above each panel, for its title.
const ABOVE: f64 = 40.0;
/// Room below the last panel.
const BELOW: f64 = 34.0;

/// The whole picture.
pub(crate) fn svg(families: &[(&str, Calibration)]) -> String {
    let (width, height) = (LEFT + WIDTH + 14.0, (HEIGHT + ABOVE) * families.len() as f64 + BELOW);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" font-family=\"sans-serif\" font-size=\"12\">\n\
         <title>New endpoints of the second week: truth and 95 % interval from the first</title>\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"white\"/>\n"
    );
    for (place, (name, found)) in families.iter().enumerate() {
        panel(&mut out, name, found, place as f64 * (HEIGHT + ABOVE) + ABOVE);
    }
    let y = height - 12.0;
    line(
        &mut out,
        format_args!(
            "<text x=\"{LEFT}\" y=\"{y}\">Each study is a line: its 95 % interval. Dot: the truth; red and ringed where the interval misses it. Studies in the order of the truth.</text>"
        ),
    );
    out.push_str("</svg>\n");
    out
}

fn panel(out: &mut String, name: &str, found: &Calibration, top: f64) {
    let mut weeks = found.weeks.clone();
    weeks.sort_by_key(|(new, week)| (*new, week.low, week.high));
    let most = weeks.iter().map(|(new, week)| week.high.max(*new)).max().unwrap_or(1).max(1) as f64;
    let y = |n: u64| top + HEIGHT * (1.0 - n as f64 / most);
    let covered = 100.0 * found.covered();
    line(
        out,
        format_args!(
            "<text x=\"{LEFT}\" y=\"{:.1}\" font-weight=\"bold\">{name}: {covered:.1} % of {} covered</text>",
            top - 12.0,
            weeks.len()
        ),
    );
    for n in [0, (most / 2.0) as u64, most as u64] {
        line(out, format_args!("<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{n}</text>", LEFT - 6.0, y(n) + 4.0));
        line(out, format_args!("<path d=\"M{LEFT} {:.1}h{WIDTH}\" stroke=\"#ddd\"/>", y(n)));
    }
    for (place, (new, week)) in weeks.iter().enumerate() {
        let x = LEFT + WIDTH * (place as f64 + 0.5) / weeks.len() as f64;
        let inside = (week.low..=week.high).contains(new);
        let (colour, ring) =
            if inside { ("#1f4e79", "") } else { ("#c00000", " stroke=\"#c00000\" stroke-width=\"2\"") };
        line(
            out,
            format_args!(
                "<path d=\"M{x:.1} {:.1}V{:.1}\" stroke=\"#9dbbd8\" stroke-width=\"2.4\"/>",
                y(week.low) + 0.8,
                y(week.high) - 0.8
            ),
        );
        line(out, format_args!("<circle cx=\"{x:.1}\" cy=\"{:.1}\" r=\"1.6\" fill=\"{colour}\"{ring}/>", y(*new)));
    }
}

fn line(out: &mut String, text: std::fmt::Arguments<'_>) {
    writeln!(out, "{text}").expect("a string");
}

//! The columns of a table: how wide each is, and which have room.

use super::fit::{cut, pad, split, width};

/// One row, as visible text.
#[derive(Default)]
pub(super) struct Line {
    pub(super) mark: &'static str,
    pub(super) destination: String,
    pub(super) protocol: String,
    pub(super) remark: String,
    pub(super) figures: [String; 5],
}

const FIGURES: [&str; 5] = ["Flows", "Sent", "Received", "First seen", "Last seen"];

/// How many figures may be shown: first and last time come together or not at all.
const STEPS: [usize; 5] = [0, 1, 2, 3, 5];

/// Blanks between two columns.
const GAP: usize = 2;

/// Widest protocol column; longer ones end in an ellipsis.
const MAX_PROTOCOL: usize = 16;

/// Rows and the widths of their columns. A width of 0 is a column that is not there.
pub(super) struct Table {
    rows: Vec<Line>,
    headed: bool,
    screen: usize,
    mark: usize,
    destination: usize,
    protocol: usize,
    remark: usize,
    figures: Vec<usize>,
}

impl Table {
    /// A table under a head line.
    pub(super) fn endpoints(rows: Vec<Line>, screen: usize) -> Self {
        Self::plan(rows, screen, true)
    }

    /// Names and descriptions, without a head line.
    pub(super) fn names(rows: Vec<Line>, screen: usize) -> Self {
        Self::plan(rows, screen, false)
    }

    /// Gives each column what it needs as far as the screen goes: the protocol first, then the destination up to two
    /// fifths of the screen (a longer one has its own line and widens nothing), then figures one by one as long as the
    /// remark keeps a readable width.
    fn plan(rows: Vec<Line>, screen: usize, headed: bool) -> Self {
        let widest = |head: &str, text: fn(&Line) -> &str| {
            rows.iter().map(|row| width(text(row))).max().unwrap_or(0).max(if headed { head.len() } else { 0 })
        };
        let marked = rows.iter().any(|row| !row.mark.is_empty()) || !headed;
        let mark = if marked { 2 } else { 0 };
        let protocol = widest("Protocol", |row| &row.protocol).min(MAX_PROTOCOL);
        let wanted = widest("Description", |row| &row.remark);
        let free = screen.saturating_sub(mark + gapped(protocol) + GAP);
        let most = free.saturating_sub(wanted.min((screen / 5).max(14))).min((screen * 2 / 5).max(40));
        let fitting = rows.iter().map(|row| width(&row.destination)).filter(|&it| it <= most).max();
        let destination = fitting.unwrap_or(0).max(if headed { "Destination".len() } else { 0 });
        let free = free.saturating_sub(destination);
        let all: Vec<usize> =
            FIGURES.iter().enumerate().map(|(at, head)| figure_width(&rows, at).max(head.len())).collect();
        let readable = wanted.min((screen / 4).max(24));
        let taken = |n: usize| all.iter().take(n).map(|&it| gapped(it)).sum::<usize>();
        let shown = STEPS.into_iter().filter(|&n| headed && taken(n) + readable <= free).max().unwrap_or(0);
        let remark = wanted.min(free.saturating_sub(taken(shown)));
        let figures = all.into_iter().take(shown).collect();
        Self { rows, headed, screen, mark, destination, protocol, remark, figures }
    }

    /// The head line.
    pub(super) fn head(&self) -> Option<String> {
        let head = Line {
            destination: "Destination".to_owned(),
            protocol: "Protocol".to_owned(),
            remark: "Description".to_owned(),
            figures: FIGURES.map(str::to_owned),
            ..Line::default()
        };
        self.headed.then(|| self.row(&head).concat())
    }

    /// The rows, each on one line, or more if its destination is too long.
    pub(super) fn lines(&self) -> impl Iterator<Item = String> {
        self.rows.iter().flat_map(|row| self.row(row))
    }

    fn row(&self, row: &Line) -> Vec<String> {
        let mut lines = Vec::new();
        let mut start = pad(row.mark, self.mark);
        let mut destination = row.destination.as_str();
        if width(destination) > self.destination {
            while !destination.is_empty() {
                let (head, tail) = split(destination, self.screen.saturating_sub(self.mark));
                lines.push(format!("{start}{head}"));
                start = pad("", self.mark);
                destination = tail;
            }
        }
        let rest = self.behind(row);
        if lines.is_empty() || !rest.trim().is_empty() {
            lines.push(format!("{start}{}{rest}", pad(destination, self.destination)).trim_end().to_owned());
        }
        lines
    }

    /// Everything right of the destination.
    fn behind(&self, row: &Line) -> String {
        let gap = " ".repeat(GAP);
        let mut text = String::new();
        if self.protocol > 0 {
            text.push_str(&format!("{gap}{}", pad(&cut(&row.protocol, self.protocol), self.protocol)));
        }
        text.push_str(&format!("{gap}{}", pad(&cut(&row.remark, self.remark), self.remark)));
        for (figure, &columns) in row.figures.iter().zip(&self.figures) {
            text.push_str(&format!("{gap}{figure:>columns$}"));
        }
        text
    }
}

fn gapped(columns: usize) -> usize {
    if columns == 0 { 0 } else { columns + GAP }
}

fn figure_width(rows: &[Line], at: usize) -> usize {
    rows.iter().filter_map(|row| row.figures.get(at)).map(String::len).max().unwrap_or(0)
}

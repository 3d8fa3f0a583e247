//! Which cells of a line are which row: columns guessed where no header names them, several rows on one line, rows
//! beside their columns.

use super::columns::{MORE_CELLS, Role, hosts, is_host, is_protocol};

/// The columns of a table that has no header, by its rows: where hosts stand, where protocols stand, and the rest as in
/// the layouts of the published pages. `None` if no row has a host.
pub(super) fn guess(rows: &[Vec<String>]) -> Option<Vec<Role>> {
    // A line with two rows on it says where a row ends: before the next host, or behind it.
    let rows: Vec<Vec<String>> = rows.iter().flat_map(|row| loose_rows(row)).collect();
    let width = rows.iter().filter(|row| row.iter().any(|cell| is_host(cell))).map(Vec::len).max()?;
    let count =
        |is: fn(&str) -> bool, at: usize| rows.iter().filter(|row| row.get(at).is_some_and(|cell| is(cell))).count();
    let most = |is: fn(&str) -> bool, but: Option<usize>| {
        let places = (0..width).filter(|at| Some(*at) != but && count(is, *at) > 0);
        places.max_by_key(|at| (count(is, *at), usize::MAX - at))
    };
    let host = most(is_host, None)?;
    let empty = |at: usize| rows.iter().all(|row| row.get(at).is_none_or(String::is_empty));
    let unnamed = || (host >= 1 && empty(host - 1)).then(|| host - 1).or((width == 3 && empty(1)).then_some(1));
    let protocol = most(is_protocol, Some(host)).or_else(unnamed);
    let mut others: Vec<usize> = (0..width).filter(|at| *at != host && Some(*at) != protocol).collect();
    if host == 0 {
        others.sort_by_key(|at| empty(*at));
    }
    let is_process = |at: &usize| {
        let cells = rows.iter().filter_map(|row| row.get(*at)).filter(|cell| !cell.is_empty());
        *at < host && cells.clone().all(|cell| is_program(cell))
    };
    let mut columns = vec![Role::Other; width];
    let mut set = |at: usize, role: Role| columns.get_mut(at).into_iter().for_each(|column| *column = role);
    set(host, Role::Destination);
    protocol.into_iter().for_each(|at| set(at, Role::Protocol));
    match others.as_slice() {
        [one] if is_process(one) => set(*one, Role::Process),
        [area, description, ..] if *area < host => {
            set(*area, Role::Area);
            set(*description, Role::Description);
        }
        [one, ..] => set(*one, Role::Description),
        [] => {}
    }
    Some(columns)
}

/// True if every part of the cell is one word, as the names of processes are.
fn is_program(cell: &str) -> bool {
    let parts = cell.split(['<', ',', ';']).map(|part| part.split_once('>').map_or(part, |(_, rest)| rest).trim());
    parts.filter(|part| !part.is_empty()).all(|part| !part.contains(' '))
}

/// The rows of a line whose table is not known: one, or one for each host. Rows end with a host if the line does.
pub(super) fn loose_rows(cells: &[String]) -> Vec<Vec<String>> {
    let hosts = places(cells);
    let (Some(&first), Some(&last)) = (hosts.first(), hosts.last()) else { return vec![cells.to_vec()] };
    let is_last = first > 0 && cells.iter().skip(last + 1).all(String::is_empty);
    cut(cells, &hosts, first, if is_last { first + 1 } else { usize::MAX })
}

/// Where hosts stand by themselves.
fn places(cells: &[String]) -> Vec<usize> {
    (0..cells.len()).filter(|&at| cells.get(at).is_some_and(|cell| is_host(cell))).collect()
}

/// Where hosts stand on a line that is too long for one row: unfinished names too, if a protocol stands at their side.
fn sure_and_likely(cells: &[String], at: usize) -> Vec<usize> {
    let is_likely = |place: usize| {
        let beside = if at == 0 { place.checked_add(1) } else { place.checked_sub(1) };
        let has_protocol = beside.and_then(|beside| cells.get(beside)).is_some_and(|cell| is_protocol(cell));
        has_protocol && cells.get(place).is_some_and(|cell| !cell.contains(' ') && hosts(cell).len() == 1)
    };
    (0..cells.len()).filter(|&place| cells.get(place).is_some_and(|cell| is_host(cell)) || is_likely(place)).collect()
}

/// The rows on one line, one as a rule. `width` and `at`: the table's columns, and which of them holds hosts.
pub(super) fn split(cells: &[String], width: usize, at: usize) -> Vec<Vec<String>> {
    let hosts = if cells.len() > width { sure_and_likely(cells, at) } else { places(cells) };
    let behind = hosts.last().filter(|_| at + 1 == width && cells.len() > width).map_or(cells.len(), |last| last + 1);
    let (cells, rest) = cells.split_at_checked(behind).unwrap_or((cells, &[]));
    let mut rows =
        if cells.len() <= width || hosts.len() < 2 { vec![cells.to_vec()] } else { cut(cells, &hosts, at, width) };
    // What stands behind a destination that ends its row is another row, though it may have none. A single cell is none:
    // it stays where it is, behind the last column.
    let rest: Vec<String> = rest.iter().skip_while(|cell| cell.is_empty()).cloned().collect();
    match (rest.len(), rows.last_mut()) {
        (0, _) => {}
        (1, Some(row)) => {
            row.resize(row.len().max(width), String::new());
            row.extend(rest);
        }
        _ => rows.push(rest),
    }
    rows
}

/// Cuts between hosts: behind the cells that belong to the one, before those that belong to the next. The empty cell of a
/// doubled bar belongs to none.
fn cut(cells: &[String], hosts: &[usize], at: usize, width: usize) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let mut start = 0;
    for (number, &host) in hosts.iter().enumerate() {
        let behind = width.saturating_sub(at + 1);
        let end = hosts.get(number + 1).map_or(cells.len(), |&next| {
            let between = next - host - 1;
            let own = if between >= at { (between - at).max(behind.min(between)) } else { behind.min(between) };
            let own = if behind == 0 { 0 } else { own };
            host + 1 + own
        });
        let mut row = cells.get(start..end).unwrap_or_default().to_vec();
        let before = (host - start).saturating_sub(at);
        let empty = row.iter().take_while(|cell| cell.is_empty()).count();
        row.drain(..before.min(empty));
        row.splice(0..0, std::iter::repeat_n(String::new(), (at + start).saturating_sub(host)));
        while row.last().is_some_and(String::is_empty) {
            row.pop();
        }
        rows.push(row);
        start = end;
    }
    rows
}

/// Brings a row to the width of its table: its host under `at`. Gives a word on what was odd.
pub(super) fn align(cells: &[String], width: usize, at: usize) -> (Vec<String>, Option<&'static str>) {
    let mut cells = cells.to_vec();
    let mut odd = None;
    let is_placed = cells.len() == width || cells.get(at).is_some_and(|cell| is_host(cell));
    if let (false, [place]) = (is_placed, places(&cells).as_slice()) {
        odd = Some("a bar too many or too few: the row was moved to its columns");
        match place.checked_sub(at) {
            Some(surplus) if remove(&mut cells, *place, surplus) => {
                odd = Some("a cell too many before the destination: its content is ignored");
            }
            Some(_) => {}
            None => drop(cells.splice(0..0, std::iter::repeat_n(String::new(), at - place))),
        }
    }
    if cells.iter().skip(width).any(|cell| !cell.is_empty()) {
        odd = Some(MORE_CELLS);
    }
    cells.resize(width, String::new());
    (cells, odd)
}

/// Takes so many cells out of those before `place`: empty ones first. True if one of them was not empty.
fn remove(cells: &mut Vec<String>, place: usize, surplus: usize) -> bool {
    let mut lost = false;
    for left in (place - surplus..place).rev() {
        let empty = cells.iter().take(left + 1).position(String::is_empty);
        lost |= empty.is_none();
        cells.remove(empty.unwrap_or(0));
    }
    lost
}

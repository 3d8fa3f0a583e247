//! A pattern's host cut into pieces: fixed text, stars, placeholders; and whether a name or another pattern fits.

use super::domain;

/// One piece of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// Fixed text in lower case.
    Text(Box<str>),
    /// A star inside a label: any run of characters, dots too, also none.
    Run,
    /// A star that is a whole label: one label or more.
    Labels,
    /// `#`: a number from 0 to 50.
    Number,
    /// `##` and longer: exactly so many digits.
    Digits(usize),
    /// `<tenant>`: one label, or a part of one: letters, digits, hyphen, underscore; at least one character.
    Word,
    /// `[country]`: a suffix of the public suffix list's ICANN part, such as `de` or `co.uk`.
    Country,
}

/// Cuts a host, already in lower case, into pieces.
pub(crate) fn cut(host: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut text = String::new();
    let mut rest = host;
    while let Some(c) = rest.chars().next() {
        let (piece, used) = match c {
            '*' => (star(&text, &pieces, rest), rest.len() - rest.trim_start_matches('*').len()),
            '#' => digits(rest),
            '<' | '[' | '{' => placeholder(rest),
            _ => {
                text.push(c);
                rest = rest.get(c.len_utf8()..).unwrap_or_default();
                continue;
            }
        };
        if !text.is_empty() {
            pieces.push(Piece::Text(std::mem::take(&mut text).into()));
        }
        pieces.push(piece);
        rest = rest.get(used..).unwrap_or_default();
    }
    if !text.is_empty() {
        pieces.push(Piece::Text(text.into()));
    }
    pieces
}

fn star(text: &str, pieces: &[Piece], rest: &str) -> Piece {
    let after = rest.trim_start_matches('*');
    let opens = text.ends_with('.') || (text.is_empty() && pieces.is_empty());
    let closes = after.is_empty() || after.starts_with('.');
    if opens && closes { Piece::Labels } else { Piece::Run }
}

fn digits(rest: &str) -> (Piece, usize) {
    match rest.len() - rest.trim_start_matches('#').len() {
        1 => (Piece::Number, 1),
        many => (Piece::Digits(many), many),
    }
}

/// Words in brackets that stand for a country's or a generic top level.
const COUNTRY_WORDS: &[&str] = &["country", "cctld", "tld", "country-code", "country code", "countrycode"];

fn placeholder(rest: &str) -> (Piece, usize) {
    let close = rest.find(['>', ']', '}']).unwrap_or(rest.len().saturating_sub(1));
    let word = rest.get(1..close).unwrap_or_default();
    let piece = if COUNTRY_WORDS.contains(&word) { Piece::Country } else { Piece::Word };
    (piece, close + 1)
}

/// The longest text that a country placeholder stands for, in bytes: no ICANN suffix of the list is longer than 63.
const COUNTRY_BYTES: usize = 63;

/// True if the whole name fits the pieces.
pub(crate) fn fits(pieces: &[Piece], name: &str) -> bool {
    if let Some(Piece::Text(last)) = pieces.last()
        && !name.ends_with(&**last)
    {
        return false;
    }
    if pieces.iter().all(|p| matches!(p, Piece::Text(_) | Piece::Run | Piece::Labels)) {
        return fits_stars(pieces, name);
    }
    let mut reach = vec![false; name.len() + 1];
    reach[0] = true;
    for piece in pieces {
        reach = step(piece, name, &reach);
    }
    reach.last().copied().unwrap_or(false)
}

/// The common case, stars only: each text at its first place behind a star is enough, the last one at the end.
fn fits_stars(pieces: &[Piece], name: &str) -> bool {
    let mut rest = name;
    let mut star: Option<usize> = None;
    for (at, piece) in pieces.iter().enumerate() {
        let Piece::Text(text) = piece else {
            star = Some(star.unwrap_or(0).max(usize::from(*piece == Piece::Labels)));
            continue;
        };
        let is_last = at + 1 == pieces.len();
        let found = match star.take() {
            None => rest.starts_with(&**text).then_some(0),
            Some(min) if is_last => {
                rest.len().checked_sub(text.len()).filter(|end| *end >= min && rest.ends_with(&**text))
            }
            Some(min) => rest.get(min..).and_then(|r| r.find(&**text)).map(|found| found + min),
        };
        let Some(after) = found.and_then(|found| rest.get(found + text.len()..)) else { return false };
        rest = after;
    }
    star.map_or(rest.is_empty(), |min| rest.len() >= min)
}

/// The places in the name that can be reached through one more piece.
fn step(piece: &Piece, name: &str, from: &[bool]) -> Vec<bool> {
    let mut to = vec![false; from.len()];
    let starts = (0..from.len()).filter(|&at| from.get(at) == Some(&true));
    for at in starts {
        let rest = name.get(at..).unwrap_or_default();
        let ends: Box<dyn Iterator<Item = usize>> = match piece {
            Piece::Text(text) => Box::new(rest.starts_with(&**text).then_some(text.len()).into_iter()),
            Piece::Run => Box::new(0..=rest.len()),
            Piece::Labels => Box::new(1..=rest.len()),
            Piece::Number => Box::new((1..=2).filter(|&n| number(rest.get(..n)))),
            Piece::Digits(n) => {
                let all = rest.get(..*n).is_some_and(|t| t.bytes().all(|b| b.is_ascii_digit()));
                Box::new(all.then_some(*n).into_iter())
            }
            Piece::Word => Box::new(1..=rest.bytes().take_while(|&b| is_word(b)).count()),
            Piece::Country => Box::new((1..=COUNTRY_BYTES.min(rest.len())).filter(|&n| country(rest.get(..n)))),
        };
        for end in ends {
            if let Some(place) = to.get_mut(at + end) {
                *place = true;
            }
        }
        // What a later start of a star reaches, the first one reaches too.
        if matches!(piece, Piece::Run | Piece::Labels) {
            break;
        }
    }
    to
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'
}

fn number(text: Option<&str>) -> bool {
    text.is_some_and(|t| (t == "0" || !t.starts_with('0')) && t.parse::<u8>().is_ok_and(|n| n <= 50))
}

fn country(text: Option<&str>) -> bool {
    text.is_some_and(domain::is_registry_suffix)
}

/// A pattern as the other side of a cover question: what it may contain, in order.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Symbol {
    Byte(u8),
    /// Anything; `true` if at least one character.
    Any(bool),
    Number,
    Digit,
    Word,
    Country,
}

fn symbols(pieces: &[Piece]) -> Vec<Symbol> {
    let mut out = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Text(text) => out.extend(text.bytes().map(Symbol::Byte)),
            Piece::Run => out.push(Symbol::Any(false)),
            Piece::Labels => out.push(Symbol::Any(true)),
            Piece::Number => out.push(Symbol::Number),
            Piece::Digits(n) => out.extend(std::iter::repeat_n(Symbol::Digit, *n)),
            Piece::Word => out.push(Symbol::Word),
            Piece::Country => out.push(Symbol::Country),
        }
    }
    out
}

/// True if every name that fits `inner` fits `outer`. It answers no where it cannot tell; yes is always true.
pub(crate) fn covers(outer: &[Piece], inner: &[Piece]) -> bool {
    let inner = symbols(inner);
    let mut reach = vec![false; inner.len() + 1];
    reach[0] = true;
    for piece in outer {
        let mut to = vec![false; reach.len()];
        for at in (0..reach.len()).filter(|&at| reach.get(at) == Some(&true)) {
            for end in cover_ends(piece, inner.get(at..).unwrap_or_default()) {
                if let Some(place) = to.get_mut(at + end) {
                    *place = true;
                }
            }
        }
        reach = to;
    }
    reach.last().copied().unwrap_or(false)
}

/// How many symbols one piece can take from the front, every possibility.
fn cover_ends(piece: &Piece, rest: &[Symbol]) -> Vec<usize> {
    let full = |s: &Symbol| !matches!(s, Symbol::Any(false));
    match piece {
        Piece::Text(text) => {
            let same =
                text.len() <= rest.len() && text.bytes().map(Symbol::Byte).eq(rest.iter().copied().take(text.len()));
            same.then_some(text.len()).into_iter().collect()
        }
        Piece::Run => (0..=rest.len()).collect(),
        Piece::Labels => (1..=rest.len()).filter(|&n| rest.iter().take(n).any(full)).collect(),
        Piece::Number => {
            let one = rest.first().is_some_and(|s| *s == Symbol::Number || digit_symbol(s));
            one.then_some(1).into_iter().collect()
        }
        Piece::Digits(n) => {
            let all = rest.len() >= *n && rest.iter().take(*n).all(digit_symbol);
            all.then_some(*n).into_iter().collect()
        }
        Piece::Word => {
            let word = |s: &&Symbol| match s {
                Symbol::Byte(b) => is_word(*b),
                Symbol::Number | Symbol::Digit | Symbol::Word => true,
                _ => false,
            };
            (1..=rest.iter().take_while(word).count()).collect()
        }
        Piece::Country => rest.first().filter(|s| **s == Symbol::Country).map(|_| 1).into_iter().collect(),
    }
}

fn digit_symbol(symbol: &Symbol) -> bool {
    match symbol {
        Symbol::Byte(b) => b.is_ascii_digit(),
        Symbol::Digit => true,
        _ => false,
    }
}

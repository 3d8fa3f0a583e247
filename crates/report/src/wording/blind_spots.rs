//! How far the names can be relied on, in sentences.

use super::{bytes, counted};
use crate::{BlindSpot, BlindSpots};

/// How much has no good name; absent if all has one.
pub(crate) fn blind_head(it: &BlindSpots) -> Option<String> {
    let flows: u64 = it.reasons.iter().map(|spot| spot.flows).sum();
    let volume: u64 = it.reasons.iter().map(|spot| spot.bytes).sum();
    let share = share(flows, it.flows);
    let volume = format!("{} ({})", bytes(volume), self::share(volume, it.bytes));
    let have = if flows == 1 { "has" } else { "have" };
    (flows > 0).then(|| {
        format!(
            "Blind spots: {} of {} ({share}) with {volume} {have} no name, or a weak one.",
            super::count(flows),
            counted(it.flows, "flow")
        )
    })
}

/// `seen from the middle: 2 flows (17 %), 1.1 MB (34 %), 1 without any name. What would help: start ...`
pub(crate) fn blind_spot(spot: &BlindSpot, it: &BlindSpots) -> String {
    let flows = format!("{} ({})", counted(spot.flows, "flow"), share(spot.flows, it.flows));
    let volume = format!("{} ({})", bytes(spot.bytes), share(spot.bytes, it.bytes));
    let unnamed = match spot.unnamed {
        0 => String::new(),
        n if n == spot.flows => ", no name at all".to_owned(),
        n => format!(", {} without any name", super::count(n)),
    };
    let help = if spot.help.is_empty() { String::new() } else { format!(" What would help: {}.", spot.help) };
    format!("{}: {flows}, {volume}{unnamed}.{help}", spot.reason)
}

/// How often the machine asked for a name that DNS did not give for the address; absent if never.
pub(crate) fn disagreements(it: &BlindSpots) -> Option<String> {
    let flows = counted(it.disagreements, "flow");
    (it.disagreements > 0).then(|| {
        format!("In {flows} the machine asked for a name, and DNS had given it the address under others only.")
    })
}

/// Whole percents; what is there is never 0, and what is not all never 100.
fn share(part: u64, whole: u64) -> String {
    match (u128::from(part) * 200 + u128::from(whole)).checked_div(u128::from(whole) * 2) {
        None | Some(0) if part == 0 => "0 %".to_owned(),
        None | Some(0) => "below 1 %".to_owned(),
        Some(100) if part < whole => "above 99 %".to_owned(),
        Some(percent) => format!("{percent} %"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_nothing_or_all_only_if_it_is() {
        for (part, whole, text) in [
            (0, 0, "0 %"),
            (0, 5, "0 %"),
            (1, 1000, "below 1 %"),
            (1, 200, "1 %"),
            (1, 2, "50 %"),
            (999, 1000, "above 99 %"),
            (5, 5, "100 %"),
            (u64::MAX, u64::MAX, "100 %"),
        ] {
            assert_eq!(share(part, whole), text, "{part} of {whole}");
        }
    }

    #[test]
    fn nothing_is_said_where_every_name_is_good() {
        let it = BlindSpots { flows: 3, bytes: 10, ..BlindSpots::default() };
        assert_eq!((blind_head(&it), disagreements(&it)), (None, None));
    }
}

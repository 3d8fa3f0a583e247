//! A limit, written down where it is enforced and listed in `docs/caps.md`.

/// A limit on what is kept, with everything a reader needs to judge it.
///
/// When it is hit, the ledger counts it under `name`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cap {
    /// The token in the ledger, such as `dns-answers-per-address`.
    pub name: &'static str,
    /// What `default` counts, such as `bytes`.
    pub unit: &'static str,
    /// The value in force.
    pub default: u64,
    /// Why this value.
    pub reason: &'static str,
    /// What happens to the input that goes past it.
    pub outcome: &'static str,
}

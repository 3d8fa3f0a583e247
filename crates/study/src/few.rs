//! A bounded set of names.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::limits::FEW;

/// The names that sort first, as many as the cap allows, and whether there were more. Merging is union.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Few {
    names: BTreeSet<String>,
    #[serde(default, skip_serializing_if = "is_false")]
    more: bool,
}

impl Few {
    /// The set of these names.
    pub fn new(names: impl IntoIterator<Item = String>) -> Self {
        let mut few = Self::default();
        names.into_iter().for_each(|name| few.add(name));
        few
    }

    /// Adds a name.
    pub fn add(&mut self, name: String) {
        self.names.insert(name);
        self.bound();
    }

    /// Adds the names of another set.
    pub fn merge(&mut self, other: &Self) {
        self.names.extend(other.names.iter().cloned());
        self.more |= other.more;
        self.bound();
    }

    /// Notes that names were left out before they came here.
    pub fn mark(&mut self) {
        self.more = true;
    }

    /// The names kept, in order.
    #[must_use]
    pub fn names(&self) -> &BTreeSet<String> {
        &self.names
    }

    /// Whether names were left out.
    #[must_use]
    pub fn has_more(&self) -> bool {
        self.more
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.names.is_empty() && !self.more
    }

    /// Leaves out what is beyond the cap.
    pub(crate) fn bound(&mut self) {
        while self.names.len() as u64 > FEW.default {
            self.names.pop_last();
            self.more = true;
        }
    }
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde fixes the signature")]
fn is_false(flag: &bool) -> bool {
    !flag
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn few(numbers: &BTreeSet<u8>) -> Few {
        Few::new(numbers.iter().map(|number| format!("{number:03}")))
    }

    proptest! {
        #[test]
        fn the_order_of_merging_does_not_matter(a: BTreeSet<u8>, b: BTreeSet<u8>, c: BTreeSet<u8>) {
            let merged = |x: &Few, y: &Few| { let mut sum = x.clone(); sum.merge(y); sum };
            let (x, y, z) = (few(&a), few(&b), few(&c));
            prop_assert_eq!(merged(&merged(&x, &y), &z), merged(&x, &merged(&y, &z)));
            prop_assert_eq!(merged(&x, &y), merged(&y, &x));
            prop_assert_eq!(merged(&x, &x), x.clone());
            prop_assert_eq!(merged(&x, &Few::default()), x);
            let all: BTreeSet<u8> = a.union(&b).copied().collect();
            prop_assert_eq!(merged(&few(&a), &few(&b)), few(&all));
        }
    }
}

//! Flows that a cut of the capture tore apart, joined again.

use crate::flow::{Flow, Segment};

impl<T> Flow<T> {
    /// Joins a flow of a later piece of capture, if it is this one's continuation.
    ///
    /// The counts add up; the segments kept at the edge of the later piece are read again with `read`, which sees the
    /// flow as it stood at the end of this piece; `absorb` takes over what later findings are independent of order.
    ///
    /// # Errors
    /// The later flow, given back, if it is a flow of its own.
    pub fn join(
        &mut self,
        mut later: Self,
        mut read: impl FnMut(&mut Self, &Segment<'_>),
        absorb: impl FnOnce(&mut T, T),
    ) -> Result<(), Box<Self>> {
        if !self.continues(later.clock[0], later.opened_by) {
            let syn = later.opened_by.map(|(side, _)| side);
            self.make_kin(&mut later, syn);
            return Err(Box::new(later));
        }
        for segment in later.edge.take().unwrap_or_default() {
            read(self, &segment);
        }
        self.add_counts(&later);
        self.client_by_content = self.client_by_content.or(later.client_by_content);
        absorb(&mut self.facts, later.facts);
        Ok(())
    }
}

//! Dissection to flow: who talked to whom, how much.

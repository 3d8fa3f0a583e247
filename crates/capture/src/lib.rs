//! Files and standard input to frames: what was recorded, and when.

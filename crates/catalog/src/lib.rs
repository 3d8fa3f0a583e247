//! Lists to patterns, endpoint to row: what is it for, is it listed.

//! Development only: tidy, man pages, completions, cases, benches.

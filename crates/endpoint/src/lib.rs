//! Named flow to endpoint: which public destinations.

//! Payloads and flows to claims and named flows: under which name, and how do we know.

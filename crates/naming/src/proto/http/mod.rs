//! HTTP in the clear: the host that a request names.

mod h2;
mod hpack;
mod huffman;
mod request;
mod response;

pub use h2::{Http2Request, http2_request};
pub use request::{Host, RequestHead, Target, looks_like_request, request_head, request_head_cut};
pub use response::{ResponseHead, response_head};

use idlewire_evidence::Cap;

/// Longest head of a request or response, and longest opening of an HTTP/2 connection.
pub const MAX_HEAD: Cap = Cap {
    name: "http-head-bytes",
    unit: "bytes",
    default: 32 * 1024,
    reason: "servers refuse heads above 8 to 16 KiB",
    outcome: "the request is not read; the flow counts as one that states no name",
};

/// Most header fields of one head.
pub const MAX_HEADERS: Cap = Cap {
    name: "http-headers",
    unit: "fields",
    default: 128,
    reason: "servers refuse heads of more than 100 fields",
    outcome: "the request is not read; the flow counts as one that states no name",
};

/// Largest dynamic table of HPACK.
pub const MAX_HEADER_TABLE: Cap = Cap {
    name: "hpack-table-bytes",
    unit: "bytes",
    default: 4096,
    reason: "the size that holds until the peer's settings arrive (RFC 9113 section 6.5.2)",
    outcome: "a header block that asks for more is not read; the flow counts as one that states no name",
};

//! Development only: tidy, what is generated, the laws of the fuzz targets, the score.

pub mod bench;
pub mod captures;
pub mod fidelity;
pub mod generated;
pub mod laws;
pub mod memory;
pub mod score;
pub mod tidy;
pub mod workspace;

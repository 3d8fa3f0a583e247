//! The stages composed on one machine. A newcomer starts here.

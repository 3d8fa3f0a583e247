//! The command line of idlewire.

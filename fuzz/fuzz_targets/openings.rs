#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| idlewire_xtask::laws::check("openings", bytes));

//! The rules of the house hold.

use idlewire_xtask::{tidy, workspace::Workspace};

#[test]
fn the_house_is_tidy() {
    let complaints = tidy::complaints(&Workspace::read().unwrap());
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
}

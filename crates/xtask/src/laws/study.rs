//! The law of summaries, which may come from anybody.

use idlewire_catalog::{Catalog, Catalogs};
use idlewire_report::{Screen, StudyFormat};
use idlewire_study::{Plan, Study, Summary};
use std::sync::LazyLock;

/// Read once: they are the same in every execution.
static CATALOGS: LazyLock<Vec<Catalog>> = LazyLock::new(|| Catalogs::shipped().as_slice().to_vec());

/// What is read, is written so that it reads the same; merged with itself it stays as it is; and every form of its page can be
/// written.
pub(super) fn summary(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Ok(summary) = Summary::read(text) else { return };
    let written = summary.write();
    let again = Summary::read(&written).unwrap_or_else(|error| panic!("what was written is refused: {error}"));
    assert_eq!(again, summary, "what was written reads otherwise");
    let mut twice = again;
    twice.merge(summary.clone());
    assert_eq!(twice.write(), written, "merging with itself changes something");
    paged(&summary);
}

fn paged(summary: &Summary) {
    let plan = Plan { title: "any".to_owned(), catalogs: CATALOGS.clone(), fold: true, ..Plan::default() };
    let study = Study::new(&plan, summary);
    for form in StudyFormat::ALL {
        let mut page = Vec::new();
        form.write(&study, Screen { width: 80, colour: false }, &mut page).expect("memory takes all");
        let page = String::from_utf8(page).expect("every form is UTF-8");
        assert!(!page.contains('\u{1b}'), "{}: an escape went through", form.token());
    }
}

use super::*;
use crate::{Seen, Windows};
use idlewire_catalog::Catalogs;
use idlewire_catalog::{Destination, Dialect, Entry};
use proptest::prelude::*;

const BEGIN: u32 = 2_652_912;

fn seen(name: &str, protocol: &str) -> Seen {
    let windows = Windows::new((0..7).map(|day| BEGIN + day * 144)).unwrap();
    Seen { destination: name.to_owned(), protocol: protocol.to_owned(), flows: 7, windows, ..Seen::default() }
}

fn run(edition: &str, replicate: u32, endpoints: Vec<Seen>) -> Summary {
    let subject = Subject { edition: Some(edition.to_owned()), ..Subject::default() };
    let run = Run { subject, replicate: Some(replicate), endpoints, ..Run::default() };
    Summary::of(RunId::of([&*format!("{edition} {replicate}")], ""), run)
}

fn together(summaries: impl IntoIterator<Item = Summary>) -> Summary {
    summaries.into_iter().fold(Summary::default(), |mut sum, one| {
        sum.merge(one);
        sum
    })
}

fn plan(editions: &[&str]) -> Plan {
    let subject = |edition: &&str| (Subject { edition: Some((*edition).to_owned()), ..Subject::default() }, Vec::new());
    Plan { subjects: editions.iter().map(subject).collect(), fold: true, ..Plan::default() }
}

/// A name that the row of a published list stands for, and that no other row lists better.
fn witness(entry: &Entry) -> String {
    let host = entry.pattern.replacen("*.", "x.", 1).replacen('*', "", 1);
    if host.contains('.') { host } else { format!("{host}.akamaized.net") }
}

/// Every row of the published tables comes back, once, in its place; without its witness it alone is gone.
#[test]
fn published_tables_come_back_from_their_witnesses() {
    let shipped = Catalogs::shipped();
    for (catalog, rows) in shipped.as_slice().iter().zip([43, 54, 46]) {
        let clear = |entry: &Entry| seen(&witness(entry), if entry.protocols.0 == ["HTTP"] { "HTTP" } else { "HTTPS" });
        let plan = Plan { catalogs: vec![catalog.clone()], ..plan(&["Home"]) };
        let all: Vec<Seen> = catalog.endpoints.iter().map(clear).collect();
        let shown = |endpoints: Vec<Seen>| -> Vec<String> {
            let study = Study::new(&plan, &run("Home", 1, endpoints));
            study.tables[0].rows.iter().map(|row| row.destination.clone()).collect()
        };
        let published: Vec<String> = catalog.endpoints.iter().map(|entry| entry.destination.clone()).collect();
        assert_eq!(shown(all.clone()), published, "{}", catalog.id);
        assert_eq!(published.len(), rows);
        for place in 0..rows {
            let (mut fewer, mut left) = (all.clone(), published.clone());
            fewer.remove(place);
            left.remove(place);
            assert_eq!(shown(fewer), left);
        }
    }
}

/// Without a word from the user a table is described by the list of its own edition.
#[test]
fn the_list_of_the_edition_comes_first() {
    let shipped = Catalogs::shipped();
    let pro = shipped.by_id("windows-10-2004-pro").unwrap();
    let all: Vec<Seen> = pro.endpoints.iter().map(|entry| seen(&witness(entry), "HTTPS")).collect();
    let plan = Plan { catalogs: shipped.as_slice().to_vec(), fold: true, ..Plan::default() };
    let study = Study::new(&plan, &run("pro", 1, all));
    let shown: Vec<&String> = study.tables[0].rows.iter().map(|row| &row.destination).collect();
    assert_eq!(shown, pro.endpoints.iter().map(|entry| &entry.destination).collect::<Vec<_>>());
}

#[test]
fn the_protocol_is_measured_whatever_the_catalog_says() {
    let shipped = Catalogs::shipped();
    let plan = Plan { catalogs: shipped.as_slice().to_vec(), ..plan(&["Home"]) };
    // Published as TLSv1.2.
    let study = Study::new(&plan, &run("Home", 1, vec![seen("arc.msn.com", "HTTP"), seen("z.example.org", "HTTPS")]));
    let rows = &study.tables[0].rows;
    assert_eq!((rows[0].destination.as_str(), rows[0].protocol.as_str()), ("arc.msn.com", "HTTP"));
    assert!(rows[0].description.is_some() && rows[0].listed.is_some());
    assert_eq!((rows[1].destination.as_str(), &rows[1].description), ("z.example.org", &None));
}

fn list(id: &str, rows: &[(&str, &str)]) -> Catalog {
    let entry = |(pattern, words): &(&str, &str)| Entry {
        description: (*words).to_owned(),
        ..Entry::new(&Destination::read(pattern), Dialect::Subdomains).unwrap()
    };
    Catalog {
        id: id.to_owned(),
        title: id.to_owned(),
        endpoints: rows.iter().map(entry).collect(),
        ..Catalog::default()
    }
}

#[test]
fn names_fold_and_baselines_are_left_out_and_notes_describe() {
    let plan = Plan {
        catalogs: vec![list("own", &[("*.b.example.com", "beacons"), ("a.example.com", "")])],
        baseline: vec![list("base", &[("*.example.net", "")])],
        notes: Some(list("notes", &[("a.example.com", "ours"), ("x.b.example.com", "not asked")])),
        ..plan(&["Home"])
    };
    let names = ["y.b.example.com", "x.b.example.com", "a.example.com", "b.example.com", "n.example.net", "192.0.2.1"];
    let summary = run("Home", 1, names.map(|name| seen(name, "HTTPS")).to_vec());
    let study = Study::new(&plan, &summary);
    let table = &study.tables[0];
    let rows: Vec<_> =
        table.rows.iter().map(|row| (row.destination.as_str(), row.description.as_deref(), row.flows)).collect();
    let expected = [
        ("*.b.example.com", Some("beacons"), 14),
        ("a.example.com", Some("ours"), 7),
        ("192.0.2.1", None, 7),
        ("b.example.com", None, 7),
    ];
    assert_eq!(rows, expected);
    assert_eq!((table.left_out[0].pattern.as_str(), table.left_out[0].names.len()), ("*.example.net", 1));
    let unfolded = Study::new(&Plan { fold: false, ..plan }, &summary);
    assert_eq!(unfolded.tables[0].rows.len(), 5);
}

#[test]
fn replicates_give_counts_chance_and_a_forecast() {
    let runs = (1..=3).flat_map(|n| {
        let home = vec![seen("a.example.com", "HTTPS"), seen("b.example.com", "HTTPS")];
        let pro = vec![seen("a.example.com", "HTTPS")];
        [run("Home", n, home), run("Pro", n, pro)]
    });
    let study = Study::new(&plan(&["Pro", "Home"]), &together(runs));
    let headings: Vec<String> = study.tables.iter().map(|table| table.subject.heading()).collect();
    assert_eq!(headings, ["Pro", "Home"]);
    assert_eq!((study.tables[1].rows[1].seen_in, study.tables[1].rows[1].of), (3, 3));
    assert_eq!(study.across[0].differences, []);
    assert_eq!(study.across[1].seen, [(0, 3), (3, 3)]);
    // Three of three against none of three: 0.1 by Fisher's test, so three runs cannot prove it.
    assert!((study.across[1].differences[0].by_chance - 0.1).abs() < 1e-12);
    assert_eq!(study.tables[0].replicates.map(|it| (it.runs, it.bound.observed)), Some((3, 1)));
    assert!(study.tables[0].runs[0].completeness.is_some());
}

#[test]
fn runs_that_the_plan_does_not_name_follow_in_order() {
    let study =
        Study::new(&plan(&["Pro"]), &together([run("B", 1, vec![]), run("A", 1, vec![]), run("Pro", 1, vec![])]));
    let headings: Vec<String> = study.tables.iter().map(|table| table.subject.heading()).collect();
    assert_eq!(headings, ["Pro", "A", "B"]);
    assert!(study.tables[0].runs[0].completeness.is_none(), "a run without times has no estimate");
}

proptest! {
    #[test]
    fn the_order_of_merging_does_not_show(names in proptest::collection::vec((0_u8..3, 1_u32..4, 0_u8..6), 1..12)) {
        let one = |(edition, replicate, name): &(u8, u32, u8)| {
            run(&format!("e{edition}"), *replicate, vec![seen(&format!("h{name}.example.com"), "HTTPS")])
        };
        let (forth, back) = (together(names.iter().map(one)), together(names.iter().rev().map(one)));
        let text = |summary: &Summary| serde_json::to_string(&Study::new(&plan(&["e1"]), summary)).unwrap();
        prop_assert_eq!(text(&forth), text(&back));
        prop_assert_eq!(text(&Summary::read(&forth.write()).unwrap()), text(&forth));
    }
}

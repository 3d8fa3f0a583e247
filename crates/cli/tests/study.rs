//! Studies from captures to the page: the published tables come back from machines that reach what they list.

mod run;

use idlewire_catalog::{Catalog, Catalogs, Entry, ProtocolChange, Protocols, import};
use idlewire_evidence::Timestamp;
use idlewire_fixtures::{Witness, idle_week};
use run::Folder;

const EDITIONS: [(&str, &str, usize); 3] = [
    ("Home", "windows-10-2004-home", 43),
    ("Pro", "windows-10-2004-pro", 54),
    ("Education", "windows-10-2004-education", 46),
];

const TITLE: &str = "title = \"Connection endpoints of Windows 10, version 2004\"\n";

/// The tables in the order of the published page.
const SUBJECTS: &str = "
[[subject]]
edition = \"Home\"
[[subject]]
edition = \"Pro\"
[[subject]]
edition = \"Education\"
";

fn catalog(id: &str) -> Catalog {
    Catalogs::shipped().by_id(id).unwrap().clone()
}

/// A name that the row stands for and that no other row lists better, reached in the row's class.
fn witness(entry: &Entry) -> Witness {
    let host = entry.pattern.replacen("*.", "x.", 1).replacen('*', "", 1);
    let name = if host.contains('.') { host } else { format!("{host}.akamaized.net") };
    Witness { name, clear: entry.protocols.0 == ["HTTP"] }
}

fn witnesses(id: &str) -> Vec<Witness> {
    catalog(id).endpoints.iter().map(witness).collect()
}

fn start() -> Timestamp {
    "2020-06-09T00:00:00Z".parse().unwrap()
}

/// One edition, recorded so often: every name comes in the first run; each of the others misses a few.
fn record(folder: &Folder, edition: &str, id: &str, runs: u32) {
    let all = witnesses(id);
    for run in 1..=runs {
        let seen: Vec<Witness> =
            (1..).zip(&all).filter(|(place, _)| run == 1 || place % 11 != run).map(|(_, one)| one.clone()).collect();
        let capture = format!("captures/{edition}-{run}.pcapng.zst");
        folder.write(&capture, &idle_week(u64::from(run) * 1000 + all.len() as u64, start(), &seen));
        let (name, replicate) = (format!("{}-{run}", edition.to_lowercase()), run.to_string());
        let stated = ["--account", "local", "--domain", "none", "--settings", "default", "--idle", "nobody used it"];
        let subject = ["--system", "Windows 10", "--version", "2004", "--edition", edition, "--replicate", &replicate];
        folder.out(&[&["study", "add", "study", &capture, "--run", &name, "--quiet"], &subject[..], &stated].concat());
    }
}

/// The rows of the page's table for an edition.
fn rows(page: &str, edition: &str) -> Vec<(String, Protocols)> {
    let import = import("page.md", page).unwrap();
    assert!(import.warnings.is_empty() && import.refused.is_empty(), "{:?} {:?}", import.warnings, import.refused);
    let table = import
        .catalogs
        .iter()
        .find(|catalog| catalog.edition == edition)
        .unwrap_or_else(|| panic!("no table for {edition}"));
    table.endpoints.iter().map(|entry| (entry.destination.clone(), entry.protocols.clone())).collect()
}

/// The page in two: the section on method and conditions, and the rest.
fn split(page: &str) -> (String, String) {
    let (before, rest) = page.split_once("## Method and conditions\n").unwrap();
    let (method, after) = rest.split_once("\n## ").unwrap();
    (method.to_owned(), format!("{before}{after}"))
}

#[test]
fn the_published_tables_come_back_from_what_they_list() {
    let folder = Folder::new();
    folder.write("study/study.toml", format!("{TITLE}{SUBJECTS}").as_bytes());
    for (edition, id, _) in EDITIONS {
        record(&folder, edition, id, 3);
    }
    let page = folder.out(&["study", "report", "study"]);
    for (edition, id, count) in EDITIONS {
        let (shown, published) = (rows(&page, edition), catalog(id));
        assert_eq!(shown.len(), count);
        for ((destination, protocols), entry) in shown.iter().zip(&published.endpoints) {
            assert_eq!(*destination, entry.destination, "{id}: order");
            assert_ne!(protocols.change(&entry.protocols), ProtocolChange::Class, "{id}: {destination}");
        }
        assert!(page.contains(&format!("{count} rows, all of them listed, in 3 runs")), "{edition}");
    }
    the_method_is_true(&page);
    a_changed_condition_changes_the_method_alone(&folder, &page);
    summaries_stand_for_captures(&folder, &page);
}

/// Every sentence about the nine runs, by someone who knows how they were made.
fn the_method_is_true(page: &str) {
    let (method, _) = split(page);
    for said in [
        "Settings: default.",
        "Account: local.",
        "Domain or directory: none.",
        "Use meanwhile: nobody used it.",
        "Build: not stated.",
        "Location: not stated.",
        "Recorded at: not stated.",
        "Period: 9 runs between 2020-06-09 00:00 and 2020-06-15 23:59 UTC, 6 d 23 h each.",
        "public addresses: IPv4 alone, therefore nothing over IPv6 is reported.",
        "nothing at all was recorded: none.",
        "The clock of the recorder went back: never.",
        "Encrypted DNS, which hides names: none was recognised.",
    ] {
        assert!(method.contains(said), "the method lacks {said:?}:\n{method}");
    }
}

fn a_changed_condition_changes_the_method_alone(folder: &Folder, page: &str) {
    assert_eq!(folder.out(&["study", "report", "study"]), *page, "two runs of the same study");
    let path = folder.path().join("study/home-2/run.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replace("account = \"local\"", "account = \"work\"")).unwrap();
    let changed = folder.out(&["study", "report", "study"]);
    let ((method, rest), (new_method, new_rest)) = (split(page), split(&changed));
    assert_eq!(rest, new_rest);
    let differing: Vec<(&str, &str)> = method.lines().zip(new_method.lines()).filter(|(a, b)| a != b).collect();
    assert_eq!(
        differing,
        [("6. Account: local.", "6. Account: local (Home 1, Home 3, Pro and Education); work (Home 2).")]
            .map(|(a, b)| (a, b)),
        "{new_method}"
    );
    std::fs::write(&path, text).unwrap();
}

/// Captures may go once there are summaries; merged, in any grouping, they give the same page.
fn summaries_stand_for_captures(folder: &Folder, page: &str) {
    std::fs::remove_dir_all(folder.path().join("captures")).unwrap();
    assert_eq!(folder.out(&["study", "report", "study"]), *page);
    folder.out(&["study", "merge", "study/home-1", "study/pro-2/summary.json", "-o", "some.json"]);
    let whole = folder.out(&["study", "merge", "study"]);
    folder.write("whole.json", whole.as_bytes());
    assert_eq!(folder.out(&["study", "merge", "some.json", "study", "some.json"]), whole);
    folder.write("merged/study.toml", format!("{TITLE}runs = [\"../whole.json\"]\n{SUBJECTS}").as_bytes());
    assert_eq!(folder.out(&["study", "report", "merged"]), *page);
    let json = folder.out(&["study", "report", "whole.json", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["schema"], "idlewire/study/1");
    assert_eq!(json["tables"].as_array().unwrap().len(), 3);
}

#[test]
fn without_its_witness_a_row_is_gone_and_clear_http_is_called_so() {
    let folder = Folder::new();
    let all = witnesses("windows-10-2004-home");
    let table = |name: &str, witnesses: &[Witness]| {
        let capture = format!("{name}.pcapng.zst");
        folder.write(&capture, &idle_week(7, start(), witnesses));
        folder.out(&["study", "init", name]);
        folder.out(&["study", "add", name, &capture, "--run", "one", "--edition", "Home", "--quiet"]);
        rows(&folder.out(&["study", "report", name]), "Home")
    };
    let whole = table("whole", &all);
    for place in [0, 8, 21, 42] {
        let (mut fewer, mut left) = (all.clone(), whole.clone());
        fewer.remove(place);
        left.remove(place);
        let names = |rows: &[(String, Protocols)]| rows.iter().map(|row| row.0.clone()).collect::<Vec<_>>();
        assert_eq!(names(&table(&format!("without-{place}"), &fewer)), names(&left));
    }
    // Published as TLSv1.2.
    let mut clear = all;
    let place = clear.iter().position(|one| one.name == "arc.msn.com").unwrap();
    clear[place].clear = true;
    assert_eq!(table("clear", &clear)[place], ("arc.msn.com".to_owned(), Protocols(vec!["HTTP".to_owned()])));
}

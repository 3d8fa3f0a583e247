//! Studies from captures to the page: the published tables come back from machines that reach what they list.

mod run;

use idlewire_catalog::{Catalog, Catalogs, Entry, ProtocolChange, Protocols, import};
use idlewire_evidence::Timestamp;
use idlewire_fixtures::{Frame, Machine, Scene, TlsVersion, Witness, idle_week, write};
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

/// A capture of an hour in which a machine reaches a name every ten minutes, with what else happens, in the order that `order` makes.
fn hour(more: impl Fn(&mut Scene, &Machine), order: impl Fn(&mut Vec<Frame>)) -> Vec<u8> {
    let mut scene = Scene::new(5);
    let machine = scene.machine(&["192.168.1.2".parse().unwrap()], "DESKTOP-HOUR");
    for at in 0..6 {
        reach(&mut scene, &machine, "www.example.com", at * 600);
    }
    more(&mut scene, &machine);
    let mut frames = scene.frames();
    order(&mut frames);
    write::pcapng(&frames, scene.link_type())
}

fn reach(scene: &mut Scene, machine: &Machine, name: &str, seconds: i64) {
    let at = start().plus_nanos(seconds * 1_000_000_000);
    scene.tls(machine, "20.0.1.1:443".parse().unwrap(), Some(name), TlsVersion::V12, &["h2"], at);
}

/// The section on what the page cannot know.
fn blind_spots(page: &str) -> &str {
    page.split_once("## Blind spots\n").unwrap().1
}

#[test]
fn what_went_wrong_in_a_run_is_said_of_that_run() {
    let folder = Folder::new();
    let nothing = |_: &mut Scene, _: &Machine| ();
    let set_back = |frames: &mut Vec<Frame>| {
        let late = frames.iter_mut().filter(|frame| frame.time > start().plus_nanos(1_500_000_000_000));
        late.for_each(|frame| frame.time = frame.time.plus_nanos(-1_200_000_000_000));
    };
    folder.out(&["study", "init", "study"]);
    for (name, capture) in [
        ("Calm", hour(nothing, |_| ())),
        ("Clock", hour(nothing, set_back)),
        ("Resolver", hour(|scene, machine| reach(scene, machine, "dns.google", 700), |_| ())),
        ("Silent", hour(|scene, machine| reach(scene, machine, "www.example.com", 3_000 + 7_500), |_| ())),
    ] {
        let file = format!("{name}.pcapng");
        folder.write(&file, &capture);
        folder.out(&["study", "add", "study", &file, "--run", name, "--edition", name, "--quiet"]);
    }
    let page = folder.out(&["study", "report", "study"]);
    let (method, _) = split(&page);
    for said in [
        "nothing at all was recorded: 1, the longest 2 h 4 min from 2020-06-09 00:50 (Silent); none (Calm, Clock and Resolver).",
        "The clock of the recorder went back: 1 time (Clock); never (Calm, Resolver and Silent).",
        "Encrypted DNS, which hides names: DoH to dns.google (Resolver); none was recognised (Calm, Clock and Silent).",
    ] {
        assert!(method.contains(said), "the method lacks {said:?}:\n{method}");
    }
    let spots = [
        "In 1 run the clock of the recorder went back",
        "In 1 run DNS was encrypted",
        "In 1 run nothing at all was recorded for more than an hour",
    ];
    for said in spots {
        assert!(blind_spots(&page).contains(said), "the blind spots lack {said:?}:\n{page}");
    }
    // A study of the calm run alone has nothing of the kind to say.
    let calm = folder.out(&["study", "report", "study/Calm"]);
    assert!(!spots.iter().any(|said| blind_spots(&calm).contains(said)), "{calm}");
    assert!(calm.contains("The clock of the recorder went back: never.") && calm.contains("recorded: none."), "{calm}");
}

#[test]
fn every_form_is_the_same_each_time_and_a_condition_is_no_part_of_the_tables() {
    let folder = Folder::new();
    folder.write("a.pcapng.zst", &idle_week(7, start(), &witnesses("windows-10-2004-home")));
    folder.out(&["study", "init", "study"]);
    folder.out(&["study", "add", "study", "a.pcapng.zst", "--run", "one", "--edition", "Home", "--quiet"]);
    let forms = ["markdown", "html", "json", "terminal"];
    let page = |form: &str| folder.out(&["study", "report", "study", "--fresh", "--quiet", "--format", form]);
    let pages = forms.map(page);
    assert_eq!(forms.map(page), pages);
    let path = folder.path().join("study/one/run.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replace("[declared]", "[declared]\nlocation = \"a room without windows\"")).unwrap();
    for (form, (before, after)) in forms.into_iter().zip(pages.into_iter().zip(forms.map(page))) {
        let (before, after): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
        let mut changed = after.iter().filter(|line| !before.contains(line));
        // In JSON the object that was empty has a line of its own now.
        assert!(
            changed.all(|line| line.contains("a room without windows") || line.contains("\"declared\"")),
            "{form}: {after:?}"
        );
        assert!(after.iter().any(|line| line.contains("a room without windows")), "{form}");
    }
}

/// What is seen in summaries can be held against lists, captures and other summaries; what takes captures alone says so.
#[test]
fn summaries_are_compared_and_are_no_captures() {
    let folder = Folder::new();
    let all = witnesses("windows-10-2004-home");
    for (seed, name, edition, left_out) in [(7, "one", "Home", 0), (8, "two", "Home", 2), (9, "three", "Pro", 2)] {
        let capture = format!("{name}.pcapng.zst");
        folder.write(&capture, &idle_week(seed, start(), &all[left_out..]));
        if name == "one" {
            folder.out(&["study", "init", "study"]);
        }
        folder.out(&["study", "add", "study", &capture, "--run", name, "--edition", edition, "--quiet"]);
    }
    let compare = |a: &str, b: &str| folder.run(&["compare", a, b, "--exit-code", "--quiet"]);
    let same = compare("study/one/summary.json", "one.pcapng.zst");
    assert_eq!(same.status, 0, "{same:?}");
    assert!(same.out.contains("identical, row for row (43 rows)"), "{same:?}");
    let fewer = compare("study/two/summary.json", "study/one/summary.json");
    assert!(fewer.status == 1 && fewer.out.contains("Home: +0 / -2 (41 rows in A, 43 in B)"), "{fewer:?}");
    folder.out(&["study", "merge", "study", "-o", "merged.json"]);
    for merged in ["merged.json", "study"] {
        let picked = compare(&format!("{merged}#Pro"), "three.pcapng.zst");
        assert!(picked.status == 0 && picked.out.contains("+0 / -0 (41 rows in A, 41 in B)"), "{picked:?}");
        let covered = compare(&format!("{merged}#Home"), "windows-10-2004-home");
        assert!(
            covered.status == 0 && covered.out.contains("43 listed and seen, 0 listed and not seen"),
            "{covered:?}"
        );
    }
    for path in ["merged.json", "study", "study/one/summary.json", "study/study.toml"] {
        for command in ["report", "flows"] {
            let refused = folder.run(&[command, path]);
            let said = format!("`idlewire study report {path}` makes its page");
            assert!(refused.status == 3 && refused.out.is_empty() && refused.err.contains(&said), "{refused:?}");
        }
    }
}

/// What is wrong with a study is said with the file, the line and what to do; nothing is counted or left out without a word.
#[test]
fn a_study_says_what_is_wrong_with_it() {
    let folder = Folder::new();
    let at = |path: &str| folder.path().join(path);
    for (seed, name) in [(7, "one"), (8, "two")] {
        folder.write(&format!("{name}.pcapng.zst"), &idle_week(seed, start(), &witnesses("windows-10-2004-home")[..5]));
    }
    folder.out(&["study", "init", "study"]);
    let add = |capture: &str, name: &str| {
        folder.run(&["study", "add", "study", capture, "--run", name, "--account", "local"])
    };
    assert_eq!((add("one.pcapng.zst", "one").status, add("two.pcapng.zst", "two").status), (0, 0));
    let twice = add("one.pcapng.zst", "other");
    assert!(twice.status == 2 && twice.err.contains("these captures are the run study/one already"), "{twice:?}");
    assert!(!at("study/other").exists(), "no half a run stays behind");
    assert_eq!(add("two.pcapng.zst", "one").status, 4, "a run that is there is not written over");

    let study = std::fs::read_to_string(at("study/study.toml")).unwrap();
    let line = study.lines().count() + 1;
    folder.write("study/study.toml", format!("{study}runs = [\"one\", \"tow\"]\n").as_bytes());
    let lost = folder.run(&["study", "report", "study"]);
    let said = format!("study/study.toml, line {line}: the run \"tow\" is not there; correct its path");
    assert!(lost.status == 3 && lost.err.contains(&said) && lost.out.contains("# Public endpoints"), "{lost:?}");
    folder.write("study/study.toml", study.as_bytes());

    let run = std::fs::read_to_string(at("study/one/run.toml")).unwrap();
    folder.write("study/copy/run.toml", run.as_bytes());
    let copied = folder.run(&["study", "report", "study"]);
    let said = "study/one and study/copy hold the same captures and count as one run";
    assert!(copied.status == 0 && copied.err.contains(said), "{copied:?}");
    std::fs::remove_dir_all(at("study/copy")).unwrap();

    // What was edited since the summary was written belongs to what is merged.
    folder.write("study/one/run.toml", run.replace("local", "guest").as_bytes());
    folder.out(&["study", "merge", "study", "-o", "merged.json"]);
    let of_study = folder.out(&["study", "report", "study", "--title", "t"]);
    assert!(of_study.contains("guest") && of_study == folder.out(&["study", "report", "merged.json", "--title", "t"]));

    for name in ["one", "two"] {
        std::fs::remove_file(at(&format!("{name}.pcapng.zst"))).unwrap();
    }
    let gone = folder.run(&["report", "study/one"]);
    assert!(gone.status == 3 && gone.err.contains("`idlewire study report study/one` makes a page"), "{gone:?}");
}

//! What the commands about lists answer. The pages are written for these tests in the style of published ones.

mod run;

use run::{Done, Folder, input};
use serde_json::Value;

const OLD: &str = "\
# Windows 10, version 2004, connection endpoints for non-Enterprise editions

## Windows 10 Family

| **Destination** | **Protocol** | **Description** |
| --- | --- | --- |
|*a.example.com|HTTP|First
|b.example.com|HTTPS|Second
|*.c.example.com|TLSv1.2|Third

## Windows 10 Pro

| **Destination** | **Protocol** | **Description** |
| --- | --- | --- |
|b.example.com|HTTPS|Second
|gone.example.com|HTTP|Fourth
";

const NEW: &str = "\
# Windows 10, version 20H2, connection endpoints for non-Enterprise editions

## Windows 10 Home

|Area|Description|Protocol|Destination|
|---|---|---|---|
|Apps|First|HTTP|a.example.com|
||Second|TLSv1.2|b.example.com|
|||TLSv1.2|\\*.c.example.com|
|Edge|||[Learn how to turn off traffic.](x.md#y)|

## Windows 10 Pro

|Area|Description|Protocol|Destination|
|---|---|---|---|
|Apps|Second|HTTPS|b.example.com|
";

/// A folder with the pages and the example capture.
fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("old.md", OLD.as_bytes());
    folder.write("new.md", NEW.as_bytes());
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/idle-hour.pcapng.zst");
    folder.write("idle.pcapng.zst", &std::fs::read(example).unwrap());
    folder
}

/// Runs, and checks the status, what output holds, and what standard error holds.
fn check(folder: &Folder, args: &[&str], status: i32, output: &[&str], error: &[&str]) -> Done {
    let done = folder.run(args);
    assert_eq!(done.status, status, "{args:?}\n{}\n{}", done.out, done.err);
    for words in output {
        assert!(done.out.contains(words), "{args:?}: {words:?} is not in\n{}", done.out);
    }
    for words in error {
        assert!(done.err.contains(words), "{args:?}: {words:?} is not in\n{}", done.err);
    }
    done
}

fn json(done: &Done) -> Value {
    serde_json::from_str(&done.out).unwrap_or_else(|error| panic!("{error}:\n{}", done.out))
}

#[test]
fn a_page_is_imported_in_every_form_and_read_back() {
    let folder = folder();
    let refused = ["new.md:10: refused: the destination is text or a link"];
    let done = check(&folder, &["catalog", "import", "new.md", "--format", "json"], 0, &[], &refused);
    let catalogs = json(&done);
    assert_eq!(catalogs["schema"], "idlewire/catalog/1");
    assert_eq!(catalogs["catalogs"][0]["id"], "windows-10-20h2-home");
    assert_eq!(catalogs["catalogs"][0]["endpoints"][2]["destination"], "*.c.example.com");
    check(&folder, &["catalog", "import", "new.md", "--strict"], 1, &["[[catalog]]"], &refused);
    check(&folder, &["catalog", "import", "new.md", "--id", "mine", "-o", "mine.toml"], 0, &[], &[]);
    check(&folder, &["catalog", "list", "mine.toml"], 0, &["mine-home", "mine-pro"], &[]);
    check(&folder, &["compare", "mine.toml", "new.md"], 0, &["Home: identical, row for row (3 rows)"], &[]);
    let csv = "destination,protocol,description\nb.example.com,HTTPS,Second\n";
    assert_eq!(folder.out(&["catalog", "show", "new.md#Pro", "--format", "csv"]), csv);
    check(&folder, &["catalog", "show", "new.md#Education"], 3, &[], &["there is windows-10-20h2-home"]);
}

#[test]
fn a_pattern_answers_what_it_does_with_a_name() {
    for (args, answer) in [
        (["*.x.example.com", "x.example.com", "subdomains"], "apex"),
        (["*.x.example.com", "a.x.example.com", "subdomains"], "glob"),
        ([".x.example.com", "x.example.com", "host-only"], "exact"),
        (["x.example.com", "y.example.com", "subdomains"], "none"),
    ] {
        let [pattern, name, dialect] = args;
        let out = Folder::new().out(&["catalog", "match", pattern, name, "--dialect", dialect, "--format", "json"]);
        assert_eq!(out, format!("{{\"match\":\"{answer}\"}}\n"));
    }
    check(&Folder::new(), &["catalog", "match", "", "x"], 2, &[], &["is no pattern"]);
}

#[test]
fn two_pages_are_compared_edition_by_edition() {
    let folder = folder();
    let home = "Home: +0 / -0, 1 respelled (3 rows in A, 3 in B)";
    let words = [
        home,
        "A: new.md\nB: old.md\nadded (+): in A, not in B; removed (-): in B, not in A;",
        "    respelled, narrowed       A: a.example.com\n                              B: *a.example.com\n",
        "Pro: +0 / -1",
        "  - removed                   gone.example.com",
    ];
    check(&folder, &["compare", "new.md", "old.md"], 0, &words, &[]);
    check(&folder, &["compare", "new.md", "old.md", "--exit-code"], 1, &["--protocol-notation shows them"], &[]);
    check(
        &folder,
        &["compare", "new.md", "old.md", "--protocol-notation"],
        0,
        &["    A: TLSv1.2\n    B: HTTPS\n"],
        &[],
    );
    check(
        &folder,
        &["compare", "old.md", "new.md", "--format", "markdown"],
        0,
        &["| added | gone.example.com |  |", "Added (+): in A, not in B"],
        &[],
    );
    check(&folder, &["compare", "old.md#Pro", "new.md#Pro", "--format", "json"], 0, &["idlewire/compare/1"], &[]);
    check(&folder, &["compare", "old.md", "old.md", "--exit-code"], 0, &["Pro: identical, row for row (2 rows)"], &[]);
}

#[test]
fn a_capture_is_held_against_a_list() {
    let folder = folder();
    let words = ["cdn.example.net", "4 seen and not listed", "16 listed and not seen"];
    check(&folder, &["compare", "idle.pcapng.zst", "windows-10-2004-home"], 0, &words, &[]);
    folder.write("report.json", folder.out(&["report", "idle.pcapng.zst", "--format", "json"]).as_bytes());
    check(&folder, &["compare", "report.json", "idle.pcapng.zst", "--exit-code"], 0, &["identical, row for row"], &[]);
    let seen = ["never-seen: www.office.com"];
    check(&folder, &["catalog", "lint", "windows-10-2004-home", "--seen", "report.json"], 1, &seen, &[]);
    check(&folder, &["catalog", "lint", "new.md#Pro", "--format", "json"], 0, &["\"findings\": []"], &[]);
}

#[test]
fn the_gate_opens_once_the_accepted_rows_are_listed() {
    let folder = folder();
    let gate = ["check", "idle.pcapng.zst", "--against", "windows-10-2004-home"];
    let words = ["unlisted  time.windows.com", "nearest is maps.windows.com", "4 of 29 endpoints are not listed"];
    check(&folder, &[&gate[..], &["--accept", "review.toml"]].concat(), 1, &words, &[]);
    let accepted = folder.out(&["catalog", "show", "review.toml", "--format", "toml"]);
    check(&folder, &[&gate[..], &["--accept", "review.toml"]].concat(), 1, &words, &[]);
    assert_eq!(folder.out(&["catalog", "show", "review.toml", "--format", "toml"]), accepted, "nothing twice");
    check(&folder, &[&gate[..], &["review.toml"]].concat(), 0, &["All 29 endpoints are listed"], &[]);
    let sarif = json(&check(&folder, &[&gate[..], &["--format", "sarif"]].concat(), 1, &[], &[]));
    assert_eq!(sarif["version"], "2.1.0");
    assert_eq!(sarif["runs"][0]["results"].as_array().map(Vec::len), Some(4));
    assert_eq!(json(&check(&folder, &[&gate[..], &["--format", "json"]].concat(), 1, &[], &[]))["listed"], 25);
}

/// A glob over several owners lets a machine pass, and every form says so.
#[test]
fn what_only_a_wide_pattern_lists_passes_with_a_note() {
    let folder = folder();
    folder.write("wide.csv", b"destination,protocol\n*.*,HTTPS\n8.8.8.0/24,\n");
    let gate = ["check", "idle.pcapng.zst", "--against", "wide.csv"];
    let check_as = |form| {
        check(&folder, &[&gate[..], &["--format", form]].concat(), 0, &[], &["listed only by the wide pattern *.*"])
    };
    let verdict = json(&check_as("json"));
    let wide = verdict["wide"].as_array().unwrap();
    assert_eq!((verdict["unlisted"].as_array().map(Vec::len), wide.is_empty()), (Some(0), false));
    assert_eq!(wide[0]["by"]["destination"], "*.*");
    let sarif = json(&check_as("sarif"));
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.len(), wide.len());
    assert!(results.iter().all(|result| result["level"] == "note" && result["ruleId"] == "widely-listed-endpoint"));
    assert_eq!(results[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "wide.csv");
}

/// A list without a row must not pass for a list that was read.
#[test]
fn a_list_without_a_row_is_told() {
    let folder = folder();
    folder.write("text.md", b"# Endpoints\n\nNothing here yet.\n");
    folder.write("remark.csv", b"destination,protocol,description\nnot a host,HTTPS,remark\n");
    folder.write("none.toml", b"id = \"none\"\ntitle = \"None\"\n");
    for (list, said) in [
        ("text.md", "text.md lists no endpoint: no table and no line in it names a destination"),
        ("remark.csv", "remark.csv lists no endpoint: line 2: the destination is text, no host"),
    ] {
        check(&folder, &["check", "idle.pcapng.zst", "--against", list], 3, &[], &[said]);
        check(&folder, &["catalog", "lint", list], 3, &[], &[said]);
        check(&folder, &["catalog", "import", list], 1, &[], &["lists no endpoint"]);
    }
    let empty = ["none.toml lists no endpoint"];
    check(&folder, &["check", "idle.pcapng.zst", "--against", "none.toml"], 1, &[], &empty);
    check(&folder, &["catalog", "lint", "none.toml"], 0, &[], &empty);
}

#[test]
fn two_systems_of_one_page_are_two_tables() {
    let folder = Folder::new();
    let table = |host: &str| format!("| Destination | Protocol |\n|---|---|\n| {host} | HTTPS |\n\n");
    let page =
        |second: &str| format!("## Windows 10 Pro\n\n{}## Windows 11 Pro\n\n{}", table("a.example.com"), table(second));
    folder.write("one.md", page("b.example.com").as_bytes());
    folder.write("two.md", page("c.example.com").as_bytes());
    check(&folder, &["compare", "one.md", "one.md", "--exit-code"], 0, &[], &[]);
    check(&folder, &["compare", "one.md", "two.md", "--exit-code"], 1, &["b.example.com", "c.example.com"], &[]);
    check(&folder, &["catalog", "import", "one.md", "--id", "mine"], 0, &["\"mine-pro-1\"", "\"mine-pro-2\""], &[]);
}

#[test]
fn folded_rows_say_what_they_stand_for() {
    let folder = folder();
    let words = ["*dl.delivery.mp.microsoft.com: seen as 7.tlu.dl.delivery.mp.microsoft.com."];
    check(&folder, &["report", "idle.pcapng.zst", "--wildcards", "catalog", "--format", "csv"], 0, &words, &[]);
    let sum = |how: &str| {
        let report =
            json(&check(&folder, &["report", "idle.pcapng.zst", "--wildcards", how, "--format", "json"], 0, &[], &[]));
        let rows = report["subjects"][0]["endpoints"].as_array().unwrap().clone();
        rows.iter().map(|row| row["bytes_out"].as_u64().unwrap()).sum::<u64>()
    };
    assert_eq!([sum("catalog"), sum("auto")], [sum("off"), sum("off")]);
}

/// Names from a hostile capture reach no reader as anything but text: no control character, no mark that turns the
/// reading order, on standard output or standard error.
#[test]
fn hostile_names_stay_text_in_what_is_said_about_lists() {
    let folder = folder();
    let scene = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/cases/hostile/names/scene.toml");
    let scene = input::scene(std::path::Path::new(scene));
    folder.write("hostile.pcapng", &input::capture(&scene, "hostile.pcapng", None));
    let report = json(&check(&folder, &["report", "hostile.pcapng", "--format", "json"], 0, &[], &[]));
    let rows = report["subjects"][0]["endpoints"].as_array().unwrap().clone();
    let names: Vec<&str> = rows.iter().map(|row| row["destination"].as_str().unwrap()).collect();
    assert!(
        names.iter().any(|name| name.starts_with("=cmd")) && names.iter().any(|name| name.contains('\\')),
        "{names:?}"
    );
    let page = "# \u{202e}Windows 10, version 2004\n| Destination | Protocol | Description |\n|---|---|---|\n\
        | a.example.com | HT\u{1b}[31mTP | =cmd \u{202e}\u{9b}1m \u{200b}\u{7f} |\n| \u{1b}]0;t\u{7} | HTTP | x |\n\
        | a.example.com | HTTP | \u{2066}other |\n";
    folder.write("evil.md", page.as_bytes());
    let against = |form| ["check", "hostile.pcapng", "--against", "old.md", "--coverage", "--format", form];
    let compared = |form| ["compare", "hostile.pcapng", "old.md", "--format", form, "--quiet", "--description"];
    let mut said: Vec<Done> = ["text", "json", "sarif"].iter().map(|form| folder.run(&against(form))).collect();
    said.extend(["terminal", "markdown", "json"].iter().map(|form| folder.run(&compared(form))));
    for form in ["text", "toml", "json", "csv"] {
        said.push(folder.run(&["catalog", "import", "evil.md", "--format", form]));
        said.push(folder.run(&["catalog", "show", "evil.md", "--format", form]));
    }
    said.extend(["text", "json"].iter().map(|form| folder.run(&["catalog", "lint", "evil.md", "--format", form])));
    said.extend(["terminal", "markdown", "json"].iter().map(|form| {
        folder.run(&["compare", "evil.md", "old.md#Home", "--format", form, "--description", "--protocol-class"])
    }));
    said.push(folder.run(&["catalog", "list", "evil.md"]));
    for name in names.iter() {
        said.extend(
            ["text", "json"].iter().map(|form| folder.run(&["explain", "hostile.pcapng", name, "--format", form])),
        );
    }
    let is_dangerous = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
    };
    for done in &said {
        assert!(!done.out.is_empty() && done.status < 2, "{done:?}");
        assert!(!done.out.chars().chain(done.err.chars()).any(is_dangerous), "{done:?}");
    }
    let unlisted = json(&said[1])["unlisted"].as_array().unwrap().clone();
    let told: Vec<&str> = unlisted.iter().map(|it| it["endpoint"]["destination"].as_str().unwrap()).collect();
    assert_eq!(told, names, "JSON gives back the names themselves");
    assert_eq!(json(&said[2])["runs"][0]["results"].as_array().map(Vec::len), Some(names.len()));
}

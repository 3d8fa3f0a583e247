//! What `--redact` leaves out is in no form of any command.

mod run;

use idlewire_fixtures::idle_hour;
use run::Folder;

/// What tells whose machine it is: addresses, hardware address, host name, and the folder in which the capture lay.
const SECRETS: [&str; 6] =
    ["192.168.1.2", "2a02:810a:8400::2", "02:00:00:00:10:01", "020000001001", "DESKTOP-HOME-1", "jane-doe"];

const COMMANDS: [&[&str]; 18] = [
    &["report"],
    &["report", "--per-machine"],
    &["report", "--format", "markdown"],
    &["report", "--format", "html"],
    &["report", "--format", "json"],
    &["report", "--format", "csv"],
    &["flows"],
    &["flows", "--format", "csv"],
    &["explain", "v10.events.data.microsoft.com"],
    &["explain", "v10.events.data.microsoft.com", "--format", "json"],
    &["check", "--against", "windows-10-2004-home"],
    &["check", "--against", "windows-10-2004-home", "--format", "json"],
    &["check", "--against", "windows-10-2004-home", "--format", "sarif"],
    &["study", "report"],
    &["study", "report", "--format", "terminal"],
    &["study", "report", "--format", "html"],
    &["study", "report", "--format", "json"],
    &["study", "report", "--wildcards", "off"],
];

fn secrets_in(text: &str) -> Vec<&'static str> {
    let lower = text.to_lowercase();
    SECRETS.into_iter().filter(|secret| lower.contains(&secret.to_lowercase())).collect()
}

#[test]
fn no_form_of_any_command_tells_whose_machine_it_is() {
    let folder = Folder::new();
    let capture = "jane-doe/idle.pcapng.zst";
    folder.write(capture, &idle_hour().0);
    for command in COMMANDS {
        // A command that takes a destination takes the captures before it.
        let at = 1 + usize::from(command[0] == "study");
        let args = [&command[..at], &[capture], &command[at..], &["--redact", "--quiet"]].concat();
        let done = folder.run(&args);
        assert!(matches!(done.status, 0 | 1), "{args:?}: {}", done.err);
        assert!(done.out.contains("example.com") || done.out.contains("v10.events"), "{args:?} says too little");
        assert_eq!(secrets_in(&done.out), [""; 0], "{args:?}:\n{}", done.out);
    }
    let told = folder.run(&["report", capture, "--format", "json"]).out;
    assert!(secrets_in(&told).len() >= 4, "the secrets are not those of the capture");
}

#[test]
fn a_summary_holds_no_address_unless_it_was_asked_for() {
    let folder = Folder::new();
    folder.write("jane-doe/idle.pcapng.zst", &idle_hour().0);
    let add = ["jane-doe/idle.pcapng.zst", "--quiet", "--machine", "192.168.1.2", "--run"];
    for (study, run) in [("s", &["one"][..]), ("t", &["two", "--keep-machine"])] {
        folder.out(&["study", "init", study]);
        folder.out(&[&["study", "add", study], &add[..], run].concat());
    }
    let summary = |run: &str| std::fs::read_to_string(folder.path().join(format!("{run}/summary.json"))).unwrap();
    assert_eq!(secrets_in(&summary("s/one")), ["jane-doe"], "only the path that run.toml names");
    assert!(secrets_in(&summary("t/two")).contains(&"192.168.1.2"));
    for run in ["s/one", "t/two"] {
        assert_eq!(secrets_in(&folder.out(&["study", "merge", run, "--redact"])), [""; 0], "{run}");
    }
}

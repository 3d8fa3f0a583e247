# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_idlewire_global_optspecs
    string join \n h/help V/version
end

function __fish_idlewire_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_idlewire_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_idlewire_using_subcommand
    set -l cmd (__fish_idlewire_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c idlewire -n "__fish_idlewire_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idlewire -n "__fish_idlewire_needs_command" -s V -l version -d 'Print version'
complete -c idlewire -n "__fish_idlewire_needs_command" -f -a "report" -d 'List the public endpoints that a machine reached'
complete -c idlewire -n "__fish_idlewire_needs_command" -f -a "flows" -d 'List every flow with its names'
complete -c idlewire -n "__fish_idlewire_needs_command" -f -a "explain" -d 'Show the proof of one destination: its flows, every claim, and the bytes that make it'
complete -c idlewire -n "__fish_idlewire_needs_command" -f -a "compare" -d 'Say what differs between two lists, reports or captures'
complete -c idlewire -n "__fish_idlewire_needs_command" -f -a "check" -d 'End with status 1 if a machine reached what no list lists'
complete -c idlewire -n "__fish_idlewire_needs_command" -f -a "catalog" -d 'Read, show, match and lint the published lists that describe endpoints'
complete -c idlewire -n "__fish_idlewire_needs_command" -f -a "study" -d 'Make the published page from several runs: a table for each edition, method and conditions, and whether it was long enough'
complete -c idlewire -n "__fish_idlewire_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c idlewire -n "__fish_idlewire_using_subcommand report" -l from -d 'Leave out frames before this time, such as 2020-06-09T12:00:00Z; what they tell still names what comes later' -r
complete -c idlewire -n "__fish_idlewire_using_subcommand report" -l until -d 'Leave out frames from this time on' -r
complete -c idlewire -n "__fish_idlewire_using_subcommand report" -l skip -d 'Leave out the first part of the recording, such as 30m: the set-up; what it tells still names what comes later' -r
complete -c idlewire -n "__fish_idlewire_using_subcommand report" -l threads -d 'Read on so many threads: 1 does one thing after the other, 2 or more let the stages run beside each other; the result is the same [default: as many as the machine has]' -r
complete -c idlewire -n "__fish_idlewire_using_subcommand report" -l catalog -d 'Describe by this list: the id of one that ships, a catalog, or a published page; may be repeated, the first one\'s words count' -r -F
complete -c idlewire -n "__fish_idlewire_using_subcommand report" -l machine -d 'The machine under test, by address, network or hardware address; what else is seen to be an address of the same machine, such as an IPv6 one, counts too; may be repeated [default: the private side]' -r
complete -c idlewire -n "__fish_idlewire_using_subcommand report" -l subject -d 'The heading, such as "Windows 10 Home" [default: the machine\'s host name, else its address]' -r
complete -c idlewire -n "__fish_idlewire_using_subcommand report" -l format -d 'Form of the report' -r -f -a "terminal\t''
markdown\t''
html\t''
json\t''
csv\t''"
complete -c idlewire -n "__fish_idlewire_using_subcommand report" -l sort -d 'Order of the rows' -r -f -a "talkative\t''
alphabetical\t''"
complete -c idlewire -n "__fish_idlewire_using_subcommand report" -l wildcards -d 'Fold rows into wildcards: under the catalog row that lists them, or by what their names have in common' -r -f -a "off\t''
catalog\t''
auto\t''"
complete -c idlewire -n "__fish_idlewire_using_subcommand report" -l asn -d 'Say who owns bare addresses, from this table: start,end,asn,owner as CSV or TSV, or a MaxMind ASN database' -r -F
complete -c idlewire -n "__fish_idlewire_using_subcommand report" -s o -l output -d 'Write to this file instead of standard output' -r -F
complete -c idlewire -n "__fish_idlewire_using_subcommand report" -l strict -d 'End with status 1 if any frame was not understood'
complete -c idlewire -n "__fish_idlewire_using_subcommand report" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c idlewire -n "__fish_idlewire_using_subcommand report" -l per-machine -d 'Make one table for each machine'
complete -c idlewire -n "__fish_idlewire_using_subcommand report" -l redact -d 'Leave out addresses, hardware addresses and host names of the machines, and folders of captures'
complete -c idlewire -n "__fish_idlewire_using_subcommand report" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idlewire -n "__fish_idlewire_using_subcommand flows" -l from -d 'Leave out frames before this time, such as 2020-06-09T12:00:00Z; what they tell still names what comes later' -r
complete -c idlewire -n "__fish_idlewire_using_subcommand flows" -l until -d 'Leave out frames from this time on' -r
complete -c idlewire -n "__fish_idlewire_using_subcommand flows" -l skip -d 'Leave out the first part of the recording, such as 30m: the set-up; what it tells still names what comes later' -r
complete -c idlewire -n "__fish_idlewire_using_subcommand flows" -l threads -d 'Read on so many threads: 1 does one thing after the other, 2 or more let the stages run beside each other; the result is the same [default: as many as the machine has]' -r
complete -c idlewire -n "__fish_idlewire_using_subcommand flows" -l format -d 'Form of the list' -r -f -a "jsonl\t''
csv\t''"
complete -c idlewire -n "__fish_idlewire_using_subcommand flows" -s o -l output -d 'Write to this file instead of standard output' -r -F
complete -c idlewire -n "__fish_idlewire_using_subcommand flows" -l strict -d 'End with status 1 if any frame was not understood'
complete -c idlewire -n "__fish_idlewire_using_subcommand flows" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c idlewire -n "__fish_idlewire_using_subcommand flows" -l redact -d 'Leave out addresses, hardware addresses and host names of the machines, and folders of captures'
complete -c idlewire -n "__fish_idlewire_using_subcommand flows" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idlewire -n "__fish_idlewire_using_subcommand explain" -l from -d 'Leave out frames before this time, such as 2020-06-09T12:00:00Z; what they tell still names what comes later' -r
complete -c idlewire -n "__fish_idlewire_using_subcommand explain" -l until -d 'Leave out frames from this time on' -r
complete -c idlewire -n "__fish_idlewire_using_subcommand explain" -l skip -d 'Leave out the first part of the recording, such as 30m: the set-up; what it tells still names what comes later' -r
complete -c idlewire -n "__fish_idlewire_using_subcommand explain" -l threads -d 'Read on so many threads: 1 does one thing after the other, 2 or more let the stages run beside each other; the result is the same [default: as many as the machine has]' -r
complete -c idlewire -n "__fish_idlewire_using_subcommand explain" -l catalog -d 'Describe by this list: the id of one that ships, a catalog, or a published page; may be repeated, the first one\'s words count' -r -F
complete -c idlewire -n "__fish_idlewire_using_subcommand explain" -l machine -d 'The machine under test, by address, network or hardware address; what else is seen to be an address of the same machine, such as an IPv6 one, counts too; may be repeated [default: the private side]' -r
complete -c idlewire -n "__fish_idlewire_using_subcommand explain" -l subject -d 'The heading, such as "Windows 10 Home" [default: the machine\'s host name, else its address]' -r
complete -c idlewire -n "__fish_idlewire_using_subcommand explain" -l format -d 'Form of the explanation' -r -f -a "text\t''
json\t''"
complete -c idlewire -n "__fish_idlewire_using_subcommand explain" -s o -l output -d 'Write to this file instead of standard output' -r -F
complete -c idlewire -n "__fish_idlewire_using_subcommand explain" -l strict -d 'End with status 1 if any frame was not understood'
complete -c idlewire -n "__fish_idlewire_using_subcommand explain" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c idlewire -n "__fish_idlewire_using_subcommand explain" -l per-machine -d 'Make one table for each machine'
complete -c idlewire -n "__fish_idlewire_using_subcommand explain" -l redact -d 'Leave out addresses, hardware addresses and host names of the machines, and folders of captures'
complete -c idlewire -n "__fish_idlewire_using_subcommand explain" -s h -l help -d 'Print help'
complete -c idlewire -n "__fish_idlewire_using_subcommand compare" -l from -d 'Leave out frames before this time, such as 2020-06-09T12:00:00Z; what they tell still names what comes later' -r
complete -c idlewire -n "__fish_idlewire_using_subcommand compare" -l until -d 'Leave out frames from this time on' -r
complete -c idlewire -n "__fish_idlewire_using_subcommand compare" -l skip -d 'Leave out the first part of the recording, such as 30m: the set-up; what it tells still names what comes later' -r
complete -c idlewire -n "__fish_idlewire_using_subcommand compare" -l threads -d 'Read on so many threads: 1 does one thing after the other, 2 or more let the stages run beside each other; the result is the same [default: as many as the machine has]' -r
complete -c idlewire -n "__fish_idlewire_using_subcommand compare" -l machine -d 'The machine under test, by address, network or hardware address; what else is seen to be an address of the same machine, such as an IPv6 one, counts too; may be repeated [default: the private side]' -r
complete -c idlewire -n "__fish_idlewire_using_subcommand compare" -l subject -d 'The heading, such as "Windows 10 Home" [default: the machine\'s host name, else its address]' -r
complete -c idlewire -n "__fish_idlewire_using_subcommand compare" -l format -d 'Form of the comparison' -r -f -a "terminal\t''
markdown\t''
json\t''"
complete -c idlewire -n "__fish_idlewire_using_subcommand compare" -s o -l output -d 'Write to this file instead of standard output' -r -F
complete -c idlewire -n "__fish_idlewire_using_subcommand compare" -l protocol-class -d 'Show rows that are clear on one side and encrypted on the other'
complete -c idlewire -n "__fish_idlewire_using_subcommand compare" -l protocol-notation -d 'Show rows whose protocols are other words for the same class, such as HTTPS and TLSv1.2'
complete -c idlewire -n "__fish_idlewire_using_subcommand compare" -l area -d 'Show rows whose areas differ'
complete -c idlewire -n "__fish_idlewire_using_subcommand compare" -l description -d 'Show rows whose descriptions differ'
complete -c idlewire -n "__fish_idlewire_using_subcommand compare" -l exit-code -d 'End with status 1 if they differ'
complete -c idlewire -n "__fish_idlewire_using_subcommand compare" -l strict -d 'End with status 1 if any frame was not understood'
complete -c idlewire -n "__fish_idlewire_using_subcommand compare" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c idlewire -n "__fish_idlewire_using_subcommand compare" -l per-machine -d 'Make one table for each machine'
complete -c idlewire -n "__fish_idlewire_using_subcommand compare" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idlewire -n "__fish_idlewire_using_subcommand check" -l from -d 'Leave out frames before this time, such as 2020-06-09T12:00:00Z; what they tell still names what comes later' -r
complete -c idlewire -n "__fish_idlewire_using_subcommand check" -l until -d 'Leave out frames from this time on' -r
complete -c idlewire -n "__fish_idlewire_using_subcommand check" -l skip -d 'Leave out the first part of the recording, such as 30m: the set-up; what it tells still names what comes later' -r
complete -c idlewire -n "__fish_idlewire_using_subcommand check" -l threads -d 'Read on so many threads: 1 does one thing after the other, 2 or more let the stages run beside each other; the result is the same [default: as many as the machine has]' -r
complete -c idlewire -n "__fish_idlewire_using_subcommand check" -l against -d 'The lists that allow: ids of those that ship, catalogs, or published pages' -r -F
complete -c idlewire -n "__fish_idlewire_using_subcommand check" -l accept -d 'Add what is unlisted to this catalog, which is none of --against, for review; the status stays 1' -r -F
complete -c idlewire -n "__fish_idlewire_using_subcommand check" -l machine -d 'The machine under test, by address, network or hardware address; what else is seen to be an address of the same machine, such as an IPv6 one, counts too; may be repeated [default: the private side]' -r
complete -c idlewire -n "__fish_idlewire_using_subcommand check" -l subject -d 'The heading, such as "Windows 10 Home" [default: the machine\'s host name, else its address]' -r
complete -c idlewire -n "__fish_idlewire_using_subcommand check" -l format -d 'Form of the answer' -r -f -a "text\t''
json\t''
sarif\t''"
complete -c idlewire -n "__fish_idlewire_using_subcommand check" -s o -l output -d 'Write to this file instead of standard output' -r -F
complete -c idlewire -n "__fish_idlewire_using_subcommand check" -l strict -d 'End with status 1 if any frame was not understood'
complete -c idlewire -n "__fish_idlewire_using_subcommand check" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c idlewire -n "__fish_idlewire_using_subcommand check" -l coverage -d 'Show which rows of the lists were seen and which were not'
complete -c idlewire -n "__fish_idlewire_using_subcommand check" -l per-machine -d 'Make one table for each machine'
complete -c idlewire -n "__fish_idlewire_using_subcommand check" -l redact -d 'Leave out addresses, hardware addresses and host names of the machines, and folders of captures'
complete -c idlewire -n "__fish_idlewire_using_subcommand check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idlewire -n "__fish_idlewire_using_subcommand catalog; and not __fish_seen_subcommand_from list show import lint match help" -s h -l help -d 'Print help'
complete -c idlewire -n "__fish_idlewire_using_subcommand catalog; and not __fish_seen_subcommand_from list show import lint match help" -f -a "list" -d 'List the catalogs that ship, or those in the given files'
complete -c idlewire -n "__fish_idlewire_using_subcommand catalog; and not __fish_seen_subcommand_from list show import lint match help" -f -a "show" -d 'Print a catalog'
complete -c idlewire -n "__fish_idlewire_using_subcommand catalog; and not __fish_seen_subcommand_from list show import lint match help" -f -a "import" -d 'Read a published page and print what it lists, a catalog per edition'
complete -c idlewire -n "__fish_idlewire_using_subcommand catalog; and not __fish_seen_subcommand_from list show import lint match help" -f -a "lint" -d 'Point at what is doubtful in a list; status 1 if anything is'
complete -c idlewire -n "__fish_idlewire_using_subcommand catalog; and not __fish_seen_subcommand_from list show import lint match help" -f -a "match" -d 'Say what a pattern does with a name: exact, glob, alias, fragment, apex or none'
complete -c idlewire -n "__fish_idlewire_using_subcommand catalog; and not __fish_seen_subcommand_from list show import lint match help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c idlewire -n "__fish_idlewire_using_subcommand catalog; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c idlewire -n "__fish_idlewire_using_subcommand catalog; and __fish_seen_subcommand_from show" -l format -d 'Form of the catalog' -r -f -a "text\t'For reading'
toml\t'The form in which catalogs are written'
json\t'The schema idlewire/catalog/1'
csv\t'destination,protocol,description'"
complete -c idlewire -n "__fish_idlewire_using_subcommand catalog; and __fish_seen_subcommand_from show" -s o -l output -d 'Write to this file instead of standard output' -r -F
complete -c idlewire -n "__fish_idlewire_using_subcommand catalog; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idlewire -n "__fish_idlewire_using_subcommand catalog; and __fish_seen_subcommand_from import" -l id -d 'The id of the catalog; several get the edition behind it [default: made from system, version and edition]' -r
complete -c idlewire -n "__fish_idlewire_using_subcommand catalog; and __fish_seen_subcommand_from import" -l format -d 'Form of the catalog' -r -f -a "text\t'For reading'
toml\t'The form in which catalogs are written'
json\t'The schema idlewire/catalog/1'
csv\t'destination,protocol,description'"
complete -c idlewire -n "__fish_idlewire_using_subcommand catalog; and __fish_seen_subcommand_from import" -s o -l output -d 'Write to this file instead of standard output' -r -F
complete -c idlewire -n "__fish_idlewire_using_subcommand catalog; and __fish_seen_subcommand_from import" -l strict -d 'End with status 1 if a row gave no endpoint'
complete -c idlewire -n "__fish_idlewire_using_subcommand catalog; and __fish_seen_subcommand_from import" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idlewire -n "__fish_idlewire_using_subcommand catalog; and __fish_seen_subcommand_from lint" -l seen -d 'Captures and reports as JSON: rows that nothing in them fits are pointed at too' -r -F
complete -c idlewire -n "__fish_idlewire_using_subcommand catalog; and __fish_seen_subcommand_from lint" -l format -d 'Form of the findings' -r -f -a "text\t'For reading'
json\t'For programs'"
complete -c idlewire -n "__fish_idlewire_using_subcommand catalog; and __fish_seen_subcommand_from lint" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idlewire -n "__fish_idlewire_using_subcommand catalog; and __fish_seen_subcommand_from match" -l dialect -d 'What a leading dot means' -r -f -a "subdomains\t'`.x` is `*.x`'
host-only\t'`.x` is the host x alone'"
complete -c idlewire -n "__fish_idlewire_using_subcommand catalog; and __fish_seen_subcommand_from match" -l format -d 'Form of the answer' -r -f -a "text\t'For reading'
json\t'For programs'"
complete -c idlewire -n "__fish_idlewire_using_subcommand catalog; and __fish_seen_subcommand_from match" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idlewire -n "__fish_idlewire_using_subcommand catalog; and __fish_seen_subcommand_from help" -f -a "list" -d 'List the catalogs that ship, or those in the given files'
complete -c idlewire -n "__fish_idlewire_using_subcommand catalog; and __fish_seen_subcommand_from help" -f -a "show" -d 'Print a catalog'
complete -c idlewire -n "__fish_idlewire_using_subcommand catalog; and __fish_seen_subcommand_from help" -f -a "import" -d 'Read a published page and print what it lists, a catalog per edition'
complete -c idlewire -n "__fish_idlewire_using_subcommand catalog; and __fish_seen_subcommand_from help" -f -a "lint" -d 'Point at what is doubtful in a list; status 1 if anything is'
complete -c idlewire -n "__fish_idlewire_using_subcommand catalog; and __fish_seen_subcommand_from help" -f -a "match" -d 'Say what a pattern does with a name: exact, glob, alias, fragment, apex or none'
complete -c idlewire -n "__fish_idlewire_using_subcommand catalog; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c idlewire -n "__fish_idlewire_using_subcommand study; and not __fish_seen_subcommand_from init add report merge help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idlewire -n "__fish_idlewire_using_subcommand study; and not __fish_seen_subcommand_from init add report merge help" -f -a "init" -d 'Begin a study: write study.toml, with a comment for each key'
complete -c idlewire -n "__fish_idlewire_using_subcommand study; and not __fish_seen_subcommand_from init add report merge help" -f -a "add" -d 'Add a run: read its captures, and write run.toml and summary.json into a folder of the study'
complete -c idlewire -n "__fish_idlewire_using_subcommand study; and not __fish_seen_subcommand_from init add report merge help" -f -a "report" -d 'Write the page'
complete -c idlewire -n "__fish_idlewire_using_subcommand study; and not __fish_seen_subcommand_from init add report merge help" -f -a "merge" -d 'Merge summaries into one: any number, in any order, with the same result'
complete -c idlewire -n "__fish_idlewire_using_subcommand study; and not __fish_seen_subcommand_from init add report merge help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c idlewire -n "__fish_idlewire_using_subcommand study; and __fish_seen_subcommand_from init" -l title -d 'The title of the page' -r
complete -c idlewire -n "__fish_idlewire_using_subcommand study; and __fish_seen_subcommand_from init" -s h -l help -d 'Print help'
complete -c idlewire -n "__fish_idlewire_using_subcommand study; and __fish_seen_subcommand_from add" -l run -d 'The name of the run, and of its folder' -r
complete -c idlewire -n "__fish_idlewire_using_subcommand study; and __fish_seen_subcommand_from add" -l system -d 'Such as "Windows 10"' -r
complete -c idlewire -n "__fish_idlewire_using_subcommand study; and __fish_seen_subcommand_from add" -l edition -d 'Such as Home' -r
complete -c idlewire -n "__fish_idlewire_using_subcommand study; and __fish_seen_subcommand_from add" -l version -d 'Such as 2004' -r
complete -c idlewire -n "__fish_idlewire_using_subcommand study; and __fish_seen_subcommand_from add" -l build -d 'Such as 19041.264' -r
complete -c idlewire -n "__fish_idlewire_using_subcommand study; and __fish_seen_subcommand_from add" -l language -d 'Such as en-US' -r
complete -c idlewire -n "__fish_idlewire_using_subcommand study; and __fish_seen_subcommand_from add" -l replicate -d 'Which of the runs of this subject it is, from 1' -r
complete -c idlewire -n "__fish_idlewire_using_subcommand study; and __fish_seen_subcommand_from add" -l account -d 'The account that was signed in, such as local' -r
complete -c idlewire -n "__fish_idlewire_using_subcommand study; and __fish_seen_subcommand_from add" -l domain -d 'The domain or directory that was joined, such as none' -r
complete -c idlewire -n "__fish_idlewire_using_subcommand study; and __fish_seen_subcommand_from add" -l settings -d 'How the system was set up, such as default' -r
complete -c idlewire -n "__fish_idlewire_using_subcommand study; and __fish_seen_subcommand_from add" -l idle -d 'What was done with it meanwhile, such as "nobody used it"' -r
complete -c idlewire -n "__fish_idlewire_using_subcommand study; and __fish_seen_subcommand_from add" -l location -d 'Where it stood' -r
complete -c idlewire -n "__fish_idlewire_using_subcommand study; and __fish_seen_subcommand_from add" -l network -d 'The network it was on' -r
complete -c idlewire -n "__fish_idlewire_using_subcommand study; and __fish_seen_subcommand_from add" -l capture-point -d 'Where the traffic was recorded, such as "mirror port of the switch"' -r
complete -c idlewire -n "__fish_idlewire_using_subcommand study; and __fish_seen_subcommand_from add" -l note -d 'Anything else; may be repeated' -r
complete -c idlewire -n "__fish_idlewire_using_subcommand study; and __fish_seen_subcommand_from add" -l machine -d 'The machine under test, by address, network or hardware address; what else is seen to be an address of the same machine, such as an IPv6 one, counts too; may be repeated [default: the private side]' -r
complete -c idlewire -n "__fish_idlewire_using_subcommand study; and __fish_seen_subcommand_from add" -l from -d 'Leave out frames before this time, such as 2020-06-09T12:00:00Z' -r
complete -c idlewire -n "__fish_idlewire_using_subcommand study; and __fish_seen_subcommand_from add" -l until -d 'Leave out frames from this time on' -r
complete -c idlewire -n "__fish_idlewire_using_subcommand study; and __fish_seen_subcommand_from add" -l skip -d 'Leave out the first part of the recording, such as 30m: the set-up' -r
complete -c idlewire -n "__fish_idlewire_using_subcommand study; and __fish_seen_subcommand_from add" -l keep-machine -d 'Keep addresses and host name of the machine in the summary'
complete -c idlewire -n "__fish_idlewire_using_subcommand study; and __fish_seen_subcommand_from add" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c idlewire -n "__fish_idlewire_using_subcommand study; and __fish_seen_subcommand_from add" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idlewire -n "__fish_idlewire_using_subcommand study; and __fish_seen_subcommand_from report" -l title -d 'The title of the page [default: that of the study]' -r
complete -c idlewire -n "__fish_idlewire_using_subcommand study; and __fish_seen_subcommand_from report" -l catalog -d 'Describe by this list: the id of one that ships, a catalog, or a published page; may be repeated [default: those of the study, else those that ship]' -r -F
complete -c idlewire -n "__fish_idlewire_using_subcommand study; and __fish_seen_subcommand_from report" -l baseline -d 'Leave out the rows of this list: the page is in addition to it; may be repeated [default: those of the study]' -r -F
complete -c idlewire -n "__fish_idlewire_using_subcommand study; and __fish_seen_subcommand_from report" -l notes -d 'Your own descriptions, for rows that no list describes [default: those of the study]' -r -F
complete -c idlewire -n "__fish_idlewire_using_subcommand study; and __fish_seen_subcommand_from report" -l wildcards -d 'One row per name (off), or rows as the lists have them (catalog)' -r -f -a "off\t''
catalog\t''"
complete -c idlewire -n "__fish_idlewire_using_subcommand study; and __fish_seen_subcommand_from report" -l asn -d 'Say who owns bare addresses, from this table: start,end,asn,owner as CSV or TSV, or a MaxMind ASN database' -r -F
complete -c idlewire -n "__fish_idlewire_using_subcommand study; and __fish_seen_subcommand_from report" -l format -d 'Form of the page [default: terminal on a terminal, else markdown]' -r -f -a "terminal\t''
markdown\t''
html\t''
json\t''"
complete -c idlewire -n "__fish_idlewire_using_subcommand study; and __fish_seen_subcommand_from report" -s o -l output -d 'Write to this file instead of standard output' -r -F
complete -c idlewire -n "__fish_idlewire_using_subcommand study; and __fish_seen_subcommand_from report" -l redact -d 'Leave out addresses, hardware addresses and host names of the machines, and folders of captures'
complete -c idlewire -n "__fish_idlewire_using_subcommand study; and __fish_seen_subcommand_from report" -l fresh -d 'Read captures again even if there is a summary'
complete -c idlewire -n "__fish_idlewire_using_subcommand study; and __fish_seen_subcommand_from report" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c idlewire -n "__fish_idlewire_using_subcommand study; and __fish_seen_subcommand_from report" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idlewire -n "__fish_idlewire_using_subcommand study; and __fish_seen_subcommand_from merge" -s o -l output -d 'Write to this file instead of standard output' -r -F
complete -c idlewire -n "__fish_idlewire_using_subcommand study; and __fish_seen_subcommand_from merge" -l redact -d 'Leave out addresses, hardware addresses and host names of the machines, and folders of captures'
complete -c idlewire -n "__fish_idlewire_using_subcommand study; and __fish_seen_subcommand_from merge" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c idlewire -n "__fish_idlewire_using_subcommand study; and __fish_seen_subcommand_from merge" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idlewire -n "__fish_idlewire_using_subcommand study; and __fish_seen_subcommand_from help" -f -a "init" -d 'Begin a study: write study.toml, with a comment for each key'
complete -c idlewire -n "__fish_idlewire_using_subcommand study; and __fish_seen_subcommand_from help" -f -a "add" -d 'Add a run: read its captures, and write run.toml and summary.json into a folder of the study'
complete -c idlewire -n "__fish_idlewire_using_subcommand study; and __fish_seen_subcommand_from help" -f -a "report" -d 'Write the page'
complete -c idlewire -n "__fish_idlewire_using_subcommand study; and __fish_seen_subcommand_from help" -f -a "merge" -d 'Merge summaries into one: any number, in any order, with the same result'
complete -c idlewire -n "__fish_idlewire_using_subcommand study; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c idlewire -n "__fish_idlewire_using_subcommand help; and not __fish_seen_subcommand_from report flows explain compare check catalog study help" -f -a "report" -d 'List the public endpoints that a machine reached'
complete -c idlewire -n "__fish_idlewire_using_subcommand help; and not __fish_seen_subcommand_from report flows explain compare check catalog study help" -f -a "flows" -d 'List every flow with its names'
complete -c idlewire -n "__fish_idlewire_using_subcommand help; and not __fish_seen_subcommand_from report flows explain compare check catalog study help" -f -a "explain" -d 'Show the proof of one destination: its flows, every claim, and the bytes that make it'
complete -c idlewire -n "__fish_idlewire_using_subcommand help; and not __fish_seen_subcommand_from report flows explain compare check catalog study help" -f -a "compare" -d 'Say what differs between two lists, reports or captures'
complete -c idlewire -n "__fish_idlewire_using_subcommand help; and not __fish_seen_subcommand_from report flows explain compare check catalog study help" -f -a "check" -d 'End with status 1 if a machine reached what no list lists'
complete -c idlewire -n "__fish_idlewire_using_subcommand help; and not __fish_seen_subcommand_from report flows explain compare check catalog study help" -f -a "catalog" -d 'Read, show, match and lint the published lists that describe endpoints'
complete -c idlewire -n "__fish_idlewire_using_subcommand help; and not __fish_seen_subcommand_from report flows explain compare check catalog study help" -f -a "study" -d 'Make the published page from several runs: a table for each edition, method and conditions, and whether it was long enough'
complete -c idlewire -n "__fish_idlewire_using_subcommand help; and not __fish_seen_subcommand_from report flows explain compare check catalog study help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c idlewire -n "__fish_idlewire_using_subcommand help; and __fish_seen_subcommand_from catalog" -f -a "list" -d 'List the catalogs that ship, or those in the given files'
complete -c idlewire -n "__fish_idlewire_using_subcommand help; and __fish_seen_subcommand_from catalog" -f -a "show" -d 'Print a catalog'
complete -c idlewire -n "__fish_idlewire_using_subcommand help; and __fish_seen_subcommand_from catalog" -f -a "import" -d 'Read a published page and print what it lists, a catalog per edition'
complete -c idlewire -n "__fish_idlewire_using_subcommand help; and __fish_seen_subcommand_from catalog" -f -a "lint" -d 'Point at what is doubtful in a list; status 1 if anything is'
complete -c idlewire -n "__fish_idlewire_using_subcommand help; and __fish_seen_subcommand_from catalog" -f -a "match" -d 'Say what a pattern does with a name: exact, glob, alias, fragment, apex or none'
complete -c idlewire -n "__fish_idlewire_using_subcommand help; and __fish_seen_subcommand_from study" -f -a "init" -d 'Begin a study: write study.toml, with a comment for each key'
complete -c idlewire -n "__fish_idlewire_using_subcommand help; and __fish_seen_subcommand_from study" -f -a "add" -d 'Add a run: read its captures, and write run.toml and summary.json into a folder of the study'
complete -c idlewire -n "__fish_idlewire_using_subcommand help; and __fish_seen_subcommand_from study" -f -a "report" -d 'Write the page'
complete -c idlewire -n "__fish_idlewire_using_subcommand help; and __fish_seen_subcommand_from study" -f -a "merge" -d 'Merge summaries into one: any number, in any order, with the same result'

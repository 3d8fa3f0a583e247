//! `idlewire flows`.

use crate::args::FlowsArgs;
use crate::outcome::{Outcome, Stop};
use crate::output;
use crate::recording::read_all;
use idlewire_pipeline::{FLOWS_IN_MEMORY, Keep, write_flows};
use std::collections::BTreeSet;
use std::net::IpAddr;

pub(crate) fn run(args: &FlowsArgs) -> Result<Outcome, Stop> {
    output::spare(args.output.as_deref(), &args.input.captures)?;
    let read = read_all(&args.input, Keep::List { in_memory: FLOWS_IN_MEMORY })?;
    let machines: BTreeSet<IpAddr> = read.finished.hosts.clients.keys().copied().collect();
    output::write(args.output.as_deref(), |out| {
        args.format.head(out)?;
        let threads = args.input.selection.threads();
        write_flows(
            &read.finished,
            threads,
            |flows, text| {
                let flows = flows.map(|mut flow| {
                    if args.redact.redact {
                        flow.redact(&machines);
                    }
                    flow
                });
                args.format.rows(flows, text)
            },
            out,
        )
    })?;
    let outcome = read.outcome;
    // The process ends here: taking all flows apart first would only take time.
    std::mem::forget(read.finished);
    Ok(outcome)
}

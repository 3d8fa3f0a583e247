//! `idlewire flows`.

use crate::args::FlowsArgs;
use crate::outcome::{Outcome, Stop};
use crate::output;
use crate::recording::read_all;
use idlewire_pipeline::Keep;
use std::collections::BTreeSet;
use std::net::IpAddr;

pub(crate) fn run(args: &FlowsArgs) -> Result<Outcome, Stop> {
    let read = read_all(&args.input, Keep::Flows)?;
    let machines: BTreeSet<IpAddr> = read.finished.hosts.clients.keys().copied().collect();
    let flows = idlewire_pipeline::flows(&read.finished).map(|mut flow| {
        if args.redact.redact {
            flow.redact(&machines);
        }
        flow
    });
    output::write(args.output.as_deref(), |out| args.format.write(flows, out))?;
    Ok(read.outcome)
}

//! `idlewire compare`.

mod document;
mod side;

use crate::args::CompareArgs;
use crate::catalogs::files;
use crate::outcome::{Outcome, Stop};
use crate::output;
use side::Side;

pub(crate) use document::covered;
pub(crate) use side::{entry, table};

pub(crate) fn run(args: &CompareArgs) -> Result<Outcome, Stop> {
    output::spare(args.output.as_deref(), files(&[&args.a, &args.b]))?;
    let (a, read_a) = Side::read(&args.a, args)?;
    let (b, read_b) = Side::read(&args.b, args)?;
    let comparison = document::comparison(&a, &b, args.aspects);
    output::write(args.output.as_deref(), |out| args.format.write(&comparison, out))?;
    let read = read_a.max(read_b);
    Ok(if args.exit_code && comparison.differs { read.max(Outcome::Wanting) } else { read })
}

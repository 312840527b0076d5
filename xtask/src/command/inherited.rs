//! What this process was started with, beside what programs are promised.

use anyhow::{Result, bail};

use crate::host::{Limits, inherited};
use crate::intake::Allowance;
use crate::scenario::Scenario;

/// Says why nothing can be judged here, where programs of these scenarios, or stand-ins, would get less than they are promised.
/// To be called before any program is started, and before `IsolationChoice::choose`.
pub fn suffices_to_run<'s>(scenarios: impl IntoIterator<Item = &'s Scenario>) -> Result<()> {
    suffices(scenarios, &[Limits::default()])
}

/// The same, where submissions are compiled as well.
pub fn suffices_to_grade<'s>(scenarios: impl IntoIterator<Item = &'s Scenario>) -> Result<()> {
    suffices(scenarios, &[Limits::default(), Allowance::default().limits])
}

fn suffices<'s>(scenarios: impl IntoIterator<Item = &'s Scenario>, others: &[Limits]) -> Result<()> {
    let scenarios: Vec<Limits> = scenarios.into_iter().map(|scenario| scenario.limits).collect();
    let shortfalls = inherited::raise(&scenarios, others);
    if !shortfalls.is_empty() {
        let sentences: Vec<String> = shortfalls.iter().map(ToString::to_string).collect();
        bail!(
            "this machine grants less than programs are promised, and right ones would fail by it: {}",
            sentences.join("; ")
        );
    }
    Ok(())
}

//! `cargo xtask setup`: what the machine lacks.

use crate::failure::{Failure, Outcome};
use crate::step::Steps;
use crate::tool;

pub(crate) fn run(words: &[String]) -> Outcome<()> {
    if let Some(word) = words.first() {
        return Err(Failure::new(format!("`setup` takes no arguments, and got `{word}`")));
    }
    let steps = Steps::new(1);
    let step = steps.begin("tools");
    tool::ensure(tool::FOR_TESTS, &step)?;
    step.end("everything is there");
    Ok(())
}

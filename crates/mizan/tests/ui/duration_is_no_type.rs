use mizan::prelude::*;
use std::time::Duration;

#[client]
fn wait(pause: Duration) -> u32 {
    pause.as_secs() as u32
}

fn main() {}

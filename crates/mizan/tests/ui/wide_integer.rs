use mizan::prelude::*;

#[client]
fn double(n: u64) -> u32 {
    n as u32 * 2
}

fn main() {}

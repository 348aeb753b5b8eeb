use mizan::prelude::*;

#[client]
fn order(#[mizan(max_length = 3)] amount: u32) -> u32 {
    amount
}

fn main() {}

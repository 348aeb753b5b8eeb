use mizan::prelude::*;

#[guard]
fn may_read(#[mizan(max_items = 3)] note: u32) -> bool {
    note > 0
}

#[client(auth = may_read)]
fn read_note(note: u32) -> u32 {
    note
}

fn main() {}

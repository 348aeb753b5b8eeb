use mizan::prelude::*;

#[client(route = "/export")]
fn export() -> String {
    String::new()
}

#[client(route = "/import")]
fn import() -> mizan::Result<u32> {
    Ok(1)
}

fn main() {}

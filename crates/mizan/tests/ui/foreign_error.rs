use mizan::prelude::*;

#[client]
fn file(path: String) -> Result<String, std::io::Error> {
    std::fs::read_to_string(path)
}

fn main() {}

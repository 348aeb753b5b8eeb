use mizan::prelude::*;

#[derive(Serialize, Type)]
struct Profile {
    name: String,
    views: u64,
}

fn main() {}

use mizan::prelude::*;

#[derive(Serialize)]
struct Profile {
    name: String,
}

#[client]
fn profile() -> Profile {
    Profile { name: "Ada".to_owned() }
}

fn main() {}

use mizan::prelude::*;

struct Users;

impl Users {
    #[client]
    fn count(&self) -> u32 {
        0
    }
}

fn main() {}

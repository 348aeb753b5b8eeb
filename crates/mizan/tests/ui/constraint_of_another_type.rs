use mizan::prelude::*;

#[derive(Deserialize, Type)]
struct Draft {
    #[mizan(min_length = 1)]
    amount: u32,
    #[mizan(max = 5)]
    title: String,
    #[mizan(min_items = 1)]
    name: Option<String>,
    #[mizan(inner(email))]
    votes: Vec<u8>,
    #[mizan(url)]
    links: Vec<String>,
}

fn main() {}

use mizan::prelude::*;

#[derive(Context)]
#[mizan(min = 1)]
struct PagesContext {
    #[mizan(min_length = 1)]
    page: u32,
    #[mizan(max = 1, least = 2)]
    tag: String,
}

#[client(context = PagesContext)]
fn pages(page: u32, tag: String) -> u32 {
    let _ = tag;
    page
}

fn main() {}

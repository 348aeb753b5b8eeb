use mizan::prelude::*;

#[derive(Context)]
struct PagesContext {
    #[mizan(min_length = 1)]
    page: u32,
}

#[client(context = PagesContext)]
fn pages(page: u32) -> u32 {
    page
}

fn main() {}

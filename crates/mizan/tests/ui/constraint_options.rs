use axum::http::HeaderMap;
use mizan::prelude::*;

#[derive(Deserialize, Type)]
#[mizan(min_length = 1)]
struct Draft {
    #[mizan(minimum = 1)]
    a: u32,
    #[mizan(min_length = -1)]
    b: String,
    #[mizan(min_length = 2, max_length = 1)]
    c: String,
    #[mizan(min = 1, min = 2)]
    d: u32,
    #[mizan(pattern = "(?=a)")]
    e: String,
    #[mizan(pattern = "[")]
    f: String,
    #[mizan(multiple_of = 0)]
    g: u32,
    #[mizan(max = 18446744073709551615)]
    h: u32,
    #[mizan(email = true)]
    i: String,
}

#[client]
fn order(#[extract] #[mizan(email)] headers: HeaderMap) -> u32 {
    headers.len() as u32
}

fn main() {}

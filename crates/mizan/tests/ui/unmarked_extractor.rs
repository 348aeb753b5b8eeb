use axum::extract::State;
use mizan::prelude::*;

#[client]
fn count(State(names): State<Vec<String>>) -> u32 {
    names.len() as u32
}

fn main() {}

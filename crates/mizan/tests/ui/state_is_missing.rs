use axum::extract::State;
use mizan::prelude::*;

#[derive(Clone)]
struct Db;

#[client]
async fn count(#[extract] State(db): State<Db>) -> u32 {
    drop(db);
    0
}

#[derive(Clone)]
struct AppState;

fn main() {
    let _ = Mizan::<AppState>::builder().functions(functions![count]);
}

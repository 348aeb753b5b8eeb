use axum::response::IntoResponse;
use mizan::prelude::*;

#[client(route = "/export")]
fn export() -> impl IntoResponse {
    "all of it"
}

#[client]
fn status() -> axum::http::StatusCode {
    axum::http::StatusCode::OK
}

fn main() {
    let _ = Mizan::<()>::builder().functions(functions![export]);
}

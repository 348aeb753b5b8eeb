//! A group that does not derive `Type`.

use mizan::prelude::*;

#[derive(Deserialize)]
struct Line {
    product: String,
}

#[derive(Deserialize, Type, Form)]
struct OrderForm {
    lines: Vec<Line>,
    first: Option<Line>,
}

fn main() {}

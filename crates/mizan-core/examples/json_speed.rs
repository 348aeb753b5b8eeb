//! How fast JSON is read and written, beside serde_json: `cargo run --release -p mizan-core --example json_speed`.

use std::{hint::black_box, time::Instant};

use mizan_core::json;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
struct Call {
    r#fn: String,
    args: Args,
}

#[derive(Serialize, Deserialize)]
struct Args {
    user_id: u32,
    name: String,
    tags: Vec<String>,
    rate: f64,
}

#[derive(Serialize, Deserialize)]
struct Page {
    articles: Vec<Article>,
    total: u32,
}

#[derive(Serialize, Deserialize)]
struct Article {
    slug: String,
    title: String,
    description: String,
    tags: Vec<String>,
    favorited: bool,
    favorites: u32,
    score: f64,
}

fn call() -> Call {
    let args = Args { user_id: 5, name: "Ada".to_owned(), tags: vec!["a".to_owned(), "b".to_owned()], rate: 0.5 };
    Call { r#fn: "update_profile".to_owned(), args }
}

fn page() -> Page {
    let article = |n: u32| Article {
        slug: format!("how-to-train-your-dragon-{n}"),
        title: format!("How to train your dragon, part {n}"),
        description: "Ever wonder how? It takes a \"Jacobian\" and a line\nor two of naïve text.".repeat(4),
        tags: vec!["dragons".to_owned(), "training".to_owned()],
        favorited: n.is_multiple_of(2),
        favorites: n * 7,
        score: f64::from(n) / 7.0,
    };
    Page { articles: (0..100).map(article).collect(), total: 100 }
}

/// The mean time of one run of `work`, in nanoseconds, of the best of five rounds.
fn time<T>(mut work: impl FnMut() -> T) -> f64 {
    let mut round = |runs: u32| {
        let start = Instant::now();
        (0..runs).for_each(|_| drop(black_box(work())));
        start.elapsed().as_nanos() as f64 / f64::from(runs)
    };
    let runs = (50_000_000.0 / round(10)).clamp(10.0, 1_000_000.0) as u32;
    (0..5).map(|_| round(runs)).fold(f64::INFINITY, f64::min)
}

fn row(what: &str, ours: f64, theirs: f64) {
    println!("{what:<28} {ours:>10.0} ns   serde_json {theirs:>10.0} ns   {:.2}", ours / theirs);
}

fn compare<T: Serialize + for<'de> Deserialize<'de>>(name: &str, value: &T) {
    let bytes = json::to_vec(value).expect("the sample is JSON");
    let parse = || json::parse(&bytes, json::DEPTH_LIMIT).expect("the sample is JSON");
    row(&format!("{name}: parse"), time(parse), time(|| serde_json::from_slice::<serde_json::Value>(&bytes)));
    let decode = || {
        let document = parse();
        json::from_value::<T>(&document).map(drop).is_ok()
    };
    row(&format!("{name}: parse and decode"), time(decode), time(|| serde_json::from_slice::<T>(&bytes).is_ok()));
    row(&format!("{name}: encode"), time(|| json::to_vec(value)), time(|| serde_json::to_vec(value)));
}

fn main() {
    compare("call", &call());
    compare("page", &page());
}

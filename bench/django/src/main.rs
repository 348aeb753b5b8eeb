//! `cargo xtask bench django`: a call through Mizan beside a view written by hand, Django Ninja and Django REST framework.
//!
//! One server with one worker answers all of them, which take turns, so that whatever else the machine does falls on
//! each. What counts is the CPU time of the server per request. Every request brings the same headers, cookie and token.

mod measure;
mod server;
mod start;

use measure::{Size, compare};
use server::Kind;

const HELP: &str = "usage: bench-django [--rounds N] [--requests N]";

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let Some(size) = Size::parse(&words) else {
        eprintln!("{HELP}");
        std::process::exit(2);
    };
    let wsgi = compare(
        &size,
        "granian, WSGI, one worker with one thread",
        &[
            ("mizan", Kind::Wsgi, "/api/mizan/call/"),
            ("view", Kind::Wsgi, "/view/"),
            ("Django Ninja", Kind::Wsgi, "/ninja/echo/"),
            ("Django Ninja, token not checked", Kind::Wsgi, "/ninja/unchecked/"),
            ("Django REST framework", Kind::Wsgi, "/rest/"),
            ("Django alone", Kind::Wsgi, "/nothing/"),
        ],
    );
    let asgi = compare(
        &size.smaller(),
        "uvicorn, ASGI, one worker",
        &[
            ("mizan, wrap_asgi", Kind::Wrapped, "/api/mizan/call/"),
            ("mizan, Django's own handling", Kind::Asgi, "/api/mizan/call/"),
            ("view, Django's own handling", Kind::Asgi, "/view/"),
            ("async view, Django's own handling", Kind::Asgi, "/async/"),
        ],
    );
    let figures = serde_json::json!({
        "ratio_to_view": rounded(wsgi.ratio(1, 0)),
        "ratio_to_ninja": rounded(wsgi.ratio(2, 0)),
        "times_async": rounded(asgi.ratio(1, 0)),
        "own_us": rounded(wsgi.difference(0, 5)),
        "import_ms": rounded(start::added_ms()),
    });
    println!("{figures}");
}

fn rounded(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

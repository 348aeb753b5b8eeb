use mizan::prelude::*;

#[client(afects(UserContext))]
fn rename(name: String) {}

#[client(rate_limit = "often")]
fn echo(text: String) -> String {
    text
}

#[client(auth = "Authenticated", context = "user")]
fn quoted(text: String) -> String {
    text
}

fn main() {
    let _ = Mizan::<()>::builder().functions(functions![rename, echo, quoted]);
}

use mizan::prelude::*;

#[client]
fn echo(text: String) -> String {
    text
}

fn main() {
    let _ = Mizan::<()>::builder().functions(functions![echo(), "echo", echo.limit(5)]);
}

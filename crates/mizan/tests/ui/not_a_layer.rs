use mizan::prelude::*;

#[client]
fn echo(text: String) -> String {
    text
}

async fn logged(name: String) -> String {
    name
}

fn main() {
    let _ = Mizan::<()>::builder().functions(functions![echo.layer(logged)]);
    let _ = Mizan::<()>::builder().layer(5);
}

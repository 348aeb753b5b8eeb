use mizan::prelude::*;

struct Admin;

fn is_admin() -> bool {
    true
}

#[client(auth = Admin)]
fn secret() -> String {
    String::new()
}

fn main() {
    let _ = is_admin();
    let _ = Mizan::<()>::builder().functions(functions![secret]);
}

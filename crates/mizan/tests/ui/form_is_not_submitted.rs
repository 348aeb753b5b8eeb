use mizan::prelude::*;

#[derive(Deserialize, Type, Form)]
struct LonelyForm {
    name: String,
}

struct Plain {
    name: String,
}

fn main() {
    let _ = Mizan::<()>::builder().form::<LonelyForm>();
    let _ = Mizan::<()>::builder().form::<Plain>();
}

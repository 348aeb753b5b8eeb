#[derive(mizan::Error)]
struct NameTaken {
    suggestion: String,
}

#[derive(mizan::Error)]
enum Generic<T> {
    /// something
    Other { what: T },
}

fn main() {}

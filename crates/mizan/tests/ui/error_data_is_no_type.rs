#[derive(mizan::Error)]
enum RenameError {
    /// that name is taken
    NameTaken { views: u64 },
}

fn main() {}

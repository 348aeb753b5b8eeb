#[derive(mizan::Error)]
enum RenameError {
    #[error(internal)]
    Database(Vec<u8>),
    #[error(transparent)]
    Other(String),
}

fn main() {}

use mizan::prelude::*;

#[derive(mizan::Error)]
#[error(status = 404)]
enum Wrapping {
    #[error(internal, status = 404)]
    Described(std::io::Error),
    #[error(internal, transparent)]
    Both(mizan::Error),
    #[error(transparent)]
    Empty,
    #[error(internal)]
    Two(std::io::Error, String),
    #[error(transparent, nothing_changed)]
    Changed(mizan::Error),
}

// One mistake is one message: the function that returns it adds none.
#[client]
fn rename() -> Result<(), Wrapping> {
    Ok(())
}

fn main() {}

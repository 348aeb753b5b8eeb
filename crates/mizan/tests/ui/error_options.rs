#[derive(mizan::Error)]
enum Options {
    #[error(code = "not_found")]
    /// a code of the framework
    Taken,
    /// a code that is no name
    #[error(code = "NameTaken")]
    Misnamed,
    /// a status that the framework acts upon
    #[error(status = 401)]
    SignIn,
    /// a status that is the server's
    #[error(status = 500)]
    Server,
    /// an option that is none
    #[error(kode = "a")]
    Unknown,
    /// an option twice
    #[error(status = 409, status = 404)]
    Twice,
    NoMessage,
    #[error(message = "{nme} is taken")]
    Misspelt { name: String },
    #[error(message = "{name is taken")]
    Open { name: String },
    /// two values without names
    Tuple(String, String),
    /// the data of a client
    From(#[from] std::io::Error),
    /// said above
    #[error(code = "open")]
    Again,
}

fn main() {}

//! Where a database is.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use sqlx::ConnectOptions as _;
use sqlx::any::AnyConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;

/// What to do about an address that is none.
const ADVICE: &str = "such as sqlite:conduit.sqlite or postgres://conduit:PASSWORD@127.0.0.1/conduit";

/// The address of a database: `sqlite:PATH`, `sqlite::memory:` or `postgres://USER:PASSWORD@HOST:PORT/NAME`.
///
/// It is shown without the password.
#[derive(Clone)]
pub struct Address(AnyConnectOptions);

/// A text that is no address of a database.
#[derive(Debug)]
pub struct NoAddress(String);

impl Address {
    pub(super) fn options(&self) -> AnyConnectOptions {
        self.0.clone()
    }

    /// Whether it is a database in memory, which ends with its connection.
    pub(super) fn is_in_memory(&self) -> bool {
        self.is_file() && self.0.database_url.path() == ":memory:"
    }

    /// The folder of a database that is a file, as it is written: empty where that is the working folder.
    #[must_use]
    pub fn folder(&self) -> Option<PathBuf> {
        if !self.is_file() {
            return None;
        }
        let file = SqliteConnectOptions::from_url(&self.0.database_url).ok()?;
        file.get_filename().parent().map(Path::to_owned)
    }

    /// Whether it is a file of `SQLite`'s, or its memory.
    pub(super) fn is_file(&self) -> bool {
        self.0.database_url.scheme() == "sqlite"
    }
}

impl FromStr for Address {
    type Err = NoAddress;

    /// A file is created when it is not there, unless the address has a `mode` of its own.
    fn from_str(text: &str) -> Result<Self, NoAddress> {
        let mut options = text.parse::<AnyConnectOptions>().map_err(|error| NoAddress(error.to_string()))?;
        let url = &mut options.database_url;
        match url.scheme() {
            "sqlite" if url.path().is_empty() => return Err(NoAddress("it names no file".into())),
            "sqlite" if url.path() != ":memory:" && !url.query_pairs().any(|(name, _)| name == "mode") => {
                url.query_pairs_mut().append_pair("mode", "rwc");
            }
            "sqlite" | "postgres" | "postgresql" => {}
            other => return Err(NoAddress(format!("{other:?} is no database that Conduit knows"))),
        }
        Ok(Self(options))
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut url = self.0.database_url.clone();
        if url.password().is_some() {
            // It fails for an address that can have no password, which has none.
            let _ = url.set_password(Some("***"));
        }
        url.set_query(None);
        f.write_str(url.as_str())
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Address({self})")
    }
}

impl fmt::Display for NoAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; it must be an address {ADVICE}", self.0)
    }
}

impl std::error::Error for NoAddress {}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Address {
        text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    #[test]
    fn an_address_is_shown_without_its_password() {
        let cases = [
            (
                "postgres://ada:s3cret@db.example:5433/conduit?sslmode=disable",
                "postgres://ada:***@db.example:5433/conduit",
            ),
            ("postgresql://ada@db.example/conduit?password=s3cret", "postgresql://ada@db.example/conduit"),
            ("sqlite:conduit.sqlite", "sqlite:conduit.sqlite"),
            ("sqlite:///srv/conduit.sqlite?mode=ro", "sqlite:///srv/conduit.sqlite"),
            ("sqlite::memory:", "sqlite::memory:"),
        ];
        for (text, shown) in cases {
            let address = parsed(text);
            assert_eq!((address.to_string(), format!("{address:?}")), (shown.into(), format!("Address({shown})")));
        }
    }

    #[test]
    fn only_a_file_is_made() {
        let query = |text| parsed(text).0.database_url.query().map(str::to_owned);
        assert_eq!(query("sqlite:conduit.sqlite").as_deref(), Some("mode=rwc"));
        assert_eq!(query("sqlite:conduit.sqlite?mode=ro").as_deref(), Some("mode=ro"));
        assert_eq!(query("sqlite::memory:"), None);
        assert_eq!(query("postgres://localhost/conduit"), None);
    }

    #[test]
    fn another_text_is_refused_with_what_it_should_be() {
        for text in ["", "conduit.sqlite", "mysql://localhost/conduit", "sqlite:"] {
            let error = text.parse::<Address>().unwrap_err().to_string();
            assert!(error.contains("postgres://conduit:PASSWORD@"), "{text}: {error}");
        }
    }
}

//! What the environment says, with defaults that suit a first start.

use std::env;
use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::Context as _;

use crate::db::Address;

/// Where the application listens, keeps its data and finds the built front end.
#[derive(Clone, Debug)]
pub struct Config {
    /// `CONDUIT_ADDR`, by default `127.0.0.1:8000`.
    pub address: SocketAddr,
    /// `DATABASE_URL`, by default `sqlite:conduit.sqlite`, a file in the working folder.
    pub database: Address,
    /// `CONDUIT_PICTURES`, by default a folder `pictures` beside the database's file, else in the working folder.
    pub pictures: PathBuf,
    /// `CONDUIT_WEB`, by default `examples/conduit/web/dist` below the working folder when that is
    /// there, as from the root of the repository, else `../web/dist`.
    pub web: PathBuf,
}

impl Config {
    /// Reads the environment.
    ///
    /// # Errors
    ///
    /// `CONDUIT_ADDR` is no address with a port, or `DATABASE_URL` none of a database.
    pub fn from_env() -> anyhow::Result<Self> {
        Self::from(|name| env::var(name).ok().filter(|value| !value.is_empty()))
    }

    fn from(variable: impl Fn(&str) -> Option<String>) -> anyhow::Result<Self> {
        let address = variable("CONDUIT_ADDR").unwrap_or_else(|| "127.0.0.1:8000".into());
        let address = address.parse().with_context(|| {
            format!("CONDUIT_ADDR is {address:?}; it must be an address and a port, such as 127.0.0.1:8000")
        })?;
        let database = variable("DATABASE_URL").unwrap_or_else(|| "sqlite:conduit.sqlite".into());
        // It is not repeated: it may hold a password.
        let database: Address = database.parse().context("DATABASE_URL is no address of a database")?;
        let pictures = variable("CONDUIT_PICTURES").map_or_else(|| beside(&database), PathBuf::from);
        let web = variable("CONDUIT_WEB").map_or_else(default_web, PathBuf::from);
        Ok(Self { address, database, pictures, web })
    }
}

fn beside(database: &Address) -> PathBuf {
    database.folder().unwrap_or_default().join("pictures")
}

fn default_web() -> PathBuf {
    let from_root = PathBuf::from("examples/conduit/web/dist");
    if from_root.is_dir() { from_root } else { PathBuf::from("../web/dist") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_environment_is_enough() {
        let config = Config::from(|_| None).unwrap();
        assert_eq!(config.address, "127.0.0.1:8000".parse().unwrap());
        assert_eq!(config.database.to_string(), "sqlite:conduit.sqlite");
        assert_eq!(config.pictures, PathBuf::from("pictures"));
        assert!(config.web.ends_with("web/dist"));
    }

    #[test]
    fn each_value_can_be_given() {
        let config = Config::from(|name| {
            Some(match name {
                "CONDUIT_ADDR" => "[::1]:9000".into(),
                "DATABASE_URL" => "postgres://ada:s3cret@db.example/conduit".into(),
                other => format!("/srv/{other}"),
            })
        });
        let config = config.unwrap();
        assert_eq!(config.address, "[::1]:9000".parse().unwrap());
        assert_eq!(config.database.to_string(), "postgres://ada:***@db.example/conduit");
        assert_eq!(config.pictures, PathBuf::from("/srv/CONDUIT_PICTURES"));
        assert_eq!(config.web, PathBuf::from("/srv/CONDUIT_WEB"));
    }

    #[test]
    fn pictures_are_beside_the_database() {
        for (database, pictures) in
            [("sqlite:/srv/data/c.sqlite", "/srv/data/pictures"), ("postgres://db.example/conduit", "pictures")]
        {
            let config = Config::from(|name| (name == "DATABASE_URL").then(|| database.into())).unwrap();
            assert_eq!(config.pictures, PathBuf::from(pictures));
        }
    }

    #[test]
    fn a_wrong_address_is_named() {
        let error = Config::from(|_| Some("8000".into())).unwrap_err().to_string();
        assert!(error.contains("CONDUIT_ADDR is \"8000\""), "{error}");
    }

    #[test]
    fn a_wrong_database_is_told_without_its_password() {
        let error = Config::from(|name| (name == "DATABASE_URL").then(|| "mysql://ada:s3cret@db/conduit".into()));
        let error = format!("{:#}", error.unwrap_err());
        assert!(error.contains("DATABASE_URL") && error.contains("\"mysql\"") && !error.contains("s3cret"), "{error}");
    }
}

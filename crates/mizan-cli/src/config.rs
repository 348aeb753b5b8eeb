//! `mizan.toml`: found in the current folder or one above it.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::django;
use crate::failure::{FILES, Failure, USAGE};

const NAME: &str = "mizan.toml";

/// The file of contracts, beside `mizan.toml`.
const CONTRACTS: &str = "mizan.contracts.json";
/// What an application is made of, where nothing else is said.
const SOURCES: &[&str] = &["src", "Cargo.toml"];

/// What `mizan.toml` says; empty where there is none.
#[derive(Debug, Default)]
pub(crate) struct Config {
    /// `mizan.toml` itself.
    pub(crate) path: Option<PathBuf>,
    /// Where the schema comes from.
    pub(crate) schema: Option<SchemaPlace>,
    /// The output folder.
    pub(crate) out: Option<PathBuf>,
    /// Whether Zod schemas of inputs are generated, too.
    pub(crate) no_zod: bool,
    /// Whether the client has internal functions, too.
    pub(crate) internal: bool,
    /// The file that keeps the contracts of what was generated; none without a `mizan.toml`.
    pub(crate) contracts: Option<PathBuf>,
    /// What the application is made of: files and folders, a change of which runs the schema command again.
    pub(crate) watch: Vec<PathBuf>,
}

/// Where the schema comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SchemaPlace {
    File(PathBuf),
    Command { words: Vec<String>, folder: PathBuf },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    generate: Option<GenerateTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GenerateTable {
    schema: Option<SchemaTable>,
    out: Option<PathBuf>,
    #[serde(default = "yes")]
    zod: bool,
    #[serde(default)]
    internal: bool,
    watch: Option<Vec<PathBuf>>,
}

fn yes() -> bool {
    true
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SchemaTable {
    command: Option<Vec<String>>,
    file: Option<PathBuf>,
}

impl Config {
    /// Looks for the file from `folder` upwards and reads it.
    ///
    /// # Errors
    ///
    /// A file that cannot be read or is no TOML, an unknown key (its name and those accepted are given),
    /// a schema that has neither or both of `command` and `file`.
    pub(crate) fn find(folder: &Path) -> Result<Self, Failure> {
        for folder in folder.ancestors() {
            let path = folder.join(NAME);
            match fs::read_to_string(&path) {
                Ok(text) => return parse(&text, folder, &path),
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => return Err(Failure::new(FILES, format!("{NAME} cannot be read: {error}")).at(&path)),
            }
        }
        Ok(Self { schema: django::schema(folder), watch: django::sources(folder), ..Self::default() })
    }
}

fn parse(text: &str, folder: &Path, path: &Path) -> Result<Config, Failure> {
    let document: Document = toml::from_str(text)
        .map_err(|error| Failure::new(USAGE, format!("{NAME} is wrong")).at(path).with("because", error))?;
    let Some(table) = document.generate else { return Ok(Config::default()) };
    let schema = table.schema.map(|schema| place(schema, folder, path)).transpose()?;
    let is_django = schema.is_none();
    let schema = schema.or_else(|| django::schema(folder));
    let watch = table.watch.unwrap_or_else(|| match &schema {
        Some(_) if is_django => django::sources(folder),
        _ => SOURCES.iter().map(PathBuf::from).collect(),
    });
    Ok(Config {
        path: Some(path.to_owned()),
        schema,
        out: table.out.map(|out| folder.join(out)),
        no_zod: !table.zod,
        internal: table.internal,
        contracts: Some(folder.join(CONTRACTS)),
        watch: watch.iter().map(|path| folder.join(path)).collect(),
    })
}

fn place(table: SchemaTable, folder: &Path, path: &Path) -> Result<SchemaPlace, Failure> {
    match (table.file, table.command) {
        (Some(file), None) => Ok(SchemaPlace::File(folder.join(file))),
        (None, Some(words)) if !words.is_empty() => Ok(SchemaPlace::Command { words, folder: folder.to_owned() }),
        (None, Some(_)) => Err(Failure::new(USAGE, "the command of generate.schema is empty").at(path)),
        _ => Err(Failure::new(USAGE, "generate.schema needs one of `command` and `file`")
            .at(path)
            .next("write schema = { command = [\"cargo\", \"run\", \"--quiet\", \"--\", \"schema\"] } or { file = \"mizan.json\" }")),
    }
}

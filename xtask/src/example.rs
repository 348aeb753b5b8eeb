//! The examples: a server and the pages that it serves.

use crate::tree;

/// One example of `examples/`.
pub(crate) struct Example {
    /// What it is called on the command line: a folder of `examples/`.
    pub(crate) name: &'static str,
    /// What it is called on a screen.
    pub(crate) title: &'static str,
    /// The crate that serves it, and its program.
    pub(crate) package: &'static str,
    /// The workspace of its pages, which are built to `dist` in it.
    pub(crate) pages: &'static str,
    /// What its own variables of the environment begin with.
    pub(crate) prefix: &'static str,
}

pub(crate) const CONDUIT: &Example = &Example {
    name: "conduit",
    title: "Conduit",
    package: "conduit-axum",
    pages: "examples/conduit/web",
    prefix: "CONDUIT",
};

const FORMS: &Example = &Example {
    name: "forms",
    title: "A form of every kind of field",
    package: "forms-axum",
    pages: "examples/forms/web",
    prefix: "FORMS",
};

/// All of them, the one that is meant where none is named first.
pub(crate) const EXAMPLES: [&Example; 2] = [CONDUIT, FORMS];

impl Example {
    /// The example of that name.
    pub(crate) fn named(name: &str) -> Option<&'static Self> {
        EXAMPLES.into_iter().find(|example| example.name == name)
    }

    /// The folder of its built pages.
    pub(crate) fn built_pages(&self) -> std::path::PathBuf {
        tree::at(self.pages).join("dist")
    }

    /// One of its own variables: `CONDUIT_ADDR`.
    pub(crate) fn variable(&self, what: &str) -> String {
        format!("{}_{what}", self.prefix)
    }
}

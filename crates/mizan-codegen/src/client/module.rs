//! A file of the client while it is put together: declarations first, then the imports that they use.

use std::collections::{BTreeMap, BTreeSet};

use super::{File, HEADER};
use crate::name;
use crate::typescript::{Doc, Ty};

/// A file without its imports.
#[derive(Default)]
pub(super) struct Module {
    name: String,
    /// A whole module under one name: the name, and where it comes from.
    whole: Option<(&'static str, &'static str)>,
    /// The functions of each module of the runtime, and the types.
    runtime: BTreeMap<&'static str, BTreeSet<&'static str>>,
    runtime_types: BTreeMap<&'static str, BTreeSet<&'static str>>,
    types: BTreeSet<String>,
    /// The constants of each other file.
    local: BTreeMap<&'static str, BTreeSet<String>>,
    /// The declarations as they are printed.
    blocks: Vec<String>,
}

/// The file of the named types, which holds nothing else.
pub(super) const TYPES: &str = "types";

/// Where the functions come from that generated code calls.
const RUNTIME: &str = "@mizan/react";

impl Module {
    /// An empty file `name.ts`.
    pub(super) fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    /// Adds a declaration, a blank line below the one before.
    pub(super) fn block(&mut self, block: Doc) {
        self.blocks.push(block.print() + "\n");
    }

    /// Adds a declaration right below the one before.
    pub(super) fn line(&mut self, line: Doc) {
        let above = self.blocks.pop().unwrap_or_default();
        self.blocks.push(above + &line.print() + "\n");
    }

    /// Imports the named types that `ty` uses.
    pub(super) fn uses(&mut self, ty: &Ty) {
        self.types.extend(ty.names().into_iter().map(str::to_owned));
    }

    /// Imports the named type.
    pub(super) fn names(&mut self, identifier: &str) {
        self.types.insert(identifier.to_owned());
    }

    /// Imports all of a module as `name`.
    pub(super) fn whole(&mut self, name: &'static str, source: &'static str) {
        self.whole = Some((name, source));
    }

    /// Imports a function of the runtime; gives its name back.
    pub(super) fn runtime(&mut self, function: &'static str) -> &'static str {
        self.imports(RUNTIME, function)
    }

    /// Imports a function of the module `source`; gives its name back.
    pub(super) fn imports(&mut self, source: &'static str, function: &'static str) -> &'static str {
        self.runtime.entry(source).or_default().insert(function);
        function
    }

    /// Imports a type of the module `source`.
    pub(super) fn type_of(&mut self, source: &'static str, name: &'static str) {
        self.runtime_types.entry(source).or_default().insert(name);
    }

    /// Imports a constant of the file `name.ts`.
    pub(super) fn local(&mut self, name: &'static str, constant: &str) {
        self.local.entry(name).or_default().insert(constant.to_owned());
    }

    pub(super) fn file(self) -> File {
        let whole = |(name, source)| Doc::text(format!("import * as {name} from {source:?};"));
        let owned = |names: BTreeSet<&'static str>| names.into_iter().map(str::to_owned);
        let functions = self.runtime.into_iter().map(|(source, names)| import("import {", owned(names), source));
        let typed = self.runtime_types.into_iter();
        let typed = typed.map(|(source, names)| import("import type {", owned(names), source));
        let types = import("import type {", self.types, &format!("./{TYPES}"));
        let local = self.local.into_iter().map(|(name, names)| import("import {", names, &format!("./{name}")));
        let imports = functions.chain(typed).chain([self.whole.map(whole), types]).chain(local);
        let imports = Doc::concat(imports.flatten().flat_map(|import| [import, Doc::HardLine]));
        // Above a declaration without imports a blank line keeps the header from being its documentation.
        let head = format!("{HEADER}\n{}", imports.print());
        let text = std::iter::once(head).chain(self.blocks).collect::<Vec<_>>().join("\n");
        File { path: format!("{}.ts", self.name), text }
    }
}

fn import(keyword: &'static str, names: impl IntoIterator<Item = String>, source: &str) -> Option<Doc> {
    let mut names: Vec<_> = names.into_iter().collect();
    names.sort_by(|a, b| name::natural_order(a, b));
    let from = Doc::text(format!(" from {source:?};"));
    match names.as_slice() {
        [] => None,
        // A single name stays on the line, however long.
        [name] => Some(Doc::concat([Doc::text(format!("{keyword} {name} }}")), from])),
        _ => {
            let names = names.into_iter().map(Doc::text).collect();
            Some(Doc::concat([Doc::bracketed(keyword, names, ",", "}", Doc::LINE), from]))
        }
    }
}

/// `index.ts`, which exports everything in `files`.
pub(super) fn index(files: &[File]) -> File {
    let mut names: Vec<_> = files.iter().filter_map(|file| file.path.strip_suffix(".ts")).collect();
    names.sort_by(|a, b| name::natural_order(a, b));
    let mut text = format!("{HEADER}\n");
    for name in &names {
        let kind = if *name == TYPES { "type " } else { "" };
        text.push_str(&format!("export {kind}* from \"./{name}\";\n"));
    }
    if names.is_empty() {
        // Without an import or export it would be a script and not a module.
        text.push_str("export {};\n");
    }
    File { path: "index.ts".to_owned(), text }
}

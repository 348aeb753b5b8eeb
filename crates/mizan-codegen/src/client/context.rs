//! One file per context: its params, the context itself, its provider, and the hooks of each query.

use super::export::Exports;
use super::failure;
use super::module::Module;
use super::named::NamedTypes;
use super::param::{self, documented, plain_member};
use super::url;
use super::wide::Wides;
use crate::name::{camel, pascal};
use crate::schema::{Context, Function, Schema, Shape};
use crate::typescript::{Argument, Call, Comment, Object, Ty, constant, interface, lower, quoted};

/// The context that every page reads.
const GLOBAL: &str = "global";
/// The param that counts the pages of a list.
const PAGE: &str = "page";

/// Modules that are not a context's, and names that Windows keeps for devices.
const TAKEN: &[&str] = &[
    "index", "types", "calls", "inputs", "wide", "aux", "con", "nul", "prn", "com0", "com1", "com2", "com3", "com4",
    "com5", "com6", "com7", "com8", "com9", "lpt0", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8",
    "lpt9",
];

/// A context while its file is made.
struct Writer<'a, 'e, 's> {
    schema: &'a Schema,
    context: &'a Context,
    types: &'a NamedTypes,
    wides: &'a mut Wides<'s>,
    exports: &'a mut Exports<'e>,
    module: Module,
}

/// The file of `context`.
pub(super) fn module(
    schema: &Schema,
    context: &Context,
    types: &NamedTypes,
    wides: &mut Wides<'_>,
    exports: &mut Exports<'_>,
) -> Module {
    let module = Module::new(file_name(&context.name));
    let mut writer = Writer { schema, context, types, wides, exports, module };
    let params = writer.params();
    let errors = writer.errors();
    let constant = writer.context(params, errors);
    writer.provider(&constant);
    for name in &context.functions {
        if let Some(query) = schema.function(name) {
            writer.hooks(query, &constant);
        }
    }
    writer.module
}

/// `user.ts`; a name that is taken gets an ending that no context's name can have.
fn file_name(context: &str) -> String {
    if TAKEN.contains(&context) { format!("{context}-context") } else { context.to_owned() }
}

impl Writer<'_, '_, '_> {
    fn take(&mut self, identifier: String) -> String {
        let owner = format!("the context `{}`", self.context.name);
        self.exports.take(identifier, &owner)
    }

    /// Declares the interface of the params and gives the type to name them by.
    fn params(&mut self) -> Ty {
        if self.context.params.is_empty() {
            return Ty::Void;
        }
        let name = self.take(pascal(&self.context.name) + "Params");
        let members = param::params(&self.context.params, &self.types.names);
        members.iter().for_each(|member| self.module.uses(&member.ty));
        let comment = Comment::of(Some(&format!("What identifies one `{}` context.", self.context.name)));
        self.module.block(interface(&comment, &name, &members));
        Ty::Ref(name)
    }

    /// Declares the errors of each query that has some, and gives the type of all.
    fn errors(&mut self) -> Option<Ty> {
        let schema = self.schema;
        let queries = self.context.functions.iter().filter_map(|name| schema.function(name));
        let members: Vec<_> = queries
            .filter_map(|query| {
                let owner = format!("the function `{}`", query.name);
                let (name, errors) = (&query.name, &query.errors);
                // Nothing reads the wide integers of a query's errors.
                let is_read = |shape: &Shape| !self.wides.is_in(shape);
                let failure =
                    failure::declare(&mut self.module, name, &owner, errors, self.types, is_read, self.exports)?;
                Some(plain_member(&query.name, failure))
            })
            .collect();
        (!members.is_empty()).then_some(Ty::Object(Object { members, index: None }))
    }

    fn context(&mut self, params: Ty, errors: Option<Ty>) -> String {
        let data = self.data();
        self.module.uses(&data);
        let name = self.take(camel(&self.context.name) + "Context");
        let definition = self.definition();
        let call = Call {
            function: self.module.runtime("defineContext"),
            types: [params, data].into_iter().chain(errors).collect(),
            arguments: vec![Argument::Object(definition)],
        };
        self.module.block(constant(&Comment::of(self.context.doc.as_deref()), &name, &call));
        name
    }

    /// The type of what one read answers: a member per query.
    fn data(&self) -> Ty {
        let queries = self.context.functions.iter().filter_map(|name| self.schema.function(name));
        let members: Vec<_> =
            queries.map(|query| plain_member(&query.name, lower(&query.result, &self.types.names))).collect();
        if members.is_empty() { Ty::map(Ty::Never) } else { Ty::Object(Object { members, index: None }) }
    }

    /// What the client must know of the context at run time.
    fn definition(&mut self) -> Vec<(String, Argument)> {
        let Context { name, params, functions, .. } = self.context;
        let kinds = params
            .iter()
            .map(|param| (param.name.clone(), Argument::Word(quoted(url::kind(&param.shape, self.schema)))));
        let functions = functions.iter().map(|name| Argument::Word(quoted(name))).collect();
        let defaults: Vec<_> = params
            .iter()
            .filter_map(|param| Some((param.name.clone(), Argument::Word(url::default(param, self.schema)?))))
            .collect();
        let mut definition = vec![
            ("name".to_owned(), Argument::Word(quoted(name))),
            ("params".to_owned(), Argument::Object(kinds.collect())),
            ("functions".to_owned(), Argument::List(functions)),
        ];
        // Every object has a `constructor`, which the compiler would hold against a param of that name.
        let comparable = params.iter().all(|param| param.name != "constructor");
        let texts: Vec<_> = params
            .iter()
            .filter_map(|param| Some((param.name.clone(), url::text(&param.shape, self.schema)?)))
            .map(|(name, text)| (name, Argument::Word(self.module.runtime(text).to_owned())))
            .collect();
        if !texts.is_empty() {
            let function = self.module.runtime("spelling");
            let call = Call { function, types: Vec::new(), arguments: vec![Argument::Object(texts)] };
            definition.push(("spell".to_owned(), Argument::Call(call)));
        }
        if !defaults.is_empty() && comparable {
            definition.push(("defaults".to_owned(), Argument::Object(defaults)));
        }
        definition.extend(param::contract(self.context.contract.as_deref()));
        definition.extend(self.wides.of_context(&mut self.module, self.context));
        definition
    }

    /// The global context has none: every page is inside `<MizanProvider>`.
    fn provider(&mut self, context: &str) {
        if self.context.name == GLOBAL {
            return;
        }
        let name = self.take(pascal(&self.context.name) + "Provider");
        let doc = format!("Reads the whole `{}` context once for everything inside it.", self.context.name);
        let call = self.call("defineProvider", context, None);
        self.module.block(constant(&Comment::of(Some(&doc)), &name, &call));
    }

    /// `useX`, which suspends, and `useXResult`, which does not, together in one block; with them `useXInfinite`,
    /// where pages are counted.
    fn hooks(&mut self, query: &Function, context: &str) {
        let owner = format!("the function `{}`", query.name);
        let hook = self.exports.take(format!("use{}", pascal(&query.name)), &owner);
        let result = self.exports.take(format!("{hook}Result"), &owner);
        let suspends = self.call("defineQuery", context, Some(&query.name));
        let returns = self.call("defineQueryResult", context, Some(&query.name));
        let first = constant(&documented(query, query.doc.as_deref()), &hook, &suspends);
        let second = constant(&documented(query, None), &result, &returns);
        self.module.block(first);
        self.module.line(second);
        if self.has_pages() {
            let infinite = self.exports.take(format!("{hook}Infinite"), &owner);
            let mut pages = self.call("defineInfinite", context, Some(&query.name));
            pages.arguments.push(Argument::Word(quoted(PAGE)));
            self.module.line(constant(&documented(query, None), &infinite, &pages));
        }
    }

    fn has_pages(&self) -> bool {
        let page = self.context.params.iter().find(|param| param.name == PAGE);
        page.is_some_and(|page| url::kind(&page.shape, self.schema) == "integer")
    }

    fn call(&mut self, function: &'static str, context: &str, query: Option<&str>) -> Call {
        let words = [Some(context.to_owned()), query.map(quoted)];
        Call {
            function: self.module.runtime(function),
            types: Vec::new(),
            arguments: words.into_iter().flatten().map(Argument::Word).collect(),
        }
    }
}

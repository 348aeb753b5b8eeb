//! `calls.ts`: mutations and plain calls, each as an async function and as a hook.

use super::export::Exports;
use super::failure;
use super::module::Module;
use super::named::NamedTypes;
use super::param::{self, documented};
use super::wide::Wides;
use crate::name::{self, pascal};
use crate::schema::{Affected, Function, Keywords, Role, Schema};
use crate::typescript::{Argument, Call, Comment, Ty, constant, interface, lower, quoted};

/// The file, unless every function is a query.
pub(super) fn module(
    schema: &Schema,
    types: &NamedTypes,
    wides: &mut Wides<'_>,
    exports: &mut Exports<'_>,
) -> Option<Module> {
    let mut module = Module::new("calls");
    let with_files = schema.types_with(Keywords::is_file);
    let calls: Vec<_> = schema.functions.iter().filter(|function| is_called(function)).collect();
    for function in &calls {
        let takes_files = function.args.iter().any(|arg| arg.shape.is_with(Keywords::is_file, &with_files));
        declare(&mut module, function, takes_files, types, wides, exports);
    }
    (!calls.is_empty()).then_some(module)
}

/// Whether it is called by itself: a query is read through its context, and a form's function called through the form.
pub(super) fn is_called(function: &Function) -> bool {
    !matches!(function.role, Role::Query { .. }) && !function.is_of_form()
}

fn declare(
    module: &mut Module,
    function: &Function,
    takes_files: bool,
    types: &NamedTypes,
    wides: &mut Wides<'_>,
    exports: &mut Exports<'_>,
) {
    let owner = format!("the function `{}`", function.name);
    let name = exports.take(name::constant(&function.name), &owner);
    let hook = exports.take(format!("use{}", pascal(&function.name)), &owner);
    let arguments = arguments(module, function, types, exports, &owner);
    let result = lower(&function.result, &types.names);
    module.uses(&result);
    let failure = failure::declare(module, &function.name, &owner, &function.errors, types, |_| true, exports);
    let comment = documented(function, function.doc.as_deref());
    let call = Call {
        function: if takes_files {
            module.imports("@mizan/react/upload", "defineUpload")
        } else {
            module.runtime("defineCall")
        },
        types: [arguments, result].into_iter().chain(failure).collect(),
        arguments: [Argument::Word(quoted(&function.name))]
            .into_iter()
            .chain(options(module, function, wides))
            .collect(),
    };
    module.block(constant(&comment, &name, &call));
    let mutation =
        Call { function: module.runtime("defineMutation"), types: Vec::new(), arguments: vec![Argument::Word(name)] };
    module.block(constant(&comment, &hook, &mutation));
}

/// Declares the interface of the arguments and gives the type to name them by.
fn arguments(
    module: &mut Module,
    function: &Function,
    types: &NamedTypes,
    exports: &mut Exports<'_>,
    owner: &str,
) -> Ty {
    if function.args.is_empty() {
        return Ty::Void;
    }
    let name = exports.take(pascal(&function.name) + "Args", owner);
    let members = param::arguments(&function.args, &types.names);
    members.iter().for_each(|member| module.uses(&member.ty));
    module.block(interface(&Comment::default(), &name, &members));
    Ty::Ref(name)
}

/// What the client refetches when it cannot know whether a mutation took effect, the contract, and what reads wide
/// integers.
fn options(module: &mut Module, function: &Function, wides: &mut Wides<'_>) -> Option<Argument> {
    let contract = param::contract(function.contract.as_deref());
    let options = affects(&function.affects).into_iter().chain(contract);
    let options: Vec<_> = options.chain(wides.of_call(module, function)).collect();
    (!options.is_empty()).then_some(Argument::Object(options))
}

pub(super) fn affects(affects: &[Affected]) -> Option<(String, Argument)> {
    let items: Vec<_> = affects.iter().map(item).collect();
    (!items.is_empty()).then(|| ("affects".to_owned(), Argument::List(items)))
}

/// An item of `docs/protocol.md` §5.2.
fn item(affected: &Affected) -> Argument {
    let word = |text: &str| Argument::Word(quoted(text));
    match &affected.function {
        None => word(&affected.context),
        Some(function) => Argument::Object(vec![
            ("context".to_owned(), word(&affected.context)),
            ("function".to_owned(), word(function)),
        ]),
    }
}

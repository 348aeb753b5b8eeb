//! The errors that a function declares, as one exported union.

use super::export::Exports;
use super::module::Module;
use super::named::NamedTypes;
use super::param::plain_member;
use crate::name::{self, pascal};
use crate::schema::Function;
use crate::typescript::{Comment, Object, Ty, alias, lower};

/// Declares `export type RenameError = …` and gives the type to name it by; none for a function without errors of
/// its own. Each is told from the others by its `code`.
pub(super) fn declare(
    module: &mut Module,
    function: &Function,
    types: &NamedTypes,
    exports: &mut Exports<'_>,
) -> Option<Ty> {
    if function.errors.is_empty() {
        return None;
    }
    let owner = format!("the function `{}`", function.name);
    let name = exports.take(name::type_constant(&format!("{}Error", pascal(&function.name))), &owner);
    let union = Ty::union(function.errors.iter().map(|failure| {
        let data = failure.shape.as_ref().map(|shape| plain_member("data", lower(shape, &types.names)));
        let code = plain_member("code", Ty::text(&failure.code));
        Ty::Object(Object { members: [code].into_iter().chain(data).collect(), index: None })
    }));
    module.uses(&union);
    module.block(alias(&described(function), &name, &union));
    Some(Ty::Ref(name))
}

/// What is said of each error, as a list below what the type is.
fn described(function: &Function) -> Comment {
    let mut comment = Comment::of(Some(&format!("What `{}` fails with of its own.", function.name)));
    let items: Vec<_> = function
        .errors
        .iter()
        .filter_map(|failure| Some(format!("- `{}`: {}", failure.code, failure.doc.as_deref()?.trim())))
        .collect();
    comment.paragraph(&items.join("\n"));
    comment
}

//! The errors that a function declares, as one exported union.

use super::export::Exports;
use super::module::Module;
use super::named::NamedTypes;
use super::param::plain_member;
use crate::name::{self, pascal};
use crate::schema::{Failure, Shape};
use crate::typescript::{Comment, Object, Ty, alias, item, lower};

/// Declares `export type RenameError = …` and gives the type to name it by; none for a function without errors of
/// its own. Each is told from the others by its `code`. Data in which nothing reads the wide integers (`is_read`) is unknown.
pub(super) fn declare(
    module: &mut Module,
    name: &str,
    owner: &str,
    errors: &[Failure],
    types: &NamedTypes,
    is_read: impl Fn(&Shape) -> bool,
    exports: &mut Exports<'_>,
) -> Option<Ty> {
    if errors.is_empty() {
        return None;
    }
    let identifier = exports.take(name::type_constant(&format!("{}Error", pascal(name))), owner);
    let union = Ty::union(errors.iter().map(|failure| {
        let data = failure.shape.as_ref().map(|shape| {
            let ty = if is_read(shape) { lower(shape, &types.names) } else { Ty::Unknown };
            plain_member("data", ty)
        });
        let code = plain_member("code", Ty::text(&failure.code));
        Ty::Object(Object { members: [code].into_iter().chain(data).collect(), index: None })
    }));
    module.uses(&union);
    module.block(alias(&described(owner, errors), &identifier, &union));
    Some(Ty::Ref(identifier))
}

/// What is said of each error, as a list below what the type is.
fn described(owner: &str, errors: &[Failure]) -> Comment {
    let owner = owner.strip_prefix("the function ").unwrap_or(owner);
    let mut comment = Comment::of(Some(&format!("What {owner} fails with of its own.")));
    let items: Vec<_> =
        errors.iter().filter_map(|failure| Some(item(&failure.code, failure.doc.as_deref()?))).collect();
    comment.paragraph(&items.join("\n"));
    comment
}

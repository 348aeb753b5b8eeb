//! Arguments and params as members of an interface.

use crate::schema::{Function, Param};
use crate::typescript::{Argument, Comment, Member, Names, Ty, comment, default_text, lower, quoted};

/// The members of the interface of a function's arguments, in the order of declaration.
pub(super) fn arguments(args: &[Param], names: &Names) -> Vec<Member> {
    args.iter().map(|arg| member(arg, default_text(&arg.shape), names)).collect()
}

/// The members of the interface of a context's params. Their defaults stand in its definition.
pub(super) fn params(params: &[Param], names: &Names) -> Vec<Member> {
    params.iter().map(|param| member(param, None, names)).collect()
}

fn member(param: &Param, default: Option<String>, names: &Names) -> Member {
    Member {
        name: param.name.clone(),
        required: param.required,
        ty: lower(&param.shape, names),
        comment: comment(param.doc.as_deref(), &param.shape, default),
    }
}

/// A member without a comment, as in the type of a context's data.
pub(super) fn plain_member(name: &str, ty: Ty) -> Member {
    Member { name: name.to_owned(), required: true, ty, comment: Comment::default() }
}

/// The hash by which a server tells a client that is too old (`docs/protocol.md` §11).
pub(super) fn contract(hash: Option<&str>) -> Option<(String, Argument)> {
    Some(("contract".to_owned(), Argument::Word(quoted(hash?))))
}

/// `doc` as a comment, with what the schema says of the function's deprecation.
pub(super) fn documented(function: &Function, doc: Option<&str>) -> Comment {
    let mut comment = Comment::of(doc);
    if let Some(deprecated) = &function.deprecated {
        comment.tag("@deprecated", &deprecated.reason);
    }
    comment
}

//! Lays out types and their declarations as Biome does.

use super::doc::Doc;
use super::literal::quoted_name;
use super::tsdoc::Comment;
use super::ty::{Member, Object, Tuple, Ty};
use crate::name::is_identifier;

/// `export interface X { … }`, always on several lines.
pub(crate) fn interface(comment: &Comment, name: &str, members: &[Member]) -> Doc {
    let body = members.iter().flat_map(|member| [Doc::HardLine, commented(member), Doc::text(";")]);
    Doc::concat([
        comment.leading(),
        Doc::text(format!("export interface {name} {{")),
        Doc::indent(body),
        Doc::HardLine,
        Doc::text("}"),
    ])
}

/// `export type X = …;`
pub(crate) fn alias(comment: &Comment, name: &str, ty: &Ty) -> Doc {
    let value = if indents_itself(ty) {
        Doc::concat([Doc::text(" "), indented_union(ty)])
    } else {
        Doc::Assigned(Box::new(doc(ty)))
    };
    Doc::concat([comment.leading(), Doc::group([Doc::text(format!("export type {name} =")), value, Doc::text(";")])])
}

/// A type on one line, without comments, for messages and tables.
pub(crate) fn one_line(ty: &Ty) -> String {
    doc(&ty.without_comments()).print_flat()
}

/// A type where nothing else decides on its line ends.
pub(super) fn doc(ty: &Ty) -> Doc {
    match ty {
        Ty::Unknown => Doc::text("unknown"),
        Ty::Never => Doc::text("never"),
        Ty::Void => Doc::text("void"),
        Ty::Null => Doc::text("null"),
        Ty::Boolean => Doc::text("boolean"),
        Ty::Number => Doc::text("number"),
        Ty::BigInt => Doc::text("bigint"),
        Ty::String => Doc::text("string"),
        Ty::Blob => Doc::text("Blob"),
        Ty::Literal(literal) => Doc::text(literal.printed()),
        Ty::Ref(name) => Doc::text(name.clone()),
        Ty::Array(item) => Doc::concat([operand(item), Doc::text("[]")]),
        Ty::Tuple(tuple) => self::tuple(tuple),
        Ty::Object(object) => self::object(object),
        Ty::Union(parts) => Doc::group([union(parts)]),
        Ty::Intersection(parts) => intersection(parts),
    }
}

/// A type before `[]` or `?`, in parentheses where it needs them.
fn operand(ty: &Ty) -> Doc {
    match ty {
        Ty::Union(parts) if !hugs(parts) => {
            Doc::group([Doc::text("("), Doc::indent([Doc::SOFT_LINE, union(parts)]), Doc::SOFT_LINE, Doc::text(")")])
        }
        Ty::Union(_) | Ty::Intersection(_) => Doc::concat([Doc::text("("), doc(ty), Doc::text(")")]),
        _ => doc(ty),
    }
}

/// The parts on one line, or each behind its `|`.
fn union(parts: &[Ty]) -> Doc {
    if hugs(parts) {
        return Doc::join(parts.iter().map(doc), &Doc::text(" | "));
    }
    let separator = Doc::concat([Doc::LINE, Doc::text("| ")]);
    let parts = parts.iter().map(|part| match part {
        Ty::Intersection(_) => Doc::indent([Doc::text("("), doc(part), Doc::text(")")]),
        _ => Doc::indent([doc(part)]),
    });
    Doc::concat([Doc::IfBroken { broken: "| ", flat: "" }, Doc::join(parts, &separator)])
}

/// Whether a union is one object or named type and `null`, which then stay on one line.
fn hugs(parts: &[Ty]) -> bool {
    matches!(parts, [Ty::Object(_) | Ty::Ref(_), Ty::Null])
}

/// Whether a type begins on the next line, indented, when it does not fit.
fn indents_itself(ty: &Ty) -> bool {
    matches!(ty, Ty::Union(parts) if !hugs(parts))
}

fn indented_union(ty: &Ty) -> Doc {
    match ty {
        Ty::Union(parts) if !hugs(parts) => Doc::group([Doc::indent([Doc::SOFT_LINE, union(parts)])]),
        _ => doc(ty),
    }
}

/// Objects stay on the line of the `&` before them; anything else may go to the next.
fn intersection(parts: &[Ty]) -> Doc {
    let is_object = |ty: &Ty| matches!(ty, Ty::Object(_));
    let mut docs = Vec::new();
    let mut indented = false;
    for (index, part) in parts.iter().enumerate() {
        let printed = match part {
            Ty::Union(_) => operand(part),
            _ => doc(part),
        };
        let Some(previous) = index.checked_sub(1).map(|at| &parts[at]) else {
            docs.push(printed);
            continue;
        };
        match (is_object(previous), is_object(part)) {
            (false, false) => docs.push(Doc::indent([Doc::text(" &"), Doc::LINE, printed])),
            (true, true) => docs.extend([Doc::text(" & "), if indented { Doc::indent([printed]) } else { printed }]),
            _ => {
                indented |= index > 1;
                docs.extend([Doc::text(" & "), if index > 1 { Doc::indent([printed]) } else { printed }]);
            }
        }
    }
    Doc::group(docs)
}

fn tuple(tuple: &Tuple) -> Doc {
    let several = tuple.items.len() + usize::from(tuple.rest.is_some()) > 1;
    let items = tuple.items.iter().enumerate().map(|(index, item)| match (index < tuple.required, item) {
        (false, item) => Doc::concat([operand(item), Doc::text("?")]),
        (true, Ty::Union(parts)) if several && !hugs(parts) => Doc::group([
            Doc::indent([Doc::IfBroken { broken: "(", flat: "" }, Doc::SOFT_LINE, union(parts)]),
            Doc::SOFT_LINE,
            Doc::IfBroken { broken: ")", flat: "" },
        ]),
        (true, item) => doc(item),
    });
    let rest = tuple.rest.iter().map(|item| Doc::concat([Doc::text("..."), operand(item), Doc::text("[]")]));
    let items: Vec<_> = items.chain(rest).collect();
    if items.is_empty() {
        return Doc::text("[]");
    }
    Doc::bracketed("[", items, ",", "]", Doc::SOFT_LINE)
}

fn object(object: &Object) -> Doc {
    let members = object.members.iter().map(commented);
    let index = object.index.iter().map(|ty| annotated(index_name(), ty));
    let separator = Doc::concat([Doc::text(";"), Doc::LINE]);
    Doc::group([
        Doc::text("{"),
        Doc::indent([Doc::LINE, Doc::join(members.chain(index), &separator)]),
        Doc::IfBroken { broken: ";", flat: "" },
        Doc::LINE,
        Doc::text("}"),
    ])
}

fn commented(member: &Member) -> Doc {
    let name = if is_identifier(&member.name) { member.name.clone() } else { quoted_name(&member.name) };
    let mark = if member.required { "" } else { "?" };
    Doc::concat([member.comment.leading(), annotated(Doc::text(name + mark), &member.ty)])
}

fn index_name() -> Doc {
    Doc::group([
        Doc::text("["),
        Doc::indent([Doc::SOFT_LINE, Doc::text("key: string")]),
        Doc::SOFT_LINE,
        Doc::text("]"),
    ])
}

fn annotated(name: Doc, ty: &Ty) -> Doc {
    Doc::concat([name, Doc::text(": "), indented_union(ty)])
}

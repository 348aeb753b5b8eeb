//! `export const x = /* @__PURE__ */ f<A, B>(…);`, laid out as Biome does.

use super::doc::{Doc, WIDTH};
use super::literal::quoted_name;
use super::print::doc;
use super::tsdoc::Comment;
use super::ty::Ty;
use crate::name::is_identifier;

/// A call of a function of the runtime.
pub(crate) struct Call {
    pub(crate) function: &'static str,
    pub(crate) types: Vec<Ty>,
    pub(crate) arguments: Vec<Argument>,
}

/// A value in the source.
pub(crate) enum Argument {
    /// An identifier or a literal, as it is printed.
    Word(String),
    /// In an object, the constant that has the member's own name: `{ checks }`.
    Same,
    /// `(parameter) => body`
    Function {
        parameter: &'static str,
        body: String,
    },
    List(Vec<Argument>),
    Object(Vec<(String, Argument)>),
    /// What a call answers, which a bundler drops where nothing uses it.
    Call(Call),
}

/// Declares an exported constant. The annotation lets a bundler drop it where nothing uses it.
pub(crate) fn constant(comment: &Comment, name: &str, call: &Call) -> Doc {
    let value = Doc::concat([Doc::text("/* @__PURE__ */ "), printed(call)]);
    let value = if is_poorly_breakable(call) {
        Doc::group([Doc::indent([Doc::LINE, value])])
    } else {
        Doc::Assigned(Box::new(value))
    };
    Doc::concat([comment.leading(), Doc::group([Doc::text(format!("export const {name} =")), value, Doc::text(";")])])
}

/// Declares an exported list of constants, whose type is their values.
pub(crate) fn listed(comment: &Comment, name: &str, items: Vec<Argument>) -> Doc {
    let list = Doc::Assigned(Box::new(value(&Argument::List(items))));
    Doc::concat([
        comment.leading(),
        Doc::group([Doc::text(format!("export const {name} =")), list, Doc::text(" as const;")]),
    ])
}

/// A call whose one short argument is not worth a line of its own.
fn is_poorly_breakable(call: &Call) -> bool {
    match call.arguments.as_slice() {
        [Argument::Word(word)] => call.types.is_empty() && word.len() <= WIDTH / 4,
        _ => false,
    }
}

fn printed(call: &Call) -> Doc {
    let types = match call.types.as_slice() {
        [] => Doc::text(""),
        types => Doc::bracketed("<", types.iter().map(doc).collect(), "", ">", Doc::SOFT_LINE),
    };
    Doc::concat([Doc::text(call.function), types, arguments(&call.arguments)])
}

/// An object at the end keeps its braces on the line of the parentheses.
fn arguments(arguments: &[Argument]) -> Doc {
    let all = || arguments.iter().map(value).collect::<Vec<_>>();
    let broken_out = Doc::bracketed("(", all(), ",", ")", Doc::SOFT_LINE);
    let Some((Argument::Object(members), before)) = arguments.split_last() else { return broken_out };
    let separator = Doc::text(", ");
    let hugged = before.iter().map(value).chain([object(members).broken()]);
    Doc::Choice {
        flat: Box::new(Doc::concat([Doc::text("("), Doc::join(all(), &separator), Doc::text(")")])),
        broken: vec![Doc::concat([Doc::text("("), Doc::join(hugged, &separator), Doc::text(")")]), broken_out.broken()],
    }
}

/// A list, an object or a word by itself.
pub(crate) fn literal(value: &Argument) -> Doc {
    self::value(value)
}

fn value(argument: &Argument) -> Doc {
    match argument {
        Argument::Word(word) => Doc::text(word.clone()),
        Argument::Same => Doc::text(""),
        Argument::Function { parameter, body } => {
            let body = Doc::indent([Doc::LINE, Doc::text(body.clone())]);
            Doc::group([Doc::text(format!("({parameter}) =>")), body])
        }
        Argument::Object(members) => object(members),
        Argument::Call(call) => Doc::concat([Doc::text("/* @__PURE__ */ "), printed(call)]),
        Argument::List(items) => {
            let printed = Doc::bracketed("[", items.iter().map(value).collect(), ",", "]", Doc::SOFT_LINE);
            let several = |item: &Argument| matches!(item, Argument::Object(members) if members.len() > 1);
            if items.len() > 1 && items.iter().all(several) { printed.broken() } else { printed }
        }
    }
}

fn object(members: &[(String, Argument)]) -> Doc {
    if members.is_empty() {
        return Doc::text("{}");
    }
    let members = members.iter().map(|(name, value)| {
        let is_index = name.bytes().all(|byte| byte.is_ascii_digit()) && (name == "0" || !name.starts_with('0'));
        let name = if is_identifier(name) || is_index { name.clone() } else { quoted_name(name) };
        match value {
            Argument::Same => Doc::text(name),
            value => Doc::concat([Doc::text(format!("{name}: ")), self::value(value)]),
        }
    });
    Doc::bracketed("{", members.collect(), ",", "}", Doc::LINE)
}

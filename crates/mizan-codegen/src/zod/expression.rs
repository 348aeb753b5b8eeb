//! Expressions of calls, and how Biome lays them out.

use std::collections::BTreeSet;

use crate::name::is_identifier;
use crate::typescript::{Doc, WIDTH, quoted_name};

/// An expression.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Expression {
    /// An identifier or a literal, as it is printed.
    Word(String),
    /// A constant of the file.
    Constant(String),
    /// A function that gives a constant of the file, which may be declared further down.
    Later(String),
    List(Vec<Expression>),
    /// Its members stand on lines of their own.
    Object(Vec<(String, Expression)>),
    /// `z.name(…)`, or a function of the file itself.
    Call(String, Vec<Expression>),
    /// `of.check(…)`
    Checked(Box<Expression>, Vec<Expression>),
}

/// The named type whose values a constant is for, where the compiler cannot infer it.
pub(crate) struct Annotation {
    pub(crate) identifier: String,
    /// Whether what Zod infers may be put otherwise than what the interface says.
    pub(crate) loose: bool,
}

impl Annotation {
    fn doc(&self) -> Doc {
        let both = vec![Doc::text(self.identifier.clone()); 2];
        Doc::bracketed(": z.ZodMiniType<", both, "", ">", Doc::SOFT_LINE)
    }
}

/// Calls whose inferred type may be put otherwise than in TypeScript's own.
const LOOSE: &[&str] = &["z.intersection", "z.catchall", "z.looseObject", "z.tuple", "z.unknown"];

impl Expression {
    pub(crate) fn word(text: impl Into<String>) -> Self {
        Self::Word(text.into())
    }

    /// A call of one of Zod's functions.
    pub(crate) fn zod(name: &str, arguments: Vec<Expression>) -> Self {
        Self::Call(format!("z.{name}"), arguments)
    }

    /// The same with checks, if there are any.
    pub(crate) fn checked(self, checks: Vec<Expression>) -> Self {
        if checks.is_empty() { self } else { Self::Checked(Box::new(self), checks) }
    }

    pub(crate) fn is_call_of(&self, name: &str) -> bool {
        matches!(self, Self::Call(callee, _) if callee.strip_prefix("z.") == Some(name))
    }

    /// What stands behind the `z` of a call of Zod's.
    fn link(&self) -> Option<Doc> {
        match self {
            Self::Call(callee, given) => {
                let method = callee.strip_prefix('z').filter(|method| method.starts_with('.'))?;
                Some(Doc::concat([Doc::text(method.to_owned()), arguments(given)]))
            }
            Self::Word(word) => {
                let method = word.strip_prefix('z').filter(|method| method.starts_with('.'))?;
                Some(Doc::text(method.to_owned()))
            }
            _ => None,
        }
    }

    /// Whether what Zod infers of it may be put otherwise than TypeScript's own type of the schema, as it is for the
    /// constants `loose`.
    pub(crate) fn is_loose(&self, loose: &BTreeSet<&str>) -> bool {
        match self {
            Self::Word(_) | Self::Later(_) => false,
            Self::Constant(name) => loose.contains(name.as_str()),
            Self::List(items) => items.iter().any(|item| item.is_loose(loose)),
            Self::Object(members) => members.iter().any(|(_, value)| value.is_loose(loose)),
            Self::Call(callee, given) => {
                LOOSE.contains(&callee.as_str()) || given.iter().any(|item| item.is_loose(loose))
            }
            Self::Checked(of, _) => of.is_loose(loose),
        }
    }

    /// The constants of the file that it is made of.
    pub(crate) fn constants(&self) -> Vec<&str> {
        match self {
            Self::Word(_) => Vec::new(),
            Self::Constant(name) | Self::Later(name) => vec![name],
            Self::List(items) | Self::Call(_, items) => items.iter().flat_map(Self::constants).collect(),
            Self::Object(members) => members.iter().flat_map(|(_, value)| value.constants()).collect(),
            Self::Checked(of, _) => of.constants(),
        }
    }

    fn doc(&self) -> Doc {
        match self {
            Self::Word(word) | Self::Constant(word) => Doc::text(word.clone()),
            Self::Later(constant) => Doc::text(format!("() => {constant}")),
            Self::List(items) => list(items),
            Self::Object(members) => object(members),
            Self::Call(callee, given) => Doc::concat([Doc::text(callee.clone()), arguments(given)]),
            Self::Checked(of, checks) => checked(of, checks),
        }
    }

    /// Whether it takes several lines wherever it stands.
    fn is_long(&self) -> bool {
        match self {
            Self::Word(_) | Self::Constant(_) | Self::Later(_) => false,
            Self::Object(members) => !members.is_empty(),
            Self::List(items) | Self::Call(_, items) => items.iter().any(Self::is_long),
            Self::Checked(of, checks) => of.is_long() || checks.iter().any(Self::is_long),
        }
    }

    /// Calls without arguments or with a lone short one, which are not worth breaking inside.
    fn is_poorly_breakable(&self) -> bool {
        match self {
            Self::Call(_, arguments) => match arguments.as_slice() {
                [] => true,
                [Self::Word(text) | Self::Constant(text)] => text.len() <= WIDTH / 4,
                _ => false,
            },
            _ => false,
        }
    }
}

/// `[export] const name[: T] = value;`
pub(crate) fn declaration(exported: bool, name: &str, annotation: Option<&Annotation>, value: &Expression) -> Doc {
    let export = if exported { "export " } else { "" };
    let ending = if annotation.is_some_and(|annotation| annotation.loose) { " as never;" } else { ";" };
    let annotation = annotation.map(Annotation::doc);
    let left = [Doc::text(format!("{export}const {name}"))].into_iter().chain(annotation);
    Doc::group(left.chain([Doc::text(" ="), assigned(value), Doc::text(ending)]))
}

/// A call of Zod's that is checked stands on one line, or has each of its links on one of its own.
fn checked(of: &Expression, checks: &[Expression]) -> Doc {
    let check = Doc::concat([Doc::text(".check"), arguments(checks)]).shared();
    let Some(link) = of.link() else { return Doc::concat([of.doc(), check]) };
    let link = link.shared();
    let links = Doc::indent([Doc::HardLine, link.clone(), Doc::HardLine, check.clone()]);
    let chain = Doc::concat([Doc::text("z"), links]);
    if of.is_long() {
        return chain;
    }
    Doc::Choice { flat: Box::new(Doc::concat([Doc::text("z"), link, check])), broken: vec![chain] }
}

/// `export const name = /* @__PURE__ */ (() => value)();`: a bundler leaves it out where nothing uses it, whatever it calls.
pub(crate) fn dropped_declaration(name: &str, value: &Expression) -> Doc {
    Doc::group([
        Doc::text(format!("export const {name} = /* @__PURE__ */ (() =>")),
        Doc::indent([Doc::LINE, value.doc()]),
        Doc::text(")();"),
    ])
}

fn assigned(value: &Expression) -> Doc {
    if value.is_poorly_breakable() {
        Doc::group([Doc::indent([Doc::LINE, value.doc()])])
    } else {
        Doc::Assigned(Box::new(value.doc()))
    }
}

/// A list or an object at the end keeps its brackets on the line of the parentheses.
fn arguments(given: &[Expression]) -> Doc {
    if given.is_empty() {
        return Doc::text("()");
    }
    // Without sharing, what is nested would be written down twice for each level.
    let all: Vec<Doc> = given.iter().map(|argument| argument.doc().shared()).collect();
    let broken_out = Doc::bracketed("(", all.clone(), ",", ")", Doc::SOFT_LINE);
    if is_composition(given) {
        return broken_out.broken();
    }
    let (Some(Expression::List(_) | Expression::Object(_)), Some((last, before))) = (given.last(), all.split_last())
    else {
        return broken_out;
    };
    let separator = Doc::text(", ");
    let hugged = before.iter().cloned().chain([last.clone().broken()]);
    Doc::Choice {
        flat: Box::new(Doc::concat([Doc::text("("), Doc::join(all.iter().cloned(), &separator), Doc::text(")")])),
        broken: vec![Doc::concat([Doc::text("("), Doc::join(hugged, &separator), Doc::text(")")]), broken_out.broken()],
    }
}

/// Whether one of several arguments is a call that is given a function: those are never on one line.
fn is_composition(given: &[Expression]) -> bool {
    let takes_function = |argument: &Expression| match argument {
        Expression::Call(_, given) => given.iter().any(|argument| matches!(argument, Expression::Later(_))),
        _ => false,
    };
    given.len() > 1 && given.iter().any(takes_function)
}

fn list(items: &[Expression]) -> Doc {
    if items.is_empty() {
        return Doc::text("[]");
    }
    Doc::bracketed("[", items.iter().map(Expression::doc).collect(), ",", "]", Doc::SOFT_LINE)
}

fn object(members: &[(String, Expression)]) -> Doc {
    if members.is_empty() {
        return Doc::text("{}");
    }
    let members = members.iter().flat_map(|(name, value)| {
        let name = if is_identifier(name) { name.clone() } else { quoted_name(name) };
        [Doc::HardLine, Doc::group([Doc::text(format!("{name}:")), assigned(value)]), Doc::text(",")]
    });
    Doc::group([Doc::text("{"), Doc::indent(members), Doc::HardLine, Doc::text("}")])
}

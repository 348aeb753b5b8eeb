//! The TypeScript types that a schema can need, and how they combine.

use std::collections::HashSet;

use super::tsdoc::Comment;

/// A TypeScript type.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Ty {
    Unknown,
    Never,
    /// Nothing is given: the arguments of a function without any.
    Void,
    Null,
    Boolean,
    Number,
    /// An integer of any size.
    BigInt,
    String,
    /// A file.
    Blob,
    Literal(Literal),
    /// A named type, by its TypeScript identifier.
    Ref(String),
    Array(Box<Ty>),
    Tuple(Tuple),
    Object(Object),
    /// At least two, none of them a union.
    Union(Vec<Ty>),
    /// At least two, none of them an intersection.
    Intersection(Vec<Ty>),
}

/// A value that is its own type.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Literal {
    Boolean(bool),
    Integer(i64),
    Float(f64),
    String(String),
}

/// `[A, B?, ...C[]]`
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Tuple {
    pub(crate) items: Vec<Ty>,
    /// How many of them must be there.
    pub(crate) required: usize,
    pub(crate) rest: Option<Box<Ty>>,
}

/// `{ a: A; b?: B; [key: string]: C }`
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Object {
    pub(crate) members: Vec<Member>,
    pub(crate) index: Option<Box<Ty>>,
}

/// One member of an object.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Member {
    pub(crate) name: String,
    pub(crate) required: bool,
    pub(crate) ty: Ty,
    pub(crate) comment: Comment,
}

impl Ty {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Ty::Literal(Literal::String(text.into()))
    }

    /// A value of any of `parts`: nested unions opened, repetitions dropped, constants first, `null` last.
    pub(crate) fn union(parts: impl IntoIterator<Item = Ty>) -> Self {
        let mut union = Union::default();
        for part in parts {
            match part {
                Ty::Unknown => return Ty::Unknown,
                Ty::Never => {}
                Ty::Union(inner) => inner.into_iter().for_each(|part| union.add(part)),
                part => union.add(part),
            }
        }
        let mut kept = union.finish();
        if let Some(at) = kept.iter().position(|part| *part == Ty::Null) {
            let null = kept.remove(at);
            kept.push(null);
        }
        one_or(kept, Ty::Never, Ty::Union)
    }

    /// A value of all of `parts`: nested intersections opened, inline objects of distinct members merged.
    pub(crate) fn intersection(parts: impl IntoIterator<Item = Ty>) -> Self {
        let mut kept = Vec::new();
        for part in parts {
            match part {
                Ty::Never => return Ty::Never,
                Ty::Unknown => {}
                Ty::Intersection(inner) => inner.into_iter().for_each(|part| meet(&mut kept, part)),
                part => meet(&mut kept, part),
            }
        }
        one_or(kept, Ty::Unknown, Ty::Intersection)
    }

    pub(crate) fn array(item: Ty) -> Self {
        Ty::Array(Box::new(item))
    }

    pub(crate) fn map(value: Ty) -> Self {
        Ty::Object(Object { members: Vec::new(), index: Some(Box::new(value)) })
    }

    /// The same type without what is said of its members.
    pub(crate) fn without_comments(&self) -> Ty {
        let all = |types: &[Ty]| types.iter().map(Ty::without_comments).collect();
        let boxed = |ty: &Ty| Box::new(ty.without_comments());
        match self {
            Ty::Array(item) => Ty::Array(boxed(item)),
            Ty::Tuple(Tuple { items, required, rest }) => {
                Ty::Tuple(Tuple { items: all(items), required: *required, rest: rest.as_deref().map(boxed) })
            }
            Ty::Object(Object { members, index }) => {
                let bare = |member: &Member| Member {
                    ty: member.ty.without_comments(),
                    comment: Comment::default(),
                    ..member.clone()
                };
                Ty::Object(Object { members: members.iter().map(bare).collect(), index: index.as_deref().map(boxed) })
            }
            Ty::Union(parts) => Ty::Union(all(parts)),
            Ty::Intersection(parts) => Ty::Intersection(all(parts)),
            simple => simple.clone(),
        }
    }

    /// The named types that stand in it, in order, with repetitions.
    pub(crate) fn names(&self) -> Vec<&str> {
        let mut names = Vec::new();
        self.visit(&mut |ty| {
            if let Ty::Ref(name) = ty {
                names.push(name.as_str());
            }
        });
        names
    }

    fn visit<'a>(&'a self, see: &mut impl FnMut(&'a Ty)) {
        see(self);
        match self {
            Ty::Array(item) => item.visit(see),
            Ty::Tuple(tuple) => tuple.items.iter().chain(tuple.rest.as_deref()).for_each(|item| item.visit(see)),
            Ty::Object(object) => {
                let members = object.members.iter().map(|member| &member.ty);
                members.chain(object.index.as_deref()).for_each(|ty| ty.visit(see));
            }
            Ty::Union(parts) | Ty::Intersection(parts) => parts.iter().for_each(|part| part.visit(see)),
            _ => {}
        }
    }
}

/// The parts of a union as they come. Enumerations may be long, so their values are looked up by text.
#[derive(Default)]
struct Union {
    values: Vec<Ty>,
    texts: HashSet<String>,
    others: Vec<Ty>,
}

impl Union {
    fn add(&mut self, part: Ty) {
        match &part {
            Ty::Literal(literal) if self.texts.insert(literal.printed()) => self.values.push(part),
            Ty::Literal(_) => {}
            _ if self.others.contains(&part) => {}
            _ => self.others.push(part),
        }
    }

    fn finish(mut self) -> Vec<Ty> {
        let both = self.texts.contains("true") && self.texts.contains("false");
        if both || self.others.contains(&Ty::Boolean) {
            self.values.retain(|value| !matches!(value, Ty::Literal(Literal::Boolean(_))));
        }
        if both && !self.others.contains(&Ty::Boolean) {
            self.others.insert(0, Ty::Boolean);
        }
        self.values.append(&mut self.others);
        self.values
    }
}

fn meet(kept: &mut Vec<Ty>, part: Ty) {
    if let (Ty::Object(new), Some(Ty::Object(object))) = (&part, kept.last_mut())
        && object.index.is_none()
        && new.index.is_none()
        && !new.members.iter().any(|member| object.members.iter().any(|other| other.name == member.name))
    {
        object.members.extend(new.members.iter().cloned());
        return;
    }
    if !kept.contains(&part) {
        kept.push(part);
    }
}

fn one_or(mut parts: Vec<Ty>, none: Ty, many: fn(Vec<Ty>) -> Ty) -> Ty {
    match parts.len() {
        0 => none,
        1 => parts.pop().unwrap_or(none),
        _ => many(parts),
    }
}

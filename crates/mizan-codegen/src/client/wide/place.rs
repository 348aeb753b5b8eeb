//! In which members, items and alternatives of a type the wide integers are.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use crate::json::Json;
use crate::schema::{Keywords, Kind, Schema, Shape};

/// How deep a type is looked into, and how often at all; beyond that its alternatives count as not to be told apart.
const DEPTH: usize = 100;
const LOOKS: usize = 20_000;

/// Where wide integers are in a value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Place {
    /// It is one.
    Here,
    /// Where the named type has them.
    As(String),
    /// In members of an object, or items of a tuple.
    In(BTreeMap<String, Place>),
    /// In each item of a list or member of a map, but in some as they say, or not at all.
    Each(Box<Place>, BTreeMap<String, Option<Place>>),
    /// As the value of a member says.
    Told(String, BTreeMap<String, Place>),
}

impl Place {
    /// In these members, if there are any.
    pub(super) fn members(members: BTreeMap<String, Place>) -> Option<Self> {
        (!members.is_empty()).then_some(Place::In(members))
    }
}

/// Nothing tells where they are: one alternative has text where another has a wide integer.
#[derive(Debug, PartialEq)]
pub(super) struct Unclear;

type Found = Result<Option<Place>, Unclear>;

/// Finds where they are.
pub(super) struct Places<'a> {
    schema: &'a Schema,
    /// The named types that have some, at any remove.
    named: BTreeSet<&'a str>,
    depth: Cell<usize>,
    looks: Cell<usize>,
}

impl<'a> Places<'a> {
    pub(super) fn new(schema: &'a Schema) -> Self {
        Self { schema, named: schema.types_with(is_wide), depth: Cell::new(0), looks: Cell::new(0) }
    }

    /// The named types that have some and are no wide integers themselves.
    pub(super) fn named(&self) -> impl Iterator<Item = &'a str> {
        self.named.iter().copied().filter(|name| !self.schema.types.get(*name).is_some_and(is_itself))
    }

    pub(super) fn is_in(&self, shape: &Shape) -> bool {
        shape.is_with(is_wide, &self.named)
    }

    /// Where they are in a value of this type, if there may be any.
    pub(super) fn find(&self, shape: &Shape) -> Found {
        self.looks.set(LOOKS);
        self.of(shape)
    }

    /// Looks one level deeper, which ends at some point whatever a schema says.
    fn deeper<T>(&self, look: impl FnOnce() -> Result<T, Unclear>) -> Result<T, Unclear> {
        let (depth, looks) = (self.depth.get() + 1, self.looks.get());
        if depth > DEPTH || looks == 0 {
            return Err(Unclear);
        }
        self.depth.set(depth);
        self.looks.set(looks - 1);
        let found = look();
        self.depth.set(depth - 1);
        found
    }

    fn of(&self, shape: &Shape) -> Found {
        if self.is_in(shape) { self.deeper(|| self.all(shape)) } else { Ok(None) }
    }

    /// What every part of a type says.
    fn all(&self, Shape(of): &Shape) -> Found {
        let mut found = self.own(of)?;
        if let Some(name) = of.reference.as_deref().filter(|name| self.named.contains(name)) {
            let itself = self.schema.types.get(name).is_some_and(is_itself);
            let place = if itself { Place::Here } else { Place::As(name.to_owned()) };
            found = self.both(found, Some(place))?;
        }
        for part in of.all_of.iter().flatten() {
            found = self.both(found, self.of(part)?)?;
        }
        for choice in [&of.any_of, &of.one_of].into_iter().flatten() {
            found = self.both(found, self.choice(choice)?)?;
        }
        Ok(found)
    }

    fn own(&self, of: &Keywords) -> Found {
        if of.values.is_some() {
            return Ok(None);
        }
        if is_wide(of) {
            return Ok(Some(Place::Here));
        }
        let mut each = of.items.as_ref().map_or(Ok(None), |items| self.of(items))?;
        for other in of.additional.iter().chain(&of.patterns) {
            each = self.both(each, self.of(other)?)?;
        }
        let members = of.members.iter().map(|member| (member.name.clone(), &member.shape));
        let items = of.prefix.iter().flatten().enumerate().map(|(index, item)| (index.to_string(), item));
        let mut at = BTreeMap::new();
        for (name, shape) in members.chain(items) {
            at.insert(name, self.of(shape)?);
        }
        // As a literal it would be the prototype of the object.
        at.remove("__proto__");
        Ok(match each {
            Some(each) => Some(Place::Each(Box::new(each), at)),
            None => Place::members(at.into_iter().filter_map(|(name, place)| Some((name, place?))).collect()),
        })
    }

    fn choice(&self, shapes: &[Shape]) -> Found {
        let shapes: Vec<&Shape> = shapes.iter().filter(|shape| !is_null(shape)).collect();
        let places: Vec<Option<Place>> = shapes.iter().map(|shape| self.of(shape)).collect::<Result<_, _>>()?;
        if let Some((tag, values)) = self.tag(&shapes) {
            let cases = values.into_iter().zip(places).filter_map(|(value, place)| Some((value, place?)));
            let cases: BTreeMap<_, _> = cases.collect();
            return Ok((!cases.is_empty()).then_some(Place::Told(tag, cases)));
        }
        let mut joined = None;
        for place in places {
            joined = self.both(joined, place)?;
        }
        match joined {
            // Text that is an integer counts as one where it may be either.
            None | Some(Place::Here) => Ok(joined),
            Some(place) if shapes.iter().all(|shape| self.agrees(shape, &place)) => Ok(Some(place)),
            Some(_) => Err(Unclear),
        }
    }

    /// Where either place says.
    fn both(&self, one: Option<Place>, other: Option<Place>) -> Found {
        match (one, other) {
            (Some(one), Some(other)) if one != other => self.deeper(|| self.joined(one, other)),
            (one, other) => Ok(one.or(other)),
        }
    }

    fn joined(&self, one: Place, other: Place) -> Found {
        match (one, other) {
            (Place::As(name), other) | (other, Place::As(name)) => {
                let shape = self.schema.types.get(&name).ok_or(Unclear)?;
                self.both(self.of(shape)?, Some(other))
            }
            (Place::In(mut one), Place::In(other)) => {
                for (name, place) in other {
                    let joined = self.both(one.remove(&name), Some(place))?;
                    one.extend(joined.map(|place| (name, place)));
                }
                Ok(Some(Place::In(one)))
            }
            // One is a list or map and the other something else, such as an object of known members.
            (Place::Each(each, mut but), Place::In(members)) | (Place::In(members), Place::Each(each, mut but)) => {
                for (name, place) in members {
                    let before = but.remove(&name).unwrap_or_else(|| Some((*each).clone()));
                    but.insert(name, self.both(before, Some(place))?);
                }
                Ok(Some(Place::Each(each, but)))
            }
            _ => Err(Unclear),
        }
    }

    /// Whether reading a value of this type by a place finds no text that is none of its wide integers.
    fn agrees(&self, shape: &Shape, place: &Place) -> bool {
        self.deeper(|| Ok(self.every_part_agrees(shape, place))).unwrap_or(false)
    }

    fn every_part_agrees(&self, shape: &Shape, place: &Place) -> bool {
        let Shape(of) = shape;
        let parts = [&of.any_of, &of.one_of, &of.all_of].into_iter().flatten().flatten();
        let named = of.reference.as_ref().and_then(|name| self.schema.types.get(name));
        let same = matches!((place, &of.reference), (Place::As(name), Some(reference)) if name == reference);
        if !same && !parts.chain(named).all(|part| self.agrees(part, place)) {
            return false;
        }
        let at = |name: &str| {
            let member = of.members.iter().find(|member| member.name == name).map(|member| &member.shape);
            let item = || of.prefix.as_ref()?.get(name.parse::<usize>().ok()?).or(of.items.as_ref());
            member.or_else(item).or(of.additional.as_ref())
        };
        let inside = |name: &str, place: &Place| at(name).is_none_or(|shape| self.agrees(shape, place));
        match place {
            Place::Here => is_wide(of) || !may_be_integer_text(of),
            Place::As(name) => {
                let named = self.schema.types.get(name).filter(|_| !same).map(|shape| self.of(shape));
                named.is_none_or(|place| matches!(place, Ok(Some(place)) if self.agrees(shape, &place)))
            }
            Place::In(members) => members.iter().all(|(name, place)| inside(name, place)),
            Place::Each(each, but) => {
                let others = of.members.iter().filter(|member| !but.contains_key(&member.name));
                let others = others.map(|member| &member.shape).chain(&of.items).chain(&of.additional);
                others.chain(&of.patterns).all(|shape| self.agrees(shape, each))
                    && but.iter().all(|(name, place)| place.as_ref().is_none_or(|place| inside(name, place)))
            }
            Place::Told(tag, cases) => match constant(of, tag) {
                Some(value) => cases.get(&value).is_none_or(|place| self.agrees(shape, place)),
                None => at(tag).is_none(),
            },
        }
    }

    /// The member whose constant value tells each object from the others, and its values.
    fn tag(&self, shapes: &[&Shape]) -> Option<(String, Vec<String>)> {
        let first = shapes.first().filter(|_| shapes.len() > 1)?;
        self.members(first).into_iter().find_map(|name| {
            let values: Vec<String> = shapes.iter().map(|shape| self.constant(shape, name)).collect::<Option<_>>()?;
            let distinct = values.iter().collect::<BTreeSet<_>>().len() == values.len();
            distinct.then(|| (name.to_owned(), values))
        })
    }

    fn members<'s>(&'s self, Shape(of): &'s Shape) -> Vec<&'s str> {
        let named = of.reference.as_ref().and_then(|name| self.schema.types.get(name));
        let members = of.members.iter().chain(named.into_iter().flat_map(|shape| &shape.0.members));
        members.map(|member| member.name.as_str()).collect()
    }

    fn constant(&self, Shape(of): &Shape, name: &str) -> Option<String> {
        let named = || self.schema.types.get(of.reference.as_ref()?);
        constant(of, name).or_else(|| constant(&named()?.0, name))
    }
}

/// The value of a member that is always there and always the same.
fn constant(of: &Keywords, name: &str) -> Option<String> {
    let member = of.members.iter().find(|member| member.name == name && member.required)?;
    match member.shape.0.values.as_deref()? {
        [Json::String(text)] => Some(text.to_string()),
        _ => None,
    }
}

fn is_wide(of: &Keywords) -> bool {
    of.wide && of.kinds.contains(&Kind::String) && of.values.is_none()
}

/// Whether a type is a wide integer and nothing else.
fn is_itself(Shape(of): &Shape) -> bool {
    is_wide(of) && of.kinds.iter().all(|kind| matches!(kind, Kind::String | Kind::Null))
}

fn is_null(Shape(of): &Shape) -> bool {
    of.kinds == [Kind::Null] || of.values.as_deref() == Some(&[Json::Null])
}

/// Formats of text that is never an integer.
const OTHER_TEXT: &[&str] = &["byte", "binary", "date", "date-time", "duration", "email", "time", "uri", "url", "uuid"];

fn may_be_integer_text(of: &Keywords) -> bool {
    let is_digits =
        |text: &str| !text.is_empty() && text.trim_start_matches('-').bytes().all(|byte| byte.is_ascii_digit());
    match &of.values {
        Some(values) => values.iter().any(|value| matches!(value, Json::String(text) if is_digits(text))),
        None => {
            let format = of.constraints.format.as_deref();
            of.kinds.contains(&Kind::String) && !format.is_some_and(|format| OTHER_TEXT.contains(&format))
        }
    }
}

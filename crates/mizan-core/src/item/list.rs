//! The list of items: order kept, nothing twice, nothing covered.

use std::collections::{HashMap, HashSet};

use serde::{Serialize, Serializer};

use super::Item;
use crate::header;

/// Up to so many items, comparing each with each is faster than hashing them.
const COMPARED_ITEMS: usize = 16;

/// Items in the order in which they were declared and added, without those that another covers (§5.2). In JSON a list.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Items(Vec<Item>);

impl Items {
    /// The items, in order.
    #[must_use]
    pub fn as_slice(&self) -> &[Item] {
        &self.0
    }

    /// The items, in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Item> {
        self.0.iter()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing is invalidated.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What the answer's body tells `caller`, the id of the acting user: neither what is `server_only` nor what names
    /// another user (§5.1).
    #[must_use]
    pub fn for_caller(&self, caller: Option<&str>) -> Items {
        self.iter().filter(|item| is_for(item, caller)).cloned().collect()
    }

    /// What the answer's header says. With a feed, the same as the body; without one the header is the caches' only
    /// source, and has the bare context of what the caller may not see (§5.1).
    #[must_use]
    pub fn for_header(&self, caller: Option<&str>, has_feed: bool) -> Items {
        if has_feed {
            return self.for_caller(caller);
        }
        let widened = |item: &Item| if is_for(item, caller) { item.clone() } else { shown_bare(item) };
        self.iter().map(widened).collect()
    }
}

fn is_for(item: &Item, caller: Option<&str>) -> bool {
    !item.server_only && (item.user.is_none() || item.user.as_deref() == caller)
}

fn shown_bare(item: &Item) -> Item {
    Item { server_only: false, ..item.to_bare() }
}

/// Drops what is covered; linear in the items, times the few shapes that they have.
impl FromIterator<Item> for Items {
    fn from_iter<I: IntoIterator<Item = Item>>(items: I) -> Self {
        let items: Vec<Item> = items.into_iter().collect();
        let covered = if items.len() <= COMPARED_ITEMS { covered_by_pairs(&items) } else { covered_by_shape(&items) };
        Items(items.into_iter().zip(covered).filter_map(|(item, is_covered)| (!is_covered).then_some(item)).collect())
    }
}

impl IntoIterator for Items {
    type Item = Item;
    type IntoIter = std::vec::IntoIter<Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Items {
    type Item = &'a Item;
    type IntoIter = std::slice::Iter<'a, Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl Serialize for Items {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(&self.0)
    }
}

/// Of two items that cover each other, which are equal, the first stays.
fn covered_by_pairs(items: &[Item]) -> Vec<bool> {
    let is_covered = |at: usize| {
        let item = &items[at];
        items
            .iter()
            .enumerate()
            .any(|(other_at, other)| other_at != at && other.covers(item) && (other_at < at || !item.covers(other)))
    };
    (0..items.len()).map(is_covered).collect()
}

/// What an item narrows by, without the values. Within one shape, items are equal or cover nothing of each other.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Shape<'a> {
    context: &'a str,
    has_function: bool,
    has_user: bool,
    server_only: bool,
    params: Vec<&'a str>,
}

impl<'a> Shape<'a> {
    fn of(item: &'a Item) -> Self {
        Shape {
            context: &item.context,
            has_function: item.function.is_some(),
            has_user: item.user.is_some(),
            server_only: item.server_only,
            params: item.params.iter().map(|(name, _)| name.as_str()).collect(),
        }
    }

    /// The one item of this shape that would cover `item`, if items of this shape can.
    fn projection(&self, item: &Item) -> Option<Item> {
        let is_everything = self.context == super::EVERYTHING;
        let fits = (is_everything || self.context == item.context)
            && (!self.has_function || item.function.is_some())
            && (!self.has_user || item.user.is_some())
            && (!self.server_only || item.server_only);
        let params: Option<Vec<_>> =
            self.params.iter().map(|name| item.params.iter().find(|(own, _)| own == name).cloned()).collect();
        fits.then_some(Item {
            context: self.context.to_owned(),
            function: item.function.clone().filter(|_| self.has_function),
            user: item.user.clone().filter(|_| self.has_user),
            server_only: self.server_only,
            params: params?,
        })
    }
}

fn covered_by_shape(items: &[Item]) -> Vec<bool> {
    let mut texts: HashMap<Shape<'_>, HashSet<String>> = HashMap::new();
    let mut is_repeated = Vec::with_capacity(items.len());
    for item in items {
        let is_new = texts.entry(Shape::of(item)).or_default().insert(header::item_text(item));
        is_repeated.push(!is_new);
    }
    let is_covered = |item: &Item| {
        let own = Shape::of(item);
        texts.iter().filter(|(shape, _)| **shape != own).any(|(shape, texts)| {
            shape.projection(item).is_some_and(|broader| texts.contains(&header::item_text(&broader)))
        })
    };
    items.iter().zip(is_repeated).map(|(item, is_repeated)| is_repeated || is_covered(item)).collect()
}

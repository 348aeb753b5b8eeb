//! Things that are made of each other: in which order they can be told, and which are told in a circle.

use std::collections::{BTreeMap, BTreeSet};

/// Everything that `roots` reach by `uses`, in circles: things that are made of each other stand together, a thing that is
/// in no circle alone. Each stands below what it is made of, and the order depends on nothing but names.
///
/// Tarjan's strongly connected components, without recursion, as a chain may be long.
///
/// ```
/// use std::collections::BTreeSet;
///
/// let uses = |name: &str| match name {
///     "Page" => BTreeSet::from(["Post"]),
///     "Post" => BTreeSet::from(["Author", "Tag"]),
///     "Author" => BTreeSet::from(["Post"]),
///     _ => BTreeSet::new(),
/// };
/// assert_eq!(mizan_codegen::circles(["Page"], uses), [vec!["Tag"], vec!["Author", "Post"], vec!["Page"]]);
/// ```
pub fn circles<'a>(
    roots: impl IntoIterator<Item = &'a str>,
    uses: impl Fn(&'a str) -> BTreeSet<&'a str>,
) -> Vec<Vec<&'a str>> {
    let mut search = Search { uses, found: BTreeMap::new(), path: Vec::new(), circles: Vec::new() };
    for root in roots.into_iter().collect::<BTreeSet<_>>() {
        search.from(root);
    }
    search.circles
}

/// What is known of a thing while the search goes on.
struct Found {
    index: usize,
    /// The lowest index that it reaches on the path.
    low: usize,
    on_path: bool,
}

struct Search<'a, U> {
    uses: U,
    found: BTreeMap<&'a str, Found>,
    path: Vec<&'a str>,
    circles: Vec<Vec<&'a str>>,
}

impl<'a, U: Fn(&'a str) -> BTreeSet<&'a str>> Search<'a, U> {
    fn from(&mut self, root: &'a str) {
        if self.found.contains_key(root) {
            return;
        }
        let mut visits = vec![(root, self.enter(root).into_iter())];
        while let Some((name, uses)) = visits.last_mut() {
            let name = *name;
            match uses.next() {
                Some(used) if !self.found.contains_key(used) => {
                    let uses = self.enter(used).into_iter();
                    visits.push((used, uses));
                }
                Some(used) => {
                    let reached = self.found.get(used).filter(|found| found.on_path).map(|found| found.index);
                    self.lower(name, reached);
                }
                None => {
                    self.leave(name);
                    visits.pop();
                    let low = self.found.get(name).filter(|found| found.on_path).map(|found| found.low);
                    if let Some((above, _)) = visits.last() {
                        self.lower(above, low);
                    }
                }
            }
        }
    }

    fn enter(&mut self, name: &'a str) -> BTreeSet<&'a str> {
        let index = self.found.len();
        self.found.insert(name, Found { index, low: index, on_path: true });
        self.path.push(name);
        (self.uses)(name)
    }

    fn lower(&mut self, name: &str, reached: Option<usize>) {
        if let (Some(found), Some(reached)) = (self.found.get_mut(name), reached) {
            found.low = found.low.min(reached);
        }
    }

    /// Takes a whole circle off the path when its first thing is left.
    fn leave(&mut self, name: &'a str) {
        let Some(found) = self.found.get(name) else { return };
        if found.low != found.index {
            return;
        }
        let first = self.path.iter().rposition(|on_path| *on_path == name).unwrap_or(self.path.len());
        let circle: Vec<_> = self.path.split_off(first).into_iter().rev().collect();
        for name in &circle {
            if let Some(found) = self.found.get_mut(name) {
                found.on_path = false;
            }
        }
        self.circles.push(circle);
    }
}

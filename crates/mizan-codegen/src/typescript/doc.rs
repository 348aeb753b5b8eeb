//! Lays out text in at most [`WIDTH`] columns: the algebra and the algorithm of Prettier's printer,
//! which Biome's follows, as far as types and calls need them.

use std::borrow::Cow;
use std::rc::Rc;

use unicode_width::UnicodeWidthStr as _;

/// Columns of a line.
pub(crate) const WIDTH: usize = 100;
/// Columns of one level of indentation.
const INDENT: usize = 2;

/// Text with the places where it may be broken.
#[derive(Debug, Clone)]
pub(crate) enum Doc {
    /// Text without a line end.
    Text(Cow<'static, str>),
    /// A line end where the group is broken, `flat` otherwise.
    Line {
        flat: &'static str,
    },
    /// Always a line end; every group around it is broken.
    HardLine,
    Concat(Vec<Doc>),
    Indent(Box<Doc>),
    /// All on one line if it fits, otherwise broken at each of its own lines.
    Group {
        doc: Box<Doc>,
        broken: bool,
    },
    /// All on one line as `flat`; else the first of `broken` that fits; else the last.
    Choice {
        flat: Box<Doc>,
        broken: Vec<Doc>,
    },
    IfBroken {
        broken: &'static str,
        flat: &'static str,
    },
    /// What stands in several places, of which one is printed.
    Shared(Rc<Doc>),
    /// What follows an assignment's `=`: on the next line when not even its beginning fits on this one.
    Assigned(Box<Doc>),
}

impl Doc {
    pub(crate) const LINE: Doc = Doc::Line { flat: " " };
    pub(crate) const SOFT_LINE: Doc = Doc::Line { flat: "" };

    pub(crate) fn text(text: impl Into<Cow<'static, str>>) -> Self {
        Doc::Text(text.into())
    }

    pub(crate) fn concat(docs: impl IntoIterator<Item = Doc>) -> Self {
        Doc::Concat(docs.into_iter().collect())
    }

    pub(crate) fn indent(docs: impl IntoIterator<Item = Doc>) -> Self {
        Doc::Indent(Box::new(Doc::concat(docs)))
    }

    pub(crate) fn group(docs: impl IntoIterator<Item = Doc>) -> Self {
        let doc = Doc::concat(docs);
        Doc::Group { broken: doc.has_hard_line(), doc: Box::new(doc) }
    }

    /// `docs` with `separator` between them.
    pub(crate) fn join(docs: impl IntoIterator<Item = Doc>, separator: &Doc) -> Self {
        let mut joined = Vec::new();
        for doc in docs {
            if !joined.is_empty() {
                joined.push(separator.clone());
            }
            joined.push(doc);
        }
        Doc::Concat(joined)
    }

    /// `open`, the items on lines of their own where they do not fit on one, `close`. `edge` stands
    /// inside the brackets.
    pub(crate) fn bracketed(
        open: impl Into<Cow<'static, str>>,
        items: Vec<Doc>,
        trailing: &'static str,
        close: &'static str,
        edge: Doc,
    ) -> Self {
        let mut inside = Vec::with_capacity(items.len() * 3 + 1);
        inside.push(edge.clone());
        for item in items {
            if inside.len() > 1 {
                inside.extend([Doc::text(","), Doc::LINE]);
            }
            inside.push(item);
        }
        Doc::group([
            Doc::text(open),
            Doc::indent(inside),
            Doc::IfBroken { broken: trailing, flat: "" },
            edge,
            Doc::text(close),
        ])
    }

    /// A group that is broken wherever it stands.
    pub(crate) fn broken(self) -> Self {
        match self {
            Doc::Group { doc, .. } => Doc::Group { doc, broken: true },
            doc => doc,
        }
    }

    /// The same, to be put in several places.
    pub(crate) fn shared(self) -> Self {
        match self {
            Doc::Group { doc, broken } => Doc::Group { doc: Box::new(Doc::Shared(Rc::new(*doc))), broken },
            doc => Doc::Shared(Rc::new(doc)),
        }
    }

    fn has_hard_line(&self) -> bool {
        match self {
            Doc::Shared(doc) => doc.has_hard_line(),
            Doc::HardLine => true,
            Doc::Group { broken, .. } => *broken,
            Doc::Concat(docs) => docs.iter().any(Doc::has_hard_line),
            Doc::Indent(doc) | Doc::Assigned(doc) => doc.has_hard_line(),
            Doc::Choice { flat, .. } => flat.has_hard_line(),
            Doc::Text(_) | Doc::Line { .. } | Doc::IfBroken { .. } => false,
        }
    }

    /// The text, without spaces at the ends of lines.
    pub(crate) fn print(&self) -> String {
        Printer::default().run(Pending { doc: self, indent: 0, flat: false })
    }

    /// The text on one line, however long; only hard line ends remain.
    pub(crate) fn print_flat(&self) -> String {
        Printer::default().run(Pending { doc: self, indent: 0, flat: true })
    }
}

/// A document that waits to be printed.
#[derive(Clone, Copy)]
struct Pending<'a> {
    doc: &'a Doc,
    indent: usize,
    flat: bool,
}

#[derive(Default)]
struct Printer<'a> {
    out: String,
    column: usize,
    /// What [`Printer::fits`] has yet to look at; kept for the next time.
    ahead: Vec<Pending<'a>>,
}

impl<'a> Printer<'a> {
    fn run(mut self, first: Pending<'a>) -> String {
        let mut stack = vec![first];
        while let Some(next) = stack.pop() {
            self.step(next, &mut stack);
        }
        self.out
    }

    fn step(&mut self, Pending { doc, indent, flat }: Pending<'a>, stack: &mut Vec<Pending<'a>>) {
        match doc {
            Doc::Text(text) => self.push(text),
            Doc::Line { flat: text } if flat => self.push(text),
            Doc::Line { .. } | Doc::HardLine => self.end_line(indent),
            Doc::IfBroken { broken, flat: text } => self.push(if flat { text } else { broken }),
            Doc::Concat(docs) => stack.extend(docs.iter().rev().map(|doc| Pending { doc, indent, flat })),
            Doc::Indent(doc) => stack.push(Pending { doc, indent: indent + INDENT, flat }),
            Doc::Shared(doc) => stack.push(Pending { doc, indent, flat }),
            Doc::Group { doc, broken } => {
                let flat = flat || (!broken && self.fits(0, Pending { doc, indent, flat: true }, stack));
                stack.push(Pending { doc, indent, flat });
            }
            Doc::Choice { flat: one_line, broken } => {
                let one_line_is_possible = flat || !one_line.has_hard_line();
                let one_line = one_line_is_possible.then_some(Pending { doc: one_line, indent, flat: true });
                let broken = || broken.iter().map(|doc| Pending { doc, indent, flat: false });
                let fitting = one_line.into_iter().chain(broken()).find(|next| flat || self.fits(0, *next, stack));
                stack.extend(fitting.or_else(|| broken().next_back()));
            }
            Doc::Assigned(doc) => {
                let here = flat || self.fits(1, Pending { doc, indent, flat: false }, stack);
                let indent = if here { indent } else { indent + INDENT };
                if here {
                    self.push(" ")
                } else {
                    self.end_line(indent)
                }
                stack.push(Pending { doc, indent, flat });
            }
        }
    }

    /// Whether the text from here to the next possible line end fits on this line, with `used` columns
    /// taken beforehand. What comes after `next` counts as far as that line end.
    fn fits(&mut self, used: usize, next: Pending<'a>, after: &[Pending<'a>]) -> bool {
        let Some(mut left) = WIDTH.checked_sub(self.column + used) else { return false };
        let mut after = after.iter().rev();
        let stack = &mut self.ahead;
        stack.clear();
        stack.push(next);
        while let Some(Pending { doc, indent, flat }) = stack.pop().or_else(|| after.next().copied()) {
            let text = match doc {
                Doc::Text(text) => &**text,
                Doc::Line { flat: text } if flat => text,
                Doc::Line { .. } | Doc::HardLine => return true,
                Doc::IfBroken { broken, flat: text } => {
                    if flat {
                        text
                    } else {
                        broken
                    }
                }
                Doc::Concat(docs) => {
                    stack.extend(docs.iter().rev().map(|doc| Pending { doc, indent, flat }));
                    continue;
                }
                Doc::Group { doc, broken } => {
                    stack.push(Pending { doc, indent, flat: flat && !broken });
                    continue;
                }
                Doc::Indent(doc) => {
                    stack.push(Pending { doc, indent, flat });
                    continue;
                }
                Doc::Shared(doc) => {
                    stack.push(Pending { doc, indent, flat });
                    continue;
                }
                Doc::Choice { flat: one_line, broken } => {
                    let doc = if flat { Some(&**one_line) } else { broken.last() };
                    stack.extend(doc.map(|doc| Pending { doc, indent, flat }));
                    continue;
                }
                Doc::Assigned(_) if !flat => return true,
                Doc::Assigned(doc) => {
                    stack.push(Pending { doc, indent, flat });
                    " "
                }
            };
            match left.checked_sub(width(text)) {
                Some(rest) => left = rest,
                None => return false,
            }
        }
        true
    }

    fn push(&mut self, text: &str) {
        self.out.push_str(text);
        self.column += width(text);
    }

    fn end_line(&mut self, indent: usize) {
        self.out.truncate(self.out.trim_end_matches(' ').len());
        self.out.push('\n');
        self.out.extend(std::iter::repeat_n(' ', indent));
        self.column = indent;
    }
}

/// Columns that a text takes.
fn width(text: &str) -> usize {
    let is_plain = |byte: &u8| matches!(byte, b' '..=b'~');
    if text.as_bytes().iter().all(is_plain) { text.len() } else { text.width() }
}

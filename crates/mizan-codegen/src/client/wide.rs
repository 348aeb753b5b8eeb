//! `wide.ts`: where the wide integers of types are, for what reads them (`docs/protocol.md` §1).
//!
//! Start at [`Wides`]. They travel as text, and nothing in JSON tells them from other text: generated code says where
//! they are, as literals for `@mizan/client/wide`. A schema without any has nothing of it.

mod place;

use std::collections::{BTreeMap, BTreeSet};

use super::export::Exports;
use super::module::Module;
use super::named::NamedTypes;
use crate::error::Errors;
use crate::name::camel;
use crate::schema::{Context, Failure, Form, Function, Schema, Shape};
use crate::typescript::{Argument, Comment, Doc, literal, quoted};

use place::{Place, Places};

/// The name of the file.
pub(super) const WIDE: &str = "wide";

/// Where the functions come from that read them.
const READER: &str = "@mizan/react/wide";

/// The wide integers of a schema, and the file that says where they are.
pub(super) struct Wides<'a> {
    schema: &'a Schema,
    places: Places<'a>,
    errors: &'a Errors,
    /// The constant of each named type that has some.
    constants: BTreeMap<&'a str, String>,
    /// Those that stand in the file already.
    declared: BTreeSet<String>,
    module: Module,
}

impl<'a> Wides<'a> {
    /// Says where those of the named types are.
    pub(super) fn new(schema: &'a Schema, types: &NamedTypes, exports: &mut Exports<'_>, errors: &'a Errors) -> Self {
        let places = Places::new(schema);
        let mut wides = Self {
            schema,
            places,
            errors,
            constants: BTreeMap::new(),
            declared: BTreeSet::new(),
            module: Module::new(WIDE),
        };
        let named: Vec<_> = wides.places.named().filter_map(|name| Some((name, types.names.get(name)?))).collect();
        for (name, identifier) in &named {
            let constant = exports.take(format!("{}Wide", uncapitalised(identifier)), &format!("the type {name:?}"));
            wides.constants.insert(name, constant);
        }
        for (name, _) in named {
            let place = schema.types.get(name).and_then(|shape| wides.place(shape, &format!("types.{name}")));
            if let (Some(place), Some(constant)) = (place, wides.constants.get(name).cloned()) {
                wides.declare(constant, &format!("`{name}`"), &place);
            }
        }
        wides
    }

    /// Whether a wide integer may be anywhere in a value of this type.
    pub(super) fn is_in(&self, shape: &Shape) -> bool {
        self.places.is_in(shape)
    }

    /// What reads those of a call's result, of the data of its errors, and for mocks of its arguments.
    pub(super) fn of_call(&mut self, module: &mut Module, function: &Function) -> Option<(String, Argument)> {
        let path = format!("functions.{}", function.name);
        let arguments = function.args.iter().filter_map(|argument| {
            Some((argument.name.clone(), self.place(&argument.shape, &format!("{path}.args.{}", argument.name))?))
        });
        let arguments = Place::members(arguments.collect());
        let [result, errors] = self.outcome(&function.result, &function.errors, &path);
        let parts = [("result", "readWide", result), ("error", "failWide", errors), ("args", "readWide", arguments)];
        self.readers(module, &function.name, parts)
    }

    /// What reads those of what a form answers, and of the data of its errors.
    pub(super) fn of_form(&mut self, module: &mut Module, form: &Form) -> Option<(String, Argument)> {
        let [result, errors] = self.outcome(&form.result, &form.errors, &format!("forms.{}", form.name));
        let parts = [("result", "readWide", result), ("error", "failWide", errors)];
        self.readers(module, &format!("{}_form", form.name), parts)
    }

    /// Where they are in a result, and in the data of errors by their codes.
    fn outcome(&self, result: &Shape, errors: &[Failure], path: &str) -> [Option<Place>; 2] {
        let codes = errors.iter().filter_map(|error| {
            let shape = error.shape.as_ref()?;
            Some((error.code.clone(), self.place(shape, &format!("{path}.errors.{}", error.code))?))
        });
        [self.place(result, &format!("{path}.result")), Place::members(codes.collect())]
    }

    fn readers<const N: usize>(
        &mut self,
        module: &mut Module,
        name: &str,
        parts: [(&'static str, &'static str, Option<Place>); N],
    ) -> Option<(String, Argument)> {
        let members: Vec<_> = parts
            .into_iter()
            .filter_map(|(part, reader, place)| {
                Some((part.to_owned(), self.reader(module, name, part, reader, &place?)))
            })
            .collect();
        (!members.is_empty()).then(|| (WIDE.to_owned(), Argument::Object(members)))
    }

    /// What reads those of the results of a context's queries.
    pub(super) fn of_context(&mut self, module: &mut Module, context: &Context) -> Option<(String, Argument)> {
        let schema = self.schema;
        let queries = context.functions.iter().filter_map(|name| schema.function(name));
        let members: Vec<_> = queries
            .filter_map(|query| {
                let place = self.place(&query.result, &format!("functions.{}.result", query.name))?;
                Some((query.name.clone(), self.reader(module, &query.name, "result", "readWide", &place)))
            })
            .collect();
        (!members.is_empty()).then(|| (WIDE.to_owned(), Argument::Object(members)))
    }

    /// The file, unless it would be empty.
    pub(super) fn module(self) -> Option<Module> {
        (!self.declared.is_empty()).then_some(self.module)
    }

    fn place(&self, shape: &Shape, path: &str) -> Option<Place> {
        self.places.find(shape).unwrap_or_else(|_| {
            let message = "of several alternatives, one has text where another has a wide integer, and nothing tells \
                           them apart; give each a member with a constant value of its own";
            self.errors.push(path, message);
            None
        })
    }

    /// `(result) => readWide(result, accountWide)`; what is too long for that gets a constant of its own.
    fn reader(
        &mut self,
        module: &mut Module,
        function: &str,
        part: &'static str,
        reader: &'static str,
        place: &Place,
    ) -> Argument {
        module.imports(READER, reader);
        let word = match self.word(place) {
            Some(word) => word,
            None => {
                let mut constant = format!("{}{}Wide", camel(function), capitalised(part));
                while self.constants.values().any(|taken| *taken == constant) || self.declared.contains(&constant) {
                    constant.push('_');
                }
                let of = match part {
                    "args" => format!("what `{function}` takes"),
                    "error" => format!("the errors of `{function}`"),
                    _ => format!("what `{function}` gives"),
                };
                self.declare(constant.clone(), &of, place);
                constant
            }
        };
        if let Some(constant) = self.declared.get(word.trim_matches(['[', ']'])) {
            module.local(WIDE, constant);
        }
        Argument::Function { parameter: part, body: format!("{reader}({part}, {word})") }
    }

    /// A place that is one word, or a list of it.
    fn word(&self, place: &Place) -> Option<String> {
        match place {
            Place::Here => Some("BigInt".to_owned()),
            Place::As(name) => self.constants.get(name.as_str()).cloned(),
            Place::Each(each, but) if but.is_empty() && !matches!(**each, Place::Each(..)) => {
                Some(format!("[{}]", self.word(each)?))
            }
            _ => None,
        }
    }

    fn declare(&mut self, constant: String, of: &str, place: &Place) {
        self.module.type_of(READER, "Wide");
        let comment = Comment::of(Some(&format!("The wide integers of {of}.")));
        let value = literal(&self.argument(place));
        let head = Doc::text(format!("export const {constant}: Wide = "));
        self.module.block(Doc::concat([comment.leading(), Doc::group([head, value, Doc::text(";")])]));
        self.declared.insert(constant);
    }

    fn argument(&self, place: &Place) -> Argument {
        let all = |of: &BTreeMap<String, Place>| {
            Argument::Object(of.iter().map(|(name, place)| (name.clone(), self.argument(place))).collect())
        };
        match place {
            Place::Here => Argument::Word("BigInt".to_owned()),
            Place::As(name) => Argument::Word(match self.constants.get(name.as_str()) {
                Some(constant) if self.declared.contains(constant) => constant.clone(),
                Some(constant) => format!("() => {constant}"),
                None => "null".to_owned(),
            }),
            Place::In(members) => all(members),
            Place::Told(tag, cases) => Argument::List(vec![Argument::Word(quoted(tag)), all(cases)]),
            Place::Each(each, but) if but.is_empty() => Argument::List(vec![self.argument(each)]),
            Place::Each(each, but) => {
                let but = but.iter().map(|(name, place)| {
                    let place = place.as_ref().map(|place| self.argument(place));
                    (name.clone(), place.unwrap_or_else(|| Argument::Word("null".to_owned())))
                });
                Argument::List(vec![self.argument(each), Argument::Object(but.collect())])
            }
        }
    }
}

fn uncapitalised(identifier: &str) -> String {
    with_first(identifier, |first| first.to_ascii_lowercase())
}

fn capitalised(word: &str) -> String {
    with_first(word, |first| first.to_ascii_uppercase())
}

fn with_first(word: &str, change: fn(&char) -> char) -> String {
    let mut rest = word.chars();
    rest.next().map(|first| change(&first)).into_iter().chain(rest).collect()
}

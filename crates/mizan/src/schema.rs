//! Types that travel, and the schema that is drawn from them.
//!
//! Start at [`Type`]. schemars writes JSON Schema 2020-12; `mizan_core` reads it without knowing Rust.

use crate::constraint::{self, Bound, Violations};
use crate::error::IntoError;
use crate::form::Shown;
use crate::reply::Return;
use mizan_core::declaration::{ArgumentDeclaration, ErrorDeclaration};
use mizan_core::json::Value;
use schemars::generate::{Contract, SchemaSettings};
use schemars::{JsonSchema, SchemaGenerator};
use std::collections::{BTreeMap, HashMap};

/// A type that may travel between server and client: as an argument, in a result, or inside either.
///
/// Derive it beside serde's traits: `Deserialize` for what comes in, `Serialize` for what goes out. serde's attributes
/// (`rename`, `rename_all`, `tag`, `flatten`, `default`, `skip`, …) decide the wire and the schema alike.
///
/// ```
/// use mizan::prelude::*;
///
/// #[derive(Serialize, Type)]
/// struct Profile {
///     name: String,
///     followers: u32,
/// }
/// ```
///
/// `i64`, `u64`, `i128`, `u128`, `isize` and `usize` are no `Type`: a JavaScript number holds integers exactly only up to
/// 2^53−1 (`docs/protocol.md` §1). Use `i32` or `u32`, or [`BigInt64`](crate::BigInt64) or [`BigUint64`](crate::BigUint64).
///
/// # Dates, times, UUIDs, decimals, bytes
///
/// JSON has none of them; they travel as texts, which the client gets as `string` with a comment that says the form. A text
/// of any other form is refused with `invalid_args`, whatever the type's own serde would read.
///
/// | type | feature of `mizan` | on the wire |
/// |---|---|---|
/// | `uuid::Uuid` | `uuid` | `"0195a3f0-7c1e-7000-8000-00000000abcd"` |
/// | `chrono::DateTime<Utc>`, `DateTime<FixedOffset>` | `chrono` | `"2026-01-31T13:30:00Z"` |
/// | `chrono::NaiveDate`, `NaiveTime` | `chrono` | `"2026-01-31"`, `"13:30:00"` |
/// | `jiff::Timestamp`, `civil::Date`, `civil::Time`, `SignedDuration` | `jiff` | the same; `"PT1M30S"` |
/// | [`Bytes`](crate::Bytes) | | `"aGk="` |
/// | durations, decimals, the types of `time` in a [`Wire`](crate::Wire) | | see there |
///
/// ```
/// use chrono::{DateTime, NaiveDate, Utc};
/// use mizan::prelude::*;
/// use uuid::Uuid;
///
/// #[derive(Context)]
/// pub struct BookingContext {
///     pub booking_id: Uuid,
/// }
///
/// #[derive(Serialize, Type)]
/// struct Booking {
///     day: NaiveDate,
///     made: DateTime<Utc>,
/// }
///
/// #[client(context = BookingContext)]
/// fn booking_detail(booking_id: Uuid) -> mizan::Result<Booking> {
///     Err(mizan::Error::not_found(format!("no booking {booking_id}")))
/// }
///
/// #[client(affects(BookingContext))]
/// fn move_booking(booking_id: Uuid, day: NaiveDate) -> String {
///     format!("{booking_id} is on {day}")
/// }
/// # assert!(Mizan::<()>::builder().functions(functions![booking_detail, move_booking]).build().is_ok());
/// ```
///
/// # Constraints
///
/// `#[mizan(…)]` on a field, and likewise on an argument of a `#[client]` function, says what a value must be beyond its type.
/// It is in the schema as keywords of JSON Schema, and a call that violates it is refused with `invalid_args`: every
/// violation at once, under its path, with the constraint's name as the code.
///
/// ```
/// use mizan::prelude::*;
///
/// #[derive(Deserialize, Type)]
/// struct Draft {
///     #[mizan(min_length = 1, max_length = 80)]
///     title: String,
///     #[mizan(max_items = 5, inner(pattern = "^[a-z]+$"))]
///     tags: Vec<String>,
///     #[mizan(email)]
///     notify: Option<String>,
/// }
///
/// #[client]
/// fn publish(draft: Draft, #[mizan(min = 1, max = 10)] copies: u32) -> u32 {
///     copies
/// }
/// ```
///
/// | constraint | of | meaning |
/// |---|---|---|
/// | `min_length`, `max_length` | text | so many Unicode scalar values |
/// | `pattern = "…"` | text | contains what a regular expression describes that JavaScript (flag `u`) and the server read alike; `^…$` for all of it |
/// | `email` | text | what the HTML standard's `<input type=email>` accepts |
/// | `url` | text | an absolute `http` or `https` URL, which may be put into a link |
/// | `min`, `max`, `exclusive_min`, `exclusive_max` | numbers | bounds, within ±2^53 |
/// | `multiple_of` | numbers | up to the rounding of doubles |
/// | `min_items`, `max_items` | lists | so many items |
/// | `inner(…)` | lists | what holds for each item |
/// | `max_bytes = "2MB"` | [files](crate::File) | so large at most: a number of bytes, or with `kB`, `MB`, `GB`, `KiB`, `MiB`, `GiB` |
/// | `accept("image/png", "text/*")` | files | of one of these types, as declared and as its first bytes tell |
///
/// In an `Option` they hold for the value where there is one. They hold for what arrives; what leaves is the server's own word.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot travel between server and client",
    label = "not a `mizan::Type`",
    note = "a type of your own: add `#[derive(Type)]` (and `Serialize` or `Deserialize`)",
    note = "an integer of 64 bits or more: JavaScript holds integers exactly only up to 2^53−1; use `i32` or `u32`, or `mizan::BigInt64` or `mizan::BigUint64`, which travel as decimal text",
    note = "a UUID, a date or a time: turn on the feature `uuid`, `chrono` or `jiff` of `mizan`; a `Duration`, a `Decimal`, and the types of the \
            crate `time` stand in a `mizan::Wire<…>`; bytes are `mizan::Bytes`",
    note = "a time without an offset or with a named zone is not sent: send the point in time, with an offset",
    note = "something that comes from the request on the server: mark the parameter `#[extract]`"
)]
pub trait Type: JsonSchema + 'static {
    /// Whether `null` is one of its values; an argument of such a type may be left out.
    const NULLABLE: bool = false;

    /// Checks the constraints inside a value that arrived. `#[derive(Type)]` writes it; without constraints there is
    /// nothing to check.
    fn check(&self, found: &mut Violations) {
        let _ = found;
    }

    /// Finds all that is wrong with a value of JSON which is to become a field of a form. Nothing is found where only the
    /// type's own decoder can tell.
    #[doc(hidden)]
    fn inspect(value: &Value<'_>, found: &mut Violations) {
        let _ = (value, found);
    }

    /// Says how its fields or variants are shown in a form.
    #[doc(hidden)]
    fn shown(shown: &mut Shown) {
        let _ = shown;
    }
}

macro_rules! texts {
    ($($ty:ty),* $(,)?) => { $(impl Type for $ty {
        fn inspect(value: &Value<'_>, found: &mut Violations) {
            if value.as_str().is_none() {
                constraint::invalid(found);
            }
        }
    })* };
}
texts!(String, std::borrow::Cow<'static, str>, &'static str);

macro_rules! integers {
    ($($ty:ty),* $(,)?) => { $(impl Type for $ty {
        fn inspect(value: &Value<'_>, found: &mut Violations) {
            constraint::integer(value, <$ty>::MIN.into(), <$ty>::MAX.into(), found);
        }
    })* };
}
integers!(i8, i16, i32, u8, u16, u32);

macro_rules! decoded {
    ($($ty:ty),* $(,)?) => { $(impl Type for $ty {
        fn inspect(value: &Value<'_>, found: &mut Violations) {
            constraint::of::<$ty>(value, found);
        }
    })* };
}
decoded!(bool, f32, f64, char);

impl Type for () {
    const NULLABLE: bool = true;
}
impl Type for serde_json::Value {
    const NULLABLE: bool = true;
}
impl<T: Type> Type for Option<T> {
    const NULLABLE: bool = true;
    fn check(&self, found: &mut Violations) {
        self.iter().for_each(|value| value.check(found));
    }
    fn inspect(value: &Value<'_>, found: &mut Violations) {
        if !value.is_null() {
            T::inspect(value, found);
        }
    }
    fn shown(shown: &mut Shown) {
        T::shown(shown);
    }
}
impl<T: Type> Type for Box<T> {
    const NULLABLE: bool = T::NULLABLE;
    fn check(&self, found: &mut Violations) {
        T::check(self, found);
    }
    fn inspect(value: &Value<'_>, found: &mut Violations) {
        T::inspect(value, found);
    }
    fn shown(shown: &mut Shown) {
        T::shown(shown);
    }
}
impl<T: Type> Type for std::sync::Arc<T> {
    const NULLABLE: bool = T::NULLABLE;
    fn check(&self, found: &mut Violations) {
        T::check(self, found);
    }
    fn inspect(value: &Value<'_>, found: &mut Violations) {
        T::inspect(value, found);
    }
    fn shown(shown: &mut Shown) {
        T::shown(shown);
    }
}
impl<T: 'static> Type for std::marker::PhantomData<T> {
    const NULLABLE: bool = true;
}

fn check_items<'a, T: Type>(items: impl IntoIterator<Item = &'a T>, found: &mut Violations) {
    for (index, item) in items.into_iter().enumerate() {
        found.index(index, |found| item.check(found));
    }
}

fn check_members<'a, V: Type>(members: impl IntoIterator<Item = (&'a String, &'a V)>, found: &mut Violations) {
    for (name, value) in members {
        found.key(name, |found| value.check(found));
    }
}

macro_rules! lists {
    ($([$($generics:tt)*] $ty:ty $(where $bound:ty: $trait:ident)?),* $(,)?) => {
        $(impl<$($generics)*> Type for $ty $(where $bound: $trait)? {
            fn check(&self, found: &mut Violations) {
                check_items(self, found);
            }
            fn inspect(value: &Value<'_>, found: &mut Violations) {
                constraint::list::<T>(value, found);
            }
            fn shown(shown: &mut Shown) {
                T::shown(shown);
            }
        })*
    };
}
lists!([T: Type] Vec<T>, [T: Type] std::collections::BTreeSet<T>, [T: Type, const N: usize] [T; N] where [T; N]: JsonSchema);

impl<V: Type> Type for BTreeMap<String, V> {
    fn check(&self, found: &mut Violations) {
        check_members(self, found);
    }
}
impl<V: Type, H: 'static> Type for HashMap<String, V, H> {
    fn check(&self, found: &mut Violations) {
        check_members(self, found);
    }
}

macro_rules! tuples {
    ($(($($name:ident $index:tt),*)),* $(,)?) => {
        $(impl<$($name: Type),*> Type for ($($name,)*) {
            fn check(&self, found: &mut Violations) {
                $(found.index($index, |found| self.$index.check(found));)*
            }
        })*
    };
}
tuples!((A 0), (A 0, B 1), (A 0, B 1, C 2), (A 0, B 1, C 2, D 3));

/// A field as the schema is drawn of it. schemars would ask a field's type for what it needs itself, which nobody who
/// uses Mizan has heard of; this asks for what they derive.
#[derive(Debug)]
pub struct Member<T>(std::marker::PhantomData<T>);

impl<T: Type> JsonSchema for Member<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        T::schema_name()
    }
    fn schema_id() -> std::borrow::Cow<'static, str> {
        T::schema_id()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> schemars::Schema {
        T::json_schema(generator)
    }
    fn _schemars_private_non_optional_json_schema(generator: &mut SchemaGenerator) -> schemars::Schema {
        T::_schemars_private_non_optional_json_schema(generator)
    }
    fn _schemars_private_is_option() -> bool {
        T::_schemars_private_is_option()
    }
}

/// Gathers the schemas of an application's types, one generator for each direction.
#[derive(Debug)]
pub struct Types {
    arriving: SchemaGenerator,
    leaving: SchemaGenerator,
}

impl Default for Types {
    fn default() -> Self {
        Self { arriving: generator(Contract::Deserialize), leaving: generator(Contract::Serialize) }
    }
}

fn generator(contract: Contract) -> SchemaGenerator {
    SchemaSettings::draft2020_12()
        .with(|settings| {
            settings.definitions_path = "/types".into();
            settings.meta_schema = None;
            settings.contract = contract;
        })
        .into_generator()
}

impl Types {
    /// The declaration of an argument.
    pub fn argument<T: Type + serde::de::DeserializeOwned + Send>(&mut self, name: &str) -> ArgumentDeclaration {
        self.param::<T>(name, "")
    }

    /// The same argument with constraints, in its schema as keywords.
    #[must_use]
    pub fn constrained(mut argument: ArgumentDeclaration, constraints: &[(&str, Bound)]) -> ArgumentDeclaration {
        constraint::put(&mut argument.schema, constraints);
        argument
    }

    /// The declaration of a context's param.
    pub fn param<T: Type>(&mut self, name: &str, doc: &str) -> ArgumentDeclaration {
        let schema = schema_of::<T>(&mut self.arriving);
        ArgumentDeclaration { name: name.to_owned(), doc: doc.to_owned(), schema, required: !T::NULLABLE }
    }

    /// The declaration of a context's param that a request may leave out.
    pub fn param_with_default<T: Type + serde::Serialize>(
        &mut self,
        name: &str,
        doc: &str,
        default: &T,
    ) -> ArgumentDeclaration {
        let mut param = self.param::<T>(name, doc);
        // What cannot be written is no default; the param is then one that every request has.
        if let Ok(default) = serde_json::to_value(default) {
            param.required = false;
            put_default(&mut param.schema, default);
        }
        param
    }

    /// The schema of what a function returns on success (null of a view), and the errors that it declares.
    pub fn returned<R: Return>(&mut self) -> (serde_json::Value, Vec<ErrorDeclaration>) {
        (R::schema(self), R::Error::declare(self))
    }

    /// The schema of what arrives inside an argument: a form's data.
    pub fn arriving<T: Type>(&mut self) -> serde_json::Value {
        self.arriving.subschema_for::<T>().to_value()
    }

    /// The schema of what leaves inside an answer: a result, or the data of an error.
    pub fn leaving<T: JsonSchema>(&mut self) -> serde_json::Value {
        schema_of::<T>(&mut self.leaving)
    }

    /// The named types of both directions: those that arrive, those that leave.
    pub(crate) fn into_definitions(mut self) -> [serde_json::Map<String, serde_json::Value>; 2] {
        let mut definitions = [self.arriving.take_definitions(true), self.leaving.take_definitions(true)];
        definitions.iter_mut().flat_map(serde_json::Map::values_mut).for_each(name_formats);
        definitions
    }
}

fn schema_of<T: JsonSchema + ?Sized>(generator: &mut SchemaGenerator) -> serde_json::Value {
    let mut schema = generator.subschema_for::<T>().to_value();
    name_formats(&mut schema);
    schema
}

/// schemars calls a time of day `partial-time`, by a grammar of RFC 3339; JSON Schema has no such format, and others print
/// `time` for it.
fn name_formats(schema: &mut serde_json::Value) {
    match schema {
        serde_json::Value::Object(members) => members.iter_mut().for_each(|(key, value)| {
            if key == "format" && value == "partial-time" {
                *value = serde_json::Value::from("time");
            }
            name_formats(value);
        }),
        serde_json::Value::Array(items) => items.iter_mut().for_each(name_formats),
        _ => {}
    }
}

/// Beside a reference nothing else may stand, for readers that know drafts before 2019: the two are joined.
fn put_default(schema: &mut serde_json::Value, default: serde_json::Value) {
    if schema.get("$ref").is_some() {
        *schema = serde_json::json!({ "allOf": [schema.take()] });
    }
    schema["default"] = default;
}

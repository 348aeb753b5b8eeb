//! What stands between the brackets of `functions![…]`, told apart by what it is, so that the compiler says of each what
//! keeps it from being there.
//!
//! The compiler takes the first of the methods `add` whose type is right, and the bound of that one is what it tells of.

use crate::form::Form;
use crate::function::{List, ServerFunction};
use crate::plain::FunctionWithoutClient;
use std::marker::PhantomData;

/// An entry of the list. It has the list itself, so that the state is known before the functions are looked at.
#[derive(Debug)]
pub struct Entry<'l, F, S> {
    list: &'l mut List<S>,
    of: PhantomData<F>,
}

impl<S> List<S> {
    /// The entry of a type.
    pub fn entry<F>(&mut self) -> Entry<'_, F, S> {
        Entry { list: self, of: PhantomData }
    }
}

/// What `#[client]` has not marked.
pub trait Plain {}
impl Plain for FunctionWithoutClient {}

/// What nothing is: a function that is marked and is not.
#[diagnostic::on_unimplemented(
    message = "this function is not one that clients may call",
    label = "`#[client]` is missing",
    note = "mark it `#[client]`, where it is written"
)]
pub trait Marked {}

impl<F: Plain, S> Entry<'_, F, S> {
    /// A function that nobody has marked.
    pub fn add(self)
    where
        F: Marked,
    {
    }
}

/// What nothing is: a form among functions.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is a form, and stands in the list of functions",
    label = "a form",
    note = "add it to the application by itself: `.form::<{Self}>()` beside `.functions(…)`"
)]
pub trait Listed {}

/// An entry that is a form.
pub trait OfForm<F>: Sized {
    /// A form, which is none.
    fn add(self)
    where
        F: Listed,
    {
    }
}
impl<F: Form, S> OfForm<F> for Entry<'_, F, S> {}

/// An entry that is meant to be a function.
pub trait OfFunction<F, S>: Sized {
    /// Adds it.
    fn add(self)
    where
        F: ServerFunction<S>;
}
impl<F, S> OfFunction<F, S> for &mut Entry<'_, F, S> {
    fn add(self)
    where
        F: ServerFunction<S>,
    {
        self.list.add::<F>();
    }
}

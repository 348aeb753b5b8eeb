//! What `functions!` finds in place of a function that has no `#[client]`, so that the compiler says what it lacks.

/// A function without `#[client]`: the name of one that has it is also that of a type, and of any other it is this type's.
#[derive(Debug)]
pub enum FunctionWithoutClient {}

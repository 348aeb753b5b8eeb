//! Which values can have which constraints. One that is absent has nothing to check.

use crate::json::Value;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A value with characters.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no text, so it cannot have this constraint",
    label = "for text alone",
    note = "`min_length`, `max_length`, `pattern`, `email` and `url` are for `String` and `Option<String>`",
    note = "a number has `min` and `max`, a list `min_items` and `max_items`; what holds for each item stands in `inner(…)`"
)]
pub trait Text {
    /// The text; `None` where there is none to check.
    fn text(&self) -> Option<&str>;
}

/// A value that is compared.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no number, so it cannot have this constraint",
    label = "for numbers alone",
    note = "`min`, `max`, `exclusive_min`, `exclusive_max` and `multiple_of` are for integers and floats of up to 64 bits that are a `Type`",
    note = "a text has `min_length` and `max_length`, a list `min_items` and `max_items`"
)]
pub trait Number {
    /// The number, exact; `None` where there is none to check.
    fn number(&self) -> Option<f64>;
}

/// A value with items.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no list, so it cannot have this constraint",
    label = "for lists alone",
    note = "`min_items`, `max_items` and `inner(…)` are for `Vec<T>`, `BTreeSet<T>` and options of them",
    note = "a text has `min_length` and `max_length`, a number `min` and `max`"
)]
pub trait List {
    /// What it is a list of.
    type Item;

    /// The items; `None` where there is no list to check.
    fn items(&self) -> Option<impl ExactSizeIterator<Item = &Self::Item>>;
}

macro_rules! through {
    ($trait:ident, $method:ident, $out:ty) => {
        impl<T: $trait> $trait for Option<T> {
            fn $method(&self) -> Option<$out> {
                self.as_ref().and_then(T::$method)
            }
        }
        impl<T: $trait + ?Sized> $trait for Box<T> {
            fn $method(&self) -> Option<$out> {
                T::$method(self)
            }
        }
        impl<T: $trait + ?Sized> $trait for Arc<T> {
            fn $method(&self) -> Option<$out> {
                T::$method(self)
            }
        }
    };
}
through!(Text, text, &str);
through!(Number, number, f64);

impl Text for String {
    fn text(&self) -> Option<&str> {
        Some(self)
    }
}
impl Text for Cow<'static, str> {
    fn text(&self) -> Option<&str> {
        Some(self)
    }
}

macro_rules! numbers {
    ($($ty:ty),*) => { $(impl Number for $ty {
        fn number(&self) -> Option<f64> {
            Some(f64::from(*self))
        }
    })* };
}
numbers!(i8, i16, i32, u8, u16, u32, f32, f64);

impl<T> List for Vec<T> {
    type Item = T;
    fn items(&self) -> Option<impl ExactSizeIterator<Item = &T>> {
        Some(self.iter())
    }
}
impl<T> List for BTreeSet<T> {
    type Item = T;
    fn items(&self) -> Option<impl ExactSizeIterator<Item = &T>> {
        Some(self.iter())
    }
}
impl<L: List> List for Option<L> {
    type Item = L::Item;
    fn items(&self) -> Option<impl ExactSizeIterator<Item = &L::Item>> {
        self.as_ref().and_then(L::items)
    }
}

/// A value of JSON is what it happens to be; of another type it has nothing to check.
impl Text for Value<'_> {
    fn text(&self) -> Option<&str> {
        self.as_str()
    }
}
impl Number for Value<'_> {
    fn number(&self) -> Option<f64> {
        self.as_f64()
    }
}
impl<'v> List for Value<'v> {
    type Item = Value<'v>;
    fn items(&self) -> Option<impl ExactSizeIterator<Item = &Value<'v>>> {
        self.as_array().map(<[_]>::iter)
    }
}

//! `functions![…]`: names by which a function may be listed.

use mizan::prelude::*;

mod api {
    pub(super) mod notes {
        use mizan::prelude::*;

        #[client]
        pub(in crate::list) fn note() {}
    }

    #[mizan::client]
    pub(super) fn echo() {}
}

mod shared {
    pub(super) use super::api::notes::note as renamed;
}

use api::*;

/// It has the name of a crate that this one depends on.
#[client]
fn tower() {}

#[test]
fn a_function_is_listed_by_any_path_that_names_it() {
    #[client]
    fn local() {}

    let functions: Vec<mizan::Function<()>> =
        functions![echo, api::notes::note, self::tower, crate::list::shared::renamed, local, r#api::notes::note,];
    assert_eq!(functions.len(), 6);
}

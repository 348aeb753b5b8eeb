use mizan::prelude::*;

#[guard]
fn is_admin(#[extract] user: CurrentUser) -> String {
    user.id().to_owned()
}

#[guard(strict)]
fn is_staff() -> bool {
    true
}

fn main() {}

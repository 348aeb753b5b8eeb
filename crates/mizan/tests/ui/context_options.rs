use mizan::prelude::*;

#[derive(Context)]
#[context(public, owner = "me", max_age = "5 minutes")]
struct UserContext {
    user_id: u32,
}

#[derive(Context)]
#[context(public, owner = "self", scope = [name])]
struct OtherContext {
    user_id: u32,
}

#[derive(Context)]
#[context(cached)]
struct ThirdContext {
    user_id: u32,
}

#[derive(Context)]
struct TupleContext(u32);

#[derive(Context)]
enum EnumContext {
    A,
}

fn main() {}

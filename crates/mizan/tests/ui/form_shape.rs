use mizan::prelude::*;

#[derive(Deserialize, Type, Form)]
struct TupleForm(String);

#[derive(Deserialize, Type, Form)]
enum ChoiceForm {
    A,
}

#[derive(Deserialize, Type, Form)]
struct GenericForm<T: Type> {
    value: T,
}

#[derive(Deserialize, Type)]
struct Address {
    street: String,
}

#[derive(Deserialize, Type, Form)]
struct FlatForm {
    #[serde(flatten)]
    address: Address,
    #[serde(alias = "mail")]
    email: String,
}

fn main() {}

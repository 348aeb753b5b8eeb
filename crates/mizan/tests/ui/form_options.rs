use mizan::prelude::*;

#[derive(Deserialize, Type, Form)]
#[form(name = "Contact Us", titel = "Contact Us")]
struct OptionsForm {
    name: String,
}

#[derive(Deserialize, Type, Form)]
#[form(auth = "Authenticated")]
struct QuotedForm {
    name: String,
}

#[derive(Deserialize, Type, Form)]
#[form(rate_limit = "10")]
struct RateForm {
    name: String,
}

fn main() {}

use mizan::prelude::*;

#[derive(Deserialize, Type, Form)]
struct FieldsForm {
    #[field(labl = "Name")]
    name: String,
    #[field(widget = "texbox")]
    text: String,
    #[field(label = "A", label = "B")]
    twice: String,
    #[serde(rename = "firstName")]
    first_name: String,
}

#[derive(Deserialize, Type)]
enum Level {
    #[field(label = "Low", widget = "radio")]
    Low,
}

fn main() {}

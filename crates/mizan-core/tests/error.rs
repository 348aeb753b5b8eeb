//! The table of codes is the protocol's, and the body has its form.

use std::collections::BTreeMap;

use mizan_core::error::{Code, ErrorBody, FieldError};

/// Codes and statuses as the table of `docs/protocol.md` §9 has them: pairs of cells, several codes in one.
fn table_of_the_protocol() -> BTreeMap<String, u16> {
    let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/protocol.md"));
    let section = text.split("\n## §9").nth(1).and_then(|rest| rest.split("\n## ").next()).expect("there is a §9");
    let mut codes = BTreeMap::new();
    for row in section.lines().filter(|line| line.starts_with('|')) {
        let cells: Vec<_> = row.split('|').map(str::trim).filter(|cell| !cell.is_empty()).collect();
        for pair in cells.chunks_exact(2) {
            let Ok(status) = pair[1].parse() else { continue };
            let quoted = pair[0].split('`').skip(1).step_by(2);
            codes.extend(quoted.filter(|text| !text.contains('-')).map(|code| (code.to_owned(), status)));
        }
    }
    codes
}

#[test]
fn the_codes_are_those_of_the_protocol() {
    let own: BTreeMap<_, _> = Code::ALL.iter().map(|code| (code.text().to_owned(), code.status())).collect();
    assert_eq!(own, table_of_the_protocol());
    assert_eq!(own.len(), Code::ALL.len());
    for code in Code::ALL {
        assert_eq!(Code::from_text(code.text()), Some(*code));
    }
    assert_eq!(Code::from_text("teapot"), None);
}

#[test]
fn a_body_has_what_applies_and_no_more() {
    let text = |body: &ErrorBody| String::from_utf8(body.to_json()).unwrap();
    let bare = ErrorBody::new(Code::InternalError, "internal error").id("4bf92f35");
    let expected = r#"{"error":{"code":"internal_error","message":"internal error","id":"4bf92f35"}}"#;
    assert_eq!((text(&bare).as_str(), bare.status()), (expected, 500));
    let fields = ErrorBody::new(Code::ValidationFailed, "not valid")
        .field("email", FieldError::new("invalid_email", "is \"no\" e-mail"))
        .field("email", FieldError::new("taken", "has already been taken"));
    let expected = concat!(
        r#"{"error":{"code":"validation_failed","message":"not valid","fields":{"email":["#,
        r#"{"code":"invalid_email","message":"is \"no\" e-mail"},{"code":"taken","message":"has already been taken"}]}}}"#,
    );
    assert_eq!((text(&fields).as_str(), fields.status()), (expected, 422));
}

#[test]
fn fields_travel_in_the_order_in_which_they_were_named() {
    let blank = || FieldError::new("required", "can't be blank");
    let body = ErrorBody::new(Code::ValidationFailed, "not valid").field("title", blank()).field("body", blank());
    let body = body.field("about", blank()).field("title", FieldError::new("taken", "is taken"));
    let text = String::from_utf8(body.to_json()).unwrap();
    let names = ["title", "body", "about"].map(|name| text.find(&format!("\"{name}\":[")).expect("each field"));
    assert!(names.is_sorted(), "{text}");
    assert_eq!(text.matches("\"title\"").count(), 1, "{text}");
}

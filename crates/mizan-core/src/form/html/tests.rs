use super::*;
use crate::declaration::{FieldDeclaration, FormDeclaration, Place};
use crate::form::sample;
use crate::json::{self, DEPTH_LIMIT, parse};
use serde_json::json;

fn html(values: &str, is_new: bool, errors: &[(&str, &str)]) -> String {
    let mut fields = Fields::default();
    for (path, message) in errors {
        fields.push(*path, FieldError::new("wrong", *message));
    }
    let values = parse(values.as_bytes(), DEPTH_LIMIT).unwrap();
    let page = Page {
        action: "/api/mizan/form/sample/",
        token: "t",
        from: "/a?b&c",
        values: &values,
        is_new,
        errors: &fields,
    };
    sample::form().html(&page)
}

#[track_caller]
fn has(html: &str, part: &str) {
    assert!(html.contains(part), "{part}\nis not in\n{html}");
}

#[test]
fn a_new_form_has_its_initial_values_and_what_ties_labels_to_controls() {
    let html = html("{}", true, &[]);
    has(&html, r#"<form id="sample" method="post" action="/api/mizan/form/sample/" enctype="multipart/form-data">"#);
    has(&html, r#"<input type="hidden" name="csrfmiddlewaretoken" value="t">"#);
    has(&html, r#"<input type="hidden" name="_from" value="/a?b&amp;c">"#);
    has(&html, r#"<label for="sample-name">Name</label>"#);
    has(
        &html,
        r#"<input type="text" id="sample-name" name="name" required aria-describedby="sample-name-help" value="Ada">"#,
    );
    has(&html, r#"<p class="help" id="sample-name-help">Your &quot;name&quot;.</p>"#);
    has(&html, r#"<input type="number" id="sample-age" name="age" required min="0" max="150">"#);
    has(&html, r#"<input type="number" id="sample-weight" name="weight" step="0.5">"#);
    has(&html, r#"<input type="checkbox" id="sample-news" name="news" value="true" checked>"#);
    has(&html, r#"<fieldset id="sample-level" role="radiogroup">"#);
    has(&html, "<legend>Level</legend>");
    has(&html, r#"<input type="radio" id="sample-level-0" name="level" value="low" required>"#);
    has(&html, r#"<label for="sample-level-0">Low &lt;b&gt;</label>"#);
    has(
        &html,
        "<select id=\"sample-rank\" name=\"rank\">\n<option value=\"\"></option>\n<option value=\"1\">1</option>",
    );
    has(&html, r#"<input type="file" id="sample-picture" name="picture" accept="image/png">"#);
    has(&html, r#"<input type="text" id="sample-home-name" name="home.name" required>"#);
    has(&html, r#"<input type="text" id="sample-other-name" name="other.name">"#);
    has(&html, r#"<input type="number" id="sample-lines-0-count" name="lines.0.count" value="1">"#);
    has(&html, r#"<button type="submit">A &amp; B</button>"#);
    assert!(!html.contains("lines.1."), "one row to fill in");
}

#[test]
fn what_was_entered_is_kept_but_secrets_and_files() {
    let values = r#"{"name":"<script>\"'&","note":"\na</textarea>","secret":"hunter2","age":"seven","news":false,"level":"high",
        "rank":2,"levels":["low"],"tags":["a","b"],"moment":"2026-11-21T03:00:00Z","picture":{"$file":"1"},"home":{"name":"x"},
        "lines":[{"name":"a","count":2},{"name":"b","gift":true}],"token":"\"><b>"}"#;
    let html = html(values, false, &[]);
    has(&html, r#"value="&lt;script&gt;&quot;&#39;&amp;""#);
    has(&html, "rows=\"8\">\n\na&lt;/textarea&gt;</textarea>");
    assert!(!html.contains("hunter2"));
    has(&html, r#"max="150" value="seven">"#);
    has(&html, r#"<input type="checkbox" id="sample-news" name="news" value="true">"#);
    has(&html, r#"id="sample-level-1" name="level" value="high" required checked>"#);
    has(&html, r#"<option value="2" selected>2</option>"#);
    has(&html, r#"<input type="checkbox" id="sample-levels-0" name="levels" value="low" checked>"#);
    has(&html, "rows=\"8\">\na\nb</textarea>");
    has(&html, r#"name="moment" value="2026-11-21T03:00:00">"#);
    has(&html, r#"<input type="text" id="sample-lines-1-name" name="lines.1.name" value="b">"#);
    has(&html, r#"<input type="text" id="sample-lines-2-name" name="lines.2.name">"#);
    has(&html, r#"<input type="hidden" name="token" value="&quot;&gt;&lt;b&gt;">"#);
    assert!(!html.contains("lines.3."), "there may be three");
    assert!(!html.contains("Ada"), "what was emptied stays empty");
    has(
        &html,
        r#"<input type="file" id="sample-picture" name="picture" aria-describedby="sample-picture-note" accept="image/png">"#,
    );
    has(&html, r#"<p class="note" id="sample-picture-note">Choose the file again.</p>"#);
    assert_eq!(html.matches("class=\"note\"").count(), 1, "nothing is said of files that were not sent");
}

#[test]
fn only_rows_that_there_must_be_have_to_be_filled_in() {
    let values = parse(br#"{"lines":[{"name":"a"},{"name":"b"}]}"#, DEPTH_LIMIT).unwrap();
    let errors = Fields::default();
    let page = Page { action: "/", token: "t", from: "/", values: &values, is_new: false, errors: &errors };
    let mut form = sample::form();
    let lines = form.fields.iter_mut().find(|field| field.name == "lines").unwrap();
    lines.min_items = Some(1);
    let html = form.html(&page);
    has(&html, r#"name="lines.0.name" required value="a">"#);
    has(&html, r#"name="lines.1.name" value="b">"#);
    has(&html, r#"name="lines.2.name">"#);
}

#[test]
fn a_file_that_was_wrong_is_told_so_and_not_asked_for_again() {
    let html = html(r#"{"picture":{"$file":"0"},"pictures":[{"$file":"1"}]}"#, false, &[("picture", "is large")]);
    has(&html, r#"aria-invalid="true" aria-describedby="sample-picture-error""#);
    has(&html, r#"<p class="note" id="sample-pictures-note">Choose the files again.</p>"#);
    assert_eq!(html.matches("class=\"note\"").count(), 1);
}

#[test]
fn what_is_wrong_stands_beside_its_field_and_the_rest_above() {
    let errors = [
        ("__all__", "Too <late>"),
        ("name", "can't be blank"),
        ("level", "is not one of the choices"),
        ("lines", "has more than 3 items"),
        ("lines[0].name", "is short"),
        ("token", "is not valid"),
        ("tags[1]", "is long"),
    ];
    let html = html(r#"{"lines":[{"name":"a"}]}"#, false, &errors);
    has(
        &html,
        r#"<ul class="error-messages" id="sample-error" role="alert"><li>Too &lt;late&gt;</li><li>token is not valid</li><li>tags[1] is long</li></ul>"#,
    );
    has(&html, r#"required aria-invalid="true" aria-describedby="sample-name-help sample-name-error">"#);
    has(&html, r#"<ul class="error-messages" id="sample-name-error"><li>can&#39;t be blank</li></ul>"#);
    has(
        &html,
        r#"<fieldset id="sample-level" role="radiogroup" aria-invalid="true" aria-describedby="sample-level-error">"#,
    );
    has(&html, r#"<fieldset id="sample-lines" aria-describedby="sample-lines-error">"#);
    has(&html, r#"<ul class="error-messages" id="sample-lines-0-name-error"><li>is short</li></ul>"#);
}

#[test]
fn every_id_is_there_once_and_every_reference_leads_somewhere() {
    let errors = [("name", "wrong"), ("lines", "wrong"), ("lines[1].count", "wrong"), ("__all__", "wrong")];
    let html = html(r#"{"lines":[{"name":"a"},{"name":"b"}],"levels":["low"]}"#, false, &errors);
    let attribute = |name: &str| -> Vec<String> {
        let mark = format!(" {name}=\"");
        let parts = html.split(&mark).skip(1);
        let values = parts.filter_map(|part| part.split('"').next());
        values.flat_map(|value| value.split(' ')).map(str::to_owned).collect()
    };
    let ids = attribute("id");
    let mut once = ids.clone();
    once.sort();
    once.dedup();
    assert_eq!(once.len(), ids.len(), "{ids:?}");
    for reference in attribute("for").into_iter().chain(attribute("aria-describedby")) {
        assert!(ids.contains(&reference), "{reference}");
    }
    let controls = html.matches("<input type=").count() - html.matches("type=\"hidden\"").count()
        + html.matches("<select ").count()
        + html.matches("<textarea ").count();
    assert_eq!(attribute("for").len(), controls, "each control has its label");
}

/// A form that is drawn for one request.
fn drawn() -> Form {
    let declared = FormDeclaration {
        name: "drawn".to_owned(),
        title: "Drawn".to_owned(),
        doc: String::new(),
        place: Place { file: "here".to_owned(), line: 1 },
        schema: json!({ "type": "object", "properties": {
            "owner": { "type": ["integer", "null"], "enum": [1, 2] }, "note": { "type": ["string", "null"] },
            "secret": { "type": ["string", "null"] },
        } }),
        fields: vec![
            FieldDeclaration { name: "owner".to_owned(), lookup: true, ..FieldDeclaration::default() },
            FieldDeclaration {
                name: "note".to_owned(),
                initial: Some(json!("fixed")),
                strip: true,
                disabled: true,
                ..FieldDeclaration::default()
            },
            FieldDeclaration {
                name: "secret".to_owned(),
                widget: Some("password".to_owned()),
                ..FieldDeclaration::default()
            },
        ],
    };
    Form::draw(&declared).expect("a form")
}

#[test]
fn a_field_that_cannot_be_changed_says_so_and_keeps_its_value() {
    let form = drawn();
    for is_new in [true, false] {
        let page = Page {
            action: "/",
            token: "",
            from: "/",
            values: &Value::Object(Vec::new()),
            is_new,
            errors: &Fields::default(),
        };
        has(&form.html(&page), r#"<input type="text" id="drawn-note" name="note" disabled value="fixed">"#);
    }
}

#[test]
fn what_a_form_drawn_by_itself_says_is_what_the_document_would() {
    let form = drawn();
    let fields = &form.described()["fields"];
    assert_eq!(fields[0]["lookup"], true);
    assert_eq!(fields[0]["type"], "choice");
    assert_eq!((&fields[1]["strip"], &fields[1]["disabled"]), (&json!(true), &json!(true)));
    assert_eq!(fields[1].get("lookup"), None);
}

#[test]
fn a_password_is_not_given_back() {
    let values = json::parse(br#"{"note":"n","secret":"s","other":1}"#, json::DEPTH_LIMIT).expect("JSON");
    assert_eq!(drawn().without_secrets(&values), json!({ "note": "n" }));
}

#[test]
fn a_form_drawn_by_itself_tells_what_is_wrong_with_it() {
    let fields = vec![FieldDeclaration { name: "Other".to_owned(), ..FieldDeclaration::default() }];
    let place = Place { file: "here".to_owned(), line: 1 };
    let declared = FormDeclaration {
        name: "x".to_owned(),
        title: String::new(),
        doc: String::new(),
        place,
        schema: json!({}),
        fields,
    };
    assert!(Form::draw(&declared).is_err_and(|faults| faults[0].contains("Other")));
}

use super::rule::{is_email, is_url};
use super::*;

#[test]
fn an_address_is_what_html_accepts() {
    for accepted in ["a@b", "ada.l+x@example.org", "a@xn--bcher-kva.example", "!#$%&'*+/=?^_`{|}~-@a.b"] {
        assert!(is_email(accepted), "{accepted}");
    }
    for refused in
        ["", "a", "@b", "a@", "a@b.", "a@.b", "a@-b", "a@b-", "a b@c", "a@b@c", "é@b", "a@é", "a@b c", " a@b"]
    {
        assert!(!is_email(refused), "{refused}");
    }
    assert!(!is_email(&format!("a@{}", "b".repeat(64))));
}

#[test]
fn a_url_is_absolute_and_may_be_put_into_a_link() {
    for accepted in ["http://a.example", "https://a.example:8080/b?c=d#e", "https://[::1]/", "HTTPS://bücher.example/"]
    {
        assert!(is_url(accepted), "{accepted}");
    }
    for refused in [
        "",
        "a.example",
        "/a",
        "//a.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://a.example",
        "http://",
        " http://a.example",
        "http://a.example/\n",
        "java\nscript:alert(1)",
    ] {
        assert!(!is_url(refused), "{refused}");
    }
}

#[test]
fn multiples_of_fractions_are_found() {
    let wrong = |number: f64, step: f64| {
        let mut found = Violations::default();
        multiple_of(&number, step, &mut found);
        found.into_result().is_err()
    };
    for (number, step) in [(0.3, 0.1), (-7.5, 2.5), (0.0, 3.0), (1e15, 0.5), (19.99, 0.01)] {
        assert!(!wrong(number, step), "{number} of {step}");
    }
    for (number, step) in [(0.35, 0.1), (1.0, 2.0), (19.995, 0.01)] {
        assert!(wrong(number, step), "{number} of {step}");
    }
}

#[test]
fn a_million_complaints_are_a_hundred() {
    let mut found = Violations::default();
    inner(&vec![String::new(); 1_000], &mut found, |item, found| min_length(item, 1, found));
    assert_eq!(found.into_result().unwrap_err().complaints().len(), TOLD);
}

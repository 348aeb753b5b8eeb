//! One file a mistake that a person can make with a macro, and the message that helps (`tests/ui/*.stderr`).

#[test]
fn each_mistake_has_a_message_that_helps() {
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}

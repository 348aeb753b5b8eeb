use mizan::prelude::*;

#[client]
fn echo(text: String) -> String {
    text
}

fn shout(text: String) -> String {
    text.to_uppercase()
}

mod inner {
    pub(super) fn whisper(text: String) -> String {
        text
    }
}

fn main() {
    let _ = Mizan::<()>::builder().functions(functions![echo, shout, inner::whisper]);
}

//! A form is registered by itself.

use mizan::prelude::*;

#[derive(Deserialize, Type, Form)]
struct ContactForm {
    name: String,
}

impl Submit<()> for ContactForm {
    type Output = ();
    type Error = mizan::Error;

    async fn submit(self, _: &mut FormRequest<'_, ()>) -> mizan::Result<()> {
        Ok(())
    }
}

fn main() {
    let _ = Mizan::<()>::builder().functions(functions![ContactForm]);
}

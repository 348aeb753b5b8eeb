//! A form that does not derive `Type`.

use mizan::prelude::*;

#[derive(Deserialize, Form)]
#[form(title = "Contact us")]
struct ContactForm {
    #[field(label = "Your name")]
    #[mizan(max_length = 5)]
    name: String,
    email: Option<String>,
}

impl Submit<()> for ContactForm {
    type Output = ();
    type Error = mizan::Error;

    async fn validate(
        draft: &ContactFormDraft,
        _: &mut FormRequest<'_, ()>,
        _: &mut Problems,
    ) -> mizan::Result<()> {
        drop(draft.name.clone());
        Ok(())
    }

    async fn submit(self, _: &mut FormRequest<'_, ()>) -> mizan::Result<()> {
        drop(self.name);
        Ok(())
    }
}

fn main() {
    let _ = Mizan::<()>::builder().form::<ContactForm>();
}

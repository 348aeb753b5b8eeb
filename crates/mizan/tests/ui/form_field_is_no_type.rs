use mizan::prelude::*;

#[derive(Deserialize, Type, Form)]
struct WideForm {
    name: String,
    count: u64,
}

#[derive(Deserialize, Type, Form)]
#[form(auth = NoGuard)]
struct GuardedForm {
    name: String,
}

struct NoGuard;

impl Submit<()> for GuardedForm {
    type Output = ();
    type Error = mizan::Error;

    async fn submit(self, _: &mut FormRequest<'_, ()>) -> mizan::Result<()> {
        Ok(())
    }
}

fn main() {
    let _ = Mizan::<()>::builder().form::<GuardedForm>();
}

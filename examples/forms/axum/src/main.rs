//! Starts the example. `forms-axum` serves it; `forms-axum schema` prints its Mizan schema.

use std::env;
use std::path::PathBuf;

use anyhow::{Context as _, bail};
use tokio::net::TcpListener;

const USAGE: &str = "\
usage: forms-axum          serve the form
       forms-axum schema   print the Mizan schema, for `mizan generate`

environment: FORMS_ADDR    where to listen        127.0.0.1:8001
             FORMS_WEB     the built front end    examples/forms/web/dist
             MIZAN_SECRET  32 random bytes or more; made up at each start in a debug build";

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let words: Vec<String> = env::args().skip(1).collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => serve().await,
        ["schema"] => {
            println!("{}", forms_axum::schema()?.trim_end());
            Ok(())
        }
        _ => bail!("{USAGE}"),
    }
}

async fn serve() -> anyhow::Result<()> {
    let address = env::var("FORMS_ADDR").unwrap_or_else(|_| "127.0.0.1:8001".into());
    let web = env::var_os("FORMS_WEB").map_or_else(|| PathBuf::from("examples/forms/web/dist"), PathBuf::from);
    let app = forms_axum::router(&web)?;
    let listener = TcpListener::bind(&address).await.with_context(|| format!("cannot listen on {address}"))?;
    println!("The form is at http://{}", listener.local_addr()?);
    axum::serve(listener, app).await?;
    Ok(())
}

//! openapi-typescript on the same functions and types.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Map, Value, json};

use crate::round::{self, Took};

const PACKAGE: &str = "openapi-typescript@7";
/// It takes seconds.
const ROUNDS: usize = 2;

/// Installs it into a folder of its own and measures it; the reason where that is not possible.
pub(crate) fn generate(folder: &Path, schema: &Value) -> Result<Took, String> {
    let folder = folder.join("peer");
    fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    fs::write(folder.join("package.json"), "{\"private\": true}\n").map_err(|error| error.to_string())?;
    fs::write(folder.join("openapi.json"), openapi(schema).to_string()).map_err(|error| error.to_string())?;
    let mut install = Command::new("npm");
    install.args(["install", "--no-audit", "--no-fund", "--silent", PACKAGE, "typescript@5"]).current_dir(&folder);
    let installed = install.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    if !installed.is_ok_and(|status| status.success()) {
        return Err(format!("as npm could not install {PACKAGE}"));
    }
    round::run(
        ROUNDS,
        || Ok(()),
        || {
            let mut command = Command::new("node_modules/.bin/openapi-typescript");
            command.args(["openapi.json", "--output", "client.ts"]).current_dir(&folder);
            command
        },
    )
}

/// The schema as OpenAPI has it: a path for each function.
fn openapi(schema: &Value) -> Value {
    let content = |shape: Value| json!({ "application/json": { "schema": shape } });
    let paths: Map<String, Value> = list(&schema["functions"])
        .iter()
        .map(|function| {
            let properties: Map<String, Value> = list(&function["args"])
                .iter()
                .map(|arg| (arg["name"].as_str().unwrap_or_default().to_owned(), arg["schema"].clone()))
                .collect();
            let body = json!({ "type": "object", "properties": properties });
            let operation = json!({
                "description": function["doc"], "operationId": function["name"],
                "requestBody": { "content": content(body) },
                "responses": { "200": { "description": "", "content": content(function["result"].clone()) } },
            });
            (format!("/{}/", function["name"].as_str().unwrap_or_default()), json!({ "post": operation }))
        })
        .collect();
    let document = json!({
        "openapi": "3.1.0", "info": { "title": "records", "version": "1" },
        "paths": paths, "components": { "schemas": schema["types"] },
    });
    let text = document.to_string().replace("#/types/", "#/components/schemas/");
    serde_json::from_str(&text).unwrap_or(document)
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

//! The client of the schema: made by the command, and checked by the compiler.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::document::{LARGE, call_name, query_name};
use crate::root;
use crate::round::{self, Took};

/// The word that makes this program the command.
pub(crate) const COMMAND: &str = "mizan";
pub(crate) const USES: usize = 200;

/// Writes the schema, a module that uses the client, and what the compiler needs to know.
pub(crate) fn prepare(folder: &Path, schema: &Value) -> Result<(), String> {
    empty(folder)?;
    // The packages as they are published, or as they are written where nobody has built them.
    let built = root().join("packages/react/dist/index.d.ts").is_file();
    let conditions: &[&str] = if built { &[] } else { &["@mizan/source"] };
    let config = json!({
        "compilerOptions": {
            "target": "ES2022", "module": "ESNext", "moduleResolution": "bundler", "lib": ["ES2023", "DOM"],
            "strict": true, "skipLibCheck": true, "noEmit": true, "types": [], "customConditions": conditions,
        },
        "include": ["uses.ts", "client"],
    });
    write(folder, "mizan.json", &schema.to_string())?;
    write(folder, "tsconfig.json", &config.to_string())?;
    write(folder, "uses.ts", &uses())
}

/// `mizan generate` into an empty folder.
pub(crate) fn generate(folder: &Path, rounds: usize) -> Result<Took, String> {
    let own = std::env::current_exe().map_err(|error| format!("this program cannot be found: {error}"))?;
    let before = || empty(&folder.join("client"));
    round::run(rounds, before, || {
        let mut command = Command::new(&own);
        command.args([COMMAND, "generate", "--schema", "mizan.json", "--out", "client"]).current_dir(folder);
        command
    })
}

/// `tsc --noEmit` of the client and the module that uses it.
pub(crate) fn check(folder: &Path, rounds: usize) -> Result<Took, String> {
    let tsc = root().join("node_modules/.bin/tsc");
    if !tsc.is_file() {
        return Err("the TypeScript compiler is not there; run `npm ci`".to_owned());
    }
    round::run(
        rounds.min(5),
        || Ok(()),
        || {
            let mut command = Command::new(&tsc);
            command.args(["--project", "."]).current_dir(folder);
            command
        },
    )
}

/// A module of components: half of the uses read, a quarter calls in hooks, and a quarter outside of them.
fn uses() -> String {
    let pascal = |name: &str| name.split('_').map(|word| word[..1].to_uppercase() + &word[1..]).collect::<String>();
    let (mut names, mut body) = (Vec::new(), String::new());
    for index in 0..USES / 2 {
        let hook = format!("use{}", pascal(&query_name(index, 0)));
        let _ = writeln!(
            body,
            "export function useName{index}(): string {{\n  const {{ name, tags }} = record({hook}({{ board_id: {index} }}));\n  return name + tags.length;\n}}"
        );
        names.push(hook);
    }
    for index in 0..USES / 4 {
        let at = LARGE.functions - 1 - index * 10;
        let name = pascal(&call_name(at));
        let hook = format!("use{name}");
        let call = name[..1].to_lowercase() + &name[1..];
        let _ = writeln!(
            body,
            "export function useSave{index}(record: Parameters<typeof {call}>[0][\"record\"]) {{\n  const {{ mutate, error }} = {hook}();\n  return {{ code: error?.code, save: () => mutate({{ board_id: {index}, name: \"a\", record }}) }};\n}}"
        );
        let _ = writeln!(
            body,
            "export async function save{index}(args: Parameters<typeof {call}>[0]): Promise<unknown> {{\n  const result = await {call}({{ ...args, name: args.name.trim() }});\n  return result;\n}}"
        );
        names.extend([hook, call]);
    }
    let record = "function record<T>(value: T): T & { name: string; tags: string[] } {\n  return value as T & { name: string; tags: string[] };\n}\n";
    format!("import {{ {} }} from \"./client\";\n\n{record}{body}", names.join(", "))
}

pub(crate) fn empty(folder: &Path) -> Result<(), String> {
    let _ = fs::remove_dir_all(folder);
    fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))
}

pub(crate) fn write(folder: &Path, name: &str, text: &str) -> Result<(), String> {
    fs::write(folder.join(name), text).map_err(|error| format!("{name}: {error}"))
}

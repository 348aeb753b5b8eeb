use super::*;

fn contracts(schema: &Value) -> (BTreeMap<String, Value>, BTreeMap<String, Value>) {
    let types = Named::of(&schema["types"]);
    (of(schema, &types).into_iter().collect(), types.into_shapes().into_iter().collect())
}

/// The name of a type with its hash, in a file that has one of it.
fn full<'a>(types: &'a BTreeMap<String, Value>, name: &str) -> &'a str {
    let mut found = types.keys().filter(|full| full.rsplit_once('.').is_some_and(|(of, _)| of == name));
    let full = found.next().expect("the type is there");
    assert_eq!(found.next(), None, "{name}");
    full
}

#[test]
fn a_contract_has_what_a_caller_relies_on_and_no_prose() {
    let schema = json!({
        "functions": [
            {"name": "rename", "contract": "aa", "doc": "Renames.", "errors": [], "result": {"type": "null"},
             "args": [{"name": "to", "required": true, "doc": "To what.", "schema": {"$ref": "#/types/a~1b"}}]},
            {"name": "who", "contract": "bb", "args": [], "errors": [], "result": {"type": "string"}},
        ],
        "contexts": [{"name": "user", "contract": "cc", "params": [], "functions": ["who"]}],
        "types": {
            "a/b": {"type": "object", "description": "Prose.", "properties": {"title": {"$ref": "#/types/T"}}},
            "T": {"type": "string", "title": "T"},
        },
    });
    let (contracts, types) = contracts(&schema);
    let (outer, inner) = (full(&types, "a/b"), full(&types, "T"));
    let reference = format!("#/types/{}", outer.replace('/', "~1"));
    assert_eq!(
        contracts["aa"],
        json!({
            "function": "rename", "errors": [], "result": {"type": "null"},
            "args": [{"name": "to", "required": true, "schema": {"$ref": reference}}],
        })
    );
    assert_eq!(contracts["cc"], json!({"context": "user", "params": [], "results": {"who": {"type": "string"}}}));
    let properties = json!({"title": {"$ref": format!("#/types/{inner}")}});
    assert_eq!(types[outer], json!({"type": "object", "properties": properties}));
    assert_eq!(types[inner], json!({"type": "string"}));
}

#[test]
fn a_type_has_another_name_when_anything_in_it_is_another() {
    let schema = |kind: &str| {
        json!({"functions": [], "contexts": [], "types": {
            "Page": {"properties": {"post": {"$ref": "#/types/Post"}}},
            "Post": {"properties": {"author": {"$ref": "#/types/Author"}}},
            "Author": {"properties": {"posts": {"items": {"$ref": "#/types/Post"}}, "name": {"type": kind}}},
            "Tag": {"type": "string"},
        }})
    };
    let ((_, before), (_, after)) = (contracts(&schema("string")), contracts(&schema("integer")));
    for (name, changes) in [("Page", true), ("Post", true), ("Author", true), ("Tag", false)] {
        assert_eq!(full(&before, name) != full(&after, name), changes, "{name}");
    }
    let hash = |name: &str| full(&before, name).rsplit_once('.').expect("a hash").1;
    assert_eq!(hash("Post"), hash("Author"), "they are one circle");
    let posts = format!("#/types/{}", full(&before, "Post"));
    assert_eq!(before[full(&before, "Author")]["properties"]["posts"]["items"]["$ref"], json!(posts));
}

#[test]
fn types_that_no_contract_reaches_are_forgotten_and_older_contracts_keep_theirs() {
    let mut kept = Kept {
        mizan: 1,
        contracts: BTreeMap::from([
            ("aa".to_owned(), json!({"function": "f", "result": {"$ref": "#/types/A.1"}})),
            ("bb".to_owned(), json!({"function": "f", "result": {"$ref": "#/types/C.1"}, "types": {"C.1": {}}})),
        ]),
        types: ["A.1", "B.1", "C.1"].map(|name| (name.to_owned(), json!({"$ref": "#/types/A.1"}))).into(),
    };
    kept.forget_types();
    assert_eq!(kept.types.keys().collect::<Vec<_>>(), ["A.1"]);
    assert!(kept.text().contains("\"types\":{\"C.1\":{}}"), "{}", kept.text());
}

//! A schema as a large application prints it: names, documentation, references and shapes in the proportions of Conduit.

use serde_json::{Map, Value, json};

/// The queries of each context.
const QUERIES: usize = 4;

/// How large an application is.
#[derive(Clone, Copy)]
pub(crate) struct Size {
    contexts: usize,
    pub(crate) functions: usize,
    pub(crate) types: usize,
}

pub(crate) const LARGE: Size = Size { contexts: 100, functions: 1_000, types: 2_000 };
/// Three times Conduit.
pub(crate) const USUAL: Size = Size { contexts: 10, functions: 100, types: 200 };

/// The document of `docs/protocol.md` §12.
pub(crate) fn schema(size: Size) -> Value {
    let mut functions: Vec<Value> = (0..size.functions).map(|index| function(size, index)).collect();
    functions.sort_by(|a, b| a["name"].as_str().cmp(&b["name"].as_str()));
    let contexts: Vec<Value> = (0..size.contexts).map(context).collect();
    let types: Map<String, Value> = (0..size.types).map(|index| (type_name(index), shape(size, index))).collect();
    json!({
        "mizan": 1, "revision": "0123456789abcdef", "functions": functions, "contexts": contexts,
        "forms": [], "channels": [], "types": types,
    })
}

pub(crate) fn context_name(index: usize) -> String {
    format!("board_{index:03}")
}

pub(crate) fn query_name(context: usize, query: usize) -> String {
    format!("board_{context:03}_part_{query}")
}

pub(crate) fn call_name(index: usize) -> String {
    format!("update_record_{index:04}")
}

fn type_name(index: usize) -> String {
    format!("Record{index:04}")
}

/// What a type is made of stands further on, for the most part; every fiftieth is made of itself.
fn part(size: Size, of: usize, distance: usize) -> Value {
    if of.is_multiple_of(50) {
        return reference(size, of);
    }
    if of + distance < size.types { reference(size, of + distance) } else { json!({"type": "string"}) }
}

fn reference(size: Size, index: usize) -> Value {
    json!({ "$ref": format!("#/types/{}", type_name(index % size.types)) })
}

/// The first functions are queries, the rest mutations and calls.
fn function(size: Size, index: usize) -> Value {
    if index < size.contexts * QUERIES {
        return query(size, index / QUERIES, index % QUERIES);
    }
    let mut function = json!({
        "name": call_name(index), "doc": format!("Changes what is known of record {index}."),
        "kind": if index.is_multiple_of(4) { "call" } else { "mutation" },
        "args": [
            {"name": "board_id", "required": true, "schema": {"type": "integer", "minimum": 0, "maximum": 4_294_967_295_u32}},
            {"name": "name", "required": true, "schema": {"type": "string", "minLength": 1, "maxLength": 80}},
            {"name": "record", "required": true, "schema": reference(size, index * 2)},
            {"name": "note", "required": false, "schema": {"type": ["string", "null"]}},
        ],
        "result": reference(size, index * 2 + 1), "errors": [], "guard": "authenticated", "contract": format!("{index:016x}"),
    });
    if !index.is_multiple_of(4) {
        function["affects"] = json!([{"context": context_name(index % size.contexts)}]);
    }
    if index.is_multiple_of(5) {
        function["errors"] = json!([
            {"code": "name_taken", "status": 422, "doc": "Another record has the name.",
             "schema": {"type": "object", "properties": {"suggestion": {"type": "string"}}, "required": ["suggestion"]}},
            {"code": "locked", "status": 409},
        ]);
    }
    function
}

fn query(size: Size, context: usize, query: usize) -> Value {
    let result = reference(size, context * QUERIES + query);
    json!({
        "name": query_name(context, query), "doc": format!("Part {query} of board {context}."), "kind": "query",
        "context": context_name(context), "errors": [], "guard": "public", "contract": format!("{:016x}", context * QUERIES + query),
        "args": [{"name": "board_id", "required": true, "schema": {"type": "integer", "minimum": 0}}],
        "result": if query.is_multiple_of(2) { result } else { json!({"type": "array", "items": result}) },
    })
}

fn context(index: usize) -> Value {
    let functions: Vec<String> = (0..QUERIES).map(|query| query_name(index, query)).collect();
    json!({
        "name": context_name(index), "doc": format!("Board {index} with all of its parts."), "functions": functions,
        "params": [{"name": "board_id", "required": true, "schema": {"type": "integer", "minimum": 0}}],
        "public": index.is_multiple_of(3), "local": false, "contract": format!("{index:016x}"),
    })
}

/// Structures for the most part, with enumerations and unions told by a tag among them.
fn shape(size: Size, index: usize) -> Value {
    match index % 10 {
        7 => json!({"type": "string", "enum": ["draft", "published", "archived"], "description": "How far it is."}),
        8 => json!({"description": "One of two.", "oneOf": [
            {"type": "object", "properties": {"kind": {"const": "text"}, "text": {"type": "string"}}, "required": ["kind", "text"]},
            {"type": "object", "properties": {"kind": {"const": "link"}, "to": {"type": "string", "format": "uri"}}, "required": ["kind", "to"]},
        ]}),
        _ => json!({
            "type": "object", "description": format!("What is known of record {index}."),
            "properties": {
                "id": {"type": "integer", "minimum": 0}, "name": {"type": "string", "minLength": 1},
                "created": {"type": "string", "format": "date-time", "description": "When, in UTC."},
                "note": {"type": ["string", "null"]}, "tags": {"type": "array", "items": {"type": "string"}, "maxItems": 20},
                "first": part(size, index, 1 + index % 7), "rest": {"type": "array", "items": part(size, index, 11)},
                "owner": {"anyOf": [part(size, index, 2), {"type": "null"}]},
            },
            "required": ["id", "name", "created", "note", "tags", "rest"],
        }),
    }
}

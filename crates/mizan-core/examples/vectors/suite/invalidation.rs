//! The vectors of invalidation: items in JSON and in the header, what they hit, and where they come from.

use mizan_core::{
    context::{Context, Contexts},
    entry::Entry,
    header::{self, Limit},
    item::{Item, Items},
    json::{DEPTH_LIMIT, Value, canonical, parse, to_vec},
    resolve::{Affect, Argument, Mode},
    tag,
};

use super::{Verdict, entries, equal, member, optional_text, shape, text, texts};

/// §5.2, §5.3: items as declared, their list and their header.
pub(super) fn invalidate(document: &Value<'_>, case: &Value<'_>) -> Verdict {
    let contexts = shape::contexts(document)?;
    let items = Items::from_value(member(case, "items")?, &contexts);
    equal_lists(&items, member(case, "invalidate")?)?;
    let text = text(case, "header")?;
    equal("the header", header::write(&items, Limit::default()).as_str(), text)?;
    let every_function = with_functions_of(&contexts, &items);
    equal("the items read back", header::read([text], &every_function).items, items)
}

/// §5.3: what a long list collapses to.
pub(super) fn header_limit(document: &Value<'_>, case: &Value<'_>) -> Verdict {
    let items = match case.get("generate").and_then(Value::as_str) {
        None => Items::from_value(member(case, "items")?, &shape::contexts(document)?),
        Some("user with user_id 0..users-1") => {
            let users = member(case, "users")?.as_i64().ok_or("`users` is no integer")?;
            (0..users).map(|id| Item::context("user").param("user_id", id)).collect()
        }
        Some(other) => return Err(format!("`{other}` is nothing that can be generated here")),
    };
    equal("the header", header::write(&items, Limit::default()).as_str(), text(case, "header")?)
}

/// §5.3: what a header means.
pub(super) fn header_read(document: &Value<'_>, case: &Value<'_>) -> Verdict {
    let reading = header::read([text(case, "header")?], &shape::contexts(document)?);
    equal_lists(&reading.items, member(case, "items")?)
}

/// §5.4: what an item hits.
pub(super) fn matching(document: &Value<'_>, case: &Value<'_>) -> Verdict {
    let contexts = shape::contexts(document)?;
    let entry = entry(member(case, "entry")?, &contexts)?;
    let item = Item::from_value(member(case, "item")?, &contexts).ok_or("the item's context is not among the types")?;
    let expected = member(case, "matches")?.as_bool().ok_or("`matches` is no boolean")?;
    equal("the match", entry.is_hit_by(&item), expected)?;
    let has_tag = tag::of_entry(&entry).contains(&tag::of_item(&item));
    if expected && !has_tag { Err("the item's tag is not among the entry's".to_owned()) } else { Ok(()) }
}

/// §5.4: the tag of an item, or the tags of an entry.
pub(super) fn tags(document: &Value<'_>, case: &Value<'_>) -> Verdict {
    let contexts = shape::contexts(document)?;
    if let Some(value) = case.get("entry") {
        return equal("the tags", tag::of_entry(&entry(value, &contexts)?), strings(texts(case, "tags")?));
    }
    let item = Item::from_value(member(case, "item")?, &contexts).ok_or("the item's context is not among the types")?;
    equal("the tag", tag::of_item(&item).as_str(), text(case, "tag")?)
}

/// §5.1: from arguments to an item.
pub(super) fn resolving(_: &Value<'_>, case: &Value<'_>) -> Verdict {
    let context = declared_context(member(case, "context")?)?;
    let affects = member(case, "affects")?;
    let function = Some(text(affects, "target")?).filter(|target| *target != context.name());
    let mode = match text(affects, "mode")? {
        "match" => Mode::Match,
        "all" => Mode::All,
        other => return Err(format!("`{other}` is no mode that is known here")),
    };
    let declared = entries(case, "declared")?;
    let arguments: Result<Vec<_>, _> = declared.iter().map(|(name, value)| argument(name, value)).collect();
    let affect = Affect::declare(&context, function, mode, &arguments?);
    let item = affect.item(member(case, "args")?, optional_text(case, "acting_user")?);
    equal_lists(&Items::from_iter([item]), member(case, "invalidate")?)
}

fn declared_context(value: &Value<'_>) -> Result<Context, String> {
    let mut context = shape::context(text(value, "name")?, member(value, "params")?)?;
    if !member(value, "scope")?.is_null() {
        context = context.scope(texts(value, "scope")?);
    }
    match optional_text(value, "owner")? {
        Some("self") => Ok(context.owner_self()),
        Some(other) => Err(format!("`{other}` is no owner that is known here")),
        None => Ok(context),
    }
}

fn argument(name: &str, value: &Value<'_>) -> Result<Argument, String> {
    let flag = |name| value.get(name).and_then(Value::as_bool).unwrap_or(false);
    Ok(Argument {
        name: name.to_owned(),
        param_type: Some(shape::param_type(text(value, "type")?)?),
        required: flag("required"),
        nullable: flag("nullable"),
    })
}

fn entry(value: &Value<'_>, contexts: &Contexts) -> Result<Entry, String> {
    let name = text(value, "context")?;
    let context = contexts.get(name).ok_or("the entry's context is not among the types")?;
    let mut entry = Entry::new(name);
    for (param, value) in entries(value, "params")? {
        let param_type = context.param_type(param).ok_or_else(|| format!("`{param}` has no type"))?;
        entry = entry.param(param, shape::admitted(param_type, value)?);
    }
    if value.get("functions").is_some() {
        entry = texts(value, "functions")?.into_iter().fold(entry, Entry::function);
    }
    Ok(match optional_text(value, "user")? {
        Some(id) => entry.user(id),
        None => entry,
    })
}

/// The same contexts, knowing the functions that the items name.
fn with_functions_of(contexts: &Contexts, items: &Items) -> Contexts {
    let functions = |name: &str| -> Vec<String> {
        let own = items.iter().filter(|item| item.context_name() == name);
        own.filter_map(|item| item.function_name().map(str::to_owned)).collect()
    };
    contexts
        .iter()
        .cloned()
        .map(|context| functions(context.name()).into_iter().fold(context, Context::function))
        .collect()
}

/// Compares as documents: `5.0` and `5` are one number.
fn equal_lists(items: &Items, expected: &Value<'_>) -> Verdict {
    let json = to_vec(items).map_err(|error| error.to_string())?;
    let list = parse(&json, DEPTH_LIMIT).map_err(|error| error.to_string())?;
    equal("the list", canonical(&list), canonical(expected))
}

fn strings(texts: Vec<&str>) -> Vec<String> {
    texts.into_iter().map(str::to_owned).collect()
}

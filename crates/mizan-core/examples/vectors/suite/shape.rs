//! What the vectors say of contexts and types, as the engine takes it.

use mizan_core::{
    context::{Context, Contexts},
    json::Value,
    param::ParamType,
};

use super::{entries, texts};

/// The type that the vectors call `name`.
pub(super) fn param_type(name: &str) -> Result<ParamType, String> {
    Ok(match name {
        "integer" => ParamType::Integer,
        "wide_integer" => ParamType::WideInteger,
        "number" => ParamType::Number,
        "boolean" => ParamType::Boolean,
        "string" => ParamType::String,
        "uuid" => ParamType::Uuid,
        "date" => ParamType::Date,
        "time" => ParamType::Time,
        "datetime" => ParamType::DateTime,
        "decimal" => ParamType::Decimal,
        _ => return Err(format!("`{name}` is no type that is known here")),
    })
}

/// The context `name` with the params in `types`, an object of type names.
pub(super) fn context(name: &str, types: &Value<'_>) -> Result<Context, String> {
    let params = types.as_object().ok_or("the types of a context are no object")?;
    params.iter().try_fold(Context::new(name), |context, (param, type_name)| {
        Ok(context.param(param.as_ref(), param_type(type_name.as_str().ok_or("a type is no string")?)?))
    })
}

/// The contexts of a file: its `types`, and its `functions` where it has them.
pub(super) fn contexts(document: &Value<'_>) -> Result<Contexts, String> {
    let with_functions = |name: &str, types| {
        let context = context(name, types)?;
        let Some(functions) = document.get("functions").filter(|functions| functions.get(name).is_some()) else {
            return Ok(context);
        };
        Ok::<_, String>(texts(functions, name)?.into_iter().fold(context, Context::function))
    };
    entries(document, "types")?.iter().map(|(name, types)| with_functions(name, types)).collect()
}

/// `value` as a param of that type has it, `null` included.
pub(super) fn admitted(param_type: &ParamType, value: &Value<'_>) -> Result<Value<'static>, String> {
    match value {
        Value::Null => Ok(Value::Null),
        _ => param_type.admit(value).ok_or_else(|| format!("{value:?} is no {param_type:?}")),
    }
}

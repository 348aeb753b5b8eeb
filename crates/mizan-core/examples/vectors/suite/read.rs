//! The vectors of reads: params, keys, versions.

use base64::{Engine, engine::general_purpose::STANDARD};
use mizan_core::{
    json::{Value, canonical},
    key::ReadIdentity,
    secret::{Purpose, Secret},
    version::Version,
};

use super::{Verdict, entries, equal, member, optional_text, shape, text, texts};

/// §4: a text is the one of a value, or `invalid_args`.
pub(super) fn param_text(_: &Value<'_>, case: &Value<'_>) -> Verdict {
    let param_type = shape::param_type(text(case, "type")?)?;
    let given = text(case, "text")?;
    let read = param_type.read(given);
    if case.get("error").is_some() {
        return equal("the verdict", read.ok(), None);
    }
    let expected = shape::admitted(&param_type, member(case, "value")?)?;
    let read = read.map_err(|error| error.to_string())?;
    equal("the text written back", param_type.write(&read).as_deref(), Some(given))?;
    equal("the value", read, expected)
}

/// §7: the canonical text of a read's identity, and its MAC.
pub(super) fn cache_key(document: &Value<'_>, case: &Value<'_>) -> Verdict {
    let secret = STANDARD.decode(text(document, "secret_base64")?).map_err(|error| error.to_string())?;
    let key = Secret::new(secret).map_err(|error| error.to_string())?.key(Purpose::Cache);
    let object = member(case, "object")?;
    equal("the format", member(object, "v")?.as_i64(), Some(1))?;
    let types = member(case, "types")?;
    let mut params = Vec::new();
    for (name, value) in entries(object, "params")? {
        let param_type = shape::param_type(text(types, name)?)?;
        params.push((name.clone(), shape::admitted(&param_type, value)?));
    }
    let vary = match object.get("vary") {
        Some(vary) => Some(named_texts(vary)?),
        None => None,
    };
    let identity = ReadIdentity {
        revision: text(object, "rev")?,
        context: text(object, "ctx")?,
        functions: &texts(object, "fns")?,
        params: &params,
        user: optional_text(object, "user")?,
        vary: vary.as_deref(),
    };
    equal("the canonical text", identity.canonical().as_str(), text(case, "canonical")?)?;
    equal("the object's own canonical text", canonical(object).as_str(), text(case, "canonical")?)?;
    equal("the key", identity.key(&key).as_str(), text(case, "key")?)
}

fn named_texts<'v>(object: &'v Value<'_>) -> Result<Vec<(&'v str, &'v str)>, String> {
    let members = object.as_object().ok_or("`vary` is no object")?;
    members
        .iter()
        .map(|(name, value)| Ok((name.as_ref(), value.as_str().ok_or("a value of `vary` is no string")?)))
        .collect()
}

/// §6: a version's text, both ways.
pub(super) fn version(_: &Value<'_>, case: &Value<'_>) -> Verdict {
    let number = |name| -> Result<u64, String> {
        let n = member(case, name)?.as_i64().ok_or_else(|| format!("`{name}` is no integer"))?;
        u64::try_from(n).map_err(|error| error.to_string())
    };
    let counter = u16::try_from(number("counter")?).map_err(|error| error.to_string())?;
    let version = Version::new(number("unix_ms")?, counter);
    equal("the text", version.to_string().as_str(), text(case, "text")?)?;
    equal("the version read back", text(case, "text")?.parse(), Ok(version))?;
    equal("its time", version.unix_ms(), number("unix_ms")?)?;
    equal("its counter", version.counter(), counter)
}

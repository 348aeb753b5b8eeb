//! From declarations to a registry, with every mistake on the way.

use super::file;
use super::same::same_type;
use super::{
    Context, Declarations, Function, Kind, Mistake, Param, Registry, context_name, draw, failure, form, target_name,
    view,
};
use crate::context::{self, Contexts};
use crate::declaration::{
    AffectDeclaration, AffectedTarget, ArgumentDeclaration, ContextDeclaration, FunctionDeclaration, GuardRule,
    Membership, Place,
};
use crate::format::Plans;
use crate::json;
use crate::judge::Judge;
use crate::name::Name;
use crate::param::{ParamShape, ParamType};
use crate::resolve::{Affect, Argument};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, HashMap};

pub(super) fn build(declarations: Declarations) -> Result<Registry, Vec<Mistake>> {
    let mut checker = Checker { types: &declarations.types_arriving, mistakes: Vec::new(), warnings: Vec::new() };
    checker.functions(&declarations.functions);
    let (forms, found) = form::forms(&declarations);
    checker.mistakes.extend(found);
    let contexts = checker.contexts(&declarations.functions);
    let built: Vec<Context> =
        contexts.values().map(|context| checker.context(context, &declarations.functions)).collect();
    checker.guards(&contexts, &declarations);
    let index = built.iter().enumerate().map(|(i, context)| (context.name.clone(), i)).collect();
    let scopes: Contexts = contexts
        .values()
        .zip(&built)
        .map(|(declared, built)| scope(declared, built, &declarations.functions))
        .collect();
    let formats = Plans::of_types(&declarations.types_arriving);
    let functions: Vec<Function> = declarations
        .functions
        .iter()
        .map(|declaration| Function {
            formats: formats.of_arguments(&declaration.args, &declarations.types_arriving),
            ..checker.function(declaration, &scopes, &index, &declarations)
        })
        .collect();
    let judge = Judge::new(&declarations.functions, &declarations.types_arriving);
    let (views, found) = view::build(&declarations.functions, &functions, &declarations.types_arriving);
    let Checker { mut mistakes, warnings, .. } = checker;
    mistakes.extend(found);
    let schema = draw::schema(&functions, &contexts, &built, &forms, &declarations);
    mistakes.extend(schema.as_ref().err().cloned());
    let (Ok(schema), true) = (schema, mistakes.is_empty()) else { return Err(mistakes) };
    let forms = forms.into_iter().map(|form| form::described(form, &schema)).collect();
    Ok(Registry {
        forms,
        function_index: functions.iter().enumerate().map(|(i, function)| (function.name.clone(), i)).collect(),
        scopes,
        formats,
        judge,
        context_index: index,
        views,
        contexts: built,
        functions,
        schema,
        warnings,
    })
}

/// What headers and arguments are read by.
fn scope(declared: &ContextDeclaration, built: &Context, functions: &[FunctionDeclaration]) -> context::Context {
    let mut scope = context::Context::new(&built.name);
    for param in &built.params {
        scope = scope.param(&param.name, param.shape.param_type.clone());
    }
    for &query in &built.queries {
        scope = scope.function(&functions[query].name);
    }
    if let Some(names) = &declared.scope {
        scope = scope.scope(names.iter().map(String::as_str));
    }
    if declared.owner_self { scope.owner_self() } else { scope }
}

struct Checker<'d> {
    types: &'d Map<String, Value>,
    mistakes: Vec<Mistake>,
    warnings: Vec<Mistake>,
}

impl<'d> Checker<'d> {
    fn mistake(&mut self, place: &Place, what: String, mend: impl Into<String>) {
        self.mistakes.push(Mistake { place: place.clone(), what, mend: mend.into() });
    }

    /// Names of functions and arguments: well-formed, and each function's its own (§1).
    fn functions(&mut self, functions: &[FunctionDeclaration]) {
        let mut seen: HashMap<&str, &Place> = HashMap::new();
        for function in functions {
            if let Err(error) = Name::check_function(&function.name) {
                self.mistake(
                    &function.place,
                    format!("a function's name: {error}"),
                    "give it another with `name = \"…\"`",
                );
            }
            self.mistakes.extend(failure::mistakes(function));
            for argument in &function.args {
                if let Err(error) = Name::check(&argument.name) {
                    self.mistake(&function.place, format!("an argument of `{}`: {error}", function.name), "rename it");
                }
            }
            // Of a form that is listed twice its own check tells once.
            if let Some(other) = seen.insert(&function.name, &function.place)
                && !function.name.contains('.')
            {
                self.mistake(
                    &function.place,
                    format!("there are two functions `{}`: the other is at {other}", function.name),
                    "list each function once, or give one of them another name with `name = \"…\"`",
                );
            }
        }
    }

    /// The contexts by name; queries of one context have to bring the same declaration of it.
    fn contexts(&mut self, functions: &[FunctionDeclaration]) -> BTreeMap<String, ContextDeclaration> {
        let mut contexts: BTreeMap<String, ContextDeclaration> = BTreeMap::new();
        for function in functions {
            let Some(declared) = declared_context(function) else { continue };
            if let Err(error) = Name::check(&declared.name) {
                self.mistake(
                    &declared.place,
                    format!("a context's name: {error}"),
                    "give it another with `name = \"…\"`",
                );
            }
            match contexts.get(&declared.name) {
                Some(other) if *other != declared && !(is_global(other) && is_global(&declared)) => self.mistake(
                    &declared.place,
                    format!("there are two contexts `{}`: the other is at {}", declared.name, other.place),
                    "give one of them another name with `name = \"…\"`",
                ),
                Some(_) => {}
                None => {
                    contexts.insert(declared.name.clone(), declared);
                }
            }
        }
        for function in functions {
            let own = context_name(function) == Some(&function.name) && matches!(function.context, Membership::Local);
            if let Some(context) = contexts.get(&function.name).filter(|_| !own) {
                self.mistake(
                    &function.place,
                    format!(
                        "a function and a context are both called `{}`: the context is at {}",
                        function.name, context.place
                    ),
                    "contexts and functions share one namespace: give one of them another name with `name = \"…\"`",
                );
            }
        }
        contexts
    }

    /// One context: the types of its params, and its queries' arguments, which are taken from them.
    fn context(&mut self, declared: &ContextDeclaration, functions: &[FunctionDeclaration]) -> Context {
        let params = declared.params.iter().filter_map(|param| self.param(declared, param)).collect();
        let mut queries: Vec<usize> = Vec::new();
        for (index, function) in functions.iter().enumerate() {
            if context_name(function) == Some(&declared.name) {
                queries.push(index);
                self.query(declared, function);
            }
        }
        self.internal(declared, queries.iter().map(|&query| &functions[query]).collect());
        queries.sort_by(|a, b| functions[*a].name.cmp(&functions[*b].name));
        for name in
            declared.scope.iter().flatten().filter(|name| declared.params.iter().all(|param| param.name != **name))
        {
            self.mistake(
                &declared.place,
                format!("`scope` names `{name}`, which is no param of `{}`", declared.name),
                "name params only",
            );
        }
        Context {
            name: declared.name.clone(),
            public: declared.public,
            max_age_s: declared.max_age_s,
            stale_while_revalidate_s: declared.stale_while_revalidate_s,
            vary: declared.vary.clone(),
            params,
            queries,
        }
    }

    fn param(&mut self, context: &ContextDeclaration, param: &ArgumentDeclaration) -> Option<Param> {
        if !file::files(&param.schema, self.types).is_empty() {
            self.mistake(
                &context.place,
                format!(
                    "the param `{}` of the context `{}` is a file, and a read has no body",
                    param.name, context.name
                ),
                "take the file in a mutation or a plain call",
            );
            return None;
        }
        if let Err(error) = Name::check(&param.name) {
            self.mistake(&context.place, format!("a param of the context `{}`: {error}", context.name), "rename it");
        }
        let shape = ParamType::of_schema(&param.schema, self.types);
        if shape.is_none() {
            self.mistake(
                &context.place,
                format!("the param `{}` of the context `{}` has a type that no URL can name", param.name, context.name),
                "a param is an integer, number, boolean, string, UUID, date, time, decimal or enum, or a list or object of such; \
                 a duration and bytes have several texts for one value",
            );
        }
        let absent = default(&param.schema, shape.as_ref());
        if absent.is_none() {
            self.mistake(
                &context.place,
                format!(
                    "the default of the param `{}` of the context `{}` is of another type",
                    param.name, context.name
                ),
                "give a default of the param's own type",
            );
        }
        Some(Param { name: param.name.clone(), shape: shape?, required: param.required, absent: absent? })
    }

    /// A context is read whole, so that all of its queries are for everyone, or none.
    fn internal(&mut self, context: &ContextDeclaration, queries: Vec<&FunctionDeclaration>) {
        let shown = queries.iter().find(|query| !query.internal);
        if let (Some(hidden), Some(shown)) = (queries.iter().find(|query| query.internal), shown) {
            self.mistake(
                &hidden.place,
                format!(
                    "`{}` is internal, and `{}` of the same context `{}` is not",
                    hidden.name, shown.name, context.name
                ),
                "a context is read whole: mark all of its queries `internal`, or move this one to another context",
            );
        }
    }

    fn query(&mut self, context: &ContextDeclaration, function: &FunctionDeclaration) {
        for argument in &function.args {
            let (name, place) = (&argument.name, &function.place);
            match context.params.iter().find(|param| param.name == *name) {
                None => self.mistake(
                    place,
                    format!("`{}` takes `{name}`, which the context `{}` does not have", function.name, context.name),
                    format!(
                        "add `{name}` to the context's params, or mark it `#[extract]` if it comes from the request"
                    ),
                ),
                Some(param) if !is_same(param, argument) => self.mistake(
                    place,
                    format!(
                        "`{name}` of `{}` is of another type than the param of the context `{}`",
                        function.name, context.name
                    ),
                    format!("give both the same type; the context is at {}", context.place),
                ),
                Some(_) => {}
            }
        }
    }

    /// What a guard looks at has to be among the arguments of each function that it guards.
    fn guard_arguments(&mut self, function: &FunctionDeclaration, declarations: &Declarations) {
        let Some(guard) = &function.guard else { return };
        let args = form::named_arguments(function, declarations);
        for wanted in &guard.args {
            if !file::files(&wanted.schema, self.types).is_empty() {
                self.mistake(
                    &function.place,
                    format!(
                        "the guard `{}` of `{}` looks at a file, which is read only after it",
                        guard.name, function.name
                    ),
                    format!("look at the file in `{}` itself", function.name),
                );
                continue;
            }
            let (name, what) = (&wanted.name, format!("the guard `{}` of `{}`", guard.name, function.name));
            match args.iter().find(|argument| argument.name == *name) {
                None => self.mistake(
                    &function.place,
                    format!("{what} looks at `{name}`, which the function does not take"),
                    format!("take `{name}` as an argument, or guard the function by what comes from the request"),
                ),
                Some(argument) if !same_type(&argument.schema, &wanted.schema) => self.mistake(
                    &function.place,
                    format!("{what} takes `{name}` as another type than the function"),
                    "give both the same type",
                ),
                Some(_) => {}
            }
        }
    }

    /// A public read is the same for everyone, so nobody can be refused it (§7).
    fn guards(&mut self, contexts: &BTreeMap<String, ContextDeclaration>, declarations: &Declarations) {
        for function in &declarations.functions {
            self.guard_arguments(function, declarations);
            let public =
                context_name(function).and_then(|name| contexts.get(name)).is_some_and(|context| context.public);
            let rule = function.guard.as_ref().map_or(declarations.default_guard, |guard| guard.rule);
            if public && rule != GuardRule::Public {
                self.mistake(
                    &function.place,
                    format!("`{}` is guarded, and its context is public", function.name),
                    "remove `public` from the context, or say `auth = Public` here",
                );
            }
        }
    }

    fn function(
        &mut self,
        declared: &FunctionDeclaration,
        scopes: &Contexts,
        index: &HashMap<String, usize>,
        declarations: &Declarations,
    ) -> Function {
        let named = form::named_arguments(declared, declarations);
        let arguments: Vec<Argument> = named.iter().map(|argument| self.argument(argument)).collect();
        let mut affects: Vec<Affect> = Vec::new();
        for AffectDeclaration { target, mode } in declared.affects.iter().flatten() {
            match resolve(target, &declarations.functions, scopes) {
                Some((context, function)) => affects.push(Affect::declare(context, function, *mode, &arguments)),
                None => self.unknown_target(declared, target),
            }
        }
        for affect in &affects {
            self.nearly_matching(declared, affect);
        }
        Function {
            name: declared.name.clone(),
            kind: match (&declared.affects, &declared.context) {
                (Some(_), _) => Kind::Mutation,
                (None, Membership::None) => Kind::Call,
                (None, _) => Kind::Query,
            },
            guard: declared.guard.as_ref().map_or(declarations.default_guard, |guard| guard.rule),
            takes_files: file::any_takes(&declared.args, self.types),
            guard_sees_arguments: declared.guard.as_ref().is_some_and(|guard| !guard.args.is_empty()),
            rate_limit: declared.rate_limit,
            context: context_name(declared).and_then(|name| index.get(name).copied()),
            form: form::of_function(&declared.name, &declarations.forms),
            args: declared.args.iter().map(|argument| argument.name.clone()).collect(),
            affects,
            formats: None,
        }
    }

    fn argument(&self, argument: &ArgumentDeclaration) -> Argument {
        let shape = ParamType::of_schema(&argument.schema, self.types);
        Argument {
            name: argument.name.clone(),
            nullable: shape.as_ref().is_none_or(|shape| shape.nullable),
            param_type: shape.map(|shape| shape.param_type),
            required: argument.required,
        }
    }

    fn unknown_target(&mut self, function: &FunctionDeclaration, target: &AffectedTarget) {
        let name = target_name(target);
        let (what, mend) = match target {
            AffectedTarget::Context(_) => {
                ("context", "list a query of that context among the functions, or name another context")
            }
            AffectedTarget::Function(_) => ("query", "list that query among the functions, or name another"),
        };
        self.mistake(
            &function.place,
            format!("`{}` affects the {what} `{name}`, which does not exist", function.name),
            mend,
        );
    }

    /// An argument that has a param's name and does not narrow, which is rarely meant (H03).
    fn nearly_matching(&mut self, function: &FunctionDeclaration, affect: &Affect) {
        let mistyped = affect
            .mistyped()
            .iter()
            .map(|name| (name, "another type", "give both the same type, or rename the argument"));
        let optional = affect.optional().iter().map(|name| {
            (
                name,
                "may be left out or null",
                "demand it, or say what is affected in full: `UserContext::all()`, `UserContext { … }`",
            )
        });
        for (name, why, mend) in mistyped.chain(optional) {
            let what = format!(
                "`{name}` of `{}` has the name of a param of the context `{}` and {why}, so it does not narrow what is read again",
                function.name,
                affect.context_name()
            );
            self.warnings.push(Mistake { place: function.place.clone(), what, mend: mend.to_owned() });
        }
    }
}

/// Whether a query's argument is of the param's type. A param with a default is always there, as the argument may demand.
fn is_same(param: &ArgumentDeclaration, argument: &ArgumentDeclaration) -> bool {
    let mut schema = param.schema.clone();
    let has_default = schema.as_object_mut().is_some_and(|members| members.remove("default").is_some());
    let joined = schema.get("allOf").and_then(Value::as_array).filter(|parts| has_default && parts.len() == 1);
    let schema = joined.map_or(&schema, |parts| &parts[0]);
    same_type(schema, &argument.schema) && (param.required == argument.required || has_default)
}

/// What a param is where a request leaves it out; `None` for a default that is not of its type.
fn default(schema: &Value, shape: Option<&ParamShape>) -> Option<json::Value<'static>> {
    let (Some(default), Some(shape)) = (schema.get("default"), shape) else { return Some(json::Value::Null) };
    if default.is_null() {
        return Some(json::Value::Null);
    }
    let text = default.to_string();
    let value = json::parse(text.as_bytes(), json::DEPTH_LIMIT).ok()?;
    shape.param_type.admit(&value)
}

/// The context of a target, and the query where it is one.
fn resolve<'d>(
    target: &'d AffectedTarget,
    functions: &[FunctionDeclaration],
    scopes: &'d Contexts,
) -> Option<(&'d context::Context, Option<&'d str>)> {
    match target {
        AffectedTarget::Context(name) => scopes.get(name).map(|context| (context, None)),
        AffectedTarget::Function(name) => {
            let query = functions.iter().find(|function| function.name == *name)?;
            let context = scopes.get(context_name(query)?)?;
            Some((context, Some(name)))
        }
    }
}

fn is_global(context: &ContextDeclaration) -> bool {
    context.name == "global" && context.params.is_empty() && !context.local
}

/// The context that a query brings: its own, the global one, or the named one.
fn declared_context(function: &FunctionDeclaration) -> Option<ContextDeclaration> {
    let bare = |name: &str, params: &[ArgumentDeclaration], local: bool| ContextDeclaration {
        name: name.to_owned(),
        doc: String::new(),
        place: function.place.clone(),
        params: params.to_vec(),
        public: false,
        local,
        owner_self: false,
        max_age_s: None,
        stale_while_revalidate_s: None,
        scope: None,
        vary: Vec::new(),
    };
    match &function.context {
        Membership::None => None,
        Membership::Global => Some(bare("global", &[], false)),
        Membership::Local => Some(bare(&function.name, &function.args, true)),
        Membership::Named(context) => Some(context.clone()),
    }
}

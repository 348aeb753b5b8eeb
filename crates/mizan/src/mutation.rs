//! Running a mutation, and saying what it changed. `docs/protocol.md` §3.2, §5.

use crate::answer::{self, CACHE_GROUP_INVALIDATION, INVALIDATE, VERSION};
use crate::clock::now_ms;
use crate::engine::Engine;
use crate::error::{Effect, Error};
use crate::function::{Call, Outcome, Prepared};
use crate::identity::Identity;
use crate::invalidation::Invalidation;
use crate::reply::{Content, Reply};
use crate::report;
use axum::response::Response;
use http::StatusCode;
use http::header::HeaderValue;
use mizan_core::call::{Told, failed_mutation, finish_mutation};
use mizan_core::error::Committed;
use mizan_core::item::{Item, Items};
use std::sync::Arc;
use tracing::Instrument;

/// What a mutation affects, as far as it is known before it runs, and for whom.
pub(crate) struct Effects {
    pub(crate) function: usize,
    pub(crate) declared: Items,
    pub(crate) caller: Identity,
}

impl<S: Clone + Send + Sync + 'static> Engine<S> {
    /// Runs a mutation in a task of its own, so that it comes to its end, and invalidates, even when the client goes away.
    pub(crate) async fn mutate(
        self: Arc<Self>,
        prepared: Prepared<S>,
        mut call: Call<S>,
        effects: Effects,
        span: tracing::Span,
    ) -> Response {
        let invalidation = Invalidation::default();
        call.parts.extensions.insert(invalidation.clone());
        let task = async move {
            let outcome = self.perform(effects.function, prepared, call, &effects.caller).await;
            self.settle(outcome, &effects, &invalidation)
        };
        let joined = tokio::spawn(task.instrument(span)).await;
        joined.unwrap_or_else(|error| answer::error(Error::internal(error)))
    }

    /// After the commit, before the answer (§3.2): gives the invalidation its version and says it in body and header.
    fn settle(&self, outcome: Outcome, effects: &Effects, invalidation: &Invalidation) -> Response {
        let function = &self.registry.functions()[effects.function].name;
        let outcome = match outcome {
            Err(error) if error.effect == Effect::Nothing => return answer::error_of(error, function),
            outcome => outcome,
        };
        let items = self.items(effects, invalidation);
        let version = self.log.append(now_ms());
        // No feed carries items to caches here.
        let told = Told::of(&items, effects.caller.user_id(), false);
        let mut answer = match outcome {
            Ok(Reply(Content::Json(mut out))) => {
                finish_mutation(&mut out, &told.items, version);
                answer::json(StatusCode::OK, out)
            }
            Ok(Reply(Content::View(response))) => *response,
            Err(error) => {
                let committed = if error.effect == Effect::Everything { Committed::Yes } else { Committed::Unknown };
                let error = report::error(error, function);
                let body = failed_mutation(error.body.to_json(), committed, &told.items, version);
                let mut answer = answer::json(answer::status(&error), body);
                answer::put_retry_after(&mut answer, &error);
                answer
            }
        };
        let headers = answer.headers_mut();
        headers.insert(INVALIDATE, HeaderValue::try_from(told.header).unwrap_or(HeaderValue::from_static("*")));
        headers.insert(VERSION, answer::version_value(version));
        let groups = told.groups.and_then(|groups| HeaderValue::try_from(groups).ok());
        headers.extend(groups.map(|groups| (CACHE_GROUP_INVALIDATION, groups)));
        answer
    }

    /// What is declared, and what the function said of itself, brought to the contexts' types.
    fn items(&self, effects: &Effects, invalidation: &Invalidation) -> Items {
        let declared: Vec<Item> = effects.declared.iter().cloned().collect();
        let applied = invalidation.applied(declared).into_iter();
        applied.map(|item| self.registry.admit(item, effects.caller.user_id())).collect()
    }
}

//! Running a mutation, and saying what it changed. `docs/protocol.md` §3.2, §5.

use crate::answer::{self, INVALIDATE, VERSION};
use crate::call::caught;
use crate::engine::Engine;
use crate::error::Error;
use crate::function::{Call, Failure, Outcome, Prepared, Stage};
use crate::invalidation::Invalidation;
use crate::report;
use crate::shared;
use bytes::Bytes;
use http::header::HeaderValue;
use http::{Response, StatusCode};
use mizan_core::call::{failed_mutation, finish_mutation};
use mizan_core::error::Committed;
use mizan_core::header::{self, Limit};
use mizan_core::item::{Item, Items};
use std::sync::Arc;
use tracing::Instrument;

/// What a mutation affects, as far as it is known before it runs, and for whom.
pub(crate) struct Effects {
    pub(crate) function: String,
    pub(crate) declared: Items,
    pub(crate) user: Option<String>,
}

impl<S: Clone + Send + Sync + 'static> Engine<S> {
    /// Runs a mutation in a task of its own, so that it comes to its end, and invalidates, even when the client goes away.
    pub(crate) async fn mutate(
        self: Arc<Self>,
        prepared: Prepared<S>,
        mut call: Call<S>,
        effects: Effects,
        span: tracing::Span,
    ) -> Response<Bytes> {
        let invalidation = Invalidation::default();
        call.parts.extensions.insert(invalidation.clone());
        let task = async move {
            let outcome = caught(prepared, call).await;
            self.settle(outcome, &effects, &invalidation)
        };
        let joined = tokio::spawn(task.instrument(span)).await;
        joined.unwrap_or_else(|error| answer::error(Error::internal(error)))
    }

    /// After the commit, before the answer (§3.2): gives the invalidation its version and says it in body and header.
    fn settle(&self, outcome: Outcome, effects: &Effects, invalidation: &Invalidation) -> Response<Bytes> {
        let failed = match outcome {
            Err(Failure { error, stage }) if stage == Stage::Refused || error.changed_nothing => {
                return answer::error_of(error, &effects.function);
            }
            outcome => outcome,
        };
        let items = self.items(effects, invalidation);
        let version = self.log.append();
        let caller = effects.user.as_deref();
        let told = items.for_caller(caller);
        let (status, body) = match failed {
            Ok(mut out) => {
                finish_mutation(&mut out, &told, version);
                (StatusCode::OK, out)
            }
            Err(Failure { error, stage }) => {
                let mut error = report::error(error, &effects.function);
                error.body.committed = Some(if stage == Stage::Returned { Committed::Yes } else { Committed::Unknown });
                (answer::status(&error), failed_mutation(&error.body, &told, version))
            }
        };
        // No feed carries items to caches here, so the header has the bare context of those that the caller is not told.
        let for_caches = items.for_header(caller, false);
        let header = header::write(&for_caches, Limit::default());
        let mut answer = answer::json(status, body);
        let headers = answer.headers_mut();
        headers.insert(INVALIDATE, HeaderValue::try_from(header).unwrap_or(HeaderValue::from_static("*")));
        headers.insert(VERSION, answer::version_value(version));
        shared::invalidate(headers, &for_caches);
        answer
    }

    /// What is declared, and what the function said of itself, brought to the contexts' types.
    fn items(&self, effects: &Effects, invalidation: &Invalidation) -> Items {
        let declared: Vec<Item> = effects.declared.iter().cloned().collect();
        let applied = invalidation.applied(declared).into_iter();
        applied.map(|item| self.registry.admit(item, effects.user.as_deref())).collect()
    }
}

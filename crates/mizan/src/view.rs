//! The paths of view functions' own: where a browser goes, or posts a form to, by itself. `docs/protocol.md` §3.4.

use crate::call::{content_type, is_encoded};
use crate::engine::Engine;
use crate::error::Error;
use axum::body::Body;
use axum::response::Response;
use http::request::Parts;
use mizan_core::declaration::ViewMethod;
use mizan_core::media;
use mizan_core::refusal;
use mizan_core::registry::PostedView;
use std::sync::Arc;

impl<S: Clone + Send + Sync + 'static> Engine<S> {
    /// Answers at the path of a view.
    pub(crate) async fn visit(
        self: Arc<Self>,
        function: usize,
        method: ViewMethod,
        parts: Parts,
        body: Body,
        state: S,
    ) -> Result<Response, Error> {
        let (_, view) = self.registry.view_of(function).ok_or_else(|| Error::refusal(refusal::no_such("endpoint")))?;
        match method {
            ViewMethod::Get => {
                self.judge_origin(&parts, true)?;
                let args = view.visited(parts.uri.query().unwrap_or_default()).map_err(Error::refusal);
                // A link's answer may be stored by whom it is for: it says nothing of who asked.
                Ok(Arc::clone(&self).invoke(function, args, None, parts, state).await?.answer)
            }
            ViewMethod::Post => {
                media::of_view(content_type(&parts.headers), is_encoded(&parts.headers)).map_err(Error::refusal)?;
                self.check_text_length(&parts.headers)?;
                self.check_origin(&parts)?;
                let body = self.collect(body).await?;
                let posted = PostedView::read(&body);
                self.check_token(&parts, posted.token.as_deref())?;
                let args = view.posted(posted, parts.uri.query().unwrap_or_default()).map_err(Error::refusal)?;
                let args = args.map_err(Error::refusal);
                Ok(Arc::clone(&self).invoke(function, args, None, parts, state).await?.with_mark(&self))
            }
        }
    }
}

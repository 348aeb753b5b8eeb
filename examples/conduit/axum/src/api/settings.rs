//! What users change of their own account.

use mizan::File;
use mizan::prelude::*;

use super::Caller;
use super::article::{ArticleContext, ArticlesContext, FeedContext};
use super::comment::CommentsContext;
use super::problem::{INVALID, check_name, check_taken, refuse_taken};
use super::profile::ProfileContext;
use super::user::{User, current_user};
use crate::app::App;
use crate::db::user::Settings;
use crate::{db, password};

/// Changes the account of the signed-in user.
#[derive(Deserialize, Type, Form)]
// A profile is read by its name, and a name may change: the profile under the old one is as stale as that under the new.
#[form(
    title = "Update Settings",
    affects(current_user, ProfileContext::all(), ArticleContext, ArticlesContext, FeedContext, CommentsContext),
    auth = Authenticated
)]
pub struct SettingsForm {
    // The address of a picture on the web, or the path of the one that was uploaded.
    #[field(label = "Picture")]
    #[mizan(pattern = r"^(https?://[^\s/?#]\S{0,1990}|/pictures/[0-9a-f]{32}\.[a-z]{3,4})$")]
    image: Option<String>,
    /// PNG, JPEG, WebP or GIF, at most 2 MB. It takes the place of the address.
    #[field(label = "Upload a picture")]
    #[mizan(max_bytes = "2MB", accept("image/png", "image/jpeg", "image/webp", "image/gif"))]
    upload: Option<File>,
    #[mizan(max_length = 64)]
    username: String,
    #[field(label = "Short bio", widget = "textarea")]
    #[mizan(max_length = 2000)]
    bio: Option<String>,
    #[mizan(email, max_length = 254)]
    email: String,
    /// Leave it empty to keep the one that you have.
    #[field(label = "New password", widget = "password")]
    #[mizan(min_length = 8, max_length = 256)]
    password: Option<String>,
}

impl Submit<App> for SettingsForm {
    type Output = User;
    type Error = mizan::Error;

    async fn validate(
        draft: &SettingsFormDraft,
        request: &mut FormRequest<'_, App>,
        problems: &mut Problems,
    ) -> mizan::Result<()> {
        let Caller(caller) = request.extract().await?;
        check_name(draft.username.as_deref(), problems);
        let db = &request.state().db;
        if let Some(image) = draft.image.iter().flatten().find(|image| image.starts_with('/')) {
            // Another's would be gone with another's next picture.
            let own = db::user::by_id(db, caller).await?.and_then(|user| user.image);
            if own.as_ref() != Some(image) {
                problems.field("image", INVALID.0, INVALID.1);
            }
        }
        if !problems.is_empty() {
            return Ok(());
        }
        // Nothing else is wrong, so that this is all there is to mend.
        let account = (draft.username.as_deref(), draft.email.as_deref());
        check_taken(db, account, Some(caller), problems).await
    }

    async fn submit(self, request: &mut FormRequest<'_, App>) -> mizan::Result<User> {
        let Caller(caller) = request.extract().await?;
        let App { db, pictures } = request.state().clone();
        let before = db::user::by_id(&db, caller).await?.and_then(|user| user.image);
        let password_hash = match &self.password {
            Some(password) => Some(password::hash(password).await?),
            None => None,
        };
        let image = match &self.upload {
            Some(file) => Some(pictures.keep(file).await?),
            None => self.image,
        };
        let settings = Settings {
            username: &self.username,
            email: &self.email,
            password_hash: password_hash.as_deref(),
            bio: self.bio.as_deref(),
            image: image.as_deref(),
        };
        let changed = db::user::update(&db, caller, settings).await;
        // Of the two pictures the one that nobody's account names any more is of no use.
        let useless = if matches!(changed, Ok(Ok(_))) {
            before.filter(|before| Some(before) != image.as_ref())
        } else {
            self.upload.and(image)
        };
        if let Some(useless) = useless {
            pictures.forget(&useless).await;
        }
        match changed? {
            Ok(user) => {
                request.redirect_to(format!("/profile/{}", super::segment(&user.username)));
                Ok(user.into())
            }
            // Somebody came between the look and this.
            Err(taken) => Err(refuse_taken(taken)),
        }
    }
}

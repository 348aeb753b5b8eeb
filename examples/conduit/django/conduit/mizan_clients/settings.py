"""What users change of their own account."""

from __future__ import annotations

from django.http import HttpRequest

from conduit import models, picture
from django.contrib import auth
from mizan.forms import mizanFormMeta

from . import form
from .article import ArticleContext, ArticlesContext, FeedContext
from .caller import caller_of
from .comment import CommentsContext
from .problem import INVALID, add, check_name, check_taken
from .profile import ProfileContext
from .text import segment
from .user import User, current_user, refusing_taken


class SettingsForm(form.ConduitForm):
    """Changes the account of the signed-in user."""

    # A profile is read by its name, and a name may change: the profile under the old one is as
    # stale as that under the new.
    mizan = mizanFormMeta(
        title="Update Settings",
        affects=[
            current_user,
            ProfileContext.all(),
            ArticleContext,
            ArticlesContext,
            FeedContext,
            CommentsContext,
        ],
        auth=True,
    )

    # The address of a picture on the web, or the path of the one that was uploaded.
    image = form.pattern(
        r"^(https?://[^\s/?#]\S{0,1990}|/pictures/[0-9a-f]{32}\.[a-z]{3,4})\Z",
        label="Picture",
        required=False,
    )
    upload = form.Picture(
        label="Upload a picture",
        required=False,
        accept=picture.TYPES,
        max_bytes=2_000_000,
        help_text="PNG, JPEG, WebP or GIF, at most 2 MB. It takes the place of the address.",
    )
    username = form.text(max_length=64)
    bio = form.textarea(label="Short bio", max_length=2000, required=False)
    email = form.email(max_length=254)
    password = form.password(
        label="New password",
        min_length=8,
        max_length=256,
        required=False,
        help_text="Leave it empty to keep the one that you have.",
    )

    def clean(self) -> None:
        """Say all that is wrong; what is taken, once nothing else is."""
        caller = caller_of(self.request)
        check_name(self)
        image = self.cleaned_data.get("image")
        # Another's would be gone with another's next picture.
        if image and image.startswith("/") and image != caller.image:
            add(self, "image", INVALID)
        if not self.errors:
            check_taken(self, but=caller)

    def on_submit_success(self, request: HttpRequest) -> User:
        """Keep what was changed, and the picture that is new."""
        said, user = self.cleaned_data, caller_of(request)
        before, upload = user.image, said["upload"]
        image = picture.keep(upload) if upload else said["image"]
        user.username, user.email = said["username"], said["email"]
        user.bio, user.image = said["bio"], image
        if said["password"]:
            user.set_password(said["password"])
        try:
            with refusing_taken(user.username, user.email, but=user):
                user.save()
        except Exception:
            picture.forget(image if upload else None)
            raise
        # The one that nobody's account names any more is of no use.
        picture.forget(before if before != image else None)
        if said["password"]:
            auth.update_session_auth_hash(request, user)
        self.redirect_to = f"/profile/{segment(user.username)}"
        return User.from_model(user)

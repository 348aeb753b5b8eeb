"""Users, articles and what hangs on them. Deleting a user or an article takes it along.

The *viewer* is the signed-in user who asks, or nobody: they decide `following`, `favorited` and
`own`, never what may be seen, since Conduit is public.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import IntegrityError, models, transaction
from django.db.models import Count, Exists, OuterRef, Value
from django.db.models.functions import Lower

from .markdown import render
from .slug import candidates


def now() -> datetime:
    """Return the present, to the millisecond, as every backend of Conduit keeps it."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


class CleanText(models.TextField):  # type: ignore[type-arg]
    """Text as every database keeps it: PostgreSQL has no U+0000, so that it becomes U+FFFD."""

    def get_prep_value(self, value: Any) -> Any:
        """Return what is stored, and what is compared with it."""
        value = super().get_prep_value(value)
        return value.replace("\0", "\ufffd") if isinstance(value, str) else value


class Users(BaseUserManager["User"]):
    """People, found regardless of case."""

    def by_email(self, email: str) -> User | None:
        """Return the user of an address, or none."""
        return self.alias(lower=Lower("email")).filter(lower=Lower(Value(email))).first()

    def get_by_natural_key(self, username: str | None) -> User:
        """Return whom signing in means, as Django's own pages ask."""
        found = self.by_email(username or "")
        if found is None:
            raise User.DoesNotExist
        return found

    def taken(self, username: str, email: str, *, but: User | None = None) -> list[str]:
        """Tell which of the two another user has than `but`: `username`, `email`."""
        others = self.exclude(pk=but.pk) if but else self.all()
        others = others.alias(name=Lower("username"), address=Lower("email"))
        asked = {
            "username": others.filter(name=Lower(Value(username))),
            "email": others.filter(address=Lower(Value(email))),
        }
        return [field for field, found in asked.items() if found.exists()]

    def create_user(self, username: str, email: str, password: str, **more: Any) -> User:
        """Make an account. `IntegrityError` where somebody has the name or the address."""
        user = self.model(username=username, email=email, **more)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, username: str, password: str, **more: Any) -> User:
        """Make an account that may do everything, for `manage.py createsuperuser`."""
        return self.create_user(username, email, password, is_staff=True, is_superuser=True, **more)


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody with an account, who signs in with an e-mail address."""

    username = CleanText(unique=True)
    email = CleanText(unique=True)
    bio = CleanText(null=True, blank=True)
    image = CleanText(null=True, blank=True)
    is_staff = models.BooleanField("may use the admin pages", default=False)
    is_active = models.BooleanField("may sign in", default=True)
    created = models.DateTimeField(default=now, editable=False)
    followed: models.ManyToManyField[User, Any] = models.ManyToManyField(
        "self", symmetrical=False, related_name="followers", blank=True
    )

    objects: ClassVar[Users] = Users()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["username"]

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            # "Ada" and "ada" would be one person to a reader.
            models.UniqueConstraint(Lower("username"), name="user_username"),
            models.UniqueConstraint(Lower("email"), name="user_email"),
        ]

    def __str__(self) -> str:
        """Return the name, as the admin pages show it."""
        return str(self.username)


class Articles(models.QuerySet["Article", "Article"]):
    """Articles, narrowed."""

    def newest(self) -> Self:
        """Return them newest first."""
        return self.order_by("-created", "-pk")

    def listed(self, tag: str | None, author: str | None, favorited: str | None) -> Self:
        """Narrow by each that is given: a tag, who wrote them, who favourited them."""
        found = self
        if tag is not None:
            tagged = ArticleTag.objects.filter(article=OuterRef("pk"), name=tag)
            found = found.filter(Exists(tagged))
        if author is not None:
            found = found.filter(author__username=author)
        if favorited is not None:
            fans = Article.fans.through.objects.filter(
                article=OuterRef("pk"), user__username=favorited
            )
            found = found.filter(Exists(fans))
        return found

    def of_followed(self, viewer: User) -> Self:
        """Return those of the people whom the viewer follows."""
        return self.filter(author__in=viewer.followed.all())


class Article(models.Model):
    """What somebody wrote. It keeps its slug, and so its address, for as long as it lives."""

    slug = CleanText(unique=True, editable=False)
    title = CleanText()
    description = CleanText()
    body = CleanText("text", help_text="Markdown.")
    author = models.ForeignKey(User, models.CASCADE, related_name="articles")
    fans: models.ManyToManyField[User, Any] = models.ManyToManyField(
        User, related_name="favorites", blank=True
    )
    created = models.DateTimeField(default=now, editable=False)
    updated = models.DateTimeField(default=now, editable=False)

    objects: ClassVar[models.Manager[Article]] = Articles.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["-created", "-id"], name="article_newest"),
            models.Index(fields=["author", "-created"], name="article_author"),
        ]

    def __str__(self) -> str:
        """Return the title, as the admin pages show it."""
        return str(self.title)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep it; a new one gets the first slug of its title that is free."""
        if self.slug:
            return super().save(*args, **kwargs)
        for slug in candidates(self.title):
            self.slug = slug
            try:
                with transaction.atomic():
                    return super().save(*args, **kwargs)
            except IntegrityError:
                # The unique index picks, so that two of one title at once get one each.
                if not Article.objects.filter(slug=slug).exists():
                    raise
        raise AssertionError("candidates never end")

    @property
    def html(self) -> str:
        """The body rendered: sanitised HTML that may stand in a page."""
        return render(self.body)

    def tag_names(self) -> list[str]:
        """Return its tags in its author's order."""
        return [tag.name for tag in self.tags.all()]

    def set_tags(self, names: Sequence[str]) -> None:
        """Give it these tags in this order; those that it had are gone, a repeated one counts once."""
        self.tags.all().delete()
        rows = [
            ArticleTag(article=self, position=position, name=name)
            for position, name in enumerate(dict.fromkeys(names))
        ]
        ArticleTag.objects.bulk_create(rows)


class Tags(models.QuerySet["ArticleTag", "ArticleTag"]):
    """Tags of all articles."""

    def popular(self, count: int) -> list[str]:
        """Return the most used; equal ones by name."""
        counted = self.order_by().values("name").annotate(uses=Count("pk"))
        return list(counted.order_by("-uses", "name").values_list("name", flat=True)[:count])


class ArticleTag(models.Model):
    """One tag of one article."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="tags")
    position = models.PositiveIntegerField()
    name = CleanText()

    objects: ClassVar[models.Manager[ArticleTag]] = Tags.as_manager()

    class Meta:
        ordering: ClassVar = ["position"]
        verbose_name = "tag"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["article", "position"], name="tag_position"),
            models.UniqueConstraint(fields=["article", "name"], name="tag_name"),
        ]
        indexes: ClassVar = [models.Index(fields=["name", "article"], name="tag_articles")]

    def __str__(self) -> str:
        """Return the tag itself."""
        return str(self.name)


class Comment(models.Model):
    """What somebody said under an article; plain text."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="comments")
    author = models.ForeignKey(User, models.CASCADE, related_name="comments")
    body = CleanText()
    created = models.DateTimeField(default=now, editable=False)

    class Meta:
        ordering: ClassVar = ["-created", "-pk"]
        indexes: ClassVar = [models.Index(fields=["article", "-created"], name="comment_article")]

    def __str__(self) -> str:
        """Return who said it, and where."""
        return f"{self.author}, on {self.article}"

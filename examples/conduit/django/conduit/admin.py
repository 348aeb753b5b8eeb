"""Conduit in Django's admin pages."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm

from .models import Article, ArticleTag, Comment, User


class CreationForm(AdminUserCreationForm):
    """A new account."""

    class Meta:
        model = User
        fields = ("email", "username")


class ChangeForm(UserChangeForm):
    """An account."""

    class Meta:
        model = User
        fields = "__all__"


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    """People."""

    form = ChangeForm
    add_form = CreationForm
    list_display = ("username", "email", "is_staff", "created")
    list_filter = ("is_staff", "is_active")
    search_fields = ("username", "email")
    ordering = ("username",)
    readonly_fields = ("created", "last_login")
    filter_horizontal = ("groups", "user_permissions", "followed")
    fieldsets: Any = (
        (None, {"fields": ("email", "password")}),
        ("Profile", {"fields": ("username", "bio", "image", "followed")}),
        ("May", {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")}),
        ("When", {"fields": ("created", "last_login")}),
    )
    add_fieldsets: Any = (
        (None, {"fields": ("email", "username", "usable_password", "password1", "password2")}),
    )


class TagInline(admin.TabularInline):  # type: ignore[type-arg]
    """Tags, in the author's order."""

    model = ArticleTag
    extra = 1


@admin.register(Article)
class ArticleAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Articles."""

    list_display = ("title", "author", "created")
    list_select_related = ("author",)
    search_fields = ("title", "description", "body", "author__username")
    autocomplete_fields = ("author",)
    readonly_fields = ("slug", "created", "updated")
    exclude = ("fans",)
    inlines = (TagInline,)


@admin.register(Comment)
class CommentAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Comments."""

    list_display = ("body", "author", "article", "created")
    list_select_related = ("author", "article")
    search_fields = ("body", "author__username", "article__title")
    autocomplete_fields = ("author", "article")
    readonly_fields = ("created",)

"""Tags."""

from __future__ import annotations

from django.http import HttpRequest

from conduit.models import ArticleTag
from mizan.client import Context, client

#: As many tags as the sidebar has room for.
POPULAR = 20


class TagsContext(Context, public=True):
    """The tags of all articles."""


@client(context=TagsContext)
def popular_tags(_request: HttpRequest) -> list[str]:
    """The most used tags, most used first."""
    return ArticleTag.objects.popular(POPULAR)

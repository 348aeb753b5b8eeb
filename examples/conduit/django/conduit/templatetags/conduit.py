"""``{% load conduit %}``: what stands around a page with a form."""

from __future__ import annotations

from typing import Any

from config import site
from django import template
from django.template.loader import render_to_string
from django.utils.encoding import escape_uri_path
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from conduit.mizan_clients import text

register = template.Library()

#: Where the front end is put, in its `index.html`.
ROOT = '<div id="root"></div>'

register.filter("segment", text.segment)


@register.simple_block_tag(takes_context=True)
def shell(
    context: template.Context, content: SafeString, *, title: str, path: str = "", data: str = ""
) -> SafeString:
    """Put a page into the built `index.html`, where the front end takes its place once it has loaded.

    `path` is where the page belongs, by default the address that is asked for: the front end begins
    there. `data` stands behind the page.
    """
    request = context["request"]
    path = path or escape_uri_path(request.path)
    head = format_html(
        '<title>{} — Conduit</title>\n<meta name="conduit-path" content="{}">\n</head>', title, path
    )
    body = render_to_string("conduit/body.html", {"content": content, "path": path}, request)
    index = site.index() or f"<!doctype html><head></head><body>{ROOT}</body>"
    # It is said of pages that show nothing without JavaScript.
    before, _, after = index.partition("<noscript>")
    page = before + (after.partition("</noscript>")[2] if after else "")
    page = page.replace("</head>", head, 1).replace(ROOT, body + data, 1)
    return mark_safe(page)  # noqa: S308 - each part is a template's, or escaped above

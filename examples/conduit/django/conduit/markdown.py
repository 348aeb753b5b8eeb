"""Markdown, as people write it, to HTML that may stand in a page.

Two steps, and the second trusts nothing of the first: `markdown-it-py` renders, `nh3` parses the
result as a browser would and keeps only what Markdown can say.

What is deliberately absent: raw HTML. Tags in a text are shown as the text that they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

import nh3
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

# Elements within elements. No author needs more, and what parses HTML pays for depth squared.
_MAX_DEPTH = 64

# What may stand in an address as it is.
_SAFE = "!#$%()*+,-./:;=?@_~^&'"

_LANGUAGE = re.compile(r"language-[A-Za-z0-9+\-#_.]*\Z")

_TAGS = {
    *("a", "blockquote", "br", "code", "del", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr"),
    *("img", "li", "ol", "p", "pre", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul"),
}
_ATTRIBUTES = {
    "a": {"href", "title"},
    "code": {"class"},
    "img": {"src", "alt", "title"},
    "ol": {"start"},
}


def render(markdown: str) -> str:
    """Render Markdown (CommonMark, tables and strikethrough) to sanitised HTML.

    Never fails: a text nested deeper than any author would is shown as plain text.
    """
    tokens = _parser.parse(markdown)
    if tokens and tokens[-1].type == "code_block" and not markdown.endswith("\n"):
        tokens[-1].content = tokens[-1].content.removesuffix("\n")
    if max(_depths(tokens), default=0) > _MAX_DEPTH:
        return f"<p>{nh3.clean_text(markdown)}</p>"
    return nh3.clean(
        _parser.renderer.render(tokens, _parser.options, {}),
        tags=_TAGS,
        clean_content_tags={"script", "style"},
        attributes=_ATTRIBUTES,
        attribute_filter=_attribute,
        # What is wider than the page scrolls by itself, and so has to be reached without a mouse.
        set_tag_attribute_values={"pre": {"tabindex": "0"}, "table": {"tabindex": "0"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener noreferrer",
    )


class _Renderer(RendererHTML):
    """Writes raw HTML as text, a block of it as a paragraph; and tables without lines of their own."""

    def html_inline(self, tokens: Sequence[Token], at: int, *_: Any) -> str:
        return escapeHtml(tokens[at].content)

    def html_block(self, tokens: Sequence[Token], at: int, *_: Any) -> str:
        return f"<p>{escapeHtml(tokens[at].content)}</p>\n"

    def s_open(self, *_: Any) -> str:
        return "<del>"

    def s_close(self, *_: Any) -> str:
        return "</del>"

    def table_open(self, *_: Any) -> str:
        return "<table>"

    def table_close(self, tokens: Sequence[Token], at: int, *_: Any) -> str:
        body = "<tbody>\n</tbody>" if tokens[at - 1].type == "thead_close" else ""
        return f"{body}</table>\n"

    def tbody_close(self, *_: Any) -> str:
        return "</tbody>"

    def thead_open(self, *_: Any) -> str:
        return "<thead>"

    def thead_close(self, *_: Any) -> str:
        return "</thead>"

    def tr_open(self, *_: Any) -> str:
        return "<tr>"

    def tr_close(self, tokens: Sequence[Token], at: int, *_: Any) -> str:
        return "</tr>" if tokens[at + 1].type == "thead_close" else "</tr>\n"

    def td_open(self, *_: Any) -> str:
        return "<td>"

    def td_close(self, *_: Any) -> str:
        return "</td>"

    def th_open(self, *_: Any) -> str:
        return "<th>"

    def th_close(self, *_: Any) -> str:
        return "</th>"


def _make() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": 2 * _MAX_DEPTH}, renderer_cls=_Renderer)
    parser.enable(["table", "strikethrough"])
    # Which addresses may be links is for the second step to say.
    parser.validateLink = lambda _: True  # type: ignore[method-assign]
    parser.normalizeLink = lambda url: quote(url, safe=_SAFE)  # type: ignore[method-assign]
    return parser


_parser = _make()


_ELEMENTS = {"code_block", "fence", "html_block", "image"}
_NOTHING = {"tbody_open", "tbody_close", "thead_open", "thead_close"}


def _depths(tokens: Sequence[Token], around: int = 0) -> Iterator[int]:
    """Yield how deep each element lies; of a table, its rows and cells."""
    for token in tokens:
        if token.hidden or token.type in _NOTHING:
            continue
        if token.nesting > 0 or token.type in _ELEMENTS:
            yield around + 1
        around += token.nesting
        if token.children:
            yield from _depths(token.children, around + (token.type == "image"))


def _attribute(element: str, attribute: str, value: str) -> str | None:
    """Of classes only the language of a code block stays, which a highlighter wants."""
    if (element, attribute) == ("code", "class") and not _LANGUAGE.match(value):
        return None
    return value

"""``{% load mizan %}``, for pages that Django's templates make."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag(takes_context=True)
def mizan_form(context: template.Context, form: Any, **values: Any) -> SafeString:
    """A form for its first showing: ``{% mizan_form "contact" email=user.email %}``.

    `form` is its name, its class, or a form of it, whose initial values are then shown. It needs
    the context processor ``django.template.context_processors.request``.
    """
    from mizan.forms.page import first_showing

    return first_showing(form, context["request"], values).html

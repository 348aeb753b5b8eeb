"""A form with a field of every stock kind, and for each the values that it is tried with.

What Django says of them goes into ``tests/golden/django/verdicts.json``; the client that is
generated for the form has to say the same, or the value stands here with the reason why not.
"""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.validators import (
    MaxLengthValidator,
    MaxValueValidator,
    MinLengthValidator,
    MinValueValidator,
    RegexValidator,
)
from mizan.forms import mizanFormMeta
from mizan.forms.function import Form
from mizan.forms.judge import judge
from mizan_core.application import Application

GOLDEN = Path(__file__).parents[2] / "tests" / "golden" / "django"

SERVER = "the server looks further than the schema says"
HTML = "an input of a browser for it takes no other text either"
WIRE = "what travels has the format of the protocol, §1"
DECIMAL = "bounds of JSON Schema are of numbers, and a decimal is a text"
ROW = "what rows there are is in the database"
BLANK = "JavaScript and Python count different characters among the blanks"


class PhoneWidget(forms.MultiWidget):
    """Two inputs."""

    def __init__(self) -> None:
        super().__init__({"code": forms.TextInput(), "number": forms.TextInput()})

    def decompress(self, value: Any) -> list[Any]:
        return str(value).split(" ", 1) if value else [None, None]


class PhoneField(forms.MultiValueField):
    """A number with the code of its country."""

    widget = PhoneWidget

    def __init__(self, **options: Any) -> None:
        fields = (
            forms.CharField(max_length=4, validators=[RegexValidator(r"^\+[0-9]+\Z")]),
            forms.CharField(min_length=3, max_length=12),
        )
        super().__init__(fields=fields, **options)

    def compress(self, parts: list[Any]) -> str:
        return " ".join(parts) if parts else ""


class LineForm(forms.Form):
    """A line."""

    product = forms.CharField(min_length=2)
    count = forms.IntegerField(min_value=1, max_value=9, initial=1)


LineFormSet = forms.formset_factory(
    LineForm, min_num=1, validate_min=True, max_num=2, validate_max=True, can_delete=True
)

SIZES = [("s", "Small"), ("Larger", [("m", "Medium"), ("l", "Large")])]
COUNTS = [(1, "One"), (2, "Two")]


def sizes() -> list[tuple[str, str]]:
    """Choices that are made when they are asked for."""
    return [("s", "Small")]


with contextlib.chdir(GOLDEN.parent):
    # Its values are paths, and are to be the same on every machine.
    FILES = forms.FilePathField(path="small", match=r".*\.json$")


class EveryForm(forms.Form):
    """A field of each kind."""

    text = forms.CharField()
    text_optional = forms.CharField(required=False, empty_value=None)
    text_length = forms.CharField(min_length=2, max_length=4)
    text_length_optional = forms.CharField(min_length=2, max_length=4, required=False)
    text_kept = forms.CharField(strip=False, max_length=3)
    text_validators = forms.CharField(validators=[MinLengthValidator(2), MaxLengthValidator(3)])
    area = forms.CharField(widget=forms.Textarea, initial="…")
    password = forms.CharField(widget=forms.PasswordInput, min_length=3)
    secret = forms.CharField(widget=forms.HiddenInput, required=False)
    regex = forms.RegexField(r"^[a-f]{2,3}\Z")
    regex_python = forms.RegexField(r"^\d{5}$")
    slug = forms.SlugField()
    slug_unicode = forms.SlugField(allow_unicode=True)
    email = forms.EmailField()
    email_optional = forms.EmailField(required=False)
    url = forms.URLField(assume_scheme="https")
    uuid = forms.UUIDField()
    address = forms.GenericIPAddressField()
    json = forms.JSONField(initial=dict)
    combo = forms.ComboField(fields=[forms.CharField(max_length=20), forms.EmailField()])
    integer = forms.IntegerField()
    integer_optional = forms.IntegerField(required=False, localize=True)
    integer_bounds = forms.IntegerField(min_value=0, max_value=10, step_size=5)
    integer_offset = forms.IntegerField(min_value=1, step_size=5)
    integer_validators = forms.IntegerField(validators=[MinValueValidator(1), MaxValueValidator(3)])
    number = forms.FloatField()
    number_bounds = forms.FloatField(min_value=-0.5, max_value=0.5)
    decimal = forms.DecimalField(max_digits=5, decimal_places=2)
    decimal_bounds = forms.DecimalField(min_value=0, max_value=10, localize=True)
    flag = forms.BooleanField(required=False)
    consent = forms.BooleanField()
    maybe = forms.NullBooleanField()
    date = forms.DateField()
    date_parts = forms.DateField(widget=forms.SelectDateWidget, required=False)
    time = forms.TimeField()
    moment = forms.DateTimeField()
    moment_parts = forms.SplitDateTimeField(required=False)
    duration = forms.DurationField()
    choice = forms.ChoiceField(choices=SIZES)
    choice_optional = forms.ChoiceField(
        choices=[("", "-"), *SIZES], required=False, widget=forms.RadioSelect
    )
    choice_made = forms.ChoiceField(choices=sizes)
    choice_typed = forms.TypedChoiceField(choices=COUNTS, coerce=int)
    choices = forms.MultipleChoiceField(choices=SIZES)
    choices_typed = forms.TypedMultipleChoiceField(
        choices=COUNTS, coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    path = FILES
    row = forms.ModelChoiceField(Group.objects.all())
    rows = forms.ModelMultipleChoiceField(Group.objects.all(), required=False)
    phone = PhoneField()
    phone_optional = PhoneField(required=False)
    file = forms.FileField(max_length=10)
    image = forms.ImageField(required=False)
    fixed = forms.CharField(disabled=True, initial="as it is", required=False)


META = mizanFormMeta(name="every", title="Everything", formsets={"lines": LineFormSet})

PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="


def upload(name: str, media: str, text: str = "a") -> dict[str, Any]:
    """A file as the table has it."""
    return {"$upload": {"name": name, "type": media, "text": text}}


ABSENT = [None, ""]

VALUES: dict[str, list[Any]] = {
    "text": ["a", " a ", " ", *ABSENT, 5, True, ["a"], {}, "é", "😀", "a\0", "\ufeff", "\x1c"],
    "text_optional": ["a", "", None, "  ", 5],
    "text_length": [
        "ab",
        "a",
        "abcd",
        "abcde",
        " a ",
        " ab ",
        "  abcd  ",
        "😀😀",
        "😀",
        "é" * 4,
        "é" * 5,
        *ABSENT,
    ],
    "text_length_optional": ["ab", "a", "   ", *ABSENT],
    "text_kept": [" a ", "   ", "abcd", "abc", *ABSENT],
    "text_validators": ["a", "ab", "abc", "abcd", *ABSENT],
    "area": ["a\nb", *ABSENT],
    "password": ["abc", "ab", *ABSENT],
    "secret": ["a", None, 5],
    "regex": ["ab", "abc", "abcd", "ag", "AB", "ab\n", *ABSENT],
    "regex_python": ["12345", "1234", "١٢٣٤٥", "12345\n", *ABSENT],
    "slug": ["a-b_C9", "a b", "é", "a.b", " a ", *ABSENT],
    "slug_unicode": ["a-b", "é-日", "a b", *ABSENT],
    "email": [
        "a@b.example",
        " a@b.example ",
        "a.b+c@d.example",
        "a",
        "a@",
        "@b.example",
        "a b@c.example",
        "a@b@c.example",
        "a@b",
        "a@localhost",
        "a..b@c.example",
        ".a@b.example",
        '"a b"@c.example',
        "a@[127.0.0.1]",
        "a@bücher.example",
        "é@b.example",
        "a@-b.example",
        "a" * 311 + "@b.example",
        "a" * 65 + "@b.example",
        5,
        *ABSENT,
    ],
    "email_optional": ["a@b.example", "a", " ", *ABSENT],
    "url": [
        "https://a.example",
        "http://a.example/b?c=d#e",
        "https://a.example:8080/",
        "https://[::1]/",
        "http://127.0.0.1",
        "ftp://a.example",
        "a.example",
        "https://",
        "https://a b.example",
        "javascript:alert(1)",
        "https://bücher.example/",
        "https://a",
        "https://localhost/",
        "//a.example",
        "HTTPS://A.EXAMPLE/",
        "https://user:pass@a.example/",
        *ABSENT,
    ],
    "uuid": [
        "123e4567-e89b-12d3-a456-426614174000",
        "123E4567-E89B-12D3-A456-426614174000",
        "123e4567e89b12d3a456426614174000",
        "{123e4567-e89b-12d3-a456-426614174000}",
        "123e4567",
        5,
        *ABSENT,
    ],
    "address": ["127.0.0.1", "::1", "256.0.0.1", "a", *ABSENT],
    "json": ['{"a": [1]}', "5", "{", "null", *ABSENT],
    "combo": ["a@b.example", "a", "a" * 20 + "@b.example", *ABSENT],
    "integer": [0, -1, 5, 1.5, "5", True, 2**53 - 1, 2**53, [], *ABSENT],
    "integer_optional": [0, None, "", 1000, 1.5],
    "integer_bounds": [0, 5, 10, -1, -5, 3, 11, 15, *ABSENT],
    "integer_offset": [1, 6, 2, 0, *ABSENT],
    "integer_validators": [1, 3, 0, 4, *ABSENT],
    "number": [0, 1.5, -1e300, "1", True, *ABSENT],
    "number_bounds": [-0.5, 0, 0.5, -0.51, 0.6, *ABSENT],
    "decimal": [
        "0",
        "12.50",
        "-1.5",
        "123.45",
        "1234.5",
        "1.234",
        "1e2",
        "1,5",
        "+1",
        ".5",
        "1.",
        "NaN",
        5,
        *ABSENT,
    ],
    "decimal_bounds": ["0", "10", "-1", "11", "1.5", *ABSENT],
    "flag": [True, False, "true", 1],
    "consent": [True, False],
    "maybe": [True, False, None, "true", 1],
    "date": [
        "2024-02-29",
        "2023-02-29",
        "2024-2-9",
        "29.02.2024",
        "02/29/2024",
        "2024-02-29T00:00:00Z",
        5,
        *ABSENT,
    ],
    "date_parts": ["2024-02-29", "x", *ABSENT],
    "time": ["10:30:00", "10:30", "10:30:00.5", "24:00:00", "10", "10:30 PM", "10:30:00Z", *ABSENT],
    "moment": [
        "2026-11-21T03:00:00Z",
        "2026-11-21T03:00:00+01:00",
        "2026-11-21T03:00:00.5Z",
        "2026-02-30T00:00:00Z",
        "2026-11-21",
        "2026-11-21 03:00",
        "x",
        *ABSENT,
    ],
    "moment_parts": ["2026-11-21T03:00:00Z", "x", *ABSENT],
    "duration": [
        "PT1H",
        "P1DT2H3M4S",
        "PT0.5S",
        "-P1D",
        "1 00:00:00",
        "01:00:00",
        "P1W",
        "P1M",
        "P",
        "x",
        *ABSENT,
    ],
    "choice": ["s", "m", "x", "Larger", 1, *ABSENT],
    "choice_optional": ["s", "x", *ABSENT],
    "choice_made": ["s", "x", *ABSENT],
    "choice_typed": [1, 2, 3, "1", *ABSENT],
    "choices": [["s"], ["s", "l"], [], ["x"], "s", None],
    "choices_typed": [[1], [], [3], ["1"]],
    "path": ["small/mizan.json", "/etc/passwd", *ABSENT],
    "row": [1, 99, "1", "x", 1.5, *ABSENT],
    "rows": [[1], [], [99], ["x"], 1],
    "phone": [
        {"code": "+49", "number": "12345"},
        {"code": "49", "number": "12345"},
        {"code": "+49", "number": "1"},
        {"code": "+49", "number": ""},
        {"code": "", "number": ""},
        {},
        None,
        "x",
    ],
    "phone_optional": [
        {"code": "+49", "number": "12345"},
        {"code": "", "number": ""},
        {"code": "+49", "number": "1"},
        None,
    ],
    "file": [
        upload("a.txt", "text/plain"),
        upload("a-long-name.txt", "text/plain"),
        upload("a", "text/plain", ""),
        "x",
        None,
    ],
    "image": [
        upload("a.png", "image/png", PNG),
        upload("a.png", "image/png"),
        upload("a.txt", "text/plain"),
        None,
    ],
    "fixed": ["as it is", "another", "", None],
    "lines": [
        [{"product": "ab", "count": 1, "delete": False}],
        [
            {"product": "ab", "count": 1, "delete": False},
            {"product": "cd", "count": 9, "delete": False},
        ],
        [{"product": "ab", "count": 1}] * 3,
        [],
        [{"product": "a", "count": 1}],
        [{"product": "ab", "count": 0}],
        [{"product": "ab"}],
        [
            {"product": "ab", "count": 1, "delete": False},
            {"product": "", "count": 1, "delete": True},
        ],
        [5],
    ],
}

WHY: dict[str, list[tuple[Any, str]]] = {
    "text": [
        ("a\0", "Django refuses the character that no database takes"),
        ("\ufeff", BLANK),
        ("\x1c", BLANK),
    ],
    "regex_python": [("1234", "`\\d` is of all scripts in Python, and of ASCII in JavaScript")],
    "slug_unicode": [("a b", "`\\w` is of all scripts in Python, and of ASCII in JavaScript")],
    "email": [
        ("a@b", "HTML takes names of hosts without a dot"),
        ("a..b@c.example", "HTML takes dots everywhere before the @"),
        (".a@b.example", "HTML takes dots everywhere before the @"),
        ("a@[127.0.0.1]", HTML),
        ("a@bücher.example", HTML),
    ],
    "url": [
        ("ftp://a.example", "the rules of an address of the web are those of http and https"),
        ("a.example", HTML),
        ("//a.example", HTML),
        ("https://a", "a browser goes to names of hosts without a dot"),
    ],
    "address": [("256.0.0.1", SERVER), ("a", SERVER)],
    "json": [("{", SERVER), ("null", "null that is written is as good as nothing to Django")],
    "integer_offset": [(2, "JSON Schema counts steps from zero")],
    "decimal": [
        ("1234.5", "digits are counted by the server"),
        ("1.234", "digits are counted by the server"),
    ],
    "decimal_bounds": [("-1", DECIMAL), ("11", DECIMAL)],
    "consent": [
        (False, "an unchecked box is an answer; that it has to be checked is the server's to say")
    ],
    "choice_made": [("x", "what may be chosen is made anew for each request")],
    "row": [(99, ROW)],
    "rows": [([99], ROW)],
    "file": [
        (upload("a-long-name.txt", "text/plain"), "the server judges names of files"),
        (upload("a", "text/plain", ""), "the server refuses files without content"),
    ],
    "image": [(upload("a.png", "image/png"), "the server looks into the file")],
    "lines": [
        (
            [
                {"product": "ab", "count": 1, "delete": False},
                {"product": "", "count": 1, "delete": True},
            ],
            "of a row that is to go the generated rules do not know that it need not be right",
        )
    ],
}
"""Of each field the values that the two judge otherwise, with the reason."""


def base64_of(text: str) -> bytes:
    """The content of a file in the table."""
    import base64

    return base64.b64decode(text) if text == PNG else text.encode()


def arrived(value: Any) -> tuple[Any, dict[str, Any]]:
    """A value as it arrives, and its files."""
    if isinstance(value, dict) and "$upload" in value:
        of = value["$upload"]
        return {"$file": "0"}, {
            "0": SimpleUploadedFile(of["name"], base64_of(of["text"]), of["type"])
        }
    return value, {}


def verdicts() -> Any:
    """What Django says of each value: each field by itself."""
    found = []
    for name, values in VALUES.items():
        said = []
        for value in values:
            data, uploads = arrived(value)
            problems = [
                problem
                for problem in judge(EveryForm, META, None, {name: data}, uploads).problems()
                if problem.path.split(".")[0].split("[")[0] == name
            ]
            one: dict[str, Any] = {"value": value, "accepted": not problems}
            if problems:
                one["code"] = problems[0].code
            why = next((why for of, why in WHY.get(name, ()) if same(of, value)), None)
            if why is not None:
                one["why"] = why
            said.append(one)
        found.append({"name": name, "values": said})
    return {"fields": found}


def same(a: Any, b: Any) -> bool:
    """Whether two values are one in JSON."""
    return json.dumps(a) == json.dumps(b)


def form() -> Form:
    """The form as it is offered."""
    return Form(EveryForm, META)


def document() -> bytes:
    """The schema document of an application with that form alone."""
    offered = form()
    application = Application(
        sorted(offered.functions(), key=lambda function: function.name),
        [offered.declaration()],
        secrets=[bytes(32)],
    )
    return application.engine.schema()

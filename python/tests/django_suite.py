"""Runs Django's own tests with Mizan in every form: ``django_suite.py [LABEL …]``.

A patched metaclass puts ``mizanFormMixin`` before every form that the tests declare, with a
``mizanFormMeta`` of its own, so that each registers itself as an application's does; every formset
that a factory makes gets it likewise. It fails where a test of Django's fails that passes without
Mizan, where a form was made without the mixin, and where a form cannot be described.

The tests come with Django's source distribution of the version that is installed. Prints last
``N passed, N failed`` and how many classes and judgements Mizan took part in.
"""

from __future__ import annotations

import atexit
import functools
import gc
import importlib
import itertools
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import unittest
import warnings
from pathlib import Path
from typing import Any, cast

import django

ROOT = Path(__file__).parents[2]
KEPT = ROOT / "target" / "django-tests"
LABELS = [
    "forms_tests",
    "model_forms",
    "model_formsets",
    "model_formsets_regress",
    "inline_formsets",
    "csrf_tests",
]

counts = {"forms": 0, "formsets": 0, "judged": 0}
numbers = itertools.count(1)


def source() -> Path:
    """The folder of Django's tests, fetched once."""
    folder = KEPT / f"django-{django.__version__}"
    if not (folder / "tests" / "runtests.py").exists():
        KEPT.mkdir(parents=True, exist_ok=True)
        wanted = f"django=={django.__version__}"
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
        subprocess.run(  # noqa: S603
            [*pip, "--no-deps", "--no-binary", "django", "--dest", str(KEPT), wanted], check=True
        )
        [archive] = KEPT.glob(f"*{django.__version__}.tar.gz")
        with tarfile.open(archive) as files:
            files.extractall(KEPT, filter="data")
    return folder / "tests"


def install() -> None:
    """Puts the mixin into every form and formset that is declared from here on."""
    from django.forms import forms, formsets, models
    from mizan.forms import mizanFormMeta, mizanFormMixin

    made = forms.DeclarativeFieldsMetaclass.__new__
    whole = forms.BaseForm.full_clean
    factory = formsets.formset_factory

    def new(meta: Any, name: str, bases: Any, attrs: Any, **kwargs: Any) -> Any:
        bases, attrs = mixed(bases, attrs, forms.BaseForm)
        counts["forms"] += 1
        return made(meta, name, bases, attrs, **kwargs)

    def mixed(bases: Any, attrs: Any, base: Any) -> Any:
        if any(isinstance(one, type) and issubclass(one, mizanFormMixin) for one in bases):
            pass
        elif any(isinstance(one, type) and issubclass(one, base) for one in bases):
            bases = (mizanFormMixin, *bases)
        return bases, {**attrs, "mizan": mizanFormMeta(name=f"form_{next(numbers)}")}

    def full_clean(form: Any) -> None:
        assert isinstance(form, mizanFormMixin), f"{type(form)} has no mixin"
        counts["judged"] += 1
        whole(cast(Any, form))

    @functools.cache
    def with_mixin(formset: Any) -> Any:
        return type(formset.__name__, (mizanFormMixin, formset), {"__module__": formset.__module__})

    @functools.wraps(factory)
    def formset_factory(
        form: Any, formset: Any = formsets.BaseFormSet, *args: Any, **kwargs: Any
    ) -> Any:
        counts["formsets"] += 1
        return factory(form, with_mixin(formset), *args, **kwargs)

    # Those that Django makes before anything can be patched, of which all others are made.
    forms.Form.__bases__ = (mizanFormMixin, *forms.Form.__bases__)
    models.ModelForm.__bases__ = (mizanFormMixin, *models.ModelForm.__bases__)
    forms.DeclarativeFieldsMetaclass.__new__ = new  # type: ignore[method-assign,assignment]
    forms.BaseForm.full_clean = full_clean  # type: ignore[method-assign,assignment]
    for module in (formsets, models):
        module.formset_factory = formset_factory  # type: ignore[attr-defined]
    importlib.import_module("django.forms").formset_factory = formset_factory  # type: ignore[attr-defined]


def described() -> tuple[int, list[str]]:
    """How many of the forms that were registered have an outline, and why the others have none."""
    from mizan_core import registry

    right, wrong = 0, []
    for form in registry.all_forms():
        try:
            form.declaration()
        except Exception as error:  # what a test's form raises is any error
            wrong.append(f"{form.form_class.__qualname__} of {form.place}: {error!r}")
        else:
            right += 1
    return right, wrong


class Counted(unittest.TextTestResult):
    """Counts what passed."""

    passed = 0

    def addSuccess(self, test: Any) -> None:  # noqa: N802 unittest's name
        super().addSuccess(test)
        type(self).passed += 1


def main(labels: list[str]) -> int:
    """Runs the tests of these labels, and answers how many failed."""
    folder = source()
    sys.path[:0] = [str(folder)]
    os.chdir(folder)
    sys.argv = [str(folder / "runtests.py")]
    tempfile.tempdir = os.environ["TMPDIR"] = tempfile.mkdtemp(prefix="django_")
    atexit.register(shutil.rmtree, tempfile.tempdir, ignore_errors=True)
    install()
    runtests = importlib.import_module("runtests")
    if (ROOT / "python" / "mizan" / "apps.py").exists():
        runtests.ALWAYS_INSTALLED_APPS.append("mizan")
        settings = importlib.import_module("test_sqlite")
        settings.MIZAN = {"SECRETS": ["a secret of these tests, of 32 bytes and more"]}  # type: ignore[attr-defined]
    os.environ["DJANGO_SETTINGS_MODULE"] = "test_sqlite"
    os.environ["RUNNING_DJANGOS_TEST_SUITE"] = "true"
    from django.test.runner import DiscoverRunner

    DiscoverRunner.get_test_runner_kwargs = (  # type: ignore[method-assign]
        lambda self: {"failfast": False, "resultclass": Counted, "verbosity": 0, "buffer": False}
    )
    failures = runtests.django_tests(
        verbosity=0, interactive=False, failfast=False, keepdb=False, reverse=False,
        test_labels=labels, debug_sql=False, parallel=1, tags=[], exclude_tags=[],
        test_name_patterns=None, start_at=None, start_after=None, pdb=False, buffer=False,
        timing=False, shuffle=None,
    )  # fmt: skip
    right, wrong = described()
    for line in wrong:
        print(f"not described: {line}")
    print(
        f"{counts['forms']} forms and {counts['formsets']} formsets with the mixin, "
        f"{counts['judged']} judgements, {right} described"
    )
    failed = int(failures) + len(wrong)
    print(f"{Counted.passed} passed, {failed} failed")
    return failed


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    gc.enable()
    sys.exit(1 if main(sys.argv[1:] or LABELS) else 0)

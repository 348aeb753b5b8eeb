"""Settings, system checks and commands."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import CommandError
from django.http import HttpRequest
from django.test import override_settings
from library.models import Book
from mizan import conf, development, host
from mizan_core import registry
from mizan_core.client import Context, client


def found() -> dict[str, str]:
    """What the checks say: id and hint."""
    return {
        str(check.id): f"{check.msg} {check.hint}"
        for check in run_checks()
        if "mizan." in str(check.id)
    }


def test_a_project_that_is_right_has_no_findings() -> None:
    assert found() == {}


def test_settings_are_those_of_now() -> None:
    assert conf.settings().body_limit == 1024 * 1024
    with override_settings(MIZAN={"BODY_LIMIT": 10, "TRUSTED_ORIGINS": ["https://a.example"]}):
        assert host.application().engine.body_limit == 10
    assert host.application().engine.body_limit == 1024 * 1024


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ([], "MIZAN is a dictionary"),
        ({"BODY_LIMIT": "1MB"}, 'MIZAN["BODY_LIMIT"] is a positive number'),
        ({"DEFAULT_AUTH": "admin"}, '"staff" or "superuser"'),
        ({"TRUSTED_ORIGINS": "https://a.example"}, "a list of strings"),
        ({"SECRETS": "x" * 32}, "a list of secrets"),
    ],
)
def test_a_setting_of_another_type_is_told(value: Any, says: str) -> None:
    with override_settings(MIZAN=value):
        assert says in found()["mizan.E002"]
        with pytest.raises(ImproperlyConfigured):
            conf.settings()


def test_h06_a_key_that_is_none_is_told() -> None:
    with override_settings(MIZAN={"BODY_LIMITS": 10}):
        assert "BODY_LIMITS" in found()["mizan.E002"]


def test_what_a_project_lacks_is_told() -> None:
    with override_settings(MIZAN={"SECRETS": ["short"]}):
        assert "a secret has only 5 bytes" in found()["mizan.E002"]
    with override_settings(MIZAN={"CONTRACTS": "nowhere.json"}):
        assert "mizan_generate" in found()["mizan.E004"]
    with override_settings(ROOT_URLCONF="empty_urls"):
        assert 'include("mizan.urls")' in found()["mizan.W002"]
    with override_settings(MIDDLEWARE=[]):
        assert "AuthenticationMiddleware" in found()["mizan.W003"]
    with override_settings(CSRF_TRUSTED_ORIGINS=["https://*.example.com"]):
        assert "https://*.example.com" in found()["mizan.W004"]


def test_h03_every_mistake_of_a_declaration_is_told_with_its_place() -> None:
    with registry.isolated():

        class LostContext(Context, watch={Book: "title"}):
            slug: str

        class OddContext(Context, watch={Book: "colour"}):
            slug: str

        @client(context=LostContext)
        def lost(request: HttpRequest, slug: str) -> str:
            return slug

        @client(context=OddContext)
        def odd(request: HttpRequest, slug: str) -> str:
            return slug

        @client(affects="nothing")
        def changes(request: HttpRequest) -> None: ...

        for function in (lost, odd, changes):
            registry.register(function)
        told = [check for check in run_checks() if check.id in ("mizan.E001", "mizan.E003")]
    # Django runs its checks in no order.
    told.sort(key=lambda check: str(check.id))
    assert [check.id for check in told] == ["mizan.E001", "mizan.E003"]
    assert "`changes` affects `nothing`" in told[0].msg
    assert str(told[0].obj).startswith(f"{__file__}:")
    assert "Cannot resolve keyword 'colour'" in told[1].msg


def test_commands_say_what_is_declared(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("mizan_manifest")
    document = json.loads(capsys.readouterr().out)
    assert document["mizan"] == 1
    assert {"echo", "user_profile"} <= {entry["name"] for entry in document["functions"]}
    call_command("mizan_manifest", revision=True)
    assert capsys.readouterr().out.strip() == document["revision"]
    call_command("mizan_routes")
    lines = {line.split()[0]: line for line in capsys.readouterr().out.splitlines()}
    assert "affects user by user_id" in lines["rename"]
    assert "authenticated" in lines["rename"]
    assert "GET /api/mizan/ctx/user/" in lines["user_profile"]
    assert "GET /api/mizan/books/export.csv/" in lines["export"]
    call_command("mizan_routes", json=True)
    assert len(json.loads(capsys.readouterr().out)) == len(document["functions"])


def test_the_client_is_generated_and_checked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(CommandError, match="nothing says where the client goes"):
        call_command("mizan_generate")
    out = tmp_path / "client"
    with pytest.raises(CommandError, match="is not what is declared"):
        call_command("mizan_generate", out=out, check=True)
    assert not out.exists()
    call_command("mizan_generate", out=out)
    assert "useRename" in (out / "calls.ts").read_text()
    call_command("mizan_generate", out=out, check=True)
    capsys.readouterr()
    with override_settings(MIZAN={"CLIENT": out}):
        call_command("mizan_doctor")
        assert "ok   client: as declared" in capsys.readouterr().out
        (out / "calls.ts").unlink()
        with pytest.raises(CommandError, match="to mend"):
            call_command("mizan_doctor")
        development.regenerate()
        assert not (out / "calls.ts").exists(), "not in production"
        with override_settings(DEBUG=True):
            development.regenerate()
        assert (out / "calls.ts").exists()

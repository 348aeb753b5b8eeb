"""Runs the protocol's vectors through the engine as Python sees it: ``vectors.py [FOLDER]``.

Prints each failure with its case, and last ``N passed, N failed``. Fails when a case does, when a
file is not known, and when nothing was run.
"""

from __future__ import annotations

import base64
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

from mizan._mizan import (
    Affect,
    Context,
    Contexts,
    Entry,
    Item,
    Items,
    Secret,
    Version,
    canonical,
    parse,
    read_header,
    read_identity,
    read_param,
    write_param,
)

Case: TypeAlias = dict[str, Any]
Check: TypeAlias = Callable[[Case, Case], None]

OWN = Path(__file__).parents[2] / "tests" / "vectors"


def invalidate(document: Case, case: Case) -> None:
    """§5.2, §5.3: items as declared, their list and their header."""
    declared = contexts(document)
    items = Items.read(case["items"], declared)
    equal_lists(items, case["invalidate"])
    equal("the header", items.header(), case["header"])
    every_function = contexts(document, functions_of(items))
    back, _ = read_header([case["header"].encode()], every_function)
    equal("the items read back", back, items)


def header_limit(document: Case, case: Case) -> None:
    """§5.3: what a long list collapses to."""
    match case.get("generate"):
        case None:
            items = Items.read(case["items"], contexts(document))
        case "user with user_id 0..users-1":
            items = Items([Item("user", params={"user_id": n}) for n in range(case["users"])])
        case other:
            raise AssertionError(f"`{other}` is nothing that can be generated here")
    equal("the header", items.header(), case["header"])


def header_read(document: Case, case: Case) -> None:
    """§5.3: what a header means."""
    items, _ = read_header([case["header"].encode()], contexts(document))
    equal_lists(items, case["items"])


def matching(document: Case, case: Case) -> None:
    """§5.4: what an item hits."""
    declared = contexts(document)
    item = Item.read(case["item"], declared)
    assert item is not None, "the item's context is not among the types"
    read = entry(case["entry"], declared)
    equal("the match", read.is_hit_by(item), case["matches"])
    if case["matches"] and item.tag not in read.tags:
        raise AssertionError("the item's tag is not among the entry's")


def tags(document: Case, case: Case) -> None:
    """§5.4: the tag of an item, or the tags of an entry."""
    declared = contexts(document)
    if "entry" in case:
        equal("the tags", entry(case["entry"], declared).tags, case["tags"])
        return
    item = Item.read(case["item"], declared)
    assert item is not None, "the item's context is not among the types"
    equal("the tag", item.tag, case["tag"])


def resolving(_document: Case, case: Case) -> None:
    """§5.1: from arguments to an item."""
    described = case["context"]
    context = Context(
        described["name"],
        described["params"],
        scope=described["scope"],
        owner_self=described.get("owner") == "self",
    )
    target = case["affects"]["target"]
    arguments = [
        (name, declared["type"], declared.get("required", False), declared.get("nullable", False))
        for name, declared in case["declared"].items()
    ]
    affect = Affect(
        context,
        arguments,
        function=None if target == described["name"] else target,
        mode=case["affects"]["mode"],
    )
    item = affect.item(case["args"], case["acting_user"])
    equal_lists(Items([item]), case["invalidate"])


def param_text(_document: Case, case: Case) -> None:
    """§4: a text is the one of a value, or ``invalid_args``."""
    if "error" in case:
        try:
            read = read_param(case["type"], case["text"])
        except ValueError:
            return
        raise AssertionError(f"it was read as {read!r}")
    read = read_param(case["type"], case["text"])
    equal("the text written back", write_param(case["type"], read), case["text"])
    # As documents, where `5.0` and `5` are one number.
    equal("the value", canonical(read), canonical(case["value"]))


def cache_key(document: Case, case: Case) -> None:
    """§7: the canonical text of a read's identity, and its MAC."""
    secret = Secret(base64.b64decode(document["secret_base64"]))
    described = case["object"]
    equal("the format", described["v"], 1)
    identity = read_identity(
        revision=described["rev"],
        context=described["ctx"],
        functions=described["fns"],
        params=described["params"],
        types=case["types"],
        user=described["user"],
        vary=described.get("vary"),
    )
    equal("the canonical text", identity, case["canonical"])
    equal("the object's own canonical text", canonical(described).decode(), case["canonical"])
    equal("the key", secret.cache_key(identity), case["key"])


def version(_document: Case, case: Case) -> None:
    """§6: a version's text, both ways."""
    made = Version(case["unix_ms"], case["counter"])
    equal("the text", str(made), case["text"])
    read = Version.read(case["text"])
    equal("the version read back", read, made)
    equal("its parts", (read.unix_ms, read.counter), (case["unix_ms"], case["counter"]))


FILES: dict[str, Check] = {
    "cache_key.json": cache_key,
    "header_limit.json": header_limit,
    "header_read.json": header_read,
    "invalidate.json": invalidate,
    "match.json": matching,
    "param_text.json": param_text,
    "resolve.json": resolving,
    "tags.json": tags,
    "version.json": version,
}

# Judged by a host's own validator and not by the engine: each host has a runner of its own.
OF_HOSTS = {"form_rules.json"}


def contexts(document: Case, functions: dict[str, list[str]] | None = None) -> Contexts:
    """The contexts of a file: its ``types``, and its ``functions`` where it has them."""
    known = functions or document.get("functions") or {}
    return Contexts(
        [
            Context(name, params, functions=known.get(name, []))
            for name, params in document["types"].items()
        ]
    )


def functions_of(items: Items) -> dict[str, list[str]]:
    """The functions that the items name, by context."""
    found: dict[str, list[str]] = {}
    for item in items.to_list():
        if item.function is not None:
            found.setdefault(item.context, []).append(item.function)
    return found


def entry(described: Case, declared: Contexts) -> Entry:
    return Entry(
        described["context"],
        described["params"],
        declared,
        functions=described.get("functions", []),
        user=described["user"],
    )


def equal(what: str, got: object, expected: object) -> None:
    if got != expected:
        raise AssertionError(f"{what} is {got!r}, expected {expected!r}")


def equal_lists(items: Items, expected: object) -> None:
    """Compares as documents: ``5.0`` and ``5`` are one number."""
    equal("the list", canonical(items.value()), canonical(expected))


def run(folder: Path) -> tuple[int, list[str]]:
    """Runs every known file of a folder: how many cases held, and what did not."""
    passed = 0
    failures: list[str] = []
    for path in sorted(folder.glob("*.json")):
        if path.name in OF_HOSTS:
            continue
        check = FILES.get(path.name)
        if check is None:
            failures.append(f"{path.name}: no file of vectors that is known here")
            continue
        document = json.loads(path.read_bytes())
        parse(path.read_bytes())
        for at, case in enumerate(document["cases"]):
            try:
                check(document, case)
            except (AssertionError, ValueError, TypeError, KeyError) as error:
                failures.append(f"{path.name} case {at}: {type(error).__name__}: {error}")
            else:
                passed += 1
    return passed, failures


def main() -> int:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else OWN
    passed, failures = run(folder)
    for failure in failures:
        print(failure)
    print(f"{passed} passed, {len(failures)} failed")
    return 0 if passed and not failures else 1


if __name__ == "__main__":
    sys.exit(main())

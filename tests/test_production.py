"""Production does not start with what would make its promises void; each refusal is one sentence that says what to do."""

import ast
import os
import re
import secrets
import subprocess
import sys
from contextlib import suppress

import pytest
from cryptography.fernet import Fernet

from kargro.env import fault_of_key
from tests.test_project import PRODUCTION, ROOT

ONE_KEY = Fernet.generate_key().decode()


def keys_in(source: str) -> list[str]:
    """Return the keys that settings write down: literals given to a name that ends in KEY or KEYS."""
    found = []
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and re.match(r"[A-Z_]+_KEYS?\b", ast.unparse(node)):
            # What is read from the environment is no literal, and knows no names here.
            with suppress(NameError):
                value = eval(ast.unparse(node.value), {"__builtins__": {}})  # noqa: S307  our own settings
                found += [value] if isinstance(value, str) else value
    return found


SOURCES = {path.stem: path.read_text() for path in (ROOT / "site/kargro/settings").glob("*.py")}
DEV, TEST = (
    dict(zip(["SECRET_KEY", "ENCRYPTION_KEYS", "LOOKUP_KEYS", "TOMBSTONE_KEYS"], keys_in(SOURCES[name]), strict=True))
    for name in ("dev", "test")
)
READ_SETTINGS = (
    "from django.conf import settings\n"
    "print(settings.SECURE_HSTS_INCLUDE_SUBDOMAINS, settings.SECURE_HSTS_PRELOAD, settings.SECURE_PROXY_SSL_HEADER)"
)


def start(**changes: str) -> "subprocess.CompletedProcess[str]":
    """Read the settings as each process of the site does first."""
    environ = {**os.environ, **PRODUCTION, **changes, "PYTHONPATH": f"{ROOT / 'site'}:{ROOT}"}
    command = [sys.executable, "-c", READ_SETTINGS]
    return subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)


def refusal(**changes: str) -> str:
    """Return the sentence that production ends with."""
    done = start(**changes)
    assert done.returncode == 1, done.stdout
    kind, _colon, said = done.stderr.strip().splitlines()[-1].partition(": ")
    assert kind == "django.core.exceptions.ImproperlyConfigured", done.stderr
    return said


FAULTS = [
    ({"SECRET_KEY": DEV["SECRET_KEY"]}, "SECRET_KEY holds a key that stands in this software"),
    ({"ENCRYPTION_KEYS": DEV["ENCRYPTION_KEYS"]}, "ENCRYPTION_KEYS holds a key that stands in this software"),
    ({"LOOKUP_KEYS": f"{ONE_KEY},{DEV['LOOKUP_KEYS']}"}, "LOOKUP_KEYS holds a key that stands in this software"),
    ({"TOMBSTONE_KEYS": TEST["TOMBSTONE_KEYS"]}, "TOMBSTONE_KEYS holds a key that stands in this software"),
    ({"LOOKUP_KEYS": "l" * 40}, "LOOKUP_KEYS holds a key that repeats itself"),
    ({"SECRET_KEY": "0123456789" * 6}, "SECRET_KEY holds a key that repeats itself"),
    ({"TOMBSTONE_KEYS": secrets.token_hex(8)}, "TOMBSTONE_KEYS holds a key that has fewer than 32 characters"),
    ({"SECRET_KEY": secrets.token_urlsafe(30)}, "SECRET_KEY must be 50 or more random characters"),
    ({"ENCRYPTION_KEYS": secrets.token_urlsafe(48)}, "ENCRYPTION_KEYS holds something that is no Fernet key"),
    ({"LOOKUP_KEYS": ONE_KEY, "TOMBSTONE_KEYS": ONE_KEY}, "share a key: make one of its own for each"),
    ({"ENCRYPTION_KEYS": ONE_KEY, "LOOKUP_KEYS": f"{secrets.token_urlsafe(48)},{ONE_KEY}"}, "share a key"),
    ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS must name each host"),
    ({"ALLOWED_HOSTS": "www.kargrogroup.com,*.kargrogroup.com"}, "ALLOWED_HOSTS must name each host"),
    ({"EMAIL_USE_TLS": "0", "EMAIL_HOST": "mail.kargrogroup.com"}, "EMAIL_USE_TLS can be 0 only for a mail server on"),
    ({"ALLOWED_REGIONS": "NL,US"}, "ALLOWED_REGIONS names US, outside the European Union"),
    ({"TRUSTED_PROXIES": ""}, "Set the environment variable TRUSTED_PROXIES: how many proxies stand before the site"),
    ({"TRUSTED_PROXIES": "one"}, "TRUSTED_PROXIES must be a whole number"),
    ({"TRUSTED_PROXIES": "-1"}, "TRUSTED_PROXIES must be 0 or more"),
    ({"HSTS": "everything"}, "HSTS must be host, subdomains or preload"),
    ({"STAFF_SECOND_FACTOR": "0"}, "STAFF_SECOND_FACTOR cannot be switched off here"),
]


@pytest.mark.parametrize(
    ("changes", "said"), FAULTS, ids=lambda value: ",".join(value) if isinstance(value, dict) else ""
)
def test_production_refuses_to_start_with(changes, said):
    """R61, R62, P4, P7: published, weak and shared keys, any host, mail in clear, a place elsewhere, a guessed number."""
    sentence = refusal(**changes)
    assert said in sentence
    assert sentence.endswith(".")
    weak = [key for name, value in changes.items() if name.endswith(("KEY", "KEYS")) for key in value.split(",")]
    assert [key for key in weak if key in sentence] == []


def test_production_starts_with_what_is_right():
    """P2: also with a mail server on this machine, fewer countries, and no proxy; then nobody's word on TLS is believed."""
    assert start().stdout.strip() == "False False ('HTTP_X_FORWARDED_PROTO', 'https')"
    narrowed = {"EMAIL_HOST": "127.0.0.1", "EMAIL_USE_TLS": "0", "ALLOWED_REGIONS": "nl,de,fr", "TRUSTED_PROXIES": "0"}
    assert start(**narrowed).stdout.strip() == "False False None"


@pytest.mark.parametrize(
    ("hsts", "read"), [("host", "False False"), ("subdomains", "True False"), ("preload", "True True")]
)
def test_other_hosts_of_the_domain_are_bound_to_tls_by_choice_alone(hsts, read):
    """R1, P4: HSTS for the site's own host always; beyond it when whoever deploys says so."""
    assert start(HSTS=hsts).stdout.startswith(read)


def test_every_key_of_the_repository_is_known_as_published():
    """R61: in whichever settings it stands; a planted one without its mark is found."""
    keys = [key for source in SOURCES.values() for key in keys_in(source)]
    assert len(keys) >= 10
    assert [key for key in keys if not fault_of_key(key).startswith("stands in this software")] == []
    planted = f'LOOKUP_KEYS: list[str] = ["{ONE_KEY}"]'
    assert [fault_of_key(key) for key in keys_in(planted)] == [""]


@pytest.mark.parametrize(
    "make", [lambda: secrets.token_urlsafe(48), lambda: secrets.token_hex(16), lambda: Fernet.generate_key().decode()]
)
def test_a_random_key_is_never_refused(make):
    """P2: by any of the usual ways of making one."""
    assert {fault_of_key(make()) for _ in range(1000)} == {""}

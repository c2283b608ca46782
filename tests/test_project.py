"""The tree keeps its own rules."""

import ast
import os
import re
import secrets
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.apps import apps

from tests.requirement_numbers import HALF, NOT_YET, NUMBERS, named_below, numbers_in

ROOT = Path(__file__).resolve().parents[1]
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "kargro.settings.production",
    "DATABASE_URL": "postgres://user:password@localhost:5432/name",
    "SECRET_KEY": secrets.token_urlsafe(48),
    "ENCRYPTION_KEYS": Fernet.generate_key().decode(),
    "LOOKUP_KEYS": secrets.token_urlsafe(48),
    "TOMBSTONE_KEYS": secrets.token_urlsafe(48),
    "TRUSTED_PROXIES": "1",
    "SITE_URL": "https://www.kargrogroup.com",
    "DATABASE_REGION": "NL",
    "FILES_REGION": "nl",
    "EMAIL_REGION": "DE",
    "BACKUP_REGION": "FR",
    "BACKUP_DIR": "/data/backups",
    "BACKUP_RECIPIENTS": "age1g95e4l6dhtja0q20zzpm3dx369s7fu379lu0uv0rncrh8zwmrqcsx4phza",
}


def check_deploy(**changes: str) -> "subprocess.CompletedProcess[str]":
    environ = {**os.environ, **PRODUCTION, **changes}
    environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    return subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("folder", ["site", "locale"])
def test_folders_that_would_shadow_python_are_no_packages(folder):
    """P1: a package named `site` or `locale` would hide Python's own."""
    assert not (ROOT / folder / "__init__.py").exists()


def test_production_settings_pass_the_deployment_check():
    """P2, R1: HSTS, secure cookies, redirect to https and no unsafe default."""
    result = check_deploy()
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"BACKUP_DIR": ""}, "backups.W001"), ({"BACKUP_RECIPIENTS": "age1nobody"}, "backups.E001")],
)
def test_the_deployment_check_speaks_of_backups(changes, code):
    """R63: none, or for nobody."""
    result = check_deploy(**changes)
    assert result.returncode == 1
    assert code in result.stderr


@pytest.mark.parametrize("name", ["DATABASE_REGION", "FILES_REGION", "EMAIL_REGION", "BACKUP_REGION"])
def test_production_refuses_to_start_outside_the_european_union(name):
    """R62: "hosted on a server located within the EU": database, files, backups, mail; each refusal says which."""
    result = check_deploy(**{name: "US"})
    assert result.returncode == 1
    assert f"{name} is US" in result.stderr
    widened = check_deploy(**{name: "US", "ALLOWED_REGIONS": "NL,DE,FR,US"})
    assert widened.returncode == 1
    assert "ALLOWED_REGIONS names US" in widened.stderr


def test_a_deployment_without_backups_has_no_place_of_them():
    """R62: what is not there needs no country."""
    assert "BACKUP_REGION" in check_deploy(BACKUP_REGION="").stderr
    without = check_deploy(BACKUP_DIR="", BACKUP_REGION="").stderr
    assert "backups.W001" in without
    assert "BACKUP_REGION" not in without


@pytest.mark.parametrize(
    "name",
    [
        "SECRET_KEY", "ENCRYPTION_KEYS", "LOOKUP_KEYS", "TOMBSTONE_KEYS", "DATABASE_URL", "SITE_URL",
        "DATABASE_REGION", "FILES_REGION", "EMAIL_REGION", "BACKUP_REGION", "TRUSTED_PROXIES",
    ],
)  # fmt: skip
def test_production_refuses_to_start_without(name):
    """P2: one readable sentence names the missing variable."""
    result = check_deploy(**{name: ""})
    assert result.returncode != 0
    assert f"Set the environment variable {name}" in result.stderr


def test_production_refuses_a_site_without_tls():
    """R1, P2: http is no address for the site."""
    result = check_deploy(SITE_URL="http://www.kargrogroup.com")
    assert result.returncode != 0
    assert "SITE_URL must start with https://" in result.stderr


def test_a_broken_database_address_is_one_sentence_without_the_password():
    """P2: the address holds a password and is not repeated."""
    result = check_deploy(DATABASE_URL="mysql://root:hunter2@localhost/x")
    assert result.returncode != 0
    assert "DATABASE_URL must name SQLite or PostgreSQL" in result.stderr
    assert "hunter2" not in result.stderr


def lint_imports(root: Path) -> "subprocess.CompletedProcess[str]":
    lint = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    environ = {**os.environ, "PYTHONPATH": f"{root / 'site'}:{root}"}
    return subprocess.run(lint, cwd=root, env=environ, capture_output=True, text=True, check=False)


def test_imports_go_downwards_only(tmp_path):
    """P1: the layers of the architecture hold, and a planted upward import is found."""
    result = lint_imports(ROOT)
    assert result.returncode == 0, result.stdout
    for name in ("home", "leads", "privacy"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "privacy/register/planted.py").write_text("import leads.forms\n")
    planted = lint_imports(tmp_path)
    assert planted.returncode != 0
    assert "privacy.register.planted" in planted.stdout


@pytest.mark.parametrize(("npm", "does"), [("", "were not checked"), ("/usr/bin/npm", "biome lint")])
def test_lint_checks_scripts_or_says_that_it_did_not(npm, does):
    """P1: without Node `make lint` says in one sentence what was left out; with it, nothing is."""
    command = ["make", "--dry-run", "lint", f"NPM={npm}"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert does in said
    assert ("were not checked" in said) != ("biome lint" in said)


def test_a_number_in_a_docstring_counts_and_one_in_a_comment_does_not():
    """P1: `make requirements` reads test docstrings."""
    source = 'def test_a():\n    """R1: yes."""\n\n# R2\ndef test_b():\n    pass\n'
    assert numbers_in(source) == {"R1"}
    assert "R57e" in NUMBERS


def test_no_number_counts_for_more_than_its_tests_show():
    """P1: what is not built is named by no test, what is proven by half says which half is missing."""
    named = named_below(ROOT / "tests")
    assert named & set(NOT_YET) == set()
    assert set(HALF) <= named
    assert (set(HALF) | set(NOT_YET)) <= NUMBERS
    assert all(len(reason) > 25 for reason in (*HALF.values(), *NOT_YET.values()))


def test_no_test_is_skipped_silently():
    """P1: every test runs or the run fails."""
    markers = {"skip", "skipif", "xfail", "importorskip"}
    for path in (ROOT / "tests").rglob("*.py"):
        names = {node.attr for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Attribute)}
        assert not names & markers, path.name


def test_style_sheets_survive_bundling():
    """X1: the bundler drops the space before `:is(`, which would turn a descendant into the element itself."""
    wrong = re.compile(r"[\w\]\)] :(is|where|not|has)\(")
    assert wrong.search(".table :is(th, td)")
    found = [path.name for path in (ROOT / "site/static/css").rglob("*.css") if wrong.search(path.read_text())]
    assert not found


def test_no_table_holds_anything_of_the_customer_platform():
    """R6: the platform is an outbound link with a label; of its customers and accounts the site knows nothing."""
    rooms = ("home", "leads", "privacy")
    ours = [model for model in apps.get_models() if model.__module__.split(".")[0] in rooms]
    names = {f"{model._meta.label}.{field.name}" for model in ours for field in model._meta.get_fields()}
    suspicious = {name for name in names if re.search(r"customer|account|platform|login|password", name, re.IGNORECASE)}
    assert suspicious == {"privacy_register.Controller.platform_url", "home_base.HeaderFooter.platform_label"}

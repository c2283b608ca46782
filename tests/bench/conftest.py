"""What the benches compare with: the project that `wagtail start` makes, on a database of its own."""

import os
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connection

from tests.databases import postgres_admin
from tests.live import start_live_site
from tests.system import free_port

# Gunicorn's plain workers, one a core.
SERVE = ("--workers", "2")

SETTINGS = """from .base import *
import os
import dj_database_url
DEBUG = False
SECRET_KEY = 'b' * 60
ALLOWED_HOSTS = ['*']
DATABASES = {'default': dj_database_url.config(conn_max_age=60)}
EMAIL_HOST, EMAIL_PORT = 'localhost', int(os.environ.get('EMAIL_PORT', '25'))
EMAIL_BACKEND = 'django.core.mail.backends.smtp.EmailBackend'
"""

FORM_PAGE = """

from django.db.models import CASCADE
from modelcluster.fields import ParentalKey
from wagtail.contrib.forms.models import AbstractEmailForm, AbstractFormField


class FormField(AbstractFormField):
    page = ParentalKey("FormPage", on_delete=CASCADE, related_name="form_fields")


class FormPage(AbstractEmailForm):
    pass
"""

FORM_TEMPLATE = (
    """<form action="{{ page.url }}" method="post">{% csrf_token %}{{ form.as_p }}<button>Send</button></form>"""
)

# Two pages: one that only stores, one that also sends a mail.
ADD_PAGES = """
from home.models import FormField, FormPage, HomePage
home = HomePage.objects.get()
for slug, address in (("form", ""), ("mailed", "office@example.com")):
    page = home.add_child(instance=FormPage(title=slug, slug=slug, to_address=address, from_address=address, subject="New"))
    for number, (label, kind) in enumerate((("Name", "singleline"), ("Company", "singleline"), ("Email", "email"),
                                            ("Phone", "singleline"), ("Subject", "singleline"), ("Message", "multiline"))):
        FormField.objects.create(page=page, sort_order=number, label=label, field_type=kind, required=number in (0, 2, 5))
"""


@dataclass(frozen=True)
class Bare:
    """A running bare project."""

    pid: int
    url: str


@pytest.fixture
def bare_project(tmp_path, django_db_setup, django_db_blocker):
    """The bare project with a contact form of `wagtail.contrib.forms`; returns its folder and environment."""
    with django_db_blocker.unblock():
        settings = connection.settings_dict
        with postgres_admin(settings) as admin:
            admin.execute('DROP DATABASE IF EXISTS "bare" WITH (FORCE)')
            admin.execute('CREATE DATABASE "bare"')
    programs = Path(sys.executable).parent
    subprocess.run([programs / "wagtail", "start", "bare", "."], cwd=tmp_path, check=True, capture_output=True)
    (tmp_path / "bare/settings/bench.py").write_text(SETTINGS)
    with (tmp_path / "home/models.py").open("a") as models:
        models.write(FORM_PAGE)
    templates = tmp_path / "home/templates/home"
    (templates / "form_page.html").write_text(FORM_TEMPLATE)
    (templates / "form_page_landing.html").write_text("<p>Thank you</p>")
    environ = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "bare.settings.bench",
        "DATABASE_URL": f"postgres://{settings['USER']}@{settings['HOST']}:{settings['PORT']}/bare",
        "PYTHONPATH": str(tmp_path),
    }
    for arguments in (
        ["makemigrations", "home", "--verbosity", "0"],
        ["migrate", "--verbosity", "0"],
        ["collectstatic", "--noinput", "--verbosity", "0"],
        ["shell", "--command", ADD_PAGES],
    ):
        subprocess.run([sys.executable, "manage.py", *arguments], cwd=tmp_path, env=environ, check=True)
    return tmp_path, environ


@pytest.fixture
def start_bare(bare_project):
    """Start the bare project's server, with settings of its environment; returns a function."""
    folder, environ = bare_project
    processes = []

    def start(serve: tuple[str, ...] = ("--threads", "4"), **extra: str) -> Bare:
        port = free_port()
        command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", *serve,
                   "--no-control-socket", "bare.wsgi"]  # fmt: skip
        process = subprocess.Popen(command, cwd=folder, env={**environ, **extra}, stderr=subprocess.DEVNULL)
        processes.append(process)
        bare = Bare(process.pid, f"http://127.0.0.1:{port}/")
        for _ in range(100):
            try:
                urllib.request.urlopen(bare.url, timeout=10).read()
                return bare
            except OSError:
                time.sleep(0.2)
        raise RuntimeError("The bare project did not start.")

    yield start
    for process in processes:
        process.terminate()
        process.wait(timeout=10)


@pytest.fixture
def busy_site(django_db_setup, django_db_blocker, monkeypatch):
    """Our site behind a proxy, so that every post may have an address of its own."""
    monkeypatch.setitem(os.environ, "TRUSTED_PROXIES", "1")
    with django_db_blocker.unblock():
        site = start_live_site(connection, serve=SERVE)
    yield site
    site.stop()

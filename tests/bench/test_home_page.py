"""What the home page costs the application server, beside the bare page that `wagtail start` makes."""

import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from django.db import connection

from tests.databases import postgres_admin
from tests.system import free_port

REQUESTS = 300
MAX_MILLISECONDS = 20


def processor_seconds(pid: int) -> float:
    """Return user and system time of a process and its children, in seconds."""
    total = 0.0
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rsplit(")", 1)[1].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(path.parent.name) == pid or int(fields[1]) == pid:
            total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return total


def milliseconds_a_request(pid: int, url: str) -> float:
    """Return the processor time of one request, averaged over many, after a warm-up."""
    for _ in range(30):
        urllib.request.urlopen(url, timeout=30).read()
    before = processor_seconds(pid)
    for _ in range(REQUESTS):
        urllib.request.urlopen(url, timeout=30).read()
    return (processor_seconds(pid) - before) / REQUESTS * 1000


@pytest.fixture
def bare_site(tmp_path, django_db_setup, django_db_blocker):
    """The project that `wagtail start` makes, on a database of its own on the same server."""
    with django_db_blocker.unblock():
        settings = connection.settings_dict
        with postgres_admin(settings) as admin:
            admin.execute('DROP DATABASE IF EXISTS "bare" WITH (FORCE)')
            admin.execute('CREATE DATABASE "bare"')
    programs = Path(sys.executable).parent
    subprocess.run([programs / "wagtail", "start", "bare", "."], cwd=tmp_path, check=True, capture_output=True)
    (tmp_path / "bare/settings/bench.py").write_text(
        "from .base import *\nimport dj_database_url\nDEBUG = False\nSECRET_KEY = 'b' * 60\nALLOWED_HOSTS = ['*']\n"
        "DATABASES = {'default': dj_database_url.config(conn_max_age=60)}\n"
    )
    address = f"postgres://{settings['USER']}@{settings['HOST']}:{settings['PORT']}/bare"
    environ = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "bare.settings.bench",
        "DATABASE_URL": address,
        "PYTHONPATH": str(tmp_path),
    }
    for arguments in (["migrate", "--verbosity", "0"], ["collectstatic", "--noinput", "--verbosity", "0"]):
        subprocess.run([sys.executable, "manage.py", *arguments], cwd=tmp_path, env=environ, check=True)
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "--bind",
        f"127.0.0.1:{port}",
        "--threads",
        "4",
        "--no-control-socket",
        "bare.wsgi",
    ]
    process = subprocess.Popen(command, cwd=tmp_path, env=environ, stderr=subprocess.DEVNULL)
    for _ in range(100):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10).read()
            break
        except OSError:
            time.sleep(0.2)
    yield process.pid, f"http://127.0.0.1:{port}/"
    process.terminate()
    process.wait(timeout=10)


@pytest.mark.bench
def test_the_home_page_takes_at_most_twenty_milliseconds_of_processor(live, bare_site):
    """P3: at most 20 ms of processor time a request, quoted as a ratio to the bare page in the same run."""
    ours = milliseconds_a_request(live.process.pid, f"{live.url}/en/")
    bare = milliseconds_a_request(*bare_site)
    print(
        f"\nhome page: {ours:.1f} ms of processor a request; bare wagtail page: {bare:.1f} ms; ratio {ours / bare:.2f}"
    )
    assert ours <= MAX_MILLISECONDS

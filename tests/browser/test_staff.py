"""From an invitation to the day somebody leaves, in a real browser, with the second factor on."""

import os
import re
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import expect

from tests.live import ROOT, LiveSite
from tests.system import free_port

pytestmark = pytest.mark.browser
PASSWORD = "seventeen-tyres-rolling"
MAKE_CHIEF = """
from django.contrib.auth.models import Group, User
from django.utils import timezone
from datetime import timedelta
from privacy.access.services import authorise
chief = User.objects.create_user("chief", "chief@kargro.example", "a-long-test-password")
chief.groups.set(Group.objects.filter(name__in=["Administrators", "Privacy officers"]))
"""


@pytest.fixture
def guarded(live, tmp_path):
    """The same site as two processes with production's second factor and shared cache."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environ = {
        **live.environ,
        "DJANGO_SETTINGS_MODULE": "tests.staff_settings",
        "PYTHONPATH": f"{ROOT / 'site'}:{ROOT}",
        "SITE_URL": url,
        "STAFF_MAIL": str(tmp_path),
    }
    site = LiveSite(url=url, database_url=live.database_url, process=None, environ=environ)
    site.manage("createcachetable")
    site.manage("shell", "-v", "0", "-c", MAKE_CHIEF)
    command = [sys.executable, "-m", "gunicorn", "--pythonpath", f"site,{ROOT}", "--bind", f"127.0.0.1:{port}", "--workers", "2",
               "--threads", "2", "--log-level", "warning", "--no-control-socket", "kargro.wsgi"]  # fmt: skip
    site.process = subprocess.Popen(command, cwd=ROOT, env=environ)
    deadline = time.monotonic() + 90
    while True:
        try:
            urllib.request.urlopen(f"{url}/healthz", timeout=30).close()
            break
        except OSError:
            assert time.monotonic() < deadline
            assert site.process.poll() is None
            time.sleep(0.3)
    yield site
    site.stop()


def code(secret, steps=0):
    return format_hotp_value(hotp_value(secret.replace(" ", ""), int(time.time()) // 30 + steps))


def sign_in(page, site, name, password):
    page.goto(f"{site.url}/admin/login/")
    page.fill("[name=username]", name)
    page.fill("[name=password]", password)
    page.press("[name=password]", "Enter")


def set_up(page):
    """Set up the app from the key in text; return it."""
    expect(page.locator(".entrance__qr svg")).to_be_visible()
    secret = page.inner_text(".entrance__key code")
    page.fill("[name=code]", code(secret))
    page.press("[name=code]", "Enter")
    expect(page.locator(".entrance__codes li")).to_have_count(10)
    return secret


def person(browser, site, width):
    context = browser.new_context(base_url=site.url, viewport={"width": width, "height": 844}, locale="en-GB")
    page = context.new_page()
    page.wrong = []
    page.on("pageerror", lambda error: page.wrong.append(str(error)))
    return page


def invitation_link(site, folder):
    """Send what waits, among it the mails of tests before this one, and return the link of the newest invitation."""
    send = (
        "from django.utils import timezone\nfrom privacy.outbox.services import send_due\n"
        "send_due(now=timezone.now(), limit=1000)"
    )
    site.manage("shell", "-v", "0", "-c", send)
    links = []
    for path in sorted(Path(folder).glob("*.log"), key=os.path.getmtime):
        text = path.read_bytes().decode().replace("=\n", "").replace("=3D", "=")
        links += re.findall(r"http://\S+/admin/invitation/[0-9a-f]{64}/", text)
    return links[-1]


def test_somebody_is_invited_signs_in_with_a_phone_and_leaves(browser, guarded, tmp_path):
    """X8, P4: invitation, acceptance at 390 px, second factor, sign-in with a code, leaving; the open browser is out at once."""
    chief = person(browser, guarded, 1280)
    sign_in(chief, guarded, "chief", "a-long-test-password")
    set_up(chief)
    chief.goto("/admin/invitations/new/")
    chief.fill("[name=email]", "anna.bakker@kargro.example")
    chief.fill("[name=first_name]", "Anna")
    chief.fill("[name=last_name]", "Bakker")
    chief.get_by_label("Lead handlers").check()
    chief.get_by_role("button", name="Send the invitation").click()
    expect(chief.get_by_text("An invitation is on its way")).to_be_visible()

    anna = person(browser, guarded, 390)
    anna.goto(invitation_link(guarded, tmp_path))
    expect(anna.get_by_role("heading", name="Welcome, Anna")).to_be_visible()
    anna.fill("[name=password1]", PASSWORD)
    anna.fill("[name=password2]", PASSWORD)
    anna.press("[name=password2]", "Enter")
    secret = set_up(anna)
    assert anna.evaluate("document.documentElement.scrollWidth") <= 390
    anna.goto("/admin/inbox/")
    expect(anna.get_by_text("not authorised").first).to_be_visible()

    anna.context.clear_cookies()
    sign_in(anna, guarded, "anna.bakker@kargro.example", PASSWORD)
    expect(anna.locator("[name=code]")).to_be_focused()
    anna.fill("[name=code]", code(secret, 1))
    anna.press("[name=code]", "Enter")
    expect(anna).to_have_url(f"{guarded.url}/admin/")

    chief.goto("/admin/users/")
    row = chief.locator("tr", has_text="anna.bakker@kargro.example")
    row.get_by_role("button", name="More options").click()
    chief.get_by_role("link", name="This person leaves").locator("visible=true").first.click()
    expect(chief.get_by_role("heading", name="Anna Bakker leaves")).to_be_visible()
    chief.get_by_role("button", name="Close the account").click()
    expect(chief.get_by_text("Anna Bakker has left")).to_be_visible()
    anna.goto("/admin/")
    assert "/admin/login/" in anna.url
    assert chief.wrong == anna.wrong == []

    stranger = person(browser, guarded, 390)
    for _attempt in range(5):
        sign_in(stranger, guarded, "chief", "wrong")
        expect(stranger.get_by_text("do not belong together")).to_be_visible()
    for _process in range(4):  # whichever process answers, it knows
        sign_in(stranger, guarded, "chief", "a-long-test-password")
        expect(stranger.get_by_text("Too many wrong attempts")).to_be_visible()

"""What a mail looks like: two parts, four languages, nothing fetched from elsewhere."""

import re
from pathlib import Path

import pytest
from django.core import mail as sent_mail
from django.template import engines
from django.utils import translation

from privacy.outbox.delivery import deliver
from privacy.outbox.rendering import render_message
from privacy.register.selectors import released_register

pytestmark = pytest.mark.django_db
HTML = """{% extends "mail/base.html" %}{% block preheader %}In short{% endblock %}{% block content %}
<h1 style="{% include "mail/style/h1.txt" %}">{{ words }}</h1>{% include "mail/button.html" with url="https://x.test/" label="Go" %}{% endblock %}"""
TEXT = """{% extends "mail/base.txt" %}{% block content %}{{ words }}{% endblock %}"""


@pytest.fixture
def templates(settings):
    loaders = [("django.template.loaders.locmem.Loader", {"t/hello.html": HTML, "t/hello.txt": TEXT})]
    options = {**settings.TEMPLATES[0]["OPTIONS"]}
    usual = ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"]
    settings.TEMPLATES = [
        {**settings.TEMPLATES[0], "APP_DIRS": False, "OPTIONS": {**options, "loaders": [*loaders, *usual]}}
    ]
    engines.__dict__.pop("templates", None)
    engines._engines = {}
    yield
    engines._engines = {}


def rendered(language="nl", words="Tom & Jerry's <b>"):
    return render_message(
        template="t/hello", to=["a@example.com"], subject="Received", language=language, context={"words": words}
    )


def test_every_mail_stands_on_the_base_that_names_the_company():
    """R2, X4: letters about rights, receipts, notices to staff: none is written beside it."""
    root = Path(__file__).resolve().parents[3]
    mails = [
        path
        for room in ("home", "leads", "privacy")
        for path in (root / room).glob("*/templates/*/mail/*")
        if "{% block content %}" in path.read_text() or "extends" in path.read_text()
    ]
    assert len(mails) > 30
    based = re.compile(r'^{% extends "(mail/base|rights/mail/letter)\.(txt|html)" %}')
    assert [str(path) for path in mails if not based.match(path.read_text())] == []


def test_a_mail_has_a_text_and_an_html_part(templates):
    """X4: MIME multipart/alternative, text first, utf-8."""
    deliver(rendered(), message_id="<1.x@example.com>")
    message = sent_mail.outbox[0].message()
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.get_payload()] == ["text/plain", "text/html"]
    assert message["Message-ID"] == "<1.x@example.com>"


def test_text_is_plain_and_html_is_escaped(templates):
    """X4: what a visitor typed is text in both parts."""
    message = rendered()
    assert message.text.startswith("Tom & Jerry's <b>\n")
    assert "Tom &amp; Jerry&#x27;s &lt;b&gt;" in message.html
    assert "\n\n\n" not in message.text


def test_nothing_is_fetched_from_elsewhere(templates):
    """X4: no image, no style sheet, no script: opening a mail tells nobody."""
    html = rendered().html
    assert not re.search(r"<(img|link|script|iframe|object)\b|url\(|@import|background=", html)
    assert 'name="color-scheme" content="light dark"' in html
    assert "max-width:600px" in html
    assert html.index("In short") < html.index("<table")


@pytest.mark.parametrize("language", ["en", "nl", "de", "fr"])
def test_a_mail_speaks_its_language_whatever_is_active(templates, language):
    """X4, T1: the language of the record decides, and the caller's stays."""
    with translation.override("de" if language != "de" else "nl"):
        before = translation.get_language()
        message = rendered(language)
        assert translation.get_language() == before
    assert f'<html lang="{language}"' in message.html
    assert f"/{language}/" in message.text


def test_the_footer_says_who_writes(templates):
    """X4, R2: name, address, phone and e-mail of the company, from the register."""
    controller = released_register("nl").controller
    message = rendered()
    for part in (message.text, message.html):
        for words in (controller.legal_name, controller.street, controller.city, controller.phone, controller.email):
            assert words in part

"""Who the company is stands in one place: changed once and released, it reads so everywhere."""

import pytest
from django.test import Client
from django.urls import reverse

from privacy.outbox.rendering import render_message
from privacy.register.models.facts import Controller
from tests.privacy.register.helpers import logged_in, release

pytestmark = pytest.mark.django_db
NAME, EMAIL = "Kargro Elders Holding", "anders@kargro.example"
PATHS = ("/en/", "/nl/privacy/", "/de/", "/fr/rights/")
LETTER = {"letter": {"heading": "Hello", "paragraphs": ["So."], "subject": "x"}, "name": "Jo"}


def renders(officer):
    """Return what people read with the company in it: pages, a letter about rights, the record of processing."""
    found = {path: Client().get(path).content.decode() for path in PATHS}
    mail = render_message(template="rights/mail/letter", to=["a@b.example"], subject="x", language="nl", context=LETTER)
    record = officer.get(reverse("processing_record")).content.decode()
    return {**found, "letter.txt": mail.text, "letter.html": mail.html, "record": record}


def test_changed_once_it_is_changed_in_every_render(client):
    """R2: footer, policy, rights page, letter about rights, record of processing; nothing changes before the release."""
    officer = logged_in(client, "Privacy officers")
    row = Controller.objects.get()
    old = row.legal_name
    assert [place for place, words in renders(officer).items() if old not in words] == []
    row.legal_name, row.email = NAME, EMAIL
    row.save()
    assert [place for place, words in renders(officer).items() if NAME in words or EMAIL in words] == []
    release("The company has another name")
    after = renders(officer)
    assert [place for place, words in after.items() if NAME not in words] == []
    assert [place for place, words in after.items() if EMAIL not in words] == []
    assert [place for place, words in after.items() if old in words] == []

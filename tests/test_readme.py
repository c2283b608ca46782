"""The ninety seconds of the README can be followed: the steps after the form."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from privacy.register.models import PolicySection, Release
from tests.privacy.register.helpers import logged_in

pytestmark = pytest.mark.django_db
WORDS = "We share everything with everybody."


def save(client, words):
    """Save the screen of the section as a browser would, with other words."""
    url = reverse("policy_sections:edit", args=[PolicySection.objects.get(key="protection").pk])
    form = client.get(url).context["form"]
    post = {name: value for name in form.fields if (value := form[name].value()) not in (None, False)}
    before = post["text_text"]
    response = client.post(url, {**post, "text_text": words})
    assert response.status_code == 302, response.context["form"].errors
    return before


def test_steps_four_and_five_can_be_followed():
    """E3, R28, R92, P1: an editor saves, nobody reads it, the officer's release and the command refuse; put back, all is well."""
    before = Release.objects.count()
    editor, officer = logged_in(Client(), "Editors"), logged_in(Client(), "Privacy officers")
    told = save(editor, WORDS)
    policy = Client().get("/en/privacy/").content.decode()
    assert told[:60] in policy
    assert WORDS not in policy
    review = reverse("register_review")
    page = officer.get(review).content.decode()
    assert WORDS in page
    assert all(language in page for language in ("Nederlands", "Deutsch", "Français"))
    officer.post(review, {"note": "x", "release": "1"}, follow=True)
    assert Release.objects.count() == before
    assert WORDS not in Client().get("/en/privacy/").content.decode()
    with pytest.raises((CommandError, SystemExit)) as ended:
        call_command("lint_policy", stdout=StringIO(), stderr=StringIO())
    assert getattr(ended.value, "returncode", getattr(ended.value, "code", None)) == 1
    save(editor, told)
    call_command("lint_policy", stdout=StringIO())

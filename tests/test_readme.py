"""The ninety seconds of the README can be followed, to the letter."""

from html import unescape
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from leads.forms.models import LeadForm, LiveForm
from privacy.policy.models import PrivacyPage
from privacy.register.lint import purpose_url
from privacy.register.models import PolicySection, Release
from tests.leads.building import posted
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


def publish(client, *, purpose):
    """Choose a purpose on the form's screen by the name it has there, and press Publish; return the page that follows."""
    form = LeadForm.objects.get(slug="contact", locale__language_code="en")
    url = reverse("wagtailsnippets_leads_forms_leadform:edit", args=[form.pk])
    offered = {str(label): value for value, label in client.get(url).context["form"].fields["purpose"].choices}
    response = client.post(url, {**posted(form), "purpose": offered[purpose], "action-publish": "1"}, follow=True)
    assert response.status_code == 200
    return client.get(url).content.decode()


def test_steps_two_and_three_can_be_followed():
    """E3, R8, R28: by name, as an editor: no word of a refusal reaches visitors; put back, the findings are gone."""
    editor = logged_in(Client(), "Editors")
    before = Client().get("/en/contact/").content.decode()
    assert 'name="organisation"' in before
    assert 'name="phone"' in before
    version = LiveForm.objects.get(slug="contact", language="en").version_id
    screen = unescape(publish(editor, purpose="Abuse reports and take-down notices"))
    assert Client().get("/en/contact/").content.decode() == before
    assert LiveForm.objects.get(slug="contact", language="en").version_id == version
    for field in ("Company", "Phone number"):
        assert f"asks “{field}”, which “Abuse reports and take-down notices” does not declare (policy §2)" in screen
    assert str(purpose_url("legal_requests")) in screen
    assert "does not declare" not in publish(editor, purpose="Contact form")


def test_step_four_names_what_is_refused():
    """R92: whoever is no officer neither publishes nor hides the page of the policy, and its title is the document's."""
    editor, page = logged_in(Client(), "Editors"), PrivacyPage.objects.get(locale__language_code="en")
    title = page.title
    editor.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))
    editor.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        {"title": "We sell it", "slug": page.slug, "action-publish": "1", "comments-TOTAL_FORMS": "0"},
    )
    page.refresh_from_db()
    assert page.live
    assert page.title == title
    read = Client().get("/en/privacy/").content.decode()
    assert f"<h1>{title}</h1>" in read
    assert "We sell it" not in read


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

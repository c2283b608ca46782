"""What stands in the register by a key is called by its title on every screen of the CMS, in the reader's language."""

from datetime import timedelta
from html.parser import HTMLParser

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone
from wagtail.users.models import UserProfile

from leads.submissions.models import Submission
from privacy.access.services import authorise
from privacy.register.models import facts
from privacy.register.models.sections import PolicySection
from privacy.register.models.texts import TEXT_MODELS
from privacy.rights.models import RightsRequest
from tests.factories import granter
from tests.leads.conftest import receive  # noqa: F401
from tests.privacy.access.test_every_address import everything  # noqa: F401

pytestmark = pytest.mark.django_db
# The word of a text that is its title.
TITLES = ("title", "label", "heading", "name")
# Screens that show English words because they are English.
SHOW_ENGLISH = (
    # Pages, and what is said of each by its own title.
    "admin/pages/", "admin/reports/site-history/", "admin/reports/aging-pages/", "admin/reports/page-types-usage/",
    "admin/reports/workflow", "admin/redirects/", "admin/workflows/usage/",
    # A text in its own language, or both sides of a translation; who changed which words; what a version says.
    "admin/privacy/sections/usage/", "admin/snippets/privacy_register/", "admin/snippets/choose/privacy_register/", "admin/localize/",
    "admin/register/texts/", "admin/reports/register/changes/", "admin/privacy/versions/",
    # A message with the questions as they were asked, and a form as visitors see it.
    "admin/inbox/<int:pk>/", "admin/snippets/leads_forms/leadform/history/<int:pk>/revisions/<int:revision_id>/view/",
)  # fmt: skip


class Words(HTMLParser):
    """The words of a page that people see, piece by piece."""

    UNSEEN = ("script", "style", "textarea", "template", "svg")

    def __init__(self, html):
        super().__init__()
        self.pieces, self.hidden = [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if tag in self.UNSEEN:
            self.hidden.append(tag)

    def handle_endtag(self, tag):
        if self.hidden and self.hidden[-1] == tag:
            self.hidden.pop()

    def handle_data(self, data):
        if not self.hidden and (piece := " ".join(data.split())):
            self.pieces.append(piece)


def keys():
    """Return the keys of the register that cannot be words of a language."""
    models = (facts.Purpose, facts.DataCategory, facts.RetentionRule, PolicySection)
    found = {key for model in models for key in model.objects.values_list("key", flat=True)}
    return {key for key in found if "_" in key or "-" in key}


def english_titles():
    """Return English titles of several words for which there is a Dutch one, and another."""
    found = set()
    for model in TEXT_MODELS:
        name = next((name for name in TITLES if name in model.text_fields), None)
        if name is None:
            continue
        words = dict(model.objects.filter(locale__language_code="en").values_list("translation_key", name))
        for key, dutch in model.objects.filter(locale__language_code="nl").values_list("translation_key", name):
            if dutch and (english := words.get(key, "")) and english != dutch and " " in english:
                found.add(english)
    return found


def strange(html, wanted):
    """Return the pieces of a page that are a key or an English title, or name one in quotes or in a list."""
    return sorted(
        {piece for piece in Words(html).pieces for word in wanted if piece == word or f"“{word}”" in piece}
        | {piece for piece in Words(html).pieces for word in wanted if word in piece.split(", ")}
    )


@pytest.fixture
def dutch_reader(db):
    user = get_user_model().objects.create_superuser("ria", "ria@kargro.example", "x")
    UserProfile.objects.create(user=user, preferred_language="nl")
    for key in facts.Purpose.objects.values_list("key", flat=True):
        until = timezone.localdate() + timedelta(days=30)
        authorise(user=user, purpose_key=key, training_valid_until=until, granted_by=granter(), now=timezone.now())
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def test_no_screen_shows_a_key_or_an_english_title_to_a_dutch_reader(everything, dutch_reader):  # noqa: F811
    """T5, X7: every address of the CMS that can be read, with records of each desk."""
    wanted = keys() | english_titles()
    assert {"legal_requests", "Contact form"} <= wanted
    found, read = {}, 0
    for one in everything:
        if one.route.startswith(SHOW_ENGLISH):
            continue
        answer = dutch_reader.get(one.path)
        if answer.status_code != 200 or not answer.headers.get("Content-Type", "").startswith("text/html"):
            continue
        read += 1
        if pieces := strange(b"".join(answer).decode() if answer.streaming else answer.content.decode(), wanted):
            found[one.route] = pieces[:6]
    assert read > 150
    assert Submission.objects.exists()
    assert RightsRequest.objects.exists()
    assert found == {}


def test_a_planted_key_is_found():
    """T5: and words that look like one are not."""
    wanted = {"resource_request", "Contact form"}
    page = "<p>resource_request</p><td>nl, resource_request</td><b>“Contact form”</b><script>Contact form</script>"
    assert len(strange(page, wanted)) == 3
    assert strange("<p>a resource_request_of</p>", wanted) == []


def test_authorisations_are_narrowed_by_title_and_each_reader_has_their_own(dutch_reader):
    """R65, T5: a purpose is chosen, not typed; a list read in one language says nothing in it to the next reader."""
    address = "/admin/authorisations/"
    english = Client()
    english.force_login(get_user_model().objects.create_superuser("eve", "eve@kargro.example", "x"))
    assert "Contact form" in Words(english.get(address).content.decode()).pieces
    page = dutch_reader.get(address).content.decode()
    assert "Contactformulier" in Words(page).pieces
    assert "Contact form" not in Words(page).pieces
    assert 'name="purpose_key"' in page
    assert 'type="text" name="purpose_key"' not in page
    narrowed = dutch_reader.get(address, {"purpose_key": "contact"}).context["object_list"]
    assert {row.purpose_key for row in narrowed} == {"contact"}

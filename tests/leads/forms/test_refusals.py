"""What form lint refuses at Publish is kept as a draft: nothing that was typed is lost, and the screen says why."""

from html import unescape

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from leads.forms.approvals import approve_question, waiting_questions
from leads.forms.models import LeadForm, LiveForm
from leads.forms.publishing import publish_refused
from tests.factories import member_of
from tests.leads.building import ask, draft_form
from tests.leads.forms.test_forms_in_cms import EDIT, posted

pytestmark = pytest.mark.django_db
SCREEN = "wagtailsnippets_leads_forms_leadform:"
PUBLISH = {"action-publish": "1"}
BLOCKS = [ask("name", "Name"), ask("email", "E-mail", "one_of"), ask("message", "Message")]
OWN = ask("line", "Axle")


@pytest.fixture
def editor(client, db):
    client.force_login(member_of("Editors"))
    return client


@pytest.fixture
def wanted(contact_form):
    """What an editor typed for a form that does not exist yet, its own question unapproved."""
    changes = {"name": "Offer", "slug": "offer", "title": "Offer casings"}
    return posted(contact_form, [*BLOCKS, OWN], **changes, **PUBLISH)


def approve_all(now):
    for waiting in waiting_questions():
        approve_question(words_hash=waiting.hash, user=None, now=now)


@pytest.fixture
def now():
    from django.utils import timezone

    return timezone.now()


def test_a_new_form_that_is_refused_is_kept_and_waits(editor, wanted):
    """R8, E3: before any autosave; nothing is live, the reason is said and stands on its block, officers see it."""
    response = editor.post(reverse(f"{SCREEN}add"), wanted, follow=True)
    form = LeadForm.objects.get(slug="offer")
    html = response.content.decode()
    assert response.redirect_chain[-1][0].split("?")[0] == reverse(EDIT, args=[form.pk])
    assert "Kept as a draft. It is not live because: Nobody has approved the question “Axle”" in html
    assert list(response.context["form"].errors.as_data()["body"][0].block_errors) == [3]
    assert (form.live, form.latest_revision.content["title"]) == (False, "Offer casings")
    assert [waiting.spec["label"] for waiting in waiting_questions()] == ["Axle"]
    assert not LiveForm.objects.filter(slug="offer").exists()


def test_every_way_to_the_publish_button_keeps_what_was_typed(editor, contact_form):
    """R28, E3: editing, and going back to an earlier draft; visitors keep the version they had."""
    first = contact_form.save_revision()
    before = LiveForm.objects.get(slug="contact", language="en").version
    screens = [
        reverse(EDIT, args=[contact_form.pk]),
        reverse(f"{SCREEN}revisions_revert", args=[contact_form.pk, first.pk]),
    ]
    for url in screens:
        response = editor.post(url, posted(contact_form, purpose="", title=f"Typed at {url}", **PUBLISH), follow=True)
        contact_form.refresh_from_db()
        assert contact_form.latest_revision.content["title"] == f"Typed at {url}"
        assert "has no purpose" in str(response.context["form"].errors["purpose"])
        assert "Kept as a draft. Visitors still see the earlier version, because: “Contact”" in unescape(
            response.content.decode()
        )
    assert LiveForm.objects.get(slug="contact", language="en").version == before


def test_a_copy_that_is_refused_is_a_draft_of_its_own(editor, contact_form):
    """E3: the screen that copies sends to the one that adds; the original is left as it was."""
    screen = editor.get(reverse(f"{SCREEN}copy", args=[contact_form.pk]))
    data = posted(contact_form, purpose="", slug="copied", title="A copy", **PUBLISH)
    response = editor.post(screen.context["action_url"], data, follow=True)
    assert "Kept as a draft. It is not live because:" in response.content.decode()
    copy = LeadForm.objects.get(slug="copied")
    assert copy.latest_revision.content["title"] == "A copy"
    assert copy.translation_key != contact_form.translation_key
    contact_form.refresh_from_db()
    assert contact_form.slug == "contact"


def test_an_ordinary_visit_shows_no_errors_and_the_history_tells_of_the_refusal(editor, wanted):
    """X7: the box above the fields goes on saying what stands in the way."""
    editor.post(reverse(f"{SCREEN}add"), wanted)
    form = LeadForm.objects.get(slug="offer")
    plain = editor.get(reverse(EDIT, args=[form.pk]))
    assert not plain.context["form"].errors
    assert "This form cannot go live yet" in plain.content.decode()
    history = editor.get(reverse(f"{SCREEN}history", args=[form.pk])).content.decode()
    assert "Not published: kept as a draft" in history


def test_the_last_approval_publishes_what_was_to_be_published(editor, wanted, now):
    """R8: the editor pressed Publish, so nobody needs to press it again; with the editor's name."""
    editor.post(reverse(f"{SCREEN}add"), wanted)
    approve_all(now)
    form = LeadForm.objects.get(slug="offer")
    assert (form.live, form.has_unpublished_changes) == (True, False)
    assert LiveForm.objects.get(slug="offer", language="en").version.texts["title"] == "Offer casings"
    published = ModelLogEntry.objects.get(action="wagtail.publish", object_id=str(form.pk))
    assert published.user.groups.get().name == "Editors"
    assert publish_refused() == []


def test_an_approval_publishes_no_draft_that_was_worked_on_since(editor, wanted, now):
    """R8: what came after the refusal was never to be published; the same for a draft that nobody wanted live."""
    editor.post(reverse(f"{SCREEN}add"), wanted)
    form = LeadForm.objects.get(slug="offer")
    later = {**wanted, "title": "Half a title"}
    del later["action-publish"]
    editor.post(reverse(EDIT, args=[form.pk]), later)
    draft_form(*BLOCKS, ask("line", "Tread"), slug="other").save_revision()
    approve_all(now)
    assert not LiveForm.objects.filter(slug__in=["offer", "other"]).exists()


def test_an_autosave_over_the_refused_draft_takes_the_wish_back(editor, wanted, now):
    """R8: Wagtail writes into the same revision, so its time decides."""
    editor.post(reverse(f"{SCREEN}add"), wanted)
    form = LeadForm.objects.get(slug="offer")
    data = {**wanted, "title": "Half a title", "overwrite_revision_id": str(form.latest_revision_id)}
    del data["action-publish"]
    answer = editor.post(reverse(EDIT, args=[form.pk]), data, headers={"Accept": "application/json"})
    assert answer.json()["success"]
    approve_all(now)
    assert not LiveForm.objects.filter(slug="offer").exists()

"""Nothing that is deleted in the CMS takes a message along, or makes one unreadable."""

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from wagtail.models import Page

from leads.forms.models import LeadForm
from leads.submissions.models import Submission
from privacy.register.models.facts import Purpose
from tests.leads.conftest import ANSWERS
from tests.leads.inbox.conftest import LIST, desk, page, url, work
from tests.leads.staff import team

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(staff):
    return staff("boss", superuser=True, purposes=["contact"])


@pytest.fixture
def worked(receive, anna, bert):
    """A message that members of staff have worked on, opened and passed to a team."""
    message = receive({**ANSWERS, "organisation": "Jansen Transport"})
    sales = team("Sales", bert)
    work(desk(bert), message, "remark", text="Knows us from the fair")
    work(desk(anna), message, "passed_on", to=f"team-{sales.pk}")
    desk(bert).get(url(message))
    return message


def still_readable(user, message):
    """Assert that the message is complete, in full and in the list."""
    client = desk(user)
    html = page(client, url(message))
    for text in ("Jan Jansen", "Your name", "Jansen Transport", "Two hundred casings", "Knows us from the fair"):
        assert text in html, text
    assert "Contact" in html
    assert message.reference in page(client, f"{LIST}?show=waiting")
    return html


def test_deleting_its_page_leaves_a_message_readable(boss, worked):
    """E4, R44: title and path stay as text."""
    home = Page.objects.get(slug="contact", locale__language_code="en")
    desk(boss).post(reverse("wagtailadmin_pages:delete", args=[home.pk]), {"next": "/admin/"})
    assert not Page.objects.filter(pk=home.pk).exists()
    assert "/en/contact/" in still_readable(boss, worked)


def test_deleting_its_form_is_refused_and_leaves_a_message_readable(boss, worked, contact_form):
    """E4: a form that was published stays; unpublished, its messages stay too."""
    client, name = desk(boss), "wagtailsnippets_leads_forms_leadform"
    client.post(reverse(f"{name}:delete", args=[contact_form.pk]))
    assert LeadForm.objects.filter(pk=contact_form.pk).exists()
    client.post(reverse(f"{name}:unpublish", args=[contact_form.pk]))
    contact_form.refresh_from_db()
    assert not contact_form.live
    still_readable(boss, worked)


@pytest.mark.parametrize(
    ("app", "model", "slug"), [("wagtailcore", "page", "contact"), ("leads_forms", "leadform", "")]
)
def test_deleting_by_the_dozen_leaves_a_message_readable(boss, worked, contact_form, app, model, slug):
    """E4: what is chosen in a list and deleted in one press takes no message along; published forms stay."""
    chosen = Page.objects.get(slug=slug, locale__language_code="en") if slug else contact_form
    address = reverse("wagtail_bulk_action", args=[app, model, "delete"])
    response = desk(boss).post(f"{address}?id={chosen.pk}", {"next": "/admin/"})
    assert response.status_code == 302
    assert LeadForm.objects.filter(pk=contact_form.pk).exists()
    still_readable(boss, worked)


def test_deleting_its_purpose_leaves_a_message_readable(boss, worked):
    """E4: a purpose that was used is archived at most."""
    purpose = Purpose.objects.get(key="contact")
    desk(boss).post(reverse("purposes:delete", args=[purpose.pk]))
    assert Purpose.objects.filter(pk=purpose.pk).exists()
    still_readable(boss, worked)


def test_deleting_who_worked_on_it_leaves_a_message_readable(boss, worked, anna, bert):
    """E4, X8: notes, claims and assignments outlive the account."""
    Submission.objects.filter(pk=worked.pk).update(assigned_to=bert)
    client = desk(boss)
    for user in (anna, bert):
        client.post(reverse("wagtailusers_users:delete", args=[user.pk]))
        get_user_model().objects.filter(pk=user.pk).delete()
    assert not get_user_model().objects.filter(pk__in=[anna.pk, bert.pk]).exists()
    html = still_readable(boss, worked)
    assert "a former colleague" in html
    worked.refresh_from_db()
    assert worked.assigned_to is None
    assert worked.notes.count() == 2


def test_who_leaves_through_the_cms_leaves_a_message_readable(boss, worked, anna, bert):
    """E4, X8: a used account cannot be deleted, alone or by the dozen; it is closed, and its name stays in the history."""
    client = desk(boss)
    bulk = reverse("wagtail_bulk_action", args=["auth", "user", "delete"])
    client.post(f"{bulk}?id={anna.pk}&id={bert.pk}", {"next": "/admin/"})
    for user in (anna, bert):
        closing = client.post(reverse("wagtailusers_users:delete", args=[user.pk]), follow=True)
        assert closing.redirect_chain[-1][0] == reverse("staff_leaving", args=[user.pk])
    page_of_leaving = client.get(reverse("staff_leaving", args=[bert.pk]))
    answers = {name: field.choices[-1][0] for name, field in page_of_leaving.context["form"].fields.items()}
    client.post(reverse("staff_leaving", args=[bert.pk]), answers)
    bert.refresh_from_db()
    assert not bert.is_active
    assert "bert" in still_readable(boss, worked)


def test_deleting_its_team_leaves_a_message_readable(boss, worked):
    """E4: it is archived, and what waited for it waits for everybody."""
    worked.refresh_from_db()
    desk(boss).post(reverse("teams:delete", args=[worked.team.pk]))
    worked.refresh_from_db()
    assert worked.team is None
    still_readable(boss, worked)

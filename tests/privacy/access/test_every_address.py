"""Every address of the CMS, whoever wrote it, is closed to every role that has no business there."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone
from wagtail.documents.models import Document
from wagtail.images.models import Image

from leads.cases.services import open_case
from leads.teams.models import Team
from privacy.access.services import authorise
from privacy.breaches.models import Breach
from privacy.breaches.services import save as save_breach
from privacy.rights.services import receive as make_request
from tests.factories import granter
from tests.leads.conftest import receive  # noqa: F401
from tests.privacy.access.addresses import Address, addresses, refused

pytestmark = pytest.mark.django_db

E, T, L, M, P, A = "Editors", "Translators", "Lead handlers", "Team leaders", "Privacy officers", "Administrators"
EVERYBODY = {E, T, L, M, P, A}
# Reached before signing in; each of these decides for itself.
ENTRANCE = ("login/", "logout/", "password_reset/", "confirm/", "second-factor/", "invitation/", "sprite/", "jsi18n/")
# What is below an address, by its beginning; the longest one counts. Who is not named is sent away.
WHO = {
    "": None,
    "account/": EVERYBODY,
    "api/main/": EVERYBODY,
    "authorisations/": {P, A},
    "authorisations/delete/": {P},
    "authorisations/edit/": {P},
    "authorisations/new/": {P},
    "block-preview/": EVERYBODY,
    "bulk/": {E, P, A, T},
    "choose-": EVERYBODY,
    "collections/": {A},
    "dismissibles/": EVERYBODY,
    "documents/": {E, A},
    "documents/chooser/": EVERYBODY,
    "editing-sessions/": EVERYBODY,
    "embeds/": EVERYBODY,
    "failwhale/": EVERYBODY,
    "forms/": {E, T, P},
    "forms/who-answers/": {E, P},
    "groups/": set(),
    "images/": {E, A},
    "images/chooser/": EVERYBODY,
    "legal-holds/": {P},
    "inbox/": {L, M},
    "inbox/export/": {M},
    "invitations/": {A},
    "locales/": {A},
    "localize/": EVERYBODY,
    "pages/": {E, T, P, A},
    # Wagtail looks for names that clash, asks what to make where, or that nothing is to be cancelled; pressing is refused.
    "pages/<int:page_to_move_id>/move/<int:destination_id>/confirm/": EVERYBODY,
    "breaches/": {P},
    "cases/": {P},
    "pages/create/": EVERYBODY,
    "pages/workflow/confirm_cancellation/": EVERYBODY,
    "privacy/banner/": {E, T, P},
    "privacy/companies/": {E, P},
    "privacy/company/": {E, P},
    "privacy/company-details/": {E, P},
    "privacy/cookies/": {E, P},
    "privacy/data-categories/": {E, P},
    "privacy/sections/": {E, P},
    "privacy/purposes/": {E, P},
    "privacy/questions/": {E, P},
    "privacy/retention/": {E, P},
    "privacy/review/": {E, P, A},
    "privacy/texts/": {E, T, P},
    "privacy/versions/": {E, P, A},
    "redirects/": {E, A},
    "requests/": {P},
    "reports/": {E, T, P, A},
    "reports/access/": {P, A},
    "reports/cookie-choices/": {P},
    "reports/cookie-scan/": {E, P, A},
    "reports/forms/": {E, T, P},
    "reports/mail/": {P, A},
    "reports/outside/": {E, P, A},
    "reports/policy-health/": {E, P, A},
    "reports/register-changes/": {E, P, A},
    "reports/record-of-processing/": {E, P, A},
    # Shows to each only what happened to things they may edit; messages are in no history of Wagtail's.
    "reports/retention-review/": {P, A},
    "reports/who-may-read/": {P, A},
    "reports/site-history/": EVERYBODY,
    "settings/": EVERYBODY,
    "sites/": {A},
    "snippets/": {E, T, M, P, A},
    "snippets/choose/": EVERYBODY,
    "snippets/home_base/headerfooter/": {E, T, A},
    "snippets/leads_forms/leadform/": {E, T, P},
    "snippets/leads_inbox/replytemplate/": {E, T, M, P},
    "snippets/privacy_register/": {E, T, P},
    "staff/": {A},
    "staff/<int:pk>/address/": {P, A},
    "staff/waiting/": {P, A},
    "tag-autocomplete/": EVERYBODY,
    "teams/": {E, M, P, A},
    "test404/": EVERYBODY,
    "users/": {A},
    "workflows/": {A},
    # Wagtail checks nothing here; it names kinds of steps, and none is used.
    "workflows/task_chooser/": EVERYBODY,
}


def rule_for(route):
    """Return the beginning that decides about a route, empty when none does."""
    inside = route.removeprefix("admin/")
    return max((start for start in WHO if inside.startswith(start)), key=len)


@pytest.fixture
def everything(receive):  # noqa: F811
    """Every address that is not the entrance, with a message that exists."""
    author = get_user_model().objects.create_user("author", password="x")
    until = timezone.localdate() + timedelta(days=9)
    held = authorise(
        user=author, purpose_key="contact", training_valid_until=until, granted_by=granter(), now=timezone.now()
    )
    records = {
        "inbox/": receive().pk,
        "requests/": make_request(
            right="access", channel="phone", language="en", phone="0612345678", now=timezone.now()
        ).pk,
        "breaches/": save_breach(
            breach=Breach(aware_at=timezone.now(), kind="availability", what="x", data="y"),
            by=author,
            now=timezone.now(),
        ).pk,
        "cases/": open_case(
            kind="notice",
            received_on=timezone.localdate(),
            language="en",
            words="A page.",
            name="",
            email="",
            by=author,
            now=timezone.now(),
        ).pk,
        "teams/": Team.objects.create(name="Fleets").pk,
        "authorisations/": held.pk,
        "image_id": Image.objects.create(title="Tyre", file="tyre.png", width=1, height=1).pk,
        "document_id": Document.objects.create(title="Leaflet", file="leaflet.pdf").pk,
    }
    found = addresses(**records)
    return [one for one in found if one.route != "admin/" and not one.route.removeprefix("admin/").startswith(ENTRANCE)]


def ask(client, one: Address):
    """Return where looking ends, or pressing where there is nothing to look at."""
    answer = client.get(one.path)
    if answer.status_code == 405:
        answer = client.post(one.path)
    while not refused(answer) and answer.status_code in (301, 302):
        answer = client.get(answer.url)
    return answer


def opens(client, found):
    return {one.route for one in found if not refused(ask(client, one))}


def member(role=""):
    user = get_user_model().objects.create_user(f"{role}-member", password="x")
    if role:
        user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)
    return client


def test_every_address_has_its_line_in_the_table(everything):
    """R65: whoever adds an address to the CMS says who may open it."""
    assert len(everything) > 300
    assert {one.route for one in everything if not rule_for(one.route)} == set()
    assert rule_for("admin/planted/<int:pk>/") == ""


def test_no_line_of_the_table_is_left_over(everything):
    """R65: the table says nothing about what is not there."""
    assert set(WHO) - {rule_for(one.route) for one in everything} <= {""}


@pytest.mark.parametrize("role", sorted(EVERYBODY))
def test_every_address_is_closed_to_roles_that_have_no_business_there(everything, role):
    """R65: Wagtail's own history, reports, search and accounts included; with records that exist."""
    closed = [one for one in everything if role not in WHO[rule_for(one.route)]]
    assert len(closed) > 20
    assert opens(member(role), closed) == set()


@pytest.mark.parametrize("who", ["a stranger", "an account without a role"])
def test_every_address_is_closed_to_those_without_a_role(everything, who):
    """R65: default none."""
    client = Client() if who == "a stranger" else member()
    assert opens(client, everything) == set()


def test_the_walk_sees_an_open_door(everything):
    """R65: planted: an administrator opens accounts, so the walk would have said so of anybody."""
    users = [one for one in everything if one.route in ("admin/users/", "admin/users/edit/<int:pk>/")]
    assert opens(member(A), users) == {one.route for one in users}

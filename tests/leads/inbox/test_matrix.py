"""Role by purpose over everything in the CMS that could show a message: what nobody authorised sees, nobody sees."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.urls import NoReverseMatch, get_resolver, reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry, PageLogEntry

from leads.inbox.models import ExportLog
from leads.inbox.services import decide
from leads.inbox.urls import patterns
from leads.submissions.models import Submission
from privacy.access.models import AccessEvent
from privacy.access.services import authorise
from tests.factories import granter
from tests.leads.inbox.conftest import LIST, desk, url

pytestmark = pytest.mark.django_db
ROLES = ["Editors", "Translators", "Lead handlers", "Team leaders", "Privacy officers", "Administrators", "superuser"]
INBOX_ROLES = {"Lead handlers", "Team leaders", "superuser"}
SENTINELS = ("Sentinel", "+31655512345", "655512345", "55512345")


@pytest.fixture
def secret(receive, django_user_model):
    """A message full of values that must not leak, worked on by somebody."""
    message = receive(
        {
            "name": "Sentinel Name",
            "organisation": "Sentinel Company",
            "email": "Sentinel@example.com",
            "phone": ["+31655512345"],
            "subject": "Sentinel Subject",
            "message": "Sentinel Message",
        }
    )
    author = django_user_model.objects.create_user("author")
    decide(message=message, user=author, outcome="no_answer", revision=0, text="Sentinel Note", now=timezone.now())
    return message


def member(role, purpose):
    user = get_user_model().objects.create_user(
        "member", "member@kargro.example", "x", is_superuser=role == "superuser"
    )
    if role != "superuser":
        user.groups.add(Group.objects.get(name=role))
    until = timezone.localdate() + timedelta(days=30)
    if purpose:
        authorise(user=user, purpose_key=purpose, training_valid_until=until, granted_by=granter(), now=timezone.now())
    return user


def screens_of_the_cms(resolver=None, namespace=""):
    """Yield the address of every screen of the CMS that needs no more than a name: ours, Wagtail's, everybody's."""
    if resolver is None:
        for top in get_resolver().url_patterns:
            if str(top.pattern).startswith("admin/") and hasattr(top, "url_patterns"):
                yield from screens_of_the_cms(top)
        return
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from screens_of_the_cms(pattern, ":".join(filter(None, [namespace, pattern.namespace or ""])))
        elif pattern.name and pattern.name not in ("wagtailadmin_logout", "wagtailadmin_error_test"):
            try:
                yield reverse(f"{namespace}:{pattern.name}" if namespace else pattern.name)
            except NoReverseMatch:
                continue


def everything(client, message, note):
    """Yield (address, answer) of whatever shows messages."""
    for show in ("desk", "mine", "unassigned", "overdue", "waiting", "answered", "closed", "tests"):
        yield show, client.get(f"{LIST}?show={show}")
    for tail in ("", "next/", "reply/"):
        yield tail, client.get(url(message, tail), follow=tail == "next/")
    posts = {
        url(message, "show/"): {},
        url(message, "outcome/"): {"action": "spam", "revision": message.revision},
        url(message, "reply/"): {"text": "Dear Sentinel", "revision": 1},
        url(message, "merge/"): {"others": [message.pk]},
        url(message, "separate/"): {},
        url(message, "data-request/"): {},
        f"{LIST}undo/{note.pk}/": {},
        f"{LIST}export/": {"q": "", "format": "csv", "reason": "To see whether it leaks"},
        f"{LIST}export/?show=waiting": {"q": "", "format": "csv", "reason": "To see whether it leaks"},
    }
    for address, data in posts.items():
        yield address, client.post(address, data)
    for asked in ("sentinel@example.com", "+31655512345", message.reference):
        yield "search", client.post(f"{LIST}search/", {"q": asked})
        yield "export", client.post(f"{LIST}export/", {"q": asked, "format": "csv", "reason": "To see if it leaks"})
    for address in ("/admin/pages/search/?q=Company", "/admin/reports/site-history/?label=Company"):
        yield address, client.get(address)


def shown(response):
    text = (b"".join(response.streaming_content) if response.streaming else response.content).decode(errors="replace")
    # The question itself stands in the box it was asked in.
    for echo in ('value="sentinel@example.com"', 'value="+31655512345"'):
        text = text.replace(echo, "")
    return text


@pytest.mark.parametrize("role", ["Privacy officers", "superuser"])
def test_no_other_screen_of_the_cms_shows_a_message(role, secret):
    """R65, R69: every screen that has a name, Wagtail's reports and history among them, to those who may read it."""
    client = desk(member(role, "contact"))
    decide(message=secret, user=secret.notes.get().author, outcome="spam", revision=1, now=timezone.now())
    leaks = [
        (address, sentinel)
        for address in sorted(set(screens_of_the_cms()))
        for text in [shown(client.get(address))]
        for sentinel in SENTINELS
        if sentinel in text
    ]
    assert leaks == []


@pytest.mark.parametrize("purpose", ["", "meeting"])
@pytest.mark.parametrize("role", ROLES)
def test_without_the_purpose_nothing_of_a_message_is_seen_or_changed(role, purpose, secret):
    """R65, R67: every screen, list, search, table, report and Wagtail's own history; superusers are no exception."""
    client, note = desk(member(role, purpose)), secret.notes.get()
    before = Submission.objects.values().get(pk=secret.pk)
    leaks = []
    for address, response in everything(client, secret, note):
        text = shown(response)
        leaks += [(address, sentinel) for sentinel in SENTINELS if sentinel in text]
    assert leaks == []
    assert Submission.objects.values().get(pk=secret.pk) == before
    assert (secret.notes.count(), secret.notes.get().undone_at) == (1, None)
    if role in INBOX_ROLES:
        assert AccessEvent.objects.filter(action="refused", object_id=secret.pk).exists()


@pytest.mark.parametrize("role", ROLES)
def test_with_the_purpose_only_the_roles_of_the_inbox_see_it(role, secret):
    """R65: the same walk finds the values where they may be: it can fail. Everybody who looks is logged."""
    user = member(role, "contact")
    client = desk(user)
    found = {
        address
        for address, response in everything(client, secret, secret.notes.get())
        if any(sentinel in shown(response) for sentinel in ("Sentinel Name", "Sentinel Company", "Sentinel Subject"))
    }
    assert bool(found) is (role in INBOX_ROLES)
    logged = set(AccessEvent.objects.filter(actor_id=user.pk).values_list("action", flat=True))
    if role in INBOX_ROLES:
        assert {"list", "read", "reveal", "search", "change"} <= logged
        assert ("export" in logged) is (role != "Lead handlers")


def test_the_walk_covers_every_address_of_the_inbox():
    """R65: a new screen cannot be forgotten here."""
    walked = {"list", "search", "export", "detail", "next", "reveal", "work", "reply", "merge", "separate", "undo"}
    walked.add("data_request")
    assert {pattern.name for pattern in patterns} - walked <= {"file", "held", "release", "quarantine", "discard"}


def test_the_walk_meets_wagtails_own_screens():
    """R65: reports, history and search of Wagtail are among what is walked."""
    walked = set(screens_of_the_cms())
    assert len(walked) > 60
    for name in ("wagtailadmin_reports:site_history", "wagtailadmin_home", "wagtailadmin_pages:search"):
        assert reverse(name) in walked


def test_wagtails_logs_hold_no_message(secret, staff):
    """R69: they would keep the name of what was changed."""
    boss = desk(staff("boss", superuser=True, purposes=["contact"]))
    boss.get(url(secret))
    boss.post(url(secret, "outcome/"), {"action": "spam", "revision": 1})
    for log in (ModelLogEntry, PageLogEntry):
        assert not log.objects.filter(label__icontains="sentinel").exists()
        assert not log.objects.filter(data__icontains="sentinel").exists()
    assert not [row for row in AccessEvent.objects.values() if "sentinel" in str(row).lower()]
    assert not [row for row in ExportLog.objects.values() if "sentinel" in str(row).lower()]


def test_visitors_have_no_inbox(client, secret):
    """R65: anonymous people are sent to the login, whatever they ask for."""
    for address, response in everything(client, secret, secret.notes.get()):
        assert not [sentinel for sentinel in SENTINELS if sentinel in shown(response)], address
        if address.startswith(LIST):
            assert response.status_code == 302
            assert "/login" in response.url


@pytest.mark.parametrize(("days", "status"), [(0, 200), (-1, 403)])
def test_an_authorisation_ends_with_its_training(staff, secret, days, status):
    """R67: its last day still counts; the day after, the page says why and whom to ask."""
    until = timezone.localdate() + timedelta(days=days)
    client = desk(staff("anna", "view", purposes=["contact"], until=until))
    response = client.get(url(secret))
    assert response.status_code == status
    if status == 403:
        assert "privacy officer" in response.content.decode()

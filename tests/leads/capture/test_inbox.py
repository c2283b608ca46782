"""The inbox: least data in the list, everything in the message, and only for whoever is authorised."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.utils import timezone

from leads.capture import inbox
from leads.capture.models import Submission, SubmissionNote
from privacy.access.models import AccessEvent
from privacy.access.services import authorise
from tests.leads.capture.conftest import ANSWERS

pytestmark = pytest.mark.django_db
LIST = "/admin/inbox/"
SECRETS = ("Jan Jansen", "jan@example.com", "+31612345678", "612345678", "Two hundred casings")


@pytest.fixture
def staff(db):
    """Make a member of staff: staff("anna", "view", "change", purposes=["contact"])."""

    def make(name, *permissions, purposes=(), superuser=False, until=None):
        user = get_user_model().objects.create_user(name, f"{name}@kargro.example", "x", is_superuser=superuser)
        wanted = ["access_admin", *(f"{permission}_submission" for permission in permissions)]
        user.user_permissions.set(Permission.objects.filter(codename__in=wanted))
        for purpose in purposes:
            authorise(
                user=user,
                purpose_key=purpose,
                training_valid_until=until or timezone.localdate() + timedelta(days=100),
                granted_by=user,
                now=timezone.now(),
            )
        return user

    return make


@pytest.fixture
def message(receive):
    return receive({**ANSWERS, "phone": ["+31612345678"], "subject": "Casings"})


def url(message, tail=""):
    return f"{LIST}{message.pk}/{tail}"


def test_the_list_masks_who_wrote(client, staff, message):
    """R65: first letter of the address, last two digits of the number; no name, no message."""
    client.force_login(staff("anna", "view", purposes=["contact"]))
    html = client.get(LIST).content.decode()
    assert message.reference in html
    assert "Casings" in html
    assert "j••••@…" in html
    assert "••••78" in html
    assert not [secret for secret in SECRETS if secret in html]


def test_the_message_shows_every_answer_as_it_was_asked(client, staff, message):
    """R44: labels of the version it was sent with; the day of erasure is told (R60)."""
    client.force_login(staff("anna", "view", purposes=["contact"]))
    html = client.get(url(message)).content.decode()
    for text in ("Your name", "Jan Jansen", "E-mail address", "jan@example.com", "+31612345678", "Two hundred casings"):
        assert text in html
    day = inbox_erasure(message)
    assert f"{day.year}" in html


def inbox_erasure(message):
    from leads.capture.periods import erasure_day

    return erasure_day(message)


@pytest.mark.parametrize(
    ("permissions", "purposes", "superuser", "lists", "opens"),
    [
        ((), (), False, False, 302),
        ((), ("contact",), False, False, 302),
        (("view",), (), False, 403, 403),
        (("view",), ("newsletter",), False, 200, 403),
        (("view",), ("contact",), False, 200, 200),
        ((), (), True, 403, 403),
        ((), ("contact",), True, 200, 200),
    ],
)
def test_role_and_authorisation_are_both_needed(client, staff, message, permissions, purposes, superuser, lists, opens):
    """R65, R67: matrix of role × purpose; superusers are no exception."""
    client.force_login(staff("anna", *permissions, purposes=purposes, superuser=superuser))
    listed, opened = client.get(LIST), client.get(url(message))
    assert listed.status_code == (lists or 302)
    assert opened.status_code == opens
    shown = listed.content.decode() + opened.content.decode()
    if "contact" in purposes and (permissions or superuser):
        assert message.reference in shown
    else:
        assert message.reference not in shown
        assert not [secret for secret in SECRETS if secret in shown]


@pytest.mark.parametrize(("days", "status"), [(0, 200), (-1, 403)])
def test_an_authorisation_ends_with_its_training(client, staff, message, days, status):
    """R67: its last day still counts; the day after, the page says why and whom to ask."""
    until = timezone.localdate() + timedelta(days=days)
    client.force_login(staff("anna", "view", purposes=["contact"], until=until))
    response = client.get(url(message))
    assert response.status_code == status
    if status == 403:
        assert "privacy officer" in response.content.decode()


def test_every_look_is_logged(client, staff, message):
    """R65, R68: list, opening and refusal, of superusers too; ids only."""
    boss = staff("boss", purposes=["contact"], superuser=True)
    client.force_login(boss)
    client.get(LIST)
    client.get(url(message))
    client.force_login(staff("bert", "view"))
    client.get(url(message))
    events = AccessEvent.objects.exclude(action="authorise").order_by("pk")
    assert [(event.action, event.object_id, event.purpose_key) for event in events] == [
        ("list", None, "contact"),
        ("read", message.pk, "contact"),
        ("refused", message.pk, "contact"),
    ]
    assert events[0].actor_id == events[1].actor_id == boss.pk


@pytest.mark.parametrize("tail", ["note/", "state/"])
def test_whoever_may_not_read_may_not_change(client, staff, message, tail):
    """R65: the posts are gated like the pages."""
    data = {"kind": "replied", "text": "x", "state": "closed"}
    client.force_login(staff("anna", "view", "change"))
    assert client.post(url(message, tail), data).status_code == 403
    client.force_login(staff("bert", "view", purposes=["contact"]))
    assert client.post(url(message, tail), data).status_code == 302
    message.refresh_from_db()
    assert (message.state, message.notes.count()) == ("new", 0)


@pytest.mark.parametrize(
    ("kind", "state", "contact"),
    [
        ("replied", "answered", True),
        ("called", "answered", True),
        ("no_answer", "open", False),
        ("remark", "open", False),
    ],
)
def test_a_contact_starts_the_clock_again(client, staff, receive, kind, state, contact):
    """R60: a reply or a call counts as contact, an unanswered call and a remark do not."""
    long_ago = timezone.now() - timedelta(days=200)
    message = receive(at=long_ago)
    client.force_login(staff("anna", "view", "change", purposes=["contact"]))
    client.post(url(message, "note/"), {"kind": kind, "text": "Spoke about sizes"})
    message.refresh_from_db()
    assert message.state == state
    assert (message.last_contact_at > long_ago) is contact
    assert SubmissionNote.objects.get().text == "Spoke about sizes"
    assert AccessEvent.objects.filter(action="change", object_id=message.pk).exists()


def test_the_state_changes_with_a_trace(client, staff, message):
    """R68: who closed it, and when."""
    client.force_login(staff("anna", "view", "change", purposes=["contact"]))
    client.post(url(message, "state/"), {"state": "closed"})
    client.post(url(message, "state/"), {"state": "nonsense"})
    message.refresh_from_db()
    assert message.state == "closed"
    assert message.notes.get().author.username == "anna"


def test_the_list_is_paged_without_counting(client, staff, receive, django_assert_max_num_queries):
    """Oldest first, each message once, whatever came in between; the cost does not grow."""
    start = timezone.now() - timedelta(days=2)
    made = [receive(at=start + timedelta(minutes=n // 2)) for n in range(60)]
    user = staff("anna", "view", purposes=["contact"])
    seen, after = [], ""
    while True:
        with django_assert_max_num_queries(6):
            page = inbox.inbox_page(user=user, purposes=["contact"], view="waiting", after=after, now=timezone.now())
        seen += [row.id for row in page.rows]
        after = page.next
        if not after:
            break
    assert seen == [message.pk for message in made]
    client.force_login(user)
    html = client.get(LIST).content.decode()
    assert html.count("KG-") == inbox.PAGE_SIZE
    assert "Next messages" in html


@pytest.mark.parametrize("after", ["nonsense", "2026-13-45~1", "~", "2026-01-01T00:00:00~x"])
def test_a_broken_page_address_shows_the_beginning(client, staff, message, after):
    client.force_login(staff("anna", "view", purposes=["contact"]))
    assert message.reference in client.get(LIST, {"after": after}).content.decode()


@pytest.mark.parametrize(
    ("show", "count"), [("waiting", 2), ("answered", 1), ("closed", 1), ("all", 4), ("nonsense", 2)]
)
def test_the_list_is_filtered_by_state(client, staff, receive, show, count):
    for state in Submission.State.values:
        message = receive()
        Submission.objects.filter(pk=message.pk).update(state=state)
    client.force_login(staff("anna", "view", purposes=["contact"]))
    assert client.get(LIST, {"show": show}).content.decode().count("KG-") == count


def test_an_empty_inbox_says_so(client, staff):
    client.force_login(staff("anna", "view", purposes=["contact"]))
    assert "Nobody is waiting for an answer" in client.get(LIST).content.decode()


def test_the_menu_tells_how_many_wait(client, staff, receive):
    """X7: “Inbox (2)”, for those who have one."""
    receive()
    receive()
    client.force_login(staff("anna", "view", purposes=["contact"]))
    assert "Inbox (2)" in client.get("/admin/").content.decode()
    client.force_login(staff("bert"))
    assert "Inbox" not in client.get("/admin/").content.decode()


def test_visitors_have_no_inbox(client, message):
    """R65: anonymous people are sent to the login."""
    for path in (LIST, url(message)):
        assert client.get(path).status_code == 302
        assert "/login" in client.get(path).url

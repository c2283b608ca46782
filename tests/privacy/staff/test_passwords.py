"""A forgotten password: one answer whoever asks, and the mail goes out in the background (P4)."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.users.models import UserProfile

from privacy.outbox.models import OutboxMail
from privacy.outbox.services import send_due
from tests.factories import member_of
from tests.privacy.staff.conftest import PASSWORD, sent, type_password

pytestmark = pytest.mark.django_db
ASK = "wagtailadmin_password_reset"
NEW = {"new_password1": "another-long-password", "new_password2": "another-long-password"}


@pytest.fixture
def editor(db):
    return member_of("Editors", email="anna@kargro.example")


def ask(client, email):
    return client.post(reverse(ASK), {"email": email})


def link_in(mail):
    return urlsplit(next(word for word in mail.body.split() if "/confirm/" in word)).path


def statements(client, email):
    with CaptureQueriesContext(connection) as queries:
        response = ask(client, email)
    return response, [query["sql"].split(" ")[0] for query in queries.captured_queries]


def closed(user):
    user.is_active = False


def without_password(user):
    user.set_unusable_password()


@pytest.mark.parametrize("change", [None, closed, without_password])
def test_asking_does_the_same_whether_an_account_exists_or_not(client, editor, change, mailoutbox):
    """P4: the same answer after the same statements; nothing is rendered and no mail server spoken to meanwhile."""
    ask(client, "warm@kargro.example")
    if change:
        change(editor)
        editor.save()
    OutboxMail.objects.filter(kind="account_changed").delete()
    known, by_known = statements(client, editor.email)
    unknown, by_unknown = statements(client, "nobody@kargro.example")
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert client.get(known.url).status_code == 200
    assert by_known == by_unknown
    # The count of the connection, and the mail.
    assert by_known.count("INSERT") == 2
    assert mailoutbox == []
    assert OutboxMail.objects.count() == 3


def test_the_mail_goes_out_in_the_background_to_the_account_only(client, editor, mailoutbox):
    """P4, R69: the link is made while sending; a mail to nobody ends quietly and is no failure."""
    ask(client, editor.email)
    ask(client, "nobody@kargro.example")
    counts = send_due(now=timezone.now())
    assert (counts.sent, counts.not_allowed, counts.failed) == (1, 1, 0)
    assert [mail.to for mail in mailoutbox] == [[editor.email]]
    assert editor.get_username() not in mailoutbox[0].subject
    assert editor.get_username() in mailoutbox[0].body
    assert "for 24 hours" in mailoutbox[0].body
    assert not [row for row in OutboxMail.objects.values_list() if editor.email in str(row)]


def test_two_accounts_with_one_address_each_get_a_link(client, editor, mailoutbox):
    """X8: which is which, the user name in the mail says."""
    member_of("Translators", email=editor.email)
    ask(client, editor.email)
    assert len(sent()) == 2


def test_an_account_closed_meanwhile_gets_no_link(client, editor):
    """X8: who left between asking and sending stays out."""
    ask(client, editor.email)
    closed(editor)
    editor.save()
    assert sent() == []


def test_the_mail_speaks_the_language_of_the_person(client, editor):
    """The CMS speaks four languages."""
    UserProfile.objects.create(user=editor, preferred_language="nl")
    ask(client, editor.email)
    (mail,) = sent()
    assert "wachtwoord" in mail.subject
    assert "Hallo" in mail.body


@pytest.mark.parametrize(("hours", "works"), [(23, True), (25, False)])
def test_the_link_works_once_for_a_day(client, editor, hours, works):
    """P4: until it was used, or a day has gone by."""
    ask(client, editor.email)
    (mail,) = sent()
    with time_machine.travel(timezone.localtime() + timedelta(hours=hours)):  # Django measures it by the local clock
        page = client.get(link_in(mail), follow=True)
        client.post(page.request["PATH_INFO"], NEW, follow=True)
        editor.refresh_from_db()
        assert editor.check_password(NEW["new_password1"]) is works
        assert editor.check_password(PASSWORD) is not works
        page = client.get(link_in(mail), follow=True)
        client.post(page.request["PATH_INFO"], dict.fromkeys(NEW, "a-third-long-password"), follow=True)
        editor.refresh_from_db()
        assert not editor.check_password("a-third-long-password")


def test_one_machine_asks_ten_times_in_five_minutes_at_most(client, editor):
    """P4: after that it is told to wait."""
    assert {ask(client, "nobody@kargro.example").status_code for _time in range(10)} == {302}
    assert ask(client, editor.email).status_code == 429


def test_a_new_password_does_not_get_around_the_second_factor(client, editor, with_app, second_factor):
    """P4: the mailed link sets a password and opens nothing."""
    with_app(editor)
    ask(client, editor.email)
    (mail,) = sent()
    page = client.get(link_in(mail), follow=True)
    assert client.post(page.request["PATH_INFO"], NEW, follow=True).status_code == 200
    assert "_auth_user_id" not in client.session
    assert type_password(client, editor, NEW["new_password1"]).url == reverse("mfa_authenticate")

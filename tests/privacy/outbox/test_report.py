"""What staff see of mail that has not gone out."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.urls import reverse

from privacy.ledger.services import get_or_create_subject
from privacy.outbox.models import OutboxMail

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    user = get_user_model().objects.create_user("officer", password="x")
    user.groups.add(Group.objects.get(name="Administrators"))
    client.force_login(user)
    return user


def test_staff_see_what_was_given_up_without_an_address_and_try_again(client, officer, queue, now):
    """P5, R69: number, kind, state and age; one press puts it back."""
    mail = queue(subject=get_or_create_subject(email="sentinel@example.com", now=now))
    OutboxMail.objects.filter(pk=mail.pk).update(state="given_up", attempts=10, error="SMTPServerDisconnected")
    page = client.get(reverse("outbox_unsent")).content.decode()
    assert "SMTPServerDisconnected" in page
    assert "Notice" in page
    assert "sentinel" not in page
    assert client.get(reverse("outbox_try_again", args=[mail.pk])).status_code == 405
    assert client.post(reverse("outbox_try_again", args=[mail.pk])).status_code == 302
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == ("queued", 0)


def test_an_empty_report_says_so(client, officer):
    """X7: an empty list says what belongs here."""
    assert "every e-mail has been sent" in client.get(reverse("outbox_unsent")).content.decode()


def test_the_csv_holds_no_address(client, officer, queue, now):
    """R69: exports neither."""
    queue(subject=get_or_create_subject(email="sentinel@example.com", now=now))
    csv = b"".join(client.get(reverse("outbox_unsent") + "?export=csv").streaming_content).decode()
    assert "tests.notice" in csv
    assert "sentinel" not in csv


def test_an_editor_has_no_business_there(client, queue):
    """R65: least privilege."""
    mail = queue()
    editor = get_user_model().objects.create_user("editor", password="x")
    editor.groups.add(Group.objects.get(name="Editors"))
    client.force_login(editor)
    assert client.get(reverse("outbox_unsent")).status_code == 302
    OutboxMail.objects.update(state="given_up")
    client.post(reverse("outbox_try_again", args=[mail.pk]))
    assert OutboxMail.objects.get().state == "given_up"

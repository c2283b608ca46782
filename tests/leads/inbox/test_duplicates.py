"""Several messages of one person: shown together, put together by pointer, never lost."""

from datetime import timedelta

import pytest
from django.utils import timezone

from leads.inbox.services import NotTogether, merge, separate
from leads.submissions.models import Submission, SubmissionIdentifier
from leads.submissions.personal_data import SubmissionData
from privacy.register.selectors import released_register
from privacy.retention.expiry import expire_all
from privacy.retention.periods import cutoff
from tests.leads.conftest import ANSWERS
from tests.leads.inbox.conftest import LIST, desk, page, url, work

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(receive):
    """By address, by number under another address, and by a stranger; the oldest first."""
    start = timezone.now() - timedelta(days=2)
    first = receive({**ANSWERS, "phone": ["+31612345678"]}, at=start)
    second = receive({**ANSWERS, "message": "And when?"}, at=start + timedelta(hours=1))
    third = receive(
        {"name": "J.", "email": "other@example.com", "phone": ["+31201234567", "+31612345678"], "message": "Hello?"},
        at=start + timedelta(hours=2),
    )
    receive({"name": "Kim", "email": "kim@example.com", "message": "Someone else"}, at=start)
    return first, second, third


def put(client, message, *others):
    return client.post(url(message, "merge/"), {"others": [other.pk for other in others]})


def test_other_messages_of_the_same_person_are_shown(anna, three):
    """X7: by address or by any number, waiting ones only."""
    first, second, third = three
    client = desk(anna)
    html = page(client, url(first))
    assert "2 more messages wait from this address or number" in html
    assert second.reference in html
    assert third.reference in html
    assert "1 more message waits" in page(client, url(second))
    work(client, second, "replied")
    assert "1 more message waits" in page(client, url(first))


def test_put_together_the_oldest_stands_for_all(anna, three):
    """X7: the others leave the list and stand under it, with every answer."""
    first, second, third = three
    client = desk(anna)
    response = put(client, second, first)
    assert response.url == url(first)
    put(client, first, third)
    listed = page(client, LIST)
    assert first.reference in listed
    assert second.reference not in listed
    assert third.reference not in listed
    html = page(client, url(first))
    assert "Merged with this message" in html
    assert second.reference in html
    alone = page(client, url(second))
    assert "And when?" in alone
    assert first.reference in alone
    assert 'value="replied"' not in alone


def test_what_was_put_together_can_be_taken_apart(anna, three):
    """X7, E4: as it was, on its own place in the list."""
    first, second, _third = three
    client = desk(anna)
    put(client, first, second)
    client.post(url(second, "separate/"))
    assert second.reference in page(client, LIST)
    fresh = Submission.objects.get(pk=second.pk)
    assert (fresh.merged_into, fresh.state, fresh.last_contact_at) == (None, "new", second.last_contact_at)
    assert client.post(url(second, "separate/"), follow=True).status_code == 200


def test_only_messages_of_the_same_person_and_purpose_are_put_together(anna, three, receive):
    """R9, R65: nothing that is not shown as the same person, nothing of another purpose."""
    first, second, _third = three
    stranger = Submission.objects.exclude(pk__in=[found.pk for found in three]).get()
    client = desk(anna)
    put(client, first, stranger)
    assert client.post(url(first, "merge/"), {"others": ["x", ""]}).status_code == 302
    Submission.objects.filter(pk=second.pk).update(purpose_key="meeting")
    assert second.reference not in page(client, url(first))
    put(client, first, second)
    assert not Submission.objects.exclude(merged_into=None).exists()
    with pytest.raises(NotTogether):
        merge(message=first, others=[second.pk], user=anna, now=timezone.now())


def test_two_who_put_together_at_once_do_it_once(anna, bert, three):
    """Issue 3, Bad input: the second finds it done."""
    first, second, _third = three
    now = timezone.now()
    merge(message=first, others=[second.pk], user=anna, now=now)
    with pytest.raises(NotTogether):
        merge(message=first, others=[second.pk], user=bert, now=now)
    assert Submission.objects.get(pk=second.pk).notes.count() == 1


def test_messages_put_together_are_kept_until_the_last_contact_with_any(anna, three):
    """R60: a contact with one counts for all; the group goes together, to the last one."""
    first, second, third = three
    now = timezone.now()
    merge(message=first, others=[second.pk, third.pk], user=anna, now=now)
    work(desk(anna), first, "replied")
    contact = Submission.objects.get(pk=first.pk).last_contact_at
    assert set(Submission.objects.filter(pk__in=[m.pk for m in three]).values_list("last_contact_at", flat=True)) == {
        contact
    }
    rule = released_register("en").retention("contact-submissions")
    later = contact
    while cutoff(later, rule.value, rule.unit) <= contact:
        later += timedelta(hours=12)
    expire_all(now=later - timedelta(days=1))
    assert Submission.objects.filter(pk__in=[m.pk for m in three]).count() == 3
    expire_all(now=later + timedelta(days=1))
    assert not Submission.objects.filter(pk__in=[m.pk for m in three]).exists()
    assert not SubmissionIdentifier.objects.exists()


def test_a_small_bite_of_expiry_never_breaks_a_group(anna, three):
    """R59: others go before the one they point to."""
    first, second, third = three
    merge(message=first, others=[second.pk, third.pk], user=anna, now=timezone.now())
    later = timezone.now() + timedelta(days=4000)
    gone = [SubmissionData().expire("contact-submissions", before=later, now=later, limit=1) for _ in range(4)]
    assert gone == [1, 1, 1, 1]
    assert not Submission.objects.exists()


def test_erasing_one_of_several_loses_none_of_the_others(anna, three):
    """Art. 17: the oldest of the others takes its place, as it was worked on."""
    first, second, third = three
    merge(message=first, others=[second.pk, third.pk], user=anna, now=timezone.now())
    work(desk(anna), first, "no_answer")
    first.refresh_from_db()
    SubmissionData().erase(first, now=timezone.now())
    heir = Submission.objects.get(pk=second.pk)
    assert (heir.merged_into, heir.outcome, heir.assigned_to) == (None, "no_answer", anna)
    assert Submission.objects.get(pk=third.pk).merged_into == heir
    assert heir.answers["message"] == "And when?"


def test_contact_since_then_counts_after_taking_apart(anna, three):
    """R60: the person was spoken to, whichever message that was about."""
    first, second, _third = three
    merge(message=first, others=[second.pk], user=anna, now=timezone.now())
    work(desk(anna), first, "replied")
    separate(message=second, user=anna, now=timezone.now())
    assert Submission.objects.get(pk=second.pk).last_contact_at > second.last_contact_at


def test_handlers_without_the_change_permission_put_nothing_together(staff, three):
    """R65: reading is not changing."""
    first, second, _third = three
    rita = staff("rita", "view", purposes=["contact"])
    put(desk(rita), first, second)
    desk(rita).post(url(second, "separate/"))
    assert not Submission.objects.exclude(merged_into=None).exists()

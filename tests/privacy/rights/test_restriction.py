"""Data kept and not used (Art. 18), from the request to the letter before they are used again."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from leads.inbox.search import matching
from leads.inbox.selectors import readable
from leads.submissions.models import Submission
from privacy.access.models import AccessEvent
from privacy.ledger.models import Subject
from privacy.ledger.selectors import may_use
from privacy.outbox.models import OutboxMail
from privacy.outbox.services import send_due
from privacy.retention import restrictions, tombstones
from privacy.retention.expiry import expire_all
from privacy.retention.models import Tombstone
from privacy.rights import restriction, services, who
from privacy.rights.models import Right, RightsRequest
from privacy.rights.services import blocks_answer
from tests.leads.conftest import ANSWERS, receive  # noqa: F401
from tests.leads.inbox.conftest import anna, staff  # noqa: F401
from tests.privacy.rights.conftest import ADDRESS, LIST, PERSON, act, desk, sent

pytestmark = pytest.mark.django_db
BASIS = {"basis": "consent", "text_hash": "", "release_number": 1, "language": "nl", "channel": "form"}


@pytest.fixture
def asked(ask, person):
    """Somebody who wrote to us asks that it rests; we know who they are."""
    return ask("restriction", identity="mail")


def restricted(request, by):
    restriction.restrict_use(request=request, by=by, now=timezone.now())
    request.refresh_from_db()
    return request


def test_nothing_of_it_is_used_and_nothing_of_it_is_gone(asked, person, anna, ada, receive, agreed):  # noqa: F811
    """R75: no list, no search, no table, no screen, no mail; the copy for the person has it all."""
    receive({**ANSWERS, "email": "stays@example.com"})
    sent()
    inbox = desk(anna)
    line = f"/admin/inbox/{person.pk}/"
    assert line in inbox.get("/admin/inbox/?show=waiting").content.decode()
    assert list(matching(ADDRESS, ["contact"])) == list(matching(person.reference, ["contact"])) == [person]
    restricted(asked, ada)
    assert line not in inbox.get("/admin/inbox/?show=waiting").content.decode()
    assert list(matching(ADDRESS, ["contact"])) == list(matching(person.reference, ["contact"])) == []
    assert [one.answers["email"] for one in readable(["contact"])] == ["stays@example.com"]
    page = inbox.get(f"/admin/inbox/{person.pk}/")
    assert page.status_code == 403
    assert PERSON["name"] not in page.content.decode()
    assert AccessEvent.objects.filter(action="refused", object_id=person.pk, actor_id=anna.pk).exists()
    assert not may_use(Subject.objects.get(pk=person.subject_id), "contact")
    agreed(asked, ada)
    copy = desk(ada).post(f"{LIST}{asked.pk}/copy/")
    assert copy.status_code == 200
    assert Submission.objects.filter(pk=person.pk).exists()


def test_a_mail_that_waits_is_not_sent(asked, receive, ada):  # noqa: F811
    """R75: it was queued before; afterwards it is asked again whether it may go."""
    receive(PERSON)
    waiting = OutboxMail.objects.filter(state="queued", subject__isnull=False)
    assert waiting.exists()
    pks = list(waiting.values_list("pk", flat=True))
    restricted(asked, ada)
    send_due(now=timezone.now())
    assert set(OutboxMail.objects.filter(pk__in=pks).values_list("state", flat=True)) == {"not_allowed"}


def test_what_the_person_writes_afterwards_is_answered(asked, person, receive, ada, anna):  # noqa: F811
    """R75: they ask for it themselves; the old message stays out of sight."""
    restricted(asked, ada)
    with time_machine.travel(timezone.now() + timedelta(minutes=5), tick=False):
        again = receive({**PERSON, "message": "A new question."})
        assert again.subject_id == person.subject_id
        assert next(mail.to for mail in sent()) == [ADDRESS]
        assert list(readable(["contact"])) == [again]
        assert may_use(Subject.objects.get(pk=person.subject_id), "contact")
        page = desk(anna).get(f"/admin/inbox/{again.pk}/")
        assert page.status_code == 200
        assert person.reference not in page.content.decode()


def test_the_clock_deletes_nothing_of_it(asked, person, ada):
    """R75: freezes use, not storage; released, the rule takes it."""
    restricted(asked, ada)
    later = timezone.now() + timedelta(days=800)
    expire_all(now=later)
    assert Submission.objects.filter(pk=person.pk).exists()
    Subject.objects.update(restricted_at=None)
    expire_all(now=later)
    assert not Submission.objects.filter(pk=person.pk).exists()


def test_whoever_asks_to_be_deleted_is(asked, person, ada):
    """R73, R75: a later wish replaces the earlier one."""
    restricted(asked, ada)
    own = services.receive(
        right="erasure", channel="website", language="en", email=ADDRESS, identity="mail", now=timezone.now()
    )
    services.erase_own(request=own, now=timezone.now())
    assert not Submission.objects.filter(pk=person.pk).exists()


def test_granted_only_when_it_is_done_and_told(asked, ada):
    """R75, R84, R85: the letter says it, recipients are told, and the person hears before it ends."""
    assert blocks_answer(asked, outcome="granted", reason="") == ["The use is not restricted yet."]
    page = act(desk(ada), asked, "answer", outcome="granted", text="", reason="")
    assert page.status_code == 409
    act(desk(ada), asked, "restrict")
    act(desk(ada), asked, "answer", outcome="granted", text="", reason="")
    (letter,) = [mail for mail in sent() if ADDRESS in mail.to and "answer" in mail.subject]
    assert "We will write to you before we use your data again." in letter.body
    page = desk(ada).get(LIST).content.decode()
    assert "Kept and not used" in page
    assert asked.reference in page


def test_it_ends_a_week_after_its_letter_and_not_before(asked, person, ada):
    """R75, Art. 18(3): the person is told before; the machine ends it once the letter is out."""
    restricted(asked, ada)
    act(desk(ada), asked, "answer", outcome="granted", text="", reason="")
    sent()
    assert act(desk(ada), asked, "announce", reason="").status_code == 422
    act(desk(ada), asked, "announce", reason="The facts are settled.")
    assert act(desk(ada), asked, "lift").status_code == 409
    asked.refresh_from_db()
    now = timezone.now()
    assert restriction.lift_what_is_due(now + timedelta(days=8)) == 0
    (letter,) = sent()
    assert letter.to == [ADDRESS]
    assert "The facts are settled." in letter.body
    assert PERSON["name"] not in letter.subject
    assert restriction.lift_what_is_due(now + timedelta(days=6)) == 0
    assert restriction.lift_what_is_due(now + timedelta(days=7)) == 1
    assert restriction.lift_what_is_due(now + timedelta(days=7)) == 0
    assert list(readable(["contact"])) == [person]
    assert desk(ada).get(f"{LIST}{asked.pk}/letter/?about=lifting").status_code == 200


def test_by_post_a_person_ends_it(ask, person, ada):
    """R75: no address, no mail; somebody says that the letter went by post."""
    asked = ask("restriction", email="", phone="+31 6 12 34 56 78", identity="call", subject=person.subject)
    restricted(asked, ada)
    services.answer(request=asked, outcome="granted", text="", reason="", by=ada, now=timezone.now())
    restriction.announce_lifting(request=asked, reason="Settled.", by=ada, now=timezone.now())
    with time_machine.travel(timezone.now() + timedelta(days=8), tick=False):
        assert restriction.lift_what_is_due(timezone.now()) == 0
        act(desk(ada), asked, "lift")
    assert list(readable(["contact"])) == [person]


def test_two_requests_are_two_reasons(asked, ask, person, ada):
    """R75: as long as one of them stands, nothing is used."""
    other = ask("objection", identity="mail")
    for request in (asked, other):
        restricted(request, ada)
        services.answer(request=request, outcome="granted", text="", reason="", by=ada, now=timezone.now())
    sent()
    restriction.announce_lifting(request=asked, reason="Settled.", by=ada, now=timezone.now())
    sent()
    assert restriction.lift_what_is_due(timezone.now() + timedelta(days=7)) == 1
    assert not readable(["contact"]).exists()
    restriction.announce_lifting(request=other, reason="Settled.", by=ada, now=timezone.now())
    sent()
    assert restriction.lift_what_is_due(timezone.now() + timedelta(days=7)) == 1
    assert list(readable(["contact"])) == [person]


def test_an_older_database_rests_again(asked, person, ada, django_capture_on_commit_callbacks):
    """R63, R75: put back from before the restriction, and from before its end."""
    now = timezone.now()
    with django_capture_on_commit_callbacks(execute=True):
        restricted(asked, ada)
    since = Subject.objects.get(pk=person.subject_id).restricted_at
    Tombstone.objects.all().delete()
    Subject.objects.update(restricted_at=None)
    assert tombstones.catch_up(now=now) == 1
    assert Subject.objects.get(pk=person.subject_id).restricted_at == since
    with django_capture_on_commit_callbacks(execute=True):
        restrictions.lift(subject_ids=[person.subject_id], now=timezone.now())
    Tombstone.objects.filter(kind="lifted").delete()
    Subject.objects.update(restricted_at=since)
    assert tombstones.catch_up(now=now) == 1
    assert Subject.objects.get(pk=person.subject_id).restricted_at is None


def test_nobody_restricts_for_a_stranger(ask, person, ada):
    """R78, R75: not before we know who asks, not twice, and not for a right that gives no ground."""
    asked = ask("restriction")
    assert act(desk(ada), asked, "restrict").status_code == 409
    who.identify(request=asked, how="known", by=ada, now=timezone.now())
    assert act(desk(ada), asked, "restrict").status_code == 200
    assert act(desk(ada), asked, "restrict").status_code == 409
    assert Right.ACCESS not in restriction.MAY_RESTRICT
    assert RightsRequest.objects.get(pk=asked.pk).restricted_at

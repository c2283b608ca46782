"""Legal holds: what is held stays in spite of rule and request, nothing else does, and releasing goes on with the rest."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from leads.submissions.models import Submission, SubmissionIdentifier, SubmissionNote, Upload
from privacy.access.models import AccessEvent, Authorisation
from privacy.access.services import authorise
from privacy.ledger.models import LedgerEvent, Subject
from privacy.personal_data.look_up import find_person
from privacy.register.selectors import released_register
from privacy.retention.erasure import begin_erasure, carry_out, outcomes
from privacy.retention.expiry import expire_all
from privacy.retention.holds import HELD, NothingHeld, held_subjects, held_values, is_held_from, keep_on, place, release
from privacy.retention.models import LegalHold
from privacy.retention.people import copy_of
from privacy.retention.periods import cutoff
from privacy.rights import services as requests
from tests.factories import granter, member_of
from tests.leads.conftest import ANSWERS, receive  # noqa: F401

pytestmark = pytest.mark.django_db
URL = "/admin/legal-holds/"
MESSAGES = "leads_submissions.Submission"


@pytest.fixture
def officer(db):
    user = member_of("Privacy officers", "ada")
    authorise(
        user=user,
        purpose_key="legal_proceedings",
        training_valid_until=timezone.localdate() + timedelta(days=30),
        granted_by=granter(),
        now=timezone.now(),
    )
    return user


@pytest.fixture
def client(officer):
    client = Client()
    client.force_login(officer)
    return client


@pytest.fixture
def hold(officer):
    def make(subjects, stores=(MESSAGES,), **values):
        now = timezone.now()
        return place(
            subject_ids=subjects,
            stores=stores,
            ground="claim",
            reason="Claim 7",
            review_on=timezone.localdate() + timedelta(days=90),
            by=officer,
            now=now,
            **values,
        )

    return make


def erase(subjects):
    now = timezone.now()
    return carry_out(begin_erasure(subject_ids=subjects, actor_id=None, now=now), now=now)


def test_an_erasure_leaves_what_is_held_and_says_so(receive, hold):  # noqa: F811
    """R52: the message and who it is from stay; notes, codes and proof of address go or stay as ever."""
    message, other = receive(), receive({**ANSWERS, "email": "other@example.com"})
    SubmissionNote.objects.create(submission=message, kind="remark", text="n", at=timezone.now())
    hold([message.subject_id])
    erasure = erase([message.subject_id])
    assert erasure.finished_at
    assert is_held_from(erasure)
    assert Submission.objects.filter(pk=message.pk).exists()
    assert not SubmissionNote.objects.filter(submission=message).exists()
    assert not SubmissionIdentifier.objects.filter(submission=message).exists()
    told = {outcome.store.model: outcome for outcome in outcomes(erasure)}
    assert told[Submission].kept == {HELD: 1}
    assert told[Subject].kept == {HELD: 1}
    assert not is_held_from(erase([other.subject_id]))
    assert not Submission.objects.filter(pk=other.pk).exists()


def test_releasing_goes_on_with_the_erasure_that_waited(receive, hold, officer):  # noqa: F811
    """R52: nothing of the person is left afterwards but the proof."""
    message = receive()
    held = hold([message.subject_id])
    erase([message.subject_id])
    now = timezone.now()
    (waiting,) = release(hold=held, by=officer, now=now)
    assert waiting.finished_at is None
    finished = carry_out(waiting, now=now)
    assert finished.finished_at
    assert not is_held_from(finished)
    assert not Submission.objects.filter(pk=message.pk).exists()
    assert Subject.objects.get(pk=message.subject_id).email is None
    assert release(hold=held, by=officer, now=now) == []


def test_retention_leaves_what_is_held_and_takes_it_after_the_release(receive, hold, officer):  # noqa: F811
    """R52: the rule goes on for everybody else."""
    now = timezone.now()
    period = released_register("en").retention("contact-submissions")
    old = cutoff(now, period.value, period.unit) - timedelta(days=1)
    kept, gone = receive(at=old), receive({**ANSWERS, "email": "other@example.com"}, at=old)
    held = hold([kept.subject_id])
    expire_all(now=now)
    assert list(Submission.objects.values_list("pk", flat=True)) == [kept.pk]
    assert Submission.objects.filter(pk=gone.pk).count() == 0
    assert Subject.objects.get(pk=kept.subject_id).email
    release(hold=held, by=officer, now=now)
    expire_all(now=now)
    assert not Submission.objects.exists()


def test_a_proof_that_is_held_outlives_its_period(receive, hold):  # noqa: F811
    """R52: chains are held by their subject."""
    message = receive()
    LegalHold.objects.all().delete()
    hold([message.subject_id], stores=["privacy_ledger.LedgerEvent"])
    far = timezone.now() + timedelta(days=365 * 20)
    expire_all(now=far)
    assert LedgerEvent.objects.filter(subject=message.subject_id).exists()
    assert not Submission.objects.filter(pk=message.pk).exists()


def test_a_hold_takes_what_its_records_hang_on(receive, hold):  # noqa: F811
    """R52: a note without its message would be lost with it."""
    message = receive()
    SubmissionNote.objects.create(submission=message, kind="remark", text="n", at=timezone.now())
    held = hold([message.subject_id], stores=["leads_submissions.SubmissionNote"])
    assert set(held.stores) == {"leads_submissions.SubmissionNote", MESSAGES, "privacy_ledger.Subject"}
    assert held_subjects(Upload._meta.label) == []


def test_nothing_to_hold_is_no_hold(hold):
    """R52: a hold on nobody would look like protection."""
    with pytest.raises(NothingHeld):
        hold([123456])
    assert not LegalHold.objects.exists()


def test_the_person_reads_that_something_is_held_and_since_when(receive, hold):  # noqa: F811
    """R72: that, not why: the defence stays with us (Art. 15(4))."""
    message = receive()
    hold([message.subject_id])
    copy = str(copy_of([message.subject_id])["Legal holds on your data"])
    assert "legal claim" in copy
    assert "Claim 7" not in copy


def test_an_answer_cannot_say_everything_is_deleted(receive, hold, officer):  # noqa: F811
    """R52, R84: done in part, with the reason."""
    message, now = receive(), timezone.now()
    hold([message.subject_id])
    asked = requests.receive(
        right="erasure", channel="post", language="en", email=ANSWERS["email"], identity="known", now=now
    )
    requests.propose_erasure(request=asked, by=member_of("Privacy officers", "bob"), now=now)
    requests.erase_as_proposed(request=asked, by=officer, now=now)
    values = {"request": asked, "text": "", "by": officer, "now": now}
    with pytest.raises(requests.NotPossible, match="legal hold"):
        requests.answer(outcome="granted", reason="", **values)
    requests.answer(outcome="partial", reason="A claim.", **values)


def test_an_officer_finds_the_person_chooses_and_lets_go(client, receive, officer):  # noqa: F811
    """R52, E4: in the CMS; every step is logged; what is typed is kept nowhere."""
    message = receive()
    nobody = client.post(f"{URL}new/", {"value": "nobody@example.com"})
    assert b"Nothing is held of anybody known by this." in nobody.content
    found = client.post(f"{URL}new/", {"value": ANSWERS["email"]})
    assert b"Messages to us (1)" in found.content
    assert ANSWERS["name"] in found.content.decode()
    day = timezone.localdate() + timedelta(days=30)
    data = {
        "value": ANSWERS["email"],
        "people": [message.subject_id],
        "stores": [MESSAGES],
        "ground": "order",
        "reason": "Order 12/26",
        "review_on": day.isoformat(),
    }
    late = client.post(f"{URL}new/", {**data, "review_on": (day + timedelta(days=900)).isoformat()})
    assert b"within the next year" in late.content
    assert b"Order 12/26" in late.content
    page = client.post(f"{URL}new/", data, follow=True)
    assert b"Order 12/26" in page.content
    hold = LegalHold.objects.get()
    assert find_person(scope="email", value=ANSWERS["email"]) == hold.subjects == [message.subject_id]
    assert ANSWERS["email"] not in str(LegalHold.objects.values())
    client.post(f"{URL}{hold.pk}/keep/", {"review_on": (day + timedelta(days=60)).isoformat()})
    hold.refresh_from_db()
    assert hold.review_on == day + timedelta(days=60)
    erase([message.subject_id])
    released = client.post(f"{URL}{hold.pk}/release/", follow=True)
    assert b"the deletion that waited for it is carried out" in released.content
    assert not Submission.objects.exists()
    assert AccessEvent.objects.filter(model="privacy_retention.LegalHold", object_id=hold.pk).count() == 3


def test_the_home_says_when_a_hold_must_be_looked_at(client, receive, hold, officer):  # noqa: F811
    """R52: on the day, until somebody did."""
    held = hold([receive().subject_id])
    assert b"must be looked at again" not in client.get("/admin/").content
    keep_on(hold=held, review_on=timezone.localdate(), by=officer, now=timezone.now())
    cache.clear()
    assert b"1 legal hold must be looked at again." in client.get("/admin/").content


ONLY_WORDS = {MESSAGES: {"message": "Your message"}}


def test_a_hold_on_single_values_keeps_those_alone_from_an_erasure(receive, hold, officer):  # noqa: F811
    """R52: named fields; the rest of the same record goes, and so does who the person is. The release takes the rest."""
    message, other = receive(), receive({**ANSWERS, "email": "other@example.com"})
    held = hold([message.subject_id], values=ONLY_WORDS)
    erasure = erase([message.subject_id])
    message.refresh_from_db()
    assert message.answers == {"message": ANSWERS["message"]}
    assert not SubmissionIdentifier.objects.filter(submission=message).exists()
    assert Subject.objects.get(pk=message.subject_id).email is None
    assert {one.store.model: one.kept for one in outcomes(erasure)}[Submission] == {HELD: 1}
    other.refresh_from_db()
    assert other.answers["email"] == "other@example.com"
    (waiting,) = release(hold=held, by=officer, now=timezone.now())
    carry_out(waiting, now=timezone.now())
    assert not Submission.objects.filter(pk=message.pk).exists()


def test_the_clock_too_takes_all_but_the_held_values(receive, hold, officer):  # noqa: F811
    """R52: before the period is over nothing goes; after it everything but the named field; then nothing more."""
    now = timezone.now()
    period = released_register("en").retention("contact-submissions")
    old = cutoff(now, period.value, period.unit) - timedelta(days=1)
    due, young = receive(at=old), receive()
    hold([due.subject_id], values=ONLY_WORDS)
    expire_all(now=now)
    expire_all(now=now)
    due.refresh_from_db()
    young.refresh_from_db()
    assert due.answers == {"message": ANSWERS["message"]}
    assert young.answers == ANSWERS


def test_a_whole_hold_beside_it_keeps_the_record_whole(receive, hold):  # noqa: F811
    """R52: two claims, one of which needs everything; two that name values keep both."""
    message = receive()
    hold([message.subject_id], values=ONLY_WORDS)
    hold([message.subject_id], values={MESSAGES: {"name": "Your name"}})
    assert held_values(MESSAGES) == {message.subject_id: frozenset(("message", "name"))}
    hold([message.subject_id])
    assert held_values(MESSAGES) == {}
    erase([message.subject_id])
    message.refresh_from_db()
    assert message.answers == ANSWERS


def test_what_is_kept_and_not_used_stays_whole(receive, hold):  # noqa: F811
    """R52, Art. 18: who asked for a restriction wants all of it kept."""
    now = timezone.now()
    message = receive(at=now - timedelta(days=4000))
    hold([message.subject_id], values=ONLY_WORDS)
    Subject.objects.filter(pk=message.subject_id).update(restricted_at=now)
    expire_all(now=now)
    message.refresh_from_db()
    assert message.answers == ANSWERS


def test_an_officer_ticks_single_values(client, receive):  # noqa: F811
    """R52: the labels of the questions; a value without its record is refused; the list names what is held."""
    message = receive()
    data = {
        "value": ANSWERS["email"],
        "people": [message.subject_id],
        "ground": "claim",
        "reason": "Claim 7",
        "review_on": (timezone.localdate() + timedelta(days=30)).isoformat(),
    }
    shown = client.post(f"{URL}new/", {"value": ANSWERS["email"]}).content.decode()
    assert f"{MESSAGES}:message" in shown
    lost = client.post(f"{URL}new/", {**data, "stores": ["privacy_ledger.Subject"], "values": [f"{MESSAGES}:message"]})
    assert "Tick above what these values belong to." in lost.content.decode()
    client.post(f"{URL}new/", {**data, "stores": [MESSAGES], "values": [f"{MESSAGES}:message"]})
    assert held_values(MESSAGES) == {message.subject_id: frozenset(("message",))}
    assert ", only: " in client.get(URL).content.decode()


def test_nobody_is_looked_up_without_authorisation_and_training(client, receive, officer):  # noqa: F811
    """R65, R67: the role alone opens nothing, nor does training that is over; that it was tried is written down."""
    receive()
    for change in ({"training_valid_until": timezone.localdate() - timedelta(days=1)}, None):
        held = Authorisation.objects.filter(user=officer)
        held.update(**change) if change else held.delete()
        for answer in (client.get(URL), client.post(f"{URL}new/", {"value": ANSWERS["email"]})):
            assert answer.status_code == 403
            assert ANSWERS["name"] not in answer.content.decode()
    assert AccessEvent.objects.filter(action="refused", actor_id=officer.pk).count() == 4


def test_everybody_who_is_found_is_in_the_log(client, receive, officer):  # noqa: F811
    """R68: that somebody looked, and each of whom it showed; never for what."""
    message = receive()
    client.post(f"{URL}new/", {"value": ANSWERS["email"]})
    events = AccessEvent.objects.filter(actor_id=officer.pk, purpose_key="legal_proceedings")
    assert events.filter(action="search").count() == 1
    assert [event.object_id for event in events.filter(action="read")] == [message.subject_id]

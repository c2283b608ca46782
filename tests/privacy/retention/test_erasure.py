"""One person, put into every store, and deleted: a search of everything finds nothing of them but what the law keeps."""

import logging
import pickle

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from leads.cases import services as cases
from leads.inbox import services as desk_work
from leads.inbox.replies import send_reply
from leads.submissions.models import Submission, SubmissionIdentifier, SubmissionNote, Upload
from leads.submissions.personal_data import NoteData, SubmissionData
from privacy.keys import hashing
from privacy.ledger.models import Evidence, LedgerEvent, Subject
from privacy.ledger.services import record_basis
from privacy.ledger.verify import verify
from privacy.outbox.models import OutboxMail
from privacy.outbox.services import send_due
from privacy.personal_data.checks import every_store_answers_to_a_person
from privacy.personal_data.contract import NamesNobody, PersonalData, all_personal_data, children_first, unsaid
from privacy.personal_data.look_up import find_person
from privacy.retention import erasure as erasing
from privacy.retention.erasure import begin_erasure, carry_out, outcomes, unfinished
from privacy.retention.people import copy_of, holdings
from privacy.rights import email_verification
from privacy.rights import services as requests
from privacy.rights.models import Challenge, RequestStep, RightsRequest
from tests.leads.cases.conftest import NOTICE, make_notice
from tests.leads.conftest import ANSWERS, Visitor, contact_form, receive, visitor  # noqa: F401
from tests.leads.inbox.conftest import anna, desk, staff  # noqa: F401
from tests.leads.submissions.spam.conftest import PHOTOS, file_form, folder, photo, sent_file  # noqa: F401

pytestmark = pytest.mark.django_db
ADDRESS = "zsofia.sentinel@sentinel-mail.example"
PERSON = {
    "name": "Zsofia Sentinelova",
    "organisation": "Sentinel Tyres",
    "email": ADDRESS,
    "phone": "+31 6 58 76 54 32",
    "message": "Sentinel words: two hundred casings stand at our yard.",
}
VALUES = ("sentinel", "zsofia", "31658765432", "658765432", "203.0.113.77")
FROM = {"X-Forwarded-For": "203.0.113.77", "Sec-Fetch-Site": "same-origin"}


class Heard(logging.Handler):
    """Everything that is logged, as it would be written."""

    def __init__(self):
        super().__init__(logging.DEBUG)
        self.lines = []

    def emit(self, record):
        self.lines.append(self.format(record))


@pytest.fixture
def heard():
    handler = Heard()
    logging.getLogger().addHandler(handler)
    yield handler.lines
    logging.getLogger().removeHandler(handler)


@pytest.fixture
def person(visitor, file_form, anna, settings, heard):  # noqa: F811
    """A person in every store, through the doors that people use; returns the ids of their subjects."""
    settings.TRUSTED_PROXIES = 1
    for number in range(2):
        files = {PHOTOS: [sent_file(photo(), "sentinel.jpg")]} if not number else {}
        sent = visitor.send({**PERSON, "message": f"{PERSON['message']} {number}"}, headers=FROM, **files)
        assert sent.status_code == 302
    first, second = Submission.objects.order_by("pk")
    now = timezone.now()
    desk_work.note(message=first, user=anna, kind="remark", text="Sentinel called back.", now=now)
    send_reply(submission=first, user=anna, text="Dear Zsofia, yes.", now=now)
    desk(anna).post(f"/admin/inbox/{first.pk}/show/")
    desk_work.merge(message=first, others=[second.pk], user=anna, now=now)
    # A consent with the address it was given from, as a form with a box beside the newsletter records it (R20).
    record_basis(
        subject=first.subject,
        purpose_key="newsletter",
        action="accepted",
        basis="consent",
        text_hash="0" * 64,
        release_number=1,
        language="en",
        channel="form",
        ip=FROM["X-Forwarded-For"],
        now=now,
    )
    send_due(now=now)
    # A complaint that was answered and put away, and a code on its way.
    asked = requests.receive(
        right="complaint",
        channel="website",
        language="en",
        email=ADDRESS,
        words="Sentinel words.",
        identity="mail",
        now=now,
    )
    requests.remark(request=asked, text="Sentinel called.", by=anna, now=now)
    requests.answer(request=asked, outcome="granted", text="Dear Zsofia.", reason="", by=anna, now=now)
    requests.close(request=asked, by=anna, now=now)
    email_verification.ask(email=ADDRESS, language="en", now=now)
    # A notice that was assessed and decided.
    notice = make_notice({**NOTICE, "name": PERSON["name"], "email": ADDRESS, "message": "Sentinel words."}, at=now)
    cases.remark(case=notice.legal_case, text="Sentinel called again.", by=anna, now=now)
    cases.assess(case=notice.legal_case, basis="legal_obligation", ground="DSA", text="Sentinel.", by=anna, now=now)
    cases.decide(case=notice.legal_case, acted=True, reasons="Sentinel is right, and it went.", by=anna, now=now)
    send_due(now=now)
    # One mail still waits, and one message is held back for staff.
    held = {**PERSON, "message": "https://sentinel.example https://b.example https://c.example"}
    visitor.send(held, headers={"X-Forwarded-For": "203.0.113.77", "Sec-Fetch-Site": "same-origin"})
    return find_person(scope="email", value=ADDRESS.upper())


def rows():
    """Yield every row of the whole database as the database gives it, by table."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            columns = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                yield table, dict(zip(columns, row, strict=True))


def stored():
    """Yield every row of every model as the site reads it, with what is encrypted in clear."""
    for model in apps.get_models():
        for values in model._base_manager.values():
            yield model._meta.label, values
    for session in Session.objects.all():
        yield "session", session.get_decoded()


def places(heard, folder):  # noqa: F811
    """Return where anything of the person is: tables, models, files, cache, log."""
    found = set()
    for source in (rows(), stored()):
        for place, values in source:
            if any(word in str(values).lower() for word in VALUES):
                found.add(place)
    for path in folder.rglob("*"):
        content = path.read_bytes().lower() if path.is_file() else b""
        if any(word.encode() in content or word in path.name.lower() for word in VALUES):
            found.add(str(path))
    kept = pickle.dumps(list(getattr(cache, "_cache", {}).items())).lower()
    found |= {"cache" for word in VALUES if word.encode() in kept}
    found |= {"log" for line in heard if any(word in line.lower() for word in VALUES)}
    return found


def erase(subjects, now=None):
    begun = begin_erasure(subject_ids=subjects, actor_id=None, now=now or timezone.now())
    return carry_out(begun, now=now or timezone.now())


def test_nothing_of_a_person_is_left_but_pseudonymous_proof(
    person,
    receive,  # noqa: F811
    heard,
    folder,  # noqa: F811
    django_capture_on_commit_callbacks,
):
    """R73, R69: whole database, raw and deciphered, files, cache, sessions and log; others lose nothing."""
    other = receive({**ANSWERS, "phone": ["+31612345678"]})
    assert places(heard, folder) >= {
        "privacy_ledger.Subject",
        "privacy_ledger.Evidence",
        "leads_submissions.Submission",
        "leads_submissions.SubmissionNote",
        "leads_submissions.Upload",
        "leads_cases.CaseStep",
        "leads_cases.LegalCase",
        "privacy_rights.RightsRequest",
        "privacy_rights.RequestStep",
        "privacy_rights.Challenge",
    }
    assert "log" not in places(heard, folder)
    with django_capture_on_commit_callbacks(execute=True):
        finished = erase(person)
    assert finished.finished_at
    assert places(heard, folder) == set()
    assert not list(folder.glob("*/*"))
    assert list(Submission.objects.all()) == [other]
    assert not OutboxMail.objects.filter(subject__in=person).exists()
    # What may stay: a number, the codes of a proof, and that it was deleted.
    hashes = {
        hashing.lookup_hash(ADDRESS, scope="email"),
        hashing.lookup_hash("+31658765432", scope="phone"),
    }
    assert (RightsRequest.objects.get().outcome, RequestStep.objects.count()) == ("granted", 6)
    assert not Challenge.objects.exists()
    where = {(table, name) for table, row in rows() for name, value in row.items() if str(value) in hashes}
    assert where == {("privacy_ledger_subject", "identity_hash"), ("privacy_ledger_subject", "phone_hash")}
    assert list(verify()) == []


def test_what_went_and_what_is_kept_is_told_with_the_reason(person):
    """R73: store by store; the proof of a basis is kept for its period (Art. 17(3)(e))."""
    before = {holding.store.model: holding.count for holding in holdings(person)}
    told = {outcome.store.model: outcome for outcome in outcomes(erase(person))}
    assert before[Submission] == told[Submission].removed == 4
    assert before[Upload] == told[Upload].removed == 1
    assert told[Subject].removed == 1
    assert before[Evidence] == told[Evidence].removed >= 1
    assert told[LedgerEvent].removed == 0
    ((reason, count),) = told[LedgerEvent].kept.items()
    assert (reason.startswith("The proof of the legal basis is kept"), count) == (True, before[LedgerEvent])
    assert {holding.store.model for holding in holdings(person)} == {LedgerEvent}


def test_a_copy_holds_everything_of_the_person_and_nothing_of_others(person, receive):  # noqa: F811
    """R72: the sentinel stands in the copy as often as in the stores."""
    receive()
    copy = copy_of(person)
    text = str(copy).lower()
    assert {"Messages to us", "What staff noted and replied", "Files that were sent"} <= set(copy)
    assert len(copy["Messages to us"]) == 4
    for word in (
        "zsofia sentinelova",
        "sentinel tyres",
        ADDRESS,
        "+31658765432",
        "sentinel called back",
        "203.0.113.77",
    ):
        assert word in text
    assert "jan@example.com" not in text


@pytest.mark.parametrize("step", range(9))
def test_an_erasure_that_is_cut_off_goes_on_and_is_never_called_finished_before(person, monkeypatch, step):
    """R73, P5: killed in any store: what went is counted, what is left is still theirs, and the rerun ends it."""
    whole = {outcome.store.model: outcome.removed for outcome in outcomes_of_a_rehearsal(person)}
    steps, real = iter(range(99)), erasing._erase

    def dies(store, record, state, now):
        if next(steps) == step:
            raise KeyboardInterrupt
        real(store, record, state, now)

    begun = begin_erasure(subject_ids=person, actor_id=None, now=timezone.now())
    monkeypatch.setattr(erasing, "_erase", dies)
    with pytest.raises(KeyboardInterrupt):
        carry_out(begun, now=timezone.now())
    monkeypatch.setattr(erasing, "_erase", real)
    (left,) = unfinished()
    assert left.finished_at is None
    assert holdings(person)
    finished = carry_out(left, now=timezone.now())
    assert {outcome.store.model: outcome.removed for outcome in outcomes(finished)} == whole
    assert unfinished() == []
    assert carry_out(finished, now=timezone.now()).finished_at == finished.finished_at


def outcomes_of_a_rehearsal(person):
    """What an erasure does, taken back."""
    from django.db import transaction

    with transaction.atomic():
        told = outcomes(erase(person))
        transaction.set_rollback(True)
    return told


def test_a_message_that_arrives_meanwhile_goes_too(person, monkeypatch, receive):  # noqa: F811
    """R73: finished only when no store holds anything more."""
    real, sent = SubmissionData.erase, []

    def writes_again(store, record, *, now):
        real(store, record, now=now)
        if not sent:
            sent.append(receive({**ANSWERS, "email": ADDRESS}))

    monkeypatch.setattr(SubmissionData, "erase", writes_again)
    assert erase(person).finished_at
    assert sent
    assert not Submission.objects.filter(subject__in=person).exists()


def test_records_that_keep_coming_are_not_called_deleted(person, monkeypatch, receive):  # noqa: F811
    """R73: an error that says so, and an erasure that is still open."""
    real = SubmissionData.erase

    def writes_again(store, record, *, now):
        real(store, record, now=now)
        receive({**ANSWERS, "email": ADDRESS})

    monkeypatch.setattr(SubmissionData, "erase", writes_again)
    monkeypatch.setattr(erasing, "BATCH", 10)
    with pytest.raises(erasing.StillArriving):
        erase(person)
    assert len(unfinished()) == 1


def test_ten_thousand_records_leave_none(person):
    """R73: in batches, however many."""
    message = Submission.objects.filter(subject__in=person).first()
    SubmissionNote.objects.bulk_create(
        SubmissionNote(submission=message, kind="remark", text="Sentinel", at=timezone.now()) for _ in range(1001)
    )
    told = {outcome.store.model: outcome.removed for outcome in outcomes(erase(person))}
    assert told[SubmissionNote] >= 1001
    assert not NoteData().find(subject_ids=person).exists()


@pytest.mark.parametrize(
    ("scope", "value", "known"),
    [
        ("email", f"  {ADDRESS.title()} ", True),
        ("email", "zsofia@sentinel-mail.example", False),
        ("email", "", False),
        ("phone", "06 58765432", False),
        ("reference", "KG-2222-2222", False),
        ("reference", "", False),
    ],
)
def test_a_person_is_found_by_exactly_what_is_theirs(person, scope, value, known):
    """R41, R78: an address in any spelling; a number beside an address names nobody for sure."""
    assert bool(find_person(scope=scope, value=value)) is known


def test_a_person_is_found_by_reference_and_by_a_number_without_address(receive):  # noqa: F811
    """R41: who gave no address."""
    message = receive({"name": "A", "phone": ["+31658765432"], "message": "m"})
    assert find_person(scope="phone", value="06 58765432") == [message.subject_id]
    assert find_person(scope="reference", value=f" {message.reference.lower()} ") == [message.subject_id]
    with pytest.raises(ValueError, match="name"):
        find_person(scope="name", value="A")


def test_children_go_before_what_they_hang_on():
    """R73: in every order a foreign key asks for."""
    order = [store.model for store in children_first()]
    assert len(order) == len(all_personal_data())
    for model in order:
        for field in model._meta.concrete_fields:
            if field.related_model in order and field.related_model is not model:
                assert order.index(model) < order.index(field.related_model)


def test_a_store_that_leaves_something_unsaid_stops_the_start(monkeypatch):
    """R72, R73: a room to come cannot be merged without its way to find, give and delete."""
    assert every_store_answers_to_a_person(None) == []

    class Forgetful(PersonalData):
        model = Submission
        label = "Forgetful"

        def find(self, *, subject_ids):
            return Submission.objects.none()

    class Anonymous(NamesNobody, PersonalData):
        model = SubmissionIdentifier
        label = "Anonymous"

    assert unsaid(Forgetful()) == ["export", "erase"]
    assert unsaid(Anonymous()) == []
    monkeypatch.setattr("privacy.personal_data.checks.all_personal_data", lambda: (Forgetful(), Anonymous()))
    (error,) = every_store_answers_to_a_person(None)
    assert (error.id, "export, erase" in error.msg) == ("kargro.E002", True)

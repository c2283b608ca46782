"""No store, column, job or mail without its declaration: each check is planted in two places before it is believed."""

import ast
import re
from pathlib import Path
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from home.base.tasks import make_page_renditions
from leads.cases.models import LegalCase
from leads.inbox.models import ReplyTemplate
from leads.submissions.models import Submission
from privacy.access.models import AccessEvent
from privacy.keys.fields import EncryptedTextField
from privacy.operations.models import Schedule
from privacy.operations.task_backends import NotIds, refuse_anything_but_ids
from privacy.outbox.models import OutboxMail
from privacy.outbox.services import new_mail
from privacy.personal_data import checks, contract
from privacy.personal_data.contract import PersonalData, all_personal_data
from privacy.rights.models import RightsRequest
from privacy.staff.models import Invitation

ROOT = Path(__file__).resolve().parents[3]
SENTINEL = "Wilhelmina Sentinel"


def ids(check):
    return [(error.obj._meta.label, error.id, error.msg) for error in check(None)]


@pytest.fixture
def column(monkeypatch):
    """Return a function that gives a model one column more, as an edit of models.py would."""

    def add(model, field, name):
        monkeypatch.setattr(field, "model", model, raising=False)
        field.set_attributes_from_name(name)
        for seen in ("concrete_fields", "local_concrete_fields"):
            monkeypatch.setitem(model._meta.__dict__, seen, (*getattr(model._meta, seen), field))

    return add


ALL = (
    checks.every_model_declares_its_personal_data,
    checks.every_store_is_emptied_by_a_rule,
    checks.every_column_of_a_store_is_mapped,
    checks.no_column_holds_somebody_in_plain_sight,
)


@pytest.mark.parametrize("check", ALL, ids=lambda check: check.__name__)
def test_the_site_as_it_is_passes(check):
    """R58, R61, R73: every app, every column."""
    assert ids(check) == []


@pytest.mark.parametrize("label", ["sessions.session", "wagtailcore.comment", "leads_forms.leadform"])
def test_a_model_of_any_app_must_be_looked_at(monkeypatch, label):
    """R58, R73: a package's table counts as ours do; an app beside the three rooms cannot slip in."""
    monkeypatch.delitem(contract._exempt, label)
    ((found, number, _msg),) = ids(checks.every_model_declares_its_personal_data)
    assert (found.lower(), number) == (label, "kargro.E001")


@pytest.mark.parametrize("model", [Submission, AccessEvent, DBTaskResult])
def test_a_new_column_of_a_store_must_be_mapped(column, model):
    """R8, R72: whatever it is called; a moment or a relation need not."""
    column(model, models.CharField(max_length=9), "shoe_size")
    column(model, models.DateTimeField(), "seen_at")
    ((found, number, message),) = ids(checks.every_column_of_a_store_is_mapped)
    assert (found, number, "shoe_size" in message) == (model._meta.label, "kargro.E005", True)


@pytest.mark.parametrize(
    ("model", "name", "field"),
    [
        (ReplyTemplate, "email", models.CharField(max_length=9)),
        (Schedule, "seen_from", models.GenericIPAddressField()),
        (Session, "mobile_phone", models.TextField()),
        (LegalCase, "first_name", models.CharField(max_length=9)),
        (RightsRequest, "birth_date", models.DateField()),
    ],
)
def test_a_column_for_an_address_must_be_encrypted(column, model, name, field):
    """R61: in a store, in an exempt model, in a package's; encrypted or hashed it may be there."""
    column(model, EncryptedTextField(), "second_email")
    column(model, models.CharField(max_length=64), "phone_hash")
    assert ids(checks.no_column_holds_somebody_in_plain_sight) == []
    column(model, field, name)
    ((found, number, message),) = ids(checks.no_column_holds_somebody_in_plain_sight)
    assert (found, number, name in message) == (model._meta.label, "kargro.E006", True)


@pytest.mark.parametrize("model", [LegalCase, Submission])
def test_what_a_store_calls_words_of_a_person_must_be_encrypted(monkeypatch, model):
    """R61: a column declared as a name or a message, whatever it is called."""
    store = contract._registered[model]
    monkeypatch.setattr(type(store), "fields", {**store.fields, "reference": "name"})
    ((found, _number, message),) = ids(checks.no_column_holds_somebody_in_plain_sight)
    assert (found, "reference" in message) == (model._meta.label, True)


def test_a_store_without_its_rule_or_what_is_due_is_named(monkeypatch):
    """R58: said where it is missing, by name and with what to write."""
    monkeypatch.setattr(contract, "_registered", dict(contract._registered))

    class Common(PersonalData):
        model, label = Session, "Sessions"

        def find(self, *, subject_ids):
            return Session.objects.none()

    class NoRule(Common):
        def due(self, rule, *, before):
            return Session.objects.none()

    class NothingDue(Common):
        rules = ("access-log",)

    for store in (NoRule, NothingDue):
        contract.register_personal_data(store)
        (error,) = checks.every_store_is_emptied_by_a_rule(None)
        assert (error.id, store.__name__ in error.msg, "`due`" in error.hint) == ("kargro.E004", True, True)


def called_by_what_they_hold():
    """Return the stores of ours whose records, with the sentinel in every column that takes words, are called by it."""
    found, seen = [], 0
    for model in [store.model for store in all_personal_data()] + [Invitation]:
        record = model(pk=uuid4() if isinstance(model._meta.pk, models.UUIDField) else 7)
        for field in model._meta.concrete_fields:
            words = isinstance(field, models.CharField | models.TextField) and not field.choices
            # A reference is a code of ours that staff and the person call the record by.
            words = words and field.name != "reference"
            if words and not field.primary_key and not field.is_relation:
                setattr(record, field.attname, SENTINEL)
        seen += 1
        if SENTINEL in str(record) and model is not DBTaskResult:
            found.append(model._meta.label)
    assert seen > 20
    return found


def test_no_record_of_a_person_is_called_by_what_it_holds(monkeypatch):
    """R69: Wagtail's log, errors and lists show `str`; it is a number in every room."""
    assert called_by_what_they_hold() == []
    for model in (LegalCase, RightsRequest):
        monkeypatch.setattr(model, "__str__", lambda self: self.name)
        assert model._meta.label in called_by_what_they_hold()


def test_a_task_is_told_ids(settings):
    """R69: the queue keeps its arguments; anything else is refused with what to do, and not quoted."""
    make_page_renditions.enqueue(10**9)
    refuse_anything_but_ids("leads.inbox.tasks.tell", (7, str(uuid4())))
    for told in ("visitor@example.com", SENTINEL, {"name": SENTINEL}, [SENTINEL], None, 3.5):
        with pytest.raises(NotIds, match="hand over the number of a record") as refused:
            make_page_renditions.enqueue(told)
        assert SENTINEL not in str(refused.value)
    with pytest.raises(NotIds, match="hand over the number"):
        make_page_renditions.enqueue(page_id=SENTINEL)


def test_a_task_of_an_unknown_package_is_refused():
    """R69: what a package queues was looked at once, by name."""
    stranger = task()(_stranger)
    with pytest.raises(NotIds, match="is not known"):
        stranger.enqueue(7)


def _stranger(number: int) -> None:
    """A task of no room."""


@pytest.mark.django_db
def test_the_queue_in_production_is_this_door(settings):
    """R69: the database's queue refuses too, and nothing of it reaches the table."""
    settings.TASKS = {"default": {"BACKEND": "privacy.operations.task_backends.QueueOfIds"}}
    from kargro.settings import base

    assert base.TASKS == settings.TASKS
    before = DBTaskResult.objects.count()
    with pytest.raises(NotIds):
        make_page_renditions.enqueue(SENTINEL)
    assert DBTaskResult.objects.count() == before
    make_page_renditions.enqueue(10**9)
    assert DBTaskResult.objects.count() == before + 1


@pytest.mark.django_db
def test_a_mail_serves_a_purpose():
    """R11: no mail is queued without; the database itself refuses one."""
    now = timezone.now()
    with pytest.raises(ValueError, match="needs the purpose it serves"):
        new_mail(kind="inbox.summary", purpose_key="", subject=None, object_id=1, language="nl", now=now)
    row = OutboxMail(kind="x", purpose_key="", object_id=1, language="nl", created_at=now, not_before=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


DOORS = {
    r"\bOutboxMail\(": {"privacy/outbox/services.py", "privacy/outbox/models.py"},
    r"\bOutboxMail\.objects\.(create|bulk_create|get_or_create)\b": set(),
    r"\b(send_mail|send_mass_mail|mail_admins|mail_managers|EmailMessage|EmailMultiAlternatives)\b": {
        "privacy/outbox/delivery.py"
    },
    r"\bsmtplib\b": set(),
}


def doors(source, path):
    """Return the ways past the outbox in a module's code; words in docstrings are none."""
    code = ast.unparse(_without_docstrings(ast.parse(source)))
    return [pattern for pattern, allowed in DOORS.items() if path not in allowed and re.search(pattern, code)]


def _without_docstrings(tree):
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if (
            isinstance(body, list)
            and body
            and isinstance(body[0], ast.Expr)
            and isinstance(body[0].value, ast.Constant)
        ):
            body[0] = ast.Pass()
    return tree


def test_mail_leaves_by_one_door():
    """R69, R11: nothing sends or queues mail beside the outbox; planted, each way is found."""
    files = [path for room in ("home", "leads", "privacy", "site/kargro") for path in (ROOT / room).rglob("*.py")]
    assert len(files) > 300
    found = {
        str(path.relative_to(ROOT)): ways
        for path in files
        if (ways := doors(path.read_text(), str(path.relative_to(ROOT)))) and "migrations" not in path.parts
    }
    assert found == {}
    for planted in (
        "import smtplib\nsmtplib.SMTP('relay')",
        "from django.core.mail import send_mail\nsend_mail('a', 'b', None, ['c'])",
        "OutboxMail.objects.create(kind='x')",
    ):
        assert len(doors(planted, "leads/inbox/replies.py")) == 1

"""What was changed past the website, or should be gone and is not, turns the site red by name, with what to do."""

from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from leads.forms.models import FormVersion
from leads.submissions.models import Submission
from privacy.cookies.models import ConsentText
from privacy.keys import append_only
from privacy.ledger.models import LedgerEvent
from privacy.operations import integrity
from privacy.operations.health import concerns
from privacy.operations.models import IntegrityFault, Schedule
from privacy.operations.schedule import jobs, plan
from privacy.operations.worker import Worker
from privacy.policy.models import TermsPage, TermsVersion
from privacy.register.models import Release
from privacy.retention import expiry
from tests.leads.conftest import ANSWERS, contact_form, receive, visitor  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def worked():
    """A worker has planned its jobs just now."""
    Schedule.objects.all().delete()
    plan(now=timezone.now())


def past_the_site(sql, *values):
    """Change the database as somebody with its password would."""
    with append_only.triggers_lifted(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def change_ledger_row():
    event = LedgerEvent.objects.order_by("pk").first()
    past_the_site("UPDATE privacy_ledger_ledgerevent SET language = 'xx' WHERE id = %s", event.pk)
    return "ledger", f"subject {event.subject_id}, {event.purpose_key}, event {event.sequence}"


def delete_ledger_row():
    event = LedgerEvent.objects.order_by("pk").first()
    past_the_site("DELETE FROM privacy_ledger_evidence WHERE event_id = %s", event.pk)
    past_the_site("DELETE FROM privacy_ledger_ledgerevent WHERE id = %s", event.pk)
    return "ledger", f"subject {event.subject_id}, {event.purpose_key}, event {event.sequence}"


def change_release():
    past_the_site("UPDATE privacy_register_release SET sha256 = %s WHERE number = 1", "0" * 64)
    return "releases", "1"


def change_document():
    past_the_site(
        "UPDATE privacy_register_releaseddocument SET html = %s WHERE document = 'privacy' AND language = 'nl'"
        " AND release_id = %s",
        "<p>We share everything with everybody.</p>",
        Release.objects.latest().pk,
    )
    return "releases", f"{Release.objects.latest().number} (privacy, nl)"


def delete_release():
    latest = Release.objects.latest()
    past_the_site("UPDATE privacy_register_release SET number = number + 1 WHERE number = %s", latest.number)
    return "releases", f"{latest.number} (gone)"


def change_form():
    version = FormVersion.objects.order_by("pk").first()
    past_the_site("UPDATE leads_forms_formversion SET name = 'Another' WHERE id = %s", version.pk)
    return "forms", f"{version} (row {version.pk})"


def change_consent_text():
    text = ConsentText.objects.create(
        sha256="a" * 64, kind="choice", language="nl", release_number=1, text="Other words", recorded_at=timezone.now()
    )
    return "cookie_texts", f"text {text.pk[:12]}"


def change_terms():
    page = TermsPage.objects.get(locale__language_code="nl")
    page.save_revision().publish()
    row = TermsVersion.objects.get(language="nl")
    past_the_site("UPDATE privacy_policy_termsversion SET title = 'Others' WHERE id = %s", row.pk)
    return "terms", f"nl 1 (row {row.pk})"


def message_without_basis():
    message = Submission.objects.order_by("pk").last()
    Submission.objects.filter(pk=message.pk).update(events=[])
    return "bases", f"message {message.pk}"


def message_with_the_basis_of_another():
    message = Submission.objects.order_by("pk").last()
    other = LedgerEvent.objects.exclude(subject=message.subject_id).order_by("pk").first()
    Submission.objects.filter(pk=message.pk).update(events=[other.pk])
    return "bases", f"message {message.pk}"


def message_that_stays():
    message = Submission.objects.filter(purpose_key="contact").order_by("pk").first()
    Submission.objects.filter(pk=message.pk).update(last_contact_at=timezone.now() - timedelta(days=400))
    return "overdue", "contact-submissions ("


PLANTED = [
    change_ledger_row,
    delete_ledger_row,
    change_release,
    change_document,
    delete_release,
    change_form,
    change_consent_text,
    change_terms,
    message_without_basis,
    message_with_the_basis_of_another,
    message_that_stays,
]


@pytest.mark.parametrize("plant", PLANTED, ids=lambda plant: plant.__name__)
def test_the_daily_check_turns_the_site_red_by_name_with_what_to_do(plant, client, worked, receive):  # noqa: F811
    """R27, R58, R59, P6: planted in the database, found by the worker's own job, red in /readyz and told on the home."""
    receive()
    receive({**ANSWERS, "email": "another@example.com"})
    for key in integrity.integrity_checks():
        assert integrity.verify(key, timezone.now()) == []
    assert client.get("/readyz").json()["checks"]["integrity"] == "ok"
    key, row = plant()
    jobs()[f"verify_{key}"].run(timezone.now())
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["integrity"] == "broken"
    (told,) = [said for said in concerns(now=timezone.now()) if row in said]
    assert str(integrity.integrity_checks()[key].remedy) in told
    for name, role in (("admin", "Administrators"), ("officer", "Privacy officers")):
        user = get_user_model().objects.create_user(name, password="x")
        user.groups.add(Group.objects.get(name=role))
        client.force_login(user)
        cache.clear()
        assert row in client.get("/admin/").content.decode()


def test_the_worker_checks_every_day(monkeypatch, receive):  # noqa: F811
    """R27, P6: a round of the worker finds it; the next is due a day later; what was put back is well again."""
    receive()
    Schedule.objects.all().delete()
    event = LedgerEvent.objects.order_by("pk").first()
    change_ledger_row()
    Worker().round()
    assert IntegrityFault.objects.get().check_key == "ledger"
    row = Schedule.objects.get(key="verify_ledger")
    assert row.last_error == ""
    assert row.next_run - row.last_success == timedelta(days=1)
    past_the_site("UPDATE privacy_ledger_ledgerevent SET language = %s WHERE id = %s", event.language, event.pk)
    call_command("verify_ledger", stdout=StringIO())
    assert not IntegrityFault.objects.exists()


def test_the_command_carries_all_checks_out(receive):  # noqa: F811
    """R27, R58: `verify_records` names what is wrong and ends with an error; well, it says how many checks there were."""
    receive()
    out = StringIO()
    call_command("verify_records", stdout=out)
    assert f"{len(integrity.integrity_checks())} integrity checks: every record is as it was written." in out.getvalue()
    _key, row = change_form()
    err = StringIO()
    with pytest.raises(CommandError, match=r"1 check\(s\) found"):
        call_command("verify_records", stderr=err)
    assert row in err.getvalue()


def test_a_rule_that_stops_working_is_told(monkeypatch, worked, receive):  # noqa: F811
    """R58, R59: an `expire` that deletes nothing fails nowhere; what it leaves turns the site red."""
    receive()
    message_that_stays()
    store = next(s for s in expiry.all_personal_data() if s.model is Submission)
    monkeypatch.setattr(type(store), "expire", lambda self, rule, **_: 0)
    assert not any(run.error for run in expiry.expire_all(now=timezone.now()))
    assert integrity.verify("overdue", timezone.now()) == ["contact-submissions (1)"]
    monkeypatch.undo()
    expiry.expire_all(now=timezone.now())
    assert integrity.verify("overdue", timezone.now()) == []


def test_an_emptied_table_names_the_first_rows(monkeypatch):
    """P6: the sentence stays one that can be read."""
    many = integrity.IntegrityCheck(
        "many", lambda now: (f"row {n}" for n in range(1_000)), "Wrong: %(rows)s.", "Do it."
    )
    monkeypatch.setitem(integrity._checks, "many", many)
    assert len(integrity.verify("many", timezone.now())) == integrity.MOST
    (said,) = integrity.faults_in_words()
    assert said.startswith("Wrong: row 0; row 1;")
    assert said.endswith("row 19 …. Do it.")

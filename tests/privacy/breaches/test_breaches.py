"""The log of breaches with its 72 hours, and the alarm about mass access (R64; GDPR Art. 33, 34)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from leads.inbox.models import ExportLog
from privacy.access.models import AccessEvent
from privacy.access.services import log_access, log_records
from privacy.breaches import services
from privacy.breaches.models import Breach, BreachAlert, MassAccess
from privacy.breaches.services import AlreadyClosed, NotComplete, hours_left, tell_clock
from privacy.breaches.watching import watch
from privacy.ledger.models import Subject
from privacy.retention.expiry import expire_all
from tests.factories import member_of
from tests.privacy.rights.conftest import desk, sent

pytestmark = pytest.mark.django_db
LOG = "/admin/breaches/"
FACTS = {
    "kind": "confidentiality",
    "what": "A list was mailed to the wrong company.",
    "data": "Names and numbers of visitors",
}
WHOLE = {**FACTS, "effects": "Calls they did not ask for.", "measures": "It was deleted there."}


@pytest.fixture
def officer(db):
    return member_of("Privacy officers", "ada", "ada@kargro.example")


@pytest.fixture
def breach(officer):
    def make(*, hours=0, **values):
        now = timezone.now()
        new = Breach(aware_at=now - timedelta(hours=hours), **{**WHOLE, **values})
        return services.save(breach=new, by=officer, now=now)

    return make


def moment(at):
    return timezone.localtime(at).strftime("%Y-%m-%dT%H:%M")


def test_the_first_facts_are_enough_and_the_clock_runs(officer):
    """R64: logging must be quick; the 72 hours count from when it was known."""
    client, known = desk(officer), timezone.now() - timedelta(hours=10)
    refused = client.post(f"{LOG}new/", {**FACTS, "what": "", "aware_at": moment(known)})
    assert refused.status_code == 422
    assert FACTS["data"].encode() in refused.content
    client.post(f"{LOG}new/", {**FACTS, "aware_at": moment(known)})
    breach = Breach.objects.get()
    assert breach.due_at == breach.aware_at + timedelta(hours=72)
    html = client.get(f"{LOG}{breach.pk}/").content.decode()
    assert "Report it by" in html
    assert "Choose how great the risk is." in html
    assert "A breach is to be reported: 6" in client.get("/admin/").content.decode()
    assert AccessEvent.objects.filter(model="privacy_breaches.Breach", action="change", object_id=breach.pk).exists()


def test_every_officer_is_told_at_once_at_24_and_6_hours_and_when_it_is_too_late(officer, breach, time_machine):
    """R64: one mail for each mark, also when a round was missed."""
    start = timezone.now()
    made = breach()
    told = [mail.subject for mail in sent() if mail.to == [officer.email]]
    for hours in (0, 20, 47, 49, 60, 67, 70, 71.5, 73, 80):
        time_machine.move_to(start + timedelta(hours=hours, seconds=1))
        tell_clock(timezone.now())
        told += [mail.subject for mail in sent() if mail.to == [officer.email]]
    assert [subject.split()[5] for subject in told[:-1]] == ["71", "24", "4", "0"], told
    assert told[-1] == "The 72 hours to report a breach are over"
    assert list(BreachAlert.objects.order_by("pk").values_list("hours", flat=True)) == [72, 24, 6, 0, -1]
    assert hours_left(made, now=timezone.now()) < 0
    assert "its 72 hours are over" in desk(officer).get("/admin/").content.decode()


def test_a_reported_breach_is_told_of_no_more(officer, breach):
    """R64: the clock is about reporting."""
    breach(hours=60, reported_at=timezone.now())
    assert tell_clock(timezone.now()) == 0
    assert sent() == []


@pytest.mark.parametrize(
    ("values", "missing"),
    [
        ({}, "Choose how great the risk is."),
        ({"risk": "risk"}, "report it to the authority"),
        ({"risk": "unlikely"}, "Say why it is not reported."),
        ({"risk": "unlikely", "not_reported": "Encrypted.", "effects": ""}, "Write down the consequences"),
        ({"risk": "high", "reported_at": "now"}, "tell the people"),
        ({"risk": "risk", "reported_at": "now", "hours": 80}, "after 72 hours"),
    ],
)
def test_it_closes_only_when_the_questions_of_the_law_are_answered(officer, breach, values, missing):
    """R64: Art. 33(1), (3), (5) and 34."""
    values = {name: timezone.now() if value == "now" else value for name, value in values.items()}
    made = breach(**values)
    with pytest.raises(NotComplete) as refused:
        services.close(breach=made, by=officer, now=timezone.now())
    assert any(missing in point for point in refused.value.points), refused.value.points


@pytest.mark.parametrize(
    "values",
    [
        {"risk": "unlikely", "not_reported": "The list was encrypted."},
        {"risk": "risk", "reported_at": "now"},
        {"risk": "high", "reported_at": "now", "told_at": "now"},
        {"risk": "high", "reported_at": "now", "not_told": "The key was changed in time (Art. 34(3)(b))."},
        {"risk": "risk", "reported_at": "now", "hours": 80, "not_reported": "Found out in steps."},
    ],
)
def test_a_complete_one_closes_and_stays_as_it_is(officer, breach, values):
    values = {name: timezone.now() if value == "now" else value for name, value in values.items()}
    made = breach(**values)
    client = desk(officer)
    services.close(breach=made, by=officer, now=timezone.now())
    made.refresh_from_db()
    assert made.closed_at
    client.post(f"{LOG}{made.pk}/", {**FACTS, "what": "Nothing.", "aware_at": moment(made.aware_at)})
    made.refresh_from_db()
    assert made.what == FACTS["what"]
    assert b"It is kept as it was written" in client.get(f"{LOG}{made.pk}/").content


def test_a_colleague_who_saves_late_does_not_open_it_again(officer, breach):
    made = breach(risk="unlikely", not_reported="The list was encrypted.")
    read_before = Breach.objects.get(pk=made.pk)
    services.close(breach=made, by=officer, now=timezone.now())
    read_before.what = "Something else."
    with pytest.raises(AlreadyClosed):
        services.save(breach=read_before, by=officer, now=timezone.now())
    made.refresh_from_db()
    assert made.closed_at
    assert made.what == FACTS["what"]


def test_what_is_incomplete_is_saved_and_says_what_is_missing(officer, breach):
    made, client = breach(), desk(officer)
    page = client.post(
        f"{LOG}{made.pk}/", {**WHOLE, "aware_at": moment(made.aware_at), "risk": "risk", "close": "1"}, follow=True
    )
    made.refresh_from_db()
    assert (made.risk, made.closed_at) == ("risk", None)
    assert b"see what is missing" in page.content


def test_moments_that_cannot_be(officer, breach):
    made, client = breach(hours=5), desk(officer)
    ahead = timezone.now() + timedelta(hours=2)
    before = made.aware_at - timedelta(hours=2)
    for values in ({"aware_at": moment(ahead)}, {"reported_at": moment(ahead)}, {"reported_at": moment(before)}):
        answer = client.post(f"{LOG}{made.pk}/", {**WHOLE, "aware_at": moment(made.aware_at), **values})
        assert answer.status_code == 422, values


class TestMassAccess:
    """One person opening or taking out more than the limit raises one alarm a day, told to the others."""

    def opened(self, user, count, *, action="read", at=None):
        for number in range(count):
            log_access(user, action, Subject, number + 1, "contact", at or timezone.now())

    def test_more_than_the_limit_raises_the_alarm_and_the_limit_does_not(self, officer, settings):
        """R64: the threshold, counted in different records."""
        settings.MASS_OPENED = 5
        user = member_of("Lead handlers", "lea")
        self.opened(user, 5)
        assert watch(timezone.now()) == 0
        # The same record many times is one record.
        self.opened(user, 5)
        assert watch(timezone.now()) == 0
        log_access(user, "reveal", Subject, 77, "contact", timezone.now())
        assert watch(timezone.now()) == 1
        assert watch(timezone.now()) == 0
        (told,) = [mail for mail in sent() if mail.to == [officer.email]]
        assert "lea opened 6 records within an hour." in told.body
        assert b"1 alarm: somebody opened or exported very much." in desk(officer).get("/admin/").content

    def test_a_screen_of_many_records_counts_each(self, officer, settings):
        """R64: records are counted, not pages."""
        settings.MASS_OPENED, settings.MASS_EXPORTED = 5, 5
        user = member_of("Privacy officers", "max")
        for action in ("read", "export"):
            log_records(user, action, [(Subject, number, "contact") for number in range(6)], timezone.now())
        assert watch(timezone.now()) == 2
        assert {(alarm.what, alarm.count) for alarm in MassAccess.objects.all()} == {("opened", 6), ("exported", 6)}

    def test_what_lies_more_than_an_hour_back_does_not_count(self, officer, settings):
        """R64: the window is an hour."""
        settings.MASS_OPENED = 5
        self.opened(member_of("Lead handlers", "lea"), 9, at=timezone.now() - timedelta(minutes=61))
        assert watch(timezone.now()) == 0

    def test_tables_count_by_their_messages(self, officer, settings):
        """R64: mass export."""
        settings.MASS_EXPORTED = 50
        user = member_of("Team leaders", "max")
        for count in (30, 30):
            ExportLog.objects.create(
                actor_id=user.pk, reason="For the board", format="csv", view="desk", count=count, at=timezone.now()
            )
        assert watch(timezone.now()) == 1
        alarm = MassAccess.objects.get()
        assert (alarm.what, alarm.count, alarm.actor_id) == ("exported", 60, user.pk)

    def test_nobody_is_told_of_or_judges_themselves(self, officer, settings):
        settings.MASS_OPENED = 5
        other = member_of("Privacy officers", "bob", "bob@kargro.example")
        self.opened(officer, 9)
        watch(timezone.now())
        assert {mail.to[0] for mail in sent()} == {other.email}
        alarm = MassAccess.objects.get()
        own = desk(officer).post(f"{LOG}alarms/{alarm.pk}/", {"finding": "It was me, at work."}, follow=True)
        assert b"a colleague must look" in own.content
        short = desk(other).post(f"{LOG}alarms/{alarm.pk}/", {"finding": "ok"})
        assert short.status_code == 422
        desk(other).post(f"{LOG}alarms/{alarm.pk}/", {"finding": "The monthly check of the forms."})
        alarm.refresh_from_db()
        assert (alarm.looked_by, alarm.finding) == (other, "The monthly check of the forms.")

    def test_alarms_go_with_the_access_log(self, officer):
        now = timezone.now()
        MassAccess.objects.create(
            actor_id=1, what="opened", on=now.date(), count=9, noticed_at=now - timedelta(days=760)
        )
        MassAccess.objects.create(actor_id=2, what="opened", on=now.date(), count=9, noticed_at=now)
        expire_all(now=now)
        assert [alarm.actor_id for alarm in MassAccess.objects.all()] == [2]

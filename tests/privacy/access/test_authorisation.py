"""Who may read which data, and for how long."""

from datetime import UTC, date, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from privacy.access.models import AccessEvent, Authorisation
from privacy.access.selectors import authorised_purposes, may_read, purposes_nobody_may_read, why_not
from privacy.access.services import authorise, revoke
from privacy.register.lint import run_lint
from privacy.register.models.facts import Purpose, Vendor
from tests.factories import granter, release

pytestmark = pytest.mark.django_db
UNTIL = date(2027, 3, 31)


@pytest.fixture
def handler(staff, now):
    user = staff()
    authorise(user=user, purpose_key="contact", training_valid_until=UNTIL, granted_by=staff("officer"), now=now)
    return user


@pytest.fixture
def purpose():
    return Purpose.objects.get_or_create(key="contact", defaults={"basis": "contract"})[0]


def test_nobody_may_read_anything_by_default_not_even_a_superuser(staff, now):
    """R65: access is none until granted; a superuser needs an authorisation like everybody."""
    assert not may_read(staff(is_superuser=True), "contact", now)
    assert authorised_purposes(staff("other"), now) == set()


def test_an_authorisation_opens_one_purpose(handler, now):
    """R65: permission is per purpose."""
    assert authorised_purposes(handler, now) == {"contact"}
    assert not may_read(handler, "newsletter", now)


@pytest.mark.parametrize(
    ("moment", "allowed"),
    [
        (datetime(2027, 3, 31, 21, 59, 59, tzinfo=UTC), True),
        (datetime(2027, 3, 31, 22, 0, 0, tzinfo=UTC), False),
    ],
)
def test_training_counts_to_the_end_of_its_last_day_in_amsterdam(handler, moment, allowed):
    """R67: expiry removes access, at midnight where the company is."""
    assert may_read(handler, "contact", moment) is allowed
    assert (why_not(handler, "contact", moment) == "") is allowed


def test_a_refusal_says_why_and_whom_to_ask(handler, staff, now):
    """R67: a handler without authorisation reads why."""
    assert "privacy officer" in why_not(staff("new"), "contact", now)
    assert "valid until" in why_not(handler, "contact", now + timedelta(days=365))


def test_an_account_that_is_switched_off_reads_nothing(handler, now):
    """R65: leaving the company ends access."""
    handler.is_active = False
    handler.save()
    assert not may_read(handler, "contact", now)


def test_purposes_that_nobody_may_read_are_known(handler, now):
    """R67: leads that nobody may open raise an alarm."""
    assert purposes_nobody_may_read(["contact", "chat"], now) == {"chat"}
    assert purposes_nobody_may_read(["contact"], now + timedelta(days=365)) == {"contact"}


def test_granting_and_taking_back_are_written_down(handler, now, staff):
    """R68: who authorised whom is in the log."""
    revoke(authorisation=Authorisation.objects.get(), by=staff("chief"), now=now)
    assert list(AccessEvent.objects.order_by("pk").values_list("action", "purpose_key")) == [
        ("authorise", "contact"),
        ("revoke", "contact"),
    ]
    assert not may_read(handler, "contact", now)


def test_a_privacy_officer_authorises_in_the_cms(client, staff, purpose):
    """R67: a named person, a purpose and a training date; the officer is written down."""
    officer, handler = staff("officer", role="Privacy officers"), staff("handler")
    client.force_login(officer)
    until = timezone.localdate() + timedelta(days=100)
    add = reverse("authorisations:add")
    assert client.get(add).status_code == 200
    values = {"user": handler.pk, "purpose_key": "contact", "training_valid_until": until.isoformat()}
    assert client.post(add, values).status_code == 302
    stored = Authorisation.objects.get(user=handler)
    assert (stored.granted_by, stored.training_valid_until) == (officer, until)
    assert AccessEvent.objects.filter(action="authorise", actor_id=officer.pk).count() == 1
    assert "handler" in client.get(reverse("authorisations:index")).content.decode()


def test_training_cannot_be_promised_for_more_than_a_year(client, staff, purpose):
    """R67: twelve months, then training again."""
    client.force_login(staff("officer", role="Privacy officers"))
    until = timezone.localdate() + timedelta(days=366)
    values = {"user": staff().pk, "purpose_key": "contact", "training_valid_until": until.isoformat()}
    response = client.post(reverse("authorisations:add"), values)
    assert response.status_code == 200
    assert "valid for a year" in response.content.decode()
    assert not Authorisation.objects.exists()


def test_renewing_and_withdrawing_in_the_cms(client, staff, purpose, now):
    """R67: the officer renews and withdraws; both are written down."""
    handler, officer = staff(), staff("officer", role="Privacy officers")
    old = authorise(
        user=handler, purpose_key="contact", training_valid_until=date(2020, 1, 1), granted_by=officer, now=now
    )
    client.force_login(officer)
    until = timezone.localdate() + timedelta(days=10)
    values = {"user": handler.pk, "purpose_key": "contact", "training_valid_until": until.isoformat()}
    assert client.post(reverse("authorisations:edit", args=[old.pk]), values).status_code == 302
    assert Authorisation.objects.get().training_valid_until == until
    assert client.post(reverse("authorisations:delete", args=[old.pk])).status_code == 302
    assert not Authorisation.objects.exists()
    assert AccessEvent.objects.filter(action="revoke").count() == 1


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("Editors", 302),
        ("Translators", 302),
        ("Lead handlers", 302),
        ("Privacy officers", 200),
        ("Administrators", 200),
    ],
)
def test_only_officers_and_administrators_see_authorisations_and_the_log(client, staff, role, status):
    """R65: role by URL."""
    client.force_login(staff(role=role))
    for name in ("authorisations:index", "access_log"):
        assert client.get(reverse(name)).status_code == status, name
    # Whoever manages accounts says nothing about who reads what (R94).
    assert client.get(reverse("authorisations:add")).status_code == (200 if role == "Privacy officers" else 302)


def test_nobody_hands_data_to_a_company_that_people_are_not_told_of(client, staff):
    """R62, R67: refused until the release names it at the purpose; then the company stands in the list."""
    officer, handler = staff("officer", role="Privacy officers"), staff()
    company = Vendor.objects.get(key="lintire")
    until = (timezone.localdate() + timedelta(days=10)).isoformat()
    values = {"user": handler.pk, "company": company.pk, "purpose_key": "contact", "training_valid_until": until}
    client.force_login(officer)
    refused = client.post(reverse("authorisations:add"), values)
    assert "People are not told that Lintire receives these data." in refused.content.decode()
    assert not Authorisation.objects.exists()
    switch_on(company)
    release()
    # Whoever wrote before was told nothing of that company yet.
    assert "gave data before" in client.post(reverse("authorisations:add"), values).content.decode()
    Purpose.objects.filter(key="contact").update(noticed_on=timezone.localdate())
    release()
    assert client.post(reverse("authorisations:add"), values).status_code == 302
    held = Authorisation.objects.get()
    assert held.company == company
    assert may_read(handler, "contact", timezone.now())
    other = {**values, "company": "", "purpose_key": "legal_requests"}
    assert "work for somebody else" in client.post(reverse("authorisations:add"), other).content.decode()
    Vendor.objects.filter(pk=company.pk).update(archived_at=timezone.now())
    form = client.get(reverse("authorisations:edit", args=[held.pk])).content.decode()
    assert f'<option value="{company.pk}" selected>Lintire</option>' in form
    assert "Lintire" in client.get(reverse("access_review")).content.decode()
    listed = BeautifulSoup(client.get(reverse("authorisations:index")).content, "html.parser")
    assert "Lintire" in [" ".join(cell.get_text(" ").split()) for cell in listed.select("table.listing td")]


def test_a_release_that_no_longer_names_whoever_reads_is_refused(staff, now):
    """R62, R93: switched off, or taken from the purpose; not once training is over or the account is closed."""

    def found():
        return [(one.subject, one.blocking) for one in run_lint() if one.code == "access.company"]

    company, until = Vendor.objects.get(key="lintire"), timezone.localdate() + timedelta(days=10)
    user = staff()
    values = {"user": user, "purpose_key": "contact", "granted_by": granter(), "now": now, "company": company}
    authorise(training_valid_until=until, **values)
    assert found() == [("contact:lintire", True)]
    assert not may_read(user, "contact", now)
    switch_on(company)
    assert found() == []
    Purpose.objects.get(key="contact").vendors.remove(company)
    assert found() == [("contact:lintire", True)]
    authorise(training_valid_until=date(2020, 1, 1), **values)
    assert found() == []
    authorise(training_valid_until=until, **{**values, "company": None})
    assert found() == []


def test_a_mailbox_elsewhere_is_noted_until_whoever_keeps_it_is_named():
    """R62: policy §6 has requests sent to another company's domain."""
    (finding,) = (one for one in run_lint() if one.code == "controller.mailbox")
    assert "bandenplan.nl" in finding.message
    assert not finding.blocking
    switch_on(Vendor.objects.get(key="banden_plan_europa"))
    assert "controller.mailbox" not in {one.code for one in run_lint()}


def switch_on(company):
    """Enter what the law asks of a company, and switch it on."""
    Vendor.objects.filter(pk=company.pk).update(
        active=True, contract_date=date(2026, 1, 1), privacy_url="https://kargro.example/privacy/", uses_nobody=True
    )

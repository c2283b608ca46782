"""Nothing is told that is not done, nothing is done that is not told: each fault planted, both ways round (R93)."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from privacy.personal_data.contract import all_personal_data
from privacy.register import checks, service_registry
from privacy.register.lint import run_lint
from privacy.register.models.facts import Purpose, RetentionRule
from privacy.register.processing_record import activities
from privacy.register.selectors import current_release, released_register
from privacy.register.service_registry import BasisEvent, Offer, services
from privacy.register.snapshot import draft
from privacy.retention.expiry import expire_all
from tests.leads.building import ask, consent, draft_form
from tests.leads.conftest import receive  # noqa: F401
from tests.privacy.register.helpers import logged_in, release

pytestmark = pytest.mark.django_db
PREPARED = {"newsletter", "newsletter_customers", "resource_delivery", "webinar_offer", "chat", "meeting"}
Status = Purpose.Status


def found(code, subject=None):
    return [one for one in run_lint() if one.code == code and subject in (None, one.subject)]


def refuses(code, subject, *, fix):
    """Return whether exactly this finding refuses a release and names its remedy."""
    findings = found(code, subject)
    return bool(findings) and all(one.blocking and fix in one.fix and one.url is not None for one in findings)


def set_status(purpose, status):
    Purpose.objects.filter(key=purpose).update(status=status)


def test_the_sample_tells_only_what_is_carried_out_and_nothing_refuses_it():
    """R93: every purpose of the release has a service, every told period a store; the rest is prepared."""
    assert set(Purpose.objects.filter(status=Status.PREPARED).values_list("key", flat=True)) == PREPARED
    register = current_release().facts
    assert all(service_registry.is_carried_out(purpose.key) for purpose in register.purposes)
    assert {period.key for period in register.periods} <= service_registry.rules_carried_out()
    assert not [finding for finding in run_lint() if finding.blocking]


def test_what_is_prepared_is_told_nowhere(client):
    """R93: not in the release, in no language, not in its texts, periods, the record of processing or the policy page."""
    for language in current_release().languages:
        register = current_release().in_language(language)
        assert not PREPARED & {purpose.key for purpose in register.purposes}
        assert not PREPARED & register.texts["purposes"].keys()
        assert not PREPARED & {period.purpose for period in register.periods}
    titles = {draft(with_prepared=True).facts.purpose(key).title for key in PREPARED}
    assert not titles & {line.purpose for line in activities(released_register("en"))}
    page = client.get("/en/privacy/").content.decode()
    assert "purpose-contact" in page
    assert not [key for key in PREPARED if f"purpose-{key}" in page]


def test_in_use_without_a_service_is_refused(carry_out):
    """R93: told and not done; with a service it is not refused."""
    set_status("newsletter_customers", Status.IN_USE)
    assert refuses("purpose.no_service", "newsletter_customers", fix="“prepared”")
    carry_out("newsletter_customers")
    assert found("purpose.no_service") == []


@pytest.mark.parametrize("status", [Status.PREPARED, Status.ENDED])
@pytest.mark.parametrize("purpose", ["site_security", "form_protection", "consent_proof", "cookies_necessary"])
def test_what_runs_by_itself_is_told(purpose, status):
    """R93: done and not told."""
    assert found("purpose.running") == []
    set_status(purpose, status)
    assert refuses("purpose.running", purpose, fix="“in use”")


@pytest.mark.parametrize("purpose", ["rights_requests", "cookies_functional"])
def test_what_a_page_or_the_banner_offers_is_in_use(purpose):
    """R93: offered by a page, and by the choice about cookies."""
    assert found("purpose.offered") == []
    set_status(purpose, Status.PREPARED)
    assert refuses("purpose.offered", purpose, fix="take away what offers it")


def test_what_a_block_offers_is_in_use(carry_out):
    """R93: a room says where its block stands; prepared, it is refused there."""
    carry_out("chat", offers=lambda: [Offer("chat", "the chat on the home page", "/admin/pages/3/edit/")])
    (finding,) = found("purpose.offered")
    assert finding.blocking
    assert "the chat on the home page" in finding.message
    assert finding.url == "/admin/pages/3/edit/"
    set_status("chat", Status.IN_USE)
    assert found("purpose.offered") == []


@pytest.mark.parametrize("status", [Status.PREPARED, Status.ENDED])
def test_a_purpose_that_a_live_form_offers_cannot_leave(status):
    """R93: the message names the form and the purpose by its name."""
    set_status("contact", status)
    findings = found("form.purpose_not_in_use")
    assert findings
    assert all(finding.blocking and "Contact form" in finding.message for finding in findings)


def test_a_form_may_not_offer_what_is_only_prepared():
    """R93, R13: neither as its purpose nor as a box; a box for what is in use is another matter."""
    from leads.forms.publishing import findings_of

    blocks = (ask("name", "Name"), ask("email", "E-mail", "one_of"), ask("message", "Message", "required"))
    boxed = findings_of(draft_form(*blocks, consent("newsletter")))
    assert [finding.code for finding in boxed] == ["form.purpose_not_in_use"]
    assert boxed[0].block
    assert [one.code for one in findings_of(draft_form(*blocks, slug="m", purpose="meeting"))] == [
        "form.purpose_not_in_use"
    ]
    assert findings_of(draft_form(*blocks, slug="c")) == []


def test_a_tick_is_followed_up_or_not_offered(in_use, monkeypatch):
    """R13: the mail that confirms is started by the tick."""
    from leads.forms.publishing import findings_of
    from leads.submissions import services as submissions

    in_use("newsletter")
    form = draft_form(
        ask("name", "Name"), ask("email", "E-mail", "one_of"), ask("message", "Message", "required"), consent()
    )
    assert findings_of(form) == []
    monkeypatch.delitem(submissions._handlers, "newsletter")
    assert [finding.code for finding in findings_of(form)] == ["form.consent_unconfirmed"]


@pytest.mark.parametrize(
    "service",
    [{"confirmation": ""}, {"confirmation": "no_such_mail"}, {"basis_event": BasisEvent.ACCEPTED}],
)
def test_a_consent_whose_confirmation_nobody_sends_is_refused(carry_out, service):
    """R13: no mail kind, one that does not exist, or a tick that counts though it opens a stranger's mailbox."""
    set_status("newsletter", Status.IN_USE)
    carry_out("newsletter")
    assert found("purpose.unconfirmed") == []
    carry_out("newsletter", **service)
    assert refuses("purpose.unconfirmed", "newsletter", fix="“prepared”")


def test_a_told_period_that_no_store_carries_out_is_refused():
    """R93, R58: “deleted by itself, every day” is true of every line."""
    assert found("retention.not_carried_out") == []
    purpose = Purpose.objects.get(key="contact")
    RetentionRule.objects.filter(key="chat-conversations").update(purpose=purpose)
    assert refuses("retention.not_carried_out", "chat-conversations", fix="Archive the retention rule")


def test_a_store_whose_rule_is_not_told_is_refused():
    """R93, R58: data that the policy does not speak of."""
    assert found("retention-of-stores") == []
    RetentionRule.objects.filter(key="evidence-ip").update(archived_at=timezone.now())
    assert refuses("retention-of-stores", "evidence-ip", fix="retention rule")


def test_a_store_of_a_prepared_purpose_waits_and_the_daily_run_goes_on(monkeypatch):
    """R93: a room that is being built has stores before its purpose is told; nothing is in them, nothing fails."""
    store = next(one for one in all_personal_data() if "form-protection" in one.rules)
    monkeypatch.setattr(type(store), "rules", ("form-protection", "meeting-requests"))
    assert found("retention-of-stores") == []
    assert not [run for run in expire_all(now=timezone.now()) if run.error]
    RetentionRule.objects.filter(key="meeting-requests").delete()
    assert found("retention-of-stores", "meeting-requests")
    assert [run.rule for run in expire_all(now=timezone.now()) if run.error] == ["meeting-requests"]


def test_an_in_use_purpose_nobody_asks_is_refused(carry_out):
    """R8, R93: it counts as asked once somebody wants such a form live."""
    carry_out("meeting", asks=())
    set_status("meeting", Status.IN_USE)
    assert refuses("purpose.unasked", "meeting", fix="publish the form")
    carry_out("meeting")
    assert found("purpose.unasked") == []


def test_data_of_a_prepared_purpose_are_found(receive):  # noqa: F811
    """R93: who has data says so; an ended purpose is told until they are gone, then it is to be archived."""
    message = receive(at=timezone.now() - timedelta(days=20))
    set_status("contact", Status.PREPARED)
    assert refuses("purpose.prepared_with_data", "contact", fix="“ended”")
    set_status("contact", Status.ENDED)
    assert found("purpose.prepared_with_data") == []
    assert found("purpose.ended_and_empty") == []
    message.__class__.objects.filter(pk=message.pk).update(purpose_key="legal_requests")
    (note,) = found("purpose.ended_and_empty")
    assert not note.blocking
    assert "Archive the purpose" in note.fix


def test_what_has_ended_is_told_as_ended(in_use):
    """R93: in the release, in the record, and as such."""
    in_use("webinar_offer")
    set_status("webinar_offer", Status.ENDED)
    release()
    purpose = released_register("en").purpose("webinar_offer")
    assert purpose.ended
    assert purpose.periods
    line = next(one for one in activities(released_register("en")) if purpose.title in one.purpose)
    assert "ended; its data are still kept" in line.purpose


def test_asked_more_strictly_than_told_is_refused():
    """R8: the company is optional in the policy, so no form demands it."""
    from leads.forms.publishing import findings_of

    blocks = (ask("name", "Name"), ask("email", "E-mail", "one_of"), ask("message", "Message", "required"))
    (finding,) = findings_of(draft_form(*blocks, ask("organisation", "Company", "required")))
    assert finding.code == "form.stricter"
    assert "“optional”" in finding.message
    assert finding.block
    assert findings_of(draft_form(*blocks, ask("organisation", "Company"), slug="b")) == []


def test_the_officer_chooses_the_status_and_nothing_is_in_use_without_a_service(client):
    """R93: on the purpose's screen, in plain words; an editor is not asked."""
    url = reverse("purposes:edit", args=[Purpose.objects.get(key="chat").pk])
    officer = logged_in(client, "Privacy officers")
    page = officer.get(url)
    html = page.content.decode()
    assert "Nothing carries it out yet: it can only be prepared." in html
    form = page.context["form"]
    post = {name: form[name].value() or "" for name in form.fields if name != "vendors"}
    for formset in form.formsets.values():
        post |= {f"{formset.prefix}-{name}": 0 for name in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS")}
    answer = officer.post(url, {**post, "status": "in_use"})
    assert "nobody may be told that it happens" in answer.content.decode()
    assert Purpose.objects.get(key="chat").status == Status.PREPARED
    listed = officer.get(reverse("purposes:index")).content.decode()
    assert "Prepared: told nowhere" in listed
    assert "Messages by a form, and their answers" in listed
    assert "status" in form.fields
    editors = logged_in(client, "Editors").get(url).context["form"].fields
    assert "text_title" in editors
    assert "status" not in editors


def test_the_command_the_report_the_review_and_the_home_show_it(client, capsys):
    """E3, R93: the same finding wherever somebody looks."""
    set_status("chat", Status.IN_USE)
    with pytest.raises(CommandError):
        call_command("lint_policy")
    assert "refuses: purpose.no_service chat" in capsys.readouterr().out
    officer = logged_in(client, "Privacy officers")
    for name in ("policy_health", "register_review"):
        assert "nothing carries it out" in officer.get(reverse(name)).content.decode()
    assert "refuse the next release" in officer.get(reverse("wagtailadmin_home")).content.decode()


def test_a_store_without_a_service_fails_the_check(monkeypatch):
    """R93: kargro.E007 and kargro.E008, each planted."""
    assert checks.every_store_belongs_to_a_service(None) == []
    assert checks.every_service_keeps_its_word(None) == []
    registered = dict(service_registry._services)
    kept = {key: service for key, service in registered.items() if key != "outbox"}
    monkeypatch.setattr(service_registry, "_services", kept)
    (error,) = checks.every_store_belongs_to_a_service(None)
    assert (error.id, "mail-deliveries" in error.msg) == ("kargro.E007", True)
    store = next(one for one in all_personal_data() if "web-log" not in one.rules)
    planted = service_registry.Service(
        "x", "X", ("contact",), (), BasisEvent.REQUESTED, stores=(type(store),), rules=("web-log",)
    )
    monkeypatch.setattr(service_registry, "_services", {**registered, "x": planted})
    assert [one.id for one in checks.every_service_keeps_its_word(None)] == ["kargro.E008"]
    assert len(services()) == len(registered) + 1

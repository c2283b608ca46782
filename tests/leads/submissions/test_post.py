"""A form posted as browsers post it: what is kept, and how the visitor is answered."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from leads.forms.models import FormVersion
from leads.submissions.models import Submission
from leads.submissions.spam import layers
from leads.submissions.spam.score import Before
from privacy.ledger.models import Evidence, LedgerEvent
from privacy.outbox.models import OutboxMail
from privacy.register.selectors import current_release
from tests.leads.conftest import ANSWERS, PATH, Visitor, proof_of_work

pytestmark = pytest.mark.django_db


def test_a_post_is_kept_and_answered_with_a_reference(visitor):
    """R41, P5: acknowledged means in the database; the code is on screen, at a page nobody may cache or index."""
    response = visitor.send()
    assert response.status_code == 302
    submission = Submission.objects.get()
    assert submission.answers == ANSWERS
    receipt = visitor.get(response.url)
    assert submission.reference in receipt.content.decode()
    assert re.fullmatch(r"KG-[2-9A-Z]{4}-[2-9A-Z]{4}", submission.reference)
    assert "no-store" in receipt["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in receipt.content.decode()


def test_the_basis_is_recorded_with_the_words_shown(visitor):
    """R40, R27: a contact form is a request (contract): one event, its exact text, release, version and path; no address (R20)."""
    visitor.send(form_shown=visitor.shown(page_title="Contact", page_path="/en/contact/"))
    event = LedgerEvent.objects.get()
    purpose = current_release().in_language("en").purpose("contact")
    version = FormVersion.objects.get(form__slug="contact", language="en")
    assert (event.action, event.basis) == ("requested", "contract")
    assert (event.text_hash, event.release_number) == (purpose.text_hash, current_release().number)
    assert (event.form_version, event.path, event.language) == (str(version.pk), "/en/contact/", "en")
    assert not Evidence.objects.exists()


def test_the_page_is_kept_as_text(visitor):
    """R44, E4: title and path of the page stay when the page is renamed or gone."""
    visitor.send(form_shown=visitor.shown(page_title="Contact us", page_path="/en/contact/"))
    submission = Submission.objects.get()
    assert (submission.page_title, submission.page_path) == ("Contact us", "/en/contact/")


def test_campaign_parameters_are_not_kept(visitor):
    """R57c: neither the query of the page nor that of the post reaches a record."""
    visitor.send(path=PATH + "?utm_source=spring-campaign")
    submission = Submission.objects.get()
    event = LedgerEvent.objects.get()
    everything = " ".join(str(value) for record in (submission, event) for value in vars(record).values())
    assert "spring-campaign" not in everything
    assert "?" not in submission.page_path + event.path


def test_staff_notice_and_receipt_are_queued_with_the_message(visitor):
    """R41, P5: two mails, holding ids only."""
    visitor.send()
    submission = Submission.objects.get()
    mails = OutboxMail.objects.order_by("kind")
    assert [(mail.kind, mail.object_id) for mail in mails] == [
        ("inbox.new_message", submission.pk),
        ("submissions.receipt", submission.pk),
    ]


def test_a_phone_number_alone_is_enough(visitor):
    """R39, R37: no address, no receipt mail; two numbers in international form."""
    response = visitor.send({"name": "Jan", "phone": "0348 471844", "phone_2": "+32 3 667 00 00", "message": "Call me"})
    assert response.status_code == 302
    assert Submission.objects.get().answers["phone"] == ["+31348471844", "+3236670000"]
    assert list(OutboxMail.objects.values_list("kind", flat=True)) == ["inbox.new_message"]


def test_neither_phone_nor_address_is_an_error(visitor):
    """R39: one message, beside both fields, with everything typed still there."""
    response = visitor.send({"name": "Jan", "message": "Hello there"})
    html = response.content.decode()
    assert response.status_code == 422
    assert html.count("Give one of these, so that we can reply: E-mail address, Phone number.") == 3
    assert "Hello there" in html
    assert not Submission.objects.exists()


def test_an_invalid_post_shows_one_summary_and_every_error_beside_its_field(visitor):
    """X6: title says so, summary links to the fields, fields name their error."""
    html = visitor.send({"name": "", "email": "nobody", "message": ""}).content.decode()
    assert "<title>Error: Ask us" in html
    assert html.count('class="form-summary"') == 1
    for name in ("name", "email", "message"):
        assert f'href="#form-{name}"' in html
        assert f'id="form-{name}-error"' in html
        assert re.search(
            rf'aria-invalid="true"[^>]*aria-describedby="[^"]*form-{name}-error"[^>]*id="form-{name}"', html
        )
    assert 'value="nobody"' in html


def test_without_a_key_the_answers_are_shown_to_check_and_send(visitor):
    """R53: without JavaScript nothing is stored before the second press, and that one stores it."""
    first = visitor.send(form_key="")
    html = first.content.decode()
    assert first.status_code == 200
    assert "Check and send" in html
    assert "Two hundred casings, please." in html
    assert not Submission.objects.exists()
    key = re.search(r'name="form_key" value="([^"]+)"', html)[1]
    at_once = visitor.send(form_key=key)
    assert at_once.status_code == 200
    assert key in at_once.content.decode()


def test_the_check_page_leads_to_the_inbox(visitor, time_machine_later):
    """R53: the fresh key of the check page sends the form."""
    html = visitor.send(form_key="").content.decode()
    key = re.search(r'name="form_key" value="([^"]+)"', html)[1]
    with time_machine_later(seconds=5):
        assert visitor.send(form_key=key).status_code == 302
    assert Submission.objects.count() == 1


def test_change_something_shows_the_form_again_with_the_answers(visitor):
    """Nothing typed is lost on the way back from the check page."""
    response = visitor.send(form_change="1")
    html = response.content.decode()
    assert response.status_code == 200
    assert 'value="Jan Jansen"' in html
    assert "form-summary" not in html
    assert not Submission.objects.exists()


@pytest.mark.parametrize("repeat", [1, 3])
def test_the_same_key_leads_to_the_same_receipt(visitor, repeat):
    """R45, X2: refresh, back and a lost answer make one message and one set of mails."""
    key = visitor.key()
    visitor.send(form_key=key)
    reference = Submission.objects.get().reference
    for _ in range(repeat):
        response = visitor.send(form_key=key)
        assert reference in visitor.get(response.url).content.decode()
    assert (Submission.objects.count(), LedgerEvent.objects.count(), OutboxMail.objects.count()) == (1, 1, 2)


def test_other_answers_with_a_used_key_are_asked_about_not_lost(visitor):
    """R45: going back, writing something else and sending it again is a second message, once confirmed."""
    key = visitor.key()
    visitor.send(form_key=key)
    response = visitor.send({**ANSWERS, "message": "And fifty more."}, form_key=key)
    html = response.content.decode()
    assert "You have sent this form once already" in html
    assert "And fifty more." in html
    assert f'name="form_key" value="{key}"' not in html
    assert Submission.objects.count() == 1


def test_two_posts_at_the_same_moment_make_one_message(visitor, monkeypatch):
    """R45: the second finds the key used only when it writes; the database decides."""
    key = visitor.key()
    visitor.send(form_key=key)
    first = Submission.objects.get()
    monkeypatch.setattr("leads.submissions.spam.sent_before", lambda **_: Before(None, False))
    response = visitor.send(form_key=key)
    assert first.reference in visitor.get(response.url).content.decode()
    assert (Submission.objects.count(), LedgerEvent.objects.count(), OutboxMail.objects.count()) == (1, 1, 2)


def test_nothing_is_kept_when_a_part_fails(visitor, monkeypatch):
    """P5: message, basis and mails are one transaction."""

    def fail(*args, **kwargs):
        raise RuntimeError("the mail queue is gone")

    monkeypatch.setattr("leads.submissions.services.queue_mails", fail)
    with pytest.raises(RuntimeError):
        visitor.send()
    assert (Submission.objects.count(), LedgerEvent.objects.count()) == (0, 0)


def test_a_basis_handler_runs_inside_the_transaction(visitor, monkeypatch):
    """A handler's failure undoes the message: handlers are part of what is promised."""
    from leads.submissions import services

    seen = []
    monkeypatch.setattr(services, "_handlers", {})
    services.on_basis("contact")(lambda submission, event, now: seen.append((submission.pk, event.purpose_key)))
    visitor.send()
    assert seen == [(Submission.objects.get().pk, "contact")]


def test_the_receipt_tells_the_code_for_half_an_hour(visitor, time_machine_later):
    """R41: a shared or remembered address thanks later, without the code."""
    response = visitor.send()
    reference = Submission.objects.get().reference
    with time_machine_later(minutes=29):
        assert reference in visitor.get(response.url).content.decode()
    with time_machine_later(minutes=31):
        later = visitor.get(response.url)
    assert later.status_code == 200
    assert reference not in later.content.decode()


def test_a_forged_receipt_is_not_found(visitor):
    """R41: ids cannot be tried out."""
    assert visitor.get(f"{PATH}received/abc.def/").status_code == 404


@pytest.mark.parametrize("known", [False, True])
def test_a_contact_post_needs_fourteen_statements_at_most(visitor, known):
    """Issue 3, Numbers: counted without transaction control, from a new or known person, when the switches are read."""
    visitor.get(PATH)
    answers = {**ANSWERS, "message": "A question of its own, and long enough to be told from another one."}
    if known:
        visitor.send()
    key = visitor.key()
    data = {"form_key": key, "form_shown": visitor.shown(), "form_proof": proof_of_work(key), **answers}
    layers.forget()
    with CaptureQueriesContext(connection) as queries:
        response = visitor.post(PATH, data)
    assert response.status_code == 302
    assert Submission.objects.filter(state=Submission.State.NEW).count() == 1 + known
    control = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")
    counted = [query["sql"] for query in queries if not query["sql"].startswith(control)]
    assert any("protectionsettings" in sql for sql in counted)
    assert len(counted) <= 14, "\n".join(sql[:160] for sql in counted)


def test_a_post_waits_for_no_mail_server(visitor, monkeypatch):
    """P5: sending is the worker's work."""
    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", lambda *a: pytest.fail("sent"))
    assert visitor.send().status_code == 302


def test_no_cookie_is_set_on_any_journey(visitor):
    """R53, R5: the jar is empty after form, key, check page, error, refusal and receipt."""
    responses = [
        visitor.get(PATH),
        visitor.get(PATH + "challenge/"),
        visitor.send(form_key=""),
        visitor.send({"name": ""}),
        visitor.send(headers={"Sec-Fetch-Site": "cross-site"}),
    ]
    sent = visitor.send()
    responses += [sent, visitor.get(sent.url), visitor.get("/en/forms/nothing/")]
    assert not visitor.cookies
    for response in responses:
        assert "Set-Cookie" not in response
        assert "cookie" not in response.get("Vary", "").lower()


def test_the_key_is_never_cached(visitor):
    """R46: the page is the same for everyone; only the key is fresh."""
    response = visitor.get(PATH + "challenge/")
    assert "no-store" in response["Cache-Control"]
    assert response.json()["key"] != visitor.get(PATH + "challenge/").json()["key"]


def test_the_form_page_is_the_same_for_everyone(visitor):
    """Anonymous HTML is identical and cacheable."""
    first, second = visitor.get(PATH), Visitor().get(PATH)
    assert first.content == second.content
    assert "public" in first["Cache-Control"]
    assert 'name="form_key" value=""' in first.content.decode()


def test_a_form_taken_offline_meanwhile_gives_the_answers_back(visitor, contact_form):
    """E4: the visitor reads what was typed, phone and mail; nothing is stored."""
    data = {"form_key": visitor.key(), "form_shown": visitor.shown(), **ANSWERS}
    contact_form.unpublish()
    response = visitor.post(PATH, data)
    html = response.content.decode()
    assert response.status_code == 410
    assert "Two hundred casings, please." in html
    assert "info@kargro.nl" in html
    assert not Submission.objects.exists()


def test_a_form_changed_meanwhile_is_shown_again(visitor, contact_form):
    """R4, R27: what is recorded as shown is what was shown."""
    before = visitor.shown()
    contact_form.title = "Ask us anything"
    contact_form.save_revision().publish()
    response = visitor.send(form_shown=before)
    assert "changed while you had it open" in response.content.decode()
    assert not Submission.objects.exists()
    assert visitor.send().status_code == 302


def test_received_at_starts_the_clock(visitor):
    """R60: the first contact is the message itself."""
    visitor.send()
    submission = Submission.objects.get()
    assert submission.last_contact_at == submission.received_at
    assert timezone.now() - submission.received_at < timedelta(minutes=1)


def test_terms_in_force_are_kept_with_the_message(visitor, monkeypatch):
    """R7: a contract-based submission points at the version of the terms it was made under."""
    from privacy.policy.models import TermsVersion

    terms = TermsVersion.objects.create(
        language="en", number=1, published_at=timezone.now(), title="Terms", body=[], sha256="0" * 64
    )
    monkeypatch.setattr("leads.submissions.posting.terms_in_force", lambda language: terms)
    visitor.send()
    assert Submission.objects.get().terms_version == terms

"""The way in to the page about one's own data: who gets in, who does not, and how often it may be tried."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from leads.submissions.models import Submission
from privacy.rights import email_verification, work
from privacy.rights.models import Challenge
from tests.leads.conftest import ANSWERS, receive  # noqa: F401
from tests.privacy.rights.conftest import ADDRESS, Browser, code_in, sent

pytestmark = pytest.mark.django_db


def test_the_way_in_needs_no_account_and_no_cookie(browser, person):
    """R5, R71, R78, R87: address, code, data; the jar stays empty, nothing is cached or indexed."""
    page = browser.get("/en/rights/")
    assert page.status_code == 200
    mine = browser.get(browser.prove())
    assert b"Sentinel words about casings." in mine.content
    assert ADDRESS in mine.content.decode()
    assert not browser.cookies
    assert "no-store" in mine["Cache-Control"]
    assert b'content="noindex"' in mine.content
    assert ADDRESS.encode() not in browser.get("/en/rights/").content


@pytest.mark.parametrize("language", ["en", "nl", "de", "fr"])
def test_in_every_language_of_the_site(person, language):
    """R87: the pages, the mail and the letter are in the language of the page."""
    browser = Browser(language)
    asked = browser.start(email=ADDRESS)
    (mail,) = sent()
    subject = {"en": "Your code", "nl": "Uw code", "de": "Ihr Code", "fr": "Votre code"}[language]
    assert mail.subject.startswith(subject)
    assert f"/{language}/rights/open/" in mail.body
    page = browser.get(browser.post(asked.url, {"code": code_in(mail)}).url)
    assert f'lang="{language}"'.encode() in page.content


def test_known_and_unknown_addresses_get_the_same_answer(browser, person):
    """R78: nobody learns whether we know somebody: same status, same page, a code to each."""
    answers = []
    for address in (ADDRESS, "nobody@example.com"):
        response = browser.start(email=address)
        page = browser.get(response.url).content.decode()
        token = response.url.split("/")[-2]
        answers.append((response.status_code, len(response.url), page.replace(token, "TOKEN")))
    assert answers[0] == answers[1]
    assert [mail.to for mail in sent()] == [[ADDRESS], ["nobody@example.com"]]


def test_whoever_owns_another_address_sees_nothing_of_the_person(browser, person):
    """R78: the page shows what belongs to the address that was proved."""
    page = browser.get(browser.prove("attacker@example.com")).content.decode()
    assert "holds nothing about attacker@example.com" in page
    assert "Sentinel" not in page
    package = browser.post(browser.prove("attacker2@example.com"), {"action": "download"})
    assert b"Sentinel" not in package.content


def test_three_tries_then_even_the_right_code_is_refused(browser, person):
    """R78: three tries, the same answer each time."""
    asked = browser.start(email=ADDRESS)
    code = code_in(sent()[0])
    wrong = "0000 0000" if code != "0000 0000" else "1111 1111"
    for _ in range(3):
        assert browser.post(asked.url, {"code": wrong}).status_code == 422
    assert browser.post(asked.url, {"code": code}).status_code == 422
    assert Challenge.objects.get().opened_at is None


def test_a_code_works_once_and_for_half_an_hour(browser, person):
    """R78: a used or old code opens nothing; neither does an old page."""
    asked = browser.start(email=ADDRESS)
    code = code_in(sent()[0])
    mine = browser.post(asked.url, {"code": code}).url
    assert browser.post(asked.url, {"code": code}).status_code == 422
    with time_machine.travel(timezone.now() + timedelta(minutes=31)):
        assert browser.get(asked.url).status_code == 404
        assert browser.get(mine).status_code == 404
        assert browser.post(mine, {"action": "download"}).status_code == 404
    assert browser.get(mine).status_code == 200


@pytest.mark.parametrize("address", ["code", "open", "mine"])
@pytest.mark.parametrize("token", ["x", "x.y", "eyJhIjoxfQ.AAAA", "é.é"])
def test_forged_tokens_open_nothing(browser, address, token):
    """R78: a friendly page that says how to go on."""
    for response in (browser.get(f"/en/rights/{address}/{token}/"), browser.post(f"/en/rights/{address}/{token}/", {})):
        assert response.status_code == 404
        assert b"Ask for a new code" in response.content


def test_a_token_of_one_page_opens_no_other(browser, person):
    """R78: the page that asks for the code is not the page with the data."""
    token = browser.start(email=ADDRESS).url.split("/")[-2]
    assert browser.get(f"/en/rights/mine/{token}/").status_code == 404
    assert browser.get(f"/en/rights/open/{token}/").status_code == 404


def test_opening_the_mails_link_changes_nothing_pressing_its_button_does(browser, person):
    """R78: mail programs open links by themselves."""
    browser.start(email=ADDRESS)
    path = "/en/rights/open/" + sent()[0].body.split("/en/rights/open/")[1].split()[0]
    for _ in range(100):
        assert browser.get(path).status_code == 200
    assert Challenge.objects.get().opened_at is None
    assert b"Sentinel" in browser.get(browser.post(path).url).content
    assert browser.get(path).status_code == 404
    assert browser.post(path).status_code == 404


def test_a_thousand_questions_are_one_mail_and_look_like_the_first(browser, monkeypatch):
    """R78, R87: they fill no mailbox, and each page takes the code of that mail."""
    monkeypatch.setattr(email_verification, "ATTEMPTS", replace(email_verification.ATTEMPTS, most=2000))
    monkeypatch.setattr(work, "WITHOUT", replace(work.WITHOUT, most=2000))
    with time_machine.travel(timezone.now(), tick=False):
        urls = [browser.start(email=ADDRESS).url for _ in range(1000)]
        (only,) = sent()
    assert Challenge.objects.count() == 1
    assert browser.get(urls[0]).status_code == browser.get(urls[999]).status_code == 200
    assert browser.post(urls[999], {"code": "1234 5678"}).status_code == 422
    assert browser.post(urls[500], {"code": code_in(only)}).status_code == 302


def test_one_connection_is_slowed_down(browser, monkeypatch):
    """R87: with a page that says when to come back."""
    monkeypatch.setattr(work, "WITHOUT", replace(work.WITHOUT, most=2000))
    statuses = [browser.start(email=f"a{number}@example.com").status_code for number in range(31)]
    assert set(statuses[:30]) == {302}
    assert statuses[30] == 429


@pytest.mark.parametrize("header", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}])
def test_other_sites_cannot_post_for_a_visitor(browser, person, header):
    """R78: neither ask for a code nor use an open page."""
    mine = browser.prove()
    stranger = Browser()
    stranger.defaults.pop("HTTP_SEC_FETCH_SITE", None)
    for path in ("/en/rights/", mine):
        assert stranger.post(path, {"action": "erase", "sure": "yes"}, headers=header).status_code == 403
    assert Submission.objects.exists()


@pytest.mark.parametrize("email", ["", "x", "a@", "a b@example.com"])
def test_what_is_no_address_is_said_beside_the_field_and_kept(browser, email):
    """R87: nothing typed is lost."""
    page = browser.start(email=email)
    assert page.status_code == 422
    content = page.content.decode()
    assert 'href="#email"' in content
    assert f'value="{email}"' in content
    assert "<title>Error:" in content

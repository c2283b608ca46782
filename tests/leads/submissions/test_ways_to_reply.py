"""Addresses and numbers as visitors type them: taken as they are meant, or refused with what to do."""

import re
from email.utils import parseaddr

import pytest
from django.core import mail as sent_mail
from django.utils import timezone

from leads.forms.rendering import mark, shown_now
from leads.forms.selectors import live_version
from leads.submissions.models import Submission
from privacy.outbox.services import send_due
from tests.leads.conftest import ANSWERS

pytestmark = pytest.mark.django_db


def call_me(visitor, language, phone):
    """Post the contact form of a language with a number and no address."""
    shown = mark(shown_now(live_version("contact", language)))
    answers = {"name": "Jan", "message": "Please call", "phone": phone}
    return visitor.send(answers, path=f"/{language}/forms/contact/", form_shown=shown)


@pytest.mark.parametrize(
    ("typed", "to"), [("jan@straße.de", "jan@xn--strae-oqa.de"), ("lea@faß.example", "lea@xn--fa-hia.example")]
)
def test_a_receipt_goes_to_the_domain_that_was_typed(visitor, typed, to):
    """R95: read from the mail as a server gets it, envelope and header; the older rules would send it to “ss”."""
    visitor.send({**ANSWERS, "email": typed})
    send_due(now=timezone.now())
    (message,) = [sent for sent in sent_mail.outbox if typed[:3] in sent.to[0]]
    assert message.recipients() == [to]
    assert parseaddr(message.message()["To"])[1] == to


@pytest.mark.parametrize(
    "typed",
    [
        "\u200bpat@example.com",
        "pat\u200b@example.com",
        "pat@example.com\u200b",
        "\u202apat@example.com\u202c",
        "\ufeffpat@example.com",
    ],
)
def test_what_nobody_sees_is_no_part_of_an_address(visitor, typed):
    """R95, R39: copied from elsewhere, kept as it is meant."""
    assert visitor.send({**ANSWERS, "email": typed}).status_code == 302
    assert Submission.objects.get().answers["email"] == "pat@example.com"


@pytest.mark.parametrize(
    ("language", "typed", "told"),
    [
        ("nl", "06 1234567", "Nederlands"),
        ("nl", "03 123 45 67", "+32"),
        ("fr", "012345678", "français"),
        ("fr", "02/123.45.67", "+32"),
        ("nl", "+31 6 1234567", "landcode"),
    ],
)
def test_a_number_on_which_nobody_can_be_called_is_refused(visitor, language, typed, told):
    """R39: nothing is kept, what was typed stays, and the sentence says what to do, in the form's language."""
    response = call_me(visitor, language, typed)
    assert response.status_code == 422
    html = response.content.decode()
    assert told in html[html.index("form-summary") : html.index("</ul>", html.index("form-summary"))]
    assert typed in html
    assert not Submission.objects.exists()


@pytest.mark.parametrize(
    ("language", "told"), [("en", "Dutch"), ("nl", "Nederlands"), ("de", "deutsche"), ("fr", "français")]
)
def test_the_form_says_as_what_a_number_is_read(client, language, told):
    """R39: of the country in which its language is dialled, in every language."""
    html = client.get(f"/{language}/forms/contact/").content.decode()
    help_text = html[html.index('id="form-phone-help"') :][:300]
    assert told in help_text
    assert "+32" in help_text


@pytest.mark.parametrize(
    ("language", "typed", "understood"),
    [
        ("de", "030 123456", "+49 30 123456"),
        ("nl", "0348-471844", "+31 348 471 844"),
        ("nl", "+31 348 471844 #12", "+31 348 471 844 ext. 12"),
    ],
)
def test_the_receipt_shows_the_number_as_it_was_understood(visitor, language, typed, understood):
    """R39, R41: with its country and its extension; half an hour later it is shown no more than the code is."""
    response = call_me(visitor, language, typed)
    assert understood in visitor.get(response.url).content.decode()


@pytest.mark.parametrize("language", ["en", "nl", "de", "fr"])
def test_each_line_of_the_summary_names_its_question(visitor, language):
    """R39: of two numbers that are wrong alike each has its line, and each leads to its own field."""
    answers = {**ANSWERS, "email": "jan@", "phone": "12", "phone_2": "13"}
    html = visitor.send(answers, path=f"/{language}/forms/contact/").content.decode()
    lines = dict(re.findall(r'<li><a href="#(form-[^"]+)">([^<]+)</a>', html))
    labels = {
        f"form-{spec}": label for spec, label in re.findall(r'for="form-([^"]+)">([^<]+?)(?: <span|</label>)', html)
    }
    assert {"form-email", "form-phone", "form-phone_2"} <= set(lines)
    assert all(labels[target].strip() in line for target, line in lines.items())

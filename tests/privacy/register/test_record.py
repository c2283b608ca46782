"""The record of processing comes from the release alone: it can be checked against the policy, cell by cell."""

import csv
import io

import openpyxl
import pytest
from django.test import Client
from django.utils import translation

from privacy.register.models.facts import RetentionRule
from privacy.register.processing_record import activities, controller_line
from privacy.register.selectors import released_register
from privacy.register.services import ReleaseRefused
from tests.factories import member_of, release

pytestmark = pytest.mark.django_db
URL = "/admin/reports/record-of-processing/"


@pytest.fixture
def officer(db):
    client = Client()
    client.force_login(member_of("Privacy officers"))
    return client


def test_every_purpose_of_the_release_has_its_line_with_all_that_article_30_asks():
    """R91: (a) controller, (b) purpose, (c) people and data, (d) recipients, (e) transfers, (f) periods, (g) measures."""
    register = released_register("en")
    lines = activities(register)
    assert [line.purpose for line in lines] == [purpose.title for purpose in register.purposes]
    for line, purpose in zip(lines, register.purposes, strict=True):
        assert all(vars(line).values()), purpose.key
        assert all(category.label in line.data for category in purpose.categories)
        assert all(period.sentence in line.periods for period in purpose.periods)
        assert all(vendor.name in line.recipients for vendor in purpose.vendors)
        assert purpose.basis_label in line.basis


def test_the_record_of_the_sample_is_what_it_was():
    """R91: golden lines."""
    register = released_register("en")
    lines = {line.purpose: line for line in activities(register)}
    assert controller_line(register) == (
        "Kargro Groep Holding; Heeswijk 135, 3417 GP Montfoort, Netherlands; +31 (0) 348 47 18 44; info@kargro.nl"
    )
    contact = lines["Contact form"]
    assert contact.basis == "Performance of a contract"
    assert contact.people == "people who write to us or ask us for something"
    assert contact.data == "Name, Organisation, E-mail address, Phone number, Language, Subject, Message"
    assert (contact.recipients, contact.transfers) == ("none", "none")
    assert contact.periods == "Your message and our answers: Deleted 12 months after the last contact"
    advertising = lines["Advertising cookies"]
    assert advertising.recipients == "LinkedIn (Decides together with us)"
    assert advertising.transfers == "LinkedIn: United States of America (Standard contractual clauses)"
    functional = lines["Functional cookies"]
    assert functional.transfers == "Vimeo: United States of America (Standard contractual clauses)"
    assert "Google" in lines["Analytical cookies"].recipients


def test_a_rule_that_goes_leaves_record_and_policy_together(officer):
    """R91: a changed period changes both; a deleted rule refuses the release, and both still say what is done."""
    rule = RetentionRule.objects.get(key="contact-submissions")
    before = officer.get(URL).content.decode()
    sentence = "12 months after the last contact"
    assert sentence in before
    assert sentence in Client().get("/en/privacy/").content.decode()
    RetentionRule.objects.filter(pk=rule.pk).update(period_value=6)
    release()
    for page in (officer.get(URL), Client().get("/en/privacy/")):
        assert "6 months after the last contact" in page.content.decode()
    rule.delete()
    with pytest.raises(ReleaseRefused):
        release()
    for page in (officer.get(URL), Client().get("/en/privacy/")):
        assert "6 months after the last contact" in page.content.decode()


def test_it_goes_out_as_csv_and_xlsx(officer):
    """R91, R70: the same cells, no formula; a number behind a semicolon is marked where semicolons may part cells."""
    lines = activities(released_register("en"))
    answer = officer.get(URL, {"export": "csv"})
    table = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert table[0][:2] == ["Purpose", "Legal basis"]
    assert any(";' +31" in cell for cell in table[1])
    table = [[cell.replace(";' +", "; +") for cell in line] for line in table]
    assert table[1:] == [[str(value) for value in vars(line).values()] for line in lines]
    answer = officer.get(URL, {"export": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer) if answer.streaming else answer.content)).active
    assert [cell.value for cell in sheet[2]] == table[1]
    assert "record-of-processing-" in answer["Content-Disposition"]


@pytest.mark.parametrize("language", ["nl", "de", "fr"])
def test_it_reads_in_the_language_of_the_cms(language):
    """T2: the words of the release in that language."""
    with translation.override(language):
        lines = activities(released_register(language))
    english = {line.purpose for line in activities(released_register("en"))}
    # A newsletter is called so in German and French as well.
    assert english & {line.purpose for line in lines} <= {"Newsletter"}
    assert not {line.measures for line in lines} & {line.measures for line in activities(released_register("en"))}


def test_others_do_not_see_it():
    """R65: those who see the register."""
    client = Client()
    client.force_login(member_of("Lead handlers"))
    assert client.get(URL).status_code in (302, 403)

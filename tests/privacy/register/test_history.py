"""Who changed which fact of the register, when, and how it read before and after."""

import pytest
from django.contrib.auth import get_user_model
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation
from wagtail.models import Locale, Page
from wagtail.users.models import UserProfile
from wagtail_localize.models import StringTranslation, TranslationSource

from privacy.register.history import in_words
from privacy.register.lint import run_lint
from privacy.register.models.facts import Controller, Purpose, RetentionRule
from privacy.register.models.releases import FactChange
from privacy.register.models.texts import PurposeText
from privacy.register.processing_record import activities
from privacy.register.selectors import released_register
from tests.factories import member_of, release
from tests.privacy.register.helpers import source_text

pytestmark = pytest.mark.django_db
URL = "/admin/reports/register-changes/"


@pytest.fixture
def officer(db):
    client = Client()
    client.force_login(member_of("Privacy officers", "ada"))
    return client


def fields_of(form) -> dict:
    """Return what a browser would send of a form as it is shown, its inner forms included."""
    data = {}
    for field in form:
        value = field.value()
        widget = field.field.widget
        if getattr(widget, "input_type", "") == "checkbox" and not getattr(widget, "allow_multiple_selected", False):
            if value:
                data[field.html_name] = "on"
        elif isinstance(value, list | tuple):
            data[field.html_name] = [str(getattr(one, "pk", one)) for one in value]
        elif value is not None:
            data[field.html_name] = field.field.prepare_value(value) if hasattr(field.field, "prepare_value") else value
    for formset in getattr(form, "formsets", {}).values():
        data.update(fields_of(formset.management_form))
        for number, inner in enumerate(formset.forms):
            data.update({**fields_of(inner), f"{formset.prefix}-{number}-ORDER": str(number + 1)})
    return data


def change(client, url, **values):
    """Open a screen, change some of its fields, save."""
    shown = client.get(url)
    data = {name: value for name, value in fields_of(shown.context["form"]).items() if value is not None}
    answer = client.post(url, {**data, **values})
    assert answer.status_code == 302, answer.context["form"].errors
    return answer


def rows():
    return [(one.name, one.group, one.kind, one.title, one.fields) for one in FactChange.objects.order_by("pk")]


def test_a_changed_period_says_who_when_and_both_values(officer):
    """R58, R91: one line for one press, the value that changed and no other."""
    rule = RetentionRule.objects.get(key="contact-submissions")
    change(officer, reverse("retention_periods:edit", args=[rule.pk]), period_value="6")
    ((name, group, kind, title, fields),) = rows()
    assert (name, group, kind) == ("ada", "retention", "changed")
    assert title == "Contact form: Your message and our answers"
    ((label, before, after),) = fields
    assert label == "Period"
    assert ("12 months" in before, "6 months" in after) == (True, True)


def test_saving_without_a_change_writes_nothing(officer):
    """R91: the list tells of changes, not of visits."""
    rule = RetentionRule.objects.get(key="contact-submissions")
    change(officer, reverse("retention_periods:edit", args=[rule.pk]))
    assert rows() == []


def test_companies_of_a_purpose_and_its_assessments_are_followed_too(officer):
    """R66, R91: what is kept in other tables, and what only staff read."""
    purpose = Purpose.objects.get(key="cookies_necessary")
    vimeo = purpose.vendors.model.objects.get(key="vimeo")
    change(
        officer,
        reverse("purposes:edit", args=[purpose.pk]),
        vendors=[str(vimeo.pk)],
        interest_assessment="LIA-3 of 1 December 2026",
    )
    ((_name, group, kind, _title, fields),) = rows()
    assert (group, kind) == ("purposes", "changed")
    changed = {label: (before, after) for label, before, after in fields}
    assert changed["Companies that receive the data"] == ("", "Vimeo")
    assert changed["Assessment of the legitimate interest"] == ("", "LIA-3 of 1 December 2026")


def test_words_changed_in_the_cms_stand_with_their_language(officer):
    """T5, R91: also on screens that are not the register's own."""
    text = source_text("contact")
    change(officer, reverse("wagtailsnippets_privacy_register_purposetext:edit", args=[text.pk]), title="Write to us")
    ((_name, group, _kind, _title, fields),) = rows()
    assert group == "texts"
    assert FactChange.objects.get().language == "en"
    assert ["Title", "Contact form", "Write to us"] in fields


def test_archiving_is_a_removal_and_restoring_an_addition(officer):
    """R91: nothing leaves the draft unseen."""
    purpose = Purpose.objects.get(key="chat")
    url = reverse("purposes:delete", args=[purpose.pk])
    RetentionRule.objects.filter(purpose=purpose).delete()
    officer.post(url)
    officer.post(url)
    assert [(group, kind) for _n, group, kind, _t, _f in rows() if group == "purposes"] == [
        ("purposes", "removed"),
        ("purposes", "added"),
    ]


def test_a_refused_form_and_a_visitor_write_nothing(officer, client):
    """R91: only what became so, and only by members of staff."""
    rule = RetentionRule.objects.get(key="contact-submissions")
    shown = officer.get(reverse("retention_periods:edit", args=[rule.pk]))
    data = fields_of(shown.context["form"])
    officer.post(reverse("retention_periods:edit", args=[rule.pk]), {**data, "period_value": "many"})
    client.post("/en/rights/", {"email": "somebody@example.com"}, headers={"Sec-Fetch-Site": "same-origin"})
    rule.period_value = 7
    rule.save()
    assert rows() == []


@pytest.fixture
def crash(monkeypatch, officer):
    """Let the list of changes be out of order, and a press answer with an error as a running site would."""
    officer.raise_request_exception = False
    monkeypatch.setattr(FactChange.objects, "bulk_create", lambda rows: 1 / 0)


def test_a_crash_while_it_is_written_down_takes_the_change_along(officer, crash):
    """R91: no fact changes without its line, whatever screen it is changed on."""
    rule = RetentionRule.objects.get(key="contact-submissions")
    url = reverse("retention_periods:edit", args=[rule.pk])
    data = {name: value for name, value in fields_of(officer.get(url).context["form"]).items() if value is not None}
    assert officer.post(url, {**data, "period_value": "6"}).status_code == 500
    rule.refresh_from_db()
    assert rule.period_value == 12
    assert officer.post(reverse("retention_periods:delete", args=[rule.pk])).status_code == 500
    rule.refresh_from_db()
    assert not rule.archived


def test_a_crash_takes_the_words_along_too(officer, crash, dutch_title):
    """T5, R91: also on wagtail-localize's screen and on Wagtail's own."""
    url = reverse("wagtailsnippets_privacy_register_purposetext:edit", args=[dutch_title.pk])
    assert officer.post(url, {"action": "publish"}).status_code == 500
    text = source_text("contact")
    url = reverse("wagtailsnippets_privacy_register_purposetext:edit", args=[text.pk])
    data = {name: value for name, value in fields_of(officer.get(url).context["form"]).items() if value is not None}
    assert officer.post(url, {**data, "title": "Write to us"}).status_code == 500
    assert PurposeText.objects.get(pk=dutch_title.pk).title == dutch_title.title
    assert source_text("contact").title == text.title


@pytest.mark.parametrize("statement", ["UPDATE {} SET name = 'x'", "DELETE FROM {}"])
def test_the_database_lets_nobody_change_the_list(officer, statement):
    """R91: proof is append-only."""
    change(
        officer,
        reverse("retention_periods:edit", args=[RetentionRule.objects.get(key="contact-submissions").pk]),
        period_value="6",
    )
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(FactChange._meta.db_table))
    assert len(rows()) == 1


def test_the_screen_reads_in_the_language_of_the_cms_and_finds_by_name(officer):
    """R65, R91: names of values are translated, what people typed is not; roles without the register see nothing."""
    rule = RetentionRule.objects.get(key="contact-submissions")
    change(officer, reverse("retention_periods:edit", args=[rule.pk]), period_value="6", trigger="created")
    page = officer.get(URL, {"q": "contact"}).content.decode()
    assert "<del>" in page
    assert "ada" in page
    assert "Nothing of that name" in officer.get(URL, {"q": "webinar"}).content.decode()
    UserProfile.objects.create(user=get_user_model().objects.get(username="ada"), preferred_language="nl")
    with translation.override("nl"):
        word = in_words("Period")
    assert word != "Period"
    assert f"<dt>{word}</dt>" in officer.get(URL).content.decode()
    handler = Client()
    handler.force_login(member_of("Lead handlers"))
    assert handler.get(URL).status_code in (302, 403)


def test_assessments_are_in_the_release_and_the_record_and_missing_ones_are_noted():
    """R91, R3: Art. 6(1)(f), 35: where they stand; the linter notes what is missing and stops nothing."""
    codes = {(finding.code, finding.subject): finding for finding in run_lint()}
    missing = codes["purpose.interest_assessment", "cookies_necessary"]
    assert not missing.blocking
    assert ("purpose.impact_assessment", "cookies_advertising") in codes
    assert ("purpose.interest_assessment", "contact") not in codes
    number = released_register("en").number
    Purpose.objects.filter(key="cookies_necessary").update(interest_assessment="LIA-3 of 1 December 2026")
    Purpose.objects.filter(key="cookies_advertising").update(impact_assessment="DPIA-1")
    release()
    register = released_register("en")
    assert register.number == number + 1
    lines = [line.assessments for line in activities(register)]
    assert "legitimate interest: LIA-3 of 1 December 2026" in lines
    assert "impact: DPIA-1" in lines
    left = {(finding.code, finding.subject) for finding in run_lint()}
    assert ("purpose.interest_assessment", "cookies_necessary") not in left
    page = Client().get("/en/privacy/").content.decode()
    assert "LIA-3" not in page


@pytest.fixture
def dutch_title(officer):
    """A Dutch text whose title a translator has written anew and not published yet."""
    target = PurposeText.objects.get(purpose__key="contact", locale=Locale.objects.get(language_code="nl"))
    words = StringTranslation.objects.get(
        translation_of__data="Contact form",
        locale__language_code="nl",
        context__path="title",
        context__object_id=target.translation_key,
    )
    words.data = "Schrijf ons"
    words.save()
    return target


def test_translations_that_are_published_in_the_cms_are_followed(officer, dutch_title):
    """T2, R91: words that wagtail-localize puts into a text, on its own screen."""
    url = reverse("wagtailsnippets_privacy_register_purposetext:edit", args=[dutch_title.pk])
    officer.post(url, {"action": "publish"})
    change = FactChange.objects.get()
    assert (change.language, change.name) == ("nl", "ada")
    assert [after for _label, _before, after in change.fields] == ["Schrijf ons"]


def test_translations_that_follow_their_source_are_followed_too(dutch_title):
    """T2, R91: the screen that brings every language up to date is wagtail-localize's alone."""
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("root", password="x"))
    source = TranslationSource.objects.get(object_id=dutch_title.translation_key)
    client.post(reverse("wagtail_localize:update_translations", args=[source.pk]), {"publish_translations": "on"})
    changes = [(change.name, change.language, change.fields) for change in FactChange.objects.filter(language="nl")]
    assert changes == [("root", "nl", [["Title", "Contactformulier", "Schrijf ons"]])]


def test_company_details_that_are_made_anew_are_recorded(dutch_title):
    """R91: an empty register is filled on a screen too; what is entered there is in the list."""
    Controller.objects.all().delete()
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("root", password="x"))
    url = reverse("company_details:add")
    data = {name: value for name, value in fields_of(client.get(url).context["form"]).items() if value is not None}
    company = {
        "public_name": "Kargro Group",
        "legal_name": "Kargro Groep Holding",
        "street": "Heeswijk 135",
        "postal_code": "3417 GP",
        "city": "Montfoort",
        "country": "NL",
        "phone": "+31 (0) 348 47 18 44",
        "phone_e164": "+31348471844",
        "email": "info@kargro.nl",
        "access_email": "info@bandenplan.nl",
    }
    answer = client.post(url, {**data, **company})
    assert answer.status_code == 302, answer.context["form"].errors
    (change,) = FactChange.objects.all()
    assert change.name == "root"
    assert "Kargro Groep Holding" in str(change.fields)


def test_translating_a_page_waits_for_nobody_and_reads_no_draft(monkeypatch, dutch_title):
    """T3: the list is about the register; who translates a page holds up nobody who changes facts."""

    def recording(**_about):
        raise AssertionError("a page is no text of the register")

    monkeypatch.setattr("privacy.register.history.recorded", recording)
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("root", password="x"))
    page = Page.objects.get(slug="about", locale__language_code="en")
    source = TranslationSource.objects.get(object_id=page.translation_key)
    url = reverse("wagtail_localize:update_translations", args=[source.pk])
    assert client.post(url, {}).status_code == 302
    client.raise_request_exception = False
    text = TranslationSource.objects.get(object_id=dutch_title.translation_key)
    assert client.post(reverse("wagtail_localize:update_translations", args=[text.pk]), {}).status_code == 500

"""Building a form in the CMS: messages where the fault stands, translations, previews, trying it out."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from leads.forms.block_errors import stream_errors
from leads.forms.models import LeadForm, LiveForm
from leads.forms.usage import live_languages, pages_with
from leads.submissions.models import Submission
from tests.factories import member_of
from tests.leads.building import answer, approve_all_of, ask, ident, line, live_form, section, send, value_of
from tests.leads.conftest import Visitor

pytestmark = pytest.mark.django_db
BLOCKS = (
    ask("name", "Name"),
    ask("email", "E-mail", "one_of"),
    section("Tyres", "<p>As far as you know.</p>"),
    ask(
        "choice",
        "What",
        choices=[answer("Truck", ask("choices", "Brands", choices=[line("Michelin"), line("Other")])), answer("Car")],
    ),
)


def test_a_fault_in_a_branch_is_told_where_it_stands():
    """E3: stream, choice, answer, branch, question: the message goes all the way down."""
    form = live_form(*BLOCKS).form
    error = stream_errors(form.body, {ident("Brands"): ["Wrong."], ident("Tyres"): ["Wrong too."]})
    choice = error.block_errors[3].block_errors["choices"].block_errors[0].block_errors["ask"].block_errors[0]
    assert [message for one in choice.non_block_errors.as_data() for message in one.messages] == ["Wrong."]
    assert isinstance(error.block_errors[2], ValidationError)
    assert stream_errors(form.body, {}) is None


def test_a_translation_changes_words_and_no_value():
    """T2, R44: labels of answers deep in a branch are translated; keys, answers' ids and branches are the same."""
    source_version = live_form(*BLOCKS)
    source, _created = TranslationSource.update_or_create_from_instance(source_version.form)
    strings = set(source.stringsegment_set.values_list("string__data", flat=True))
    assert {"What", "Truck", "Car", "Brands", "Michelin", "Other", "Tyres", "As far as you know."} <= strings
    locale = Locale.objects.get(language_code="nl")
    translation = Translation.objects.create(source=source, target_locale=locale)
    for segment in source.stringsegment_set.select_related("string"):
        StringTranslation.objects.create(
            translation_of=segment.string,
            locale=locale,
            context=segment.context,
            data=f"{segment.string.data} (nl)",
        )
    translation.save_target(publish=True)
    dutch = LeadForm.objects.get(translation_key=source_version.form.translation_key, locale=locale)
    approve_all_of(dutch)
    dutch.save_revision().publish()
    version = LiveForm.objects.select_related("version").get(slug="offer", language="nl").version
    shape = [
        (spec["key"], spec.get("show_when"), [c["value"] for c in spec.get("choices", ())]) for spec in version.schema
    ]
    assert shape == [
        (spec["key"], spec.get("show_when"), [c["value"] for c in spec.get("choices", ())])
        for spec in source_version.schema
    ]
    assert version.in_words(ident("What"), value_of("Truck")) == "Truck (nl)"
    assert version.in_words(ident("Brands"), [value_of("Other")]) == "Other (nl)"
    assert live_languages([dutch.translation_key]) == {dutch.translation_key: ["en", "nl"]}
    modes = dict(source_version.form.preview_modes)
    assert set(modes) == {"", "nl"}
    assert "Truck (nl)" in source_version.form.make_preview_request(preview_mode="nl").content.decode()
    assert "Truck (nl)" not in source_version.form.make_preview_request().content.decode()


def test_a_form_is_known_to_stand_on_a_page_as_soon_as_the_page_is_published(contact_form):
    """E4: before Wagtail's worker ran."""
    from wagtail.models import ReferenceIndex

    ReferenceIndex.objects.all().delete()
    page = Page.objects.live().get(slug="contact", locale__language_code="en").specific
    assert pages_with([contact_form.translation_key]) == {}
    page.save_revision().publish()
    assert pages_with([contact_form.translation_key]) == {contact_form.translation_key: [page.title]}


def test_what_the_list_tells_is_read_for_all_forms_at_once(client, contact_form, django_assert_max_num_queries):
    """X7: languages and pages of seven forms in the queries of one; the screen shows them."""
    keys = [live_form(*BLOCKS[:2], slug=f"form-{number}").form.translation_key for number in range(6)]
    with django_assert_max_num_queries(6):
        assert len(live_languages([*keys, contact_form.translation_key])) == 7
        assert pages_with([*keys, contact_form.translation_key])[contact_form.translation_key]
    client.force_login(member_of("Editors"))
    html = client.get(reverse("wagtailsnippets_leads_forms_leadform:list")).content.decode()
    assert "Form-5" in html
    assert "de, en, fr, nl" in html


def test_an_editor_tries_a_form_and_what_is_sent_is_a_test(client):
    """Issue 3, 1: kept and marked as a test; the page without the mark stays what everybody sees."""
    version = live_form(*BLOCKS)
    client.force_login(member_of("Editors"))
    address = client.get(reverse("try_form", args=[version.form_id])).url
    assert address.startswith("/en/forms/offer/?form_test=")
    page = Visitor().get(address)
    assert "This is a test." in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    plain = Visitor().get("/en/forms/offer/").content
    assert b"form_test" not in plain
    assert Visitor().get("/en/forms/offer/?form_test=forged").content == plain
    mark = re.search(r'name="form_test" value="([^"]+)"', page.content.decode())[1]
    answers = {"name": "Jan", "email": "jan@example.com"}
    assert send(version, answers, form_test=mark).status_code == 302
    assert Submission.objects.get(form_version=version).is_test
    send(version, {**answers, "name": "Els"}, form_test="forged")
    assert Submission.objects.filter(form_version=version, is_test=False).count() == 1


def test_only_those_who_change_forms_make_test_marks(client):
    """R65: a mark comes from the CMS alone."""
    version = live_form(*BLOCKS)
    url = reverse("try_form", args=[version.form_id])
    assert "login" in client.get(url).url
    client.force_login(member_of("Lead handlers"))
    assert "form_test" not in client.get(url).url

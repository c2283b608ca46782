"""Forms in the CMS: written, previewed, refused on the field that is wrong, placed on pages, never lost."""

import json
import re
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale, Page, ReferenceIndex
from wagtail_localize.models import TranslatableObject, Translation, TranslationSource

from leads.forms.blocks import FormBlock
from leads.forms.models import FormVersion, LeadForm, LiveForm
from leads.forms.publishing import publish_all_forms
from leads.forms.rendering import block_context
from leads.submissions.models import Submission
from privacy.register.lint import purpose_url
from privacy.register.models.facts import Purpose
from tests.factories import member_of
from tests.leads.building import approve_all_of, ask, draft_form, posted
from tests.leads.conftest import PATH

pytestmark = pytest.mark.django_db
LIST = "wagtailsnippets_leads_forms_leadform:list"
EDIT = "wagtailsnippets_leads_forms_leadform:edit"


@pytest.fixture
def editor(client, db):
    user = get_user_model().objects.create_superuser("editor", "editor@kargro.example", "x")
    client.force_login(user)
    return client


def test_publishing_in_the_cms_makes_a_version(editor, contact_form):
    """The editor's way: change the heading, publish, visitors see it."""
    url = reverse(EDIT, args=[contact_form.pk])
    response = editor.post(url, posted(contact_form, title="Write to us", **{"action-publish": "1"}))
    assert response.status_code == 302
    assert LiveForm.objects.get(slug="contact", language="en").version.texts["title"] == "Write to us"


def test_an_undeclared_field_is_refused_where_it_stands(editor, contact_form, in_use):
    """R8, E3: publishing says which field, which purpose, and links the register; visitors keep what they had."""
    purpose = Purpose.objects.get(key="meeting")
    blocks = contact_form.body.get_prep_value()
    purpose.uses.filter(category__key="subject").delete()
    purpose.uses.filter(category__key="message").update(requirement="required")
    in_use("meeting")
    url = reverse(EDIT, args=[contact_form.pk])
    response = editor.post(
        url, posted(contact_form, blocks, purpose=purpose.pk, **{"action-publish": "1"}), follow=True
    )
    html = response.content.decode()
    assert "does not declare (policy §2)" in html
    assert str(purpose_url("meeting")) in html
    errors = response.context["form"].errors.as_data()["body"][0]
    position = [block["type"] for block in blocks].index("subject")
    assert list(errors.block_errors) == [position]
    contact_form.refresh_from_db()
    assert contact_form.purpose.key == "contact"
    assert LiveForm.objects.get(slug="contact", language="en").version.purposes == ["contact"]


def test_an_address_of_other_letters_is_refused_on_its_field(editor, contact_form):
    """E3: what could not be saved at all stays on the screen with its error."""
    url = reverse(EDIT, args=[contact_form.pk])
    response = editor.post(url, posted(contact_form, slug="Not good", **{"action-publish": "1"}))
    assert "slug" in response.context["form"].errors


def test_a_draft_may_hold_anything(editor, contact_form):
    """Guards belong to publishing: an unfinished draft is saved, visitors keep the published one."""
    before = LiveForm.objects.get(slug="contact", language="en").version
    url = reverse(EDIT, args=[contact_form.pk])
    assert editor.post(url, posted(contact_form, purpose="", title="Draft")).status_code == 302
    assert LiveForm.objects.get(slug="contact", language="en").version == before
    html = editor.get(url).content.decode()
    assert "This stands in the way of a new one" in html
    assert "has no purpose" in html


def test_a_scheduled_publication_that_is_refused_stops_nothing(contact_form):
    """Trap 20: the next scheduled item is still published, visitors keep the last good version."""
    from django.core.management import call_command

    before = LiveForm.objects.get(slug="contact", language="en").version
    other = LeadForm.objects.get(slug="contact", locale__language_code="nl")
    contact_form.purpose, other.title = None, "Vraag het ons"
    for form in (contact_form, other):
        form.go_live_at = timezone.now() - timedelta(seconds=1)
        form.save_revision(approved_go_live_at=form.go_live_at)
    call_command("publish_scheduled")
    assert LiveForm.objects.get(slug="contact", language="en").version == before
    assert LiveForm.objects.get(slug="contact", language="nl").version.texts["title"] == "Vraag het ons"


def test_the_preview_shows_the_draft_and_cannot_be_sent(contact_form):
    """The draft as it would be published, in its language, its button switched off."""
    contact_form.title = "A draft heading"
    html = contact_form.make_preview_request().content.decode()
    assert "A draft heading" in html
    assert 'type="submit" disabled' in html


def test_the_list_says_where_a_form_is_live_and_placed(editor, contact_form):
    """E4: usage before anything is taken offline; one row a form."""
    for page in Page.objects.all():
        ReferenceIndex.create_or_update_for_object(page.specific)
    html = editor.get(reverse(LIST)).content.decode()
    assert "de, en, fr, nl" in html
    assert "Contact" in html
    assert html.count(reverse(EDIT, args=[contact_form.pk])) >= 1
    assert reverse(EDIT, args=[LeadForm.objects.get(slug="contact", locale__language_code="de").pk]) not in html
    assert "nowhere yet" not in html


def test_the_list_of_forms_costs_the_same_for_four_and_for_thirty(editor, contact_form):
    """Issue 3, Numbers: no query more for a form more; each row still offers what concerns its languages."""
    address, cost = reverse(LIST), {}
    editor.get(address)
    for number in range(30):
        draft_form(ask("message"), slug=f"form-{number}", name=f"Form {number:02}")
        if number + 3 in (4, 30):
            with CaptureQueriesContext(connection) as queries:
                html = editor.get(address).content.decode()
            cost[number + 3] = len(queries)
            submit = re.findall(r"/localize/submit/snippet/leads_forms/leadform/\d+/", html)
            assert len(set(submit)) == number + 1
            assert html.count("Pass changes on to the translations: ") == 2
    assert cost[4] == cost[30] <= 25, cost


def test_who_may_not_translate_is_offered_no_translation(client, contact_form):
    """R65: a role without that permission sees the row without it."""
    draft_form(ask("message"), slug="untranslated", name="Untranslated")
    offered = {}
    for role in ("Editors", "Privacy officers"):
        client.force_login(member_of(role))
        html = client.get(reverse(LIST)).content.decode()
        assert "Untranslated" in html
        offered[role] = "/localize/submit/" in html
    assert offered == {"Editors": True, "Privacy officers": False}


def test_a_published_form_cannot_be_deleted(editor, contact_form, receive):
    """E4: deleting is refused, in the list too; the message stays."""
    message = receive()
    url = reverse("wagtailsnippets_leads_forms_leadform:delete", args=[contact_form.pk])
    bulk = reverse("wagtail_bulk_action", args=["leads_forms", "leadform", "delete"]) + f"?id={contact_form.pk}"
    editor.post(url)
    editor.post(bulk)
    assert LeadForm.objects.filter(pk=contact_form.pk).exists()
    assert Submission.objects.filter(pk=message.pk).exists()


def test_a_purpose_a_form_relies_on_cannot_be_deleted(contact_form):
    """E4: PROTECT, as for everything used."""
    from django.db.models import ProtectedError

    with pytest.raises(ProtectedError):
        contact_form.purpose.delete()


def contact_page(language="en"):
    from leads.forms.rendering import form_path

    assert form_path("contact")
    return next(
        page
        for page in Page.objects.live().filter(locale__language_code=language).specific()
        if any(isinstance(block, FormBlock) for block, _value in walk(page))
    )


def walk(page):
    from home.base.block_tree import walk_page

    return walk_page(page)


@pytest.mark.parametrize("language", ["en", "nl", "de", "fr"])
def test_a_page_shows_its_form_in_its_language(visitor, language):
    """T2, E4: the version of the page's language, with the page's title and path in the mark."""
    from leads.forms.rendering import read_mark

    page = contact_page(language)
    response = visitor.get(page.get_url_parts()[2])
    html = response.content.decode()
    version = LiveForm.objects.get(slug="contact", language=language).version
    assert version.texts["submit_label"] in html
    assert f'action="/{language}/forms/contact/"' in html
    shown = read_mark(html.split('name="form_shown" value="')[1].split('"')[0])
    assert (shown.version_id, shown.page_title) == (version.pk, page.title)
    assert shown.page_path == page.get_url_parts()[2]


def test_a_page_whose_form_is_offline_shows_phone_and_mail(visitor, contact_form):
    """E4: never a hole."""
    contact_form.unpublish()
    html = visitor.get(contact_page().get_url_parts()[2]).content.decode()
    assert "This form is not available at the moment" in html
    assert "mailto:info@kargro.nl" in html


def test_a_block_without_a_form_shows_phone_and_mail(db):
    """E4: an empty chooser is no hole either."""
    assert block_context(form=None)["controller"].email == "info@kargro.nl"


def test_deleting_the_page_keeps_its_messages(visitor, receive):
    """E4, R44: title and path are text."""
    page = contact_page()
    message = receive()
    page.delete()
    message.refresh_from_db()
    assert message.page_path == "/en/contact/"


def test_a_translator_sees_every_word_and_no_fact(contact_form):
    """T2: texts and labels are strings to translate; purpose and address are not."""
    source, _created = TranslationSource.update_or_create_from_instance(contact_form)
    strings = set(source.stringsegment_set.values_list("string__data", flat=True))
    for words in ("Ask us", "Send", "Your name", "Phone number", "Your message", "Your message has arrived"):
        assert words in strings
    assert not strings & {"contact", "required", "one_of", "optional"}
    assert not source.overridablesegment_set.filter(context__path__in=["slug", "purpose", "name"]).exists()


def test_a_published_translation_goes_live_in_its_language(contact_form):
    """T1, R28: a translation published in the translation editor becomes that language's version."""
    LiveForm.objects.filter(language="nl").delete()
    source, _created = TranslationSource.update_or_create_from_instance(contact_form)
    locale = Locale.objects.get(language_code="nl")
    translation, _new = Translation.objects.get_or_create(source=source, target_locale=locale)
    assert TranslatableObject.objects.filter(pk=source.object_id).exists()
    translation.save_target(publish=True)
    publish_all_forms(now=timezone.now())
    version = LiveForm.objects.get(slug="contact", language="nl").version
    assert version.form.locale == locale
    assert [spec["key"] for spec in version.schema] == [
        spec["key"] for spec in LiveForm.objects.get(slug="contact", language="en").version.schema
    ]


def test_field_keys_do_not_follow_labels(contact_form):
    """R44: renaming a field keeps its key, so answers stay comparable."""
    before = [spec["key"] for spec in LiveForm.objects.get(slug="contact", language="en").version.schema]
    blocks = contact_form.body.get_prep_value()
    for block in blocks:
        if "label" in block["value"]:
            block["value"]["label"] += " (renamed)"
    contact_form.body = json.loads(json.dumps(blocks))
    approve_all_of(contact_form)
    contact_form.save_revision().publish()
    version = LiveForm.objects.get(slug="contact", language="en").version
    assert [spec["key"] for spec in version.schema] == before
    assert version.label("name") == "Your name (renamed)"


def test_old_messages_keep_the_words_they_were_asked_with(contact_form, receive):
    """R44: renamed and deleted fields leave an old message complete."""
    from leads.inbox.detail import answers_of

    message = receive()
    contact_form.body = [
        block for block in contact_form.body.get_prep_value() if block["type"] in ("name", "email", "text")
    ]
    contact_form.save_revision().publish()
    fresh = Submission.objects.get(pk=message.pk)
    (section,) = answers_of(fresh, revealed=False)
    assert ("Your message", "Two hundred casings, please.") in [(found.label, found.text) for found in section.answers]
    assert FormVersion.objects.filter(form=contact_form).count() == 2


def test_the_form_page_costs_few_queries(visitor, django_assert_max_num_queries):
    """Issue 2, Numbers: no N+1."""
    with django_assert_max_num_queries(12):
        assert visitor.get(PATH).status_code == 200

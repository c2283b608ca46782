"""What visitors read before they send: from the release, in their language."""

import pytest
from django.conf import settings
from django.utils import timezone

from leads.forms.models import LiveForm
from leads.forms.selectors import live_version
from privacy.policy.models import PrivacyPage
from privacy.register.models.facts import Controller
from privacy.register.models.texts import PurposeText
from privacy.register.selectors import current_release
from privacy.register.services import publish_release
from tests.leads.conftest import PATH

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_each_language_has_its_notice_from_its_release(visitor, language):
    """R4: who, why, on what ground, how long, and the way to the policy."""
    assert LiveForm.objects.filter(slug="contact", language=language).exists()
    html = visitor.get(f"/{language}/forms/contact/").content.decode()
    register = current_release().in_language(language)
    purpose = register.purpose("contact")
    notice = html[html.index('<aside class="notice"') : html.index("</aside>")]
    from django.utils import translation
    from django.utils.html import escape

    with translation.override(language):
        expected = [register.controller.legal_name, purpose.description, purpose.basis_label, purpose.requirement_note]
        expected += [period.label for period in purpose.periods]
    for text in expected:
        assert text
        assert str(escape(text)) in notice
    privacy = PrivacyPage.objects.live().get(locale__language_code=language)
    assert f'href="{privacy.get_url_parts()[2]}"' in notice
    assert html.index('<aside class="notice"') < html.index('<button class="button button--accent" type="submit"')


def test_a_new_release_changes_the_notice(visitor):
    """R4, E3: nothing about purposes is typed into a form."""
    text = PurposeText.objects.get(purpose__key="contact", locale__language_code="en")
    text.description = "We use your words to answer you, and for nothing else."
    text.save()
    before = visitor.get(PATH).content
    from privacy.register.models.texts import RegisterText
    from privacy.register.services import approve_text

    for row in PurposeText.objects.filter(purpose__key="contact").exclude(locale__language_code="en"):
        assert isinstance(row, RegisterText)
        approve_text(text=row, user=None, now=timezone.now())
    assert visitor.get(PATH).content == before
    publish_release(user=None, note="Clearer", material=False, now=timezone.now())
    assert "and for nothing else." in visitor.get(PATH).content.decode()


def test_a_contract_purpose_has_no_box(visitor):
    """R40: notice, no consent box, no acceptance of anything."""
    html = visitor.get(PATH).content.decode()
    start = html.index('<form class="form"')
    form = html[start : html.index("</form>", start)]
    assert "checkbox" not in form
    assert "Performance of a contract" in form


def test_the_form_asks_nothing_that_is_not_declared():
    """R8, R29, R39: the sample form's questions are the purpose's data."""
    version = live_version("contact", "en")
    asked = {spec["category"] for spec in version.schema if spec["category"]}
    purpose = current_release().in_language("en").purpose("contact")
    assert asked == {category.key for category in purpose.categories if category.requirement != "automatic"}


def test_labels_stand_above_and_tell_what_is_optional(visitor):
    """X6: every input has its label; optional is said in words; the phone's keyboard fits."""
    html = visitor.get(PATH).content.decode()
    for name in ("name", "organisation", "email", "phone", "phone_2", "subject", "message"):
        assert f'<label class="field__label" for="form-{name}">' in html
    assert html.count("(optional)") == 3
    for attribute in ('autocomplete="name"', 'autocomplete="organization"', 'inputmode="email"', 'inputmode="tel"'):
        assert attribute in html
    assert "maxlength" not in html


def test_nothing_inline_stands_in_a_form(visitor):
    """P4: no inline script, style or handler."""
    import re

    html = visitor.get(PATH).content.decode()
    assert not re.search(r"<script(?![^>]*(src=|application/ld\+json))|\sstyle=|\son\w+=", html)


def test_the_closed_form_shows_the_company_from_the_register(visitor, contact_form):
    """E4: phone and mail, as the register says them."""
    contact_form.unpublish()
    html = visitor.get(PATH).content.decode()
    assert Controller.objects.get().phone in html

"""No clock and no translator takes the page of a document away from its readers."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale, Revision
from wagtail_localize.models import Translation, TranslationSource

from home.translation.other_languages import let_expire
from leads.forms.models import LeadForm
from privacy.policy.models import PrivacyPage, TermsPage
from tests.privacy.register.helpers import logged_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def page():
    return PrivacyPage.objects.get(locale__language_code="en")


def by_saving(page, when):
    page.expire_at, page.go_live_at = when, when
    page.save()


def by_publishing(page, when):
    page.expire_at, page.go_live_at = when, when
    page.save_revision().publish()


def by_a_revision_of_before(page, when):
    """As revisions stand in the database from a time when the page had a panel for it."""
    revision = page.save_revision()
    moment = when.isoformat()
    Revision.objects.filter(pk=revision.pk).update(
        content={**revision.content, "expire_at": moment, "go_live_at": moment}
    )
    Revision.objects.get(pk=revision.pk).publish()


def by_the_edit_screen(page, when):
    moment = when.strftime("%Y-%m-%d %H:%M")
    post = {"slug": page.slug, "expire_at": moment, "go_live_at": moment, "action-publish": "1"}
    root = get_user_model().objects.create_superuser("root", password="x")
    client = Client()
    client.force_login(root)
    client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), {**post, "comments-TOTAL_FORMS": "0"})


def with_the_other_languages(page, when):
    let_expire(page, at=when, user=None)


def by_copying_for_translation(page, when):
    page.expire_at = page.go_live_at = when
    target = page.get_translation(Locale.objects.get(language_code="de"))
    target.delete()
    copy = page.copy_for_translation(Locale.objects.get(language_code="de"))
    assert (copy.expire_at, copy.go_live_at) == (None, None)


WAYS = (
    by_saving, by_publishing, by_a_revision_of_before, by_the_edit_screen, with_the_other_languages,
    by_copying_for_translation,
)  # fmt: skip


@pytest.mark.parametrize("days", [-1, 1])
@pytest.mark.parametrize("way", WAYS)
def test_no_clock_ends_or_hides_the_page_of_a_document(way, days):
    """R92: whichever way a beginning or an end is given, the page neither goes nor waits when the clock runs."""
    page = TermsPage.objects.get(locale__language_code="en")
    page.save_revision().publish()
    page.refresh_from_db()
    way(page, timezone.now() + timedelta(days=days))
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        call_command("publish_scheduled", verbosity=0)
    kept = TermsPage.objects.get(pk=page.pk)
    assert kept.live
    assert (kept.expire_at, kept.go_live_at, kept.expired) == (None, None, False)
    assert not Revision.objects.filter(approved_go_live_at__isnull=False).exists()


@pytest.mark.parametrize("model", [PrivacyPage, TermsPage, LeadForm])
def test_a_translator_publishes_nothing_by_passing_changes_on(client, model, django_capture_on_commit_callbacks):
    """R92, T9: wagtail-localize's update publishes pages and forms; it asks first here. An officer's goes through."""
    row = model.objects.filter(locale__language_code="en").order_by("pk").first()
    target = row.get_translation(Locale.objects.get(language_code="nl"))
    published = lambda: model.objects.get(pk=target.pk).latest_revision_id  # noqa: E731
    source, _created = TranslationSource.get_or_create_from_instance(row)
    Translation.objects.get_or_create(source=source, target_locale=target.locale)
    address, before = reverse("wagtail_localize:update_translations", args=[source.pk]), published()
    with django_capture_on_commit_callbacks(execute=True):
        assert logged_in(Client(), "Translators").post(address, {"publish_translations": "on"}).status_code == 302
    assert published() == before
    client.force_login(get_user_model().objects.create_superuser("root", password="x"))
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address, {"publish_translations": "on"})
    assert published() != before

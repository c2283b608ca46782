"""Short ways to what tests need; each goes through the product's own verbs."""

from datetime import date, datetime
from uuid import uuid4

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.utils import timezone
from wagtail.models import Locale

from privacy.outbox.models import OutboxMail
from privacy.register.models.facts import Vendor
from privacy.register.models.releases import Release
from privacy.register.models.texts import TEXT_MODELS, VendorText
from privacy.register.services import approve_text, publish_release
from privacy.staff.models import ChangeNotice


def approve_every_text(*, now: datetime | None = None) -> None:
    """Approve each translation of the register that is not approved as it stands."""
    source = Locale.get_default()
    for model in TEXT_MODELS:
        rows = model.objects.select_related("locale")
        sources = {row.translation_key: row for row in rows if row.locale == source}
        for text in rows:
            if text.locale != source and text.approved_hash != text.words_hash(sources.get(text.translation_key)):
                approve_text(text=text, user=None, now=now or timezone.now())


def release(*, note: str = "A test's release.", material: bool = True, now: datetime | None = None) -> Release:
    """Approve every text and publish the register as it stands."""
    moment = now or timezone.now()
    approve_every_text(now=moment)
    return publish_release(user=None, note=note, material=material, now=moment)


def a_processor(key: str, name: str) -> Vendor:
    """Return a company that is switched on and acts on our instructions, with its words in every language."""
    values = {"role": "processor", "country": "NL", "safeguards": "eea", "contract_date": date(2026, 1, 1)}
    statement = {"privacy_url": "https://processor.example/", "uses_nobody": True}
    company, together = Vendor.objects.create(key=key, name=name, active=True, **values, **statement), uuid4()
    for locale in Locale.objects.all():
        words = {"what": f"What {name} does.", "receives": f"What {name} receives."}
        VendorText.objects.create(vendor=company, locale=locale, translation_key=together, **words)
    return company


def member_of(role: str, username: str = "", email: str = "staff@kargro.example"):
    """Return a new member of staff with a role, whose coming was told already."""
    user = get_user_model().objects.create_user(
        username=username or role.lower().replace(" ", "-"),
        password="a-long-test-password",
        email=email,
    )
    user.groups.add(Group.objects.get(name=role))
    all_is_told()
    return user


def all_is_told() -> None:
    """Begin with nothing left to tell of accounts that were made or changed."""
    OutboxMail.objects.filter(kind__startswith="account_").delete()
    ChangeNotice.objects.all().delete()


def granter():
    """Return who authorised people before the test begins: an officer of earlier days, whose account is closed."""
    return get_user_model().objects.get_or_create(username="former-officer", defaults={"is_active": False})[0]

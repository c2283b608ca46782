"""What stands on the pages of legal documents: while any of it is live, their pages stay where they are (R92)."""

from collections.abc import Callable, Iterable

from django.core.exceptions import PermissionDenied
from django.db.models.signals import pre_delete, pre_save
from django.utils.translation import gettext as _
from wagtail.models import Page

from privacy.policy.models import DocumentPage, PrivacyPage
from privacy.register.selectors import current_release

# Returns what would be without a policy in a language, in words: "9 forms are live".
Standing = Callable[[str], Iterable[str]]
_standing: list[Standing] = []


def stands_on_policy(standing: Standing) -> Standing:
    """Decorator: let a room say what of it visitors would use without a policy; call it in ready."""
    if standing not in _standing:
        _standing.append(standing)
    return standing


@stands_on_policy
def cookies_stand_on_policy(language: str) -> Iterable[str]:
    """Yield that visitors are asked about cookies: the banner refers to the policy."""
    release = current_release()
    if release and any(group.asked for group in release.facts.cookie_groups):
        yield _("visitors are asked about cookies")


def why_not(page: Page) -> str:
    """Return why a page may not be taken away from visitors, as a sentence; empty when it may."""
    if not page.live or page.specific_class is not PrivacyPage:
        return ""
    if PrivacyPage.objects.live().public().filter(locale=page.locale_id).exclude(pk=page.pk).exists():
        return ""
    reasons = [reason for standing in _standing for reason in standing(page.locale.language_code)]
    if not reasons:
        return ""
    return _("The privacy policy stays where it is: %(reasons)s. Take that offline first.") % {
        "reasons": "; ".join(reasons)
    }


def documents_below(pages: Iterable[Page]) -> list[Page]:
    """Return the pages of legal documents among pages and everything below them."""
    found: dict[int, Page] = {}
    for page in pages:
        for row in page.get_descendants(inclusive=True):
            if row.specific_class and issubclass(row.specific_class, DocumentPage):
                found[row.pk] = row
    return list(found.values())


def _before_save(sender: type, instance: object, raw: bool = False, **kwargs: object) -> None:
    if raw or not isinstance(instance, Page) or instance.live or not instance.pk:
        return
    before = Page.objects.filter(pk=instance.pk, live=True).first()
    if before and (reason := why_not(before)):
        raise PermissionDenied(reason)


def _before_delete(sender: type, instance: object, **kwargs: object) -> None:
    if isinstance(instance, Page) and (reason := why_not(instance)):
        raise PermissionDenied(reason)


def keep_pages() -> None:
    """Refuse to hide or delete the policy while something stands on it, whichever way it is tried."""
    pre_save.connect(_before_save, dispatch_uid="policy-page-stays-live")
    pre_delete.connect(_before_delete, dispatch_uid="policy-page-stays")

"""What a release does to visitors who have chosen already, before it is published (C22)."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from privacy.cookies.models import ConsentRecord
from privacy.register import reconsent
from privacy.register.differences import Difference
from privacy.register.impact import Effect, release_effect


@release_effect
def asked_again(difference: Difference) -> Iterable[Effect]:
    """Say, for each cookie group, how many choices in force would be asked for again, and when."""
    before, after = difference.before, difference.after
    if not before or not after:
        return
    optional = [key for key, group in after["cookie_groups"].items() if not group["required"]]
    asked = {key: _how(before, after, key) for key in optional if key in before["cookie_groups"]}
    if not any(asked.values()):
        return
    choices = _in_force()
    for key, words in asked.items():
        if words:
            label = after["texts"][settings.LANGUAGE_CODE]["cookie_groups"].get(key, {}).get("label", key)
            yield Effect(choices, words % {"group": label})


def _how(before: dict[str, Any], after: dict[str, Any], key: str) -> str:
    """Return how a group is asked for again, in words; empty when it is not."""
    if reconsent.changes_of(before, after, key, material=False):
        return _("choices are asked for again under “%(group)s”")
    if reconsent.changes_of(before, after, key, material=True):
        return _("choices are asked for again under “%(group)s”, if the change is material")
    return ""


def _in_force() -> int:
    """Return how many browsers hold a choice about groups that has not lapsed and that no later one replaced."""
    later = ConsentRecord.objects.filter(previous=OuterRef("pk"))
    whole = ConsentRecord.objects.filter(valid_until__gt=timezone.now()).exclude(method=ConsentRecord.Method.EMBED)
    return whole.filter(~Exists(later)).count()

"""What a release does to visitors who have chosen already, before it is published (C22)."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from privacy.cookies.models import ConsentRecord
from privacy.register import reconsent
from privacy.register.differences import Difference
from privacy.register.impact import Effect, release_effect
from privacy.register.release import Snapshot


@release_effect
def asked_again(difference: Difference) -> Iterable[Effect]:
    """Say, for each cookie group, how many choices in force would be asked for again, and when."""
    before, after = difference.before, difference.after
    if not before or not after:
        return
    optional = [group for group in after.facts.cookie_groups if not group.required]
    known = before.facts.cookie_groups_by_key
    asked = {group.label: _how(before, after, group.key) for group in optional if group.key in known}
    if not any(asked.values()):
        return
    choices = _in_force()
    for label, words in asked.items():
        if words:
            yield Effect(choices, words % {"group": label})


def _how(before: Snapshot, after: Snapshot, key: str) -> str:
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

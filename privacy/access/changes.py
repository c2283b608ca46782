"""What can change about who may do what, by name and in words: never a value (R68, R94).

Names are a word (`email`), or a word with what it is about behind a colon (`role:Editors`). "+" before it says that it was
given, "-" that it was taken away.
"""

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from privacy.access.selectors import purpose_titles

EMAIL, USERNAME, PASSWORD = "email", "username", "password"
SUPERUSER, ACTIVE, ACCOUNT, APP, CODES, PASSKEY = "superuser", "active", "account", "app", "codes", "passkey"
AGREED = "address_agreed"

_WORDS: Mapping[str, str | Promise] = {
    EMAIL: gettext_lazy("the e-mail address"),
    USERNAME: gettext_lazy("the user name"),
    PASSWORD: gettext_lazy("the password"),
    "+account": gettext_lazy("the account was made"),
    "-account": gettext_lazy("the account was deleted"),
    "+superuser": gettext_lazy("may do everything: given"),
    "-superuser": gettext_lazy("may do everything: taken away"),
    "+active": gettext_lazy("the account was opened"),
    "-active": gettext_lazy("the account was closed"),
    "+app": gettext_lazy("an authenticator app was set up"),
    "-app": gettext_lazy("the authenticator app was taken away"),
    "+codes": gettext_lazy("recovery codes were made"),
    "-codes": gettext_lazy("the recovery codes were taken away"),
    "+passkey": gettext_lazy("a passkey was set up"),
    "-passkey": gettext_lazy("a passkey was taken away"),
    AGREED: gettext_lazy("a second person agreed to the new address"),
}
# With what they are about.
_ABOUT: Mapping[str, str | Promise] = {
    "+role": gettext_lazy("the role “%(name)s” was given"),
    "-role": gettext_lazy("the role “%(name)s” was taken away"),
    "+permission": gettext_lazy("the permission “%(name)s” was given"),
    "-permission": gettext_lazy("the permission “%(name)s” was taken away"),
    "+reads": gettext_lazy("may read data collected for “%(name)s”"),
    "-reads": gettext_lazy("may no longer read data collected for “%(name)s”"),
    "+proposed": gettext_lazy("the role “%(name)s” was proposed"),
    "-proposed": gettext_lazy("the role “%(name)s” was refused"),
}


def in_words(what: str) -> str:
    """Return what changed as people read it, in the active language; the name itself where it is not known."""
    if what in _WORDS:
        return str(_WORDS[what])
    kind, _colon, name = what.partition(":")
    if kind not in _ABOUT:
        return what
    if kind.endswith("reads"):
        name = purpose_titles([name])[name]
    elif kind.endswith(("role", "proposed")):
        name = gettext(name)
    return str(_ABOUT[kind]) % {"name": name}


def difference(kind: str, before: Iterable[str], after: Iterable[str]) -> list[str]:
    """Return the names of what was taken away, then of what was given."""
    old, new = set(before), set(after)
    return [*(f"-{kind}:{one}" for one in sorted(old - new)), *(f"+{kind}:{one}" for one in sorted(new - old))]

"""What a withdrawal takes along, as the register declares it."""

import re
from uuid import uuid4

import pytest
from cookie_consent.models import Cookie, CookieGroup
from wagtail.models import Locale

from privacy.register.models.cookie_facts import CookieFacts
from privacy.register.models.texts import CookieText
from tests import factories


def declare(name, kind):
    """Add something that the measuring group keeps, with its words in every language."""
    cookie = Cookie.objects.create(cookiegroup=CookieGroup.objects.get(varname="analytical"), name=name)
    CookieFacts.objects.create(cookie=cookie, kind=kind, duration_value=1)
    key = uuid4()
    for locale in Locale.objects.all():
        CookieText.objects.create(cookie=cookie, locale=locale, translation_key=key, purpose="Counts.")


@pytest.mark.django_db
def test_the_settings_name_what_each_group_keeps_and_what_stays(client):
    """C20, R96: our own cookies by name and pattern, keys of the browser's storage with the storage they stand in."""
    declare("visit.*", "local_storage")
    declare("tab", "session_storage")
    declare("dot", "pixel")
    factories.release()
    page = client.get("/en/cookies/").content.decode()
    (declared,) = set(re.findall(r'value="analytical" data-own="([^"]*)"', page))
    assert {"_ga", "localStorage:visit.*", "sessionStorage:tab"} < set(declared.split())
    assert "dot" not in declared
    (necessary,) = re.findall(r'data-own="([^"]*)" data-consent-settings', page)
    assert {"kargro_consent", "kargro_session", "kargro_csrf", "messages"} <= set(necessary.split())
    assert not {"_ga", "localStorage:visit.*"} & set(necessary.split())

"""How requests reach the site: probes by address alone, and proxies that are there or are not."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from privacy.operations.health import concerns
from privacy.operations.proxies import IN_A_ROW

pytestmark = pytest.mark.django_db
NO_NAME = {"Host": "10.0.0.7:8000"}


def test_a_probe_by_address_is_answered_and_nothing_else_is(client, settings):
    """P6: a load balancer has an address and no name; whatever is not a health address needs a name we answer to."""
    settings.ALLOWED_HOSTS = ["www.kargrogroup.test"]
    settings.SECURE_SSL_REDIRECT, settings.SECURE_REDIRECT_EXEMPT = True, [r"^healthz$", r"^readyz$"]
    assert client.get("/healthz", headers=NO_NAME).json() == {"alive": True}
    assert client.get("/readyz", headers=NO_NAME).json()["checks"]["database"] == "ok"
    assert client.post("/healthz", headers=NO_NAME).status_code == 405
    for path in ("/", "/en/", "/healthz/", "/en/healthz", "/admin/login/"):
        assert client.get(path, headers=NO_NAME, secure=True).status_code == 400, path


def told():
    """Return what administrators should know."""
    return " ".join(concerns(now=timezone.now()))


def home(user):
    """Return the CMS home as somebody sees it."""
    client = Client()
    client.force_login(user)
    return client.get("/admin/").content.decode()


@pytest.fixture
def administrator():
    user = get_user_model().objects.create_user("administrator", password="x")
    user.groups.add(Group.objects.get(name="Administrators"))
    return user


def ask(client, times, **headers):
    for _ in range(times):
        assert client.get("/robots.txt", headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("proxies", "right", "wrong", "said"),
    [
        (0, {}, {"X-Forwarded-For": "203.0.113.7"}, "takes all visitors for one"),
        (1, {"X-Forwarded-For": "203.0.113.7"}, {}, "Requests come past the proxy"),
        (2, {"X-Forwarded-For": "203.0.113.7, 10.0.0.1"}, {"X-Forwarded-For": "203.0.113.7"}, "past the proxy"),
    ],
)
def test_a_wrong_number_of_proxies_is_told_on_the_home(settings, administrator, proxies, right, wrong, said):
    """P6, P7: once twenty requests in a row say so; a single stranger is no proxy; what was mended is forgotten."""
    settings.TRUSTED_PROXIES = proxies
    client = Client()
    ask(client, IN_A_ROW - 1, **wrong)
    ask(client, 1, **right)
    assert said not in told()
    ask(client, IN_A_ROW, **wrong)
    assert said in told()
    assert said in home(administrator)
    ask(client, IN_A_ROW, **right)
    assert said not in told()


def test_probes_past_the_proxy_are_no_reason(settings):
    """P6: a machine that asks for health is beside the site, not before it."""
    settings.TRUSTED_PROXIES = 1
    client = Client()
    for _ in range(IN_A_ROW):
        client.get("/healthz")
    assert cache.get("operations:proxies") is None

"""Whatever is sent to whichever public address: a readable answer before long, and not a word of it in the log (P4, R69)."""

import json
import logging
import time
from datetime import timedelta
from urllib.parse import quote, quote_from_bytes, urlencode

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import path
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kargro.logs import AsJson, WithoutTokens
from kargro.urls import urlpatterns as of_the_site
from leads.forms.rendering import mark, shown_now
from leads.forms.selectors import live_version
from leads.submissions import spam
from privacy.cookies.selectors import current_offer
from privacy.rights import email_verification
from privacy.rights.models import Challenge
from privacy.staff.invitations import invite, link_of
from tests.factories import member_of
from tests.test_limits import challenge, folders, identity_address  # noqa: F401
from tests.test_walk import WALKED, routes

pytestmark = pytest.mark.django_db
EXAMPLES = 25
# Of this processor: how busy the machine is with other things says nothing.
MOST_SECONDS = 2
# Somebody's address and number, sent in every place but the path: they stand in no line of the log.
SENTINELS = ("zsofia.sentinel@sentinel-mail.example", "+31658765432")
# Addresses of the CMS that anybody reaches before signing in.
ENTRANCE = (
    "/admin/",
    "/admin/login/",
    "/admin/login/code/",
    "/admin/logout/",
    "/admin/confirm/",
    "/admin/confirm/code/",
    "/admin/second-factor/",
    "/admin/second-factor/app/",
    "/admin/invitation/none/",
    "/admin/password_reset/",
    "/admin/password_reset/confirm/none/none/",
    "/admin/password_reset/done/",
    "/admin/jsi18n/",
)
ODD = (
    "",
    "\x00",
    "a\x00b",
    "\ufeff\u202e\u200b",
    "🚚" * 20,
    "\U000e0001",
    "ß\u0130\u0131",
    "-1",
    "0",
    "1e999",
    "NaN",
    "9" * 30,
    "9" * 4_400,
    "-" + "9" * 30,
    "٣",
    "²",
    "x" * 5_000,
    "../../../etc/passwd",
    "%00%ff",
    "' OR 1=1 --",
    "<script>",
    "{{7*7}}",
    "a\r\nX: y",
    "[]",
    "true",
    "null",
    *SENTINELS,
)
FIELDS = (
    "q", "page", "next", "show", "test", "p", "lang", "cat", "email", "phone", "action", "right", "reference", "words", "event", "sure",
    "code", "number", "method", "release", "decision", "groups", "id", "copy", "covered", "in_browser", "password", "password1",
    "password2", "return_url", "login", "username", "name", "message", "form_key", "form_shown", "form_proof", "form_change",
    "work_key", "work_proof", "csp-report", "previous", "vendors", "gpc",
)  # fmt: skip
HEADERS = (
    "Accept-Language", "Accept-Encoding", "X-Forwarded-For", "X-Forwarded-Proto", "Referer", "Origin", "User-Agent", "Sec-GPC",
    "If-None-Match", "If-Modified-Since", "Range", "Content-Length", "Authorization", "X-Requested-With", "X-Request-Id",
)  # fmt: skip
TYPES = (
    "application/x-www-form-urlencoded",
    "application/x-www-form-urlencoded; charset=nonsense",
    "application/x-www-form-urlencoded; charset=utf-16",
    "multipart/form-data; boundary=x",
    "multipart/form-data; boundary=",
    "multipart/form-data",
    "application/json",
    "application/json; charset=utf-7",
    "application/csp-report",
    "application/reports+json",
    "text/plain",
    "",
    "x",
)
PARTS = (
    b'--x\r\nContent-Disposition: form-data; name="copy"; filename="a\x00.jpg"\r\nContent-Type: image/jpeg\r\n\r\n\xff\xd8\r\n--x--',
    b'--x\r\nContent-Disposition: form-data; name="q"\r\n\r\nunfinished',
    b"--x\r\n\r\n\r\n--x\r\n",
    b'--x\r\nContent-Disposition: form-data; name="email"\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!\r\n--x--',
    b"--x--",
    b'{"method": ',
    b'{"groups": [1, {"a": null}], "release": 1e999, "id": "\\ud800"}',
    b"[" * 2_000,
    b"\xff\xfe{\x00}\x00",
    b"number=\xff\xfe&email=%00%ff&=&&a",
)
odd = st.sampled_from(ODD) | st.text(max_size=30)
pairs = st.lists(st.tuples(st.sampled_from(FIELDS) | odd, odd), max_size=6)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | odd,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=8,
)
bodies = st.one_of(
    st.builds(lambda given: urlencode(given, errors="replace").encode(), pairs),
    st.builds(lambda given: json.dumps(given).encode(), anything),
    st.sampled_from(PARTS),
    st.binary(max_size=200),
)
segments = st.one_of(
    st.builds(lambda text: quote(text, safe="", errors="replace"), odd),
    st.builds(quote_from_bytes, st.binary(max_size=20)),
)
latin = st.text(st.characters(codec="latin-1", exclude_categories=["Cc"]), max_size=60)
headers = st.dictionaries(
    st.sampled_from(HEADERS),
    latin | st.sampled_from([text for text in ODD if text.isprintable() and text.isascii()]),
    max_size=3,
)
cookies = st.lists(
    st.tuples(st.sampled_from(["kargro_consent", "kargro_session", "kargro_csrf", "_ga_(x)"]) | latin, latin),
    max_size=3,
)
requests = st.fixed_dictionaries(
    {
        "method": st.sampled_from(["GET", "GET", "POST", "POST", "POST", "HEAD", "PUT", "OPTIONS", "DELETE", "BREW"]),
        "segment": st.none() | segments,
        "query": st.builds(lambda given: urlencode(given, errors="replace"), pairs)
        | latin.map(lambda text: quote(text, safe="&=%+")),
        "body": bodies,
        "type": st.sampled_from(TYPES),
        "headers": headers,
        "cookies": cookies,
        "ours": st.booleans(),
    }
)


class Heard(logging.Handler):
    """Keeps every line as production writes it."""

    def __init__(self):
        super().__init__(logging.DEBUG)
        self.lines = []
        self.addFilter(WithoutTokens())

    def emit(self, record):
        self.lines.append(AsJson().format(record))


@pytest.fixture
def heard():
    """Whatever any logger says, those that pass nothing on too."""
    handler, names = Heard(), ["", *logging.root.manager.loggerDict]
    loggers = [logging.getLogger(name) for name in names if not name.startswith(("hypothesis", "faker", "asyncio"))]
    listened = [logger for logger in loggers if logger.name == "root" or not logger.propagate]
    for logger in listened:
        logger.addHandler(handler)
    yield handler.lines
    for logger in listened:
        logger.removeHandler(handler)


numbers = iter(range(1, 60_000))


def sent(address, request):
    """Send what was drawn to an address, from a connection of its own; return the answer and how long it took."""
    number = next(numbers)
    client = Client(raise_request_exception=False, REMOTE_ADDR=f"198.51.{number // 250}.{number % 250}")
    if request["segment"] is not None:
        parts = address.rstrip("/").split("/")
        address = "/".join([*parts[:-1], request["segment"]]) + "/"
    extra = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in request["headers"].items()}
    if "HTTP_CONTENT_LENGTH" in extra:
        extra["CONTENT_LENGTH"] = extra.pop("HTTP_CONTENT_LENGTH")
    if request["ours"]:
        extra["HTTP_SEC_FETCH_SITE"] = "same-origin"
    extra["HTTP_COOKIE"] = "; ".join(f"{name}={value}" for name, value in request["cookies"])
    began = time.thread_time()
    answer = client.generic(
        request["method"],
        address,
        request["body"] if request["method"] not in ("GET", "HEAD") else b"",
        content_type=request["type"],
        QUERY_STRING=request["query"],
        **extra,
    )
    if answer.streaming:
        b"".join(answer.streaming_content)
    return answer, time.thread_time() - began


def faults(answer, took, lines, *, may_say=()):
    """Return what is wrong with an answer and with what was written down meanwhile."""
    found = []
    if answer.status_code >= 500 and answer.status_code not in may_say:
        found.append(f"{answer.status_code}")
    if not answer.streaming and b"Traceback (most recent call last)" in answer.content:
        found.append("shows a traceback")
    if took > MOST_SECONDS:
        found.append(f"took {took:.1f} seconds")
    if any(word in line for line in lines for word in SENTINELS):
        found.append("writes down what was sent")
    return found


def invitation():
    administrator = member_of("Administrators", "inviting")
    values = {
        "first_name": "A",
        "last_name": "B",
        "language": "en",
        "groups": [],
        "by": administrator,
        "now": timezone.now(),
    }
    return f"/admin/invitation/{link_of(invite(email='new@kargro.example', **values))}/"


def own_page():
    challenge(1)
    found = Challenge.objects.latest("pk")
    Challenge.objects.filter(pk=found.pk).update(opened_at=timezone.now())
    return f"/en/rights/mine/{email_verification.open_token(found)}/"


def link():
    challenge(1)
    return f"/en/rights/open/{email_verification.link_token(Challenge.objects.latest('pk'))}/"


# Doors that look at nothing before they know the token: a good one leads on.
DEEPER = {
    "rights/code/<str:token>/": lambda: challenge(1)[0],
    "rights/open/<str:token>/": link,
    "rights/mine/<str:token>/": own_page,
    "rights/identity/<str:token>/": lambda: identity_address(1),
    "/admin/invitation/none/": invitation,
}


# Says in a test, where no worker runs and nothing was backed up, that the site is not ready.
NOT_READY = {"readyz": (503,)}
ADDRESSES = {**{route: paths[0] for route, paths in WALKED.items()}, **{address: address for address in ENTRANCE}}
CASES = [*((route, False) for route in ADDRESSES), *((route, True) for route in DEEPER)]


@pytest.mark.parametrize(("route", "deeper"), CASES, ids=lambda value: str(value))
def test_any_request_gets_a_readable_answer(route, deeper, heard, folders):  # noqa: F811
    """P4, R69: no 5xx, no traceback, nothing of what was sent in the log, an answer within seconds; the same examples each time."""
    address = DEEPER[route]() if deeper else ADDRESSES[route]

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(requests)
    def holds(request):
        heard.clear()
        answer, took = sent(address, request)
        assert faults(answer, took, heard, may_say=NOT_READY.get(route, ())) == [], request

    holds()


def test_the_whole_url_map_is_asked():
    """P4: an address that comes is asked too, or this fails."""
    assert set(routes()) == set(WALKED)


@csrf_exempt
def careless(request):
    """Fails on a NUL, writes down what it got, and shows its own trace."""
    logging.getLogger("careless").warning("got %s", request.GET.dict())
    if "\x00" in request.GET.get("q", ""):
        raise ValueError(request.GET["q"])
    return HttpResponse("Traceback (most recent call last)")


urlpatterns = [path("careless/", careless), *of_the_site]


def test_a_careless_view_is_found(settings, heard):
    """P4, R69: planted: a view with every fault; each is named."""
    settings.ROOT_URLCONF = __name__
    plain = {"method": "GET", "segment": None, "body": b"", "type": "", "headers": {}, "cookies": [], "ours": False}
    answer, took = sent("/careless/", {**plain, "query": urlencode({"q": SENTINELS[0]})})
    assert faults(answer, took, heard) == ["shows a traceback", "writes down what was sent"]
    answer, _took = sent("/careless/", {**plain, "query": "q=%00"})
    assert faults(answer, MOST_SECONDS + 1, []) == ["500", "took 3.0 seconds"]


def likely_choice(values):
    """A choice as the banner sends it, with something odd in it."""
    offer = current_offer("en")
    return {"method": "banner", "release": offer.release, "groups": dict.fromkeys(offer.keys, True), **values}


def test_a_choice_that_is_nearly_right_gets_a_readable_answer(heard):
    """C20, P4: every field of a good choice in turn is of another type."""

    @settings(max_examples=80, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(
        st.dictionaries(
            st.sampled_from(["method", "release", "groups", "vendors", "id", "previous", "gpc"]), anything, max_size=2
        )
    )
    def holds(values):
        heard.clear()
        body = json.dumps(likely_choice(values)).encode()
        common = {"method": "POST", "segment": None, "query": "", "headers": {}, "cookies": [], "ours": True}
        answer, took = sent("/en/cookies/choice/", {**common, "body": body, "type": "application/json"})
        assert faults(answer, took, heard) == [], values

    holds()


def test_a_post_of_a_form_that_is_nearly_right_gets_a_readable_answer(heard):
    """R42, P4: with a good key and mark, each answer odd in turn; longer trials stand in `test_any_body.py`."""

    @settings(max_examples=60, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(
        st.sampled_from(
            ["name", "email", "phone", "message", "organisation", "country", "form_shown", "form_proof", "form_test"]
        ),
        odd,
    )
    def holds(name, value):
        heard.clear()
        key = spam.new_key("contact", now=timezone.now() - timedelta(seconds=10)).text
        good = {"name": "Jan", "email": "jan@example.com", "message": "Casings", "form_key": key}
        good["form_shown"] = mark(shown_now(live_version("contact", "en")))
        body = urlencode({**good, name: value}, errors="replace").encode()
        common = {"method": "POST", "segment": None, "query": "", "headers": {}, "cookies": [], "ours": True}
        answer, took = sent("/en/forms/contact/", {**common, "body": body, "type": TYPES[0]})
        assert faults(answer, took, heard) == [], (name, value)

    holds()

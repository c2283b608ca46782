"""Nobody fills a table: every public address that takes posts has a limit, and over it nothing is written."""

import json
from uuid import uuid4

import pytest
import time_machine
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import path, resolve
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from wagtail.documents.models import Document
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction

from kargro.urls import urlpatterns as of_the_site
from leads.submissions.spam.models import RateCounter
from privacy.cookies.models import BlockedLoad, ConsentRecord, NumberCounter
from privacy.cookies.selectors import current_offer
from privacy.cookies.services import CHOICES
from privacy.rights import email_verification, id_documents, services
from privacy.rights.models import AttemptCounter, Challenge
from tests.factories import member_of
from tests.leads.conftest import Visitor
from tests.privacy.rights.conftest import received_day
from tests.privacy.rights.copies.conftest import photo
from tests.test_walk import LANGUAGES, WALKED, routes

HERE = {"Sec-Fetch-Site": "same-origin"}
ELSEWHERE = "198.51.100.20"
OURS = "127.0.0.1"
PASSWORD_RESET = "admin/password_reset/"
# What posts may leave behind besides counters.
TABLES = ("privacy_cookies", "privacy_rights", "privacy_outbox", "privacy_ledger", "leads_submissions", "sessions")
COUNTERS = {NumberCounter, AttemptCounter, RateCounter}
BOUNDED = {"leads_submissions.LayerCount": "one row for each form, layer and day"}


def browser(address=OURS):
    return Client(headers=HERE, REMOTE_ADDR=address)


def choose(client):
    groups = dict.fromkeys(current_offer("en").keys, True)
    body = {"method": "banner", "release": current_offer("en").release, "groups": groups, "id": str(uuid4())}
    return client.post("/en/cookies/choice/", json.dumps(body), content_type="application/json")


def choice(number):
    return lambda: choose(browser())


def receipt(number):
    choose(browser(ELSEWHERE))
    newest = ConsentRecord.objects.exclude(method="receipt").order_by("-recorded_at").values_list("pk", flat=True)
    withdrawn = ConsentRecord.objects.filter(method="receipt").values_list("previous", flat=True)
    form = f"number={next(pk for pk in newest if pk not in set(withdrawn))}&action=withdraw"
    return lambda: browser().post("/en/cookies/receipt/", form, content_type="application/x-www-form-urlencoded")


def report(number):
    body = {"document-uri": "http://testserver/en/", "blocked-uri": f"https://h{number}.example/x.js"}
    body = {"csp-report": {**body, "effective-directive": "script-src"}}
    return lambda: browser().post("/blocked/", json.dumps(body), content_type="application/csp-report")


def start(number):
    return lambda: browser().post("/en/rights/", {"email": f"person-{number}@example.com"})


def challenge(number):
    """Somebody, at another connection, to whom a code is on its way."""
    asked = browser(ELSEWHERE).post("/en/rights/", {"email": f"person-{number}@example.com"})
    return asked.url, Challenge.objects.latest("pk")


def code(number):
    address, found = challenge(number)
    return lambda: browser().post(address, {"code": email_verification.code_of(found)})


def link(number):
    _address, found = challenge(number)
    return lambda: browser().post(f"/en/rights/open/{email_verification.link_token(found)}/")


def mine(number):
    _address, found = challenge(number)
    Challenge.objects.filter(pk=found.pk).update(opened_at=timezone.now())
    token = email_verification.open_token(found)
    asked = {"action": "ask", "right": "complaint", "words": "Please call me."}
    return lambda: browser().post(f"/en/rights/mine/{token}/", asked)


def identity_address(number):
    """The address of a page that waits for a masked copy."""
    now = timezone.now()
    values = {"channel": "mailbox", "language": "en", "received_on": received_day(now), "now": now}
    request = services.receive(right="access", email=f"person-{number}@example.com", **values)
    officer = member_of("Privacy officers", f"officer-{number}")
    copy = id_documents.ask_for_copy(request=request, reason="A new address.", by=officer, now=now)
    return f"/en/rights/identity/{id_documents.link_token(copy)}/"


def identity(number):
    address = identity_address(number)
    picture = SimpleUploadedFile("id.jpg", photo(), content_type="image/jpeg")
    return lambda: browser().post(address, {"copy": picture, "in_browser": "1"})


def form(number):
    answers = {"name": "Jan", "email": f"jan-{number}@example.com", "message": f"{number} casings."}
    return lambda: Visitor().send(answers)


def page_password(number):
    page = Page.objects.live().filter(depth=3).first()
    kept, _made = PageViewRestriction.objects.get_or_create(page=page, restriction_type="password", password="pw")
    address = f"/en/_util/authenticate_with_password/{kept.pk}/{page.pk}/"
    return lambda: browser().post(address, {"password": "pw", "return_url": "/en/"})


def document_password(number):
    root = Collection.get_first_root_node()
    Document.objects.update(collection=root)
    kept, _made = CollectionViewRestriction.objects.get_or_create(
        collection=root, restriction_type="password", password="pw"
    )
    address = f"/documents/authenticate_with_password/{kept.pk}/"
    return lambda: browser().post(address, {"password": "pw", "return_url": "/en/"})


def new_password(number):
    return lambda: browser().post("/admin/password_reset/", {"email": f"person-{number}@example.com"})


# Every door, and what prepares a post that writes something. What that needs first comes from another connection.
POSTS = {
    "blocked/": report,
    "cookies/choice/": choice,
    "cookies/receipt/": receipt,
    "documents/authenticate_with_password/<int:restriction_id>/": document_password,
    "forms/<slug:slug>/": form,
    "rights/": start,
    "rights/code/<str:token>/": code,
    "rights/identity/<str:token>/": identity,
    "rights/mine/<str:token>/": mine,
    "rights/open/<str:token>/": link,
    "_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/": page_password,
    PASSWORD_RESET: new_password,
}
# What a door answers over its limit, where it is no refusal.
OVER = {"cookies/choice/": 200, "blocked/": 204}
ADDRESSES = {**WALKED, PASSWORD_RESET: ("/admin/password_reset/",)}


@pytest.fixture(autouse=True)
def clock():
    """Time stands still: no stretch of counting ends in the middle of a test."""
    with time_machine.travel(timezone.now(), tick=False) as clock:
        yield clock


@pytest.fixture(autouse=True)
def folders(settings, tmp_path):
    settings.ID_COPY_ROOT, settings.PRIVATE_ROOT = tmp_path / "copies", tmp_path / "private"


def limit_of(address):
    language = address.split("/")[1]
    with translation.override(language if language in LANGUAGES else "en"):
        return getattr(resolve(address).func, "limit", None)


def takes_posts(address):
    """Whatever is not refused for being a post; a server error is none."""
    return Client().post(address).status_code != 405


def open_doors(addresses):
    return {route for route, paths in addresses.items() if any(takes_posts(one) for one in paths)}


def without_limit(addresses):
    return {route for route in open_doors(addresses) if not all(limit_of(one) for one in addresses[route])}


def written():
    """Every row that a visitor's post may leave, but counters of limits and what is bounded by itself."""
    models = [model for label in TABLES for model in apps.get_app_config(label).get_models()]
    kept = [model for model in models if model not in COUNTERS and model._meta.label not in BOUNDED]
    return {model._meta.label: sorted(map(str, model._default_manager.values())) for model in kept}


def posted(door, number):
    """Prepare a post, send it, and return its answer and the tables that it changed."""
    post = POSTS[door](number)
    before = written()
    answer = post()
    after = written()
    return answer, {label for label in after if after[label] != before[label]}


def use_up(limit):
    while limit.allows(OURS, now=timezone.now()):
        pass


@pytest.mark.django_db
def test_every_public_address_that_takes_posts_has_a_limit():
    """P4: found in the URL map: an address that takes a post says which limit it asks, and is posted to below."""
    assert set(routes()) == set(WALKED)
    assert without_limit(ADDRESSES) == set()
    assert open_doors(ADDRESSES) == set(POSTS)


@pytest.mark.django_db
@pytest.mark.parametrize("door", sorted(POSTS))
def test_over_its_limit_a_door_writes_nothing(door):
    """P4: a post writes something; over the limit its like writes nothing."""
    answer, changed = posted(door, 1)
    assert answer.status_code < 400, answer.content
    assert changed
    use_up(limit_of(ADDRESSES[door][0]))
    answer, changed = posted(door, 2)
    assert answer.status_code == OVER.get(door, 429)
    assert changed == set()


@csrf_exempt
def unlimited(request):
    return HttpResponse("Written.")


@csrf_exempt
def pretending(request):
    keep = BlockedLoad(
        host=f"{uuid4()}.example", kind="x", page="/", first_seen=timezone.now(), last_seen=timezone.now()
    )
    keep.save()
    return HttpResponse("Written.")


urlpatterns = [path("unlimited/", unlimited), path("pretending/", pretending), *of_the_site]


@pytest.mark.django_db
def test_a_door_without_a_limit_and_one_that_only_says_so_are_found(settings, monkeypatch):
    """P4: planted: a view that takes posts, and one that names a limit and does not ask it."""
    settings.ROOT_URLCONF = __name__
    assert set(routes()) - set(WALKED) == {"unlimited/", "pretending/"}
    planted = {"unlimited/": ("/unlimited/",), "pretending/": ("/pretending/",)}
    CHOICES.guards(pretending)
    assert without_limit(planted) == {"unlimited/"}
    monkeypatch.setitem(POSTS, "pretending/", lambda number: lambda: Client().post("/pretending/"))
    use_up(CHOICES)
    assert posted("pretending/", 1)[1] == {"privacy_cookies.BlockedLoad"}

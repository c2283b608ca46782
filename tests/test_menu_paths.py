"""A way through the CMS that a document tells, such as “Privacy › Retention”, is there for somebody."""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from html import unescape
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from wagtail.admin.menu import SubmenuMenuItem, admin_menu
from wagtail.models import Page

from privacy.access.services import authorise
from tests.factories import granter, member_of

ROOT = Path(__file__).resolve().parents[1]
# What was true at its time is told in the list of changes, and stays there.
DOCUMENTS = sorted({*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")} - {ROOT / "CHANGELOG.md"})
STEP = "›"
# Where a way may begin beside the menu itself: the CMS, and one's own account at the foot of the menu.
CMS, ACCOUNTS, EXPLORER = "CMS", ("Account", "Your account (bottom left)"), "Pages"
# Ways that end deeper in a screen than a visit of it shows, with where they lead.
EXEMPT = {
    "Purposes › Assessments": "a part of the form of each purpose, which opens from the list",
    "Inbox › Held back": "stands there while something is held back",
    "More actions › Second factor": "a menu of Wagtail's account screen, drawn by its script",
}


@dataclass
class Place:
    """A menu, or an item that opens a screen for a member of staff."""

    url: str = ""
    who: Client | None = None
    below: "dict[str, Place]" = field(default_factory=dict)

    @cached_property
    def words(self) -> str:
        """What stands on the screen."""
        html = self.who.get(self.url, follow=True).content.decode()
        html = re.sub(r"<(script|style)\b.*?</\1>", " ", html, flags=re.DOTALL)
        return " ".join(unescape(strip_tags(html)).split())


def menu_of(client, request, menu):
    """Yield the labels of a menu as somebody sees it, with what is below them."""
    for item in menu.menu_items_for_request(request):
        label = re.sub(r" \(\d+\+?\)$", "", str(item.label))
        below = dict(menu_of(client, request, item.menu)) if isinstance(item, SubmenuMenuItem) else {}
        yield label, Place("" if below else item.url, client, below)


def joined(menus):
    """Return one menu of all; each screen belongs to the first who sees it."""
    whole = {}
    for label, place in menus:
        known = whole.setdefault(label, Place(place.url, place.who))
        known.below = joined([*known.below.items(), *place.below.items()])
    return whole


@pytest.fixture
def cms(db):
    """The menus of every role, together."""
    menus = []
    for role in Group.objects.order_by("name").values_list("name", flat=True):
        user, client = member_of(role), Client()
        for purpose in ("contact", "rights_requests", "legal_requests", "legal_proceedings"):
            until = timezone.localdate() + timedelta(days=30)
            authorise(
                user=user, purpose_key=purpose, training_valid_until=until, granted_by=granter(), now=timezone.now()
            )
        client.force_login(user)
        request = client.get(reverse("wagtailadmin_home")).wsgi_request
        menus += menu_of(client, request, admin_menu)
        if role == "Lead handlers":
            account = Place(reverse("wagtailadmin_account"), client)
    whole = joined(menus) | dict.fromkeys(ACCOUNTS, account)
    assert {"Privacy", "Reports", "Settings", "Inbox", "Forms"} <= set(whole)
    return whole | {CMS: Place(below=whole)}


def passages(document):
    """Yield the paragraphs and cells of a document that tell a way, each as one line."""
    for block in re.split(r"\n\s*\n|\n(?=\s*(?:[-#|]|\d+\.) )|(?<=\|)\n", document):
        for cell in re.split(r"\|", block):
            if STEP in cell:
                yield " ".join(cell.split())


def bare(words):
    """Return words without the marks of bold and italic around and between them."""
    return words.replace("*", "").strip()


def begins_with(words, label):
    return bare(words).startswith(label) and not bare(words)[len(label) :][:1].isalnum()


def ends_with(words, label):
    return bare(words).endswith(label) and not bare(words)[: -len(label)][-1:].isalnum()


def longest(labels, words, fits):
    return max((label for label in labels if fits(words, label)), key=len, default=None)


def in_words(steps):
    return f" {STEP} ".join(steps)


def dead_ways(passage, cms):
    """Return the ways of a passage that lead nowhere."""
    steps, dead, index = passage.split(STEP), [], 0
    while index < len(steps) - 1:
        start = longest(cms, steps[index], ends_with)
        if start is None:
            dead.append(in_words([bare(steps[index])[-40:], bare(steps[index + 1])[:40]]))
            index += 1
            continue
        place, way, index = cms[start], [start], index + 1
        while place.below and index < len(steps):
            label = longest(place.below, steps[index], begins_with)
            if label is None:
                dead.append(in_words([*way, bare(steps[index])[:40]]))
                break
            way.append(label)
            place = place.below[label]
            if bare(steps[index]) != label:  # the way ends here, and the sentence goes on
                break
            index += 1
        else:
            index, deeper = on_screen(steps, index, place, way)
            dead += deeper
    return dead


def on_screen(steps, index, place, way):
    """Follow a way below the menu: each step is something that stands on the screen, or the title of a page."""
    dead = []
    while index < len(steps):
        said = re.match(r"\s*\**([^*|.,;:()“\"]+)", steps[index])
        name = said[1].strip() if said else ""
        way = [*way, name]
        skipped = name == "…" or any(in_words(way).endswith(exempt) for exempt in EXEMPT)
        if not skipped and not shown(name, place, way[0 if way[0] != CMS else 1]):
            dead.append(in_words(way))
        if name != bare(steps[index]):
            return index, dead
        index += 1
    return index, dead


def shown(name, place, menu):
    """Tell whether a screen shows a name: the menu of pages shows pages."""
    if menu == EXPLORER:
        return Page.objects.filter(title=name).exists()
    return bool(name) and name in place.words


def test_every_way_through_the_cms_that_a_document_tells_is_there(cms):
    """X7, E1: whoever follows a document finds the menu, the item and what the screen is said to show."""
    told = [
        (path.relative_to(ROOT).as_posix(), passage) for path in DOCUMENTS for passage in passages(path.read_text())
    ]
    assert len(told) > 50
    assert [(path, way) for path, passage in told for way in dead_ways(passage, cms)] == []


@pytest.mark.parametrize(
    ("passage", "dead"),
    [
        ("Open **Privacy › Retention**, then Reports › Policy health lists it. CMS › Privacy › Breaches too.", []),
        ("Settings › Teams › **Add team.** And so on.", []),
        ("CMS › Pages › For car owners", []),
        ("Open **Privacy › Retentions**.", ["Privacy › Retentions."]),
        ("Open **Privacy › Retention** and **Privacy › Nothing here**.", ["Privacy › Nothing here."]),
        ("Open **Privacies › Retention**.", ["Open Privacies › Retention."]),
        ("CMS › Reports › Retention", ["CMS › Reports › Retention"]),
        ("Settings › Teams › **Add a choir**", ["Settings › Teams › Add a choir"]),
        ("CMS › Pages › For astronauts", ["CMS › Pages › For astronauts"]),
    ],
)
def test_a_way_that_leads_nowhere_is_found(cms, passage, dead):
    """X7: planted, at each step of a way."""
    assert dead_ways(passage, cms) == dead


def test_no_exempt_way_is_left_over():
    """X7: what no document tells any more needs no reason."""
    told = [
        " › ".join(bare(step) for step in passage.split(STEP))
        for path in DOCUMENTS
        for passage in passages(path.read_text())
    ]
    assert [way for way in EXEMPT if not any(way in words for words in told)] == []

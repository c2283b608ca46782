"""Who answers a message: the rules alone, how they come into force, and their screen."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from leads.capture.models import FormRouting, FormVersion, LiveForm, RoutingRule, Submission
from leads.capture.routing import Assignment, apply_routing, assignment_for, compiled, routing_of
from leads.capture.routing_words import sentences
from leads.capture.selectors import live_version
from leads.capture.services import publish_form
from leads.capture.teams import StillAnswers, archive_team, restore_team
from privacy.register.lint import run_lint
from tests.leads.capture.conftest import ANSWERS
from tests.leads.capture.staff import reader, team

RULES = [
    {"language": "de", "team": 1},
    {"key": "subject", "value": "casings", "paths": ["/en/companies/banden/", "/nl/bedrijven/banden/"], "team": 2},
    {"key": "subject", "value": "casings", "user": 3},
    {"paths": ["/en/companies/banden/"], "team": 4},
    {"team": 5},
]


def decide(answers=None, language="en", path="/en/contact/", rules=RULES):
    return assignment_for(routing=rules, answers=answers or {}, language=language, page_path=path)


@pytest.mark.parametrize(
    ("answers", "language", "path", "expected"),
    [
        ({}, "de", "/de/kontakt/", Assignment(team_id=1)),
        ({"subject": "casings"}, "de", "/de/kontakt/", Assignment(team_id=1)),
        ({"subject": "casings"}, "en", "/en/companies/banden/", Assignment(team_id=2)),
        ({"subject": "casings"}, "nl", "/nl/bedrijven/banden/inkoop/", Assignment(team_id=2)),
        ({"subject": "casings"}, "nl", "/nl/bedrijven/banden", Assignment(user_id=3)),
        ({"subject": ["tyres", "casings"]}, "en", "", Assignment(user_id=3)),
        ({"subject": "casings and more"}, "en", "/en/companies/banden/x/", Assignment(team_id=4)),
        ({}, "en", "/en/companies/banden-plan/", Assignment(team_id=5)),
        ({}, "fr", "", Assignment(team_id=5)),
    ],
)
def test_the_first_rule_that_fits_decides(answers, language, path, expected):
    """Issue 3, 1: language, answer and company, in order; the rest goes to “otherwise”."""
    assert decide(answers, language, path) == expected


def test_without_rules_nobody_in_particular_answers():
    """Issue 3, 1."""
    assert decide(rules=[]) == Assignment()


@pytest.fixture
def routing(contact_form):
    made = FormRouting.objects.create(form=contact_form)
    yield made
    LiveForm.objects.update(routing=[])


def rule(routing, **values):
    return RoutingRule.objects.create(routing=routing, sort_order=routing.rules.count(), **values)


@pytest.mark.django_db
def test_rules_hold_numbers_and_paths_only(routing):
    """R69: what rides with the live form names nobody; a page stands with its addresses in every language."""
    page = Page.objects.get(slug="contact", locale__language_code="en")
    anna, casings = reader("anna"), team("Casings")
    rule(routing, language="nl", page=page, team=casings)
    rule(routing, answer="subject=abc", person=anna)
    routing.team = casings
    first, second, rest = compiled(routing)
    assert first == {"language": "nl", "paths": first["paths"], "team": casings.pk}
    assert len(first["paths"]) == 4
    assert "/en/contact/" in first["paths"]
    assert second == {"key": "subject", "value": "abc", "user": anna.pk}
    assert rest == {"team": casings.pk}


@pytest.mark.django_db
def test_rules_that_lead_nowhere_are_passed_over(routing):
    """Issue 3, 1: an archived team, a person who left, nobody chosen."""
    anna = reader("anna")
    gone = team("Gone", archived_at=timezone.now())
    rule(routing, language="nl", team=gone)
    rule(routing, language="nl", person=anna)
    rule(routing, language="nl")
    anna.is_active = False
    anna.save()
    assert compiled(routing) == []


@pytest.mark.django_db
def test_a_message_is_assigned_without_a_statement_more(routing, visitor):
    """Issue 3, 1 and Numbers: the rules are read with the version."""
    casings = team("Casings", reader("anna"))
    rule(routing, language="en", team=casings)
    apply_routing(routing.form.translation_key)
    version = live_version("contact", "en")
    with CaptureQueriesContext(connection) as queries:
        rules = routing_of(version)
    assert rules[0]["team"] == casings.pk
    assert len(queries) == 0
    visitor.send()
    assert Submission.objects.get().team == casings


@pytest.mark.django_db
def test_rules_change_without_a_new_version_and_survive_one(routing, contact_form):
    """Issue 3, 1: who answers is no evidence of what was asked."""
    versions = FormVersion.objects.count()
    casings = team("Casings")
    routing.team = casings
    routing.save()
    apply_routing(contact_form.translation_key)
    live = LiveForm.objects.filter(slug="contact")
    assert {row.routing[0]["team"] for row in live} == {casings.pk}
    assert FormVersion.objects.count() == versions
    contact_form.title = "Ask us anything"
    contact_form.save()
    publish_form(form=contact_form, now=timezone.now())
    assert FormVersion.objects.count() == versions + 1
    assert LiveForm.objects.get(slug="contact", language="en").routing == [{"team": casings.pk}]


@pytest.mark.django_db
def test_a_page_that_moves_takes_its_rules_along(routing):
    """Issue 3, 1: addresses are read again when Wagtail says that a page has another one."""
    page = Page.objects.get(slug="contact", locale__language_code="en").specific
    rule(routing, page=page, team=team("Casings"))
    apply_routing(routing.form.translation_key)
    page.slug = "reach-us"
    page.save_revision().publish()
    (first,) = LiveForm.objects.get(slug="contact", language="en").routing
    assert "/en/reach-us/" in first["paths"]
    assert "/en/contact/" not in first["paths"]


@pytest.mark.django_db
def test_who_may_not_read_is_noted_by_the_linter_not_refused(routing):
    """R67: a team without anybody authorised is a finding; the form stays live."""
    routing.team = team("Casings", reader("anna", purpose=""))
    routing.save()
    (finding,) = [found for found in run_lint() if found.code == "routing.reader"]
    assert not finding.blocking
    assert "authorised" in finding.message
    routing.team.members.add(reader("bert"))
    assert not [found for found in run_lint() if found.code == "routing.reader"]


@pytest.mark.django_db
def test_rules_are_shown_in_words(routing):
    """X7: as colleagues say them, with what is wrong beside each."""
    rule(routing, language="nl", team=team("Banden", reader("anna")))
    rule(routing, answer="subject=gone", team=team("Casings", reader("bert")))
    lines = sentences(routing, timezone.now())
    assert [(line.when, line.who) for line in lines] == [
        ("Nederlands", "Banden"),
        ("an answer that is gone", "Casings"),
        ("Otherwise", "everybody who may read the messages"),
    ]
    assert [bool(line.warning) for line in lines] == [False, True, False]


@pytest.mark.django_db
def test_a_team_is_archived_not_deleted(routing, receive):
    """E4: it keeps its answered messages; what waits goes back to everybody; rules must name another team first."""
    casings = team("Casings", reader("anna"))
    routing.team = casings
    routing.save()
    apply_routing(routing.form.translation_key)
    waiting, answered = receive(), receive({**ANSWERS, "message": "Another"})
    Submission.objects.filter(pk=answered.pk).update(state=Submission.State.ANSWERED)
    with pytest.raises(StillAnswers) as refused:
        archive_team(team=casings, now=timezone.now())
    assert refused.value.forms == ["Contact"]
    routing.team = None
    routing.save()
    archive_team(team=casings, now=timezone.now())
    waiting.refresh_from_db()
    answered.refresh_from_db()
    assert (waiting.team, answered.team) == (None, casings)
    restore_team(team=casings)
    assert not casings.archived


@pytest.fixture
def officer(client, db):
    user = reader("olga", role="Privacy officers")
    client.force_login(user)
    return user


def rules_form(**values):
    """What the screen posts for one rule."""
    found = {
        "rules-TOTAL_FORMS": "1",
        "rules-INITIAL_FORMS": "0",
        "rules-MIN_NUM_FORMS": "0",
        "rules-MAX_NUM_FORMS": "1000",
        "rules-0-language": "",
        "rules-0-answer": "",
        "rules-0-page": "",
        "rules-0-team": "",
        "rules-0-person": "",
        "rules-0-ORDER": "1",
        "team": "",
        "person": "",
    }
    return {**found, **values}


@pytest.mark.django_db
def test_rules_are_made_in_the_cms_and_count_at_once(client, officer, contact_form, visitor):
    """Issue 3, 1: from the form's screen to a message that is assigned."""
    casings = team("Casings", reader("anna"))
    edit = client.get(reverse("wagtailsnippets_leads_capture_leadform:edit", args=[contact_form.pk]))
    add = f"{reverse('who_answers:add')}?form={contact_form.pk}"
    assert add in edit.content.decode()
    assert "Choose a language, an answer or a page" in (
        client.post(add, rules_form(**{"rules-0-team": str(casings.pk)})).content.decode()
    )
    response = client.post(add, rules_form(**{"rules-0-language": "en", "rules-0-team": str(casings.pk)}))
    assert response.status_code == 302, response.content.decode()
    again = client.get(reverse("wagtailsnippets_leads_capture_leadform:edit", args=[contact_form.pk]))
    assert "Casings" in again.content.decode()
    visitor.send()
    assert Submission.objects.get().team == casings


@pytest.mark.django_db
def test_a_team_is_made_and_archived_in_the_cms(client, officer):
    """X7: an empty list says what belongs there; archiving is offered instead of deleting."""
    assert "Teams answer messages together" in client.get(reverse("teams:index")).content.decode()
    anna = reader("anna")
    values = {"name": "Casings", "mailbox": "casings@kargro.example", "leader": anna.pk, "members": [anna.pk]}
    assert "Choose somebody else" in (client.post(reverse("teams:add"), {**values, "deputy": anna.pk}).content.decode())
    assert client.post(reverse("teams:add"), values).status_code == 302
    from leads.capture.models import Team

    made = Team.objects.get()
    assert list(made.members.all()) == [anna]
    listed = client.get(reverse("outside_stores")).content.decode()
    assert "casings@kargro.example" in listed
    client.post(reverse("teams:delete", args=[made.pk]))
    made.refresh_from_db()
    assert made.archived
    assert "archived" in client.get(reverse("teams:index")).content.decode()

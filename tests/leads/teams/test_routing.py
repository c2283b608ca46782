"""Who answers a message: the rules alone, how they come into force, and their screen."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from leads.forms.models import FormVersion
from leads.forms.publishing import publish_form
from leads.forms.selectors import live_version
from leads.submissions.models import Submission
from leads.teams.models import FormRouting, RoutingRule, Team
from leads.teams.routing import NOBODY, Assignment, assignment_for
from leads.teams.sentences import sentences
from leads.teams.services import StillAnswers, archive_team, restore_team
from privacy.register.lint import run_lint
from tests.leads.conftest import ANSWERS
from tests.leads.staff import reader, team


@pytest.fixture
def routing(contact_form):
    return FormRouting.objects.create(form=contact_form)


def rule(routing, **values):
    return RoutingRule.objects.create(routing=routing, sort_order=routing.rules.count(), **values)


def company(language="en", below=""):
    """Return the address of a company's page in a language, or of one below it."""
    page = Page.objects.get(slug="kargro-banden", locale__language_code="en")
    return page.get_translations(inclusive=True).get(locale__language_code=language).get_url_parts()[2] + below


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("answers", "language", "place", "expected"),
    [
        ({}, "de", lambda: "/de/kontakt/", "German"),
        ({"subject": "casings"}, "de", lambda: "/de/kontakt/", "German"),
        ({"subject": "casings"}, "en", lambda: company(), "casings of the company"),
        ({"subject": "casings"}, "nl", lambda: company("nl", "inkoop/"), "casings of the company"),
        ({"subject": "casings"}, "nl", lambda: company("nl").rstrip("/"), "anna"),
        ({"subject": ["tyres", "casings"]}, "en", lambda: "", "anna"),
        ({"subject": "casings and more"}, "en", lambda: company("en", "x/"), "company"),
        ({}, "en", lambda: company().rstrip("/") + "-plan/", "rest"),
        ({}, "fr", lambda: "", "rest"),
    ],
)
def test_the_first_rule_that_fits_decides(routing, answers, language, place, expected):
    """Issue 3, 1: language, answer and company, in order; the rest goes to “otherwise”."""
    page = Page.objects.get(slug="kargro-banden", locale__language_code="en")
    teams = {name: team(name) for name in ("German", "casings of the company", "company", "rest")}
    people = {"anna": reader("anna")}
    rule(routing, language="de", team=teams["German"])
    rule(routing, answer="subject=casings", page=page, team=teams["casings of the company"])
    rule(routing, answer="subject=casings", person=people["anna"])
    rule(routing, page=page, team=teams["company"])
    routing.team = teams["rest"]
    routing.save()
    found = assignment_for(version=live_version("contact", language), answers=answers, page_path=place())
    who = Assignment(user_id=people[expected].pk) if expected in people else Assignment(team_id=teams[expected].pk)
    assert found == who


@pytest.mark.django_db
def test_without_rules_nobody_in_particular_answers(contact_form):
    """Issue 3, 1."""
    FormRouting.objects.all().delete()
    assert assignment_for(version=live_version("contact", "en"), answers={}, page_path="") == NOBODY


def answered_by(path="/en/contact/", language="en", **answers):
    """Return who answers a message from a page."""
    return assignment_for(version=live_version("contact", language), answers=answers, page_path=path)


@pytest.mark.django_db
def test_a_page_stands_for_its_addresses_in_every_language(routing):
    """Issue 3, 1: a rule that names a page fits whatever was sent from it or below, in any language."""
    page = Page.objects.get(slug="contact", locale__language_code="en")
    casings = team("Casings")
    rule(routing, page=page, team=casings)
    paths = [found.get_url_parts()[2] for found in page.get_translations(inclusive=True)]
    assert len(set(paths)) == 4
    for path in paths:
        assert answered_by(path) == answered_by(f"{path}below/") == Assignment(team_id=casings.pk)
    assert answered_by("/en/fleets/") == NOBODY


@pytest.mark.django_db
def test_rules_that_lead_nowhere_are_passed_over(routing):
    """Issue 3, 1: an archived team, a person who left, nobody chosen."""
    anna, casings = reader("anna"), team("Casings")
    gone = team("Gone", archived_at=timezone.now())
    rule(routing, language="en", team=gone)
    rule(routing, language="en", person=anna)
    rule(routing, language="en")
    rule(routing, language="en", team=casings)
    assert answered_by() == Assignment(user_id=anna.pk)
    anna.is_active = False
    anna.save()
    assert answered_by() == Assignment(team_id=casings.pk)
    casings.archived_at = timezone.now()
    casings.save()
    assert answered_by() == NOBODY


@pytest.mark.django_db
def test_a_message_is_assigned_with_one_statement_more(routing, visitor):
    """Issue 3, 1 and Numbers: however many rules the form has, and if it has none."""
    version = live_version("contact", "en")
    casings = team("Casings", reader("anna"))
    for language in ("nl", "de", "fr", "en"):
        rule(routing, language=language, team=casings)
    with CaptureQueriesContext(connection) as queries:
        found = assignment_for(version=version, answers={}, page_path="/en/contact/")
    assert found == Assignment(team_id=casings.pk)
    assert len(queries) == 1
    visitor.send()
    assert Submission.objects.get().team == casings
    routing.delete()
    with CaptureQueriesContext(connection) as queries:
        assert assignment_for(version=version, answers={}, page_path="/en/contact/") == NOBODY
    assert len(queries) == 1


@pytest.mark.django_db
def test_a_routing_on_a_translation_mixes_with_nothing(routing, contact_form):
    """Issue 3, 1: a form has one routing, on its first language; a second one, made by whatever means, does not count."""
    ours, others = team("Casings"), team("Others")
    routing.team = ours
    routing.save()
    dutch = contact_form.get_translations().get(locale__language_code="nl")
    rule(FormRouting.objects.create(form=dutch, team=others), language="nl", team=others)
    assert answered_by(language="nl") == answered_by() == Assignment(team_id=ours.pk)


@pytest.mark.django_db
def test_rules_change_without_a_new_version_and_survive_one(routing, contact_form):
    """Issue 3, 1: who answers is no evidence of what was asked."""
    versions = FormVersion.objects.count()
    casings = team("Casings")
    routing.team = casings
    routing.save()
    assert {answered_by(language=language).team_id for language in ("en", "nl", "de", "fr")} == {casings.pk}
    assert FormVersion.objects.count() == versions
    contact_form.title = "Ask us anything"
    contact_form.save()
    publish_form(form=contact_form, now=timezone.now())
    assert FormVersion.objects.count() == versions + 1
    assert answered_by() == Assignment(team_id=casings.pk)


@pytest.mark.django_db
def test_a_page_that_moves_takes_its_rules_along(routing):
    """Issue 3, 1: a rule names the page, whatever its address is."""
    page = Page.objects.get(slug="contact", locale__language_code="en").specific
    casings = team("Casings")
    rule(routing, page=page, team=casings)
    page.slug = "reach-us"
    page.save_revision().publish()
    assert answered_by("/en/reach-us/") == Assignment(team_id=casings.pk)
    assert answered_by("/en/contact/") == NOBODY


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
    edit = client.get(reverse("wagtailsnippets_leads_forms_leadform:edit", args=[contact_form.pk]))
    add = f"{reverse('who_answers:add')}?form={contact_form.pk}"
    assert add in edit.content.decode()
    assert "Choose a language, an answer or a page" in (
        client.post(add, rules_form(**{"rules-0-team": str(casings.pk)})).content.decode()
    )
    response = client.post(add, rules_form(**{"rules-0-language": "en", "rules-0-team": str(casings.pk)}))
    assert response.status_code == 302, response.content.decode()
    again = client.get(reverse("wagtailsnippets_leads_forms_leadform:edit", args=[contact_form.pk]))
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

    made = Team.objects.get()
    assert list(made.members.all()) == [anna]
    listed = client.get(reverse("outside_stores")).content.decode()
    assert "casings@kargro.example" in listed
    client.post(reverse("teams:delete", args=[made.pk]))
    made.refresh_from_db()
    assert made.archived
    assert "archived" in client.get(reverse("teams:index")).content.decode()


def test_a_mailbox_of_somebody_else_is_noted(db):
    """R62: answers to replies arrive there, and whoever keeps it reads them."""
    ours, theirs = (Team.objects.create(name=name, mailbox=f"a@{name}") for name in ("kargro.nl", "lintire.example"))
    found = {finding.subject: finding for finding in run_lint() if finding.code == "team.mailbox"}
    assert f"team:{ours.pk}" not in found
    assert "lintire.example" in found[f"team:{theirs.pk}"].message
    assert not found[f"team:{theirs.pk}"].blocking

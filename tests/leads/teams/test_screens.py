"""The screens of teams: what they say of a team, and what archiving does and does not do."""

import pytest
from django.urls import reverse
from django.utils import timezone

from leads.teams.models import Team
from tests.leads.staff import reader, team
from tests.leads.teams.test_routing import officer, rules_form  # noqa: F401

pytestmark = pytest.mark.django_db


def screen(client, name, made):
    return client.get(reverse(f"teams:{name}", args=[made.pk])).content.decode()


def answers(client, form, made):
    """Let a team answer the messages of a form."""
    address = f"{reverse('who_answers:add')}?form={form.pk}"
    values = rules_form(**{"rules-TOTAL_FORMS": "0", "team": str(made.pk)})
    assert client.post(address, values).status_code == 302


def test_a_team_says_which_forms_it_answers(client, officer, contact_form):  # noqa: F811
    """X7: none yet, and where to choose it; then their names."""
    made = team("Casings", reader("anna"))
    assert "No form sends messages to it yet." in screen(client, "edit", made)
    answers(client, contact_form, made)
    assert f"It answers: {contact_form.name}" in screen(client, "edit", made)


def test_a_team_that_still_answers_is_not_archived(client, officer, contact_form):  # noqa: F811
    """X7: the sentence names the forms, and the team stays in use."""
    made = team("Casings", reader("anna"))
    answers(client, contact_form, made)
    said = client.post(reverse("teams:delete", args=[made.pk]), follow=True).content.decode()
    assert "still answers messages of these forms" in said
    assert contact_form.name in said
    assert not Team.objects.get().archived


def test_an_archived_team_is_restored_where_it_was_archived(client, officer):  # noqa: F811
    """X7: the screen says that it answers nothing new, and brings it back."""
    made = team("Casings", reader("anna"), archived_at=timezone.now())
    assert "This team is archived: it answers nothing new." in screen(client, "edit", made)
    assert "Restore" in screen(client, "delete", made)
    said = client.post(reverse("teams:delete", args=[made.pk]), follow=True).content.decode()
    assert "is in use again." in said
    assert not Team.objects.get().archived


def test_archiving_says_how_many_messages_go_back(client, officer, receive):  # noqa: F811
    """X7: before it is pressed."""
    made = team("Casings", reader("anna"))
    message = receive()
    message.team = made
    message.save()
    assert "1 message that waits for it goes back to everybody who may read it." in screen(client, "delete", made)

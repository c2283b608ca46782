"""What the server takes away of a browser when a choice is withdrawn, and what it says of the rest."""

import pytest
from django.http import HttpResponse

from privacy.cookies.cookie import delete_own_cookies
from tests.privacy.cookies.conftest import HERE

pytestmark = pytest.mark.django_db


def removed(response):
    """Return name, path, domain and whether kept apart of every cookie that an answer takes away."""
    return {
        (m.key, m["path"], m["domain"], "Partitioned" in m.OutputString())
        for m in response.cookies.values()
        if m["max-age"] == 0
    }


def test_withdrawing_deletes_every_cookie_that_is_not_necessary_in_each_variant(submit, client):
    """R96, C20, R56: declared or not, by domain, by path, kept apart; what the site runs on stays."""
    kept = ("kargro_csrf", "messages")
    for name in ("_ga", "_ga_ABC123", "unrelated", *kept):
        client.cookies[name] = "1"
    found = removed(submit(headers={**HERE, "Host": "www.kargro.test"}, decision="refuse_all"))
    for name in ("_ga", "_ga_ABC123", "unrelated"):
        assert {("/", ""), ("/", "www.kargro.test"), ("/", "kargro.test"), ("/en/", ""), ("/en", "")} <= {
            place[1:3] for place in found if place[0] == name
        }
        assert {place[3] for place in found if place[0] == name} == {True, False}
    assert not {place[0] for place in found} & {"kargro_consent", *kept}


def test_names_that_no_cookie_can_have_break_nothing(offer, rf):
    """R96, C23: what a browser sends under such a name is left alone."""
    request, response = rf.get("/en/cookies/"), HttpResponse()
    request.COOKIES = dict.fromkeys(("path", "a b", "", "caf\u00e9", "x;y", "line\n", "junk"), "1")
    delete_own_cookies(request, response, offer, allowed=frozenset())
    assert {place[0] for place in removed(response)} == {"junk", "path"}


def test_however_much_a_browser_sends_the_answer_stays_small_enough_for_a_proxy(submit, client):
    """R96, C23: very many cookies are taken away a part at a time."""
    for number in range(200):
        client.cookies[f"junk_{number}"] = "1"
    response = submit(decision="refuse_all")
    assert 0 < sum(len(m.OutputString()) for m in response.cookies.values()) < 8000


def test_what_comes_back_after_a_refusal_is_named_to_the_visitor(submit, client):
    """R96: what could not be deleted is said, by name, where the choice is shown; not where it is allowed."""
    submit(decision="save", groups=["analytical", "functional", "advertising"])
    client.cookies["stubborn"] = "1"
    assert "stubborn" not in client.get("/en/cookies/saved/").content.decode()
    submit(decision="refuse_all")
    client.cookies["stubborn"] = "1"
    assert "out of our reach: stubborn." in client.get("/en/cookies/saved/").content.decode()


def test_a_refusal_without_a_script_empties_the_storage_but_not_that_of_staff(submit, client):
    """R96: the browser is told to; whoever is signed in to the CMS keeps what it remembers."""
    assert submit(decision="refuse_all")["Clear-Site-Data"] == '"storage"'
    assert "Clear-Site-Data" not in submit(decision="save", groups=["functional"])
    client.cookies["kargro_session"] = "1"
    assert "Clear-Site-Data" not in submit(decision="refuse_all")


def test_accepting_a_group_leaves_its_cookies(submit, client):
    """C20: only what is not allowed goes."""
    client.cookies["_ga"] = client.cookies["li_fat_id"] = "1"
    response = submit(decision="save", groups=["analytical"])
    assert {m.key for m in response.cookies.values() if m["max-age"] == 0} == {"li_fat_id"}

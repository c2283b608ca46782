"""What is wrong is put right where it is kept, and what was wrong is known to whoever handled it (Art. 16)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from leads.inbox.replies import send_reply
from leads.submissions.models import Submission
from privacy.ledger.models import Subject
from privacy.ledger.services import get_or_create_subject
from privacy.personal_data.look_up import find_person
from privacy.rights.correction import correct, correctables
from privacy.rights.models import RequestStep
from privacy.rights.services import blocks_answer
from privacy.rights.steps import NotPossible
from tests.leads.conftest import ANSWERS, receive  # noqa: F401
from tests.leads.inbox.conftest import anna, staff  # noqa: F401
from tests.privacy.rights.conftest import ADDRESS, LIST, PERSON, act, desk, sent

pytestmark = pytest.mark.django_db
RIGHT_ONE = "zsofia@right.example"


@pytest.fixture
def asked(ask, person):
    return ask("rectification", identity="call", words="My address is wrong.")


def page_of(asked):
    return f"{LIST}{asked.pk}/correct/"


def keys(asked):
    """Return the names of the boxes by what they hold."""
    return {(one.store.model._meta.model_name, one.name): one.key for one in correctables(asked)}


def whole(asked, **changes):
    """Return the form as it is sent: everything as it is, with the changes."""
    return {
        one.key: changes.get(f"{one.store.model._meta.model_name}_{one.name}", one.value) for one in correctables(asked)
    }


def test_the_next_mail_goes_to_the_right_address(asked, person, ada, anna):  # noqa: F811
    """R74: corrections propagate to future sends, to the inbox, and to how the person is found."""
    page = desk(ada).get(page_of(asked)).content.decode()
    assert PERSON["name"] in page
    assert ADDRESS in page
    values = whole(asked, submission_email=RIGHT_ONE.upper(), submission_name="Zsófia S.", subject_email=RIGHT_ONE)
    answered = desk(ada).post(page_of(asked), values, follow=True)
    assert "3 values are corrected." in answered.content.decode()
    person.refresh_from_db()
    assert (person.answers["email"], person.answers["name"]) == (RIGHT_ONE, "Zsófia S.")
    assert person.answers["message"] == PERSON["message"]
    sent()
    send_reply(submission=person, user=anna, text="Yes.", now=timezone.now())
    assert [mail.to for mail in sent()] == [[RIGHT_ONE]]
    assert find_person(scope="email", value=RIGHT_ONE) == [person.subject_id]
    assert find_person(scope="email", value=ADDRESS) == []
    assert "Zsófia S." in desk(anna).get(f"/admin/inbox/{person.pk}/").content.decode()


def test_what_was_wrong_stands_in_the_history_alone(asked, person, ada, anna):  # noqa: F811
    """R74: encrypted, for those who handle requests, until the request's rule; nobody else reads it."""
    desk(ada).post(page_of(asked), whole(asked, submission_name="Right Name"))
    (step,) = RequestStep.objects.filter(kind="corrected")
    assert f"“{PERSON['name']}” → “Right Name”" in step.text
    assert "Right Name" in desk(ada).get(f"{LIST}{asked.pk}/").content.decode()
    assert PERSON["name"] not in desk(anna).get(f"/admin/inbox/{person.pk}/").content.decode()
    raw = RequestStep.objects.filter(pk=step.pk).extra(select={"raw": "text"}).values_list("raw", flat=True)
    assert PERSON["name"] not in str(raw[0])


def test_a_value_that_is_none_is_refused_and_nothing_is_lost(asked, person, ada):
    """R74: one sentence; what was typed stays, what was right stays, nothing of the form is half done."""
    values = whole(asked, submission_name="Right Name", submission_email="nobody at all")
    page = desk(ada).post(page_of(asked), values)
    assert page.status_code == 422
    assert "This is not an e-mail address." in page.content.decode()
    assert "nobody at all" in page.content.decode()
    assert Submission.objects.get(pk=person.pk).answers == person.answers
    page = desk(ada).post(page_of(asked), whole(asked, subject_phone="abc"))
    assert page.status_code == 422
    assert not RequestStep.objects.filter(kind="corrected").exists()


def test_an_address_of_somebody_known_makes_no_mixture(asked, person, ada, receive):  # noqa: F811
    """R74: the other person keeps their identity and their data; this one is found through their messages."""
    other = receive({**ANSWERS, "email": RIGHT_ONE})
    values = {**whole(asked), f"privacy_ledger.subject-{person.subject_id}-email": RIGHT_ONE}
    desk(ada).post(page_of(asked), values)
    assert Subject.objects.get(pk=other.subject_id).email == RIGHT_ONE
    assert Subject.objects.get(pk=person.subject_id).email is None
    assert get_or_create_subject(email=RIGHT_ONE, now=timezone.now()).pk == other.subject_id
    assert find_person(scope="email", value=ADDRESS) == [person.subject_id]


def test_granted_only_when_something_was_corrected(asked, person, ada):
    """R74, R84: an answer that is not true is not sent; where nothing is held, nothing can be corrected."""
    assert blocks_answer(asked, outcome="granted", reason="") == ["Nothing was corrected yet."]
    page = desk(ada).post(page_of(asked), whole(asked), follow=True)
    assert "Nothing was changed." in page.content.decode()
    assert act(desk(ada), asked, "answer", outcome="granted", text="", reason="").status_code == 409
    desk(ada).post(page_of(asked), whole(asked, submission_name="Right Name"))
    assert act(desk(ada), asked, "answer", outcome="granted", text="", reason="").status_code == 200


def test_not_before_we_know_who_asks_and_not_afterwards(ask, person, ada):
    """R78, R74: nothing is shown to change for a stranger, nor once it is answered."""
    asked = ask("rectification")
    assert desk(ada).get(page_of(asked)).status_code == 302
    with pytest.raises(NotPossible):
        correct(request=asked, values={}, by=ada, now=timezone.now())


def test_an_answered_request_says_that_it_is_answered(asked, person, ada):
    """R74: the reason that is given is the one that holds."""
    desk(ada).post(page_of(asked), whole(asked, submission_name="Right Name"))
    act(desk(ada), asked, "answer", outcome="granted", text="", reason="")
    page = desk(ada).get(page_of(asked), follow=True).content.decode()
    assert "Somebody answered or closed this meanwhile" in page
    assert "First write down how we know who asks." not in page


def test_many_messages_cost_no_query_each(asked, person, receive):  # noqa: F811
    """R74, P5: the labels of a form are read once, however many messages there are."""
    counts = []
    for more in (2, 12):
        for number in range(more):
            receive({**PERSON, "message": f"Number {more} {number}"})
        with CaptureQueriesContext(connection) as queries:
            correctables(asked)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_what_the_law_keeps_as_it_happened_is_not_offered(asked, ada):
    """R74, R27: proofs, logs and the request itself stay as they are."""
    assert {one.store.model._meta.label for one in correctables(asked)} == {
        "leads_submissions.Submission", "privacy_ledger.Subject",
    }  # fmt: skip
    assert ("submission", "message") in keys(asked)

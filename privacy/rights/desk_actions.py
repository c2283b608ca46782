"""What can be done with a request on its screen, and the sentence that says that it is done."""

from datetime import datetime
from typing import Any

from django import forms
from django.shortcuts import get_object_or_404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from privacy.cms.desk import Action
from privacy.rights import handing_over, id_documents, post_answer, restriction, services, who
from privacy.rights.desk_forms import (
    AnswerForm,
    AskCopyForm,
    CodeForm,
    ExtendForm,
    IdentifyForm,
    LiftForm,
    PersonForm,
    RemarkForm,
    SortForm,
    WrongCheckForm,
)
from privacy.rights.models import RightsRequest


class TaskForm(forms.Form):
    """Which task is done."""

    task = forms.IntegerField(min_value=1)


def _finish(*, request: RightsRequest, task: int, by: Any, now: datetime) -> None:
    services.finish_task(task=get_object_or_404(request.tasks, pk=task), by=by, now=now)


def _extended(request: RightsRequest) -> Promise:
    return _("Extended; the letter is on its way.") if request.email else _("Extended. Print the letter and send it.")


def _announced(request: RightsRequest) -> Promise:
    return _("Announced; the letter is on its way.") if request.email else _("Announced. Print the letter and send it.")


def _answered(request: RightsRequest) -> Promise:
    return _("Answered; the letter is on its way.") if request.email else _("Answered. Print the letter and send it.")


ACTIONS = {
    "identify": Action(who.identify, _("Written down how we know who asks."), IdentifyForm),
    "mistaken": Action(
        who.withdraw_check, _("That check does not count any more. Check again who asks."), WrongCheckForm
    ),
    "person": Action(who.decide, _("Written down who it is."), PersonForm),
    "code": Action(
        who.add_code, _("Written down. Whom it names stands under “Who else shares what they gave”."), CodeForm
    ),
    "sort": Action(who.sort, _("Put right what is asked."), SortForm),
    "ask_copy": Action(id_documents.ask_for_copy, _("The letter with the link is on its way."), AskCopyForm),
    "take_copy": Action(id_documents.take_over, _("You handle this copy now.")),
    "mailed_copy": Action(id_documents.came_by_mail, _("Written down. Destroying the copy stands below “By hand”.")),
    "remark": Action(services.remark, _("Noted."), RemarkForm),
    "extend": Action(services.extend, _extended, ExtendForm),
    "propose": Action(services.propose_erasure, _("Proposed. A colleague looks and deletes.")),
    "unpropose": Action(services.take_back_proposal, _("Taken back.")),
    "erase": Action(services.erase_as_proposed, _("The data are deleted.")),
    "propose_copy": Action(handing_over.propose, _("Asked. A colleague looks before the copy is handed over.")),
    "agree_copy": Action(handing_over.agree, _("Agreed. The copy can be downloaded.")),
    "restrict": Action(restriction.restrict_use, _("What the person gave is kept and not used from now on.")),
    "announce": Action(restriction.announce_lifting, _announced, LiftForm),
    "lift": Action(restriction.lift, _("The data are used again.")),
    "answer": Action(services.answer, _answered, AnswerForm),
    "came_back": Action(post_answer.came_back, _("Open again: send the answer another way.")),
    "by_post": Action(post_answer.answer_by_post, _("Removed. Print the letter after you answered.")),
    "close": Action(services.close, _("Put away.")),
    "task": Action(_finish, _("Done."), TaskForm),
}

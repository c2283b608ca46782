"""The screens on which a form is written. What the guard refuses at Publish is kept as a draft, and says why."""

from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.snippets.views.snippets import CreateView, EditView

from leads.capture.guard import FormFinding
from leads.capture.models import LiveForm
from leads.capture.refusals import note_refusal
from leads.capture.services import findings_of

# In the address of the screen that shows a refused draft: its findings stand on the fields they are about.
SHOW = "refused"


class KeepsDraft:
    """Publishes what the guard allows; what it refuses is saved as a draft, with nothing that was typed lost."""

    def publish_action(self) -> HttpResponse | None:
        """Publish the draft that was just saved, or answer with the screen that says why it is not live."""
        findings = findings_of(self.object)
        if not findings:
            response: HttpResponse | None = super().publish_action()  # type: ignore[misc]
            return response
        note_refusal(form=self.object, revision=self.new_revision, user=self.request.user)
        messages.error(self.request, self._told(findings))
        return redirect(f"{self.get_edit_url()}?{SHOW}=1")

    def _told(self, findings: list[FormFinding]) -> str:
        reasons = " ".join(finding.message for finding in findings)
        if LiveForm.objects.filter(version__form=self.object.pk).exists():
            told = _("Kept as a draft. Visitors still see the earlier version, because: %(reasons)s")
        else:
            told = _("Kept as a draft. It is not live because: %(reasons)s")
        return told % {"reasons": reasons}


class LeadFormCreate(KeepsDraft, CreateView):
    """A form from nothing, or from a copy: Wagtail's screen that copies sends here."""


class LeadFormEdit(KeepsDraft, EditView):
    """A form as it was last saved; Wagtail makes of it the screen that goes back to an earlier draft, too."""

    def get_form(self, form_class: type[BaseForm] | None = None) -> Any:
        """Return the form; after a refusal with each finding where it can be put right."""
        form = super().get_form(form_class)
        if not form.is_bound and SHOW in self.request.GET:
            form.show(findings_of(self.object))
        return form

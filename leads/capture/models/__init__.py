"""Forms, their published versions, and what visitors sent."""

from leads.capture.models.forms import FormVersion, LeadForm, LiveForm
from leads.capture.models.submissions import RateCounter, Submission, SubmissionNote

__all__ = ["FormVersion", "LeadForm", "LiveForm", "RateCounter", "Submission", "SubmissionNote"]

"""Forms, their published versions, what visitors sent, and who answers."""

from leads.capture.models.approvals import FieldApproval
from leads.capture.models.exports import ExportLog
from leads.capture.models.forms import FormVersion, LeadForm, LiveForm
from leads.capture.models.notices import NoticePreference, StaffNotice
from leads.capture.models.protection import GuardCount, Layer, ProtectionSettings, RateCounter
from leads.capture.models.replies import ReplyTemplate
from leads.capture.models.routing import Answerer, FormRouting, RoutingRule
from leads.capture.models.submissions import Submission, SubmissionIdentifier, SubmissionNote
from leads.capture.models.teams import Team
from leads.capture.models.uploads import Upload

__all__ = [
    "Answerer",
    "ExportLog",
    "FieldApproval",
    "FormRouting",
    "FormVersion",
    "GuardCount",
    "Layer",
    "LeadForm",
    "LiveForm",
    "NoticePreference",
    "ProtectionSettings",
    "RateCounter",
    "ReplyTemplate",
    "RoutingRule",
    "StaffNotice",
    "Submission",
    "SubmissionIdentifier",
    "SubmissionNote",
    "Team",
    "Upload",
]

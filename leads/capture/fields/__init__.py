"""How each kind of answer is asked, checked, kept and shown again."""

from leads.capture.fields.answers import in_effect, in_words, is_given, questions, waived
from leads.capture.fields.inputs import TICKED, HeldFile
from leads.capture.fields.kinds import KINDS, OWN_KINDS, Kind, Spec

__all__ = [
    "KINDS",
    "OWN_KINDS",
    "TICKED",
    "HeldFile",
    "Kind",
    "Spec",
    "in_effect",
    "in_words",
    "is_given",
    "questions",
    "waived",
]

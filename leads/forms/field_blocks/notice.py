"""What a notice of illegal content must hold: the questions of Regulation (EU) 2022/2065 (DSA), Art. 16(2), as one block."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks

from leads.forms.field_blocks.base import REQUIRED

ILLEGAL_KIND, LOCATION, STATEMENT = "illegal_kind", "location", "statement"
# Who reports it need not say who they are (Art. 16(2)(c)).
CHILD_ABUSE = "child_abuse"
NOTICE_KEYS = (ILLEGAL_KIND, LOCATION, "message", "name", "email", STATEMENT)


class NoticeBlock(blocks.StaticBlock):
    """The questions of a notice. Their words are the site's own in every language: the law says what they ask."""

    class Meta:
        icon = "warning"
        label = gettext_lazy("Notice of illegal content")
        group = gettext_lazy("Legal")
        description = gettext_lazy(
            "Everything the law asks of a notice: what it is about, where it stands, why it is illegal, who writes, "
            "and that they believe what they write."
        )
        preview_template = "forms/block_preview.html"
        admin_text = gettext_lazy(
            "Asks what the notice is about, exactly where it stands, why it is illegal, a name and an e-mail address "
            "(which may be left empty when sexual abuse of children is reported), and that the sender believes it to "
            "be right. In every language (DSA, Art. 16(2))."
        )

    def specs(self, value: Any, block_id: str) -> list[dict[str, Any]]:
        """Return the questions as a form version keeps them, in the active language."""

        def spec(key: str, kind: str, category: str, label: str, help_text: str = "", **more: Any) -> dict[str, Any]:
            return {
                "key": key,
                "kind": kind,
                "category": category,
                "block": block_id,
                "label": label,
                "help": help_text,
                "requirement": REQUIRED,
                # The words are ours: no editor can change them.
                "fixed": True,
                **more,
            }

        waived = {"waived_when": {"key": ILLEGAL_KIND, "value": CHILD_ABUSE}}
        may_be_empty = _("You may leave this empty if you report sexual abuse of children.")
        return [
            spec(
                ILLEGAL_KIND,
                ILLEGAL_KIND,
                "subject",
                _("What is it about?"),
                choices=[{"value": key, "label": str(label)} for key, label in illegal_kinds()],
            ),
            spec(
                LOCATION,
                LOCATION,
                "message",
                _("Where exactly is it?"),
                _("The full address of the page, one on each line, and what to look for there."),
            ),
            spec(
                "message",
                "message",
                "message",
                _("Why is it illegal?"),
                _("Say what it breaks, and how. The more exact it is, the sooner we can decide."),
            ),
            spec("name", "name", "name", _("Your name"), may_be_empty, **waived),
            spec("email", "email", "email", _("E-mail address"), may_be_empty, **waived),
            spec(
                STATEMENT,
                STATEMENT,
                "message",
                _("I believe in good faith that what this notice says is accurate and complete."),
            ),
        ]


def illegal_kinds() -> list[tuple[str, str]]:
    """Return what a notice can be about: key and label in the active language."""
    return [
        ("personal_data", _("Privacy or personal data")),
        ("intellectual_property", _("Copyright, a trademark or another right")),
        ("defamation", _("Insult, slander or hatred")),
        ("fraud", _("Fraud or deception")),
        (CHILD_ABUSE, _("Sexual abuse of children")),
        ("other", _("Something else")),
    ]

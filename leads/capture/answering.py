"""What the room adds to mail, the schedule, the linter and Wagtail's signals so that messages are answered."""

from datetime import datetime, timedelta
from typing import Any

from leads.capture import mail_kinds, mail_kinds_staff, notices, routing
from leads.capture.teams import mailboxes
from privacy.outbox.kinds import register_mail_kind
from privacy.register.personal_data import register_outside_stores
from privacy.retention.schedule import register_job

KINDS = (
    mail_kinds.Receipt,
    mail_kinds.Reply,
    mail_kinds_staff.NewMessage,
    mail_kinds_staff.Notice,
    mail_kinds_staff.NobodyMayRead,
    mail_kinds_staff.Summary,
    mail_kinds_staff.Overdue,
)


def register_answering() -> None:
    """Make mails, jobs, findings and outside stores known; call it in AppConfig.ready."""
    from wagtail.signals import page_published, page_slug_changed, post_page_move

    from leads.capture import answering_home, routing_lint  # noqa: F401

    for kind in KINDS:
        register_mail_kind(kind())
    register_outside_stores(mailboxes)
    register_job("message_summaries", every=timedelta(minutes=5), run=summaries)
    register_job("overdue_messages", every=timedelta(minutes=15), run=overdue)
    for signal in (page_published, page_slug_changed, post_page_move):
        signal.connect(pages_changed, dispatch_uid="capture-routing")


def summaries(now: datetime) -> None:
    """Send the summaries that members of staff chose."""
    notices.send_summaries(now)


def overdue(now: datetime) -> None:
    """Tell team leaders what waits too long."""
    notices.tell_overdue(now)


def pages_changed(sender: Any, **kwargs: Any) -> None:
    """Rules name pages by their addresses; a page that moved or got a translation has other ones."""
    routing.apply_rules_with_pages()

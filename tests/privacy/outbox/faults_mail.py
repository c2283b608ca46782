"""A mail server that takes its time and writes down what it accepted, and a kind of mail for it."""

import os
import time
from pathlib import Path

from django.core.mail.backends.base import BaseEmailBackend

from privacy.outbox.kinds import MailKind, Message, register_mail_kind


class SlowBackend(BaseEmailBackend):
    """Says "talking" in a file, waits, writes the Message-ID of an accepted mail, waits again."""

    def send_messages(self, messages):
        folder = Path(os.environ["FAULTS_DIR"])
        for message in messages:
            (folder / "talking").touch()
            time.sleep(float(os.environ.get("FAULTS_BEFORE", "0")))
            with (folder / "accepted").open("a") as accepted:
                accepted.write(message.extra_headers["Message-ID"] + "\n")
            time.sleep(float(os.environ.get("FAULTS_AFTER", "0")))
        return len(messages)


class Fault(MailKind):
    key = "tests.fault"
    label = "Fault"

    def render(self, object_id, language):
        return Message(("someone@example.com",), "Fault", "Text", "<p>Text</p>")


register_mail_kind(Fault())

"""The only module that talks to the mail server."""

from django.core.mail import EmailMultiAlternatives

from privacy.keys.normalise import mailbox
from privacy.outbox.kinds import Message

ADDRESSES = ("Reply-To",)


def deliver(message: Message, *, message_id: str) -> None:
    """Hand a mail to the server; raises what the server or the connection raises.

    The same `message_id` on every attempt lets receiving servers recognise a second copy. Every address goes out as
    `mailbox` writes it: left in Unicode, Django would send what is meant for straße.de to strasse.de.
    """
    headers = {name: mailbox(value) if name in ADDRESSES else value for name, value in message.headers.items()}
    mail = EmailMultiAlternatives(
        subject=" ".join(message.subject.split()),
        body=message.text,
        to=[mailbox(address) for address in message.to],
        headers={"Auto-Submitted": "auto-generated", **headers, "Message-ID": message_id},
    )
    mail.attach_alternative(message.html, "text/html")
    mail.send(fail_silently=False)

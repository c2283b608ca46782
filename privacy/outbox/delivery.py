"""The only module that talks to the mail server."""

from django.core.mail import EmailMultiAlternatives

from privacy.outbox.kinds import Message


def deliver(message: Message, *, message_id: str) -> None:
    """Hand a mail to the server; raises what the server or the connection raises.

    The same `message_id` on every attempt lets receiving servers recognise a second copy.
    """
    mail = EmailMultiAlternatives(
        subject=" ".join(message.subject.split()),
        body=message.text,
        to=list(message.to),
        headers={"Auto-Submitted": "auto-generated", **message.headers, "Message-ID": message_id},
    )
    mail.attach_alternative(message.html, "text/html")
    mail.send(fail_silently=False)

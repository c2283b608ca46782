"""Writing the ledger: who a subject is, what was shown and chosen, and what is deleted when its time is over."""

import secrets
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import cast
from uuid import UUID

from django.db import connection, transaction

from privacy.keys import hashing, normalise
from privacy.keys.fields import EncryptedTextField
from privacy.keys.plain_sql import insert
from privacy.ledger.chain import event_mac, evidence_hash, head_seal, newest_key_id, pruned_seal
from privacy.ledger.models import ChainHead, Evidence, LedgerEvent, LedgerPruned, Subject

Action = LedgerEvent.Action
Ended = Callable[[LedgerEvent], None]
_ended: list[Ended] = []


def on_basis_ended(handler: Ended) -> Ended:
    """Decorator: have a room above told of each withdrawal and objection, in the transaction that writes it."""
    _ended.append(handler)
    return handler


def get_or_create_subject(*, email: str | None = None, phone: str | None = None, now: datetime) -> Subject:
    """Return the one subject with this e-mail address, or without one with this phone number.

    A phone number given beside an address does not identify: companies share them. With neither, a new
    subject that nobody can be recognised by. Two calls at the same moment get the same subject.
    """
    address = normalise.email_as_given(email) if email and email.strip() else ""
    number = normalise.phone_as_given(phone) if phone and phone.strip() else ""
    scope, identity = ("email", address) if address else ("phone", number)
    if not identity:
        return Subject.objects.create(created_at=now)
    hashes = hashing.lookup_hashes(identity, scope=scope)
    subject = Subject(
        email=address or None,
        phone=number or None,
        identity_hash=hashing.lookup_hash(identity, scope=scope),
        phone_hash=hashing.lookup_hash(number, scope="phone") if number else "",
        hash_key=hashing.lookup_key_id(),
        created_at=now,
    )
    # A person known under an older key must not become a second one; with one key the database says who is new.
    found = _known(hashes) if len(hashes) > 1 else None
    return _recalled(found or _added(subject), address, number)


def _known(hashes: Sequence[str]) -> Subject | None:
    return Subject.objects.filter(identity_hash__in=hashes).order_by("pk").first()


def _added(subject: Subject) -> Subject:
    """Insert a subject, or return the one with its identity; one statement either way.

    A conflict writes what is there already, so that the row comes back; its own random id tells whether it is new.
    """
    once = "ON CONFLICT (identity_hash) DO UPDATE SET identity_hash = excluded.identity_hash"
    ((pk, public_id, *identifiers),) = insert([subject], conflict=once, returning=("public_id", "email", "phone"))
    public_id = UUID(str(public_id))
    subject.is_new = public_id == subject.public_id
    if subject.is_new:
        return subject
    names = ("email", "phone")
    known = [
        cast("EncryptedTextField", Subject._meta.get_field(name)).from_db_value(value, None, connection)
        for name, value in zip(names, identifiers, strict=True)
    ]
    return Subject.from_db(connection.alias, ["id", "public_id", *names], [pk, public_id, *known])


def record_basis(
    *,
    subject: Subject,
    purpose_key: str,
    action: str,
    basis: str,
    text_hash: str,
    release_number: int,
    language: str,
    channel: str,
    form_version: int | str | None = None,
    path: str = "",
    ip: str | None = None,
    now: datetime,
) -> LedgerEvent:
    """Append one event to the chain of (subject, purpose) and return it.

    `ip` is kept encrypted as evidence of this event; it has to be given here, because the event commits to
    it and never changes afterwards. `path` must be an address of ours without a query.
    """
    event = LedgerEvent(
        subject=subject,
        purpose_key=purpose_key,
        action=Action(action),
        basis=basis,
        text_hash=text_hash,
        release_number=release_number,
        language=language,
        channel=channel,
        form_version="" if form_version is None else str(form_version),
        path=path.partition("?")[0][:255],
        at=now,
        key_id=newest_key_id(),
    )
    salt = secrets.token_hex(16)
    event.evidence_hash = evidence_hash(salt, ip) if ip else ""
    with transaction.atomic(savepoint=False):
        _append(event)
        event.save(force_insert=True)
        if ip:
            Evidence(event=event, ip=ip, salt=salt, created_at=now).save(force_insert=True)
        if event.action in (Action.WITHDRAWN, Action.OBJECTED):
            for handler in _ended:
                handler(event)
    return event


def prune_chain(*, subject_id: int, purpose_key: str, rule: str, now: datetime) -> int:
    """Delete a whole chain whose period is over, leaving a note that it was; return how many events went."""
    with transaction.atomic():
        head = ChainHead.objects.select_for_update().get(subject_id=subject_id, purpose_key=purpose_key)
        pruned = LedgerPruned(
            subject_number=subject_id,
            purpose_key=purpose_key,
            last_sequence=head.count,
            mac=head.mac,
            rule=rule,
            at=now,
            key_id=newest_key_id(),
        )
        pruned.seal = pruned_seal(pruned)
        pruned.save(force_insert=True)
        events = LedgerEvent.objects.filter(subject_id=subject_id, purpose_key=purpose_key)
        Evidence.objects.filter(event__in=events).delete()
        return events.delete()[1].get(LedgerEvent._meta.label, 0)


def forget_identifiers(*, subject: Subject) -> None:
    """Delete who a subject is; its hashes stay, so that a proof or an objection can still be recognised."""
    subject.email = subject.phone = None
    subject.save(update_fields=["email", "phone"])


def rename_subject(*, subject: Subject, email: str, phone: str) -> None:
    """Give a subject other identifiers, normalised already. Of two with one identity, this one keeps none."""
    scope, identity = ("email", email) if email else ("phone", phone)
    hashes = hashing.lookup_hashes(identity, scope=scope) if identity else []
    taken = Subject.objects.filter(identity_hash__in=hashes).exclude(pk=subject.pk).exists()
    if taken:
        email = phone = identity = ""
    subject.email, subject.phone = email or None, phone or None
    subject.identity_hash = hashing.lookup_hash(identity, scope=scope) if identity else None
    subject.phone_hash = hashing.lookup_hash(phone, scope="phone") if phone else ""
    subject.hash_key = hashing.lookup_key_id()
    subject.save(update_fields=["email", "phone", "identity_hash", "phone_hash", "hash_key"])


def restrict(*, subject_ids: Iterable[int], now: datetime) -> None:
    """Keep what these subjects gave until now and use none of it (GDPR Art. 18)."""
    Subject.objects.filter(pk__in=list(subject_ids)).update(restricted_at=now)


def lift_restriction(*, subject_ids: Iterable[int]) -> None:
    """Use the data of these subjects again."""
    Subject.objects.filter(pk__in=list(subject_ids), restricted_at__isnull=False).update(restricted_at=None)


def _recalled(subject: Subject, address: str, number: str) -> Subject:
    """Return a found subject; one whose identifiers were forgotten learns them again."""
    if subject.email is None and subject.phone is None:
        subject.email, subject.phone = address or None, number or None
        subject.save(update_fields=["email", "phone"])
    return subject


def _append(event: LedgerEvent) -> None:
    """Give `event` its place: open its chain, or lock the head and move it on."""
    head = None if event.subject.is_new else _locked_head(event)
    if head is None:
        if _open_chain(event):
            return
        head = _locked_head(event)
        if head is None:
            raise ChainHead.DoesNotExist
    event.sequence = head.count + 1
    event.mac = event_mac(event, head.mac)
    head.count, head.mac, head.key_id = event.sequence, event.mac, event.key_id
    head.seal = head_seal(head)
    head.save(update_fields=["count", "mac", "key_id", "seal"])


def _locked_head(event: LedgerEvent) -> ChainHead | None:
    heads = ChainHead.objects.select_for_update()
    return heads.filter(subject_id=event.subject_id, purpose_key=event.purpose_key).first()


def _open_chain(event: LedgerEvent) -> bool:
    """Make the head of a chain with `event` as its first; False when another event came first.

    Written in SQL, because only the row count of ON CONFLICT DO NOTHING tells the two apart.
    """
    event.sequence = 1
    event.mac = event_mac(event, "")
    head = ChainHead(
        subject_id=event.subject_id, purpose_key=event.purpose_key, count=1, mac=event.mac, key_id=event.key_id
    )
    quote = connection.ops.quote_name
    names = ("subject_id", "purpose_key", "count", "mac", "key_id", "seal")
    columns = ", ".join(quote(name) for name in names)
    with connection.cursor() as cursor:
        # allowed sql-from-parts: `columns` are quoted names, joined.
        cursor.execute(
            f"INSERT INTO {quote(ChainHead._meta.db_table)} ({columns}) VALUES (%s, %s, %s, %s, %s, %s) "
            "ON CONFLICT DO NOTHING",
            [head.subject_id, head.purpose_key, head.count, head.mac, head.key_id, head_seal(head)],
        )
        return cursor.rowcount == 1

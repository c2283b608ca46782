"""Forms for tests, built as an editor builds them: blocks in a stream, approved and published."""

import uuid

from django.utils import timezone
from wagtail.models import Locale

from leads.forms.custom_fields import is_own, words_hash, words_of
from leads.forms.models import FieldApproval, LeadForm, LiveForm
from leads.forms.rendering import mark, shown_now
from privacy.register.models.facts import Purpose
from tests.leads.conftest import Visitor, proof_of_work

NAMESPACE = uuid.UUID("5f2c0b4e-4c09-4a67-8f0e-2d9b5c1a7e11")
STANDARD = ("name", "organisation", "country", "language", "email", "phone", "subject", "message")


def ident(text):
    """The id of a block or an answer, by the words that name it."""
    return str(uuid.uuid5(NAMESPACE, text))


def ask(kind, label="", requirement="optional", /, **more):
    """A question: `ask("number", "How many", "required", least=1)`; its key is `ident(label)` unless it is standard."""
    value = {"label": label or kind.title(), "help": "", "requirement": requirement, **more}
    if kind == "phone":
        value.setdefault("numbers", 1)
    if kind not in STANDARD:
        value.setdefault("category_of_data", "message")
    return {"type": kind, "id": ident(value["label"]), "value": value}


def consent(purpose="newsletter"):
    return {"type": "consent", "id": ident(f"consent {purpose}"), "value": {"purpose": purpose}}


def section(title, text=""):
    return {"type": "section", "id": ident(title), "value": {"title": title, "text": text}}


def answer(label, *then):
    """An answer of a choice, and what is asked after it."""
    return {"type": "item", "id": ident(f"answer {label}"), "value": {"label": label, "ask": list(then)}}


def line(label):
    """An answer of a question whose answers lead nowhere."""
    return {"type": "item", "id": ident(f"answer {label}"), "value": label}


def value_of(label):
    return ident(f"answer {label}")


def draft_form(*blocks, slug="offer", purpose="contact", language="en", **changes):
    """A form as a draft in the database."""
    values = {
        "locale": Locale.objects.get(language_code=language),
        "name": slug.title(),
        "slug": slug,
        "purpose": Purpose.objects.filter(key=purpose).first(),
        "title": "Offer casings",
        "submit_label": "Send",
        "thanks_title": "Thank you",
        "thanks": "<p>We call back.</p>",
        "live": False,
    }
    form = LeadForm(**{**values, **changes})
    form.body = list(blocks)
    form.save()
    return form


def approve_all_of(form):
    """What privacy officers do before a form goes live: every question in an editor's own words is approved."""
    language = form.locale.language_code
    for spec in form.body.stream_block.specs(form.body):
        if not is_own(spec, language):
            continue
        words = {"language": language, "kind": spec["kind"], "category": spec["category"], "words": words_of(spec)}
        FieldApproval.objects.get_or_create(
            words_hash=words_hash(spec, language),
            defaults={**words, "form_name": form.name, "approved_at": timezone.now()},
        )


def live_form(*blocks, **changes):
    """A form that visitors see; returns its version."""
    form = draft_form(*blocks, **changes)
    approve_all_of(form)
    form.save_revision().publish()
    return LiveForm.objects.select_related("version__form").get(version__form=form).version


def send(version, answers, *, visitor=None, shown=None, **extra):
    """Post answers to a form as a browser on our own page does."""
    visitor = visitor or Visitor()
    key = extra.pop("form_key", None) or visitor.key(slug=version.slug)
    data = {
        "form_key": key,
        "form_shown": shown or mark(shown_now(version)),
        "form_proof": proof_of_work(key, version.slug),
        "website": "",
        **answers,
        **extra,
    }
    return visitor.post(f"/{version.language}/forms/{version.slug}/", data)


def stream(blocks):
    """A StreamField of fields as the CMS posts it."""
    from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

    values = [
        (block["type"], {"text": rich_text(block["value"]["text"])} if block["type"] == "text" else block["value"])
        for block in blocks
    ]
    data = nested_form_data({"body": streamfield(values)})
    for index, block in enumerate(blocks):
        data[f"body-{index}-id"] = block["id"]
        if block["type"] == "subject":
            data[f"body-{index}-value-choices-count"] = "0"
    return data


def posted(form, blocks=None, **changes):
    """What a browser posts of a form's edit screen, with `changes`."""
    from wagtail.test.utils.form_data import rich_text

    data = {
        "name": form.name,
        "slug": form.slug,
        "purpose": form.purpose_id or "",
        "title": form.title,
        "intro": rich_text(form.intro),
        "submit_label": form.submit_label,
        "thanks_title": form.thanks_title,
        "thanks": rich_text(form.thanks),
        "receipt_subject": form.receipt_subject,
        "receipt_text": rich_text(form.receipt_text),
        **stream(form.body.get_prep_value() if blocks is None else blocks),
    }
    return {**data, **changes}

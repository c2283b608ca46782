"""Sample teams, who answers the contact form, and texts to begin a reply with. Development only."""

import uuid
from typing import Any

from django.db import transaction
from wagtail.models import Locale

from leads.forms.models import LeadForm
from leads.forms.sample import NAMESPACE, SLUG
from leads.inbox.models import ReplyTemplate
from leads.teams.models import FormRouting, RoutingRule, Team

# Casings are bought in Germany and northern France; other questions start at the reception.
CASINGS, RECEPTION = "Casings", "Reception"
TEMPLATES = {
    "details": {
        "en": (
            "Casings: ask for details",
            "Hello,\n\nThank you for your message.\n\nTo make you an offer we need to know: how many casings, which sizes and brands, "
            "and where they are. A photo of a few treads helps.\n\nYou can answer this e-mail.",
        ),
        "nl": (
            "Karkassen: vraag om gegevens",
            "Goedendag,\n\nDank u voor uw bericht.\n\nVoor een aanbod willen we graag weten: hoeveel karkassen, welke maten en merken, en "
            "waar ze liggen. Een foto van een paar loopvlakken helpt.\n\nU kunt op deze e-mail antwoorden.",
        ),
        "de": (
            "Karkassen: Angaben erfragen",
            "Guten Tag,\n\nvielen Dank für Ihre Nachricht.\n\nFür ein Angebot möchten wir wissen: wie viele Karkassen, welche Größen und "
            "Marken, und wo sie liegen. Ein Foto einiger Laufflächen hilft.\n\nSie können auf diese E-Mail antworten.",
        ),
        "fr": (
            "Carcasses : demander des précisions",
            "Bonjour,\n\nMerci pour votre message.\n\nPour vous faire une offre, nous devons savoir combien de carcasses, quelles "
            "dimensions et marques, et où elles se trouvent. Une photo de quelques bandes de roulement nous aide.\n\n"
            "Vous pouvez répondre à cet e-mail.",
        ),
    },
    "call": {
        "en": (
            "We could not reach you",
            "Hello,\n\nWe tried to call you about your message ({reference}) and could not reach you.\n\n"
            "When does it suit you, and on which number?",
        ),
        "nl": (
            "Wij konden u niet bereiken",
            "Goedendag,\n\nWij hebben u gebeld over uw bericht ({reference}), maar konden u niet bereiken.\n\n"
            "Wanneer schikt het u, en op welk nummer?",
        ),
        "de": (
            "Wir haben Sie nicht erreicht",
            "Guten Tag,\n\nwir haben versucht, Sie zu Ihrer Nachricht ({reference}) anzurufen, und haben Sie nicht erreicht.\n\n"
            "Wann passt es Ihnen, und unter welcher Nummer?",
        ),
        "fr": (
            "Nous n’avons pas pu vous joindre",
            "Bonjour,\n\nNous avons essayé de vous appeler au sujet de votre message ({reference}), sans pouvoir vous joindre.\n\n"
            "Quand cela vous convient-il, et à quel numéro ?",
        ),
    },
}


@transaction.atomic
def load(*, handler: Any, leader: Any) -> None:
    """Add what is missing; what exists is left alone."""
    if not Team.objects.exists():
        casings = Team.objects.create(name=CASINGS, mailbox="casings@example.com", leader=leader, deputy=handler)
        reception = Team.objects.create(name=RECEPTION, mailbox="reception@example.com", leader=leader)
        casings.members.set([handler, leader])
        reception.members.set([handler])
        _route(casings, reception)
    if not ReplyTemplate.objects.exists():
        ReplyTemplate.objects.bulk_create(_templates())


def _route(casings: Team, reception: Team) -> None:
    form = LeadForm.objects.filter(slug=SLUG, locale=Locale.get_default()).first()
    if form is None or FormRouting.objects.filter(form=form).exists():
        return
    routing = FormRouting.objects.create(form=form, team=reception)
    for order, language in enumerate(("de", "fr")):
        RoutingRule.objects.create(routing=routing, sort_order=order, language=language, team=casings)


def _templates() -> list[ReplyTemplate]:
    locales = {locale.language_code: locale for locale in Locale.objects.all()}
    return [
        ReplyTemplate(
            locale=locales[language], translation_key=uuid.uuid5(NAMESPACE, f"template-{key}"), name=name, text=text
        )
        for key, texts in TEMPLATES.items()
        for language, (name, text) in texts.items()
        if language in locales
    ]

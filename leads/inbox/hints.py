"""Whether a message looks like a request about data, in any of the site's languages: a quiet hint, and nothing follows from it.

Somebody asks such a thing when one sentence speaks of data of their own and of what should happen to them, or names the law.
Whoever reads the message decides. The wishes are the beginnings of words, so that every form of a word is met.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from privacy.rights.models import Right


@dataclass(frozen=True)
class Words:
    """How people of one language ask: what they call their data, what should happen to them, and what names the law alone."""

    own: tuple[str, ...]
    wishes: Mapping[Right, tuple[str, ...]]
    law: tuple[str, ...]


ENGLISH = Words(
    own=(
        r"(my|our|personal|private) (own |personal |private |contact )*(data|details|information)\b",
        r"\b(have|hold|held|keep|kept|know|store|stored) (anything |data |information )?(of|on|about) (me|us)\b",
        r"data (of|on|about) (me|us)\b",
    ),
    wishes={
        Right.WITHDRAWAL: ("consent",),
        Right.ERASURE: ("delet", "eras", "remov", "forget", "wipe", "destroy"),
        Right.RECTIFICATION: ("correct", "rectif", "wrong", "out of date"),
        Right.OBJECTION: ("object", "stop us", "no longer us", "not (be )?us"),
        Right.ACCESS: ("copy", "access", "see", "show", "which", "what", "hold", "stor", "kept", "keep", "know"),
    },
    law=(r"\bgdpr\b", "subject access request", "right (of access|to be forgotten|to erasure)", "withdraw my consent"),
)
DUTCH = Words(
    own=(
        r"(mijn|onze) (persoonlijke |privé)*gegevens\b",
        r"(persoonlijke |persoons|contact|adres|privé)gegevens\b",
        r"gegevens (van|over) (mij|ons)\b",
        r"gegevens (hebben|heeft|bewaart|bewaren) (u|jullie|je) (van|over) (mij|ons)\b(?! nodig)",
        r"(alles|alle|wat) .*(van|over) (mij|ons) (bewa|heb|heeft|weet|weten|opge)",
        r"(alles|wat) (u|jullie|je) (van|over) (mij|ons)\b",
    ),
    wishes={
        Right.WITHDRAWAL: ("toestemming",),
        Right.ERASURE: ("verwijder", "wis", "gewist", "vernietig", "vergeten", "schrap"),
        Right.RECTIFICATION: (
            "corrig",
            "rectific",
            "verbeter",
            "wijzig",
            "aan te passen",
            "aanpass",
            "klop",
            "onjuist",
        ),
        Right.OBJECTION: ("bezwaar", "niet (meer |langer )?(te )?gebruik", "stop"),
        Right.ACCESS: (
            "inzage",
            "inzien",
            "kopie",
            "overzicht",
            "opvrag",
            "welke",
            "bewa",
            "opgeslagen",
            "heb",
            "heeft",
            "wat",
        ),
    },
    law=(
        r"\bavg\b",
        "recht op (inzage|vergetelheid|verwijdering)",
        "toestemming in(trekken|getrokken|te trekken)",
        "trek mijn toestemming in",
    ),
)
GERMAN = Words(
    own=(
        r"(mein|unser)(e|en|er)? (persönlich\w* |personenbezogen\w* |eigenen )*(daten|angaben)\b",
        r"personenbezogen\w* daten",
        r"daten (von|über|zu) (mir|mich|uns|meiner person)\b",
        r"(über|von|zu) (mich|mir) (gespeichert|haben|speichern|wissen)",
        r"alles,? was sie (über|von) (mich|mir|uns)\b",
    ),
    wishes={
        Right.WITHDRAWAL: ("einwilligung",),
        Right.ERASURE: ("lösch", "gelöscht", "entfern", "vernicht", "vergess"),
        Right.RECTIFICATION: ("berichtig", "korrigier", "falsch", "änder", "nicht (mehr )?richtig"),
        Right.OBJECTION: ("widersp", "nicht (mehr|länger|weiter) (zu )?(verwend|nutz|verarbeit)"),
        Right.ACCESS: (
            "auskunft",
            "kopie",
            "einsicht",
            "einseh",
            "welche",
            "gespeichert",
            "speicher",
            "haben",
            "übersicht",
            "was",
        ),
    },
    law=(
        r"\b(ds-?gvo)\b",
        "recht auf (auskunft|löschung|vergessen)",
        r"einwilligung\W+(zu )?(widerruf|zurück)",
        r"widerruf\w* .*einwilligung",
    ),
)
FRENCH = Words(
    own=(
        r"(mes|nos) (propres )?(données|coordonnées|informations)( personnelles)?\b",
        r"données (personnelles|à caractère personnel)",
        r"(données|informations) (me|nous) concernant",
        r"(données|informations) .*(sur|à propos de) (moi|nous)\b",
        r"tout ce que vous (avez|détenez) sur (moi|nous)\b",
    ),
    wishes={
        Right.WITHDRAWAL: ("consentement",),
        Right.ERASURE: ("supprim", "effac", "détrui", "oubli", "retir"),
        Right.RECTIFICATION: ("rectif", "corrig", "modifi", "erron", "inexact", "mettre à jour"),
        Right.OBJECTION: ("oppos", "m'oppos", "ne (plus|pas) (les )?(utilis|trait)", "cess"),
        Right.ACCESS: (
            "accès",
            "accéder",
            "copie",
            "consult",
            "quelles",
            "détenez",
            "conserv",
            "stock",
            "communiqu",
            "savoir",
        ),
    },
    law=(r"\brgpd\b", "droit (d'accès|à l'oubli|à l'effacement)", r"retir\w* mon consentement"),
)
LANGUAGES = (ENGLISH, DUTCH, GERMAN, FRENCH)
_SENTENCES = re.compile(r"[.!?;\n]+")


def looks_like(text: str) -> Right | None:
    """Return what somebody seems to ask about their data; None for an ordinary message. Any language: people mix them."""
    sentences = [" ".join(sentence.lower().replace("’", "'").split()) for sentence in _SENTENCES.split(text)]
    found = [right for words in LANGUAGES for sentence in sentences if (right := _asked(words, sentence))]
    clear = [right for right in found if right != Right.COMPLAINT]
    return next(iter(clear or found), None)


def _asked(words: Words, sentence: str) -> Right | None:
    """Return what a sentence asks; one that names the law alone asks something that somebody has to read."""
    names_law = _any(words.law, sentence)
    if not names_law and not _any(words.own, sentence):
        return None
    wish = next(
        (right for right, begin in words.wishes.items() if _any((rf"\b{one}" for one in begin), sentence)), None
    )
    return wish or (Right.COMPLAINT if names_law else None)


def _any(patterns: Iterable[str], sentence: str) -> bool:
    return any(re.search(pattern, sentence) for pattern in patterns)

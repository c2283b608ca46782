"""Whether a message looks like a request about data, in any of the site's languages: a quiet hint.

Somebody asks such a thing when one sentence speaks of data of their own and of what should happen to them, names the law, or
wants no more mail. People also write their details down to get an offer, so a wish to see them stands right beside them.
Whoever reads the message decides; a request that is made of it begins with what is guessed here, and is put right there.
The wishes are the beginnings of words, so that every form of a word is met.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from privacy.rights.models import Right


@dataclass(frozen=True)
class Words:
    """How people of one language ask: what they call their data, what should happen to them, and what names the law alone.

    `sight` is how they ask to see them, `questions` what stands before them in a question, `plain` what needs no more words.
    """

    own: tuple[str, ...]
    wishes: Mapping[Right, tuple[str, ...]]
    sight: tuple[str, ...]
    questions: tuple[str, ...]
    plain: Mapping[Right, tuple[str, ...]]
    law: tuple[str, ...]


# What comes by itself, what of somebody stands in a list, and the list; in every language.
MAIL = (
    r"(\w+ ){0,2}(e-?mails?|mails?|mailings?|newsletters?|courriels?|messages|advert\w+"
    r"|mailtjes|nieuwsbrie\w+|reclame|werbung|publicités?)\b"
)
ENTRY = r"(e-?mail|address|name|number|phone|adres|naam|\w*nummer|nom|numéro)[\w' -]*"
FILES = (
    r"\w*(files?|lists?|records?|systems?|database|bestand|lijst|systeem|administratie"
    r"|datei|kartei|liste|datenbank|verteiler|unterlagen|fichier|base|système)"
)


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
    },
    sight=(
        r"copy",
        r"access",
        r"(can|could|may) (i|we) see",
        r"(want|like|wish) to see",
        r"let (me|us) see",
        r"show (me|us)",
    ),
    questions=(
        r"which",
        r"what",
        r"everything",
        r"whether",
    ),
    plain={
        Right.ERASURE: (
            r"\b(no longer|not|don't) (want|wish) (my|our) " + ENTRY + r" (in|on) your " + FILES,
            r"\b(remove|delete|take|erase) (me|us|(my|our) "
            + ENTRY
            + r") (from|off|out of) (your|the|all) (mailing )?"
            + FILES,
        ),
        Right.OBJECTION: (
            r"\bstop sending (me|us) " + MAIL,
            r"\bstop (e-?mailing|mailing|contacting|calling|phoning) (me|us)\b",
            r"\bunsubscribe (me|us)\b",
            r"\b(want|wish|like) to unsubscribe",
            r"\b(no longer|not|never) (want|wish) (to (receive|get) )?" + MAIL,
        ),
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
    },
    sight=(
        r"inzage",
        r"inzien",
        r"in te zien",
        r"kopie",
        r"overzicht",
        r"opvrag",
        r"op te vragen",
    ),
    questions=(
        r"welke",
        r"wat",
        r"alles",
        r"alle",
        r"of (u|jullie|je)\b",
    ),
    plain={
        Right.ERASURE: (
            r"\bniet (meer|langer)\b.{0,40}\b(mijn|ons) " + ENTRY + r".{0,30}\b(uw|jullie) " + FILES,
            r"\b(haal|verwijder|schrap|wis) (mij|me|ons|(mijn|ons|onze) "
            + ENTRY
            + r") (\w+ )?(uit|van) (uw|jullie|je|de|alle) "
            + FILES,
        ),
        Right.OBJECTION: (
            r"\bstop\w* met (het )?(sturen|versturen|toesturen) van " + MAIL,
            r"\bstop\w* met (het |mij te |me te |ons te )?(mailen|bellen|benaderen)\b",
            r"\bstuur (mij|me|ons) geen " + MAIL,
            r"\bwil\w* .{0,20}\bgeen " + MAIL + r" meer\b",
            r"\b(schrijf|meld) (mij|me|ons) (\w+ ){0,4}(uit|af)\b",
            r"(uitschrijven|afmelden) (voor|van) (de|uw|jullie) nieuwsbrief",
            r"nieuwsbrief (\w+ ){0,2}(uitschrijven|afmelden|opzeggen)",
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
    },
    sight=(
        r"auskunft",
        r"kopie",
        r"einsicht",
        r"einseh",
        r"einzusehen",
        r"übersicht",
    ),
    questions=(
        r"welche",
        r"was",
        r"alles",
        r"ob sie\b",
    ),
    plain={
        Right.ERASURE: (
            r"\bnicht (mehr|länger)\b.{0,40}\b(meine|unsere) " + ENTRY + r".{0,30}\bihre[rmn]? " + FILES,
            r"\b(nehmen|streichen|entfernen|löschen) sie (bitte )?(mich|uns|(meine|unsere)n? "
            + ENTRY
            + r") (bitte )?(aus|von) (ihre[rmn]|der|allen|den|dem) "
            + FILES,
        ),
        Right.OBJECTION: (
            r"\b(schicken|senden) sie (mir|uns) (bitte )?keine " + MAIL,
            r"\b(möchten?|will|wollen) .{0,20}\bkeine " + MAIL,
            r"\bhören sie (bitte )?auf,? (mir|uns) " + MAIL + r" zu (schicken|senden)",
            r"\b(melden|bestellen) sie (mich|uns) (\w+ ){0,4}ab\b",
            r"\btragen sie (mich|uns) (\w+ ){0,4}aus\b",
            r"newsletter (\w+ ){0,2}(abbestell|abmeld|ab\b)",
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
    },
    sight=(
        r"accès",
        r"accéder",
        r"copie",
        r"(souhait\w*|voudr\w*|veux|puis-je|aimer\w*) consult",
        r"(me|nous) communiquer",
    ),
    questions=(
        r"quelles?",
        r"tout ce que",
        r"savoir",
        r"si vous\b",
    ),
    plain={
        Right.ERASURE: (
            r"\bne (veux|souhaite|voulons|souhaitons) plus que (mon|notre) " + ENTRY + r".{0,40}\b(vos|votre) " + FILES,
            r"\b(retir|enlev|supprim|effac|ray)\w+[ -](moi|nous|(mon|notre) "
            + ENTRY
            + r") (de|des) ((toutes )?vos|votre|la|tous vos) "
            + FILES,
        ),
        Right.OBJECTION: (
            r"\b(cess|arrêt)\w* de (m'|nous )(envoyer|adresser) (de |des |d'|vos )?" + MAIL,
            r"\bne (m'|nous )(envoyez|adressez) plus (de |d'|vos )?" + MAIL,
            r"\bne (veux|souhaite|désire|voulons|souhaitons) plus (recevoir )?(de |d'|vos )?" + MAIL,
            r"\b(désabonn|désinscri)",
        ),
    },
    law=(r"\brgpd\b", "droit (d'accès|à l'oubli|à l'effacement)", r"retir\w* mon consentement"),
)
LANGUAGES = (ENGLISH, DUTCH, GERMAN, FRENCH)
# How many words may stand between what is wanted and what it is wanted of, in one clause.
NEAR = 5
_SENTENCES = re.compile(r"[.!?;\n]+")


# Who asks for several things is heard in what changes most for them; the request holds all they wrote.
_WEIGHT = (
    Right.ERASURE,
    Right.OBJECTION,
    Right.WITHDRAWAL,
    Right.RESTRICTION,
    Right.RECTIFICATION,
    Right.PORTABILITY,
    Right.ACCESS,
    Right.COMPLAINT,
)


def looks_like(text: str) -> Right | None:
    """Return what somebody seems to ask about their data; None for an ordinary message. Any language: people mix them."""
    sentences = [" ".join(sentence.lower().replace("’", "'").split()) for sentence in _SENTENCES.split(text)]
    found = [right for words in LANGUAGES for sentence in sentences if (right := _asked(words, sentence))]
    if found:
        # "Delete them": who has asked about their data need not name them again.
        found += [wish for words in LANGUAGES for sentence in sentences if (wish := _wish(words, sentence))]
    return min(found, key=_WEIGHT.index, default=None)


def _wish(words: Words, sentence: str) -> Right | None:
    return _right({right: [rf"\b{one}" for one in begin] for right, begin in words.wishes.items()}, sentence)


def _asked(words: Words, sentence: str) -> Right | None:
    """Return what a sentence asks; one that names the law alone asks something that somebody has to read."""
    if plain := _right(words.plain, sentence):
        return plain
    names_law = _any(words.law, sentence)
    if not names_law and not _any(words.own, sentence):
        return None
    if wish := _wish(words, sentence):
        return wish
    sees = [rf"\b(?:{one})" for one in (*words.sight, *words.questions)]
    if _wants_sight(words, sentence) or (names_law and _any(sees, sentence)):
        return Right.ACCESS
    return Right.COMPLAINT if names_law else None


def _wants_sight(words: Words, sentence: str) -> bool:
    """Tell whether a wish to see stands beside somebody's own data, or a question before them."""
    owns = [match.span() for own in words.own for match in re.finditer(own, sentence)]
    wishes = [match.span() for one in words.sight for match in re.finditer(rf"\b(?:{one})", sentence)]
    asked = [match.span() for one in words.questions for match in re.finditer(rf"\b(?:{one})", sentence)]
    pairs = [pair for own in owns for wish in wishes for pair in ((wish, own), (own, wish))]
    pairs += [(question, own) for own in owns for question in asked]
    return any(_near(sentence, *pair) for pair in pairs)


def _near(sentence: str, first: tuple[int, int], second: tuple[int, int]) -> bool:
    """Tell whether one thing begins no later than another, with few words between them and no end of a clause."""
    between = sentence[first[1] : second[0]]
    return first[0] <= second[0] and len(between.split()) <= NEAR and not re.search("[,:]", between)


def _right(patterns: Mapping[Right, Iterable[str]], sentence: str) -> Right | None:
    return next((right for right, some in patterns.items() if _any(some, sentence)), None)


def _any(patterns: Iterable[str], sentence: str) -> bool:
    return any(re.search(pattern, sentence) for pattern in patterns)

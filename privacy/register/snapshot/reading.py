"""The objects that the JSON of a release, or of the draft, stands for."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from privacy.register.models.facts import Purpose
from privacy.register.models.releases import Release
from privacy.register.models.texts import TEXT_KINDS
from privacy.register.providers import MAIL, providers_of
from privacy.register.release import (
    NO_TEXT,
    ReleasedCategory,
    ReleasedController,
    ReleasedPeriod,
    ReleasedPurpose,
    ReleasedRegister,
    ReleasedText,
    Snapshot,
    Texts,
)
from privacy.register.released_companies import (
    AskedChange,
    AskedVersion,
    ReleasedCookie,
    ReleasedCookieGroup,
    ReleasedVendor,
)
from privacy.register.released_section import ReleasedSection

Data = dict[str, Any]


def released(release: Release) -> Snapshot:
    """Return the register as it was published."""
    return read(release.data, number=release.number, published_at=release.published_at, sha256=release.sha256)


def read(data: Data, **of_release: Any) -> Snapshot:
    """Return the objects that JSON stands for; `of_release` is the number, time and hash of a release."""
    of_register = {name: value for name, value in of_release.items() if name != "sha256"}
    registers = {language: _Reading(data, language).register(**of_register) for language in data["languages"]}
    return Snapshot(registers, **of_release)


class _Reading:
    """Joins the facts of a snapshot's JSON with its texts in one language."""

    def __init__(self, data: Data, language: str) -> None:
        self.data = data
        self.language = language
        self.texts = _read_texts(data["texts"].get(language, {}))
        self.periods = {key: ReleasedPeriod(**facts) for key, facts in data["retention"].items()}
        by_name = sorted(data["vendors"].values(), key=lambda vendor: vendor["name"])
        self.vendors = {facts["key"]: self.vendor(facts) for facts in by_name}
        self.providers = providers_of(data["controller"].get("providers", ()), self.vendors)

    def register(self, **of_release: Any) -> ReleasedRegister:
        # A release made before these facts came or went tells of them what its own words say.
        facts = dict(self.data["controller"])
        for outside in ("hosting_region", "providers"):
            facts.pop(outside, None)
        purposes = sorted(self.data["purposes"].values(), key=lambda purpose: (purpose["position"], purpose["key"]))
        groups = sorted(self.data["cookie_groups"].values(), key=lambda group: group["position"])
        return ReleasedRegister(
            language=self.language,
            controller=ReleasedController(
                country_code=facts.pop("country"),
                data_countries=tuple(facts.pop("data_countries", ())),
                providers=self.providers,
                **facts,
            ),
            category_keys=tuple(self.data["categories"]),
            purposes=tuple(self.purpose(purpose) for purpose in purposes),
            periods=tuple(self.periods.values()),
            vendors=tuple(self.vendors.values()),
            cookie_groups=tuple(self.cookie_group(group) for group in groups),
            sections=tuple(self.section(section) for section in self.data.get("sections", {}).values()),
            texts=self.texts,
            asked_versions={key: _read_asked(version) for key, version in self.data.get("asked", {}).items()},
            **of_release,
        )

    def words(self, kind: str, key: str) -> Data:
        words = self.text(kind, key).words
        return {name: words[name] for name in TEXT_KINDS[kind].text_fields if name in words}

    def text(self, kind: str, key: str) -> ReleasedText:
        return self.texts.get(kind, {}).get(key, NO_TEXT)

    def vendor(self, facts: Data) -> ReleasedVendor:
        values = {**facts, "hosts": tuple(facts["hosts"]), "frame_hosts": tuple(facts["frame_hosts"])}
        return ReleasedVendor(country_code=values.pop("country"), **values, **self.words("vendors", facts["key"]))

    def purpose(self, facts: Data) -> ReleasedPurpose:
        names = ("key", "section", "basis", "source", "sends_mail", "needs_reply_channel")
        return ReleasedPurpose(
            **{name: facts[name] for name in names},
            # A release that does not say whether people may be called called those who asked for a reply.
            calls=bool(facts.get("calls", facts["needs_reply_channel"])),
            status=facts.get("status", Purpose.Status.IN_USE),
            noticed_on=date.fromisoformat(facts["noticed_on"]) if facts["noticed_on"] else None,
            **{name: facts.get(name, "") for name in Purpose.ASSESSMENTS},
            **self.words("purposes", facts["key"]),
            categories=tuple(self.category(use) for use in facts["categories"]),
            periods=tuple(self.periods[key] for key in facts["retention"] if key in self.periods),
            vendors=tuple(self.vendors[key] for key in facts["vendors"] if key in self.vendors),
            run_by=tuple(
                provider.vendor
                for provider in self.providers
                if provider.vendor and (provider.place != MAIL or self._writes(facts))
            ),
            text_hash=self.text("purposes", facts["key"]).sha256,
        )

    def _writes(self, facts: Data) -> bool:
        """Tell whether mail may go to the people of a purpose: it says so, or knows their address."""
        return facts["sends_mail"] or "email" in {use["key"] for use in facts["categories"]}

    def category(self, use: Mapping[str, str]) -> ReleasedCategory:
        return ReleasedCategory(**{"label": use["key"], **self.words("categories", use["key"]), **use})

    def cookie_group(self, facts: Data) -> ReleasedCookieGroup:
        key = facts["key"]
        return ReleasedCookieGroup(
            key=key,
            required=facts["required"],
            purpose=facts["purpose"],
            declared_cookies=tuple(self.cookie(cookie) for cookie in facts["cookies"]),
            vendors=tuple(vendor for vendor in self.vendors.values() if vendor.group == key),
            text_hash=self.text("cookie_groups", key).sha256,
            **{"label": key, **self.words("cookie_groups", key)},
        )

    def section(self, facts: Data) -> ReleasedSection:
        return ReleasedSection(**{"heading": facts["key"], **facts, **self.words("sections", facts["key"])})

    def cookie(self, facts: Data) -> ReleasedCookie:
        values = {**facts, "vendor_key": facts["vendor"], "vendor": self.vendors.get(facts["vendor"])}
        return ReleasedCookie(**values, **self.words("cookies", facts["key"]))


def _read_texts(kinds: Mapping[str, Mapping[str, Data]]) -> Texts:
    return {kind: {key: _read_text(row) for key, row in rows.items()} for kind, rows in kinds.items()}


def _read_text(row: Data) -> ReleasedText:
    words = {name: value for name, value in row.items() if name not in ("id", "approved", "sha256")}
    return ReleasedText(words, row.get("sha256", ""), row.get("id"), row.get("approved", True))


def _read_asked(version: Data) -> AskedVersion:
    changes = (
        AskedChange(row["release"], date.fromisoformat(row["date"]), row["what"], row["key"])
        for row in version["changes"]
    )
    return AskedVersion(version["since"], tuple(changes), version["vendors"])

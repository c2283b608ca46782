"""The room's Django app."""

from django.apps import AppConfig


class PolicyConfig(AppConfig):
    """The privacy and terms pages, drawn from a release; versions and differences."""

    name = "privacy.policy"
    label = "privacy_policy"
    verbose_name = "Policy"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from datetime import timedelta

        from home.base.header_footer import always_linked
        from privacy.operations.integrity import register_integrity_check
        from privacy.operations.schedule import register_job
        from privacy.policy import lint_rules, personal_data  # noqa: F401
        from privacy.policy.footer import document_pages
        from privacy.policy.links import check_links
        from privacy.policy.publishing import keep_terms, search_finds_the_release
        from privacy.policy.rendering import privacy_document, terms_document
        from privacy.policy.standing import keep_pages
        from privacy.policy.terms import terms_are_released
        from privacy.policy.verify import TERMS
        from privacy.register.documents import register_document
        from privacy.register.services import after_release

        register_document("privacy", privacy_document)
        register_document("terms", terms_document)
        after_release(terms_are_released)
        after_release(search_finds_the_release)
        always_linked(document_pages)
        keep_terms()
        keep_pages()
        register_integrity_check(TERMS)
        register_job("check_links", every=timedelta(days=1), run=check_links)

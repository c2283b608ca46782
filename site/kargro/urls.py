"""Every address of the site. Public pages carry their language: /<lang>/…"""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.views.decorators.http import require_safe
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail import views as wagtail_views
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents.views import serve as documents

from home.base import views as home_views
from privacy.cookies import blocked, gpc
from privacy.files import served
from privacy.policy.security_txt import security_txt
from privacy.staff.attempts import PAGE_PASSWORDS, throttled

# The passwords that editors give to pages and documents are guessed by nobody either.
one_page = throttled(PAGE_PASSWORDS)(wagtail_views.authenticate_with_password)
one_document = throttled(PAGE_PASSWORDS)(documents.authenticate_with_password)
documents_urls = [
    re_path(r"^(\d+)/(.*)$", require_safe(served.document), name="wagtaildocs_serve"),
    path(
        "authenticate_with_password/<int:restriction_id>/", one_document, name="wagtaildocs_authenticate_with_password"
    ),
]

urlpatterns = [
    path("admin/", include("privacy.staff.urls")),
    path("admin/", include(wagtailadmin_urls)),
    # Wagtail's addresses: what shows something takes no posts, and what takes posts has a limit.
    path("documents/", include(documents_urls)),
    path("", include("privacy.operations.urls")),
    path("", include("home.base.urls")),
    path(".well-known/gpc.json", gpc.declaration, name="gpc"),
    path("blocked/", blocked.report, name="blocked"),
    path(".well-known/security.txt", security_txt, name="security_txt"),
    # Renditions only: originals and documents are never served from here.
    re_path(r"^media/(?P<path>images/[^/]+)$", require_safe(served.picture)),
    *i18n_patterns(
        path("cookies/", include("privacy.cookies.urls")),
        path("rights/", include("privacy.rights.urls")),
        path("forms/", include("leads.submissions.urls")),
        path("search/", include("home.pages.urls")),
        # Wagtail's own door for visitors takes a password alone; the CMS has one door.
        path(
            "_util/login/",
            require_safe(RedirectView.as_view(pattern_name="account_login", query_string=True)),
            name="wagtailcore_login",
        ),
        path(
            "_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/",
            one_page,
            name="wagtailcore_authenticate_with_password",
        ),
        # Wagtail's own serves pages with more queries.
        re_path(wagtail_urls.serve_pattern, home_views.page, name="wagtail_serve"),
    ),
]

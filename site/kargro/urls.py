"""Every address of the site. Public pages carry their language: /<lang>/…"""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from home.base import views as home_views
from privacy.cookies import blocked, gpc
from privacy.policy.security_txt import security_txt

urlpatterns = [
    path("admin/", include("privacy.staff.urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("", include("privacy.operations.urls")),
    path("", include("home.base.urls")),
    path(".well-known/gpc.json", gpc.declaration, name="gpc"),
    path("blocked/", blocked.report, name="blocked"),
    path(".well-known/security.txt", security_txt, name="security_txt"),
    # Renditions only: originals and documents are never served from here.
    re_path(r"^media/(?P<path>images/[^/]+)$", serve, {"document_root": settings.MEDIA_ROOT}),
    *i18n_patterns(
        path("cookies/", include("privacy.cookies.urls")),
        path("rights/", include("privacy.rights.urls")),
        path("forms/", include("leads.submissions.urls")),
        path("search/", include("home.pages.urls")),
        # Wagtail's own door for visitors takes a password alone; the CMS has one door.
        path("_util/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
        # Wagtail's addresses, the last of which serves pages: ours does it with fewer queries.
        path("", include(wagtail_urls.urlpatterns[:-1])),
        re_path(wagtail_urls.serve_pattern, home_views.page, name="wagtail_serve"),
    ),
]

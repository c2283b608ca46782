"""Search over the pages of one language."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from home.pages.selectors import search_pages


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Answer /<lang>/search/?q=…; nothing of what visitors type is stored."""
    results = search_pages(query=request.GET.get("q", ""), language=get_language())
    title = _("Search: %(query)s") % {"query": results.query} if results.query else _("Search")
    return render(request, "pages/search.html", {"results": results, "title": title})

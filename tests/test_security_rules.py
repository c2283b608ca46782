"""Each rule finds what it is for, lets the right way pass, and is asked by `make lint` of the whole tree."""

import pytest

from tests.security_rules import ROOT, not_allowed
from tests.security_rules.__main__ import look
from tests.security_rules.python import RULES, python_findings
from tests.security_rules.templates import BY_LINE, JSON, TOKEN, template_findings

# Rule → what it finds, each by itself.
WRONG = {
    "markup-from-parts": [
        'mark_safe(f"<b>{name}</b>")',
        "mark_safe(text)",
        'format_html("<b>%s</b>" % name)',
        'format_html(f"<a href={url}>")',
        'format_html("<b>{}</b>".format(name))',
        'format_html_join("", f"<li>{x}</li>", rows)',
        "SafeString(request.path)",
    ],
    "sql-from-parts": [
        'cursor.execute(f"SELECT * FROM t WHERE name = {name}")',
        "cursor.execute(\"SELECT * FROM t WHERE name = '%s'\" % name)",
        'cursor.execute("SELECT " + column)',
        'Person.objects.raw("SELECT {}".format(x))',
        'Person.objects.extra(where=["name = 1"])',
        'RawSQL(f"{column} = 1", ())',
    ],
    "forgery": ["@csrf_exempt\ndef view(request):\n    save(request.POST)"],
    "framing": ["@xframe_options_exempt\ndef view(request): ..."],
    "echo": [
        'HttpResponse(request.GET["q"])',
        'HttpResponse(f"Hello {request.POST.get(1)}")',
        "HttpResponse(request.body)",
        'HttpResponseBadRequest("No " + request.headers["X"])',
    ],
    "open-redirect": [
        'redirect(request.GET["next"])',
        'HttpResponseRedirect(request.POST.get("next", "/"))',
        'redirect(request.META["HTTP_REFERER"])',
    ],
    "log-of-input": [
        "logger.info(request.POST)",
        'logger.warning("no form %s", request.body)',
        'logger.error("mail to %s", user.email)',
        'logging.info("%s", message.answers)',
        'logger.info("by", extra={"who": request.headers})',
        'logger.info("%s", client_address(request))',
    ],
    "query-from-input": [
        "Person.objects.filter(**request.GET.dict())",
        "Person.objects.create(**request.POST)",
    ],
    "template-from-input": ["Template(text)", 'engine.from_string(f"{x}")', 'render(request, request.GET["page"])'],
    "waits-for-ever": ["urlopen(url)", "socket.create_connection((host, 25))", 'http.client.HTTPSConnection("a")'],
    "no-certificate": [
        "session.get(url, verify=False)",
        "context.check_hostname = False",
        "ssl._create_unverified_context()",
    ],
    "protection-off": ["DEBUG = True", "SESSION_COOKIE_SECURE = False", 'ALLOWED_HOSTS = ["*"]'],
    "bare-cookie": ['response.set_cookie("seen", "1")', 'response.set_cookie("a", "1", secure=True, httponly=True)'],
    "compared-slowly": [
        "if token == kept_token: ...",
        "found = code_of(challenge) == typed",
        "given != self.signature",
    ],
}
RIGHT = {
    "markup-from-parts": [
        'format_html("<b>{}</b>", name)',
        'mark_safe("")',
        'format_html_join("", "<li>{}</li>", rows)',
    ],
    "sql-from-parts": [
        'cursor.execute("SELECT 1 WHERE name = %s", [name])',
        'table = quote(model._meta.db_table)\ncursor.execute(f"SELECT 1 FROM {table} LIMIT {MOST}")',
        "UnpublishPageAction(page).execute()",
    ],
    "forgery": ["@csrf_exempt\ndef view(request):\n    return same_origin(request)"],
    "framing": ["@xframe_options_sameorigin\ndef view(request): ..."],
    "echo": ['HttpResponse("Not found")', 'render(request, "a.html", {"q": request.GET["q"]})'],
    "open-redirect": [
        'redirect("home")',
        'redirect(url_has_allowed_host_and_scheme(request.GET["next"], None) and "home")',
    ],
    "log-of-input": ['logger.info("mail %s", mail.pk)', 'messages.error(request, _("No such address."))'],
    "query-from-input": ['Person.objects.filter(name=request.GET["name"])'],
    "template-from-input": ['Template("fixed")', 'render(request, "page.html")'],
    "waits-for-ever": ["urlopen(url, timeout=10)", "socket.create_connection((host, 25), 10)"],
    "no-certificate": ["session.get(url, verify=True)"],
    "protection-off": ["DEBUG = False", "SESSION_COOKIE_SECURE = True", 'ALLOWED_HOSTS = ["kargro.nl"]'],
    "bare-cookie": ['response.set_cookie("a", "1", secure=True, httponly=True, samesite="Lax")'],
    "compared-slowly": ["hmac.compare_digest(token, kept_token)", 'if request.POST["token"] == "": ...'],
}
WRONG_IN_TEMPLATES = {
    "unescaped": ["{{ text|safe }}", "{{ rows|safeseq|join:', ' }}", "{% autoescape off %}{{ x }}{% endautoescape %}"],
    "inline-script": ['<a onclick="go()">', '<a href="javascript:go()">', '<p style="color:{{ colour }}">'],
    "unquoted-attribute": ["<input value={{ name }}>"],
    "opener": ['<a href="https://a.example" target="_blank">'],
    "url-from-variable": ['<a href="{{ request.GET.next }}">'],
    TOKEN: ['<form method="post" action="/x/"><button>Go</button></form>'],
    JSON: ["<script>let name = '{{ name }}';</script>"],
}
RIGHT_IN_TEMPLATES = [
    "{{ text }}",
    '<input value="{{ name }}">',
    '<a href="https://a.example" target="_blank" rel="noopener">',
    '<form method="post">{% csrf_token %}</form>',
    '<script src="{% static "a.js" %}"></script>',
]


def found(findings):
    return {finding.rule for finding in findings}


def cases(table):
    return [(name, source) for name, sources in table.items() for source in sources]


def test_every_rule_has_what_it_finds_and_what_it_lets_pass():
    """P4: a new rule is planted here."""
    assert set(WRONG) == set(RIGHT) == set(RULES)
    assert set(WRONG_IN_TEMPLATES) == {*BY_LINE, TOKEN, JSON}


@pytest.mark.parametrize(("rule", "source"), cases(WRONG))
def test_a_rule_finds_what_it_is_for(rule, source):
    """P4: each planted by itself."""
    assert rule in found(python_findings("home/x.py", source))


@pytest.mark.parametrize(("rule", "source"), cases(RIGHT))
def test_a_rule_lets_the_right_way_pass(rule, source):
    """P4: a rule that cries at everything is switched off before long."""
    assert rule not in found(python_findings("home/x.py", source))


@pytest.mark.parametrize(("rule", "source"), cases(WRONG_IN_TEMPLATES))
def test_a_rule_for_templates_finds_what_it_is_for(rule, source):
    """P4: in a page of staff."""
    assert rule in found(template_findings("leads/inbox/templates/inbox/admin/x.html", source))


@pytest.mark.parametrize("source", RIGHT_IN_TEMPLATES)
def test_templates_that_are_right_pass(source):
    """P4: and texts of mails are no markup, nor do public forms carry a token."""
    assert found(template_findings("leads/inbox/templates/inbox/admin/x.html", source)) == set()
    assert found(template_findings("a/templates/a/mail/x.txt", "{% autoescape off %}{{ x }}")) == set()
    form = '<form method="post"></form>'
    assert found(template_findings("leads/forms/templates/forms/form.html", form)) == set()


def test_a_line_is_allowed_by_a_reason_of_its_own_rule_and_by_nothing_less():
    """P4: beside it or above it; another rule's, or a reason of two words, allows nothing."""
    reason = "rendered by a template of ours, which escaped it"
    line = "x = mark_safe(text)"
    for source, count in (
        (f"# allowed markup-from-parts: {reason}\n{line}", 0),
        (f"{line}  # allowed markup-from-parts: {reason}", 0),
        (f"# allowed echo: {reason}\n{line}", 1),
        (f"# allowed markup-from-parts: is fine\n{line}", 1),
        (f"# allowed markup-from-parts: {reason}\n\n\n{line}", 1),
    ):
        assert len(not_allowed(python_findings("home/x.py", source), source)) == count, source
    template = "{{ text|safe }}{# allowed unescaped: " + reason + " #}"
    assert not_allowed(template_findings("a/templates/a/x.html", template), template) == []


def test_the_tree_keeps_the_rules_and_one_line_breaks_them(tmp_path):
    """P4: planted in a tree of its own: a view and a template."""
    assert list(look()) == []
    for name, text in (("home/views.py", "HttpResponse(request.body)"), ("home/a/templates/a/x.html", "{{ x|safe }}")):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    assert {finding.rule for finding in look(("home",), tmp_path)} == {"echo", "unescaped"}


def test_make_lint_asks_them():
    """P4: with ruff's rules about security, all of them."""
    assert "-m tests.security_rules" in (ROOT / "Makefile").read_text()
    assert '"S"' in (ROOT / "pyproject.toml").read_text()

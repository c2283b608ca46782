"""Rules for templates, asked line by line."""

import re
from collections.abc import Iterator

from tests.security_rules import Finding

_UNQUOTED = re.compile(r"\s[a-z-]+=\{\{")
_POSTS = re.compile(r"<form\b(?=[^>]*method=\"?post)[^>]*>", re.I)
_FORM = re.compile(r"<form\b(?=[^>]*method=\"?post)[^>]*>(.*?)</form>", re.I | re.S)
# Forms of public pages carry no token: their doors ask where a post comes from (rule `forgery`).
_PUBLIC = re.compile(r"/templates/(cookies|forms|submissions|rights|components)/(?!admin/)")
_TOKEN = re.compile(r"\{% csrf_token %\}|name=\"csrfmiddlewaretoken\"")
_SCRIPT = re.compile(r"<script\b(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.I | re.S)
BY_LINE = {
    "unescaped": (
        re.compile(r"\|\s*safe(seq)?\b|\{%-?\s*autoescape off"),
        "let the template escape, or make the value safe where it is made (CWE-79)",
    ),
    "inline-script": (
        re.compile(r"<[^>]*\son[a-z]+=|javascript:|<[^>]*\sstyle=\"[^\"]*\{\{(?!%)", re.I),
        "scripts stand in files; the content policy stops this one (CWE-79)",
    ),
    "unquoted-attribute": (_UNQUOTED, "quote the attribute: a space in the value would begin another (CWE-79)"),
    "opener": (
        re.compile(r"target=\"?_blank(?![^>]*\brel=\"?[^\">]*noopener)"),
        'add rel="noopener" (CWE-1022)',
    ),
    "url-from-variable": (
        re.compile(r"(?:href|src|action|formaction)=\"\{\{\s*request\.(GET|POST|META|COOKIES)"),
        "reverse a name; whoever sends chooses no address (CWE-601)",
    ),
}
TOKEN, JSON = "token", "script-data"


def template_findings(path: str, source: str) -> Iterator[Finding]:
    """Yield what breaks a rule in a template. A text is not escaped: it is no markup."""
    mail_style = "/mail/" in path
    for number, line in enumerate(source.splitlines(), start=1):
        for name, (pattern, advice) in BY_LINE.items():
            if path.endswith(".txt") or (mail_style and name == "inline-script"):
                continue
            if pattern.search(line):
                yield Finding(path, number, name, advice)
    if path.endswith(".txt"):
        return
    for form in _FORM.finditer(source):
        if not _TOKEN.search(form[1]) and not _PUBLIC.search(path):
            line = source.count("\n", 0, form.start()) + 1
            yield Finding(path, line, TOKEN, "add {% csrf_token %} (CWE-352)")
    for script in _SCRIPT.finditer(source):
        if "{{" in script[1]:
            line = source.count("\n", 0, script.start()) + 1
            yield Finding(path, line, JSON, "hand data over with json_script (CWE-79)")

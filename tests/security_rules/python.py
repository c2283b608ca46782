"""Rules for Python, asked of its syntax tree."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from tests.security_rules import Finding

# What of a request its sender writes.
SENT = {"GET", "POST", "FILES", "COOKIES", "META", "headers", "body"}
MARKUP = {"mark_safe", "SafeString", "SafeText", "format_html", "format_html_join"}
QUOTED = {"quote", "quote_name"}
LEVELS = {"debug", "info", "warning", "error", "exception", "critical", "log"}
REDIRECTS = {"redirect", "HttpResponseRedirect", "HttpResponsePermanentRedirect"}
CHECKED = {"url_has_allowed_host_and_scheme", "get_valid_next_url_from_request", "reverse", "urlencode"}
# Words that are somebody's: they do not stand in a log.
PERSONAL = {
    "email",
    "phone",
    "answers",
    "first_name",
    "last_name",
    "password",
    "token",
    "client_address",
    "REMOTE_ADDR",
}
PROTECTION = {
    "CSRF_COOKIE_SECURE": True,
    "SESSION_COOKIE_SECURE": True,
    "SESSION_COOKIE_HTTPONLY": True,
    "SECURE_CONTENT_TYPE_NOSNIFF": True,
    "SECURE_SSL_REDIRECT": True,
    "DEBUG": False,
}
DEVELOPMENT = ("site/kargro/settings/dev.py", "site/kargro/settings/test.py", "site/kargro/settings/base.py")


@dataclass
class Module:
    """A module that is looked at; `quoted` are its names that hold quoted names of tables and columns."""

    path: str
    tree: ast.Module
    quoted: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Assign):
                self.quoted |= _quoted_by(node)


Rule = Callable[[Module], Iterator[ast.AST]]
RULES: dict[str, tuple[Rule, str]] = {}


def rule(name: str, advice: str) -> Callable[[Rule], Rule]:
    """Decorator: make a rule known, with what to do instead."""

    def known(function: Rule) -> Rule:
        RULES[name] = (function, advice)
        return function

    return known


def python_findings(path: str, source: str) -> Iterator[Finding]:
    """Yield what breaks a rule in a module."""
    module = Module(path, ast.parse(source))
    for name, (look, advice) in RULES.items():
        for node in look(module):
            yield Finding(path, getattr(node, "lineno", 1), name, advice)


@rule("markup-from-parts", "write fixed markup, and let format_html escape the values (CWE-79)")
def markup_from_parts(module: Module) -> Iterator[ast.AST]:
    """Markup that is put together by anything but format_html's own escaping."""
    for call in _calls(module.tree, MARKUP):
        built = call.args[:2] if _name(call.func) == "format_html_join" else call.args[:1]
        fixed = _name(call.func) in ("format_html", "format_html_join")
        if any(_is_built(part) if fixed else not isinstance(part, ast.Constant) for part in built):
            yield call


@rule("sql-from-parts", "give values as parameters, and quote names with connection.ops.quote_name (CWE-89)")
def sql_from_parts(module: Module) -> Iterator[ast.AST]:
    """SQL with anything in it that is neither a constant nor a quoted name."""
    for call in _calls(module.tree, {"execute", "executemany", "executescript", "RawSQL", "raw", "extra"}):
        if _name(call.func) == "extra" or (call.args and not _is_sql(call.args[0], module.quoted)):
            yield call


@rule("forgery", "ask `same_origin` before anything is written, or leave Django's protection on (CWE-352)")
def forgery(module: Module) -> Iterator[ast.AST]:
    """A view without Django's token in a module that never asks where a post comes from."""
    names = {_name(node) for node in ast.walk(module.tree) if isinstance(node, ast.Name | ast.Attribute)}
    for function in _functions(module.tree):
        exempt = [one for one in function.decorator_list if _name(one) == "csrf_exempt"]
        if exempt and "same_origin" not in names:
            yield exempt[0]


@rule("framing", "frames of other sites stay refused (CWE-1021)")
def framing(module: Module) -> Iterator[ast.AST]:
    """A view that other sites may frame."""
    for function in _functions(module.tree):
        yield from (one for one in function.decorator_list if _name(one) == "xframe_options_exempt")


@rule("echo", "render a template: it escapes what was sent (CWE-79)")
def echo(module: Module) -> Iterator[ast.AST]:
    """An answer made of what the visitor sent."""
    for call in _calls(module.tree, {"HttpResponse", "StreamingHttpResponse", "HttpResponseBadRequest"}):
        if any(_sent(part) for part in call.args):
            yield call


@rule("open-redirect", "check it with url_has_allowed_host_and_scheme, or reverse a name (CWE-601)")
def open_redirect(module: Module) -> Iterator[ast.AST]:
    """A redirect to where the visitor says."""
    for call in _calls(module.tree, REDIRECTS):
        if any(_sent(part) and not _calls(part, CHECKED) for part in call.args):
            yield call


@rule("log-of-input", "log ids; nothing that was sent, no address, no secret (CWE-532)")
def log_of_input(module: Module) -> Iterator[ast.AST]:
    """A line of the log that holds what was sent, or somebody's data."""
    for call in _calls(module.tree, LEVELS):
        if not isinstance(call.func, ast.Attribute) or "log" not in _name(call.func.value).lower():
            continue
        parts = [*call.args, *(keyword.value for keyword in call.keywords)]
        words = {_name(node) for part in parts for node in ast.walk(part)}
        if any(_sent(part) for part in parts) or words & PERSONAL:
            yield call


@rule("query-from-input", "name each field; whoever sends chooses no column (CWE-915)")
def query_from_input(module: Module) -> Iterator[ast.AST]:
    """Keyword arguments straight from what was sent: the sender would choose fields and look-ups."""
    for call in _every_call(module.tree):
        if any(keyword.arg is None and _sent(keyword.value) for keyword in call.keywords):
            yield call


@rule("template-from-input", "templates are files (CWE-1336)")
def template_from_input(module: Module) -> Iterator[ast.AST]:
    """A template that is made while the site runs, or chosen by what was sent."""
    for call in _calls(module.tree, {"Template", "from_string"}):
        if call.args and not isinstance(call.args[0], ast.Constant):
            yield call
    for call in _calls(module.tree, {"render", "render_to_string", "get_template"}):
        if any(_sent(part) for part in call.args[:2]):
            yield call


@rule("waits-for-ever", "give a timeout: another machine may never answer (CWE-400)")
def waits_for_ever(module: Module) -> Iterator[ast.AST]:
    """A question to another machine without a timeout."""
    for call in _calls(module.tree, {"urlopen", "create_connection", "HTTPConnection", "HTTPSConnection"}):
        named = {keyword.arg for keyword in call.keywords}
        if "timeout" not in named and len(call.args) < 2:
            yield call


@rule("no-certificate", "certificates are checked (CWE-295)")
def no_certificate(module: Module) -> Iterator[ast.AST]:
    """Any way of not looking at the other side's certificate."""
    for call in _every_call(module.tree):
        off = [one for one in call.keywords if one.arg in ("verify", "check_hostname") and _is(one.value, False)]
        if off or _name(call.func) == "_create_unverified_context":
            yield call
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Assign) and any(_name(one) == "check_hostname" for one in node.targets):
            yield node


@rule("protection-off", "protections are on in every live setting (CWE-1188)")
def protection_off(module: Module) -> Iterator[ast.AST]:
    """A protection of Django's that is switched off outside development, or a site that answers to any name."""
    if module.path in DEVELOPMENT:
        return
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.Assign):
            continue
        for target in node.targets:
            name = _name(target)
            if name in PROTECTION and _is(node.value, not PROTECTION[name]):
                yield node
            if name == "ALLOWED_HOSTS" and any(_is(one, "*") for one in ast.walk(node.value)):
                yield node


@rule("bare-cookie", "say secure, httponly and samesite (CWE-614, CWE-1004, CWE-1275)")
def bare_cookie(module: Module) -> Iterator[ast.AST]:
    """A cookie that does not say how it is protected."""
    for call in _calls(module.tree, {"set_cookie", "set_signed_cookie"}):
        if not {"secure", "httponly", "samesite"} <= {keyword.arg for keyword in call.keywords}:
            yield call


@rule("compared-slowly", "compare secrets with hmac.compare_digest or constant_time_compare (CWE-208)")
def compared_slowly(module: Module) -> Iterator[ast.AST]:
    """A secret that is compared letter by letter: time tells how many fit."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq | ast.NotEq):
            sides = [node.left, *node.comparators]
            if any(
                _name(side).endswith(("token", "signature", "password", "secret", "code_of")) for side in sides
            ) and all(isinstance(side, ast.Name | ast.Attribute | ast.Call) for side in sides):
                yield node


def _every_call(tree: ast.AST) -> list[ast.Call]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


def _calls(tree: ast.AST, names: set[str]) -> list[ast.Call]:
    return [call for call in _every_call(tree) if _name(call.func) in names]


def _functions(tree: ast.AST) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def _name(node: ast.AST) -> str:
    """Return the last word of what a node names, also of what it calls; empty for anything else."""
    if isinstance(node, ast.Call):
        return _name(node.func)
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _sent(node: ast.AST) -> bool:
    """Whether anything in an expression is what a request brought."""
    return any(
        isinstance(part, ast.Attribute) and part.attr in SENT and _name(part.value) == "request"
        for part in ast.walk(node)
    )


def _is(node: ast.AST, value: object) -> bool:
    return isinstance(node, ast.Constant) and node.value == value


def _is_built(node: ast.AST) -> bool:
    """Whether a text is put together: an f-string, a sum, %, .format or .join."""
    if isinstance(node, ast.JoinedStr | ast.BinOp):
        return True
    return isinstance(node, ast.Call) and _name(node.func) in ("format", "join", "replace")


def _is_sql(node: ast.AST, quoted: set[str]) -> bool:
    """Whether SQL is a constant, or an f-string whose parts are quoted names and constants of the module."""
    if isinstance(node, ast.Constant):
        return True
    if not isinstance(node, ast.JoinedStr):
        return isinstance(node, ast.Name) and node.id.isupper()
    parts = [part.value for part in node.values if isinstance(part, ast.FormattedValue)]
    return all(_name(part) in quoted | QUOTED or _name(part).isupper() for part in parts)


def _quoted_by(node: ast.Assign) -> set[str]:
    """Return the names to which an assignment gives quoted names: `table, count = quote(…), quote("count")`."""
    target, value = node.targets[0], node.value
    pairs = (
        zip(target.elts, value.elts, strict=False)
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple)
        else [(target, value)]
    )
    return {_name(name) for name, given in pairs if isinstance(given, ast.Call) and _name(given.func) in QUOTED}

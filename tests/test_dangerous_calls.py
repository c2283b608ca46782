"""No source runs text as a program, writes markup as text, or uses a weak hash: read from the syntax, not from the words."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from home.base.templatetags.base_tags import organization_json

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("home", "leads", "privacy", "site")
# What runs text, reads objects out of bytes, draws guessable numbers, or reads XML with everything XML can do.
MODULES = {"pickle", "marshal", "shelve", "random", "xml", "lxml", "yaml", "jinja2", "code", "codeop"}
CALLS = {"eval", "exec", "compile", "__import__", "os.system", "os.popen", "Template", "from_string"}
# It escapes what is written as XML, and reads none.
HARMLESS = {"xml.sax.saxutils"}
# The word lists of four languages are patterns themselves.
OWN_PATTERNS = {"leads/inbox/hints.py"}
# Of hashes and HMACs nothing else: the SHA-2 family, from 256 bits on.
STRONG = re.compile(r"\bsha(256|384|512)\b")
SCRIPT = re.compile(
    r"\.(?:inner|outer)HTML\b|insertAdjacentHTML|document\.write|\beval\(|new Function|\bsrcdoc\b|__proto__"
    r"|createContextualFragment|setTimeout\([\"'`]|(?:window|self|document)\.onmessage\b|(?<!worker\.)addEventListener\([\"'`]message"
)


def python_files() -> list[Path]:
    found = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    assert len(found) > 200
    return found


def scripts() -> list[Path]:
    found = [path for room in ROOMS for path in (ROOT / room).rglob("*.js")]
    assert len(found) > 10
    return found


def name_of(call: ast.Call) -> str:
    """Return what is called, as it is written."""
    return ast.unparse(call.func)


def runs_text(source: str) -> Iterator[str]:
    """Yield each call and import that could make a program or an object of somebody's text."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (f"import {one.name}" for one in node.names if one.name.split(".")[0] in MODULES)
        elif isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] in MODULES:
            yield from {f"import {node.module}"} if node.module not in HARMLESS else ()
        elif isinstance(node, ast.Call):
            name = name_of(node)
            if name in CALLS or name.rpartition(".")[2] in {"Template", "from_string"}:
                yield name
            if any(word.arg == "shell" for word in node.keywords):
                yield f"{name}(shell=…)"


def unescaped_patterns(source: str) -> Iterator[str]:
    """Yield each variable that a pattern is put together from, unless it is escaped or a constant of its module."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and name_of(node).startswith("re.") and not is_escape(node) and node.args:
            pattern = node.args[0]
            escaped = {id(part) for call in ast.walk(pattern) if is_escape(call) for part in ast.walk(call)}
            names = [part for part in ast.walk(pattern) if isinstance(part, ast.Name) and id(part) not in escaped]
            if not isinstance(pattern, ast.Name):
                yield from (f"{name_of(node)}: {part.id}" for part in names if not part.id.isupper())


def is_escape(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and name_of(node) == "re.escape"


def other_hashes(source: str) -> Iterator[str]:
    """Yield each hash that is not of the SHA-2 family; Django's `salted_hmac` is SHA-1 unless it is told otherwise."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name, said = name_of(node), ast.unparse(node)
        hashes = re.fullmatch(r"hashlib\.\w+|hmac\.(new|digest)|(\w+\.)*salted_hmac", name)
        if hashes and not STRONG.search(said):
            yield name


def found_by(look) -> dict[str, list[str]]:
    reads = {str(path.relative_to(ROOT)): list(look(path.read_text())) for path in python_files()}
    return {path: found for path, found in reads.items() if found}


def test_no_source_calls_what_runs_text():
    """P7: no eval, shell, pickle, XML parser, template out of a string, or guessable random number; each is found."""
    assert found_by(runs_text) == {}
    planted = "import random\nfrom xml.etree import ElementTree\neval(x)\nsubprocess.run(x, shell=True)\nTemplate(x)"
    assert list(runs_text(planted)) == [
        "import random",
        "import xml.etree",
        "eval",
        "subprocess.run(shell=…)",
        "Template",
    ]


def test_what_goes_into_a_pattern_is_escaped():
    """P7: a pattern is made of words of ours, or of escaped ones."""
    assert found_by(unescaped_patterns).keys() == OWN_PATTERNS
    assert list(unescaped_patterns('re.search(rf"\\b{word}", text)')) == ["re.search: word"]
    assert list(unescaped_patterns('re.search(rf"{re.escape(word)}{DIGITS}", text)')) == []


def test_every_hash_of_ours_is_of_the_sha_2_family():
    """R61, P7: hashes, HMACs and signatures; Django's helper says so each time."""
    assert found_by(other_hashes) == {}
    planted = "hashlib.md5(x)\nsalted_hmac('a', b)\nhmac.new(key, x, 'sha1')\nsalted_hmac('a', b, algorithm='sha256')"
    assert list(other_hashes(planted)) == ["hashlib.md5", "salted_hmac", "hmac.new"]


def test_no_script_writes_markup_or_runs_text():
    """P4, P7: markup is cloned, text is text, and nobody's message is listened to; each is found."""
    assert {str(path): SCRIPT.findall(path.read_text()) for path in scripts() if SCRIPT.search(path.read_text())} == {}
    for planted in ("a.innerHTML = b", "eval(a)", 'addEventListener("message", a)', "document.write(a)"):
        assert SCRIPT.search(planted), planted


@pytest.mark.parametrize("name", ["</script><script>alert(1)</script>", '"}<!--', "&\u2028"])
def test_structured_data_cannot_end_its_script(name):
    """P7: what stands in the register is a string there, whatever it says."""
    values = dict.fromkeys(("public_name", "legal_name", "email", "phone_e164", "street", "postal_code", "city"), name)
    html = organization_json(SimpleNamespace(**values))
    assert html.count("<") == 2
    assert json.loads(html.partition(">")[2].rpartition("<")[0])["legalName"] == name

"""What is installed with the product: licences that may be passed on, bounds that hold, no version of known faults."""

import ast
import re
import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
WORDS = r"MIT|BSD|Apache|ISC|PSF|MPL|Mozilla|HPND|0BSD|MIT-CMU|Unlicense|Zlib|CC0|Permission is hereby granted, free"
FREE = re.compile(rf"\b({WORDS})\b", re.IGNORECASE)
COPYLEFT = re.compile(r"(?<![A-Z])(A?GPL|General Public License)", re.IGNORECASE)


def name_of(requirement):
    return re.match(r"[A-Za-z0-9._-]+", requirement)[0]


def everything(names, seen):
    """Give every package that is installed to run the product: name → distribution."""
    for name in names:
        key = re.sub(r"[-_.]+", "-", name).lower()
        if key in seen:
            continue
        try:
            seen[key] = distribution(name)
        except PackageNotFoundError:  # of another platform
            continue
        everything([name_of(line) for line in seen[key].requires or [] if "extra ==" not in line], seen)
    return seen


def licence(package):
    """Give what a package says of its licence: as an expression, a classifier or a word, else in its licence file."""
    metadata = package.metadata
    texts = [metadata.get("License-Expression") or "", *(metadata.get("License") or "").splitlines()[:1]]
    texts += [line for line in metadata.get_all("Classifier", []) if line.startswith("License")]
    files = [file for file in package.files or [] if re.search(r"licen[cs]e|copying", file.name, re.IGNORECASE)]
    return " ".join(texts).strip() or " ".join(file.read_text(encoding="utf-8")[:300] for file in files[:1])


PACKAGES = everything([name_of(line) for line in PROJECT["dependencies"]], {})


@pytest.mark.parametrize("name", sorted(PACKAGES))
def test_every_package_at_run_time_has_a_licence_that_lets_it_be_passed_on(name):
    text = licence(PACKAGES[name])
    assert FREE.search(text), f"{name}: {text!r}"
    assert not COPYLEFT.search(text), f"{name}: {text!r}"


def test_every_dependency_has_a_lower_bound_and_what_is_installed_is_within():
    for line in PROJECT["dependencies"]:
        name, bound = re.fullmatch(r"([A-Za-z0-9._-]+)>=([\d.]+)", line).groups()
        installed = [int(part) for part in re.findall(r"\d+", distribution(name).version)[:3]]
        assert installed >= [int(part) for part in bound.split(".")], line


def test_what_had_known_faults_is_newer():
    assert distribution("pdfminer.six").version >= "20251230"  # CVE-2025-64512, CVE-2025-70559
    bounds = dict(line.split(">=") for line in PROJECT["dependencies"])
    assert [int(part) for part in bounds["scipy"].split(".")] >= [1, 15]  # 1.13 and 1.14 crash


def test_only_fetching_goes_online():
    online = re.compile(r"\b(tweepy|requests|urllib\.request|urllib3|http\.client|socket|httpx|aiohttp)\b")
    texts = {path: path.read_text(encoding="utf-8") for path in (ROOT / "sna").rglob("*.py")}
    for path in (path for path, text in texts.items() if online.search(text)):
        for node in ast.walk(ast.parse(texts[path])):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            assert path == ROOT / "sna" / "fetch.py" or not any(map(online.match, names)), path

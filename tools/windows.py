"""Build the folder for Windows that needs no rights: ``python tools/windows.py EMBEDDABLE_PYTHON.zip OUT.zip``.

The embeddable Python is downloaded by whoever builds, from python.org. Wheels for win_amd64 are collected by pip into
``--wheels`` (what is there already is used; with ``--offline`` nothing is downloaded); python-louvain has none and is
built here, as is this project. The result is a zip with one folder: ``Start.cmd``, ``python``, ``app``.

It has been put together and looked through on Linux; it is run by hand on Windows before a release.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).parents[1]
TOP = "sna-windows"
PURE, ON_WINDOWS = ("python-louvain",), ("colorama",)
"""What is published as source alone (pure Python: a wheel built anywhere fits), and what only Windows needs, which pip
asked elsewhere leaves out."""
START = r"""@echo off
title sna - leave this window open
set "SNA_FOLDER=%USERPROFILE%\Documents\My community"
if not "%~1"=="" set "SNA_FOLDER=%~1"
"%~dp0python\python.exe" -P -m sna open "%SNA_FOLDER%"
if errorlevel 1 pause
"""
README = """sna

Double-click Start.cmd. Your browser opens with a page: drop your files on it. Leave the dark window open while you
work; "Close sna" at the foot of the page ends it.

Your files are kept in Documents, in the folder "My community". For another community drag its folder onto Start.cmd.

Nothing is installed and nothing is sent anywhere. To take it off, delete this folder.
"""
SAME_TIME = (2020, 1, 1, 0, 0, 0)


class BuildError(Exception):
    """What cannot go into the folder, and why."""


def python_version(embedded: zipfile.ZipFile) -> str:
    """Give the version of an embeddable Python as its tag has it, such as ``"312"``."""
    names = [match[1] for name in embedded.namelist() if (match := re.fullmatch(r"python(3\d+)\._pth", name))]
    if len(names) != 1 or "python.exe" not in embedded.namelist():
        raise BuildError("The first argument is no embeddable Python: it holds no python.exe and python3xx._pth.")
    return names[0]


def fits(wheel: str, version: str) -> bool:
    """Whether a wheel is for this Python on Windows.

    >>> fits("pandas-3.0.0-cp312-cp312-win_amd64.whl", "312"), fits("a-1-cp312-cp312-manylinux_2_28_x86_64.whl", "312")
    (True, False)
    >>> fits("resvg_py-0.5-cp39-abi3-win_amd64.whl", "312"), fits("jinja2-3.1-py3-none-any.whl", "312")
    (True, True)
    """
    *_, pythons, abis, platforms = wheel.removesuffix(".whl").split("-")
    platform = {"any", "win_amd64"} & set(platforms.split("."))
    exact = f"cp{version}" in pythons.split(".") and {f"cp{version}", "none"} & set(abis.split("."))
    stable = "abi3" in abis.split(".") and any(
        re.fullmatch(r"cp3\d+", name) and int(name[3:]) <= int(version[1:]) for name in pythons.split(".")
    )
    pure = {"py3", "py2"} & set(pythons.split(".")) and "none" in abis.split(".")
    return bool(platform and (exact or stable or pure))


def collect(wheels: Path, version: str) -> None:
    """Build this project and what has no wheel, and let pip download the wheels of all else."""
    wheels.mkdir(parents=True, exist_ok=True)
    pip = [sys.executable, "-m", "pip"]
    subprocess.run([*pip, "wheel", "-q", "--no-deps", "-w", str(wheels), str(ROOT), *PURE], check=True)
    own = next(wheels.glob("cop_sna-*.whl"))
    target = ["--platform", "win_amd64", "--python-version", version, "--implementation", "cp"]
    only = ["--only-binary", ":all:", "--find-links", str(wheels), "-d", str(wheels)]
    subprocess.run([*pip, "download", "-q", *target, *only, str(own), *ON_WINDOWS], check=True)


def members(wheel: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    """Give what a wheel puts beside the packages; its scripts are left out, for they name a Python of elsewhere."""
    for entry in wheel.infolist():
        path = PurePosixPath(entry.filename)
        if entry.is_dir() or "__pycache__" in path.parts:
            continue
        if path.is_absolute() or ".." in path.parts or "\\" in entry.filename or ":" in entry.filename:
            raise BuildError(f"{wheel.filename}: {entry.filename} leads out of the folder.")
        if path.parts[0].endswith(".data"):
            if path.parts[1] not in {"purelib", "platlib"}:
                continue
            path = PurePosixPath(*path.parts[2:])
        yield path.as_posix(), wheel.read(entry)


def contents(embedded: zipfile.ZipFile, wheels: Iterable[Path], version: str) -> Iterator[tuple[str, bytes]]:
    """Give the files of the folder: name → bytes."""
    for name in embedded.namelist():
        content = embedded.read(name)
        if name == f"python{version}._pth":  # without it, the folder of the packages would not be looked into
            content = b"\r\n".join([f"python{version}.zip".encode(), b".", b"..\\app", b""])
        if not name.endswith("/"):
            yield f"python/{name}", content
    for path in sorted(wheels):
        if not fits(path.name, version):
            raise BuildError(f"{path.name} is not for Python 3.{version[1:]} on Windows. Take it out of the folder.")
        with zipfile.ZipFile(path) as wheel:
            for name, content in members(wheel):
                yield f"app/{name}", content
    yield "Start.cmd", START.replace("\n", "\r\n").encode("ascii")
    yield "README.txt", README.replace("\n", "\r\n").encode("ascii")
    yield "LICENSE.txt", (ROOT / "LICENSE").read_bytes()


def build(python: Path, wheels: Path, out: Path) -> int:
    """Write the zip, the same bytes each time; give the number of files."""
    packages = list(wheels.glob("*.whl"))
    names = {path.name.split("-")[0].replace("_", "-").lower() for path in packages}
    if lacking := {"cop-sna", *PURE} - names:
        raise BuildError(f"{wheels} holds no wheel of {', '.join(sorted(lacking))}.")
    with zipfile.ZipFile(python) as embedded:
        files: dict[str, bytes] = {}
        for name, content in contents(embedded, packages, python_version(embedded)):
            if files.setdefault(name, content) != content:
                raise BuildError(f"Two wheels hold {name}, and differ.")
    with zipfile.ZipFile(out, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(f"{TOP}/{name}", SAME_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, files[name], compresslevel=6)
    return len(files)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("python", type=Path, help="the embeddable Python for 64-bit Windows, a zip")
    parser.add_argument("out", type=Path, help="the zip to write")
    parser.add_argument("--wheels", type=Path, default=ROOT / "build" / "wheels", help="where the wheels are, or go")
    parser.add_argument("--offline", action="store_true", help="download nothing")
    options = parser.parse_args()
    try:
        if not options.offline:
            with zipfile.ZipFile(options.python) as given:
                collect(options.wheels, python_version(given))
        count = build(options.python, options.wheels, options.out)
    except (BuildError, zipfile.BadZipFile, subprocess.CalledProcessError) as error:
        sys.exit(f"windows: {error}")
    print(f"{options.out}: {count:,} files, {options.out.stat().st_size / 2**20:.0f} MB")

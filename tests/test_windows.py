"""The folder for Windows is put together as it must be; that it runs there is tried by hand before a release."""

import importlib.util
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PTH = "python312.zip\r\n.\r\n\r\n# Uncomment to run site.main() automatically\r\n#import site\r\n"


@pytest.fixture(scope="module")
def windows():
    spec = importlib.util.spec_from_file_location("windows_folder", ROOT / "tools" / "windows.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def packed(path, files):
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


@pytest.fixture
def parts(tmp_path):
    """An embeddable Python and wheels, as far as their layout goes."""
    python = packed(tmp_path / "embed.zip", {"python.exe": "MZ", "python312.zip": "PK", "python312._pth": PTH})
    wheels = tmp_path / "wheels"
    packed(wheels / "cop_sna-0.3.0-py3-none-any.whl", {"sna/__main__.py": "x", "cop_sna-0.3.0.dist-info/METADATA": "x"})
    packed(
        wheels / "python_louvain-0.16-py3-none-any.whl", {"community/__init__.py": "x", "bin/__pycache__/a.pyc": "x"}
    )
    packed(wheels / "numpy-2.0-cp312-cp312-win_amd64.whl",
           {"numpy/core.pyd": "x", "numpy-2.0.data/platlib/numpy/more.py": "x", "numpy-2.0.data/scripts/f2py": "x"},
    )  # fmt: skip
    return python, wheels, tmp_path / "out.zip"


def test_the_folder_holds_python_the_packages_and_a_start_that_finds_both(windows, parts):
    count = windows.build(*parts)
    with zipfile.ZipFile(parts[2]) as archive:
        files = {name.removeprefix("sna-windows/"): archive.read(name) for name in archive.namelist()}
    assert len(files) == count
    assert {"python/python.exe", "app/sna/__main__.py", "app/community/__init__.py", "app/numpy/more.py"} <= set(files)
    assert not [name for name in files if "f2py" in name or name.endswith(".pyc")]
    assert files["python/python312._pth"] == b"python312.zip\r\n.\r\n..\\app\r\n"
    assert b'"%~dp0python\\python.exe" -P -m sna open "%SNA_FOLDER%"\r\n' in files["Start.cmd"]
    assert b"\n" not in files["Start.cmd"].replace(b"\r\n", b"")
    first = parts[2].read_bytes()
    windows.build(*parts)
    assert parts[2].read_bytes() == first


@pytest.mark.parametrize("name", ["a-1-cp311-cp311-win_amd64.whl", "a-1-cp312-cp312-manylinux_2_28_x86_64.whl",
                                  "a-1-cp312-cp312-win32.whl", "a-1-cp313-abi3-win_amd64.whl"])  # fmt: skip
def test_a_wheel_for_something_else_is_refused(windows, parts, name):
    packed(parts[1] / name, {"a.py": "x"})
    with pytest.raises(windows.BuildError, match=name.replace(".", r"\.")):
        windows.build(*parts)


def test_what_is_missing_leads_out_or_differs_is_refused(windows, parts):
    python, wheels, out = parts
    packed(wheels / "slip-1-py3-none-any.whl", {"../up.py": "x"})
    with pytest.raises(windows.BuildError, match="leads out"):
        windows.build(*parts)
    packed(wheels / "slip-1-py3-none-any.whl", {"sna/__main__.py": "another"})
    with pytest.raises(windows.BuildError, match="differ"):
        windows.build(*parts)
    (wheels / "slip-1-py3-none-any.whl").unlink()
    (wheels / "python_louvain-0.16-py3-none-any.whl").unlink()
    with pytest.raises(windows.BuildError, match="python-louvain"):
        windows.build(*parts)
    packed(wheels / "python_louvain-0.16-py3-none-any.whl", {"community/__init__.py": "x"})
    with pytest.raises(windows.BuildError, match="embeddable"):
        windows.build(packed(python, {"python.exe": "x"}), wheels, out)


def test_the_example_of_what_fits(windows):
    import doctest

    assert doctest.testmod(windows).failed == 0

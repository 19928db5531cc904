"""How the site is built; ``python docs/make.py`` does it."""

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

import reference  # noqa: E402 - it stands beside this file

import sna  # noqa: E402 - the copy these pages are about

reference.write(HERE / reference.FOLDER)

project = "sna"
author = "The sna contributors"
copyright = author  # noqa: A001 - Sphinx calls it so
version = release = sna.__version__
language = "en"
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["words"]
nitpicky = True
nitpick_ignore_regex = [("py:.*", ".*")]  # types of other libraries: their pages are elsewhere, and the gate is offline
default_role = "code"
numfig = False

myst_enable_extensions = ["deflist"]
myst_heading_anchors = 4

autodoc_typehints = "none"
autodoc_member_order = "bysource"
napoleon_numpy_docstring = True
napoleon_google_docstring = False
napoleon_use_rtype = False

html_theme = "furo"
html_title = f"sna {release}"
html_show_sphinx = False
html_show_copyright = False
html_copy_source = False
html_show_search_summary = False  # a page opened from disk may not look into others
html_static_path = ["static"]
html_css_files = ["words.css"]
pygments_style = "friendly"

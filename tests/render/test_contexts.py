"""The templates against their contexts: every name a template uses is a field, and every field is used."""

import ast
import types
import typing
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
import pytest
from jinja2 import nodes

from sna.render.audience.convener import ConvenerPage
from sna.render.audience.funder import FunderPage
from sna.render.changes import ChangesPage
from sna.render.map.page import MapPage
from sna.render.page import environment
from sna.render.plan.page import LetterPage, PlanPage
from sna.render.report.page import MethodPage, ReportPage, StartPage

CONTEXTS = {
    "report.html": ReportPage, "method.html": MethodPage,
    "convener.html": ConvenerPage, "funder.html": FunderPage, "map.html": MapPage, "start.html": StartPage,
    "plan.html": PlanPage, "letter.html": LetterPage, "changes.html": ChangesPage,
}  # fmt: skip
PYVIS = ("nodes", "options")
"""What pyvis adds to the context of the map."""
CONTENT = {"FunderContent", "Inline"}
"""A page is made of all of these, but not all by its template."""
MODULES = (
    "sna.render.report.", "sna.render.audience.", "sna.render.page", "sna.render.map.page", "sna.render.report.page",
    "sna.render.plan.page", "sna.render.changes",
)  # fmt: skip
"""Where the Structs are that are made for a page: each of their fields must be used."""


class Reader:
    """Reads a template: which fields of which Structs it uses; a name or field that is not there is an error."""

    def __init__(self, template, context):
        source = (Path(environment().loader.searchpath[0]) / template).read_text(encoding="utf-8")
        self.tree, self.template, self.used = environment().parse(source), template, set()
        self.macros = {macro.name: macro for macro in self.tree.find_all(nodes.Macro)}
        self.names = {field: (context, kind) for field, kind in hints(context).items()}
        self.read([node for node in self.tree.body if not isinstance(node, nodes.Macro)], dict.fromkeys(PYVIS, str))

    def read(self, body, local):
        for node in body:
            if isinstance(node, nodes.For):
                members = self.bound(node.target, self.kind(node.iter, local))
                self.read(node.body, {**local, "loop": str, **members})
            elif isinstance(node, nodes.If):
                self.kind(node.test, local)
                self.read([*node.body, *node.elif_, *node.else_], local)
            elif isinstance(node, nodes.Output):
                for part in node.nodes:
                    self.kind(part, local)
            elif isinstance(node, nodes.Include):
                source = (Path(environment().loader.searchpath[0]) / node.template.value).read_text(encoding="utf-8")
                self.read(environment().parse(source).body, local)
            elif isinstance(node, nodes.With):
                values = [self.kind(value, local) for value in node.values]
                self.read(node.body, {**local, **dict(zip([name.name for name in node.targets], values, strict=True))})
            else:
                raise TypeError(f"{self.template}:{node.lineno}: {type(node).__name__} is not read yet.")

    def bound(self, target, kind):
        """Give the types of the names of a loop."""
        if isinstance(target, nodes.Tuple):
            return dict(zip([name.name for name in target.items], kind, strict=True))
        return {target.name: kind[0] if isinstance(kind, tuple) else kind}

    def kind(self, node, local):
        """Give the type of an expression; of something that is looped over the type of what it holds."""
        if isinstance(node, nodes.Name):
            return self.name(node, local)
        if isinstance(node, nodes.Getattr):
            return self.field(node, self.kind(node.node, local))
        if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name in self.macros:
            macro = self.macros[node.node.name]
            kinds = [self.kind(argument, local) for argument in node.args]
            self.read(macro.body, dict(zip([name.name for name in macro.args], kinds, strict=True)))
            return str
        kinds = [self.kind(child, local) for child in node.iter_child_nodes()]
        if isinstance(node, nodes.Filter) and node.name == "selectattr":
            self.field(nodes.Getattr(node.node, node.args[0].value, "load", lineno=node.lineno), kinds[0])
        same = isinstance(node, (nodes.Call, nodes.Filter, nodes.Getitem))  # .items(), |list, [0]: of the same members
        return kinds[0] if same else str

    def field(self, node, owner):
        if not (isinstance(owner, type) and issubclass(owner, msgspec.Struct)):
            return owner
        assert node.attr in owner.__struct_fields__, f"{self.template}:{node.lineno}: no {owner.__name__}.{node.attr}"
        self.used.add((owner, node.attr))
        return plain(hints(owner)[node.attr])

    def name(self, node, local):
        if node.name in local:
            return local[node.name]
        assert node.name in self.names, f"{self.template}:{node.lineno}: there is no {node.name}"
        owner, kind = self.names[node.name]
        self.used.add((owner, node.name))
        return plain(kind)


def hints(struct):
    return typing.get_type_hints(struct)


def plain(kind):
    """Give the type without None; of a sequence the type of its members, of a mapping those of a key and a value."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return plain(next(part for part in arguments if part is not type(None)))
    if origin in (Mapping, dict):
        return tuple(map(plain, arguments))
    if origin in (Sequence, list, tuple):
        return plain(arguments[0])
    return kind


def structs(kind, seen=()):
    """All Structs a context is made of."""
    kind = plain(kind)
    for part in kind if isinstance(kind, tuple) else (kind,):
        if isinstance(part, type) and issubclass(part, msgspec.Struct) and part not in seen:
            yield part
            for field in hints(part).values():
                yield from structs(field, (*seen, part))


@pytest.mark.parametrize("template", CONTEXTS)
def test_every_name_of_a_template_is_a_field(template):
    assert Reader(template, CONTEXTS[template]).used


def test_every_field_is_used_by_a_template():
    used = set().union(*(Reader(template, context).used for template, context in CONTEXTS.items()))
    made = {part for context in CONTEXTS.values() for part in structs(context)}
    made = {part for part in made if part.__module__.startswith(MODULES) and part.__name__ not in CONTENT}
    inside = {part for name in CONTENT for part in structs(content(name))}
    unused = {(part, field) for part in made - inside for field in part.__struct_fields__} - used
    assert not unused


def content(name):
    return next(part for context in CONTEXTS.values() for part in structs(context) if part.__name__ == name)


@pytest.mark.parametrize(
    ("source", "message"),
    [("{{ missing }}", "no missing"), ("{{ opening.absent }}", "absent"), ("{{ frame.head.policy }}", None)],
)
def test_the_reader_finds_what_is_not_there(source, message, monkeypatch):
    monkeypatch.setattr(Path, "read_text", lambda *_arguments, **_options: source)
    if message is None:
        assert {field for _owner, field in Reader("x", ReportPage).used} == {"frame", "head", "policy"}
    else:
        with pytest.raises(AssertionError, match=message):
            Reader("x", ReportPage)


def test_a_context_that_lacks_a_field_is_an_error_when_it_is_made():
    with pytest.raises(TypeError, match="Missing required argument"):
        FunderPage()


# What passes between modules is typed

ROOT = Path(__file__).parents[2] / "sna"
LOOSE = {"Any", "object", "dict"}
MOST_LOOSE = 0


def loose(annotation):
    """The parts of an annotation that say nothing: Any, object, and a dict of whatever."""
    if annotation is None:
        return []
    inner = {id(node.value) for node in ast.walk(annotation) if isinstance(node, ast.Subscript)}
    return [
        node.id
        for node in ast.walk(annotation)
        if isinstance(node, ast.Name) and node.id in LOOSE and not (node.id == "dict" and id(node) in inner)
    ]


def signatures(tree):
    """The public functions of a module, and the public methods and fields of its public classes."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            for part in node.body:
                if isinstance(part, ast.AnnAssign) or (
                    isinstance(part, ast.FunctionDef) and not part.name.startswith("_")
                ):
                    yield node.name, part


def untyped():
    files = {path: ast.parse(path.read_text(encoding="utf-8")) for path in ROOT.rglob("*.py")}
    imported = {
        alias.name
        for tree in files.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    for path, tree in sorted(files.items()):
        if path.relative_to(ROOT).parts[0] in {"findings", "render", "study"}:
            for name, node in signatures(tree):
                if name in imported:
                    arguments = [*node.args.args, *node.args.kwonlyargs] if isinstance(node, ast.FunctionDef) else []
                    returned = node.returns if isinstance(node, ast.FunctionDef) else node.annotation
                    parts = [
                        part for each in [*(one.annotation for one in arguments), returned] for part in loose(each)
                    ]
                    if parts:
                        yield f"{path.relative_to(ROOT)}:{node.lineno} {name}: {', '.join(parts)}"


def test_what_another_module_imports_says_what_it_takes_and_gives():
    places = list(untyped())
    assert len(places) <= MOST_LOOSE, "\n".join(places)

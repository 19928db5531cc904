"""What the page's scripts are checked with: types made from the scene, the scripts as the page joins them, and cases.

``make_types.py FOLDER`` writes ``scene.d.ts``, ``page.js``, ``tsconfig.json`` and ``cases.json`` into the folder;
``make_types.py FOLDER --where`` copies what the type checker says, each place as a line of a script of ours.
"""

import json
import re
import sys
from pathlib import Path

import msgspec
import numpy as np
import pandas as pd
from msgspec import inspect

from sna.findings.sources import plain
from sna.network import TwoMode, project
from sna.render import page
from sna.render.map import ties
from sna.render.map.composition import scene
from sna.render.map.content import MapContent, Period
from sna.render.map.drawing import path
from sna.render.map.layout import radius_of
from sna.render.map.page import SCRIPTS
from sna.render.map.scene import Scene
from sna.render.plan import Figures

HERE = Path(__file__).parent
OPENING = "(async () => {\n"
CONFIG = {
    "compilerOptions": {
        "allowJs": True, "checkJs": True, "noEmit": True, "strict": True, "target": "es2022", "types": [],
        "lib": ["es2023", "dom", "dom.iterable"], "noUnusedLocals": True, "noFallthroughCasesInSwitch": True,
        "skipDefaultLibCheck": True,
    },
    "files": ["scene.d.ts", "page.d.ts", "page.js", "early.js", "pyvis.js", "plan.js"],
}  # fmt: skip
PLAIN = {inspect.IntType: "number", inspect.FloatType: "number", inspect.StrType: "string", inspect.BoolType: "boolean"}


def typescript(kind: inspect.Type) -> str:
    """The word TypeScript has for a type of msgspec."""
    if isinstance(kind, inspect.StructType):
        return kind.cls.__name__
    if isinstance(kind, inspect.ListType | inspect.VarTupleType):
        return f"({typescript(kind.item_type)})[]"
    if isinstance(kind, inspect.TupleType):
        return f"[{', '.join(map(typescript, kind.item_types))}]"
    if isinstance(kind, inspect.UnionType):
        return " | ".join(map(typescript, kind.types))
    return "null" if isinstance(kind, inspect.NoneType) else PLAIN[type(kind)]


def declaration(kind: inspect.StructType) -> str:
    """One Struct as an interface with its keys in JSON, or as an array with its fields in order."""
    name, fields = kind.cls.__name__, kind.fields
    if kind.array_like:
        places = ", ".join(f"{field.name}: {typescript(field.type)}" for field in fields)
        return f"type {name} = [{places}];\n"
    lines = "".join(f"  {field.encode_name}: {typescript(field.type)};\n" for field in fields)
    return f"interface {name} {{\n{lines}}}\n"


def structs(kind: inspect.Type) -> dict[str, inspect.StructType]:
    """A type's Structs by name, those within Structs too."""
    if isinstance(kind, inspect.StructType):
        return {kind.cls.__name__: kind} | {
            name: inner for field in kind.fields for name, inner in structs(field.type).items()
        }
    inner = [getattr(kind, "item_type", None), *getattr(kind, "item_types", ()), *getattr(kind, "types", ())]
    return {name: struct for part in inner if part is not None for name, struct in structs(part).items()}


def types() -> str:
    """Every Struct of the scene and of a plan; a key that no Struct has is an error wherever a script names it."""
    parts = structs(inspect.type_info(Scene)) | structs(inspect.type_info(Figures))
    return "".join(map(declaration, parts.values()))


def scripts() -> list[tuple[str, int]]:
    """The name of the script and the number of the line for each line of ``page.js``."""
    lines = [("page", 1)] * OPENING.count("\n")
    for name in SCRIPTS:
        lines += [(name, number) for number, _line in enumerate(page.asset(f"{name}.js").splitlines(), 1)]
    return lines


def told_by_script(text: str) -> str:
    """What the type checker says about ``page.js``, said of the script each line comes from."""
    lines = scripts()

    def place(match: re.Match[str]) -> str:
        name, number = lines[min(int(match[1]), len(lines)) - 1]
        return f"sna/render/templates/{name}.js({number},"

    return re.sub(r"page\.js\((\d+),", place, text)


def register(*meetings: int) -> MapContent:
    """Six people of three teams and who was at these of four meetings, two of which were online."""
    came = {"a": [1, 2, 3, 4], "b": [1, 2, 3], "c": [1, 2], "d": [3, 4], "e": [4], "f": []}
    names = ["Ann Okafor", "Bob Lee", "Zoë Quist", "Dee Fox", "Eve Fox", "Flo Ray"]
    people = pd.DataFrame({"name": names, "organisation": ["N", "N", "S", "S", "T", "T"]}, index=list(came))
    ids = [f"gathering:{number}" for number in meetings]
    incidence = np.array([[float(number in numbers) for number in meetings] for numbers in came.values()])
    network = project(TwoMode(people, pd.DataFrame(index=pd.Index(ids, dtype="str")), incidence))
    kinds = {name: "online" if number > 2 else "in person" for number, name in zip(meetings, ids, strict=True)}
    days = {name: f"2024-{number:02d}-05" for number, name in zip(meetings, ids, strict=True)}
    return MapContent("Six", people, (Period("Now", network),), facets={"Kind": kinds}, days=days)


def cases() -> dict[str, object]:
    """What Python computes where the scripts compute it too."""
    curve = path((0, 5), (100, -8), ((0, 0), 20), ((100, 0), 30))
    return {
        "scene": msgspec.to_builtins(scene(register(1, 2, 3, 4))),
        "online": msgspec.to_builtins(scene(register(3, 4))),
        "radii": [[reached, most, radius_of(reached, most)] for reached in (0, 1, 4, 30, 64) for most in (0, 9, 64)],
        "lines": [[pairs, plain(ties.lines_sentence(pairs, "met", "Now"))] for pairs in (0, 1, 2, 1500)],
        "path": curve,
    }


def main(folder: Path) -> None:
    """Write everything."""
    (folder / "scene.d.ts").write_text(types(), encoding="utf-8")
    (folder / "page.d.ts").write_text((HERE / "page.d.ts").read_text(encoding="utf-8"), encoding="utf-8")
    for name in ("early.js", "pyvis.js", "plan.js"):
        (folder / name).write_text(page.asset(name), encoding="utf-8")
    joined = OPENING + "".join(page.asset(f"{name}.js") for name in SCRIPTS) + "})();\n"
    (folder / "page.js").write_text(joined, encoding="utf-8")
    (folder / "tsconfig.json").write_text(json.dumps(CONFIG), encoding="utf-8")
    (folder / "cases.json").write_text(json.dumps(cases()), encoding="utf-8")


if __name__ == "__main__":
    if "--where" in sys.argv:
        sys.stdout.write(told_by_script(sys.stdin.read()))
    else:
        main(Path(sys.argv[1]))

"""Scripts of pages to the IR: files of JavaScript, and what stands between `<script>` and `</script>`.

    var name = new URLSearchParams(location.search).get("name");
    document.getElementById("hello").innerHTML = "<b>" + name + "</b>";

is lowered as if it were, in Python,

    name = page_script.URLSearchParams("?" + page_script.location.search).get("name")
    hello = page_script.Element.lookup("hello")
    page_script.Element.innerHTML(hello, "".join(["<b>", name, "</b>"]))

so that data is followed through a script as through any other function, and rows of the models say what browsers do.
Each script is one function of the module of its file, and the functions in it are functions in that.
"""

import ast
import re
from typing import Final

from entasis.frontends.javascript.blocks import scripts_of
from entasis.frontends.javascript.mentions import is_worth_reading
from entasis.ir.builder import Builder
from entasis.ir.function import Function, FunctionKind, Module
from entasis.ir.instructions import NONE, Return
from entasis.limits import SCRIPT_BYTES

__all__ = ["add_scripts", "add_written_scripts", "lower_script"]

# Of Jinja and its like; of Mako and what else writes `<% ... %>`; of those that write attributes (Chameleon, Genshi).
_HOLE: Final = re.compile(r"\{\{|\{%|<%|\s(?:tal|metal|py):[a-z-]+=")
Lost = tuple[int, ...]  # the lines on which something begins that was not read


def lower_script(text: str, path: str) -> tuple[Module, Lost]:
    """The module of a file of JavaScript. Never raises for what the text is."""
    module = Module(path)
    body = Function(0, "<module>", "<module>", FunctionKind.MODULE, NONE, NONE, 1 << 24, 1 << 24)
    module.functions.append(body)
    builder = Builder(body)
    builder.leave(Return(1 << 24, 1 << 24, builder.constant(None, 1 << 24, 1 << 24), NONE))
    builder.finish()
    return module, _add(module, text)


def add_scripts(module: Module, page: str) -> Lost:
    """Put the scripts of a page into its module."""
    lost = _add(module, scripts_of(page))
    if lost and _HOLE.search(page):
        # What a template puts in may be part of the language: nobody has written this text as it is.
        module.opaque["script"] = module.opaque.get("script", 0) + len(lost)
        return ()
    return lost


def add_written_scripts(module: Module, text: str, tree: ast.Module) -> None:
    """Put the scripts into the module that stand in texts of the program, which are pages or parts of these.

    What is no JavaScript there is counted: such a text may be put together of several.
    """
    if is_worth_reading(text):
        from entasis.frontends.javascript.literals import scripts_in_texts  # noqa: PLC0415 - few programs have any

        lost = _add(module, scripts_in_texts(text, tree))
        if lost:
            module.opaque["script"] = module.opaque.get("script", 0) + len(lost)


def _add(module: Module, text: str) -> Lost:
    if not is_worth_reading(text):
        return ()
    data = text.encode("utf-8", "surrogatepass")
    if len(data) > SCRIPT_BYTES.bound:
        module.limits[SCRIPT_BYTES.name] = module.limits.get(SCRIPT_BYTES.name, 0) + 1
        return ()
    from entasis.frontends.javascript.functions import add_script  # noqa: PLC0415 - few scripts are read, and it costs 10 ms
    from entasis.frontends.javascript.parse import parse_script  # noqa: PLC0415 - see above

    root, lost = parse_script(data)
    before = len(module.functions)
    try:
        add_script(module, data, root)
    except Exception:
        del module.functions[before:]  # what has been made of the file so far stands by itself
        raise
    return lost

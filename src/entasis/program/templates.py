"""Which template a name means: the file that ends so, below a folder of templates and nearest to the code that says it.

render_template("posts/list.html")      app/templates/posts/list.html rather than shop/templates/posts/list.html,
                                        where the code lies in app/
"""

from collections.abc import Iterable
from typing import final

from entasis.program.modules import PAGE_SUFFIXES
from entasis.program.symbols import FunctionSymbol, ModuleSymbol


@final
class Templates:
    """The templates of a program by their last names."""

    def __init__(self, modules: Iterable[ModuleSymbol]) -> None:
        self._by_name: dict[str, list[tuple[tuple[str, ...], FunctionSymbol]]] = {}
        for module in modules:
            if self.is_page(module):
                parts = tuple(module.module.path.split("/"))
                self._by_name.setdefault(parts[-1], []).append((parts, module.functions[1]))

    def __bool__(self) -> bool:
        return bool(self._by_name)

    @staticmethod
    def is_page(module: ModuleSymbol) -> bool:
        """Whether the module is a template."""
        return module.module.path.endswith(PAGE_SUFFIXES) and len(module.functions) > 1

    def find(self, user: ModuleSymbol, name: str) -> FunctionSymbol | None:
        """The function of the template that `name` means in the module `user`."""
        wanted = tuple(part for part in name.split("/") if part not in {"", "."})
        if not wanted:
            return None
        here = tuple(user.module.path.split("/"))
        found = [
            (-_common(parts, here), parts, function)
            for parts, function in self._by_name.get(wanted[-1], ())
            if parts[len(parts) - len(wanted) :] == wanted
        ]
        return min(found, key=lambda entry: entry[:2])[2] if found else None


def _common(left: tuple[str, ...], right: tuple[str, ...]) -> int:
    """How many parts both begin with."""
    return next(
        (i for i, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right))
    )

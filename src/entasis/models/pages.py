"""What the models say of pages: what makes one of a template, and what every template is given."""

import re

from msgspec import Struct

from entasis.models.ports import Port
from entasis.models.rows import Making


class Render(Struct, frozen=True):
    """A call that makes a page of a template: `template` holds its name, or with `self` the call that found it did.

    The template's context is what the mappings at the ports in `context` hold and, with `keywords`, what is passed
    by keyword beyond them. `raw` are calls that make a template, or what templates are got of, which escapes
    nothing; `raw_names` is a pattern of the names of templates that are not escaped. Where the program makes one of
    the calls in `off` anywhere, or assigns (port `value`) to one of these attributes or settings, none is. `sends`:
    what the call gives is the answer itself. `returned`: the context is what is returned by the function that the call
    decorates, or by the method of the program that stands for this one. A template `self.name` is the one that the class
    of the object names so.
    """

    api: str
    template: Port
    library: str
    context: tuple[Port, ...] = ()
    keywords: bool = False
    raw: tuple[Making, ...] = ()
    raw_names: re.Pattern[str] | None = None
    off: tuple[Making, ...] = ()
    sends: bool = False
    returned: bool = False


class Offer(Struct, frozen=True):
    """What a program gives all templates by the call, the decorator, the mapping or the setting `api`.

    `gives` says what that is: a "filter", a "name" or a "tag" of templates, which is a function of the program; or
    "names", all those of the mapping that the function gives. The `function` is passed to the call, or named by the
    setting, at that port; without one it stands under the decorator, or is put into the mapping. It goes by what
    lies at the port `name`, or else by its own name. `passes` is the class of what the library passes it first.
    """

    api: str
    gives: str
    library: str
    function: Port | None = None
    name: Port | None = None
    passes: str = ""

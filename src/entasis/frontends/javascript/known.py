"""What members of the objects of a page are, by their names: elements, frames and the place are told by little else.

    output.innerHTML = text         page_script.Element.innerHTML(output, text)
    $("#list").append(text)         page_script.JQuery.append(…, text)
    location.href = text            page_script.Location.assign(location, text)

The path is what rows of the models speak of, so that they say what it does. Which object it is, is the first argument.
"""

import re
from typing import Final

PACKAGE: Final = "page_script"  # a name that no package of Python has

WINDOWS: Final = frozenset({"window", "self", "top", "parent", "globalThis", "frames", "opener"})

# What holds functions, and no data that methods are called on.
NAMESPACES: Final = frozenset(
    {
        "Array", "CSS", "DOMPurify", "Date", "Handlebars", "JSON", "Math", "Mustache", "Number", "Object", "Promise",
        "Reflect", "String", "URL", "_", "axios", "console", "document", "history", "jQuery", "localStorage", "location",
        "navigator", "sessionStorage", "window",
    }
)  # fmt: skip

# What an assignment to a property calls, whatever object has it.
SETTERS: Final = {
    "innerHTML": "Element.innerHTML",
    "outerHTML": "Element.outerHTML",
    "srcdoc": "Frame.srcdoc",
    "href": "Link.href",
    "formAction": "Link.href",
}
# And where it is an element that runs or shows what lies at the address.
LOADERS: Final = {"src": "Frame.src", "data": "Frame.src"}
LOADER: Final = re.compile(
    r"createElement\(\s*['\"](?:script|iframe|frame|embed|object)['\"]|<(?:script|iframe)", re.IGNORECASE
)
LOADER_NAME: Final = re.compile(r"script|i?frame", re.IGNORECASE)

ATTRIBUTES: Final = {
    "href": "Link.href",
    "xlink:href": "Link.href",
    "formaction": "Link.href",
    "srcdoc": "Frame.srcdoc",
}

# What a method is, whatever object has it.
METHODS: Final = {
    "insertAdjacentHTML": "Element.insertAdjacentHTML",
    "createContextualFragment": "Range.createContextualFragment",
    "html": "JQuery.html",
}
# Methods of elements that jQuery has found.
JQUERY: Final = {
    name: f"JQuery.{name}"
    for name in (
        "append", "prepend", "after", "before", "replaceWith", "wrap", "wrapAll", "wrapInner", "appendTo", "prependTo"
    )
}  # fmt: skip
# What finds elements gives these, and nothing of what it is asked with.
LOOKUPS: Final = frozenset(
    {
        "getElementById", "getElementsByClassName", "getElementsByTagName", "getElementsByName", "querySelector",
        "querySelectorAll", "closest", "matches", "find", "createElement", "createTextNode", "getAttribute", "hasClass",
        "addClass", "removeClass", "toggleClass", "val", "text", "css", "show", "hide", "children", "siblings", "eq",
        "contains", "getItem", "getComputedStyle", "addEventListener", "indexOf", "lastIndexOf", "charCodeAt", "getTime",
    }
)  # fmt: skip
# Parts of an address that name the site, and what is a number.
PLAIN: Final = frozenset({"origin", "host", "hostname", "protocol", "port", "length", "pathname"})

# Parts of an address, and the sign that each begins with.
PARTS: Final = {"hash": "#", "search": "?"}

TEXT_METHODS: Final = {
    "startsWith": "startswith",
    "endsWith": "endswith",
    "trim": "strip",
    "trimStart": "lstrip",
    "trimEnd": "rstrip",
    "toLowerCase": "lower",
    "toUpperCase": "upper",
    "toLocaleLowerCase": "lower",
    "toLocaleUpperCase": "upper",
    "replaceAll": "replace",
    "push": "append",
}
NUMBERS: Final = {
    "parseInt": "int",
    "parseFloat": "float",
    "Number": "float",
    "BigInt": "int",
    "isNaN": "bool",
    "Boolean": "bool",
}
# What is not there and says of itself that it escapes is believed.
ESCAPING: Final = re.compile(
    r"(?<!un)(?<!de)(?:escape|sanitiz|sanitis|purif|encode)|^esc$|striptags|stripHtml", re.IGNORECASE
)

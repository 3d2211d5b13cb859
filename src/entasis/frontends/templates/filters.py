"""What a filter is: the function that the template language calls for it, under its real path, so that rows can say more.

Filters that nothing is known of are functions of the program; they keep what they are given, as unknown calls do.
"""

from typing import Final

_BUILT_IN: Final = {"int": "int", "float": "float", "length": "len", "count": "len", "list": "list"}
_JINJA: Final = {
    "e": "markupsafe.escape",
    "escape": "markupsafe.escape",
    "forceescape": "jinja2.filters.do_forceescape",
    "safe": "jinja2.filters.do_mark_safe",
    "filesizeformat": "jinja2.filters.do_filesizeformat",
    "striptags": "jinja2.filters.do_striptags",
    "tojson": "jinja2.filters.do_tojson",
    "urlencode": "jinja2.filters.do_urlencode",
    "urlize": "jinja2.filters.do_urlize",
    "wordcount": "jinja2.filters.do_wordcount",
    "xmlattr": "jinja2.filters.do_xmlattr",
}
_DJANGO: Final = {
    name: f"django.template.defaultfilters.{name}"
    for name in [
        "date",
        "escapejs",
        "filesizeformat",
        "floatformat",
        "linebreaks",
        "linebreaksbr",
        "pluralize",
        "safe",
        "safeseq",
        "striptags",
        "time",
        "timesince",
        "timeuntil",
        "truncatechars",
        "truncatewords",
        "urlencode",
        "urlize",
        "wordcount",
    ]
}
_DJANGO["escape"] = "django.template.defaultfilters.escape_filter"
_DJANGO["force_escape"] = "django.template.defaultfilters.force_escape"
_DJANGO["json_script"] = "django.utils.html.json_script"


def filter_path(name: str, *, is_django: bool) -> str:
    """The path of the function behind the filter; "" if it is not known."""
    own, other = (_DJANGO, _JINJA) if is_django else (_JINJA, _DJANGO)
    return _BUILT_IN.get(name) or own.get(name) or other.get(name, "")

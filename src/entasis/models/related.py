"""Rows about rows: which columns lead to rows of other classes, and which classes show rows of theirs in a template.

author = models.ForeignKey(Account, related_name="posts")     `post.author` is an Account, `account.posts` finds Posts
class PostView(DetailView): model = Post                      its template is passed a Post as `object` and as `post`
"""

from collections.abc import Iterator

from msgspec import Struct

from entasis.models.ports import Port, parse_port
from entasis.models.schema import RelationRow, ViewRow
from entasis.models.terms import checked_paths, paths_in


class Relation(Struct, frozen=True):
    """A column that is made by `api` leads to rows of the class, or of the one so named, at the port `to`.

    In the field lies `one` of them, or what finds `many`, an object of the class `many`; both may be said where the
    call does not tell. Those rows have a field that leads back: it is called as the port `back` says, or else as
    `unnamed`, in which `{}` stands for the small name of the class. Where the call does not say to what it leads, the
    annotation of the column may: `annotated` is the form of that.
    """

    api: str
    library: str
    to: Port
    many: str
    gives: tuple[str, ...]
    back: Port | None
    unnamed: str
    back_gives: tuple[str, ...]
    annotated: str


class RowView(Struct, frozen=True):
    """A class below `api` shows rows of a class in a template.

    Of which class they are is said by the first of the attributes in `of` that says so. The template is the one that
    the attribute `template` names, or `app/class` with `suffix`, for which the attribute `suffix_by` may stand. It is
    passed a row under each of `names`, rows under each of `lists`, and the same under `small`, in which `{}` stands for
    the small name of the class, and under the name in the attribute `name_by`.
    """

    api: str
    library: str
    of: tuple[str, ...]
    template: str
    suffix: str
    suffix_by: str
    names: tuple[str, ...]
    name_by: str
    lists: tuple[str, ...]
    small: str


def relations(library: str, packages: frozenset[str], row: RelationRow) -> Iterator[Relation]:
    """One relation an API."""
    checked_paths([row.many])
    return (
        Relation(
            path,
            library,
            parse_port(row.to),
            row.many,
            tuple(row.gives),
            parse_port(row.back) if row.back else None,
            row.unnamed,
            tuple(row.back_gives),
            row.annotated,
        )
        for path in paths_in(packages, row.api)
    )


def views(library: str, packages: frozenset[str], row: ViewRow) -> Iterator[RowView]:
    """One view an API."""
    return (
        RowView(
            path,
            library,
            tuple(row.of),
            row.template,
            row.suffix,
            row.suffix_by,
            tuple(row.names),
            row.name_by,
            tuple(row.lists),
            row.small,
        )
        for path in paths_in(packages, row.api)
    )

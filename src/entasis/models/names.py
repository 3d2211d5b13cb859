"""By what names a program speaks of what the models know: code in which none of them stands need not be looked at.

Some ask what a program can reach by the packages that it imports, the others what files were read for it until now.
"""

from collections.abc import Collection

from entasis.models.loader import Models


def source_names(models: Models, packages: Collection[str]) -> frozenset[str]:
    """The last components of all sources and entries that a program can speak of which imports `packages`.

    That is more than the rows of these packages: `flask.request.args` is a source of Werkzeug. The built-in
    ones are always there. What holds none of these names, under whatever alias, holds no source.
    """
    names: set[str] = set()
    for library in models.files.reached(packages):
        names.update(_last(source.api) for source in library.sources)
        names.update(_last(entry.api) for entry in library.entries)
    return frozenset(names)


def bearers(models: Models, packages: Collection[str]) -> tuple[frozenset[str], frozenset[str]]:
    """The classes through whose objects data comes in, does harm, is cleaned or is set up, of which a program can speak
    that imports `packages`, and the names under which such objects are had: of these classes, of the attributes that hold
    one and of the calls that make one.
    """
    libraries = models.files.reached(packages)
    apis = [row.api for library in libraries for row in library.sources]
    apis += [row.api for library in libraries for row in library.sinks]
    apis += [row.api for library in libraries for row in library.sanitizers]
    apis += [row.api for library in libraries for row in library.uses if row.assigned is not None]
    owners = {api.rpartition(".")[0] for api in apis}
    classes = {path for path in owners if _last(path)[:1].isupper()}
    below = [row for library in libraries for row in library.classes]
    size = -1
    while len(classes) != size:
        size = len(classes)
        classes.update(row.api for row in below if not classes.isdisjoint(row.bases))
    held = [
        row
        for library in libraries
        for row in library.types
        if row.value in classes or row.returns in classes
    ]
    return frozenset(classes), frozenset(_last(path) for path in [*classes, *(row.api for row in held)])


def query_names(models: Models) -> frozenset[str]:
    """The names of what gives rows of a database, or a query for them, as far as files were read."""
    names: set[str] = set()
    for library in models.files.read():
        names.update(_last(row.api) for row in library.sources if models.is_stored(row))
        names.update(
            _last(row.api) for row in library.types if models.is_query_class(row.value or row.returns)
        )
    return frozenset(names)


def memory_names(models: Models) -> frozenset[str]:
    """The names of what puts into the memories of libraries, or gives what lies there, as far as files were read."""
    return frozenset(_last(row.api) for library in models.files.read() for row in library.memories)


def kept_names(models: Models) -> frozenset[str]:
    """The names of objects into which programs put what is theirs, as far as files were read."""
    return frozenset(
        _last(row.api)
        for library in models.files.read()
        for row in library.types
        if row.value and (of := models.class_of(row.value)) is not None and of.keeps
    )


def keeping_names(models: Models) -> frozenset[str]:
    """The names of calls that give such a mapping, and of the classes of those that functions are passed."""
    names: set[str] = set()
    for library in models.files.read():
        names.update(
            _last(row.api) for row in library.types if row.returns and models.keeps_items(row.returns)
        )
        passed = (path for row in library.entries for _, path in row.types)
        names.update(_last(path) for path in passed if models.keeps_items(path))
    return frozenset(names)


def _last(path: str) -> str:
    return path.rpartition(".")[2]

"""For each row about pages of templates, and about declared options, a program in which it decides what is found."""

from collections.abc import Iterator

from cases import Case
from clean_cases import FORMS, reach, sink_of
from flow_cases import COMMAND, start
from sink_cases import OF_TEMPLATES, data_for, reporting
from writing import LIBRARIES, Program, filled, parted

from entasis.models.data import Memory
from entasis.models.entries import Option
from entasis.models.pages import Offer, Render
from entasis.models.ports import Port, PortKind

PAGE = "<p>{{ name|safe }}</p> {# # here #}\n"
# Where escaping for HTML is not enough, by the kind of what it is not enough for.
PLACES = {
    "script": "<script>let name = {{ name|e }};</script> {# # here #}\n",
    "address": '<a href="{{ name }}">there</a> {# # here #}\n',
    "redirect": "<script>location = '{{ name }}'</script> {# # here #}\n",
}
OPEN = "{% autoescape false %}<p>{{ name }}</p> {# # here #}{% endautoescape %}\n"
NAME = Port(PortKind.ARGUMENT, None, "name")
SHOWN = "<p>{{ name }}</p>\n"
ABOVE = {
    "jinja2.nodes.Include": "{% include 'page.html' %}\n",
    "jinja2.nodes.Extends": "{% extends 'page.html' %}\n",
}


def render_cases() -> Iterator[Case]:
    """The page of a template puts out what the call gives it."""
    for library in LIBRARIES:
        for row in library.renders:
            if _is_written_out(row):
                program = start()
                called = program.call(row.api, {row.template: "'<p>{{ name|safe }}</p>'", NAME: "data"})
                program.add(f"return {called}  # here")
                yield _page(row, str(NAME), program.text(), {})
            elif row.template.selectors:
                yield _by_class(row)
            elif row.returned:
                yield _decorated(row)
            else:
                yield from ([_between(row)] if row.api in ABOVE else _rendered(row))


def _is_written_out(row: Render) -> bool:
    """Whether the call is passed the template itself."""
    sinks = (sink for library in LIBRARIES for sink in library.sinks if sink.api == row.api)
    return any(sink.kind == "template" and sink.port == row.template for sink in sinks)


def _rendered(row: Render) -> Iterator[Case]:
    given = [(port, "{'name': data}") for port in row.context]
    if row.keywords:
        given.append((NAME, "data"))
    for port, text in given:
        program = start()
        if row.template.kind is PortKind.SELF:
            program.add(f"library = {program.ref('jinja2.Environment')}()")
            program.add("page = library.get_template('page.html')")
            called = program.used("page", [parted(row.api)[1][-1]], {port: text})
        else:
            called = program.call(row.api, {row.template: "'page.html'", port: text})
            if row.template.position and row.template.position > 0:
                called = called.replace("(None, ", "(request, ", 1)
        program.add(f"return {called}")
        yield _page(row, str(port), program.text(), {"templates/page.html": PAGE})


def _decorated(row: Render) -> Case:
    """The call decorates a function that returns what the template shows."""
    program = start()
    given = {row.template: "'page.html'"}
    cls, names = parted(row.api)
    decorator = program.used(f"{program.ref(cls)}()", names, given) if cls else program.call(row.api, given)
    program.decorators.append(decorator)
    program.add("return {'name': data}")
    return _page(row, "", program.text(), {"templates/page.html": PAGE})


def _by_class(row: Render) -> Case:
    """The class has the name of the template, and the method returns what that shows, or is passed it."""
    program = start()
    cls, names = parted(row.api)
    base, attribute = program.ref(cls), row.template.selectors[0][1:]
    result = "{'name': data}" if row.returned else f"self.{names[-1]}({{'name': data}})"
    program.add(f"return {result}")
    function = program.text().replace("def handled(", f"def {names[-1] if row.returned else 'get'}(self")
    imports, _, body = function.partition("\n\n\n")
    indented = "".join(f"    {line}\n" for line in body.splitlines())
    text = f"{imports}\n\n\nclass Shown({base}):\n    {attribute} = 'page.html'\n\n{indented}"
    return _page(row, "", text, {"templates/page.html": PAGE})


def raw_cases() -> Iterator[Case]:
    """What a template shows that nothing escapes."""
    for library in LIBRARIES:
        for row in library.renders:
            if row.api not in ABOVE and row.template.kind is PortKind.SELF and not row.template.selectors:
                yield from (_raw(row, at) for at in range(len(row.raw)))
            elif row.api not in ABOVE and row.raw_names is not None:
                program = start()
                called = program.call(row.api, {row.template: "'page.html.j2'", NAME: "data"})
                program.add(f"{program.ref('markupsafe.Markup')}({called})  # here")
                yield _page(row, "raw_names", program.text(), {"templates/page.html.j2": SHOWN})


def _raw(row: Render, at: int) -> Case:
    """By what the template is made, or what it is got of: told not to escape, where that is not so by itself."""
    making = row.raw[at]
    program = start()
    given = filled(program, making.when, {})
    if any(
        sink.kind == "template" for library in LIBRARIES for sink in library.sinks if sink.api == making.api
    ):
        given[Port(PortKind.ARGUMENT, 0)] = f"'{SHOWN.strip()}'"
        program.add(f"page = {program.call(making.api, given)}")
    else:
        program.add(f"library = {program.call(making.api, given)}")
        program.add("page = library.get_template('page.html')")
    called = program.used("page", [parted(row.api)[1][-1]], {NAME: "data"})
    program.add(f"{program.ref('markupsafe.Markup')}({called})  # here")
    return _page(row, f"raw {making.api}", program.text(), {"templates/page.html": SHOWN})


def _between(row: Render) -> Case:
    """One template that takes in another one."""
    program = start()
    program.add(f"return {program.ref('flask.render_template')}('above.html', name=data)")
    return _page(
        row, "", program.text(), {"templates/above.html": ABOVE[row.api], "templates/page.html": PAGE}
    )


def _page(row: Render, detail: str, text: str, others: dict[str, str]) -> Case:
    return Case("renders", row.api, detail, text, reporting("html"), "the query string", others=others)


OFFERED = {
    "names": "<p>{{ offered|safe }}</p> {# # here #}\n",
    "name": "<p>{{ offered()|safe }}</p> {# # here #}\n",
    "filter": "<p>{{ 1|offered|safe }}</p> {# # here #}\n",
    "tag": "{% load offers %}{% offered as shown %}\n<p>{{ shown|safe }}</p> {# # here #}\n",
}


def offer_cases() -> Iterator[Case]:
    """What a template is given without being passed it gives what a function of the program gives."""
    for library in LIBRARIES:
        for row in library.offers:
            yield _offered(row)


def _offered(row: Offer) -> Case:
    program = start()
    cls, names = parted(row.api)
    thing = program.ref(cls or row.api)
    given = "{'offered': request.args['name']}" if row.gives == "names" else "request.args['name']"
    lines = [f"def offered(*given):\n    return {given}"]
    if row.function is not None and row.function.kind is PortKind.VALUE:
        lines.append("TEMPLATES = [{'OPTIONS': {'context_processors': ['main.offered']}}]")
    elif row.function is not None:
        passed = "[offered]" if row.function.selectors else "offered"
        called = f"{thing}()." + names[-1] if cls else thing
        named = ", name='offered'" if row.name is not None else ""
        lines.append(f"{called}({row.function.name}={passed}{named})")
    elif names[-1] in {"filters", "globals"}:
        lines.append(f"made = {thing}()\nmade.{names[-1]}['offered'] = offered")
    else:
        lines = [f"made = {thing}()\n@made.{names[-1]}{'()' if row.name else ''}\n{lines[0]}"]
    program.add(f"return {program.ref('flask.render_template')}('page.html')")
    first, rest = program.text().split("\n\n", 1)
    text = "\n\n".join([first, *lines, rest])
    page = {"templates/page.html": OFFERED[row.gives]}
    return Case("offers", row.api, row.gives, text, reporting("html"), without="offers", others=page)


def _kept_case(row: Memory) -> Case:
    """What is put into a mapping that is kept is in it when it is asked for again."""
    program = start()
    kept = program.call(row.api, _looked_up(row))
    program.add(f"kept = {kept}")
    program.add("kept['field'] = data")
    program.add(f"return {program.ref('markupsafe.Markup')}({kept}['field'])  # here")
    return Case("memories", row.api, row.name, program.text(), reporting("html"), without="memories")


def _looked_up(row: Memory) -> dict[Port, str]:
    """The keys under which the call looks."""
    at = {} if row.at is None else {row.at: "'field'"}
    return {**dict.fromkeys(row.keys, "'key'"), **at}


def memory_cases() -> Iterator[Case]:
    """What is put into what a library keeps is in what it gives of that."""
    rows = [row for library in LIBRARIES for row in library.memories]
    for row in rows:
        if row.is_kept:
            yield _kept_case(row)
            continue
        puts = next(each for each in rows if each.name == row.name and each.puts is not None)
        gives = next(each for each in rows if each.name == row.name and each.puts is None)
        puts, gives = (row, gives) if row.puts is not None else (puts, row)
        program = start()
        assert puts.puts is not None
        kept = "{'field': data}" if puts.is_whole else "data"
        program.add(program.call(puts.api, {puts.puts: kept, **_looked_up(puts)}))
        at = "'field'" if gives.is_whole else "0"
        program.add(
            f"return {program.ref('markupsafe.Markup')}({program.call(gives.api, _looked_up(gives))}[{at}])  # here"
        )
        yield Case(
            "memories",
            row.api,
            row.name,
            program.text(),
            reporting("html"),
            "the query string",
            without="memories",
        )


def output_cases() -> Iterator[Case]:
    """What a template puts out, between tags and in a script."""
    for library in LIBRARIES:
        for row in library.sinks:
            if row.api.startswith(OF_TEMPLATES):
                program = start()
                program.add(f"return {program.ref('flask.render_template')}('page.html', name=data)")
                page = {"templates/page.html": PLACES.get(row.kind, OPEN)}
                text, rules = program.text(), reporting(row.kind)
                yield Case("sinks", row.api, row.kind, text, rules, row.says, others=page)


def option_cases() -> Iterator[Case]:
    """What was declared to be a number is none of the texts that do harm."""
    for library in LIBRARIES:
        for row in library.options:
            for at in range(len(row.harmless)):
                is_of_form = row.api.partition(".")[0] in FORMS
                yield _declared_field(row, at) if is_of_form else _declared(row, at)


def _declared_field(row: Option, at: int) -> Case:
    """A form declares a field, or what sees to one, and what the field gives is used."""
    program = Program()
    made = program.call(row.api, filled(program, row.harmless[at : at + 1], {}))
    package = row.api.partition(".")[0]
    form, given = FORMS[package]
    if "validators" in row.api:
        made = f"{program.ref('wtforms.StringField' if package == 'wtforms' else 'django.forms.CharField')}(validators=[{made}])"
    program.add(f"class Given({program.ref(form)}):")
    program.add(f"    name = {made}")
    program.add(f"form = Given({data_for(program, 'command')})")
    sink = sink_of("command")
    assert sink is not None
    reach(program, "command", sink, f"form.{given}['name']" if given else "form.name.data")
    port = str(row.harmless[at][0])
    return Case("options", row.api, port, program.text(), reporting("command"), without="option")


def _declared(row: Option, at: int) -> Case:
    program = Program()
    port, condition = row.harmless[at]
    given = filled(program, ((port, condition),), {})
    declared = {Port(PortKind.ARGUMENT, 0): "'--name'", **given}
    cls, names = parted(row.api)
    run = f"{program.ref('subprocess.run')}({{}}, shell=True)  # here"
    if cls:
        lines = [
            f"parser = {program.ref(cls)}()",
            program.used("parser", names, declared),
            "given = parser.parse_args()",
            run.format("given.name"),
        ]
    else:
        program.decorators = [f"{program.ref('click.command')}()", program.call(row.api, declared)]
        program.parameter("name")
        lines = [run.format("name")]
    program.lines = lines
    return Case("options", row.api, str(port), program.text(), COMMAND, without="option")

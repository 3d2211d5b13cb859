"""Functions that call each other in turn end, and what goes round comes out."""

from flowtest import sink, source


class Template:
    def filled(self, part, values):
        made = {}
        for key, inner in part.items():
            made[key] = self.filled_part(values, inner)
        return made

    def filled_part(self, values, part):
        if isinstance(part, dict):
            return self.filled(part, values)
        if isinstance(part, list):
            return [self.filled(inner, values) for inner in part]
        return part.format(*values)


def case_methods_that_call_each_other():
    sink(Template().filled({"a": {"b": "{}"}}, [source()]))  # flow
    sink(Template().filled({"a": {"b": "{}"}}, ["clean"]))  # clean


def walked(node, visit):
    visit(node)
    for child in node.get("children", []):
        walked(child, visit)


def case_function_that_calls_itself_with_a_callback():
    walked({"name": source(), "children": [{"name": "clean"}]}, lambda node: sink(node["name"]))  # flow

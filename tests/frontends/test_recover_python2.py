"""Python 2 has statements and literals that no node stands for; they become what they mean."""

import ast

import pytest
from sameness_of_trees import places

from entasis.frontends.python.recover import recover

MEANINGS = [
    ("print 'a'", "print('a')"),
    ("print 'a' % b, c,", "print('a' % b, c)"),
    ("print\nprint 'a'", "print()\nprint('a')"),
    ("print >>f, 'x', y,\nprint 'a'", "print('x', y, file=f)\nprint('a')"),
    ("print >>sys.stderr\nprint 'a'", "print(file=sys.stderr)\nprint('a')"),
    ("print -1\nprint 'a'", "print(-1)\nprint('a')"),
    ("print ('a') % b\nprint 'a'", "print('a' % b)\nprint('a')"),
    ("print (a), b\nprint 'a'", "print(a, b)\nprint('a')"),
    ("print ('a', b)\nprint 'a'", "print('a', b)\nprint('a')"),
    ("print [x for x in y][0]\nprint 'a'", "print([x for x in y][0])\nprint('a')"),
    ("print not a\nprint {}\nprint lambda: 1", "print(not a)\nprint({})\nprint(lambda: 1)"),
    ("if a: print 'b'; print c\nelse: print d", "if a: print('b'); print(c)\nelse: print(d)"),
    ("x = {'a': lambda: print}\nprint 'a'", "x = {'a': lambda: print}\nprint('a')"),
    ("exec code", "exec(code)"),
    ("exec 'a' + b in c", "exec('a' + b, c)"),
    ("exec a.b in c, d", "exec(a.b, c, d)"),
    ("exec(a) in b\nexec c", "exec(a, b)\nexec(c)"),
    ("exec(a) in b, c\nexec d", "exec(a, b, c)\nexec(d)"),
    ("exec(a, b)", "exec(a, b)"),
    ("x = `a`", "x = repr(a)"),
    ("x = f(`a + b`, 1) + `c, d`", "x = f(repr(a + b), 1) + repr((c, d))"),
    ("print `a`", "print(repr(a))"),
    ("raise E, 'x'", "raise E('x')"),
    ("raise E, 'x', tb", "raise E('x')"),
    ("raise E, (a, b)", "raise E(a, b)"),
    ("raise E, None, tb", "raise E"),
    ("try: a\nexcept E, e: b", "try: a\nexcept E as e: b"),
    ("try: a\nexcept (E, F), e: b", "try: a\nexcept (E, F) as e: b"),
    ("x = 0777 + 10L + 0xFFL + 0777L + 00", "x = 511 + 10 + 255 + 511 + 0"),
    ("x = ur'\\d' + UR'\\x'", "x = '\\\\d' + '\\\\x'"),
    ("a <> b", "a != b"),
    ("[x for x in 1, 2]", "[x for x in (1, 2)]"),
    ("a.has_key(b)", "a.has_key(b)"),
    ("True, False = 1, 0\nx.True\nprint 'a'", None),
    ("async = 1; f(async=async).async", None),
    ("if a:\n\tb\n        c", "if a:\n  b\n  c"),
    ("def f(a, await, print_): pass", None),
]


@pytest.mark.parametrize(("text", "meaning"), MEANINGS)
def test_older_forms_mean_what_newer_ones_do(text, meaning):
    result = recover(text)
    assert result.errors == ()
    if meaning is not None:
        stripped = ast.dump(result.tree).replace(", kind='u'", "")
        assert stripped == ast.dump(ast.parse(meaning))


def test_names_that_became_keywords_are_names():
    tree = recover("True, False = 1, 0\nx.True\nprint 'a'\nasync = await = f(async=1).async").tree
    assert [target.id for target in tree.body[0].targets[0].elts] == ["True", "False"]
    assert tree.body[1].value.attr == "True"
    assert [target.id for target in tree.body[3].targets] == ["async", "await"]
    assert tree.body[3].value.attr == "async"
    assert tree.body[3].value.value.keywords[0].arg == "async"


def test_tuple_parameters_are_taken_apart_in_the_body():
    tree = recover("def f(a, (b, (c, d))=x, *e):\n  return b\n").tree
    function = tree.body[0]
    assert [argument.arg for argument in function.args.args] == ["a", ".1"]
    assert ast.unparse(function.body[0]) == "b, (c, d) = .1"
    assert isinstance(function.body[1], ast.Return)
    assert places(function, ast.Return) == [(2, 2, 2, 10)]


def test_a_lambda_takes_tuple_parameters_apart_by_a_call():
    tree = recover("lambda (a, b), c: a + c").tree
    assert ast.unparse(tree) == "lambda .0, c: (lambda a, b: a + c)(*.0)"


def test_an_exception_may_be_bound_to_anything():
    tree = recover("try: a\nexcept E, self.error: b\nexcept F, (c, d): e\n").tree
    first, second = tree.body[0].handlers
    assert (first.name, ast.unparse(first.body)) == (".0", "self.error = .0\nb")
    assert (second.name, ast.unparse(second.body)) == (".0", "c, d = .0\ne")


def test_statements_stand_where_they_are_written():
    tree = recover("if a:\n  print  'b', c,\n  exec d in e\nx = `f`\n").tree
    assert places(tree, ast.Call) == [(4, 4, 4, 7), (2, 2, 2, 16), (3, 2, 3, 13)]
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id in ("print", "exec")]
    assert [(node.lineno, node.col_offset, node.end_col_offset) for node in names] == [(2, 2, 7), (3, 2, 6)]


def test_python3_is_not_read_as_python2():
    """Each of these is valid in Python 3, where it means something else."""
    for text in (
        "print (a), b",
        "print (a) % b",
        "print -1",
        "print [0]",
        "print >>f, a",
        "print",
        "exec (a) in b",
        "exec (a) in b == c",
        "x = 1e-01 + 00",
        "f = lambda: print (a) + 1",
        "x = {a: print (b)}",
    ):
        result = recover(text)
        assert result.errors == ()
        assert ast.dump(result.tree) == ast.dump(ast.parse(text)), text


def test_a_whole_file():
    text = '''#!/usr/bin/env python
"""A tool."""
import sys, os
from urllib2 import urlopen

class Fetcher:
    def __init__(self, (host, port), retries=03):
        self.host, self.port = host, port

    def fetch(self, path):
        try:
            page = urlopen("http://%s:%d/%s" % (self.host, self.port, path)).read()
        except IOError, error:
            print >>sys.stderr, "failed:", `error`
            raise ValueError, "no page", sys.exc_info()[2]
        else:
            print "%d bytes" % len(page)
        if page.find("exec:") <> -1:
            exec page[5:] in {}
        return os.system(page)

if __name__ == "__main__":
    print Fetcher(("localhost", 8080L)).fetch(sys.argv[1])
'''
    result = recover(text)
    assert result.errors == ()
    calls = {ast.unparse(node.func) for node in ast.walk(result.tree) if isinstance(node, ast.Call)}
    assert {"print", "exec", "repr", "os.system", "ValueError", "urlopen"} <= calls

from values import always, dead, varies


def case_numbers():
    always(1 < 2)
    always(2 <= 1)
    always(1 == 1.0)
    always(1 != True)
    always(3 > 2)
    always(2 >= 3)
    always(float("nan") == float("nan"))


def case_texts():
    always("a" < "b")
    always("a" == "a")
    always("a" in "abc")
    always("x" not in "abc")
    always(b"a" in b"abc")


def case_tuples():
    always((1, 2) < (1, 3))
    always(1 in (1, 2))
    always(3 not in (1, 2))
    always("a" in ("a", "b"))
    always(1 in [1, 2])
    always("a" in {"a", "b"})


def case_chains(n):
    always(1 < 2 < 3)
    always(1 < 2 > 5)
    varies(0 < n < 100)
    always(2 < 1 < n)


def case_identity(thing):
    always(None is None)
    always(True is not False)
    always(True is None)
    varies(thing is None)
    always(1 is None)
    always("a" is not None)


def case_different_types():
    always(1 == "1")
    always(None == 0)
    always(() == [])  # missing: a display of constants that nobody keeps


def case_types_that_do_not_compare_raises():
    always(1)
    1 < "a"


def case_short_circuits(n, text):
    always(0 and n)
    always(1 or n)
    always("" or "default")
    always("x" and "y")
    always(None and n.missing)
    varies(1 and n)
    varies(n or "zero")
    value = True or (
        dead()
    )
    always(value)
    value = False and (
        dead()
    )
    always(value)


def case_not(flag):
    always(not None)
    varies(not flag)


def case_conditional_expression(flag):
    always(1 if True else 2)
    always(2 if 1 > 3 else 3)
    varies(1 if flag else 2)
    always(1 if flag else 1)
    value = (
        dead()
        if False
        else "x"
    )
    always(value)


def case_bool_is_not_int(flag):
    value = 1 if flag else True
    varies(value)
    value = True if flag else 1
    varies(value)
    other = 0.0 if flag else -0.0
    varies(other)


def case_narrowing_by_equality(n):
    if n == 250:
        always(n)  # missing: an equality is not read backwards
    if n is None:
        dead()  # missing: types of inputs are not known

from values import always, varies


def case_joining():
    always("a" + "b")
    always("a" "b")
    always(b"a" + b"b")


def case_methods():
    always("AbC".lower())
    always("AbC".upper())
    always(" a ".strip())
    always("xax".strip("x"))
    always("a-b".replace("-", "+"))
    always("abc".startswith("ab"))
    always("abc".endswith(("x", "c")))
    always("abc".find("z"))
    always("a.b".partition("."))
    always("abc".title())
    always("a".encode())
    always(b"a".decode())
    always("7".zfill(3))
    always("abc".count("b"))
    always("abc".isalpha())
    always("abc".removeprefix("a"))
    always(",".join(("a", "b")))
    always((255).bit_length())
    always(b"\x01\xff".hex())
    always("abc".index("c"))


def case_methods_that_give_lists():
    always("a,b".split(","))  # missing: a list can be changed, so it is no constant
    parts = "a,b".split(",")
    parts.append("c")
    always(len(parts))  # missing: a list can be changed, so it is no constant


def case_a_list_that_changes(flag):
    parts = "a,b".split(",")
    if flag:
        parts.append("c")
    varies(len(parts))
    varies(parts)


def case_methods_that_fail_raises():
    always("x")
    "abc".index("z")


def case_a_chain():
    always(" Ab ".strip().lower().replace("a", "b"))


def case_f_strings(n):
    name = "cell"
    always(f"{name}-{1 + 1}")
    always(f"{name!r}")
    always(f"{name!s:>6}")
    always(f"{255:#x}")
    always(f"{1.5:.3f}")
    always(f"{True}{None}")
    always(f"{name:>{6}}")
    always(f"{'{'}")
    always(f"")
    always(f"{(1, 'a')}")
    always(f"{name=}")
    varies(f"{name}{n}")


def case_percent(n):
    always("%s-%d" % ("a", 3))
    always("%s" % "a")
    always("%5.2f" % 1.5)
    always("100%%" % ())
    varies("%s" % n)
    always("%(a)s" % {"a": 1})  # missing: a mapping is no constant


def case_format(n):
    always("{}-{}".format("a", 3))
    always("{0}{0}".format("a"))
    always("{:>5}".format("a"))
    always("{a}".format(a=1))  # missing: arguments by name are not computed
    varies("{}".format(n))


def case_large_formats_raises():
    always(len("%200d" % 1))
    always(f"{1:300}" == "x")
    always("x")


def case_slices():
    always("abcdef"[1:3])
    always("abcdef"[::-1])
    always("abcdef"[-2:])
    always("abcdef"[:100])
    always("abcdef"[2])
    always("abcdef"[-1])
    always((1, 2, 3)[1])
    always((1, 2, 3)[1:])
    always(b"abc"[0])
    always(b"abc"[1:])


def case_slices_by_inputs(n):
    varies("abcdef"[n % 3])
    always("aaa"[n % 3])  # missing: no reasoning over all positions


def case_an_index_out_of_range_raises():
    always("x")
    "abc"[5]


def case_tuples():
    pair = (1, "b")
    always(pair)
    always(pair + (3,))
    always(pair[1])
    left, right = pair
    always(left)
    always(right)
    first, *rest = (1, 2, 3)
    always(first)
    always(rest)  # missing: a list can be changed, so it is no constant
    (one, (two, three)) = (1, (2, 3))
    always(three)
    one, two = two, one
    always(one)
    always(())
    always(((1, 2), (3,)))


def case_stars(items):
    always((*(1, 2), 3))  # missing: stars in displays are not computed
    varies((*items, 3))


def case_constants_of_other_kinds():
    always(...)
    always(None)
    always(True)
    always("")
    always(b"")


def case_changing_containers(items):
    table = {"a": 1}
    always(table["a"])
    numbers = [1, 2]
    always(numbers[0])
    varies(items[:1])

from values import always, dead, varies


def case_if(flag):
    if flag:
        value = 1
    else:
        value = 2
    varies(value)
    if flag:
        value = 3
    else:
        value = 3
    always(value)


def case_elif(n):
    if n == 0:
        value = "zero"
    elif False:
        dead()
        value = "never"
    elif n > 0:
        value = "more"
    else:
        value = "less"
    varies(value)


def case_dead_branches():
    debug = False
    if debug:
        dead()
    if not debug:
        always(debug)
    else:
        dead()
    if debug or 1 > 2:
        dead()
    if debug and missing():
        dead()


def missing():
    raise RuntimeError


def case_dead_branches_decide_others():
    size = 3
    if size > 5:
        size = 100
    if size == 100:
        dead()
    always(size)


def case_return(flag):
    if flag:
        return 1
    else:
        return 2
    dead()


def case_return_in_a_dead_branch():
    if 2 > 3:
        return
    always(1)


def case_raise():
    try:
        raise ValueError
        dead()
    except ValueError:
        always("caught")


def case_while(n):
    count = 0
    while count < 3:
        count += 1
    always(count)  # missing: loops are joined, not unrolled
    while False:
        dead()
    while True:
        n += 1
        if n > 5:
            break
    else:
        dead()
    varies(n)


def case_while_true_is_left_by_break_only(flag):
    while True:
        if flag:
            break
        flag = not flag
    always(flag)  # missing: a condition is not read backwards


def case_endless_raises():
    while True:
        raise ValueError
    dead()


def case_loop_invariant(items):
    factor = 2
    for item in items:
        always(factor)
        varies(item)
        factor = 4 - factor
    always(factor)


def case_loop_changes(items):
    last = None
    for item in items:
        last = "some"
    varies(last)


def case_loop_over_constants():
    total = 0
    for item in (1, 2, 3):
        varies(item)
        total += item
    always(total)  # missing: loops are joined, not unrolled
    for item in ():
        dead()
    for item in "":
        dead()


def case_for_else(items):
    for item in items:
        if item == 3:
            found = True
            break
    else:
        found = False
    varies(found)


def case_continue(items):
    label = "start"
    for item in items:
        if item > 1:
            continue
            dead()
        label = "small"
    varies(label)


def case_nested_loops(items):
    state = 0
    for item in items:
        for other in items:
            state = 1
            always(state)
        varies(item)
    varies(state)


def case_break_value():
    value = 0
    while True:
        value = 1
        break
        dead()
    always(value)


def case_match(n, thing):
    match 3:
        case 1:
            dead()
        case 3:
            always("three")
        case _:
            dead()
    match n:
        case 0:
            value = "zero"
        case 1 | -3:
            value = "one"
        case _:
            value = "many"
    varies(value)
    match thing:
        case None:
            kind = 0
        case str():
            kind = 1
        case (1, rest):
            kind = 2
        case [1, *rest]:
            kind = 3
        case {"kind": name}:
            kind = 4
        case _:
            kind = 5
    varies(kind)
    match "x":
        case "x" if False:
            dead()
        case name:
            always(name)


def case_match_constant_value():
    mode = "fast"
    match mode:
        case "slow":
            dead()
        case "fast" | "faster":
            always(mode)


def case_assert(flag):
    assert True, dead()
    assert flag or not flag
    varies(flag)


def case_assert_false_raises():
    always("before")
    assert False
    dead()


def case_walrus(n, flag):
    if (size := 3) > 2:
        always(size)
    else:
        dead()
    if (value := n) > 2:
        varies((value, flag))
    always((copy := "a") + copy)
    varies([last := n, last][1])


def case_walrus_in_comprehension(items):
    seen = None
    found = [seen := item for item in items]
    varies(seen)
    varies(found)


def case_conditional_definition(flag):
    if flag:
        label = "yes"
    if flag:
        always(label)


def case_delete_raises():
    value = 1
    always(value)
    del value
    value
    dead()  # missing: reading a deleted name raises


def case_comprehension(items):
    factor = 3
    varies([item * factor for item in items])
    values = [always(factor) for item in items]
    varies(len(values))
    always([1 for _ in ()])  # missing: collections are no constants


def case_comprehension_has_its_own_names(items):
    item = "outer"
    squares = [item * 2 for item in items]
    always(item)
    varies(squares)


def case_generator(items):
    doubled = (item for item in items)
    varies(sorted(doubled))


def case_generator_function(items):
    step = 1
    for item in items:
        sent = yield item
        always(step)
        always(sent)  # missing: nobody is known to send
        varies(item)


async def case_coroutine(n):
    step = 1
    await nothing()
    always(step)
    varies(n)


async def nothing():
    return None

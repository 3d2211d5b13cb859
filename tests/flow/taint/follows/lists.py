"""Lists and their relatives: elements move by position as methods and slices move them."""

import heapq
import queue
from array import array
from collections import deque

from flowtest import maybe, sink, source


def case_element():
    values = ["clean", source()]
    sink(values[0])  # clean
    sink(values[1])  # flow


def case_from_the_end():
    values = ["one", source(), "two"]
    sink(values[-1])  # clean
    sink(values[-2])  # flow


def case_assigned():
    values = ["one", "two"]
    values[1] = source()
    sink(values[0])  # clean
    sink(values[1])  # flow


def case_overwritten():
    values = [source(), "clean"]
    values[0] = "clean"
    sink(values)  # clean


def case_unknown_index():
    values = ["clean", source()]
    sink(values[1 if maybe() else 0])  # flow


def case_unknown_index_assigned():
    values = ["one", "two"]
    values[1 if maybe() else 0] = source()
    sink(values[0])  # flow


def case_append():
    values = ["clean"]
    values.append(source())
    sink(values[1])  # flow
    sink(values[-1])  # flow
    sink(values[0])  # clean


def case_append_twice():
    values = []
    values.append("clean")
    values.append(source())
    sink(values[0])  # clean
    sink(values[1])  # flow


def case_insert():
    values = ["one", "two"]
    values.insert(0, source())
    sink(values[0])  # flow
    sink(values[1])  # clean


def case_insert_shifts():
    values = [source(), "two"]
    values.insert(0, "clean")
    sink(values[0])  # clean
    sink(values[1])  # flow
    sink(values[2])  # clean


def case_pop_gives_the_last():
    values = ["clean", source()]
    sink(values.pop())  # flow
    sink(values.pop())  # clean


def case_pop_at():
    values = [source(), "clean"]
    sink(values.pop(0))  # flow
    sink(values[0])  # clean


def case_pop_shifts():
    values = ["one", "two", source()]
    values.pop(0)
    sink(values[0])  # clean
    sink(values[1])  # flow


def case_extend():
    values = ["clean"]
    values.extend(["more", source()])
    sink(values[0])  # clean
    sink(values[1])  # clean
    sink(values[2])  # flow


def case_extend_in_place():
    values = ["clean"]
    values += [source()]
    sink(values[1])  # flow
    sink(values[0])  # clean


def case_extend_by_text():
    values = []
    values.extend(source())
    sink("".join(values))  # flow


def case_concatenated():
    values = ["one"] + [source()] + ["two"]
    sink(values[0])  # clean
    sink(values[1])  # flow
    sink(values[2])  # clean


def case_repeated():
    values = [source()] * 2
    sink(values[1])  # flow


def case_slice():
    values = ["one", source(), "two"]
    sink(values[:1])  # clean
    sink(values[1:])  # flow
    sink(values[2:])  # clean
    sink(values[-1:])  # clean
    sink(values[:-1])  # flow


def case_slice_with_a_step():
    values = ["one", source(), "two", "three"]
    sink(values[::2])  # clean
    sink(values[1::2])  # flow


def case_slice_assigned():
    values = ["one", "two"]
    values[0:1] = [source()]
    sink(values)  # flow


def case_slice_deleted():
    values = [source(), "clean"]
    del values[:1]
    sink(values)  # clean


def case_whole_copy():
    values = ["clean", source()][:]
    sink(values[1])  # flow
    sink(values[0])  # clean


def case_copy():
    values = ["clean", source()].copy()
    sink(values[1])  # flow
    sink(values[0])  # clean


def case_copy_is_another():
    values = ["clean"]
    other = list(values)
    other[0] = source()
    sink(values[0])  # clean
    sink(other[0])  # flow


def case_alias():
    values = []
    same = values
    same.append(source())
    sink(values)  # flow


def case_iterated():
    for value in ["clean", source()]:
        sink(value)  # flow


def case_iterated_by_index():
    values = [source()]
    for number in range(len(values)):
        sink(values[number])  # flow


def case_filled_in_a_loop():
    values = []
    for _ in range(3):
        values.append(source())
    sink(values[0])  # flow


def case_filled_in_a_loop_clean():
    values = []
    for _ in range(3):
        values.append("clean")
    sink(values[0])  # clean


def case_nested():
    rows = [["clean", source()], ["more"]]
    sink(rows[0][1])  # flow
    sink(rows[0][0])  # clean
    sink(rows[1][0])  # clean


def case_nested_assigned():
    rows = [["one"], ["two"]]
    rows[1][0] = source()
    sink(rows[1][0])  # flow
    sink(rows[0][0])  # clean


def case_shared_rows():
    rows = [[]] * 2
    rows[0].append(source())
    sink(rows[1])  # flow


def case_sort():
    values = ["one", source()]
    values.sort()
    sink(values[0])  # flow


def case_sorted():
    sink(sorted(["one", source()])[0])  # flow
    sink(sorted(["one", "two"])[0])  # clean


def case_reverse():
    values = ["one", source()]
    values.reverse()
    sink(values[0])  # flow


def case_reversed():
    sink(list(reversed(["one", source()])))  # flow


def case_index_and_count_are_numbers():
    values = [source()]
    sink(values.index(values[0]))  # clean
    sink(values.count("x"))  # clean
    sink(len(values))  # clean


def case_list_of_a_tuple():
    values = list(("clean", source()))
    sink(values[1])  # flow
    sink(values[0])  # clean


def case_tuple_of_a_list():
    values = tuple(["clean", source()])
    sink(values[1])  # flow
    sink(values[0])  # clean


def case_list_of_characters():
    sink("".join(list(source())))  # flow


def case_min_and_max():
    sink(max([source(), ""]))  # flow
    sink(min("a", source()))  # flow
    sink(max(["a", "b"]))  # clean


def case_next_of_iter():
    sink(next(iter([source()])))  # flow


def case_map():
    sink(list(map(str.strip, [source()])))  # flow
    sink(list(map(len, [source()])))  # clean


def case_filter():
    sink(list(filter(None, [source()])))  # flow


def case_deque():
    values = deque(["clean"])
    values.append(source())
    sink(values.pop())  # flow


def case_deque_left():
    values = deque()
    values.appendleft(source())
    sink(values[0])  # flow
    sink(values.popleft())  # flow


def case_heap():
    heap = []
    heapq.heappush(heap, (1, source()))
    priority, value = heapq.heappop(heap)
    sink(value)  # flow


def case_queue():
    waiting = queue.Queue()
    waiting.put(source())
    sink(waiting.get())  # flow


def case_bytearray():
    data = bytearray()
    data.extend(source().encode())
    sink(data)  # flow


def case_array():
    sink(array("B", source().encode()).tobytes())  # flow


def case_set():
    values = {"clean"}
    values.add(source())
    for value in values:
        sink(value)  # flow


def case_set_union():
    sink({"a"} | {source()})  # flow
    sink({"a"}.union([source()]))  # flow
    sink({"a"} | {"b"})  # clean


def case_set_pop():
    sink({source()}.pop())  # flow


def case_frozenset():
    sink(frozenset([source()]))  # flow


def case_set_difference_keeps_the_left():
    sink({source()} - {"a"})  # flow
    sink({"a"} - {source()})  # clean


def case_unpacked_into_a_call():
    def inner(first, second):
        sink(first)  # clean
        sink(second)  # flow

    inner(*["clean", source()])


def add_to(values, value):
    values.append(value)


def case_appended_by_a_function():
    hostile, clean = [], []
    add_to(hostile, source())
    add_to(clean, "clean")
    sink(hostile[0])  # flow
    sink(clean[0])  # clean


def case_stack():
    stack = []
    stack.append("clean")
    stack.append(source())
    top = stack.pop()
    sink(top)  # flow
    sink(stack[-1])  # clean


def case_any_and_all_are_truths():
    sink(any([source()]))  # clean
    sink(all([source()]))  # clean
    sink(sum([len(source())]))  # clean

"""Modules of the standard library that keep, copy and hand on what they are given."""

import contextlib
import contextvars
import copy
import functools
import logging
import operator
import os.path
import pathlib
import sqlite3
import subprocess
import sys
import tempfile
import types
import weakref
from collections import UserDict, deque
from datetime import datetime
from queue import LifoQueue, PriorityQueue

from flowtest import sink, source


def case_path_join():
    sink(os.path.join("/srv", source()))  # flow
    sink(os.path.join("/srv", "clean"))  # clean


def case_path_functions():
    sink(os.path.normpath(source()))  # flow
    sink(os.path.abspath(source()))  # flow
    sink(os.path.expanduser(source()))  # flow
    sink(os.path.split(source())[1])  # flow
    sink(os.path.splitext(source())[0])  # flow
    sink(os.path.basename(source()))  # flow
    sink(os.path.dirname("/srv/" + source() + "/x"))  # flow


def case_path_facts():
    sink(os.path.exists(source()))  # clean
    sink(os.path.isfile(source()))  # clean


def case_pathlib():
    sink(pathlib.Path("/srv") / source())  # flow
    sink(str(pathlib.Path("/srv", source())))  # flow
    sink(pathlib.Path("/srv").joinpath(source()))  # flow
    sink(pathlib.PurePosixPath(source()).name)  # flow
    sink(pathlib.Path("/srv") / "clean")  # clean


def case_pathlib_parts():
    path = pathlib.Path("/srv") / source()
    sink(path.parts)  # flow
    sink(path.as_posix())  # flow
    sink(path.with_suffix(".x"))  # flow
    sink(path.resolve())  # flow


def case_file():
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "a")
        with open(path, "w") as stream:
            stream.write(source())
            sink(stream.name)  # clean


def case_deep_copy():
    sink(copy.deepcopy({"a": [source()]})["a"])  # flow
    sink(copy.copy([source()]))  # flow


def case_context_variable():
    variable = contextvars.ContextVar("variable")
    variable.set(source())
    sink(variable.get())  # flow


def case_weak_reference():
    class Box:
        pass

    box = Box()
    box.value = source()
    sink(weakref.ref(box)().value)  # flow  # missing: a known gap, benchmarks/flows.md


def case_reduce():
    sink(functools.reduce(operator.add, ["a", source()]))  # flow


def case_user_dict():
    values = UserDict(a=source())
    sink(values["a"])  # flow


def case_queues():
    last = LifoQueue()
    last.put(source())
    sink(last.get_nowait())  # flow
    first = PriorityQueue()
    first.put((1, source()))
    sink(first.get()[1])  # flow


def case_rotated():
    values = deque(["a", source()])
    values.rotate(1)
    sink(values[0])  # flow


def case_namespace():
    sink(vars(types.SimpleNamespace(a=source()))["a"])  # flow


def case_memory_view():
    sink(memoryview(source().encode())[1:])  # flow
    sink(bytes(memoryview(source().encode())))  # flow


def case_process_output():
    done = subprocess.run([sys.executable, "-c", "print(1)"], capture_output=True, text=True, check=True)
    sink(done.stdout)  # clean


def case_database_round_trip_is_another_threat():
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("create table t (a)")
        connection.execute("insert into t values (?)", ("clean",))
        sink(connection.execute("select a from t").fetchone())  # clean


def case_log_record():
    record = logging.makeLogRecord({"msg": source()})
    sink(record.getMessage())  # flow


def case_time_format():
    sink(datetime(2020, 1, 1).strftime(source("%Y", "TOKEN")))  # flow


def case_intern():
    sink(sys.intern(source()))  # flow


def case_zip_strict():
    sink(list(zip(["a"], [source()], strict=True)))  # flow


def case_type_call():
    sink(type("x")(source()))  # flow


def case_exec_free_eval():
    sink(eval("value", {"value": source()}))  # flow  # missing: a known gap, benchmarks/flows.md

"""A number, a UUID, a date or a truth cannot hold a hostile text."""

import hashlib
import hmac
import ipaddress
import uuid
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from flowtest import Refused, sink, source


def case_int():
    sink(int(source("7")))  # clean


def case_int_back_to_text():
    sink(str(int(source("7"))))  # clean
    sink(f"id = {int(source('7'))}")  # clean
    sink("id = %d" % int(source("7")))  # clean


def case_int_with_a_base():
    sink(int(source("7f"), 16))  # clean


def case_float():
    sink(float(source("7.5")))  # clean


def case_bool():
    sink(bool(source()))  # clean


def case_complex():
    sink(complex(source("1j")))  # clean


def case_decimal():
    try:
        sink(Decimal(source("7.5")))  # clean
    except ArithmeticError:
        raise Refused from None


def case_fraction():
    sink(Fraction(source("1/2")))  # clean


def case_uuid():
    sink(uuid.UUID(source("12345678123456781234567812345678")))  # clean
    sink(str(uuid.UUID(source("12345678123456781234567812345678"))))  # clean


def case_address():
    sink(ipaddress.ip_address(source("127.0.0.1")))  # clean  # spurious: a known gap, benchmarks/flows.md


def case_date():
    sink(date.fromisoformat(source("2020-01-01")))  # clean
    sink(datetime.strptime(source("2020"), "%Y").isoformat())  # clean


def case_length():
    sink(len(source()))  # clean


def case_character_code():
    sink(ord(source("x")))  # clean


def case_hash():
    sink(hash(source()))  # clean


def case_identity():
    sink(id(source()))  # clean


def case_class_name():
    sink(type(source()).__name__)  # clean


def case_comparison():
    sink(source() == "x")  # clean
    sink(source() < "x")  # clean
    sink(source() is None)  # clean
    sink(not source())  # clean
    sink("x" in source())  # clean
    sink(isinstance(source(), str))  # clean


def case_digest():
    sink(hashlib.sha256(source().encode()).hexdigest())  # clean
    sink(hmac.new(b"key", source().encode(), "sha256").hexdigest())  # clean


def case_derived_uuid():
    sink(uuid.uuid5(uuid.NAMESPACE_URL, source()))  # clean


def case_arithmetic():
    sink(int(source("7")) * 2 + 1)  # clean
    sink(round(float(source("7.5")), 1))  # clean
    sink(range(int(source("7"))))  # clean


def case_list_of_numbers():
    sink([int(part) for part in source("1,2").split(",")])  # clean
    sink(",".join(str(int(part)) for part in source("1,2").split(",")))  # clean


def case_map_to_numbers():
    sink(list(map(int, source("1,2").split(","))))  # clean


def case_number_or_default():
    try:
        value = int(source("7"))
    except ValueError:
        value = 0
    sink(value)  # clean


def case_checked_by_conversion():
    value = source("7")
    try:
        int(value)
    except ValueError:
        raise Refused from None
    sink(value)  # clean


def to_number(text):
    try:
        return int(text)
    except ValueError:
        return None


def case_in_a_helper():
    sink(to_number(source("7")))  # clean


def to_number_or_text(text):
    try:
        return int(text)
    except ValueError:
        return text


def case_in_a_helper_that_gives_the_text_back():
    sink(to_number_or_text(source("7")))  # flow


def case_number_type_checked():
    value = source("7")
    number = int(value) if value.isdigit() else value
    if isinstance(number, int):
        sink(number)  # clean
    else:
        sink(number)  # flow


def case_chosen_by_number():
    names = ["one", "two"]
    sink(names[int(source("1"))])  # clean


def case_chosen_by_truth():
    sink("yes" if source() == "plain" else "no")  # clean


def case_position():
    sink(source().find("x"))  # clean  # spurious: a known gap, benchmarks/flows.md
    sink(["plain"].index(source()))  # clean
    sink(source().count("x"))  # clean


def case_number_in_an_attribute():
    class Page:
        def __init__(self, number):
            self.number = int(number)

    sink(Page(source("7")).number)  # clean


def case_formatted_number():
    sink(format(int(source("7")), "05d"))  # clean
    sink(hex(int(source("7"))))  # clean


def case_number_of_bytes():
    sink(int.from_bytes(source().encode(), "big"))  # clean
    sink(sum(source().encode()))  # clean  # spurious: a known gap, benchmarks/flows.md

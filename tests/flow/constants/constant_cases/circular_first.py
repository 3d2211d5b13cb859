from values import always

BASE = 1 + 1
from constant_cases import circular_second

DERIVED = circular_second.MIDDLE + 1


def case_circular():
    always(BASE)
    always(circular_second.MIDDLE)
    always(DERIVED)

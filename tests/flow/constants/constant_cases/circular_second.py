from constant_cases import circular_first
from values import always

MIDDLE = circular_first.BASE * 10


def case_circular():
    always(circular_first.BASE)
    always(MIDDLE)
    always(circular_first.DERIVED)

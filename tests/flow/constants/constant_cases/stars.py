from constant_cases.settings import *
from values import always

OVER = 2
KEPT = 3
from constant_cases.starred import *


def case_star():
    always(STAR)
    always(LIMIT)
    always(KEPT)


def case_a_star_that_overrides():
    always(OVER)  # missing: a star may bind the name again

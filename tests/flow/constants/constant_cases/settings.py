"""Constants that other cases import."""

LIMIT = 10
NAME = "cell" + "1"
OPTIONS = ("a", "b")
ENABLED = not True
LEVEL = LIMIT * 2
TWICE = 1
TWICE = 2
CHANGED = 1
SET_FROM_OUTSIDE = 1
CONDITIONAL = 1
if LIMIT > 5:
    CONDITIONAL = 2
LOOPED = 0
for LOOPED in (1, 2, 3):
    pass
(LEFT, RIGHT) = (1, 2)
FIRST = SECOND = "x"
NOTHING = None
LIST = [1]


def change():
    global CHANGED
    CHANGED = 5

import sys
from sys import version_info

from values import always, dead, varies

PY2 = sys.version_info[0] == 2


def case_python_2():
    if PY2:
        dead()
    if sys.version_info[0] < 3:
        dead()
    if sys.version_info < (3,):
        dead()
    if version_info.major == 2:
        dead()
    if (3, 0) > version_info:
        dead()
    if sys.version_info[:2] <= (2, 7):
        dead()
    if sys.version_info == (2, 7):
        dead()
    always(sys.version_info >= (3, 0))
    always(sys.version_info > (2, 7))
    always(version_info[0])


def case_which_python_3(flag):
    value = 1
    if flag:
        value = 2
    if sys.version_info >= (3, 99):
        value = 3
    varies(value)

"""Several modules of one package: names, globals and classes are followed across files."""

from .texts import joined as joined_text
from .texts import shout

VERSION = "1"

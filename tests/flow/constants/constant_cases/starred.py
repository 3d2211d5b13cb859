"""Names that come by a star."""

STAR = 7
OVER = 1
_HIDDEN = 3

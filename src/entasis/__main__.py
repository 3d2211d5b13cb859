"""So that `python -m entasis` is the same program as `entasis`, also where the script is not on the path."""

import sys
from pathlib import Path

# `-m` puts the working folder first on the path. It is often the tree under review, of which nothing may be imported.
if not sys.flags.safe_path and sys.path and sys.path[0] in {"", str(Path.cwd())}:
    del sys.path[0]

from entasis.cli import main

if __name__ == "__main__":
    sys.exit(main())

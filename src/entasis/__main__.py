"""So that `python -m entasis` is the same program as `entasis`, also where the script is not on the path."""

import sys

from entasis.cli import main

if __name__ == "__main__":
    sys.exit(main())

"""Writes the published JSON Schema of the JSON report from the classes that define its shape.

    python scripts/generate_report_schema.py

A test compares the file with the classes, so it cannot be forgotten.
"""

from pathlib import Path

from entasis.report.answer import SCHEMA_VERSION, schema
from entasis.report.encode import encoded

TARGET = Path(__file__).parents[1] / f"src/entasis/report/entasis-report-{SCHEMA_VERSION}.schema.json"


def main() -> None:
    """Write the schema."""
    TARGET.write_bytes(encoded(schema()))
    print(f"{TARGET.name}: {TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()

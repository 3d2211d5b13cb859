# Everything is set up on first use: Python 3.11 with pip and venv is all that has to be there.

PYTHON ?= python3
ENVIRONMENT := .venv
BIN := $(ENVIRONMENT)/bin

.PHONY: review test clean

# Review the example and print the answer. Findings give exit code 1, which is not a failure here.
review: $(ENVIRONMENT)/installed
	@$(BIN)/entasis review examples/cellcloud || test $$? -eq 1

test: $(ENVIRONMENT)/installed-for-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -n auto

clean:
	rm -rf $(ENVIRONMENT) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(BIN)/pip:
	$(PYTHON) -m venv $(ENVIRONMENT)

# The package is installed as a link to src, so an edit needs no second installation; only the metadata does.
$(ENVIRONMENT)/installed: pyproject.toml | $(BIN)/pip
	$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(ENVIRONMENT)/installed-for-test: pyproject.toml | $(BIN)/pip
	$(BIN)/pip install --quiet --disable-pip-version-check --editable ".[test]"
	@touch $@

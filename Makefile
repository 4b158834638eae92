# Two commands do everything: make serve, make test. Both set up .venv by themselves.
PYTHON ?= python3
LANG_ = $(if $(filter zh en,$(LANG)),$(LANG),zh)
BIN := .venv/bin
RUN := $(BIN)/python -m

.PHONY: serve test site check edit seeds bench search-quality clean

serve: site
	$(RUN) scripts.serve

test: site
	$(RUN) pytest

site: .venv/ready
	$(RUN) scripts.build

check: .venv/ready
	$(RUN) scripts.check

edit: .venv/ready
	$(RUN) scripts.edit $(LANG_)

seeds: .venv/ready
	$(RUN) scripts.seeds
	$(RUN) scripts.kernels

bench: site
	$(RUN) tests.bench

# the search box with the queries of tests/queries: right answers, speed
search-quality: site
	$(RUN) tests.search_quality

clean:
	rm -rf .cache site

# Readers elsewhere choose PyTorch's CPU wheels with pip's own variable: PIP_EXTRA_INDEX_URL (see README).
.venv/ready: requirements.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; call make PYTHON=python3.11")'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --requirement requirements.txt
	touch .venv/ready

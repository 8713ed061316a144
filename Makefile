# Every target makes what it needs: a bare machine with Python 3.11+, its venv module and make.
# 第一次运行需要能访问 Python 软件包仓库；依赖的版本和摘要固定在 requirements.txt。

PYTHON ?= python3
ARGS ?=

VENV := .venv
RUN := $(VENV)/bin/python
PIP := $(RUN) -m pip --disable-pip-version-check --no-input --quiet
INSTALL := $(PIP) install --require-hashes --only-binary :all:

.DEFAULT_GOAL := help
.PHONY: help demo test check check-long bench clean lock

help:
	@echo 'make demo        建立演示数据并打开网页（ARGS="--port 8080 --no-serve --seed 7"）'
	@echo 'make test        运行测试（ARGS="tests/storage -x" 只运行一部分）'
	@echo 'make check       检查代码风格、类型、模块依赖方向、生成的页面'
	@echo 'make check-long  运行耗时较长的测试'
	@echo 'make bench       测量速度'
	@echo 'make lock        重新固定依赖版本（需要 uv）'
	@echo 'make clean       删除 .venv 和缓存，不删除数据'

demo: $(VENV)/ready
	$(VENV)/bin/sunledger demo $(ARGS)

# Tests of one file stay on one worker, so that what a module builds is built once; the files that
# take longest come first (tests/conftest.py).
test: $(VENV)/ready-dev
	$(RUN) -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(ARGS)

check: $(VENV)/ready-dev
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy
	$(VENV)/bin/lint-imports
	$(RUN) -m api.generated --check

check-long: $(VENV)/ready-dev
	$(RUN) -m pytest -m long $(ARGS)

bench: $(VENV)/ready-dev
	$(RUN) -m pytest -m bench --capture=no $(ARGS)

# Started afresh each time: an interrupted installation leaves nothing behind that matters.
# The launcher finds the sources by its own place, so a clone may be moved or have any name.
$(VENV)/ready: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo '需要 Python 3.11 或更高版本，而 $(PYTHON) 是：' \
	    "$$($(PYTHON) --version 2>&1 | tail -n 1)" >&2; \
	  echo '请安装后指明，例如：make demo PYTHON=python3.12' >&2; exit 2; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo '$(PYTHON) 缺少 venv 模块；Debian、Ubuntu 上请安装 python3-venv。' >&2; exit 2; }
	@echo '正在安装依赖（只在第一次运行，或 requirements.txt 变化之后）……'
	@rm -f $(VENV)/ready-dev
	@$(PYTHON) -m venv --clear $(VENV)
	@$(INSTALL) -r requirements.txt
	@printf '%s\n' '#!/bin/sh' \
	  'root=$$(CDPATH= cd -- "$$(dirname -- "$$0")/../.." && pwd) || exit 2' \
	  'PYTHONPATH="$$root$${PYTHONPATH:+:$$PYTHONPATH}" exec "$$root/$(VENV)/bin/python" -P \' \
	  '  -c "import sys; from api.cli import main; sys.exit(main())" "$$@"' \
	  > $(VENV)/bin/sunledger
	@chmod +x $(VENV)/bin/sunledger
	@touch $@

$(VENV)/ready-dev: $(VENV)/ready requirements-dev.txt
	@echo '正在安装测试和检查所需的依赖……'
	@$(INSTALL) -r requirements-dev.txt
	@touch $@

lock:
	uv pip compile --upgrade --quiet --generate-hashes --no-emit-index-url --universal \
	  --python-version 3.11 --custom-compile-command 'make lock' \
	  requirements.in -o requirements.txt
	uv pip compile --upgrade --quiet --generate-hashes --no-emit-index-url --universal \
	  --python-version 3.11 --custom-compile-command 'make lock' \
	  requirements-linkage.in -c requirements.txt -o requirements-linkage.txt
	uv pip compile --upgrade --quiet --generate-hashes --no-emit-index-url --universal \
	  --python-version 3.11 --custom-compile-command 'make lock' \
	  requirements-dev.in -o requirements-dev.txt

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache \
	  .import_linter_cache .grimp_cache .hypothesis
	find . -name __pycache__ -type d -not -path './$(VENV)/*' -prune -exec rm -rf {} +

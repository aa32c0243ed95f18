# Every target works from a clean checkout on a machine with Python 3.11 or newer.
.DEFAULT_GOAL := help
.PHONY: help setup run test lint bench shots tools lock clean

PY := .venv/bin/python
export PORT ?= 8000

help: ## 列出所有命令 · list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' Makefile

setup: ## 准备环境：依赖、前端文件、字体 · virtual environment, front-end files, fonts
	@python=$$(sh scripts/find-python) && "$$python" -m scripts.setup

run: ## 启动演示门户（PORT=8000） · demo city with web server, worker and beat
	@python=$$(sh scripts/find-python) && "$$python" -m scripts.setup --runtime
	@exec $(PY) -m scripts.run

test: setup tools lint ## 全部检查和测试 · everything; the exit status is the verdict
	$(PY) -m pytest -n auto --maxprocesses 4 --dist loadgroup --no-loadscope-reorder $(ARGS)

lint: setup ## 只做静态检查 · the checks alone
	@bash scripts/lint.sh

bench: setup ## 在 PostgreSQL 上测速 · CPU, queries and bytes per page on PostgreSQL
	$(PY) -m tests.bench $(ARGS)

shots: setup tools ## 截取每页 × 每个角色的图片到 var/shots/ · pictures of every page for every role
	$(PY) -m tests.shots $(ARGS)

tools: setup ## 安装测试所需的系统软件 · browser, fonts and servers that tests need
	@$(PY) -m scripts.tools

lock: setup ## 重新锁定依赖版本 · recompile the lock files from the .in files
	@bash scripts/lock.sh

clean: ## 删除环境（不删 var/ 中的数据） · remove what set-up made; keeps var/
	rm -rf .venv node_modules static/vendor .mypy_cache .ruff_cache .pytest_cache

"""Which cases has each rule? Those of the file of its code in tests/audit/cases."""

from __future__ import annotations

import importlib
import pkgutil

import tests.audit.cases
from tests.audit.case import Case

CASES: dict[str, tuple[Case, ...]] = {
    info.name.upper(): importlib.import_module(f"{tests.audit.cases.__name__}.{info.name}").CASES
    for info in pkgutil.iter_modules(tests.audit.cases.__path__)
}
ALL = [(code, case) for code, cases in CASES.items() for case in cases]

"""Which mutants may no case catch, and why?

Rule → mutant as test_mutations.py prints it → reason. A mutant that a case catches may not
stand here, so the table only shrinks by itself.
"""

from __future__ import annotations

from typing import Final

SURVIVORS: Final[dict[str, dict[str, str]]] = {}

"""Sunledger's ledger: values, storage, registers, the book, intake and disclosure.

Import direction, left may not import right:
values ← storage ← register ← book ← log ← intake, disclosure.
"""

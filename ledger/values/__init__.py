"""Pure value types: no database, no clock, no files, no network.

Text from outside becomes a value here once, or a `Refusal`; inside, the type is trusted.
"""

"""One file a rule: the module docstring is its page, `RULE` is the rule. Nothing is registered."""

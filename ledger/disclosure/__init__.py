"""Public notices: what one page says, and its two printed forms (web HTML and notice-board PDF).

Nothing here but `select.py` reads the database. Start with `page.py`, then `render.py`.
"""

"""Typed workbooks: declare sheets, read them with an error per bad cell, write them, mark errors.

`cells` what one cell may hold · `schema` sheets and headings · `reader` file to rows · `writer` rows
to file · `mark` the uploader's copy with its errors. `archive`, `scan` and `package` guard the
door; `core.ledger` puts the sheets of all apps together.
"""

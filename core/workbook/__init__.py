"""Typed workbooks: declare sheets, read them with an error per bad cell, write them, mark errors."""

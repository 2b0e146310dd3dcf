"""What a structured document says, drawn as statements: one fact each, in the words of its narrative. Pure."""

from documents.cda.statements.drawing import draw_statements
from documents.cda.statements.model import Kind, ReimbursedAs, Said

__all__ = ["Kind", "ReimbursedAs", "Said", "draw_statements"]

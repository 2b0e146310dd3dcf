from documents.presenters.listing import DocumentRow, Group, ListPage, list_url
from documents.presenters.reading import ReadingPage

__all__ = ["DocumentRow", "Group", "ListPage", "ReadingPage", "list_url"]

from documents.listing.presenters import DocumentRow, Group, ListPage, list_url
from documents.presenters.own import OwnListPage, OwnReadingPage, own_list_url
from documents.presenters.reading import ReadingPage

__all__ = [
    "DocumentRow",
    "Group",
    "ListPage",
    "OwnListPage",
    "OwnReadingPage",
    "ReadingPage",
    "list_url",
    "own_list_url",
]

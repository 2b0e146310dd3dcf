from documents.listing.presenters import ListPage, list_url
from documents.presenters.own import OwnListPage, OwnReadingPage, own_list_url
from documents.presenters.reading import ReadingPage

__all__ = [
    "ListPage",
    "OwnListPage",
    "OwnReadingPage",
    "ReadingPage",
    "list_url",
    "own_list_url",
]

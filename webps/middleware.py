"""What holds of every request: room for its calls, and no page of the portal in a browser's cache."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

ROOM = 66_000  # slots of 8 bytes: just over half of 1 MB, so that the other half of the chunk is the room


class RoomMiddleware:
    """A page in three quarters of the time. The outermost.

    CPython keeps the frames of a thread in chunks of 16 KB; it asks the system for one when calls go past the edge, and
    gives it back when they return. Where that edge falls within the loops of a template, they cross it thousands of
    times. A frame that says that it needs much room is given one chunk of 1 MB, and all that it calls finds room there.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        def with_room(request: HttpRequest) -> HttpResponse:
            return get_response(request)

        with_room.__code__ = with_room.__code__.replace(co_stacksize=ROOM)
        self.get_response = with_room

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)


class NoStoreMiddleware:
    """Every answer is `no-store` (static files are served before this point): the Back button shows nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response["Cache-Control"] = "no-store, private"
        response.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response

from django.apps import AppConfig


class WebpsConfig(AppConfig):
    name = "webps"
    verbose_name = "portail"

    def ready(self) -> None:
        from webps import checks  # noqa: F401  (registers the system checks)

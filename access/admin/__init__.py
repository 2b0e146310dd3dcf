"""Administration of who may read: professionals, accounts, habilitation. Nothing of what is read."""

from access.admin import accounts, cells, editions, locks, notices, professionals, reports, vocabulary

__all__ = ["accounts", "cells", "editions", "locks", "notices", "professionals", "reports", "vocabulary"]

class SessionLimitsMiddleware:
    def __init__(self, g):
        self.g = g

    def __call__(self, r):
        return self.g(r)


class SecondFactorMiddleware:
    def __init__(self, g):
        self.g = g

    def __call__(self, r):
        return self.g(r)


class PracticeMiddleware:
    def __init__(self, g):
        self.g = g

    def __call__(self, r):
        return self.g(r)


class RefusalMiddleware:
    def __init__(self, g):
        self.g = g

    def __call__(self, r):
        return self.g(r)

"""Local sign-in: password, then a second factor; enrolment by a link sent to the registered address."""

"""The timeline (PS S13): the list seen along its dates. `window` and `places` are pure; the rest reads and says."""

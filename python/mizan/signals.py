"""What Mizan tells the rest of an application.

Each receiver gets `items`, what is no longer true (`mizan._mizan.Items`), and `version`, its place
in the log (§6). They are sent after the commit; a receiver that fails is logged and stops nothing.
"""

from django.dispatch import Signal

#: Something has changed: in a call, in an admin's save, in a job. Sent once for each version.
invalidated = Signal()

#: Caches here have been purged of it: `manage.py mizan_purge` and `mizan.purge` alone say so.
purged = Signal()

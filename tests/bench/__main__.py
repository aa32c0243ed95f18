"""`make bench`: CPU, wall time, queries and bytes of the portal's main pages and jobs.

The demo city on PostgreSQL. CPU is the sum of this process and of the database backend that
serves it, averaged over many calls; wall time on a shared machine is only a hint.
"""

import os
import sys
import tempfile
from argparse import ArgumentParser

from tests.servers import servers
from tests.servers_plugin import ENVIRONMENT


def main() -> int:
    parser = ArgumentParser(prog="make bench")
    parser.add_argument("--repeat", type=int, default=40, help="calls of each page")
    parser.add_argument("--cities", type=int, help="measure the city alone and among so many more")
    options = parser.parse_args()
    os.environ.update(ENVIRONMENT | {"DEBUG": "", "PORTAL_DATE": "2023-07-31", "HTTPS": "0"})
    os.environ["LOG_LEVEL"] = "ERROR"
    with servers() as urls, tempfile.TemporaryDirectory() as folder:
        os.environ["STATIC_ROOT"], os.environ["MEDIA_ROOT"] = f"{folder}/static", f"{folder}/media"
        os.environ["DATABASE_URL"], os.environ["REDIS_URL"] = urls.database, urls.redis
        from tests.bench import lines, nation  # noqa: PLC0415 - settings read the environment

        if options.cities:
            return lines.run(lambda: nation.lines(options.repeat, options.cities))
        return lines.run(lambda: lines.lines(options.repeat))


if __name__ == "__main__":
    sys.exit(main())

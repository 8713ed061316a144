"""The command line `sunledger`: one file a command, help in Chinese.

Exit status: 0 done; 1 done with refusals or differences; 2 could not be done. Every command that
reports something takes `--json FILE`; its keys are listed in api/COMMANDS.md.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

import psycopg
import sqlalchemy.exc

from api.cli.chinese import parser_texts_in_chinese
from api.cli.commands import parser
from ledger.values.refusal import Refusal

DONE, WITH_REFUSALS, NOT_DONE = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    parser_texts_in_chinese()
    options = parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except Refusal as refusal:
        print(f"未能完成：{refusal.message}", file=sys.stderr)
        return NOT_DONE
    except (psycopg.OperationalError, sqlalchemy.exc.OperationalError) as error:
        # What was acknowledged is there, the rest is not: every command can be given again.
        # Without the statement, whose parameters may be personal.
        said = str(getattr(error, "orig", error)).strip().partition("\n")[0]
        print(f"未能完成：数据库中断，可以再次运行同一命令（{said}）", file=sys.stderr)
        return NOT_DONE
    except OSError as error:
        print(f"未能完成：{error.strerror or error}（{error.filename or ''}）", file=sys.stderr)
        return NOT_DONE
    except KeyboardInterrupt:
        print("\n已中断", file=sys.stderr)
        return NOT_DONE

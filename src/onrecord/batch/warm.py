"""What every worker needs, loaded once in the fork server. Decides nothing; refuses to be imported by anything else."""

import onrecord.article.dump
import onrecord.article.html
import onrecord.pipeline  # noqa: F401

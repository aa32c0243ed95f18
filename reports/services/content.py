"""Fingerprints of what a report says."""

import hashlib
import json

from reports.models import Report


def fingerprint(report: Report) -> str:
    """Return a short digest of a report's words, to notice that somebody changed them."""
    words = json.dumps([report.title, report.text], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def content_digest(report: Report) -> str:
    """Return the SHA-256 of everything the documents are rendered from."""
    content = [
        report.title,
        report.data,
        report.text,
        report.edition,
        report.number_year,
        report.number_seq,
        list(report.explanations.order_by("check_key").values_list("check_key", "reason")),
    ]
    words = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(words.encode()).hexdigest()


def unchanged(report: Report) -> bool:
    """Say whether an issued report still holds what was issued."""
    return report.digest == content_digest(report)

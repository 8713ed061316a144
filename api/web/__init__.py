"""The pages: plain HTML that works without a script and asks nothing of any other site."""

from __future__ import annotations

from fastapi import APIRouter

from api.web.pages import (
    attachments,
    books,
    closing,
    complaints,
    confirmations,
    drafts,
    findings,
    home,
    imports,
    lots,
    notice,
    notices,
    objections,
    opening,
    projects,
    public,
    reports,
    session,
    standards,
    statements,
    uploads,
    users,
    vouchers,
)

PAGES: tuple[APIRouter, ...] = (
    public.router,
    session.router,
    home.router,
    reports.router,
    books.router,
    projects.router,
    vouchers.router,
    closing.router,
    statements.router,
    lots.router,
    drafts.router,
    imports.router,
    uploads.router,
    findings.router,
    confirmations.router,
    attachments.router,
    opening.router,
    notice.router,
    notices.router,
    objections.router,
    complaints.router,
    standards.router,
    users.router,
)

"""JSON under /api: one file a subject, each route with one permission."""

from __future__ import annotations

from fastapi import APIRouter

from api.routes import (
    attachments,
    audit,
    books,
    cases,
    closing,
    confirmations,
    drafts,
    erasures,
    households,
    imports,
    inbound,
    me,
    notices,
    objections,
    opening,
    parameters,
    projects,
    public,
    queries,
    standards,
    statements,
    token,
    uploads,
    vouchers,
)

ROUTERS: tuple[APIRouter, ...] = (
    token.router,
    me.router,
    books.router,
    statements.router,
    vouchers.router,
    projects.router,
    households.router,
    erasures.router,
    drafts.router,
    inbound.router,
    closing.router,
    imports.router,
    uploads.router,
    audit.router,
    cases.router,
    confirmations.router,
    attachments.router,
    opening.router,
    notices.router,
    objections.router,
    standards.router,
    parameters.router,
    queries.router,
    public.router,
)

"""A token counts for one purpose, for its time, for its session, and only if we signed it."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import jwt
import pytest
from fastapi.testclient import TestClient

from api.access import Grant, Role
from api.tokens import LASTS, LONGEST_SESSION, Claims, Purpose, TokenRefused, Tokens
from api.users import add_user, set_active, set_password
from ledger.values.region import RegionCode
from tests.api.world import PASSWORD, World

KEY = b"k" * 32


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 1, 1, 8, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def tokens(clock: Clock) -> Tokens:
    return Tokens(KEY, clock)


def begun(tokens: Tokens) -> Claims:
    return tokens.begin("maker", "hash")


def test_an_access_token_counts_for_fifteen_minutes_and_not_a_second_more(
    tokens: Tokens, clock: Clock
) -> None:
    token = tokens.issue(begun(tokens), Purpose.ACCESS)
    clock.now += timedelta(minutes=15) - timedelta(seconds=1)
    assert tokens.read(token, Purpose.ACCESS).login == "maker"
    clock.now += timedelta(seconds=1)
    with pytest.raises(TokenRefused, match="过期"):
        tokens.read(token, Purpose.ACCESS)


def test_no_renewal_outlives_the_longest_session(tokens: Tokens, clock: Clock) -> None:
    claims = begun(tokens)
    clock.now += LONGEST_SESSION - timedelta(minutes=1)
    late = tokens.issue(claims, Purpose.WEB)
    tokens.read(late, Purpose.WEB)
    clock.now += timedelta(minutes=1)
    with pytest.raises(TokenRefused):
        tokens.read(late, Purpose.WEB)
    with pytest.raises(TokenRefused):
        tokens.read(tokens.issue(claims, Purpose.REFRESH), Purpose.REFRESH)


@pytest.mark.parametrize("made", list(Purpose))
@pytest.mark.parametrize("asked", list(Purpose))
def test_a_token_of_one_purpose_is_none_of_another(
    tokens: Tokens, made: Purpose, asked: Purpose
) -> None:
    token = tokens.issue(begun(tokens), made)
    if made is asked:
        tokens.read(token, asked)
    else:
        with pytest.raises(TokenRefused):
            tokens.read(token, asked)


def test_signing_out_ends_every_token_of_the_session_and_of_no_other(tokens: Tokens) -> None:
    one, other = begun(tokens), begun(tokens)
    tokens.end(one)
    with pytest.raises(TokenRefused, match="退出"):
        tokens.read(tokens.issue(one, Purpose.ACCESS), Purpose.ACCESS)
    tokens.read(tokens.issue(other, Purpose.ACCESS), Purpose.ACCESS)


def test_unsigned_resigned_and_altered_tokens_are_refused(tokens: Tokens) -> None:
    token = tokens.issue(begun(tokens), Purpose.ACCESS)
    claims = jwt.decode(token, options={"verify_signature": False})
    head, body, signature = token.split(".")
    none = base64.urlsafe_b64encode(json.dumps({"alg": "none"}).encode()).rstrip(b"=").decode()
    swapped = {**claims, "sub": "admin"}
    raised = base64.urlsafe_b64encode(json.dumps(swapped).encode()).rstrip(b"=").decode()
    forged = [
        f"{none}.{body}.",
        f"{none}.{body}.{signature}",
        f"{head}.{raised}.{signature}",
        jwt.encode(claims, b"x" * 32, algorithm="HS256"),
        jwt.encode(claims, KEY * 2, algorithm="HS512"),
        jwt.encode(claims, KEY, algorithm="HS384"),
        jwt.encode({**claims, "iss": "someone"}, KEY, algorithm="HS256"),
        jwt.encode({k: v for k, v in claims.items() if k != "exp"}, KEY, algorithm="HS256"),
        jwt.encode({**claims, "exp": "9999999999"}, KEY, algorithm="HS256"),
        jwt.encode({**claims, "exp": 10**30}, KEY, algorithm="HS256"),
        "",
        "a.b.c",
        token + "x",
    ]
    for each in forged:
        with pytest.raises(TokenRefused):
            tokens.read(each, Purpose.ACCESS)


def test_a_form_token_belongs_to_its_session(tokens: Tokens) -> None:
    one = tokens.form_token("session-1")
    assert tokens.form_token_matches("session-1", one)
    assert not tokens.form_token_matches("session-2", one)
    assert not tokens.form_token_matches("session-1", "")
    assert not tokens.form_token_matches("session-1", "\ud800")


def test_refreshing_gives_a_new_pair_and_an_access_token_cannot_refresh(
    client: TestClient,
) -> None:
    pair = client.post("/api/token", json={"login": "maker", "password": PASSWORD}).json()
    assert pair["expires_in_s"] == LASTS[Purpose.ACCESS].total_seconds() == 900
    again = client.post("/api/token/refresh", json={"refresh_token": pair["refresh_token"]})
    assert again.status_code == 200
    headers = {"Authorization": f"Bearer {again.json()['access_token']}"}
    assert client.get("/api/me", headers=headers).json()["login"] == "maker"
    wrong = client.post("/api/token/refresh", json={"refresh_token": pair["access_token"]})
    assert wrong.status_code == 401
    assert (
        client.get(
            "/api/me", headers={"Authorization": f"Bearer {pair['refresh_token']}"}
        ).status_code
        == 401
    )


def test_a_new_password_and_a_disabled_account_end_sessions_at_once(
    client: TestClient, world: World
) -> None:
    grant = Grant(Role.AUDITOR, RegionCode.parse("610700"))
    with world.system.database.connect() as connection:
        add_user(connection, "leaving", "将离", PASSWORD, [grant])

        def signed() -> dict[str, str]:
            answer = client.post("/api/token", json={"login": "leaving", "password": PASSWORD})
            return {"Authorization": f"Bearer {answer.json()['access_token']}"}

        before = signed()
        assert client.get("/api/me", headers=before).status_code == 200
        set_active(connection, "leaving", False)
        assert client.get("/api/me", headers=before).status_code == 401
        set_active(connection, "leaving", True)
        assert client.get("/api/me", headers=before).status_code == 200
        set_password(connection, "leaving", PASSWORD + "!")
        assert client.get("/api/me", headers=before).status_code == 401


def test_a_role_taken_away_counts_at_the_next_request(
    client: TestClient, world: World, bearer: Callable[[str], dict[str, str]]
) -> None:
    with world.system.database.connect() as connection:
        add_user(
            connection,
            "moving",
            "将调",
            PASSWORD,
            [Grant(Role.AUDITOR, RegionCode.parse("610700"))],
        )
        headers = bearer("moving")
        assert client.get("/api/books", headers=headers).status_code == 200
        connection.execute("DELETE FROM app_user_role WHERE login = 'moving'")
    assert client.get("/api/books", headers=headers).status_code == 403

# SPDX-License-Identifier: Apache-2.0
"""Records through a broker with authentication."""

import pytest
from kafka_servers import PASSWORD, USER
from lakes import fresh_name
from streams import DELIVERED_LATER


def secure(stream, listener, host="localhost", **changes):
    broker = stream.broker
    settings = {"servers": broker.address(listener, host), "ssl-cafile": broker.authority.certificate, "timeout": 5, **changes}
    return {name: value for name, value in settings.items() if value is not None}


@pytest.mark.parametrize("mechanism", ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"])
def test_sasl_over_tls_delivers(stream, record, mechanism):
    done = stream.publish_records([record], "--sasl-ssl", env={"EIGENLAKE_SASL_PLAIN_PASSWORD": PASSWORD},
                                  settings=secure(stream, "sasl_ssl", **{"sasl-mechanism": mechanism,
                                                                         "sasl-plain-username": USER}))
    assert "1 record " in done.stdout


def test_tls_with_a_client_certificate_delivers(stream, record):
    certificate, key = stream.broker.authority.issue(fresh_name("client"))
    settings = secure(stream, "ssl", **{"ssl-certfile": certificate, "ssl-keyfile": key})
    assert "1 record " in stream.publish_records([record], "--ssl", settings=settings).stdout


@pytest.mark.parametrize("case, message", [("wrong authority", "certificate"), ("wrong host", "mismatch"),
                                           ("expired", "expired"), ("wrong password", "uthentication")])
def test_connection_error_is_reported_without_secrets(stream, record, case, message):
    settings, words, password = secure(stream, "ssl"), ["--ssl"], ""
    if case == "wrong authority":
        settings = secure(stream, "ssl", **{"ssl-cafile": stream.broker.other_authority.certificate})
    elif case == "wrong host":
        settings = secure(stream, "ssl", host="127.0.0.1")
    elif case == "expired":
        settings = secure(stream, "expired")
    else:
        words, password = ["--sasl-ssl"], "a-wrong-secret"
        settings = secure(stream, "sasl_ssl", **{"sasl-mechanism": "SCRAM-SHA-256", "sasl-plain-username": USER})
    done = stream.publish_records([record], *words, settings=settings, exit_code=DELIVERED_LATER,
                                  env={"EIGENLAKE_SASL_PLAIN_PASSWORD": password})
    assert message in done.stderr
    assert not password or password not in done.stderr + done.stdout
    assert len(list(stream.spool.glob("*/*.avro"))) == 1

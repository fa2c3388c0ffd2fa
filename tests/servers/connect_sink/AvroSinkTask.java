// SPDX-License-Identifier: Apache-2.0
package eigenlake.tests;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;
import org.apache.pulsar.kafka.shade.avro.Schema;
import org.apache.pulsar.kafka.shade.avro.file.DataFileWriter;
import org.apache.pulsar.kafka.shade.avro.generic.GenericDatumWriter;
import org.apache.pulsar.kafka.shade.io.confluent.connect.avro.AvroData;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;

/** Files of one schema and one partition each; offsets are committed once their file is stored. */
public class AvroSinkTask extends SinkTask {
  /** Where finished files go. */
  private interface Store extends AutoCloseable {
    void put(String key, byte[] bytes) throws IOException;

    @Override
    default void close() {}
  }

  /** A file that still grows. */
  private final class OpenFile {
    final Schema schema;
    final String key;
    final long begun = System.currentTimeMillis();
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    final DataFileWriter<Object> writer = new DataFileWriter<>(new GenericDatumWriter<>());
    int count = 0;
    long nextOffset;

    OpenFile(SinkRecord first, Schema schema) throws IOException {
      this.schema = schema;
      key = String.format("%s/%s/partition=%d/%s+%d+%010d.avro", folder, first.topic(), first.kafkaPartition(),
          first.topic(), first.kafkaPartition(), first.kafkaOffset());
      writer.create(schema, bytes);
    }

    void append(SinkRecord record) throws IOException {
      writer.append(data.fromConnectData(record.valueSchema(), record.value()));
      nextOffset = record.kafkaOffset() + 1;
      ++count;
    }
  }

  private final AvroData data = new AvroData(100);
  private final Map<TopicPartition, OpenFile> open = new HashMap<>();
  private final Map<TopicPartition, OffsetAndMetadata> stored = new HashMap<>();
  private Store store;
  private String folder;
  private int flushSize;
  private long intervalMs;

  @Override
  public String version() {
    return "1";
  }

  @Override
  public void start(Map<String, String> given) {
    AbstractConfig settings = new AbstractConfig(AvroSinkConnector.SETTINGS, given);
    folder = settings.getString("topics.dir");
    flushSize = settings.getInt("flush.size");
    intervalMs = settings.getLong("rotate.schedule.interval.ms");
    String url = settings.getString("store.url");
    store = url.startsWith("file:") ? localStore(Path.of(URI.create(url))) : s3Store(settings);
  }

  private static Store localStore(Path root) {
    return (key, bytes) -> {
      Path place = root.resolve(key);
      Files.createDirectories(place.getParent());
      Path partial = place.resolveSibling("." + place.getFileName());
      Files.write(partial, bytes);
      Files.move(partial, place);
    };
  }

  private static Store s3Store(AbstractConfig settings) {
    S3Client client =
        S3Client.builder()
            .endpointOverride(URI.create(settings.getString("store.url")))
            .region(Region.of(settings.getString("s3.region")))
            .forcePathStyle(true)
            // Garage takes neither chunked bodies nor checksums that nobody asked for.
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .serviceConfiguration(S3Configuration.builder().chunkedEncodingEnabled(false).build())
            .httpClient(UrlConnectionHttpClient.create())
            .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(
                settings.getString("aws.access.key.id"), settings.getPassword("aws.secret.access.key").value())))
            .build();
    String bucket = settings.getString("s3.bucket.name");
    return new Store() {
      @Override
      public void put(String key, byte[] bytes) {
        client.putObject(request -> request.bucket(bucket).key(key), RequestBody.fromBytes(bytes));
      }

      @Override
      public void close() {
        client.close();
      }
    };
  }

  @Override
  public void put(Collection<SinkRecord> records) {
    try {
      for (SinkRecord record : records) append(record);
      for (TopicPartition partition : expired()) finish(partition);
    } catch (IOException error) {
      throw new RetriableException(error);
    }
  }

  private void append(SinkRecord record) throws IOException {
    TopicPartition partition = new TopicPartition(record.topic(), record.kafkaPartition());
    Schema schema = data.fromConnectSchema(record.valueSchema());
    if (open.containsKey(partition) && !open.get(partition).schema.equals(schema)) finish(partition);
    if (!open.containsKey(partition)) open.put(partition, new OpenFile(record, schema));
    OpenFile file = open.get(partition);
    file.append(record);
    if (file.count >= flushSize) finish(partition);
  }

  private List<TopicPartition> expired() {
    List<TopicPartition> partitions = new ArrayList<>();
    open.forEach((partition, file) -> {
      if (System.currentTimeMillis() - file.begun >= intervalMs) partitions.add(partition);
    });
    return partitions;
  }

  private void finish(TopicPartition partition) throws IOException {
    OpenFile file = open.get(partition);
    file.writer.close();
    store.put(file.key, file.bytes.toByteArray());
    open.remove(partition);
    stored.put(partition, new OffsetAndMetadata(file.nextOffset));
  }

  @Override
  public Map<TopicPartition, OffsetAndMetadata> preCommit(Map<TopicPartition, OffsetAndMetadata> seen) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>(stored);
    stored.clear();
    return offsets;
  }

  @Override
  public void close(Collection<TopicPartition> partitions) {
    open.keySet().removeAll(partitions);
  }

  @Override
  public void stop() {
    if (store != null) store.close();
  }
}

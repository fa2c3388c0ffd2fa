// SPDX-License-Identifier: Apache-2.0
package eigenlake.tests;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.sink.SinkConnector;

/**
 * A sink for tests: records become Avro object container files in an S3 bucket or a local folder, under the names and
 * with the settings of Confluent's S3 sink, which no package registry offers.
 */
public class AvroSinkConnector extends SinkConnector {
  static final ConfigDef SETTINGS =
      new ConfigDef()
          .define("store.url", Type.STRING, Importance.HIGH, "An S3 endpoint, or file:///FOLDER")
          .define("s3.bucket.name", Type.STRING, "", Importance.HIGH, "")
          .define("s3.region", Type.STRING, "us-east-1", Importance.HIGH, "")
          .define("aws.access.key.id", Type.STRING, "", Importance.HIGH, "")
          .define("aws.secret.access.key", Type.PASSWORD, "", Importance.HIGH, "")
          .define("topics.dir", Type.STRING, "topics", Importance.LOW, "")
          .define("flush.size", Type.INT, 1000, Importance.HIGH, "Records of a file")
          .define("rotate.schedule.interval.ms", Type.LONG, 5000L, Importance.LOW, "Age of a file that is closed early");

  private Map<String, String> settings;

  @Override
  public String version() {
    return "1";
  }

  @Override
  public void start(Map<String, String> given) {
    settings = given;
  }

  @Override
  public void stop() {}

  @Override
  public ConfigDef config() {
    return SETTINGS;
  }

  @Override
  public Class<? extends Task> taskClass() {
    return AvroSinkTask.class;
  }

  @Override
  public List<Map<String, String>> taskConfigs(int count) {
    return Collections.nCopies(count, settings);
  }
}

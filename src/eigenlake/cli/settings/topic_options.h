// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "eigenlake/avro/codec.h"
#include "eigenlake/cli/settings/option.h"
#include "eigenlake/stream/raw_sink.h"

namespace eigenlake::option {

inline constexpr NamedEnum<LandFormat, 2> kLandFormats{.what = "format", .names = {"avro", "json"}};
inline constexpr NamedValues<avro::Codec, 3> kLandCodecs{
    {"null", "deflate", "zstd"}, {avro::Codec::kNull, avro::Codec::kDeflate, avro::Codec::kZstandard}};

// Landing.

inline constexpr Option<std::string> kGroup(
    "group", "NAME",
    "Consumer group; its members share the partitions (default eigenlake-land, or eigenlake-land-direct)",
    {.basic = true, .in_folder = InFolder::kMustNotBeSet});
inline constexpr Option<bool> kDirect("direct", "Land straight in the tables, without raw objects",
                                      {.flag_only = true, .basic = true});
inline constexpr Option<double> kBatchSeconds(
    "batch-seconds", "SECONDS", "With --direct: commit a batch about this often",
    {.default_text = "1", .minimum = 0, .in_folder = InFolder::kMayBeSet});
inline constexpr Option<LandFormat> kLandFormat(
    "land-format", "NAME", "Write object container files, or a line of JSON for each record", kLandFormats,
    {.default_text = "avro", .in_folder = InFolder::kMayBeSet});
inline constexpr Option<avro::Codec> kLandCodec("land-codec", "NAME", "Compression of container files",
                                                kLandCodecs,
                                                {.default_text = "null", .in_folder = InFolder::kMayBeSet});
inline constexpr Option<int> kRecordsPerObject(
    "records-per-object", "N", "End objects at multiples of this offset",
    {.default_text = "1000", .minimum = 1, .in_folder = InFolder::kMayBeSet});
inline constexpr Option<double> kFlushSeconds("flush-seconds", "SECONDS", "End objects at this age",
                                              {.default_text = "60",
                                               .minimum = 0,
                                               .in_folder = InFolder::kMayBeSet});
inline constexpr Option<int> kObjectSize("object-size", "MIB", "End objects at this size",
                                         {.default_text = "16",
                                          .minimum = 1,
                                          .in_folder = InFolder::kMayBeSet});
inline constexpr Option<bool> kUntilEnd("until-end",
                                        "Stop when everything that existed at the start is landed",
                                        {.flag_only = true, .basic = true});
inline constexpr Option<int> kMaxSeconds(
    "max-seconds", "SECONDS", "Stop after this time; 0: never",
    {.default_text = "0", .minimum = 0, .flag_only = true, .basic = true});
inline constexpr Option<std::string> kMetricsFile(
    "metrics-file", "FILE", "Write metrics for Prometheus' textfile collector there, every second",
    {.in_folder = InFolder::kMustNotBeSet});

inline constexpr const Setting* kLandingOptions[] = {
    &kGroup,        &kDirect,     &kBatchSeconds, &kLandFormat, &kLandCodec,  &kRecordsPerObject,
    &kFlushSeconds, &kObjectSize, &kUntilEnd,     &kMaxSeconds, &kMetricsFile};

// Topic.

inline constexpr Option<int> kPartitions(
    "partitions", "N", "Partitions of a new topic",
    {.default_text = "12", .minimum = 1, .basic = true, .in_folder = InFolder::kMustNotBeSet});
inline constexpr Option<int> kReplicationFactor(
    "replication-factor", "N", "Brokers that keep each record of a new topic",
    {.default_text = "1", .minimum = 1, .in_folder = InFolder::kMustNotBeSet});
inline constexpr Option<int> kRetentionHours("retention-hours", "HOURS", "How long a new topic keeps records",
                                             {.default_text = "168",
                                              .minimum = 1,
                                              .in_folder = InFolder::kMustNotBeSet});
inline constexpr Option<bool> kAlter("alter",
                                     "create: change settings of an existing topic, and add partitions",
                                     {.flag_only = true});
inline constexpr Option<std::string> kDeadLetterTopic(
    "dead-letter-topic", "NAME", "Topic of messages that hold no record (default TOPIC.dead-letter)",
    {.in_folder = InFolder::kMustNotBeSet});
inline constexpr Option<std::string> kConnectUrl(
    "connect-url", "URL", "Check the connectors of this Kafka Connect as well, http://HOST:8083",
    {.in_folder = InFolder::kMustNotBeSet});

inline constexpr const Setting* kTopicOptions[] = {&kPartitions, &kReplicationFactor, &kRetentionHours,
                                                   &kAlter,      &kDeadLetterTopic,   &kConnectUrl};

}  // namespace eigenlake::option

package io.samzakeeper.grid;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.UUID;

/**
 * What is kept of a grid in its data directory.
 *
 * @param id tells this grid's processes from all others
 */
record GridIdentity(@JsonProperty("id") String id, @JsonProperty("options") GridOptions options) {

  static GridIdentity create(GridOptions options) {
    return new GridIdentity(UUID.randomUUID().toString(), options);
  }

  GridIdentity withOptions(GridOptions newOptions) {
    return new GridIdentity(id, newOptions);
  }

  /** Kafka wants 16 bytes in Base64 for URLs: the same id. */
  String kafkaClusterId() {
    UUID uuid = UUID.fromString(id);
    ByteBuffer bytes = ByteBuffer.allocate(16);
    bytes.putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits());
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
  }
}

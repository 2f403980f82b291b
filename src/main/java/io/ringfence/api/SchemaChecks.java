package io.ringfence.api;

import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.SchemaRepository;
import java.util.HashMap;
import java.util.Map;

/**
 * The checks of a contract's schemas, each made once: every one carries a copy of the library's
 * table of all schemas. For one event loop, as the library writes into schemas while it reads them.
 */
final class SchemaChecks {
  private final SchemaRepository repository;
  private final Map<String, SchemaCheck> made = new HashMap<>();

  SchemaChecks(SchemaRepository repository) {
    this.repository = repository;
  }

  SchemaCheck of(JsonSchema schema) {
    String address = schema.get("__absolute_uri__");
    return address == null
        ? new SchemaCheck(schema, repository)
        : made.computeIfAbsent(address, first -> new SchemaCheck(schema, repository));
  }
}

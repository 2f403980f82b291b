package io.ringfence.api;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.Path;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code openapi.yaml}: the text that is served, and what the router is built from. */
public final class Contract {
  private static final String FILE = "/openapi.yaml";

  /**
   * vertx-openapi knows few media types and refuses a contract with any other, also in answers,
   * which it is not asked to check.
   */
  private static final Map<String, String> AS_KNOWN =
      Map.of(
          "application/problem+json", "application/json",
          "application/yaml", "text/plain",
          "application/x-ndjson", "text/plain",
          "text/csv", "text/plain");

  private final Buffer text;
  private final OpenAPIContract openapi;

  private Contract(Buffer text, OpenAPIContract openapi) {
    this.text = text;
    this.openapi = openapi;
  }

  /** Reads the file from the class path and checks it against the OpenAPI 3.1 schema. */
  public static Future<Contract> load(Vertx vertx) {
    return vertx
        .executeBlocking(Contract::read, false)
        .compose(
            text ->
                vertx
                    .executeBlocking(() -> tree(text), false)
                    .compose(tree -> OpenAPIContract.from(vertx, tree))
                    .map(openapi -> new Contract(text, openapi)));
  }

  /** The file as it is. */
  Buffer text() {
    return text;
  }

  OpenAPIContract openapi() {
    return openapi;
  }

  /** What can be done at a path; empty where there is nothing. */
  List<HttpMethod> methods(String path) {
    Path found = openapi.findPath(path);
    return found == null
        ? List.of()
        : found.getOperations().stream().map(Operation::getHttpMethod).toList();
  }

  private static Buffer read() throws IOException {
    try (InputStream file = Contract.class.getResourceAsStream(FILE)) {
      if (file == null) {
        throw new IllegalStateException(FILE + " is not in the jar");
      }
      return Buffer.buffer(file.readAllBytes());
    }
  }

  private static JsonObject tree(Buffer text) throws IOException {
    Map<String, Object> tree =
        new YAMLMapper().readValue(text.getBytes(), new TypeReference<Map<String, Object>>() {});
    return new JsonObject(withKnownMediaTypes(tree));
  }

  private static Map<String, Object> withKnownMediaTypes(Map<?, ?> tree) {
    Map<String, Object> known = new LinkedHashMap<>();
    tree.forEach(
        (key, value) ->
            known.put(
                AS_KNOWN.getOrDefault(key, (String) key),
                value instanceof Map<?, ?> inner ? withKnownMediaTypes(inner) : value));
    return known;
  }
}

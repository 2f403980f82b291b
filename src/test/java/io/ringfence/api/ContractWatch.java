package io.ringfence.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.common.dsl.SchemaType;
import io.vertx.openapi.contract.MediaType;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.Parameter;
import io.vertx.openapi.contract.Response;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** Holds every reply of every test against what the contract says of it. */
final class ContractWatch {

  private final Contract contract;
  private final Set<String> seen = ConcurrentHashMap.newKeySet();

  ContractWatch(Contract contract) {
    this.contract = contract;
  }

  void check(String method, String path, Reply reply) {
    assertNotNull(reply.header("X-Request-Id"), "every reply carries its request's id");
    Operation operation = contract.openapi().findOperation(path, HttpMethod.valueOf(method));
    if (operation == null) {
      assertTrue(reply.status() == 404 || reply.status() == 405, reply::toString);
      checkProblem(reply);
      return;
    }
    String which = operation.getOperationId() + " " + reply.status();
    Response response = operation.getResponse(reply.status());
    assertNotNull(response, "the contract does not know " + which + ": " + reply.text());
    seen.add(which);
    for (Parameter header : response.getHeaders()) {
      checkHeader(header, reply.header(header.getName()), which);
    }
    if (response.getContent().isEmpty()) {
      assertEquals("", reply.text(), which);
      return;
    }
    MediaType content = response.getContent().values().iterator().next();
    if (reply.status() >= 400) {
      checkProblem(reply);
    } else if (content.getIdentifier().equals("text/plain")) {
      assertEquals("application/yaml", reply.header("Content-Type"));
    } else {
      assertEquals("application/json", reply.header("Content-Type"));
      checkJson(content.getSchema(), reply, which);
    }
  }

  private void checkHeader(Parameter header, String value, String which) {
    assertNotNull(value, which + " has " + header.getName());
    Object typed = header.getSchemaType() == SchemaType.INTEGER ? Long.valueOf(value) : value;
    OutputUnit result =
        contract.openapi().getSchemaRepository().validator(header.getSchema()).validate(typed);
    assertTrue(result.getValid(), () -> which + ": " + header.getName() + " is " + value);
  }

  /** The operations and statuses of the contract that no reply has had. */
  Set<String> unseen() {
    Set<String> unseen = new TreeSet<>();
    for (Operation operation : contract.openapi().operations()) {
      JsonObject responses = operation.getOpenAPIModel().getJsonObject("responses");
      for (String status : responses.fieldNames()) {
        if (status.matches("\\d{3}")) {
          unseen.add(operation.getOperationId() + " " + status);
        }
      }
    }
    unseen.removeAll(seen);
    return unseen;
  }

  /** The operations and statuses that a reply has had. */
  Set<String> seen() {
    return seen;
  }

  private void checkProblem(Reply reply) {
    assertEquals("application/problem+json", reply.header("Content-Type"), reply.text());
    JsonObject schema =
        contract
            .openapi()
            .getRawContract()
            .getJsonObject("components")
            .getJsonObject("schemas")
            .getJsonObject("Problem");
    checkJson(JsonSchema.of(schema), reply, "problem");
    assertEquals(reply.status(), reply.json().getInteger("status"));
    assertEquals(reply.header("X-Request-Id"), reply.json().getString("request_id"));
  }

  private void checkJson(JsonSchema schema, Reply reply, String which) {
    OutputUnit result =
        contract
            .openapi()
            .getSchemaRepository()
            .validator(schema)
            .validate(Json.decodeValue(reply.text()));
    assertTrue(result.getValid(), () -> which + ": " + reply.text() + " " + result.getErrors());
  }
}

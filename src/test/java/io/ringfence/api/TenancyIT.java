package io.ringfence.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.Operation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Every operation of the contract with another tenant's key: nothing is read and nothing written.
 * An operation that joins the contract is tried too.
 */
final class TenancyIT {
  private static TestApi api;
  private static final Map<Operation, String> PATHS = new LinkedHashMap<>();
  private static String stranger;

  @BeforeAll
  static void start() {
    api = new TestApi();
    api.load();
    Walk walk = new Walk(api);
    stranger = api.organisation("stranger", "admin");
    operations().forEach(operation -> PATHS.put(operation, walk.path(operation)));
    api.load();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  private static List<Operation> operations() {
    return api.contract.openapi().operations().stream()
        .filter(operation -> !operation.getSecurityRequirements().isEmpty())
        .toList();
  }

  private static Reply call(Operation operation, String... headers) {
    return api.send(
        stranger,
        operation.getHttpMethod().name(),
        PATHS.get(operation),
        Walk.body(operation),
        headers);
  }

  @Test
  void readsNothingAndWritesNothingByAnothersIds() {
    List<String> ids = idsOfDefault();
    List<String> before = rowsOfDefault();
    List<String> wrong = new ArrayList<>();

    for (Operation operation : PATHS.keySet()) {
      Reply reply = call(operation);
      boolean named = operation.getOpenAPIPath().contains("{id}");
      if (named && reply.status() != 404 && reply.status() != 403) {
        wrong.add(operation.getOperationId() + " answers " + reply.status());
      }
      // What the request itself names may be named in the refusal.
      ids.stream()
          .filter(id -> !List.of(PATHS.get(operation).split("/")).contains(id))
          .filter(reply.text()::contains)
          .forEach(id -> wrong.add(operation.getOperationId() + " shows " + id));
    }

    assertEquals(List.of(), wrong);
    assertEquals(before, rowsOfDefault());
    assertTrue(ids.size() > 5, "something was there: " + ids);
  }

  @Test
  void worksInNoOtherOrganisationByNamingIt() {
    List<String> before = rowsOfDefault();
    String id = api.store.query("SELECT public_id FROM organisation WHERE slug = 'default'").get(0);
    List<String> wrong = new ArrayList<>();

    for (Operation operation : PATHS.keySet()) {
      for (String name : List.of("default", id)) {
        // Where the key alone says whose request it is, no name is read.
        boolean byKeyAlone = operation.getOpenAPIModel().containsKey("x-by-key-alone");
        Reply reply = call(operation, Authentication.ORGANISATION, name);
        if (reply.status() != 404 && !byKeyAlone) {
          wrong.add(operation.getOperationId() + " answers " + reply.status());
        }
      }
    }

    assertEquals(List.of(), wrong);
    assertEquals(before, rowsOfDefault());
  }

  @Test
  void findsAnothersAccountUnderNoNameForALineOfItsOwn() {
    String account = api.store.query("SELECT public_id FROM account WHERE slug = 'default'").get(0);

    for (String name : List.of(account, "default", "nobody")) {
      JsonObject line = new JsonObject().put("account", name).put("number", "+15005550401");
      Reply refused = api.post(stranger, "/v1/lines", line);

      assertEquals(422, refused.status());
      assertEquals(List.of("/account"), refused.pointers());
    }
  }

  @Test
  void whatIsTheOperatorsIsRefusedToAnAdministrator() {
    Set<String> operators =
        Set.of("listOrganisations", "createOrganisation", "listNodes", "getOrganisation");

    for (Operation operation : PATHS.keySet()) {
      if (operators.contains(operation.getOperationId())) {
        assertEquals(403, call(operation).status());
      }
    }
  }

  private static List<String> idsOfDefault() {
    return api.store.query(
        "SELECT t.public_id FROM organisation o, LATERAL ("
            + "SELECT o.public_id UNION ALL"
            + " SELECT public_id FROM account WHERE organisation_id = o.id UNION ALL"
            + " SELECT public_id FROM line WHERE organisation_id = o.id UNION ALL"
            + " SELECT public_id FROM api_key WHERE organisation_id = o.id UNION ALL"
            + " SELECT public_id FROM operation WHERE organisation_id = o.id UNION ALL"
            + " SELECT public_id FROM protected_value WHERE organisation_id = o.id UNION ALL"
            + " SELECT reason FROM entry WHERE organisation_id = o.id AND length(reason) > 5) t"
            + " WHERE o.slug = 'default'");
  }

  /** Everything that belongs to it, whatever tables there are. */
  private static List<String> rowsOfDefault() {
    List<String> tables =
        api.store.query(
            "SELECT DISTINCT table_name FROM information_schema.columns"
                + " JOIN information_schema.tables USING (table_schema, table_name)"
                + " WHERE table_schema = 'ringfence' AND table_type = 'BASE TABLE'"
                + " AND column_name = 'organisation_id' ORDER BY table_name");
    List<String> rows =
        new ArrayList<>(
            api.store.query("SELECT o::text FROM organisation o WHERE slug = 'default'"));
    for (String table : tables) {
      rows.addAll(
          api.store.query(
              "SELECT t::text AS row FROM ringfence."
                  + table
                  + " t JOIN organisation o ON o.id = t.organisation_id"
                  + " WHERE o.slug = 'default' ORDER BY row"));
    }
    return rows;
  }
}

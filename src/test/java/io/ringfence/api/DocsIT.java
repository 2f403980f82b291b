package io.ringfence.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.openapi.contract.Operation;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The contract as a person reads it. */
final class DocsIT {
  private static TestApi api;

  @TempDir Path dir;

  @BeforeAll
  static void start() {
    api = new TestApi();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @ParameterizedTest
  @CsvSource({
    "/docs, text/html; charset=utf-8",
    "/docs/page.js, text/javascript; charset=utf-8",
    "/docs/page.css, text/css; charset=utf-8",
    "/docs/swagger-ui-bundle.js, text/javascript; charset=utf-8",
    "/docs/swagger-ui.css, text/css; charset=utf-8"
  })
  void servesEachFileToWhoeverAsks(String path, String type) {
    Reply file = api.exchange(null, "GET", path, null);
    Reply head = api.exchange(null, "HEAD", path, null);
    Reply known = api.exchange(null, "GET", path, null, "If-None-Match", file.header("ETag"));

    assertEquals(200, file.status());
    assertEquals(type, file.header("Content-Type"));
    assertEquals("nosniff", file.header("X-Content-Type-Options"));
    assertFalse(file.text().isEmpty());
    assertEquals(200, head.status());
    assertEquals(file.header("Content-Length"), head.header("Content-Length"));
    assertEquals("", head.text());
    assertEquals(304, known.status());
    assertEquals("", known.text());
    assertEquals(file.header("ETag"), known.header("ETag"));
  }

  @Test
  void theBrowserIsToldToTakeNothingFromElsewhere() {
    String policy = api.exchange(null, "GET", "/docs", null).header("Content-Security-Policy");

    assertTrue(policy.startsWith("default-src 'none'; script-src 'self';"), policy);
    assertFalse(policy.contains("unsafe"), policy);
    assertFalse(policy.contains("http"), policy);
  }

  @Test
  void nothingElseIsUnderIt() {
    assertEquals(404, api.send(null, "GET", "/docs/swagger-ui.js", null).status());
    assertEquals(404, api.send(null, "GET", "/docs/..%2fpage.js", null).status());
    Reply post = api.send(null, "POST", "/docs", "{}");
    assertEquals(405, post.status());
    assertEquals("GET, HEAD", post.header("Allow"));
  }

  @Test
  void aBrowserShowsEveryOperationAndAsksNoOtherHost() throws Exception {
    assumeTrue(Chromium.binary() != null, "chromium is not installed");
    String here = "http://127.0.0.1:" + api.port() + "/";

    Chromium.Seen seen = Chromium.open(here + "docs", dir);

    for (Operation operation : api.contract.openapi().operations()) {
      String summary = operation.getOpenAPIModel().getString("summary");
      assertTrue(seen.page().contains(summary), () -> summary + " is not on " + seen.page());
    }
    assertTrue(seen.requested().contains(here + "openapi.yaml"), seen.requested().toString());
    assertEquals(
        List.of(), seen.requested().stream().filter(url -> !url.startsWith(here)).toList());
    assertFalse(seen.console().contains("Content Security Policy"), seen.console());
    assertFalse(seen.console().contains("Uncaught"), seen.console());
  }
}

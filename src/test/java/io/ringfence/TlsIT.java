package io.ringfence;

import static io.ringfence.GatewayFixture.eventually;
import static io.ringfence.GatewayFixture.eventuallyLong;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.config.ConfigFailed;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every listener with a certificate; certificates that change, run out, or are none. */
class TlsIT {
  private static final int YEAR = 365;

  @TempDir static Path dir;

  private static GatewayFixture gate;
  private static Path cert;
  private static Path key;
  private static TestCertificate first;
  private static TestCertificate second;

  @BeforeAll
  static void start() {
    first = TestCertificate.make(dir, YEAR);
    second = TestCertificate.make(dir, YEAR, "RSA");
    cert = dir.resolve("cert.pem");
    key = dir.resolve("key.pem");
    first.write(cert, key);
    gate =
        GatewayFixture.running(
            "RINGFENCE_EDGE_TLS_CERT",
            cert.toString(),
            "RINGFENCE_EDGE_TLS_KEY",
            key.toString(),
            "RINGFENCE_API_TLS_CERT",
            cert.toString(),
            "RINGFENCE_API_TLS_KEY",
            key.toString(),
            "RINGFENCE_OPS_TLS_CERT",
            cert.toString(),
            "RINGFENCE_OPS_TLS_KEY",
            key.toString());
  }

  @AfterAll
  static void stop() {
    gate.close();
  }

  @BeforeEach
  void beginWithTheFirst() {
    first.write(cert, key);
    eventuallyLong(() -> serials().equals(serials(first)) && health("tls").equals("ok"));
  }

  private static Listeners ports() {
    return gate.nodes.get(0).ports();
  }

  private static String serials() {
    return TlsConnection.serial(ports().edge())
        + " "
        + TlsConnection.serial(ports().api())
        + " "
        + TlsConnection.serial(ports().ops());
  }

  private static String serials(TestCertificate one) {
    return one.serial() + " " + one.serial() + " " + one.serial();
  }

  private static String ops(String path) {
    try (TlsConnection connection = TlsConnection.open(ports().ops(), "TLSv1.3")) {
      return connection.get(path);
    } catch (IOException failed) {
      throw new AssertionError(failed);
    }
  }

  /** The status of one check, or what is to be done about it. */
  private static String health(String name) {
    return new JsonObject(ops("/health/ready"))
        .getJsonArray("checks").stream()
            .map(JsonObject.class::cast)
            .filter(check -> check.getString("name").equals(name))
            .map(
                check ->
                    check.getString("status").equals("ok") ? "ok" : check.getString("what_to_do"))
            .findAny()
            .orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({"TLSv1.2", "TLSv1.3"})
  void theEdgeSpeaksHttp11ToWhoeverCouldSpeakAnother(String protocol) throws IOException {
    try (TlsConnection edge = TlsConnection.open(ports().edge(), protocol, "h2", "http/1.1")) {
      assertEquals("http/1.1", edge.spoken());
      assertTrue(edge.get("/").contains("\"status\":404"));
    }
  }

  @Test
  void theAddressesPrintedSayHttps() {
    assertEquals(3, ports().toString().split("https://", -1).length - 1, ports().toString());
  }

  @Test
  void plainHttpIsNotSpokenBeside() throws IOException {
    try (Socket plain = new Socket("127.0.0.1", ports().api())) {
      plain.getOutputStream().write("GET /openapi.yaml HTTP/1.1\r\nHost: x\r\n\r\n".getBytes());

      assertFalse(answer(plain).startsWith("HTTP/"));
    }
  }

  private static String answer(Socket socket) {
    try {
      return new String(socket.getInputStream().readAllBytes());
    } catch (IOException reset) {
      return "";
    }
  }

  @Test
  void aNewCertificateIsForNewConnectionsAndTheOldOnesLiveOn() throws IOException {
    try (TlsConnection edge = TlsConnection.open(ports().edge(), "TLSv1.3");
        TlsConnection api = TlsConnection.open(ports().api(), "TLSv1.2")) {
      String before = api.get("/openapi.yaml");

      second.write(cert, key);
      eventuallyLong(() -> serials().equals(serials(second)));

      assertEquals(before, api.get("/openapi.yaml"));
      assertTrue(edge.get("/").contains("\"status\":404"));
      assertEquals(first.serial(), edge.serial());
    }
  }

  @Test
  void filesThatDoNotGoTogetherLeaveTheCertificateInForce() {
    TestCertificate.replace(key, second.key());

    eventuallyLong(() -> health("tls").contains("edge.tls.key: " + key + " is not the key of"));
    assertEquals(serials(first), serials());
    second.write(cert, key);
    eventuallyLong(() -> serials().equals(serials(second)));
    eventually(() -> health("tls").equals("ok"));
  }

  @Test
  void aFileThatIsGoneLeavesTheCertificateInForce() throws IOException {
    Files.delete(cert);

    eventuallyLong(() -> health("tls").contains("api.tls.cert: " + cert + " cannot be read"));
    assertEquals(serials(first), serials());
  }

  @Test
  void aCertificateThatEndsSoonIsSaidTwoWeeksBefore() {
    assertTrue(left() > 360 * 86_400.0);

    TestCertificate.make(dir, 13).write(cert, key);

    eventuallyLong(() -> health("tls").contains("The certificate of ops ends at "));
    eventually(() -> left() < 13.1 * 86_400);
  }

  private static double left() {
    return ops("/metrics")
        .lines()
        .filter(
            line -> line.startsWith("ringfence_tls_certificate_expires_seconds{listener=\"edge\"}"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .findAny()
        .orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "lost, key, cert: DIR/lost cannot be read",
    "cert, lost, key: DIR/lost cannot be read",
    "key, key, cert: DIR/key holds no certificate in PEM",
    "cert, cert, 'key: DIR/cert holds no RSA or EC key in PEM, without a password'",
    "cert, other, key: DIR/other is not the key of the certificate in DIR/cert",
    "cert, third, key: DIR/third is not the key of the certificate in DIR/cert",
  })
  void filesThatCannotBeUsedStopTheStart(String certFile, String keyFile, String said) {
    Path files = gate.temporary();
    TestCertificate.replace(files.resolve("cert"), first.cert());
    TestCertificate.replace(files.resolve("key"), first.key());
    TestCertificate.replace(files.resolve("other"), second.key());
    TestCertificate.replace(files.resolve("third"), TestCertificate.make(dir, YEAR).key());

    ConfigFailed failed =
        assertThrows(
            ConfigFailed.class,
            () ->
                gate.startNode(
                    "RINGFENCE_API_TLS_CERT", files.resolve(certFile).toString(),
                    "RINGFENCE_API_TLS_KEY", files.resolve(keyFile).toString()));

    assertEquals("api.tls." + said.replace("DIR", files.toString()), failed.getMessage());
  }

  @Test
  void theCommandLineSpeaksItToTheGatewayBesideIt() throws Exception {
    Path data = gate.temporary();
    Files.writeString(data.resolve("ports.json"), "{\"api\":" + ports().api() + "}");

    Jar.Ended head =
        new Jar(
                dir,
                Map.of(
                    "RINGFENCE_DATA_DIR", data.toString(),
                    "RINGFENCE_API_TLS_CERT", cert.toString(),
                    "RINGFENCE_API_TLS_KEY", key.toString(),
                    "RINGFENCE_CLI_KEY", GatewayFixture.ADMIN_KEY))
            .run("audit", "head");

    assertEquals(0, head.code(), head.printed());
  }

  @Test
  void theCommandLineSpeaksItToOneThatItIsToldToTrust() throws Exception {
    Map<String, String> elsewhere =
        Map.of(
            "RINGFENCE_CLI_URL",
            "https://127.0.0.1:" + ports().api(),
            "RINGFENCE_CLI_KEY",
            GatewayFixture.ADMIN_KEY);

    Jar.Ended trusting =
        new Jar(dir, elsewhere).run("audit", "verify", "--cacert", cert.toString());
    Jar.Ended careful = new Jar(dir, elsewhere).run("audit", "verify");

    assertEquals(0, trusting.code(), trusting.printed());
    assertEquals(69, careful.code(), careful.printed());
    assertTrue(careful.printed().contains("--cacert"), careful.printed());
  }
}

package io.ringfence;

import io.ringfence.store.FreePort;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A real nginx with the snippet that ships, before a page and a widget. */
final class Nginx implements AutoCloseable {
  private static final Path BINARY = Path.of("/usr/sbin/nginx");
  private static final Path SNIPPETS = Path.of("config", "nginx");

  private final Path directory;
  private final int port;
  private final Process process;

  /**
   * Starts one in a directory of its own.
   *
   * @param ringfence the API's port
   */
  Nginx(Path directory, int ringfence, String key) throws IOException {
    this.directory = directory;
    this.port = FreePort.any();
    Files.createDirectories(directory.resolve("site/widget"));
    Files.writeString(directory.resolve("site/index.html"), "the page");
    Files.writeString(directory.resolve("site/widget/widget.js"), "the widget");
    String http = Files.readString(SNIPPETS.resolve("ringfence-http.conf"));
    Files.writeString(
        directory.resolve("ringfence-http.conf"),
        http.replace("server 127.0.0.1:8081;", "server 127.0.0.1:" + ringfence + ";"));
    Files.copy(
        SNIPPETS.resolve("ringfence-server.conf"), directory.resolve("ringfence-server.conf"));
    Files.writeString(
        directory.resolve("ringfence-key.conf"),
        "proxy_set_header Authorization \"Bearer " + key + "\";\n");
    Files.writeString(directory.resolve("nginx.conf"), configuration());
    process =
        new ProcessBuilder(
                BINARY.toString(),
                "-p",
                directory.toString(),
                "-c",
                "nginx.conf",
                "-e",
                "error.log")
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("output").toFile())
            .start();
  }

  static boolean isHere() {
    return Files.isExecutable(BINARY);
  }

  /** In front of nginx stands one more proxy, which a test plays: it says where it comes from. */
  private String configuration() {
    return String.join(
        "\n",
        "daemon off;",
        // Its workers would otherwise be somebody who may not read a temporary directory.
        "root".equals(System.getProperty("user.name")) ? "user root;" : "",
        "pid nginx.pid;",
        "worker_processes 1;",
        "events { worker_connections 256; }",
        "http {",
        "  access_log off;",
        "  client_body_temp_path body;",
        "  proxy_temp_path proxy;",
        "  fastcgi_temp_path fastcgi;",
        "  uwsgi_temp_path uwsgi;",
        "  scgi_temp_path scgi;",
        "  include ringfence-http.conf;",
        "  server {",
        "    listen 127.0.0.1:" + port + ";",
        "    root site;",
        "    set_real_ip_from 127.0.0.1;",
        "    real_ip_header X-Real-IP;",
        "    include ringfence-server.conf;",
        "    location /widget/ { auth_request /_ringfence; }",
        "  }",
        "}",
        "");
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  /** What it complains of. */
  String log() {
    try {
      return Files.readString(directory.resolve("output"))
          + Files.readString(directory.resolve("error.log"));
    } catch (IOException none) {
      return "no log: " + none;
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}

package io.ringfence.api;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Properties;

/**
 * A file of the page, as it is in the jar.
 *
 * @param etag of its bytes, with its quotes
 */
record DocsFile(String type, Buffer text, String etag) {
  private static final String OURS = "/io/ringfence/api/docs/";
  private static final String LIBRARY = "/META-INF/resources/webjars/swagger-ui/%s/";
  private static final String LIBRARY_VERSION =
      "/META-INF/maven/org.webjars/swagger-ui/pom.properties";

  /** One of this project's own. Blocks. */
  static DocsFile ours(String name, String type) throws IOException {
    return read(OURS + name, type);
  }

  /** One of the library's, which keeps them under its version. Blocks. */
  static DocsFile librarys(String name, String type) throws IOException {
    Properties properties = new Properties();
    try (InputStream file = open(LIBRARY_VERSION)) {
      properties.load(file);
    }
    return read(LIBRARY.formatted(properties.getProperty("version")) + name, type);
  }

  private static DocsFile read(String path, String type) throws IOException {
    try (InputStream file = open(path)) {
      byte[] bytes = file.readAllBytes();
      return new DocsFile(type, Buffer.buffer(bytes), "\"" + hash(bytes) + "\"");
    }
  }

  private static InputStream open(String path) {
    InputStream file = DocsFile.class.getResourceAsStream(path);
    if (file == null) {
      throw new IllegalStateException(path + " is not in the jar");
    }
    return file;
  }

  private static String hash(byte[] bytes) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(hash, 0, 16);
    } catch (NoSuchAlgorithmException never) {
      throw new IllegalStateException("every JDK has SHA-256", never);
    }
  }
}
